"""From the comparison to a person and back: what is decided in the workbook or on the page stands in the next run."""

from __future__ import annotations

import openpyxl
import pytest

import policycompare as pc
from policycompare.cli.main import main
from policycompare.deciding.decision_files import load


@pytest.fixture
def compared_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.txt").write_text(pc.load("chongming").text, "utf-8")
    assert main(["compare", "draft.txt", "shanghai", "--no-figures"]) == 0
    return tmp_path


def decide(path, verdicts, more=()):
    """Fill verdicts into the first sheet to decide on, by the labels of child and parent; add rows of one's own."""
    book = openpyxl.load_workbook(path)
    sheet = next(s for s in book if s.title.startswith("核定"))
    head = next(row for row in sheet.iter_rows() if row[0].value == "下级条")
    at = {cell.value: cell.column for cell in head}
    done = 0
    for row in range(head[0].row + 1, sheet.max_row + 1):
        pair = tuple(str(sheet.cell(row, at[name]).value or "") for name in ("下级条", "上级条"))
        if pair in verdicts:
            for name, value in verdicts[pair].items():
                sheet.cell(row, at[name]).value = value
            done += 1
        elif pair == ("", "") and more:
            own, more = more[0], more[1:]
            for name, value in zip(("下级条", "上级条", "判定"), (*own, "补充"), strict=True):
                sheet.cell(row, at[name]).value = value
    book.save(path)
    return done


def test_decisions_made_in_the_workbook_stand_in_the_next_comparison(compared_once, capsys):
    workbook = compared_once / "comparison" / "对照表.xlsx"
    verdicts = {
        ("5", "5"): {"判定": "确认", "判定人": "甲"},
        ("28", "27"): {"判定": "否定", "备注": "不是一回事"},
        ("3", "3"): {"判定": "确认", "关系更正": "改写"},
        ("", "11"): {"判定": "确认", "原因": "不予采纳"},
        ("10", ""): {"判定": "确认"},
    }
    assert decide(workbook, verdicts, more=(("49", "40"),)) == len(verdicts)
    assert main(["review", "read", str(workbook)]) == 0
    assert "新采用 6" in capsys.readouterr().out
    assert main(["review", "read", str(workbook)]) == 0
    assert "新采用 0，改动 0，已有 6" in capsys.readouterr().out

    assert main(["compare", "draft.txt", "shanghai", "--no-figures"]) == 0
    said = capsys.readouterr().out
    assert "有效 6" in said
    assert "对照表.xlsx 已被人改过" in said
    fresh = openpyxl.load_workbook(compared_once / "comparison" / "对照表.new-1.xlsx")
    sheet = next(s for s in fresh if s.title.startswith("核定"))
    shown = [[str(v or "") for v in row] for row in sheet.iter_rows(values_only=True)]
    head = next(row for row in shown if row[0] == "下级条")
    verdict = {(r[0], r[1]): r[head.index("判定")] for r in shown}
    assert verdict["5", "5"] == "确认"
    assert verdict["28", "27"] == "否定"
    assert verdict["49", "40"] == "补充"
    assert verdict["", "11"] == "确认"
    main_sheet = fresh["对照"]
    rows = [[str(v or "") for v in row] for row in main_sheet.iter_rows(values_only=True)]
    columns = next(row for row in rows if "条" in row)
    by_label = {r[columns.index("条")]: r for r in rows}
    assert by_label["5"][columns.index("判定")] == "人工核定"
    assert by_label["3"][columns.index("关系")].startswith("3：改写")
    reasons = [cell for row in fresh["未承接"].iter_rows(values_only=True) for cell in row]
    assert "不予采纳" in reasons


def test_decisions_outlive_a_draft_that_is_renumbered_edited_cut_and_extended(compared_once, capsys):
    workbook = compared_once / "comparison" / "对照表.xlsx"
    al = pc.align(pc.read("draft.txt"), "shanghai")
    pairs = list(zip(al.links.child, al.links.parent, strict=True))
    decide(workbook, {pair: {"判定": "确认"} for pair in pairs})
    main(["review", "read", str(workbook)])
    text = pc.load("chongming").text
    measures = pc.load("chongming").measures
    for label in ("1", "2", "3", "6", "7"):
        old = next(m for m in measures if m.label == label).text
        text = text.replace(old, old.replace("。", "，并按季度向区安委会报告。", 1))
    gone = next(m for m in measures if m.label == "21")
    text = text.replace(gone.span.of(pc.load("chongming").text), "")
    first = next(m for m in measures if m.label == "14")
    line = first.span.of(pc.load("chongming").text)
    text = text.replace(line, "14.设立安全生产举报专线并公布号码。（区应急局）\n" + line)
    number = 0
    lines = []
    for row in text.splitlines():
        head, dot, rest = row.partition(".")
        number += bool(dot and head.isdecimal())
        lines.append(f"{number}.{rest}" if dot and head.isdecimal() else row)
    (compared_once / "draft.txt").write_text("\n".join(lines) + "\n", "utf-8")
    before = load(compared_once / "comparison" / "decisions" / "draft__shanghai.csv")
    capsys.readouterr()
    assert main(["review", "status", "draft.txt", "shanghai"]) == 0
    said = capsys.readouterr().out
    edited = sum(child in ("1", "2", "3", "6", "7") for child, _ in pairs)
    cut = sum(child == "21" for child, _ in pairs)
    assert f"文字已改，待重新确认：{edited}" in said
    assert f"条款已不在：{cut}" in said
    counts = pc.align(pc.read("draft.txt"), "shanghai", decisions="comparison/decisions").anchored.counts
    assert counts["stale"] == edited
    assert counts["orphaned"] == cut
    assert counts["standing"] + counts["moved"] == len(pairs) - edited - cut
    assert len(load(compared_once / "comparison" / "decisions" / "draft__shanghai.csv")) == len(before) == len(pairs)
