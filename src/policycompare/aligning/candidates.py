"""Candidate pairs: for each provision the nearest few of the other document, which alone are compared closely.

The product of two documents is gone through in blocks of children, so that no matrix of all pairs is ever held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.candidate_pairs import CandidatePairs

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from policycompare.aligning.compared_texts import Bags

    Single = NDArray[np.float32]

PER_PROVISION = 18
"""Candidates of each provision, on either side: of 498 sure links of the gold, 18 lose two and 16 lose three."""
BLOCK_CELLS = 4_000_000
"""CandidatePairs looked at together."""
UNRELATED_MEANING = 0.5
"""Cosine of mean word vectors up to which two provisions count as unrelated: any two of one field reach it."""
POSITION_WEIGHT = 0.01
"""Tie-break weight for relative position: of pairs that are equally near, those in like places come first."""


def candidates(
    letters: Bags,
    words: Bags,
    vectors: NDArray[np.float32],
    most: int = PER_PROVISION,
) -> CandidatePairs:
    """Return the pairs that are among the `most` nearest of the child or of the parent.

    Nearness is the cosine of weighted bigrams, plus that of weighted words, plus what the mean word vectors have in
    common beyond `UNRELATED_MEANING`.

    Parameters
    ----------
    letters, words
        Bags of the two documents.
    vectors
        Of the words.
    most
        Candidates of each provision.
    """
    child_mean, parent_mean = (_means(counts, words, vectors) for counts in (words.child_whole, words.parent_whole))
    n, m = letters.child_unit.shape[0], letters.parent_unit.shape[0]
    best = np.full((m, min(most, n)), -np.inf, dtype=np.float32)
    best_row = np.zeros(best.shape, dtype=np.intp)
    found = []
    step = max(1, BLOCK_CELLS // m)
    parent_letters, parent_words = letters.parent_unit.T.tocsr(), words.parent_unit.T.tocsr()
    for start in range(0, n, step):
        block = slice(start, min(start + step, n))
        near: Single = (letters.child_unit[block] @ parent_letters).toarray().astype(np.float32)
        near += (words.child_unit[block] @ parent_words).toarray()
        near += np.maximum(child_mean[block] @ parent_mean.T - np.float32(UNRELATED_MEANING), 0)
        near = np.round(near, 5)  # equals must be equal whatever the order of sums, or ties fall differently
        place = np.arange(block.start, block.stop)[:, None] / n - np.arange(m)[None, :] / m
        near -= np.float32(POSITION_WEIGHT) * np.abs(place).astype(np.float32)
        found.append(_top(near, most) + np.array([[start], [0]]))
        best, best_row = _merge(best, best_row, near, start)
    kept = np.isfinite(best)
    columns = np.repeat(np.arange(m), kept.sum(axis=1))
    found.append(np.vstack([best_row[kept], columns]))
    rows, columns = np.hstack(found)
    return CandidatePairs.of(rows, columns, (n, m))


def _means(counts: sparse.csr_array, words: Bags, vectors: Single) -> Single:
    """Return the weighted mean of the vectors of each provision's words, of length 1."""
    weighted = counts.copy()
    weighted.data *= words.weight[counts.indices]
    mean = weighted @ vectors
    mean /= np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
    return np.asarray(mean, dtype=np.float32)


def _top(near: Single, most: int) -> NDArray[np.intp]:
    """Return rows and columns of the `most` greatest of each row, shape (2, found)."""
    most = min(most, near.shape[1])
    columns = np.argpartition(-near, most - 1, axis=1)[:, :most]
    return np.vstack([np.repeat(np.arange(len(near)), most), columns.ravel()])


def _merge(best: Single, best_row: NDArray[np.intp], near: Single, start: int) -> tuple[Single, NDArray[np.intp]]:
    """Return the greatest of each column so far and of a new block of rows, and their rows."""
    values = np.hstack([best, near.T])
    rows = np.hstack([best_row, np.broadcast_to(np.arange(start, start + len(near)), (near.shape[1], len(near)))])
    keep = np.argpartition(-values, best.shape[1] - 1, axis=1)[:, : best.shape[1]]
    return np.take_along_axis(values, keep, axis=1), np.take_along_axis(rows, keep, axis=1)
