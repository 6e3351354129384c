from __future__ import annotations

import json
import subprocess
import sys

import pytest

from policycompare.cli.main import main

DRAFT = "某区关于安全的措施\n一、责任\n1.落实重大危险源安全包保责任制。（区应急局）\n2.建设滨海景观步道。（各乡镇）\n"
PARENT = (
    "某市关于安全的措施\n一、责任\n1.落实重大危险源安全包保责任制。（市应急局）\n2.建设轨道交通预警机制。（各区）\n"
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_compare_answers_on_one_screen_and_writes_the_files(here, capsys):
    assert main(["compare"]) == 0
    shown = capsys.readouterr().out
    summary, files = shown.split("写出到")
    assert len(summary.splitlines()) <= 40
    for needed in (
        "替代样本",
        "重述",
        "崇明81条：本级新增",
        "上海78条未被崇明81条承接（6）：11、17、33、37*、62、65",
        "最不确定",
    ):
        assert needed in summary
    record = json.loads((here / "comparison" / "data" / "provenance.json").read_text("utf-8"))
    assert {d["id"] for d in record["documents"]} == {"national", "shanghai", "chongming"}
    for name in record["files"]:
        assert name.split("/")[0] in files
        assert (here / "comparison" / name).stat().st_size == record["files"][name]["bytes"]
    assert any("替代样本" in notice for notice in record["notices"])
    for text in (here / "comparison").rglob("*.csv"):
        rows = text.read_text("utf-8-sig")
        assert "替代样本" in rows or "重述" in rows or text.name == "measures_chongming.csv", text


def test_a_second_run_writes_the_same_csv_and_keeps_an_edited_table(here, capsys):
    main(["compare", "--no-figures"])
    first = {p: p.read_bytes() for p in (here / "comparison").rglob("*.csv")}
    edited = here / "comparison" / "data" / "comparison.csv"
    edited.write_bytes(b"mine")
    capsys.readouterr()
    assert main(["compare", "--no-figures"]) == 0
    assert "保留未动" in capsys.readouterr().out
    assert edited.read_bytes() == b"mine"
    assert (here / "comparison" / "data" / "comparison.new-1.csv").read_bytes() == first[edited]
    assert all(p.read_bytes() == content for p, content in first.items() if p != edited)


def test_two_files_of_ones_own_are_compared(here, write, capsys):
    child, parent = write(DRAFT, "child.txt"), write(PARENT, "parent.txt")
    assert main(["compare", str(child), str(parent), "--out", str(here / "out")]) == 0
    assert (here / "out" / "对照表.xlsx").exists()
    capsys.readouterr()
    assert main(["align", str(child), str(parent), "--format", "json"]) == 0
    links = json.loads(capsys.readouterr().out)
    assert [(link["child"], link["parent"]) for link in links] == [("1", "1")]


def test_read_shows_outline_lines_and_unknown_units(write, capsys):
    assert main(["read", str(write(DRAFT + "3.加强管理。（区太空局、区应急局）\n"))]) == 0
    shown = capsys.readouterr().out
    assert "第3行" in shown
    assert "区太空局" in shown.splitlines()[-1]
    assert "?太空局" in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["read", "{tmp}/no.txt"], "没有这个文件"),
        (["read", "{empty}"], "空"),
        (["read", "{binary}"], "空字节"),
        (["read", "{letter}"], "没有找到带编号的条款"),
        (["read", "{draft}", "--measure", "roman"], "编号样式"),
        (["compare", "{letter}", "chongming"], "没有带编号的条款"),
        (["compare", "chongmin", "shanghai"], "是否指 chongming"),
        (["compare", "{tmp}/no.txt", "shanghai"], "没有这个文件"),
        (["align", "chongming", "shanghai", "--threshold", "2"], "阈值"),
        (["evaluate", "chongming", "shanghai", "{tmp}/no.csv"], "没有这个文件"),
        (["evaluate", "--all", "{tmp}/none"], "CHILD__PARENT"),
        (["compare", "--out", "{draft}"], "无法"),
        (["background", "{tmp}/none"], "没有 .txt"),
    ],
)
def test_input_at_fault_gets_one_message_with_the_way_out_and_status_1(here, write, capsys, arguments, says):
    places = {
        "tmp": here,
        "empty": write("", "empty.txt"),
        "binary": write(b"a\x00b", "binary.txt"),
        "letter": write("一封信\n近来可好。\n", "letter.txt"),
        "draft": write(DRAFT, "draft.txt"),
    }
    assert main([a.format(**places) for a in arguments]) == 1
    error = capsys.readouterr().err
    assert says in error
    assert "Traceback" not in error
    assert len([line for line in error.splitlines() if line.startswith("policycompare:")]) == 1


def test_a_document_of_the_catalog_is_read_by_its_id_with_its_notice(capsys):
    assert main(["read", "shanghai"]) == 0
    assert "替代样本" in capsys.readouterr().out.splitlines()[1]


def test_odd_numbering_is_read_all_the_same_and_is_reported_with_status_1(write, capsys):
    path = write("措施\n1.甲。\n3.乙。\n3.丙。\n")
    assert main(["read", str(path)]) == 1
    captured = capsys.readouterr()
    assert [line.split()[0] for line in captured.out.splitlines()[3:]] == ["1", "3", "3#2"]
    assert [line.split("：")[0] for line in captured.err.splitlines()] == [
        f"policycompare: {path}: 第3行", f"policycompare: {path}: 第4行",
    ]  # fmt: skip
    assert all("请核对原文" in line for line in captured.err.splitlines())
    assert main(["align", str(path), "chongming"]) == 0


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["compare", "chongming"], ["evaluate"]])
def test_wrong_usage_is_status_2(arguments, capsys):
    try:
        status = main(arguments)
    except SystemExit as stop:
        status = stop.code
    assert status == 2
    assert capsys.readouterr().err


def test_evaluate_prints_the_measures_with_the_notice(capsys):
    from pathlib import Path

    gold = Path(__file__).parents[2] / "benchmarks" / "gold" / "chongming__shanghai_standin.csv"
    assert main(["evaluate", "chongming", "shanghai", str(gold)]) == 0
    captured = capsys.readouterr()
    assert "links" in captured.out
    assert "difflib ratio" in captured.out
    assert "替代样本" in captured.err


def test_import_puts_a_document_into_the_catalog(here, write, capsys, monkeypatch):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(here / "catalog"))
    assert main(["import", str(write(DRAFT)), "--id", "mine", "--level", "district"]) == 0
    assert main(["read", str(here / "catalog" / "mine" / "source.txt")]) == 0
    assert "2 条" in capsys.readouterr().out


def test_fit_and_background_write_what_the_package_ships(here, write):
    from pathlib import Path

    write(DRAFT, "corpus/a.txt")
    assert main(["background", str(here / "corpus"), "--out", str(here / "b.npz")]) == 0
    gold = here / "gold"
    gold.mkdir()
    source = Path(__file__).parents[2] / "benchmarks" / "gold"
    for name in ("chongming__national.csv", "chongming__shanghai_standin.csv"):
        (gold / name).write_bytes((source / name).read_bytes())
    assert main(["fit", str(gold), "--out", str(here / "model.json")]) == 0
    assert set(json.loads((here / "model.json").read_text("utf-8"))["origin"]["pairs"]) == {
        "chongming__national", "chongming__shanghai_standin",
    }  # fmt: skip


def test_help_and_import_load_nothing_heavy():
    code = (
        "import sys, policycompare, policycompare.cli.main\n"
        "try: policycompare.cli.main.main(['--help'])\n"
        "except SystemExit: pass\n"
        "names = 'pandas numpy scipy matplotlib jieba rjieba rapidfuzz xlsxwriter'\n"
        "heavy = set(names.split()) & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


FLAWED = "某区关于安全的措施\n1.排查风险,建立清单。（区应急局）\n2.落实《安全法》、《消防法》。（各乡镇）\n"


def test_a_check_ends_with_1_on_findings_and_with_0_on_notes(write, capsys):
    path = str(write(FLAWED))
    assert main(["check", path]) == 1
    assert f"{path}:2:7: error PC105" in capsys.readouterr().out
    assert main(["check", path, "--ignore", "half"]) == 0
    assert main(["check", path, "--select", "PC1,unit-"]) == 1


def test_a_check_against_a_parent_tells_its_gaps(capsys):
    assert main(["check", "chongming", "--against", "shanghai", "--select", "parent", "--format", "json"]) == 1
    record = json.loads(capsys.readouterr().out)
    assert record["against"]["id"] == "shanghai"
    assert {f["name"] for f in record["findings"]} == {"parent-gap"}


@pytest.mark.parametrize("arguments", [["check"], ["check", "chongming", "--select", "PC999"]])
def test_a_wrong_call_of_check_is_a_matter_of_usage(arguments, capsys):
    assert main(arguments) == 2
    assert "policycompare:" in capsys.readouterr().err


def test_a_check_in_word_is_written_beside_and_named(here, write, capsys):
    path = write(FLAWED)
    assert main(["check", str(path), "--format", "docx"]) == 1
    assert (here / "draft.checked.docx").read_bytes().startswith(b"PK")
    assert "draft.checked.docx" in capsys.readouterr().out


def test_the_rules_of_a_check_are_listed(capsys):
    assert main(["check", "--rules"]) == 0
    assert "PC105  half-width-mark" in capsys.readouterr().out


def test_read_says_why_and_takes_another_style(write, capsys):
    path = str(write("措施\n一、责任\n1.甲。\n2.乙。\n二、检查\n3.丙。\n"))
    assert main(["read", path]) == 0
    assert "\n  条：第3行“1.”起 3 处，" in capsys.readouterr().out
    assert main(["read", path, "--style", "han-comma"]) == 0
    assert "2 条（“一、”）" in capsys.readouterr().out


def test_read_takes_big5_when_told(write, capsys):
    path = str(write("措施\n1.落實責任。\n2.加強檢查。\n".encode("big5")))
    assert main(["read", path]) == 1
    assert "--encoding" in capsys.readouterr().err
    assert main(["read", path, "--encoding", "big5"]) == 0


def test_the_screen_numbers_articles_as_the_law_does(capsys, tmp_path):
    (tmp_path / "law.txt").write_text("某省条例\n第一条　商户应当每年检查管道。\n第二条　街道组织电梯评估。\n", "utf-8")
    (tmp_path / "rules.txt").write_text(
        "某市条例\n第一条　商户应当每年检查管道。\n第二条　学校开设游泳课程。\n", "utf-8"
    )
    out = str(tmp_path / "out")
    assert main(["compare", str(tmp_path / "rules.txt"), str(tmp_path / "law.txt"), "--no-figures", "--out", out]) == 0
    printed = capsys.readouterr().out
    assert "本级新增（1）：第二条" in printed
    assert "某市条例 第二条 ↔ 某省条例 第" in printed
