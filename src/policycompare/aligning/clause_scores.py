"""Clause against clause within pairs of provisions: what is common in letters, and what in meaning.

Letters are character bigrams weighted by rarity. Meaning lets a word stand for another that is used in like contexts
(投诉 for 举报): each word of a clause counts with the nearest word of the other (as in BERTScore, Zhang et al., ICLR
2020, with static word vectors and inverse document frequencies).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from policycompare.aligning.part_layout import Block, Board, Grid, blocks, largest_of_runs, ranges
from policycompare.language.term_weights import shared_weight

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policycompare.aligning.candidate_pairs import CandidatePairs
    from policycompare.aligning.compared_texts import Bags, ComparedTexts

    Single = NDArray[np.float32]
    Indices = NDArray[np.intp]

SAME_USE = 0.8
"""Greatest share of its weight with which a word counts for another."""
NO_SUBSTITUTE = 0.35
"""Cosine of two words below which neither counts for the other."""
RARE_WORDS = 8.0
"""Weight of shared words at which a common clause counts half: one to two rare ones."""


@dataclass(frozen=True, slots=True)
class ClauseScores:
    """Scores by clause for each pair, shape (pairs,) each, 0 to 1 but for `meaning_won`, which reaches 2.

    Attributes
    ----------
    child_carried, parent_carried
        Share of the child's weight that stands in the best clauses of the parent, and the other way round.
    meaning_won
        The best pair of clauses, taking off what each clause has in common with clauses of rivals.
    child_meant, parent_meant
        Share of the child's words whose meaning is found anywhere in the parent, and the other way round.
    """

    child_carried: Single
    parent_carried: Single
    meaning_won: Single
    child_meant: Single
    parent_meant: Single


@dataclass(frozen=True, slots=True)
class _BlockScores:
    """Scores of the pairs of one block.

    The first four are those of `ClauseScores`, shape (pairs of the block,). The last holds the likeness of every
    clause of a pair's child with every clause of its parent, row by row, pair after pair, shape (pairs of clauses,).
    """

    child_carried: Single
    parent_carried: Single
    child_meant: Single
    parent_meant: Single
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
    child_words, parent_words = words.child.indptr[child.starts], words.parent.indptr[parent.starts]
    scores = []
    for rows in blocks(np.diff(child_words), np.diff(parent_words), pairs):
        block = Block(child.starts, parent.starts, pairs, rows)
        if Board.fits(block, pairs):
            return _scores_of_all(block, letters, words, vectors)
        scores.append(_scores(block, letters, words, vectors))

    def joined(name: str) -> Single:
        return np.concatenate([getattr(block, name) for block in scores])

    grid = Grid(child.starts, parent.starts, pairs)
    return ClauseScores(
        child_carried=joined("child_carried"),
        parent_carried=joined("parent_carried"),
        meaning_won=grid.best_without_rivals([block.meaning_alike for block in scores]),
        child_meant=joined("child_meant"),
        parent_meant=joined("parent_meant"),
    )


def _scores_of_all(block: Block, letters: Bags, words: Bags, vectors: Single) -> ClauseScores:
    """Return the scores of all pairs, of documents that make one block."""
    board = Board(block)
    shared, child_mass, parent_mass = _letters(block, letters)
    meant, child_meant, parent_meant = _meaning(block, words, vectors)
    return ClauseScores(
        child_carried=board.mean_of_best(shared / child_mass[:, None], child_mass, "child"),
        parent_carried=board.mean_of_best(shared / parent_mass[None, :], parent_mass, "parent"),
        meaning_won=board.best_without_rivals(meant),
        child_meant=child_meant,
        parent_meant=parent_meant,
    )


def _scores(block: Block, letters: Bags, words: Bags, vectors: Single) -> _BlockScores:
    """Return the scores of the pairs of a block."""
    # Cells (a clause of the child, a clause of the parent) of each pair side by side, along rows and along columns.
    by_child, by_parent = block.meeting(), block.meeting(parent_first=True)
    shared, child_mass, parent_mass = _letters(block, letters)
    of_child, of_parent = shared / child_mass[:, None], shared / parent_mass[None, :]
    child_carried = _mean(block, of_child[by_child], child_mass, child=True)
    parent_carried = _mean(block, of_parent[by_parent], parent_mass, child=False)
    meant, child_meant, parent_meant = _meaning(block, words, vectors)
    return _BlockScores(
        child_carried=child_carried,
        parent_carried=parent_carried,
        child_meant=child_meant,
        parent_meant=parent_meant,
        meaning_alike=meant[by_child],
    )


def _letters(block: Block, letters: Bags) -> tuple[Single, Single, Single]:
    left, right = letters.child[block.child_parts], letters.parent[block.parent_parts]
    shared, *masses = shared_weight(left, right, letters.weight.astype(np.float32))
    child_mass, parent_mass = (np.maximum(mass, np.float32(1e-9)) for mass in masses)
    return shared.astype(np.float32), child_mass.astype(np.float32), parent_mass.astype(np.float32)


def _mean(block: Block, shares: Single, mass: Single, *, child: bool) -> Single:
    """Return for each pair the mean over one side's clauses, by weight, of their best share in the other."""
    lines, run = (block.heights, block.widths) if child else (block.widths, block.heights)
    best = np.maximum.reduceat(shares, np.append(0, np.cumsum(np.repeat(run, lines)))[:-1])
    start = block.child_starts[block.rows] if child else block.parent_starts[block.column]
    weight = mass[ranges(start, lines)]
    first = np.append(0, np.cumsum(lines))[:-1]
    return np.asarray(np.add.reduceat(best * weight, first) / np.add.reduceat(weight, first))


def _meaning(block: Block, words: Bags, vectors: Single) -> tuple[Single, Single, Single]:
    """Return how alike all clauses of the block are in meaning, and the share of each pair's words meant."""
    left, right = words.child[block.child_parts], words.parent[block.parent_parts]
    left_terms, left_slots = np.unique(left.indices, return_inverse=True)
    right_terms, right_slots = np.unique(right.indices, return_inverse=True)
    likeness = _Likeness.of(left_terms, right_terms, vectors)
    weight = words.weight.astype(np.float32)
    child_lines = _WeightedClauses(left, left_slots, weight[left_terms], block.child_starts)
    parent_lines = _WeightedClauses(right, right_slots, weight[right_terms], block.parent_starts)
    found, child_meant = child_lines.covered(likeness, parent_lines)
    back, parent_meant = parent_lines.covered(likeness.turned, child_lines)
    share = np.sqrt((found / child_lines.mass[:, None]) * (back.T / parent_lines.mass[None, :]))
    least = np.minimum(found, back.T)
    alike = share * least / (least + np.float32(RARE_WORDS))
    return (
        np.asarray(alike, dtype=np.float32),
        child_meant[block.rows, block.column],
        parent_meant[block.column, block.rows],
    )


@dataclass(frozen=True, slots=True)
class _Likeness:
    """Which words of two sides may stand for each other, and how far: a fortieth of all pairs.

    Attributes
    ----------
    own, other
        Positions among the words of either side, shape (pairs,).
    share
        Of its weight with which a word counts for the other, 0 to 1.
    """

    own: Indices
    other: Indices
    share: Single

    @classmethod
    def of(cls, own_terms: Indices, other_terms: Indices, vectors: Single) -> _Likeness:
        """Compare all words of both sides, given by their places in the vocabulary."""
        cosine = vectors[own_terms] @ vectors[other_terms].T
        near = np.flatnonzero(cosine.ravel() > np.float32(NO_SUBSTITUTE))
        own, other = np.divmod(near, len(other_terms))
        share = (cosine.ravel()[near] - np.float32(NO_SUBSTITUTE)) * np.float32(SAME_USE / (1 - NO_SUBSTITUTE))
        _, same_own, same_other = np.intersect1d(own_terms, other_terms, return_indices=True)
        # The same word counts in full; that it is here as one that is used alike, too, is less and does no harm.
        return cls(
            np.append(own, same_own),
            np.append(other, same_other),
            np.append(share, np.ones(len(same_own), dtype=np.float32)),
        )

    @property
    def turned(self) -> _Likeness:
        """The same seen from the other side."""
        return _Likeness(self.other, self.own, self.share)


class _WeightedClauses:
    """The clauses of one side of a block as weighted words."""

    def __init__(self, clauses: sparse.csr_array, slots: Indices, weight: Single, starts: Indices) -> None:
        self.weight, self.starts = weight, starts
        self.lines = sparse.csr_array((weight[slots], slots, clauses.indptr), shape=(clauses.shape[0], len(weight)))
        # The clauses that have each word, word by word.
        self.clauses = np.repeat(np.arange(clauses.shape[0]), np.diff(clauses.indptr))[np.argsort(slots, kind="stable")]
        self.uses = np.bincount(slots, minlength=len(weight))
        self.first_use = np.cumsum(self.uses) - self.uses
        self.mass: Single = np.maximum(np.asarray(self.lines.sum(axis=1)).ravel(), 1e-9).astype(np.float32)

    def covered(self, likeness: _Likeness, other: _WeightedClauses) -> tuple[Single, Single]:
        """Return the weight of each clause meant by each clause of the other side, and shares of whole provisions.

        Parameters
        ----------
        likeness
            Of this side's words with the other's.
        other
            The other side.
        """
        # For each word of this side the nearest word of every clause of the other side, 0 where it has none.
        by_clause = np.zeros((other.lines.shape[0], len(self.weight)), dtype=np.float32)
        sizes = other.uses[likeness.other]
        clauses = other.clauses[ranges(other.first_use[likeness.other], sizes)]
        cells = clauses * len(self.weight) + np.repeat(likeness.own, sizes)
        np.maximum.at(by_clause.reshape(-1), cells, np.repeat(likeness.share, sizes))
        best = np.ascontiguousarray(by_clause.T)
        # The same for whole provisions: a word counts where any clause of the other provision has its meaning.
        whole = largest_of_runs(by_clause, other.starts[:-1], np.diff(other.starts)).T
        owner = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        present = sparse.csr_array((np.ones(len(owner), dtype=np.float32), (owner, np.arange(len(owner))))) @ self.lines
        present.data = self.weight[present.indices]
        mass = np.maximum(np.asarray(present.sum(axis=1)).ravel(), 1e-9)
        return np.asarray(self.lines @ best), ((present @ whole) / mass[:, None]).astype(np.float32)
