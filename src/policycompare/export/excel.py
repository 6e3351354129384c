"""Tables as an Excel workbook, one sheet each, ready to read, to filter and to print."""

from __future__ import annotations

import io
import math
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import made
from policycompare.differing.marks import LOOKS, legend, look_of
from policycompare.export.output_folder import write
from policycompare.export.xml_characters import legible
from policycompare.tables import plain, stamp_of, tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.trace import Trace
    from policycompare.differing.runs import Run
    from policycompare.tables import Cell, Column, Rich, Table

CELL_LIMIT = 32_767
LINE_HEIGHT = 14.5
MOST_RUNS = 1000
"""A cell with more runs is written without marks: Excel gets slow, and very long rich strings fail."""
_WIDE, _PAPER_A3 = 170, 8
"""A table that asks for more characters is printed on A3."""
_CONTINUED = "……（接下行）"
_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_HEADER = 240
_PAPER_A4 = 9


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
    base = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True}
    formats = {
        "title": book.add_format({"font_name": "黑体", "font_size": 14, "bold": True}),
        "notice": book.add_format({"font_name": "宋体", "font_size": 10, "font_color": "#9C2A00"}),
        "note": book.add_format({"font_name": "宋体", "font_size": 10, "font_color": "#555555"}),
        "head": book.add_format(
            base | {"font_name": "黑体", "bold": True, "bg_color": "#E8EDF2", "border": 1, "valign": "vcenter"}
        ),
        "cell": book.add_format(base | {"border": 1, "border_color": "#B8B8B8"}),
        "input": book.add_format(base | {"border": 1, "border_color": "#B8B8B8", "bg_color": "#FFF9E5"}),
        "share": book.add_format(base | {"border": 1, "border_color": "#B8B8B8", "num_format": "0.00"}),
    }
    mark = {"font_name": "宋体", "font_size": 10}
    formats["same"] = book.add_format(mark)
    formats |= {key: book.add_format(mark | dict(look.excel)) for key, look in LOOKS.items()}
    names: set[str] = set()
    for table in tables:
        _sheet(book.add_worksheet(_sheet_name(table.name, names)), table, formats)
    book.close()
    return out.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    base = _NAME.sub("_", legible(name))[:31]
    candidate, n = base, 1
    while candidate.lower() in taken:
        n += 1
        candidate = f"{base[: 31 - len(str(n)) - 1]}~{n}"
    taken.add(candidate.lower())
    return candidate


def _sheet(sheet: Worksheet, table: Table, formats: dict[str, Format]) -> None:
    sheet.write_string(0, 0, legible(table.title), formats["title"])
    for number, note in enumerate(table.notices, start=1):
        sheet.write_string(number, 0, legible(f"注意：{note}"), formats["notice"])
    notes = [*table.notes, *([legend("excel")] if table.has_marks else [])]
    for number, note in enumerate(notes, start=1 + len(table.notices)):
        sheet.write_string(number, 0, legible(note), formats["note"])
    head = len(table.notices) + len(notes) + 2
    for column, spec in enumerate(table.columns):
        sheet.set_column(column, column, spec.width, None, {"hidden": spec.key == "code"})
        sheet.write_string(head, column, legible(spec.head), formats["head"])
    row = head
    for cells, rich in zip(table.plain_rows, table.rows, strict=True):
        parts = _split_long(cells)
        for part in parts:
            row += 1
            _write_row(sheet, row, rich if len(parts) == 1 else part, table, formats)
    sheet.freeze_panes(head + 1, table.position("label") + 1)
    if table.rows:
        sheet.autofilter(head, 0, row, len(table.columns) - 1)
        for column, spec in enumerate(table.columns):
            _offer(sheet, head + 1, row, column, spec)
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A3 if sum(c.width for c in table.columns) > _WIDE else _PAPER_A4)
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
    for column, cell in enumerate(cells):
        if isinstance(cell, tuple):
            _write_runs(sheet, row, column, cell, formats)
            lines = max(lines, _lines(str(plain(cell)), table.columns[column].width))
        elif isinstance(value := plain(cell), str):
            text = legible(value)
            sheet.write_string(row, column, text, formats["input" if table.columns[column].by_hand else "cell"])
            lines = max(lines, _lines(text, table.columns[column].width))
        else:
            sheet.write_number(row, column, value, formats["share" if isinstance(value, float) else "cell"])
    sheet.set_row(row, min(LINE_HEIGHT * lines + 3, 409))


def _write_runs(sheet: Worksheet, row: int, column: int, cell: Rich, formats: dict[str, Format]) -> None:
    """Write text with marks; a rich string needs two runs or more."""
    runs = [(formats[_mark(run)], legible(run.text)) for run in cell if run.text]
    if len(runs) < 2 or len(runs) > MOST_RUNS or all(_mark(run) == "same" for run in cell):
        sheet.write_string(row, column, "".join(text for _, text in runs), formats["cell"])
    else:
        sheet.write_rich_string(row, column, *(part for run in runs for part in run), formats["cell"])


def _mark(run: Run) -> str:
    look = look_of(run)
    return look.key if look else "same"


def _split_long(cells: Sequence[str | int | float]) -> list[list[str | int | float]]:
    """Carry text beyond Excel's limit of a cell over to further rows, so that nothing is lost."""
    room = CELL_LIMIT - len(_CONTINUED)
    rows = 1 + max(
        (max(len(c.encode("utf-16-le")) // 2 - 1, 0) // room for c in cells if isinstance(c, str)), default=0
    )
    if rows == 1:
        return [list(cells)]
    size = room // 2
    out: list[list[str | int | float]] = []
    texts = [c if isinstance(c, str) else "" for c in cells]
    while any(texts):
        part: list[str | int | float] = []
        for k, cell in enumerate(cells):
            if isinstance(cell, str):
                piece, texts[k] = texts[k][:size], texts[k][size:]
                part.append(piece + (_CONTINUED if texts[k] else ""))
            else:
                part.append("" if out else cell)
        out.append(part)
    return out


def _lines(text: str, width: float) -> int:
    """Return how many lines `text` needs in a column of `width` characters; East Asian characters take two."""
    room = max(width - 1, 1)
    return sum(max(1, math.ceil(sum(map(_width, line)) / room)) for line in text.split("\n"))


@cache
def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
