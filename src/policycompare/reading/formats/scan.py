"""Pictures of pages: their text by optical character recognition, with how sure it is (extra ``ocr``)."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.reading.extracted import Extracted, ExtractedLine, Remark, assemble
from policycompare.reading.formats.characters import as_seen
from policycompare.reading.formats.page_layout import Glyph, paragraphs, printed_lines, without_running_heads

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from policycompare.messages import Message
    from policycompare.reading.extracted import Options

    Picture = NDArray[np.uint8]

PAGE_SIDE = 1400
"""Pixels of a page's longer side: characters of four millimetres are some 20 pixels high, enough to be told apart."""
_DETECTION_SIDE = 960
"""Lines are looked for in a smaller picture, which halves the time; they are read in the larger one."""
MOST_PIXELS = 100_000_000
"""Greatest size of a picture that is read."""
_SURE = 0.95
"""Lines of a lower confidence that hold figures are listed for a look."""
_MOST_LISTED = 10
"""Greatest number of doubtful lines of a page that are quoted."""
_FIGURES = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page as recognised: its glyphs in a grid of pixels, how sure that is (0 to 1), and the lines to look at."""

    glyphs: list[Glyph]
    confidence: float
    doubtful: tuple[str, ...]


def is_available() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def way_out() -> Message:
    """Return what to do with a scanned file where nothing recognises its text."""
    return message(
        "it has no text layer; install text recognition (OCR) with pip install 'policycompare[ocr]', or recognise the "
        "text in WPS or a PDF reader (OCR) and save it"
    )


def recognise(picture: Picture) -> RecognisedPage:
    """Return the text of a picture (rows, columns, three colours) with its places."""
    found = _engine()(picture)
    glyphs: list[Glyph] = []
    scores: list[float] = []
    doubtful: list[str] = []
    boxes = () if found.boxes is None else found.boxes
    for box, raw, score in zip(boxes, found.txts or (), found.scores or (), strict=True):
        text = as_seen(raw)
        if not text.strip():
            continue
        glyphs += _glyphs(text, box)
        scores += [float(score)] * len(text)
        if score < _SURE and _FIGURES.search(text):
            doubtful.append(text)
    confidence = sum(scores) / len(scores) if scores else 0.0
    return RecognisedPage(glyphs, confidence, tuple(doubtful))


def remarks_on(page: RecognisedPage, number: int) -> list[Remark]:
    """Return what a person has to know of a recognised page."""
    told = message(
        "page {page} is a picture, its text recognised (OCR) with confidence {confidence}; check it",
        page=number,
        confidence=f"{page.confidence:.2f}",
    )
    remarks = [Remark("recognised", told)]
    if page.doubtful:
        listed = "；".join(text[:40] for text in page.doubtful[:_MOST_LISTED])
        look = message("page {page}: figures that may be wrong: {lines}", page=number, lines=listed)
        remarks.append(Remark("doubtful-figures", look))
    return remarks


def extract(data: bytes, name: str, options: Options) -> Extracted:
    """Return the text of a picture: a photograph or scan of a page (.png, .jpg, .tif with several pages).

    Raises
    ------
    ReadError
        The extra ``ocr`` is not installed, the file is damaged or too large, or there is no text in the picture.
    """
    if not is_available():
        raise ReadError(message("{file}: line 1: a picture: {way_out}", file=name, way_out=way_out()))
    pages = []
    remarks: list[Remark] = []
    for number, picture in enumerate(_pictures(data, name, options.limits.scanned_pages)):
        page = recognise(picture)
        pages.append(printed_lines(page.glyphs, number))
        remarks += remarks_on(page, number + 1)
    if not any(pages):
        raise ReadError(message("{file}: line 1: no text was recognised in the picture; check it", file=name))
    lines = [ExtractedLine(text) for text, _ in paragraphs(without_running_heads(pages))]
    return assemble(lines, remarks)


def _pictures(data: bytes, name: str, most: int) -> Iterator[Picture]:
    """Yield the pages of a picture file in the size in which they are read."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        opened = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "BMP", "TIFF"))
        if opened.width * opened.height > MOST_PIXELS:
            raise ReadError(
                message(
                    "{file}: line 1: the picture has {width} × {height} pixels, too many; save it smaller",
                    file=name,
                    width=opened.width,
                    height=opened.height,
                )
            )
        for number, frame in enumerate(ImageSequence.Iterator(opened)):
            if number >= most:
                raise too_many_scanned(name, most)
            page = ImageOps.exif_transpose(frame.convert("RGB"))
            page.thumbnail((PAGE_SIDE, PAGE_SIDE))
            yield np.asarray(page)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ReadError(
            message("{file}: line 1: a damaged picture ({error}); save it again", file=name, error=error)
        ) from None


def too_many_scanned(name: str, most: int) -> ReadError:
    """Return the refusal of a file with more pictures of pages than are read."""
    return ReadError(
        message(
            "{file}: more than {most} scanned pages (Limits.scanned_pages); split it, or read it with larger limits",
            file=name,
            most=most,
        )
    )


def _glyphs(text: str, box: Sequence[Sequence[float]]) -> list[Glyph]:
    """Spread the characters of a line over its box: Latin ones are half as wide as Chinese."""
    left = min(float(corner[0]) for corner in box)
    right = max(float(corner[0]) for corner in box)
    bottom = max(float(corner[1]) for corner in box)
    weights = [0.5 if char.isascii() else 1.0 for char in text]
    em = (right - left) / sum(weights)
    out = []
    for char, weight in zip(text, weights, strict=True):
        out.append(Glyph(char, left, left + weight * em, -bottom, em))
        left += weight * em
    return out


@cache
def _engine() -> Any:  # noqa: ANN401 - rapidocr has no types
    """Return the engine with the models of its wheel; one thread, so that a page reads the same on any machine."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Det.limit_side_len": _DETECTION_SIDE,
            "Det.limit_type": "max",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
