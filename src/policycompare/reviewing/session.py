"""A session of a review: one person's way through the questions; undo; saved at every answer.

The terminal and the notebook are two faces of it: they show its questions and pass on what the person typed.
"""

from __future__ import annotations

import getpass
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.analysing.questions import questions
from policycompare.deciding.decision_files import pair_file, read_decisions, update
from policycompare.deciding.decisions import Decisions
from policycompare.deciding.merge import combined, compatible
from policycompare.deciding.reanchor import reanchor
from policycompare.errors import AnswerError
from policycompare.messages import message
from policycompare.reviewing.answers import Signature, comment_in, decisions_of_answer, normalised
from policycompare.reviewing.question_view import question_view
from policycompare.vocabulary import REVIEW_ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.questions import Question, QuestionKey
    from policycompare.deciding.decisions import Decision
    from policycompare.messages import Message
    from policycompare.reviewing.question_view import QuestionView


@dataclass(frozen=True, slots=True)
class Step:
    """One answer and what it changed, so that it can be taken back.

    Attributes
    ----------
    question
        Key of the question.
    made
        The decisions of the answer.
    before
        Those that stood in their places, ``None`` where none did.
    dropped
        Decisions that were thrown away: an old one, or those of which one had to be chosen.
    """

    question: QuestionKey
    made: tuple[Decision, ...]
    before: tuple[Decision | None, ...]
    dropped: tuple[Decision, ...] = ()


class Session:
    """A person's way through the open questions of one pair of documents.

    Parameters
    ----------
    alignment
        The alignment.
    place
        The file of decisions, or the folder that holds it; decisions that it has are used.
    who
        Name of the person, for the file.
    source
        Where it happens: ``terminal`` or ``notebook``.

    Raises
    ------
    DecisionError
        The file cannot be read or written.
    """

    def __init__(self, alignment: Alignment, place: str | Path, *, who: str = "", source: str = "terminal") -> None:
        self.path = pair_file(place, alignment.child, alignment.parent)
        self.who, self.source, self.comment = who, source, ""
        self.steps: list[Step] = []
        self._skipped: list[QuestionKey] = []
        self._alignment = alignment
        self._queue: list[Question] = []
        documents = alignment.child, alignment.parent
        self.notes: tuple[Message, ...] = ()
        """Notes for the person before the first question."""
        renamed = Decisions(source=str(self.path))
        if not self.path.exists() and Path(place).is_dir():
            renamed = read_decisions(place, alignment.child, alignment.parent)
            self.notes = renamed.notes
        if self.path.exists() or renamed.rows:
            # Labels and texts in the file are brought up to date with the documents of now.
            self._save(lambda present: reanchor(present if present.rows else renamed, *documents).current)
        else:
            self._use(renamed)

    @property
    def alignment(self) -> Alignment:
        """The alignment with everything that is decided so far."""
        return self._alignment

    @property
    def question(self) -> Question | None:
        """The question that is asked now; ``None`` when nothing is left."""
        return self._queue[0] if self._queue else None

    @property
    def left(self) -> int:
        """Number of open questions, the present one included."""
        return len(self._queue)

    def view(self, *, blind: bool = False) -> QuestionView | None:
        """Return what a person sees of the present question; ``None`` when nothing is left.

        Parameters
        ----------
        blind
            Whether the program's judgement is kept back.
        """
        if self.question is None:
            return None
        return question_view(self._alignment, self.question, left=self.left, comment=self.comment, blind=blind)

    def answer(self, typed: str) -> str:
        """Take what a person typed at the question, save it, and say what was understood.

        Parameters
        ----------
        typed
            A stroke of `policycompare.reviewing.choices.choices` or a word for it, ``+12``, ``c`` and a comment.

        Raises
        ------
        AnswerError
            It is not understood; the message says what can be typed. Nothing was changed.
        DecisionError
            It cannot be saved.
        """
        action = REVIEW_ACTIONS.meant_by(normalised(typed))
        if action is REVIEW_ACTIONS["undo"]:
            return self._undo()
        question = self.question
        if question is None:
            raise AnswerError(message("no question is left; give z to take back the last answer, or q to leave"))
        comment = comment_in(typed)
        if comment is not None:
            return self._note(comment)
        if action is REVIEW_ACTIONS["skip"]:
            return self._skip(question)
        if action is REVIEW_ACTIONS["drop"] and question.old is not None:
            return self._drop(question, question.old.decision)
        return self._decide(question, typed)

    def take(self, decision: Decision) -> str:
        """Save a decision that was made beside the questions, such as in the table, and say what was understood.

        Parameters
        ----------
        decision
            On provisions of the documents, by label; its name, time and place are those of this session.

        Raises
        ------
        AnswerError
            A label is of no provision. Nothing was changed.
        DecisionError
            It cannot be saved.
        """
        signed = Signature(self.who, now(), self.source).sign(self._cited(decision))
        key = self._key_of(signed)
        return self._saved(key, (signed,), ())

    def withdraw(self, decision: Decision) -> str:
        """Take back what is decided on the provisions of a decision, and say so; nothing where nothing is.

        Raises
        ------
        AnswerError
            A label is of no provision.
        DecisionError
            It cannot be saved.
        """
        cited = self._cited(decision)
        dropped: list[Decision] = []

        def change(found: Decisions) -> Decisions:
            present = found.find(cited)
            dropped[:] = [present] if present else []
            return found.without(present) if present else found

        self._save(change)
        if dropped:
            self.steps.append(Step(self._key_of(cited), (), (), tuple(dropped)))
        return message("taken back: {decisions}", decisions=self._listed(dropped)).text() if dropped else ""

    def _note(self, comment: str) -> str:
        self.comment = comment
        if not comment:
            return message("comment taken back").text()
        return message("comment for the next answer: {comment}", comment=comment).text()

    def _skip(self, question: Question) -> str:
        self._skipped.append(question.key)
        self._order()
        return message("skipped").text()

    def _decide(self, question: Question, typed: str) -> str:
        signature = Signature(self.who, now(), self.source, self.comment)
        made = decisions_of_answer(self._alignment, question, typed, signature)
        said = self._saved(question.key, made, question.rivals)
        self.comment = ""
        return said

    def _saved(self, key: QuestionKey, made: tuple[Decision, ...], rivals: Sequence[Decision]) -> str:
        """Save the decisions of an answer, and say what was understood."""
        known = self._alignment.anchored.decisions
        own = tuple(decision for step in self.steps for decision in step.made)
        answer = _Answer(made, rivals, known, own)
        self._save(answer.added_to)
        self.steps.append(Step(key, tuple(answer.saved), tuple(answer.before), answer.dropped))
        if not answer.conflicts:
            return self._listed(made)
        return message(
            "{decisions}; meanwhile decided otherwise: {others}. Both stand in the file and neither counts: "
            "please choose at the next question",
            decisions=self._listed(made),
            others=self._signed(answer.conflicts),
        ).text()

    def _cited(self, decision: Decision) -> Decision:
        """Return a decision with the texts of its provisions."""
        found = []
        for document, label in ((self._alignment.child, decision.child), (self._alignment.parent, decision.parent)):
            if label and label not in document.by_label:
                raise AnswerError(
                    message(
                        "{document} has no provision {labels}; open the table again", document=document.id, labels=label
                    )
                )
            found.append(document.by_label.get(label))
        return decision.citing(*found)

    def _listed(self, decisions: Sequence[Decision]) -> str:
        return "；".join(self._called(decision).text() for decision in decisions)

    def _signed(self, decisions: Sequence[Decision]) -> str:
        return "；".join(f"{self._called(decision).text()}（{decision.by}）" for decision in decisions)

    def _called(self, decision: Decision) -> Decision:
        """Return a decision to be shown, with the numbers that people know: 二、（三）2 for 2.3.2."""
        child = self._alignment.child.by_label.get(decision.child)
        parent = self._alignment.parent.by_label.get(decision.parent)
        return replace(
            decision,
            child=child.called if child else decision.child,
            parent=parent.called if parent else decision.parent,
        )

    def _key_of(self, decision: Decision) -> QuestionKey:
        child = self._alignment.child.position_of.get(decision.child, -1)
        parent = self._alignment.parent.position_of.get(decision.parent, -1)
        return child, parent, False

    def _drop(self, question: Question, old: Decision) -> str:
        self._save(lambda found: found.without(old))
        self.steps.append(Step(question.key, (), (), (old,)))
        return message("dropped the old decision: {decision}", decision=self._called(old)).text()

    def _undo(self) -> str:
        if not self.steps:
            raise AnswerError(message("no answer of this session is left to take back; give another answer"))
        step = self.steps[-1]
        changed: list[Decision] = []

        def change(found: Decisions) -> Decisions:
            changed.clear()
            for made, before in zip(step.made, step.before, strict=True):
                if made not in found.rows:
                    # Another person decided it anew since; that is not for this one to take back.
                    changed.append(made)
                else:
                    found = found.without(made) if before is None else found.with_decision(before)
            return replace(found, rows=(*found.rows, *step.dropped))

        self._skipped = [key for key in self._skipped if key != step.question]
        self._save(change, first=step.question)
        self.steps.pop()
        if changed:
            return message(
                "changed by another person since, and left: {decisions}", decisions=self._listed(changed)
            ).text()
        return message("taken back: {decisions}", decisions=self._listed(step.made or step.dropped)).text()

    def _save(self, change: Callable[[Decisions], Decisions], first: QuestionKey | None = None) -> None:
        self._use(update(self.path, change), first)

    def _use(self, decisions: Decisions, first: QuestionKey | None = None) -> None:
        self._alignment = self._alignment.with_decisions(decisions)
        self._order(first)

    def _order(self, first: QuestionKey | None = None) -> None:
        """Put the open questions in order: the one taken back first, skipped ones last."""
        skipped = {key: place for place, key in enumerate(self._skipped)}
        found = questions(self._alignment)
        self._queue = sorted(found, key=lambda question: (question.key != first, skipped.get(question.key, -1)))


class _Answer:
    """An answer on its way into the file, in which another person may have answered since it was read last."""

    def __init__(
        self, made: Sequence[Decision], rivals: Sequence[Decision], known: Decisions, own: Sequence[Decision]
    ) -> None:
        """`known` are the decisions in the file when the person saw the question, `own` those of this session."""
        self._made, self._known, self._own = made, known, own
        self.dropped = tuple(rival for rival in rivals if _gives_way(rival, made))
        self.saved: list[Decision] = []
        self.before: list[Decision | None] = []
        self.conflicts: list[Decision] = []

    def added_to(self, found: Decisions) -> Decisions:
        """Return the decisions in the file now with those of the answer."""
        for rival in self.dropped:
            found = found.without(rival)
        for decision in self._made:
            present = found.find(decision)
            if present is None or present == self._known.find(decision) or present in self._own:
                found = self._replaced(found, decision, present)
            elif compatible(decision, present):
                # The same answer of two people: one row with both names.
                found = self._replaced(found, combined(present, decision), present)
            else:
                self.conflicts.append(present)
                if present.who == decision.who:
                    # Two sittings under one name are two people: else the later answer would hide the other.
                    decision = replace(decision, who=_another(decision.who))  # noqa: PLW2901
                found = self._beside(found, decision)
        return found

    def _replaced(self, found: Decisions, decision: Decision, present: Decision | None) -> Decisions:
        self.saved.append(decision)
        self.before.append(present)
        return found.with_decision(decision)

    def _beside(self, found: Decisions, decision: Decision) -> Decisions:
        self.saved.append(decision)
        self.before.append(None)
        return replace(found, rows=(*found.rows, decision))


def _gives_way(rival: Decision, made: Sequence[Decision]) -> bool:
    """Whether a decision that was chosen against goes: one on the same provisions, or another person's against a link.

    A person's own one against a link stays, as one that was decided again.
    """
    return any(rival.kind == decision.kind or (decision.links and rival.who != decision.who) for decision in made)


def _another(who: str) -> str:
    """Return the name of a person who decides at the same time under the name of another; the file is Chinese."""
    return f"{who or '未署名'}（另一处）"


def now() -> str:
    """Return the time as the file has it: local, to the second, with its offset from UTC."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def account() -> str:
    """Return the name of the account, or ``""``."""
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""
