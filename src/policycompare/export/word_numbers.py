"""Numbers of paragraphs where one Word file lets Word count and the other types: a copy keeps the manner of the old."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from policycompare.export.word_elements import w
from policycompare.reading.formats.word_numbering import automatic_numbers
from policycompare.reading.formats.word_styles import styles_in

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from docx.document import Document as Word
    from docx.opc.part import Part
    from lxml.etree import _Element

    from policycompare.export.word_blocks import Block

_GAP = "\u3000"
"""What stands between a typed number and the text (第一条　…)."""


def with_numbers(word: Word, blocks: Sequence[Block]) -> list[Block]:
    """Return the paragraphs of a file with the numbers that Word counts for them."""
    parts = {str(part.partname): part for part in word.part.package.iter_parts()}
    styles, lists = (_root(parts.get(f"/word/{name}.xml")) for name in ("styles", "numbering"))
    numbers = automatic_numbers(styles_in(styles), lists)
    shown = {}
    for paragraph in word.element.body.iter(w("p")):
        shown[paragraph] = numbers.next_label(paragraph.find(w("pPr")))
    return [replace(block, number=shown.get(block.element, "")) for block in blocks]


def _root(part: Part | None) -> _Element | None:
    return etree.fromstring(part.blob) if part is not None else None


def text_in_manner(block: Block, number: re.Match[str] | None, *, is_counted: bool) -> str:
    """Return the text of a paragraph of the new file in the manner of the old one.

    Parameters
    ----------
    block
        The paragraph.
    number
        Where its text begins with a typed number.
    is_counted
        Whether Word counts the paragraph that it becomes: then it has no typed number; otherwise it has one.
    """
    if is_counted and number and not block.number and "之" not in number[0]:  # 第十条之一 is counted by nobody
        return block.text[number.end() :].lstrip(" \u3000\t")
    if block.number and not is_counted:
        shown = block.number.rstrip()
        return f"{shown}{_GAP if shown[-1:].isalnum() else ''}{block.text}"
    return block.text
