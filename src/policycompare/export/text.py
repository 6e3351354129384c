"""Tables and frames as csv (UTF-8 with byte order mark, so that Excel opens it right), markdown and JSON."""

from __future__ import annotations

import csv as _csv
import io
import json as _json
from datetime import datetime, time
from html import escape
from typing import TYPE_CHECKING

from policycompare.arguments import takes
from policycompare.differing.runs import RunTable
from policycompare.differing.text_tables import in_lines
from policycompare.errors import ExportError
from policycompare.export.output_folder import write
from policycompare.export.xml_characters import lines_of
from policycompare.frames import NOTICE, with_notice_column
from policycompare.language.safe_text import inert, steerless
from policycompare.tables import Table, comparison_of, plain, tables_of
from policycompare.tables.cells import legible_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.trace import Trace
    from policycompare.differing.runs import Run
    from policycompare.tables import Cell

_TAGS = {"child": "ins", "parent": "del"}
"""Element around words that only one side has."""


@takes(ExportError, source=("Table", "Trace", "Alignment"), path=(str, "Path"))
def csv(source: Table | Trace | Alignment, path: str | Path) -> Path:
    """Write a table, or a chain's or alignment's comparison table, as csv; raises `ExportError` if it cannot."""
    return write(path, table_csv(_table(source)))


def frame_csv(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a frame as csv with its notices on every row; raises `ExportError` when it cannot be written."""
    return write(path, frame_bytes(frame))


@takes(ExportError, source=("Table", "Trace", "Alignment"), path=(str, "Path"))
def markdown(source: Table | Trace | Alignment, path: str | Path) -> Path:
    """Write a table, or a chain's or alignment's comparison table, as markdown; raises `ExportError` if it cannot."""
    return write(path, table_markdown(_table(source)).encode())


@takes(ExportError, path=(str, "Path"))
def json(source: Table | Trace | Alignment, path: str | Path) -> Path:
    """Write a table, or all tables of a chain or an alignment, as JSON; raises `ExportError` if it cannot."""
    return write(path, tables_json([source] if isinstance(source, Table) else tables_of(source)).encode())


def _table(source: Table | Trace | Alignment) -> Table:
    return source if isinstance(source, Table) else comparison_of(source)


def table_csv(table: Table) -> bytes:
    """Return `table` as csv: a head, then the rows; the last column carries the notices where there are any."""
    return _csv_bytes([column.head for column in table.columns], table.plain_rows, table.notices)


def frame_bytes(frame: pd.DataFrame) -> bytes:
    """Return `frame` as csv: a head, then the rows; the last column carries the notices where there are any."""
    rows = ([_written(value) for value in row] for row in frame.itertuples(index=False, name=None))
    return _csv_bytes([str(c) for c in frame.columns], rows, frame.attrs.get("notices", ()))


def frame_json(frame: pd.DataFrame) -> str:
    """Return `frame` as a JSON array of records; each carries the notices where there are any."""
    return str(with_notice_column(frame).to_json(orient="records", force_ascii=False, indent=1))


def _written(value: object) -> object:
    """Return a value as csv has it: figures rounded, days without an hour, nothing for what is missing."""
    from pandas import isna
    from pandas.api.types import is_scalar

    if is_scalar(value) and isna(value):
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return round(value, 6) if isinstance(value, float) else value


def _csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]], notices: Sequence[str]) -> bytes:
    out = io.StringIO()
    writer = _csv.writer(out, lineterminator="\r\n")
    # A row that is copied alone keeps the notices.
    name, said = ([NOTICE], ["；".join(notices)]) if notices else ([], [])
    writer.writerow([inert(cell) for cell in [*head, *name]])
    for row in rows:
        writer.writerow([inert(cell) for cell in [*row, *said]])
    return out.getvalue().encode("utf-8-sig")


def tables_json(tables: Sequence[Table]) -> str:
    """Return tables as JSON: of each its title, notices, notes, columns and rows.

    A row is an object by the columns' keys. Text that was compared is a list of runs, each with ``text``, ``meaning``
    (see `policycompare.differing.runs.Run`) and, where there are any, ``above`` and ``mark``; a table in it has its
    lines as ``text`` and beside it its rows as ``table``: for each whether it is the ``head``, and its ``cells`` with
    their ``runs`` and the ``columns`` and ``rows`` that they take. Other cells are plain.
    """
    content = {"tables": [_table_record(table) for table in tables]}
    return _json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _table_record(table: Table) -> dict[str, object]:
    keys = [column.key for column in table.columns]
    rows = []
    for row in table.rows:
        values = [_value(cell) for cell in row]
        rows.append(dict(zip(keys, values, strict=True)))
    return {
        "slug": table.slug,
        "name": table.name,
        "title": table.title,
        "notices": list(table.notices),
        "notes": list(table.notes),
        "columns": [{"key": column.key, "head": column.head, "about": column.about} for column in table.columns],
        "rows": rows,
    }


def _value(cell: Cell) -> object:
    if not isinstance(cell, tuple):
        return plain(cell)
    return [_table_in_text(part) if isinstance(part, RunTable) else _run_record(part) for part in cell]


def _table_in_text(table: RunTable) -> dict[str, object]:
    rows = []
    for row in table.rows:
        cells = []
        for cell in row.cells:
            cells.append({"runs": _value(cell.runs), "columns": cell.columns, "rows": cell.rows})
        rows.append({"head": row.is_head, "cells": cells})
    return {"text": table.text, "meaning": "same", "table": rows}


def _run_record(run: Run) -> dict[str, str]:
    record: dict[str, str] = {"text": run.text, "meaning": run.meaning}
    if run.above or run.meaning == "localised":
        record["above"] = run.above
    if run.mark:
        record["mark"] = run.mark
    return record


def table_markdown(table: Table) -> str:
    """Return `table` as a markdown document, added text as ``<ins>`` and removed text as ``<del>``.

    A table inside of a cell, which Markdown has not, is in lines with escaped bars between its cells.
    """
    return "\n".join(_markdown_lines(table, 1)) + "\n"


def tables_markdown(tables: Sequence[Table]) -> str:
    """Return tables as one markdown document, the first one's title above all."""
    parts = []
    for number, table in enumerate(tables):
        parts.append("\n".join(_markdown_lines(table, 2 if number else 1)))
    return "\n\n".join(parts) + "\n"


def _markdown_lines(table: Table, level: int) -> list[str]:
    lines = [f"{'#' * level} {_escaped(table.title)}", ""]
    for note in (*table.notices, *table.notes):
        lines.append(f"> {_escaped(note)}\n>")
    lines += ["", _markdown_row([_escaped(column.head) for column in table.columns])]
    lines.append("|" + "---|" * len(table.columns))
    for row in table.rows:
        lines.append(_markdown_row([_cell(cell) for cell in row]))
    return lines


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: Cell) -> str:
    if isinstance(value, tuple):
        return "".join(_marked(run) for run in in_lines(value))
    bare = legible_value(value)
    return _escaped(f"{bare:.3g}" if isinstance(bare, float) else str(bare))


def _marked(run: Run) -> str:
    tag = _TAGS.get(run.only_in)
    return f"<{tag}>{_escaped(run.text)}</{tag}>" if tag else _escaped(run.text)


def _escaped(text: str) -> str:
    """Return text that markdown shows as it is; a backslash before punctuation, entities for markup."""
    text = steerless(text)
    for char in "\\`*_[]|#~":
        text = text.replace(char, "\\" + char)
    return "<br>".join(escape(line, quote=False) for line in lines_of(text))
