"""Carrying decisions over to documents that changed since: what still stands, and what a person must look at again."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from policycompare.deciding.decisions import Decision, Decisions, fingerprint, in_one_line, moment
from policycompare.documents import notices
from policycompare.language.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from policycompare.differing.runs import Run
    from policycompare.documents import Document, Measure

State = Literal["standing", "moved", "stale", "orphaned", "superseded"]
"""``standing`` 有效; ``moved`` 有效，条号已变; ``stale`` 文字已改，待重新确认; ``orphaned`` 条款已不在;
``superseded`` 已另有决定. Only the first two count."""
STATES: tuple[State, ...] = get_args(State)
STATE_NAMES: dict[State, str] = {
    "standing": "有效",
    "moved": "有效（条号已变）",
    "stale": "文字已改，待重新确认",
    "orphaned": "条款已不在",
    "superseded": "已另有决定",
}
SAME_PROVISION = 0.5
"""rapidfuzz ratio from which a provision that no decision knows is taken for the changed one. No two measures of a
shipped document reach it (at most 0.45); articles on penalties, which are built alike, do."""
SAME_THOUGH_KNOWN = 0.75
"""The same for one that a decision knows: decided again after the change, or another provision (in laws up to 0.74)."""

_Side = tuple[State | None, int]


@dataclass(frozen=True, slots=True)
class AnchoredDecision:
    """A decision and where it stands now.

    Attributes
    ----------
    decision
        As the file has it.
    state
        One of `STATES`.
    child, parent
        Positions of its provisions now, -1 for none; of a stale decision those that it is proposed for.
    changed
        The sides whose text changed or is gone: ``child``, ``parent``.
    """

    decision: Decision
    state: State
    child: int
    parent: int
    changed: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether the decision is used."""
        return self.state in ("standing", "moved")


@dataclass(frozen=True, eq=False)
class AnchoredDecisions:
    """The decisions on two documents as they are now.

    Attributes
    ----------
    documents
        Child and parent.
    decisions
        As the file has them.
    items
        One for each of the decisions, in their order.
    """

    documents: tuple[Document, Document]
    decisions: Decisions
    items: tuple[AnchoredDecision, ...]

    @cached_property
    def pairs(self) -> dict[tuple[int, int], Decision]:
        """The decisions that count on pairs, by the positions of child and parent."""
        return {(x.child, x.parent): x.decision for x in self._counting("pair")}

    @cached_property
    def gaps(self) -> dict[int, Decision]:
        """The decisions that count on provisions of the parent without a link, by position."""
        return {x.parent: x.decision for x in self._counting("gap")}

    @cached_property
    def additions(self) -> dict[int, Decision]:
        """The decisions that count on provisions of the child without a link, by position."""
        return {x.child: x.decision for x in self._counting("addition")}

    def _counting(self, kind: str) -> Iterable[AnchoredDecision]:
        return (x for x in self.items if x.counts and x.decision.kind == kind)

    @property
    def counts(self) -> dict[State, int]:
        """How many decisions there are of each state, without the states that none is in."""
        found = Counter(x.state for x in self.items)
        return {state: found[state] for state in STATES if found[state]}

    @property
    def current(self) -> Decisions:
        """The decisions with the labels, fingerprints and texts of now where they count, and as they were elsewhere."""
        rows = tuple(x.decision.citing(*self._provisions(x)) if x.counts else x.decision for x in self.items)
        return replace(self.decisions, rows=rows)

    def _provisions(self, item: AnchoredDecision) -> tuple[Measure | None, Measure | None]:
        child, parent = self.documents
        return (
            child.provisions[item.child] if item.child >= 0 else None,
            parent.provisions[item.parent] if item.parent >= 0 else None,
        )

    def difference(self, item: AnchoredDecision, side: str) -> tuple[Run, ...]:
        """Return what changed in the text of a stale decision's ``child`` or ``parent``, from then to now.

        ``()`` where the text of then is not known or the provision is gone.
        """
        from policycompare.differing.text_differences import differences

        now = self._provisions(item)[0 if side == "child" else 1]
        then = item.decision.child_text if side == "child" else item.decision.parent_text
        return differences(in_one_line(now.text), then) if now and then and side in item.changed else ()

    def words(self, item: AnchoredDecision) -> str:
        """Say in a sentence what became of a decision."""
        if item.state == "standing":
            return ""
        child, parent = self._provisions(item)
        sides = [(n, p) for n, p in (("下级", child), ("上级", parent)) if p]
        now = "，".join(f"{name}现为第 {p.label} 条" for name, p in sides)
        if item.state == "stale":
            changed = "、".join({"child": "下级", "parent": "上级"}[side] for side in item.changed)
            shown = "；".join(filter(None, (_in_words(self.difference(item, side)) for side in item.changed)))
            return f"{changed}文字已改，{now}" + (f"：{shown}" if shown else "")
        if item.state == "orphaned":
            gone = "、".join(
                f"{name} {label}"
                for name, label, p in (("下级", item.decision.child, child), ("上级", item.decision.parent, parent))
                if label and not p
            )
            return f"找不到{gone}"
        return now if item.state == "moved" else "同一处另有更新的决定"

    @cached_property
    def frame(self) -> pd.DataFrame:
        """What people decided and what became of it.

        Returns
        -------
        pandas.DataFrame
            One row a decision: ``child``, ``parent`` (labels now, of a stale one as proposed, ``""`` for none),
            ``verdict``, ``relation``, ``reason``, ``comment``, ``who``, ``when``, ``state`` (see `State`),
            ``was_child``, ``was_parent`` (labels in the file), ``note`` (what changed). ``attrs["problems"]`` names the
            lines that were not understood, ``attrs["counts"]`` how many there are of each state.
        """
        import pandas as pd

        rows = []
        for item in self.items:
            d, sides = item.decision, self._provisions(item)
            labels = [p.label if p else "" for p in sides]
            told = d.verdict, d.relation, d.reason, d.comment, d.who, d.when
            rows.append((*labels, *told, item.state, d.child, d.parent, self.words(item)))
        told_columns = ["verdict", "relation", "reason", "comment", "who", "when"]
        columns = ["child", "parent", *told_columns, "state", "was_child", "was_parent", "note"]
        frame = pd.DataFrame(rows, columns=columns)
        frame.attrs["notices"] = list(notices(*self.documents))
        frame.attrs["problems"] = list(self.decisions.problems)
        frame.attrs["counts"] = self.counts
        return frame


def _in_words(parts: Sequence[Run]) -> str:
    kinds = (("删去", "removed"), ("增加", "added"))
    return "，".join(
        f"{verb}" + "、".join(f"“{r.text}”" for r in parts if r.meaning == kind)
        for verb, kind in kinds
        if any(r.meaning == kind for r in parts)
    )


def reanchor(decisions: Decisions, child: Document, parent: Document) -> AnchoredDecisions:
    r"""Find every decision's provisions in the documents as they are now.

    A provision is known by its text: unchanged it keeps its decision, whatever its number and place. A changed one
    is looked for among those that no decision knows, and the likest is proposed.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> from policycompare.deciding.decisions import Decision
    >>> old, new = parse("甲\n1.落实责任。\n2.检查。\n"), parse("甲\n1.总则。\n2.落实责任。\n3.检查。\n")
    >>> decided = Decisions((Decision("2", "1", "confirmed").citing(old.measures[1], old.measures[0]),))
    >>> item = reanchor(decided, new, old).items[0]
    >>> item.state, item.child, item.parent
    ('moved', 2, 0)
    """
    finders = (
        _Finder(child, {d.child_fingerprint for d in decisions.rows}),
        _Finder(parent, {d.parent_fingerprint for d in decisions.rows}),
    )
    items = [_carried(decision, finders) for decision in decisions.rows]
    return AnchoredDecisions((child, parent), decisions, _without_superseded(items))


def _carried(decision: Decision, finders: tuple[_Finder, _Finder]) -> AnchoredDecision:
    sides = (
        finders[0].find(decision.child, decision.child_fingerprint, decision.child_text),
        finders[1].find(decision.parent, decision.parent_fingerprint, decision.parent_text),
    )
    states = [state for state, _ in sides]
    worst: State = next((s for s in ("orphaned", "stale", "moved") if s in states), "standing")
    changed = tuple(name for name, s in zip(("child", "parent"), states, strict=True) if s in ("stale", "orphaned"))
    return AnchoredDecision(decision, worst, sides[0][1], sides[1][1], changed)


class _Finder:
    """Where provisions of a document are now, by their label, fingerprint and text of then."""

    def __init__(self, document: Document, known: set[str]) -> None:
        self._names = list(document.by_label)
        self._labels = {label: k for k, label in enumerate(self._names)}
        prints = [fingerprint(provision) for provision in document.provisions]
        self._places: dict[str, list[int]] = {}
        for k, print_ in enumerate(prints):
            self._places.setdefault(print_, []).append(k)
        self._provisions = document.provisions
        self._least = [SAME_THOUGH_KNOWN if print_ in known else SAME_PROVISION for print_ in prints]

    def find(self, label: str, print_: str, text: str) -> _Side:
        if not label:
            return None, -1
        if not print_:
            return ("standing", self._labels[label]) if label in self._labels else ("orphaned", -1)
        if places := self._places.get(print_):
            if self._labels.get(label) in places:
                return "standing", self._labels[label]
            return "moved", min(places, key=lambda k: (_distance(self._names[k], label), k))
        return self._likest(label, fold(text))

    def _likest(self, label: str, text: str) -> _Side:
        """Return the provision that the text most resembles; without a text the unknown one of the same number."""
        from rapidfuzz import fuzz

        if not text:
            k = self._labels.get(label, -1)
            return ("stale", k) if k >= 0 and self._least[k] == SAME_PROVISION else ("orphaned", -1)
        scores = [fuzz.ratio(text, fold(provision.text)) / 100 for provision in self._provisions]
        enough = [(score, -k) for k, score in enumerate(scores) if score >= self._least[k]]
        return ("stale", -max(enough)[1]) if enough else ("orphaned", -1)


def _distance(one: str, other: str) -> tuple[int, ...]:
    """Return how far apart two labels are, so that of equal texts the nearest is taken."""
    figures = [[int(n) for n in re.findall(r"\d+", label)] for label in (one, other)]
    return tuple(abs(a - b) for a, b in zip(*figures, strict=False))


def _without_superseded(items: Sequence[AnchoredDecision]) -> tuple[AnchoredDecision, ...]:
    """Mark decisions in whose place another stands: a later one, one on the texts of now, a link of a confirmed gap."""
    latest: dict[tuple[str, int, int], int] = {}
    for k, item in enumerate(items):
        if item.counts:
            key = item.decision.kind, item.child, item.parent
            before = latest.get(key)
            if before is None or moment(items[before].decision.when) <= moment(item.decision.when):
                latest[key] = k
    linked = [items[k] for k in latest.values() if items[k].decision.links]
    children, parents = {x.child for x in linked}, {x.parent for x in linked}
    out = []
    for k, item in enumerate(items):
        kind = item.decision.kind
        other = latest.get((kind, item.child, item.parent), k)
        denied = item.counts and (
            (kind == "gap" and item.parent in parents) or (kind == "addition" and item.child in children)
        )
        replaced = (item.counts or item.state == "stale") and other != k
        out.append(replace(item, state="superseded") if denied or replaced else item)
    return tuple(out)
