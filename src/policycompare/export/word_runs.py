"""The text of a paragraph in a Word file as its runs hold it, and changes to it that are tracked.

What is edited is the drafter's own file: runs are cut where a change begins or ends, and keep their look; what is no
text (pictures, fields, references to notes) stays where it is.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate, count
from typing import TYPE_CHECKING

from policycompare.export.word_elements import child_of, new_element, w
from policycompare.export.xml_characters import legible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from lxml.etree import _Element

    from policycompare.differing.runs import Run

_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
_APART = frozenset(map(w, ("txbxContent", "del", "moveFrom")))
"""Elements whose runs are no text of the paragraph around them: text boxes, and what is deleted already."""
_MARKS = tuple(map(w, ("ins", "del", "moveFrom", "moveTo")))
_OUTSIDE = frozenset(
    map(w, ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference", "proofErr"))
)
"""Elements that a copy of a paragraph must not have twice."""


def runs_in(paragraph: _Element) -> Iterator[_Element]:
    """Yield the runs of a paragraph in order, those of links and controls in it included."""
    for child in paragraph:
        if child.tag == w("r"):
            yield child
        elif isinstance(child.tag, str) and child.tag not in _APART and child.tag != w("pPr"):
            yield from runs_in(child)


def text_of(paragraph: _Element) -> str:
    """Return the text of a paragraph: a tab is a tab, a line break a line end."""
    return "".join(run_text(run) for run in runs_in(paragraph))


def run_text(run: _Element) -> str:
    """Return the text of a run."""
    return "".join(_text(child) for child in run)


def _text(child: _Element) -> str:
    tag = child.tag
    if tag == w("t"):
        return child.text or ""
    if tag == w("br"):
        return "" if child.get(w("type")) in ("page", "column") else "\n"
    return {w("tab"): "\t", w("cr"): "\n", w("noBreakHyphen"): "-", w("sym"): "□"}.get(tag, "")


def cut_runs(paragraph: _Element, offsets: Iterable[int]) -> None:
    """Cut the runs of a paragraph at some offsets of its text."""
    # From the end on, so that the next cut of a run is where it was.
    last_first = sorted(set(offsets), reverse=True)
    for place in _placed(paragraph):
        for offset in last_first:
            if place.start < offset < place.end:
                _cut(place.run, offset - place.start)


@dataclass(frozen=True, slots=True)
class _PlacedRun:
    """A run with its place in the text of its paragraph; a picture takes none of the text."""

    run: _Element
    start: int
    end: int


def _placed(paragraph: _Element) -> list[_PlacedRun]:
    places = []
    start = 0
    for run in runs_in(paragraph):
        end = start + len(run_text(run))
        places.append(_PlacedRun(run, start, end))
        start = end
    return places


def _cut(run: _Element, at: int) -> None:
    """Cut a run in two behind so many characters."""
    behind = deepcopy(run)
    run.addnext(behind)
    position = 0
    for own, other in zip(list(run), list(behind), strict=True):
        if own.tag == w("rPr"):
            continue
        length = len(_text(own))
        if position >= at:
            run.remove(own)
        elif position + length <= at:
            behind.remove(other)
        else:
            text = own.text or ""
            _set_text(own, text[: at - position])
            _set_text(other, text[at - position :])
        position += length


def _set_text(element: _Element, text: str) -> None:
    element.text = text
    element.set(_PRESERVE, "preserve")


def new_run(text: str, properties: _Element | None) -> _Element:
    """Return a run with a text, tabs and line ends as Word has them, and a copy of a run's properties."""
    run = new_element("r")
    if properties is not None:
        run.append(deepcopy(properties))
    piece = ""
    for character in legible(text) + "\0":
        if character not in "\t\n\0":
            piece += character
            continue
        if piece:
            _set_text(child_of(run, "t"), piece)
            piece = ""
        if character != "\0":
            child_of(run, "tab" if character == "\t" else "br")
    return run


def properties_of(run: _Element | None) -> _Element | None:
    """Return the properties of a run."""
    return run.find(w("rPr")) if run is not None else None


def without_marks(paragraph: _Element) -> None:
    """Take what must not stand twice in a file out of the copy of a paragraph: bookmarks, comments, its identity."""
    for element in list(paragraph.iter()):
        if element.tag in _OUTSIDE and element.getparent() is not None:
            element.getparent().remove(element)
    for name in list(paragraph.attrib):
        if name.endswith(("}paraId", "}textId")):
            del paragraph.attrib[name]


@dataclass(frozen=True, slots=True)
class ChangeElements:
    """Names of the elements by which the words of a paragraph become changes.

    Attributes
    ----------
    same
        Element around words that both versions have, ``""`` for none.
    removed, added
        Element around words of one version; ``""``: they are left out.
    """

    same: str = ""
    removed: str = "del"
    added: str = "ins"


EDITED = ChangeElements()
MOVED_FROM = ChangeElements("moveFrom", "del", "")
MOVED_TO = ChangeElements("moveTo", "", "ins")


class Tracker:
    """Tracked changes with numbers of their own, by one author.

    Parameters
    ----------
    author
        Name of the author.
    when
        When the changes are said to have been made, ``None`` to say nothing of it.
    first
        Number of the first change, beyond those that the file has.
    """

    def __init__(self, author: str, when: datetime | None, first: int) -> None:
        self._made = {"author": author}
        if when is not None:
            self._made["date"] = f"{when:%Y-%m-%dT%H:%M:%SZ}"
        self._numbers = count(first)

    def element(self, kind: str, **attributes: str) -> _Element:
        """Return an element of a change."""
        element = new_element(kind, id=str(next(self._numbers)))
        for key, value in (attributes | self._made).items():
            element.set(w(key), value)
        return element

    def range_end(self, name: str, start: _Element) -> _Element:
        """Return the end of a range that `start` begins."""
        return new_element(name, id=start.get(w("id")) or "")

    def wrap(self, run: _Element, name: str) -> None:
        """Put a run into a change, so that it counts as deleted, inserted or moved."""
        around = self.element(name)
        run.addprevious(around)
        around.append(run)
        if name == "del":
            for text in run.iter(w("t")):
                text.tag = w("delText")
                text.set(_PRESERVE, "preserve")
            for code in run.iter(w("instrText")):
                code.tag = w("delInstrText")

    def mark_paragraph(self, paragraph: _Element, name: str) -> None:
        """Make the mark of a paragraph a part of the change."""
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = new_element("pPr")
            paragraph.insert(0, properties)
        own = properties.find(w("rPr"))
        if own is None:
            own = new_element("rPr")
            behind = [child for child in properties if child.tag in (w("sectPr"), w("pPrChange"))]
            if behind:
                behind[0].addprevious(own)
            else:
                properties.append(own)
        for child in [child for child in own if child.tag in _MARKS]:
            own.remove(child)
        own.insert(0, self.element(name))

    def whole(self, paragraph: _Element, name: str, *, mark: bool = True) -> None:
        """Make a whole paragraph a change, with its mark unless the paragraph itself has to stay."""
        for run in list(runs_in(paragraph)):
            self.wrap(run, name)
        if mark:
            self.mark_paragraph(paragraph, name)

    def edit(self, paragraph: _Element, runs: Sequence[Run], elements: ChangeElements = EDITED) -> None:
        """Change the text of a paragraph.

        Parameters
        ----------
        paragraph
            The paragraph, with the old text.
        runs
            The differences of the new text from the old one; the old words before the new ones that stand for them.
        elements
            What becomes of the words.
        """
        ends = list(accumulate(0 if run.only_in == "child" else len(run.text) for run in runs))
        cut_runs(paragraph, ends)
        places = _placed(paragraph)
        start = 0
        wrapped: list[tuple[_Element, str]] = []
        left_out: list[_Element] = []
        for difference, end in zip(runs, ends, strict=True):
            if difference.only_in == "child":
                if elements.added:
                    self._insert(paragraph, places, start, difference.text, elements.added)
                continue
            inside = [place.run for place in places if start <= place.start < place.end <= end]
            if difference.only_in == "parent" and not elements.removed:
                left_out += inside
            else:
                name = elements.removed if difference.only_in == "parent" else elements.same
                wrapped += [(run, name) for run in inside if name]
            start = end
        if elements.same:  # pictures and fields move with the words
            wrapped += [(place.run, elements.same) for place in places if place.start == place.end]
        # Only now: words are inserted beside runs that are left out.
        for run in left_out:
            run.getparent().remove(run)
        for run, name in wrapped:
            self.wrap(run, name)

    def _insert(self, paragraph: _Element, places: Sequence[_PlacedRun], at: int, text: str, name: str) -> None:
        """Insert words at an offset of the old text, in the look of the words before them, or else behind them."""
        before = [place.run for place in places if place.start < place.end <= at]
        behind = [place.run for place in places if at <= place.start < place.end]
        around = self.element(name)
        if before:
            around.append(new_run(text, properties_of(before[-1])))
            before[-1].addnext(around)
        elif behind:
            around.append(new_run(text, properties_of(behind[0])))
            behind[0].addprevious(around)
        else:
            around.append(new_run(text, None))
            paragraph.append(around)
