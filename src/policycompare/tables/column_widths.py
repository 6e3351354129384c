"""Widths of the columns of a printed table, and rows that are short enough to stay on one page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from policycompare.tables.cells import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from policycompare.tables.cells import Cell
    from policycompare.tables.table import Column

_LEAST_CHARACTERS = 4.2
"""Characters beside each other in the narrowest column, unless it asks for less."""
_LONGEST_NUMBER = 7
"""Characters of the longest number of a provision (第一百零三条); a column of such is not made to break them."""
_ROWS_MEASURED = 500
"""Rows from the top by which widths are chosen."""
KEPT_TOGETHER = 4
"""Lines of the highest row that no end of a page cuts in two."""
_STEPS = 50
"""Parts of the page's width; one is moved from column to column at a time."""


@dataclass(frozen=True, slots=True)
class PrintArea:
    """The room that a table has on a page, in twentieths of a point.

    Attributes
    ----------
    width, height
        Of the text on a page.
    character
        Width of a Chinese character in a cell.
    line
        Height of a line in a cell.
    padding
        Width that the margins and borders of a cell take.
    """

    width: int
    height: int
    character: float
    line: float
    padding: int = 180


def column_widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], area: PrintArea) -> list[int]:
    """Return widths with which a table needs few lines: wide where texts are long.

    From the widths that the columns ask for, a share is moved from one to another as long as that saves lines; no
    column falls below half of what it asks for, below its head in two lines, or below numbers that it holds alone.
    """
    asked = np.array([column.width for column in columns])
    widths = asked / asked.sum() * area.width
    half_heads = np.array([-(-len(column.head) // 2) for column in columns])
    heads = area.padding + area.character * np.maximum(_LEAST_CHARACTERS, half_heads)
    lengths = np.array([[len(str(plain(cell))) for cell in row] for row in rows[:_ROWS_MEASURED]]) * area.character
    if len(rows):
        longest = lengths.max(axis=0)
        numbers = np.where(longest <= _LONGEST_NUMBER * area.character, longest + area.padding, 0.0)
        least = np.minimum(np.maximum(np.maximum(widths / 2, heads), numbers), widths)
        widths = _improved(widths, least, lengths, area)
    return [round(width) for width in widths.tolist()]


def _improved(
    widths: NDArray[np.float64], least: NDArray[np.float64], lengths: NDArray[np.float64], area: PrintArea
) -> NDArray[np.float64]:
    """Move width from column to column, the most saving move first, until no move saves a line."""
    step = area.width / _STEPS
    best = _lines(widths, lengths, area)
    while True:
        chosen = None
        # Of moves that save as much the first counts.
        for giver, taker in permutations(range(len(widths)), 2):
            if widths[giver] - step < least[giver]:
                continue
            tried = widths.copy()
            tried[giver] -= step
            tried[taker] += step
            lines = _lines(tried, lengths, area)
            if lines < best:
                best, chosen = lines, tried
        if chosen is None:
            return widths
        widths = chosen


def _lines(widths: NDArray[np.float64], lengths: NDArray[np.float64], area: PrintArea) -> float:
    """Return the lines of all rows together: each has those of its longest cell."""
    room = np.maximum(widths - area.padding, area.character)
    return float((lengths / room).max(axis=1, initial=1.0).sum())


def is_short(cells: Sequence[Cell], widths: Sequence[int], area: PrintArea) -> bool:
    """Whether a row is short enough to be kept on one page; a longer one would leave part of a page empty."""
    most = 0
    for cell, width in zip(cells, widths, strict=True):
        characters = max(int((width - area.padding) / area.character), 1)
        most = max(most, sum(-(-max(len(line), 1) // characters) for line in str(plain(cell)).split("\n")))
    return most <= KEPT_TOGETHER
