"""The order of work: what a person is asked, and what first, so that few decisions put most of the errors right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from policycompare.aligning.model import Prior, as_rows, fit, probability

if TYPE_CHECKING:
    from policycompare.aligning.alignment import Alignment
    from policycompare.deciding.reanchor import AnchoredDecision

    Values = np.ndarray[tuple[int], np.dtype[np.float64]]

QuestionKey = tuple[int, int, bool]
Kind = Literal["stale", "contested", "pair", "gap", "addition"]
SHOWN = 5
"""Candidates that the question about a provision without a link shows."""
_FIRST: dict[Kind, int] = {"stale": 0, "contested": 1}
WORTH_ASKING = 0.1
"""Probability from which a second link of a provision that has one is asked about."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question to a person.

    Attributes
    ----------
    kind
        ``stale``: does an old decision hold for the changed text; ``contested``: does a pair belong together after
        all, of which one side was confirmed to stand alone; ``pair``: do two provisions belong together; ``gap`` and
        ``addition``: has a provision of the parent or of the child truly no counterpart.
    child, parent
        Positions, -1 for the missing side.
    candidates
        Positions of the likeliest counterparts, best first; of a gap and an addition.
    worth
        Number of entries that an answer is expected to put right.
    old
        The decision that became stale.
    """

    kind: Kind
    child: int
    parent: int
    candidates: tuple[int, ...] = ()
    worth: float = 0.0
    old: AnchoredDecision | None = None

    @property
    def about(self) -> QuestionKey:
        """What tells this question from others: the provisions, and whether an old decision is asked about."""
        return self.child, self.parent, self.old is not None


def questions(aligned: Alignment) -> tuple[Question, ...]:
    """Return what there is to decide, most worth first.

    First what people decided before a text changed, and what the model found against a provision that was confirmed
    to stand alone. Then every other question by the number of entries that an answer is expected to put right: of
    a link the probability that it is wrong, of a pair without one that it is missed, of a gap or an addition the sum
    over its likeliest candidates (which is the expected change of coverage, too, but for double links). The
    probabilities are the model's, adapted to what was decided of this pair of documents so far; that moves the order
    of the queue and nothing else. Links that differ only by localisation come last.

    Nothing is asked that was answered, ``unsure`` included, so that a queue that is left and taken up again goes on
    at the same place.
    """
    told = adapted(aligned)
    found = [*_about_changes(aligned), *_about_pairs(aligned, told), *_about_single(aligned, told)]
    return tuple(sorted(found, key=lambda q: (_FIRST.get(q.kind, len(_FIRST)), -round(q.worth, 9))))


def adapted(aligned: Alignment) -> Values:
    """Return the probability of a link for each pair, by the model adapted to what people decided so far."""
    human = aligned.verdicts
    known = np.flatnonzero((human != 0) & ~aligned.scores.identical)
    if not len(known):
        return aligned.scores.probability
    rows = as_rows(aligned.scores.features)
    weights, intercept = fit(rows[known], human[known] > 0, prior=Prior(aligned.model, rows))
    return np.where(aligned.scores.identical, aligned.scores.probability, probability(rows @ weights + intercept))


def _about_changes(aligned: Alignment) -> list[Question]:
    """Ask about stale decisions in the order of their file, and about links of what was confirmed to stand alone."""
    people = aligned.anchored
    stale = [x for x in people.items if x.state == "stale"]
    out = [Question("stale", x.child, x.parent, old=x) for x in stale]
    against = (aligned.verdicts < 0) & (aligned.scores.probability >= aligned.threshold)
    for k in np.flatnonzero(against).tolist():
        pair = int(aligned.scores.pairs.rows[k]), int(aligned.scores.pairs.columns[k])
        if pair not in people.pairs:
            out.append(Question("contested", *pair, worth=float(aligned.scores.probability[k])))
    return out


def _about_pairs(aligned: Alignment, told: Values) -> list[Question]:
    pairs = aligned.scores.pairs
    linked = aligned.is_link
    alone = [~np.isin(side, side[linked]) for side in (pairs.rows, pairs.columns)]
    asked = linked | ((aligned.scores.probability >= WORTH_ASKING) & ~alone[0] & ~alone[1])
    wrong = np.where(aligned.scores.identical, 0.0, np.where(linked, 1 - told, told))
    out = []
    for k in np.flatnonzero(asked & (aligned.verdicts == 0)).tolist():
        pair = int(pairs.rows[k]), int(pairs.columns[k])
        if pair not in aligned.anchored.pairs:
            out.append(Question("pair", *pair, (), float(wrong[k])))
    return out


def _about_single(aligned: Alignment, told: Values) -> list[Question]:
    """Ask about provisions without a link, with their likeliest counterparts of which nothing is decided."""
    pairs, people = aligned.scores.pairs, aligned.anchored
    out = []
    sides = (
        ("gap", pairs.columns, pairs.rows, people.gaps),
        ("addition", pairs.rows, pairs.columns, people.additions),
    )
    for kind, side, other, decided in sides:
        linked = set(side[aligned.is_link].tolist())
        for k in range(pairs.shape[1 if kind == "gap" else 0]):
            if k in linked or k in decided:
                continue
            some = np.flatnonzero((side == k) & (aligned.verdicts == 0))
            some = some[np.argsort(-told[some], kind="stable")][:SHOWN]
            shown = tuple(other[some].tolist())
            where = (-1, k) if kind == "gap" else (k, -1)
            out.append(Question(kind, *where, shown, float(told[some].sum())))  # type: ignore[arg-type]
    return out
