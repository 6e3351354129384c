"""Rules about ladders (分档): steps by amount or number that overlap, leave a hole, or share an end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN, Flaw
from policycompare.documents import Span
from policycompare.language.numerals import AMOUNT, amount
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from policycompare.checking.draft import Draft
    from policycompare.documents import Measure

_COUNTED = "人|名|户|辆|次|台|件|只|头|家|处|套|株|艘|个月|个|间|层|日|天|学时|张"
"""What comes in whole numbers, so that fifty and fifty-one meet."""
_GRADE = re.compile("特别重大|重大|较大|一般|特大|大型|中型|小型|微型|[一二三四五甲乙丙]级|[红橙黄蓝]色")
"""What a step is called, which says nothing of what is measured."""
_MEASURED = (
    "摄氏度|毫米|元|分(?!之)|倍|吨|立方米|平方米|平方公里|公里|千米|米|公斤|千克|克"
    "|亩|公顷|升|千瓦|小时|分钟|年|度|分贝"
)
_WHOLE = frozenset(_COUNTED.split("|"))
_SEGMENT = re.compile(r"[^，。；：:\n]+")
_BOUND = re.compile(
    # A number without a unit is one only where its unit follows with the other end: 十以上二十人以下.
    r"(?P<before>超过|高于|大于|多于|不满|不足|未满|低于|少于|小于|未达到|不超过|未超过)?"
    rf"(?:百分之(?P<share>{AMOUNT})|(?P<number>{AMOUNT})(?:(?P<percent>[%％])|(?P<unit>{_COUNTED}|{_MEASURED})|(?=以上|至)))"
    r"(?:[（(]?(?:不?含)[^（）()，。；]{0,8}[）)]|及)?(?P<after>以上|以下|以内|[至到—~～-])?"
)
_EXCLUDES_LOW = ("超过", "高于", "大于", "多于")
_EXCLUDES_HIGH = ("不满", "不足", "未满", "低于", "少于", "小于", "未达到")
_UP_TO, _TO = ("以下", "以内", "不超过", "未超过"), ("至", "到", "—", "-", "～", "~")
_STEP_END = re.compile(
    rf"(?:的|的?部分)$|的为|的每|的按|^为[{HAN}]{{2,6}}$|^的?(?:项目|企业|单位|工程|建筑|场所|机构|车辆|活动|用户|设施)$"
)
_NO_STEP = re.compile(
    r"罚款|处以|责令|不得|应当|《|年度|以上(?:人民政府|单位|部门|主管|机关|地方)|以上(?:职称|学历|资质)"
)
_ITEM = re.compile(r"^[ 　\t]*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[0-9]{1,2}[.．、])[ 　]*")
_NAME = re.compile(rf"{_ITEM.pattern}[{HAN}]{{2,16}}，")
_NEXT = re.compile(r"。|\n(?![ 　\t]*(?:[（(]|[0-9]{1,2}[.．、]))")
"""Where a ladder ends: items below each other belong to one."""
_MOST_BOUNDS = 2
_WORDS = re.compile("以上|以下|不满|不足|未满|超过|低于|以内|[0-9一二三四五六七八九十]至")


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a ladder: what it is about, from where to where, and whether the ends are part of it."""

    about: str
    unit: str
    low: Fraction | None
    high: Fraction | None
    has_low: bool
    has_high: bool
    span: Span


def ladders(draft: Draft) -> Iterator[Flaw]:
    """Find steps of a ladder that overlap, or that leave something between them."""
    for before, step in _neighbours(draft):
        assert before.high is not None  # noqa: S101 - neighbours have the ends that meet
        assert step.low is not None  # noqa: S101
        told = max(before, step, key=lambda one: one.span.start).span
        if _leaves_hole(before, step):
            yield Flaw(told, message("what lies between this step and the one beside it falls under neither"))
        elif step.low < before.high:
            yield Flaw(told, message("this step overlaps the one beside it"))


def _leaves_hole(before: _Step, step: _Step) -> bool:
    assert before.high is not None  # noqa: S101 - see above
    assert step.low is not None  # noqa: S101
    if step.low == before.high:
        return not before.has_high and not step.has_low
    meets = step.unit in _WHOLE and step.low == before.high + 1 and before.has_high and step.has_low
    return step.low > before.high and not meets


def ladder_ends(draft: Draft) -> Iterator[Flaw]:
    """Find steps of a ladder that both have the figure where they meet (十人以下, 十人以上)."""
    for before, step in _neighbours(draft):
        if step.low == before.high and before.has_high and step.has_low:
            told = max(before, step, key=lambda one: one.span.start).span
            yield Flaw(told, message("the end of the step beside it is also the beginning of this one"))


def _neighbours(draft: Draft) -> Iterator[tuple[_Step, _Step]]:
    """Give the steps of each ladder that follow each other in size, whatever the order in which they stand."""
    for position, measure in enumerate(draft.document.measures):
        for ladder in _ladders_of(draft, measure, draft.bodies[position].start):
            rising = sorted(ladder, key=lambda one: (one.low is not None, one.low or 0, one.high or 0))
            ends = [one.high for one in rising[:-1]]
            # Of 三日以上 and 七日以上 the second is part of the first: no ladder of steps that exclude each other.
            if None in ends or any(one.low is None for one in rising[1:]):
                continue
            yield from pairwise(rising)


def _ladders_of(draft: Draft, measure: Measure, start: int) -> Iterator[list[_Step]]:
    """Give the runs of steps of one thing in a provision."""
    if start < 0 or len(_WORDS.findall(measure.text)) < _MOST_BOUNDS:
        return
    run: list[_Step] = []
    for segment in _SEGMENT.finditer(draft.text, start, start + len(measure.text)):
        step = _step(segment)
        if step is None:
            continue
        if run:
            about = step.about or run[-1].about
            is_same = step.unit == run[-1].unit and _is_same_thing(about, run[-1].about)
            if is_same and not _NEXT.search(draft.text, run[-1].span.end, step.span.start):
                run.append(replace(step, about=about))
                continue
            yield run
        run = [step]
    yield run


def _is_same_thing(one: str, other: str) -> bool:
    """Whether the words before two steps name one thing: 建筑面积, 面积."""
    return one == other or (bool(one and other) and (one.endswith(other) or other.endswith(one)))


def _step(segment: re.Match[str]) -> _Step | None:
    """Return the step that a segment tells (一万元以上不满五万元的), ``None`` where it is none."""
    words = _ITEM.sub("", segment[0])
    found = list(_BOUND.finditer(words))
    if not 0 < len(found) <= _MOST_BOUNDS or _NO_STEP.search(words):
        return None
    # Without 的, only what opens an item, or is all of it behind its name, is a step: 十人以下：一名.
    is_all = (
        segment.string[segment.start() - 1 : segment.start()] in ("：", ":")
        and segment.string[segment.end() : segment.end() + 1] in "；。"
    )
    is_all = is_all or (found[0].start() == 0 and _is_named(segment))
    opens_item = (len(words) < len(segment[0]) or is_all) and not words[found[-1].end() :]
    if not opens_item and not _STEP_END.search(words[found[-1].end() :]):
        return None
    low, high = _low_and_high(found)
    if low is None and high is None:
        return None
    unit = _unit(high or low)
    if low and high and _unit(low) not in ("", unit):
        return None
    about = _GRADE.sub("", re.sub(rf"[^{HAN}]|(?:[达为在]到?)$", "", words[: found[0].start()]))
    return _Step(
        about=about,
        unit=unit,
        low=_value(low),
        high=_value(high),
        has_low=low is not None and low["before"] not in _EXCLUDES_LOW,
        has_high=high is not None and high["before"] not in _EXCLUDES_HIGH,
        span=Span(segment.end() - len(words) + found[0].start(), segment.end()),
    )


def _is_named(segment: re.Match[str]) -> bool:
    """Whether a segment is all that an item says of a step with a name: （二）较大事故，三人以上十人以下；."""
    text, start = segment.string, segment.start()
    line = text[text.rfind("\n", 0, start) + 1 : start]
    is_name = _NAME.fullmatch(line) and not _WORDS.search(line)
    return bool(is_name) and text[segment.end() : segment.end() + 1] in "；。\n"


def _low_and_high(found: list[re.Match[str]]) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Return which of one or two bounds is the lower end of a step and which the upper; none where that is not told."""
    low = high = None
    for match in found:
        is_upper = match["after"] in _UP_TO or match["before"] in (*_EXCLUDES_HIGH, *_UP_TO)
        if is_upper or (low is not None and low["after"] in _TO):
            high = match
        elif match["after"] in ("以上", *_TO) or match["before"] in _EXCLUDES_LOW:
            low = match
        else:
            return None, None
    if (low is None or high is None) and len(found) > 1:
        return None, None
    return low, high


def _unit(bound: re.Match[str] | None) -> str:
    if bound is None:
        return ""
    return "%" if bound["share"] or bound["percent"] else bound["unit"] or ""


def _value(bound: re.Match[str] | None) -> Fraction | None:
    return amount(bound["share"] or bound["number"]) if bound else None
