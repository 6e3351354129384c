"""Quantities that changed between two phrases of the same duty: deadline, frequency, figures, commencement."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from policycompare.aligning.changed_words import Change, ChangeKind, change_of
from policycompare.aligning.same_duties import (
    SAME_LEAD,
    SAME_PHRASE,
    SAME_WORDS,
    Phrase,
    SameDuty,
    Side,
    asks_the_same,
    bigrams,
    of_other_acts,
)
from policycompare.documents import Span
from policycompare.language.quantities import quantities

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policycompare.language.quantities import Quantity

SAME_CLAUSE = 0.4
"""Least mean share of two clauses of which quantities are compared that also stand elsewhere on the other side."""

_KINDS: tuple[ChangeKind, ...] = ("deadline", "frequency", "figures", "commencement")
_NATION = re.compile("国务院|国家(?!规定|标准|有关规定|秘密)")
_PERIODIC = re.compile(r"年度|季度|月度|年底|月底")
"""Words that say how often without being a frequency: 年度报告."""
_BEGINS = re.compile(r"(?:(?<![不得])(?:超过|满)|逾期|不满|不足)$")
"""Words before a time that says from when on a duty is one, not how long there is for it."""
_EVENT = re.compile(r"[自从](?:其)?(?:收到|接到|接受|知道)?(?P<event>[^，。；：自从]{2,20}?)之日起")
"""What a time is counted from."""
_SUSPENDED = re.compile(r"(?:责令|予以|并处|处以?|可以)(?:其)?(?:暂停|暂扣|吊扣)[^，。；]{0,4}$")
"""Words before the length of a sanction."""


@dataclass(frozen=True, slots=True)
class _Changed:
    """Quantities of one kind that only the child's phrase has (`come`), and those that only the parent's has."""

    come: list[Quantity]
    gone: list[Quantity]

    @property
    def is_both(self) -> bool:
        return bool(self.come and self.gone)


def quantity_changes(duty: SameDuty, below: Side, above: Side) -> Iterator[Change]:
    """Compare the quantities of two phrases, kind by kind, by their values."""
    fined = duty.child.is_fine and duty.parent.is_fine
    for kind in _KINDS:
        if kind == "figures" and fined:  # compared with its tiers, see `sanction_changes`
            continue
        after = _of_kind(duty.child.quantities, kind, duty.child.text)
        before = _of_kind(duty.parent.quantities, kind, duty.parent.text)
        found = _Changed(*_only_here(after, before, below, above))
        if all(quantity.vague for quantity in found.come + found.gone):
            continue
        if not found.is_both:
            # 七日内进行审查，作出决定 → 十日内作出决定: the time may stand one phrase before.
            found = _Changed(
                found.come or _only_one(duty.child, kind, above),
                found.gone or _only_one(duty.parent, kind, below),
            )
        if after and before and kind != "commencement" and _is_doubtful(duty, found, below, above):
            continue
        if kind == "deadline" and not _is_same_time(duty, below, above):
            continue
        if not found.is_both and not _is_time_alone(duty, kind, "parent" if found.gone else "child"):
            continue
        yield from _change(duty, kind, found)


def _change(duty: SameDuty, kind: ChangeKind, found: _Changed) -> Iterator[Change]:
    """Say what changed; the length of a sanction is one of the sanction, where both sides have one."""
    new, old = duty.child, duty.parent
    is_sanction = any(_is_length_of_sanction(new, q) for q in found.come) or any(
        _is_length_of_sanction(old, q) for q in found.gone
    )
    if is_sanction and not found.is_both:
        return
    gone, come = ([phrase.word(q.span) for q in some] for phrase, some in ((old, found.gone), (new, found.come)))
    yield change_of("sanction" if is_sanction else kind, gone, come)


def _only_here(
    after: list[Quantity], before: list[Quantity], below: Side, above: Side
) -> tuple[list[Quantity], list[Quantity]]:
    """Return what only one phrase has; where nothing stands for it, without what the other provision says elsewhere."""
    come, gone = comparable(not_in(after, before), not_in(before, after))
    if come and gone:
        return come, gone
    come = [q for q in come if below.values[q.value] > above.values[q.value]]
    gone = [q for q in gone if above.values[q.value] > below.values[q.value]]
    return come, gone


def _of_kind(some: Iterable[Quantity], kind: str, text: str) -> list[Quantity]:
    """Return the quantities of a kind; a time from which a duty begins is none for it: 超过二十四小时的，应当报告."""
    found = [q for q in some if q.kind == kind]
    return found if kind != "deadline" else [q for q in found if not _BEGINS.search(text[: q.span.start])]


def _is_length_of_sanction(phrase: Phrase, quantity: Quantity) -> bool:
    """Whether a length of time is that of a sanction: 十五日以下拘留, 暂停六个月以上一年以下执业活动."""
    if _SUSPENDED.search(phrase.text[: quantity.span.start]):
        return True
    return phrase.text[quantity.span.end :].removeprefix("的").startswith(("拘留", "行政拘留"))


def _is_doubtful(duty: SameDuty, found: _Changed, below: Side, above: Side) -> bool:
    """Whether it is not known which of several quantities stands for which."""
    elsewhere = _stands_elsewhere(duty, found, below, above) and not asks_the_same(duty, below, above)
    return duty.is_one_of_many or elsewhere


def _stands_elsewhere(duty: SameDuty, found: _Changed, below: Side, above: Side) -> bool:
    """Whether what came or went is said elsewhere on the other side, by clauses that have little else in common."""
    known = all(q.value in above.values for q in found.come) or all(q.value in below.values for q in found.gone)
    return duty.of_clauses < (SAME_CLAUSE if known else SAME_LEAD) and duty.likeness < SAME_PHRASE


def _is_same_time(duty: SameDuty, below: Side, above: Side) -> bool:
    """Whether the times of two phrases are for the same act, at the same level of government."""
    other_act = duty.likeness < SAME_PHRASE and of_other_acts(duty, below, above)
    return not other_act and not _of_another_level(duty) and not _is_counted_from_another_event(duty, below, above)


def _is_counted_from_another_event(duty: SameDuty, below: Side, above: Side) -> bool:
    """Whether the provision of one phrase has another time counted from what the other's is counted from.

    自收到投诉之日起 is compared with the time for complaints, and not with the one for questions beside it.
    """
    new, old = (_EVENT.search(phrase.text) for phrase in (duty.child, duty.parent))
    if not new or not old or _is_one_event(new["event"], old["event"]):
        return False
    return _has_event(below, old["event"]) or _has_event(above, new["event"])


def _has_event(side: Side, event: str) -> bool:
    return any(_is_one_event(event, found["event"]) for found in _EVENT.finditer(side.said))


def _is_one_event(event: str, other: str) -> bool:
    return bool(bigrams(event) & bigrams(other))


def _of_another_level(duty: SameDuty) -> bool:
    """Whether the parent's phrase is about the nation's own agencies, and the child's is not."""
    return bool(_NATION.search(duty.parent.text)) and not _NATION.search(duty.child.text)


def _only_one(phrase: Phrase, kind: ChangeKind, other: Side) -> list[Quantity]:
    """Return the one quantity of a kind in the sentence of a phrase that the other side has not."""
    if kind not in ("deadline", "frequency"):
        return []
    text, start = phrase.clause.text, phrase.start
    begin = max(text.rfind(mark, 0, start) for mark in "。；;") + 1
    end = min((at for mark in "。；;" if (at := text.find(mark, start)) >= 0), default=len(text))
    found = _of_kind(quantities(text[begin:end]), kind, text[begin:end])
    found = [q for q in found if not q.vague and q.value not in other.values]
    if len(found) != 1:
        return []
    span = Span(found[0].span.start + begin - start, found[0].span.end + begin - start)
    return [replace(found[0], span=span)]


def _is_time_alone(duty: SameDuty, kind: ChangeKind, side: Literal["child", "parent"]) -> bool:
    """Whether what only one side has is a time, and all that the phrases differ in."""
    phrases = duty.child, duty.parent
    if kind in ("figures", "commencement"):
        return False
    if not any(phrase.duty for phrase in phrases) and (duty.likeness < SAME_PHRASE or duty.child.text.endswith("的")):
        return False
    if kind == "frequency" and _PERIODIC.search((duty.child if side == "parent" else duty.parent).clause.text):
        return False
    return duty.likeness >= SAME_WORDS


def not_in(some: list[Quantity], others: list[Quantity]) -> list[Quantity]:
    """Return the quantities whose value the others have not, or not as often."""
    left = Counter(q.value for q in others)
    out = []
    for quantity in some:
        if left[quantity.value]:
            left[quantity.value] -= 1
        else:
            out.append(quantity)
    return out


def comparable(come: list[Quantity], gone: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Leave out of what came and went what nothing on the other side measures: 60% is not changed by 50平方公里."""
    if not come or not gone:
        return come, gone
    above, below = ({_measure(q) for q in side} for side in (gone, come))
    if "" in above | below:  # a word that names no time stands for any
        return come, gone
    both = above & below
    return [q for q in come if _measure(q) in both], [q for q in gone if _measure(q) in both]


def _measure(quantity: Quantity) -> str:
    """Return what a quantity measures: how often, from when a document is in force, how long, a date, or its unit."""
    unit = str(quantity.value[0])
    if quantity.vague:
        return ""
    if quantity.kind in ("frequency", "commencement"):
        return quantity.kind
    return "length of time" if quantity.kind == "deadline" and unit in ("日", "工作日", "月") else unit
