"""PDF files with a text layer, read with PDFium; scanned ones and those with private fonts are refused by page."""

from __future__ import annotations

import math
import unicodedata
import zlib
from collections import Counter
from typing import TYPE_CHECKING

from policycompare.errors import ReadError
from policycompare.reading.extracted import Extracted, ExtractedLine, Remark, assemble
from policycompare.reading.formats.page_layout import (
    Glyph,
    PrintedLine,
    paragraphs,
    printed_lines,
    without_running_heads,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pypdfium2

    from policycompare.reading.extracted import Options

    _Placed = tuple[str, float, float, float, float, float, float, int]
    """A character, its left, right, bottom and top edge, where its base line starts, and quarter turns."""

_FILTERS = 4
"""A stream may be packed several times; so many are looked through."""
_DEFLATED = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_QUARTER, _SLANTED = math.pi / 2, 0.05
_NOT_PRINTED = frozenset({0x0A, 0x0D, 0x02, 0xAD})
_MOST_UNKNOWN = 0.05
_FEWEST = 5
_RULES, _RULE = 6, 3.0
"""A page with so many ruled lines, no thicker than so many points, in both directions has a table."""
_OCR = "请先做文字识别（OCR），例如 ocrmypdf -l chi_sim，再读取（run OCR on it, then read the result）"
_FIRST_WIDE = "\u2e80"
_EM_OF_HEIGHT = 0.75
"""From here on characters are an em wide; of the others the em is taken from the height of their line."""
_TABLE = (
    "各栏文字可能混在一起，请核对，或改用 Word 文件（a table: its cells may be mixed; check, or read the Word file）"
)
_COMPATIBLE = {
    code: unicodedata.normalize("NFKC", chr(code))
    for block in ((0x2E80, 0x2FD6), (0xF900, 0xFB00))
    for code in range(*block)
    if len(unicodedata.normalize("NFKC", chr(code))) == 1
}
"""Radicals and compatibility characters that some writers put in place of the common ones (⼀ for 一)."""


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
    import pypdfium2

    _refuse_bombs(data, name, options.limits.part)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError(
                f"{name}: 第1行：PDF 有密码（the PDF is locked; remove its password and save it again）"
            ) from None
        raise ReadError(f"{name}: 第1行：PDF 已损坏（a damaged PDF: {error}; fetch or save it again）") from None
    try:
        return _document(document, name, options)
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
                    f"{name}: 第1行：PDF 中一段数据解压后超过 {limit:,} 字节，疑为压缩炸弹，未读取"
                    "（a stream unpacks to more than Limits.part; if you trust the file, read it with larger limits）"
                )
        place = data.find(b"stream", end + len(b"endstream"))


def _inflated(packed: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, limit + 1)
    except zlib.error:
        return b""


def _document(document: pypdfium2.PdfDocument, name: str, options: Options) -> Extracted:
    count = len(document)
    if count > options.limits.pages:
        raise ReadError(
            f"{name}: 第1行：PDF 有 {count} 页，超过 {options.limits.pages}"
            "（more than Limits.pages; split it, or read it with larger limits）"
        )
    pages: list[list[PrintedLine]] = []
    unknown: list[int] = []
    scanned: list[int] = []
    ruled: list[int] = []
    characters = 0
    for number in range(count):
        glyphs, unmapped, images, rules = _page(document, number, name, options.limits.characters)
        solid = sum(not glyph.char.isspace() for glyph in glyphs)
        characters += solid
        if characters > options.limits.characters:
            raise _too_much(name, number, options.limits.characters)
        if (unmapped and unmapped > _MOST_UNKNOWN * (solid + unmapped)) or _has_cid(glyphs):
            unknown.append(number + 1)
        elif solid < _FEWEST and images:
            scanned.append(number + 1)
        elif rules >= _RULES:
            ruled.append(number + 1)
        pages.append(printed_lines(glyphs, number))
    if unknown:
        raise ReadError(
            f"{name}: 第{_listed(unknown)}页的字体没有字符对照（(cid:…) 乱码），无法取得文字。{_OCR}"
            "（the fonts of these pages do not tell their characters）"
        )
    if not characters or len(scanned) > 0.5 * count:
        where = f"第{_listed(scanned)}页" if scanned else "全文"
        raise ReadError(f"{name}: {where}是扫描件，没有文字层。{_OCR}（scanned: no text layer）")
    return _text(pages, scanned, ruled)


def _too_much(name: str, number: int, limit: int) -> ReadError:
    return ReadError(
        f"{name}: 第{number + 1}页：文字超过 {limit:,} 个"
        "（more than Limits.characters; split it, or read it with larger limits）"
    )


def _text(pages: Sequence[Sequence[PrintedLine]], scanned: list[int], ruled: list[int]) -> Extracted:
    lines: list[ExtractedLine] = []
    for text, page in paragraphs(without_running_heads(pages)):
        remarks = []
        if ruled and page + 1 >= ruled[0]:
            number = ruled.pop(0)
            remarks.append(Remark("table", f"第{number}页有表格，{_TABLE}"))
        lines.append(ExtractedLine(text, remarks=tuple(remarks)))
    problems = []
    if scanned:
        problems.append(Remark("scanned-page", f"第{_listed(scanned)}页是图片，未读入。{_OCR}（pages without text）"))
    return assemble(lines, problems)


def _page(document: pypdfium2.PdfDocument, number: int, name: str, most: int) -> tuple[list[Glyph], int, int, int]:
    """Return a page's glyphs, how many have no known character, and how many pictures and ruled lines there are."""
    import pypdfium2

    try:
        page = document[number]
        text = page.get_textpage()
        try:
            if text.count_chars() > most:
                raise _too_much(name, number, most)
            glyphs, unmapped = _glyphs(text)
            return glyphs, unmapped, *_drawings(page)
        finally:
            text.close()
            page.close()
    except pypdfium2.PdfiumError as error:
        raise ReadError(
            f"{name}: 第{number + 1}页已损坏（a damaged page: {error}; fetch or save the PDF again）"
        ) from None


def _drawings(page: pypdfium2.PdfPage) -> tuple[int, int]:
    """Return how many pictures a page has, and how many ruled lines in the direction that has fewer."""
    import ctypes

    from pypdfium2 import raw

    handle = page.raw
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    edges = [ctypes.byref(edge) for edge in (left, bottom, right, top)]
    images = across = down = 0
    for index in range(raw.FPDFPage_CountObjects(handle)):
        item = raw.FPDFPage_GetObject(handle, index)
        kind = raw.FPDFPageObj_GetType(item)
        images += kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)
        if kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetBounds(item, *edges):
            across += top.value - bottom.value < _RULE < right.value - left.value
            down += right.value - left.value < _RULE < top.value - bottom.value
    return images, min(across, down)


def _glyphs(text: pypdfium2.PdfTextPage) -> tuple[list[Glyph], int]:
    """Return the glyphs of a page, and how many have no known character."""
    import ctypes

    from pypdfium2 import raw

    # A call a character and value: the plain handle and the references made once spare half of the time.
    handle = text.raw
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    to_box, to_x, to_y = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    found: list[_Placed] = []
    unmapped = 0
    high = 0
    for index in range(raw.FPDFText_CountChars(handle)):
        if raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        code = raw.FPDFText_GetUnicode(handle, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if code in _NOT_PRINTED:
            continue
        if _is_unknown(code) or raw.FPDFText_HasUnicodeMapError(handle, index) == 1:
            unmapped += 1
            continue
        raw.FPDFText_GetLooseCharBox(handle, index, to_box)
        raw.FPDFText_GetCharOrigin(handle, index, to_x, to_y)
        turn = raw.FPDFText_GetCharAngle(handle, index) / _QUARTER
        quarter = round(turn)
        if abs(turn - quarter) < _SLANTED:
            char = _COMPATIBLE.get(code) or chr(code)
            found.append((char, box.left, box.right, box.bottom, box.top, x.value, y.value, quarter % 4))
    if not found:
        return [], unmapped
    quarter = Counter(item[-1] for item in found).most_common(1)[0][0]
    return [_upright(item) for item in found if item[-1] == quarter], unmapped


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


def _is_unknown(code: int) -> bool:
    return code in (0, 0xFFFD, 0xFFFE, 0xFFFF) or 0xE000 <= code < 0xF900 or code > 0x10FFFF


def _has_cid(glyphs: Sequence[Glyph]) -> bool:
    return "(cid:" in "".join(glyph.char for glyph in glyphs)


def _listed(pages: Sequence[int]) -> str:
    return "、".join(map(str, pages[:10])) + ("…" if len(pages) > 10 else "")
