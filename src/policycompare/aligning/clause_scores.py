"""Clause against clause within pairs of provisions: what is common in letters, and what in meaning.

Letters are character bigrams weighted by rarity. Meaning lets a word stand for another that is used in like contexts
(投诉 for 举报): each word of a clause counts with the nearest word of the other (as in BERTScore, Zhang et al., ICLR
2020, with static word vectors and inverse document frequencies).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from policycompare.aligning.candidate_pairs import best_other
from policycompare.language.term_weights import shared_weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from policycompare.aligning.candidate_pairs import CandidatePairs
    from policycompare.aligning.compared_texts import Bags, ComparedTexts

    Single = NDArray[np.float32]
    Indices = NDArray[np.intp]

CELLS = 6_000_000
"""Words of children times words of their candidates that are compared in one block, which bounds memory."""
SAME_USE = 0.8
"""Greatest share of its weight with which a word counts for another."""
NO_SUBSTITUTE = 0.35
"""Cosine of two words below which neither counts for the other."""
RARE_LETTERS = 12.0
"""Weight of shared bigrams at which a common clause counts half: about three rare ones."""
RARE_WORDS = 8.0
"""Weight of shared words at which a common clause counts half: one to two rare ones."""
CLOSE_RIVAL = np.float32(0.05)
"""Likeness that every clause is taken to have with some clause of another candidate."""


@dataclass(frozen=True, slots=True)
class ClauseScores:
    """Scores by clause for each pair, shape (pairs,) each, 0 to 1 but for `weight`.

    Attributes
    ----------
    child_carried, parent_carried
        Share of the child's weight that stands in the best clauses of the parent, and the other way round.
    best
        The best pair of clauses: share of the smaller that is common.
    weight
        How much rare wording the best pair of clauses shares, as log(1 + weight) / 6.
    letters_won, meaning_won
        The best pair of clauses, taking off what each clause has in common with clauses of rivals.
    child_meant, parent_meant
        Share of the child's words whose meaning is found anywhere in the parent, and the other way round.
    """

    child_carried: Single
    parent_carried: Single
    best: Single
    weight: Single
    letters_won: Single
    meaning_won: Single
    child_meant: Single
    parent_meant: Single


@dataclass(frozen=True, slots=True)
class _BlockScores:
    """Scores of the pairs of one block.

    The first six are those of `ClauseScores`, shape (pairs of the block,). The last two hold the likeness of every
    clause of a pair's child with every clause of its parent, row by row, pair after pair, shape (pairs of clauses,).
    """

    child_carried: Single
    parent_carried: Single
    best: Single
    weight: NDArray[np.float64]
    child_meant: Single
    parent_meant: Single
    letters_alike: Single
    meaning_alike: Single


def compare_clauses(
    child: ComparedTexts,
    parent: ComparedTexts,
    pairs: CandidatePairs,
    letters: Bags,
    words: Bags,
    vectors: Single,
) -> ClauseScores:
    """Compare the clauses of each pair of provisions.

    Parameters
    ----------
    child, parent
        The documents.
    pairs
        Which provisions to compare.
    letters, words, vectors
        Bags of both documents' clauses, and the vectors of the words.
    """
    blocks = []
    for rows in _blocks(child, parent, pairs, words):
        blocks.append(_Block(child, parent, pairs, rows).scores(letters, words, vectors))

    def joined(name: str) -> Single:
        return np.concatenate([getattr(block, name) for block in blocks])

    grid = _ClauseGrid(child, parent, pairs)
    return ClauseScores(
        child_carried=joined("child_carried"),
        parent_carried=joined("parent_carried"),
        best=joined("best"),
        weight=joined("weight"),
        letters_won=grid.best_without_rivals([block.letters_alike for block in blocks]),
        meaning_won=grid.best_without_rivals([block.meaning_alike for block in blocks]),
        child_meant=joined("child_meant"),
        parent_meant=joined("parent_meant"),
    )


def _blocks(child: ComparedTexts, parent: ComparedTexts, pairs: CandidatePairs, words: Bags) -> Iterator[slice]:
    """Yield blocks of children of which the words and those of all their candidates fit in `CELLS`."""
    child_words = np.diff(words.child.indptr[child.starts])
    parent_words = np.diff(words.parent.indptr[parent.starts])
    wanted = np.bincount(pairs.rows, weights=parent_words[pairs.columns], minlength=len(child_words))
    start, height, width = 0, 0, 0.0
    for row in range(len(child_words)):
        height, width = height + child_words[row], min(width + wanted[row], float(parent_words.sum()))
        if row > start and height * width > CELLS:
            yield slice(start, row)
            start, height, width = row, child_words[row], wanted[row]
    yield slice(start, len(child_words))


class _Block:
    """Some children with all their candidates: where their clauses are, and which of them meet."""

    def __init__(self, child: ComparedTexts, parent: ComparedTexts, pairs: CandidatePairs, rows: slice) -> None:
        chosen = slice(*np.searchsorted(pairs.rows, [rows.start, rows.stop]))
        self.rows, self.columns = pairs.rows[chosen] - rows.start, pairs.columns[chosen]
        self.child_clauses = slice(child.starts[rows.start], child.starts[rows.stop])
        self.child_starts = child.starts[rows.start : rows.stop + 1] - child.starts[rows.start]
        self.parents, self.column = np.unique(self.columns, return_inverse=True)
        sizes = parent.starts[self.parents + 1] - parent.starts[self.parents]
        self.parent_starts = np.append(0, np.cumsum(sizes))
        self.parent_clauses = _ranges(parent.starts[self.parents], sizes)
        self.heights = np.diff(self.child_starts)[self.rows]
        self.widths = sizes[self.column]

    def scores(self, letters: Bags, words: Bags, vectors: Single) -> _BlockScores:
        """Return the scores of the block's pairs."""
        # Cells (a clause of the child, a clause of the parent) of each pair side by side, along rows and along columns.
        by_child, by_parent = self._meeting(), self._meeting(parent_first=True)
        ends = np.append(0, np.cumsum(self.heights * self.widths))
        shared, child_mass, parent_mass = self._letters(letters)
        of_child, of_parent = shared / child_mass[:, None], shared / parent_mass[None, :]
        dice = 2 * shared / (child_mass[:, None] + parent_mass[None, :])
        # A clause that is short and wholly common says little: it counts by its rare wording.
        either = np.maximum(np.maximum(of_child, of_parent) * np.minimum(shared / RARE_LETTERS, 1), dice)
        best = np.maximum.reduceat(either[by_child], ends[:-1])
        weight = np.log1p(np.maximum.reduceat((shared * dice)[by_child], ends[:-1])) / 6
        child_carried = self._mean(of_child[by_child], child_mass, child=True)
        parent_carried = self._mean(of_parent[by_parent], parent_mass, child=False)
        alike = shared / np.sqrt(child_mass[:, None] * parent_mass[None, :]) * shared / (shared + RARE_LETTERS)
        meant, child_meant, parent_meant = self._meaning(words, vectors)
        return _BlockScores(
            child_carried=child_carried,
            parent_carried=parent_carried,
            best=best,
            weight=weight,
            child_meant=child_meant,
            parent_meant=parent_meant,
            letters_alike=alike[by_child],
            meaning_alike=meant[by_child],
        )

    def _meeting(self, *, parent_first: bool = False) -> tuple[Indices, Indices]:
        """Return positions of all pairs of clauses of all pairs, those of a pair side by side."""
        sizes = self.heights * self.widths
        inner = _ranges(np.zeros(len(sizes), dtype=np.intp), sizes)
        if parent_first:
            rows, columns = inner % np.repeat(self.heights, sizes), inner // np.repeat(self.heights, sizes)
        else:
            rows, columns = inner // np.repeat(self.widths, sizes), inner % np.repeat(self.widths, sizes)
        return (
            rows + np.repeat(self.child_starts[self.rows], sizes),
            columns + np.repeat(self.parent_starts[self.column], sizes),
        )

    def _letters(self, letters: Bags) -> tuple[Single, Single, Single]:
        left, right = letters.child[self.child_clauses], letters.parent[self.parent_clauses]
        shared, *masses = shared_weight(left, right, letters.weight.astype(np.float32))
        child_mass, parent_mass = (np.maximum(mass, np.float32(1e-9)) for mass in masses)
        return shared.astype(np.float32), child_mass.astype(np.float32), parent_mass.astype(np.float32)

    def _mean(self, shares: Single, mass: Single, *, child: bool) -> Single:
        """Return for each pair the mean over one side's clauses, by weight, of their best share in the other."""
        lines, run = (self.heights, self.widths) if child else (self.widths, self.heights)
        best = np.maximum.reduceat(shares, np.append(0, np.cumsum(np.repeat(run, lines)))[:-1])
        start = self.child_starts[self.rows] if child else self.parent_starts[self.column]
        weight = mass[_ranges(start, lines)]
        first = np.append(0, np.cumsum(lines))[:-1]
        return np.asarray(np.add.reduceat(best * weight, first) / np.add.reduceat(weight, first))

    def _meaning(self, words: Bags, vectors: Single) -> tuple[Single, Single, Single]:
        """Return how alike all clauses of the block are in meaning, and the share of each pair's words meant."""
        left, right = words.child[self.child_clauses], words.parent[self.parent_clauses]
        left_terms, left_slots = np.unique(left.indices, return_inverse=True)
        right_terms, right_slots = np.unique(right.indices, return_inverse=True)
        likeness = vectors[left_terms] @ vectors[right_terms].T
        likeness = np.maximum(likeness - np.float32(NO_SUBSTITUTE), 0) * np.float32(SAME_USE / (1 - NO_SUBSTITUTE))
        _, both_left, both_right = np.intersect1d(left_terms, right_terms, return_indices=True)
        likeness[both_left, both_right] = 1
        back_likeness = np.ascontiguousarray(likeness.T)
        weight = words.weight.astype(np.float32)
        child_lines = _WeightedClauses(left, left_slots, weight[left_terms], self.child_starts)
        parent_lines = _WeightedClauses(right, right_slots, weight[right_terms], self.parent_starts)
        found, child_meant = child_lines.covered(back_likeness.T, parent_lines)
        back, parent_meant = parent_lines.covered(likeness.T, child_lines)
        share = np.sqrt((found / child_lines.mass[:, None]) * (back.T / parent_lines.mass[None, :]))
        least = np.minimum(found, back.T)
        alike = share * least / (least + np.float32(RARE_WORDS))
        return (
            np.asarray(alike, dtype=np.float32),
            child_meant[self.rows, self.column],
            parent_meant[self.column, self.rows],
        )


class _WeightedClauses:
    """The clauses of one side of a block as weighted words."""

    def __init__(self, clauses: sparse.csr_array, slots: Indices, weight: Single, starts: Indices) -> None:
        self.slots, self.ends, self.weight, self.starts = slots, clauses.indptr, weight, starts
        self.lines = sparse.csr_array((weight[slots], slots, self.ends), shape=(clauses.shape[0], len(weight)))
        self.mass: Single = np.maximum(np.asarray(self.lines.sum(axis=1)).ravel(), 1e-9).astype(np.float32)

    def covered(self, likeness: Single, other: _WeightedClauses) -> tuple[Single, Single]:
        """Return the weight of each clause meant by each clause of the other side, and shares of whole provisions.

        Parameters
        ----------
        likeness
            Of this side's words with the other's, shape (words, words of the other), 0 to 1.
        other
            The other side.
        """
        # For each word of this side the nearest word of every clause of the other side; a clause may have no word.
        by_clause = np.zeros((len(other.ends) - 1, len(likeness)), dtype=np.float32)
        filled = np.flatnonzero(np.diff(other.ends))
        if len(filled) and len(likeness):
            sizes = np.diff(other.ends)[filled]
            by_clause[filled] = _largest_of_runs(likeness.T, other.slots, other.ends[filled], sizes)
        best = np.ascontiguousarray(by_clause.T)
        # The same for whole provisions: a word counts where any clause of the other provision has its meaning.
        every = np.arange(len(by_clause))
        whole = _largest_of_runs(by_clause, every, other.starts[:-1], np.diff(other.starts)).T
        owner = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        present = sparse.csr_array((np.ones(len(owner), dtype=np.float32), (owner, np.arange(len(owner))))) @ self.lines
        present.data = self.weight[present.indices]
        mass = np.maximum(np.asarray(present.sum(axis=1)).ravel(), 1e-9)
        return np.asarray(self.lines @ best), ((present @ whole) / mass[:, None]).astype(np.float32)


class _ClauseGrid:
    """All clauses of all candidate pairs laid out flat: where a pair's rows, columns and cells are.

    A pair of provisions with h and w clauses has h rows, w columns and h * w cells, cell by cell along its rows. The
    arrays hold those of all pairs one after the other.
    """

    def __init__(self, child: ComparedTexts, parent: ComparedTexts, pairs: CandidatePairs) -> None:
        self.heights = np.diff(child.starts)[pairs.rows]
        self.widths = np.diff(parent.starts)[pairs.columns]
        self.cells = self.heights * self.widths
        self.cell_ends = np.append(0, np.cumsum(self.cells))
        self.row_ends = np.append(0, np.cumsum(self.heights))
        self.column_ends = np.append(0, np.cumsum(self.widths))
        # Which clause of its document each row and each column is.
        self.row_clause = _ranges(child.starts[pairs.rows], self.heights)
        self.column_clause = _ranges(parent.starts[pairs.columns], self.widths)

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
        blocks = self._pairs_of_blocks(alike)
        row_best = np.zeros(self.row_ends[-1], dtype=np.float32)
        column_best = np.zeros(self.column_ends[-1], dtype=np.float32)
        for block, values in zip(blocks, alike, strict=True):
            row, column = self._rows_and_columns(block)
            np.maximum.at(row_best, row, values)
            np.maximum.at(column_best, column, values)
        row_rival = best_other(row_best, self.row_clause) + CLOSE_RIVAL
        column_rival = best_other(column_best, self.column_clause) + CLOSE_RIVAL
        scores = []
        for block, values in zip(blocks, alike, strict=True):
            row, column = self._rows_and_columns(block)
            ours = 2 * values**2 / np.sqrt((values + row_rival[row]) * (values + column_rival[column]))
            first_cells = self.cell_ends[block.start : block.stop] - self.cell_ends[block.start]
            scores.append(np.maximum.reduceat(ours, first_cells))
        return np.concatenate(scores)

    def _pairs_of_blocks(self, alike: list[Single]) -> list[slice]:
        """Return which pairs each block of cells belongs to."""
        block_ends = np.append(0, np.cumsum([len(values) for values in alike]))
        return [slice(start, stop) for start, stop in pairwise(np.searchsorted(self.cell_ends, block_ends).tolist())]

    def _rows_and_columns(self, block: slice) -> tuple[Indices, Indices]:
        """Return the row and the column of every cell of a block of pairs."""
        cells = self.cells[block]
        within_pair = _ranges(np.zeros(len(cells), dtype=np.intp), cells)
        width = np.repeat(self.widths[block], cells)
        row = np.repeat(self.row_ends[:-1][block], cells) + within_pair // width
        column = np.repeat(self.column_ends[:-1][block], cells) + within_pair % width
        return row, column


def _largest_of_runs(table: Single, slots: Indices, starts: Indices, sizes: Indices) -> Single:
    """Return for each run of slots the largest of the table's rows that they name, column by column.

    The same as ``np.maximum.reduceat(table[slots], starts, axis=0)`` ten times as fast, and without all rows at once:
    whole rows are compared, the first of each run, then the second of the runs that have two, and so on.

    Parameters
    ----------
    table
        Shape (rows, columns).
    slots
        Rows of the table, run by run.
    starts, sizes
        Where each run begins among the slots, and how long it is, at least 1.

    Examples
    --------
    >>> table = np.array([[1, 5], [2, 3], [4, 0]], dtype=np.float32)
    >>> _largest_of_runs(table, np.array([0, 1, 2, 1]), np.array([0, 3]), np.array([3, 1])).tolist()
    [[4.0, 5.0], [2.0, 3.0]]
    """
    longest_first = np.argsort(-sizes, kind="stable")
    starts, sizes = starts[longest_first], sizes[longest_first]
    largest = table[slots[starts]]
    for place in range(1, int(sizes[0])):
        going_on = int(np.searchsorted(-sizes, -place))
        rows = table[slots[starts[:going_on] + place]]
        np.maximum(largest[:going_on], rows, out=largest[:going_on])
    out = np.empty_like(largest)
    out[longest_first] = largest
    return out


def _ranges(starts: Indices, sizes: Indices) -> Indices:
    """Return the ranges that begin at `starts` and have `sizes`, one after the other.

    Examples
    --------
    >>> _ranges(np.array([5, 0]), np.array([3, 2])).tolist()
    [5, 6, 7, 0, 1]
    """
    total = np.cumsum(sizes)
    return np.arange(total[-1] if len(total) else 0) + np.repeat(starts - total + sizes, sizes)
