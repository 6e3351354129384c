"""Third documents as evidence: a provision of another document on the same subject stands between child and parent.

A district says in its own words what the nation says in others; the rules of a neighbour are often near to both. So a
pair speaks for itself when some provision of a third document is a likely counterpart of its child and has its parent
as likely counterpart (triangulation).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.candidate_pairs import best_other
from policycompare.aligning.features import BESIDE_FEATURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from policycompare.aligning.candidate_pairs import CandidatePairs
    from policycompare.documents import Document, Measure

    Values = NDArray[np.float64]

LEAST_BESIDE = 2
"""Third documents below which they are no evidence: on the gold, a single one misled more often than it helped."""
LEAST_STEP = 0.02
"""Probability below which a link is no step of a way through a third document."""
LEAST_WAY, GREATEST_WAY = 0.003, 0.995
"""Bounds on the strength of a way before its log-odds are taken: none is impossible, and none certain."""
LOG_ODDS_SCALE = 6.0
"""Log-odds by which the features grow by 1; the first is about 0 where there is no way."""
WORTH_SAYING = 0.25
"""Strength from which a way through a third document is told as evidence."""


@dataclass(frozen=True, slots=True, eq=False)
class LinkProbabilities:
    """Probability of a link for the candidate pairs of two documents.

    Attributes
    ----------
    pairs
        The candidates.
    values
        Shape (pairs,), 0 to 1.
    """

    pairs: CandidatePairs
    values: Values


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The strongest way from child to parent through one third document, for each candidate pair.

    Attributes
    ----------
    strength
        Probability that the child's counterpart there, times that its counterpart is the parent; shape (pairs,).
    through
        Position of the provision of the third document, -1 where there is no way; shape (pairs,).
    """

    strength: Values
    through: NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class ThirdDocuments:
    """Third documents and the ways through them.

    Attributes
    ----------
    documents
        As they were given.
    ways
        Through each of them.
    """

    documents: tuple[Document, ...]
    ways: tuple[Ways, ...]

    def strongest(self, k: int) -> tuple[Document, Measure] | None:
        """Return which provision of which document stands between candidate pair `k`; ``None`` where none does."""
        strengths = [float(ways.strength[k]) for ways in self.ways]
        best = int(np.argmax(strengths))
        if strengths[best] < WORTH_SAYING:
            return None
        document = self.documents[best]
        return document, document.provisions[int(self.ways[best].through[k])]


def ways_through(pairs: CandidatePairs, from_child: LinkProbabilities, to_parent: LinkProbabilities) -> Ways:
    """Return the strongest way of each pair through a third document.

    Parameters
    ----------
    pairs
        Candidates of child and parent.
    from_child, to_parent
        Of the child's provisions with those of the third document, and of these with the parent's.
    """
    strength = np.zeros(len(pairs))
    through = np.full(len(pairs), -1, dtype=np.intp)
    # One row of the product at a time, so that no matrix of child and parent is held.
    best, via = np.zeros(pairs.shape[1]), np.full(pairs.shape[1], -1, dtype=np.intp)
    for row in range(pairs.shape[0]):
        steps = from_child.pairs.of_row(row)
        for between, likely in zip(from_child.pairs.columns[steps], from_child.values[steps], strict=True):
            if likely < LEAST_STEP:
                continue
            onward = to_parent.pairs.of_row(int(between))
            columns, product = to_parent.pairs.columns[onward], likely * to_parent.values[onward]
            better = product > best[columns]
            best[columns[better]], via[columns[better]] = product[better], between
        own = pairs.of_row(row)
        strength[own], through[own] = best[pairs.columns[own]], via[pairs.columns[own]]
        best[:], via[:] = 0, -1
    return Ways(strength, through)


def beside_features(pairs: CandidatePairs, ways: Sequence[Ways]) -> dict[str, Values]:
    """Return what third documents say of each pair: the values of `BESIDE_FEATURES`.

    Parameters
    ----------
    pairs
        Candidates of child and parent.
    ways
        Through each third document, at least one.
    """
    strengths = np.clip([way.strength for way in ways], LEAST_WAY, GREATEST_WAY)
    near = np.log(strengths / (1 - strengths)).mean(axis=0) / LOG_ODDS_SCALE + 1
    found = near, near - best_other(near, pairs.rows), near - best_other(near, pairs.columns)
    return dict(zip(BESIDE_FEATURES.keys, found, strict=True))
