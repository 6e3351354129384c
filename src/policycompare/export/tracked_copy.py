"""Two versions as tracked changes (修订) in a copy of the old one's own Word file: styles, fonts, cover, tables stay.

Accepting all changes gives the new text, rejecting them the old. Headers, footers, notes and text boxes are the old
version's. Libraries that write revisions (docx-revisions) mark words inside a paragraph and know nothing of provisions.
"""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import EARLIEST, made
from policycompare.differing.in_order import longest_in_order
from policycompare.differing.runs import Run, in_common
from policycompare.differing.text_differences import ALIKE_ENOUGH, differences
from policycompare.export.word_blocks import Block, accept_all, blocks_in, cells_of, row_text, rows_of
from policycompare.export.word_divisions import divided
from policycompare.export.word_elements import new_element, w
from policycompare.export.word_file import AUTHOR, describe, saved
from policycompare.export.word_numbers import text_in_manner, with_numbers
from policycompare.export.word_runs import (
    MOVED_FROM,
    MOVED_TO,
    Tracker,
    new_run,
    properties_of,
    run_text,
    runs_in,
    text_of,
    without_marks,
)
from policycompare.export.word_template import unnumbered_template
from policycompare.export.xml_characters import legible
from policycompare.language.numerals import HAN
from policycompare.revising.counterparts import counterparts
from policycompare.revising.paragraphs import paragraph_pairs
from policycompare.revising.wording import bare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Word
    from lxml.etree import _Element

    from policycompare.differing.runs import Meaning
    from policycompare.documents import Document
    from policycompare.revising import Revision

_MEANINGS: dict[str, Meaning] = {"": "same", "parent": "removed", "child": "added"}
_NUMBER = re.compile(
    rf"[ 　\t]*(?:第(?:{HAN}{{1,7}}|[0-9]{{1,4}})[编章节条](?:之{HAN}{{1,3}})?|[（(]{HAN}{{1,4}}[)）]"
    rf"|{HAN}{{1,4}}、|[0-9]{{1,2}}[.．、](?![0-9]))"
)
_LAYOUT = frozenset(map(w, ("pStyle", "jc", "outlineLvl", "ind", "numPr")))
"""Properties by which paragraphs of one role are known from those of another."""
_NOT_COPIED = frozenset(map(w, ("sectPr", "pageBreakBefore", "pPrChange")))
_ONLY_THERE = frozenset(
    map(
        w,
        ("pStyle", "rStyle", "tblStyle", "numPr", "drawing", "pict", "object", "footnoteReference", "endnoteReference"),
    )
)
"""Elements that point to what another file has."""


def tracked_copy_of(revision: Revision) -> bytes:
    """Return the copy of two versions that were read from files, see `tracked_copy_bytes`."""
    return tracked_copy_bytes(revision, _word_file(revision.old), _word_file(revision.new))


def _word_file(document: Document) -> bytes | None:
    """Return the Word file from which a document was read, ``None`` where it was none."""
    try:
        content = Path(document.path).read_bytes() if document.path else b""
    except OSError:
        return None
    return content if is_word_file(content) else None


def tracked_copy_bytes(revision: Revision, old: bytes | None, new: bytes | None) -> bytes:
    """Return the copy with its tracked changes.

    Parameters
    ----------
    revision
        The versions.
    old, new
        The Word files that they were read from; without the old one its text is laid out plainly, without the new one
        its lines are its paragraphs.
    """
    when = made((revision.old, revision.new))
    word = _opened(old) if old is not None else _laid_out(revision.old, revision.notices)
    if old is None:
        describe(word, revision.new.title, revision.notices, when)
    body = word.element.body
    accept_all(body)
    above = with_numbers(word, list(blocks_in(body)))
    below = _blocks_of(revision.new, new)
    tracker = Tracker(AUTHOR, when if when > EARLIEST else None, _first_number(body))
    _Copy(tracker, above, below).write(revision)
    return saved(word, when)


def is_word_file(content: bytes) -> bool:
    """Whether a file is one that can be copied: a Word file (.docx) of the usual, transitional kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            start = archive.read("word/document.xml")[:10_000]
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        return False
    return b"http://schemas.openxmlformats.org/wordprocessingml/2006/main" in start


def _opened(content: bytes) -> Word:
    import docx

    return docx.Document(io.BytesIO(content))


def _laid_out(document: Document, notices: Sequence[str]) -> Word:
    """Lay out a text plainly, a line a paragraph, with what must be said of it at the head of each page."""
    from docx.enum.section import WD_ORIENT

    word = unnumbered_template().word
    section = word.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    word.settings.odd_and_even_pages_header_footer = False
    section.header.paragraphs[0].text = legible("；".join(f"注意：{notice}" for notice in notices))
    section.page_width, section.page_height = section.page_height, section.page_width
    for line in document.text.splitlines():
        word.add_paragraph()._p.append(new_run(line, None))
    body = word.element.body
    body.append(body.sectPr)
    return word


def _blocks_of(document: Document, content: bytes | None) -> list[Block]:
    if content is None:
        return [Block(line) for line in document.text.splitlines() if line.strip()]
    word = _opened(content)
    accept_all(word.element.body)
    return with_numbers(word, list(blocks_in(word.element.body)))


def _first_number(body: _Element) -> int:
    numbers = [element.get(w("id")) for element in body.iter() if isinstance(element.tag, str)]
    return max([int(number) for number in numbers if number and number.isdecimal() and len(number) < 9], default=0) + 1


@dataclass(frozen=True, slots=True)
class _Copy:
    """The blocks of the old file or of a cell of it, in which the changes are made, and those of the new one."""

    tracker: Tracker
    old: Sequence[Block]
    new: Sequence[Block]

    def write(self, revision: Revision) -> None:
        """Make the changes of a whole file."""
        if self.old and self.new:
            pairs = paragraph_pairs(revision, [b.text for b in self.old], [b.text for b in self.new])
            kept = [pair for pair in pairs.kept if self._is_alike(pair)]
            moved = [pair for some in pairs.moved for pair in some if self._can_move(pair)]
            parts = divided(self.tracker, self.old, self.new, kept, moved)
            _Copy(self.tracker, parts.old, parts.new).change(parts.kept, parts.moved)

    def write_cell(self) -> None:
        """Make the changes of a cell, whose last paragraph has to stay."""
        keys = [[bare(block.text) for block in side] for side in (self.old, self.new)]
        last = (len(self.old) - 1, len(self.new) - 1)
        groups = [(group.old[0], group.new[0]) for group in counterparts(*keys)]
        inner = [(i, j) for i, j in groups if i < last[0] and j < last[1]]
        self.change([pair for pair in [*longest_in_order(inner), last] if self._is_alike(pair)], [])

    def change(self, kept: Sequence[tuple[int, int]], moved: Sequence[tuple[int, int]]) -> None:
        """Edit what stays, and delete, insert and move the rest.

        Parameters
        ----------
        kept, moved
            Positions of old and new blocks; the last blocks are among those that are kept.
        """
        new_of, old_of = dict(kept), {j: i for i, j in kept}
        arrived = {j: self._moved(self.old[i], self.new[j]) for i, j in moved}
        gone = dict(moved)
        # Empty paragraphs of a file are its layout; a version that is no Word file has none to compare.
        is_text = self.new[0].element is None
        for i, block in enumerate(self.old):
            if i in new_of:
                self._edit(block, self.new[new_of[i]])
            elif i not in gone and (block.text.strip() or not is_text):
                self._delete(block)
        # What is new stands before the next old block that stays, behind what was deleted there.
        anchor: _Element | None = None
        for j in range(len(self.new) - 1, -1, -1):
            if j in old_of:
                anchor = self.old[old_of[j]].element
                continue
            for element in reversed(arrived.get(j) or self._inserted(j, old_of)):
                if anchor is None:
                    _element(self.old[-1]).addnext(element)
                else:
                    anchor.addprevious(element)
                anchor = element

    def _is_alike(self, pair: tuple[int, int]) -> bool:
        """Whether both blocks are paragraphs, or both tables."""
        return self.old[pair[0]].is_table == self.new[pair[1]].is_table

    def _can_move(self, pair: tuple[int, int]) -> bool:
        block = self.old[pair[0]]
        return not (block.is_table or self.new[pair[1]].is_table or _ends_section(_element(block)))

    def _edit(self, old: Block, new: Block) -> None:
        text = _in_manner(new, old)
        if old.text == text:
            return
        if not old.is_table:
            self.tracker.edit(_element(old), _differences(old.text, text))
        elif new.element is not None:
            self._edit_table(_element(old), new.element)

    def _moved(self, old: Block, new: Block) -> list[_Element]:
        """Mark a paragraph as moved away, and return what stands at its new place."""
        source = _element(old)
        copy = deepcopy(source)
        without_marks(copy)
        runs = _differences(old.text, _in_manner(new, old))
        self.tracker.edit(copy, runs, MOVED_TO)
        self.tracker.mark_paragraph(copy, "moveTo")
        self.tracker.edit(source, runs, MOVED_FROM)
        self.tracker.mark_paragraph(source, "moveFrom")
        start = self.tracker.element("moveFromRangeStart")
        name = f"move{start.get(w('id'))}"
        start.set(w("name"), name)
        source.addprevious(start)
        source.addnext(self.tracker.range_end("moveFromRangeEnd", start))
        arrival = self.tracker.element("moveToRangeStart", name=name)
        return [arrival, copy, self.tracker.range_end("moveToRangeEnd", arrival)]

    def _delete(self, block: Block) -> None:
        element = _element(block)
        if block.is_table:
            for row in rows_of(element):
                self._mark_row(row, "del")
        else:
            # A paragraph that ends a section stays, empty, as the section does.
            self.tracker.whole(element, "del", mark=not _ends_section(element))

    def _mark_row(self, row: _Element, name: str) -> None:
        properties = row.find(w("trPr"))
        if properties is None:
            properties = new_element("trPr")
            before = row.find(w("tblPrEx"))
            row.insert(0 if before is None else 1, properties)
        properties.append(self.tracker.element(name))
        for paragraph in row.iter(w("p")):
            self.tracker.whole(paragraph, name)

    def _edit_table(self, old: _Element, new: _Element) -> None:
        """Change the cells of rows that are versions of each other; other rows come and go whole."""
        above, below = rows_of(old), rows_of(new)
        pairs = _row_pairs(above, below)
        partner = {j: i for i, j in pairs}
        for i, j in pairs:
            for own, other in zip(cells_of(above[i]), cells_of(below[j]), strict=True):
                _Copy(self.tracker, list(blocks_in(own)), list(blocks_in(other))).write_cell()
        kept = dict(pairs)
        for i, row in enumerate(above):
            if i not in kept:
                self._mark_row(row, "del")
        anchor = above[-1]
        for j in range(len(below) - 1, -1, -1):
            if j in partner:
                anchor = above[partner[j]]
                continue
            row = _foreign(below[j])
            self._mark_row(row, "ins")
            is_behind = not any(k in partner for k in range(j + 1, len(below)))
            if is_behind and anchor is above[-1]:
                anchor.addnext(row)
            else:
                anchor.addprevious(row)
            anchor = row

    def _inserted(self, j: int, old_of: dict[int, int]) -> list[_Element]:
        """Return a new block in the look of the nearest old one of its kind."""
        block = self.new[j]
        if block.is_table:
            table = _foreign(_element(block))
            for row in rows_of(table):
                self._mark_row(row, "ins")
            return [table]
        model = self._model(j, old_of)
        text = _in_manner(block, model)
        paragraph = _like(model.element if model else None, text)
        counted = paragraph.find(f"{w('pPr')}/{w('numPr')}")
        if counted is not None and not block.number and text == block.text:  # it has no number, or types it
            counted.getparent().remove(counted)
        self.tracker.whole(paragraph, "ins")
        return [paragraph]

    def _model(self, j: int, old_of: dict[int, int]) -> Block | None:
        """Return the nearest old paragraph that stays and whose new version looks like a new one."""
        shape = _Shape.of(self.new[j])
        nearest = sorted((k for k in old_of if not self.new[k].is_table), key=lambda k: (abs(k - j), k))
        shapes = [(k, _Shape.of(self.new[k])) for k in nearest]
        same = [k for k, other in shapes if other == shape]
        numbered = [k for k, other in shapes if other.number == shape.number and self.new[k].text.strip()]
        for k in [*same, *numbered, *nearest][:1]:
            return self.old[old_of[k]]
        return next((block for block in self.old if not block.is_table), None)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a paragraph looks: the way in which it is numbered, whether it is empty, and its layout."""

    number: str
    is_empty: bool
    layout: tuple[str, ...]

    @classmethod
    def of(cls, block: Block) -> _Shape:
        found = _NUMBER.match(f"{block.number}{block.text}")
        number = re.sub(rf"{HAN}+|[0-9]+", "1", found[0].strip()) if found else ""
        properties = block.element.find(w("pPr")) if block.element is not None else None
        if properties is None:
            return cls(number, not block.text.strip(), ())
        layout = [str(sorted(child.attrib.items())) for child in properties if child.tag in _LAYOUT]
        return cls(number, not block.text.strip(), tuple(layout))


def _element(block: Block) -> _Element:
    assert block.element is not None, "blocks of a Word file have elements"  # noqa: S101
    return block.element


def _in_manner(new: Block, old: Block | None) -> str:
    """Return the text of a new paragraph, its number typed where the old one's is and counted where Word counts it."""
    if new.is_table:
        return new.text
    return text_in_manner(new, _NUMBER.match(new.text), is_counted=bool(old and old.number))


def _ends_section(paragraph: _Element) -> bool:
    return paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None


def _differences(old: str, new: str) -> Sequence[Run]:
    """Return the differences of two paragraphs; another number is a change of the whole number."""
    above, below = _NUMBER.match(old), _NUMBER.match(new)
    runs: list[Run] = []
    whole = old, new
    if above and below and above[0] != below[0]:
        runs = [Run(above[0], "removed"), Run(below[0], "added")]
        old, new = old[above.end() :], new[below.end() :]
    runs += differences(new, old)
    if in_common(runs) < ALIKE_ENOUGH:
        return [run for run in (Run(whole[0], "removed"), Run(whole[1], "added")) if run.text]
    # Neighbours of one side are one change: two insertions at one place would have no order.
    joined = [(side, "".join(run.text for run in some)) for side, some in groupby(runs, lambda run: run.only_in)]
    return [Run(text, _MEANINGS[side]) for side, text in joined]


def _row_pairs(above: Sequence[_Element], below: Sequence[_Element]) -> list[tuple[int, int]]:
    """Return the rows of two tables that are versions of each other and have as many cells."""
    found = [
        (group.old[0], group.new[0]) for group in counterparts(*(list(map(row_text, side)) for side in (above, below)))
    ]
    if len(above) == len(below):
        found = [(k, k) for k in range(len(above))]
    pairs = longest_in_order(sorted(found))
    return [(i, j) for i, j in pairs if len(cells_of(above[i])) == len(cells_of(below[j]))]


def _like(model: _Element | None, text: str) -> _Element:
    """Return a paragraph with a text in the look of another one, its number in the look of the other's number."""
    paragraph = new_element("p")
    if model is None:
        paragraph.append(new_run(text, None))
        return paragraph
    properties = model.find(w("pPr"))
    if properties is not None:
        paragraph.append(deepcopy(properties))
        for child in list(paragraph[0]):
            if child.tag in _NOT_COPIED:
                paragraph[0].remove(child)
    own = [run for run in runs_in(model) if run_text(run).strip()]
    if not text or not own:
        if text:
            paragraph.append(new_run(text, None))
        return paragraph
    body = max(own, key=lambda run: len(run_text(run)))
    above, below = _NUMBER.match(text_of(model)), _NUMBER.match(text)
    start = 0
    if above and below and len(run_text(own[0]).strip()) <= len(above[0].strip()):
        start = below.end()
        paragraph.append(new_run(text[:start], properties_of(own[0])))
    paragraph.append(new_run(text[start:], properties_of(body)))
    return paragraph


def _foreign(element: _Element) -> _Element:
    """Return a copy of a table or a row of another file, without what only that file has: styles, pictures, notes."""
    copy = deepcopy(element)
    without_marks(copy)
    for child in list(copy.iter()):
        if child.tag in _ONLY_THERE and child.getparent() is not None:
            child.getparent().remove(child)
    return copy
