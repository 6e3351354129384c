"""The meaning of an answer: the decisions that a person makes by typing it at a question."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policycompare.analysing.questions import WORTH_ASKING
from policycompare.deciding.decisions import Decision
from policycompare.errors import AnswerError
from policycompare.language.normalise import fold
from policycompare.messages import message
from policycompare.reviewing.choices import COUNTERPART, choice_meant, listed
from policycompare.vocabulary import REVIEW_ACTIONS

if TYPE_CHECKING:
    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.questions import Question


@dataclass(frozen=True, slots=True)
class Signature:
    """Signature of an answer.

    Attributes
    ----------
    who, when, source
        Of the decision, as the file has them.
    comment
        The comment given with it.
    """

    who: str = ""
    when: str = ""
    source: str = ""
    comment: str = ""

    def sign(self, decision: Decision) -> Decision:
        """Return a decision with name, time and place; its own comment gives way to the one given now."""
        comment = self.comment or decision.comment
        return replace(decision, who=self.who, when=self.when, source=self.source, comment=comment)


def normalised(typed: str) -> str:
    """Return an answer without blanks around it, in half width and lower case."""
    return fold(typed.strip()).lower()


def comment_in(typed: str) -> str | None:
    """Return the comment of an answer such as ``c 待核``, or ``None`` for any other answer.

    Examples
    --------
    >>> comment_in("c：待核"), comment_in("ｃ 待核"), comment_in("c"), comment_in("confirmed")
    ('待核', '待核', '', None)
    """
    typed = typed.strip()
    if normalised(typed[:1]) != REVIEW_ACTIONS["comment"].key_stroke:
        return None
    rest = typed[1:]
    # A word that begins with the same letter is no comment: those begin with a blank, a colon, or Chinese.
    if re.match(r"[\x21-\x39\x3b-\x7e]", rest):
        return None
    return rest.lstrip(":： \t\n\u3000").rstrip()


def decisions_of_answer(
    alignment: Alignment, question: Question, typed: str, signature: Signature
) -> tuple[Decision, ...]:
    """Return the decisions that an answer to a question makes.

    Parameters
    ----------
    alignment
        The alignment that is asked about.
    question
        One of its questions.
    typed
        A stroke or a word of `policycompare.reviewing.choices.choices`, or labels of counterparts: ``+12+13``.
    signature
        Who answers, when and where, and the comment.

    Raises
    ------
    AnswerError
        The answer is not understood; the message says what can be typed.
    """
    answer = normalised(typed)
    if answer.startswith(COUNTERPART) and question.subject != "pair":
        # Cut before it is normalised, which takes blanks out.
        labels = [normalised(label) for label in re.split(r"[+＋、,，\s]+", typed) if label]
        return _with_counterparts(alignment, question, labels, signature)
    return (signature.sign(_decision(alignment, question, answer)),)


def _decision(alignment: Alignment, question: Question, answer: str) -> Decision:
    choice = choice_meant(question, answer)
    what = choice.what if choice else ""
    key = choice.key if choice else ""
    pair = question.child, question.parent
    if what == "action" and key == "keep" and question.old is not None:
        old = question.old.decision
        kept = Decision("", "", old.verdict, old.relation, old.reason, old.comment, more=old.more)
        return _citing(alignment, kept, *pair)
    if what == "relation":
        return _linking(alignment, *pair, relation=key)
    if what == "reason":
        return _citing(alignment, Decision("", "", "confirmed", reason=key), *pair)
    if what == "verdict" and key == "confirmed" and question.subject == "pair":
        return _linking(alignment, *pair)
    if what == "verdict":
        return _citing(alignment, Decision("", "", key), *pair)
    raise AnswerError(
        message("“{answer}” is not understood; give one of: {choices}", answer=answer, choices=listed(question))
    )


def _with_counterparts(
    alignment: Alignment, question: Question, labels: list[str], signature: Signature
) -> tuple[Decision, ...]:
    """Link a provision with the named ones, and deny those that were shown as likely and not named."""
    other = alignment.child if question.subject == "gap" else alignment.parent
    unknown = [label for label in labels if label not in other.position_of]
    if unknown or not labels:
        raise AnswerError(
            message(
                "{document} has no provision {labels}; give labels of it: +12+13", document=other.id, labels=unknown
            )
        )
    named = [other.position_of[label] for label in labels]
    decisions = [signature.sign(_linking(alignment, *question.pair_with(position))) for position in named]
    # The comment is on the named ones.
    without_comment = replace(signature, comment="")
    for position in question.candidates:
        pair = question.pair_with(position)
        if position not in named and alignment.scores.probability_of(*pair) >= WORTH_ASKING:
            denied = _citing(alignment, Decision("", "", "rejected"), *pair)
            decisions.append(without_comment.sign(denied))
    return tuple(decisions)


def _linking(alignment: Alignment, child: int, parent: int, relation: str = "") -> Decision:
    """Return the decision that two provisions belong together: confirmed where the model says so, else added."""
    found = alignment.scores.probability_of(child, parent) >= alignment.threshold
    verdict = "confirmed" if found else "added"
    return _citing(alignment, Decision("", "", verdict, relation), child, parent)


def _citing(alignment: Alignment, decision: Decision, child: int, parent: int) -> Decision:
    return decision.citing(
        alignment.child.provisions[child] if child >= 0 else None,
        alignment.parent.provisions[parent] if parent >= 0 else None,
    )
