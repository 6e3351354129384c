"""Merging two people's decisions on the same documents: agreement, conflicts, Cohen's kappa."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policycompare.deciding.decisions import Decision, Decisions
from policycompare.messages import language, message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.messages import Language


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two decisions that cannot both stand: on the same provisions, or a link of what the other calls a gap."""

    first: Decision
    second: Decision

    def text(self, chosen: Language | None = None) -> str:
        """Return both decisions with who made them, by default in the language in which messages are shown now."""
        chosen = chosen or language()
        return f"{_signed(self.first, chosen)}　≠　{_signed(self.second, chosen)}"

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True)
class MergeResult:
    """The decisions of two people in one, and how far they agree.

    Attributes
    ----------
    decisions
        Those of both. Where they conflict the pair is ``unsure`` and the comment says what each of them decided.
    conflicts
        The decisions that conflict.
    both, agreed
        How many provisions or pairs both decided on, and on how many with the same verdict.
    only_first, only_second
        How many one of them alone decided on.
    kappa
        Cohen's kappa (1960) on pairs that both decided on: link, none or unsure; ``nan`` where it is not defined.
    pairs
        On how many pairs that rests.
    f1
        Of one's links against the other's, on the pairs that both decided on; ``nan`` without a link.
    """

    decisions: Decisions
    conflicts: tuple[Conflict, ...]
    both: int
    agreed: int
    only_first: int
    only_second: int
    kappa: float
    pairs: int
    f1: float

    def text(self, chosen: Language | None = None) -> str:
        """Return the counts and measures in two lines, by default in the language in which messages are shown now."""
        counts = message(
            "decided by both {both}, the same {agreed}, conflicts {conflicts}; by one alone {first} and {second}",
            both=self.both,
            agreed=self.agreed,
            conflicts=len(self.conflicts),
            first=self.only_first,
            second=self.only_second,
        )
        measures = message(
            "on {pairs} pairs decided by both: Cohen’s κ = {kappa}, F1 = {f1}",
            pairs=self.pairs,
            kappa=f"{self.kappa:.3f}",
            f1=f"{self.f1:.3f}",
        )
        return f"{counts.text(chosen)}\n{measures.text(chosen)}"

    def __str__(self) -> str:
        return self.text()


def merge(first: Decisions, second: Decisions) -> MergeResult:
    """Put two people's decisions together.

    Parameters
    ----------
    first, second
        Decisions on the same pair of documents.

    Examples
    --------
    >>> one = Decisions((Decision("1", "1", "confirmed", who="甲"), Decision("2", "2", "rejected", who="甲")))
    >>> two = Decisions((Decision("1", "1", "confirmed", who="乙"), Decision("2", "2", "confirmed", who="乙")))
    >>> found = merge(one, two)
    >>> found.agreed, found.f1, [str(c) for c in found.conflicts]
    (1, 0.6666666666666666, ['2 ↔ 2 否定（甲）　≠　2 ↔ 2 确认（乙）'])
    >>> [d.verdict for d in found.decisions.rows]
    ['confirmed', 'unsure']
    """
    rows: list[Decision] = []
    conflicts: list[Conflict] = []
    judged: list[tuple[str, str]] = []
    # By identity: two rows of a file may be equal, and each has its own counterpart.
    met: set[int] = set()
    agreed = 0
    for mine in first.rows:
        theirs = second.find(mine)
        if theirs is None or id(theirs) in met:
            rows.append(mine)
            continue
        met.add(id(theirs))
        agreed += _judgement(mine) == _judgement(theirs)
        if mine.kind == "pair":
            judged.append((_judgement(mine), _judgement(theirs)))
        if compatible(mine, theirs):
            rows.append(combined(mine, theirs))
        else:
            conflicts.append(Conflict(mine, theirs))
            rows.append(_unsure(mine, theirs))
    only_second = [row for row in second.rows if id(row) not in met]
    conflicts += _contradictions(first.rows, second.rows)
    decisions = Decisions(
        (*rows, *only_second),
        tuple(dict.fromkeys((*first.columns, *second.columns))),
        tuple(dict.fromkeys((*first.unread, *second.unread))),
    )
    return MergeResult(
        decisions=decisions,
        conflicts=tuple(conflicts),
        both=len(met),
        agreed=agreed,
        only_first=len(first) - len(met),
        only_second=len(only_second),
        kappa=_kappa(judged),
        pairs=len(judged),
        f1=_f1(judged),
    )


def _judgement(decision: Decision) -> str:
    """Return ``link``, or the verdict of what is none: confirmed and added links are the same judgement."""
    return "link" if decision.links else decision.verdict


def compatible(one: Decision, other: Decision) -> bool:
    """Whether both can stand in one row: the same verdict, and no relation or reason against the other's."""
    if _judgement(one) != _judgement(other):
        return False
    for mine, theirs in ((one.relation, other.relation), (one.reason, other.reason)):
        if mine and theirs and mine != theirs:
            return False
    return True


def combined(one: Decision, other: Decision) -> Decision:
    """Return one row of two that are compatible: the first's values, and the other's where it has none."""
    values: dict[str, str] = {}
    for name in ("relation", "reason", "child_fingerprint", "parent_fingerprint", "child_text", "parent_text"):
        values[name] = getattr(one, name) or getattr(other, name)
    for name in ("comment", "who", "source"):
        values[name] = _joined(getattr(one, name), getattr(other, name))
    more = dict(other.more)
    for name, value in one.more:
        if value or name not in more:
            more[name] = value
    return replace(one, **values, when=max(one.when, other.when), more=tuple(more.items()))


def _unsure(one: Decision, other: Decision) -> Decision:
    """Return the row of two decisions that conflict; its comment stands in the file, and so is Chinese always."""
    opinions = []
    for decision in (one, other):
        opinion = _signed(decision, "zh")
        if decision.comment:
            opinion += f"：{decision.comment}"
        if decision.when:
            opinion += f"，{decision.when}"
        opinions.append(opinion)
    comment = f"意见不一：{'；'.join(opinions)}"
    return replace(combined(one, other), verdict="unsure", relation="", reason="", comment=comment)


def _joined(one: str, other: str) -> str:
    return "；".join(dict.fromkeys(filter(None, (one, other))))


def _signed(decision: Decision, chosen: Language) -> str:
    if chosen == "zh":
        return f"{decision.text('zh')}（{decision.who or '未署名'}）"
    return f"{decision.text(chosen)} ({decision.who or 'unsigned'})"


def _contradictions(first: Sequence[Decision], second: Sequence[Decision]) -> list[Conflict]:
    """Return where one links a provision that the other confirmed to stand alone."""
    conflicts = []
    for linked, alone in _links_of_the_lonely(first, second):
        conflicts.append(Conflict(linked, alone))
    for linked, alone in _links_of_the_lonely(second, first):
        conflicts.append(Conflict(alone, linked))
    return conflicts


def _links_of_the_lonely(links: Sequence[Decision], others: Sequence[Decision]) -> list[tuple[Decision, Decision]]:
    """Return each link among `links` with the decision among `others` that its provision has no counterpart."""
    found = []
    for alone in others:
        if alone.kind == "pair" or alone.verdict != "confirmed":
            continue
        side = "parent" if alone.kind == "gap" else "child"
        linked = [decision for decision in links if decision.links]
        found += [(decision, alone) for decision in linked if _provision(decision, side) == _provision(alone, side)]
    return found


def _provision(decision: Decision, side: str) -> str:
    """Return by what a decision knows its ``child`` or ``parent``: the fingerprint, else the label."""
    return str(getattr(decision, f"{side}_fingerprint") or getattr(decision, side))


def _kappa(judged: Sequence[tuple[str, str]]) -> float:
    """Return Cohen's kappa of two raters.

    Examples
    --------
    >>> round(_kappa([("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15), 3)
    0.4
    """
    if not judged:
        return float("nan")
    first = Counter(mine for mine, _ in judged)
    second = Counter(theirs for _, theirs in judged)
    count = len(judged)
    # What two raters would agree on by chance, if each kept to the shares of their own verdicts.
    chance = sum((first[name] / count) * (second[name] / count) for name in sorted({*first, *second}))
    same = sum(mine == theirs for mine, theirs in judged) / count
    return (same - chance) / (1 - chance) if chance < 1 else float("nan")


def _f1(judged: Sequence[tuple[str, str]]) -> float:
    both = sum(a == b == "link" for a, b in judged)
    total = sum((a == "link") + (b == "link") for a, b in judged)
    return 2 * both / total if total else float("nan")
