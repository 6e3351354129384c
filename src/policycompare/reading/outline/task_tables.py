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

    from policycompare.reading.extracted import Cell
    from policycompare.reading.outline.structure import Line
    from policycompare.vocabulary import Level

_UNITS = re.compile(
    r"(?:责任|牵头|配合|主责|主办|协办|落实|实施|参与|責任|牽頭)?(?:单位|部门|單位|部門)(?:[（(].{0,10}[）)])?|牵头|配合|责任主体"
)


def table_heads(lines: Sequence[Line]) -> dict[int, tuple[Cell, ...]]:
    """Return for each numbered row the cells of the head above it, by line index."""
    heads: dict[int, tuple[Cell, ...]] = {}
    head: tuple[Cell, ...] = ()
    for line in lines:
        cells = line.shown.cells
        if not cells:
            head = () if line.numbering and line.is_heading_like else head
        elif line.numbering is None and any(_is_units(cell) for cell in cells):
            head = cells
        elif line.numbering is not None and head:
            heads[line.index] = head
    return heads


def split_row(
    text: str, lines: Sequence[Line], head: Sequence[Cell], label: str, level: Level | None
) -> tuple[Span, tuple[Clause, ...], tuple[Unit, ...]]:
    """Split a row into its body, its clauses and its units.

    Parameters
    ----------
    text
        The whole source.
    lines
        The row, and the lines behind it that belong to it.
    head
        The cells of the table's head.
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
    row = lines[0]
    end = lines[-1].end
    units: list[Unit] = []
    own: list[Span] = []
    body_end = end
    for column, cell in enumerate(row.shown.cells[1:], start=1):
        place = Span(row.start + cell.span.start, row.start + cell.span.end)
        if column < len(head) and _is_units(head[column]):
            units += [make_unit(name, level) for name in unit_names(cell.text)]
            if body_end == end and own:
                body_end = own[-1].end
        elif len(place):
            own.append(place)
    number_end = row.start + (row.numbering.end if row.numbering else 0)
    body = strip_span(text, Span(own[0].start if own else number_end, body_end))
    further = Span(row.end, end)
    if further.of(text).strip():
        own.append(strip_span(text, further))
    clauses = [Clause(f"{label}.{n}", cell.of(text), cell) for n, cell in enumerate(own, start=1)]
    return body, tuple(clauses), tuple(dict.fromkeys(units))


def _is_units(head: Cell) -> bool:
    """Whether a cell of a table's head says that responsible units stand below it."""
    return _UNITS.fullmatch("".join(head.text.split())) is not None
