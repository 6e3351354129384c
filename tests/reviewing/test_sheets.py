from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

import policycompare as pc
from policycompare.reviewing import sheets, workbook
from policycompare.reviewing.workbook import read_workbook

sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))
import hostile_inputs as made


@pytest.mark.parametrize(
    "content",
    [
        made.merged_range(1_048_576),
        made.last_row(1_048_576),
        made.wide(3000),
        made.codes(30_000),
        made.strings(3000),
        made.one_label(2000),
    ],
    ids=[
        "merged to the end",
        "a stray cell in the last row",
        "the last column",
        "a long code",
        "one text",
        "one label",
    ],
)
def test_a_workbook_of_some_kilobytes_costs_what_it_weighs(write, content, monkeypatch):
    cells = 0
    count = sheets._Counter.cell

    def counted(self, value):
        nonlocal cells
        cells += 1
        count(self, value)

    monkeypatch.setattr(sheets._Counter, "cell", counted)
    book = read_workbook(write(content, "book.xlsx"))
    assert cells < 40_000
    assert len(book.rows) + len(book.problems) >= 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (made.padding(60_000_000), "Limits.part"),
        (made.cells(700_000), "Limits.nodes"),
        (made.many_styles(300_000), "Limits.nodes"),
        (made.number_formats(300_000), "Limits.nodes"),
        (made.many_strings(600_000), "Limits.nodes"),
        (made.string_of_runs(300_000), "Limits.nodes"),
        (b"PK\x03\x04 cut", "工作簿"),
        (b"no workbook", "工作簿"),
    ],
    ids=["padding", "cells", "styles", "number formats", "strings", "runs", "cut", "none"],
)
def test_a_workbook_that_unpacks_to_too_much_or_is_none_is_refused(write, content, says):
    with pytest.raises(pc.DecisionError, match=says):
        read_workbook(write(content, "book.xlsx"))


def test_a_workbook_cut_anywhere_is_a_message_and_no_traceback(write):
    sheet = f"<sheetData>{made.HEAD}{made.decided(0)}</sheetData>"
    whole = made.workbook(sheet)
    broken = [made.packed({"xl/workbook.xml": "<a/>"}), *(whole[:n] for n in range(0, len(whole), 97))]
    broken += [made.workbook(sheet[: len(sheet) // 2]), made.workbook(sheet, styles="<cellXfs><xf"), made.workbook("<")]
    broken += [made.workbook(sheet, strings="<si><t>&x;</t></si>"), made.workbook(sheet.replace("A1", "!!"))]
    for content in broken:
        try:
            read_workbook(write(content, "book.xlsx"))
        except pc.DecisionError as refusal:
            assert "book.xlsx" in str(refusal)  # noqa: PT017 - some cuts leave a whole workbook


def test_a_workbook_of_three_thousand_rows_is_read(write):
    book = read_workbook(write(made.decisions(3000), "book.xlsx"))
    assert len(book.rows) == 3000
    assert not book.problems


def test_more_decisions_than_people_make_are_refused(write, monkeypatch):
    assert workbook.MOST_DECIDED == 8000
    assert sheets.LIMITS.lines == 20_000
    monkeypatch.setattr(workbook, "MOST_DECIDED", 80)
    monkeypatch.setattr(sheets, "LIMITS", replace(sheets.LIMITS, lines=200))
    with pytest.raises(pc.DecisionError, match="80"):
        read_workbook(write(made.decisions(90), "book.xlsx"))
    with pytest.raises(pc.DecisionError, match=r"Limits\.lines"):
        read_workbook(write(made.decisions(210), "book.xlsx"))


def test_many_sheets_that_are_made_of_one_part_are_refused_before_each_is_parsed(write):
    content = made.sheets_of_one_part(20)
    with pytest.raises(pc.DecisionError, match="损坏"):
        read_workbook(write(content, "review.xlsx"))
    with pytest.raises(pc.ReadError, match="损坏"):
        pc.read(write(content, "list.xlsx"))
