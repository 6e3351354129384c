"""Two people's decisions on the same documents put together: where they agree, where they do not, and how far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policycompare.deciding.decisions import Decision, Decisions

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two decisions that cannot both stand: on the same provisions, or a link of what the other calls a gap."""

    first: Decision
    second: Decision

    def __str__(self) -> str:
        return f"{_signed(self.first)}　≠　{_signed(self.second)}"


@dataclass(frozen=True)
class MergeResult:
    """What became of two files.

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

    def __str__(self) -> str:
        return (
            f"两人都判的 {self.both} 处，一致 {self.agreed}，冲突 {len(self.conflicts)}；"
            f"只有一人判的 {self.only_first} 和 {self.only_second} 处。\n"
            f"两人都判的 {self.pairs} 对条款：Cohen’s κ = {self.kappa:.3f}，F1 = {self.f1:.3f}"
        )


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
    met: set[int] = set()
    agreed = 0
    for mine in first.rows:
        theirs = second.find(mine)
        if theirs is None or id(theirs) in met:
            rows.append(mine)
            continue
        met.add(id(theirs))
        if mine.kind == "pair":
            judged.append((_called(mine), _called(theirs)))
        if _agree(mine, theirs):
            rows.append(_together(mine, theirs))
        else:
            conflicts.append(Conflict(mine, theirs))
            rows.append(_unsure(mine, theirs))
        agreed += _called(mine) == _called(theirs)
    rest = [row for row in second.rows if id(row) not in met]
    conflicts += _contradictions(first.rows, second.rows)
    decisions = Decisions(
        (*rows, *rest),
        tuple(dict.fromkeys((*first.columns, *second.columns))),
        tuple(dict.fromkeys((*first.unread, *second.unread))),
    )
    both = len(met)
    kappa, f1 = _kappa(judged), _f1(judged)
    return MergeResult(decisions, tuple(conflicts), both, agreed, len(first) - both, len(rest), kappa, len(judged), f1)


def _called(decision: Decision) -> str:
    return "link" if decision.links else decision.verdict


def _agree(one: Decision, other: Decision) -> bool:
    """Whether both can stand in one row: the same verdict, and no relation or reason against the other's."""
    same = [(one.relation, other.relation), (one.reason, other.reason)]
    return _called(one) == _called(other) and all(a == b or not a or not b for a, b in same)


def _together(one: Decision, other: Decision) -> Decision:
    filled = {
        name: getattr(one, name) or getattr(other, name)
        for name in ("relation", "reason", "child_fingerprint", "parent_fingerprint", "child_text", "parent_text")
    }
    joined = {name: _joined(getattr(one, name), getattr(other, name)) for name in ("comment", "who", "source")}
    more = tuple(dict([*other.more, *((k, v) for k, v in one.more if v or k not in dict(other.more))]).items())
    return replace(one, **filled, **joined, when=max(one.when, other.when), more=more)


def _unsure(one: Decision, other: Decision) -> Decision:
    said = "；".join(
        f"{_signed(d)}" + (f"：{d.comment}" if d.comment else "") + (f"，{d.when}" if d.when else "")
        for d in (one, other)
    )
    both = _together(one, other)
    return replace(both, verdict="unsure", relation="", reason="", comment=f"意见不一：{said}")


def _joined(one: str, other: str) -> str:
    return "；".join(dict.fromkeys(filter(None, (one, other))))


def _signed(decision: Decision) -> str:
    return f"{decision}（{decision.who or '未署名'}）"


def _contradictions(first: Sequence[Decision], second: Sequence[Decision]) -> list[Conflict]:
    """Return where one links a provision that the other confirmed to stand alone."""
    out = []
    for mine, theirs in ((first, second), (second, first)):
        linked = [d for d in mine if d.links]
        for alone in theirs:
            if alone.kind == "pair" or alone.verdict != "confirmed":
                continue
            side = "parent" if alone.kind == "gap" else "child"
            found = [d for d in linked if _side(d, side) == _side(alone, side)]
            out += [Conflict(d, alone) if mine is first else Conflict(alone, d) for d in found]
    return out


def _side(decision: Decision, side: str) -> str:
    return str(getattr(decision, f"{side}_fingerprint") or getattr(decision, side))


def _kappa(judged: Sequence[tuple[str, str]]) -> float:
    """Return Cohen's kappa of two raters.

    Examples
    --------
    >>> round(_kappa([("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15), 3)
    0.4
    """
    n = len(judged)
    if not n:
        return float("nan")
    names = {name for pair in judged for name in pair}
    chance = sum(
        (sum(a == name for a, _ in judged) / n) * (sum(b == name for _, b in judged) / n) for name in sorted(names)
    )
    same = sum(a == b for a, b in judged) / n
    return (same - chance) / (1 - chance) if chance < 1 else float("nan")


def _f1(judged: Sequence[tuple[str, str]]) -> float:
    both = sum(a == b == "link" for a, b in judged)
    total = sum((a == "link") + (b == "link") for a, b in judged)
    return 2 * both / total if total else float("nan")
