"""Rules about figures: ranges the wrong way round, shares above the whole, dates, sums, units, ladders of penalties."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.documents import Span
from policycompare.language.numerals import HAN, amount, to_int
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from policycompare.checking.draft import Draft

_DIGITS = "〇○零一二两三四五六七八九十百千万亿0-9."
# Bounded: a search tries every digit of a run as a start, and of thousands of digits each would be read to the end.
_SUM = r"(?:[0-9]{1,15}(?:\.[0-9]{1,9})?[十百千]?[万亿]?|[零一二两三四五六七八九十百千万亿]{1,20})"
_UNIT = r"(?:元|倍|工作日|个工作日|日|天|个月|年|人|户|吨|米|公里|平方米|公顷|亩|次|周岁|岁|小时|公斤|千克)"
_SHARE_FROM_TO = re.compile(rf"百分之(?P<low>{_SUM})以上百分之(?P<high>{_SUM})以下")
_FROM_TO = re.compile(
    rf"(?<![{_DIGITS}第之])(?P<low>{_SUM})(?P<unit>{_UNIT})?以上(?P<high>{_SUM})(?P<unit2>{_UNIT})(?:以下|以内)"
)
_TO = re.compile(
    rf"(?<![{_DIGITS}第月])(?P<low>{_SUM})(?:至|到)(?P<high>{_SUM})(?P<unit>个工作日|工作日|天|个月|倍|万元|元|周岁)"
)
_SHARES = re.compile(
    r"(?<![0-9.])(?P<low>[0-9]+(?:\.[0-9]+)?)[%％](?P<dash>至|到|-|—|～|~|－)(?P<high>[0-9]+(?:\.[0-9]+)?)[%％]"
)
_BOUNDED = re.compile(
    rf"(?:不低于|不少于|不高于|不超过|至少|至多|不得低于|不得少于|不得超过){_SUM}(?:[%％]|万元|元|人|家|个|次|米)?"
    rf"(?:-|—|～|~|－){_SUM}(?:[%％]|万元|元|人|家|个|次|米)"
)
_MIXED_SHARE = re.compile(r"百分之(?P<digits>[0-9]+(?:\.[0-9]+)?)(?![万亿])")
_RATE = re.compile(
    r"(?:覆盖率|合格率|达标率|完成率|入户率|知晓率|签约率|处置率|整改率|办结率|普及率|安装率|参保率|配备率|利用率)"
    rf"(?:要|应当?|均|须)?(?:达到?|为|不低于|提高到|提升到|保持在?)*(?P<share>[0-9]+(?:\.[0-9]+)?[%％]|百分之{HAN}{{2,}})"
)
_DATE = (
    r"(?P<{0}year>[0-9]{{4}}|[〇○零一二三四五六七八九]{{4}})年(?P<{0}month>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})月"
    r"(?:(?P<{0}day>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})日)?"
)
_DAY = re.compile(_DATE.format(""))
_SHORT_DAY = re.compile(
    r"(?<![0-9一二三四五六七八九十])(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})日"
)
_LEAP_YEAR = 2024
_RECENT = 1980
_PERIODS = (
    re.compile(rf"(?P<a>{_DATE.format('a_')})起?(?:至|到|—|－|-|～){{1,2}}(?P<b>{_DATE.format('b_')})"),
    re.compile(
        rf"自(?P<a>{_DATE.format('a_')})起?(?:施行|实施|执行)[^。\n]{{0,12}}有效期[^。\n]{{0,6}}?[至到](?P<b>{_DATE.format('b_')})"
    ),
)
_UNITS = {"公分": "厘米", "平米": "平方米", "市斤": None, "马力": None}
"""Units that are no legal units, and the legal one that has the same value."""
_UNIT_SLIP = re.compile(r"(?<=[0-9〇零一二两三四五六七八九十百千万半])(?P<unit>公分|平米|市斤|马力)")
_LEGAL_BEFORE = re.compile(r"(?:千瓦|千克|米)[（(][^）)]*$")
"""The legal unit, with the other one in brackets behind it."""
_CASES = {"KM": "km", "Km": "km", "KG": "kg", "Kg": "kg", "Kw": "kW", "KW": "kW", "MM": "mm", "CM": "cm"}
_CASE_SLIP = re.compile(rf"(?<=[0-9])(?P<unit>{'|'.join(_CASES)})(?![A-Za-z])")
_COUNTED = r"万元|亿元|公里|平方米|[个项家户人名处条座套台辆]"
_TOTAL = re.compile(
    rf"(?:共计?|合计|总计|总投资)[\u4e00-\u9fff]{{0,8}}?(?P<total>{_SUM})(?P<unit>{_COUNTED})[^，。；：:\n]{{0,12}}[，：:（(]其中[：:，]?(?P<parts>[^。；\n]{{4,120}})"
)
_PART = re.compile(rf"(?P<value>{_SUM})(?P<unit>{_COUNTED})")
_TITLE = re.compile(r"《[^《》\n]*》")


def turned_ranges(draft: Draft) -> Iterator[Flaw]:
    """Find ranges that begin with their higher end (五千元以上二千元以下)."""
    for match in _FROM_TO.finditer(draft.text):
        if match["unit"] and match["unit"] != match["unit2"]:
            continue
        low, high = amount(match["low"]), amount(match["high"])
        if low is not None and high is not None and low >= high:
            yield Flaw(Span(*match.span()), message("the lower end of the range is not below the upper one"))
    for match in _SHARE_FROM_TO.finditer(draft.text):
        low, high = amount(match["low"]), amount(match["high"])
        if low is not None and high is not None and low >= high:
            yield Flaw(Span(*match.span()), message("the lower end of the range is not below the upper one"))
    for match in _TO.finditer(draft.text):
        low, high = amount(match["low"]), amount(match["high"])
        # 二至五万元: the first number has the unit of the second, so only its own digits can be compared.
        if low is not None and high is not None and low > high and not re.search("[万亿千百]", match["high"]):
            yield Flaw(Span(*match.span()), message("the lower end of the range is not below the upper one"))
    for match in _SHARES.finditer(draft.text):
        if float(match["low"]) >= float(match["high"]):
            yield Flaw(Span(*match.span()), message("the lower end of the range is not below the upper one"))


def bounded_ranges(draft: Draft) -> Iterator[Flaw]:
    """Find a bound put to a range (不低于30%-50%), which leaves open what holds."""
    for match in _BOUNDED.finditer(draft.text):
        yield Flaw(Span(*match.span()), message("a bound and a range at once: which of the two holds?"))


def wrong_shares(draft: Draft) -> Iterator[Flaw]:
    """Find shares in two kinds of numerals (百分之120), and rates above the whole."""
    told = set()
    for match in _MIXED_SHARE.finditer(draft.text):
        told.add(match.start())
        remark = message("two kinds of numerals: write {digits}%, or Chinese numerals", digits=match["digits"])
        if float(match["digits"]) > 100:
            remark = message("a share above the whole, in two kinds of numerals")
        yield Flaw(Span(*match.span()), remark, f"{match['digits']}%" if float(match["digits"]) <= 100 else None)
    for match in _RATE.finditer(draft.text):
        value = amount(match["share"].rstrip("%％").removeprefix("百分之"))
        if value is not None and value > 100 and match.start("share") not in told:
            yield Flaw(Span(*match.span("share")), message("a rate above the whole"))


def impossible_dates(draft: Draft) -> Iterator[Flaw]:
    """Find dates that no calendar has (2月30日)."""
    whole = set()
    for match in _DAY.finditer(draft.text):
        whole.add(match.start("month"))
        if _date(match) is None:
            yield Flaw(Span(*match.span()), message("no such date"))
    for match in _SHORT_DAY.finditer(draft.text):
        if match.start() in whole:
            continue
        month, day = to_int(match["month"]), to_int(match["day"])
        if not month or not day or month > 12 or day > calendar.monthrange(_LEAP_YEAR, month)[1]:
            yield Flaw(Span(*match.span()), message("no such date"))


def _date(match: re.Match[str], prefix: str = "") -> date | None:
    """Return the date that was matched, the last day of a month without a day, or ``None``."""
    year, month = to_int(match[f"{prefix}year"]), to_int(match[f"{prefix}month"])
    if not year or not month or month > 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = to_int(match[f"{prefix}day"]) if match[f"{prefix}day"] else last
    return date(year, month, day) if day and day <= last else None


def backward_periods(draft: Draft) -> Iterator[Flaw]:
    """Find periods that end before they begin, and documents that expire before they are in force."""
    for pattern in _PERIODS:
        for match in pattern.finditer(draft.text):
            first, last = _date(match, "a_"), _date(match, "b_")
            if first and last and last < first:
                yield Flaw(Span(*match.span()), message("the period ends before it begins"))


def mixed_dates(draft: Draft) -> Iterator[Flaw]:
    """Find dates in other numerals than most dates of the provisions (二〇二三年 beside 2028年)."""
    found: dict[bool, list[Span]] = {True: [], False: []}
    text = _TITLE.sub(lambda title: "　" * len(title[0]), draft.text)
    for measure in draft.document.measures:
        for match in _DAY.finditer(text, measure.span.start, measure.span.end):
            if (to_int(match["year"]) or 0) < _RECENT:  # dates of treaties and events, as they are called
                continue
            found[match["year"].isdecimal() and match["year"].isascii()].append(Span(*match.span()))
    if not found[True] or not found[False]:
        return
    usual = len(found[True]) >= len(found[False])
    for span in found[not usual]:
        repair = _in_digits(span.of(draft.text)) if usual else None
        yield Flaw(span, message("dates are written in two kinds of numerals"), repair)


def _in_digits(words: str) -> str | None:
    match = _DAY.fullmatch(words)
    if match is None:
        return None
    day = f"{to_int(match['day'])}日" if match["day"] else ""
    return f"{to_int(match['year'])}年{to_int(match['month'])}月{day}"


def units_of_measure(draft: Draft) -> Iterator[Flaw]:
    """Find units that are no legal ones (公分), and symbols in the wrong case (KM)."""
    for match in _UNIT_SLIP.finditer(draft.text):
        if _LEGAL_BEFORE.search(draft.text, max(0, match.start() - 20), match.start()):
            continue
        legal = _UNITS[match["unit"]]
        yield Flaw(Span(*match.span()), message("{unit} is no legal unit of measure", unit=match["unit"]), legal)
    for match in _CASE_SLIP.finditer(draft.text):
        yield Flaw(
            Span(*match.span()), message("the symbol is {unit}", unit=_CASES[match["unit"]]), _CASES[match["unit"]]
        )


def wrong_sums(draft: Draft) -> Iterator[Flaw]:
    """Find a total that its parts do not give (共12项，其中甲5项、乙6项)."""
    for match in _TOTAL.finditer(draft.text):
        total = amount(match["total"])
        parts = [amount(part["value"]) for part in _PART.finditer(match["parts"]) if part["unit"] == match["unit"]]
        if total is None or len(parts) < 2 or None in parts or "等" in match["parts"]:
            continue
        actual = sum(part for part in parts if part is not None)
        if actual != total:
            remark = message("the parts give {actual}, not {total}", actual=_shown(actual), total=match["total"])
            yield Flaw(Span(*match.span("total")), remark)


def _shown(value: Fraction | int) -> str:
    return f"{float(value):g}"
