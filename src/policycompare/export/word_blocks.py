"""Blocks of a Word file: paragraphs and tables in order, in one text with those of another version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.export.word_elements import w
from policycompare.export.word_runs import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_AROUND = frozenset(map(w, ("sdt", "sdtContent", "customXml", "ins", "moveTo")))
"""Elements that only stand around paragraphs and tables."""
_DROPPED = frozenset(
    map(w, ("del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"))
)
_CHANGED_LOOKS = frozenset(
    map(w, ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange"))
)
_BLOCKS = frozenset(map(w, ("p", "tbl", "sdt", "sectPr")))
_GONE = frozenset(map(w, ("del", "moveFrom")))


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A paragraph or a table.

    Attributes
    ----------
    text
        Its text; of a table its cells, a row a line.
    element
        Its element, ``None`` for a line of a text that is no Word file.
    number
        The number that Word counts for it, see `policycompare.export.word_numbers`.
    """

    text: str
    element: _Element | None = None
    number: str = ""

    @property
    def is_table(self) -> bool:
        """Whether it is a table."""
        return self.element is not None and self.element.tag == w("tbl")


def blocks_in(container: _Element) -> Iterator[Block]:
    """Yield the paragraphs and tables of a body or a cell."""
    for child in container:
        if child.tag == w("p"):
            yield Block(text_of(child), child)
        elif child.tag == w("tbl"):
            yield Block("\n".join(row_text(row) for row in rows_of(child)), child)
        elif child.tag in _AROUND:
            yield from blocks_in(child)


def rows_of(table: _Element) -> list[_Element]:
    """Return the rows of a table."""
    return list(table.iterchildren(w("tr")))


def cells_of(row: _Element) -> list[_Element]:
    """Return the cells of a row."""
    return list(row.iterchildren(w("tc")))


def row_text(row: _Element) -> str:
    """Return the text of a row, a bar between its cells."""
    return " | ".join("\n".join(block.text for block in blocks_in(cell)) for cell in cells_of(row))


def accept_all(body: _Element) -> None:
    """Accept the tracked changes that a file has already, so that only new ones are told from the old text."""
    for element in [each for each in body.iter() if each.tag in _CHANGED_LOOKS]:
        element.getparent().remove(element)
    for row in [each for each in body.iter(w("tr")) if _is_gone(each.find(w("trPr")))]:
        row.getparent().remove(row)
    for paragraph in list(body.iter(w("p"))):
        mark = paragraph.find(f"{w('pPr')}/{w('rPr')}")
        if _is_gone(mark):
            _join_next(paragraph)
    for element in [each for each in body.iter() if each.tag in _DROPPED]:
        if element.getparent() is not None:
            element.getparent().remove(element)
    for element in list(body.iter(w("ins"), w("moveTo"))):
        parent = element.getparent()
        for child in list(element):
            element.addprevious(child)
        parent.remove(element)


def _is_gone(properties: _Element | None) -> bool:
    return properties is not None and any(child.tag in _GONE for child in properties)


def _join_next(paragraph: _Element) -> None:
    """Let a paragraph whose mark is deleted run on into the next one; before a table it only goes when it is empty."""
    following = paragraph.getnext()
    while following is not None and following.tag not in _BLOCKS:  # marks of ranges
        following = following.getnext()
    if following is not None and following.tag == w("p"):
        at = 0 if following.find(w("pPr")) is None else 1
        for child in [each for each in paragraph if each.tag != w("pPr")][::-1]:
            following.insert(at, child)
        paragraph.getparent().remove(paragraph)
    elif following is not None and following.tag == w("tbl") and not text_of(paragraph):
        paragraph.getparent().remove(paragraph)
