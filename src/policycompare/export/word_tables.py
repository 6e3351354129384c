"""Tables as Word documents: A4 landscape, head repeated, marks that survive black-and-white printing.

How a document looks stands in its template, what stands in the cells is decided in `policycompare.tables`.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.aligning.alignment import Alignment
from policycompare.analysing.provenance import made
from policycompare.analysing.trace import Trace
from policycompare.arguments import takes
from policycompare.differing.marks import legend
from policycompare.errors import ExportError
from policycompare.export.output_folder import write
from policycompare.export.word_elements import (
    add_field,
    add_paragraph,
    add_text,
    child_of,
    new_element,
    w,
)
from policycompare.export.word_file import AUTHOR, describe, saved
from policycompare.export.word_inner_tables import add_rich
from policycompare.export.word_template import open_template
from policycompare.tables import plain, printed, stamp_of, tables_of
from policycompare.tables.cells import shown
from policycompare.tables.column_widths import column_widths, is_short

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from lxml.etree import _Element

    from policycompare.export.word_template import RowKind, WordTemplate
    from policycompare.tables import Cell, Column, Copy, Paper, Style, Table


@takes(ExportError, path=(str, "Path"))
def docx(
    source: Trace | Alignment | Sequence[Table],
    path: str | Path,
    *,
    style: Style = "公文",
    name: Paper = "comparison",
    copy: Copy = "filing",
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
    copy
        ``filing``: the table alone, to be filed; ``working``: with probabilities, lists, sources and how it was made.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    tables = (
        printed(tables_of(source), style, copy)[name] if isinstance(source, (Trace, Alignment)) else tables_of(source)
    )
    return write(path, document_bytes(tables, style, stamp_of(source), copy))


def document_bytes(
    tables: Sequence[Table], style: Style = "公文", when: datetime | None = None, copy: Copy = "working"
) -> bytes:
    """Return the document: title and notices, then the table, or several under numbered captions with their notes.

    A copy for filing does not name the program as its author.
    """
    template = open_template(style)
    body = template.word.element.body
    _Writer(template, body).add_tables(tables)
    body.append(body.sectPr)  # the properties of the section come last
    stamp = when or made()
    describe(template.word, tables[0].title, _notices(tables), stamp, author="" if copy == "filing" else AUTHOR)
    return saved(template.word, stamp)


def _notices(tables: Sequence[Table]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notice for table in tables for notice in table.notices))


@dataclass(frozen=True)
class _Writer:
    """Tables as paragraphs and tables of a Word document in the look of a template."""

    template: WordTemplate
    body: _Element

    def add_tables(self, tables: Sequence[Table]) -> None:
        if self.template.mark:
            self.add_paragraph("attachment", self.template.mark)
        self.add_paragraph("title", tables[0].title)
        for notice in _notices(tables):
            self.add_paragraph("notice", f"注意：{notice}")
        occurring = frozenset().union(*(table.marks for table in tables))
        if explained := legend("word", tables[0].wording, occurring):
            self.add_paragraph("note", explained)
        # The notes of the first table say how to read all of them.
        self.add_notes(tables[0])
        if len(tables) > 1:
            self.add_caption(1, tables[0].title)
        self.add_table(tables[0])
        for number, table in enumerate(tables[1:], start=2):
            self.add_caption(number, table.title)
            self.add_notes(table)
            self.add_table(table)

    def add_paragraph(self, role: str, text: str) -> _Element:
        return add_paragraph(self.body, self.template.styles[role], text)

    def add_notes(self, table: Table) -> None:
        for note in table.notes:
            self.add_paragraph("note", note)

    def add_caption(self, number: int, title: str) -> None:
        """Add a caption whose number is a field, so that Word counts and lists the tables."""
        paragraph = self.add_paragraph("caption", "表")
        add_field(paragraph, " SEQ 表 \\* ARABIC ", str(number))
        add_text(paragraph, f"　{title}")

    def add_table(self, table: Table) -> None:
        """Add a table; the column by which it is grouped becomes rows that head the others."""
        columns, rows = list(table.columns), [list(row) for row in table.rows]
        groups: list[Cell] = []
        at = table.position(table.grouped) if table.grouped else -1
        if at >= 0:
            del columns[at]
            groups = [row.pop(at) for row in rows]
        widths = column_widths(columns, rows, self.template.area)
        element = child_of(self.body, "tbl")
        properties = deepcopy(self.template.table_properties)
        properties.find(w("tblW")).set(w("w"), str(sum(widths)))
        element.append(properties)
        grid = child_of(element, "tblGrid")
        for width in widths:
            child_of(grid, "gridCol", w=str(width))
        self.add_head(element, columns, widths)
        empty_row = self.empty_row(widths)
        group: Cell | None = None
        for k, row in enumerate(rows):
            if groups and groups[k] != group:
                group = groups[k]
                self.add_group(element, str(plain(group)) or "（未注明章节）", widths)
            element.append(deepcopy(empty_row))
            self.fill(element[-1], row, widths)
        # Word joins two tables between which nothing stands.
        gap = child_of(child_of(self.body, "p"), "pPr")
        child_of(gap, "spacing", before="0", after="0", line="40", lineRule="exact")

    def add_head(self, table: _Element, columns: Sequence[Column], widths: Sequence[int]) -> None:
        row = child_of(table, "tr")
        properties = child_of(row, "trPr")
        child_of(properties, "cantSplit")
        child_of(properties, "tblHeader")
        for column, width in zip(columns, widths, strict=True):
            self.add_cell(row, "head", width, column.head)

    def add_group(self, table: _Element, title: str, widths: Sequence[int]) -> None:
        row = child_of(table, "tr")
        child_of(child_of(row, "trPr"), "cantSplit")
        self.add_cell(row, "group", sum(widths), title, columns=len(widths))

    def empty_row(self, widths: Sequence[int]) -> _Element:
        """Return a row to be copied, as long ones cost a third of what making their elements one by one does."""
        row = new_element("tr")
        child_of(child_of(row, "trPr"), "cantSplit")
        for width in widths:
            self.add_cell(row, "cell", width)
        return row

    def add_cell(self, row: _Element, kind: RowKind, width: int, text: str = "", columns: int = 1) -> None:
        cell = child_of(row, "tc")
        properties = child_of(cell, "tcPr")
        child_of(properties, "tcW", w=str(width), type="dxa")
        if columns > 1:
            child_of(properties, "gridSpan", val=str(columns))
        for prototype in self.template.cell_properties[kind]:
            properties.append(deepcopy(prototype))
        add_paragraph(cell, self.template.styles[kind], text)

    def fill(self, row: _Element, cells: Sequence[Cell], widths: Sequence[int]) -> None:
        """Write the cells of a row; a long row may break across pages."""
        properties, *elements = row
        if not is_short(cells, widths, self.template.area):
            row.remove(properties)
        for element, cell, width in zip(elements, cells, widths, strict=True):
            if isinstance(cell, tuple):
                add_rich(element, cell, width - self.template.area.padding, self.template.styles)
            else:
                add_text(element[-1], shown(cell))
