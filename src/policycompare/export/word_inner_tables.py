"""A table inside of a cell of a Word table: small, as wide as its cell, merged cells as the document has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.differing.runs import RunTable
from policycompare.differing.text_tables import blocks, grid
from policycompare.export.word_elements import add_paragraph, add_runs, child_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from policycompare.differing.runs import Rich
    from policycompare.differing.text_tables import Slot

_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")
_MARGIN = 40
"""Twentieths of a point left and right of the words in a cell."""
_FEWEST = 2
"""Characters that the narrowest column is taken to have when the width is shared out."""
_MOST = 12
"""The same of the widest."""
_BESIDE = 2
"""Characters that each column has besides for its margins, so that a year stays on its line beside long words."""


def add_rich(cell: _Element, rich: Rich, width: int, styles: dict[str, str]) -> None:
    """Write text with marks into a cell that has one paragraph, and the tables in the text as tables.

    Parameters
    ----------
    cell
        The cell.
    rich
        The text.
    width
        Room for a table in it, in twentieths of a point.
    styles
        Ids of the template's styles by role.
    """
    for block in blocks(rich):
        paragraph = cell[-1]
        if not isinstance(block, RunTable):
            add_runs(paragraph, block, styles)
            continue
        if _is_empty(paragraph):
            cell.remove(paragraph)
        _add_table(cell, block, width, styles)
        add_paragraph(cell, styles["cell"])
    if rich and isinstance(rich[-1], RunTable):
        # A cell has to end with a paragraph; behind a table it is not to be seen.
        child_of(cell[-1][0], "spacing", before="0", after="0", line="20", lineRule="exact")


def _is_empty(paragraph: _Element) -> bool:
    return len(paragraph) == 1  # it has its properties


def _add_table(cell: _Element, table: RunTable, width: int, styles: dict[str, str]) -> None:
    rows = list(grid(table))
    widths = _widths(rows, table.columns, width)
    element = child_of(cell, "tbl")
    _add_properties(element, width)
    columns = child_of(element, "tblGrid")
    for share in widths:
        child_of(columns, "gridCol", w=str(share))
    for row, slots in zip(table.rows, rows, strict=True):
        line = child_of(element, "tr")
        column = 0
        for slot in slots:
            own = sum(widths[column : column + slot.columns])
            _add_slot(line, slot, own)
            add_paragraph(line[-1], styles["head" if row.is_head else "cell"])
            add_rich(line[-1], slot.runs, own - 2 * _MARGIN, styles)
            column += slot.columns


def _add_properties(table: _Element, width: int) -> None:
    properties = child_of(table, "tblPr")
    child_of(properties, "tblW", w=str(width), type="dxa")
    borders = child_of(properties, "tblBorders")
    for side in _BORDERS:
        child_of(borders, side, val="single", sz="4", space="0", color="808080")
    child_of(properties, "tblLayout", type="fixed")
    margins = child_of(properties, "tblCellMar")
    for side in ("left", "right"):
        child_of(margins, side, w=str(_MARGIN), type="dxa")


def _add_slot(row: _Element, slot: Slot, width: int) -> None:
    properties = child_of(child_of(row, "tc"), "tcPr")
    child_of(properties, "tcW", w=str(width), type="dxa")
    if slot.columns > 1:
        child_of(properties, "gridSpan", val=str(slot.columns))
    if slot.continues or slot.rows > 1:
        child_of(properties, "vMerge", val="continue" if slot.continues else "restart")


def _widths(rows: list[list[Slot]], columns: int, width: int) -> list[int]:
    """Return the widths of the columns: more for one with long words, to the bounds."""
    longest = [_FEWEST] * columns
    for slots in rows:
        column = 0
        for slot in slots:
            if slot.columns == 1:
                words = sum(len(part.text) for part in slot.runs)
                longest[column] = max(longest[column], min(words, _MOST))
            column += slot.columns
    whole = sum(longest) + _BESIDE * columns
    return [width * (own + _BESIDE) // whole for own in longest]
