"""Candidate pairs of two documents with the log-odds of a link: what no cut-off and no person changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.compared_texts import ComparedTexts, compared_texts
from policycompare.aligning.features import features
from policycompare.aligning.model import Model, probability

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray
    from threadpoolctl import ThreadpoolController

    from policycompare.aligning.candidate_pairs import CandidatePairs
    from policycompare.documents import Document

    Values = NDArray[np.float64]

SHOWN_AT_MOST = 0.99
"""Greatest probability that is shown; the log-odds are kept."""
IDENTICAL_ODDS = 6.0
"""Least log-odds of two provisions that are the same but for localisation."""
ODDS_DECIMALS = 6
"""Decimals to which log-odds are rounded, so that another processor's last digit changes no file."""


@dataclass(frozen=True, slots=True, eq=False)
class CandidateScores:
    """Candidate pairs with their features and the log-odds of a link.

    Attributes
    ----------
    pairs
        The pairs that were compared. All others have probability 0.
    features
        Features of the pairs by name, each of shape (pairs,).
    log_odds
        Of a link, shape (pairs,), rounded to `ODDS_DECIMALS`.
    identical
        Which pairs are the same but for localisation, and so linked by rule, shape (pairs,).
    model
        What made log-odds of the features.
    """

    pairs: CandidatePairs
    features: dict[str, Values]
    log_odds: Values
    identical: NDArray[np.bool_]
    model: Model

    @property
    def probability(self) -> Values:
        """Probability of a link by the model alone, shape (pairs,), 0 to 0.99."""
        return np.minimum(probability(self.log_odds), SHOWN_AT_MOST)

    def probability_of(self, child: int, parent: int) -> float:
        """Return the model's probability of one pair, by position: 0 where it is no candidate."""
        k = self.pairs.at(child, parent)
        return 0.0 if k is None else float(min(probability(self.log_odds[k : k + 1])[0], SHOWN_AT_MOST))


def score_candidates(
    child: Document,
    parent: Document,
    model: Model,
    also: Collection[tuple[int, int]] = (),
) -> CandidateScores:
    """Find the candidate pairs of two documents and the log-odds of each.

    Parameters
    ----------
    child, parent
        Documents with at least one provision each.
    model
        What makes log-odds of features.
    also
        Pairs that are compared besides, by the positions of child and parent.
    """
    texts = compared_texts(child), compared_texts(parent)
    # BLAS sums in another order with another number of threads, and so gives other last digits.
    with _threadpools().limit(limits=1):
        pairs, values = features(*texts, tuple(also))
        log_odds = model.log_odds(values)
    identical = _identical(*texts, pairs)
    log_odds = np.where(identical, np.maximum(log_odds, IDENTICAL_ODDS), log_odds)
    return CandidateScores(pairs, values, np.round(log_odds, ODDS_DECIMALS), identical, model)


@cache
def _threadpools() -> ThreadpoolController:
    """Return what controls the threads of the numeric libraries; looking for them takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _identical(child: ComparedTexts, parent: ComparedTexts, pairs: CandidatePairs) -> NDArray[np.bool_]:
    """Return which pairs are the same but for localisation."""
    number: dict[str, int] = {}
    of_child = np.array([number.setdefault(text, len(number)) for text in child.texts])
    of_parent = np.array([number.setdefault(text, len(number)) for text in parent.texts])
    return np.asarray(of_child[pairs.rows] == of_parent[pairs.columns])
