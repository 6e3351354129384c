"""Rules about figures that a draft tells twice: in words and in digits, as a target and in the task, in a penalty."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN, Flaw
from policycompare.documents import Span
from policycompare.language.numerals import AMOUNT, amount, to_int
from policycompare.language.numerals import HAN as NUMERAL
from policycompare.language.quantities import quantities
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_CAPITALS = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿"
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_IN_WORDS = (
    re.compile(
        rf"(?P<sum>[0-9][0-9,，.]{{0,15}}[万亿]?)元[（(](?:大写[：:]?|人民币|计)*(?P<words>[{_CAPITALS}]{{2,16}})[元圆]"
    ),
    re.compile(
        rf"(?P<words>[{_CAPITALS}]{{2,16}})[元圆]整?[（(](?:小写[：:]?|¥|￥|人民币)*(?P<sum>[0-9][0-9,.]{{0,15}}[万亿]?)元?[）)]"
    ),
)
_CHANGE = re.compile(
    rf"[由从](?:[^，。；、\n]{{0,10}}?的)?\s*(?P<first>{AMOUNT})(?P<unit>[%％]|个工作日|工作日|个百分点|[万亿]?元|[日天人家个项件户吨次年]|个月|平方米|公里|亩|小时|分钟)?[^，。；\n0-9]{{0,6}}?"
    rf"(?P<verb>提高|提升|增加|增长|增至|扩大|扩充|上升|升|延长|减少|降低|下降|压缩|缩短|缩减|精简|减|降|压减)(?:到|至|为)?\s*(?P<last>{AMOUNT})(?P=unit)"
)
_UP = re.compile("提高|提升|增|扩|升|延长")
_PENALTY = re.compile(
    rf"违反本[^，。；\n]{{2,4}}第(?P<article>{NUMERAL}{{1,5}})条[^，。；\n]{{0,12}}规定，"
    r"(?P<said>[^。；\n]{0,40}?(?:未|逾期|超过)[^。；，\n]{0,24}?"
    rf"(?P<number>{NUMERAL}{{1,4}}|[0-9]{{1,3}})(?P<unit>个工作日|日|天|个月|小时|年)[^。；，\n]{{0,24}}?的)"
)
_LENGTH = re.compile(
    rf"(?<![第年月0-9])(?P<number>{NUMERAL}{{1,4}}|[0-9]{{1,3}})(?P<unit>个工作日|日|天|个月|小时|年)"
    "(?=内|以内|之内|前|以前|之前|后|的)"
)
_BEYOND = re.compile(
    rf"超过(?P<number>{NUMERAL}{{1,4}}|[0-9]{{1,3}})(?P<unit>个工作日|日|天|个月|小时)(?:仍)?未(?P<action>[{HAN}]{{4,8}})"
)
_DUE_WITHIN = (
    rf"(?P<number>{NUMERAL}{{1,4}}|[0-9]{{1,3}})(?P<unit>个工作日|日|天|个月|小时)(?:以内|之内|内)[^。；]{{0,30}}"
)
_ACTION = 4
"""Characters of an act by which it is found again."""
_PHRASE = re.compile(r"[^。；\n]+")
_BEFORE = re.compile(rf"[{HAN}]*$")
_LEADS = re.compile(
    r"(?:达到|达|不得?低于|不得?少于|不得?超过|不高于|超过|突破|保持在|稳定在|控制在|提升到|提高到|提升至|提高至|增加到|约|共|至少|到|至|为|在|以)+$"
)
_SHARE_OF = re.compile("(?:率|占比|比例)$")
_PARALLEL = re.compile("每|最高|单个|补贴|奖励|补助|奖补|罚|分别|其中|新增|增长|当年|首批|第[一二三四]")
_STANDARD = re.compile(rf"每(?:[{HAN}]|亩|平方米)每(?:年|月|天|日|学期|季度?)")
_NAME = 6
"""Characters before a figure that name it."""
_NARROWS = re.compile(rf"(?![对向给为])[{HAN}]")
"""What stands before a name and is part of a longer one."""
_MOST_STANDARDS = 12
_UNIT_AND_NUMBER = 2
"""Parts of the value of a figure that is no range."""
_ONE_AND_ANOTHER = 2
"""A name with more figures than these is that of several things."""


def amounts_in_words(draft: Draft) -> Iterator[Flaw]:
    """Find an amount in capital numerals beside another one in digits: 50万元（伍拾伍万元）."""
    for pattern in _IN_WORDS:
        for match in pattern.finditer(draft.text):
            digits = amount(re.sub("[,，]", "", match["sum"]))
            words = amount(match["words"].translate(_PLAIN))
            if digits is not None and words is not None and digits != words:
                yield Flaw(Span(*match.span()), message("the amount in words is another than in digits"))


def contrary_changes(draft: Draft) -> Iterator[Flaw]:
    """Find a rise to a lower figure, or a fall to a higher one: 由20%提高到15%."""
    for match in _CHANGE.finditer(draft.text):
        first, last = amount(match["first"]), amount(match["last"])
        if first is None or last is None or first == last:
            continue
        if bool(_UP.match(match["verb"])) != (last > first):
            yield Flaw(Span(*match.span()), message("the figures go the other way than the verb says"))


def restated_deadlines(draft: Draft) -> Iterator[Flaw]:
    """Find a penalty that repeats the deadline of the article it cites otherwise than that has it."""
    document = draft.document
    for match in _PENALTY.finditer(draft.text):
        article = document.by_label.get(str(to_int(match["article"])))
        if article is None:
            continue
        there = {to_int(one["number"]) for one in _LENGTH.finditer(article.text) if _unit(one) == _unit(match)}
        if there and to_int(match["number"]) not in there:
            span = Span(match.start("number"), match.end("unit"))
            yield Flaw(span, message("{cited} has another deadline for this", cited=article.cited))
    for match in _BEYOND.finditer(draft.text):
        action = match["action"][:_ACTION]
        due = re.compile(_DUE_WITHIN + action)
        there = {to_int(one["number"]) for one in due.finditer(draft.text) if _unit(one) == _unit(match)}
        if len(there) == 1 and to_int(match["number"]) not in there:
            span = Span(match.start("number"), match.end("unit"))
            yield Flaw(span, message("another provision has another deadline for this"))


def _unit(match: re.Match[str]) -> str:
    return match["unit"].replace("天", "日")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure with the words before it in its sentence, the provision, and where it stands."""

    unit: str
    value: object
    before: str
    sentence: str
    place: int
    span: Span

    @property
    def years(self) -> list[str]:
        """The last year told before it."""
        return re.findall(r"20[0-9]{2}(?=年)", self.before)[-1:]


def figures_twice(draft: Draft) -> Iterator[Flaw]:
    """Find a target or a standard that a plan tells twice, and otherwise the second time."""
    if draft.document.style == "article":
        return
    named: dict[tuple[str, str], list[_Figure]] = defaultdict(list)
    standards: dict[str, list[_Figure]] = defaultdict(list)
    for figure in _figures(draft):
        if name := _name(figure.before, figure.unit):
            named[name, figure.unit].append(figure)
        per = _STANDARD.search(figure.sentence)
        if per and figure.unit == "元" and "分别" not in figure.sentence:
            standards[per[0]].append(figure)
    for figures in named.values():
        if len(figures) == _ONE_AND_ANOTHER:
            yield from _told_otherwise(draft, *figures)
    for figures in standards.values():
        for first, second in combinations(figures[:_MOST_STANDARDS], 2):
            if _is_of_same(first.sentence, second.sentence):
                yield from _told_otherwise(draft, first, second)


def _figures(draft: Draft) -> Iterator[_Figure]:
    for number, line in enumerate(draft.lines):
        place = line.measure if line.measure >= 0 else -1 - number
        for sentence in _PHRASE.finditer(draft.text, line.span.start, line.span.end):
            for found in quantities(sentence[0]):
                if found.kind == "figures" and len(found.value) == _UNIT_AND_NUMBER:
                    at = sentence.start() + found.span.start
                    span = Span(at, sentence.start() + found.span.end)
                    before = sentence[0][: found.span.start]
                    yield _Figure(str(found.value[0]), found.value[1], before, sentence[0], place, span)


def _name(before: str, unit: str) -> str:
    """Return what a figure is of, by the words right before it; ``""`` where that is not clear enough."""
    found = _BEFORE.search(before)
    core = _LEADS.sub("", found[0]) if found else ""
    if unit == "%":
        return core[-_NAME:] if len(core) >= _NAME and _SHARE_OF.search(core) else ""
    return core if len(core) >= _NAME and unit != "倍" and not _PARALLEL.search(core) else ""


def _told_otherwise(draft: Draft, first: _Figure, second: _Figure) -> Iterator[Flaw]:
    is_of_one_time = first.years == second.years or not first.years or not second.years
    if first.place != second.place and first.value != second.value and is_of_one_time:
        yield Flaw(second.span, message("elsewhere this is {other}", other=first.span.of(draft.text)))


def _is_of_same(one: str, other: str) -> bool:
    """Whether two sentences name the same receiver: they share a long name that nothing before it narrows."""
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    shared = re.sub(f"[^{HAN}]", "", one[match.a : match.a + match.size])
    heads = (one[match.a - 1 : match.a], other[match.b - 1 : match.b])
    return len(shared) >= _NAME and not _STANDARD.search(shared) and not any(_NARROWS.match(head) for head in heads)
