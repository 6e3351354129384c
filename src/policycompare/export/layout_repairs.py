"""The layout of a Word file for `policycompare.checking.layout`, and a copy that puts it right in tracked changes.

Who rejects a change has the old look back: Word keeps the old properties beside the new ones.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from policycompare.analysing.provenance import EARLIEST
from policycompare.checking.layout import LaidOutParagraph, WordLayout, layout_flaws
from policycompare.export.word_elements import child_of
from policycompare.export.word_file import AUTHOR, saved
from policycompare.export.word_positions import LocatedRun, cut, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from docx.document import Document as Word
    from docx.section import Section
    from docx.styles.style import BaseStyle
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run
    from lxml.etree import _Element

    from policycompare.checking.layout import LayoutFlaw

_Look = TypeVar("_Look")
_MOST_BASES = 20
_PAGE_SIZES = {
    "page_width": ("pgSz", "w"),
    "page_height": ("pgSz", "h"),
    "top_margin": ("pgMar", "top"),
    "left_margin": ("pgMar", "left"),
    "right_margin": ("pgMar", "right"),
    "bottom_margin": ("pgMar", "bottom"),
}
_TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""


def layout_of(word: Word) -> WordLayout:
    """Return what a Word file says of its layout."""
    section = word.sections[0]
    page = {name: _millimetres(section, name) for name in _PAGE_SIZES}
    paragraphs = tuple(_laid_out(paragraph) for paragraph in word.paragraphs)
    return WordLayout(page, paragraphs, _has_page_numbers(word))


def _millimetres(section: Section, name: str) -> float:
    length = getattr(section, name)
    return float(length.mm) if length is not None else 0.0


def _laid_out(paragraph: Paragraph) -> LaidOutParagraph:
    fonts: Counter[str | None] = Counter()
    sizes: Counter[float | None] = Counter()
    for run in paragraph.runs:
        length = sum("\u4e00" <= char <= "\u9fff" for char in run.text)
        if length:
            fonts[_font(paragraph, run)] += length
            sizes[_size(paragraph, run)] += length
    return LaidOutParagraph(paragraph.text, _most(fonts), _most(sizes), _is_centred(paragraph))


def _most(counts: Counter[_Look]) -> _Look | None:
    return counts.most_common(1)[0][0] if counts else None


def _is_centred(paragraph: Paragraph) -> bool:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    alignment = paragraph.alignment
    style = paragraph.style
    if alignment is None and style is not None:
        alignment = style.paragraph_format.alignment
    return alignment == WD_ALIGN_PARAGRAPH.CENTER


def _properties(paragraph: Paragraph, run: Run) -> Iterator[_Element]:
    """Give the properties that hold for a run, nearest first: its own, its styles', the defaults of the file."""
    from docx.oxml.ns import qn

    if run._r.rPr is not None:
        yield run._r.rPr
    for first in (run.style, paragraph.style):
        style: BaseStyle | None = first
        for _ in range(_MOST_BASES):
            if style is None:
                break
            if style.element.rPr is not None:
                yield style.element.rPr
            style = getattr(style, "base_style", None)
    for default in paragraph.part.package.main_document_part.styles.element.iter(qn("w:rPrDefault")):
        yield from default.iter(qn("w:rPr"))


def _font(paragraph: Paragraph, run: Run) -> str | None:
    from docx.oxml.ns import qn

    for properties in _properties(paragraph, run):
        fonts = properties.find(qn("w:rFonts"))
        if fonts is not None and fonts.get(qn("w:eastAsia")):
            return str(fonts.get(qn("w:eastAsia")))
        if fonts is not None and fonts.get(qn("w:eastAsiaTheme")):
            return None  # the theme's font depends on the language of the reader's Word
    return None


def _size(paragraph: Paragraph, run: Run) -> float | None:
    from docx.oxml.ns import qn

    for properties in _properties(paragraph, run):
        size = properties.find(qn("w:sz"))
        if size is not None:
            return float(size.get(qn("w:val"))) / 2
    return None


def _has_page_numbers(word: Word) -> bool:
    from docx.oxml.ns import qn

    for section in word.sections:
        for footer in (section.footer, section.even_page_footer, section.first_page_footer):
            element = footer._element
            fields = [field.get(qn("w:instr")) or "" for field in element.iter(qn("w:fldSimple"))]
            fields += [text.text or "" for text in element.iter(qn("w:instrText"))]
            if any("PAGE" in field for field in fields):
                return True
    return False


def layout_report(path: Path) -> tuple[LayoutFlaw, ...]:
    """Return what differs from GB/T 9704—2012 in a Word file.

    Raises
    ------
    ExportError
        It is not a Word file.
    """
    return tuple(layout_flaws(layout_of(opened(path))))


def repaired_layout(path: Path) -> tuple[bytes, tuple[LayoutFlaw, ...]]:
    """Return a copy of a Word file with its layout put right as tracked changes, and the flaws that were mended.

    Raises
    ------
    ExportError
        It is not a Word file.
    """
    word = opened(path)
    flaws = [flaw for flaw in layout_flaws(layout_of(word)) if flaw.name]
    change = _Changes()
    paragraphs = word.paragraphs
    sections = [flaw for flaw in flaws if flaw.paragraph is None]
    if sections:
        change.page(word.sections[0]._sectPr, sections)
    for position in sorted({flaw.paragraph for flaw in flaws if flaw.paragraph is not None}):
        own = [flaw for flaw in flaws if flaw.paragraph == position]
        looks = {flaw.name: flaw.value for flaw in own if flaw.name != "text"}
        if looks:
            for run in paragraphs[position].runs:
                change.look(run, looks)
        for flaw in own:
            if flaw.name == "text":
                change.words(paragraphs[position], flaw.words, str(flaw.value))
    return saved(word, EARLIEST), tuple(flaws)


class _Changes:
    """Tracked changes of properties and words, each with a number of its own."""

    def __init__(self) -> None:
        self._numbers = count(9000)

    def _marks(self) -> dict[str, str]:
        return {"id": str(next(self._numbers)), "author": AUTHOR}

    def page(self, section: _Element, flaws: list[LayoutFlaw]) -> None:
        """Set measures of the page."""
        from docx.oxml.ns import qn

        old = deepcopy(section)
        for reference in [*old.iter(qn("w:headerReference"), qn("w:footerReference"))]:
            old.remove(reference)
        for flaw in flaws:
            element_name, attribute = _PAGE_SIZES[flaw.name]
            element = section.find(qn(f"w:{element_name}"))
            if element is not None:
                element.set(qn(f"w:{attribute}"), str(round(float(flaw.value) * _TWIPS)))
        child_of(section, "sectPrChange", **self._marks()).append(old)

    def look(self, run: Run, looks: dict[str, str | float]) -> None:
        """Set font and size of a run."""
        from docx.oxml.ns import qn
        from docx.shared import Pt

        properties = run._r.get_or_add_rPr()
        old = deepcopy(properties)
        if "font" in looks:
            properties.get_or_add_rFonts().set(qn("w:eastAsia"), str(looks["font"]))
        if "size" in looks:
            run.font.size = Pt(float(looks["size"]))
        child_of(properties, "rPrChange", **self._marks()).append(old)

    def words(self, paragraph: Paragraph, old: str, new: str) -> None:
        """Replace words of a paragraph that stand in its runs."""
        from policycompare.export.repaired_draft import replace_words

        start, pieces = 0, []
        for run in paragraph.runs:
            pieces.append(LocatedRun(start, run))
            start += len(run.text)
        at = "".join(piece.run.text for piece in pieces).find(old)
        if at < 0:
            return
        cut(pieces, {at, at + len(old)})
        runs = [piece.run for piece in pieces if at <= piece.start < at + len(old) and piece.run.text]
        replace_words(runs, new, self._marks)
