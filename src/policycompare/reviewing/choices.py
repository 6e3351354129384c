"""The ways to answer a question: strokes and names, from the rows of the vocabularies.

The terminal lists them, the notebook makes buttons of them, and an answer is looked up among them, so that a relation
or a reason that is added to its vocabulary can be shown and given at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from policycompare.messages import language, message
from policycompare.vocabulary import GAP_REASONS, RELATIONS, REVIEW_ACTIONS, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policycompare.analysing.questions import Question
    from policycompare.messages import Message
    from policycompare.vocabulary import Term

What = Literal["verdict", "relation", "reason", "counterpart", "action"]
COUNTERPART = "+"
"""Sign before the labels of counterparts: ``+12+13``."""
# Actions that a notebook has no button for: a comment has a box of its own, and one leaves by closing the page.
_NOT_AT_ONCE = ("comment", "quit")


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer.

    Attributes
    ----------
    what
        Whether it gives a verdict, a relation, a reason or counterparts, or is an action.
    term
        The row of the vocabulary; ``None`` for counterparts.
    stroke
        What is typed.
    name
        What people read.
    """

    what: What
    term: Term | None
    stroke: str
    name: Message | Term

    @property
    def key(self) -> str:
        """Key of the row, or ``""``."""
        return self.term.key if self.term else ""

    @property
    def acts_at_once(self) -> bool:
        """Whether its stroke is the whole answer."""
        return self.what != "counterpart" and not (self.what == "action" and self.key in _NOT_AT_ONCE)

    def text(self) -> str:
        """Return stroke and name, as the terminal lists them."""
        return f"{self.stroke} {self.name.text(language())}"

    def is_meant_by(self, typed: str) -> bool:
        """Whether a person means it: typed its stroke, or a word for it."""
        return self.term is not None and (typed == self.stroke or _means(typed, self.term))


def choices(question: Question) -> tuple[Choice, ...]:
    """Return the ways to answer a question, in the order in which they are listed."""
    found = [_verdict("confirmed", _confirmed(question))]
    if question.subject == "pair":
        found.append(_verdict("rejected", message("not linked")))
        found += _rows("relation", RELATIONS)
    else:
        if question.subject == "gap":
            found += _rows("reason", GAP_REASONS)
        found.append(Choice("counterpart", None, COUNTERPART, message("label: linked with that one (+12+13)")))
    found.append(_verdict("unsure", VERDICTS["unsure"]))
    for choice in _rows("action", REVIEW_ACTIONS):
        if question.old is not None or choice.key not in ("keep", "drop"):
            found.append(choice)
    return tuple(found)


def listed(question: Question) -> str:
    """Return all ways to answer a question in a line."""
    return "　".join(choice.text() for choice in choices(question))


def choice_meant(question: Question, typed: str) -> Choice | None:
    """Return the way to answer that a person means by a stroke or a word."""
    for choice in choices(question):
        if choice.is_meant_by(typed):
            return choice
    return None


def _confirmed(question: Question) -> Message:
    """Return what a yes to this question means."""
    return {
        "pair": message("linked"),
        "gap": message("truly no counterpart"),
        "addition": message("truly new"),
    }[question.subject]


def _verdict(key: str, name: Message | Term) -> Choice:
    return Choice("verdict", VERDICTS[key], VERDICTS[key].key_stroke, name)


def _rows(what: What, rows: Iterable[Term]) -> list[Choice]:
    """Return the rows of a vocabulary that have a stroke."""
    return [Choice(what, term, term.key_stroke, term) for term in rows if term.key_stroke]


def _means(typed: str, term: Term) -> bool:
    return typed in (term.key, term.chinese, term.english, *term.synonyms)
