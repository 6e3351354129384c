"""A rule about agencies: one that a draft calls by two names, in its text and in its lists of units."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN, Flaw
from policycompare.checking.former_agencies import is_former
from policycompare.checking.responsible_units import unit_variants
from policycompare.documents import Span
from policycompare.language.agencies import make_unit
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_QUOTED = re.compile(r"《[^《》\n]*》|“[^“”\n]*”")
_KIND = r"(?:委员会|办公室|主管部门|行政部门|管理部门|总?支?大?队|中心|[局厅])"
_SHORT_KIND = r"委(?![员托派任屈会婉外办党])|办(?=[、，。；）)和及负牵会按应出审])"
_DEPARTMENT = re.compile("部门$")
_NO_NAME = (
    r"国务院|国家|全国|上一?级|下一?级|当地|本级|所在|原|人大|人民|常务|专门|选举|业主|村民|居民|代表|评审|专家|仲裁|审查|设立|可以|推进|告|送|请|"
    r"应当|会同|负责|经由|及其|各级|各类|有关|相关|所属|所在|人民政府|上级|下级|同级|以上|其他|对[^外]|[的在是由向等按依报将或为被于至与]|批准|管辖|部门"
)
_NAME = re.compile(
    rf"(?:(?<![城都超门集夜治设辖小社园地景山校灾库片学林牧])(?P<level>[省市区县旗州])(?![辖级直属委和及与])|(?<=[由向经报])(?=[{HAN}]))"
    rf"(?P<name>(?:(?!{_NO_NAME})[{HAN}]){{1,14}}?(?:{_KIND}|{_SHORT_KIND}))(?!分局|长[，。、的]|下属)"
)
_DEFINED = re.compile(
    rf"(?P<long>[{HAN}]{{4,30}})[（(](?:以下(?:统|并|通)?(?:简)?称|简称)(?:为)?[：:]?[“]?(?P<short>[{HAN}]{{2,16}})[”]?[）)]"
)
_ENDING = re.compile(rf"{_KIND}$|[委办]$")
_FILLER = re.compile("监督|管理|行政|主管|和|与|及|工作|服务|综合")
_CLASSES = {"委员会": "会", "中心": "中心", "队": "队", "办": "办", "室": "办"}
"""What an agency is by its last characters, where it is another one than a bureau: a centre, a team."""
_SHORTEST_STEM, _FEW, _MANY = 2, 2, 2


@dataclass(frozen=True, slots=True)
class _Named:
    """An agency where the text names it: the word for its level, its name, and where it stands."""

    level: str
    name: str
    span: Span

    @property
    def whole(self) -> str:
        return f"{self.level}{self.name}"


def agency_variants(draft: Draft) -> Iterator[Flaw]:
    """Find an agency that the text mostly calls otherwise (区市场监督管理局 among 区市场监管局)."""
    given = _given(draft.text)
    by_level: dict[str, dict[str, list[_Named]]] = {}
    for named in _named(draft):
        by_level.setdefault(named.level, {}).setdefault(named.name, []).append(named)
    told = {flaw.span.start for flaw in unit_variants(draft)}
    for names in by_level.values():
        for group in _groups(list(names)):
            counts = Counter({name: len(names[name]) for name in group})
            usual, others = _usual(counts, next(iter(names[group[0]])).level, given)
            for named in (one for name in others for one in names[name] if one.span.start not in told):
                yield Flaw(named.span, message("elsewhere in this document: {usual}", usual=usual), usual)


def _given(text: str) -> dict[str, str]:
    """Return the names that the text says how it shortens them: the long and the short one, each with the short one."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        found[match["short"]] = match["short"]
        found[match["long"]] = match["short"]
    return found


def _named(draft: Draft) -> Iterator[_Named]:
    """Give the agencies that the text names, outside of titles, quotations, and its own head and end."""
    skipped = [part.span for part in draft.document.parts if part.kind in ("title", "cover", "closing")]
    quoted = [Span(*match.span()) for match in _QUOTED.finditer(draft.text)]
    for match in _NAME.finditer(draft.text):
        is_skipped = any(span.start <= match.start() < span.end for span in skipped)
        if not is_skipped and not _is_inside(match.start(), quoted):
            yield _Named(match["level"] or "", match["name"], Span(*match.span()))


def _is_inside(at: int, spans: list[Span]) -> bool:
    position = bisect_right(spans, Span(at, 10**9)) - 1
    return position >= 0 and at < spans[position].end


def _groups(names: list[str]) -> list[list[str]]:
    """Return the names that are of one agency, those of which there are several."""
    groups: list[list[str]] = []
    for name in names:
        group = next((one for one in groups if any(_is_same(name, other) for other in one)), None)
        if group is None:
            groups.append([name])
        else:
            group.append(name)
    return [group for group in groups if len(group) > 1]


def _is_same(one: str, other: str) -> bool:
    """Whether two names are of one agency: the table says so, or the shorter is made of the longer one's characters."""
    departments = [bool(_DEPARTMENT.search(name)) for name in (one, other)]
    if all(departments):
        return False  # 城乡规划主管部门 and 自然资源主管部门 are two in one text, and one agency elsewhere
    if one.endswith(other) or other.endswith(one):
        return False
    units = make_unit(one), make_unit(other)
    if not any(departments) and all(unit.known for unit in units):
        return units[0].agency == units[1].agency
    if _class(one) != _class(other):
        return False
    short, long = sorted((_stem(one), _stem(other)), key=len)
    if len(short) < _SHORTEST_STEM or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(char in rest for char in short)


@lru_cache(maxsize=4096)
def _stem(name: str) -> str:
    return _FILLER.sub("", _ENDING.sub("", name))


def _class(name: str) -> str:
    return next((kind for end, kind in _CLASSES.items() if name.endswith(end)), "")


def _usual(counts: Counter[str], level: str, given: dict[str, str]) -> tuple[str, list[str]]:
    """Return what an agency is called mostly, and its other names: none where it may be two agencies."""
    defined = [name for name in counts if any(long.endswith(f"{level}{name}") for long in given)]
    if defined:
        short = next(given[long] for long in given if long.endswith(f"{level}{defined[0]}"))
        return short, [name for name in counts if name not in defined and not _DEPARTMENT.search(name)]
    # Of names that are as frequent the one that came first, and a former one never.
    former = {name for name in counts if is_former(name)}
    usual = max((name for name in counts if name not in former or len(former) == len(counts)), key=counts.__getitem__)
    often = counts[usual]
    others = [name for name in counts if name != usual and not _DEPARTMENT.search(name)]
    known = make_unit(usual)
    if not known.known or any(make_unit(name).agency != known.agency for name in others):
        others = [name for name in others if counts[name] <= _FEW and often >= max(_MANY, counts[name])]
    return f"{level}{usual}", others
