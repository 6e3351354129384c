"""Tables as an Excel workbook, one sheet each, ready to read, to filter and to print."""

from __future__ import annotations

import io
import math
import re
import unicodedata
from typing import TYPE_CHECKING

from policycompare.export.folder import write
from policycompare.provenance import made
from policycompare.tables import plain, tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from policycompare.aligned import Alignment
    from policycompare.chain import Trace
    from policycompare.tables import Cell, Rich, Table


CELL_LIMIT = 32_767
LINE_HEIGHT = 14.5
_CONTINUED = "……（接下行）"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAME = re.compile(r"[\[\]:*?/\\]")
_PAPER_A4 = 9


def xlsx(source: Trace | Alignment | Sequence[Table], path: str | Path) -> Path:
    """Write all tables of a chain or an alignment, or the given ones, as a workbook.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    return write(path, workbook_bytes(tables_of(source)))


def workbook_bytes(tables: Sequence[Table]) -> bytes:
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
            "title": tables[0].title,
            "comments": "\n".join(tables[0].notices),
            "created": made().replace(tzinfo=None),
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
        "added": book.add_format({"font_name": "宋体", "font_size": 10, "bold": True, "underline": 1}),
        "removed": book.add_format({"font_name": "宋体", "font_size": 10, "font_strikeout": True}),
        "localised": book.add_format({"font_name": "宋体", "font_size": 10, "font_color": "#7F7F7F"}),
        "same": book.add_format({"font_name": "宋体", "font_size": 10}),
        "share": book.add_format(base | {"border": 1, "border_color": "#B8B8B8", "num_format": "0.00"}),
    }
    names: set[str] = set()
    for table in tables:
        _sheet(book.add_worksheet(_sheet_name(table.name, names)), table, formats)
    book.close()
    return out.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    base = _NAME.sub("_", name)[:31]
    candidate, n = base, 1
    while candidate.lower() in taken:
        n += 1
        candidate = f"{base[: 31 - len(str(n)) - 1]}~{n}"
    taken.add(candidate.lower())
    return candidate


def _sheet(sheet: Worksheet, table: Table, formats: dict[str, Format]) -> None:
    sheet.write_string(0, 0, table.title, formats["title"])
    for number, note in enumerate(table.notices, start=1):
        sheet.write_string(number, 0, f"注意：{note}", formats["notice"])
    for number, note in enumerate(table.notes, start=1 + len(table.notices)):
        sheet.write_string(number, 0, note, formats["note"])
    head = len(table.notices) + len(table.notes) + 2
    for column, spec in enumerate(table.columns):
        sheet.set_column(column, column, spec.width)
        sheet.write_string(head, column, spec.head, formats["head"])
    row = head
    for cells, rich in zip(table.plain_rows, table.rows, strict=True):
        parts = _split_long(cells)
        for part in parts:
            row += 1
            _write_row(sheet, row, rich if len(parts) == 1 else part, table, formats)
    sheet.freeze_panes(head + 1, 0)
    if table.rows:
        sheet.autofilter(head, 0, row, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.set_header("&L&8" + "；".join(table.notices)[:200].replace("&", "&&"))
    sheet.set_footer("&C&9— &P —")


def _write_row(sheet: Worksheet, row: int, cells: Sequence[Cell], table: Table, formats: dict[str, Format]) -> None:
    lines = 1
    for column, cell in enumerate(cells):
        if isinstance(cell, tuple):
            _write_runs(sheet, row, column, cell, formats)
            lines = max(lines, _lines(str(plain(cell)), table.columns[column].width))
        elif isinstance(cell, str):
            text = _CONTROL.sub("\ufffd", cell)
            sheet.write_string(row, column, text, formats["cell"])
            lines = max(lines, _lines(text, table.columns[column].width))
        else:
            sheet.write_number(row, column, cell, formats["share" if isinstance(cell, float) else "cell"])
    sheet.set_row(row, min(LINE_HEIGHT * lines + 3, 409))


def _write_runs(sheet: Worksheet, row: int, column: int, cell: Rich, formats: dict[str, Format]) -> None:
    """Write text with marks; a rich string needs two runs or more."""
    runs = [(formats[run.meaning], _CONTROL.sub("\ufffd", run.text)) for run in cell if run.text]
    if len(runs) < 2 or all(run.meaning == "same" for run in cell):
        sheet.write_string(row, column, "".join(text for _, text in runs), formats["cell"])
    else:
        sheet.write_rich_string(row, column, *(part for run in runs for part in run), formats["cell"])


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
    return sum(
        max(
            1,
            math.ceil(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) / max(width - 1, 1)),
        )
        for line in text.split("\n")
    )
