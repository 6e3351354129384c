"""Every file of a comparison from documents that nobody would wish for: nothing lost, nothing broken."""

from __future__ import annotations

import csv
import io
import json

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

import policycompare as pc
from policycompare.analysing.trace import as_chain
from policycompare.export.bundle import comparison_files

ODD = "=1+1\x08、𬭚䶮①〔2022〕、شرح عربي、<b>&amp;</b>、|`*_#、“引”‘号’"
LONG = "长" * 40_000
UNITS = "、".join(f"星光{n:04}公司" for n in range(2000))


@pytest.fixture(scope="module")
def files():
    parent = pc.parse(
        f"某市措施\n1.{ODD}检查。（市应急局）\n2.{LONG}。\n3.开展演练。（{UNITS}）\n", id="up", level="city"
    )
    child = pc.parse(
        f"某区措施\n1.{ODD}排查。（区应急局）\n2.{LONG}，并报告。\n3.开展演练。（{UNITS}）\n",
        id="down",
        level="district",
    )
    return comparison_files(as_chain(pc.align(child, parent)), figures=False, tracked=True)


def test_three_files_with_chinese_names_are_on_top_and_the_rest_below_data(files):
    assert [name for name in files if "/" not in name] == ["对照表.docx", "对照表.xlsx", "对照表.html"]
    assert all(name.startswith("data/") for name in files if "/" in name)


def test_word_files_open_and_hold_every_character(files):
    for name in ("对照表.docx", "data/by_parent.docx", "data/statement.docx", "data/tracked.docx"):
        body = docx.Document(io.BytesIO(files[name])).element.body
        text = "".join(t.text or "" for t in body.iter(qn("w:t"), qn("w:delText")))
        if name != "data/statement.docx":
            assert ODD.replace("\x08", "\ufffd") in text, name
            assert LONG in text, name


def test_the_workbook_opens_keeps_long_text_and_takes_nothing_as_a_formula(files):
    book = openpyxl.load_workbook(io.BytesIO(files["对照表.xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert all(len(str(cell.value)) <= 32_767 for cell in cells)
    assert any("𬭚䶮" in str(cell.value) for cell in cells)
    assert sum(str(c.value).count("长") for s in book if s.title == "对照" for r in s.iter_rows() for c in r) >= 80_000


def test_csv_json_and_the_page_hold_every_character(files):
    rows = list(csv.reader(io.StringIO(files["data/comparison.csv"].decode("utf-8-sig"), newline="")))
    shown = ODD.replace("\x08", "\u2408")  # a control character is shown by its picture
    assert any(shown in cell for row in rows for cell in row)
    assert any(LONG in cell for row in rows for cell in row)
    tables = json.loads(files["data/comparison.json"])["tables"]
    units = next(table for table in tables if table["slug"] == "units")["rows"]
    assert len(units) == 2001
    assert all(unit["count_up"] == unit["count_down"] == 1 for unit in units)
    page = files["对照表.html"].decode()
    assert "\x08" not in page
    assert "<b>&amp;</b>" not in page.split("</style>")[1].split("<script>")[0]
    assert LONG in page
