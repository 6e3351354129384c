from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock

from policycompare import export
from policycompare.differing.marks import legend
from policycompare.export.excel import CELL_LIMIT, LINE_HEIGHT, workbook_bytes
from policycompare.tables import Column, Table, all_tables


def table(*rows, name="表"):
    return Table(name, "t", "题", ("样本",), (), (Column("甲", 10, "a"), Column("乙", 20, "b")), rows)


def opened(tables):
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(tables)))


def cells(sheet):
    return [[c.value for c in row] for row in sheet.iter_rows(min_row=5)]


def test_the_workbook_has_a_sheet_for_each_table_with_its_notices(chain, tmp_path):
    book = openpyxl.load_workbook(export.xlsx(chain, tmp_path / "t.xlsx"))
    tables = all_tables(chain)
    assert book.sheetnames == [t.name for t in tables]
    for sheet, source in zip(book, tables, strict=True):
        assert sheet["A1"].value == source.title
        shown = [f"注意：{notice}" for notice in source.notices] + list(source.notes)
        shown += [legend("excel", source.wording, source.marks)] if source.marks else []
        assert [sheet.cell(2 + n, 1).value for n in range(len(shown))] == shown
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.freeze_panes


def test_nothing_of_the_comparison_is_lost_in_the_workbook(chain):
    source = next(t for t in all_tables(chain) if t.slug == "comparison")
    sheet = opened([source]).active
    head = len(source.notices) + len(source.notes) + 4
    found = [["" if v is None else v for v in row] for row in sheet.iter_rows(min_row=head + 1, values_only=True)]
    assert found == [list(row) for row in source.plain_rows]


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+1", "-1", "http://example.org", "123", "𬭚䶮〔2022〕①", "شرح", "a\nb"]
)
def test_text_stays_text(text):
    sheet = opened([table((text, "x"))]).active
    assert sheet["A5"].value == text
    assert sheet["A5"].data_type == "s"


def test_control_characters_do_not_break_the_file():
    assert cells(opened([table(("a\x00\x08b", "x"))]).active)[0][0] == "a\ufffd\ufffdb"


@pytest.mark.parametrize("long", ["长" * (CELL_LIMIT + 5), "𬭚" * CELL_LIMIT, "文" * (3 * CELL_LIMIT)])
def test_text_beyond_the_limit_of_a_cell_goes_on_in_further_rows(long):
    rows = cells(opened([table((long, "乙"), ("后", "丙"))]).active)
    pieces = [row[0] for row in rows[:-1]]
    assert "".join(p.removesuffix("……（接下行）") for p in pieces) == long
    assert rows[0][1] == "乙"
    assert rows[-1] == ["后", "丙"]


def test_sheet_names_are_legal_and_distinct():
    names = opened([table(name="a/b" + "长" * 40), table(name="a/b" + "长" * 40), table(name="A")]).sheetnames
    assert len(set(names)) == 3
    assert all(len(n) <= 31 and "/" not in n for n in names)


def test_the_stamp_of_a_workbook_can_be_asked_for(chain, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1665273600")
    assert opened(all_tables(chain)).properties.created == datetime(2022, 10, 9)


def test_an_alignment_alone_is_written_as_a_workbook(to_city, tmp_path):
    book = openpyxl.load_workbook(export.xlsx(to_city, tmp_path / "two.xlsx"))
    assert book.sheetnames[:5] == ["总览", "对照", "按上级（上海78条）", "新增", "未承接"]


def test_a_person_chooses_from_lists_where_a_person_decides(chain):
    source = next(t for t in all_tables(chain) if t.slug == "decisions_chongming_shanghai")
    sheet = opened([source]).active
    lists = {v.formula1.strip('"'): str(v.sqref) for v in sheet.data_validations.dataValidation}
    assert list(lists) == ["确认,否定,补充,存疑", "一致,改写,细化,部分", "不适用于本级,本地已有规定,不予采纳,待补"]
    rows = len(source.rows)
    for place in lists.values():
        first, last = (int("".join(filter(str.isdigit, end))) for end in place.split(":"))
        assert last - first + 1 == rows
    code = source.position("code")
    assert sheet.column_dimensions[chr(ord("A") + code)].hidden


def test_marks_of_a_comparison_are_rich_text_and_give_the_text_back(chain):
    source = next(t for t in all_tables(chain) if t.slug == "comparison")
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes([source])), rich_text=True)
    column = source.position("text_chongming") + 1
    head = len(source.notices) + len(source.notes) + 4
    cells = [book.active.cell(head + n, column).value for n in range(1, len(source.rows) + 1)]
    rich = [cell for cell in cells if isinstance(cell, CellRichText)]
    assert len(rich) > 30
    assert [str(cell) for cell in cells] == [row[column - 1] for row in source.plain_rows]
    added = [part for cell in rich for part in cell if isinstance(part, TextBlock) and part.font.b]
    assert added
    assert all(part.font.u for part in added)


def test_a_long_head_has_room_for_its_lines():
    source = Table("表", "t", "题", (), (), (Column("上海七十八条：条数", 8, "a"), Column("乙", 20, "b")), [("1", "x")])
    sheet = opened([source]).active
    head = next(row for row in range(1, 6) if sheet.cell(row, 2).value == "乙")
    assert sheet.row_dimensions[head].height > 2 * LINE_HEIGHT
