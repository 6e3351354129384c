"""Two texts phrase by phrase: which phrases both have in order, which stand elsewhere, and what is between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from policycompare.language.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Normal = tuple[Callable[[str], str], Callable[[str], str]]
    """What normalises the child's and the parent's text."""
    Phrase = tuple[str, str]
    """With and without the marks that end it."""

_PHRASE = re.compile(r"([^，。；：！？\n]*)[，。；：！？\n]*[”’」』）)》]*")
LEAST_MOVED = 6
"""A phrase of fewer characters that stands elsewhere too is a stock phrase, not one that moved."""
MOST_PHRASES = 1_000_000_000
"""Phrases above times phrases below beyond which two texts are not compared: it takes an eighth of so many bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """A phrase that stands elsewhere in the other text; equal to nothing, so that nothing is compared with it."""

    text: str


def blocks(parent: str, child: str, normal: Normal | None) -> Iterator[tuple[list[str | Moved], list[str | Moved]]]:
    """Cut two texts at the phrases that they share in order; yield what stands between, and the shared phrases."""
    from rapidfuzz.distance import Indel

    old, new = _phrases(parent), _phrases(child)
    if len(old) * len(new) > MOST_PHRASES:
        yield [parent], [child]
        return
    steps = Indel.opcodes([text for text, _ in old], [text for text, _ in new])
    moved_old, moved_new = _moved(
        [k for s in steps if s.tag != "equal" for k in range(s.src_start, s.src_end)],
        [k for s in steps if s.tag != "equal" for k in range(s.dest_start, s.dest_end)],
        old,
        new,
        normal,
    )
    for _, group in groupby(steps, lambda s: s.tag == "equal"):
        some = list(group)
        above, below = range(some[0].src_start, some[-1].src_end), range(some[0].dest_start, some[-1].dest_end)
        yield (
            [Moved(old[k][0]) if k in moved_old else old[k][0] for k in above],
            [Moved(new[k][0]) if k in moved_new else new[k][0] for k in below],
        )


def _phrases(text: str) -> list[Phrase]:
    """Return the phrases of a text."""
    return [(match[0], match[1]) for match in _PHRASE.finditer(text) if match[0]]


def _moved(
    above: list[int], below: list[int], old: list[Phrase], new: list[Phrase], normal: Normal | None
) -> tuple[set[int], set[int]]:
    """Return which of the unshared phrases stand in both texts, at places that cross."""
    of_new, of_old = normal or (fold, fold)
    places: dict[str, list[int]] = {}
    for k in above:
        if len(old[k][1]) >= LEAST_MOVED:
            places.setdefault(of_old(old[k][1]), []).append(k)
    pairs = [(at.pop(0), k) for k in below if len(new[k][1]) >= LEAST_MOVED and (at := places.get(of_new(new[k][1])))]
    out_of_order = crossing(pairs, old, new)
    return {i for i, _ in out_of_order}, {j for _, j in out_of_order}


def crossing(pairs: list[tuple[int, int]], old: list[Phrase], new: list[Phrase]) -> list[tuple[int, int]]:
    """Return the pairs of phrases that are out of order with other text that both have.

    Such a phrase moved; of one that is in order the words can be compared in place. What crosses a pair stands before
    it in one text and behind it in the other, so the first and the last places of all phrases tell.

    Parameters
    ----------
    pairs
        Positions of like phrases, above and below.
    old, new
        The phrases of the texts.
    """
    first = {text: k for k, (text, _) in reversed([*enumerate(old)])}
    last = {text: k for k, (text, _) in enumerate(old)}
    paired = {j: i for i, j in pairs}
    ends = [max(last.get(text, -1), paired.get(j, -1)) for j, (text, _) in enumerate(new)]
    starts = [min(first.get(text, len(old)), paired.get(j, len(old))) for j, (text, _) in enumerate(new)]
    furthest = [*accumulate(ends, max, initial=-1)]
    nearest = [*accumulate(reversed(starts), min, initial=len(old))][::-1]
    return [(i, j) for i, j in pairs if furthest[j] > i or nearest[j + 1] < i]
