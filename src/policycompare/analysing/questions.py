"""The order of work in a review: what a person is asked first, so that few decisions put most of the errors right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from policycompare.aligning.model import Prior, as_rows, fit, probability

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from policycompare.aligning.alignment import Alignment
    from policycompare.deciding.decisions import Decision
    from policycompare.deciding.decisions import Kind as Subject
    from policycompare.deciding.reanchor import AnchoredDecision

    Values = NDArray[np.float64]
    Positions = NDArray[np.intp]

QuestionKey = tuple[int, int, bool]
QuestionKind = Literal["disputed", "stale", "contested", "differing", "pair", "gap", "addition"]
SHOWN = 5
"""Number of candidates in the question about a provision without a link."""
WORTH_ASKING = 0.1
"""Least probability of a second link of a provision that has one, for it to be asked about."""
# Kinds of question that are asked before all others, whatever an answer is expected to put right.
_FIRST: dict[QuestionKind, int] = {"disputed": 0, "stale": 1, "contested": 2, "differing": 3}


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question to a person.

    Attributes
    ----------
    kind
        ``disputed``: which of two people is right; ``stale``: does an old decision hold for the changed text;
        ``contested``: does a pair belong together after all, of which one side was confirmed to stand alone;
        ``differing``: does a pair belong together of which the second reader says otherwise than the aligner;
        ``pair``: do two provisions belong together; ``gap`` and ``addition``: has a provision of the parent or of the
        child truly no counterpart.
    child, parent
        Positions, -1 for the missing side.
    candidates
        Positions of the likeliest counterparts, best first; of a gap and an addition.
    worth
        Number of entries that an answer is expected to put right.
    old
        The decision that became stale.
    rivals
        The decisions of different people that cannot both stand; of a contested pair those that one side stands
        alone.
    """

    kind: QuestionKind
    child: int
    parent: int
    candidates: tuple[int, ...] = ()
    worth: float = 0.0
    old: AnchoredDecision | None = None
    rivals: tuple[Decision, ...] = ()

    @property
    def key(self) -> QuestionKey:
        """The provisions, and whether an old decision is asked about: tells this question from all others."""
        return self.child, self.parent, self.old is not None

    @property
    def subject(self) -> Subject:
        """The kind of decision that answers it: on a ``pair``, a ``gap`` or an ``addition``."""
        if self.child < 0:
            return "gap"
        return "addition" if self.parent < 0 else "pair"

    def pair_with(self, candidate: int) -> tuple[int, int]:
        """Return the positions of child and parent when a candidate takes the missing side."""
        return (candidate, self.parent) if self.child < 0 else (self.child, candidate)


def questions(alignment: Alignment) -> tuple[Question, ...]:
    """Return the open questions, most worth first.

    First where two people disagree, then what people decided before a text changed, and what the model found against
    a provision that was confirmed to stand alone; then where the second reader and the aligner disagree, those first
    of which both together are least sure. Then every other question by the number of entries that an answer
    is expected to put right: of a link the probability that it is wrong, of a pair without one that it is missed, of
    a gap or an addition the sum over its likeliest candidates (which is the expected change of coverage, too, but for
    double links). The probabilities are the model's, adapted to what was decided of this pair of documents so far;
    that moves the order of the queue and nothing else. Links that differ only by localisation come last.

    Nothing is asked that was answered, ``unsure`` included, so that a queue that is left and taken up again goes on
    at the same place.
    """
    chances = adapted_probability(alignment)
    disputed = _disputed_decisions(alignment)
    open_questions = [
        *_stale_decisions(alignment),
        *_contested_pairs(alignment),
        *_differing_pairs(alignment),
        *_open_pairs(alignment, chances),
        *_open_gaps(alignment, chances),
        *_open_additions(alignment, chances),
    ]
    places = {(question.child, question.parent) for question in disputed}
    found = disputed + [q for q in open_questions if q.old or (q.child, q.parent) not in places]
    # Rounded, so that the last digits of another processor do not change the order.
    return tuple(sorted(found, key=lambda q: (_FIRST.get(q.kind, len(_FIRST)), -round(q.worth, 9))))


def adapted_probability(alignment: Alignment) -> Values:
    """Return the probability of a link for each candidate pair, by the model adapted to people's decisions so far.

    Shape (pairs,). Pairs that are the same but for localisation keep the model's: they are linked by rule.
    """
    scores, verdicts = alignment.scores, alignment.verdicts
    decided = np.flatnonzero((verdicts != 0) & ~scores.identical)
    if not len(decided):
        return alignment.probability_before_decisions
    model = scores.link_model
    rows = as_rows(scores.features, model.features)
    weights, intercept = fit(rows[decided], verdicts[decided] > 0, model.features, Prior(model, rows))
    # What the second reader read is not told by the features.
    kept = scores.identical | _is_read(alignment)
    return np.where(kept, alignment.probability_before_decisions, probability(rows @ weights + intercept))


def _is_read(alignment: Alignment) -> NDArray[np.bool_]:
    """Return which candidate pairs the second reader was asked about, shape (pairs,)."""
    read = np.zeros(len(alignment.scores.pairs), dtype=bool)
    for pair in alignment.readings.pairs:
        k = alignment.scores.pairs.at(*pair)
        if k is not None:
            read[k] = True
    return read


def _disputed_decisions(alignment: Alignment) -> list[Question]:
    """Ask which of several decisions that cannot all stand is to stand, in the order of their file.

    Of a link and a provision that was confirmed to stand alone it is asked whether the pair belongs together.
    """
    disputed = [item for item in alignment.anchored.items if item.state == "disputed"]
    rivals: dict[tuple[int, int], list[Decision]] = {}
    for item in disputed:
        rivals.setdefault((item.child, item.parent), []).append(item.decision)
    alone = [place for place in rivals if -1 in place]
    for place in alone:
        linked = [item for item in disputed if item.decision.links and place in ((item.child, -1), (-1, item.parent))]
        for item in linked:
            rivals[item.child, item.parent] += rivals[place]
        if linked:
            del rivals[place]
    return [Question("disputed", *place, rivals=tuple(decisions)) for place, decisions in rivals.items()]


def _stale_decisions(alignment: Alignment) -> list[Question]:
    """Ask about stale decisions, in the order of their file."""
    stale = [item for item in alignment.anchored.items if item.state == "stale"]
    return [Question("stale", item.child, item.parent, old=item) for item in stale]


def _contested_pairs(alignment: Alignment) -> list[Question]:
    """Ask about likely pairs of which one side was confirmed to stand alone."""
    scores, anchored = alignment.scores, alignment.anchored
    contested = (alignment.verdicts < 0) & (scores.probability >= alignment.threshold)
    found = []
    for k in np.flatnonzero(contested).tolist():
        pair = int(scores.pairs.rows[k]), int(scores.pairs.columns[k])
        if pair not in anchored.pairs:
            alone = [said for said in (anchored.additions.get(pair[0]), anchored.gaps.get(pair[1])) if said]
            found.append(Question("contested", *pair, worth=float(scores.probability[k]), rivals=tuple(alone)))
    return found


def _differing_pairs(alignment: Alignment) -> list[Question]:
    """Ask about pairs of which the second reader says otherwise than the aligner."""
    found = []
    for pair in alignment.differing_pairs:
        k = alignment.scores.pairs.at(*pair)
        if k is not None and pair not in alignment.anchored.pairs:
            chance = float(alignment.probability_before_decisions[k])
            found.append(Question("differing", *pair, worth=min(chance, 1 - chance)))
    return found


def _open_pairs(alignment: Alignment, chances: Values) -> list[Question]:
    """Ask about links, and about likely pairs of provisions that both have another link."""
    scores, linked = alignment.scores, alignment.is_link
    differing = set(alignment.differing_pairs)
    rows, columns = scores.pairs.rows, scores.pairs.columns
    child_has_link = np.isin(rows, rows[linked])
    parent_has_link = np.isin(columns, columns[linked])
    asked = linked | ((alignment.probability_before_decisions >= WORTH_ASKING) & child_has_link & parent_has_link)
    wrong = np.where(linked, 1 - chances, chances)
    wrong = np.where(scores.identical, 0.0, wrong)
    found = []
    for k in np.flatnonzero(asked & (alignment.verdicts == 0)).tolist():
        pair = int(rows[k]), int(columns[k])
        # A pair that is ``unsure`` has no verdict, and is not asked about again.
        if pair not in alignment.anchored.pairs and pair not in differing:
            found.append(Question("pair", *pair, worth=float(wrong[k])))
    return found


def _open_gaps(alignment: Alignment, chances: Values) -> list[Question]:
    pairs = alignment.scores.pairs
    found = []
    for parent in _undecided(alignment, pairs.columns, pairs.shape[1], alignment.anchored.gaps):
        likeliest = _likeliest(alignment, chances, pairs.columns == parent)
        candidates = tuple(pairs.rows[likeliest].tolist())
        found.append(Question("gap", -1, parent, candidates, float(chances[likeliest].sum())))
    return found


def _open_additions(alignment: Alignment, chances: Values) -> list[Question]:
    pairs = alignment.scores.pairs
    found = []
    for child in _undecided(alignment, pairs.rows, pairs.shape[0], alignment.anchored.additions):
        likeliest = _likeliest(alignment, chances, pairs.rows == child)
        candidates = tuple(pairs.columns[likeliest].tolist())
        found.append(Question("addition", child, -1, candidates, float(chances[likeliest].sum())))
    return found


def _undecided(alignment: Alignment, side: Positions, count: int, decisions: Mapping[int, Decision]) -> list[int]:
    """Return the provisions of a side, by position, that have neither a link nor a decision."""
    linked = set(side[alignment.is_link].tolist())
    return [position for position in range(count) if position not in linked and position not in decisions]


def _likeliest(alignment: Alignment, chances: Values, of_provision: NDArray[np.bool_]) -> Positions:
    """Return the likeliest candidate pairs of a provision of which nothing is decided, best first."""
    found = np.flatnonzero(of_provision & (alignment.verdicts == 0))
    return found[np.argsort(-chances[found], kind="stable")][:SHOWN]
