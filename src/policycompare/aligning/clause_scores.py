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
"""Words of children times words of their candidates that are compared together."""
SAME_USE, NO_SUBSTITUTE = 0.8, 0.35
"""A word counts with at most `SAME_USE` of its weight for another; below a cosine of `NO_SUBSTITUTE` not at all."""
RARE_LETTERS, RARE_WORDS = 12.0, 8.0
"""Shared weight at which a common clause counts half: about three rare bigrams, one to two rare words."""
CLOSE_RIVAL = np.float32(0.05)


@dataclass(frozen=True, slots=True)
class ClauseScores:
    """What the clauses of each pair have in common, shape (pairs,) each, 0 to 1 but for `weight`.

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


def compare_clauses(
    child: ComparedTexts, parent: ComparedTexts, pairs: CandidatePairs, letters: Bags, words: Bags, vectors: Single
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
    parts = [
        _Block(child, parent, pairs, rows).scores(letters, words, vectors)
        for rows in _blocks(child, parent, pairs, words)
    ]
    means = [np.concatenate([part[0][k] for part in parts]) for k in range(6)]
    won = [_won(child, parent, pairs, [part[1][k] for part in parts]) for k in range(2)]
    return ClauseScores(*means[:4], *won, *means[4:])


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

    def scores(self, letters: Bags, words: Bags, vectors: Single) -> tuple[list[Single], list[Single]]:
        """Return six scores of the block's pairs, and the clauses' likeness in letters and in meaning, flat."""
        by_child, by_parent = self._meeting(), self._meeting(parent_first=True)
        ends = np.append(0, np.cumsum(self.heights * self.widths))
        shared, child_mass, parent_mass = self._letters(letters)
        of_child, of_parent = shared / child_mass[:, None], shared / parent_mass[None, :]
        dice = 2 * shared / (child_mass[:, None] + parent_mass[None, :])
        either = np.maximum(np.maximum(of_child, of_parent) * np.minimum(shared / RARE_LETTERS, 1), dice)
        best = np.maximum.reduceat(either[by_child], ends[:-1])
        weight = np.log1p(np.maximum.reduceat((shared * dice)[by_child], ends[:-1])) / 6
        child_carried = self._mean(of_child[by_child], child_mass, child=True)
        parent_carried = self._mean(of_parent[by_parent], parent_mass, child=False)
        alike = shared / np.sqrt(child_mass[:, None] * parent_mass[None, :]) * shared / (shared + RARE_LETTERS)
        meant, child_meant, parent_meant = self._meaning(words, vectors)
        return (
            [child_carried, parent_carried, best, weight, child_meant, parent_meant],
            [alike[by_child], meant[by_child]],
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
        child_lines = _Lines(left, left_slots, weight[left_terms], self.child_starts)
        parent_lines = _Lines(right, right_slots, weight[right_terms], self.parent_starts)
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


class _Lines:
    """The clauses of one side of a block as weighted words."""

    def __init__(self, clauses: sparse.csr_array, slots: Indices, weight: Single, starts: Indices) -> None:
        self.slots, self.ends, self.weight, self.starts = slots, clauses.indptr, weight, starts
        self.lines = sparse.csr_array((weight[slots], slots, self.ends), shape=(clauses.shape[0], len(weight)))
        self.mass: Single = np.maximum(np.asarray(self.lines.sum(axis=1)).ravel(), 1e-9).astype(np.float32)

    def covered(self, likeness: Single, other: _Lines) -> tuple[Single, Single]:
        """Return the weight of each clause meant by each clause of the other side, and shares of whole provisions.

        Parameters
        ----------
        likeness
            Of this side's words with the other's, shape (words, words of the other), 0 to 1.
        other
            The other side.
        """
        by_clause = np.zeros((len(other.ends) - 1, len(likeness)), dtype=np.float32)
        filled = np.flatnonzero(np.diff(other.ends))
        if len(filled) and len(likeness):
            by_clause[filled] = np.maximum.reduceat(likeness.T[other.slots], other.ends[filled], axis=0)
        best = np.ascontiguousarray(by_clause.T)
        whole = np.maximum.reduceat(by_clause, other.starts[:-1], axis=0).T
        owner = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        present = sparse.csr_array((np.ones(len(owner), dtype=np.float32), (owner, np.arange(len(owner))))) @ self.lines
        present.data = self.weight[present.indices]
        mass = np.maximum(np.asarray(present.sum(axis=1)).ravel(), 1e-9)
        return np.asarray(self.lines @ best), ((present @ whole) / mass[:, None]).astype(np.float32)


def _ranges(starts: Indices, sizes: Indices) -> Indices:
    """Return the ranges that begin at `starts` and have `sizes`, one after the other."""
    total = np.cumsum(sizes)
    return np.arange(total[-1] if len(total) else 0) + np.repeat(starts - total + sizes, sizes)


def _won(child: ComparedTexts, parent: ComparedTexts, pairs: CandidatePairs, alike: list[Single]) -> Single:
    """Return for each pair the best likeness of two clauses, taking off what their rivals have.

    A clause's rivals are the clauses of other candidates. A likeness counts in full, or up to double, where neither
    clause has a rival, and fades where both find others as near.

    Parameters
    ----------
    child, parent, pairs
        The documents and the pairs.
    alike
        Likeness of all pairs of clauses, flat, block by block.
    """
    heights, widths = np.diff(child.starts)[pairs.rows], np.diff(parent.starts)[pairs.columns]
    ends = np.append(0, np.cumsum(heights * widths))
    cuts = np.searchsorted(ends, np.append(0, np.cumsum([len(values) for values in alike])))
    row_at, column_at = np.append(0, np.cumsum(heights)), np.append(0, np.cumsum(widths))
    row_best, column_best = np.zeros(row_at[-1], dtype=np.float32), np.zeros(column_at[-1], dtype=np.float32)

    def lines(block: slice) -> tuple[Indices, Indices]:
        sizes = (heights * widths)[block]
        inner, width = _ranges(np.zeros(len(sizes), dtype=np.intp), sizes), np.repeat(widths[block], sizes)
        return np.repeat(row_at[:-1][block], sizes) + inner // width, np.repeat(
            column_at[:-1][block], sizes
        ) + inner % width

    blocks = [slice(start, end) for start, end in pairwise(cuts.tolist())]
    for block, values in zip(blocks, alike, strict=True):
        row, column = lines(block)
        np.maximum.at(row_best, row, values)
        np.maximum.at(column_best, column, values)
    row_rival = best_other(row_best, _ranges(child.starts[pairs.rows], heights)) + CLOSE_RIVAL
    column_rival = best_other(column_best, _ranges(parent.starts[pairs.columns], widths)) + CLOSE_RIVAL
    out = []
    for block, values in zip(blocks, alike, strict=True):
        row, column = lines(block)
        ours = 2 * values**2 / np.sqrt((values + row_rival[row]) * (values + column_rival[column]))
        out.append(np.maximum.reduceat(ours, ends[block.start : block.stop] - ends[block.start]))
    return np.concatenate(out)
