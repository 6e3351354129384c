"""A document as a proof-reader (校对) sees it: its lines, bodies, lists of units and citations, each with its place.

Everything is found once, when a rule first asks for it; rules only read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from policycompare.checking.own_references import OwnReference, own_references
from policycompare.documents import Span
from policycompare.language.citations import citations
from policycompare.language.numerals import to_han
from policycompare.language.references import paragraphs_of
from policycompare.reading.outline.numbering import Numbering, numbering_of

if TYPE_CHECKING:
    from policycompare.aligning.alignment import Alignment
    from policycompare.catalog.library import Library
    from policycompare.documents import Document, Measure, PartKind, Unit
    from policycompare.messages import Message

HAN = "\u4e00-\u9fff\u3400-\u4dbf〇"
"""Characters of the script, for a character class."""
BLANK = " \t\u3000\u00a0\u2002-\u200a\u202f"
"""Blanks within a line, for a character class."""
_LINE = re.compile(r"[^\r\n]+")
_RUNNING = re.compile(r"[，。；]")
_LONG = 15
"""A line of so many characters with a mark in it is running text, not a heading or a cell."""


_PLACES = {"cover": "文首", "title": "标题", "preamble": "序言", "closing": "文末"}
"""What people call the parts of a document that have no number."""
_HEADING = 20
_MOST_ITEMS = 1000


def _part_of(body: Span, measure: Measure, offset: int) -> str:
    """Return the paragraph and item of an article in which a character stands: 第二款第（三）项."""
    paragraphs = paragraphs_of(measure) if measure.printed.startswith("第") and body.start >= 0 else ()
    at = offset - body.start
    for number, paragraph in enumerate(paragraphs, start=1):
        if not paragraph.span.start <= at <= paragraph.span.end:
            continue
        part = f"第{to_han(number)}款" if len(paragraphs) > 1 else ""
        inside = [item.number for item in paragraph.items if item.span.start <= at <= item.span.end]
        return part + (f"第（{to_han(inside[0])}）项" if inside and 0 < inside[0] < _MOST_ITEMS else "")
    return ""


def is_open(text: str) -> bool:
    """Whether the last bracket of `text` is never closed: what follows it may be its units, and is no sentence."""
    return max(text.rfind("（"), text.rfind("(")) > max(text.rfind("）"), text.rfind(")"))


@dataclass(frozen=True, slots=True)
class Flaw:
    """Fault found by a rule: its place, a remark, and the repair; a `Finding` once rule and line are added.

    Attributes
    ----------
    span
        In ``Document.text``, never empty.
    remark
        For a person.
    repair
        The text to put in place of the span, ``""`` to delete it, ``None`` when only a person can tell.
    """

    span: Span
    remark: Message | str
    repair: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without the blanks at its ends.

    Attributes
    ----------
    span
        In ``Document.text``.
    text
        What stands there.
    numbering
        The number it starts with, offsets within `text`, or ``None``.
    kind
        The part of the document in which it stands.
    measure
        Position of the measure in which it stands, or -1.
    """

    span: Span
    text: str
    numbering: Numbering | None
    kind: PartKind
    measure: int

    @property
    def is_running(self) -> bool:
        """Whether the line is running text: long enough, with a comma or a stop in it."""
        return len(self.text) >= _LONG and bool(_RUNNING.search(self.text))


@dataclass(frozen=True, slots=True)
class Mention:
    """A responsible unit where it is written.

    Attributes
    ----------
    measure
        Position of the measure.
    unit
        What reading made of the name.
    span
        Of the name in ``Document.text``.
    """

    measure: int
    unit: Unit
    span: Span


@dataclass(frozen=True)
class Draft:
    """A document to check, the document of a higher level that it is to implement, and a folder of what it cites."""

    document: Document
    parent: Document | None = None
    library: Library | None = None

    @property
    def text(self) -> str:
        """The source, in which all offsets count."""
        return self.document.text

    def place(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column of the character at `offset`."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def where(self, offset: int) -> str:
        """Return where the character at `offset` stands, as people find it on paper: 第十四条第二款（第60段）."""
        number = bisect_right(self._line_starts, offset)
        line = self.lines[number - 1] if number else None
        name = _PLACES.get(line.kind, "") if line else ""
        if line is not None and line.measure >= 0:
            measure = self.document.measures[line.measure]
            name = measure.cited + _part_of(self._body(measure), measure, offset)
        elif line is not None and line.kind == "heading":
            name = line.text[:_HEADING]
        return f"{name}（第{number}段）" if name else f"第{number}段"

    @cached_property
    def _line_starts(self) -> tuple[int, ...]:
        return tuple(line.span.start for line in self.lines)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *(match.end() for match in re.finditer("\n", self.text)))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are not blank, in order."""
        out = []
        parts, measures = self.document.parts, self.document.measures
        part_starts, measure_starts = [p.span.start for p in parts], [m.span.start for m in measures]
        for match in _LINE.finditer(self.text):
            text = match[0].strip()
            if not text:
                continue
            start = match.start() + match[0].index(text[0])
            kind = parts[bisect_right(part_starts, start) - 1].kind
            position = bisect_right(measure_starts, start) - 1
            inside = position >= 0 and start < measures[position].span.end
            out.append(Line(Span(start, start + len(text)), text, numbering_of(text), kind, position if inside else -1))
        return tuple(out)

    @cached_property
    def following(self) -> dict[int, Line]:
        """The line after each line but the last, by where the first of the two starts."""
        return {line.span.start: after for line, after in pairwise(self.lines)}

    @cached_property
    def items(self) -> tuple[tuple[Line, ...], ...]:
        """Runs of at least two lines of a measure that are numbered on in one style: （一） （二） （三）."""
        runs: list[list[Line]] = []
        for line in self.lines:
            number = line.numbering
            if number is None or line.measure < 0 or number.style == self.document.style:
                continue
            before = runs[-1][-1] if runs else None
            if before and before.numbering and before.measure == line.measure and _follows(before.numbering, number):
                runs[-1].append(line)
            else:
                runs.append([line])
        return tuple(tuple(run) for run in runs if len(run) > 1)

    @cached_property
    def bodies(self) -> tuple[Span, ...]:
        """The measures without their numbers and units, by position."""
        return tuple(self._body(measure) for measure in self.document.measures)

    def _body(self, measure: Measure) -> Span:
        at = self.text.find(measure.text, measure.span.start, measure.span.end) if measure.text else measure.span.start
        return Span(at, at + len(measure.text))

    def tail(self, position: int) -> Span:
        """Return what follows the body of the measure at `position`: its units, with the brackets around them."""
        return Span(self.bodies[position].end, self.document.measures[position].span.end)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The responsible units where they are written, in order, repetitions included."""
        out = []
        for position, measure in enumerate(self.document.measures):
            tail = self.tail(position)
            found = {}
            for unit in measure.units:
                pattern = rf"(?<=[、，,；;（(：:\n 　等])\s*({re.escape(unit.name)})(?=[、，,；;）)等按\n 　负牵配]|$)"
                for match in re.finditer(pattern, tail.of(self.text)):
                    found[tail.start + match.start(1)] = unit
            out += [Mention(position, unit, Span(at, at + len(unit.name))) for at, unit in sorted(found.items())]
        return tuple(out)

    @cached_property
    def mentions_of(self) -> dict[int, list[Mention]]:
        """The mentions by the position of their measure."""
        found: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            found.setdefault(mention.measure, []).append(mention)
        return found

    @cached_property
    def citations(self) -> tuple[tuple[str, Span], ...]:
        """The titles cited in 《…》 and where they stand, without the marks around them."""
        return tuple(citations(self.text))

    @cached_property
    def references(self) -> tuple[OwnReference, ...]:
        """The references to the draft's own provisions, in order; none where its outline is not sure."""
        return tuple(own_references(self.document, self.bodies))

    @cached_property
    def alignment(self) -> Alignment | None:
        """The draft aligned with its parent, or ``None`` where there is nothing to align."""
        from policycompare.aligning.align import align

        if self.parent is None or not self.document.provisions or not self.parent.provisions:
            return None
        return align(self.document, self.parent)


def _follows(before: Numbering, number: Numbering) -> bool:
    return before.style == number.style and number.value == before.value + 1
