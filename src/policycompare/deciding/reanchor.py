"""Re-anchoring: finding the provisions of old decisions in documents that changed since, by their texts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from policycompare.deciding.decisions import Decision, Decisions, fingerprint, in_one_line, moment
from policycompare.deciding.merge import compatible
from policycompare.documents import notices
from policycompare.language.normalise import fold
from policycompare.messages import language, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from policycompare.differing.runs import Run
    from policycompare.documents import Document, Measure
    from policycompare.messages import Language

State = Literal["standing", "moved", "stale", "orphaned", "superseded", "disputed"]
"""A key of `policycompare.vocabulary.DECISION_STATES`; only decisions in the first two states count."""
STATES: tuple[State, ...] = get_args(State)
Side = Literal["child", "parent"]
SAME_PROVISION = 0.5
"""Least rapidfuzz ratio of a provision that no decision knows and the text of which it is taken to be a new version.

No two measures of a shipped document reach it (at most 0.45); articles on penalties, which are built alike, do."""
SAME_THOUGH_KNOWN = 0.75
"""The same for a provision that a decision knows, which was decided again or is another (in laws up to 0.74)."""


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
    changed: tuple[Side, ...] = ()

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
        return {(item.child, item.parent): item.decision for item in self._counting("pair")}

    @property
    def cited_pairs(self) -> tuple[tuple[int, int], ...]:
        """Positions of the pairs that a decision counts on, and of those that people disagree about."""
        disputed = [item for item in self.items if item.state == "disputed" and item.decision.kind == "pair"]
        return tuple(dict.fromkeys([*self.pairs, *((item.child, item.parent) for item in disputed)]))

    @cached_property
    def gaps(self) -> dict[int, Decision]:
        """The decisions that count on provisions of the parent without a link, by position."""
        return {item.parent: item.decision for item in self._counting("gap")}

    @cached_property
    def additions(self) -> dict[int, Decision]:
        """The decisions that count on provisions of the child without a link, by position."""
        return {item.child: item.decision for item in self._counting("addition")}

    def _counting(self, kind: str) -> Iterable[AnchoredDecision]:
        return (item for item in self.items if item.counts and item.decision.kind == kind)

    @property
    def counts(self) -> dict[State, int]:
        """Number of decisions in each state that any is in, in the order of `STATES`."""
        found = Counter(item.state for item in self.items)
        return {state: found[state] for state in STATES if found[state]}

    @property
    def current(self) -> Decisions:
        """The decisions with the labels, fingerprints and texts of now where they count, and as they were elsewhere."""
        return replace(self.decisions, rows=tuple(map(self._as_of_now, self.items)))

    def _as_of_now(self, item: AnchoredDecision) -> Decision:
        return item.decision.citing(*self._provisions(item)) if item.counts else item.decision

    def _provisions(self, item: AnchoredDecision) -> tuple[Measure | None, Measure | None]:
        child, parent = self.documents
        return (
            child.provisions[item.child] if item.child >= 0 else None,
            parent.provisions[item.parent] if item.parent >= 0 else None,
        )

    def difference(self, item: AnchoredDecision, side: Side) -> tuple[Run, ...]:
        """Return the change in the text of a stale decision's ``child`` or ``parent``, from then to now.

        ``()`` where the text of then is not known or the provision is gone.
        """
        from policycompare.differing.text_differences import differences

        child, parent = self._provisions(item)
        now, then = (child, item.decision.child_text) if side == "child" else (parent, item.decision.parent_text)
        if now is None or not then or side not in item.changed:
            return ()
        return differences(in_one_line(now.text), then)

    def note(self, item: AnchoredDecision, chosen: Language | None = None) -> str:
        """Say in a sentence what became of a decision; ``""`` where nothing did.

        Parameters
        ----------
        item
            One of `items`.
        chosen
            The language, by default the one in which messages are shown now.
        """
        chosen = chosen or language()
        if item.state == "standing":
            return ""
        if item.state == "superseded":
            return message("another decision on the same provisions stands").text(chosen)
        if item.state == "disputed":
            return message("another person decided otherwise; one has to be chosen").text(chosen)
        if item.state == "orphaned":
            return self._gone(item, chosen)
        labels = self._labels_now(item, chosen)
        return labels if item.state == "moved" else self._changes(item, labels, chosen)

    def _labels_now(self, item: AnchoredDecision, chosen: Language) -> str:
        child, parent = self._provisions(item)
        places = []
        if child is not None:
            places.append(message("child now {label}", label=child.label))
        if parent is not None:
            places.append(message("parent now {label}", label=parent.label))
        return _COMMA[chosen].join(place.text(chosen) for place in places)

    def _gone(self, item: AnchoredDecision, chosen: Language) -> str:
        child, parent = self._provisions(item)
        gone = []
        if item.decision.child and child is None:
            gone.append(message("child {label}", label=item.decision.child))
        if item.decision.parent and parent is None:
            gone.append(message("parent {label}", label=item.decision.parent))
        return message("not found: {provisions}", provisions=gone).text(chosen)

    def _changes(self, item: AnchoredDecision, labels: str, chosen: Language) -> str:
        """Say which texts of a stale decision changed, where they stand now, and which words changed."""
        names = {"child": message("of the child"), "parent": message("of the parent")}
        sides = [names[side] for side in item.changed]
        start = message("text {sides} changed", sides=sides).text(chosen) + _COMMA[chosen] + labels
        words = [_changed_words(self.difference(item, side), chosen) for side in item.changed]
        shown = _SEMICOLON[chosen].join(filter(None, words))
        return start + _COLON[chosen] + shown if shown else start

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The decisions of people and what became of each.

        Returns
        -------
        pandas.DataFrame
            One row a decision: ``child``, ``parent`` (labels now, of a stale one as proposed, ``""`` for none),
            ``verdict``, ``relation``, ``reason``, ``comment``, ``who``, ``when``, ``state`` (see `State`),
            ``was_child``, ``was_parent`` (labels in the file), ``note`` (what changed). ``attrs["problems"]`` names the
            lines that were not understood, ``attrs["counts"]`` how many there are of each state, ``attrs["notes"]``
            where they were found when it was not in the file of these documents.
        """
        import pandas as pd

        from policycompare.frames import noticed

        rows = []
        for item in self.items:
            decision = item.decision
            child, parent = self._provisions(item)
            rows.append(
                {
                    "child": child.label if child else "",
                    "parent": parent.label if parent else "",
                    "verdict": decision.verdict,
                    "relation": decision.relation,
                    "reason": decision.reason,
                    "comment": decision.comment,
                    "who": decision.who,
                    "when": decision.when,
                    "state": item.state,
                    "was_child": decision.child,
                    "was_parent": decision.parent,
                    "note": self.note(item, "zh"),
                }
            )
        frame = noticed(pd.DataFrame(rows, columns=list(FRAME_COLUMNS)), notices(*self.documents))
        frame.attrs["problems"] = [problem.text("zh") for problem in self.decisions.problems]
        frame.attrs["notes"] = [note.text("zh") for note in self.decisions.notes]
        frame.attrs["counts"] = self.counts
        return frame


FRAME_COLUMNS = (
    "child", "parent", "verdict", "relation", "reason", "comment", "who", "when", "state", "was_child", "was_parent",
    "note",
)  # fmt: skip
"""Columns of `AnchoredDecisions.frame`."""
_COMMA: dict[Language, str] = {"zh": "，", "en": ", "}
_SEMICOLON: dict[Language, str] = {"zh": "；", "en": "; "}
_COLON: dict[Language, str] = {"zh": "：", "en": ": "}


def _changed_words(runs: Sequence[Run], chosen: Language) -> str:
    """Say which words were removed and which added."""
    said = []
    removed = _quoted(runs, "removed", chosen)
    if removed:
        said.append(message("removed {words}", words=removed))
    added = _quoted(runs, "added", chosen)
    if added:
        said.append(message("added {words}", words=added))
    return _COMMA[chosen].join(part.text(chosen) for part in said)


def _quoted(runs: Sequence[Run], meaning: str, chosen: Language) -> str:
    words = [f"“{run.text}”" for run in runs if run.meaning == meaning]
    return ("、" if chosen == "zh" else ", ").join(words)


def reanchor(decisions: Decisions, child: Document, parent: Document) -> AnchoredDecisions:
    r"""Find every decision's provisions in the documents as they are now.

    A provision is known by its text: unchanged it keeps its decision, whatever its number and place. A changed one
    is looked for among those that no decision knows, and the likest is proposed.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> from policycompare.deciding.decisions import Decision
    >>> old, new = parse("甲\n1.落实责任。\n2.检查。\n"), parse("甲\n1.总则。\n2.落实责任。\n3.检查。\n")
    >>> decisions = Decisions((Decision("2", "1", "confirmed").citing(old.measures[1], old.measures[0]),))
    >>> item = reanchor(decisions, new, old).items[0]
    >>> item.state, item.child, item.parent
    ('moved', 2, 0)
    """
    if not decisions.rows:
        return AnchoredDecisions((child, parent), decisions, ())
    children = _Finder(child, {decision.child_fingerprint for decision in decisions.rows})
    parents = _Finder(parent, {decision.parent_fingerprint for decision in decisions.rows})
    items = [_anchored(decision, children, parents) for decision in decisions.rows]
    return AnchoredDecisions((child, parent), decisions, _with_superseded(_with_disputed(items)))


class _Anchor(NamedTuple):
    """Present position of a decision's provision; its state is ``None`` for a side that the decision has not."""

    state: State | None
    position: int


def _anchored(decision: Decision, children: _Finder, parents: _Finder) -> AnchoredDecision:
    child = children.find(decision.child, decision.child_fingerprint, decision.child_text)
    parent = parents.find(decision.parent, decision.parent_fingerprint, decision.parent_text)
    states = (child.state, parent.state)
    # A decision is as good as the worse of its two sides.
    worst: State = next((state for state in ("orphaned", "stale", "moved") if state in states), "standing")
    changed: list[Side] = []
    if child.state in ("stale", "orphaned"):
        changed.append("child")
    if parent.state in ("stale", "orphaned"):
        changed.append("parent")
    return AnchoredDecision(decision, worst, child.position, parent.position, tuple(changed))


class _Finder:
    """Finds provisions of a document by the label, fingerprint and text that a decision has of them."""

    def __init__(self, document: Document, known: set[str]) -> None:
        """`known` are the fingerprints of the texts that decisions are on."""
        self._provisions = document.provisions
        self._labels = list(document.by_label)
        self._position_of = {label: position for position, label in enumerate(self._labels)}
        self._positions_of_text: dict[str, list[int]] = {}
        self._least_likeness = []
        for position, provision in enumerate(document.provisions):
            text = fingerprint(provision)
            self._positions_of_text.setdefault(text, []).append(position)
            self._least_likeness.append(SAME_THOUGH_KNOWN if text in known else SAME_PROVISION)

    def find(self, label: str, text_print: str, text: str) -> _Anchor:
        if not label:
            return _Anchor(None, -1)
        at_label = self._position_of.get(label, -1)
        if not text_print:
            # Written by hand, with nothing but the label to go by.
            return _Anchor("standing", at_label) if at_label >= 0 else _Anchor("orphaned", -1)
        same_text = self._positions_of_text.get(text_print, [])
        if at_label in same_text:
            return _Anchor("standing", at_label)
        if same_text:
            return _Anchor("moved", min(same_text, key=lambda k: (_distance(self._labels[k], label), k)))
        return self._likest(at_label, fold(text))

    def _likest(self, at_label: int, text: str) -> _Anchor:
        """Return the provision that the text most resembles; without a text the unknown one of the same number."""
        from rapidfuzz import fuzz

        if not text:
            unknown = at_label >= 0 and self._least_likeness[at_label] == SAME_PROVISION
            return _Anchor("stale", at_label) if unknown else _Anchor("orphaned", -1)
        best, position = 0.0, -1
        for k, provision in enumerate(self._provisions):
            likeness = fuzz.ratio(text, fold(provision.text)) / 100
            if likeness >= self._least_likeness[k] and likeness > best:
                best, position = likeness, k
        return _Anchor("stale", position) if position >= 0 else _Anchor("orphaned", -1)


def _distance(one: str, other: str) -> tuple[int, ...]:
    """Return how far apart two labels are, so that of equal texts the nearest is taken."""
    figures = [[int(n) for n in re.findall(r"\d+", label)] for label in (one, other)]
    return tuple(abs(a - b) for a, b in zip(*figures, strict=False))


def _with_disputed(items: Sequence[AnchoredDecision]) -> list[AnchoredDecision]:
    """Mark the decisions of different people that cannot both stand; neither counts until a person chooses.

    They are on the same provisions, or one links a provision that the other confirmed to stand alone. Of each person
    the latest decision on the same provisions is taken. A file has such rows when two people answered at the same time.
    """
    latest: dict[tuple[str, int, int], dict[str, AnchoredDecision]] = {}
    for item in items:
        if not (item.counts and item.decision.who):
            continue
        of_person = latest.setdefault(_place(item), {})
        before = of_person.get(item.decision.who)
        if before is None or moment(before.decision.when) <= moment(item.decision.when):
            of_person[item.decision.who] = item
    disputed = set()
    for of_person in latest.values():
        first, *others = of_person.values()
        if not all(compatible(first.decision, other.decision) for other in others):
            disputed |= {id(item) for item in of_person.values()}
    for link, alone in _links_against([item for of_person in latest.values() for item in of_person.values()]):
        disputed |= {id(link), id(alone)}
    return [replace(item, state="disputed") if id(item) in disputed else item for item in items]


def _links_against(items: Sequence[AnchoredDecision]) -> list[tuple[AnchoredDecision, AnchoredDecision]]:
    """Return each link with the decision of another person that one of its provisions has no counterpart."""
    lonely: dict[tuple[str, int, int], list[AnchoredDecision]] = {}
    for item in items:
        if item.decision.kind != "pair" and item.decision.verdict == "confirmed":
            lonely.setdefault(_place(item), []).append(item)
    found = []
    for link in items:
        if not link.decision.links:
            continue
        for place in (("gap", -1, link.parent), ("addition", link.child, -1)):
            others = [item for item in lonely.get(place, ()) if item.decision.who != link.decision.who]
            found += [(link, other) for other in others]
    return found


def _with_superseded(items: Sequence[AnchoredDecision]) -> tuple[AnchoredDecision, ...]:
    """Mark the decisions that gave way to another on the same provisions.

    A decision gives way to a later one on the same provisions; a stale one to any that counts there; a confirmed gap
    or addition to a link of its provision.
    """
    latest = _latest(items)
    linked = [item for item in latest.values() if item.decision.links]
    linked_children = {item.child for item in linked}
    linked_parents = {item.parent for item in linked}
    marked = []
    for item in items:
        kind = item.decision.kind
        standing = latest.get(_place(item), item)
        replaced = standing is not item and (item.counts or item.state == "stale")
        has_link = (kind == "gap" and item.parent in linked_parents) or (
            kind == "addition" and item.child in linked_children
        )
        superseded = replaced or (item.counts and has_link)
        marked.append(replace(item, state="superseded") if superseded else item)
    return tuple(marked)


def _place(item: AnchoredDecision) -> tuple[str, int, int]:
    return item.decision.kind, item.child, item.parent


def _latest(items: Sequence[AnchoredDecision]) -> dict[tuple[str, int, int], AnchoredDecision]:
    """Return for each place the latest decision that counts; of two at the same time that further down in the file."""
    latest: dict[tuple[str, int, int], AnchoredDecision] = {}
    for item in items:
        if not item.counts:
            continue
        before = latest.get(_place(item))
        if before is None or moment(before.decision.when) <= moment(item.decision.when):
            latest[_place(item)] = item
    return latest
