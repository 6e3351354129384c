"""Questions to a draft and the provisions of the higher level that it carries out: what is stricter, later or added.

What differs on a link is found by `policycompare.aligning.changes`; here it is only asked whether that may be so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.checking.offence_sanctions import kinds_for, lacks, same_conduct, sanctions
from policycompare.checking.offences import bigrams
from policycompare.documents import Span
from policycompare.language.agencies import make_unit
from policycompare.language.deontic import forces
from policycompare.language.provision_kinds import is_penalty
from policycompare.language.quantities import quantities
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.aligning.changes import Change
    from policycompare.aligning.links import Link
    from policycompare.checking.draft import Draft
    from policycompare.checking.offence_sanctions import Sanction
    from policycompare.documents import Document, Measure
    from policycompare.messages import Message

_MUST = r"(?:应当|必须|须)[^。；：\n]{0,30}?"
_BURDENS: dict[str, re.Pattern[str]] = {
    "许可": re.compile(
        rf"{_MUST}(?P<what>(?:申请|取得|办理|领取|申领|持有)(?P<noun>[^，。；：\n的]{{0,16}}(?:许可证|准运证|准入证|资质证书|从业资格证?)))"
        r"(?=[，。；])"
    ),
    "收费": re.compile(
        rf"{_MUST}(?P<what>(?:缴纳|交纳|缴存|交存)(?P<noun>[^，。；：\n的]{{0,12}}(?:保证金|押金|服务费|管理费|手续费|治理费|处置费|补偿费)))"
    ),
    "证明": re.compile(
        rf"{_MUST}(?P<what>(?:提交|提供)(?P<noun>[^，。；：\n的]{{2,12}}(?:证明|承诺书|鉴定报告)))(?=[，。；])"
    ),
}
"""Burdens that a lower level may not add by itself, as what people must have or hand in."""
_WORDS = {"许可": "许可", "收费": "费", "证明": "证明"}
_SUFFIX = re.compile(
    r"(?:经营|服务)*(?:许可证|准运证|准入证|资质证书|从业资格证?|保证金|押金|[\u4e00-\u9fff]{2}费|证明|承诺书|鉴定报告)$"
)
"""What a burden is called behind what it is of: 采砂|许可证."""
_BY_OTHERS = re.compile(
    r"国家[^，。；]{0,8}规定|依法|依照|法律|法规|《|之日起|身份|检验结果|规划许可|施工许可|危险废物|安全生产许可"
)
"""What shows that another law asks for it."""
_IS_OFFICE = re.compile(r"部门|机关|机构|政府|法院|法官|评估|前款|下列|发[^，。；]{0,4}单位")
"""What shows that an office hands it out, or that it is asked for elsewhere."""
_DECIDES = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,16}(?:部门|机关|局))(?:依法|应当|可以|负责)*[^，。；：\n批审许核颁]{0,12}"
    r"(?P<verb>批准|审批|许可|核准|核发|颁发)"
)
"""An office and what it decides."""
_JOINTLY = re.compile(r"会|商|同级|和|及|、|或者")
"""Where several decide, whose part is whose cannot be told."""
_SHORTEST = 4
_LENGTHS = ("日", "工作日", "月", "date")
_SHOWN = 40
_ELSEWHERE = ("依照", "按照", "依法", "依据")
"""What sends to the sanctions of another document."""
_LIMIT = re.compile(r"内|底|末|月前|年前")
"""What makes a time a limit; of so many days before (五日前) the longer is the stricter one."""
_LASTS = re.compile(r"保修|保存|保管|保留|有效期|任期|公示|公告|不少于|不得少于|至少|提前|以上|暂停|禁止|不得|内不再")
_SAME = 0.6
"""Share of two sentences' bigrams that both have where they say the same."""
_AROUND = 12
"""Characters on each side of a time that tell what it is of."""
_TELLING = 4
"""Last characters of a burden by which it is known in the rest of the higher document: 许可证."""


def penalties(draft: Draft) -> Iterator[Flaw]:
    """Find fines outside of the range that the higher level has for the same conduct, and sanctions that it lacks."""
    if draft.parent is None or draft.alignment is None:
        return
    told: set[Span] = set()
    for own in sanctions(draft.document):
        start = draft.bodies[own.measure].start
        span = Span(start + own.span.start, start + own.span.end)
        above = same_conduct(own, draft.parent) if start >= 0 and span not in told else []
        if not above:
            continue
        fines = [one for one in above if one.fine and own.fine and one.fine[2] == own.fine[2] and one.case == own.case]
        if own.fine and fines and not any(_is_within(own, one) for one in above):
            told.add(span)
            yield _asked(draft, span, own, fines[0], message("is the penalty outside of the range above?"))
            continue
        whole = draft.parent.measures[above[0].measure].text
        known = kinds_for(own, draft.parent)
        added = sorted(kind for kind in own.kinds - known if lacks(kind, whole))
        if added and not any(word in draft.text[span.start : span.end] for word in _ELSEWHERE):
            told.add(span)
            question = message("the level above has no {kind} for this: may it be added?", kind="、".join(added))
            yield _asked(draft, span, own, above[0], question)


def _is_within(own: Sanction, above: Sanction) -> bool:
    """Whether a fine lies in the range of another of the same measure, in whatever case that is."""
    if own.fine is None or above.fine is None or own.fine[2] != above.fine[2]:
        return False
    return above.fine[0] <= own.fine[0] and own.fine[1] <= above.fine[1]


def _asked(draft: Draft, span: Span, own: Sanction, above: Sanction, question: Message) -> Flaw:
    assert draft.parent is not None  # noqa: S101 - asked only with a higher document
    return _side_by_side(span, draft.parent.measures[above.measure], above.words, own.words, question)


def _side_by_side(span: Span, provision: Measure, above: str, here: str, question: Message) -> Flaw:
    """Return a question with the words of both levels."""
    remark = message(
        "{question} above ({cited}):“{parent}”; here:“{child}”",
        question=question,
        cited=provision.cited,
        parent=_short(above.strip()),
        child=_short(here.strip()),
    )
    return Flaw(span, remark)


def deadlines(draft: Draft) -> Iterator[Flaw]:
    """Find deadlines that are longer than those above, and checks that come more seldom."""
    for link, change in _changes(draft, "deadline"):
        parent, child = _value(change.parent), _value(change.child)
        is_same = parent is not None and child is not None and parent[0] == child[0] and parent[0] in _LENGTHS
        is_limit = all(_LIMIT.search(words) for words in (change.parent, change.child)) and not _is_kept(draft, change)
        if parent and child and is_same and is_limit and _after(child[1:], parent[1:]):
            yield _flaw(link, change, message("is the deadline later than the one above?"))
    for link, change in _changes(draft, "frequency"):
        parent, child = _value(change.parent), _value(change.child)
        if parent and child and parent[0] == child[0] and _after(parent[1:], child[1:]):
            yield _flaw(link, change, message("is this done more seldom than the level above asks?"))


def _is_kept(draft: Draft, change: Change) -> bool:
    """Whether a time is one for which something lasts or is kept, of which longer is stricter."""
    span = change.child_span
    around = draft.text[max(0, span.start - _AROUND) : span.end + _AROUND] if span else ""
    return bool(_LASTS.search(around) or _LASTS.search(change.parent))


def _value(words: str) -> tuple[object, ...] | None:
    found = [one.value for one in quantities(words) if not one.vague]
    return found[0] if len(found) == 1 else None


def _after(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and one > other


def duties(draft: Draft) -> Iterator[Flaw]:
    """Find duties (应当) that have become options (可以, 鼓励) in a sentence that otherwise says the same."""
    for link, change in _changes(draft, "strength"):
        before, after = ({force.kind for force in forces(words)} for words in (change.parent, change.child))
        if before and after == {"wish"} and "wish" not in before and _is_same_sentence(draft, link, change):
            yield _flaw(link, change, message("has a duty of the level above become an option?"))


def _is_same_sentence(draft: Draft, link: Link, change: Change) -> bool:
    """Whether the sentences of both levels are nearly the same, and nothing in the lower one still binds."""
    if change.child_span is None:
        return False
    own = _sentence(draft.text, change.child_span)
    if any(force.kind == "duty" for force in forces(own)):
        return False
    said = bigrams(own)
    above = [bigrams(sentence) for sentence in re.split(r"[。；\n]", link.parent.text)]
    likest = max(above, key=lambda one: len(one & said))
    return len(said & likest) >= _SAME * max(len(said), len(likest))


def _sentence(text: str, span: Span) -> str:
    start = max(text.rfind(mark, 0, span.start) for mark in "。；\n") + 1
    return text[start : span.end] + re.split(r"[。；\n]", text[span.end :])[0]


def burdens(draft: Draft) -> Iterator[Flaw]:
    """Find licences, fees and proofs that a draft asks for and the higher document nowhere does."""
    if draft.parent is None or draft.alignment is None:
        return
    linked: dict[str, str] = {}
    for link in draft.alignment.link_list:
        linked[link.child.label] = linked.get(link.child.label, "") + link.parent.text
    for position, measure in enumerate(draft.document.measures):
        if measure.label not in linked or draft.bodies[position].start < 0 or is_penalty(measure.text):
            continue
        for kind, pattern in _BURDENS.items():
            for match in pattern.finditer(measure.text):
                before = _clause(measure.text, match.start())
                is_of_others = _IS_OFFICE.search(before) or _BY_OTHERS.search(before + match[0])
                if is_of_others or _is_asked_above(draft.parent, linked[measure.label], match["noun"], _WORDS[kind]):
                    continue
                start = draft.bodies[position].start
                remark = message("the level above has no {kind} here: may this be added?", kind=kind)
                yield Flaw(Span(start + match.start("what"), start + match.end("what")), remark)
                break


def _is_asked_above(parent: Document, linked: str, noun: str, word: str) -> bool:
    """Whether the level above asks for the like: here, by this name anywhere, or beside what the name is of."""
    stem = re.sub(_SUFFIX, "", noun)[-2:]
    if word in linked or noun in parent.text:
        return True
    return any(word in measure.text and stem in measure.text for measure in parent.measures)


def _clause(text: str, at: int) -> str:
    """Return the part of the sentence before a character, in which its subject stands."""
    return re.split(r"[。；\n]", text[:at])[-1]


def bodies(draft: Draft) -> Iterator[Flaw]:
    """Find another office that permits than the one that the level above names, where both are known."""
    if draft.parent is None or draft.alignment is None:
        return
    told: set[Span] = set()
    for link in draft.alignment.link_list:
        start = draft.bodies[draft.document.position_of[link.child.label]].start
        own, above = _decisions(link.child.text), _decisions(link.parent.text)
        for verb in own.keys() & above.keys():
            one, other = own[verb], above[verb]
            span = Span(start + one.span.start, start + one.span.end)
            is_joint = _JOINTLY.search(one.around + other.around)
            if one.office != other.office and start >= 0 and span not in told and not is_joint:
                told.add(span)
                question = message("does the level above let this body decide?")
                yield _side_by_side(span, link.parent, other.words, one.words, question)


@dataclass(frozen=True, slots=True)
class _Decision:
    """Who decides: the office of the table, and the words for it."""

    office: str
    words: str
    around: str
    span: Span


def _decisions(text: str) -> dict[str, _Decision]:
    """Return who decides by the verb; none where two offices do the same."""
    found: dict[str, list[_Decision]] = {}
    for match in _DECIDES.finditer(text):
        words = match["body"]
        known = (words[at:] for at in range(len(words) - _SHORTEST, -1, -1) if make_unit(words[at:]).known)
        if name := next(known, ""):
            span = Span(match.end("body") - len(name), match.end("body"))
            found.setdefault(match["verb"], []).append(
                _Decision(make_unit(name).canonical, name, text[max(0, match.start() - _AROUND) : match.end()], span)
            )
    return {verb: one[0] for verb, one in found.items() if len({each.office for each in one}) == 1}


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
    return _side_by_side(change.child_span or link.child.span, link.parent, change.parent, change.child, question)


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"
