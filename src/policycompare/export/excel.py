"""Tables as an Excel workbook, one sheet each, ready to read, to filter and to print."""

from __future__ import annotations

import io
import math
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import made
from policycompare.arguments import takes
from policycompare.differing.marks import LOOKS, legend, look_of
from policycompare.differing.text_tables import in_lines
from policycompare.errors import ExportError
from policycompare.export.output_folder import write
from policycompare.export.xml_characters import legible
from policycompare.tables import plain, stamp_of, tables_of
from policycompare.tables.cells import Share, legible_value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.trace import Trace
    from policycompare.differing.runs import Run
    from policycompare.tables import Cell, Column, Rich, Table

CELL_LIMIT = 32_767
"""Greatest number of characters that Excel takes in a cell."""
LINE_HEIGHT = 14.5
"""Height of a line of a cell, in points."""
MOST_RUNS = 1000
"""A cell with more runs is written without marks: Excel gets slow, and very long rich strings fail."""
_WIDE = 170
"""Characters of a table's width above which it is printed on A3."""
_PAPER_A3 = 8
"""Excel's number of that size of paper."""
_CELL_GAP = "　｜　"
"""What stands between the cells of a table in a cell, whose rows are lines there: Excel has no tables in cells."""
_CONTINUED = "……（接下行）"
_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
"""Greatest number of characters of a sheet's name in Excel."""
_LONGEST_HEADER = 240
"""Characters of the notices in the head of a page; Excel takes 255 with its codes."""
_HIGHEST = 409
"""Height of the highest row that Excel has, in points."""
_PAPER_A4 = 9


@takes(ExportError, path=(str, "Path"))
def xlsx(source: Trace | Alignment | Sequence[Table], path: str | Path) -> Path:
    """Write all tables of a chain or an alignment, or the given ones, as a workbook.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    return write(path, workbook_bytes(tables_of(source), stamp_of(source)))


def workbook_bytes(tables: Sequence[Table], when: datetime | None = None) -> bytes:
    """Return the workbook: title and notes above each table, frozen head, filter, wrapped text, A4 landscape."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {
            "title": legible(tables[0].title),
            "comments": legible("\n".join(tables[0].notices)),
            "author": "policycompare",
            "created": (when or made()).replace(tzinfo=None),
        }
    )
    formats = _formats(book)
    names: set[str] = set()
    for table in tables:
        _write_sheet(book.add_worksheet(_sheet_name(table.name, names)), table, formats)
    book.close()
    return out.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    """Return the formats of a workbook by name: of lines above a table, of cells, and of marks."""
    font = {"font_name": "宋体", "font_size": 10}
    cell = font | {"valign": "top", "text_wrap": True, "border": 1}
    grey = cell | {"border_color": "#B8B8B8"}
    properties: dict[str, dict[str, object]] = {
        "title": {"font_name": "黑体", "font_size": 14, "bold": True},
        "notice": font | {"font_color": "#9C2A00"},
        "note": font | {"font_color": "#555555"},
        "head": cell | {"font_name": "黑体", "bold": True, "bg_color": "#E8EDF2", "valign": "vcenter"},
        "cell": grey,
        "input": grey | {"bg_color": "#FFF9E5"},
        "fraction": grey | {"num_format": "0.00"},
        "share": grey | {"num_format": "0%"},
        "same": font,
    }
    properties |= {key: font | dict(look.excel) for key, look in LOOKS.items()}
    return {name: book.add_format(own) for name, own in properties.items()}


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that Excel takes, and that no other sheet has."""
    base = _NAME.sub("_", legible(name))[:_LONGEST_NAME]
    candidate, number = base, 1
    while candidate.lower() in taken:
        number += 1
        tail = f"~{number}"
        candidate = base[: _LONGEST_NAME - len(tail)] + tail
    taken.add(candidate.lower())
    return candidate


def _write_sheet(sheet: Worksheet, table: Table, formats: dict[str, Format]) -> None:
    head = _write_above(sheet, table, formats)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width, None, {"hidden": column.key == "code"})
        sheet.write_string(head, number, legible(column.head), formats["head"])
    sheet.set_row(head, _height(max(_lines(column.head, column.width) for column in table.columns)))
    last = head
    for cells in table.rows:
        for part in _fitting(cells):
            last += 1
            _write_row(sheet, last, part, table, formats)
    sheet.freeze_panes(head + 1, table.position("label") + 1)
    if table.rows:
        sheet.autofilter(head, 0, last, len(table.columns) - 1)
        for number, column in enumerate(table.columns):
            _offer(sheet, head + 1, last, number, column)
    _set_page(sheet, table, head)


def _write_above(sheet: Worksheet, table: Table, formats: dict[str, Format]) -> int:
    """Write title, notices and notes, and return the row of the head, which stands below an empty one."""
    lines = [(table.title, "title")]
    lines += [(f"注意：{notice}", "notice") for notice in table.notices]
    lines += [(note, "note") for note in table.notes]
    if explained := legend("excel", table.wording, table.marks):
        lines.append((explained, "note"))
    for row, (text, name) in enumerate(lines):
        sheet.write_string(row, 0, legible(text), formats[name])
    return len(lines) + 1


def _set_page(sheet: Worksheet, table: Table, head: int) -> None:
    """Set how the sheet is printed: landscape, as wide as the page, the head on every page."""
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A3 if sum(column.width for column in table.columns) > _WIDE else _PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.set_header(_header(table.notices))
    sheet.set_footer("&C&9— &P —")


def _header(notices: Sequence[str]) -> str:
    """Return the head of printed pages; a blank parts the size of its letters from a notice that starts with a figure.

    An ampersand is written twice: what is cut off must not leave one of the two.
    """
    said = legible("；".join(notices)).replace("&", "&&")[:_LONGEST_HEADER]
    return f"&L&8 {said[: len(said) - said.count('&') % 2]}"


def _offer(sheet: Worksheet, first: int, last: int, column: int, spec: Column) -> None:
    """Let a person choose from a list where a person decides."""
    if spec.choices:
        sheet.data_validation(
            first,
            column,
            last,
            column,
            {
                "validate": "list",
                "source": list(spec.choices),
                "error_title": spec.head,
                "error_message": f"请从列表中选择：{'、'.join(spec.choices)}",
            },
        )


def _write_row(sheet: Worksheet, row: int, cells: Sequence[Cell], table: Table, formats: dict[str, Format]) -> None:
    lines = 1
    for number, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
        value = legible_value(cell)
        if isinstance(cell, tuple):
            _write_runs(sheet, row, number, cell, formats)
        elif isinstance(value, str):
            sheet.write_string(row, number, legible(value), formats["input" if column.by_hand else "cell"])
        else:
            sheet.write_number(row, number, value, formats[_number_format(cell)])
        if isinstance(value, str):
            lines = max(lines, _lines(value, column.width))
    # Excel itself does not make rows higher for text with marks.
    sheet.set_row(row, _height(lines))


def _height(lines: int) -> float:
    """Return how high a row of some lines is."""
    return min(LINE_HEIGHT * lines + 3, _HIGHEST)


def _number_format(cell: Cell) -> str:
    if isinstance(cell, Share):
        return "share"
    return "fraction" if isinstance(cell, float) else "cell"


def _write_runs(sheet: Worksheet, row: int, column: int, cell: Rich, formats: dict[str, Format]) -> None:
    """Write text with marks; a rich string needs two runs or more."""
    shown = [run for run in in_lines(cell, _CELL_GAP) if run.text]
    runs = [(formats[_mark(run)], legible(run.text)) for run in shown]
    if len(runs) < 2 or len(runs) > MOST_RUNS or all(_mark(run) == "same" for run in shown):
        sheet.write_string(row, column, "".join(text for _, text in runs), formats["cell"])
    else:
        sheet.write_rich_string(row, column, *(part for run in runs for part in run), formats["cell"])


def _mark(run: Run) -> str:
    look = look_of(run)
    return look.key if look else "same"


def _fitting(cells: Sequence[Cell]) -> list[Sequence[Cell]]:
    """Carry text beyond Excel's limit of a cell over to further rows, so that nothing is lost; marks are, there."""
    values = [plain(cell) for cell in cells]
    texts = [value if isinstance(value, str) else "" for value in values]
    room = CELL_LIMIT - len(_CONTINUED)
    if max(map(_utf16_units, texts), default=0) <= room:
        return [cells]
    size = room // 2  # of characters that may take two units each
    rows: list[Sequence[Cell]] = []
    while any(texts):
        row: list[Cell] = []
        for k, value in enumerate(values):
            if isinstance(value, str):
                piece, texts[k] = texts[k][:size], texts[k][size:]
                row.append(piece + (_CONTINUED if texts[k] else ""))
            else:
                row.append("" if rows else value)
        rows.append(row)
    return rows


def _utf16_units(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _lines(text: str, width: float) -> int:
    """Return how many lines `text` needs in a column of `width` characters; East Asian characters take two."""
    room = max(width - 1, 1)
    return sum(max(1, math.ceil(sum(map(_width, line)) / room)) for line in text.split("\n"))


@cache
def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
