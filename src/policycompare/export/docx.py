"""Tables as a Word document: A4 landscape, head repeated, marks that survive black-and-white printing.

Fonts are named as official documents have them (标题小标宋, 表头黑体, 正文仿宋), for East Asian text too, so that the
office's own fonts serve; where they are missing its substitutes do.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from policycompare.export.folder import write
from policycompare.provenance import made
from policycompare.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from docx.document import Document as Word
    from docx.section import Section

    from policycompare.aligned import Alignment
    from policycompare.chain import Trace
    from policycompare.tables import Cell, Table

_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONTS = {"title": "方正小标宋简体", "head": "黑体", "text": "仿宋_GB2312", "note": "楷体_GB2312", "cell": "宋体"}
_MARKS = {
    "same": ("", ""),
    "added": ("<w:b/>", '<w:u w:val="single"/>'),
    "removed": ("<w:strike/>", ""),
    "localised": ('<w:color w:val="7F7F7F"/>', ""),
}
"""Properties of a run before and after its size, as the schema orders them."""
_EDGE = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
_WIDTH, _HEIGHT, _MARGIN, _SIDE = 16838, 11906, 1134, 1021
"""A4 landscape and its margins in twentieths of a point (20 and 18 mm)."""
_SMALL = 9
_CELL_SPACING = '<w:spacing w:after="0" w:line="250" w:lineRule="exact"/>'
"""Lines of 12.5 points: substitutes for the official fonts are taller than they look."""


def docx(source: Trace | Alignment | Sequence[Table], path: str | Path) -> Path:
    """Write all tables of a chain or an alignment, or the given ones, as a Word document.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    return write(path, document_bytes(tables_of(source)))


def document_bytes(tables: Sequence[Table]) -> bytes:
    """Return the document: title, notices and notes, then each table under a numbered caption."""
    import docx as library

    word = library.Document()
    _set_up(word, tables)
    main = next((table for table in tables if table.slug == "comparison"), tables[0])
    _paragraph(word, "附件", "head", 16)
    _paragraph(word, main.title, "title", 22, centred=True)
    for notice in main.notices:
        _paragraph(word, f"注意：{notice}", "note", 10.5, colour="9C2A00")
    for number, table in enumerate(tables, start=1):
        _paragraph(word, f"表{number}　{table.title}", "head", 12, keep=True)
        for note in table.notes:
            _paragraph(word, note, "note", _SMALL, keep=True)
        _table(word, table)
        _paragraph(word, "", "text", _SMALL)
    out = io.BytesIO()
    word.save(out)
    return _repeatable(out.getvalue())


def _set_up(word: Word, tables: Sequence[Table]) -> None:
    """Set page, language, footer and properties; the library's template is Japanese by default."""
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Pt, Twips

    section: Section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Twips(_WIDTH), Twips(_HEIGHT)
    section.top_margin = section.bottom_margin = Twips(_MARGIN)
    section.left_margin = section.right_margin = Twips(_SIDE)
    style = word.styles["Normal"]
    style.font.size = Pt(10.5)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), _FONTS["text"] if name == "eastAsia" else "Times New Roman")
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for language in word.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    _page_number(section)
    word.core_properties.title = tables[0].title
    word.core_properties.comments = "；".join(tables[0].notices)[:255]
    word.core_properties.author = "policycompare"
    word.core_properties.created = word.core_properties.modified = made().replace(tzinfo=None)


def _page_number(section: Section) -> None:
    """Put — 1 — at the foot of the page, as official documents have it."""
    from docx.oxml import parse_xml

    foot = section.footer.paragraphs[0]
    fonts = f'<w:rFonts w:ascii="{_FONTS["cell"]}" w:hAnsi="{_FONTS["cell"]}" w:eastAsia="{_FONTS["cell"]}"/>'
    style = f'<w:rPr>{fonts}<w:sz w:val="28"/></w:rPr>'
    parts = (
        "<w:t>— </w:t>", '<w:fldChar w:fldCharType="begin"/>', "<w:instrText>PAGE</w:instrText>",
        '<w:fldChar w:fldCharType="end"/>', "<w:t> —</w:t>",
    )  # fmt: skip
    for part in parts:
        foot._p.append(parse_xml(f"<w:r {_namespace()}>{style}{part}</w:r>"))
    foot.alignment = 1


def _namespace() -> str:
    from docx.oxml.ns import nsdecls

    return str(nsdecls("w"))


def _paragraph(
    word: Word, text: str, font: str, size: float, *, centred: bool = False, keep: bool = False, colour: str = ""
) -> None:
    from docx.oxml import parse_xml

    shape = ("<w:keepNext/>" if keep else "") + '<w:spacing w:before="40" w:after="40"/>'
    shape += '<w:jc w:val="center"/>' if centred else ""
    tint = f'<w:color w:val="{colour}"/>' if colour else ""
    run = _run(text, font, size, (tint, ""))
    paragraph = parse_xml(f"<w:p {_namespace()}><w:pPr>{shape}</w:pPr>{run}</w:p>")
    word.element.body.insert(len(word.element.body) - 1, paragraph)


def _run(text: str, font: str, size: float, marks: tuple[str, str] = ("", "")) -> str:
    from xml.sax.saxutils import escape

    name = _FONTS[font]
    style = (
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{name}" w:cs="Times New Roman"/>'
        f'{marks[0]}<w:sz w:val="{round(size * 2)}"/>{marks[1]}'
    )
    lines = _CONTROL.sub("\ufffd", text).split("\n")
    pieces = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r><w:rPr>{style}</w:rPr>{pieces}</w:r>"


def _table(word: Word, table: Table) -> None:
    """Build a table as XML, row by row: the library's own cells are slow on long tables."""
    from docx.oxml import parse_xml

    total = sum(column.width for column in table.columns)
    widths = [round((_WIDTH - 2 * _SIDE) * column.width / total) for column in table.columns]
    edges = "".join(_EDGE.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row((column.head for column in table.columns), widths, "head", "<w:cantSplit/><w:tblHeader/>")
    rows = "".join(_row(row, widths, "cell", _unbroken(row)) for row in table.rows)
    source = (
        f'<w:tbl {_namespace()}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )
    word.element.body.insert(len(word.element.body) - 1, parse_xml(source))


def _unbroken(row: Iterable[Cell]) -> str:
    """Keep a row on one page unless it would fill half of one."""
    longest = max((sum(len(r.text) for r in c) if isinstance(c, tuple) else len(str(c)) for c in row), default=0)
    return "<w:cantSplit/>" if longest < 400 else ""


def _row(cells: Iterable[Cell], widths: Sequence[int], font: str, properties: str) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E8EDF2"/>' if font == "head" else ""
    out = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p><w:pPr>{_CELL_SPACING}</w:pPr>'
        f"{_cell(cell, font)}</w:p></w:tc>"
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{out}</w:tr>"


def _cell(cell: Cell, font: str) -> str:
    if isinstance(cell, tuple):
        return "".join(_run(run.text, font, _SMALL, _MARKS[run.meaning]) for run in cell)
    return _run(f"{cell:.2f}" if isinstance(cell, float) else str(cell), font, _SMALL)


def _repeatable(content: bytes) -> bytes:
    """Return a zip archive with fixed times, so that the same tables give the same bytes."""
    stamp = made().timetuple()[:6] if made().year >= 1980 else (1980, 1, 1, 0, 0, 0)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(entry))
    return out.getvalue()
