"""Agencies and places by level of government: the table in ``resources/levels.toml`` and the rules around it."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from policycompare.documents import Unit
from policycompare.errors import ReadError
from policycompare.language.traditional import simplified
from policycompare.messages import message
from policycompare.storage.user_folders import user_folder
from policycompare.vocabulary import LEVELS, Level

if TYPE_CHECKING:
    from policycompare.documents import UnitRole

USER_TABLE = "agencies.toml"
"""A user's own table of agencies, in the folder of imported documents; its rows go before those that are shipped."""
DIRECT_MUNICIPALITIES = frozenset({"北京", "天津", "上海", "重庆"})

_LEVEL_OF_PREFIX: dict[str, Level] = {
    "国家": "nation", "国务院": "nation", "中央": "nation", "全国": "nation",
    "省": "province", "自治区": "province",
    "市": "city", "州": "city", "区": "district", "县": "district", "旗": "district",
    "镇": "town", "乡": "town",
}  # fmt: skip
_PREFIX = re.compile(rf"(?P<level>{'|'.join(sorted(_LEVEL_OF_PREFIX, key=len, reverse=True))})级?")
_BUREAU = re.compile(r"(?P<level>[省市州区县旗])级?[厅局]")
"""省厅, 市局, 区局: the bureau in charge at a level, whatever it is called."""
IN_CHARGE = "主管部门"
"""Canonical name of 省厅, 市局, 区局."""
_PLACE_PREFIX = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:特别行政区|自治区|自治州|自治县|省|市|区|县)")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
_QUANTIFIER = re.compile(r"(?:各有关|各相关|有关|相关|各)")
_AGENCY_END = re.compile(
    r"(?:局|委|办|部|厅|会|院|署|处|室|站|队|所|中心|公司|集团|企业|支队|总队|单位|部门|机构|政府|党委|街道|乡|镇|县|区|市|乡镇|街镇|法院|检察院"
    r"|监委|工会|团委|妇联|团区委|团市委|大学|学校|医院|银行|园区|管委会|办公室|地区|社区|省)$"
)
_STEM_END = re.compile(r"(?:委员会|管理局|总局|[委局厅部办署]|办公室)$")
"""Ending of an agency's name; 卫生健康局 and 卫生健康委 are equal without it: one agency under two names."""
_SHORTEST_STEM = 2
_NO_AGENCY = frozenset({"管理局", "监管局", "分局", "分行", "支行", "办公室", "管理站"})
"""What is no agency's name without the place before it: 民航中南地区管理局."""
_CULTURE = re.compile(r"(?=[^旅]*文)(?=.*旅)[文广电影视体旅游化和新闻出版教育]{2,12}[局厅委]")
"""文旅局, 文广旅体局, 文化广电旅游体育局: one agency with as many names as there are places."""
_ALL_BELOW = re.compile(
    r"(?:各|有关|相关)(?:级|有关|相关)?(?:地级以上|设区的)?(?:区|县|市|旗|州|地|镇|乡|街道|街|园区|开发区|功能区|县级|[（(][^）)]{1,8}[）)]"
    r"|、|及|和)+(?:人民政府|政府|办事处|管委会|党委|党工委)*"
)
_SHANGHAI = re.compile("上海|黄浦|徐汇|长宁|静安|普陀|虹口|杨浦|闵行|宝山|嘉定|浦东|金山|松江|青浦|奉贤|崇明|临港")
_PLACE_IN_TITLE = re.compile(r"[\u4e00-\u9fff]{2,9}?(?:省|自治区|市|州|区|县|旗)")


@dataclass(frozen=True, slots=True, eq=False)
class AgencyTable:
    """The table of agencies, ready for look-up; equal to itself alone, so that it can be the key of a cache.

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
    stems
        Canonical name by what a name has before 委, 局, 厅 and the like, where only one agency has it.
    elsewhere
        What an agency is called outside of Shanghai, by its canonical name.
    """

    canonical: dict[str, str]
    level: dict[str, Level]
    lower: frozenset[str]
    provinces: tuple[str, ...]
    own: dict[str, Level]
    stems: dict[str, str]
    elsewhere: dict[str, str]


_FOLDERS = ("POLICYCOMPARE_DATA", "XDG_DATA_HOME", "HOME", "LOCALAPPDATA", "APPDATA")
"""Variables of the environment that say where the user's folder is."""
LOWER = "各下级"
"""Canonical name of 各区, 各乡镇 and the like: the levels below."""


def table() -> AgencyTable:
    """Return the table of agencies: the user's rows, then the shipped ones.

    Raises
    ------
    ReadError
        The user's table is no TOML, or a row has no canonical name.
    """
    path = _user_table(*(os.environ.get(name, "") for name in _FOLDERS))
    try:
        stamp = os.stat(path)  # noqa: PTH116
    except OSError:
        _Latest.table = _table("", "")
    else:
        _Latest.table = _table_of_file(path, stamp.st_mtime_ns, stamp.st_size)
    return _Latest.table


class _Latest:
    """The table as it was when somebody last asked for it: a document is read with one table, name after name."""

    table: AgencyTable | None = None


def table_in_use() -> AgencyTable:
    """Return the table without a look at the disk, which would cost more than all else for a list of units."""
    return _Latest.table or table()


@cache
def _user_table(*_folders: str) -> str:
    return str(user_folder() / USER_TABLE)


@cache
def _table_of_file(path: str, modified: int, size: int) -> AgencyTable:  # noqa: ARG001 - a changed file is read again
    with open(path, encoding="utf-8-sig") as stream:  # noqa: PTH123 - the cache's key is a string
        return _table(stream.read(), path)


@cache
def _table(own: str, path: str) -> AgencyTable:
    source = resources.files("policycompare.resources").joinpath("levels.toml").read_text("utf-8")
    data = tomllib.loads(source)
    rows = [*_rows_of_user(own, path), *data["agency"]]
    canonical: dict[str, str] = {}
    levels: dict[str, set[Level]] = {}
    elsewhere: dict[str, str] = {}
    for agency in rows:
        canonical.setdefault(agency["canonical"], agency["canonical"])
        if "elsewhere" in agency:
            elsewhere.setdefault(agency["canonical"], agency["elsewhere"])
        for key in (*LEVELS.keys, "generic", "former", "names"):
            for name in agency.get(key, ()):
                canonical.setdefault(name, agency["canonical"])
                levels.setdefault(name, set()).update([key] if key in LEVELS else LEVELS.keys)
    return AgencyTable(
        canonical=canonical,
        level={name: next(iter(found)) for name, found in levels.items() if len(found) == 1},
        lower=frozenset(phrase for row in data["lower"] for phrase in row["phrases"]),
        provinces=tuple(data["places"]["provinces"]),
        own={word: level for level, row in data["levels"].items() for word in row.get("self", ())},
        stems=_stems(canonical),
        elsewhere=elsewhere,
    )


def _rows_of_user(own: str, path: str) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = tomllib.loads(own).get("agency", [])
    except tomllib.TOMLDecodeError as error:
        raise ReadError(
            message("{path}: no TOML: {error}; correct the line it names", path=path, error=error)
        ) from None
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("canonical"), str):
            raise ReadError(
                message('{path}: an agency without a canonical name; write canonical = "…" in its row', path=path)
            )
    return rows


def _stems(canonical: dict[str, str]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for name, agency in canonical.items():
        stem = _STEM_END.sub("", name)
        if stem != name and len(stem) >= _SHORTEST_STEM:
            found.setdefault(stem, set()).add(agency)
    return {stem: next(iter(agencies)) for stem, agencies in found.items() if len(agencies) == 1}


def is_unit(name: str) -> bool:
    """Whether `name` looks like a responsible unit: the table has it, or it ends as agencies do."""
    bare = _BRACKET.sub("", simplified(name))
    return bool(_AGENCY_END.search(bare)) or is_known(name)


def is_known(name: str) -> bool:
    """Whether the table has a unit called `name`, whatever localises it."""
    plain = _BRACKET.sub("", simplified(name)).strip()
    return _is_lower(plain) or _agency_of(plain)[0] is not None


def is_elsewhere(*names: str) -> bool:
    """Whether a title or issuer names a place outside of Shanghai, whose agencies have other names.

    Examples
    --------
    >>> is_elsewhere("杭州市余杭区方案"), is_elsewhere("崇明区方案"), is_elsewhere("国务院关于…的意见")
    (True, False, False)
    """
    known = table_in_use()
    text = "".join(names)
    if _SHANGHAI.search(text):
        return False
    return any(province in text for province in known.provinces) or any(
        bool(_PLACE_IN_TITLE.match(name)) and not name.startswith(("本", "全", "各", "某", "城市", "国"))
        for name in names
    )


def make_unit(name: str, level: Level | None = None, *, role: UnitRole = "none", elsewhere: bool = False) -> Unit:
    """Return the unit called `name`, with the name that is comparable across levels.

    Parameters
    ----------
    name
        As written.
    level
        Level of the document, for names that do not tell their own.
    role
        Which part it has.
    elsewhere
        Whether the document is of a place outside of Shanghai: then its agencies are called as they are there.

    Examples
    --------
    >>> [make_unit(n).canonical for n in ("区经委", "市经济信息化委", "区消防救援支队", "市消防救援总队", "各乡镇")]
    ['经济信息化委', '经济信息化委', '消防救援机构', '消防救援机构', '各下级']
    >>> make_unit("区商务局").canonical, make_unit("区商务局", elsewhere=True).canonical
    ('商务委', '商务局')
    >>> make_unit("长兴企业集团").known
    False
    """
    plain = _BRACKET.sub("", simplified(name)).strip()
    if _is_lower(plain) or _is_lower(simplified(name).strip()):
        return Unit(name, LOWER, None, known=True, role=role, agency=LOWER)
    if bureau := _BUREAU.fullmatch(plain):
        return Unit(name, IN_CHARGE, _LEVEL_OF_PREFIX[bureau["level"]], known=True, role=role, agency=IN_CHARGE)
    agency, told, bare = _agency_of(plain)
    if agency is not None:
        shown = table_in_use().elsewhere.get(agency, agency) if elsewhere else agency
        return Unit(name, shown, told or level, known=True, role=role, agency=agency)
    rest = bare or plain or name
    return Unit(name, rest, told or level, known=False, role=role, agency=rest)


def _is_lower(plain: str) -> bool:
    return plain in table_in_use().lower or bool(_ALL_BELOW.fullmatch(plain))


def _agency_of(plain: str) -> tuple[str | None, Level | None, str]:
    """Return the agency that a name is of, the level the name tells, and the name without what localises it."""
    known = table_in_use()
    bare, told = _bare(plain)
    for candidate in (plain, bare, _QUANTIFIER.sub("", bare)):
        if candidate in known.canonical:
            return known.canonical[candidate], told or known.level.get(candidate), bare
    stem = _STEM_END.sub("", bare)
    if stem != bare and stem in known.stems:
        return known.stems[stem], told, bare
    if _CULTURE.fullmatch(bare):
        return known.canonical["文化旅游局"], told, bare
    return None, told, bare


def _bare(name: str) -> tuple[str, Level | None]:
    """Return `name` without what localises it, and the level that this told."""
    known = table_in_use()
    if name in known.canonical:
        return name, known.level.get(name)
    if (match := _PREFIX.match(name)) and len(name) > match.end() + 1:
        return name[match.end() :], _LEVEL_OF_PREFIX[match["level"]]
    for province in known.provinces:
        if name.startswith(province) and len(name) > len(province) + 1:
            rest = name[len(province) :]
            if rest[0] not in "省市":
                return rest, None
            return rest[1:], "city" if province in DIRECT_MUNICIPALITIES else "province"
    match = _PLACE_PREFIX.match(name)
    if match and name[match.end() :] not in _NO_AGENCY:
        return name[match.end() :], _LEVEL_OF_PREFIX.get(match[0][-1])
    for start in (2, 3):
        if name[start:] in known.canonical:
            return name[start:], None
    return name, None
