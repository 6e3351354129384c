"""Workbooks (.xlsx): every sheet a table, as in a list of tasks (任务清单)."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from typing import TYPE_CHECKING

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.reading.extracted import Extracted, ExtractedLine, Remark, assemble
from policycompare.reading.formats.archive import open_archive
from policycompare.reading.formats.characters import as_seen
from policycompare.reading.formats.table_rows import RowCell, TableRows
from policycompare.reading.limits import check_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from policycompare.reading.extracted import Options
    from policycompare.reading.formats.archive import Archive

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MOST_COLUMNS = 100
"""Columns beyond which cells were only touched by mistake."""
_MOST_EMPTY_ROWS = 1000
"""Blank rows in between beyond which they were."""
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_MOST_MERGES = 20_000
"""Greatest number of cells that belong to merged ones."""


def extract(data: bytes, name: str, options: Options) -> Extracted:
    """Return the rows of a workbook.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What messages call it.
    options
        ``limits`` bounds the archive and the text.

    Returns
    -------
    Extracted
        A row a line, sheet after sheet; a cell merged over rows speaks for each of them. Formulas give the values
        they had when the file was saved. Hidden sheets are left out, and named.
    """
    from openpyxl import load_workbook

    archive = open_archive(data, name, options.limits)
    archive.check_workbook()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of openpyxl, on parts that it drops and we never write
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                return _sheets(book, archive, name)
            finally:
                book.close()
    except ReadError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a damaged part makes it trip over
        raise ReadError(
            message(
                "{file}: line 1: a damaged workbook ({error}); save it again from Excel or WPS",
                file=name,
                error=f"{type(error).__name__}: {error}",
            )
        ) from None


def _sheets(book: Workbook, archive: Archive, name: str) -> Extracted:
    lines: list[ExtractedLine] = []
    remarks = []
    hidden = []
    sheets = list(book.worksheets)
    for number, sheet in enumerate(sheets, start=1):
        if sheet.sheet_state != "visible":
            hidden.append(sheet.title)
            continue
        made = list(_rows(sheet, number, archive))
        if made and len(sheets) > 1 and lines:
            lines.append(ExtractedLine(""))
        lines += made
    if hidden:
        remarks.append(Remark("hidden", message("hidden sheets are left out: {names}", names="、".join(hidden)[:200])))
    if not any(line.text.strip() for line in lines):
        raise ReadError(message("{file}: line 1: the workbook has no text; check which file it is", file=name))
    return assemble(lines, remarks)


def _rows(sheet: Worksheet, number: int, archive: Archive) -> Iterator[ExtractedLine]:
    """Yield the rows of a sheet that hold text."""
    merged = _merged_cells(archive, getattr(sheet, "_worksheet_path", ""))
    rows = TableRows(number)
    empty = 0
    for row_number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), start=1):
        check_time()
        texts = [as_seen(_shown(cell.value, getattr(cell, "number_format", ""))) for cell in row]
        if not any(texts):
            empty += 1
            if empty > _MOST_EMPTY_ROWS:
                return
            continue
        empty = 0
        archive.meter.count("characters", sum(map(len, texts)))
        archive.meter.count("lines")
        archive.meter.count("cells", sum(map(bool, texts)))
        while texts and not texts[-1] and (row_number, len(texts)) not in merged:
            texts.pop()
        cells = [
            RowCell([ExtractedLine(part) for part in text.split("\n")], merged=(row_number, column) in merged)
            for column, text in enumerate(texts, start=1)
        ]
        yield from rows.row(cells)


def _merged_cells(archive: Archive, path: str) -> frozenset[tuple[int, int]]:
    """Return row and column of the cells that belong to one in a row above."""
    if path not in archive:
        return frozenset()
    found: set[tuple[int, int]] = set()
    for element in archive.xml(path).iterfind(f"{_MAIN}mergeCells/{_MAIN}mergeCell"):
        match = _RANGE.fullmatch(element.get("ref", ""))
        if not match:
            continue
        left, right = _column(match[1]), min(_column(match[3]), _MOST_COLUMNS)
        top, bottom = int(match[2]), int(match[4])
        # A range over everything says nothing of a list; only what a list can hold is kept.
        if (bottom - top) * (right - left + 1) + len(found) > _MOST_MERGES:
            continue
        found.update((row, column) for row in range(top + 1, bottom + 1) for column in range(left, right + 1))
    return frozenset(found)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _shown(value: object, form: str) -> str:
    """Return a cell's value as the workbook shows it, as far as a list needs: dates and percentages by their format."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return _date(value, form)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if "%" in form:
            return f"{value * 100:.10g}%"
        return f"{value:.15g}"
    return str(value).strip()


def _date(value: dt.date, form: str) -> str:
    """Return a date as its format shows it: year and month only where it shows no day."""
    has_day = "d" in form.lower() or not form or form == "General"
    if "年" in form or '"年"' in form or "-" not in form:
        return f"{value.year}年{value.month}月{value.day}日" if has_day else f"{value.year}年{value.month}月"
    return f"{value.year}-{value.month:02}-{value.day:02}" if has_day else f"{value.year}-{value.month:02}"
