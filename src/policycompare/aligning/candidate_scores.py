"""Candidate pairs of two documents with the log-odds of a link: what no cut-off and no person changes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.compared_texts import ComparedTexts, compared_texts
from policycompare.aligning.encoded_clauses import encoded_features
from policycompare.aligning.features import features
from policycompare.aligning.model import Model, probability
from policycompare.aligning.third_documents import LinkProbabilities, ThirdDocuments, beside_features, ways_through

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray
    from threadpoolctl import ThreadpoolController

    from policycompare.aligning.candidate_pairs import CandidatePairs
    from policycompare.documents import Document
    from policycompare.encoding.encoder import Encoder

    Values = NDArray[np.float64]

SHOWN_AT_MOST = 0.99
"""Greatest probability that is shown; the log-odds are kept."""
IDENTICAL_ODDS = 6.0
"""Least log-odds of two provisions that are the same but for localisation."""
STEPS_KEPT = 64
"""Scores of two documents that are kept where there are third documents, some 300 kB each."""
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
    encoder
        What compared the clauses in meaning; ``None`` where nothing did.
    """

    pairs: CandidatePairs
    features: dict[str, Values]
    log_odds: Values
    identical: NDArray[np.bool_]
    model: Model
    third_documents: ThirdDocuments | None = None
    encoder: Encoder | None = None

    @property
    def likely(self) -> LinkProbabilities:
        """The pairs with their probabilities."""
        return LinkProbabilities(self.pairs, self.probability)

    @property
    def link_model(self) -> Model:
        """The model with the weights that were used: those for the features that the pairs have."""
        return _model_for(self.model, self.third_documents, self.encoder)

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
    encoder: Encoder | None = None,
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
    encoder
        What compares clauses in meaning besides.

    Raises
    ------
    AlignmentError
        There are third documents or an encoder, and the model was fitted without; or the encoder is damaged.
    """
    # BLAS sums in another order with another number of threads, and so gives other last digits.
    with threadpools().limit(limits=1):
        if not beside and encoder is None:
            return _scored(child, parent, model, also)
        alone = _scored(child, parent, model, also) if also or not beside else _step(child, parent, model)
        third = _third_documents(beside, child, parent, model, alone.pairs) if beside else None
        fitting = _model_for(model, third, encoder)
        values = dict(alone.features)
        if third is not None:
            values |= beside_features(alone.pairs, third.ways)
        if encoder is not None:
            values |= encoded_features(child, parent, alone.pairs, encoder)
        scores = _with_log_odds(alone.pairs, values, alone.identical, fitting)
        return replace(scores, model=model, third_documents=third, encoder=encoder)


def _model_for(model: Model, third: ThirdDocuments | None, encoder: Encoder | None) -> Model:
    return model.for_evidence(beside=third is not None, encoder="" if encoder is None else encoder.id)


def _third_documents(
    beside: Sequence[Document], child: Document, parent: Document, model: Model, pairs: CandidatePairs
) -> ThirdDocuments:
    ways = []
    for document in beside:
        from_child, to_parent = _step(child, document, model), _step(document, parent, model)
        ways.append(ways_through(pairs, from_child.likely, to_parent.likely))
    return ThirdDocuments(tuple(beside), tuple(ways))


def _scored(child: Document, parent: Document, model: Model, also: Collection[tuple[int, int]] = ()) -> CandidateScores:
    texts = compared_texts(child), compared_texts(parent)
    pairs, values = features(*texts, tuple(also))
    return _with_log_odds(pairs, values, identical_pairs(*texts, pairs), model)


def _with_log_odds(
    pairs: CandidatePairs, values: dict[str, Values], identical: NDArray[np.bool_], model: Model
) -> CandidateScores:
    log_odds = model.log_odds(values)
    log_odds = np.where(identical, np.maximum(log_odds, IDENTICAL_ODDS), log_odds)
    return CandidateScores(pairs, values, np.round(log_odds, ODDS_DECIMALS), identical, model)


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """Scores of two documents, with what they were made of: while it is kept, these objects stay what they are."""

    made_of: tuple[Document, Document, Model]
    scores: CandidateScores


_steps: OrderedDict[tuple[int, int, int], _Step] = OrderedDict()
"""Scores that were needed last, by the identity of documents and model: siblings ask for the same again and again."""


def _step(child: Document, parent: Document, model: Model) -> CandidateScores:
    """Return the scores of two documents without third ones, from those made last where they are there."""
    key = id(child), id(parent), id(model)
    step = _steps.pop(key, None) or _Step((child, parent, model), _scored(child, parent, model))
    _steps[key] = step
    while len(_steps) > STEPS_KEPT:
        _steps.popitem(last=False)
    return step.scores


def link_probability(log_odds: Values, identical: NDArray[np.bool_]) -> Values:
    """Return the probabilities that log-odds mean, where some pairs are the same but for localisation."""
    ruled = np.where(identical, np.maximum(log_odds, IDENTICAL_ODDS), log_odds)
    return np.minimum(probability(ruled), SHOWN_AT_MOST)


@cache
def threadpools() -> ThreadpoolController:
    """Return what controls the threads of the numeric libraries; looking for them takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def identical_pairs(child: ComparedTexts, parent: ComparedTexts, pairs: CandidatePairs) -> NDArray[np.bool_]:
    """Return which pairs are the same but for localisation."""
    number: dict[str, int] = {}
    of_child = np.array([number.setdefault(text, len(number)) for text in child.texts])
    of_parent = np.array([number.setdefault(text, len(number)) for text in parent.texts])
    return np.asarray(of_child[pairs.rows] == of_parent[pairs.columns])
