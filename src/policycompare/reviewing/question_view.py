"""A question of a review as data: made once, shown by the terminal and the notebook, each in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.analysing.pair_views import judgement, pair_view, provision_view
from policycompare.messages import message
from policycompare.notebook import notice_texts
from policycompare.reviewing.choices import choices
from policycompare.vocabulary import CONFIDENCES, RELATIONS

if TYPE_CHECKING:
    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.pair_views import Judgement, ProvisionView
    from policycompare.analysing.questions import Question, QuestionKind
    from policycompare.deciding.decisions import Decision
    from policycompare.documents import Measure
    from policycompare.messages import Language, Message
    from policycompare.reviewing.choices import Choice

WORTH_READING = 0.05
"""Least probability of a candidate that is shown whole; others by their first characters."""
GIST = 60
"""Number of those characters."""


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A likely counterpart in the question about a provision without a link.

    Attributes
    ----------
    label
        Its label.
    probability
        Of a link by the model; ``None`` in a blind review.
    gist
        Its text, cut off where it is hardly a candidate.
    """

    label: str
    probability: float | None
    gist: str


@dataclass(frozen=True, slots=True)
class OldDecision:
    """A decision that became stale, and what changed since."""

    decision: Decision
    note: str

    def text(self, chosen: Language | None = None) -> str:
        """Return the decision with who made it and when."""
        decided = message("old decision: {decision}　{by}", decision=self.decision, by=self.decision.by)
        return decided.text(chosen)


@dataclass(frozen=True, slots=True)
class Rival:
    """One of the decisions that cannot both stand."""

    decision: Decision

    def text(self, chosen: Language | None = None) -> str:
        """Return the decision with who made it, when, and the comment."""
        decision = self.decision
        said = message("{who} decided: {decision}　{when}", who=decision.who, decision=decision, when=decision.when)
        return "　".join(filter(None, (said.text(chosen), decision.comment)))


@dataclass(frozen=True, slots=True)
class QuestionView:
    """All that a person sees of a question.

    Attributes
    ----------
    asked
        The question in a sentence.
    left
        Number of open questions, this one included.
    provisions
        Parent and child of a pair, with what differs marked; or the one provision without a counterpart.
    candidates, candidates_head
        Likely counterparts of that provision, and the line above them; ``None`` for a pair.
    judgement
        What the program says of a pair; ``None`` in a blind review and for a provision without a counterpart.
    reading
        What the second reader says of a pair; ``None`` in a blind review and where it was not asked.
    old
        The stale decision that is asked about.
    rivals
        Decisions of different people of which one has to be chosen.
    comment
        What the person noted for the next answer.
    notices
        Of the documents.
    choices
        The ways to answer.
    """

    asked: Message
    left: int
    provisions: tuple[ProvisionView, ...]
    candidates: tuple[CandidateView, ...]
    candidates_head: Message | None
    judgement: Judgement | None
    reading: Message | None
    old: OldDecision | None
    rivals: tuple[Rival, ...]
    comment: str
    notices: tuple[str, ...]
    choices: tuple[Choice, ...]

    @property
    def left_text(self) -> Message:
        """How many questions are left, before the question itself."""
        return message("{left} left: ", left=self.left)

    @property
    def judged_text(self) -> Message | None:
        """The program's judgement in a line."""
        return None if self.judgement is None else judgement_message(self.judgement)

    @property
    def comment_text(self) -> Message:
        """What the person noted for the next answer."""
        return message("comment: {comment}", comment=self.comment)

    @property
    def notice_texts(self) -> tuple[Message, ...]:
        """The notices, each with the word for one before it."""
        return notice_texts(self.notices)


def question_view(
    alignment: Alignment, question: Question, *, left: int = 1, comment: str = "", blind: bool = False
) -> QuestionView:
    """Return what a person sees of a question.

    Parameters
    ----------
    alignment
        The alignment that is asked about.
    question
        One of its questions.
    left
        Number of open questions.
    comment
        Noted for the next answer.
    blind
        Whether to keep back what the program says, and to list candidates by number and not by likelihood.
    """
    provisions: tuple[ProvisionView, ...]
    candidates: tuple[CandidateView, ...] = ()
    candidates_head = program = None
    if question.subject == "pair":
        child, parent = _pair(alignment, question)
        provisions = pair_view(alignment, child, parent).provisions
        program = None if blind else judgement(alignment, child, parent)
    else:
        provisions = (_alone(alignment, question),)
        candidates = _candidates(alignment, question, blind=blind)
        candidates_head = _candidates_head(candidates, blind=blind)
    old = None
    if question.old is not None:
        old = OldDecision(question.old.decision, alignment.anchored.note(question.old))
    return QuestionView(
        asked=_asked(question.kind),
        left=left,
        provisions=provisions,
        candidates=candidates,
        candidates_head=candidates_head,
        judgement=program,
        reading=None if blind else reading_of(alignment, question),
        old=old,
        rivals=tuple(map(Rival, question.rivals)),
        comment=comment,
        notices=alignment.notices,
        choices=choices(question),
    )


def judgement_of(alignment: Alignment, question: Question) -> Judgement | None:
    """Return what the program says of a question's pair; ``None`` where it is about one provision."""
    return judgement(alignment, *_pair(alignment, question)) if question.subject == "pair" else None


def reading_of(alignment: Alignment, question: Question) -> Message | None:
    """Return what the second reader says of a question's pair; ``None`` where it was not asked."""
    reading = alignment.readings.pairs.get((question.child, question.parent))
    if reading is None:
        return None
    model, confidence = reading.assessment.model, CONFIDENCES[reading.confidence]
    if reading.link is None:
        return message(
            "second reader ({model}): not linked, {confidence}; {why}",
            model=model,
            confidence=confidence,
            why=reading.why,
        )
    return message(
        "second reader ({model}): linked ({relation}), {confidence}; “{child}” ↔ “{parent}”; {why}",
        model=model,
        relation=RELATIONS[reading.link.relation],
        confidence=confidence,
        child=reading.link.child_quote,
        parent=reading.link.parent_quote,
        why=reading.why,
    )


def judgement_message(program: Judgement) -> Message:
    """Return the program's judgement in a line."""
    probability = f"{program.probability:.2f}"
    if not program.linked:
        return message("program: not linked, probability {probability}", probability=probability)
    relation = RELATIONS[program.relation]
    if not program.evidence:
        return message(
            "program: linked ({relation}), probability {probability}", relation=relation, probability=probability
        )
    return message(
        "program: linked ({relation}), probability {probability}; evidence: {evidence}",
        relation=relation,
        probability=probability,
        evidence=program.evidence,
    )


def _asked(kind: QuestionKind) -> Message:
    return {
        "disputed": message("two people decided this differently: which is to stand?"),
        "stale": message("the text of an old decision changed: do these two belong together now?"),
        "differing": message("the second reader and the program say otherwise: do these two belong together?"),
        "contested": message("one was confirmed to stand alone, the program links them: do these two belong together?"),
        "pair": message("do these two belong together?"),
        "gap": message("has this provision of the parent truly no counterpart below?"),
        "addition": message("is this provision of the child truly new?"),
    }[kind]


def _pair(alignment: Alignment, question: Question) -> tuple[Measure, Measure]:
    return alignment.child.provisions[question.child], alignment.parent.provisions[question.parent]


def _alone(alignment: Alignment, question: Question) -> ProvisionView:
    """Return the one provision that a gap or an addition is about."""
    if question.subject == "gap":
        return provision_view(alignment.parent, alignment.parent.provisions[question.parent])
    return provision_view(alignment.child, alignment.child.provisions[question.child])


def _candidates(alignment: Alignment, question: Question, *, blind: bool) -> tuple[CandidateView, ...]:
    other = alignment.child if question.subject == "gap" else alignment.parent
    # A blind reviewer must not see from the order which candidate the program likes best.
    positions = sorted(question.candidates) if blind else question.candidates
    found = []
    for position in positions:
        provision = other.provisions[position]
        probability = alignment.scores.probability_of(*question.pair_with(position))
        whole = blind or probability >= WORTH_READING or len(provision.text) <= GIST
        gist = provision.text if whole else f"{provision.text[:GIST]}……"
        found.append(CandidateView(provision.label, None if blind else probability, gist))
    return tuple(found)


def _candidates_head(candidates: tuple[CandidateView, ...], *, blind: bool) -> Message:
    if not candidates:
        return message("no provision comes near")
    return message("possible counterparts:") if blind else message("nearest:")
