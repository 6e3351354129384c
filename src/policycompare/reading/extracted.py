"""The lines of a file as every format gives them: the text as shown, with what the file knows beyond it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from policycompare.documents import Problem, Span
from policycompare.reading.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policycompare.messages import Message

_ENDS = "\n\r\x0b\x0c\x1e\x85\u2028\u2029"
"""Line ends of any system: of Unix, the Mac, Word's soft one and that of a page, Unicode's of lines and paragraphs."""
# A pattern that starts with a set of characters is searched for much faster than one that starts with a choice.
_END = re.compile(rf"[{_ENDS}](?:(?<=\r)\n)?")

Revisions = Literal["accepted", "original"]
"""Text of a file with tracked changes (修订) that is read."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of reading a file, see `policycompare.read`."""

    encoding: str | None = None
    revisions: Revisions = "accepted"
    convert: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd in a file; its place makes it a `Problem`."""

    kind: str
    text: Message | str


@dataclass(frozen=True, slots=True)
class Cell:
    r"""A cell of a table row.

    Attributes
    ----------
    span
        Where it is printed, as offsets into its line's text; empty where nothing is.
    text
        What it says, a paragraph a line (``"区应急局\n区城管局"``); for a cell that reaches down from a row above,
        what it says there.
    merged
        Whether it reaches down from a row above, so that nothing is printed here.
    spanned
        Whether it belongs to the cell to its left, so that nothing is printed here.
    rows
        The rows of tables in it.
    """

    span: Span
    text: str
    merged: bool = False
    spanned: bool = False
    rows: tuple[InnerRow, ...] = ()


@dataclass(frozen=True, slots=True)
class InnerRow:
    """A row of a table in a cell, and where it starts in the text of the cell's line."""

    start: int
    line: ExtractedLine


@dataclass(frozen=True, slots=True)
class Alone:
    """Place of a cell that alone is in use in its row.

    Attributes
    ----------
    before, after
        Columns left and right of it.
    columns
        Columns that it takes.
    """

    before: int = 0
    columns: int = 1
    after: int = 0


RowKind = Literal["", "body", "head", "section"]
"""A paragraph, a row of a table, a row the file marks as the table's head, one cell that reaches across the table."""


# Lines, numbers and openings are named tuples: there are tens of thousands, and frozen dataclasses are slow to make.
class ExtractedLine(NamedTuple):
    """A line of a file as shown, and what the file knows of it beyond its text.

    Attributes
    ----------
    text
        As shown: an automatic number stands in front, the cells of a row have ``|`` between them.
    ending
        The line end behind it, as the file has it where it is plain text; ``""`` at the end of a file.
    number_length
        Length of the automatic number in front that the file gives, with the blank behind it; 0 where it gives none.
        What follows was typed, whatever it looks like.
    heading
        Level of the heading as which the file marks it (Word's outline levels, h1 to h6, #), from 1; 0 for none.
    lead
        Length of its beginning in bold, where what follows is not (段首加粗); 0 otherwise.
    cells
        Cells of a table row in order; empty for a paragraph, also for one that stands in a table across all columns.
    table
        Number of the table in the file, from 1; 0 for a paragraph outside.
    row
        Kind of row, see `RowKind`.
    alone
        Of a line that opens the one cell in use of its row, where that stands; further lines of the cell have none.
    remarks
        What is odd about it.
    """

    text: str
    ending: str = "\n"
    number_length: int = 0
    heading: int = 0
    lead: int = 0
    cells: tuple[Cell, ...] = ()
    table: int = 0
    row: RowKind = ""
    alone: Alone | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """Facts of a file about its document beside the text: title, document number (文号), date (ISO 8601), issuer."""

    title: str = ""
    number: str = ""
    date: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A file as lines.

    Attributes
    ----------
    lines
        In reading order; joined they are the document's text.
    remarks
        What is odd about the file as a whole, and what was left out.
    metadata
        What the file itself says of the document; it goes before what the text seems to say.
    """

    lines: tuple[ExtractedLine, ...]
    remarks: tuple[Remark, ...] = ()
    metadata: Metadata = Metadata()

    @property
    def text(self) -> str:
        """The text that the lines make up."""
        return "".join(line.text + line.ending for line in self.lines)

    @property
    def problems(self) -> list[Problem]:
        """The remarks with their places: line 1 for those on the file, then line by line."""
        found = [Problem(1, remark.kind, remark.text) for remark in self.remarks]
        for number, line in enumerate(self.lines, start=1):
            for remark in line.remarks:
                found.append(Problem(number, remark.kind, remark.text))
        return found


def plain_lines(text: str) -> Extracted:
    r"""Take a plain text apart, to the character; a bar in a line parts the cells of a row.

    Examples
    --------
    >>> [(line.text, line.ending) for line in plain_lines("一、总则\r\n二、附则").lines]
    [('一、总则', '\r\n'), ('二、附则', '')]
    >>> [cell.text for cell in plain_lines("1 | 检查 | 区应急局").lines[0].cells]
    ['1', '检查', '区应急局']
    """
    lines = []
    start = 0
    for end in _END.finditer(text):
        lines.append(_plain_line(text[start : end.start()], end[0]))
        start = end.end()
    if start < len(text):
        lines.append(_plain_line(text[start:], ""))
    return Extracted(tuple(lines))


def _plain_line(text: str, ending: str) -> ExtractedLine:
    cells = typed_cells(text) if "|" in text else ()
    return ExtractedLine(text, ending, cells=cells, row="body") if cells else ExtractedLine(text, ending)


_MOST_BARS = 200
"""Greatest number of bars in a typed row of a table."""
_SPACED_ROW = re.compile(r"(?:[^|]*(?:(?<=\s)|\A)\|(?=\s|\Z))+[^|]*")
_NUMBERED_ROW = re.compile(r"\s*\(?(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|序\s*号)[.．、)）]?\s*\|")


def typed_cells(line: str) -> tuple[Cell, ...]:
    """Return the cells of a row that is typed with bars between; none for a sentence that has a bar in it.

    Bars part cells where all of them stand between blanks or at an end of the line, or where what stands before the
    first is a number or 序号 alone.

    Examples
    --------
    >>> [len(typed_cells(line)) for line in ("1 | 检查 | 区应急局", "1|检查|区应急局", "1.落实“线上|线下”检查。")]
    [3, 3, 0]
    """
    # A line of so many bars is drawn with them; no list of tasks has as many columns.
    if not 0 < line.count("|") <= _MOST_BARS:
        return ()
    shown = line.strip()
    is_framed = len(shown) > 1 and shown.startswith("|") and shown.endswith("|")
    if not is_framed and not _SPACED_ROW.fullmatch(line) and not _NUMBERED_ROW.match(line):
        return ()
    cells = []
    start = 0
    for part in line.split("|"):
        inner = start + len(part) - len(part.lstrip())
        cells.append(Cell(Span(inner, inner + len(part.strip())), part.strip()))
        start += len(part) + 1
    return tuple(cells)


def assemble(lines: Iterable[ExtractedLine], remarks: Iterable[Remark] = ()) -> Extracted:
    r"""Make a file of paragraphs and rows; a line feed inside a paragraph starts a line of its own.

    Examples
    --------
    >>> [(line.text, line.lead) for line in assemble([ExtractedLine("落实责任。各单位\n要…", lead=5)]).lines]
    [('落实责任。各单位', 5), ('要…', 0)]
    """
    out: list[ExtractedLine] = []
    for line in lines:
        first, *others = _END.split(line.text)
        lead = line.lead if line.lead < len(first) else 0
        out.append(line._replace(text=first, lead=lead))
        out += [ExtractedLine(other, table=line.table, row=line.row) for other in others]
    # A file without a single character has no line either, not an empty one.
    return Extracted(tuple(out) if out != [ExtractedLine("")] else (), tuple(remarks))
