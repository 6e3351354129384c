"""Paragraphs of two versions: which stay, which move with their provision, and so which come and go.

The paragraphs of a file are told to the provisions in which they stand; those of provisions that are versions of each
other are paired, and nothing across provisions is.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.differing.in_order import longest_in_order
from policycompare.revising.counterparts import counterparts
from policycompare.revising.parts import part_pairs, without_number
from policycompare.revising.wording import bare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.documents import Document
    from policycompare.revising.revision import Revision

_MOST_ALIKE = 30
"""Lines that a paragraph may equal for being looked for among them: one that equals more says nothing of its place."""
_ARTICLE = "条"


@dataclass(frozen=True, slots=True)
class ParagraphPairs:
    """Paragraphs of two versions that are versions of each other, by position.

    Attributes
    ----------
    kept
        In the order of both.
    moved
        With a provision that stands elsewhere; those of one provision together.
    """

    kept: tuple[tuple[int, int], ...]
    moved: tuple[tuple[tuple[int, int], ...], ...]


def paragraph_pairs(revision: Revision, old: Sequence[str], new: Sequence[str]) -> ParagraphPairs:
    """Return which paragraphs of the files of two versions are versions of each other.

    Parameters
    ----------
    revision
        The versions.
    old, new
        The texts of all paragraphs of either file, in order; a table counts as one. The last ones are always paired, as
        a file cannot do without its last paragraph.
    """
    sections = _Sections(revision)
    of_old, of_new = sections.of(revision.old, old, 0), sections.of(revision.new, new, 1)
    pairs: list[tuple[int, int]] = []
    moved = []
    for section in dict.fromkeys(of_old):
        above = [i for i, own in enumerate(of_old) if own == section]
        below = [j for j, own in enumerate(of_new) if own == section]
        found = _paired(above, below, old, new)
        if section in sections.moved:
            moved.append(tuple(found))
        else:
            pairs += found
    last = (len(old) - 1, len(new) - 1)
    pairs = [(i, j) for i, j in pairs if i != last[0] and j != last[1]]
    moved = [tuple((i, j) for i, j in some if i != last[0] and j != last[1]) for some in moved]
    kept = longest_in_order(sorted(pairs))
    return ParagraphPairs((*kept, last), tuple(some for some in moved if some))


def _paired(
    above: Sequence[int], below: Sequence[int], old: Sequence[str], new: Sequence[str]
) -> list[tuple[int, int]]:
    """Return the paragraphs of one section that are versions of each other, in order."""
    keys = [[_key(texts[k]) for k in places] for places, texts in ((above, old), (below, new))]
    found = []
    for group in counterparts(*keys):
        found.append((above[group.old[0]], below[group.new[0]]))
    return longest_in_order(sorted(found))


def _key(text: str) -> str:
    """Return a paragraph as it is compared: without blanks and without its number."""
    cut = without_number(text)
    head, article, rest = cut.partition(_ARTICLE)
    is_numbered = head.startswith("第") and article and len(head) <= len("第一百二十三")
    return bare(rest if is_numbered else cut)


class _Sections:
    """Sections of both versions: a provision with what became of it, a heading, what stands before and behind all."""

    def __init__(self, revision: Revision) -> None:
        self.names: tuple[dict[int, str], dict[int, str]] = ({}, {})  # of each version, by where the section starts
        self.moved: set[str] = set()
        for change in revision.change_list:
            name = f"measure {change.old[0].label}" if change.old else f"added {change.new.label if change.new else ''}"
            for provision in change.old:
                self.names[0].setdefault(provision.span.start, name)
            if change.new:
                self.names[1][change.new.span.start] = name
            if change.kind == "moved":
                self.moved.add(name)
        for k, pair in enumerate(part_pairs(revision.old, revision.new, "heading")):
            for names, part in zip(self.names, (pair.old, pair.new), strict=True):
                if part:
                    names[part.span.start] = f"heading {k}"
        for names, document in zip(self.names, (revision.old, revision.new), strict=True):
            names |= {own.span.start: "closing" for own in document.parts if own.kind == "closing"}

    def of(self, document: Document, paragraphs: Sequence[str], side: int) -> list[str]:
        """Return the section of each paragraph of a file; one that is not found stands where the last one did."""
        names = self.names[side]
        starts = sorted(names)
        places = _places(document, paragraphs)
        out, section = [], "front"
        for place in places:
            if place is not None:
                before = bisect_right(starts, place) - 1
                section = names[starts[before]] if before >= 0 else "front"
            out.append(section)
        return out


def _places(document: Document, paragraphs: Sequence[str]) -> list[int | None]:
    """Return where each paragraph of a file starts in the text read from it, as many as stand in one order."""
    lines: dict[str, list[tuple[int, int]]] = {}  # number and end of the lines that say the same
    position = 0
    for number, line in enumerate(document.text.split("\n")):
        position += len(line) + 1
        lines.setdefault(_key(line), []).append((number, position - 1))
    ends: dict[int, int] = {}
    pairs = []
    for k, paragraph in enumerate(paragraphs):
        first = next(filter(str.strip, paragraph.split("\n")), "")
        found = lines.get(_key(first), [])
        for number, end in found[::-1] if first and len(found) <= _MOST_ALIKE else ():
            pairs.append((k, number))
            ends[number] = end
    out: list[int | None] = [None] * len(paragraphs)
    for k, number in longest_in_order(pairs):
        out[k] = ends[number]
    return out
