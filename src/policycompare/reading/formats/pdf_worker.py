"""The program that holds PDFium: a process of its own, so that a PDF that breaks it breaks nothing else.

It imports nothing of this package, to start fast and to hold as little as it can. Requests and answers go through the
standard streams: a line of JSON, and behind it as many bytes as the line says under ``size``.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
import time
from array import array
from typing import Any, BinaryIO

QUARTER = math.pi / 2
SLANTED = 0.05
"""Angle in radians from the nearest quarter turn above which a character is printed aslant."""
NOT_PRINTED = frozenset({0x0A, 0x0D, 0x02, 0xAD})
MOST_RULES = 5000
"""Greatest number of ruled lines of a page that are looked at."""
RULE = 3.0
"""Greatest thickness of a ruled line, in points."""

Answer = tuple[dict[str, Any], bytes]


def main() -> None:
    """Answer requests until the other side closes the stream."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    worker = Worker()
    while line := requests.readline():
        request = json.loads(line)
        content = requests.read(request.pop("size", 0))
        began = time.process_time()
        limit_seconds(began + request["seconds"])
        try:
            answer, data = worker.answer(request, content)
        except Refused as refusal:
            answer, data = {"refused": str(refusal)}, b""
        write(answers, {**answer, "took": time.process_time() - began}, data)


def write(stream: BinaryIO, head: dict[str, Any], data: bytes) -> None:
    """Send a line of JSON and the bytes that belong to it."""
    stream.write(json.dumps({**head, "size": len(data)}).encode() + b"\n")
    stream.write(data)
    stream.flush()


class Refused(Exception):  # noqa: N818 - it is an answer
    """PDFium does not take the file or the page; its words."""


class Worker:
    """The document that is open at the moment."""

    def __init__(self) -> None:
        self._document: Any = None

    def answer(self, request: dict[str, Any], content: bytes) -> Answer:
        """Carry out a request: ``open`` (answers the number of pages), ``page``, ``picture`` or ``close``."""
        import pypdfium2

        try:
            if request["do"] == "open":
                self._close()
                limit_memory(request["memory"])
                self._document = pypdfium2.PdfDocument(content)
                return {"pages": len(self._document)}, b""
            if request["do"] == "page":
                return self._page(request["number"], request["most"])
            if request["do"] == "picture":
                return self._picture(request["number"], request["side"])
        except (pypdfium2.PdfiumError, MemoryError) as error:
            raise Refused(str(error) or "out of memory") from None
        self._close()
        return {}, b""

    def _close(self) -> None:
        if self._document is not None:
            self._document.close()
            self._document = None

    def _page(self, number: int, most: int) -> Answer:
        page = self._document[number]
        text = page.get_textpage()
        try:
            if text.count_chars() > most:
                return {"too_many": True}, b""
            glyphs, unmapped = glyphs_of(text)
            images, rules = drawings_of(page)
            return {"unmapped": unmapped, "images": images, "rules": rules}, glyphs.tobytes()
        finally:
            text.close()
            page.close()

    def _picture(self, number: int, side: int) -> Answer:
        page = self._document[number]
        try:
            scale = side / max(*page.get_size(), 1.0)
            bitmap = page.render(scale=scale, rev_byteorder=True)
            form = {
                "width": bitmap.width, "height": bitmap.height, "stride": bitmap.stride,
                "channels": bitmap.n_channels, "scale": scale,
            }  # fmt: skip
            return form, bytes(bitmap.buffer)
        finally:
            page.close()


def limit_seconds(seconds: float) -> None:
    """End this process when it has computed for so many seconds in all, where the system can."""
    limit({"RLIMIT_CPU": math.ceil(seconds)})


def limit_memory(memory: int) -> None:
    """Bound the address space of this process, where the system can."""
    limit({"RLIMIT_AS": memory, "RLIMIT_CORE": 0})


def limit(bounds: dict[str, int]) -> None:
    """Set soft limits of this process by their names."""
    try:
        import resource
    except ImportError:  # Windows: the other side ends what takes too long
        return
    for name, bound in bounds.items():
        what = getattr(resource, name)
        hard = resource.getrlimit(what)[1]
        try:
            resource.setrlimit(what, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))
        except (ValueError, OSError):  # macOS bounds no address space
            continue


def drawings_of(page: Any) -> tuple[int, list[list[float]]]:  # noqa: ANN401 - run without the types of pypdfium2
    """Return how many pictures a page has, and its ruled lines: left, bottom, right and top edge of each."""
    from pypdfium2 import raw

    handle = page.raw
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    edges = [ctypes.byref(edge) for edge in (left, bottom, right, top)]
    images = 0
    rules: list[list[float]] = []
    for index in range(raw.FPDFPage_CountObjects(handle)):
        item = raw.FPDFPage_GetObject(handle, index)
        kind = raw.FPDFPageObj_GetType(item)
        images += kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)
        if kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetBounds(item, *edges):
            height, width = top.value - bottom.value, right.value - left.value
            if (height < RULE < width or width < RULE < height) and len(rules) < MOST_RULES:
                rules.append([left.value, bottom.value, right.value, top.value])
    return images, rules


def glyphs_of(text: Any) -> tuple[array[float], int]:  # noqa: ANN401
    """Return the glyphs of a page, and how many have no known character.

    A glyph is ten numbers: code, left, right, bottom and top edge, where its base line starts, quarter turns (-1 where
    it is printed aslant, and all behind the code 0), font size and lightness.
    """
    from pypdfium2 import raw

    # A call a character and value: the plain handle and the references made once spare half of the time.
    handle = text.raw
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    to_box, to_x, to_y = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    inks = [ctypes.c_uint() for _ in range(4)]
    to_inks = [ctypes.byref(ink) for ink in inks]
    found = array("d")
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
        if code in NOT_PRINTED:
            continue
        if is_unknown(code) or raw.FPDFText_HasUnicodeMapError(handle, index) == 1:
            unmapped += 1
            continue
        turn = raw.FPDFText_GetCharAngle(handle, index) / QUARTER
        quarter = round(turn)
        if abs(turn - quarter) >= SLANTED:
            found.extend((code, 0, 0, 0, 0, 0, 0, -1, 0, 0))
            continue
        raw.FPDFText_GetLooseCharBox(handle, index, to_box)
        raw.FPDFText_GetCharOrigin(handle, index, to_x, to_y)
        raw.FPDFText_GetFillColor(handle, index, *to_inks)
        found.extend((code, box.left, box.right, box.bottom, box.top, x.value, y.value, quarter % 4))
        found.extend((raw.FPDFText_GetFontSize(handle, index), lightness(*(ink.value for ink in inks))))
    return found, unmapped


def lightness(red: int, green: int, blue: int, opaque: int) -> float:
    """Return how light a colour is on white paper, from 0 to 255."""
    own = 0.299 * red + 0.587 * green + 0.114 * blue
    return 255 - (255 - own) * opaque / 255


def is_unknown(code: int) -> bool:
    """Whether a code stands for no character: none, a private one, or none of Unicode's."""
    return code in (0, 0xFFFD, 0xFFFE, 0xFFFF) or 0xE000 <= code < 0xF900 or code > 0x10FFFF


if __name__ == "__main__":
    main()
