"""Two versions of a text as one: every paragraph of both, in one order, with what only one of them has marked."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.differing.in_order import longest_in_order
from policycompare.differing.runs import Run
from policycompare.differing.text_differences import differences, normalisers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.aligning.alignment import Alignment
    from policycompare.documents import Document, Part


@dataclass(frozen=True, slots=True)
class MergedParagraph:
    """A paragraph of one version or of both.

    Attributes
    ----------
    kind
        Its role in its document, see `policycompare.documents.Part`.
    runs
        Its text; of an empty paragraph one empty run.
    """

    kind: str
    runs: tuple[Run, ...]


def merged_text(aligned: Alignment) -> Iterator[MergedParagraph]:
    """Yield the paragraphs of parent and child in one order.

    Provisions that are linked one to one in the order of both, and titles, preambles, headings and closings of both,
    are compared word by word; all others stand as removed where they stood and as added where they stand.
    """
    old, new = _parts(aligned.parent), _parts(aligned.child)
    normalisers = normalisers_of(aligned.child, aligned.parent)
    above = below = 0
    for i, j in [*_pairs(aligned, old, new), (len(old), len(new))]:
        for part in old[above:i]:
            yield MergedParagraph(part.kind, (Run(_text(aligned.parent, part), "removed"),))
        for part in new[below:j]:
            yield MergedParagraph(part.kind, (Run(_text(aligned.child, part), "added"),))
        if i < len(old):
            runs = differences(_text(aligned.child, new[j]), _text(aligned.parent, old[i]), normalisers)
            yield MergedParagraph(new[j].kind, runs or (Run("", "same"),))
        above, below = i + 1, j + 1


def _parts(document: Document) -> list[Part]:
    return [part for part in document.parts if _text(document, part)]


def _text(document: Document, part: Part) -> str:
    return part.span.of(document.text).strip()


def _pairs(aligned: Alignment, old: list[Part], new: list[Part]) -> list[tuple[int, int]]:
    """Return the parts that are versions of each other, as many as keep the order of both texts."""
    place_old, place_new = _places(aligned.parent, old), _places(aligned.child, new)
    found: dict[int, int] = {}  # places of old parts by those of new ones
    taken: set[int] = set()
    # The surest link first; each provision has one version at most.
    for row in aligned.links.sort_values("log_odds", ascending=False, kind="stable").itertuples():
        i, j = place_old[row.parent], place_new[row.child]
        if j not in found and i not in taken:
            found[j] = i
            taken.add(i)
    for kind in ("title", "preamble", "closing"):
        found |= dict(zip(_of_kind(new, kind), _of_kind(old, kind), strict=False))
    headings = {_text(aligned.parent, old[k]): k for k in _of_kind(old, "heading")}
    for j in _of_kind(new, "heading"):
        i = headings.pop(_text(aligned.child, new[j]), -1)
        if i >= 0:
            found[j] = i
    return longest_in_order(sorted((i, j) for j, i in found.items()))


def _of_kind(parts: list[Part], kind: str) -> list[int]:
    return [k for k, part in enumerate(parts) if part.kind == kind]


def _places(document: Document, parts: list[Part]) -> dict[str, int]:
    """Return the position of the part in which each provision stands, by label."""
    starts = [part.span.start for part in parts]
    return {p.label: bisect_right(starts, p.span.start) - 1 for p in document.provisions}
