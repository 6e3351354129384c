"""Questions to a draft and the provisions of the higher level that it carries out: what is stricter, later or added.

What differs on a link is found by `policycompare.aligning.changes`; here it is only asked whether that may be so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.documents import Span
from policycompare.language.deontic import forces
from policycompare.language.quantities import quantities
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from policycompare.aligning.changes import Change
    from policycompare.aligning.links import Link
    from policycompare.checking.draft import Draft
    from policycompare.messages import Message

_BURDENS: dict[str, re.Pattern[str]] = {
    "许可": re.compile(
        r"(?:申请|取得|办理|领取|持有)[^，。；：\n]{0,16}(?:许可证?|批准文件|准运证|准入证|资质证书|从业资格)|"
        r"经[^，。；：\n]{2,20}(?:批准|审批|许可|核准)(?:后|的)?，?(?:方可|方能|后方)"
    ),
    "收费": re.compile(
        r"(?:缴纳|交纳|收取|支付)[^，。；：\n的]{0,12}(?:保证金|押金|服务费|管理费|手续费|治理费|处置费|补偿费)"
    ),
    "证明": re.compile(r"(?:提交|提供|出具)[^，。；：\n]{0,12}(?:证明|承诺书|鉴定报告|评估报告)"),
}
"""Burdens that a lower level may not add by itself, and how they are put."""
_AGENCY = re.compile(r"(?:部门|机构|机关|政府|局|委|办)$")
_LENGTHS = ("日", "工作日", "月", "date")
_SHOWN = 40
_TELLING = 5
"""Last characters of a burden by which it is known in the rest of the higher document: 经营许可证."""


def penalties(draft: Draft) -> Iterator[Flaw]:
    """Find penalties outside of the range of the higher level, and sanctions that it does not have."""
    for link, change in _changes(draft, "sanction"):
        ends = _money(change.parent), _money(change.child)
        if ends[0] and ends[1]:
            if ends[1][0] < ends[0][0] or ends[1][1] > ends[0][1]:
                yield _flaw(link, change, message("is the penalty outside of the range above?"))
        elif change.child and not change.parent:
            yield _flaw(link, change, message("the level above has no such sanction here: may this be added?"))


def _money(words: str) -> tuple[Fraction, Fraction] | None:
    """Return the least and the most of a fine, or ``None`` where it is no sum."""
    found = [one.value for one in quantities(words) if one.kind == "figures" and one.value[0] in ("元", "倍")]
    if len(found) != 1:
        return None
    values = [value for value in found[0][1:] if not isinstance(value, str)]
    low, high = values[0], values[-1]
    if len(values) == 1 and "以下" in words:
        low = low * 0  # type: ignore[operator]
    return low, high  # type: ignore[return-value]


def deadlines(draft: Draft) -> Iterator[Flaw]:
    """Find deadlines that are longer than those above, and checks that come more seldom."""
    for link, change in _changes(draft, "deadline"):
        parent, child = _value(change.parent), _value(change.child)
        is_same = parent is not None and child is not None and parent[0] == child[0] and parent[0] in _LENGTHS
        if parent and child and is_same and _after(child[1:], parent[1:]):
            yield _flaw(link, change, message("is the deadline later than the one above?"))
    for link, change in _changes(draft, "frequency"):
        parent, child = _value(change.parent), _value(change.child)
        if parent and child and parent[0] == child[0] and _after(parent[1:], child[1:]):
            yield _flaw(link, change, message("is this done more seldom than the level above asks?"))


def _value(words: str) -> tuple[object, ...] | None:
    found = [one.value for one in quantities(words) if not one.vague]
    return found[0] if len(found) == 1 else None


def _after(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and one > other


def duties(draft: Draft) -> Iterator[Flaw]:
    """Find duties (应当) that have become options (可以, 鼓励)."""
    for link, change in _changes(draft, "strength"):
        before, after = ({force.kind for force in forces(words)} for words in (change.parent, change.child))
        if before and after == {"wish"} and "wish" not in before:
            yield _flaw(link, change, message("has a duty of the level above become an option?"))


def burdens(draft: Draft) -> Iterator[Flaw]:
    """Find licences, fees and proofs that the provisions above do not ask for."""
    if draft.parent is None or draft.alignment is None:
        return
    above: dict[str, str] = {}
    for link in draft.alignment.link_list:
        above[link.child.label] = above.get(link.child.label, "") + link.parent.text
    for position, measure in enumerate(draft.document.measures):
        if measure.label not in above or draft.bodies[position].start < 0:
            continue
        for kind, pattern in _BURDENS.items():
            match = pattern.search(measure.text)
            if match and not pattern.search(above[measure.label]) and match[0][-_TELLING:] not in draft.parent.text:
                start = draft.bodies[position].start
                remark = message("the level above has no {kind} here: may this be added?", kind=kind)
                yield Flaw(Span(start + match.start(), start + match.end()), remark)


def bodies(draft: Draft) -> Iterator[Flaw]:
    """Find another body that decides than the one that the level above names."""
    for link, change in _changes(draft, "actor"):
        if _AGENCY.search(change.parent) and _AGENCY.search(change.child):
            yield _flaw(link, change, message("does the level above let this body decide?"))


def _changes(draft: Draft, kind: str) -> Iterator[tuple[Link, Change]]:
    if draft.parent is None or draft.alignment is None:
        return
    for link in draft.alignment.link_list:
        yield from ((link, change) for change in link.changes if change.kind == kind)


def _flaw(link: Link, change: Change, question: Message) -> Flaw:
    """Return the place in the draft with both texts side by side."""
    if not change.parent:
        remark = message("{question} here:“{child}”", question=question, child=_short(change.child))
        return Flaw(change.child_span or link.child.span, remark)
    remark = message(
        "{question} above ({cited}):“{parent}”; here:“{child}”",
        question=question,
        cited=link.parent.cited,
        parent=_short(change.parent),
        child=_short(change.child),
    )
    return Flaw(change.child_span or link.child.span, remark)


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"
