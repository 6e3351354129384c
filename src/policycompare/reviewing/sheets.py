"""The cells of a workbook that came from somebody: bounded before they are unpacked, counted while they are read."""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from policycompare.errors import DecisionError, ReadError
from policycompare.messages import message
from policycompare.reading.extracted import Options
from policycompare.reading.formats.archive import open_archive
from policycompare.reading.formats.registry import load_bytes
from policycompare.reading.limits import Limits, check_time, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from openpyxl import Workbook as OpenWorkbook

    from policycompare.reading.limits import Meter

LIMITS = replace(Limits(), cells=400_000, nodes=2_000_000, lines=20_000)
"""Cells with something in them, of the sheets of decisions together: ten times what three thousand rows have."""
LOOKED_FOR = 100
"""Number of rows among which the row of heads is looked for."""
_MOST_COLUMNS = 200
"""Columns of a sheet that are read."""
_NOTHING = (None,) * _MOST_COLUMNS
_LAST_ROW = 1_048_576
"""Last row of a sheet in Excel."""
_ROWS_APART = 1000
"""Rows after which the time is looked at."""
_LONGEST = 32_767
"""Characters of a cell in Excel."""
_MOST_EMPTY = 20_000_000
"""Rows that are gone through; a stray cell in the last row of a sheet makes a million of them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its place, row and column from 1."""

    sheet: str
    row: int
    column: int
    value: object

    @property
    def place(self) -> str:
        """Sheet and cell, ``核定!F17``."""
        from openpyxl.utils import get_column_letter

        return f"{self.sheet}!{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of decisions: its title, and of each row that has any the cells that are not empty, by column."""

    title: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell, also an empty one."""
        found = self.rows.get(row, {}).get(column)
        return found if found is not None else Cell(self.title, row, column, None)


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of decisions of a workbook, when it was made, and who saved it last."""

    sheets: tuple[Sheet, ...]
    created: datetime | None
    editor: str


def read_sheets(path: Path, is_wanted: Callable[[Mapping[int, Cell]], bool]) -> Sheets:
    """Read the sheets of a workbook in which a row is wanted among the first `LOOKED_FOR`.

    Raises
    ------
    DecisionError
        It is missing, damaged, hostile, beyond a limit, or no workbook; never another error.
    """
    try:
        data = load_bytes(path, Options(limits=LIMITS))
        zipfile.ZipFile(io.BytesIO(data)).close()  # what is no archive at all is told as no workbook, below
        with timed(str(path), LIMITS, len(data)):
            archive = open_archive(data, str(path), LIMITS)
            archive.check_workbook()
            return _read(data, archive.meter, is_wanted)
    except ReadError as refusal:
        raise DecisionError(refusal.args[0]) from None
    except Exception as fault:  # noqa: BLE001 - openpyxl raises whatever a damaged part makes it trip over
        cause = f"{type(fault).__name__}: {fault}"
        raise DecisionError(
            message("{file}: cannot be read as an Excel workbook ({cause}); save it as .xlsx", file=path, cause=cause)
        ) from None


def _read(data: bytes, meter: Meter, is_wanted: Callable[[Mapping[int, Cell]], bool]) -> Sheets:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of openpyxl, on parts that it drops and we never write
        # Read only: merged ranges, pictures and the like are not even looked at.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            counter = _Counter(meter)
            found = [sheet for opened in _titles(book) if (sheet := _sheet(book, opened, counter, is_wanted))]
            return Sheets(tuple(found), book.properties.created, book.properties.lastModifiedBy or "")
        finally:
            book.close()


def _titles(book: OpenWorkbook) -> list[str]:
    return [sheet.title for sheet in book.worksheets]


@dataclass
class _Counter:
    """Counts the cells of all sheets, and the empty rows on the way to them."""

    meter: Meter
    rows: int = 0

    def row(self) -> None:
        self.rows += 1
        if self.rows % _ROWS_APART == 0:  # a stray cell in the last row makes a million empty ones, each cheap
            check_time()
        if self.rows > _MOST_EMPTY:
            self.meter.count("lines", self.rows)

    def cell(self, value: object) -> None:
        self.meter.count("cells")
        if isinstance(value, str):
            self.meter.count("characters", len(value))


def _sheet(
    book: OpenWorkbook, title: str, counter: _Counter, is_wanted: Callable[[Mapping[int, Cell]], bool]
) -> Sheet | None:
    first = Sheet(title)
    if not any(is_wanted(cells) for cells in _rows(book, first, LOOKED_FOR, _Counter(counter.meter))):
        return None
    sheet = Sheet(title)
    for cells in _rows(book, sheet, _LAST_ROW, counter):
        sheet.rows[next(iter(cells.values())).row] = cells
    return sheet


def _rows(book: OpenWorkbook, sheet: Sheet, last: int, counter: _Counter) -> Iterator[dict[int, Cell]]:
    """Yield the cells that are not empty of each row that has any."""
    opened = book[sheet.title]
    rows = opened.iter_rows(min_row=1, max_row=last, min_col=1, max_col=_MOST_COLUMNS, values_only=True)
    for number, values in enumerate(rows, start=1):
        counter.row()
        if values == _NOTHING:
            continue
        counter.meter.count("lines")
        cells: dict[int, Cell] = {}
        for column, value in enumerate(values, start=1):
            if value is not None:
                kept = value[:_LONGEST] if isinstance(value, str) else value
                counter.cell(kept)
                cells[column] = Cell(sheet.title, number, column, kept)
        if cells:
            yield cells
