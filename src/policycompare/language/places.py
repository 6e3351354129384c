"""Places by name: of which level of government, and in which province."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from policycompare.language.agencies import DIRECT_MUNICIPALITIES, table
from policycompare.language.traditional import simplified

if TYPE_CHECKING:
    from policycompare.vocabulary import Level

_NATION = re.compile(
    r"^(?:中华人民共和国|国务院|全国|中共中央|中央|国家|最高人民)|^[\u4e00-\u9fff]{1,10}(?:部|总局)(?:$|[令、 ])"
)
_PROVINCE_ENDS = r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?"
_DISTRICT = re.compile(
    r"(?!本|各|全|新|城|授予|荣誉|历史|促进|推进|区县|都市|市区|经济|自然|风景|农村|群岛)[\u4e00-\u9fff]{1,7}?"
    r"(?:自治县|自治旗|(?<![城郊])县|(?<![发护景能园社地辖易矿牧林水库山油疫灾验游特城])区(?![域划块])|(?<!城)市(?!场)|旗)"
)
_COUNTY_END = re.compile(r"(?:自治县|自治旗|县|旗)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a name begins with.

    Attributes
    ----------
    level
        Of its government.
    province
        Its province by its short name (山东), ``""`` for the nation, or where the name does not tell it.
    certain
        Whether a table has it; a county-level city (市) and a district are told by their ending only.
    """

    level: Level
    province: str
    certain: bool


def place_at_start(name: str) -> Place | None:
    """Return the place with which a title or an issuer's name begins, the lowest that it names; ``None`` for none.

    Examples
    --------
    >>> [place_at_start(name) for name in ("山东省节约用水条例", "济南市人大常委会")]  # doctest: +NORMALIZE_WHITESPACE
    [Place(level='province', province='山东', certain=True), Place(level='city', province='山东', certain=True)]
    >>> place_at_start("浙江省义乌市人民政府").level, place_at_start("上海市崇明区安全生产委员会").level
    ('district', 'district')
    >>> place_at_start("节约用水条例") is None, place_at_start("国务院办公厅").level
    (True, 'nation')
    """
    name = re.sub(r"^中共|^中国共产党", "", simplified(name.strip()))
    if _NATION.search(name):
        return Place("nation", "", certain=True)
    known = table().provinces
    province = next((p for p in known if name.startswith(p)), "")
    rest = name
    # 吉林市 is a city, 吉林省 its province; 海南藏族自治州 lies in Qinghai.
    if province and not _is_city(name, province):
        rest = re.sub(rf"^{province}{_PROVINCE_ENDS}", "", name)
        city = _city_at_start(rest)
        if city:
            return Place("city", province, certain=True)
        below = _DISTRICT.match(rest) if rest != name[len(province) :] or province in DIRECT_MUNICIPALITIES else None
        if below and "的" not in below[0]:
            return Place("district", province, certain=bool(_COUNTY_END.search(below[0])) or _is_direct(province))
        return Place("province", province, certain=True)
    city = _city_at_start(name)
    if city:
        rest = name[len(city) :].removeprefix("市")
        below = _DISTRICT.match(rest)
        if below and "的" not in below[0] and len(below[0]) < 7:
            return Place("district", _provinces()[city], certain=True)
        return Place("city", _provinces()[city], certain=True)
    below = _DISTRICT.match(name)
    if below and "的" not in below[0]:
        return Place("district", "", certain=bool(_COUNTY_END.search(below[0])))
    return None


def _is_direct(province: str) -> bool:
    return province in DIRECT_MUNICIPALITIES


def _is_city(name: str, province: str) -> bool:
    """Whether a name that begins like a province is that of a city."""
    city = _city_at_start(name)
    return bool(city) and len(city) >= len(province) and not name.startswith(f"{province}省")


def _city_at_start(name: str) -> str:
    """Return the place of the prefecture level with which a name begins, the longest; ``""`` for none."""
    found = _cities().match(name)
    return found["city"] if found else ""


@cache
def _cities() -> re.Pattern[str]:
    names = sorted(_provinces(), key=lambda city: (-len(city), city))
    # Without its ending a city counts only where what follows cannot be part of another name: 中山市, not 中山陵.
    plain = "|".join(name for name in names if not name.endswith(("州", "盟", "区")) or len(name) < 4)
    whole = "|".join(name for name in names if name.endswith(("州", "盟", "区")) and len(name) >= 3)
    return re.compile(rf"(?P<city>{whole}|(?:{plain})(?=市|经济特区|人大|人民))")


@cache
def _provinces() -> dict[str, str]:
    """Return the province of each place of the prefecture level."""
    text = resources.files("policycompare.resources").joinpath("cities.toml").read_text("utf-8")
    data = tomllib.loads(text)["cities"]
    return {city: province for province, cities in data.items() for city in cities}
