"""PDF files with a text layer, read with PDFium; scanned ones and those with private fonts are refused by page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.reading.extracted import Extracted, ExtractedLine, Remark, assemble
from policycompare.reading.formats import scan
from policycompare.reading.formats.characters import as_seen
from policycompare.reading.formats.page_layout import (
    Glyph,
    PrintedLine,
    paragraphs,
    printed_lines,
    without_running_heads,
)
from policycompare.reading.formats.pdf_process import PdfBrokenError, PdfError, PdfFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policycompare.reading.extracted import Options

    _Placed = tuple[str, float, float, float, float, float, float, int]
    """A character, its left, right, bottom and top edge, where its base line starts, and quarter turns."""

_MOST_UNKNOWN = 0.05
_FEWEST = 5
_RULES = 6
"""A page with so many ruled lines in both directions has a table."""
_FIRST_WIDE = "\u2e80"
_EM_OF_HEIGHT = 0.75
"""From here on characters are an em wide; of the others the em is taken from the height of their line."""


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
    try:
        document = PdfFile(data, options.limits)
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
        return _document(document, name, options)
    except PdfBrokenError:
        raise _broken(name) from None
    finally:
        document.close()


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

    lines: list[list[PrintedLine]] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    ruled: list[int] = field(default_factory=list)
    recognised: list[Remark] = field(default_factory=list)
    characters: int = 0


def _document(document: PdfFile, name: str, options: Options) -> Extracted:
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
    pages = _Pages()
    for number in range(count):
        _read_page(document, number, name, options.limits.characters, pages)
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
        if pages.scanned:
            where = message("page {pages}", pages=_listed(pages.scanned))
        else:
            where = message("the whole text")
        raise ReadError(message("{file}: {where}: scanned: {way_out}", file=name, where=where, way_out=scan.way_out()))
    return _text(pages)


def _read_page(document: PdfFile, number: int, name: str, most: int, pages: _Pages) -> None:
    found = _page(document, number, name, most)
    solid = sum(not glyph.char.isspace() for glyph in found.glyphs)
    pages.characters += solid
    if pages.characters > most:
        raise _too_much(name, number, most)
    if found.unmapped > _MOST_UNKNOWN * (solid + found.unmapped) or _has_cid(found.glyphs):
        pages.unknown.append(number + 1)
    elif solid < _FEWEST and found.images:
        pages.scanned.append(number + 1)
    elif found.rules >= _RULES:
        pages.ruled.append(number + 1)
    pages.lines.append(printed_lines(found.glyphs, number))


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
    for text, page in paragraphs(without_running_heads(pages.lines)):
        remarks = []
        if ruled and page + 1 >= ruled[0]:
            told = message(
                "page {page} has a table, whose cells may be mixed; check it, or read the Word file", page=ruled.pop(0)
            )
            remarks.append(Remark("table", told))
        lines.append(ExtractedLine(text, remarks=tuple(remarks)))
    whole = list(pages.recognised)
    if pages.scanned:
        told = message(
            "page {pages}: a picture, not read: {way_out}", pages=_listed(pages.scanned), way_out=scan.way_out()
        )
        whole.append(Remark("scanned-page", told))
    return assemble(lines, whole)


class _Page(NamedTuple):
    """What is on a page: its glyphs, how many have no known character, pictures, and ruled lines both ways."""

    glyphs: list[Glyph]
    unmapped: int
    images: int
    rules: int


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
    return _Page(_glyphs(found.glyphs()), found.unmapped, found.images, found.rules)


def _glyphs(raw: Iterable[tuple[float, ...]]) -> list[Glyph]:
    """Return the glyphs of a page in the direction in which most of its text runs."""
    found: list[_Placed] = []
    for code, left, right, bottom, top, x, y, quarter in raw:
        char = as_seen(chr(int(code)))
        if char:
            found.append((char, left, right, bottom, top, x, y, int(quarter)))
    if not found:
        return []
    usual = Counter(item[-1] for item in found).most_common(1)[0][0]
    return [_upright(item) for item in found if item[-1] == usual]


def _upright(item: _Placed) -> Glyph:
    """Return a glyph as it stands when the page is turned so that its text runs from left to right."""
    char, left, right, bottom, top, x, y, quarter = item
    if quarter == 0:
        start, end, base, height = left, right, y, top - bottom
    elif quarter == 1:
        start, end, base, height = -top, -bottom, x, right - left
    elif quarter == 2:
        start, end, base, height = -right, -left, -y, top - bottom
    else:
        start, end, base, height = bottom, top, -x, right - left
    size = end - start if char >= _FIRST_WIDE and end - start < 2 * height else _EM_OF_HEIGHT * height
    return Glyph(char, start, end, base, max(size, 0.1))


def _has_cid(glyphs: Sequence[Glyph]) -> bool:
    return "(cid:" in "".join(glyph.char for glyph in glyphs)


def _listed(pages: Sequence[int]) -> str:
    return "、".join(map(str, pages[:10])) + ("…" if len(pages) > 10 else "")
