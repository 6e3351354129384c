"""From glyphs with places on pages to paragraphs: lines, columns, running heads, and which lines belong together."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from policycompare.reading.limits import check_time
from policycompare.reading.outline.numbering import numbering_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policycompare.reading.extracted import ExtractedLine


class Glyph(NamedTuple):
    """A character where it is printed: left and right edge, base line (larger is higher) and font size, in points."""

    char: str
    left: float
    right: float
    base: float
    size: float


class Margins(NamedTuple):
    """Where the lines of a column start, and where they end when they are full, in points."""

    left: float
    right: float


_NO_MARGINS = Margins(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a page or of a column, or a row of a table, which stays as it is."""

    text: str
    left: float
    right: float
    base: float
    size: float
    page: int
    margins: Margins = _NO_MARGINS
    row: ExtractedLine | None = None


_SAME_LINE = 0.45
"""Distance in ems below which two base lines are one line."""
_DOUBLED = 0.3
"""Distance in ems below which two equal characters are one, printed twice to look bold."""
_WORD_GAP = 0.22
"""Gap in ems from which on there is a blank between two characters."""
_MIXED_GAP = 0.4
"""The same between Latin and Chinese, which Word sets a quarter of an em apart."""
_BLANK_GAP = 0.6
"""The same for a wide blank."""
_CELL_GAP = 1.2
"""Gap in ems from which on a line has two segments: two columns, or two cells."""
_COLUMN_LINES = 6
"""Least number of lines of a column."""
_COLUMN_FILLED = 0.7
"""Least share of a column's width that its lines fill (median)."""
_ACROSS = 0.25
"""Greatest share of a page's lines that run across both columns."""
_PAGE_NUMBER = re.compile(
    r"[-—–－―·•\s]*(?:第\s*)?[0-9０-９]{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?[0-9０-９]{1,4}(?:\s*页)?)?[-—–－―·•\s]*"
)
_RUNNING_SHARE = 0.4
"""Least share of the pages on which a running head stands."""
_OTHER_SIZE = 0.15
"""Share by which the font sizes of two lines differ when they belong to two paragraphs."""
_FEW_CHARACTERS = 5
"""Characters of a line whose size is known so badly that it may differ by twice as much."""
_OTHER_PITCH = 1.3
"""Multiple of the usual distance of two lines from which on they belong to two paragraphs."""
_OPENING, _CLOSING = "（(《〈“‘【〔「『[", "）)》〉”’】〕」』]，。、；：！？,.;:!?%％"
_FIRST_TOKEN = re.compile(rf"[{re.escape(_OPENING)}]{{0,8}}(?:[!-~]{{1,40}}|[^\s])[{re.escape(_CLOSING)}]{{0,8}}")
_LEADERS = re.compile(r"(?:[.．…·⋯•]|[.．·•] ){3,}\s*[（(]?[0-9０-９]{1,4}[）)]?\s*\Z")
"""The dots and page number at the end of a line of contents, which fills its line and goes no further."""
_LEADERS_LENGTH = 200
"""Characters at the end of a line in which they are looked for."""
_ENDED = "。！？：；!?;:）)”"


def printed_lines(glyphs: Iterable[Glyph], page: int) -> list[PrintedLine]:
    """Return the lines of a page in reading order: columns one after the other between lines that run across."""
    check_time()
    rows = _rows(glyphs)
    segments = [segment for row in rows for segment in _segments(row)]
    gutter = _gutter(segments)
    if gutter is None:
        return [_line(row, page) for row in rows]
    out: list[PrintedLine] = []
    left: list[list[Glyph]] = []
    right: list[list[Glyph]] = []
    for row in rows:
        parts = _segments(row)
        if any(part[0].left < gutter < part[-1].right for part in parts):
            out += [_line(part, page) for part in (*left, *right, row)]
            left, right = [], []
        else:
            for part in parts:
                (left if part[-1].right <= gutter else right).append(part)
    return out + [_line(part, page) for part in (*left, *right)]


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in sorted(glyphs, key=lambda g: (-g.base, g.left, g.char)):
        if rows and abs(base - glyph.base) < _SAME_LINE * max(size, glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            base, size = glyph.base, glyph.size
    ordered = []
    for row in rows:
        row.sort(key=lambda g: (g.left, g.char))
        kept: list[Glyph] = []
        for glyph in row:
            near = kept[-3:]
            if not any(g.char == glyph.char and abs(g.left - glyph.left) < _DOUBLED * glyph.size for g in near):
                kept.append(glyph)
        if any(not g.char.isspace() for g in kept):
            ordered.append(kept)
    return ordered


def _segments(row: list[Glyph]) -> list[list[Glyph]]:
    solid = [glyph for glyph in row if not glyph.char.isspace()]
    segments = [[solid[0]]]
    for before, glyph in pairwise(solid):
        if glyph.left - before.right > _CELL_GAP * glyph.size:
            segments.append([])
        segments[-1].append(glyph)
    return segments


def _gutter(segments: Sequence[Sequence[Glyph]]) -> float | None:
    """Return the x between two columns, or ``None`` where the page has one."""
    if len(segments) < 2 * _COLUMN_LINES:
        return None
    page_left, page_right = min(s[0].left for s in segments), max(s[-1].right for s in segments)
    width = page_right - page_left
    starts: Counter[int] = Counter()
    for segment in segments:
        left = segment[0].left
        if 0.3 < (left - page_left) / max(width, 1.0) < 0.7:
            starts[round(left)] += 1
    # The right column starts where many segments in the middle of the page do.
    for start, _ in starts.most_common(3):
        gutter = start - 2.0
        left_column = [s for s in segments if s[-1].right <= gutter]
        right_column = [s for s in segments if s[0].left >= gutter]
        across = len(segments) - len(left_column) - len(right_column)
        if min(len(left_column), len(right_column)) < _COLUMN_LINES or across > _ACROSS * len(segments):
            continue
        left_room = max(s[-1].right for s in left_column) - page_left
        right_room = page_right - start
        # A column is wide; the cells of a table with a number in front are not.
        is_wide = min(left_room, right_room) > 0.25 * width
        if is_wide and _fill(left_column, left_room) and _fill(right_column, right_room):
            return gutter
    return None


def _fill(column: Sequence[Sequence[Glyph]], room: float) -> bool:
    """Whether the lines of a column fill its width."""
    return median(line[-1].right - line[0].left for line in column) >= _COLUMN_FILLED * room


def _line(row: Sequence[Glyph], page: int) -> PrintedLine:
    solid = [glyph for glyph in row if not glyph.char.isspace()]
    text = solid[0].char
    gaps = [(b.left - a.right) / b.size for a, b in pairwise(solid)]
    spread = max(median(gaps), 0.0) if len(gaps) > 3 else 0.0  # a line set wide has gaps that mean nothing
    for before, glyph, gap in zip(solid, solid[1:], gaps, strict=False):
        if gap - spread > _BLANK_GAP:
            text += " " if before.char.isascii() and glyph.char.isascii() else "　"
        elif gap - spread > (_WORD_GAP if before.char.isascii() == glyph.char.isascii() else _MIXED_GAP):
            text += " "
        text += glyph.char
    return PrintedLine(text, solid[0].left, solid[-1].right, median(g.base for g in solid), _size(solid), page)


def _size(glyphs: Sequence[Glyph]) -> float:
    """Return the font size of a line, from its Chinese characters where it has some: those fill the em."""
    return median([g.size for g in glyphs if not g.char.isascii()] or [g.size for g in glyphs])


def without_running_heads(pages: Sequence[Sequence[PrintedLine]]) -> list[list[PrintedLine]]:
    """Return the pages' lines without page numbers and without what stands at the same place on many pages."""
    kept = [list(page) for page in pages]
    for _ in range(2):  # a head may have two lines, or a line and the page number
        edges = [_outer_lines(page) for page in kept]
        seen: Counter[tuple[str, int]] = Counter()
        for page, outer in zip(kept, edges, strict=True):
            # What stands alone on its page is the text of that page.
            if len(page) > 1:
                seen.update({_running(line) for line in outer})
        often = max(2, _RUNNING_SHARE * len(kept))
        for page, outer in zip(kept, edges, strict=True):
            for line in outer:
                if (
                    line.row is None
                    and line in page
                    and not _PROVISION.fullmatch(line.text)
                    and (_PAGE_NUMBER.fullmatch(line.text) or seen[_running(line)] >= often)
                ):
                    page.remove(line)
    return kept


_PROVISION = re.compile(r"\s*第[ 　]?[0-9０-９零〇一二三四五六七八九十百千]{1,7}[ 　]?[条條].*|.*[。；]\s*")
"""No head or foot of a page opens or ends like this, but articles that only differ in their figures do."""


def _running(line: PrintedLine) -> tuple[str, int]:
    return re.sub(r"[0-9０-９]+", "0", line.text), round(line.base / 3)


def paragraphs(pages: Sequence[Sequence[PrintedLine]]) -> list[tuple[str, int]]:
    """Join lines to paragraphs.

    A line goes on in the next one when it is full (the next one's first word would not have fitted) and the next one
    does not start as this document's paragraphs do: indented, hanging out, or with a number.

    Returns
    -------
    list of tuple of (str, int)
        Each paragraph, and the index of the page on which it starts.
    """
    return [(paragraph.text, paragraph.page) for paragraph in flow(pages)]


def flow(pages: Sequence[Sequence[PrintedLine]]) -> list[PrintedLine]:
    """Return the paragraphs that `paragraphs` makes as lines, each where its first line stands."""
    lines = _with_margins(pages)
    if not lines:
        return []
    indented, hanging = _manner(lines)
    pitch = _pitch(lines)
    firsts = [lines[0]]
    texts = [[lines[0].text]]
    for before, line in pairwise(lines):
        check_time()
        is_row = before.row is not None or line.row is not None
        if (
            not is_row
            and _is_full(before, line, pitch)
            and not _starts(before, line, indented=indented, hanging=hanging)
        ):
            texts[-1] += [_glue(before.text, line.text), line.text]
        else:
            firsts.append(line)
            texts.append([line.text])
    return [replace(first, text="".join(pieces)) for first, pieces in zip(firsts, texts, strict=True)]


def _side_of(line: PrintedLine, half: float | None) -> int:
    """Return the column of a line: 0 left or the only one, 1 right, 2 across both."""
    if half is None:
        return 0
    if line.left < half < line.right:
        return 2
    return int(line.left >= half)


def _outer_lines(page: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the highest and the lowest line of a page."""
    if not page:
        return []
    return [max(page, key=lambda line: line.base), min(page, key=lambda line: line.base)]


def _with_margins(pages: Sequence[Sequence[PrintedLine]]) -> list[PrintedLine]:
    """Give each line the margins of its column: where most lines start, and where the longest end."""
    out: list[PrintedLine] = []
    widest = max((line.right - line.left for page in pages for line in page), default=0.0)
    # A page with few long lines has the margins of the last page that had more.
    usual: dict[int, Margins] = {}
    for page in pages:
        half = _between_columns(page, widest)
        long = 0.8 * widest if half is None else 0.8 * widest / 2.4
        columns: dict[int, list[PrintedLine]] = {}
        for line in page:
            columns.setdefault(_side_of(line, half), []).append(line)
        margins = {}
        for side, column in columns.items():
            left = min(line.left for line in column)
            long_lines = [line for line in column if line.right - line.left > long]
            if len(long_lines) >= 3:
                usual[side] = Margins(left, max(map(_right_edge, long_lines)))
            margins[side] = usual.get(side) or Margins(left, max(map(_right_edge, column)))
        out += [replace(line, margins=margins[_side_of(line, half)]) for line in page]
    return out


def _right_edge(line: PrintedLine) -> float:
    """Return where a line ends without a mark that may hang over the margin."""
    return line.right - (line.size if line.text[-1] in _CLOSING and line.text[-1] > "~" else 0)


def _between_columns(page: Sequence[PrintedLine], widest: float) -> float | None:
    """Return the x between the columns of a page whose lines go up again in the middle, or ``None``."""
    ups = [n for n in range(1, len(page)) if page[n].base > page[n - 1].base + page[n].size]
    if not ups:
        return None
    lefts = [line.left for n in ups for line in page[n : n + 3]]
    x = median(lefts) - 3
    return x if any(line.right <= x for line in page) and x > page[0].left and widest else None


def _manner(lines: Sequence[PrintedLine]) -> tuple[bool, bool]:
    """Tell how the paragraphs of a document start: with an indented first line, or with a number that hangs out."""
    offsets = [(line.left - line.margins.left) / max(line.size, 0.1) for line in lines]
    indented = sum(1.4 < offset < 2.8 for offset in offsets)
    numbered = [offset for line, offset in zip(lines, offsets, strict=True) if numbering_of(line.text)]
    others = [
        offset
        for line, offset in zip(lines, offsets, strict=True)
        if not numbering_of(line.text) and line.right > line.margins.right - 3 * line.size
    ]
    hanging = len(numbered) > 2 and len(others) > 2 and median(numbered) + 0.5 < median(others)
    return indented > 0.04 * len(lines) and not hanging, hanging


def _pitch(lines: Sequence[PrintedLine]) -> float:
    """Return how many ems the lines of a paragraph stand apart: a quarter of all neighbours stand closer."""
    apart = sorted(
        (before.base - line.base) / line.size
        for before, line in pairwise(lines)
        if before.page == line.page and before.base > line.base
    )
    return apart[len(apart) // 4] if apart else 2.0


def _is_full(line: PrintedLine, following: PrintedLine, pitch: float) -> bool:
    """Whether `following` may go on with `line`: same size, no wider apart than lines are, and no room was left."""
    if _LEADERS.search(line.text[-_LEADERS_LENGTH:]):
        return False
    other_size = _OTHER_SIZE if len(following.text) > _FEW_CHARACTERS else 2 * _OTHER_SIZE
    if abs(line.size - following.size) > other_size * line.size:
        return False
    apart = (line.base - following.base) / line.size
    if line.page == following.page and apart > _OTHER_PITCH * pitch:
        return False
    first_word = _FIRST_TOKEN.match(following.text.lstrip())
    needed = 0.0
    for character in first_word[0] if first_word else "一":
        needed += 0.55 if character.isascii() else 1.0
    return line.right + needed * line.size + 0.2 * line.size > line.margins.right


def _starts(before: PrintedLine, line: PrintedLine, *, indented: bool, hanging: bool) -> bool:
    offset = (line.left - line.margins.left) / max(line.size, 0.1)
    if hanging:
        return offset < 0.5 or (numbering_of(line.text) is not None and before.text[-1] in _ENDED)
    if indented:
        goes_on = _is_centred(line) and before.text[-1] not in _ENDED and numbering_of(line.text) is None
        return offset > 0.7 and not goes_on
    return numbering_of(line.text) is not None and before.text[-1] in _ENDED


def _is_centred(line: PrintedLine) -> bool:
    return abs((line.left - line.margins.left) - (line.margins.right - line.right)) < line.size


def _glue(before: str, after: str) -> str:
    """Return what goes between two lines of a paragraph: a blank between Latin words, nothing in Chinese."""
    return (
        " " if before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha() else ""
    )
