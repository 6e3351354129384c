"""Tables of a PDF from the lines that rule them: which glyph stands in which cell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from policycompare.reading.extracted import ExtractedLine
from policycompare.reading.formats.page_layout import printed_lines
from policycompare.reading.formats.table_rows import RowCell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.reading.formats.page_layout import Glyph, PrintedLine

_TOUCH = 3.0
"""Lines that come so near, in points, are meant to meet."""
_MOST_LINES = 120
"""A drawing with more columns or rows than that is no table to read."""
_CLOSE = 0.3
"""Distance in ems below which two glyphs are of one word."""
_MOST_CROSSINGS = 0.02
"""Greatest share of words that run across the rules of a table; with more it is none."""
_PADDING = 12.0
"""Room beside the text of a cell, in points, when a line is full."""


class Rule(NamedTuple):
    """A ruled line, across or down, in points."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table on a page: its edges, and its rows of cells from the top."""

    left: float
    bottom: float
    right: float
    top: float
    rows: list[list[RowCell]]


def take_tables(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> tuple[list[RuledTable], list[Glyph]]:
    """Return the tables of a page and the glyphs outside of them.

    A table is a grid of at least two columns and rows whose words stand inside of its cells; where a line of the grid
    is missing between two cells they are one, as merged cells are drawn.
    """
    tables: list[RuledTable] = []
    rest = list(glyphs)
    for band in _bands(rules):
        grid = _Grid.of(band)
        if grid is None:
            continue
        inside = [glyph for glyph in rest if grid.holds(glyph)]
        cells = grid.sorted_in(inside)
        if cells is None:
            continue
        tables.append(RuledTable(grid.xs[0], grid.ys[-1], grid.xs[-1], grid.ys[0], grid.rows(cells)))
        rest = [glyph for glyph in rest if not grid.holds(glyph)]
    return tables, rest


def _bands(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return the lines of each table: those that reach over the same stretch of the page, from the top."""
    bands: list[list[Rule]] = []
    bottom = 0.0
    for rule in sorted(rules, key=lambda r: (-r.top, r.left)):
        if bands and rule.top >= bottom - _TOUCH:
            bands[-1].append(rule)
            bottom = min(bottom, rule.bottom)
        else:
            bands.append([rule])
            bottom = rule.bottom
    return bands


@dataclass(frozen=True, slots=True)
class _Grid:
    """The lines of a table: columns from the left, rows from the top, and for each cell the one it is part of."""

    xs: list[float]
    ys: list[float]
    roots: dict[tuple[int, int], tuple[int, int]]

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> _Grid | None:
        across = [rule for rule in rules if rule.right - rule.left >= rule.top - rule.bottom]
        down = [rule for rule in rules if rule.right - rule.left < rule.top - rule.bottom]
        if not across or not down:
            return None
        # A table may be open at its sides: then it reaches as far as the lines across do, and likewise up and down.
        sides = [min(rule.left for rule in across), max(rule.right for rule in across)]
        ends = [min(rule.bottom for rule in down), max(rule.top for rule in down)]
        xs = _levels([(rule.left + rule.right) / 2 for rule in down] + sides)
        ys = _levels([(rule.bottom + rule.top) / 2 for rule in across] + ends)[::-1]
        if not 3 <= len(xs) <= _MOST_LINES or not 3 <= len(ys) <= _MOST_LINES:
            return None
        return cls(xs, ys, _roots(xs, ys, across, down))

    def holds(self, glyph: Glyph) -> bool:
        middle = (glyph.left + glyph.right) / 2
        return self.xs[0] < middle < self.xs[-1] and self.ys[-1] < glyph.base + glyph.size / 3 < self.ys[0]

    def place(self, glyph: Glyph) -> tuple[int, int]:
        middle, height = (glyph.left + glyph.right) / 2, glyph.base + glyph.size / 3
        row = sum(y > height for y in self.ys) - 1
        column = sum(x < middle for x in self.xs) - 1
        return row, column

    def sorted_in(self, glyphs: Sequence[Glyph]) -> dict[tuple[int, int], list[Glyph]] | None:
        """Return the glyphs by cell, ``None`` where words run across the lines."""
        cells: dict[tuple[int, int], list[Glyph]] = {root: [] for root in self.roots.values()}
        placed = []
        for glyph in sorted(glyphs, key=lambda g: (-round(g.base), g.left)):
            root = self.roots[self.place(glyph)]
            cells[root].append(glyph)
            placed.append((glyph, root))
        crossings = 0
        for (before, its), (glyph, root) in pairwise(placed):
            same_line = abs(before.base - glyph.base) < 1
            crossings += same_line and its != root and glyph.left - before.right < _CLOSE * glyph.size
        return None if crossings > _MOST_CROSSINGS * len(placed) else cells

    def rows(self, cells: dict[tuple[int, int], list[Glyph]]) -> list[list[RowCell]]:
        made = []
        for row in range(len(self.ys) - 1):
            line = []
            for column in range(len(self.xs) - 1):
                root = self.roots[row, column]
                if root == (row, column):
                    width = self._width_of(root)
                    line.append(RowCell(_cell_lines(cells[root], width)))
                else:
                    line.append(RowCell(merged=root[0] < row, spanned=root[1] < column))
            made.append(line)
        return made

    def _width_of(self, root: tuple[int, int]) -> float:
        row, column = root
        last = column
        while last + 1 < len(self.xs) - 1 and self.roots[row, last + 1] == root:
            last += 1
        return self.xs[last + 1] - self.xs[column]


def _roots(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each cell the one that it is part of: no line parts it from that to the left, or above."""
    at_x = [[r for r in down if abs((r.left + r.right) / 2 - x) < _TOUCH] for x in xs]
    at_y = [[r for r in across if abs((r.bottom + r.top) / 2 - y) < _TOUCH] for y in ys]
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        height = (ys[row] + ys[row + 1]) / 2
        for column in range(len(xs) - 1):
            middle = (xs[column] + xs[column + 1]) / 2
            if column and not any(rule.bottom < height < rule.top for rule in at_x[column]):
                found[row, column] = found[row, column - 1]
            elif row and not any(rule.left < middle < rule.right for rule in at_y[row]):
                found[row, column] = found[row - 1, column]
            else:
                found[row, column] = row, column
    return found


def _levels(values: Sequence[float]) -> list[float]:
    """Return where lines lie, those that nearly coincide as one."""
    levels: list[float] = []
    for value in sorted(values):
        if not levels or value - levels[-1] > _TOUCH:
            levels.append(value)
    return levels


def _cell_lines(glyphs: Sequence[Glyph], width: float) -> list[ExtractedLine]:
    """Return the paragraphs of a cell: a line goes on in the next when it fills the cell."""
    texts: list[str] = []
    full = False
    for line in printed_lines(glyphs, 0):
        if full and texts:
            texts[-1] += line.text
        else:
            texts.append(line.text)
        full = _fills(line, width)
    return [ExtractedLine(text) for text in texts]


def _fills(line: PrintedLine, width: float) -> bool:
    return line.right - line.left + line.size > width - _PADDING
