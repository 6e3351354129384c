"""The review in a terminal: a question shown as plain text, a line typed, the next question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.differing.marks import marked_ansi, marked_plain
from policycompare.differing.text_differences import normalisers_of, runs_to_show
from policycompare.reviewing.session import Session, keys
from policycompare.vocabulary import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.questions import Question

ASKED = {
    "stale": "旧决定所依据的文字改了，现在这两条是否对应？",
    "contested": "已确认其中一条没有对应，而程序认为这两条对应。是否对应？",
    "pair": "这两条是否对应？",
    "gap": "上级这一条在下级是否确无对应？",
    "addition": "下级这一条是否确为新增？",
}
WORTH_READING, GIST = 0.05, 60
"""A candidate below this probability is shown by its first characters; the rest stands in the documents."""


def question_text(session: Session, question: Question, *, blind: bool, colour: bool) -> str:
    """Return a question as text: the provisions with what differs marked, candidates, and what the model says.

    Parameters
    ----------
    session
        The session in which it is asked.
    question
        One of its questions.
    blind
        Whether to keep back what the model says, and to list candidates by number and not by likelihood.
    colour
        Whether the terminal shows ANSI marks; else ``{+added+}`` and ``[-removed-]``.
    """
    aligned = session.aligned
    child, parent = aligned.child, aligned.parent
    lines = [f"── 还有 {session.left} 问 ── {ASKED[question.kind]}"]
    if question.old:
        lines += [
            f"  旧决定：{question.old.decision}　{question.old.decision.by}",
            f"  {aligned.anchored.note(question.old)}",
        ]
    if question.child >= 0 and question.parent >= 0:
        below, above = child.provisions[question.child], parent.provisions[question.parent]
        shown = runs_to_show(below.text, above.text, normalisers_of(child, parent))
        marked = marked_ansi if colour else marked_plain
        lines += [
            f"  {parent.cite(above.label)}　{marked(shown.parent)}",
            f"  {child.cite(below.label)}　{marked(shown.child)}",
        ]
        if not blind:
            lines.append(f"  程序：{told(aligned, question)}")
    else:
        own, other = (parent, child) if question.child < 0 else (child, parent)
        provision = own.provisions[max(question.child, question.parent)]
        lines.append(f"  {own.cite(provision.label)}　{provision.text}")
        lines.append(
            "  最接近的："
            if question.candidates and not blind
            else "  可能的对应："
            if question.candidates
            else "  没有相近的条款"
        )
        for k in sorted(question.candidates) if blind else question.candidates:
            candidate = other.provisions[k]
            pair = (question.child, k) if question.child >= 0 else (k, question.parent)
            likely = aligned.scores.probability_of(*pair)
            chance = "" if blind else f"（{likely:.2f}）"
            whole = blind or likely >= WORTH_READING or len(candidate.text) <= GIST
            gist = candidate.text if whole else f"{candidate.text[:GIST]}……"
            lines.append(f"    +{candidate.label}{chance}　{gist}")
    if session.comment:
        lines.append(f"  备注：{session.comment}")
    return "\n".join([*lines, f"  {keys(question)}"])


def told(aligned: Alignment, question: Question) -> str:
    """Return what the model says of a question's pair, in words."""
    chance = aligned.scores.probability_of(question.child, question.parent)
    labels = aligned.child.provisions[question.child].label, aligned.parent.provisions[question.parent].label
    links = aligned.links
    row = links[(links["child"] == labels[0]) & (links["parent"] == labels[1])]
    if row.empty:
        return f"判为无关，概率 {chance:.2f}"
    evidence = row["evidence"].iloc[0]
    relation = OUTCOMES[row["relation"].iloc[0]].chinese
    return f"判为对应（{relation}），概率 {chance:.2f}" + (f"；依据：{evidence}" if evidence else "")


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
        Whether the model's verdict is shown only after the answer.
    colour
        Whether the terminal shows ANSI marks.

    Returns
    -------
    int
        How many questions were answered.

    Raises
    ------
    DecisionError
        An answer cannot be saved; all before it are.
    """
    asked = None
    while question := session.question:
        if question is not asked:
            show(question_text(session, question, blind=blind, colour=colour))
            asked = question
        try:
            typed = read("> ")
        except EOFError:
            break
        if typed.strip().lower() in ("q", "quit"):
            break
        if not typed.strip():
            continue
        aligned, before = session.aligned, len(session.steps)
        try:
            show(f"  {session.answer(typed)}")
        except ValueError as fault:
            show(f"  {fault}")
            continue
        if blind and len(session.steps) > before and question.child >= 0 and question.parent >= 0:
            show(f"  程序：{told(aligned, question)}")
    show(
        f"已答 {len(session.steps)} 问，还有 {session.left} 问；存于 {session.path}"
        "（go on any time with the same command）"
    )
    return len(session.steps)
