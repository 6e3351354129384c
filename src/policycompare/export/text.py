"""Tables and frames as csv (UTF-8 with byte order mark, so that Excel opens it right) and markdown."""

from __future__ import annotations

import csv as _csv
import io
from typing import TYPE_CHECKING

from policycompare.export.folder import write
from policycompare.tables import Table, comparison

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

    from policycompare.cascade import Trace

NOTE_MARK = "# "
"""Opens the lines of a csv file that hold its notices."""


def csv(source: Table | Trace, path: str | Path) -> Path:
    """Write a table, or a chain's comparison table, as csv; raises `ExportError` when it cannot be written."""
    return write(path, table_csv(_table(source)))


def frame_csv(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a frame as csv with its notices on top; raises `ExportError` when it cannot be written."""
    return write(path, frame_bytes(frame))


def markdown(source: Table | Trace, path: str | Path) -> Path:
    """Write a table, or a chain's comparison table, as markdown; raises `ExportError` when it cannot be written."""
    return write(path, table_markdown(_table(source)).encode())


def _table(source: Table | Trace) -> Table:
    return source if isinstance(source, Table) else comparison(source)


def table_csv(table: Table) -> bytes:
    """Return `table` as csv: the title and notes as first lines that start with ``#``, then head and rows."""
    return _csv_bytes((table.title, *table.notes), [column.head for column in table.columns], table.rows)


def frame_bytes(frame: pd.DataFrame) -> bytes:
    """Return `frame` as csv: its notices as first lines that start with ``#``, then head and rows."""
    rows = ([_rounded(value) for value in row] for row in frame.itertuples(index=False, name=None))
    return _csv_bytes(frame.attrs.get("notices", ()), [str(c) for c in frame.columns], rows)


def _rounded(value: object) -> object:
    return round(value, 6) if isinstance(value, float) else value


def _csv_bytes(notes: Iterable[str], head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = _csv.writer(out, lineterminator="\r\n")
    for note in notes:
        writer.writerow([NOTE_MARK + note])
    writer.writerow(head)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _inert(cell: object) -> object:
    """Keep a spreadsheet from taking text as a formula, by a leading apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t")) else cell


def table_markdown(table: Table) -> str:
    """Return `table` as a markdown document."""
    lines = [f"# {table.title}", "", *(f"> {note}\n>" for note in table.notes), ""]
    lines.append("| " + " | ".join(_cell(c.head) for c in table.columns) + " |")
    lines.append("|" + "---|" * len(table.columns))
    lines += ["| " + " | ".join(_cell(c) for c in row) + " |" for row in table.rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    text = f"{value:.3g}" if isinstance(value, float) else str(value)
    for char in "\\`*_[]<>|#":
        text = text.replace(char, "\\" + char)
    return text.replace("\r\n", "<br>").replace("\n", "<br>")
