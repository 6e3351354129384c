from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import Workbook

import policycompare as pc
from policycompare.reading import Limits

HEAD = ["序号", "工作任务", "责任单位", "完成时限"]


@pytest.fixture
def book(write):
    """Write a workbook of sheets, each a list of rows; `change` gets the workbook before it is saved."""

    def _book(*sheets, change=None):
        made = Workbook()
        made.remove(made.active)
        for number, rows in enumerate(sheets, start=1):
            sheet = made.create_sheet(f"表{number}")
            for row in rows:
                sheet.append(row)
        if change:
            change(made)
        out = io.BytesIO()
        made.save(out)
        return write(out.getvalue(), "任务清单.xlsx")

    return _book


def found(doc):
    return [(m.label, m.text, [u.name for u in m.units]) for m in doc.measures]


def test_a_list_of_tasks_in_a_workbook_is_read_with_title_and_units(book):
    rows = [
        ["某区整治任务清单"],
        HEAD,
        [1, "建立台账|清单。", "区应急局、各乡镇", "年底"],
        [2, "查隐患。", "区城管局", "长期"],
    ]
    doc = pc.read(book(rows))
    assert doc.title == "某区整治任务清单"
    assert found(doc) == [
        ("1", "建立台账|清单。", ["区应急局", "各乡镇"]),
        ("2", "查隐患。", ["区城管局"]),
    ]


def test_a_unit_merged_over_rows_is_that_of_each_of_them(book):
    rows = [
        HEAD,
        [1, "建台账。", "区应急局", "年底"],
        [2, "查隐患。", None, "月底"],
        [3, "促整改。", "区城管局", "长期"],
    ]
    doc = pc.read(book(rows, change=lambda made: made.active.merge_cells("C2:C3")))
    assert [units for _, _, units in found(doc)] == [["区应急局"], ["区应急局"], ["区城管局"]]


def test_one_unit_a_line_of_a_cell_is_several_units(book):
    doc = pc.read(book([HEAD, [1, "建台账。", "区应急局\n区城管局", "年底"], [2, "查。", "区教育局", "长期"]]))
    assert found(doc)[0][2] == ["区应急局", "区城管局"]


def test_dates_shares_and_figures_are_read_as_they_are_shown(book):
    def change(made):
        made.active["D2"].number_format = 'yyyy"年"m"月"'
        made.active["D3"].number_format = "yyyy-mm-dd"
        made.active["B3"].number_format = "0%"

    rows = [HEAD, [1, "甲。", "区应急局", dt.date(2025, 6, 30)], [2, 0.35, "区城管局", dt.date(2025, 7, 1)]]
    text = pc.read(book(rows, change=change)).text.splitlines()
    assert text[1] == "1 | 甲。 | 区应急局 | 2025年6月"
    assert text[2] == "2 | 35% | 区城管局 | 2025-07-01"


def test_sheets_follow_one_another_and_a_hidden_one_is_named(book):
    def change(made):
        made.worksheets[1].sheet_state = "hidden"

    doc = pc.read(book([["一、甲事要办好。"]], [["秘密。"]], [["二、乙事要办好。"]], change=change))
    assert doc.text == "一、甲事要办好。\n\n二、乙事要办好。\n"
    assert [(w.kind, "表2" in str(w.message)) for w in doc.warnings if w.kind == "hidden"] == [("hidden", True)]


def test_a_cell_far_away_does_not_make_a_long_text(book):
    def change(made):
        made.active["XFD1048576"] = "远"

    rows = [HEAD, [1, "甲。", "区应急局", "年底"], [2, "乙。", "区应急局", "年底"]]
    doc = pc.read(book(rows, change=change))
    assert len(doc.measures) == 2
    assert len(doc.text) < 200


def test_a_workbook_without_text_or_beyond_a_limit_is_refused(book):
    with pytest.raises(pc.ReadError, match="没有文字"):
        pc.read(book([[None]]))
    with pytest.raises(pc.ReadError, match=r"Limits\.characters"):
        pc.read(book([["字" * 500]]), limits=Limits(characters=100))


def test_a_damaged_workbook_and_a_text_called_one_are_refused(write, book):
    data = book([HEAD]).read_bytes()
    with pytest.raises(pc.ReadError, match="损坏"):
        pc.read(write(data.replace(b"xl/workbook.xml", b"xl/workbookxml"), "b.xlsx"))
    with pytest.raises(pc.ReadError, match="内容却不是"):
        pc.read(write(b"1,2", "b.xlsx"))
