"""Rules about the stated number of what is listed: 下列四项 with three, 甲、乙、丙四个方面, 分三个阶段 with four."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN, Flaw
from policycompare.documents import Span
from policycompare.language.numerals import HAN as NUMERAL
from policycompare.language.numerals import to_int
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft, Line

_COUNT = rf"(?P<count>{NUMERAL}{{1,3}}|[0-9]{{1,2}})"
_PROMISED = re.compile(
    rf"(?<![年月日时天周元人米倍吨岁级以%内])(?:下列|下述|以下|如下){_COUNT}"
    rf"(?P<noun>个方面|方面|个条件|种情形|类情形|条原则|项|种|类|点|级(?=[：:])|个(?!月|工作日|季)[{HAN}]{{1,8}}|支[{HAN}]{{1,8}}|大[{HAN}]{{1,8}})"
    r"[^。；：:\n]{0,40}[：:。]$"
)
_AS_FOLLOWS = re.compile(
    rf"(?<![0-9第之零一二三四五六七八九十百]){_COUNT}(?:个(?!月|工作日)|项|类|种|条|家|处|大|点)[^。；：\n0-9]{{0,12}}(?:，[^。；：\n]{{0,24}})?(?:具体|分别|名单|内容)?如下[：:]$"
)
_COUNTED = "个方面|方面|个(?!月|工作日|季度|百分点|小时|自然)|项|种|类|点|条|级|大|支|家|次"
_INLINE = re.compile(rf"(?<![0-9第之]){_COUNT}(?:{_COUNTED})[^。；：:，\n]{{0,20}}[：:，。]\s*(?=一是)")
_FIRST_IS = re.compile(rf"(?:^|[，。；：:\n　 ])(?P<number>{NUMERAL}{{1,2}})是")
_NAMES = rf"[{HAN}A-Za-zⅠ-Ⅻ“”—-]{{1,24}}(?:[（(][^（）()\n]{{1,30}}[）)])?"
_PROMISED_NAMES = re.compile(
    rf"(?:(?P<these>下列|下述|以下|如下)|(?<=[{HAN}“])(?<![第之年月]))(?<![第之年月]){_COUNT}(?:个(?!月|工作日|季)|项|种|类|条|级|家|大)[{HAN}]{{0,14}}”?"
    rf"(?:[：:]|，(?:即|分别(?:是|为)|包括))(?P<names>{_NAMES}(?:、{_NAMES}){{1,18}})[。；\n]"
)
_NAMES_COUNTED = re.compile(
    rf"(?<![{HAN}、A-Za-z])(?P<names>[{HAN}]{{0,24}}{_NAMES}(?:、{_NAMES}){{0,18}}?、[{HAN}A-Za-zⅠ-Ⅻ—-]{{1,24}}?(?:[（(][^（）()\n]{{1,30}}[）)])?)"
    rf"(?P<more>等)?[“”]{{0,2}}(?<![第的为跨含设有十百零一二三四五六七八九〇0-9])(?P<count>[二三四五六七八九十两]|十[一二三四五六]|[0-9]{{1,2}})(?P<noun>大|个|类|种|项|条|级(?![以及别])|方面|支|家|部分|环节)"
)
_NOT_COUNTED = re.compile(
    r"^(?:个(?:月|工作日|百分点|季度|小时)|[项种个级类]以上|个县级|级(?![，。；：管名负联责响预应和进])|级[^，。；]{0,4}(?:政府|人大|部门|机关))"
)
_STAGES = re.compile(rf"分(?:为|成)?(?:以下)?{_COUNT}个?(?P<what>阶段|步骤)")
_ROUNDS = re.compile(rf"分(?:为|成)?{_COUNT}个?(?P<what>轮|批|期|步|阶段|步骤)")
_AFTERWARDS = re.compile(rf"[^，。；：\n]{{0,12}}(?:上述|前述|以上|上列){_COUNT}(?:项|种|类|个(?!月|工作日)|条|点)")
_AFTER_INLINE = re.compile(rf"(?:上述|前述|以上|上列){_COUNT}(?:项|种|类|个(?!月|工作日)|条|点)")
_JOINED = re.compile("[和及与或]|以及")
"""Words by which a list set apart by 、 may have more members than marks."""
_BEGINS = re.compile("分为|分成|包括|涵盖|划为|(?<![行作认因])为(?=[^、]{1,12}、)")
"""Words behind which a list begins anew: 甲、乙分为一般、较大、重大."""
_LEVEL = 2
"""Characters of a level's name at the most: 市, 县区."""
_FIRST_NUMBER, _FEWEST = 1, 3
_FAR = 400
"""How far the next of 一是, 二是 may be."""


def promised_items(draft: Draft) -> Iterator[Flaw]:
    """Find 下列四项 with three items below it, behind it, or before it."""
    yield from _items_behind(draft)
    yield from _names_behind(draft)
    yield from _names_before(draft)
    yield from _stages(draft)
    yield from _rounds(draft)
    yield from _counted_afterwards(draft)
    for line in draft.lines:
        match = _PROMISED.search(line.text) or _AS_FOLLOWS.search(line.text)
        promised = to_int(match["count"]) if match else None
        if match is None or not promised or promised == 1:
            continue
        actual = _items_below(draft, line)
        if actual and actual != promised:
            at = line.span.start + match.start("count")
            yield _flaw(Span(at, at + len(match["count"])), match["count"], actual)


def _flaw(span: Span, promised: str, actual: int) -> Flaw:
    return Flaw(span, message("{promised} items promised, {actual} found", promised=promised, actual=actual))


def _items_behind(draft: Draft) -> Iterator[Flaw]:
    """Find 三项原则：一是…；二是…；三是…；四是…, in one paragraph or below each other."""
    for match in _INLINE.finditer(draft.text):
        promised, actual, at = to_int(match["count"]), 0, match.end() - 1
        while (one := _FIRST_IS.search(draft.text, at, at + _FAR)) and to_int(one["number"]) == actual + 1:
            actual, at = actual + 1, one.end()
        if promised and actual > 1 and actual != promised:
            yield _flaw(Span(*match.span("count")), match["count"], actual)


def _names_behind(draft: Draft) -> Iterator[Flaw]:
    """Find 四个集聚区：甲、乙、丙 with three names."""
    for match in _PROMISED_NAMES.finditer(draft.text):
        promised, names = to_int(match["count"]), match["names"]
        is_another = promised not in _members(names) if match["these"] else _is_another(promised or 0, names)
        if promised and "等" not in names and is_another:
            yield _flaw(Span(*match.span("count")), match["count"], _members(names)[0])


def _names_before(draft: Draft) -> Iterator[Flaw]:
    """Find 甲、乙、丙四个方面."""
    for match in _NAMES_COUNTED.finditer(draft.text):
        promised, names = to_int(match["count"]), match["names"]
        if not promised or match["more"] or "等" in names:
            continue
        is_of_levels = match["noun"] == "级" and all(len(name) <= _LEVEL for name in names.split("、")[1:])
        if not is_of_levels and _NOT_COUNTED.match(draft.text[match.start("noun") :][:10]):
            continue
        if _is_another(promised, names):
            yield _flaw(Span(*match.span("count")), match["count"], _members(names)[0])


def _is_another(promised: int, names: str) -> bool:
    """Whether a number is one off the members of a list: a greater difference is that of something else."""
    members = _members(names)
    return min(members) >= _FEWEST and promised not in members and min(abs(promised - one) for one in members) == 1


def _members(names: str) -> tuple[int, ...]:
    """Return how many a list names, both numbers where its last part may be two."""
    plain = re.sub(r"[（(][^（）()]*[）)]", "", names)
    parts = _BEGINS.split(plain)[-1].split("、")
    return (len(parts) + 1, len(parts)) if _JOINED.search(parts[-1]) else (len(parts),)


def _stages(draft: Draft) -> Iterator[Flaw]:
    """Find 分三个阶段 above four stages."""
    lines = draft.lines
    for number, line in enumerate(lines):
        match = _STAGES.search(line.text)
        promised = to_int(match["count"]) if match else None
        if match is None or not promised:
            continue
        below: list[Line] = []
        style = ""
        for after in lines[number + 1 :]:
            if after.numbering and after.numbering.value == len(below) + 1 and match["what"] in after.text[:20]:
                below.append(after)
                style = after.numbering.style
            elif below and after.numbering and after.numbering.style == style:
                break
        if len(below) > 1 and len(below) != promised:
            at = line.span.start + match.start("count")
            yield _flaw(Span(at, at + len(match["count"])), match["count"], len(below))


def _rounds(draft: Draft) -> Iterator[Flaw]:
    """Find 分三轮进行：第一轮…第四轮… in one paragraph."""
    for line in draft.lines:
        match = _ROUNDS.search(line.text)
        if match is None:
            continue
        behind = re.finditer(rf"第(?P<number>{NUMERAL}){match['what']}", line.text[match.end() :])
        numbers = list(dict.fromkeys(to_int(one["number"]) for one in behind))
        promised, actual = to_int(match["count"]), len(numbers)
        if promised and actual > 1 and numbers == list(range(1, actual + 1)) and actual != promised:
            at = line.span.start + match.start("count")
            yield _flaw(Span(at, at + len(match["count"])), match["count"], actual)


def _counted_afterwards(draft: Draft) -> Iterator[Flaw]:
    """Find 上述五项 behind a list of four."""
    behind = {run[-1].span.start: run for run in draft.items if run[0].numbering and run[0].numbering.value == 1}
    for start, run in behind.items():
        line = draft.following.get(start)
        match = _AFTERWARDS.match(line.text) if line and line.numbering is None else None
        promised = to_int(match["count"]) if match else None
        if line and match and promised and promised != len(run) and line.measure == run[0].measure:
            at = line.span.start + match.start("count")
            yield _flaw(Span(at, at + len(match["count"])), match["count"], len(run))
    for line in draft.lines:
        for match in _AFTER_INLINE.finditer(line.text):
            numbers = [to_int(one["number"]) for one in _FIRST_IS.finditer(line.text, 0, match.start())]
            promised = to_int(match["count"])
            is_row = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
            if promised and is_row and promised != len(numbers):
                at = line.span.start + match.start("count")
                yield _flaw(Span(at, at + len(match["count"])), match["count"], len(numbers))


def _items_below(draft: Draft, lead: Line) -> int:
    """Return how many items of one style follow a line; 0 where they cannot be told."""
    count, style = 0, None
    line = draft.following.get(lead.span.start)
    while line is not None and line.measure == lead.measure:
        number = line.numbering
        if number is None:
            # A paragraph behind the list ends it; a line between items has lost its number.
            after = draft.following.get(line.span.start)
            goes_on = after is not None and after.numbering is not None and after.numbering.style == style
            return 0 if count and goes_on and after is not None and after.measure == lead.measure else count
        if style is None:
            if number.value != _FIRST_NUMBER:
                return 0
            style = number.style
        if number.style == style:
            if count and number.value == _FIRST_NUMBER:
                return count
            count += 1
        line = draft.following.get(line.span.start)
    return count
