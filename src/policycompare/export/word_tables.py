"""Tables as Word documents: A4 landscape, head repeated, marks that survive black-and-white printing.

Styles, fonts and margins are in ``resources/word.toml``; what stands in the cells is decided in `policycompare.tables`.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from html import escape
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.alignment import Alignment
from policycompare.analysing.provenance import made
from policycompare.analysing.trace import Trace
from policycompare.differing.marks import legend, look_of
from policycompare.export.output_folder import write
from policycompare.export.word_template import HEIGHT, MILLIMETRE, WORD, look, template
from policycompare.export.xml_characters import legible, lines_of
from policycompare.tables import plain, printed, stamp_of, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from docx.document import Document as Word
    from docx.section import Section
    from numpy.typing import NDArray

    from policycompare.differing.runs import Run
    from policycompare.export.word_template import Look
    from policycompare.tables import Cell, Column, Paper, Style, Table

AUTHOR = "policycompare"
"""Who made a file, and who says what stands in its comments and changes."""
_LONGEST = 255
"""Characters of a property."""
_POINT = 20
_CELL_PADDING = 180
"""What a cell's margins and borders take from its width, in twentieths of a point."""
_ROWS_MEASURED = 500
_LEAST = 4.2
"""Characters that stand beside each other in the narrowest column, unless it asks for less."""
_EMU = 635
"""To a twentieth of a point."""
_DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def docx(
    source: Trace | Alignment | Sequence[Table], path: str | Path, *, style: Style = "公文", name: Paper = "comparison"
) -> Path:
    """Write a comparison as a Word document.

    Parameters
    ----------
    source
        A chain or an alignment, or tables that are written as they are.
    path
        The file.
    style
        公文: as official documents look; 学术: as the appendix of a paper, with relation and probability; 屏幕: with
        colours, for reading on a screen.
    name
        Which document of a chain or an alignment, see `policycompare.tables.printed`: ``comparison`` (对照表),
        ``by_parent`` (去向对照表) or ``statement`` (修改说明).

    Raises
    ------
    ExportError
        It cannot be written.
    """
    tables = printed(tables_of(source), style)[name] if isinstance(source, (Trace, Alignment)) else source
    return write(path, document_bytes(tables, style, stamp_of(source)))


def document_bytes(tables: Sequence[Table], style: Style = "公文", when: datetime | None = None) -> bytes:
    """Return the document: title and notices, then each table under a numbered caption with its notes."""
    import docx as library

    page = _Page(look(style))
    word = library.Document(io.BytesIO(template(style)))
    section: Section = word.sections[0]
    stamp = when or made()
    _number_pages(section, page.look)
    describe(word, tables[0].title, _notices(tables), stamp)
    return saved(word, stamp, "".join(page.body(tables)))


def _notices(tables: Sequence[Table]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notice for table in tables for notice in table.notices))


def describe(word: Word, title: str, notices: Sequence[str], when: datetime) -> None:
    """Say in a file's properties what it is, what rides on it, and when it was made."""
    properties = word.core_properties
    properties.title, properties.comments = (legible(text)[:_LONGEST] for text in (title, "；".join(notices)))
    properties.author = properties.last_modified_by = AUTHOR
    properties.language = "zh-CN"
    properties.created = properties.modified = when.replace(tzinfo=None)


def saved(word: Word, when: datetime, body: str = "") -> bytes:
    """Return a document as a zip archive with fixed times, so that the same content gives the same bytes.

    Parameters
    ----------
    word
        The document.
    when
        The time that the archive carries.
    body
        Paragraphs and tables as XML that stand before the section's properties. They go into the archive as they are:
        the library's elements are slow on long tables.
    """
    written = io.BytesIO()
    word.save(written)
    out = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "word/document.xml":
                head, end, tail = content.rpartition(b"<w:sectPr")
                content = head + body.encode() + end + tail
            info = zipfile.ZipInfo(entry.filename, when.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return out.getvalue()


@dataclass(frozen=True)
class _Page:
    """Tables as paragraphs and tables of a Word document in one look."""

    look: Look

    def body(self, tables: Sequence[Table]) -> Iterator[str]:
        if self.look.mark:
            yield self.paragraph("attachment", self.look.mark)
        yield self.paragraph("title", tables[0].title)
        for notice in _notices(tables):
            yield self.paragraph("notice", f"注意：{notice}")
        if any(table.has_marks for table in tables):
            yield self.paragraph("note", legend("word"))
        for number, table in enumerate(tables, start=1):
            notes = [self.paragraph("note", note) for note in table.notes]
            caption = self.caption(number, table.title)
            yield from (*notes, caption) if number == 1 else (caption, *notes)
            yield from self.table(table)
            yield '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="40" w:lineRule="exact"/></w:pPr></w:p>'

    def paragraph(self, role: str, text: str) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{role}"/></w:pPr>{_run(text)}</w:p>'

    def caption(self, number: int, title: str) -> str:
        """Return a caption whose number is a field, so that Word counts and lists the tables."""
        field = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> SEQ 表 \\* ARABIC '
            f'</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run(str(number))}'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        return f'<w:p><w:pPr><w:pStyle w:val="caption"/></w:pPr>{_run("表")}{field}{_run(f"　{title}")}</w:p>'

    def table(self, table: Table) -> Iterator[str]:
        at = table.position(table.grouped) if table.grouped else -1
        columns = [c for k, c in enumerate(table.columns) if k != at]
        widths = self.widths(columns, [[c for k, c in enumerate(row) if k != at] for row in table.rows])
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        yield (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{self.borders()}<w:tblLayout w:type="fixed"/>'
            '<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{self.head(columns, widths)}"
        )
        group: object = None
        for row in table.rows:
            if at >= 0 and row[at] != group:
                group = row[at]
                yield self.group(str(plain(group)) or "（未注明章节）", sum(widths), len(widths))
            yield self.row([cell for k, cell in enumerate(row) if k != at], widths)
        yield "</w:tbl>"

    def widths(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[int]:
        """Return widths of columns with which the table needs few lines: wide where texts are long.

        From the widths that the columns ask for, a share is moved from one to another as long as that saves lines; no
        column falls below half of what it asks for, or below its head in two lines.
        """
        size = self.look.paragraphs["cell"]["size"] * _POINT
        asked = np.array([column.width for column in columns])
        widths = asked / asked.sum() * self.look.width
        heads = np.array([_CELL_PADDING + size * max(_LEAST, -(-len(column.head) // 2)) for column in columns])
        least = np.minimum(np.maximum(widths / 2, heads), widths)
        lengths = np.array([[len(str(plain(cell))) for cell in row] for row in rows[:_ROWS_MEASURED]]) * size

        def lines(given: NDArray[np.float64]) -> float:
            return float((lengths / np.maximum(given - _CELL_PADDING, size)).max(axis=1, initial=1.0).sum())

        step = self.look.width / 50
        best = lines(widths) if len(rows) else 0.0
        while best:
            tried = []
            for giver, taker in permutations(range(len(columns)), 2):
                if widths[giver] - step >= least[giver]:
                    other = widths.copy()
                    other[giver] -= step
                    other[taker] += step
                    tried.append((lines(other), giver, taker, other))
            better = min(tried, key=lambda t: t[:3], default=None)
            if better is None or better[0] >= best:
                break
            best, widths = better[0], better[3]
        return [round(width) for width in widths.tolist()]

    def borders(self) -> str:
        colour = self.look.table["border"]
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        if colour != "none":
            edges = [f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{colour}"/>' for side in sides]
        else:  # three rules, and hair lines between rows
            sizes = {"top": (12, "000000"), "bottom": (12, "000000"), "insideH": (2, "BFBFBF")}
            edges = [
                f'<w:{side} w:val="single" w:sz="{sizes[side][0]}" w:space="0" w:color="{sizes[side][1]}"/>'
                for side in sides
                if side in sizes
            ]
        return f"<w:tblBorders>{''.join(edges)}</w:tblBorders>"

    def head(self, columns: Sequence[Column], widths: Sequence[int]) -> str:
        rule = (
            '<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tcBorders>'
            if self.look.table["border"] == "none"
            else ""
        )
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{rule}{self.shade("head")}<w:vAlign w:val="center"/>'
            f"</w:tcPr>{self.paragraph('head', column.head)}</w:tc>"
            for column, width in zip(columns, widths, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"

    def group(self, title: str, width: int, columns: int) -> str:
        span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
        return (
            f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}'
            f"{self.shade('group')}</w:tcPr>{self.paragraph('group', title)}</w:tc></w:tr>"
        )

    def shade(self, what: str) -> str:
        fill = self.look.table[what]
        return "" if fill == "none" else f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'

    def row(self, cells: Sequence[Cell], widths: Sequence[int]) -> str:
        inner = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="cell"/></w:pPr>'
            f"{_content(cell)}</w:p></w:tc>"
            for cell, width in zip(cells, widths, strict=True)
        )
        whole = "<w:trPr><w:cantSplit/></w:trPr>" if self.fits_half_a_page(cells, widths) else ""
        return f"<w:tr>{whole}{inner}</w:tr>"

    def fits_half_a_page(self, cells: Sequence[Cell], widths: Sequence[int]) -> bool:
        """Whether a row is short enough to be kept on one page: longer ones would leave too much of it empty."""
        own = self.look.paragraphs["cell"]
        size, line = own["size"] * _POINT, own["line"] * _POINT
        lines = max(
            sum(
                -(-max(len(part), 1) // max(int((width - _CELL_PADDING) / size), 1))
                for part in str(plain(cell)).split("\n")
            )
            for cell, width in zip(cells, widths, strict=True)
        )
        return bool(lines * line < self.look.height / 2)


def _content(cell: Cell) -> str:
    if isinstance(cell, tuple):
        return "".join(_run(run.text, _style_of(run)) for run in cell if run.text)
    return _run(f"{cell:.2f}" if isinstance(cell, float) else str(cell))


def _style_of(run: Run) -> str:
    look = look_of(run)
    return look.word if look else ""


def _run(text: str, style: str = "") -> str:
    if not text:
        return ""
    given = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return plain_run(text, given)


def plain_run(text: str, properties: str = "", *, deleted: bool = False) -> str:
    """Return text as a run, with breaks for line ends; characters that XML has not are replaced."""
    if not text:
        return ""
    element = "delText" if deleted else "t"
    lines = (escape(line, quote=False) for line in lines_of(legible(text)))
    pieces = "<w:br/>".join(f'<w:{element} xml:space="preserve">{line}</w:{element}>' for line in lines)
    return f"<w:r>{properties}{pieces}</w:r>"


def _number_pages(section: Section, given: Look) -> None:
    """Put — 1 — where the look has it; on official pages, where the upright pages of the file have it.

    A landscape page is bound turned by a quarter, its head to the left: what is the foot of an upright page is its left
    edge, odd pages have the number at the outer, lower end of it, even ones at the upper (GB/T 9704-2012, 7.5 and 8).
    """
    from docx.oxml import parse_xml

    if given.page_number == "foot":
        foot = section.footer.paragraphs[0]
        foot.alignment = 1
        for run in parse_xml(f'<w:p xmlns:w="{WORD}">{_page_field(10.5)}</w:p>'):
            foot._p.append(run)
        return
    for part, odd in ((section.header, True), (section.even_page_header, False)):
        part.is_linked_to_previous = False
        part.paragraphs[0]._p.append(parse_xml(_turned_number(given, odd=odd)))


def _page_field(size: float) -> str:
    style = (
        f'<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="{round(size * 2)}"/></w:rPr>'
    )
    parts = (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        "<w:instrText>PAGE</w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    )
    return "".join(f"<w:r>{style}{part}</w:r>" for part in parts)


def _turned_number(given: Look, *, odd: bool) -> str:
    """Return a text box in the left margin with the page number turned by a quarter."""
    top, _, bottom, left = given.margins
    character, depth, length = round(5 * MILLIMETRE), round(9 * MILLIMETRE), round(34 * MILLIMETRE)
    across = left - round(7 * MILLIMETRE) - depth
    down = HEIGHT - bottom - character - length if odd else top + character
    align = "right" if odd else "left"
    box = (
        f'<w:txbxContent><w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="{align}"/></w:pPr>'
        f"{_page_field(14)}</w:p></w:txbxContent>"
    )
    size = f'cx="{depth * _EMU}" cy="{length * _EMU}"'
    return (
        f'<w:r xmlns:w="{WORD}" {_DRAWING}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" '
        'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{across * _EMU}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{down * _EMU}</wp:posOffset></wp:positionV>'
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{1 if odd else 2}" name="页码" descr="页码"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx>{box}</wps:txbx>"
        '<wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/>'
        "</wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )
