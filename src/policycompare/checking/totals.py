"""Rules about totals told in other forms: shares of instalments, so much a year, stages of a target that falls."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.checking.figures import shown
from policycompare.documents import Span
from policycompare.language.numerals import AMOUNT, amount, to_int
from policycompare.language.numerals import HAN as NUMERAL
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from policycompare.checking.draft import Draft

_SHARE = rf"(?:[0-9]{{1,2}}(?:\.[0-9])?[%％]|百分之{NUMERAL}{{1,3}})"
_ROW = re.compile(rf"(?P<shares>{_SHARE}(?:、{_SHARE})*(?:、|和|及|与){_SHARE})的?(?:比例|标准|权重|比重)?")
_DIVIDES = re.compile("拨付|发放|兑现|支付|分担|承担|权重|比例|安排|分配|分期|返还|组成|构成")
_BY_STEPS = re.compile(
    rf"(?:第一|首|第二|第三|第四|次)(?:年度?|期|次|批|季度|阶段)[^，。；：\n]{{0,16}}?(?P<share>{_SHARE})(?!以上|以下)"
)
_EACH_PART = re.compile(
    rf"分(?P<count>{NUMERAL}|[0-9])(?:个)?(?:年度?|期|次|批|阶段)[^。；\n]{{0,12}}?[，、]?每(?:年度?|期|次|批|个?阶段)(?:各)?(?:按|拨付|发放|兑现|支付|返还|补助|给予)*[^，。；\n0-9百]{{0,6}}(?P<share>{_SHARE})"
)
_EACH_YEAR = re.compile(
    rf"每(?P<per>年|季度|月|批|期|个?乡镇|个?街道|个?镇)[^。；\n0-9]{{0,24}}?(?P<each>{AMOUNT})(?P<unit>亿元|万元|元|[万]?(?:人次|亩|吨|户|人|名|家|个|项|处|座|套|场|辆|次|公里))[^。；\n0-9]{{0,24}}?，"
    rf"(?P<count>{NUMERAL}{{1,2}}|[0-9]{{1,2}})(?:个)?(?P=per)(?:内)?(?:累计|共计?|合计|总计|总共|一共)[^。；\n0-9]{{0,10}}?(?P<total>{AMOUNT})(?P=unit)"
)
_EACH_MONTH = re.compile(
    rf"每月[^，。；\n0-9]{{0,10}}?(?P<each>{AMOUNT})(?P<unit>万?元)[^，。；\n0-9]{{0,6}}?，(?:全年|每年|一年|年度?)(?:共计?|合计|总计|累计|总额)?为?"
    rf"(?P<total>{AMOUNT})(?P=unit)"
)
_TARGET = re.compile(
    rf"(?:到|至)?(?P<year>20[0-9]{{2}})年年?底?前?，?[^，。；\n0-9]{{0,24}}?(?P<how>累计|总数|总量|达到|突破)[^，。；\n0-9]{{0,8}}?(?P<value>{AMOUNT})(?P<unit>亿元|万元|元|[万]?(?:人次|亩|吨|户|人|名|家|个|项|处|座|套|场|辆|公里)|[%％])"
)
_FALLS = re.compile("降|减|压|控制|以内|以下|不超过|不高于|低于|退出|关闭|淘汰")
_WHOLE, _NEARLY, _MONTHS = 100, 0.75, 12
_OF_ONE = re.compile(
    r"分[一二三四五六两2-6]?个?(?:年度?|期|次|批|阶段)|[一二三四五六两2-6]年[内按]?|逐年|比例(?:分担|承担|拨付|兑现|支付|分配)"
)
_BEFORE = 16


def other_totals(draft: Draft) -> Iterator[Flaw]:
    """Find totals that their parts do not give, told as shares, as so much a year, or as running totals."""
    yield from _wrong_shares(draft)
    yield from _wrong_products(draft)
    yield from _wrong_years(draft)
    yield from _falling_targets(draft)


def _wrong_shares(draft: Draft) -> Iterator[Flaw]:
    """Find shares in a row that are not a hundred together: 分三年按40%、30%、40%的比例拨付."""
    for sentence in re.finditer(r"[^。；\n]+", draft.text):
        if not _DIVIDES.search(sentence[0]):
            continue
        for match in _ROW.finditer(sentence[0]):
            shares = [_value(one) for one in re.findall(_SHARE, match["shares"])]
            before = sentence[0][max(0, match.start() - _BEFORE) : match.start()]
            # 分别补助甲、乙、丙的50%、30%、20%: shares of several things.
            behind = sentence[0][match.end() : match.end() + _BEFORE]
            if "分别" not in before and (_OF_ONE.search(before) or _OF_ONE.search(behind)):
                at = sentence.start() + match.start("shares")
                yield from _not_whole(shares, at, at + len(match["shares"]))
        steps = list(_BY_STEPS.finditer(sentence[0]))
        if len(steps) > 1:
            yield from _not_whole(
                [_value(one["share"]) for one in steps],
                sentence.start() + steps[0].start("share"),
                sentence.start() + steps[-1].end("share"),
            )
    for match in _EACH_PART.finditer(draft.text):
        count = to_int(match["count"])
        if count:
            yield from _not_whole([_value(match["share"])] * count, *match.span("share"))


def _value(share: str) -> Fraction | None:
    return amount(share.rstrip("%％").removeprefix("百分之"))


def _not_whole(shares: list[Fraction | None], start: int, end: int) -> Iterator[Flaw]:
    known = [share for share in shares if share is not None]
    actual = sum(known)
    is_near = actual != _WHOLE and _WHOLE * _NEARLY <= actual <= _WHOLE / _NEARLY
    if len(known) > 1 and len(known) == len(shares) and is_near:
        remark = message("the parts give {actual}, not {total}", actual=f"{float(actual):g}%", total="100%")
        yield Flaw(Span(start, end), remark)


def _wrong_products(draft: Draft) -> Iterator[Flaw]:
    """Find 每年安排2000万元，三年共安排5000万元."""
    for match in _EACH_YEAR.finditer(draft.text):
        each, count, total = amount(match["each"]), to_int(match["count"]), amount(match["total"])
        is_open = re.search("不少于|以上|左右|不低于|至少", match[0])
        if each and count and total and each * count != total and not is_open:
            remark = message("the parts give {actual}, not {total}", actual=shown(each * count), total=match["total"])
            yield Flaw(Span(*match.span("total")), remark)


def _wrong_years(draft: Draft) -> Iterator[Flaw]:
    """Find 每人每月500元，全年共5000元."""
    for match in _EACH_MONTH.finditer(draft.text):
        each, total = amount(match["each"]), amount(match["total"])
        if each and total and each * _MONTHS != total:
            remark = message("the parts give {actual}, not {total}", actual=shown(each * _MONTHS), total=match["total"])
            yield Flaw(Span(*match.span("total")), remark)


def _falling_targets(draft: Draft) -> Iterator[Flaw]:
    """Find a running total that is less in a later year: 到2026年累计达到800家；到2027年累计达到600家."""
    for sentence in re.finditer(r"[^。\n]+", draft.text):
        targets = list(_TARGET.finditer(sentence[0]))
        for before, after in pairwise(targets):
            first, last = amount(before["value"]), amount(after["value"])
            if first is None or last is None or before["unit"] != after["unit"] or _FALLS.search(sentence[0]):
                continue
            if "累计" in after[0] and int(after["year"]) > int(before["year"]) and last < first:
                at = sentence.start() + after.start("value")
                yield Flaw(Span(at, sentence.start() + after.end("unit")), message("a running total that falls"))
