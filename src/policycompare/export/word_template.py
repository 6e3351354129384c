"""The templates of Word documents: three files that a drafter can open and change in Word.

A template holds the styles, the page with its margins and numbers, and a sample of everything that a document is made
of. What is written takes its styles by their names, and the borders, shades and margins of its tables from the three
rows of the sample: head, chapter, text.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Literal, get_args

from policycompare.tables.column_widths import PrintArea

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

    from docx.document import Document as Word
    from docx.oxml.table import CT_Row
    from docx.shared import Length
    from lxml.etree import _Element

    from policycompare.tables import Style

TEMPLATES: dict[Style, str] = {"公文": "official.docx", "学术": "academic.docx", "屏幕": "screen.docx"}
"""File of each style in ``resources/templates``."""
STYLE_NAMES = {
    "attachment": "对照附件",
    "title": "对照标题",
    "notice": "对照提示",
    "note": "对照说明",
    "caption": "对照题注",
    "head": "对照表头",
    "group": "对照章",
    "cell": "对照正文",
    "added": "对照增加",
    "removed": "对照删除",
    "moved": "对照移动",
    "localised": "对照本地化",
    "stronger": "对照力度加强",
    "weaker": "对照力度减弱",
}
"""Name in Word of the style of each role; a drafter may change the style and has to keep its name."""
RowKind = Literal["head", "group", "cell"]
ROW_KINDS: tuple[RowKind, ...] = get_args(RowKind)
"""Rows of the sample's table, from the top."""
_POINT = 20
"""Twentieths of a point, in which Word measures, in a point."""


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """An opened template, without its samples.

    Attributes
    ----------
    word
        The document, empty.
    styles
        Id of the style of each role.
    area
        The room for a table on a page.
    mark
        Text above the title (附件), or ``""`` where the sample has none.
    table_properties
        The properties of the sample's table.
    cell_properties
        The properties of the cells of each kind of row, but for the width that each has of its own.
    """

    word: Word
    styles: dict[str, str]
    area: PrintArea
    mark: str
    table_properties: _Element
    cell_properties: dict[RowKind, list[_Element]]


def open_template(style: Style) -> WordTemplate:
    """Read the template of a style, and take its samples out."""
    with resources.files("policycompare.resources").joinpath("templates", TEMPLATES[style]).open("rb") as file:
        return read_template(file)


def read_template(file: IO[bytes]) -> WordTemplate:
    """Read a template, which a drafter may have changed, and take its samples out."""
    import docx

    word = docx.Document(file)
    # Word may give a style another id when it saves the file; the name stays.
    ids = {style.name: style.style_id for style in word.styles}
    marks = [p.text for p in word.paragraphs if p.style and p.style.name == STYLE_NAMES["attachment"]]
    sample = word.tables[0]._tbl
    template = WordTemplate(
        word=word,
        styles={role: ids[name] for role, name in STYLE_NAMES.items()},
        area=_area(word),
        mark=marks[0] if marks else "",
        table_properties=sample.tblPr,
        cell_properties={kind: _cell_properties(row) for kind, row in zip(ROW_KINDS, sample.tr_lst, strict=True)},
    )
    body = word.element.body
    for element in list(body):
        if element is not body.sectPr:
            body.remove(element)
    return template


def _cell_properties(row: CT_Row) -> list[_Element]:
    from docx.oxml.ns import qn

    own = (qn("w:tcW"), qn("w:gridSpan"))
    found: Iterable[_Element] = row.tc_lst[0].get_or_add_tcPr()
    return [child for child in found if child.tag not in own]


def _area(word: Word) -> PrintArea:
    section, cell = word.sections[0], word.styles[STYLE_NAMES["cell"]]
    return PrintArea(
        width=_twips(section.page_width) - _twips(section.left_margin) - _twips(section.right_margin),
        height=_twips(section.page_height) - _twips(section.top_margin) - _twips(section.bottom_margin),
        character=cell.font.size.pt * _POINT,
        line=cell.paragraph_format.line_spacing.pt * _POINT,
    )


def _twips(length: Length | None) -> int:
    assert length is not None, "a section of a template has its size and margins"  # noqa: S101
    return int(length.twips)


def unnumbered_template() -> WordTemplate:
    """Read the template of official documents (公文), and take its samples and its page numbers out."""
    template = open_template("公文")
    section = template.word.sections[0]
    for part in (section.header, section.even_page_header, section.footer):
        part.is_linked_to_previous = True
    return template
