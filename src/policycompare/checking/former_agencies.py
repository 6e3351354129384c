"""A rule about agencies that are no more: a former name beside the one that took its place in the same draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.documents import Span
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_KIND = r"(?:行政)?(?:主管|管理)?(?:部门|机关|总局|局|厅|委员会|委)"
_LISTED = (
    r"(?=(?:、[\u4e00-\u9fff]{2,12}|[和与及][\u4e00-\u9fff]{2,10}){1,12}?(?:等)?(?:有关|相关|行政|主管|行政主管)?(?:部门|单位|机关)"
    r"|等(?:有关|相关|行政|主管|行政主管)?(?:部门|单位))"
)
"""A name without its last word stands in a list of departments: 公安、工商行政管理、城市管理等部门."""


@dataclass(frozen=True, slots=True)
class _Former:
    """What an agency was called.

    Attributes
    ----------
    pattern, now
        Find its former names, and those of today.
    name
        What it is called, for a person.
    since
        The year of the reform behind which nobody is called so any more; 0 where only a present name beside a
        former one tells that this is one.
    """

    pattern: re.Pattern[str]
    now: re.Pattern[str]
    name: str
    since: int


def _former(name: str, now: str, *old: str, since: int = 0) -> _Former:
    return _Former(re.compile(rf"(?<!原)(?:{'|'.join(old)})"), re.compile(now), name, since)


_FORMER = (
    _former(
        "市场监督管理部门",
        r"市场监督管理|市场监管",
        rf"(?:国家)?工商行政管理(?:部门|机关|总局|局|所|分局|{_LISTED})",
        rf"(?<![\u4e00-\u9fff])工商(?:局|部门|{_LISTED})|(?<=[市县区省、])工商(?:局|部门|分局|所|{_LISTED})",
        rf"(?:国家)?质量技术监督(?:行政)?(?:主管)?(?:部门|局|{_LISTED})|质监(?:局|部门|{_LISTED})",
        r"(?:国家)?质量监督检验检疫(?:总局|局|部门)|质检总局",
        rf"(?:国家)?食品药品监督管理(?:部门|总局|局|所|{_LISTED})|食品药品监管(?:部门|局)",
        rf"食药监(?:管)?(?:部门|局|所|{_LISTED})",
        since=2018,
    ),
    _former(
        "卫生健康部门",
        r"卫生健康|卫健",
        rf"(?:国家)?卫生(?:和|与)?计划生育(?:{_KIND}|{_LISTED})|卫计(?:委|局|部门|{_LISTED})",
        rf"(?:国家)?卫生计生(?:{_KIND}|{_LISTED})|人口(?:和|与)?(?:计划生育|计生){_KIND}",
        r"(?:计划生育|计生)(?:委|局|部门|行政部门)",
        since=2018,
    ),
    _former("卫生健康部门", r"卫生健康|卫健", r"卫生行政(?:主管)?部门|(?<=[市县区省])卫生[局厅]"),
    _former(
        "应急管理部门",
        r"应急管理(?:部门|局|厅|部|、)|应急局|应急厅",
        rf"(?<!负有)(?:国家)?安全生产监督管理(?:部门|总局|局|{_LISTED})|安监(?:局|部门|{_LISTED})",
        since=2018,
    ),
    _former(
        "生态环境部门",
        r"生态环境(?:主管)?(?:部门|局|厅|分局)|生态环境主管|生态环境(?=、)",
        rf"(?<!生态)环境保护(?:{_KIND}|{_LISTED})|环保(?:部门|局|厅|分局)|(?<=[由经报])环境保护部(?!门)",
        since=2018,
    ),
    _former(
        "自然资源部门",
        r"自然资源(?:和规划)?(?:主管)?(?:部门|局|厅)|自然资源主管|自然资源(?=、)|规划和自然资源",
        rf"国土资源(?:和房屋管理|和规划|房管)?(?:{_KIND}|部(?!门)|所|{_LISTED})|国土(?:局|部门|所|{_LISTED})",
        r"国土房管[局部]|国土规划局",
        since=2018,
    ),
    _former("自然资源和规划部门", r"自然资源(?:和规划)?局", r"(?<![和与及、划])规划局(?!划)|规划行政主管部门"),
    _former(
        "住房和城乡建设部门",
        r"住房(?:和|与)?城乡建设(?:主管)?(?:部门|局|厅|委)|住建局",
        r"住建委|(?<![住乡])建委|(?<!城乡)(?<!城市)建设局|(?<!城乡)建设委员会(?!员)|(?<!城乡)建设行政主管部门",
        r"房产管理局|房管局",
    ),
    _former(
        "农业农村部门",
        r"农业农村(?:主管)?(?:部门|局|厅|委)",
        r"农业(?:行政)?主管部门|农业局|农委(?!会)|畜牧(?:兽医)?局|农业行政部门|农机局|水产局",
    ),
    _former(
        "农业农村部门",
        r"农业农村(?:主管)?(?:部门|局|厅|委)|乡村振兴局",
        r"扶贫办(?!法)|扶贫开发(?:领导小组)?办公室|扶贫(?:局|部门)",
        since=2021,
    ),
    _former("农业农村部门", r"农业农村(?:主管)?(?:部门|局|厅|委)", r"(?:国家)?乡村振兴局", since=2024),
    _former(
        "文化和旅游部门",
        r"文化(?:和|广电|体育)*旅游(?:主管)?(?:部门|局|厅|委)|文旅局|文广旅|文化和旅游",
        rf"文化广电(?:新闻出版|影视)局|文广新局|文广局|(?:国家)?新闻出版广电(?:总局|局|部门|{_LISTED})|文化体育局",
        r"文体局",
        since=2018,
    ),
    _former(
        "文化和旅游部门",
        r"文化(?:和|广电|体育)*旅游(?:主管)?(?:部门|局|厅|委)|文旅局|文广旅|文化和旅游",
        r"(?<![和与及化电体育])旅游(?:局|委员会|委|发展委员会|行政主管部门|主管部门)|(?<=[市县区省])文化(?:局|厅)",
        r"文化(?:行政)?主管部门",
    ),
    _former(
        "人力资源和社会保障部门",
        r"人力资源(?:和)?社会保障|人社(?:局|部门|厅)",
        r"人事局|劳动(?:和社会)?保障(?:行政)?(?:主管)?(?:部门|局|厅)|劳动局|(?<=[市县区省])人事(?:部门|厅)",
    ),
    _former(
        "工业和信息化部门", r"工业和信息化局|工信局", r"经贸[委局]|经济和信息化[委局]|经信[委局]|经济贸易局|中小企业局"
    ),
    _former(
        "金融监督管理部门",
        r"金融监管局|金融监督管理|金融监管(?:总局|分局)",
        r"(?:中国)?银(?:行)?(?:业)?(?:保险)?监督管理委员会(?:[\u4e00-\u9fff]{2,6}(?:监管)?(?:局|分局))?",
        r"(?:中国)?保险监督管理委员会",
        r"银监(?:会|局|分局|办)|保监(?:会|局|分局)|银保监(?:会|局|分局|监管分局|部门)|银行业监督管理(?:机构|部门|局)",
        since=2023,
    ),
    _former(
        "税务部门",
        r"(?<!国)(?<!地)税务(?:机关|部门|局)|税务总局",
        r"(?:国税|地税)(?:局|部门|机关)|国家税务局|地方税务(?:局|机关|部门)",
        since=2018,
    ),
    _former(
        "公安机关交通管理部门",
        r"公安机关交通管理部门",
        r"交警(?:支队|大队|总队|部门)|交通警察支队|公安交通管理部门|公安交警部门",
    ),
    _former(
        "消防救援机构",
        r"消防救援(?:机构|支队|大队|局|部门|总队)",
        r"公安消防(?:机构|支队|大队|部队|总队|部门)|公安机关消防机构|武警消防(?:部队|支队|大队)",
        since=2018,
    ),
    _former(
        "司法行政部门",
        r"司法(?:行政)?(?:部门|局|厅)",
        r"(?:政府)?法制办(?!法)(?:公室)?|政府法制(?:机构|工作机构|部门)",
        since=2018,
    ),
    _former(
        "发展改革部门",
        r"发展(?:和)?改革|发改",
        r"物价(?:局|部门|主管部门)|发展计划(?:委|局|部门)|(?<=[市县区省])计委",
        since=2018,
    ),
    _former(
        "监察机关",
        r"监察(?:机关|委员会|委)",
        r"行政监察(?:部门|机关)|(?<=[市县区省])监察[局厅]|监察部(?!门)",
        since=2018,
    ),
    _former(
        "交通运输部门",
        r"交通运输(?:主管)?(?:部门|局|厅)|交通运输(?=、)",
        r"(?<=[市县区省])交通(?:局|厅|委)(?!员)|交通(?:行政)?主管部门",
    ),
    _former(
        "商务部门",
        r"商务(?:主管)?(?:部门|局|厅|委)",
        r"(?:对外经济贸易|外经贸|经济贸易|经贸)(?:局|委|部门)|(?<=[市县区省])(?:贸易|商业)局",
    ),
    _former("林业和草原部门", r"林业和草原", r"林业局|国家林业局"),
    _former("数据管理部门", r"(?<!大)数据(?:管理)?局", r"大数据(?:发展)?(?:管理)?(?:局|中心)"),
    _former("粮食和物资储备部门", r"粮食和(?:物资)?储备", r"粮食局"),
    _former(
        "行政审批部门",
        r"行政审批(?:服务)?局|政务服务(?:和数据)?(?:管理)?局",
        r"政务服务(?:管理)?(?:办公室|办(?![理事结件法]))|行政服务中心",
    ),
)
"""Names before the reforms of 2018 and 2023 and after, by general knowledge: no plan of reform was read for it."""
_TITLES = re.compile(
    r"《[^《》\n]*》(?:[（(][^（）()\n]*[）)])?|“[^“”\n]*”|(?:原|更名为|划入|并入|撤销)[\u4e00-\u9fff、]{2,30}"
)
_ACT = re.compile(r"(?:办公厅)?(?:令|公告|关于|印发|文件|发布的|[〔\[（(]?[12][0-9]{3})")
"""Behind an agency that issued something when it was called so."""
_MOST = 3
_REFORM = "2018-03"
_SETTLED = 2
"""So many years behind a reform all agencies are called anew."""


def former_agencies(draft: Draft) -> Iterator[Flaw]:
    """Find agencies by a former name: beside the present one (工商局 beside 市场监管局), or long after a reform."""
    skipped = [part.span for part in draft.document.parts if part.kind in ("title", "cover", "closing")]
    text = _TITLES.sub(lambda title: "　" * len(title[0]), draft.text)
    latest = _latest(draft)
    if 0 < latest < int(_REFORM[:4]) or "" < draft.document.date < _REFORM:
        return
    told: set[int] = set()
    for former in _FORMER:
        found = [
            match
            for match in former.pattern.finditer(text)
            if match.start() not in told
            and not _ACT.match(text, match.end())
            and not any(span.start <= match.start() < span.end for span in skipped)
        ]
        used = len(former.now.findall(text)) if found else 0
        told.update(match.start() for match in found)
        if len(found) <= min(_MOST, used):
            for match in found:
                remark = message("a former name; elsewhere in this document: {name}", name=former.name)
                yield Flaw(Span(*match.span()), remark)
        elif found and former.since and latest >= former.since + _SETTLED:
            remark = message(
                "a former name, before the reform of {year}; now: {name}", year=former.since, name=former.name
            )
            yield Flaw(Span(*found[0].span()), remark)


def is_former(name: str) -> bool:
    """Whether an agency's name is one from before a reform."""
    return any(former.since and former.pattern.search(name) for former in _FORMER)


def _latest(draft: Draft) -> int:
    """Return the latest year that a draft names, 0 for none."""
    years = [int(year) for year in re.findall(r"(?<![0-9])((?:19|20)[0-9]{2})(?=[年〕\]—-])", draft.text)]
    return max([*years, int(draft.document.date[:4] or 0)])
