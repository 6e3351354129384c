"""Word files (.docx): paragraphs with their automatic numbers, tables, text boxes, footnotes, tracked changes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.reading.extracted import Extracted, ExtractedLine, Remark, assemble
from policycompare.reading.formats.archive import open_archive, parse_xml
from policycompare.reading.formats.characters import (
    UNKNOWN_SYMBOL,
    as_seen,
    is_symbol_font,
    lowered,
    raised,
    symbol,
    with_common_forms,
)
from policycompare.reading.formats.table_rows import RowCell, TableRows
from policycompare.reading.formats.word_equations import equation_text, math_text
from policycompare.reading.formats.word_numbering import AutomaticNumbers, automatic_numbers
from policycompare.reading.formats.word_styles import styles_in
from policycompare.reading.formats.word_xml import MC, W, number_of, tag_of, toggle, value_of
from policycompare.reading.limits import check_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml import etree

    from policycompare.reading.extracted import Options, Revisions
    from policycompare.reading.formats.archive import Archive
    from policycompare.reading.formats.word_styles import Style
    from policycompare.reading.limits import Meter

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"

_TRANSPARENT = frozenset(
    {"hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "bdo", "dir", "ruby", "rubyBase"}
)
"""Elements that only stand around text."""
_INSERTED, _DELETED = frozenset({"ins", "moveTo"}), frozenset({"del", "moveFrom"})
_OUTLINE = frozenset("0123456789")
_NOTES = {"footnoteReference": ("footnotes", "footnote"), "endnoteReference": ("endnotes", "endnote")}
_NOTE_TYPES = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_MOST_COLUMNS = 63
"""Columns of a table in Word."""
NOTES_HEADING = "附注："
"""Headings of footnotes and endnotes at the end of the text."""
_CONTENTS_STYLES = ("toc ", "table of contents", "wpsoffice手动目录", "目录")
"""Starts of the names of styles for lines of a table of contents, in lower case."""
_PICTURES = frozenset({"blip", "imagedata", "chart", "relIds", "OLEObject"})
"""Pictures, charts, diagrams and embedded objects, by the element that refers to them."""
_QUOTED = 60
"""Characters of omitted text that a warning quotes."""
_PAGE_FURNITURE = re.compile(r"[\s0-9０-９—–\-－·.第页共/]*")


def extract(data: bytes, name: str, options: Options) -> Extracted:
    """Return the lines of a .docx file.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What messages call it.
    options
        ``revisions`` says whether tracked changes, and text that is struck through, count as accepted; ``limits``
        bounds the archive and the text.

    Returns
    -------
    Extracted
        A paragraph a line, with the number that Word prints before it; a row of a table a line; a text box behind
        the paragraph that holds it; footnotes and endnotes at the end. Headers, footers, comments, tables of
        contents, pictures, hidden and struck text are left out; what of that a person sees is named by a remark.
    """
    archive = open_archive(data, name, options.limits)
    if "word/document.xml" not in archive:
        raise ReadError(
            message(
                "{file}: line 1: a zip archive without a Word document; unpack it, or save it as .docx or .txt",
                file=name,
            )
        )
    root = _part(archive, "word/document.xml")
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise ReadError(
            message("{file}: line 1: the Word file has no body (word/document.xml); save it again from Word", file=name)
        )
    styles = styles_in(_part(archive, "word/styles.xml"))
    numbers = automatic_numbers(styles, _part(archive, "word/numbering.xml"))
    reader = _Reader(archive.meter, numbers, options)
    lines = list(reader.blocks(body))
    lines += _note_lines(archive, reader)
    return assemble(lines, [*_remarks(body, reader), *_page_furniture(archive), *_outside(archive)])


def _part(archive: Archive, part: str) -> etree._Element | None:
    if part not in archive:
        return None
    where = message("{file}: line 1: {part}", file=archive.name, part=part)
    return parse_xml(archive.read(part).replace(_STRICT, _TRANSITIONAL), where)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a paragraph's text."""

    text: str
    bold: bool


@dataclass
class _Field:
    """A field (域) that has begun: its code so far, and whether its result has begun."""

    code: str = ""
    has_result: bool = False


@dataclass
class _Paragraph:
    """State while the runs of one paragraph are read."""

    style: str
    boxes: list[etree._Element] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)


@dataclass
class _Reader:
    """Walks a document in order; what has to be remembered from one paragraph to the next is here."""

    meter: Meter
    numbers: AutomaticNumbers
    options: Options
    hidden: int = 0
    tables: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)
    _carried: list[_Piece] = field(default_factory=list)
    _fields: list[_Field] = field(default_factory=list)

    @property
    def revisions(self) -> Revisions:
        """Choice of the text of tracked changes."""
        return self.options.revisions

    def blocks(self, container: etree._Element) -> Iterator[ExtractedLine]:
        """Yield the lines of the paragraphs and tables in `container`."""
        for child in container:
            tag = tag_of(child)
            if tag == "p":
                yield from self._paragraph(child)
            elif tag == "tbl":
                yield from self._table(child)
            elif tag == "sdt":
                if not _is_contents(child):
                    yield from self.blocks(child)
            elif tag in _TRANSPARENT or tag in self._kept:
                yield from self.blocks(child)

    @property
    def _kept(self) -> frozenset[str]:
        return _INSERTED if self.revisions == "accepted" else _DELETED

    @property
    def _dropped(self) -> frozenset[str]:
        return _DELETED if self.revisions == "accepted" else _INSERTED

    def _paragraph(self, paragraph: etree._Element) -> Iterator[ExtractedLine]:
        check_time()
        properties = paragraph.find(f"{W}pPr")
        if self.revisions == "original" and properties is not None:
            before = properties.find(f"{W}pPrChange/{W}pPr")
            properties = before if before is not None else properties
        styles = self.numbers.styles
        style = value_of(properties, "pStyle") or styles.default
        chain = styles.chain(style)
        if chain and chain[0].name.startswith(_CONTENTS_STYLES):
            return
        met = _Paragraph(style)
        hidden_before = self.hidden
        # Extended, not added up: a thousand paragraphs may run on into each other.
        pieces, self._carried = self._carried, []
        pieces.extend(self._pieces(paragraph, met))
        if self._joins_next(paragraph):
            self._carried = pieces
        else:
            text = "".join(piece.text for piece in pieces)
            label = self.numbers.next_label(properties)
            # A number whose whole paragraph is hidden is not printed either, though it counts.
            if text.strip() or not label or self.hidden == hidden_before:
                yield self._line(label, text, pieces, met, _outline(properties, chain) if text.strip() else 0)
        for box in met.boxes:
            yield from self._box(box)

    def _line(self, label: str, text: str, pieces: list[_Piece], met: _Paragraph, heading: int) -> ExtractedLine:
        self.meter.count("characters", len(label) + len(text))
        self.meter.count("lines")
        if met.struck:
            quoted = "".join(met.struck)[:_QUOTED]
            met.remarks.append(Remark("struck", message("text struck through is left out: {text}", text=quoted)))
        return ExtractedLine(
            label + text,
            number_length=len(label),
            heading=heading,
            lead=_lead(pieces, label),
            remarks=tuple(met.remarks),
        )

    def _box(self, box: etree._Element) -> Iterator[ExtractedLine]:
        """Yield the lines of a text box, or the one of WordArt (艺术字), whose text is an attribute."""
        if tag_of(box) == "textpath":
            text = as_seen(box.get("string", "")).strip()
            if text:
                remark = Remark("wordart", message("WordArt, read as a line of its own: {text}", text=text[:_QUOTED]))
                yield ExtractedLine(text, remarks=(remark,))
            return
        yield from (line for line in self.blocks(box) if line.text.strip())

    def _joins_next(self, paragraph: etree._Element) -> bool:
        """Whether the paragraph's mark is tracked as gone, so that it runs on into the next one."""
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        return mark is not None and any(tag_of(child) in self._dropped for child in mark)

    def _pieces(self, parent: etree._Element, met: _Paragraph) -> Iterator[_Piece]:
        for child in parent:
            tag = tag_of(child)
            if tag == "r":
                yield from self._run(child, met)
            elif tag in _TRANSPARENT or tag in self._kept:
                yield from self._pieces(child, met)
            elif tag == "AlternateContent":
                yield from self._pieces(_alternative(child), met)
            elif tag in ("oMath", "oMathPara"):
                yield _Piece(as_seen(math_text(child)), bold=False)

    def _run(self, run: etree._Element, met: _Paragraph) -> Iterator[_Piece]:
        check_time()
        properties = run.find(f"{W}rPr")
        style = value_of(properties, "rStyle")
        if self._is_toggled(properties, "vanish", style, met.style):
            self.hidden += 1
            return
        is_struck = self.revisions == "accepted" and (
            toggle(properties, "strike") or toggle(properties, "dstrike") or False
        )
        bold = self._is_toggled(properties, "b", style)
        raising = value_of(properties, "vertAlign") or self.numbers.styles.raising(style)
        for child in run:
            tag = tag_of(child)
            if tag in ("fldChar", "instrText"):
                text = self._field(child, tag)
            elif tag == "sym":
                text = _symbol(child.get(f"{W}font", ""), child.get(f"{W}char", ""), met)
            elif tag in _TEXTS:
                text = _set(_TEXTS[tag](child), properties, raising)
            else:
                text = ""
                yield from self._other(child, tag, met)
            if not text:
                continue
            if is_struck:
                met.struck.append(text)
            else:
                yield _Piece(text, bold)

    def _is_toggled(self, properties: etree._Element | None, name: str, *styles: str) -> bool:
        """Whether a run or one of its styles switches a toggle on; what the run itself says comes first."""
        said = toggle(properties, name)
        if said is not None:
            return said
        return any(self.numbers.styles.toggled(style, name) for style in styles if style)

    def _other(self, child: etree._Element, tag: str, met: _Paragraph) -> Iterator[_Piece]:
        """Take what stands in a run beside its text."""
        if tag in _NOTES:
            met.remarks.append(self._reference(tag, child.get(f"{W}id", "")))
        elif tag in ("drawing", "pict", "object", "AlternateContent"):
            drawing = _alternative(child) if tag == "AlternateContent" else child
            met.boxes += _text_boxes(drawing)
            if any(tag_of(inner) in _PICTURES for inner in drawing.iter()):
                met.remarks.append(Remark("picture", message("a picture, chart or object stands here, not read")))
        elif tag == "ruby":
            yield from self._pieces(child, met)

    def _field(self, child: etree._Element, tag: str) -> str:
        """Follow the fields as they begin and end; return what those print that have no result of their own."""
        if tag == "instrText":
            if self._fields and not self._fields[-1].has_result:
                self._fields[-1].code += child.text or ""
            return ""
        kind = child.get(f"{W}fldCharType", "")
        if kind == "begin":
            self._fields.append(_Field())
            return _tick_box(child)
        if kind == "separate" and self._fields:
            self._fields[-1].has_result = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            if not ended.has_result and ended.code.split()[:1] in (["EQ"], ["eq"], ["Eq"]):
                return as_seen(equation_text(ended.code))
        return ""

    def _reference(self, tag: str, identifier: str) -> Remark:
        part, what = _NOTES[tag]
        self.notes.append((part, identifier))
        number = len(self.notes)
        if what == "footnote":
            return Remark("footnote", message("a footnote [{number}]; its text is at the end", number=number))
        return Remark("footnote", message("an endnote [{number}]; its text is at the end", number=number))

    def _table(self, table: etree._Element) -> Iterator[ExtractedLine]:
        self.tables += 1
        rows = TableRows(self.tables)
        for row in _within(table, "tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and any(tag_of(child) in self._dropped for child in properties):
                continue
            cells = [RowCell()] * _skipped(properties)
            cells += [cell for tc in _within(row, "tc") for cell in self._cell(tc)]
            yield from rows.row(cells, is_head=bool(toggle(properties, "tblHeader")))

    def _cell(self, cell: etree._Element) -> list[RowCell]:
        """Return a cell, and an empty one for each further column that it spans."""
        properties = cell.find(f"{W}tcPr")
        lines = list(self.blocks(cell))
        if properties is None:
            return [RowCell(lines)]
        merge = properties.find(f"{W}vMerge")
        merged = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        further = _columns(properties, "gridSpan") - 1
        self.meter.count("cells", 1 + further)
        return [RowCell(lines, merged), *([RowCell(merged=merged, spanned=True)] * further)]


def _columns(properties: etree._Element, name: str) -> int:
    width = number_of(properties, name) or 1
    return width if width <= _MOST_COLUMNS else 1


def _skipped(properties: etree._Element | None) -> int:
    """Return how many columns a row leaves free before its first cell."""
    return 0 if properties is None or not value_of(properties, "gridBefore") else _columns(properties, "gridBefore")


def _within(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, through what only stands around them."""
    for child in parent:
        tag = tag_of(child)
        if tag == wanted:
            yield child
        elif tag in _TRANSPARENT:
            yield from _within(child, wanted)


def _alternative(content: etree._Element) -> etree._Element:
    """Return one of several renderings of the same content (mc:AlternateContent): the first that Word would take."""
    found = content.find(f"{MC}Choice")
    found = content.find(f"{MC}Fallback") if found is None else found
    return content if found is None else found


def _text_boxes(drawing: etree._Element) -> list[etree._Element]:
    """Return the contents of the text boxes in a drawing, outermost only, and its WordArt."""
    found: list[etree._Element] = []
    for child in drawing:
        if tag_of(child) in ("txbxContent", "textpath"):
            found.append(child)
        else:
            found += _text_boxes(_alternative(child) if tag_of(child) == "AlternateContent" else child)
    return found


def _symbol(font: str, code: str, met: _Paragraph) -> str:
    """Return a character of a symbol font; one that is not known leaves a mark and a remark."""
    try:
        char = symbol(font, int(code, 16))
    except ValueError:
        char = None
    if char is None:
        met.remarks.append(
            Remark(
                "symbol", message("character {code} of the font {font} is not known, read as □", code=code, font=font)
            )
        )
    return char or UNKNOWN_SYMBOL


def _set(text: str, properties: etree._Element | None, raising: str) -> str:
    """Return a run's text as it is set: raised or lowered, or in a symbol font, whose codes Word keeps in the text."""
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    font = fonts.get(f"{W}ascii", "") if fonts is not None else ""
    if is_symbol_font(font):
        text = "".join(symbol(font, ord(char)) or char if "\uf000" <= char <= "\uf0ff" else char for char in text)
    text = with_common_forms(text)
    if raising == "superscript":
        return raised(text) or text
    if raising == "subscript":
        return lowered(text) or text
    return text


def _tick_box(begin: etree._Element) -> str:
    """Return what a field for ticking (复选框) prints, ``""`` for any other."""
    box = begin.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return ""
    said = toggle(box, "checked")
    is_ticked = toggle(box, "default") if said is None else said
    return "☑" if is_ticked else "☐"


def _break(element: etree._Element) -> str:
    return "" if element.get(f"{W}type") in ("page", "column") else "\n"


_TEXTS: dict[str, Callable[[etree._Element], str]] = {
    "t": lambda element: element.text or "",
    "delText": lambda element: element.text or "",
    "tab": lambda _element: "\t",
    "ptab": lambda _element: "\t",
    "cr": lambda _element: "\n",
    "br": _break,
    "noBreakHyphen": lambda _element: "-",
}
"""Characters for the parts of a run that are text."""


def _outline(properties: etree._Element | None, styles: Sequence[Style]) -> int:
    """Return the level of a heading from 1, or 0 for body text."""
    own = properties.find(f"{W}outlineLvl") if properties is not None else None
    told = own.get(f"{W}val", "") if own is not None else ""
    level = int(told) if told in _OUTLINE else next((s.outline for s in styles if s.outline is not None), 9)
    return level + 1 if level < 9 else 0


def _is_contents(content: etree._Element) -> bool:
    gallery = content.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val", "").lower() == "table of contents"


def _lead(pieces: list[_Piece], label: str) -> int:
    """Return the length of the bold beginning of a paragraph, 0 when nothing or everything is bold."""
    length = 0
    for piece in pieces:
        if piece.text.strip() and not piece.bold:
            return len(label) + length if length else 0
        length += len(piece.text)
    return 0


def _note_lines(archive: Archive, reader: _Reader) -> list[ExtractedLine]:
    wanted = set(reader.notes)
    texts: dict[tuple[str, str], str] = {}
    for part, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
        root = _part(archive, f"word/{part}.xml")
        for note in root.iterfind(f"{W}{tag}") if root is not None else ():
            key = part, note.get(f"{W}id", "")
            if key in wanted and note.get(f"{W}type") not in _NOTE_TYPES:
                texts[key] = " ".join(line.text.strip() for line in reader.blocks(note) if line.text.strip())
    if not reader.notes:
        return []
    lines = [ExtractedLine(NOTES_HEADING)]
    first: dict[tuple[str, str], int] = {}
    for number, key in enumerate(reader.notes[:], start=1):
        # A note that is referred to again is not printed again: a small file would make a long text.
        shown = texts.get(key, "") if key not in first else f"见[{first[key]}]"
        first.setdefault(key, number)
        lines.append(ExtractedLine(f"[{number}] {shown}"))
    return lines


def _remarks(body: etree._Element, reader: _Reader) -> Iterator[Remark]:
    counts = Counter(tag_of(element) for element in body.iter())
    inserted, deleted = (sum(counts[tag] for tag in tags) for tags in (_INSERTED, _DELETED))
    if inserted or deleted:
        if reader.revisions == "accepted":
            told = message(
                "tracked changes: {inserted} insertions, {deleted} deletions; read with them accepted "
                '(the other text: revisions="original")',
                inserted=inserted,
                deleted=deleted,
            )
        else:
            told = message(
                "tracked changes: {inserted} insertions, {deleted} deletions; read without them "
                '(the other text: revisions="accepted")',
                inserted=inserted,
                deleted=deleted,
            )
        yield Remark("revisions", told)
    if counts["commentReference"]:
        yield Remark("comments", message("{count} comments are left out", count=counts["commentReference"]))
    if reader.hidden:
        yield Remark("hidden", message("hidden text in {count} places is left out", count=reader.hidden))
    if counts["altChunk"] or counts["subDoc"]:
        yield Remark(
            "embedded",
            message("an embedded document is left out; open the file in Word and save it again"),
        )


def _page_furniture(archive: Archive) -> Iterator[Remark]:
    """Name the text of headers and footers (页眉页脚), which is left out."""
    found: dict[str, None] = {}
    for part in archive.parts(r"word/(?:header|footer)[0-9]{0,4}\.xml")[:20]:
        root = _part(archive, part)
        texts = (element.text or "" for element in root.iter(f"{W}t")) if root is not None else ()
        text = as_seen("".join(texts)).strip()
        if not _PAGE_FURNITURE.fullmatch(text):
            found[text[:_QUOTED]] = None
    if found:
        yield Remark("page-furniture", message("headers and footers are left out: {text}", text="；".join(found)[:200]))


def _outside(archive: Archive) -> Iterator[Remark]:
    """Report what a file wants from outside; hyperlinks only want something when a person clicks them."""
    root = _part(archive, "word/_rels/document.xml.rels")
    for link in root.iterfind(f"{_RELATIONSHIPS}Relationship") if root is not None else ():
        if link.get("TargetMode") == "External" and not link.get("Type", "").endswith("/hyperlink"):
            target = link.get("Target", "")[:100]
            yield Remark("external", message("it points to {target}; nothing outside is ever fetched", target=target))
