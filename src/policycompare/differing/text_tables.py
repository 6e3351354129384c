"""Tables in a text that was compared: its runs cut where the cells end, so that a mark never reaches across cells."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from policycompare.differing.runs import Run, RunCell, RunRow, RunTable
from policycompare.documents import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policycompare.differing.runs import Rich
    from policycompare.documents import TextTable

CELL_GAP = " | "
"""What stands between the cells of a row where a table is shown as lines."""


def with_tables(runs: Sequence[Run], tables: Sequence[TextTable]) -> Rich:
    r"""Return the runs of a provision's text with the tables in it as tables.

    Parameters
    ----------
    runs
        The whole text of a provision in runs.
    tables
        The tables of the provision.

    Examples
    --------
    >>> from policycompare.documents import Span, TableCell, TableRow, TextTable
    >>> row = TableRow((TableCell(Span(4, 5)), TableCell(Span(8, 9))))
    >>> shown = with_tables([Run("如下：\n甲 | 乙", "same")], [TextTable(Span(4, 9), (row,))])
    >>> [cell.runs[0].text for cell in shown[1].rows[0].cells]
    ['甲', '乙']
    """
    if not tables:
        return tuple(runs)
    text = _Text(tuple(runs), (0, *accumulate(len(run.text) for run in runs)))
    return text.rich(Span(0, text.starts[-1]), tables)


@dataclass(frozen=True, slots=True)
class _Text:
    """Runs with the places where they start, the end of the last one included."""

    runs: tuple[Run, ...]
    starts: tuple[int, ...]

    def between(self, start: int, end: int) -> Iterator[Run]:
        """Yield what of the runs stands between two places."""
        position = max(bisect_right(self.starts, start) - 1, 0)
        while position < len(self.runs) and self.starts[position] < end:
            run, own = self.runs[position], self.starts[position]
            cut = run.text[max(start - own, 0) : end - own]
            if cut:
                yield run if cut == run.text else replace(run, text=cut)
            position += 1

    def rich(self, span: Span, tables: Sequence[TextTable]) -> Rich:
        out: list[Run | RunTable] = []
        start = span.start
        for table in tables:
            out += [*self.between(start, table.span.start), self.table(table)]
            start = table.span.end
        return (*out, *self.between(start, span.end))

    def table(self, table: TextTable) -> RunTable:
        rows = []
        for row in table.rows:
            cells = tuple(RunCell(self.rich(cell.span, cell.tables), cell.columns, cell.rows) for cell in row.cells)
            rows.append(RunRow(cells, row.is_head))
        words = "".join(run.text for run in self.between(table.span.start, table.span.end))
        return RunTable(words, tuple(rows), table.columns)


def in_lines(shown: Iterable[Run | RunTable], gap: str = CELL_GAP) -> Iterator[Run]:
    """Yield runs alone, for what has no tables: their rows as lines, with `gap` between the cells.

    A column into which a cell reaches from above or from the left is left empty, so that the columns can be counted.
    """
    before = ""
    after_table = False
    for part in shown:
        is_table = isinstance(part, RunTable)
        if (is_table or after_table) and before and part.text and "\n" not in (before[-1], part.text[0]):
            yield Run("\n", "same")  # a number before a table, units behind it
        if isinstance(part, Run):
            yield part
        else:
            yield from _lines_of(part, gap)
        before, after_table = part.text, is_table


def _lines_of(table: RunTable, gap: str) -> Iterator[Run]:
    for number, slots in enumerate(grid(table)):
        if number:
            yield Run("\n", "same")
        for place, slot in enumerate(slots):
            if place:
                yield Run(gap, "same")
            for part in slot.runs:
                yield from [part] if isinstance(part, Run) else _in_one_line(part)
            if slot.columns > 1:
                yield Run(gap * (slot.columns - 1), "same")


def _in_one_line(table: RunTable) -> Iterator[Run]:
    """Yield the runs of a table in a cell of another one, whose rows cannot be lines."""
    for number, row in enumerate(table.rows):
        if number:
            yield Run("；", "same")
        for place, cell in enumerate(row.cells):
            if place:
                yield Run("，", "same")
            for part in cell.runs:
                yield from [part] if isinstance(part, Run) else _in_one_line(part)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a row of a table.

    Attributes
    ----------
    runs
        What it says; nothing where a cell reaches in from above.
    columns, rows
        Columns and rows that its cell takes.
    continues
        Whether the cell reaches in from above.
    """

    runs: Rich = ()
    columns: int = 1
    rows: int = 1
    continues: bool = False


def grid(table: RunTable) -> Iterator[list[Slot]]:
    """Yield the rows of a table with all their places from the left, those included into which a cell reaches down."""
    reaching: dict[int, Slot] = {}  # by the column where they begin, with the rows that they still take
    for row in table.rows:
        slots: list[Slot] = []
        cells = iter(row.cells)
        column = 0
        while column < table.columns:
            slot = reaching.pop(column, None)
            if slot is None:
                cell = next(cells, RunCell(()))
                slot = Slot(cell.runs, cell.columns, cell.rows)
            slots.append(slot)
            if slot.rows > 1:
                reaching[column] = Slot((), slot.columns, slot.rows - 1, continues=True)
            column += slot.columns
        yield slots


def blocks(shown: Iterable[Run | RunTable]) -> Iterator[list[Run] | RunTable]:
    """Yield paragraphs of runs and tables in turn, without the line ends beside a table, which it has by itself."""
    runs: list[Run] = []
    after_table = False
    for part in shown:
        if isinstance(part, Run):
            runs.append(part)
            continue
        if runs := _trimmed(runs, start=after_table, end=True):
            yield runs
        yield part
        runs, after_table = [], True
    if runs := _trimmed(runs, start=after_table, end=False):
        yield runs


def _trimmed(runs: list[Run], *, start: bool, end: bool) -> list[Run]:
    """Return runs without the line end at their start and at their end."""
    if runs and start:
        runs = [replace(runs[0], text=runs[0].text.removeprefix("\r").removeprefix("\n")), *runs[1:]]
    if runs and end:
        runs = [*runs[:-1], replace(runs[-1], text=runs[-1].text.removesuffix("\n").removesuffix("\r"))]
    return [run for run in runs if run.text]
