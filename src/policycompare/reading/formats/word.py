"""Word files (.docx): paragraphs with their automatic numbers, tables, text boxes, footnotes, tracked changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policycompare.errors import ReadError
from policycompare.reading.extracted import Extracted, ExtractedLine, Remark, assemble
from policycompare.reading.formats.archive import open_archive
from policycompare.reading.formats.table_rows import RowCell, TableRows
from policycompare.reading.formats.word_numbering import MC, AutomaticNumbers, W, automatic_numbers, is_on, style_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml import etree

    from policycompare.reading.extracted import Options, Revisions
    from policycompare.reading.formats.archive import Archive
    from policycompare.reading.formats.word_numbering import ParagraphStyle

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"

_TRANSPARENT = frozenset(
    {"hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "bdo", "dir", "ruby", "rubyBase"}
)
"""Elements that only stand around text."""
_INSERTED, _DELETED = frozenset({"ins", "moveTo"}), frozenset({"del", "moveFrom"})
_OUTLINE = frozenset("0123456789")
_NOTES = {"footnoteReference": ("footnotes", "脚注"), "endnoteReference": ("endnotes", "尾注")}
_NOTE_TYPES = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_MOST_COLUMNS = 63
"""Columns of a table in Word."""
NOTES_HEADING = "附注："
"""What footnotes and endnotes stand under, at the end of the text."""


def extract(data: bytes, name: str, options: Options) -> Extracted:
    """Return the text of a .docx file.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What messages call it.
    options
        ``revisions`` says whether tracked changes count as accepted; ``limits`` bounds the archive.

    Returns
    -------
    Extracted
        A paragraph a line, with the number that Word prints before it; a row of a table a line, cells with
        ``|`` between; a text box behind the paragraph that holds it; footnotes and endnotes at the end. Headers,
        footers, page numbers, comments, tables of contents and hidden text are left out; the problems say how
        many revisions, comments and links to outside there are.
    """
    archive = open_archive(data, name, options.limits)
    if "word/document.xml" not in archive:
        raise ReadError(
            f"{name}: 第1行：这是 zip 压缩包，但不是 Word 文件（a zip archive without a Word document; "
            "unpack it, or save it as .docx or .txt）"
        )
    root = _part(archive, "word/document.xml")
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise ReadError(f"{name}: 第1行：Word 文件没有正文（no body in word/document.xml; save it again from Word）")
    numbers = automatic_numbers(_part(archive, "word/styles.xml"), _part(archive, "word/numbering.xml"))
    reader = _Reader(numbers, options.revisions)
    lines = list(reader.blocks(body))
    lines += _note_lines(archive, reader)
    return assemble(lines, [*_remarks(body, reader), *_outside(archive)])


def _part(archive: Archive, part: str) -> etree._Element | None:
    from policycompare.reading.formats.archive import parse_xml

    if part not in archive:
        return None
    return parse_xml(archive.read(part).replace(_STRICT, _TRANSITIONAL), f"{archive.name}: 第1行：{part}")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a paragraph's text."""

    text: str
    bold: bool


@dataclass
class _Reader:
    """Walks a document in order; what has to be remembered from one paragraph to the next is here."""

    numbers: AutomaticNumbers
    revisions: Revisions
    hidden: int = 0
    tables: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)
    _carried: list[_Piece] = field(default_factory=list)

    def blocks(self, container: etree._Element) -> Iterator[ExtractedLine]:
        """Yield the lines of the paragraphs and tables in `container`."""
        for child in container:
            tag = _tag(child)
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
        properties = paragraph.find(f"{W}pPr")
        if self.revisions == "original" and properties is not None:
            before = properties.find(f"{W}pPrChange/{W}pPr")
            properties = before if before is not None else properties
        styles = [
            self.numbers.styles[s] for s in self.numbers.chain(style_of(properties) or self.numbers.default_style)
        ]
        if any(style.name.startswith(("toc ", "table of contents")) for style in styles[:1]):
            return
        boxes: list[etree._Element] = []
        remarks: list[Remark] = []
        pieces = self._carried + list(self._pieces(paragraph, boxes, remarks))
        self._carried = []
        if self._joins_next(paragraph):
            self._carried = pieces
        else:
            text = "".join(piece.text for piece in pieces)
            label = self.numbers.next_label(properties)
            yield ExtractedLine(
                label + text,
                number_length=len(label),
                heading=_outline(properties, styles) if text.strip() else 0,
                lead=_lead(pieces, label),
                remarks=tuple(remarks),
            )
        for box in boxes:
            yield from (line for line in self.blocks(box) if line.text.strip())

    def _joins_next(self, paragraph: etree._Element) -> bool:
        """Whether the paragraph's mark is tracked as gone, so that it runs on into the next one."""
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        return mark is not None and any(_tag(child) in self._dropped for child in mark)

    def _pieces(self, parent: etree._Element, boxes: list[etree._Element], remarks: list[Remark]) -> Iterator[_Piece]:
        for child in parent:
            tag = _tag(child)
            if tag == "r":
                yield from self._run(child, boxes, remarks)
            elif tag in _TRANSPARENT or tag in self._kept:
                yield from self._pieces(child, boxes, remarks)
            elif tag == "AlternateContent":
                yield from self._pieces(_alternative(child), boxes, remarks)
            elif tag in ("oMath", "oMathPara"):
                yield _Piece("".join(t.text or "" for t in child.iter(_MATH_TEXT)), bold=False)

    def _run(self, run: etree._Element, boxes: list[etree._Element], remarks: list[Remark]) -> Iterator[_Piece]:
        properties = run.find(f"{W}rPr")
        if _toggled(properties, "vanish"):
            self.hidden += 1
            return
        bold = _toggled(properties, "b")
        for child in run:
            tag = _tag(child)
            if tag in _TEXTS:
                yield _Piece(_TEXTS[tag](child), bold)
            elif tag in _NOTES:
                remarks.append(self._reference(tag, child.get(f"{W}id", "")))
            elif tag in ("drawing", "pict", "object"):
                boxes += _text_boxes(child)
            elif tag == "AlternateContent":
                boxes += _text_boxes(_alternative(child))
            elif tag == "ruby":
                yield from self._pieces(child, boxes, remarks)

    def _reference(self, tag: str, identifier: str) -> Remark:
        part, what = _NOTES[tag]
        self.notes.append((part, identifier))
        return Remark("footnote", f"此处有{what}[{len(self.notes)}]，内容列于文末（a note, its text is at the end）")

    def _table(self, table: etree._Element) -> Iterator[ExtractedLine]:
        self.tables += 1
        rows = TableRows(self.tables)
        for row in _within(table, "tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and any(_tag(child) in self._dropped for child in properties):
                continue
            cells = [cell for tc in _within(row, "tc") for cell in self._cell(tc)]
            yield from rows.row(cells, is_head=_toggled(properties, "tblHeader"))

    def _cell(self, cell: etree._Element) -> list[RowCell]:
        """Return a cell, and an empty one for each further column that it spans."""
        properties = cell.find(f"{W}tcPr")
        lines = list(self.blocks(cell))
        if properties is None:
            return [RowCell(lines)]
        merge = properties.find(f"{W}vMerge")
        merged = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        span = properties.find(f"{W}gridSpan")
        width = span.get(f"{W}val", "1") if span is not None else "1"
        further = int(width) - 1 if width.isdecimal() and int(width) <= _MOST_COLUMNS else 0
        return [RowCell(lines, merged), *([RowCell(merged=merged)] * further)]


def _tag(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _within(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, through what only stands around them."""
    for child in parent:
        tag = _tag(child)
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
    """Return the contents of the text boxes in a drawing, outermost only."""
    found: list[etree._Element] = []
    for child in drawing:
        if _tag(child) == "txbxContent":
            found.append(child)
        else:
            found += _text_boxes(_alternative(child) if _tag(child) == "AlternateContent" else child)
    return found


def _toggled(properties: etree._Element | None, name: str) -> bool:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and is_on(found)


def _symbol(code: str) -> str:
    """Return a character of a symbol font; the private ones have no meaning outside of it."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return chr(value) if 0x20 <= value < 0xD800 or 0xF900 <= value < 0xFFFE else ""


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
    "sym": lambda element: _symbol(element.get(f"{W}char", "")),
}
"""What the parts of a run that are text stand for."""


def _outline(properties: etree._Element | None, styles: Sequence[ParagraphStyle]) -> int:
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
    texts: dict[tuple[str, str], str] = {}
    for part, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
        root = _part(archive, f"word/{part}.xml")
        for note in root.iterfind(f"{W}{tag}") if root is not None else ():
            if note.get(f"{W}type") not in _NOTE_TYPES:
                texts[part, note.get(f"{W}id", "")] = " ".join(
                    line.text.strip() for line in reader.blocks(note) if line.text.strip()
                )
    lines = [ExtractedLine(f"[{n}] {texts.get(key, '')}") for n, key in enumerate(list(reader.notes), 1)]
    return [ExtractedLine(NOTES_HEADING), *lines] if lines else []


def _remarks(body: etree._Element, reader: _Reader) -> Iterator[Remark]:
    counts = Counter(_tag(element) for element in body.iter())
    inserted, deleted = (sum(counts[tag] for tag in tags) for tags in (_INSERTED, _DELETED))
    if inserted or deleted:
        chosen, other = ("接受修订后", "original") if reader.revisions == "accepted" else ("修订前", "accepted")
        told = f"有修订痕迹：插入 {inserted} 处、删除 {deleted} 处，读取的是{chosen}的文本"
        yield Remark("revisions", f'{told}（tracked changes; the other text: revisions="{other}"）')
    if counts["commentReference"]:
        yield Remark("comments", f"有 {counts['commentReference']} 条批注，未读入（comments are left out）")
    if reader.hidden:
        yield Remark("hidden", f"有 {reader.hidden} 处隐藏文字，未读入（hidden text is left out）")
    if counts["altChunk"] or counts["subDoc"]:
        yield Remark(
            "embedded",
            "含有嵌入的其他文件，未读入（an embedded document is left out; open the file in Word and save it again）",
        )


def _outside(archive: Archive) -> Iterator[Remark]:
    """Report what a file wants from outside; hyperlinks only want something when a person clicks them."""
    root = _part(archive, "word/_rels/document.xml.rels")
    for link in root.iterfind(f"{_RELATIONSHIPS}Relationship") if root is not None else ():
        if link.get("TargetMode") == "External" and not link.get("Type", "").endswith("/hyperlink"):
            target = link.get("Target", "")[:100]
            yield Remark("external", f"指向外部的内容 {target} 未读取（it points outside; nothing is ever fetched）")
