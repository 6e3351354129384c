"""Quantities as official texts write them, with their values: 三十日 is 30日, 1万元 is 一万元, 每年两次 is 每半年.

To add a unit, add a row to `UNITS`; a period, a row to `PERIODS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from policycompare.documents import Span
from policycompare.language.normalise import fold
from policycompare.language.numerals import amount

if TYPE_CHECKING:
    from collections.abc import Iterator

QuantityKind = Literal["figures", "deadline", "frequency", "commencement", "adoption"]
Value = tuple[object, ...]

PERIODS: dict[str, tuple[str, Fraction]] = {
    "分钟": ("日", Fraction(1, 1440)),
    "小时": ("日", Fraction(1, 24)),
    "个?工作日": ("工作日", Fraction(1)),
    "个?自然年": ("月", Fraction(12)),
    "周年": ("月", Fraction(12)),
    "个?星期": ("日", Fraction(7)),
    "周(?!岁|期|边|围|密|转|知|到)": ("日", Fraction(7)),
    "[日天](?!然|津)": ("日", Fraction(1)),
    "个?季度?": ("月", Fraction(3)),
    "个月(?!的?(?:本人|平均)*(?:工资|租金))": ("月", Fraction(1)),
    "年(?![级代度制]|教育|规划|计划|行动|攻坚)": ("月", Fraction(12)),
}
"""Units of time: a pattern, the unit that it is a multiple of, and how many; a month is not thirty days."""
UNITS: dict[str, tuple[str, Fraction]] = {
    "元": ("元", Fraction(1)),
    "倍": ("倍", Fraction(1)),
    "平方公里": ("平方米", Fraction(10**6)),
    "公顷": ("平方米", Fraction(10**4)),
    "(?:平方米|㎡|m2)": ("平方米", Fraction(1)),
    "立方米": ("立方米", Fraction(1)),
    "(?:公里|千米|km)": ("米", Fraction(1000)),
    "厘米": ("米", Fraction(1, 100)),
    "毫米": ("米", Fraction(1, 1000)),
    "(?:米|m)(?![a-z])": ("米", Fraction(1)),
    "亩": ("亩", Fraction(1)),
    "吨": ("千克", Fraction(1000)),
    "(?:公斤|千克)": ("千克", Fraction(1)),
    "毫克": ("克", Fraction(1, 1000)),
    "克": ("克", Fraction(1)),
    "周?岁": ("岁", Fraction(1)),
    "(?:学时|课时)": ("学时", Fraction(1)),
    "(?:千伏|kV)": ("千伏", Fraction(1)),
    "千瓦": ("千瓦", Fraction(1)),
    "分贝": ("分贝", Fraction(1)),
    "(?:℃|摄氏度)": ("度", Fraction(1)),
    "[人名](?![民员身口次均大义誉录单称])": ("人", Fraction(1)),
    "[户家](?![庭属长])": ("户", Fraction(1)),
    "次(?!性|生)": ("次", Fraction(1)),
    "(?:辆|台|座|套|艘|架)": ("台", Fraction(1)),
    "个百分点": ("%", Fraction(1)),
    "个月(?=的?(?:本人|平均)*(?:工资|租金))": ("个月工资", Fraction(1)),
    "[个处件份](?!工作日|月|季|星期|[罚理置])": ("个", Fraction(1)),
}
"""Units of figures: a pattern, the unit that it is a multiple of, and how many."""
VAGUE = {
    "deadline": r"(?:立即|即时|即刻|及时|尽快|尽早|限期|按期|按时|在规定(?:的)?(?:期限|时间)内)",
    "frequency": r"(?<![法规指约固确特限预不])(?:定期|经常性?|不定期)(?![限间满])",
}
"""Words for a time that is not said: as good as none beside each other, a change beside a time that is said."""

_NUMBER = (
    r"(?:(?:[0-9０-９]|(?<![a-z])[lI](?=[0-9万千百／/]))+(?:[.．][0-9０-９]+)?[十百千]?[万亿]?"
    r"|[〇零一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾佰][〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]*"
    r"|半(?=[年日天月个]))"
)
_PERCENT = (
    rf"(?:百分之{_NUMBER}(?:点{_NUMBER})?|千分之{_NUMBER}|万分之{_NUMBER}|[0-9０-９.．]+\s*[%％‰]|{_NUMBER}分之{_NUMBER}"
    rf"|(?:[0-9０-９]|(?<![a-z])l(?=[／/]))[／/][0-9０-９](?![0-9０-９年]))"
)
_PERIOD_UNIT, _UNIT = "|".join(PERIODS), "|".join(UNITS)
_BOUND = r"(?:以上|以下|以内|之内|以外|以后|以前|之前|之后|内(?![部容设外的])|前(?![款项述置])|后(?!续|果))"
_RANGE = rf"(?P<low>{_NUMBER})(?:[至到—~～\-－]+)(?P<high>{_NUMBER})"
_DAY = r"[0-9０-９〇○零一二三四五六七八九十]"
_DATE = (
    rf"(?P<year>{_DAY}{{4}})\s*年(?![级代])(?:\s*(?P<month>{_DAY}{{1,3}})\s*月(?:\s*(?P<day>{_DAY}{{1,3}})\s*[日号])?)?"
    rf"(?P<end>年?[底末])?{_BOUND}?"
)
_ANNUAL = rf"(?:每年的?)?(?P<month_only>{_DAY}{{1,3}})月(?:(?P<day_only>{_DAY}{{1,3}})[日号]|[底末]{_BOUND}?)"
# No ordinal (第二十一次), and not the rest of a number; 上一年 is no length of time.
_NOT_INSIDE = r"(?<![第之上下〇零一二两三四五六七八九十百千万亿0-9０-９.．])"
# The look-ahead passes over most characters without trying what follows.
_FIRST = "(?=[0-9０-９lI〇零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰半自每按逐立即及尽限在定经不])"
_QUANTITY = re.compile(
    rf"{_FIRST}(?:(?P<from_publication>自(?:公布|发布|印发|颁布|通过)之日起(?:{_NUMBER}日后)?(?:施行|实施|执行))"
    rf"|(?P<date>{_DATE})|(?P<annual>{_ANNUAL})"
    rf"|(?P<every>每隔?(?P<every_number>{_NUMBER}|个)?(?P<every_unit>{_PERIOD_UNIT}|月)度?(?!{_DAY}{{1,3}}月)"
    rf"(?:[^，。；：、,;:0-9一二两三四五六七八九十]{{0,10}}?(?P<every_times>{_NUMBER})次(?!性))?)"
    rf"|(?P<rate>(?P<rate_number>{_NUMBER})(?P<rate_unit>{_PERIOD_UNIT})(?:至少)?(?P<rate_times>{_NUMBER})次(?!性))"
    r"|(?P<by>(?:按|逐)(?P<by_unit>季度?|月|年)度?(?![龄限内老]))"
    rf"|(?P<percent>(?P<first_percent>{_PERCENT})(?:(?:以上|[至到—~～\-－])(?P<second_percent>{_PERCENT}))?{_BOUND}?)"
    rf"|{_NOT_INSIDE}(?P<period>(?:{_RANGE}|(?P<number>{_NUMBER}))(?P<unit>{_PERIOD_UNIT})(?:(?:以上|[至到—~～\-－])(?P<second>{_NUMBER})(?P<second_unit>{_PERIOD_UNIT}))?{_BOUND}?)"
    rf"|{_NOT_INSIDE}(?P<figure>(?:(?P<figure_low>{_NUMBER})(?:[至到—~～\-－]+)(?P<figure_high>{_NUMBER})|(?P<figure_number>{_NUMBER}))"
    rf"余?(?P<figure_unit>{_UNIT})(?:(?:以上(?:不满|不足)?|[至到—~～\-－])(?P<figure_second>{_NUMBER})(?P<figure_second_unit>{_UNIT}))?{_BOUND}?)"
    rf"|(?P<soon>{VAGUE['deadline']})|(?P<regularly>{VAGUE['frequency']}))"
)
_NO_FIGURE = re.compile(r"《[^》]{0,300}》|〔[^〕]{0,300}〕|[0-9０-９〇零一二两三四五六七八九十百千万亿]{41,}")
"""What is called so, for its figures are part of a name; and more digits than any number has, each of which would be
tried as the start of one."""
_LOOK = re.compile(r"\(\?[!=].*\)$")
_STARTS = re.compile(r"\s*(?:起|开始)(?:正式)?(?:施行|实施|执行|生效)")
_ADOPTED = re.compile(r"[^，。；,;]{0,30}?(?:通过|公布|发布|颁布|修订|修正|批准|废止|印发)")
_BOUND_BEFORE = re.compile(r"(?:[少低小超多高大]于|超过|至少|至多|最多|达到|不足|[≥≤<>])[^，。；,;]{0,2}$")
_PER_SE = {"人", "个", "户", "次", "台"}
"""Units of which one, said without a bound, is an article and no figure: 一个, 一次."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in a text.

    Attributes
    ----------
    kind
        ``figures``; ``deadline``: a length of time or a date; ``frequency``: how often; ``commencement``: from when a
        document is in force; ``adoption``: when one was adopted or repealed, which says nothing of a duty.
    value
        The same for quantities that mean the same, however they are written.
    span
        Where it stands in the text.
    vague
        Whether it names no time: 及时, 定期.
    """

    kind: QuantityKind
    value: Value
    span: Span
    vague: bool = False


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of `text`, in order.

    Examples
    --------
    >>> [(q.span.of("三十日内"), q.value) for q in quantities("三十日内")]
    [('三十日内', ('日', Fraction(30, 1)))]
    >>> [[q.value for q in quantities(words)] == [q.value for q in quantities(same)]
    ...  for words, same in (("1万元", "一万元"), ("50%", "百分之五十"), ("每年至少两次", "每半年一次"))]
    [True, True, True]
    """
    return tuple(_found(text))


def _found(text: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(_NO_FIGURE.sub(lambda found: "　" * len(found[0]), text)):
        found = _of_match(match, Span(*match.span()))
        if found and None not in found.value:
            yield found


def _of_match(match: re.Match[str], span: Span) -> Quantity | None:
    group = match.groupdict()
    if group["from_publication"]:
        return Quantity("commencement", (fold(match[0]),), span)
    if group["date"] or group["annual"]:
        return _date(match, span)
    if group["soon"] or group["regularly"]:
        return Quantity("deadline" if group["soon"] else "frequency", ("",), span, vague=True)
    if group["every"]:
        number = "一" if group["every_number"] in (None, "个") else group["every_number"]
        return _frequency(number, group["every_unit"], group["every_times"] or "一", span)
    if group["rate"]:
        return _frequency(group["rate_number"], group["rate_unit"], group["rate_times"], span)
    if group["by"]:
        return _frequency("一", group["by_unit"], "一", span)
    if group["percent"]:
        shares = [_share(group[name]) for name in ("first_percent", "second_percent") if group[name]]
        return Quantity("figures", ("%", *shares), span)
    return _measured(match, span)


def _date(match: re.Match[str], span: Span) -> Quantity | None:
    group = match.groupdict()
    rest = match.string[match.end() :]
    if group["date"]:
        numbers = [amount(group[name]) for name in ("year", "month", "day") if group[name]]
        if group["end"]:  # the end of a year is its last day
            numbers += [Fraction(12)] if len(numbers) == 1 else []
            numbers += [Fraction(31)] if len(numbers) == 2 and numbers[1] == 12 else []
    else:
        numbers = [amount(group[name]) for name in ("month_only", "day_only") if group[name]]
    if group["date"] and not 1900 <= (numbers[0] or 0) <= 2200:
        return None
    kind: QuantityKind = "deadline"
    if _STARTS.match(rest):
        kind = "commencement"
    elif group["day"] and _ADOPTED.match(rest):
        kind = "adoption"
    return Quantity(kind, ("date", *numbers), span)


def _frequency(number: str, unit: str, times: str, span: Span) -> Quantity | None:
    """Return how often in a month or a day; without a number of times, once."""
    length, count = _period(number, "个月" if unit == "月" else unit), amount(times)
    if not length or not length[1] or count is None:
        return None
    base, per = length
    return Quantity("frequency", (base, count / per), span)


def _period(number: str, unit: str) -> tuple[str, Fraction] | None:
    value = Fraction(1, 2) if number == "半" else amount(number)
    for pattern, (base, size) in PERIODS.items():
        if re.fullmatch(_LOOK.sub("", pattern), unit):
            return (base, value * size) if value is not None else None
    return None


def _share(words: str) -> Fraction | None:
    """Return a share in hundredths."""
    words = fold(words)
    if words[-1] in "%‰":
        value = amount(words[:-1])
        return None if value is None else value / (1 if words[-1] == "%" else 10)
    if "/" in words:
        above, below = words.split("/")
    else:
        below, above = words.split("分之")
    whole, _, tenths = above.partition("点")
    number, part = amount(whole), amount(tenths) if tenths else Fraction(0)
    scale = {"百": Fraction(100), "千": Fraction(1000), "万": Fraction(10000)}.get(below) or amount(below)
    if number is None or part is None or not scale:
        return None
    decimals = Fraction(part, 10 ** len(str(int(part))))
    return (number + decimals) * 100 / scale


def _measured(match: re.Match[str], span: Span) -> Quantity | None:
    """Return a length of time, or a figure with its unit."""
    group = match.groupdict()
    if group["period"]:
        ends = _ends(group, ("low", "high", "number"), "unit", "second")
        values = [_period(number, unit) for number, unit in ends]
    else:
        ends = _ends(group, ("figure_low", "figure_high", "figure_number"), "figure_unit", "figure_second")
        values = [_sized(number, unit) for number, unit in ends]
    known = [value for value in values if value]
    if len(known) < len(values):
        return None
    base = known[0][0]
    bounded = match[0][-1] in "上下" or _BOUND_BEFORE.search(match.string, max(0, match.start() - 8), match.start())
    if base in _PER_SE and len(known) == 1 and known[0][1] == 1 and not bounded:
        return None
    if base != known[-1][0]:
        return None
    return Quantity("deadline" if group["period"] else "figures", (base, *(value for _, value in known)), span)


def _ends(group: dict[str, str | None], numbers: tuple[str, str, str], unit: str, second: str) -> list[tuple[str, str]]:
    """Return the numbers of a range, or the one number, each with its unit."""
    own = group[unit] or ""
    ends = [(value, own) for name in numbers if (value := group[name])]
    if value := group[second]:
        ends.append((value, group[f"{second}_unit"] or own))
    return ends


def _sized(number: str, unit: str) -> tuple[str, Fraction] | None:
    value = amount(number)
    for pattern, (base, size) in UNITS.items():
        if re.fullmatch(_LOOK.sub("", pattern), unit):
            return (base, value * size) if value is not None else None
    return None
