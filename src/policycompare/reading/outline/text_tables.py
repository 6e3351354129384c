"""Tables inside of provisions: which lines of a provision are rows of one, and where their cells stand in its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policycompare.documents import Span, TableCell, TableRow, TextTable
from policycompare.reading.extracted import Alone, Cell, InnerRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policycompare.reading.outline.lines import Line

_FEWEST_TYPED = 2
"""Rows of as many cells that make a table of what is typed with bars; a single line may be a sentence."""
_RULE = frozenset("-: ")
"""Characters of the line below the head of a table as Markdown has it."""


@dataclass(slots=True)
class _Place:
    """A column of a row.

    Attributes
    ----------
    span
        Its words, as offsets into the provision's text.
    merged, spanned
        Whether it belongs to the cell above it or to its left.
    tables
        The tables in it.
    """

    span: Span
    merged: bool = False
    spanned: bool = False
    tables: tuple[TextTable, ...] = ()


@dataclass(slots=True)
class _Row:
    """A row of a table with its lines, as offsets into the provision's text."""

    span: Span
    places: list[_Place]
    is_head: bool = False


@dataclass(slots=True)
class _Rows:
    """The rows of one table.

    Attributes
    ----------
    table
        Its number in the file; 0 where it is typed.
    rows
        From the top.
    has_cells
        Whether a row has more than one cell in use: without any, a table only laid the text out.
    """

    table: int
    rows: list[_Row] = field(default_factory=list)
    has_cells: bool = False


def tables_in(lines: Sequence[Line], body: Span) -> tuple[TextTable, ...]:
    """Return the tables among the lines of a provision.

    Parameters
    ----------
    lines
        Its lines.
    body
        Where its text stands in that of the document; what of a table stands outside is left out.
    """
    if not any(line.shown.cells for line in lines):
        return ()
    return _text_tables([InnerRow(line.start, line.shown) for line in lines], body)


def _text_tables(lines: Iterable[InnerRow], body: Span) -> tuple[TextTable, ...]:
    return tuple(made for rows in _tables(lines, body) if (made := _table(rows)) is not None)


def table_of(rows: Sequence[Sequence[Span]]) -> TextTable:
    """Return a table without merged cells, of the places of its cells in a provision's text."""
    made = [_Row(Span(row[0].start, row[-1].end), [_Place(span) for span in row]) for row in rows]
    return _laid_out(made)


def _tables(lines: Iterable[InnerRow], body: Span) -> Iterator[_Rows]:
    current: _Rows | None = None
    for line in lines:
        shown = line.line
        if not shown.text.strip():
            continue
        if not shown.cells and shown.row != "section":
            if current:
                yield current
            current = None
            continue
        if current is None or current.table != shown.table:
            if current:
                yield current
            current = _Rows(shown.table)
        _add(current, line, body)
    if current:
        yield current


def _add(table: _Rows, line: InnerRow, body: Span) -> None:
    """Add a line to its table: as a row, or to the cell that alone is in use in the row above."""
    shown = line.line
    whole = _inside(Span(line.start, line.start + len(shown.text)), body)
    if not len(whole):
        return
    is_typed_rule = shown.cells and not table.table and all(_RULE.issuperset(cell.text) for cell in shown.cells)
    if is_typed_rule:  # |---|---| below the head of a typed table
        if table.rows:
            table.rows[-1].is_head = True
    elif shown.cells:
        table.has_cells = True
        places = [_place(cell, line.start, body) for cell in shown.cells]
        table.rows.append(_Row(whole, places, shown.row == "head"))
    elif shown.alone:
        table.rows.append(_Row(whole, _places_around(whole, shown.alone)))
    elif table.rows:
        row = table.rows[-1]
        row.span = Span(row.span.start, whole.end)
        longest = max(row.places, key=lambda place: len(place.span))
        longest.span = Span(longest.span.start, whole.end)


def _place(cell: Cell, start: int, body: Span) -> _Place:
    """Return where a cell of a line that begins at `start` stands, with the tables in it."""
    span = _inside(Span(start + cell.span.start, start + cell.span.end), body)
    inner = [InnerRow(start + row.start, row.line) for row in cell.rows]
    return _Place(span, cell.merged, cell.spanned, _text_tables(inner, body))


def _places_around(whole: Span, alone: Alone) -> list[_Place]:
    """Return the cells of a row of which one alone is in use, the empty ones before and behind it too."""
    before = [_Place(Span(whole.start, whole.start)) for _ in range(alone.before)]
    further = [_Place(Span(whole.end, whole.end), spanned=True) for _ in range(alone.columns - 1)]
    after = [_Place(Span(whole.end, whole.end)) for _ in range(alone.after)]
    return [*before, _Place(whole), *further, *after]


def _inside(span: Span, body: Span) -> Span:
    """Return what of a span stands in the body, as offsets from its start."""
    start = min(max(span.start, body.start), body.end)
    end = min(max(span.end, start), body.end)
    return Span(start - body.start, end - body.start)


def _table(table: _Rows) -> TextTable | None:
    if not table.has_cells:
        return None
    return _laid_out(table.rows) if table.table else _typed(table.rows)


def _typed(rows: list[_Row]) -> TextTable | None:
    """Return what is typed with bars as a table, where enough rows of as many cells follow each other."""
    widths = {len(row.places) for row in rows}
    if len(rows) < _FEWEST_TYPED or len(widths) > 1:
        return None
    if all(len(row.places) > 1 for row in rows):
        # Bars at both ends of the lines are the table's frame.
        for end in (0, -1):
            if all(not len(row.places[end].span) for row in rows):
                for row in rows:
                    del row.places[end]
    return _laid_out(rows) if rows[0].places else None


def _laid_out(rows: Sequence[_Row]) -> TextTable:
    """Return a table of its rows, all as wide as the widest."""
    width = max(len(row.places) for row in rows)
    for row in rows:
        row.places += [_Place(Span(row.span.end, row.span.end)) for _ in range(width - len(row.places))]
    made = []
    for position, row in enumerate(rows):
        cells = []
        for column, place in enumerate(row.places):
            reaches_in = place.merged and position and not len(place.span)
            if reaches_in or (place.spanned and column):
                continue
            columns = _run(row.places[column + 1 :])
            cells.append(TableCell(place.span, columns, _reach(rows[position + 1 :], column), place.tables))
        made.append(TableRow(tuple(cells), row.is_head))
    return TextTable(Span(rows[0].span.start, rows[-1].span.end), tuple(made))


def _run(places: Iterable[_Place]) -> int:
    """Return how many columns a cell takes, from the places to its right."""
    columns = 1
    for place in places:
        if not place.spanned:
            break
        columns += 1
    return columns


def _reach(rows: Iterable[_Row], column: int) -> int:
    """Return how many rows a cell takes, from the rows below."""
    count = 1
    for row in rows:
        place = row.places[column]
        if not place.merged or len(place.span):
            break
        count += 1
    return count
