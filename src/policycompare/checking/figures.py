"""Rules about figures: ranges the wrong way round, shares above the whole, dates, sums, units, ladders of penalties."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.documents import Span
from policycompare.language.numerals import AMOUNT, HAN, amount, to_int
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from policycompare.checking.draft import Draft

_DIGITS = "〇○零一二两三四五六七八九十百千万亿0-9."
# Bounded: a search tries every digit of a run as a start, and of thousands of digits each would be read to the end.
_UNIT = r"(?:元|倍|工作日|个工作日|日|天|个月|年|人|户|吨|米|公里|平方米|公顷|亩|次|周岁|岁|小时|公斤|千克)"
_SHARE_FROM_TO = re.compile(rf"百分之(?P<low>{AMOUNT})以上百分之(?P<high>{AMOUNT})以下")
_FROM_TO = re.compile(
    rf"(?<![{_DIGITS}第之])(?P<low>{AMOUNT})(?P<unit>{_UNIT})?以上(?P<high>{AMOUNT})(?P<unit2>{_UNIT})(?:以下|以内)"
)
_TO = re.compile(
    rf"(?<![{_DIGITS}第月])(?P<low>{AMOUNT})(?:至|到)(?P<high>{AMOUNT})(?P<unit>个工作日|工作日|天|个月|倍|万元|元|周岁)"
)
_SHARES = re.compile(
    r"(?<![0-9.])(?P<low>[0-9]+(?:\.[0-9]+)?)[%％](?P<dash>至|到|-|—|～|~|－)(?P<high>[0-9]+(?:\.[0-9]+)?)[%％]"
)
_TURNED = (
    re.compile(
        rf"(?<![{_DIGITS}])(?P<low>[0-9.]{{1,6}})(?P<unit>[%％])以上(?P<high>[0-9.]{{1,6}})(?P<unit2>[%％])(?:以下|以内)"
    ),
    re.compile(
        rf"(?<![{_DIGITS}第之])(?P<low>{AMOUNT})(?P<unit>{_UNIT}|摄氏度|分贝|[%％])以上、?(?:不满|不足|未满|低于|少于)(?P<high>{AMOUNT})(?P<unit2>{_UNIT}|摄氏度|分贝|[%％])"
    ),
    re.compile(
        rf"不(?:低|少|小)于(?P<low>{AMOUNT})(?P<unit>[万亿]?{_UNIT}|[%％])?(?:[，、]?(?:且|并|但|也|最高|最多)?|以上)不(?:得)?(?:高|多|大|超)[于过](?P<high>{AMOUNT})(?P<unit2>[万亿]?{_UNIT}|[%％])"
    ),
    re.compile(
        rf"(?<![{_DIGITS}第之])(?P<low>[0-9.]{{1,9}})(?P<unit>万元|亿元|元|个工作日|个月|公里|平方米|分贝|周岁|岁)(?:至|到|-|—|－|～|~)(?P<high>[0-9.]{{1,9}})(?P<unit2>万元|亿元|元|个工作日|个月|公里|平方米|分贝|周岁|岁)"
    ),
    re.compile(rf"处(?P<high>{AMOUNT})(?P<unit>元|倍)以下(?P<low>{AMOUNT})(?P<unit2>元|倍)以上(?:的)?罚款"),
)
"""Other ways to tell a range: 十岁以上不满五岁, 不低于五十不超过三十, 80万元至50万元, and one that ends with 以上."""
_BOUNDED = re.compile(
    rf"(?:不低于|不少于|不高于|不超过|至少|至多|不得低于|不得少于|不得超过){AMOUNT}(?:[%％]|万元|元|人|家|个|次|米)?"
    rf"(?:-|—|～|~|－){AMOUNT}(?:[%％]|万元|元|人|家|个|次|米)"
)
_MIXED_SHARE = re.compile(
    rf"百分之(?P<digits>[0-9]+(?:\.[0-9]+)?)(?![0-9万亿]|{HAN})|百分之(?P<mixed>(?:{HAN}+[0-9]+|[0-9]+{HAN}+)[0-9零一二三四五六七八九十]*)"
)
_RATE = re.compile(
    r"(?P<rate>[\u4e00-\u9fff]{0,4}率|满意度|知晓度|占比|比重|[\u4e00-\u9fff]{0,4}比例|覆盖面|总数|总量|总面积|用地面积)(?P<between>[^，。；、\n0-9]{0,16}?)"
    rf"(?P<share>[0-9]+(?:\.[0-9]+)?[%％]|百分之{HAN}{{2,}})(?!的(?:罚款|保证金|赔偿|补偿))"
)
_MAY_EXCEED = re.compile(
    r"增长率|增速|利率|收益率|拨备|流动性|负债率|周转率|容积率|杠杆率|回报率|费率|税率|贡献率|倍率|赔付率|充足率|毛入学率|产销率|汇率|超载率|超员率"
)
"""Rates that may well be above the whole."""
_GROWTH = re.compile(r"增长|上浮|上升|加收|(?:提高|增加|提升)(?!到|至|为)")
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
_WHOLE = 100
_RECENT = 1980
_PERIODS = (
    re.compile(rf"(?P<a>{_DATE.format('a_')})起?(?:至|到|—|－|-|～){{1,2}}(?P<b>{_DATE.format('b_')})"),
    re.compile(
        rf"自(?P<a>{_DATE.format('a_')})起?(?:施行|实施|执行)[^。\n]{{0,12}}有效期[^。\n]{{0,6}}?[至到](?P<b>{_DATE.format('b_')})"
    ),
)
_MONTH, _IN_MONTH = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})", r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_EACH_YEAR = re.compile(
    rf"每年(?:的)?(?P<month>{_MONTH})月(?:(?P<day>{_IN_MONTH})日)?起?(?:至|到|—|－|-|～){{1,2}}"
    rf"(?:当年)?(?P<month2>{_MONTH})月(?:(?P<day2>{_IN_MONTH})日)?"
)
_YEARS = re.compile(r"(?<![0-9])(?P<first>(?:19|20)[0-9]{2})年?(?:至|到|—|－|-|～){1,2}(?P<last>(?:19|20)[0-9]{2})年")
_MONTHS = re.compile(
    rf"(?P<year>20[0-9]{{2}})年(?P<first>{_MONTH})月(?:份)?(?:至|到|—|－|-|～){{1,2}}(?P<last>{_MONTH})月(?P<rest>[^。；\n]{{0,60}})"
)
_SAME_YEAR = re.compile(
    rf"(?P<year>20[0-9]{{2}})年(?P<first>{_MONTH})月[^。；\n]{{0,16}}?(?:同年|当年)(?P<last>{_MONTH})月(?:{_IN_MONTH}日|底|末)?"
    "(?=(?:以前|之前|前)?[^，。；]{0,8}(?:完成|建成|竣工|完工|投产|投用|通车|结束|验收))"
)
_DUE = re.compile(
    rf"(?:(?P<year>20[0-9]{{2}})年)?(?P<month>{_MONTH})月(?:{_IN_MONTH}日|底|末)?(?:以前|之前|前)(?=[^，。；]{{0,4}}(?:完成|整改|结束|总结|验收|报送|上报))"
)
_UNITS = {"公分": "厘米", "平米": "平方米", "市斤": None, "马力": None}
"""Units that are no legal units, and the legal one that has the same value."""
_UNIT_SLIP = re.compile(r"(?<=[0-9〇零一二两三四五六七八九十百千万半])(?P<unit>公分|平米|市斤|马力)")
_LEGAL_BEFORE = re.compile(r"(?:千瓦|千克|米)[（(][^）)]*$")
"""The legal unit, with the other one in brackets behind it."""
_CASES = {"KM": "km", "Km": "km", "KG": "kg", "Kg": "kg", "Kw": "kW", "KW": "kW", "MM": "mm", "CM": "cm"}
_CASE_SLIP = re.compile(rf"(?<=[0-9])(?P<unit>{'|'.join(_CASES)})(?![A-Za-z])")
_ANY_UNIT = "立方米|平方米|平方公里|公里|千米|米|公顷|亩|吨|公斤|千克|升|毫米|厘米|小时|分钟|人|户|辆|个|元|万元"
_MEASURED_IN = tuple(
    (
        re.compile(
            rf"(?:{nouns})(?:[^，。；：、\n0-9一二三四五六七八九十百千]{{0,8}}?)(?P<figure>{AMOUNT}(?P<unit>平方米|立方米|平方公里|公里|千米|公顷|亩|吨|公斤|千克|升|米(?!以)))"
        ),
        units,
    )
    for nouns, units in (
        (
            "处理能力|供水能力|处置能力|日供水|库容|蓄水量|运输能力|载重量|吞吐量",
            ("立方米", "吨", "升", "公斤", "千克"),
        ),
        ("建筑面积|用地面积|占地面积|使用面积|绿地面积|裸露面积|总面积", ("平方米", "平方公里", "公顷", "亩")),
        ("长度|宽度|高度|间距|里程|深度|直径", ("公里", "千米", "米")),
        ("重量|总质量", ("吨", "公斤", "千克")),
    )
)
"""What is measured, and in which units."""
_FROM_ONE_TO_OTHER = re.compile(
    rf"由{AMOUNT}(?P<unit>{_ANY_UNIT})(?:提升|提高|增加|扩大|扩建|降低|减少|压缩|缩短|降)(?:至|到|为)(?P<figure>{AMOUNT}(?P<unit2>{_ANY_UNIT}))"
)
_COUNTED = (
    r"亿元|万元|元|平方公里|公里|千米|平方米|立方米|万亩|亩|公顷|万吨|吨|万人|万户|个百分点|人次"
    r"|个工作日|个月|学时|课时|小时|分(?!之|钟|别|类|级|为|布)|[个项家户人名处条座套台辆场件所张间幢栋株盏期批次米天篇节门]"
)
_TOTAL = re.compile(
    rf"(?<![0-9一二三四五六七八九十百千万.])(?P<total>{AMOUNT})余?(?P<unit>{_COUNTED})(?P<more>[^，。；：:\n0-9]{{0,12}})[，。：:（(；]"
    r"(?:其中|分别(?:是|为)|包括)[：:，]?(?P<parts>[^。；\n]{4,160})"
)
_LEAD = 20
"""Characters before a total that may say that it is of all."""
_SAYS_ALL = re.compile(r"共(?!同|享|建)|合计|总计|总投资|总额|总量|全部|分别")
_PART = re.compile(rf"(?<![0-9第之])(?P<value>{AMOUNT})(?P<unit>{_COUNTED})")
_SUMMED = re.compile(
    rf"(?:合计|共计|总计|总共)[^，。；\n0-9]{{0,6}}?(?P<total>{AMOUNT})(?P<unit>{_COUNTED})(?![^，。；\n]{{0,12}}[，：:（(]其中)"
)
_RESPECTIVE_PARTS = re.compile(
    rf"(?<![0-9一二三四五六七八九十百千万.])(?P<total>{AMOUNT})(?P<unit>{_COUNTED})[^。；\n]{{2,40}}?分别[\u4e00-\u9fff]{{0,6}}?"
    rf"(?P<parts>{AMOUNT}(?P=unit)(?:、{AMOUNT}(?P=unit))+)"
)
_BEFORE_SUM = 160
_WEIGHTS = re.compile(
    r"(?:所需|全部|总)费用[^。；]{0,6}由|剩余|余款|尾款|首期|权重|占比|各占|分担|分别占|比例为|总分|组成|构成|占总|计分|得分|评分"
)
_PERCENT = re.compile(
    r"(?:占|为|承担|负担|补助|权重|拨付|支付|预付|兑现)(?:总分|总额|总量|比例|剩余|余下|其余|的)*"
    rf"(?:(?P<value>[0-9]{{1,2}}(?:\.[0-9])?)[%％]|百分之(?P<han>{HAN}{{1,3}}))"
)
_PRODUCT = re.compile(
    rf"(?P<times>{AMOUNT})个?(?P<each>[\u4e00-\u9fff]{{1,8}})，每个?[\u4e00-\u9fff]{{1,4}}?(?:配备|安排|不少于|补助|投入)?(?P<size>{AMOUNT})(?P<unit>{_COUNTED})，"
    rf"(?:共计?|合计|总计)(?:[\u4e00-\u9fff]{{0,4}}?)(?P<total>{AMOUNT})(?P=unit)"
)
_AMOUNT = rf"(?:{AMOUNT}(?:万元|元|[%％]|人|名|分|个|倍|年|个月|日)|百分之{HAN}{{1,6}})"
_RESPECTIVELY = re.compile(
    rf"(?P<named>[^，。；：、\n]{{1,16}}(?:、[^，。；：、\n]{{1,16}}){{1,12}})[，]?(?:，[^，。；：、\n]{{0,10}})?分别(?:给予|按照?|为|处以?|奖励|补助|不低于|不少于|不超过|达到)[^，。；：、\n0-9]{{0,8}}?"
    rf"(?P<amounts>{_AMOUNT}(?:(?:、|和|及|与){_AMOUNT}){{1,12}})"
)
_OF_TIME = ("个月", "个工作日", "小时", "天", "期")
_COUNTER = re.compile("[个项家户处条座套台辆场件所张间幢栋株盏批片]")
_FEWEST_PARTS, _NEARLY = 3, 0.8
"""A total that does not say that it is of all parts is held against so many that come so near to it."""
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
    yield from _turned_otherwise(draft)
    for match in _SHARES.finditer(draft.text):
        if float(match["low"]) >= float(match["high"]):
            yield Flaw(Span(*match.span()), message("the lower end of the range is not below the upper one"))


def _turned_otherwise(draft: Draft) -> Iterator[Flaw]:
    for pattern in _TURNED:
        for match in pattern.finditer(draft.text):
            low, high = amount(match["low"]), amount(match["high"])
            is_one_unit = match["unit"] in (None, match["unit2"])
            if low is not None and high is not None and is_one_unit and (low >= high or pattern is _TURNED[-1]):
                yield Flaw(Span(*match.span()), message("the lower end of the range is not below the upper one"))


def bounded_ranges(draft: Draft) -> Iterator[Flaw]:
    """Find a bound put to a range (不低于30%-50%), which leaves open what holds."""
    for match in _BOUNDED.finditer(draft.text):
        yield Flaw(Span(*match.span()), message("a bound and a range at once: which of the two holds?"))


def wrong_shares(draft: Draft) -> Iterator[Flaw]:
    """Find shares in two kinds of numerals (百分之120, 百分之六0), and rates above the whole."""
    told = set()
    for match in _MIXED_SHARE.finditer(draft.text):
        told.add(match.start())
        digits = match["digits"] or ""
        remark, repair = message("a share in two kinds of numerals"), None
        if digits and float(digits) > _WHOLE:
            remark = message("a share above the whole, in two kinds of numerals")
        elif digits:
            remark = message("two kinds of numerals: write {digits}%, or Chinese numerals", digits=digits)
            repair = f"{digits}%"
        yield Flaw(Span(*match.span()), remark, repair)
    for match in _RATE.finditer(draft.text):
        value = amount(match["share"].rstrip("%％").removeprefix("百分之"))
        may_exceed = _MAY_EXCEED.search(match["rate"]) or _GROWTH.search(match["between"])
        if value is not None and value > _WHOLE and not may_exceed and match.start("share") not in told:
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
    """Find periods that end before they begin, documents that expire before they are in force, and steps in reverse."""
    for pattern in _PERIODS:
        for match in pattern.finditer(draft.text):
            first, last = _date(match, "a_"), _date(match, "b_")
            if first and last and last < first:
                yield Flaw(Span(*match.span()), message("the period ends before it begins"))
    for match in _EACH_YEAR.finditer(draft.text):
        first_day = to_int(match["month"]), to_int(match["day"] or "1")
        last_day = to_int(match["month2"]), to_int(match["day2"] or "31")
        if None not in (*first_day, *last_day) and last_day < first_day:
            yield Flaw(
                Span(*match.span()),
                message("the period ends before it begins, and does not say that it is of next year"),
            )
    for match in _YEARS.finditer(draft.text):
        if int(match["last"]) < int(match["first"]):
            yield Flaw(Span(*match.span()), message("the period ends before it begins"))
    for match in _SAME_YEAR.finditer(draft.text):
        first_month, last_month = to_int(match["first"]), to_int(match["last"])
        if first_month and last_month and last_month < first_month:
            yield Flaw(Span(*match.span()), message("the period ends before it begins"))
    yield from _done_before_begun(draft)


def _done_before_begun(draft: Draft) -> Iterator[Flaw]:
    """Find what is to be completed before the period in which it is done: 4月至9月检查，3月底前整改."""
    for match in _MONTHS.finditer(draft.text):
        year, first, last = to_int(match["year"]), to_int(match["first"]), to_int(match["last"])
        if not year or not first or not last:
            continue
        if first > last:
            yield Flaw(Span(match.start(), match.start("rest")), message("the period ends before it begins"))
            continue
        due = _DUE.search(draft.text, match.start("rest"), match.end("rest"))
        if due and (to_int(due["year"] or match["year"]) or year, to_int(due["month"]) or first) < (year, first):
            yield Flaw(Span(*due.span()), message("this is before what has to be done first begins"))


def mixed_dates(draft: Draft) -> Iterator[Flaw]:
    """Find dates in other numerals than most dates of the provisions (二〇二三年 beside 2028年)."""
    found: dict[bool, list[Span]] = {True: [], False: []}
    text = _TITLE.sub(lambda title: "　" * len(title[0]), draft.text)
    for measure in draft.document.measures:
        for match in _DAY.finditer(text, measure.span.start, measure.span.end):
            if (to_int(match["year"]) or 0) < _RECENT:  # dates of treaties and events, as they are called
                continue
            kinds = {_is_arabic(match[name]) for name in ("year", "month", "day") if match[name]}
            if len(kinds) > 1:
                repair = _in_digits(match[0])
                yield Flaw(Span(*match.span()), message("one date in two kinds of numerals"), repair)
                continue
            found[kinds.pop()].append(Span(*match.span()))
    if not found[True] or not found[False]:
        return
    usual = len(found[True]) >= len(found[False])
    for span in found[not usual]:
        repair = _in_digits(span.of(draft.text)) if usual else None
        yield Flaw(span, message("dates are written in two kinds of numerals"), repair)


def _is_arabic(number: str) -> bool:
    return number.isdecimal() and number.isascii()


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
    yield from _unlike_units(draft)


def _unlike_units(draft: Draft) -> Iterator[Flaw]:
    """Find a figure in a unit of something else: a capacity in square metres, or one that changes its unit."""
    for pattern, units in _MEASURED_IN:
        for match in pattern.finditer(draft.text):
            if match["unit"] not in units:
                yield Flaw(Span(*match.span("figure")), message("{unit} is no unit of this", unit=match["unit"]))
    for match in _FROM_ONE_TO_OTHER.finditer(draft.text):
        if (
            match["unit"] != match["unit2"]
            and match["unit"] not in match["unit2"]
            and match["unit2"] not in match["unit"]
        ):
            yield Flaw(Span(*match.span("figure")), message("{unit} is no unit of this", unit=match["unit2"]))


def wrong_sums(draft: Draft) -> Iterator[Flaw]:
    """Find a total that its parts do not give (共12项，其中甲5项、乙6项), before them or behind them."""
    told: set[int] = set()
    for match in _TOTAL.finditer(draft.text):
        total, parts = amount(match["total"]), _parts(match["parts"], match["unit"])
        if total is None or len(parts) < 2 or sum(parts) == total or match["unit"] == "次":
            continue
        lead = re.split("[，。；：:\n]", draft.text[max(0, match.start() - _LEAD) : match.start()])[-1]
        is_all = _SAYS_ALL.search(lead + match["more"]) or "分别" in match[0]
        near = len(parts) >= _FEWEST_PARTS and sum(parts) >= total * _NEARLY and max(parts) < total
        if is_all or near or (sum(parts) > total > max(parts)):
            told.add(match.start("total"))
            yield _wrong_sum(match, sum(parts))
    for match in _SUMMED.finditer(draft.text):
        before = re.split("[。；\n]", draft.text[max(0, match.start() - _BEFORE_SUM) : match.start()])[-1]
        total, parts = amount(match["total"]), _parts(before, match["unit"])
        if total is None or len(parts) < 2 or sum(parts) == total or match.start("total") in told:
            continue
        if max(parts) < total and total * _NEARLY <= sum(parts) <= total / _NEARLY:
            yield _wrong_sum(match, sum(parts))
    yield from _wrong_respective_parts(draft, told)
    yield from _wrong_weights(draft)
    for match in _PRODUCT.finditer(draft.text):
        times, size, total = amount(match["times"]), amount(match["size"]), amount(match["total"])
        if times and size and total and times * size != total:
            yield _wrong_sum(match, times * size)


def _wrong_respective_parts(draft: Draft, told: set[int]) -> Iterator[Flaw]:
    """Find 全县186个村，三年分别完成60个、66个、70个."""
    for match in _RESPECTIVE_PARTS.finditer(draft.text):
        total, parts = amount(match["total"]), _parts(match["parts"], match["unit"])
        if total is None or len(parts) < _FEWEST_PARTS or sum(parts) == total or match.start("total") in told:
            continue
        lead = draft.text[max(0, match.start() - _LEAD) : match.start("parts")]
        if not _SAYS_ALL.search(lead.replace("分别", "")):
            continue
        if max(parts) < total and total * _NEARLY <= sum(parts) <= total / _NEARLY:
            yield Flaw(
                Span(*match.span("parts")),
                message("the parts give {actual}, not {total}", actual=shown(sum(parts)), total=match["total"]),
            )


def _parts(words: str, unit: str) -> list[Fraction]:
    """Return the parts of a total in its unit, none where there may be others."""
    every = [part for part in _PART.finditer(words) if part["unit"] not in _OF_TIME]
    found = [part for part in every if part["unit"] == unit]
    # 体育公园4处、步道14条、广场30处: what is counted in other words belongs to the total, too.
    others = [part for part in every if part["unit"] != unit and _COUNTER.fullmatch(part["unit"])]
    if found and any(part.end() < found[-1].end() for part in others):
        return []
    parts = [amount(part["value"]) for part in found]
    # What a later clause says of other figures (覆盖率95%以上) does not make the parts vague.
    end = words.find("，", found[-1].end()) if found else -1
    told = words if end < 0 else words[:end]
    if None in parts or re.search("等|以上|左右", told) or "其余" in words:
        return []
    return [part for part in parts if part is not None]


def _wrong_sum(match: re.Match[str], actual: Fraction | int) -> Flaw:
    remark = message("the parts give {actual}, not {total}", actual=shown(actual), total=match["total"])
    return Flaw(Span(*match.span("total")), remark)


def _wrong_weights(draft: Draft) -> Iterator[Flaw]:
    """Find shares of one whole that are not a hundred together: 平时占40%，年终占70%."""
    for sentence in re.finditer(r"[^。；\n]+", draft.text):
        shares = list(_PERCENT.finditer(sentence[0]))
        actual = sum(float(share["value"] or amount(share["han"]) or 0) for share in shares)
        is_near = _WHOLE * _NEARLY <= actual <= _WHOLE / _NEARLY
        if len(shares) > 1 and actual != _WHOLE and is_near and _WEIGHTS.search(sentence[0]):
            digits, han = shares[0].start("value"), shares[0].start("han") - len("百分之")
            start, end = sentence.start() + (digits if digits >= 0 else han), sentence.start() + shares[-1].end()
            yield Flaw(
                Span(start, end), message("the parts give {actual}, not {total}", actual=f"{actual:g}%", total="100%")
            )


def unequal_lists(draft: Draft) -> Iterator[Flaw]:
    """Find another number of amounts than of what they are for: 五星级、四星级、三星级的，分别给予50万元、30万元."""
    for match in _RESPECTIVELY.finditer(draft.text):
        named = len(re.split("、|和|及|与", match["named"]))
        amounts = len(re.split("、|和|及|与", match["amounts"]))
        if named != amounts and "等" not in match["named"]:
            remark = message("{amounts} amounts for {named} cases", amounts=amounts, named=named)
            yield Flaw(Span(*match.span("amounts")), remark)


def shown(value: Fraction | int) -> str:
    """Return a number as people write it, with 亿 or 万 where it is a large one."""
    for name, size in (("亿", 10**8), ("万", 10**4)):
        if value >= size * 10:
            return f"{float(value / size):g}{name}"
    return f"{float(value):g}"
