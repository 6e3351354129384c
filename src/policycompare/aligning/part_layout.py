"""The parts of provisions (clauses, or phrases) laid out for comparing those of each candidate pair.

A document's parts stand one after the other, those of a provision side by side; ``starts`` holds the index of each
provision's first part, and the number of parts at the end.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from policycompare.aligning.candidate_pairs import best_other, mean_of_greatest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeVar

    from numpy.typing import NDArray

    from policycompare.aligning.candidate_pairs import CandidatePairs

    Single = NDArray[np.float32]
    Indices = NDArray[np.intp]
    Table = TypeVar("Table", NDArray[np.float32], NDArray[np.float64])

CELLS = 6_000_000
"""Words of children times words of their candidates that are compared in one block, which bounds memory."""
WHOLE = 24_000_000
"""The same for two documents that are compared in one block as a whole, as most are."""
CLOSE_RIVAL = np.float32(0.05)
"""Likeness that every clause is taken to have with some clause of another candidate."""
NEAREST = 5
"""Candidates whose likeness with a part says how near the part is to any other."""


def blocks(child_words: Indices, parent_words: Indices, pairs: CandidatePairs) -> Iterator[slice]:
    """Yield blocks of children of which the words and those of all their candidates fit in `CELLS`.

    Parameters
    ----------
    child_words, parent_words
        Number of different words of each part, added up by provision; shape (provisions,).
    pairs
        The candidates.
    """
    if int(child_words.sum()) * int(parent_words.sum()) <= WHOLE:
        yield slice(0, len(child_words))
        return
    wanted = np.bincount(pairs.rows, weights=parent_words[pairs.columns], minlength=len(child_words))
    start, height, width = 0, 0, 0.0
    for row in range(len(child_words)):
        height, width = height + child_words[row], min(width + wanted[row], float(parent_words.sum()))
        if row > start and height * width > CELLS:
            yield slice(start, row)
            start, height, width = row, child_words[row], wanted[row]
    yield slice(start, len(child_words))


class Block:
    """Some children with all their candidates: where their parts are, and which of them meet.

    Parameters
    ----------
    child_starts, parent_starts
        Where the parts of each provision begin.
    pairs
        The candidates.
    rows
        The children.
    """

    def __init__(self, child_starts: Indices, parent_starts: Indices, pairs: CandidatePairs, rows: slice) -> None:
        chosen = slice(*np.searchsorted(pairs.rows, [rows.start, rows.stop]))
        self.rows, self.columns = pairs.rows[chosen] - rows.start, pairs.columns[chosen]
        self.child_parts = slice(child_starts[rows.start], child_starts[rows.stop])
        self.child_starts = child_starts[rows.start : rows.stop + 1] - child_starts[rows.start]
        self.parents, self.column = np.unique(self.columns, return_inverse=True)
        sizes = parent_starts[self.parents + 1] - parent_starts[self.parents]
        self.parent_starts = np.append(0, np.cumsum(sizes))
        self.parent_parts = ranges(parent_starts[self.parents], sizes)
        self.heights = np.diff(self.child_starts)[self.rows]
        self.widths = sizes[self.column]

    def meeting(self, *, parent_first: bool = False) -> tuple[Indices, Indices]:
        """Return positions of all pairs of parts of all pairs, those of a pair side by side."""
        sizes = self.heights * self.widths
        inner = ranges(np.zeros(len(sizes), dtype=np.intp), sizes)
        if parent_first:
            rows, columns = inner % np.repeat(self.heights, sizes), inner // np.repeat(self.heights, sizes)
        else:
            rows, columns = inner // np.repeat(self.widths, sizes), inner % np.repeat(self.widths, sizes)
        return (
            rows + np.repeat(self.child_starts[self.rows], sizes),
            columns + np.repeat(self.parent_starts[self.column], sizes),
        )


class Board:
    """The parts of a block as one matrix, every part of the children with every part of the parents.

    For a block that is all of two documents of which most provisions are candidates of each other: the cells of no
    candidate cost less than saying where those of each candidate are, as `Grid` does. Both give the same.

    Parameters
    ----------
    block
        The children with all their candidates.
    """

    FILLED = 0.08
    """Least share of the cells that are of candidates."""

    def __init__(self, block: Block) -> None:
        self.rows, self.column = block.rows, block.column
        self.child_starts, self.parent_starts = block.child_starts[:-1], block.parent_starts[:-1]
        self.heights, self.widths = np.diff(block.child_starts), np.diff(block.parent_starts)
        self.is_candidate = np.zeros((len(self.heights), len(self.widths)), dtype=bool)
        self.is_candidate[self.rows, self.column] = True

    @classmethod
    def fits(cls, block: Block, pairs: CandidatePairs) -> bool:
        """Whether a block is all of two documents, and filled enough."""
        cells = int(block.child_starts[-1]) * int(block.parent_starts[-1])
        return len(block.rows) == len(pairs) and int((block.heights * block.widths).sum()) >= cls.FILLED * cells

    def of_pairs(self, values: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        """Return the values of the candidate pairs out of a matrix of provisions, shape (pairs,)."""
        return np.asarray(values[self.rows, self.column])

    def mean_of_best(self, shares: Single, mass: Single, side: Literal["child", "parent"]) -> Single:
        """Return for each pair the mean over one side's parts, by mass, of their best share in the other's."""
        if side == "child":
            weighted = self._largest_of_parents(shares) * mass[:, None]
            total = np.add.reduceat(weighted, self.child_starts, axis=0)
            return np.asarray(self.of_pairs(total / np.add.reduceat(mass, self.child_starts)[:, None]))
        weighted = self._largest_of_children(shares) * mass[None, :]
        total = np.add.reduceat(weighted, self.parent_starts, axis=1)
        return np.asarray(self.of_pairs(total / np.add.reduceat(mass, self.parent_starts)[None, :]))

    def best_without_rivals(self, alike: Single) -> Single:
        """Return what `Grid.best_without_rivals` does."""
        row_best, column_best = self._best_of_rows_and_columns(alike)
        row_rival = _best_others(row_best) + CLOSE_RIVAL
        column_rival = _best_others(column_best.T).T + CLOSE_RIVAL
        rivals = (alike + np.repeat(row_rival, self.widths, axis=1)) * (
            alike + np.repeat(column_rival, self.heights, axis=0)
        )
        return np.asarray(self._best_cells(2 * alike**2 / np.sqrt(rivals)))

    def best_beyond_neighbours(self, alike: Single) -> Single:
        """Return what `Grid.best_beyond_neighbours` does."""
        row_best, column_best = self._best_of_rows_and_columns(alike)
        row_near, column_near = _means_of_nearest(row_best), _means_of_nearest(column_best.T)
        return np.asarray(self._best_cells(2 * alike - row_near[:, None] - column_near[None, :]))

    def _best_cells(self, scores: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        """Return the greatest score of each pair's cells."""
        return self.of_pairs(self._largest_of_parents(self._largest_of_children(scores)))

    def _best_of_rows_and_columns(self, alike: Single) -> tuple[Single, Single]:
        """Return the best likeness, at least 0, of every part with any part of each candidate, -1 where it is none.

        Shapes (parts of the children, parents) and (children, parts of the parents).
        """
        row_best = np.maximum(self._largest_of_parents(alike), np.float32(0))
        column_best = np.maximum(self._largest_of_children(alike), np.float32(0))
        row_best[~np.repeat(self.is_candidate, self.heights, axis=0)] = NO_CANDIDATE
        column_best[~np.repeat(self.is_candidate, self.widths, axis=1)] = NO_CANDIDATE
        return row_best, column_best

    def _largest_of_children(self, table: Table) -> Table:
        """Return the largest value in the rows of each child's parts, shape (children, columns)."""
        return largest_of_runs(table, self.child_starts, self.heights)

    def _largest_of_parents(self, table: Table) -> Table:
        """Return the largest value in the columns of each parent's parts, shape (rows, parents)."""
        turned = largest_of_runs(np.ascontiguousarray(table.T), self.parent_starts, self.widths)
        return np.ascontiguousarray(turned.T)


NO_CANDIDATE = np.float32(-1)
"""Stands where a provision is no candidate; a likeness is at least 0."""


def _best_others(best: Single) -> Single:
    """Return for each value of a row the greatest other one that is of a candidate, 0 where there is none."""
    if best.shape[1] == 1:
        return np.zeros_like(best)
    two = np.partition(best, best.shape[1] - 2, axis=1)[:, -2:]
    second, first = np.maximum(two[:, :1], np.float32(0)), two[:, 1:]
    return np.where(best == first, second, first)


def _means_of_nearest(best: Single) -> NDArray[np.float64]:
    """Return for each row the mean of the `NEAREST` greatest values that are of candidates."""
    nearest = np.sort(best, axis=1)[:, : -NEAREST - 1 : -1]
    there = nearest != NO_CANDIDATE
    total = np.zeros(len(best))
    # One after the other, as sums of many are not what they are in another order.
    for values, known in zip(nearest.T, there.T, strict=True):
        total += np.where(known, values, np.float32(0))
    return np.asarray(total / np.maximum(there.sum(axis=1), 1))


class Grid:
    """All parts of all candidate pairs laid out flat: where a pair's rows, columns and cells are.

    A pair of provisions with h and w parts has h rows, w columns and h * w cells, cell by cell along its rows. The
    arrays hold those of all pairs one after the other.
    """

    def __init__(self, child_starts: Indices, parent_starts: Indices, pairs: CandidatePairs) -> None:
        self.heights = np.diff(child_starts)[pairs.rows]
        self.widths = np.diff(parent_starts)[pairs.columns]
        self.cells = self.heights * self.widths
        self.cell_ends = np.append(0, np.cumsum(self.cells))
        self.row_ends = np.append(0, np.cumsum(self.heights))
        self.column_ends = np.append(0, np.cumsum(self.widths))
        # Which part of its document each row and each column is.
        self.row_part = ranges(child_starts[pairs.rows], self.heights)
        self.column_part = ranges(parent_starts[pairs.columns], self.widths)

    def best_without_rivals(self, alike: list[Single]) -> Single:
        """Return for each pair the best likeness of two clauses, taking off what their rivals have.

        A clause's rivals are the clauses of other candidates of its provision. A likeness counts in full, or up to
        double, where neither clause has a rival, and fades where both find others as near. As a plain loop::

            for pair in pairs:
                for a in clauses of its child:
                    for b in clauses of its parent:
                        ours = likeness[a, b]
                        rival_a = CLOSE_RIVAL + best likeness of a within any other candidate of the child
                        rival_b = CLOSE_RIVAL + best likeness of b within any other candidate of the parent
                        score[pair] = max(score[pair], 2 * ours**2 / sqrt((ours + rival_a) * (ours + rival_b)))

        Parameters
        ----------
        alike
            Likeness of the clauses of all pairs, cell by cell, block by block.

        Returns
        -------
        ndarray of shape (pairs,)
        """
        row_best, column_best = self._best_of_rows_and_columns(alike)
        row_rival = best_other(row_best, self.row_part) + CLOSE_RIVAL
        column_rival = best_other(column_best, self.column_part) + CLOSE_RIVAL

        def without_rivals(values: Single, row: Indices, column: Indices) -> Single:
            ours = 2 * values**2 / np.sqrt((values + row_rival[row]) * (values + column_rival[column]))
            return np.asarray(ours)

        return self._best_cells(alike, without_rivals)

    def best_beyond_neighbours(self, alike: list[Single]) -> Single:
        """Return for each pair the best likeness of two parts, measured against how near each is to any other.

        A part in stock phrases is near to many, so being near to it says little (the hubness correction of
        cross-domain similarity local scaling: Conneau et al., Word translation without parallel data, ICLR 2018).
        As a plain loop::

            for pair in pairs:
                for a in parts of its child:
                    for b in parts of its parent:
                        near_a = mean of the best likeness of a within its NEAREST nearest candidates
                        near_b = mean of the best likeness of b within its NEAREST nearest candidates
                        score[pair] = max(score[pair], 2 * likeness[a, b] - near_a - near_b)

        Parameters
        ----------
        alike
            Likeness of the parts of all pairs, cell by cell, block by block.

        Returns
        -------
        ndarray of shape (pairs,)
        """
        row_best, column_best = self._best_of_rows_and_columns(alike)
        row_near = mean_of_greatest(row_best, self.row_part, self.row_part.max() + 1, NEAREST)[self.row_part]
        column_near = mean_of_greatest(column_best, self.column_part, self.column_part.max() + 1, NEAREST)
        column_near = column_near[self.column_part]

        def beyond_neighbours(values: Single, row: Indices, column: Indices) -> Single:
            return np.asarray(2 * values - row_near[row] - column_near[column])

        return self._best_cells(alike, beyond_neighbours)

    def _best_cells(self, alike: list[Single], score: Callable[[Single, Indices, Indices], Single]) -> Single:
        """Return the greatest score of each pair's cells, shape (pairs,).

        `score` gets the likeness of the cells of a block, with the row and the column of each.
        """
        best = []
        for block, values in zip(self._pairs_of_blocks(alike), alike, strict=True):
            first_cells = self.cell_ends[block.start : block.stop] - self.cell_ends[block.start]
            best.append(np.maximum.reduceat(score(values, *self._rows_and_columns(block)), first_cells))
        return np.concatenate(best)

    def _best_of_rows_and_columns(self, alike: list[Single]) -> tuple[Single, Single]:
        """Return the best likeness of every part with any part of the other side, within each pair."""
        row_best = np.zeros(self.row_ends[-1], dtype=np.float32)
        column_best = np.zeros(self.column_ends[-1], dtype=np.float32)
        for block, values in zip(self._pairs_of_blocks(alike), alike, strict=True):
            row, column = self._rows_and_columns(block)
            np.maximum.at(row_best, row, values)
            np.maximum.at(column_best, column, values)
        return row_best, column_best

    def _pairs_of_blocks(self, alike: list[Single]) -> list[slice]:
        """Return which pairs each block of cells belongs to."""
        block_ends = np.append(0, np.cumsum([len(values) for values in alike]))
        return [slice(start, stop) for start, stop in pairwise(np.searchsorted(self.cell_ends, block_ends).tolist())]

    def _rows_and_columns(self, block: slice) -> tuple[Indices, Indices]:
        """Return the row and the column of every cell of a block of pairs."""
        cells = self.cells[block]
        within_pair = ranges(np.zeros(len(cells), dtype=np.intp), cells)
        width = np.repeat(self.widths[block], cells)
        row = np.repeat(self.row_ends[:-1][block], cells) + within_pair // width
        column = np.repeat(self.column_ends[:-1][block], cells) + within_pair % width
        return row, column


def largest_of_runs(table: Table, starts: Indices, sizes: Indices) -> Table:
    """Return the largest of each run of a table's rows, column by column.

    The same as ``np.maximum.reduceat(table, starts, axis=0)`` five to ten times as fast: whole rows are compared, the
    first of each run, then the second of the runs that have two, and so on.

    Parameters
    ----------
    table
        Shape (rows, columns).
    starts, sizes
        First row of each run, and how many there are, at least 1.

    Examples
    --------
    >>> table = np.array([[1, 5], [2, 3], [4, 0]], dtype=np.float32)
    >>> largest_of_runs(table, np.array([0, 2]), np.array([2, 1])).tolist()
    [[2.0, 5.0], [4.0, 0.0]]
    """
    longest_first = np.argsort(-sizes, kind="stable")
    starts, sizes = starts[longest_first], sizes[longest_first]
    largest = table[starts]
    for place in range(1, int(sizes[0])):
        going_on = int(np.searchsorted(-sizes, -place))
        np.maximum(largest[:going_on], table[starts[:going_on] + place], out=largest[:going_on])
    out = np.empty_like(largest)
    out[longest_first] = largest
    return out


def ranges(starts: Indices, sizes: Indices) -> Indices:
    """Return the ranges that begin at `starts` and have `sizes`, one after the other.

    Examples
    --------
    >>> ranges(np.array([5, 0]), np.array([3, 2])).tolist()
    [5, 6, 7, 0, 1]
    """
    total = np.cumsum(sizes)
    return np.arange(total[-1] if len(total) else 0) + np.repeat(starts - total + sizes, sizes)
