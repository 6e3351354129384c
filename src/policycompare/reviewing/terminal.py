"""The review in a terminal: a question shown as plain text, a line typed, the next question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.differing.marks import marked_ansi, marked_plain
from policycompare.errors import AnswerError
from policycompare.language.safe_text import Coloured
from policycompare.messages import message
from policycompare.reviewing.answers import normalised
from policycompare.reviewing.question_view import judgement_message, judgement_of
from policycompare.vocabulary import REVIEW_ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from policycompare.reviewing.question_view import CandidateView, QuestionView
    from policycompare.reviewing.session import Session


def question_text(view: QuestionView, *, colour: bool) -> str:
    """Return a question as text.

    Parameters
    ----------
    view
        The question.
    colour
        Whether the terminal shows ANSI marks; else ``{+added+}`` and ``[-removed-]``.
    """
    marked = marked_ansi if colour else marked_plain
    lines = [message("── {left} left ── {asked}", left=view.left, asked=view.asked).text()]
    if view.old is not None:
        lines += [f"  {view.old.text()}", f"  {view.old.note}"]
    lines += [f"  {rival.text()}" for rival in view.rivals]
    lines += [Coloured.of((f"  {provision.citation}　", marked(provision.runs))) for provision in view.provisions]
    if view.judgement is not None:
        lines.append(f"  {judgement_message(view.judgement)}")
    if view.reading is not None:
        lines.append(f"  {view.reading}")
    if view.candidates_head is not None:
        lines.append(f"  {view.candidates_head}")
    lines += [_candidate_line(candidate) for candidate in view.candidates]
    if view.comment:
        lines.append(f"  {view.comment_text}")
    lines.append("  " + "　".join(choice.text() for choice in view.choices))
    return Coloured.of(lines, "\n")


def _candidate_line(candidate: CandidateView) -> str:
    chance = "" if candidate.probability is None else f"（{candidate.probability:.2f}）"
    return f"    +{candidate.label}{chance}　{candidate.gist}"


def run(
    session: Session,
    read: Callable[[str], str],
    show: Callable[[str], None],
    *,
    blind: bool = False,
    colour: bool = False,
) -> int:
    """Ask until nothing is left or the person leaves.

    Parameters
    ----------
    session
        Whose questions are asked.
    read
        Asks for a line, like `input`; `EOFError` means the person leaves.
    show
        Shows a text, like `print`.
    blind
        Whether the program's judgement is shown only after the answer.
    colour
        Whether the terminal shows ANSI marks.

    Returns
    -------
    int
        Number of questions that were answered.

    Raises
    ------
    DecisionError
        An answer cannot be saved; all before it are.
    """
    shown = None
    while (question := session.question) is not None:
        view = session.view(blind=blind)
        if view is not None and question is not shown:
            show(question_text(view, colour=colour))
            shown = question
        try:
            typed = read("> ")
        except EOFError:
            break
        if REVIEW_ACTIONS.meant_by(normalised(typed)) is REVIEW_ACTIONS["quit"]:
            break
        if not typed.strip():
            continue
        alignment, answered = session.alignment, len(session.steps)
        try:
            show(f"  {session.answer(typed)}")
        except AnswerError as fault:
            show(f"  {fault}")
            continue
        program = judgement_of(alignment, question) if blind and len(session.steps) > answered else None
        if program is not None:
            show(f"  {judgement_message(program)}")
    show(
        message(
            "{answered} answered, {left} left; saved in {file}; go on any time with the same command",
            answered=len(session.steps),
            left=session.left,
            file=session.path,
        ).text()
    )
    return len(session.steps)
