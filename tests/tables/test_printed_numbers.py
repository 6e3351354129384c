"""The numbers of provisions as people read them, in tables and files."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest

import policycompare as pc
from policycompare.export.excel import workbook_bytes
from policycompare.export.page import page
from policycompare.export.text import table_csv, table_markdown
from policycompare.export.word_tables import document_bytes
from policycompare.reading import parse
from policycompare.tables import all_tables, printed
from policycompare.tables.cells import shown

PLAN = """\
农村公路养护方案
一、总体要求
坚持{}负责、分级管理，落实农村公路养护责任。
坚持绿色发展，推进农村公路与产业融合。
二、主要任务
（一）完善养护机制。{}各部门应当每年检查桥梁一次。
（二）加强资金保障。{}财政部门应当足额安排养护资金。
"""


@pytest.fixture(scope="module")
def tables():
    child = parse(PLAN.format("区", "区", "区"), id="child", level="district")
    parent = parse(PLAN.format("市", "市", "市").replace("每年", "每半年"), id="parent", level="city")
    return {table.slug: table for table in all_tables(pc.trace([parent, child]))}


def test_numbers_are_cited_as_people_cite_them():
    plan = parse(PLAN)
    assert [m.label for m in plan.measures] == ["1.p1", "1.p2", "2.1", "2.2"]
    assert [m.cited for m in plan.measures] == ["一、第1段", "一、第2段", "二、（一）", "二、（二）"]
    law = parse("办法\n第一条　检查。\n第二条　报告。\n第二条之一　整改。\n")
    assert [m.cited for m in law.measures] == ["第一条", "第二条", "第二条之一"]
    assert [m.called for m in law.measures] == ["1", "2", "2-1"]
    listed = parse("若干措施\n1.检查。\n2.报告。\n")
    assert [(m.called, m.cited) for m in listed.measures] == [("1", "第1条"), ("2", "第2条")]
    assert plan.cite("1.p2") == "农村公路养护方案 一、第2段"


def test_the_list_of_units_stands_verbatim_on_both_sides():
    text = "行动方案\n一、任务\n（一）排查隐患。{}应当每年排查。（责任单位：{}应急局牵头，{}住建局，各镇街）\n（二）{}公开结果。\n"
    child = parse(text.format(*"区区区区"), id="child", level="district")
    parent = parse(text.format(*"市市市市").replace("每年", "每半年"), id="parent", level="city")
    (table,) = printed(all_tables(pc.trace([parent, child])), "公文")["comparison"]
    _, above, below, _ = map(str, table.plain_rows[0])
    assert above.endswith("（责任单位：市应急局牵头，市住建局，各镇街）")
    assert below.endswith("（责任单位：区应急局牵头，区住建局，各镇街）")
    assert "（二）" in table.notes[0]


def test_unchanged_articles_are_named_as_a_range():
    lines = ["检查管道。", "公开结果。", "培训人员。", "报告情况。", "整改隐患。", "核实线索。"]
    articles = [f"第{'一二三四五六'[k]}条　主管部门应当每年{line}" for k, line in enumerate(lines)]
    parent = parse("\n".join(["某省办法", *articles]), id="up")
    child = parse("\n".join(["某市办法", *articles]).replace("每年整改", "每季度整改"), id="low")
    (table,) = printed(all_tables(pc.trace([parent, child])), "公文")["comparison"]
    assert "（共5条）：第一条至第四条、第六条，" in table.notes[0]


def test_a_table_shows_printed_numbers_and_its_csv_keeps_labels(tables):
    at = tables["comparison"].position("label")
    cells = [row[at] for row in tables["comparison"].rows]
    assert [shown(cell) for cell in cells] == ["一、第1段", "一、第2段", "二、（一）", "二、（二）"]
    assert [line.split(",")[1] for line in table_csv(tables["comparison"]).decode("utf-8-sig").splitlines()[1:]] == [
        "1.p1", "1.p2", "2.1", "2.2",
    ]  # fmt: skip


def test_no_label_that_the_document_does_not_print_is_read_in_word_or_markdown(tables):
    every = list(tables.values())
    word = docx.Document(io.BytesIO(document_bytes(printed(every, "公文", "working")["comparison"])))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    text = "\n".join(
        [
            *cells,
            table_markdown(next(t for slug, t in tables.items() if slug.startswith("statement"))),
            table_markdown(tables["comparison"]),
        ]
    )
    assert not re.search(r"1\.p1|(?<![0-9.])2\.2(?![0-9.])", text)
    assert "一、第1段　坚持区负责" in text
    assert "二、（一）对应" in text
    (filed,) = printed(every, "公文")["comparison"]
    assert not [cell for row in filed.plain_rows for cell in row if "第1段" in str(cell)]


def test_the_page_heads_a_row_with_the_printed_number(tables):
    shown_page = page([tables["comparison"]])
    assert '<a href="#comparison-1.p2">一、第2段</a>' in shown_page
    assert "第1.p2条" not in shown_page
    assert "第2.1条" not in shown_page


def test_a_workbook_shows_printed_numbers_but_labels_where_a_person_decides(tables):
    sheet = workbook_bytes([tables["comparison"]])
    decided = next(t for slug, t in tables.items() if slug.startswith("decisions"))
    assert "一、第2段".encode() in _strings(sheet)
    assert [row[0] for row in decided.rows[:1]] == ["1.p1"]


def _strings(book):
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read("xl/sharedStrings.xml")
