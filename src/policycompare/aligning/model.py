"""The probability of a link: a logistic regression with weights in ``resources/model.json``, fitted on gold."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.features import AGAINST, BESIDE_FEATURES, ENCODED_FEATURES, FEATURES
from policycompare.aligning.relations import RelationModel
from policycompare.errors import AlignmentError
from policycompare.messages import message
from policycompare.vocabulary import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    Values = NDArray[np.float64]

THRESHOLD = 0.5
"""More likely than not; as the probabilities are calibrated, no threshold is tuned on any pair."""
PARTS = frozenset({"weights", "intercept", "reference", "threshold", "relations", "dispersion", "origin"})
"""What the file of a model holds; the weights for pairs with further features, `FURTHER`, may be missing."""
FURTHER = MappingProxyType(
    {
        "beside": (*FEATURES.keys, *BESIDE_FEATURES.keys),
        "encoded": (*FEATURES.keys, *ENCODED_FEATURES.keys),
        "encoded_beside": (*FEATURES.keys, *BESIDE_FEATURES.keys, *ENCODED_FEATURES.keys),
    }
)
"""Features of pairs with third documents, of those compared by a sentence encoder, and of those with both."""
_MOST = 1e9
"""Greatest absolute value of a figure of a model; a larger one is no weight."""
RIDGE = 10.0
"""Strength of the L2 penalty on the weights of standardised features."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of a model for pairs that have more features than others.

    Attributes
    ----------
    features, weights, intercept, reference, origin
        As in `Model`.
    """

    features: tuple[str, ...]
    weights: tuple[float, ...]
    intercept: float
    reference: tuple[float, ...]
    origin: Mapping[str, object]

    def to_dict(self) -> dict[str, object]:
        """Return what `of_dict` reads."""
        return {**_rounded(self), "origin": self.origin}

    @classmethod
    def of_dict(cls, data: Mapping[str, Any], names: Sequence[str]) -> Weights:
        """Return the weights that `to_dict` wrote.

        Raises
        ------
        ValueError
            They are of other features than `names`, or not all are numbers.
        """
        if unknown := (set(data["weights"]) | set(data["reference"])) ^ set(names):
            raise ValueError(f"features differ from those of this version: {', '.join(sorted(unknown))}")
        _check_numbers(data["reference"])
        _check_numbers({**data["weights"], "intercept": data["intercept"]})
        return cls(
            features=tuple(data["weights"]),
            weights=tuple(data["weights"].values()),
            intercept=data["intercept"],
            reference=tuple(data["reference"][name] for name in data["weights"]),
            origin=data["origin"],
        )


def _rounded(weights: Weights | Model) -> dict[str, object]:
    """Return weights, intercept and reference, rounded so that the same gold gives the same file."""
    return {
        "weights": {f: round(w, 6) for f, w in zip(weights.features, weights.weights, strict=True)},
        "intercept": round(weights.intercept, 6),
        "reference": {f: round(r, 4) for f, r in zip(weights.features, weights.reference, strict=True)},
    }


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression over `FEATURES`.

    Attributes
    ----------
    features
        Names, in the order of the weights.
    weights
        One a feature: log-odds per unit of the feature.
    intercept
        Log-odds when all features are 0.
    reference
        One value a feature, half way between the mean of links and that of other candidates in the gold: from here
        an explanation counts, so that what is like a link speaks for one and what is not against it.
    threshold
        Probability from which a pair is a link unless the user says otherwise.
    relations
        What names the relation of a link.
    dispersion
        Factor by which counts expected from the probabilities miss the truth more than independent links would, at
        least 1: pairs of one document are right and wrong together. Measured on pairs that were left out.
    origin
        What the model was fitted on, and how good it was there.
    further
        The weights for pairs that have more features, by the keys of `FURTHER`, as far as it was fitted on such.
    """

    features: tuple[str, ...]
    weights: tuple[float, ...]
    intercept: float
    reference: tuple[float, ...]
    threshold: float
    relations: RelationModel
    dispersion: float
    origin: Mapping[str, object]
    further: Mapping[str, Weights] = field(default_factory=dict)

    def log_odds(self, values: Mapping[str, Values]) -> Values:
        """Return the log-odds of a link, shape (pairs,)."""
        return np.asarray(as_rows(values, self.features) @ np.array(self.weights) + self.intercept)

    def for_evidence(self, *, beside: bool, encoder: str = "") -> Model:
        """Return the model of pairs with further features.

        Parameters
        ----------
        beside
            Whether there are third documents.
        encoder
            Id of the encoder; ``""`` where there is none.

        Raises
        ------
        AlignmentError
            It was fitted without such features, or with another encoder.
        """
        name = "_".join([*(["encoded"] if encoder else []), *(["beside"] if beside else [])])
        if not name:
            return self
        found = self.further.get(name)
        if found is None and encoder:
            raise AlignmentError(message("this model knows no encoder; compare without it, or with the shipped model"))
        if found is None:
            raise AlignmentError(
                message("this model knows no third documents; fit one with: policycompare fit DIR --beside DIR")
            )
        if encoder and found.origin.get("encoder") != encoder:
            raise AlignmentError(
                message(
                    "the installed encoder ({found}) is not the one that this version was fitted with ({fitted}); "
                    "build it again as encoder/README.md says",
                    found=encoder,
                    fitted=found.origin.get("encoder"),
                )
            )
        return replace(
            self,
            features=found.features,
            weights=found.weights,
            intercept=found.intercept,
            reference=found.reference,
        )

    def to_json(self) -> str:
        """Return the model as JSON, rounded so that the same gold gives the same file."""
        data = {
            **_rounded(self),
            "threshold": self.threshold,
            "relations": self.relations.to_dict(),
            "dispersion": round(self.dispersion, 3),
            "origin": self.origin,
            **{name: weights.to_dict() for name, weights in self.further.items()},
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """Prior knowledge of the weights: new ones leave it only as far as the pairs call for.

    It is the mean of the normal prior of the weights (MAP adaptation: Chelba and Acero, Adaptation of maximum entropy
    capitalizer, 2004).

    Attributes
    ----------
    model
        The weights from which to start.
    values
        Features of all pairs of which these are some, by which features are standardised; shape (pairs, features).
    """

    model: Model
    values: Values


@cache
def shipped_model() -> Model:
    """Return the model in ``resources/model.json``."""
    try:
        return model_of(resources.files("policycompare.resources").joinpath("model.json").read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise AlignmentError(
            message("the shipped model.json is damaged ({cause}); install policycompare again", cause=fault)
        ) from None


def model_of(text: str) -> Model:
    """Return the model that `Model.to_json` wrote.

    Raises
    ------
    ValueError
        The text is no JSON, or no model of these features.
    """
    try:
        data = json.loads(text)
    except RecursionError:
        raise ValueError("the text nests without end") from None
    if not isinstance(data, dict) or not set(data) >= PARTS:
        raise ValueError(f"no model: one of {', '.join(sorted(PARTS))} is missing")
    weights = Weights.of_dict(data, FEATURES.keys)
    _check_numbers({name: data[name] for name in ("threshold", "dispersion")})
    if not 0 <= data["threshold"] <= 1:
        raise ValueError(f"threshold {data['threshold']} is not between 0 and 1")
    if data["dispersion"] < 1:
        raise ValueError(f"dispersion {data['dispersion']} is less than 1")
    for name, row in data["relations"].items():
        if name not in RELATIONS.keys:
            raise ValueError(f"relation {name} is not known")
        _check_numbers(row)
    further = {name: Weights.of_dict(data[name], keys) for name, keys in FURTHER.items() if name in data}
    return Model(
        features=weights.features,
        weights=weights.weights,
        intercept=weights.intercept,
        reference=weights.reference,
        threshold=data["threshold"],
        relations=RelationModel.from_dict(data["relations"]),
        dispersion=data["dispersion"],
        origin=weights.origin,
        further=further,
    )


def _check_numbers(values: Mapping[str, object]) -> None:
    """Raise `ValueError` for what is no number, or none to compute with: NaN makes every provision an addition."""
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < _MOST:
            raise ValueError(f"{name} is {value!r} and no number")


def probability(log_odds: Values) -> Values:
    """Return log-odds as probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -40, 40))))


def fit(
    values: NDArray[np.float64],
    linked: NDArray[np.bool_],
    names: Sequence[str] = FEATURES.keys,
    prior: Prior | None = None,
) -> tuple[NDArray[np.float64], float]:
    """Fit a ridge logistic regression whose weights have the sign that their feature must have.

    The signs keep the weights meaningful, and steady from one set of gold to the next: without them the threshold
    of one pair does not carry over to another.

    Parameters
    ----------
    values
        Features of pairs, shape (pairs, features).
    linked
        Whether each pair is a link, shape (pairs,).
    names
        Of the features; those in `AGAINST` get no positive weight, the others no negative one.
    prior
        What is known before these pairs; when not given, nothing is, and the intercept is free.

    Returns
    -------
    tuple of (ndarray of shape (features,), float)
        Weights for the features as they are (not standardised), and the intercept.
    """
    from scipy.optimize import minimize

    others = values if prior is None else prior.values
    mean, scale = others.mean(axis=0), others.std(axis=0)
    scale[scale == 0] = 1.0
    design = np.column_stack([np.ones(len(values)), (values - mean) / scale])
    penalty = np.array([1e-6 if prior is None else 1.0] + [RIDGE] * values.shape[1])
    start = np.zeros(design.shape[1])
    if prior is not None:
        start = np.append(prior.model.intercept + mean @ prior.model.weights, prior.model.weights * scale)

    def loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds, moved = design @ beta, beta - start
        likelihood = np.logaddexp(0, odds).sum() - odds[linked].sum()
        gradient = design.T @ (probability(odds) - linked) + penalty * moved
        return float(likelihood + 0.5 * (penalty * moved**2).sum()), gradient

    bounds = [(None, None)] + [(None, 0.0) if name in AGAINST else (0.0, None) for name in names]
    options = {"maxiter": 2000, "ftol": 1e-13, "gtol": 1e-9} if prior is None else {"maxiter": 200}
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x
    weights = best[1:] / scale
    return weights, float(best[0] - weights @ mean)


def as_rows(values: Mapping[str, Values], names: Sequence[str] = FEATURES.keys) -> Values:
    """Return features as rows, shape (pairs, features)."""
    return np.column_stack([values[name] for name in names])
