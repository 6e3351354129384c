"""Tables as lines of text: the cells of a row with a bar between, as in a list of tasks (任务清单)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.reading.extracted import TextLine

if TYPE_CHECKING:
    from collections.abc import Sequence

CELL_GAP = " | "
_LAYOUT_LINES, _LAYOUT_CHARACTERS = 12, 3000
"""A cell of more lines or characters is no cell of a list but a page that was laid out with a table."""


def row_lines(cells: Sequence[Sequence[TextLine]]) -> list[TextLine]:
    """Return a row as one line; where one cell alone is in use, or one is a page by itself, lines stay lines.

    Examples
    --------
    >>> row_lines([[TextLine("1")], [TextLine("开展检查")], [TextLine("区应急局")]])[0].text
    '1 | 开展检查 | 区应急局'
    """
    used = [[line for line in cell if line.text.strip()] for cell in cells]
    used = [cell for cell in used if cell]
    is_layout = any(len(c) > _LAYOUT_LINES or sum(len(x.text) for x in c) > _LAYOUT_CHARACTERS for c in used)
    if len(used) <= 1 or is_layout:
        return [line for cell in used for line in cell]
    texts = (" ".join(" ".join(line.text.split("\n")).strip() for line in cell).strip() for cell in cells)
    notes = tuple(note for cell in cells for line in cell for note in line.notes)
    return [TextLine(CELL_GAP.join(texts).rstrip(), notes=notes)]
