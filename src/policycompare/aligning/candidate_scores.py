"""Candidate pairs of two documents with the log-odds of a link: what no cut-off and no person changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.compared_texts import ComparedTexts, compared_texts
from policycompare.aligning.features import features
from policycompare.aligning.model import Model, probability
from policycompare.aligning.third_documents import LinkProbabilities, ThirdDocuments, beside_features, ways_through

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

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
        The model, whose weights made log-odds of the features (see `link_model`).
    third_documents
        What stood beside as evidence; ``None`` where nothing did.
    """

    pairs: CandidatePairs
    features: dict[str, Values]
    log_odds: Values
    identical: NDArray[np.bool_]
    model: Model
    third_documents: ThirdDocuments | None = None

    @property
    def link_model(self) -> Model:
        """The model with the weights that were used: those for pairs with third documents where there were any."""
        return self.model if self.third_documents is None else self.model.with_third_documents()

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
    beside: Sequence[Document] = (),
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
    beside
        Third documents as evidence, with at least one provision each.

    Raises
    ------
    AlignmentError
        There are third documents, and the model was fitted without any.
    """
    texts = compared_texts(child), compared_texts(parent)
    # BLAS sums in another order with another number of threads, and so gives other last digits.
    with _threadpools().limit(limits=1):
        pairs, values = features(*texts, tuple(also))
        if not beside:
            return _scored(*texts, pairs, values, model)
        ways = []
        for document in beside:
            third = compared_texts(document)
            from_child, to_parent = _probabilities(texts[0], third, model), _probabilities(third, texts[1], model)
            ways.append(ways_through(pairs, from_child, to_parent))
        values |= beside_features(pairs, ways)
        scores = _scored(*texts, pairs, values, model.with_third_documents())
    return replace(scores, model=model, third_documents=ThirdDocuments(tuple(beside), tuple(ways)))


def _probabilities(child: ComparedTexts, parent: ComparedTexts, model: Model) -> LinkProbabilities:
    scores = _scored(child, parent, *features(child, parent), model)
    return LinkProbabilities(scores.pairs, scores.probability)


def _scored(
    child: ComparedTexts, parent: ComparedTexts, pairs: CandidatePairs, values: dict[str, Values], model: Model
) -> CandidateScores:
    identical = identical_pairs(child, parent, pairs)
    log_odds = model.log_odds(values)
    log_odds = np.where(identical, np.maximum(log_odds, IDENTICAL_ODDS), log_odds)
    return CandidateScores(pairs, values, np.round(log_odds, ODDS_DECIMALS), identical, model)


def link_probability(log_odds: Values, identical: NDArray[np.bool_]) -> Values:
    """Return the probabilities that log-odds mean, where some pairs are the same but for localisation."""
    ruled = np.where(identical, np.maximum(log_odds, IDENTICAL_ODDS), log_odds)
    return np.minimum(probability(ruled), SHOWN_AT_MOST)


@cache
def _threadpools() -> ThreadpoolController:
    """Return what controls the threads of the numeric libraries; looking for them takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def identical_pairs(child: ComparedTexts, parent: ComparedTexts, pairs: CandidatePairs) -> NDArray[np.bool_]:
    """Return which pairs are the same but for localisation."""
    number: dict[str, int] = {}
    of_child = np.array([number.setdefault(text, len(number)) for text in child.texts])
    of_parent = np.array([number.setdefault(text, len(number)) for text in parent.texts])
    return np.asarray(of_child[pairs.rows] == of_parent[pairs.columns])
