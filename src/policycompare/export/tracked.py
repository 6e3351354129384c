"""Two versions of a draft as one Word document with real tracked changes (修订).

Accepting all of them gives the new version, rejecting them the old.

Libraries that write revisions (docx-revisions) mark words inside a paragraph with the time of the clock, and those that
compare documents by themselves know nothing of provisions. What is needed are a few elements around our own runs.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import EARLIEST, made
from policycompare.differing.runs import Run
from policycompare.export.output_folder import write
from policycompare.export.word_elements import add_paragraph, add_text, child_of
from policycompare.export.word_file import AUTHOR, describe, saved
from policycompare.export.word_template import unnumbered
from policycompare.export.xml_characters import legible
from policycompare.tables.merged_text import merged_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from lxml.etree import _Element

    from policycompare.aligning.alignment import Alignment
    from policycompare.tables.merged_text import MergedParagraph

_REVISIONS = {"child": "ins", "parent": "del"}
"""Element of a tracked change around words that only one side has."""
_ROLES = {"title": "title", "heading": "group"}
"""Role of the style of each kind of paragraph; that of all others is the cells'."""


def tracked(aligned: Alignment, path: str | Path) -> Path:
    """Write the child as a Word document with its differences from the parent as tracked changes.

    Provisions that are linked one to one in the order of both are compared word by word; all others are deleted where
    they stood and inserted where they stand.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    return write(path, tracked_bytes(aligned))


def tracked_bytes(aligned: Alignment) -> bytes:
    """Return the document, see `tracked`."""
    when = made((aligned.child, aligned.parent))
    template = unnumbered("公文")
    word, body = template.word, template.word.element.body
    word.settings.odd_and_even_pages_header_footer = False
    word.sections[0].header.paragraphs[0].text = legible("；".join(f"注意：{notice}" for notice in aligned.notices))
    describe(word, aligned.child.title, aligned.notices, when)
    writer = _RevisionWriter(template.styles, when)
    for paragraph in merged_text(aligned):
        writer.add_paragraph(body, paragraph)
    body.append(body.sectPr)  # the properties of the section come last
    return saved(word, when)


class _RevisionWriter:
    """Paragraphs with tracked changes, each change with a number of its own.

    Parameters
    ----------
    styles
        Id of the style of each role.
    when
        When the changes are said to have been made.
    """

    def __init__(self, styles: dict[str, str], when: datetime) -> None:
        self._styles = styles
        self._made = {"author": AUTHOR}
        if when > EARLIEST:
            self._made["date"] = f"{when:%Y-%m-%dT%H:%M:%SZ}"
        self._numbers = count(1)

    def add_paragraph(self, body: _Element, paragraph: MergedParagraph) -> None:
        out = add_paragraph(body, self._styles[_ROLES.get(paragraph.kind, "cell")])
        sides = {run.only_in for run in paragraph.runs}
        if len(sides) == 1 and sides != {""}:
            # The mark of a paragraph that only one version has is part of the change.
            self._change(child_of(out[0], "rPr"), sides.pop())
        for part in paragraph.runs:
            for run in _both_wordings(part):
                self._add(out, run)

    def _add(self, paragraph: _Element, run: Run) -> None:
        if run.only_in and run.text:
            add_text(self._change(paragraph, run.only_in), run.text, deleted=run.only_in == "parent")
        else:
            add_text(paragraph, run.text)

    def _change(self, parent: _Element, side: str) -> _Element:
        return child_of(parent, _REVISIONS[side], id=str(next(self._numbers)), **self._made)


def _both_wordings(run: Run) -> Iterator[Run]:
    """Yield a run, of a localised one what was removed and what was added."""
    if run.meaning == "localised":
        yield Run(run.above, "removed")
        yield Run(run.text, "added")
    else:
        yield run
