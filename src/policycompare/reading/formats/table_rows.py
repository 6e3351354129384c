"""Tables of a file row by row: which cells a row has, and what reaches into it from the row above."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policycompare.documents import Span
from policycompare.reading.extracted import Alone, Cell, ExtractedLine, InnerRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.reading.extracted import Remark, RowKind

CELL_GAP = " | "
_LAYOUT_LINES = 12
"""Greatest number of lines in a cell of a list; one of more is a page that was laid out with a table."""
_LAYOUT_CHARACTERS = 3000
"""The same in characters."""


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell as a reader meets it.

    Attributes
    ----------
    lines
        The lines in it; none for a column that a cell spans beside its first.
    merged
        Whether it belongs to a cell that started in a row above.
    spanned
        Whether it belongs to the cell to its left.
    """

    lines: Sequence[ExtractedLine] = ()
    merged: bool = False
    spanned: bool = False

    @property
    def paragraphs(self) -> list[str]:
        """Its lines that are not blank, each with its line breaks as blanks."""
        return [text for line in self.lines if (text := _in_one(line))]


@dataclass
class TableRows:
    """Makes lines of the rows of one table, in order, and remembers what cells above reach down."""

    table: int
    _above: dict[int, str] = field(default_factory=dict)

    def row(self, cells: Sequence[RowCell], *, is_head: bool = False) -> list[ExtractedLine]:
        """Return a row as one line; where one cell alone is in use, or one is a page by itself, lines stay lines.

        Examples
        --------
        >>> row = [RowCell([ExtractedLine(text)]) for text in ("1", "开展检查", "区应急局")]
        >>> TableRows(1).row(row)[0].text
        '1 | 开展检查 | 区应急局'
        """
        used = [cell for cell in cells if cell.paragraphs]
        reached = [column for column, cell in enumerate(cells) if cell.merged and self._above.get(column)]
        if any(_is_layout(cell) for cell in used):
            self._above.clear()
            return _lines_of(used)
        if len(used) + len(reached) <= 1:
            self._above.clear()
            own = _lines_of(used)
            if len(cells) == 1 or not own:
                return own
            place = _place(cells, next(column for column, cell in enumerate(cells) if cell.paragraphs))
            across = [_across(line, self.table) for line in own]
            return [across[0]._replace(alone=place), *across[1:]]
        return [self._line(cells, is_head=is_head)]

    def _line(self, cells: Sequence[RowCell], *, is_head: bool) -> ExtractedLine:
        shown = [" ".join(cell.paragraphs) for cell in cells]
        text = CELL_GAP.join(shown).rstrip()
        out: list[Cell] = []
        start = 0
        for column, (cell, own) in enumerate(zip(cells, shown, strict=True)):
            merged = cell.merged and not own
            said = self._above.get(column, "") if merged else "\n".join(cell.paragraphs)
            self._above[column] = said
            # Blanks behind the last text are not printed: the empty cells there stand at the end.
            place = min(start, len(text))
            span = Span(place, place + len(own))
            out.append(Cell(span, said, merged=merged, spanned=cell.spanned and not own, rows=_rows_in(cell, start)))
            start += len(own) + len(CELL_GAP)
        remarks: list[Remark] = []
        for cell in cells:
            for line in cell.lines:
                remarks.extend(line.remarks)
        row: RowKind = "head" if is_head else "body"
        return ExtractedLine(text, cells=tuple(out), table=self.table, row=row, remarks=tuple(remarks))


def _rows_in(cell: RowCell, start: int) -> tuple[InnerRow, ...]:
    """Return the rows of tables in a cell whose paragraphs are printed from `start` on, with a blank between them."""
    found = []
    for line in cell.lines:
        shown = _in_one(line)
        if line.table and shown:
            found.append(InnerRow(start - (len(line.text) - len(line.text.lstrip())), line))
        start += len(shown) + 1 if shown else 0
    return tuple(found)


def _in_one(line: ExtractedLine) -> str:
    return " ".join(line.text.split("\n")).strip()


def _is_layout(cell: RowCell) -> bool:
    lines = [line for line in cell.lines if line.text.strip()]
    return len(lines) > _LAYOUT_LINES or sum(len(line.text) for line in lines) > _LAYOUT_CHARACTERS


def _lines_of(cells: Sequence[RowCell]) -> list[ExtractedLine]:
    return [line for cell in cells for line in cell.lines if line.text.strip()]


def _place(cells: Sequence[RowCell], column: int) -> Alone:
    """Return where the cell at `column` stands in its row, with the columns that it spans."""
    end = column + 1
    while end < len(cells) and cells[end].spanned:
        end += 1
    return Alone(column, end - column, len(cells) - end)


def _across(line: ExtractedLine, table: int) -> ExtractedLine:
    return line if line.table else line._replace(table=table, row="section")
