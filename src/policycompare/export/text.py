"""Tables and frames as csv (UTF-8 with byte order mark, so that Excel opens it right) and markdown."""

from __future__ import annotations

import csv as _csv
import io
from typing import TYPE_CHECKING

from policycompare.chain import as_chain
from policycompare.export.folder import write
from policycompare.tables import Table, comparison

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

    from policycompare.aligned import Alignment
    from policycompare.chain import Trace

NOTICE = "notice"
"""Head of the last column of a csv file, which carries the notices on every row, so that a copied row keeps them."""


def csv(source: Table | Trace | Alignment, path: str | Path) -> Path:
    """Write a table, or a chain's or alignment's comparison table, as csv; raises `ExportError` if it cannot."""
    return write(path, table_csv(_table(source)))


def frame_csv(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a frame as csv with its notices on every row; raises `ExportError` when it cannot be written."""
    return write(path, frame_bytes(frame))


def markdown(source: Table | Trace | Alignment, path: str | Path) -> Path:
    """Write a table, or a chain's or alignment's comparison table, as markdown; raises `ExportError` if it cannot."""
    return write(path, table_markdown(_table(source)).encode())


def _table(source: Table | Trace | Alignment) -> Table:
    return source if isinstance(source, Table) else comparison(as_chain(source))


def table_csv(table: Table) -> bytes:
    """Return `table` as csv: a head, then the rows; the last column carries the notices where there are any."""
    return _csv_bytes([column.head for column in table.columns], table.plain_rows, table.notices)


def frame_bytes(frame: pd.DataFrame) -> bytes:
    """Return `frame` as csv: a head, then the rows; the last column carries the notices where there are any."""
    rows = ([_rounded(value) for value in row] for row in frame.itertuples(index=False, name=None))
    return _csv_bytes([str(c) for c in frame.columns], rows, frame.attrs.get("notices", ()))


def frame_json(frame: pd.DataFrame) -> str:
    """Return `frame` as a JSON array of records; each carries the notices where there are any."""
    notices = frame.attrs.get("notices", ())
    marked = frame.assign(**{NOTICE: "；".join(notices)}) if notices else frame
    return str(marked.to_json(orient="records", force_ascii=False, indent=1))


def _rounded(value: object) -> object:
    return round(value, 6) if isinstance(value, float) else value


def _csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]], notices: Sequence[str]) -> bytes:
    out = io.StringIO()
    writer = _csv.writer(out, lineterminator="\r\n")
    last = ["；".join(notices)] if notices else []
    writer.writerow([*head, *([NOTICE] if notices else [])])
    writer.writerows([*(_inert(cell) for cell in row), *last] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _inert(cell: object) -> object:
    """Keep a spreadsheet from taking text as a formula, by a leading apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t")) else cell


def table_markdown(table: Table) -> str:
    """Return `table` as a markdown document."""
    lines = [f"# {table.title}", "", *(f"> {note}\n>" for note in (*table.notices, *table.notes)), ""]
    lines.append("| " + " | ".join(_cell(c.head) for c in table.columns) + " |")
    lines.append("|" + "---|" * len(table.columns))
    lines += ["| " + " | ".join(_cell(c) for c in row) + " |" for row in table.plain_rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    text = f"{value:.3g}" if isinstance(value, float) else str(value)
    for char in "\\`*_[]<>|#":
        text = text.replace(char, "\\" + char)
    return text.replace("\r\n", "<br>").replace("\n", "<br>")
