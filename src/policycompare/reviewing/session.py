"""One person's way through the queue: what is asked next, what an answer means, undo; saved at every step.

The terminal and the notebook are two faces of this; neither knows more than to show a question and to pass on what the
person typed.
"""

from __future__ import annotations

import getpass
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from policycompare.analysing.questions import WORTH_ASKING, Question, questions
from policycompare.deciding.decision_files import pair_file, update
from policycompare.deciding.decisions import Decision, Decisions
from policycompare.deciding.reanchor import reanchor
from policycompare.language.normalise import fold
from policycompare.vocabulary import GAP_REASONS, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.questions import QuestionKey

KEYS = {
    "pair": "y 对应　n 不对应　1 一致　2 改写　3 细化　4 部分　u 存疑",
    "gap": "y 确无对应　1 不适用于本级　2 本地已有规定　3 不予采纳　4 待补　+条号 与该条对应（+12+13）　u 存疑",
    "addition": "y 确为新增　+条号 与该条对应（+12+13）　u 存疑",
    "stale": "k 照旧　d 丢弃旧决定",
    "always": "c 备注　s 跳过　z 撤销　q 离开",
}
_COMMENT = re.compile(r"[cCｃ](?:[\s:：]+|$|(?=[^\x00-\x7f]))(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """What one answer changed: the decisions that it put, and those that stood in their places before."""

    about: QuestionKey
    put: tuple[Decision, ...]
    before: tuple[Decision | None, ...]
    dropped: tuple[Decision, ...] = ()


class Session:
    """A person's way through the queue of one pair of documents.

    Parameters
    ----------
    aligned
        The alignment.
    place
        The file of decisions, or the folder that holds it; what is there already is taken in.
    who
        Name of the person, for the file.
    source
        Where it happens: ``terminal`` or ``notebook``.

    Raises
    ------
    DecisionError
        The file cannot be read or written.
    """

    def __init__(self, aligned: Alignment, place: str | Path, *, who: str = "", source: str = "terminal") -> None:
        self.path = pair_file(place, aligned.child, aligned.parent)
        self.who, self.source, self.comment = who, source, ""
        self.steps: list[Step] = []
        self._skipped: list[QuestionKey] = []
        self._aligned = aligned
        if self.path.exists():
            self._save(lambda found: reanchor(found, aligned.child, aligned.parent).current)
        else:
            self._take(Decisions(source=str(self.path)))

    @property
    def aligned(self) -> Alignment:
        """The alignment with everything that is decided so far."""
        return self._aligned

    @property
    def question(self) -> Question | None:
        """What is asked now; ``None`` when nothing is left."""
        return self._queue[0] if self._queue else None

    @property
    def left(self) -> int:
        """How many questions are left, this one included."""
        return len(self._queue)

    def answer(self, typed: str) -> str:
        """Take what a person typed at the question, save it, and say what was understood.

        Parameters
        ----------
        typed
            A key of `KEYS`, with what follows it: ``y``, ``3``, ``ab``, ``+12``, ``c`` and a comment.

        Raises
        ------
        ValueError
            It is not understood; the message says what can be typed. Nothing was changed.
        DecisionError
            It cannot be saved.
        """
        typed = typed.strip()
        question = self.question
        if fold(typed).lower() in ("z", "undo"):
            return self._undo()
        if question is None:
            raise ValueError("没有待定的问题了（nothing is left; z takes back the last answer, q leaves）")
        if match := _COMMENT.fullmatch(typed):
            self.comment = match[1].strip()
            return f"备注将随下一个回答保存：{self.comment}" if self.comment else "备注已清空"
        key = fold(re.sub(r"\s+", "+", typed)).lower()
        if key in ("s", "skip"):
            self._skipped.append(question.about)
            self._order()
            return "已跳过"
        if key == "d" and question.old:
            return self._drop(question)
        stamp = Decision("", "", "unsure", who=self.who, when=now(), source=self.source, comment=self.comment)
        put = decisions_of_answer(self._aligned, question, key, stamp)
        before: list[Decision | None] = []

        def change(found: Decisions) -> Decisions:
            before.clear()
            for decision in put:
                before.append(found.find(decision))
                found = found.with_decision(decision)
            return found

        self._save(change)
        self.steps.append(Step(question.about, put, tuple(before)))
        self.comment = ""
        return "；".join(map(str, put))

    def _drop(self, question: Question) -> str:
        old = question.old.decision if question.old else None
        if old is None:
            raise ValueError("没有旧决定可丢弃（there is no old decision to drop）")
        self._save(lambda found: found.without(old))
        self.steps.append(Step(question.about, (), (), (old,)))
        return f"已丢弃旧决定：{old}"

    def _undo(self) -> str:
        if not self.steps:
            raise ValueError("没有可撤销的回答（nothing of this session is left to take back）")
        step = self.steps.pop()

        def change(found: Decisions) -> Decisions:
            for put, before in zip(step.put, step.before, strict=True):
                found = found.without(put) if before is None else found.with_decision(before)
            return replace(found, rows=(*found.rows, *step.dropped))

        self._skipped = [about for about in self._skipped if about != step.about]
        self._save(change, first=step.about)
        return "已撤销：" + "；".join(map(str, step.put or step.dropped))

    def _save(self, change: Callable[[Decisions], Decisions], first: QuestionKey | None = None) -> None:
        self._take(update(self.path, change), first)

    def _take(self, decisions: Decisions, first: QuestionKey | None = None) -> None:
        self._aligned = self._aligned.with_decisions(decisions)
        self._order(first)

    def _order(self, first: QuestionKey | None = None) -> None:
        """Ask what was skipped last, and what was taken back first."""
        late = {about: k for k, about in enumerate(self._skipped)}
        found = questions(self._aligned)
        self._queue = sorted(found, key=lambda q: (q.about != first, late.get(q.about, -1)))


def now() -> str:
    """Return the time as the file has it: local, to the second, with its offset from UTC."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def account() -> str:
    """Return the name of the account, or ``""``."""
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""


def decisions_of_answer(aligned: Alignment, question: Question, key: str, stamp: Decision) -> tuple[Decision, ...]:
    """Return the decisions that an answer to a question means.

    Parameters
    ----------
    aligned
        The alignment that is asked about.
    question
        One of its questions.
    key
        What was typed, see `KEYS`.
    stamp
        Who, when, where, and the comment.

    Raises
    ------
    ValueError
        The answer is not understood.
    """
    i, j = question.child, question.parent
    if key == "k" and question.old:
        old = question.old.decision
        kept = replace(stamp, verdict=old.verdict, relation=old.relation, reason=old.reason, more=old.more)
        return (_cited(aligned, replace(kept, comment=stamp.comment or old.comment), i, j),)
    if key in ("u", "unsure"):
        return (_cited(aligned, replace(stamp, verdict="unsure"), i, j),)
    if i >= 0 and j >= 0:
        return (_of_pair(aligned, key, stamp, i, j),)
    if key.startswith("+"):
        return _picked(aligned, question, re.split("[+、,]+", key[1:]), stamp)
    if key in ("y", "yes"):
        return (_cited(aligned, replace(stamp, verdict="confirmed"), i, j),)
    if i < 0 and key in ("1", "2", "3", "4"):
        return (_cited(aligned, replace(stamp, verdict="confirmed", reason=GAP_REASONS.keys[int(key) - 1]), i, j),)
    raise ValueError(f"“{key}” 不认识：{keys(question)}")


def keys(question: Question) -> str:
    """Return what can be typed at a question."""
    kind = "gap" if question.child < 0 else "addition" if question.parent < 0 else "pair"
    return "　".join((KEYS[kind], *([KEYS["stale"]] if question.old else []), KEYS["always"]))


def _of_pair(aligned: Alignment, key: str, stamp: Decision, i: int, j: int) -> Decision:
    if key in ("n", "no"):
        return _cited(aligned, replace(stamp, verdict="rejected"), i, j)
    if key in ("y", "yes"):
        return _linking(aligned, stamp, i, j)
    if key in ("1", "2", "3", "4"):
        return _linking(aligned, replace(stamp, relation=RELATIONS.keys[int(key) - 1]), i, j)
    raise ValueError(f"“{key}” 不认识：{KEYS['pair']}　{KEYS['always']}")


def _picked(aligned: Alignment, question: Question, labels: list[str], stamp: Decision) -> tuple[Decision, ...]:
    """Link a provision with the named ones, and deny those that were shown as likely and not named."""
    gap = question.child < 0
    other = aligned.child if gap else aligned.parent
    places = {label: k for k, label in enumerate(other.by_label)}
    if unknown := [label for label in labels if label not in places]:
        raise ValueError(f"{other.id} 中没有第 {'、'.join(unknown)} 条（no such provision; type + and labels: +12+13）")
    named = [places[label] for label in labels]
    rest = [k for k in question.candidates if k not in named]
    pairs = [(k, question.parent) if gap else (question.child, k) for k in (*named, *rest)]
    linked = [_linking(aligned, stamp, *pair) for pair in pairs[: len(named)]]
    denied = [pair for pair in pairs[len(named) :] if aligned.scores.probability_of(*pair) >= WORTH_ASKING]
    return (*linked, *(_cited(aligned, replace(stamp, verdict="rejected", comment=""), *pair) for pair in denied))


def _linking(aligned: Alignment, stamp: Decision, i: int, j: int) -> Decision:
    """Return the decision that two provisions belong together: confirmed where the model says so, else added."""
    known = aligned.scores.probability_of(i, j) >= aligned.threshold
    return _cited(aligned, replace(stamp, verdict="confirmed" if known else "added"), i, j)


def _cited(aligned: Alignment, decision: Decision, i: int, j: int) -> Decision:
    child, parent = aligned.child.provisions, aligned.parent.provisions
    return decision.citing(child[i] if i >= 0 else None, parent[j] if j >= 0 else None)
