"""Similarity of texts of two versions: which are alike at all, how much, and which stretches they share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from policycompare.documents import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scipy.sparse import csr_array

LEAST_STRETCH = 4
"""Characters of the shortest stretch in common that counts as taken over."""
_ALIKE = 0.25
"""Least share of the shorter text's bigrams in the longer one, of texts that are compared at all."""
_MOST = 20
"""New texts that an old one is compared with at most."""
_ROWS = 256
"""Old texts that are searched at a time, which bounds the memory."""
_COMMON = 0.2
"""Share of the texts above which a bigram that they have says nothing."""
_COMMON_FROM = 500
"""Least number of texts of which common bigrams are left out."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Positions of an old and a new text that have enough in common to be compared."""

    old: int
    new: int


def candidates(old: Sequence[str], new: Sequence[str]) -> Iterator[Candidate]:
    """Yield the pairs of texts with a quarter of the shorter one's bigrams in common, of each old one the likest."""
    if not old or not new:
        return
    above, below = _bigrams(old, new)
    sizes_old, sizes_new = np.asarray(above.sum(axis=1)), np.asarray(below.sum(axis=1))
    for start in range(0, len(old), _ROWS):
        shared = (above[start : start + _ROWS] @ below.T).tocoo()
        shares = shared.data / np.maximum(np.minimum(sizes_old[start + shared.row], sizes_new[shared.col]), 1)
        alike = shares >= _ALIKE
        rows, columns, shares = shared.row[alike] + start, shared.col[alike], shares[alike]
        # Of each old text the likest first, of those that are as like the one at the nearest place.
        apart = np.abs(rows / len(old) - columns / len(new))
        order = np.lexsort((columns, apart, -shares, rows))
        rows, columns = rows[order], columns[order]
        rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
        for row, column in sorted(zip(rows[rank < _MOST].tolist(), columns[rank < _MOST].tolist(), strict=True)):
            yield Candidate(row, column)


def _bigrams(old: Sequence[str], new: Sequence[str]) -> tuple[csr_array, csr_array]:
    """Return which bigrams each text has, as one row a text."""
    own_bigrams = [dict.fromkeys(text[k : k + 2] for k in range(max(len(text) - 1, 1))) for text in (*old, *new)]
    counts = Counter(bigram for own in own_bigrams for bigram in own)
    most = _COMMON * len(own_bigrams) if len(own_bigrams) >= _COMMON_FROM else len(own_bigrams)
    columns = {bigram: k for k, bigram in enumerate(b for b, count in counts.items() if count <= most)}
    rows = [sorted(columns[bigram] for bigram in own if bigram in columns) for own in own_bigrams]
    return _matrix(rows[: len(old)], len(columns)), _matrix(rows[len(old) :], len(columns))


def _matrix(rows: Sequence[list[int]], width: int) -> csr_array:
    from scipy.sparse import csr_array

    ends = np.cumsum([0, *map(len, rows)])
    places = np.array([column for row in rows for column in row], dtype=np.int32)
    return csr_array((np.ones(len(places), dtype=np.int32), places, ends), shape=(len(rows), max(width, 1)))


def similarity(old: str, new: str) -> float:
    """Return the share of both texts that they have in common in the same order, 0 to 1."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(old, new))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch that two texts have in common, by its place in each."""

    old: Span
    new: Span


def stretches_in_common(old: str, new: str) -> list[Stretch]:
    """Return the stretches of at least `LEAST_STRETCH` characters that two texts have in common in the same order."""
    from rapidfuzz.distance import Indel

    found = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal" and step.src_end - step.src_start >= LEAST_STRETCH:
            found.append(Stretch(Span(step.src_start, step.src_end), Span(step.dest_start, step.dest_end)))
    return found


def covered(stretches: Sequence[Stretch]) -> set[int]:
    """Return the positions of the old text's characters in stretches."""
    return {k for stretch in stretches for k in range(stretch.old.start, stretch.old.end)}
