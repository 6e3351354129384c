"""Fitting the model on gold or on people's decisions, and predicting what the model has not seen.

The same gold gives the same weights to the digit.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policycompare.aligning import model as _model
from policycompare.aligning.candidate_scores import identical_pairs, link_probability
from policycompare.aligning.compared_texts import compared_texts
from policycompare.aligning.coverage import expected_coverage
from policycompare.aligning.evidence import clause_pairs
from policycompare.aligning.features import BESIDE_FEATURES, FEATURES, features
from policycompare.aligning.relations import RELATION_FEATURES, RelationModel, fit_relations, relation_values
from policycompare.aligning.third_documents import LEAST_BESIDE, LinkProbabilities, beside_features, ways_through
from policycompare.evaluating.metrics import links_f1
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from policycompare.aligning.alignment import Alignment
    from policycompare.aligning.candidate_pairs import CandidatePairs
    from policycompare.aligning.compared_texts import ComparedTexts
    from policycompare.aligning.coverage import Direction
    from policycompare.evaluating.gold import Gold, GoldPair
    from policycompare.language.term_weights import Matrix
    from policycompare.messages import Message

    Mask = NDArray[np.bool_]

FOLDS = 5
"""Folds of the children of one pair."""
FIELD_FOLDS = 10
"""Folds of the fields of many pairs: enough to train on nine tenths, few enough to fit in seconds."""
WITHIN = 0.9
"""Share of pairs whose true count is to lie within expected plus and minus `NORMAL_WITHIN` deviations."""
NORMAL_WITHIN = 1.645
"""Standard deviations on either side of the mean that hold nine tenths of a normal distribution."""
LEAST_DECIDED = 20
"""Decided pairs, with links and others among them, that a refit asks for."""


BESIDE_NAMES = (*FEATURES.keys, *BESIDE_FEATURES.keys)
"""Features of pairs with third documents."""


class Fitted(NamedTuple):
    """Weights of features and an intercept, which make log-odds of rows of features."""

    weights: NDArray[np.float64]
    intercept: float

    def log_odds(self, rows: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the log-odds of a link for each row, shape (pairs,)."""
        return np.asarray(rows @ self.weights + self.intercept)


class Selected(NamedTuple):
    """Rows of features, shape (pairs, features), and which of them readers found to be links, shape (pairs,)."""

    rows: NDArray[np.float64]
    linked: Mask


@dataclass(frozen=True, eq=False)
class Step:
    """Candidates of a third document with child or parent as rows of features.

    Attributes
    ----------
    pairs, rows
        The candidates and their features, shape (pairs, features).
    identical
        Which of them are the same but for localisation, shape (pairs,).
    """

    pairs: CandidatePairs
    rows: NDArray[np.float32]
    identical: Mask

    @classmethod
    def of(cls, child: ComparedTexts, parent: ComparedTexts) -> Step:
        """Compute the features of two documents."""
        pairs, values = features(child, parent)
        return cls(pairs, _model.as_rows(values).astype(np.float32), identical_pairs(child, parent, pairs))

    def probabilities(self, fitted: Fitted) -> LinkProbabilities:
        """Return the probabilities that fitted weights give."""
        return LinkProbabilities(self.pairs, link_probability(fitted.log_odds(self.rows), self.identical))


@dataclass(frozen=True, eq=False)
class Training:
    """One gold alignment as rows of features.

    Attributes
    ----------
    pairs, rows
        The candidates and their features, shape (pairs, features).
    gold
        What readers found.
    relations
        Values of `RELATION_FEATURES` of each gold link, shape (links, features).
    named
        The relation that the readers gave each of them.
    field
        Of the pair; its name where the field is not known.
    third
        For each third document its steps from the child and to the parent.
    """

    pairs: CandidatePairs
    rows: NDArray[np.float64]
    gold: Gold
    relations: NDArray[np.float64]
    named: tuple[str, ...]
    field: str
    third: tuple[tuple[Step, Step], ...] = ()

    @classmethod
    def of(cls, pair: GoldPair) -> Training:
        """Compute the features of a gold pair."""
        child, parent = compared_texts(pair.child), compared_texts(pair.parent)
        pairs, values = features(child, parent)
        named = {link: relation for link, relation in pair.gold.relations.items() if relation}
        links = [(pair.child.position_of[a], pair.parent.position_of[b]) for a, b in named]
        counts = pair.gold.linked | pair.gold.neutral
        relations = [
            relation_values(
                child.provisions[i],
                parent.provisions[j],
                carried,
                (child.texts[i], parent.texts[j]),
                (int(counts[i].sum()), int(counts[:, j].sum())),
            )
            for (i, j), carried in zip(links, clause_pairs(pair.child, pair.parent, links), strict=True)
        ]
        table = np.array(relations).reshape(-1, len(RELATION_FEATURES))
        third = []
        if len(pair.beside) >= LEAST_BESIDE:
            for between in map(compared_texts, pair.beside):
                third.append((Step.of(child, between), Step.of(between, parent)))
        return cls(
            pairs=pairs,
            rows=_model.as_rows(values),
            gold=pair.gold,
            relations=table,
            named=tuple(named.values()),
            field=pair.field or pair.name,
            third=tuple(third),
        )

    def with_third_documents(self, fitted: Fitted) -> Training:
        """Return the same with `BESIDE_FEATURES`, by the probabilities that weights give the steps."""
        ways = []
        for from_child, to_parent in self.third:
            ways.append(ways_through(self.pairs, from_child.probabilities(fitted), to_parent.probabilities(fitted)))
        found = _model.as_rows(beside_features(self.pairs, ways), BESIDE_FEATURES.keys)
        return replace(self, rows=np.column_stack([self.rows, found]))

    def select(self, children: Mask) -> Selected:
        """Return features and answers of the candidates of the given children, without the unsure ones."""
        at = self.pairs.rows, self.pairs.columns
        keep = children[self.pairs.rows] & ~self.gold.neutral[at]
        return Selected(self.rows[keep], self.gold.linked[at][keep])

    def all(self) -> Mask:
        """Return the mask of all children."""
        return np.ones(self.pairs.shape[0], dtype=bool)


def folds(size: int) -> NDArray[np.intp]:
    """Return the number of the fold of each provision or link."""
    return np.arange(size) % FOLDS


def field_folds(training: Sequence[Training]) -> NDArray[np.intp]:
    """Return the number of the fold of each pair: pairs of one field are in one fold, whatever their order.

    There are `FIELD_FOLDS`, or as many as there are fields where these are fewer.
    """
    fields = sorted({t.field for t in training})
    number = {field: position % FIELD_FOLDS for position, field in enumerate(fields)}
    return np.array([number[t.field] for t in training], dtype=np.intp)


def fit_links(training: Sequence[Training], names: Sequence[str] = FEATURES.keys) -> Fitted:
    """Fit the weights of some features on all pairs given."""
    return _fit([t.select(t.all()) for t in training], names)


def predict_links(training: Training, fitted: Fitted) -> Matrix:
    """Return the probabilities that fitted weights give to the pairs of provisions."""
    return training.pairs.spread(_model.probability(fitted.log_odds(training.rows)))


def _fit(parts: Sequence[Selected], names: Sequence[str] = FEATURES.keys) -> Fitted:
    together = _together(parts)
    return Fitted(*_model.fit(together.rows, together.linked, names))


def _together(parts: Sequence[Selected]) -> Selected:
    return Selected(np.vstack([part.rows for part in parts]), np.concatenate([part.linked for part in parts]))


def cross_validated(training: Training) -> Matrix:
    """Return the probabilities of one pair, each fold of its children from the other folds."""
    fold = folds(training.pairs.shape[0])
    probabilities = np.zeros(training.pairs.shape)
    for f in range(FOLDS):
        probabilities[fold == f] = predict_links(training, _fit([training.select(fold != f)]))[fold == f]
    return probabilities


def left_out(training: Sequence[Training], progress: Callable[[int, int], object] = lambda *_: None) -> list[Matrix]:
    """Return the probabilities of each pair from pairs of other fields alone, fold by fold of the fields.

    A pair with third documents gets those of the weights for such pairs. `progress` is called with the number of the
    fold and how many there are, from 1.
    """
    fold = field_folds(training)
    found: dict[int, Matrix] = {}
    for f in range(int(fold.max()) + 1):
        progress(f + 1, int(fold.max()) + 1)
        others = [t for t, other in zip(training, fold, strict=True) if other != f]
        fitted = fit_links(others)
        beside = [t.with_third_documents(fitted) for t in others if t.third]
        fitted_beside = fit_links(beside, BESIDE_NAMES) if beside else None
        for k in np.flatnonzero(fold == f).tolist():
            if training[k].third and fitted_beside is not None:
                found[k] = predict_links(training[k].with_third_documents(fitted), fitted_beside)
            else:
                found[k] = predict_links(training[k], fitted)
    return [found[k] for k in range(len(training))]


def relations_cross_validated(training: Training) -> list[str]:
    """Return the named relations of the gold links of one pair, each fold from the other folds."""
    fold = folds(len(training.named))
    out = [""] * len(training.named)
    for f in range(FOLDS):
        known = fold != f
        names = tuple(name for name, keep in zip(training.named, known, strict=True) if keep)
        model = fit_relations(training.relations[known], names)
        for link in np.flatnonzero(~known).tolist():
            out[link] = model.name(training.relations[link].tolist())
    return out


def relations_left_out(training: Sequence[Training]) -> list[list[str]]:
    """Return the named relations of the gold links of each pair from pairs of other fields alone."""
    fold = field_folds(training)
    found: dict[int, list[str]] = {}
    for f in range(int(fold.max()) + 1):
        model = _fit_relations([t for t, at in zip(training, fold, strict=True) if at != f])
        for k in np.flatnonzero(fold == f).tolist():
            found[k] = [model.name(values) for values in training[k].relations.tolist()]
    return [found[k] for k in range(len(training))]


def _fit_relations(training: Sequence[Training]) -> RelationModel:
    names: list[str] = []
    for known in training:
        names += known.named
    return fit_relations(np.vstack([known.relations for known in training]), names)


def fit_model(pairs: Sequence[GoldPair], fitted: str = "") -> _model.Model:
    """Fit the model on gold.

    Parameters
    ----------
    pairs
        The gold.
    fitted
        The day, for its file.

    Returns
    -------
    Model
        ``origin`` says on what it was fitted and when: the field of each pair, how many links, what the documents are
        known by, and the mean F1 of links of each group of pairs when left out by field. Where pairs have third
        documents, it has weights for such pairs too.
    """
    with_third = [Training.of(pair) for pair in pairs]
    training = [replace(t, third=()) for t in with_third]
    links = sum(int(pair.gold.linked.sum()) for pair in pairs)
    documents = sorted({d.sha256 for pair in pairs for d in (pair.child, pair.parent)})
    several_fields = len({t.field for t in training}) > 1
    predicted = left_out(training) if several_fields else []
    origin = {
        "fitted": fitted,
        "pairs": {pair.name: pair.field for pair in pairs},
        "links": links,
        "unsure": sum(len(pair.gold.relations) for pair in pairs) - links,
        "documents": {"count": len(documents), "sha256": hashlib.sha256("".join(documents).encode()).hexdigest()},
        "left_out_by_field_f1": _left_out_f1(pairs, predicted),
        "ridge": _model.RIDGE,
    }
    dispersion = coverage_dispersion(training, predicted) if several_fields else 1.0
    model = replace(fitted_on(training, origin), dispersion=dispersion)
    if not any(t.third for t in with_third):
        return model
    beside_origin = {
        "pairs": sum(bool(t.third) for t in with_third),
        "third_documents": sum(len(t.third) for t in with_third),
        "left_out_by_field_f1": _left_out_f1(pairs, left_out(with_third) if several_fields else []),
    }
    return replace(model, further={"beside": beside_weights(with_third, model, beside_origin)})


def beside_weights(
    training: Sequence[Training], model: _model.Model, origin: Mapping[str, object] = MappingProxyType({})
) -> _model.Weights:
    """Return the weights for pairs with third documents, fitted on those that have some.

    Parameters
    ----------
    training
        Gold; pairs without third documents are passed over.
    model
        What says how likely each step through a third document is.
    origin
        What its file says of where it comes from.
    """
    fitted = Fitted(np.array(model.weights), model.intercept)
    beside = [t.with_third_documents(fitted) for t in training if t.third]
    weights, intercept = fit_links(beside, BESIDE_NAMES)
    return _model.Weights(
        BESIDE_NAMES, tuple(weights.tolist()), intercept, reference_values([t.select(t.all()) for t in beside]), origin
    )


def reference_values(parts: Sequence[Selected]) -> tuple[float, ...]:
    """Return for each feature what lies half way between links and other candidates."""
    rows, linked = _together(parts)
    return tuple(((rows[linked].mean(axis=0) + rows[~linked].mean(axis=0)) / 2).tolist())


def _left_out_f1(pairs: Sequence[GoldPair], predicted: Sequence[Matrix]) -> dict[str, float]:
    """Return the mean F1 of links when left out by field, of each group and of all; nothing for a single field."""
    if not predicted:
        return {}
    scores: dict[str, list[float]] = {}
    for pair, probabilities in zip(pairs, predicted, strict=True):
        score = links_f1(probabilities >= _model.THRESHOLD, pair)
        for group in dict.fromkeys((pair.group or "all", "all")):
            scores.setdefault(group, []).append(score)
    return {group: round(float(np.mean(values)), 3) for group, values in sorted(scores.items())}


def coverage_dispersion(training: Sequence[Training], predicted: Sequence[Matrix]) -> float:
    """Return by what factor counts of covered provisions miss the truth more than independent links would.

    With it, nine in ten true counts lie within the expected number plus and minus 1.645 deviations (the quantile of
    the absolute standardised residuals, as in split conformal prediction: Lei et al., JASA 113, 2018). A provision
    with unsure links alone counts half.

    Parameters
    ----------
    training, predicted
        Gold, and the probabilities of models that had not seen it.

    Returns
    -------
    float
        At least 1.
    """
    missed_by = []
    for known, probabilities in zip(training, predicted, strict=True):
        at = known.pairs.rows, known.pairs.columns
        directions: tuple[tuple[Direction, int], ...] = (("parent", 0), ("child", 1))
        for direction, axis in directions:
            expected, deviation = expected_coverage(probabilities[at], known.pairs, direction)
            sure = known.gold.linked.any(axis=axis).sum()
            perhaps = (known.gold.linked | known.gold.neutral).any(axis=axis).sum()
            missed_by.append(abs((sure + perhaps) / 2 - expected) / max(deviation, 1e-9))
    return max(1.0, float(np.quantile(missed_by, WITHIN)) / NORMAL_WITHIN)


def fitted_on(training: Sequence[Training], origin: Mapping[str, object] = MappingProxyType({})) -> _model.Model:
    """Return the model that these gold alignments make, with what its file says of where it comes from."""
    selected = [t.select(t.all()) for t in training]
    weights, intercept = _fit(selected)
    return _model.Model(
        features=FEATURES.keys,
        weights=tuple(weights.tolist()),
        intercept=intercept,
        reference=reference_values(selected),
        threshold=_model.THRESHOLD,
        relations=_fit_relations(training),
        dispersion=1.0,
        origin=origin,
    )


class Fit(NamedTuple):
    """Goodness of fit of log-odds to people's decisions: F1 at even odds, and mean log loss."""

    f1: float
    log_loss: float


@dataclass(frozen=True, eq=False)
class Refit:
    """A model that was adapted to people's decisions, and whether that is for the better.

    Attributes
    ----------
    model
        The adapted model.
    pairs, links
        How many pairs people decided on, and how many of them are links.
    before, after
        Fit on those pairs: of the model as it was, and of models that did not see the pair's child
        (cross-validated).
    """

    model: _model.Model
    pairs: int
    links: int
    before: Fit
    after: Fit

    @property
    def enough(self) -> bool:
        """Whether there are decisions enough, of both kinds."""
        return self.pairs >= LEAST_DECIDED and 0 < self.links < self.pairs

    @property
    def better(self) -> bool:
        """Whether the adapted model is to be used: no worse in F1, and better in log loss."""
        return self.enough and self.after.f1 >= self.before.f1 and self.after.log_loss < self.before.log_loss

    def __str__(self) -> str:
        return str(
            message(
                "{pairs} pairs decided by people ({links} links): F1 {f1_before:.3f} → {f1_after:.3f}, "
                "log loss {loss_before:.3f} → {loss_after:.3f} ({folds}-fold cross-validation): {verdict}",
                pairs=self.pairs,
                links=self.links,
                f1_before=self.before.f1,
                f1_after=self.after.f1,
                loss_before=self.before.log_loss,
                loss_after=self.after.log_loss,
                folds=FOLDS,
                verdict=self._verdict(),
            )
        )

    def _verdict(self) -> Message:
        if self.better:
            return message("better")
        if self.enough:
            return message("not better, no model is written")
        return message("too few: at least {pairs} pairs, links and others among them", pairs=LEAST_DECIDED)


def refit(model: _model.Model, alignments: Sequence[Alignment], fitted: str = "") -> Refit:
    """Adapt a model to what people decided, as far as their decisions call for.

    Parameters
    ----------
    model
        Where to start.
    alignments
        Made with that model and with decisions; a confirmed gap or addition counts as no link for all its candidates.
    fitted
        The day, for the model's file.

    Returns
    -------
    Refit
        Its model's ``origin`` says what it was adapted to. Relations are named as before.
    """
    every = np.vstack([_model.as_rows(al.scores.features) for al in alignments])
    prior = _model.Prior(model, every)
    known = np.concatenate([al.verdicts != 0 for al in alignments])
    linked = np.concatenate([al.verdicts > 0 for al in alignments])[known]
    fold = np.concatenate([folds(al.scores.pairs.shape[0])[al.scores.pairs.rows] for al in alignments])[known]
    rows = every[known]
    before = np.asarray(rows @ np.array(model.weights) + model.intercept)
    after = before.copy()
    for f in np.unique(fold).tolist():
        weights, intercept = _model.fit(rows[fold != f], linked[fold != f], prior=prior)
        after[fold == f] = rows[fold == f] @ weights + intercept
    weights, intercept = _model.fit(rows, linked, prior=prior)
    fits = _fit_of(before, linked), _fit_of(after, linked)
    origin = {
        "adapted": fitted,
        "decisions": {f"{al.child.id}__{al.parent.id}": int((al.verdicts != 0).sum()) for al in alignments},
        "documents": {d.id: d.sha256 for al in alignments for d in (al.child, al.parent)},
        "f1": [round(fit.f1, 3) for fit in fits],
        "log_loss": [round(fit.log_loss, 4) for fit in fits],
        "from": dict(model.origin),
    }
    adapted = replace(model, weights=tuple(weights.tolist()), intercept=intercept, origin=origin)
    return Refit(adapted, len(linked), int(linked.sum()), *fits)


def _fit_of(log_odds: NDArray[np.float64], linked: Mask) -> Fit:
    found = log_odds >= 0
    right = int((found & linked).sum())
    f1 = 2 * right / max(int(found.sum() + linked.sum()), 1)
    if not len(linked):
        return Fit(f1, 0.0)
    return Fit(f1, float(np.mean(np.logaddexp(0, np.where(linked, -log_odds, log_odds)))))
