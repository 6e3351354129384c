"""Two texts phrase by phrase: which phrases both have in order, which stand elsewhere, and what is between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, NamedTuple

from policycompare.language.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PHRASE = re.compile(r"([^，。；：！？\n]*)[，。；：！？\n]*[”’」』）)》]*")
LEAST_MOVED = 6
"""A phrase of fewer characters that stands elsewhere too is a stock phrase, not one that moved."""
MOST_PHRASES = 1_000_000_000
"""Phrases below times phrases above beyond which two texts are not compared: it takes an eighth of so many bytes."""


class Normalisers(NamedTuple):
    """The functions that normalise the texts of two documents, so that what is only localised becomes the same."""

    child: Callable[[str], str]
    parent: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as written, and without the marks that end it."""

    text: str
    bare: str


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """A phrase that stands elsewhere in the other text; equal to nothing, so that nothing is compared with it."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """The phrases of both texts between two cuts: shared ones, or what stands between shared ones."""

    child: list[str | Moved]
    parent: list[str | Moved]


def blocks(child: str, parent: str, normalisers: Normalisers | None) -> Iterator[Block]:
    """Cut two texts at the phrases that they share in order; yield what stands between, and the shared phrases."""
    from rapidfuzz.distance import Indel

    new, old = _phrases(child), _phrases(parent)
    if len(old) * len(new) > MOST_PHRASES:
        yield Block([child], [parent])
        return
    steps = Indel.opcodes([phrase.text for phrase in old], [phrase.text for phrase in new])
    changed = [step for step in steps if step.tag != "equal"]
    pairs = _like_phrases(
        [(k, new[k]) for step in changed for k in range(step.dest_start, step.dest_end)],
        [(k, old[k]) for step in changed for k in range(step.src_start, step.src_end)],
        normalisers,
    )
    moved = crossing(pairs, new, old)
    moved_new, moved_old = {j for j, _ in moved}, {i for _, i in moved}
    for _, group in groupby(steps, lambda step: step.tag == "equal"):
        some = list(group)
        below = range(some[0].dest_start, some[-1].dest_end)
        above = range(some[0].src_start, some[-1].src_end)
        yield Block(_block_side(new, below, moved_new), _block_side(old, above, moved_old))


def _phrases(text: str) -> list[Phrase]:
    return [Phrase(match[0], match[1]) for match in _PHRASE.finditer(text) if match[0]]


def _block_side(phrases: list[Phrase], places: range, moved: set[int]) -> list[str | Moved]:
    return [Moved(phrases[k].text) if k in moved else phrases[k].text for k in places]


def _like_phrases(
    below: list[tuple[int, Phrase]], above: list[tuple[int, Phrase]], normalisers: Normalisers | None
) -> list[tuple[int, int]]:
    """Return the places of unshared phrases that say the same, below and above; each counts once."""
    of_child, of_parent = normalisers or (fold, fold)
    places: dict[str, list[int]] = {}
    for i, phrase in above:
        if len(phrase.bare) >= LEAST_MOVED:
            places.setdefault(of_parent(phrase.bare), []).append(i)
    pairs = []
    for j, phrase in below:
        if len(phrase.bare) >= LEAST_MOVED and (found := places.get(of_child(phrase.bare))):
            pairs.append((j, found.pop(0)))
    return pairs


def crossing(pairs: list[tuple[int, int]], new: list[Phrase], old: list[Phrase]) -> list[tuple[int, int]]:
    """Return the pairs of phrases that are out of order with other text that both have.

    Such a phrase moved; of one that is in order the words can be compared in place. What crosses a pair stands before
    it in one text and behind it in the other, so the first and the last places of all phrases tell.

    Parameters
    ----------
    pairs
        Positions of like phrases, below and above.
    new, old
        The phrases of the child's and the parent's text.
    """
    # For each phrase below, the last and the first place above where the same stands.
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for i, phrase in enumerate(old):
        first.setdefault(phrase.text, i)
        last[phrase.text] = i
    paired = dict(pairs)
    nowhere = len(old)
    ends = [max(last.get(phrase.text, -1), paired.get(j, -1)) for j, phrase in enumerate(new)]
    starts = [min(first.get(phrase.text, nowhere), paired.get(j, nowhere)) for j, phrase in enumerate(new)]
    # The furthest place above of anything before j, and the nearest of anything from j on.
    furthest = list(accumulate(ends, max, initial=-1))
    nearest = list(accumulate(reversed(starts), min, initial=nowhere))[::-1]
    return [(j, i) for j, i in pairs if furthest[j] > i or nearest[j + 1] < i]
