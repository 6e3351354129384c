"""Phrase against phrase within pairs of provisions: whether any one duty of the two is the same.

Phrases are clauses cut at commas too, so that one sentence that carries three duties can answer three provisions. In
letters they are compared by the bigrams they share, in meaning by the mean of their words' vectors, from which the mean
of the document's phrases is taken off: what all of them say does not tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.part_layout import Block, Board, Grid, blocks
from policycompare.language.term_weights import shared_weight

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from policycompare.aligning.candidate_pairs import CandidatePairs
    from policycompare.aligning.compared_texts import Bags, ComparedTexts

    Single = NDArray[np.float32]
    Indices = NDArray[np.intp]

RARE_LETTERS = np.float32(12.0)
"""Weight of shared bigrams at which a common phrase counts half: about three rare ones."""
PRIOR_PHRASES = 10
"""Phrases without a meaning that each document is taken to have besides, so that a short one keeps its own."""


@dataclass(frozen=True, slots=True)
class PhraseScores:
    """The best two phrases of each pair, beyond what each has in common with others; shape (pairs,), about -1 to 1.

    Attributes
    ----------
    letters, meaning
        See `Grid.best_beyond_neighbours`.
    """

    letters: Single
    meaning: Single


def compare_phrases(
    child: ComparedTexts,
    parent: ComparedTexts,
    pairs: CandidatePairs,
    letters: Bags,
    words: Bags,
    vectors: Single,
) -> PhraseScores:
    """Compare the phrases of each pair of provisions.

    Parameters
    ----------
    child, parent
        The documents.
    pairs
        Which provisions to compare.
    letters, words, vectors
        Bags of both documents' phrases, and the vectors of the words.
    """
    child_starts, parent_starts = child.phrase_starts[child.starts], parent.phrase_starts[parent.starts]
    child_words = np.diff(words.child_phrases.indptr[child_starts])
    parent_words = np.diff(words.parent_phrases.indptr[parent_starts])
    weight = words.weight.astype(np.float32)
    child_meaning = _centred(words.child_phrases, weight, vectors)
    parent_meaning = _centred(words.parent_phrases, weight, vectors)
    letters_alike, meaning_alike = [], []
    for rows in blocks(child_words, parent_words, pairs):
        block = Block(child_starts, parent_starts, pairs, rows)
        alike = _letters(block, letters), child_meaning[block.child_parts] @ parent_meaning[block.parent_parts].T
        if Board.fits(block, pairs):
            return PhraseScores(*map(Board(block).best_beyond_neighbours, alike))
        cells = block.meeting()
        letters_alike.append(alike[0][cells])
        meaning_alike.append(alike[1][cells])
    grid = Grid(child_starts, parent_starts, pairs)
    return PhraseScores(
        letters=grid.best_beyond_neighbours(letters_alike), meaning=grid.best_beyond_neighbours(meaning_alike)
    )


def _letters(block: Block, letters: Bags) -> Single:
    """Return how alike all phrases of the block are in letters: their Dice coefficient, less where little is common."""
    left, right = letters.child_phrases[block.child_parts], letters.parent_phrases[block.parent_parts]
    shared, child_mass, parent_mass = shared_weight(left, right, letters.weight.astype(np.float32))
    dice = 2 * shared / np.maximum(child_mass[:, None] + parent_mass[None, :], 1e-9)
    return np.asarray(dice * shared / (shared + RARE_LETTERS), dtype=np.float32)


def _centred(phrases: sparse.csr_array, weight: Single, vectors: Single) -> Single:
    """Return the vectors of phrases of length 1, their document's mean taken off; shape (phrases, dimensions)."""
    weighted = phrases.copy()
    weighted.data = weight[weighted.indices]
    found = _of_length_one(weighted @ vectors)
    return _of_length_one(found - found.sum(axis=0) / np.float32(len(found) + PRIOR_PHRASES))


def _of_length_one(rows: Single) -> Single:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, np.float32(1e-6)), dtype=np.float32)
