"""Rule about figures in a unit of something else: 步道12平方公里, 资金500万人, 时速60米, 每个墓位0.5平方公里."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.documents import Span
from policycompare.language.numerals import AMOUNT
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_UNITS = (
    "平方公里|平方千米|平方米|立方米|公里|千米|厘米|毫米|米(?!以[内外])|公顷|亩"
    "|吨|公斤|千克|升|摄氏度|分贝|千瓦|千伏|元"
)
_MOST_BETWEEN = r"[^，。；：、（）\n0-9一二三四五六七八九十百千]{0,8}?"


@dataclass(frozen=True)
class _Kind:
    """What is measured, in which units of all it may be, and what between the two makes it something else."""

    nouns: str
    units: tuple[str, ...]
    but: str = "(?!)"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.nouns})(?P<between>{_MOST_BETWEEN})(?P<figure>{AMOUNT}(?P<unit>{_UNITS}))")


_LENGTHS = ("公里", "千米", "米", "厘米", "毫米")
_AREAS = ("平方公里", "平方千米", "平方米", "公顷", "亩")
_MASSES = ("吨", "公斤", "千克")
_VOLUMES = ("立方米", "升", "吨")
_NOT_LENGTH = (
    "面积|占地|用地|范围|内|外|旁|侧|上|周边|沿线|附近|数量|条|段|处|座"
    "|能力|压力|口径|企业|建设|投资|项目|用户|覆盖|服务|供|的"
)
_KINDS = (
    _Kind("步道|绿道|管网|管道|管线|隧道|堤防|岸线|海岸线|路段|里程|线路|沟渠|渠道", _LENGTHS, _NOT_LENGTH),
    _Kind("长度|宽度|高度|间距|净距|半径|直径|深度|限高|层高|净高|总长度?|全长|距离", _LENGTHS, "的"),
    _Kind("面积", _AREAS, "的|每|、|按|后|补|奖|收|给|超|内|为每|以|在|过"),
    _Kind("时速|车速|行驶速度", ("公里", "千米"), "的"),
    _Kind("室内温度|室温|温度|气温", ("摄氏度",), "的|在|每"),
    _Kind("噪声值|噪声排放|噪声限值|音量", ("分贝",), "的|在"),
    _Kind("库容|蓄水量|供水能力|日供水|用水量|取水量|供水量", (*_VOLUMES, "公斤", "千克"), "的|每"),
    _Kind("(?:垃圾|污水|污泥|粪污)日?处理能力|日处理(?:能力|量|规模)|处理规模", ("立方米", "吨"), "的"),
    _Kind("粮食|粮油|化肥|融雪剂|秸秆|污泥", (*_MASSES, "立方米", "升", "元"), "面积|种植|播种|基地|还田|补|的|每"),
    _Kind("产量|总产|载重量?|总质量|垃圾产生量", (*_MASSES, "立方米", "升"), "的|每"),
    _Kind(
        "(?:专项|补助|奖补|扶持|财政|引导|保障|配套)资金|注册资本|总投资|投资额|补助金额|奖励金额",
        ("元",),
        "的|用于|支持|建设|改造|惠及|扶持|对|给|每",
    ),
)
_SMALL = re.compile(
    rf"(?:每个|每处|每座|单个|每具|每穴|单人|双人|合葬)?(?:墓位|墓穴|骨灰|泊位|车位|停车位|摊位|床位|座位|工位|人均[^，。；\n0-9]{{0,6}}面积)[^，。；：\n0-9]{{0,14}}?(?P<figure>{AMOUNT}(?:平方公里|平方千米|公顷))"
)


def unlike_units(draft: Draft) -> Iterator[Flaw]:
    """Find a figure in a unit of something else."""
    for kind in _KINDS:
        for match in kind.pattern.finditer(draft.text):
            if match["unit"] not in kind.units and not re.search(kind.but, match["between"]):
                yield Flaw(Span(*match.span("figure")), message("{unit} is no unit of this", unit=match["unit"]))
    for match in _SMALL.finditer(draft.text):
        yield Flaw(Span(*match.span("figure")), message("too large a unit for this"))
