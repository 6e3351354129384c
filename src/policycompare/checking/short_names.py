"""Rules about short names (简称): never used, used too early, given twice, misplaced, never given."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from policycompare.checking.draft import HAN, Flaw
from policycompare.documents import Span
from policycompare.language.agencies import is_known
from policycompare.language.corpus_statistics import background
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_SHORT_NAME = re.compile(
    rf"[（(](?P<how>以下(?:统|并|通)?(?:简)?称|下称|简称)(?:为)?[：:]?[“《]?(?P<name>[{HAN}A-Za-z0-9]{{2,16}})[”》]?"
    rf"(?P<more>[{HAN}]{{0,6}})[）)]"
)
_LONG_NAME = re.compile(rf"(?P<long>《[^《》\n]+》|[{HAN}]{{4,40}})(?:[（(〔][^（）()\n]{{1,30}}[）)〕])?$")
_TERM = re.compile(
    rf"(?:本(?:法|条例|办法|规定|细则|规则|预案|方案|意见|措施|政策|计划|规划|通知|指引|规程)|前款|前条)(?:中)?所称的?“?(?P<term>[{HAN}（）]{{2,20}}?)”?"
    rf"[，,]?(?:[^，。；\n]{{2,16}}的[{HAN}]{{1,4}}，)?(?:是指|包括|系指|指(?![标导定挥数示引明派]))"
)
_LISTED_TERM = re.compile(
    rf"^[ 　]*(?:[（(][一二三四五六七八九十]{{1,3}}[）)][ 　]*)?“?(?P<term>[{HAN}]{{2,16}}?)”?"
    "[，：](?:是指|系指|指(?![标导定挥数示引明派]))",
    re.MULTILINE,
)
_SEVERAL = ("两", "双", "各")
_LEAST_LONG, _LEADS_OVER = 6, "的对由向为立成将与和及从在按给，"
"""Characters of a name that two long ones share at the end, and what may stand before it that is no part of it."""
_MOST_NAMES = 200
"""Each short name is looked for in the whole text, so only the first of thousands are."""
_AGENCY = re.compile(rf"^[省市区县旗州][{HAN}]{{1,8}}(?:[局厅委办]|中心|大队|支队|总队)$")
_OWN_BODY = re.compile(r"(?:领导小组|联席会议|平台|指挥部|专班|管委会|(?<!常务)委员会|专项资金|示范区|开发区|新区)$")
"""What is no word that stands elsewhere for something else: 用工单位, 馆藏文物."""
_NAMED_SHORT = re.compile(
    rf"(?<![城都超集夜小社园地景山校])(?P<name>[省市区县](?!域)(?P<core>[{HAN}]{{2}})(?:中心|办(?=[、，。）；和及负牵会按应出审])))"
)
_BACK = 60


def short_names(draft: Draft) -> Iterator[Flaw]:
    """Find a short name (以下简称) that is never used afterwards."""
    for match in islice(_SHORT_NAME.finditer(draft.text), _MOST_NAMES):
        if not _is_used(draft.text, match):
            yield Flaw(
                Span(*match.span("name")), message("the short name {name} is never used afterwards", name=match["name"])
            )


def _is_used(text: str, match: re.Match[str]) -> bool:
    """Whether a short name stands behind where it is given, and not only as the end of the long one."""
    name, long = match["name"], _long_name(text, match)
    before = long.removesuffix(name)[-2:] if long.endswith(name) else ""
    at = text.find(name, match.end())
    while before and at >= 0 and text[at - len(before) : at] == before:
        at = text.find(name, at + 1)
    return at >= 0


def short_names_twice(draft: Draft) -> Iterator[Flaw]:
    """Find a short name that is given twice, two for one thing, and a term that is defined twice."""
    long_names: dict[str, str] = {}
    end = max((measure.span.end for measure in draft.document.measures), default=0)
    for match in islice(_SHORT_NAME.finditer(draft.text), _MOST_NAMES):
        name, long = match["name"], _long_name(draft.text, match)
        earlier = long_names.get(name)
        other = next((short for short, given in long_names.items() if _is_whole_thing(long, given)), name)
        long_names.setdefault(name, long)
        if long and earlier and not _same_thing(long, earlier):
            yield Flaw(
                Span(*match.span("name")), message("{name} already stands for {earlier}", name=name, earlier=earlier)
            )
        elif long and earlier and match.start() < end:
            yield Flaw(Span(*match.span()), message("the short name {name} has been given before", name=name))
        elif (
            long
            and not earlier
            and "统" not in match["how"]
            and other != name
            and not name.startswith(_SEVERAL)
            and match.start() < end
        ):
            remark = message("another short name has been given for this: {other}", other=other)
            yield Flaw(Span(*match.span("name")), remark)
    yield from _terms_twice(draft)


def _is_whole_thing(one: str, other: str) -> bool:
    """Whether two long names with the words before them end in one name, and what stands before it is no part of it."""
    shared = 0
    while shared < min(len(one), len(other)) and one[-1 - shared] == other[-1 - shared]:
        shared += 1
    if shared < _LEAST_LONG:
        return False
    heads = [name[: len(name) - shared] for name in (one, other)]
    return any(not head or head[-1] in _LEADS_OVER for head in heads)


def _long_name(text: str, match: re.Match[str]) -> str:
    before = _LONG_NAME.search(text[max(0, match.start() - _BACK) : match.start()])
    if before is None:
        return ""
    # Behind a bracket the name may have begun before it: 县（市、区）主管部门.
    return ("）" if before.string[before.start() - 1 : before.start()] in ("）", ")") else "") + before["long"]


def _same_thing(one: str, other: str) -> bool:
    return one.strip("《》").endswith(other.strip("《》")[-6:]) or other.strip("《》").endswith(one.strip("《》")[-6:])


def _terms_twice(draft: Draft) -> Iterator[Flaw]:
    found = sorted([*_TERM.finditer(draft.text), *_LISTED_TERM.finditer(draft.text)], key=lambda one: one.start("term"))
    defined: dict[str, int] = {}
    for match in found:
        first = defined.setdefault(match["term"], match.start("term"))
        if first != match.start("term"):
            remark = message("the term {term} is already defined above", term=match["term"])
            yield Flaw(Span(*match.span("term")), remark)


def early_short_names(draft: Draft) -> Iterator[Flaw]:
    """Find a short name that is used before it is given: a title, an agency, a body."""
    start = max((part.span.end for part in draft.document.parts if part.kind in ("title", "cover")), default=0)
    known: set[str] = set()
    for match in islice(_SHORT_NAME.finditer(draft.text), _MOST_NAMES):
        name, given = match["name"], match.start()
        if name in known:
            continue
        known.add(name)
        is_title = draft.text[match.start("name") - 1] == "《"
        sought = f"《{name}》" if is_title else name
        first = draft.text.find(sought, start, given)
        is_heading = draft.text[first + len(sought) : first + len(sought) + 1] == "\n"
        if first < 0 or is_heading or not (is_title or _stands_for_itself(draft.text, match, first)):
            continue
        at = first + is_title
        remark = message("{name} is used before it is said what it stands for", name=name)
        yield Flaw(Span(at, at + len(name)), remark)


def _stands_for_itself(text: str, match: re.Match[str], first: int) -> bool:
    """Whether a short name without marks around it is no part of a longer word where it first stands."""
    name, long = match["name"], _long_name(text, match)
    if not long or text[first : first + len(long)] == long:
        return False
    if _LEAST_OWN <= len(name) <= _MOST_OWN and name not in long and _is_drawn_from(name, long):
        return name not in text[: text.find("\n")] and not _is_made_of_words(name)
    if name in long and 0 < len(long) - long.find(name) - len(name) <= _MOST_LEFT_OUT:
        goes_on = long[long.find(name) + len(name)]
        return not text.startswith(goes_on, first + len(name)) and not background().counts_of(np.array([name]))[0]
    if name in long:
        before = text[max(0, first - 2) : first]
        is_whole = before and long[max(0, long.find(name) - 2) : long.find(name)] == before
        return bool(_OWN_BODY.search(name)) and not is_whole and not re.search("建立|成立|设立|联合|召开", before)
    if _AGENCY.match(name):
        return not re.match(rf"[{HAN}]", text[first - 1 : first]) or text[first - 1] in "由向经报同和与及、将对"
    return bool(_OWN_BODY.search(name))


_LEAST_OWN, _MOST_OWN, _MOST_LEFT_OUT = 3, 4, 3


def _is_made_of_words(name: str) -> bool:
    """Whether a name is a word, or two of two characters, that may well stand for themselves: 设置方案."""
    whole, first, last = background().counts_of(np.array([name, name[:2], name[2:]]))
    return bool(whole or (first and last))


def _is_drawn_from(name: str, long: str) -> bool:
    """Whether a short name is made of characters of the long one, in their order: 助餐点 of 老年助餐服务点."""
    rest = iter(long)
    return all(character in rest for character in name)


def misplaced_short_names(draft: Draft) -> Iterator[Flaw]:
    """Find 以下简称 behind another word than the one it shortens: 监测对象的认定（以下简称监测对象）."""
    for match in islice(_SHORT_NAME.finditer(draft.text), _MOST_NAMES):
        before = draft.text[max(0, match.start() - _BACK) : match.start()]
        if re.search(rf"{re.escape(match['name'])}的[{HAN}]{{2,10}}$", before):
            remark = message("what {name} is short for does not stand right before this", name=match["name"])
            yield Flaw(Span(*match.span()), remark)


def unknown_short_names(draft: Draft) -> Iterator[Flaw]:
    """Find an agency by a short name that the draft does not explain (区建管中心)."""
    given = {match["name"] for match in _SHORT_NAME.finditer(draft.text)}
    seen: set[str] = set()
    for match in _NAMED_SHORT.finditer(draft.text):
        name, core = match["name"], match["core"]
        if name in seen or name in given or is_known(name) or is_known(name[1:]):
            continue
        seen.add(name)
        is_word = background().counts_of(np.array([core]))[0] > 0
        if not is_word and draft.text.count(name) == 1:
            yield Flaw(
                Span(*match.span("name")), message("{name} is nowhere explained; write the full name", name=name)
            )
