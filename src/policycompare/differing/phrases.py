"""Two texts phrase by phrase: which phrases both have in order, which stand elsewhere, and what is between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from policycompare.documents import Span
from policycompare.language.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from policycompare.documents import TextTable

_PHRASE = re.compile(r"([^，。；：！？\n]*)[，。；：！？\n]*[”’」』）)》]*")
LEAST_MOVED = 6
"""A phrase of fewer characters that stands elsewhere too is a stock phrase, not one that moved."""
MOST_PHRASES = 1_000_000_000
"""Phrases below times phrases above beyond which two texts are not compared: it takes a bit for each."""


class Normalisers(NamedTuple):
    """The functions that normalise the texts of two documents, so that what is only localised becomes the same."""

    child: Callable[[str], str]
    parent: Callable[[str], str]


class Cells(NamedTuple):
    """Places of the cells of tables in two texts, so that no phrase reaches across cells; see `cells_of`."""

    child: Sequence[Span] = ()
    parent: Sequence[Span] = ()


NO_CELLS = Cells()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as written, and without the marks that end it; in a table it ends with its cell."""

    text: str
    bare: str
    in_table: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """A phrase that stands elsewhere in the other text; equal to nothing, so that nothing is compared with it."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """The phrases of both texts between two cuts: shared ones, or what stands between shared ones."""

    child: list[str | Moved]
    parent: list[str | Moved]


def blocks(child: str, parent: str, normalisers: Normalisers | None, cells: Cells = NO_CELLS) -> Iterator[Block]:
    """Cut two texts at the phrases that they share in order; yield what stands between, and the shared phrases."""
    from rapidfuzz.distance import Indel

    new, old = _phrases(child, cells.child), _phrases(parent, cells.parent)
    if len(old) * len(new) > MOST_PHRASES:
        yield Block([child], [parent])
        return
    steps = Indel.opcodes([phrase.text for phrase in old], [phrase.text for phrase in new])
    unshared_new: list[int] = []
    unshared_old: list[int] = []
    for step in steps:
        if step.tag != "equal":
            unshared_new += range(step.dest_start, step.dest_end)
            unshared_old += range(step.src_start, step.src_end)
    pairs = _like_phrases([(j, new[j]) for j in unshared_new], [(i, old[i]) for i in unshared_old], normalisers)
    moved = crossing(pairs, new, old)
    moved_new, moved_old = {j for j, _ in moved}, {i for _, i in moved}
    for _, group in groupby(steps, lambda step: step.tag == "equal"):
        some = list(group)
        below = range(some[0].dest_start, some[-1].dest_end)
        above = range(some[0].src_start, some[-1].src_end)
        is_table = all(new[j].in_table for j in below) and all(old[i].in_table for i in above)
        if is_table and len(below) == len(above):
            # As many cells as above: each is compared with its own.
            for j, i in zip(below, above, strict=True):
                yield Block(_block_side(new, [j], moved_new), _block_side(old, [i], moved_old))
        else:
            yield Block(_block_side(new, below, moved_new), _block_side(old, above, moved_old))


def _phrases(text: str, cells: Sequence[Span]) -> list[Phrase]:
    if not cells:
        return [Phrase(match[0], match[1]) for match in _PHRASE.finditer(text) if match[0]]
    phrases = []
    bounds = {0, len(text)}
    for cell in cells:
        bounds |= {cell.start, cell.end}
    places = {(cell.start, cell.end) for cell in cells}
    for start, end in pairwise(sorted(bounds)):
        found = _PHRASE.finditer(text[start:end])
        phrases += [Phrase(match[0], match[1], (start, end) in places) for match in found if match[0]]
    return phrases


def cells_of(texts: Sequence[str], tables: Sequence[Sequence[TextTable]]) -> list[Span]:
    """Return the places of all cells of tables in texts that are joined by line ends, with what parts it from the next.

    Parameters
    ----------
    texts
        The texts of provisions.
    tables
        The tables of each.
    """
    out: list[Span] = []
    start = 0
    for text, own in zip(texts, tables, strict=True):
        for table in own:
            starts = sorted({cell.span.start for row in table.rows for cell in row.cells})
            end = table.span.end + text.startswith("\n", table.span.end)
            out += [Span(start + own, start + following) for own, following in pairwise([*starts, end])]
        start += len(text) + 1
    return out


def _block_side(phrases: list[Phrase], places: Sequence[int], moved: set[int]) -> list[str | Moved]:
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
