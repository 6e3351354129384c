"""PDF files with a text layer, read with PDFium; scanned ones and those with private fonts are refused by page."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.reading.extracted import Extracted, ExtractedLine, Remark, assemble
from policycompare.reading.formats import scan
from policycompare.reading.formats.characters import as_seen
from policycompare.reading.formats.page_layout import (
    Glyph,
    PrintedLine,
    flow,
    printed_lines,
    without_running_heads,
)
from policycompare.reading.formats.pdf_process import PdfBrokenError, PdfError, PdfFile
from policycompare.reading.formats.ruled_tables import Rule, RuledTable, take_tables
from policycompare.reading.formats.table_rows import TableRows
from policycompare.reading.limits import Meter, timed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policycompare.reading.extracted import Options
    from policycompare.reading.limits import Clock

_FILTERS = 4
"""Greatest number of times that a stream was packed; more are not looked through."""
_DEFLATED = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_MOST_UNKNOWN = 0.05
"""Greatest share of characters without a known code on a page that is read."""
_FEWEST = 5
"""Least number of characters from which something is concluded; a page with fewer and a picture is a scan."""
_RULES = 6
"""Least number of ruled lines in either direction on a page that has a table."""
_LONGEST_WATERMARK = 200
"""Greatest number of characters of a watermark."""
_FIRST_WIDE = "\u2e80"
"""Character from which on all are an em wide, as Chinese ones are."""
_EM_OF_HEIGHT = 0.75
"""Share of the height of a line that its em is taken to be where its characters are not that wide."""


_DARK = 110
"""Lightness (of 255) below which text is dark, so that what is much lighter may be a watermark."""
_LIGHT = 175
"""Least lightness of a watermark."""
_WHITE = 250
"""Least lightness of text on a coloured ground, which is no watermark."""
_LARGE = 1.8
"""Multiple of the text's size above which a character is large enough for a watermark."""
_PRINTED_OVER = 2
"""Least number of characters of the text that are printed over such a character."""
_TIGHT = 0.08
"""A box that is narrower by this share than its neighbours' is drawn around the ink."""
_MOSTLY = 0.6
"""Share of the steps from one character to the next that go down where the text is set downwards."""
_MOST_TOLD = 3
"""Greatest number of watermarks that are reported."""
_QUOTED = 40
"""Characters of a watermark that are quoted."""


@dataclass(frozen=True, slots=True)
class _Side:
    """A character seen with its base line level: where it starts, ends, has its origin and base line, its height."""

    start: float
    end: float
    origin: float
    base: float
    height: float


class _Placed(NamedTuple):
    """A character on a page: its box, where its base line starts, quarter turns, font size, lightness of its ink."""

    char: str
    left: float
    right: float
    bottom: float
    top: float
    x: float
    y: float
    quarter: int
    font: float
    lightness: float

    @property
    def height(self) -> float:
        """Its height on the page, which of upright text is the font's."""
        return self.top - self.bottom

    def holds(self, other: _Placed) -> bool:
        """Whether the middle of another character lies in its box."""
        x, y = (other.left + other.right) / 2, (other.bottom + other.top) / 2
        return self.left < x < self.right and self.bottom < y < self.top

    def side_by_side(self) -> _Side:
        """Return its place when the page is turned so that its text runs from left to right."""
        height, width = self.top - self.bottom, self.right - self.left
        if self.quarter == 0:
            return _Side(self.left, self.right, self.x, self.y, height)
        if self.quarter == 1:
            return _Side(-self.top, -self.bottom, -self.y, self.x, width)
        if self.quarter == 2:
            return _Side(-self.right, -self.left, -self.x, -self.y, height)
        return _Side(self.bottom, self.top, self.y, -self.x, width)


def extract(data: bytes, name: str, options: Options) -> Extracted:
    """Return the text of a PDF.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What messages call it.
    options
        ``limits.pages`` and ``limits.characters`` bound the work.

    Returns
    -------
    Extracted
        A paragraph a line. Page numbers, running heads and slanted watermarks are left out, columns follow one
        another, characters printed twice to look bold are there once.

    Raises
    ------
    ReadError
        The file is damaged, locked or too long, or pages are scanned or set in fonts that do not say which
        characters they print; the message names the pages.
    """
    # The plain ones are told by name here; what evades this look is bounded by the process that reads it.
    _refuse_bombs(data, name, options.limits.part)
    with timed(name, options.limits, len(data)) as clock:
        return _extracted(data, name, options, clock)


def _extracted(data: bytes, name: str, options: Options, clock: Clock) -> Extracted:
    try:
        document = PdfFile(data, options.limits, clock)
    except PdfBrokenError:
        raise _broken(name) from None
    except PdfError as error:
        if "password" in str(error).lower():
            raise ReadError(
                message("{file}: line 1: the PDF is locked; remove its password and save it again", file=name)
            ) from None
        raise ReadError(
            message("{file}: line 1: a damaged PDF ({error}); fetch or save it again", file=name, error=error)
        ) from None
    try:
        return _document(document, name, options, clock)
    except PdfBrokenError:
        raise _broken(name) from None
    finally:
        document.close()


def _refuse_bombs(data: bytes, name: str, limit: int) -> None:
    """Refuse a PDF with a stream that unpacks to more than `limit` bytes: PDFium would make room for all of it."""
    place = data.find(b"stream")
    while place >= 0:
        start = place + len(b"stream")
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        packed = data[start:end].lstrip(b"\r\n")
        for _ in range(_FILTERS):
            if not packed.startswith(_DEFLATED):
                break
            packed = _inflated(packed, limit)
            if len(packed) > limit:
                raise ReadError(
                    message(
                        "{file}: line 1: a stream of the PDF unpacks to more than {most:,} bytes (Limits.part), "
                        "perhaps a zip bomb; if you trust the file, read it with larger limits",
                        file=name,
                        most=limit,
                    )
                )
        place = data.find(b"stream", end + len(b"endstream"))


def _inflated(packed: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, limit + 1)
    except zlib.error:
        return b""


def _broken(name: str) -> ReadError:
    return ReadError(
        message(
            "{file}: line 1: the PDF takes more than Limits.seconds and Limits.memory allow, or breaks its reader; "
            "print it to a new PDF, or if you trust it read it with larger limits",
            file=name,
        )
    )


@dataclass
class _Pages:
    """The pages of a PDF as they are read: their lines, and those with something odd, from 1."""

    meter: Meter
    lines: list[list[PrintedLine]] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    ruled: list[int] = field(default_factory=list)
    recognised: list[Remark] = field(default_factory=list)
    watermarks: dict[str, int] = field(default_factory=dict)
    table: TableRows = field(default_factory=lambda: TableRows(0))
    columns: int = 0
    characters: int = 0
    met: set[bytes] = field(default_factory=set)

    def are_without(self, found: _Page) -> bool:
        """Whether no page before printed the same, and remember this one."""
        print_ = hashlib.sha256("".join(glyph.char for glyph in found.glyphs).encode()).digest()
        is_new = print_ not in self.met
        self.met.add(print_)
        return is_new


def _document(document: PdfFile, name: str, options: Options, clock: Clock) -> Extracted:
    count = document.pages
    if count > options.limits.pages:
        raise ReadError(
            message(
                "{file}: line 1: the PDF has {count} pages, more than {most} (Limits.pages); split it, or read it with "
                "larger limits",
                file=name,
                count=count,
                most=options.limits.pages,
            )
        )
    pages = _Pages(Meter(name, options.limits))
    for number in range(count):
        clock.check()
        found = _page(document, number, name, options.limits.characters)
        if pages.are_without(found):
            clock.add_text(len(found.glyphs))
        _take_page(found, number, name, options.limits.characters, pages)
    if pages.unknown:
        raise ReadError(
            message(
                "{file}: page {pages}: the fonts do not tell their characters ((cid:…)), so there is no text to read; "
                "recognise the text in WPS or a PDF reader (OCR) and save it, or read the Word file",
                file=name,
                pages=_listed(pages.unknown),
            )
        )
    if pages.scanned and scan.is_available():
        _recognise(document, name, options.limits.scanned_pages, pages)
    if not pages.characters or len(pages.scanned) > 0.5 * count:
        where = message("page {pages}", pages=_listed(pages.scanned)) if pages.scanned else message("the whole text")
        if pages.scanned and scan.is_available():
            told = message(
                "{file}: {where}: a picture in which no text was recognised; check it", file=name, where=where
            )
        else:
            told = message("{file}: {where}: scanned: {way_out}", file=name, where=where, way_out=scan.way_out())
        raise ReadError(told)
    return _text(pages)


def _take_page(found: _Page, number: int, name: str, most: int, pages: _Pages) -> None:
    solid = sum(not glyph.char.isspace() for glyph in found.glyphs)
    pages.characters += solid
    if pages.characters > most:
        raise _too_much(name, number, most)
    if found.unmapped > _MOST_UNKNOWN * (solid + found.unmapped) or _has_cid(found.glyphs):
        pages.unknown.append(number + 1)
    elif solid < _FEWEST and found.images:
        pages.scanned.append(number + 1)
    if found.watermark:
        pages.watermarks.setdefault(found.watermark, number + 1)
    tables, rest = take_tables(found.rules, found.glyphs)
    lines = printed_lines(rest, number)
    for table in tables:
        _insert(lines, table, number, pages)
    pages.lines.append(lines)
    across = sum(rule.right - rule.left >= rule.top - rule.bottom for rule in found.rules)
    if not tables and min(across, len(found.rules) - across) >= _RULES:
        pages.ruled.append(number + 1)


def _insert(lines: list[PrintedLine], table: RuledTable, number: int, pages: _Pages) -> None:
    """Put the rows of a table where it stands on its page; one with as many columns as the last goes on with it."""
    columns = len(table.rows[0])
    pages.meter.count("cells", columns * len(table.rows))
    if pages.columns != columns:
        pages.columns = columns
        pages.table = TableRows(pages.table.table + 1)
    place = next((n for n, line in enumerate(lines) if line.base < table.top), len(lines))
    height = (table.top - table.bottom) / len(table.rows)
    for position, cells in enumerate(table.rows):
        base = table.top - height * (position + 0.5)
        for row in pages.table.row(cells):
            lines.insert(place, PrintedLine(row.text, table.left, table.right, base, 10.0, number, row=row))
            place += 1


def _recognise(document: PdfFile, name: str, most: int, pages: _Pages) -> None:
    """Recognise the text of the pages that are pictures, and take them off the list of those that have none."""
    if len(pages.scanned) > most:
        raise scan.too_many_scanned(name, most)
    for number in pages.scanned[:]:
        picture, scale = document.picture(number - 1, scan.PAGE_SIDE)
        found = scan.recognise(picture)
        if found.glyphs:
            # In pixels; the layout only compares sizes on a page, but running heads are compared across pages.
            glyphs = [
                Glyph(g.char, g.left / scale, g.right / scale, g.base / scale, g.size / scale) for g in found.glyphs
            ]
            pages.lines[number - 1] = printed_lines(glyphs, number - 1)
            pages.characters += len(glyphs)
            pages.recognised += scan.remarks_on(found, number)
            pages.scanned.remove(number)


def _too_much(name: str, number: int, limit: int) -> ReadError:
    return ReadError(
        message(
            "{file}: page {page}: more than {most} characters (Limits.characters); split it, or read it with larger "
            "limits",
            file=name,
            page=number + 1,
            most=limit,
        )
    )


def _text(pages: _Pages) -> Extracted:
    lines: list[ExtractedLine] = []
    ruled = list(pages.ruled)
    for line in flow(without_running_heads(pages.lines)):
        if line.row is not None:
            lines.append(line.row)
            continue
        remarks = []
        if ruled and line.page + 1 >= ruled[0]:
            told = message(
                "page {page} has a table, whose cells may be mixed; check it, or read the Word file", page=ruled.pop(0)
            )
            remarks.append(Remark("table", told))
        lines.append(ExtractedLine(line.text, remarks=tuple(remarks)))
    whole = list(pages.recognised)
    for text, first in list(pages.watermarks.items())[:_MOST_TOLD]:
        told = message("page {page}: a watermark is left out: {text}", page=first, text=text[:_QUOTED])
        whole.append(Remark("watermark", told))
    if pages.scanned:
        told = message(
            "page {pages}: a picture, not read: {way_out}", pages=_listed(pages.scanned), way_out=scan.way_out()
        )
        whole.append(Remark("scanned-page", told))
    return assemble(lines, whole)


class _Page(NamedTuple):
    """Content of a page: its glyphs, how many have no known character, pictures, ruled lines both ways, a watermark."""

    glyphs: list[Glyph]
    unmapped: int
    images: int
    rules: list[Rule]
    watermark: str


def _page(document: PdfFile, number: int, name: str, most: int) -> _Page:
    try:
        found = document.page(number, most)
    except PdfBrokenError:
        raise
    except PdfError as error:
        raise ReadError(
            message(
                "{file}: page {page} is damaged ({error}); fetch or save the PDF again",
                file=name,
                page=number + 1,
                error=error,
            )
        ) from None
    if found is None:
        raise _too_much(name, number, most)
    placed, slanted = _characters(found.glyphs())
    placed, watermark = _without_watermark(placed)
    is_upright = all(item.quarter == 0 for item in placed)
    rules = [Rule(*edges) for edges in found.rules] if is_upright else []
    return _Page(_upright(placed), found.unmapped, found.images, rules, slanted + watermark)


def _characters(raw: Iterable[tuple[float, ...]]) -> tuple[list[_Placed], str]:
    """Return the characters of a page where they stand, and what is printed aslant."""
    found: list[_Placed] = []
    slanted: list[str] = []
    for code, left, right, bottom, top, x, y, quarter, font, lightness in raw:
        char = as_seen(chr(int(code)))
        if quarter < 0:
            slanted.append(char)
        elif char:
            found.append(_Placed(char, left, right, bottom, top, x, y, int(quarter), font, lightness))
    return found, "".join(slanted).strip()


def _without_watermark(found: Sequence[_Placed]) -> tuple[list[_Placed], str]:
    """Return the characters of a page without those of a watermark, and what that says.

    A watermark is much lighter than the text, though not white as on a coloured ground; or it is much larger, and the
    text is printed over it.
    """
    if not found:
        return [], ""
    is_dark = median(item.lightness for item in found) < _DARK
    least_large = _LARGE * median(item.height for item in found)
    text = [item for item in found if item.height <= least_large]
    # A watermark is a few words; of more large characters each would have to be compared with all the others.
    few_large = len(found) - len(text) <= _LONGEST_WATERMARK
    kept: list[_Placed] = []
    mark: list[str] = []
    for item in found:
        is_light = is_dark and _LIGHT <= item.lightness < _WHITE
        is_large = few_large and item.height > least_large
        is_under = is_large and sum(item.holds(other) for other in text) >= _PRINTED_OVER
        if (is_light or is_under) and not item.char.isspace():
            mark.append(item.char)
        else:
            kept.append(item)
    return kept, "".join(mark)


def _upright(found: Sequence[_Placed]) -> list[Glyph]:
    """Return the glyphs as they stand when the page is turned so that its text runs from left to right."""
    if not found:
        return []
    quarter = Counter(item.quarter for item in found).most_common(1)[0][0]
    items = [item for item in found if item.quarter == quarter]
    if quarter == 0 and _runs_down(items):
        return [Glyph(item.char, -item.top, -item.bottom, item.x, max(item.top - item.bottom, 0.1)) for item in items]
    sides = [item.side_by_side() for item in items]
    ratios = [
        (side.end - side.start) / item.font
        for item, side in zip(items, sides, strict=True)
        if item.char >= _FIRST_WIDE and item.font > 1
    ]
    em = median(ratios) if len(ratios) >= _FEWEST else 0.0
    return [_glyph(item, side, em * item.font) for item, side in zip(items, sides, strict=True)]


def _runs_down(items: Sequence[_Placed]) -> bool:
    """Whether the text is set from top to bottom: most characters stand right below the one before."""
    steps = [
        abs(item.x - before.x) < 0.3 * before.height and 0.5 < (before.y - item.y) / max(before.height, 0.1) < 2
        for before, item in pairwise(items)
    ]
    return len(steps) > _FEWEST and sum(steps) > _MOSTLY * len(steps)


def _glyph(item: _Placed, side: _Side, em: float) -> Glyph:
    """Return a glyph with the room that its font gives it.

    PDFium draws the box tight around the ink of characters that a font keeps under two codes (Chrome with Noto: 一,
    门, 工); such a glyph starts at its origin and is an em wide like its neighbours.
    """
    is_wide = item.char >= _FIRST_WIDE
    width = side.end - side.start
    if is_wide and em and (abs(width - em) > _TIGHT * em or side.height < (1 - 2 * _TIGHT) * em):
        return Glyph(item.char, side.origin, side.origin + em, side.base, em)
    size = width if is_wide and width < 2 * side.height else _EM_OF_HEIGHT * side.height
    return Glyph(item.char, side.start, side.end, side.base, max(size, 0.1))


def _has_cid(glyphs: Sequence[Glyph]) -> bool:
    return "(cid:" in "".join(glyph.char for glyph in glyphs)


def _listed(pages: Sequence[int]) -> str:
    return "、".join(map(str, pages[:10])) + ("…" if len(pages) > 10 else "")
