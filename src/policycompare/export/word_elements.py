"""Paragraphs and runs of a Word document as lxml elements.

They are made by lxml alone: python-docx makes an object of each element, which is slow on tables of thousands of rows.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from policycompare.differing.marks import look_of
from policycompare.export.xml_characters import legible, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from policycompare.differing.runs import Run

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PRESERVE = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}


@cache
def w(name: str) -> str:
    """Return the name of an element or attribute of WordprocessingML as lxml wants it."""
    return f"{{{WORD}}}{name}"


def new_element(name: str, **attributes: str) -> _Element:
    """Return an element that stands alone; attributes are of WordprocessingML too."""
    element = etree.Element(w(name), nsmap={"w": WORD})
    for key, value in attributes.items():
        element.set(w(key), value)
    return element


def child_of(parent: _Element, name: str, **attributes: str) -> _Element:
    """Add an element to another and return it."""
    element = etree.SubElement(parent, w(name))
    for key, value in attributes.items():
        element.set(w(key), value)
    return element


def add_paragraph(parent: _Element, style: str, text: str = "") -> _Element:
    """Add a paragraph of a style and return it."""
    paragraph = child_of(parent, "p")
    child_of(child_of(paragraph, "pPr"), "pStyle", val=style)
    add_text(paragraph, text)
    return paragraph


def add_text(paragraph: _Element, text: str, style: str = "") -> None:
    """Add text as a run, with breaks for line ends; characters that XML has not are replaced.

    Parameters
    ----------
    paragraph
        A paragraph, or a tracked change in one.
    text
        The text; nothing is added for an empty one.
    style
        Id of a character style, or ``""``.
    """
    if not text:
        return
    run = deepcopy(_empty_run(style))
    paragraph.append(run)
    lines = lines_of(legible(text))
    run[-1].text = lines[0]
    for line in lines[1:]:
        child_of(run, "br")
        _add_line(run).text = line


@cache
def _empty_run(style: str) -> _Element:
    """Return a run to be copied: a copy costs a third of its elements made one by one, and tables hold thousands."""
    run = new_element("r")
    if style:
        child_of(child_of(run, "rPr"), "rStyle", val=style)
    _add_line(run)
    return run


def _add_line(run: _Element) -> _Element:
    return etree.SubElement(run, w("t"), _PRESERVE)


def add_runs(paragraph: _Element, runs: Iterable[Run], styles: dict[str, str]) -> None:
    """Add runs with the character styles of their marks.

    Parameters
    ----------
    paragraph
        The paragraph.
    runs
        The runs.
    styles
        Ids of styles by what `policycompare.differing.marks.Look.word` calls them.
    """
    for run in runs:
        look = look_of(run)
        add_text(paragraph, run.text, styles[look.word] if look else "")


def add_field(paragraph: _Element, instruction: str, shown: str) -> None:
    """Add a field, which Word computes, with what it shows until then."""
    child_of(child_of(paragraph, "r"), "fldChar", fldCharType="begin")
    code = etree.SubElement(child_of(paragraph, "r"), w("instrText"), _PRESERVE)
    code.text = instruction
    child_of(child_of(paragraph, "r"), "fldChar", fldCharType="separate")
    add_text(paragraph, shown)
    child_of(child_of(paragraph, "r"), "fldChar", fldCharType="end")
