"""The layout of a Word file for `policycompare.checking.layout`, and a copy that puts it right in tracked changes.

Who rejects a change has the old look back: Word keeps the old properties beside the new ones.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from policycompare.analysing.provenance import EARLIEST
from policycompare.checking.layout import LaidOutParagraph, PageNumber, WordLayout, width_of
from policycompare.checking.rules import LAYOUT_RULES, Rule
from policycompare.export.word_elements import child_of, new_element, w
from policycompare.export.word_file import AUTHOR, saved
from policycompare.export.word_positions import LocatedRun, cut, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from docx.document import Document as Word
    from docx.section import Section
    from docx.styles.style import BaseStyle
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run
    from lxml.etree import _Element

    from policycompare.checking.layout import Alignment, LayoutFlaw

_Look = TypeVar("_Look")
_MOST_BASES = 20
"""Styles that are followed from one to the one that it is based on; a damaged file may have a circle."""
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
_NORMAL_SIZE = 10.5
"""Size of text where no style says another: what Word takes for Chinese."""


@dataclass(frozen=True, slots=True)
class LayoutFinding:
    """A flaw of the layout and the rule that found it."""

    rule: Rule
    flaw: LayoutFlaw


def layout_of(word: Word) -> WordLayout:
    """Return what a Word file says of its layout."""
    section = word.sections[0]
    page = {name: _millimetres(section, name) for name in _PAGE_SIZES}
    paragraphs = tuple(_laid_out(paragraph) for paragraph in word.paragraphs)
    lines, characters = _grid(section, word)
    return WordLayout(
        page,
        paragraphs,
        tuple(_page_number(one) for one in _numbered(word)),
        bool(word.settings.odd_and_even_pages_header_footer),
        lines,
        characters,
    )


def _millimetres(section: Section, name: str) -> float:
    length = getattr(section, name)
    return float(length.mm) if length is not None else 0.0


def _grid(section: Section, word: Word) -> tuple[float | None, float | None]:
    """Return the steps of the grid from line to line and from character to character in points."""
    from docx.oxml.ns import qn

    found = section._sectPr.find(qn("w:docGrid"))
    kind = None if found is None else found.get(qn("w:type"))
    if found is None or kind not in ("lines", "linesAndChars", "snapToChars"):
        return None, None
    lines = float(found.get(qn("w:linePitch")) or 0) / 20 or None
    if kind == "lines" or lines is None:
        return lines, None
    normal = word.styles["Normal"].font.size
    size = float(normal.pt) if normal is not None else _NORMAL_SIZE
    return lines, size + float(found.get(qn("w:charSpace")) or 0) / 4096


def _laid_out(paragraph: Paragraph) -> LaidOutParagraph:
    fonts: Counter[str | None] = Counter()
    sizes: Counter[float | None] = Counter()
    digits: Counter[float | None] = Counter()
    for run in paragraph.runs:
        length = sum("\u4e00" <= char <= "\u9fff" for char in run.text)
        digits[_size(paragraph, run)] += len(run.text)
        if length:
            fonts[_font(paragraph, run)] += length
            sizes[_size(paragraph, run)] += length
    size = _most(sizes) if sizes else _most(digits)
    form = paragraph.paragraph_format
    spacing = form.line_spacing
    return LaidOutParagraph(
        paragraph.text,
        _most(fonts),
        size,
        _alignment(paragraph),
        _indent(paragraph, ("left", "start"), size) + _indent(paragraph, ("firstLine",), size),
        _indent(paragraph, ("right", "end"), size),
        float(spacing.pt) if spacing is not None and hasattr(spacing, "pt") else None,
    )


def _indent(paragraph: Paragraph, sides: tuple[str, ...], size: float | None) -> float:
    """Return an indent in characters, of the paragraph or of its style."""
    from docx.oxml.ns import qn

    styles = [paragraph.style.element] if paragraph.style is not None else []
    for element in (paragraph._p, *styles):
        found = None if element.pPr is None else element.pPr.find(qn("w:ind"))
        if found is None:
            continue
        for side in sides:
            in_characters, in_twips = found.get(qn(f"w:{side}Chars")), found.get(qn(f"w:{side}"))
            if in_characters and float(in_characters):
                return float(in_characters) / 100
            if in_twips and size:
                return float(in_twips) / 20 / size
    return 0.0


def _most(counts: Counter[_Look]) -> _Look | None:
    return counts.most_common(1)[0][0] if counts else None


def _alignment(paragraph: Paragraph) -> Alignment:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    alignment = paragraph.alignment
    style = paragraph.style
    if alignment is None and style is not None:
        alignment = style.paragraph_format.alignment
    if alignment == WD_ALIGN_PARAGRAPH.CENTER:
        return "centre"
    return "right" if alignment == WD_ALIGN_PARAGRAPH.RIGHT else "left"


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


def _font(paragraph: Paragraph, run: Run, script: str = "eastAsia") -> str | None:
    from docx.oxml.ns import qn

    for properties in _properties(paragraph, run):
        fonts = properties.find(qn("w:rFonts"))
        if fonts is not None and fonts.get(qn(f"w:{script}")):
            return str(fonts.get(qn(f"w:{script}")))
        if fonts is not None and fonts.get(qn(f"w:{script}Theme")):
            return None  # the theme's font depends on the language of the reader's Word
    return None


def _size(paragraph: Paragraph, run: Run) -> float | None:
    from docx.oxml.ns import qn

    for properties in _properties(paragraph, run):
        size = properties.find(qn("w:sz"))
        if size is not None:
            return float(size.get(qn("w:val"))) / 2
    return None


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A paragraph of a footer with the field of the page number."""

    paragraph: Paragraph
    is_even: bool


def _numbered(word: Word) -> list[_Numbered]:
    """Return the paragraphs of footers that have the page number, each once."""
    from docx.enum.section import WD_HEADER_FOOTER
    from docx.oxml.ns import qn

    found: dict[_Element, _Numbered] = {}
    for section in word.sections:
        for footer in (section.footer, section.even_page_footer, section.first_page_footer):
            if footer.is_linked_to_previous:
                continue  # to ask for its paragraphs would give it some
            is_even = footer._hdrftr_index == WD_HEADER_FOOTER.EVEN_PAGE
            for element in footer._element.iter(qn("w:p")):
                fields = [field.get(qn("w:instr")) or "" for field in element.iter(qn("w:fldSimple"))]
                fields += [text.text or "" for text in element.iter(qn("w:instrText"))]
                if any(re.search(r"\bPAGE\b", field) for field in fields):
                    found.setdefault(element, _Numbered(_paragraph(element, footer), is_even))
    return [*found.values()]


def _paragraph(element: _Element, parent: object) -> Paragraph:
    from docx.text.paragraph import Paragraph

    return Paragraph(element, parent)  # type: ignore[arg-type]


def _page_number(numbered: _Numbered) -> PageNumber:
    """Return how a page number looks: its words with # for the field."""
    from docx.oxml.ns import qn

    paragraph = numbered.paragraph
    words = ""
    is_inside = False  # between the begin and the end of a field
    looks: _Element | None = None
    for element in paragraph._p.iter(qn("w:fldChar"), qn("w:fldSimple"), qn("w:t"), qn("w:instrText")):
        is_simple_field = element.tag == qn("w:fldSimple")
        kind = element.get(qn("w:fldCharType"))
        if is_simple_field or kind == "begin":
            words += "#"
            if looks is None:
                around = element if is_simple_field else element.getparent()
                looks = next(around.iter(qn("w:r")), None)
        if kind in ("begin", "end"):
            is_inside = kind == "begin"
        if element.tag == qn("w:t") and not is_inside and next(element.iterancestors(qn("w:fldSimple")), None) is None:
            words += element.text or ""
    run = None if looks is None else _run(looks, paragraph)
    return PageNumber(
        words,
        None if run is None else _font(paragraph, run, "ascii"),
        None if run is None else _size(paragraph, run),
        _alignment(paragraph),
        numbered.is_even,
    )


def _run(element: _Element, paragraph: Paragraph) -> Run:
    from docx.text.run import Run

    return Run(element, paragraph)


def layout_report(path: Path, rules: Sequence[Rule] = LAYOUT_RULES) -> tuple[LayoutFinding, ...]:
    """Return what differs from GB/T 9704—2012 in a Word file, the page first, then paragraph by paragraph.

    Raises
    ------
    ExportError
        It is not a Word file.
    """
    return _findings(opened(path), rules)


def _findings(word: Word, rules: Sequence[Rule]) -> tuple[LayoutFinding, ...]:
    layout = layout_of(word)
    found = [LayoutFinding(rule, flaw) for rule in rules if rule.looks for flaw in rule.looks(layout)]
    return tuple(sorted(found, key=lambda one: -1 if one.flaw.paragraph is None else one.flaw.paragraph))


def repaired_layout(path: Path, rules: Sequence[Rule] = LAYOUT_RULES) -> tuple[bytes, tuple[LayoutFinding, ...]]:
    """Return a copy of a Word file with its layout put right as tracked changes, and the flaws that were mended.

    Raises
    ------
    ExportError
        It is not a Word file.
    """
    word = opened(path)
    found = tuple(one for one in _findings(word, rules) if one.flaw.sets)
    change = _Changes()
    of_page: list[LayoutFlaw] = []
    of_page_number: list[LayoutFlaw] = []
    of_paragraph: dict[int, list[LayoutFlaw]] = {}
    for finding in found:
        flaw = finding.flaw
        if flaw.sets == "page":
            of_page.append(flaw)
        elif flaw.sets == "page-number":
            of_page_number.append(flaw)
        elif flaw.paragraph is not None:
            of_paragraph.setdefault(flaw.paragraph, []).append(flaw)
    if of_page:
        change.page(word.sections[0]._sectPr, of_page)
    if of_page_number:
        looks = {flaw.name: flaw.value for flaw in of_page_number}
        for numbered in _numbered(word):
            for run in numbered.paragraph._p.iter(w("r")):
                change.look(_run(run, numbered.paragraph), looks, is_number=True)
    paragraphs = word.paragraphs
    for position, flaws in sorted(of_paragraph.items()):
        change.paragraph(paragraphs[position], flaws)
    return saved(word, EARLIEST), found


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

    def paragraph(self, paragraph: Paragraph, flaws: list[LayoutFlaw]) -> None:
        """Set what is wrong of a paragraph: font and size of its runs, its words, its place."""
        looks = {flaw.name: flaw.value for flaw in flaws if flaw.sets in ("font", "size")}
        if looks:
            for run in paragraph.runs:
                self.look(run, looks)
        for flaw in flaws:
            if flaw.sets == "text":
                self.words(paragraph, flaw.words, str(flaw.value))
            elif flaw.sets == "place":
                self.place(paragraph, float(flaw.value))

    def look(self, run: Run, looks: dict[str, str | float], *, is_number: bool = False) -> None:
        """Set font and size of a run, of digits too where it is a number."""
        from docx.oxml.ns import qn
        from docx.shared import Pt

        properties = run._r.get_or_add_rPr()
        old = deepcopy(properties)
        if "font" in looks:
            for script in ("eastAsia", "ascii", "hAnsi") if is_number else ("eastAsia",):
                properties.get_or_add_rFonts().set(qn(f"w:{script}"), str(looks["font"]))
        if "size" in looks:
            run.font.size = Pt(float(looks["size"]))
        child_of(properties, "rPrChange", **self._marks()).append(old)

    def place(self, paragraph: Paragraph, blank: float) -> None:
        """Set a line so many characters from the right; blanks before it, by which it was put there, go."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml.ns import qn

        text = paragraph.text
        if text != text.lstrip():
            self.words(paragraph, text[: len(text) - len(text.lstrip())], "")
        properties = paragraph._p.get_or_add_pPr()
        old = new_element("pPr")
        old.extend(deepcopy(child) for child in properties if child.tag not in (w("rPr"), w("sectPr"), w("pPrChange")))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        found = properties.find(qn("w:ind"))
        if found is not None:
            properties.remove(found)
        indent = properties.get_or_add_ind()
        size = next((size for run in paragraph.runs if (size := _size(paragraph, run))), _NORMAL_SIZE)
        trailing = width_of(text) - width_of(text.rstrip())
        indent.set(qn("w:right"), str(round(max(blank - trailing, 0) * size * 20)))
        child_of(properties, "pPrChange", **self._marks()).append(old)

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
