"""Counterparts: which texts of an old version went into which of a new one.

Text reuse, not meaning: identical texts first and for good, then nearly identical ones, in the order of both versions
where possible, and last the texts that were cut up or put together, told by the stretches that they took over.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.differing.in_order import longest_in_order
from policycompare.revising.similarity import Candidate, candidates, covered, similarity, stretches_in_common

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

IN_ORDER = 0.5
"""Least similarity of two versions of one text that stand between the same neighbours."""
ELSEWHERE = 0.7
"""Least similarity of two versions of one text that stand at different places: stock phrases make others alike too."""
_ORDER_BONUS = 0.15
"""What a pair in the order of both versions is worth beyond its similarity."""
TAKEN = 0.6
"""Least share of a text in stretches that another one had, for having been cut from it or put into it."""
FRESH = 0.5
"""Least share of it that nothing else took from there, or put there."""


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are versions of each other, by position: one and one, one and several, or several and one.

    Attributes
    ----------
    old, new
        Positions, in order.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]


def counterparts(old: Sequence[str], new: Sequence[str]) -> list[Group]:
    """Return which texts of the old version went into which of the new one; a text without any is in no group.

    Parameters
    ----------
    old, new
        The texts in order, see `policycompare.revising.wording.bare`.

    Examples
    --------
    >>> old = ["企业应当每年检查一次燃气管道并记录。", "燃气用户应当缴费，燃气经营者应当开具票据。"]
    >>> counterparts(old, ["燃气用户应当缴费。", "燃气经营者应当开具票据。", old[0]])
    [Group(old=(0,), new=(2,)), Group(old=(1,), new=(0, 1))]
    """
    search = _Search(old, new)
    search.pair_identical()
    search.pair_alike()
    search.add_pieces()
    return search.groups()


class _Search:
    """The state of the search: which new text each old one has so far, and the pieces found besides.

    Parameters
    ----------
    old, new
        The texts.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old, self.new = old, new
        self.of_old: dict[int, int] = {}
        self.of_new: dict[int, int] = {}
        self.chain: list[tuple[int, int]] = []  # pairs in the order of both, sorted
        self.split: dict[int, set[int]] = defaultdict(set)  # further new texts by the old one they were cut from
        self.merged: dict[int, set[int]] = defaultdict(set)  # further old texts by the new one they went into
        self.identical: set[int] = set()  # old texts that need no further search

    def pair_identical(self) -> None:
        """Pair texts that are the same; of one that occurs more often in one version, see `pair_alike`."""
        above, below = _places(self.old), _places(self.new)
        for text, places in above.items():
            if len(places) == len(below.get(text, ())):
                for i, j in zip(places, below[text], strict=True):
                    self._pair(i, j)
                    self.identical.add(i)
        self.chain = longest_in_order(sorted(self.of_old.items()))

    def pair_alike(self) -> None:
        """Pair texts that are alike, the most alike first; out of order they must be more so."""
        scored = []
        for found in self._candidates():
            alike = similarity(self.old[found.old], self.new[found.new])
            if alike >= IN_ORDER:
                bonus = _ORDER_BONUS if self._fits(found) else 0.0
                scored.append((-alike - bonus, found.new, found.old, alike))
        for _, j, i, alike in sorted(scored):
            if i in self.of_old or j in self.of_new:
                continue
            fits = self._fits(Candidate(i, j))
            if fits or alike >= ELSEWHERE:
                self._pair(i, j)
            if fits:
                insort(self.chain, (i, j))

    def add_pieces(self) -> None:
        """Find texts that were cut from an old one, or put into a new one, among those that are left."""
        left = self._candidates(paired_too=True)
        for candidate in self._pieces(left):
            i, j = candidate.old, candidate.new
            if i not in self.of_old and j not in self.of_new:
                self._pair(i, j)
            elif j not in self.of_new and self._is_fresh(i, j):
                self.split[i].add(j)
                self.of_new[j] = i
            elif i not in self.of_old and self._is_fresh_below(i, j):
                self.merged[j].add(i)
                self.of_old[i] = j

    def groups(self) -> list[Group]:
        """Return what was found, by the first old text."""
        out = []
        for i, j in sorted(self.of_old.items()):
            if self.of_new.get(j) == i and i not in self.merged.get(j, ()):
                out.append(Group(tuple(sorted({i} | self.merged[j])), tuple(sorted({j} | self.split[i]))))
        return sorted(out, key=lambda group: group.old)

    def _pair(self, i: int, j: int) -> None:
        self.of_old[i] = j
        self.of_new[j] = i

    def _fits(self, pair: Candidate) -> bool:
        """Whether a pair stands in the order of the chain."""
        at = bisect_left(self.chain, (pair.old, pair.new))
        behind = at == len(self.chain) or (self.chain[at][0] > pair.old and self.chain[at][1] > pair.new)
        return behind and (at == 0 or (self.chain[at - 1][0] < pair.old and self.chain[at - 1][1] < pair.new))

    def _candidates(self, *, paired_too: bool = False) -> list[Candidate]:
        """Return the pairs of texts that are worth comparing: those left, and with `paired_too` a changed one."""
        done = {self.of_old[i] for i in self.identical}
        above = [i for i in range(len(self.old)) if i not in self.identical]
        below = [j for j in range(len(self.new)) if j not in done]
        if not paired_too:
            above = [i for i in above if i not in self.of_old]
            below = [j for j in below if j not in self.of_new]
        found = []
        for candidate in candidates([self.old[i] for i in above], [self.new[j] for j in below]):
            pair = Candidate(above[candidate.old], below[candidate.new])
            # One of the two has to be left: what both have found is no piece of the other.
            if pair.old not in self.of_old or pair.new not in self.of_new:
                found.append(pair)
        return found

    def _pieces(self, found: Iterable[Candidate]) -> list[Candidate]:
        """Return the pairs of which one text was mostly taken over from the other, the longest stretches first."""
        out = []
        for each in found:
            taken = len(covered(stretches_in_common(self.old[each.old], self.new[each.new])))
            smaller = min(len(self.old[each.old]), len(self.new[each.new]))
            if taken >= TAKEN * max(smaller, 1):
                out.append((-taken, each.old, each.new, each))
        return [each for *_, each in sorted(out, key=lambda piece: piece[:3])]

    def _is_fresh(self, i: int, j: int) -> bool:
        """Whether a new text was cut from an old one: most of it stands there where no other new text took it from."""
        others = [self.new[other] for other in (self.of_old[i], *sorted(self.split[i]))]
        return _took(self.new[j], _left(self.old[i], others)) >= FRESH

    def _is_fresh_below(self, i: int, j: int) -> bool:
        """Whether an old text was put into a new one: most of it stands there where no other old text brought it."""
        others = [self.old[other] for other in (self.of_new[j], *sorted(self.merged[j]))]
        return _took(self.old[i], _left(self.new[j], others)) >= FRESH


def _left(whole: str, parts: Iterable[str]) -> str:
    """Return a text with the stretches blanked that it has in common with others."""
    for part in parts:
        gone = covered(stretches_in_common(whole, part))
        whole = "".join("\0" if k in gone else character for k, character in enumerate(whole))
    return whole


def _took(piece: str, whole: str) -> float:
    """Return the share of a text in stretches that another one has."""
    return len(covered(stretches_in_common(piece, whole))) / max(len(piece), 1)


def _places(texts: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for position, text in enumerate(texts):
        places[text].append(position)
    return places
