"""A rule about agencies that are no more: a former name beside the one that took its place in the same draft."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.documents import Span
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_KIND = r"(?:行政)?(?:主管|管理)?(?:部门|机关|局|厅|委员会|委|总局)"
_PRESENT = (
    (
        r"工商行政管理(?:部门|机关|局)?|工商局|质量技术监督(?:部门|局)?|质监局|食品药品监督管理(?:部门|局)|食药监局",
        r"市场监督管理|市场监管",
        "市场监督管理部门",
    ),
    (
        rf"卫生和?计划生育{_KIND}|卫计[委局]|卫生计生[委局]|卫生计生{_KIND}|卫生行政部门|卫生局|人口和?计生[委局]",
        r"卫生健康|卫健",
        "卫生健康部门",
    ),
    (r"安全生产监督管理(?:部门|局)|安监局|安监部门", r"应急管理(?:部门|局|厅|部)|应急局|应急厅", "应急管理部门"),
    (
        r"环境保护(?:行政)?(?:主管)?(?:部门|局|厅)|环保局|环保部门|环保厅",
        r"生态环境(?:主管)?(?:部门|局|厅|分局)|生态环境主管",
        "生态环境部门",
    ),
    (
        r"国土资源(?:行政)?(?:主管)?(?:部门|局|厅)|国土局",
        r"自然资源(?:和规划)?(?:主管)?(?:部门|局|厅)|自然资源主管",
        "自然资源部门",
    ),
    (
        r"住建委|(?<![住乡])建委|(?<!城乡)(?<!城市)建设局|(?<!城乡)建设委员会(?!员)",
        r"住房(?:和|与)?城乡建设(?:主管)?(?:部门|局|厅|委)|住建局",
        "住房和城乡建设部门",
    ),
    (r"农业(?:行政)?主管部门|农业局|农委(?!会)|畜牧局", r"农业农村(?:主管)?(?:部门|局|厅|委)", "农业农村部门"),
    (
        r"文化广电新闻出版局|文广新局|(?<![和与及化电])旅游局|文化局",
        r"文化(?:和|广电)?旅游(?:主管)?(?:部门|局|厅)|文旅局|文广旅",
        "文化和旅游部门",
    ),
    (
        r"人事局|劳动(?:和社会)?保障(?:行政)?(?:部门|局)|劳动局",
        r"人力资源(?:和)?社会保障|人社局",
        "人力资源和社会保障部门",
    ),
    (r"经贸[委局]|经济和信息化[委局]|经信[委局]", r"工业和信息化局|工信局", "工业和信息化部门"),
    (r"扶贫办|扶贫开发办公室", r"乡村振兴局|农业农村局", "农业农村部门"),
    (
        r"银监局|银监会|保监局|保监会|银保监局|银保监会",
        r"金融监管局|金融监督管理|金融监管总局",
        "金融监督管理部门",
    ),
    (r"规划局(?!划)|规划行政主管部门", r"自然资源(?:和规划)?局", "自然资源和规划部门"),
    (r"(?:国税|地税)局|国家税务局|地方税务局", r"(?<!国)(?<!地)税务(?:机关|部门|局)", "税务部门"),
    (r"交警(?:支队|大队|总队|部门)|交通警察支队", r"公安机关交通管理部门", "公安机关交通管理部门"),
    (
        r"公安消防(?:机构|支队|大队|部队)|公安机关消防机构",
        r"消防救援(?:机构|支队|大队|局|部门)",
        "消防救援机构",
    ),
)
"""Names before the reforms of 2018 and after, and pairs of which a draft has but one, with what is meant."""
_FORMER = tuple((re.compile(rf"(?<!原)(?<!国家)(?:{old})"), re.compile(now), name) for old, now, name in _PRESENT)
_TITLES = re.compile(r"《[^《》\n]*》")
_MOST = 3
_REFORM = "2018-03"


def former_agencies(draft: Draft) -> Iterator[Flaw]:
    """Find agencies by a former name in a draft that has the present one too (工商局 beside 市场监管局)."""
    skipped = [part.span for part in draft.document.parts if part.kind in ("title", "cover", "closing")]
    text = _TITLES.sub(lambda title: "　" * len(title[0]), draft.text)
    if _is_older(draft):
        return
    for former, now, name in _FORMER:
        used = len(now.findall(text))
        every = former.finditer(text) if used else ()
        found = [match for match in every if not any(span.start <= match.start() < span.end for span in skipped)]
        if len(found) <= min(_MOST, used):
            for match in found:
                yield Flaw(Span(*match.span()), message("a former name; elsewhere in this document: {name}", name=name))


def _is_older(draft: Draft) -> bool:
    """Whether a draft is older than the reform, in which both kinds of agencies may have been."""
    years = [int(year) for year in re.findall(r"(?<![0-9])((?:19|20)[0-9]{2})年", draft.text)]
    return "" < draft.document.date < _REFORM or bool(years and max(years) < int(_REFORM[:4]))
