"""Normalised texts: typography folded, places and levels of government made the same, for comparing only.

What people see is always the source.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from policycompare.language.agencies import DIRECT_MUNICIPALITIES, LOWER, table
from policycompare.language.traditional import simplified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from policycompare.documents import Document

GOVERNMENT = "政府"
"""Stands for the government at the document's own level: 县级以上地方各级人民政府, 市、区县人民政府."""
DOCUMENTS, TEXTS = 64, 4096
"""Documents, and texts of each, whose normalised form is kept: comparing and showing links ask for the same."""
OWN = "本地"
"""Stands for the document's own territory: 本市, 全区, 崇明区."""

# 本市, 全区; but not 全市级 (a level) and not 本区域 (an area that may be any).
_OWN_WORDS = re.compile(r"[本我全](?:行政区域|辖区|省|市|区|县|州|自治区|自治州|自治县|乡镇|街道|镇|乡)(?!级|域)")
# 区级平台 and 市级平台 are the same thing at either level; a character before would make it part of a name.
_OWN_LEVEL = re.compile(r"[省市区县](?=级)(?:(?<![\u4e00-\u9fff].)|(?=级(?:部门|平台|层面|主管)))")
_PLACE_END = re.compile(r"(?:特别行政区|自治区|自治州|自治县|省|市|区|县)$")
_PLACE = re.compile(rf"[\u4e00-\u9fff]{{2,7}}?{_PLACE_END.pattern.removesuffix('$')}")
# Governments of all levels by whatever list of them a law has: 设区的市、县级人民政府, 国务院和省人民政府.
_GOVERNMENT = re.compile(
    r"(?:(?:国务院|国家|省|本[省市区县]|市)(?:、|和|及|以及|与))*"
    r"(?:县级以上(?:地方)?(?:各级)?"
    r"|(?:设区的|自治区、|直辖市、)?(?:省、自治区、直辖市|[本全]?[省市])?(?:(?:、|和)?(?:县级|各?区县|[县区市州])(?:\([^)]*\))?)*"
    r"|地方各级|各级|本级|同级|上级)(?:地方)?(?:各级)?人民政府"
)
# What says the level of a department and no more: 县级以上地方(各级) before 应急管理部门.
_OF_SOME_LEVEL = re.compile(
    r"(?:国务院|全国|政府|省、自治区、直辖市|[省市]级?|[本全][省市区县]|县级以上(?:地方)?(?:各级)?"
    r"|[市区县](?:、(?:区县|[区县市])(?:\([^)]*\))?)+|各级)的?(?=[\u4e00-\u9fff]{2,8}(?:主管|管理|监督|行政)?部门)"
)
_IN_CHARGE = re.compile(r"(?:行政主管|主管|行政管理|行政)部门")
_SPACE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
"""White space, and characters that print nothing and stand inside words of pasted text."""
# NFKC would make 104 of 10⁴; after a unit it may (m² and m2 are one).
_POWER = re.compile(r"(?<=[0-9０-９])[⁰¹²³⁴-⁹⁻]+")
# Texts of nothing but ideographs, ASCII and usual marks, which nearly all are: NFKC changes full-width forms in them,
# each by itself, and takes seven times as long to do so.
_USUAL = re.compile("[ -~\\s—‘-”、。〇〈-】\u4e00-\u9fff！-～]*")
_FULL_WIDTH = re.compile("[！-～]")
_HALF_WIDTH = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(ord("！"), ord("～") + 1)}


def fold(text: str) -> str:
    """Return `text` without white space and with full-width letters, digits and marks made half-width (NFKC).

    Examples
    --------
    >>> fold("６３．落实 “一岗双责” ，")
    '63.落实“一岗双责”,'
    >>> fold("10⁴"), fold("m²")
    ('10^4', 'm2')
    """
    if _USUAL.fullmatch(text):
        for mark in set(_FULL_WIDTH.findall(text)):
            text = text.replace(mark, _HALF_WIDTH[mark])
        return "".join(text.split())
    text = _POWER.sub(lambda power: f"^{power[0]}", text)
    # Taking out blanks can bring characters together that NFKC composes: hence twice where needed.
    bare = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    return bare if unicodedata.is_normalized("NFKC", bare) else unicodedata.normalize("NFKC", bare)


def normalise(text: str, places: Iterable[str] = ()) -> str:
    """Return `text` with everything that is only localised made the same at every level.

    Parameters
    ----------
    text
        A provision or a clause.
    places
        Names of the document's own territory, see `places_of`.

    Examples
    --------
    >>> normalise("区应急局加强本区检查", ()) == normalise("市应急管理局加强本市检查", ())
    True
    """
    return normaliser(tuple(places))(text)


@lru_cache(maxsize=DOCUMENTS)
def normaliser(places: tuple[str, ...]) -> Callable[[str], str]:
    """Return the function that normalises texts of a document whose own territory is called `places`."""
    known = table()
    own = _any_of(places) if places else None
    lower = _any_of(known.lower)
    agency = _agency_pattern(tuple(known.canonical))

    @lru_cache(maxsize=TEXTS)
    def apply(text: str) -> str:
        text = simplified(fold(text))
        # What a pattern cannot do without is looked for first: most texts have neither, and patterns take their time.
        if "人民政府" in text:
            text = _GOVERNMENT.sub(GOVERNMENT, text)
        if "部门" in text:
            text = _IN_CHARGE.sub("部门", _OF_SOME_LEVEL.sub("", text))
        if own:
            text = own.sub(OWN, text)
        text = _OWN_WORDS.sub(OWN, text)
        text = lower.sub(LOWER, text)
        text = agency.sub(lambda m: known.canonical[m["name"] or m["short"]], text)
        return _OWN_LEVEL.sub("本", text)

    return apply


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of some words, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


@lru_cache(maxsize=2)
def _agency_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for agency names with what localises them; names of two characters need it (区经委)."""
    prefix = rf"(?:{OWN}|国家|国务院|[省市区县])"
    long = _alternatives(name for name in names if len(name) > 2)
    short = _alternatives(name for name in names if len(name) <= 2)
    # The look-ahead passes over most characters of a text without trying hundreds of names.
    starts = "".join(sorted({name[0] for name in names} | set(f"{OWN[0]}国省市区县")))
    return re.compile(rf"(?=[{starts}])(?:{prefix}?(?P<name>{long})|{prefix}(?P<short>{short}))")


def _alternatives(names: Iterable[str]) -> str:
    """Return a pattern for any of `names`, longest first, grouped by first character for speed."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda n: (-len(n), n)):
        by_first.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in sorted(by_first.items()))


def places_of(document: Document) -> tuple[str, ...]:
    r"""Return the names of a document's own territory that its title and issuer tell, longest first.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> places_of(parse("上海市崇明区关于加强检查的措施\n1.检查。\n"))
    ('上海市崇明区', '上海市', '崇明区', '上海', '崇明')
    """
    return _places(simplified(document.title), simplified(document.issuer))


@lru_cache(maxsize=DOCUMENTS)
def _places(*sources: str) -> tuple[str, ...]:
    """Return the names of places at the start of some texts, longest first."""
    found: dict[str, None] = {}
    for source in sources:
        found.update(_leading_places(source))
        for province in table().provinces:
            if source.startswith(province):
                full = province + ("市" if province in DIRECT_MUNICIPALITIES else "省")
                found.update({province: None, full: None})
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def _leading_places(source: str) -> dict[str, None]:
    """Return the places with which a text starts (上海市崇明区): all together, each, and each without its ending."""
    found: dict[str, None] = {}
    position, whole = 0, ""
    while match := _PLACE.match(source, position):
        name = match[0]
        if name.startswith(("关于", "国务院", "全国", "中华")) or any(c in name for c in "的和与及《"):
            break
        whole += name
        stem = _PLACE_END.sub("", name)
        found.update({whole: None, name: None})
        if len(stem) > 1:  # 沪 alone would be found in other words
            found[stem] = None
        position = match.end()
    return found


def normaliser_of(document: Document) -> Callable[[str], str]:
    """Return the function that normalises texts of `document`: `normaliser` with its own places."""
    return normaliser(places_of(document))
