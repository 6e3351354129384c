"""Clause against clause in meaning, by a sentence encoder: what two duties in other words have in common.

Each clause is a vector, from which the mean of its document's is taken off: what all of them say does not tell them
apart. A provision is as near to another as its clauses are, each to the nearest clause there, the mean of both ways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.candidate_pairs import best_other
from policycompare.aligning.features import DEVIATIONS, ENCODED_FEATURES, stands_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policycompare.aligning.candidate_pairs import CandidatePairs
    from policycompare.documents import Document, Measure
    from policycompare.encoding.encoder import Encoder

    Values = NDArray[np.float64]
    Single = NDArray[np.float32]

SHORTEST = 7
"""Characters of a clause that counts."""
PRIOR_CLAUSES = 10
"""Clauses without a meaning that each document is taken to have besides, so that a short one keeps its own."""
STRANGERS = (0.09, 0.12)
"""Mean and standard deviation of the likeness of candidates that are no links, on the gold pairs."""
CHILDREN_AT_ONCE = 64
"""Children whose clauses are compared at once with all of the parent's, which bounds memory."""


def encoded_features(child: Document, parent: Document, pairs: CandidatePairs, encoder: Encoder) -> dict[str, Values]:
    """Return what the encoder says of each pair: the values of `ENCODED_FEATURES`, each of shape (pairs,)."""
    return features_of(likeness(child, parent, pairs, encoder), pairs)


def features_of(near: Values, pairs: CandidatePairs) -> dict[str, Values]:
    """Return the values of `ENCODED_FEATURES` from how near the provisions of each pair are, shape (pairs,)."""
    found = (
        near,
        stands_out(near, pairs.rows, pairs.shape[0], STRANGERS) / DEVIATIONS,
        stands_out(near, pairs.columns, pairs.shape[1], STRANGERS) / DEVIATIONS,
        near - best_other(near, pairs.rows),
        near - best_other(near, pairs.columns),
    )
    return dict(zip(ENCODED_FEATURES.keys, found, strict=True))


def likeness(child: Document, parent: Document, pairs: CandidatePairs, encoder: Encoder) -> Values:
    """Return how near the two provisions of each pair are, shape (pairs,), about -0.2 to 1."""
    below, child_starts = _clause_vectors(child, encoder)
    above, parent_starts = _clause_vectors(parent, encoder)
    child_sizes, parent_sizes = np.diff(child_starts), np.diff(parent_starts)
    out = np.zeros(len(pairs))
    for start in range(0, pairs.shape[0], CHILDREN_AT_ONCE):
        stop = min(start + CHILDREN_AT_ONCE, pairs.shape[0])
        cosines = below[child_starts[start] : child_starts[stop]] @ above.T
        first = child_starts[start:stop] - child_starts[start]
        best_above = np.maximum.reduceat(cosines, parent_starts[:-1], axis=1)
        down = np.add.reduceat(best_above, first, axis=0) / child_sizes[start:stop, None]
        best_below = np.maximum.reduceat(cosines, first, axis=0)
        up = np.add.reduceat(best_below, parent_starts[:-1], axis=1) / parent_sizes
        own = slice(*np.searchsorted(pairs.rows, [start, stop]))
        at = pairs.rows[own] - start, pairs.columns[own]
        out[own] = (down[at] + up[at]) / 2
    return out


def _clause_vectors(document: Document, encoder: Encoder) -> tuple[Single, NDArray[np.intp]]:
    """Return the vectors of all clauses, of length 1, and where those of each provision begin, with their number."""
    by_provision = [clauses_of(provision) for provision in document.provisions]
    starts = np.cumsum([0, *map(len, by_provision)])
    vectors = encoder.encode([clause for clauses in by_provision for clause in clauses])
    vectors = vectors - vectors.sum(axis=0) / np.float32(len(vectors) + PRIOR_CLAUSES)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(length, np.float32(1e-6)), starts


def clauses_of(provision: Measure) -> list[str]:
    """Return the clauses of a provision that count; its whole text where none does."""
    found = [clause.text for clause in provision.clauses if len(clause.text) >= SHORTEST]
    return found or [provision.text]
