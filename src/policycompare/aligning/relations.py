"""Naming the relation of a link by a small model, and the change it makes in Akoma Ntoso's words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from policycompare.vocabulary import RELATIONS, Term, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from policycompare.aligning.changes import Change
    from policycompare.aligning.evidence import ClausePair
    from policycompare.documents import Measure
    from policycompare.vocabulary import Relation

Shape = str

RELATION_FEATURES = Vocabulary(
    Term("fuzzy", "逐字相近", "rapidfuzz ratio of the normalised provisions"),
    Term("longer", "下级更长", "log ratio of lengths"),
    Term("length", "篇幅悬殊", "its absolute value"),
    Term("child_carried", "下级内容见于上级", "share of the child that stands in clauses of the parent"),
    Term("child_least", "下级最缺依据的一句", "the child's least carried clause"),
    Term("parent_carried", "上级内容见于下级", "share of the parent that stands in clauses of the child"),
    Term("parent_least", "上级最缺承接的一句", "the parent's least carried clause"),
    Term("child_links", "下级还对应几条", "log of how many parents the child has"),
    Term("parent_links", "上级还对应几条", "log of how many children the parent has"),
    Term("size", "下级的篇幅", "log of the child's length"),
)
SAME_WORDING = 0.8
"""rapidfuzz ratio from which an equivalent provision keeps the parent's wording."""
WITHOUT_BASIS = 0.1
"""Share of a clause below which it has nothing that corresponds to it on the other side."""
RIDGE = 10.0
"""Penalty on the squares of the weights."""
DUTY_CHANGES = frozenset({"strength", "deadline", "frequency", "figures", "sanction"})
"""Kinds of change after which a duty is no longer the same."""


@dataclass(frozen=True, slots=True)
class RelationModel:
    """A multinomial logistic regression over `RELATION_FEATURES`.

    Attributes
    ----------
    names
        The relations that the model tells apart, as its gold has them.
    weights
        For each of the names, one weight a feature, in the order of `RELATION_FEATURES`.
    intercepts
        One for each of the names.
    """

    names: tuple[Relation, ...]
    weights: tuple[tuple[float, ...], ...]
    intercepts: tuple[float, ...]

    def name(self, values: Sequence[float]) -> Relation:
        """Return the likeliest relation of a link with these values of `RELATION_FEATURES`."""
        scores = np.array(self.weights) @ np.array(values) + np.array(self.intercepts)
        likeliest = self.names[int(scores.argmax())]
        of = dict(zip(RELATION_FEATURES.keys, values, strict=True))
        # Whole clauses more or less are no equivalence, however short they are beside the rest.
        if likeliest == "equivalent" and of["child_least"] < WITHOUT_BASIS:
            return "elaborates"
        if likeliest == "equivalent" and of["parent_least"] < WITHOUT_BASIS:
            return "partial"
        # The model cannot tell the same content in other words from the same words; the wording can.
        return "rephrased" if likeliest == "equivalent" and of["fuzzy"] < SAME_WORDING else likeliest

    def to_dict(self) -> dict[str, dict[str, float]]:
        """Return the weights by name, rounded so that the same gold gives the same file."""
        out = {}
        for name, weights, intercept in zip(self.names, self.weights, self.intercepts, strict=True):
            by_feature = {f: round(w, 6) for f, w in zip(RELATION_FEATURES.keys, weights, strict=True)}
            out[name] = {"intercept": round(intercept, 6)} | by_feature
        return out

    @classmethod
    def from_dict(cls, data: Mapping[str, Mapping[str, float]]) -> RelationModel:
        """Return the model that `to_dict` wrote."""
        weights = [tuple(row[feature] for feature in RELATION_FEATURES.keys) for row in data.values()]
        intercepts = [row["intercept"] for row in data.values()]
        return cls(tuple(data), tuple(weights), tuple(intercepts))


def relation_values(
    child: Measure,
    parent: Measure,
    pairs: Sequence[ClausePair],
    texts: tuple[str, str],
    links: tuple[int, int],
) -> tuple[float, ...]:
    """Return the values of `RELATION_FEATURES` for a link.

    Parameters
    ----------
    child, parent
        The provisions.
    pairs
        Their corresponding clauses.
    texts
        The normalised provisions, child and parent.
    links
        How many links the child has, and how many the parent.
    """
    from rapidfuzz import fuzz

    child_length, parent_length = (max(len(text), 1) for text in texts)
    longer = math.log(child_length / parent_length)
    child_carried, child_least = _carried(child, pairs, "child")
    parent_carried, parent_least = _carried(parent, pairs, "parent")
    child_links, parent_links = (math.log(max(count, 1)) for count in links)
    values = {
        "fuzzy": fuzz.ratio(*texts) / 100,
        "longer": longer,
        "length": abs(longer),
        "child_carried": child_carried,
        "child_least": child_least,
        "parent_carried": parent_carried,
        "parent_least": parent_least,
        "child_links": child_links,
        "parent_links": parent_links,
        "size": math.log(child_length),
    }
    return tuple(values[feature] for feature in RELATION_FEATURES.keys)


def _carried(provision: Measure, pairs: Sequence[ClausePair], side: Literal["child", "parent"]) -> tuple[float, float]:
    """Return the share of a provision, by length, that stands in clauses of the other, and its least carried clause."""
    best: dict[str, float] = {}
    for pair in pairs:
        clause, share = (pair.child, pair.child_share) if side == "child" else (pair.parent, pair.parent_share)
        best[clause.label] = max(best.get(clause.label, 0.0), share)
    total = max(sum(len(c.text) for c in provision.clauses), 1)
    whole = sum(best.get(c.label, 0.0) * len(c.text) for c in provision.clauses) / total
    return whole, min((best.get(c.label, 0.0) for c in provision.clauses), default=0.0)


def fit_relations(values: NDArray[np.float64], named: Sequence[str]) -> RelationModel:
    """Fit the model on links of which the relation is known.

    Parameters
    ----------
    values
        Values of `RELATION_FEATURES`, shape (links, features).
    named
        The relation of each link; ``rephrased`` counts as equivalent.
    """
    from scipy.optimize import minimize

    known = ["equivalent" if name == "rephrased" else name for name in named]
    names = tuple(name for name in RELATIONS.keys if name in known)
    classes = np.array([names.index(name) for name in known])
    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1.0
    design = np.column_stack([np.ones(len(values)), (values - mean) / scale])
    truth = np.eye(len(names))[classes]
    penalty = np.array([1e-6] + [RIDGE] * values.shape[1])[:, None]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        beta = flat.reshape(design.shape[1], len(names))
        odds = design @ beta
        odds -= odds.max(axis=1, keepdims=True)
        norm = np.log(np.exp(odds).sum(axis=1, keepdims=True))
        gradient = design.T @ (np.exp(odds - norm) - truth) + penalty * beta
        return float(-((odds - norm) * truth).sum() + 0.5 * (penalty * beta**2).sum()), gradient.ravel()

    options = {"maxiter": 2000, "ftol": 1e-13, "gtol": 1e-9}
    start = np.zeros(design.shape[1] * len(names))
    beta = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x.reshape(design.shape[1], len(names))
    weights = beta[1:] / scale[:, None]
    intercepts = beta[0] - mean @ weights
    return RelationModel(names, tuple(map(tuple, weights.T.tolist())), tuple(intercepts.tolist()))


def consistent(relation: Relation, changes: Iterable[Change]) -> Relation:
    """Return the relation of a link that does not contradict what changed on it.

    A child whose deadline, frequency, figures, sanction or strength is another one is neither equivalent nor only
    rephrased: it elaborates its parent, or carries a part of it where it only leaves out what the parent has.

    Examples
    --------
    >>> from policycompare.aligning.changes import Change
    >>> consistent("equivalent", [Change("deadline", "三十日内", "十日内")])
    'elaborates'
    >>> consistent("equivalent", [Change("sanction", "吊销许可证", "")])
    'partial'
    """
    of_duty = [change for change in changes if change.kind in DUTY_CHANGES]
    if relation not in ("equivalent", "rephrased") or not of_duty:
        return relation
    return "elaborates" if any(change.child for change in of_duty) else "partial"


def shape_of(child_links: int, parent_links: int) -> Shape:
    """Return how a link stands among others: by how many links its child has, and how many its parent.

    Examples
    --------
    >>> shape_of(1, 1), shape_of(1, 3), shape_of(2, 1), shape_of(2, 2)
    ('single', 'split', 'merge', 'many')
    """
    if child_links > 1:
        return "many" if parent_links > 1 else "merge"
    return "split" if parent_links > 1 else "single"


def akoma_ntoso(relation: str, shape: Shape, *, same_label: bool) -> str:
    """Return the name of the change in Akoma Ntoso (OASIS LegalDocML 1.0, ``TextualMods``), or ``""`` for none.

    An addition is an ``insertion``, a gap a ``repeal``; a link is a ``split`` or ``join`` by its shape, else a
    ``substitution`` where the wording changed, and a ``renumbering`` where only the number did. A partial link of
    one to one corresponds to none of them.

    Examples
    --------
    >>> akoma_ntoso("equivalent", "single", same_label=False), akoma_ntoso("partial", "split", same_label=True)
    ('renumbering', 'split')
    """
    if relation in ("addition", "gap"):
        return "insertion" if relation == "addition" else "repeal"
    if shape in ("split", "merge"):
        return "split" if shape == "split" else "join"
    if relation in ("rephrased", "elaborates"):
        return "substitution"
    return "renumbering" if relation == "equivalent" and not same_label else ""
