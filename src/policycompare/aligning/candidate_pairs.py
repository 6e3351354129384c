"""CandidatePairs of provisions that are worth a closer look, and what each is worth among its rivals.

Everything after the candidates is computed for these pairs only, so that time and memory grow with their number and
not with the product of the documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from numpy.typing import NDArray

    from policycompare.language.term_weights import Matrix

    Indices = NDArray[np.intp]
    Values = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class CandidatePairs:
    """Positions of pairs, by child and then by parent.

    Attributes
    ----------
    rows, columns
        Positions of the child's and of the parent's provision, shape (pairs,).
    shape
        Number of provisions of the child and of the parent.
    """

    rows: Indices
    columns: Indices
    shape: tuple[int, int]

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def of(cls, rows: Indices, columns: Indices, shape: tuple[int, int]) -> CandidatePairs:
        """Return pairs given in any order and more than once."""
        codes = np.unique(rows * shape[1] + columns)
        return cls(codes // shape[1], codes % shape[1], shape)

    def at(self, row: int, column: int) -> int | None:
        """Return the position of a pair, or ``None`` if it is no candidate."""
        start, end = np.searchsorted(self.rows, [row, row + 1])
        k = start + int(np.searchsorted(self.columns[start:end], column))
        return int(k) if k < end and self.columns[k] == column else None

    def of_row(self, row: int) -> slice:
        """Return where the pairs of a child are."""
        start, end = np.searchsorted(self.rows, [row, row + 1])
        return slice(int(start), int(end))

    def joined(self, others: Collection[tuple[int, int]]) -> CandidatePairs:
        """Return these pairs and others, given by row and column."""
        if not others:
            return self
        rows, columns = np.array(list(others), dtype=np.intp).T
        return CandidatePairs.of(np.append(self.rows, rows), np.append(self.columns, columns), self.shape)

    def spread(self, values: NDArray[Any], fill: float = 0.0) -> Matrix:
        """Return values of pairs as a matrix of `shape`, with `fill` where there is no pair."""
        out = np.full(self.shape, fill)
        out[self.rows, self.columns] = values
        return out


def best_other(values: Values, groups: Indices) -> Values:
    """Return for each value the greatest of the others in its group, 0 where it is alone.

    Examples
    --------
    >>> best_other(np.array([3.0, 1.0, 2.0, 5.0]), np.array([0, 0, 0, 1])).tolist()
    [2.0, 3.0, 3.0, 0.0]
    """
    if not len(values):
        return values
    # Sorted by group and falling value, the first of a group is its greatest and the next its second greatest.
    order = np.lexsort((-values, groups))
    first = _starts(groups[order])
    size = np.diff(np.append(first, len(values)))
    second = np.minimum(first + 1, len(values) - 1)
    out = np.empty_like(values)
    out[order] = np.repeat(values[order[first]], size)
    # Only the greatest itself has another as its greatest rival: the second, or none.
    out[order[first]] = np.where(size > 1, values[order[second]], 0)
    return out


def mean_of_greatest(values: Values, groups: Indices, size: int, count: int) -> Values:
    """Return the mean of the `count` greatest values of each group, or of all where it has fewer; shape (size,).

    Examples
    --------
    >>> mean_of_greatest(np.array([3.0, 1.0, 2.0, 5.0]), np.array([0, 0, 0, 2]), 3, 2).tolist()
    [2.5, 0.0, 5.0]
    """
    if not len(values):
        return np.zeros(size)
    order = np.lexsort((-values, groups))
    first = _starts(groups[order])
    place = np.arange(len(values)) - np.repeat(first, np.diff(np.append(first, len(values))))
    kept = order[place < count]
    found = np.bincount(groups[kept], minlength=size)
    return sums(values[kept], groups[kept], size) / np.maximum(found, 1)


def rank(values: Values, groups: Indices) -> Values:
    """Return the rank of each value in its group, 1 for the greatest; equals share the better rank.

    Examples
    --------
    >>> rank(np.array([3.0, 1.0, 3.0, 5.0]), np.array([0, 0, 0, 1])).tolist()
    [1.0, 3.0, 1.0, 1.0]
    """
    if not len(values):
        return values
    # Sorted by group and falling value; equals of a group stand side by side, and the first of them says their rank.
    rounded = np.round(values, 6)
    order = np.lexsort((-rounded, groups))
    sorted_groups, sorted_values = groups[order], rounded[order]
    group_starts = _starts(sorted_groups)
    group_start = np.repeat(group_starts, np.diff(np.append(group_starts, len(values))))
    opens = np.append(True, (sorted_groups[1:] != sorted_groups[:-1]) | (sorted_values[1:] != sorted_values[:-1]))
    first_equal = np.maximum.accumulate(np.where(opens, np.arange(len(values)), 0))
    out = np.empty(len(values))
    out[order] = first_equal - group_start + 1
    return out


def sums(values: Values, groups: Indices, size: int) -> Values:
    """Return the sum of the values of each group, shape (size,)."""
    return np.asarray(np.bincount(groups, weights=values, minlength=size), dtype=np.float64)


def greatest(values: Values, groups: Indices, size: int) -> Values:
    """Return the greatest value of each group, at least 0, shape (size,)."""
    out = np.zeros(size)
    np.maximum.at(out, groups, values)
    return out


def _starts(sorted_groups: Indices) -> Indices:
    return np.flatnonzero(np.append(True, sorted_groups[1:] != sorted_groups[:-1]))
