"""Similarity of two lists of texts: weighted character bigrams or words, sparse, and rapidfuzz's scorers.

Weights are inverse document frequencies over the texts at hand and a background of legal texts, so that stock
phrases (加强领导, 落实责任) weigh little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from policycompare.language.corpus_statistics import background

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

# Share of the background in a weight; the rest comes from the documents at hand.
BACKGROUND_SHARE = 0.7


def weights(counts: sparse.csr_array, vocabulary: NDArray[Any]) -> Matrix:
    """Return the weight of each feature: its inverse document frequency here blended with the background's.

    Smoothed as log((n + 1) / (df + 1)) + 0.1, at least 0.1 (Spärck Jones 1972, with the usual smoothing).
    """
    here = np.bincount(counts.indices[counts.data > 0], minlength=counts.shape[1])
    return weights_of(here, counts.shape[0], background().counts_of(vocabulary))


def weights_of(here: NDArray[np.integer[Any]], texts: int, known: NDArray[np.integer[Any]]) -> Matrix:
    """Return what `weights` does, of features in `here` of `texts` texts and `known` of the background."""
    local = np.log((texts + 1) / (here + 1))
    blend: Matrix = BACKGROUND_SHARE * _rarity(known) + (1 - BACKGROUND_SHARE) * local + 0.1
    return blend


def background_weights(vocabulary: NDArray[Any]) -> Matrix:
    """Return the weight of each feature in the background alone, whatever the documents at hand."""
    return _rarity(background().counts_of(vocabulary)) + 0.1


def _rarity(known: NDArray[np.integer[Any]]) -> Matrix:
    """Return how rare features are of which each stands in `known` provisions of the background."""
    return np.asarray(np.log((background().provisions + 1) / (known + 1)))


def cosine(child: sparse.csr_array, parent: sparse.csr_array, weight: Matrix) -> Matrix:
    """Return the cosine of weighted, damped counts (1 + log tf) for all pairs, shape (children, parents), 0 to 1."""
    return np.asarray((unit_rows(child, weight) @ unit_rows(parent, weight).T).toarray())


def unit_rows(counts: sparse.csr_array, weight: Matrix) -> sparse.csr_array:
    """Return weighted, damped counts (1 + log tf) with rows of length 1 (0 for an empty row)."""
    # On the arrays of the matrix: its own products take longer to set up than to compute.
    scaled = (1 + np.log(counts.data)) * weight[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    norm = np.sqrt(np.bincount(rows, weights=scaled**2, minlength=counts.shape[0]))
    shrink = 1 / np.where(norm > 0, norm, 1)
    return sparse.csr_array((shrink[rows] * scaled, counts.indices, counts.indptr), shape=counts.shape)


def shared_weight(child: sparse.csr_array, parent: sparse.csr_array, weight: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Return how much weight two texts share.

    Returns
    -------
    tuple of ndarray
        Shared weight for all pairs, shape (children, parents); weight of each child; weight of each parent.
    """
    left, right = (
        sparse.csr_array((np.ones_like(m.data), m.indices, m.indptr), shape=m.shape) for m in (child, parent)
    )
    weighted = sparse.csr_array((left.data * weight[left.indices], left.indices, left.indptr), shape=left.shape)
    return (weighted @ right.T).toarray(), left @ weight, right @ weight


def fuzzy(child: Sequence[str], parent: Sequence[str], scorer: Callable[..., float] | None = None) -> Matrix:
    """Return a rapidfuzz score for all pairs, as a share.

    Parameters
    ----------
    child, parent
        Texts.
    scorer
        A scorer of `rapidfuzz.fuzz`; its normalised indel similarity ``ratio`` when not given.

    Returns
    -------
    ndarray of shape (children, parents)
        From 0 to 1.
    """
    from rapidfuzz import fuzz, process

    if not child or not parent:
        return np.zeros((len(child), len(parent)))
    scores = process.cdist(child, parent, scorer=scorer or fuzz.ratio, dtype=np.float32)
    return scores.astype(np.float64) / 100
