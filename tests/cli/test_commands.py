from __future__ import annotations

import builtins
import json

import openpyxl
import pytest

from policycompare.cli.main import main
from policycompare.deciding.decision_files import load
from policycompare.deciding.decisions import fingerprint
from policycompare.reading import parse

LOW = "区措施\n1.落实安全包保责任制。\n2.建设滨海景观步道。\n3.加强加油站夜间检查。\n"
HIGH = "市措施\n1.落实安全包保责任制。\n2.加强加油站检查。\n3.开展航空安全培训。\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "low.txt").write_text(LOW, "utf-8")
    (tmp_path / "high.txt").write_text(HIGH, "utf-8")
    return tmp_path


def type_lines(monkeypatch, *lines):
    typed = iter(lines)

    def read(_):
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr(builtins, "input", read)


def test_decide_in_the_terminal_then_compare_uses_it_and_status_says_how_things_stand(here, monkeypatch, capsys):
    type_lines(monkeypatch, "n", "q")
    assert main(["review", "low.txt", "high.txt", "--who", "王"]) == 0
    assert "已答 1 问" in capsys.readouterr().out
    file = here / "comparison" / "decisions" / "low__high.csv"
    assert [(d.who, d.source) for d in load(file).rows] == [("王", "terminal")]
    assert main(["compare", "low.txt", "high.txt", "--no-figures"]) == 0
    assert "人的决定（low → high）：有效 1" in capsys.readouterr().out
    record = json.loads((here / "comparison" / "data" / "provenance.json").read_text("utf-8"))
    assert record["decisions"] == {"low → high": {"standing": 1}}
    (here / "low.txt").write_text(LOW.replace("夜间", "每晚").replace("1.", "9."), "utf-8")
    assert main(["review", "status", "low.txt", "high.txt"]) == 0
    shown = capsys.readouterr().out
    assert "文字已改，待重新确认：1" in shown
    assert "增加“每晚”" in shown
    assert main(["align", "low.txt", "high.txt", "--decisions", str(file)]) == 0


def test_read_a_workbook_beside_its_decisions(here, capsys):
    low, high = parse(LOW, id="low"), parse(HIGH, id="high")
    book = openpyxl.Workbook()
    book.active.append(["上级条", "下级条", "判定", "核对码"])
    for k, verdict in ((0, "确认"), (1, "也许")):
        code = f"low:{fingerprint(low.measures[k])}|high:{fingerprint(high.measures[k])}"
        book.active.append([k + 1, k + 1, verdict, code])
    (here / "out").mkdir()
    book.save(here / "out" / "对照表.xlsx")
    assert main(["review", "read", "out/对照表.xlsx", "--who", "李"]) == 0
    shown = capsys.readouterr().out
    assert "新采用 1，改动 0，已有 0，冲突 0，看不懂 1" in shown
    assert "Sheet!C3" in shown
    assert load(here / "out" / "decisions" / "low__high.csv").rows[0].who == "李"


def test_merge_two_files_and_print_the_agreement(here, capsys):
    (here / "a.csv").write_text("child,parent,verdict,who\n1,1,confirmed,甲\n2,2,confirmed,甲\n", "utf-8")
    (here / "b.csv").write_text("child,parent,verdict,who\n1,1,confirmed,乙\n2,2,rejected,乙\n", "utf-8")
    assert main(["review", "merge", "a.csv", "b.csv", "--out", "c.csv"]) == 0
    shown = capsys.readouterr().out
    assert "一致 1，冲突 1" in shown
    assert "F1 = 0.667" in shown
    assert [d.verdict for d in load(here / "c.csv").rows] == ["confirmed", "unsure"]


def test_refit_on_decisions_refuses_or_writes_a_model_that_compare_takes(here, capsys):
    (here / "decisions").mkdir()
    file = here / "decisions" / "chongming__national.csv"
    file.write_text("child,parent,verdict\n1,1.1,confirmed\n", "utf-8")
    assert main(["fit", "--decisions", "decisions"]) == 1
    assert "太少" in capsys.readouterr().out
    assert not (here / "model.json").exists()
    (here / "bad.json").write_text("{}", "utf-8")
    assert main(["align", "low.txt", "high.txt", "--model", "bad.json"]) == 1
    assert "不是模型" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["review", "low.txt"], 2, "用法"),
        (["review", "merge", "a.csv", "b.csv"], 2, "用法"),
        (["review", "read"], 2, "用法"),
        (["review", "read", "none.xlsx"], 1, "没有这个文件"),
        (["review", "merge", "a.csv", "b.csv", "--out", "c.csv"], 1, "没有这个文件"),
        (["compare", "low.txt", "high.txt", "--decisions", "none"], 1, "没有这个文件"),
        (["fit"], 2, "用法"),
        (["fit", "--decisions", "none"], 1, "没有 CHILDID__PARENTID.csv"),
        (["align", "low.txt", "high.txt", "--model", "none.json"], 1, "无法读取"),
    ],
)
@pytest.mark.usefixtures("here")
def test_what_is_at_fault_is_said_in_one_line(capsys, words, status, says):
    assert main(words) == status
    error = capsys.readouterr().err
    assert says in error
    assert "Traceback" not in error
