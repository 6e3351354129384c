"""Measures that are rows of a table of tasks (任务清单): which column holds the units, by the table's head."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.documents import Clause, Span, Unit
from policycompare.language.agencies import make_unit
from policycompare.reading.outline.clauses import strip_span
from policycompare.reading.outline.units import unit_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.reading.outline.structure import Line
    from policycompare.vocabulary import Level

_UNITS = re.compile(
    r"(?:责任|牵头|配合|主责|主办|协办|落实|实施|参与|責任|牽頭)?(?:单位|部门|單位|部門)(?:[（(].{0,10}[）)])?|牵头|配合|责任主体"
)


def table_heads(lines: Sequence[Line]) -> dict[int, tuple[str, ...]]:
    """Return for each numbered row the cells of the head above it, by line index."""
    heads: dict[int, tuple[str, ...]] = {}
    head: tuple[str, ...] = ()
    for line in lines:
        if "|" not in line.text:
            head = () if line.numbering and line.is_heading_like else head
        elif line.numbering is None and (cells := _texts(line.text)) and any(map(_UNITS.fullmatch, cells)):
            head = cells
        elif line.numbering is not None and head:
            heads[line.index] = head
    return heads


def split_row(
    text: str, row: Span, head: Sequence[str], label: str, level: Level | None
) -> tuple[Span, tuple[Clause, ...], tuple[Unit, ...]]:
    """Split a row into its body, its clauses and its units.

    Parameters
    ----------
    text
        The whole source.
    row
        From behind the number to the end of the row.
    head
        The cells of the table's head, the number's included; empty when it has none.
    label
        The row's label.
    level
        Level of the document.

    Returns
    -------
    tuple of (Span, tuple of Clause, tuple of Unit)
        The body is what stands before the units; the clauses are the other cells, those behind the units (a deadline)
        included.
    """
    line_end = text.find("\n", row.start, row.end)
    first = Span(row.start, line_end if line_end >= 0 else row.end)
    cells = _cells(text, first)
    roles = [_UNITS.fullmatch("".join(name.split())) is not None for name in head[1:]]
    roles += [False] * (len(cells) - len(roles))
    names = [n for cell, is_unit in zip(cells, roles, strict=False) if is_unit for n in unit_names(cell.of(text))]
    units = tuple(dict.fromkeys(make_unit(name, level) for name in names))
    own = [cell for cell, is_unit in zip(cells, roles, strict=False) if not is_unit and cell.start < cell.end]
    before = next((n for n, is_unit in enumerate(roles[: len(cells)]) if is_unit), len(cells))
    end = cells[before - 1].end if 0 < before < len(cells) else row.end
    body = strip_span(text, Span(own[0].start if own else row.start, end))
    further = Span(first.end, row.end)
    if further.of(text).strip():
        own.append(strip_span(text, further))
    clauses = [Clause(f"{label}.{n}", cell.of(text), cell) for n, cell in enumerate(own, start=1)]
    return body, tuple(clauses), units


def _cells(text: str, line: Span) -> list[Span]:
    spans: list[Span] = []
    start = line.start
    for part in line.of(text).split("|"):
        spans.append(strip_span(text, Span(start, start + len(part))))
        start += len(part) + 1
    return spans


def _texts(line: str) -> tuple[str, ...]:
    return tuple("".join(cell.split()) for cell in line.split("|"))
