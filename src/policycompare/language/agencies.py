"""Agencies and places by level of government: the table in ``resources/levels.toml`` and the rules around it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from policycompare.documents import Unit
from policycompare.language.traditional import simplified
from policycompare.vocabulary import LEVELS, Level

DIRECT_MUNICIPALITIES = frozenset({"北京", "天津", "上海", "重庆"})

_LEVEL_OF_PREFIX: dict[str, Level] = {
    "国家": "nation", "国务院": "nation", "中央": "nation", "全国": "nation",
    "省": "province", "自治区": "province",
    "市": "city", "州": "city", "区": "district", "县": "district", "旗": "district",
    "镇": "town", "乡": "town",
}  # fmt: skip
_PREFIX = re.compile(rf"(?:{'|'.join(sorted(_LEVEL_OF_PREFIX, key=len, reverse=True))})")
_PLACE_PREFIX = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:特别行政区|自治区|自治州|自治县|省|市|区|县)")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
_QUANTIFIER = re.compile(r"(?:各有关|各相关|有关|相关|各)")
_AGENCY_END = re.compile(
    r"(?:局|委|办|部|厅|会|院|署|处|室|站|队|所|中心|公司|集团|企业|支队|总队|单位|部门|机构|政府|党委|街道|乡|镇|县|区|市|乡镇|街镇|法院|检察院"
    r"|监委|工会|团委|妇联|团区委|团市委|大学|学校|医院|银行|园区|管委会|办公室|地区|社区|省)$"
)


@dataclass(frozen=True, slots=True)
class AgencyTable:
    """The table of agencies, ready for look-up.

    Attributes
    ----------
    canonical
        Canonical name by every name that is written.
    level
        Level of government by name, for names that only one level uses (应急管理厅 → province).
    lower
        Phrases for the levels below (各区, 各乡镇), which correspond to each other.
    provinces
        Short names of the provinces.
    own
        Level by the words with which a document speaks of its own territory (本市, 全区).
    """

    canonical: dict[str, str]
    level: dict[str, Level]
    lower: frozenset[str]
    provinces: tuple[str, ...]
    own: dict[str, Level]


LOWER = "各下级"
"""Canonical name of 各区, 各乡镇 and the like: the levels below."""


@cache
def table() -> AgencyTable:
    """Return the shipped table of agencies."""
    source = resources.files("policycompare.resources").joinpath("levels.toml").read_text("utf-8")
    data = tomllib.loads(source)
    canonical: dict[str, str] = {}
    levels: dict[str, set[Level]] = {}
    for agency in data["agency"]:
        canonical[agency["canonical"]] = agency["canonical"]
        for key in (*LEVELS.keys, "generic", "former"):
            for name in agency.get(key, ()):
                canonical[name] = agency["canonical"]
                levels.setdefault(name, set()).update([key] if key in LEVELS else LEVELS.keys)
    return AgencyTable(
        canonical=canonical,
        level={name: next(iter(found)) for name, found in levels.items() if len(found) == 1},
        lower=frozenset(phrase for row in data["lower"] for phrase in row["phrases"]),
        provinces=tuple(data["places"]["provinces"]),
        own={word: level for level, row in data["levels"].items() for word in row.get("self", ())},
    )


def is_unit(name: str) -> bool:
    """Whether `name` looks like a responsible unit: the table has it, or it ends as agencies do."""
    bare = _BRACKET.sub("", simplified(name))
    return bool(_AGENCY_END.search(bare)) or bare in table().lower or _bare(bare)[0] in table().canonical


def make_unit(name: str, level: Level | None = None) -> Unit:
    """Return the unit called `name`, with the name that is comparable across levels.

    Parameters
    ----------
    name
        As written.
    level
        Level of the document, for names that do not tell their own.

    Examples
    --------
    >>> [make_unit(n).canonical for n in ("区经委", "市经济信息化委", "区消防救援支队", "市消防救援总队", "各乡镇")]
    ['经济信息化委', '经济信息化委', '消防救援机构', '消防救援机构', '各下级']
    >>> make_unit("长兴企业集团").known
    False
    """
    known = table()
    plain = _BRACKET.sub("", simplified(name)).strip()
    if plain in known.lower:
        return Unit(name, LOWER, None, known=True)
    bare, told = _bare(plain)
    for candidate in (plain, bare, _QUANTIFIER.sub("", bare)):
        if candidate in known.canonical:
            return Unit(name, known.canonical[candidate], told or known.level.get(candidate) or level, known=True)
    return Unit(name, bare or plain or name, told or level, known=False)


def _bare(name: str) -> tuple[str, Level | None]:
    """Return `name` without what localises it, and the level that this told."""
    known = table()
    if name in known.canonical:
        return name, known.level.get(name)
    if (match := _PREFIX.match(name)) and len(name) > match.end() + 1:
        return name[match.end() :], _LEVEL_OF_PREFIX[match[0]]
    for province in known.provinces:
        if name.startswith(province) and len(name) > len(province) + 1:
            rest = name[len(province) :]
            return (
                (rest[1:], "city" if province in DIRECT_MUNICIPALITIES else "province")
                if rest[0] in "省市"
                else (rest, None)
            )
    if match := _PLACE_PREFIX.match(name):
        return name[match.end() :], _LEVEL_OF_PREFIX.get(match[0][-1])
    for start in (2, 3):
        if name[start:] in known.canonical:
            return name[start:], None
    return name, None
