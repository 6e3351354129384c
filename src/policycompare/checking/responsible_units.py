"""Rules about responsible units (责任单位): unknown, written in two ways, of another level, twice, missing."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw, is_open
from policycompare.documents import Span
from policycompare.language.agencies import LOWER, table
from policycompare.messages import message
from policycompare.vocabulary import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft, Mention


_AGENCY = re.compile(r"(?:局|委|办|部|厅|署|处|院|政府|委员会|办公[室厅]|大队|支队|总队)$")
_ORDINARY = re.compile(
    r"人民(?:法院|检察院)$|(?:政务服务|数据)(?:管理)?局$|^[省市区县州旗]委[\u4e00-\u9fff]{1,6}(?:办公室|办|部|局|委)$"
)
"""Names as places have them that the table need not list."""
_QUANTIFIER = re.compile(r"(?:有关|相关|各)+")
_SAME_WORD = {"有关": "相关", "相关": "有关"}
_GENERIC: dict[str, Level] = {"国家": "nation", "省": "province", "市": "city", "区": "district", "县": "district"}
_LOCAL: dict[Level, tuple[str, ...]] = {"province": ("省",), "city": ("市",), "district": ("区", "县"), "town": ()}
_SET_OFF = re.compile("各|有关|相关")
_ENOUGH_MEASURES = 5
_MOST = 0.8
"""The share of measures that must have a unit for the others to lack one."""
_NOBODY = re.compile(r"附则|本[^，。]{2,8}自.{2,20}起(?:施行|实施|执行)|解释")
"""What nobody is in charge of."""
_SLIP_LENGTH = 4
_OTHER_BODIES = frozenset("台院所站馆社校队行司会办室")
"""Last characters of names that are of another kind of body: 市广播电视台 is not 市广播电视局."""
_EXCHANGED = 6
"""Least length at which two names of one agency that differ in one are one name (消防救援支队, 消防救援大队)."""


def unit_slips(draft: Draft) -> Iterator[Flaw]:
    """Find names that the table does not know and that are one character from one that is known."""
    from rapidfuzz.distance import Levenshtein

    own = _by_one_less({mention.unit.name for mention in draft.mentions if mention.unit.known})
    for mention in draft.mentions:
        name = mention.unit.name
        if mention.unit.known or len(name) < _SLIP_LENGTH:
            continue
        candidates: set[str] = set()
        for shorter in _one_less(name):
            candidates.update(own.get(shorter, ()), _of_the_table().get(shorter, ()))
        likely = sorted(
            found
            for found in candidates
            # 省委金融办 is an office of the party, not a slip for 省金融办.
            if Levenshtein.distance(name, found) == 1
            and (name[1:2] == "委") == (found[1:2] == "委")
            and not (name[-1] in _OTHER_BODIES and name[-1] != found[-1])
            and name.replace("和", "") != found.replace("和", "")  # 县教育和体育局 is 县教育体育局 at full length
        )
        if likely:
            remark = message("{name} is not in the table of agencies; {likely}?", name=name, likely=likely[0])
            yield Flaw(mention.span, remark, likely[0])


@cache
def _of_the_table() -> dict[str, list[str]]:
    """Return the names of the table, with and without a level before them, by what they are less a character."""
    names = set(table().canonical)
    prefixed = {f"{prefix}{name}" for prefix in _GENERIC for name in names if len(name) > 2}
    return _by_one_less(names | prefixed)


def _by_one_less(names: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        for shorter in _one_less(name):
            found.setdefault(shorter, []).append(name)
    return found


def _one_less(name: str) -> set[str]:
    """Return `name` and what is left when one character is taken away: names one edit apart share one of them."""
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


def unknown_units(draft: Draft) -> Iterator[Flaw]:
    """Find agencies that the table does not know, each where it first stands; enterprises are not expected there."""
    seen = {flaw.span.of(draft.text) for flaw in unit_slips(draft)}
    for mention in draft.mentions:
        name = mention.unit.name
        if not mention.unit.known and name not in seen and _AGENCY.search(name) and not _ORDINARY.search(name):
            seen.add(name)
            remark = message("{name} is not in the table of agencies; check the name", name=name)
            yield Flaw(mention.span, remark)


def unit_variants(draft: Draft) -> Iterator[Flaw]:
    """Find names that the document mostly writes otherwise: 区应急管理局 among 区应急局."""
    groups: dict[tuple[str, Level | None], list[Mention]] = {}
    for mention in draft.mentions:
        if mention.unit.canonical != LOWER:
            groups.setdefault((mention.unit.canonical, mention.unit.level), []).append(mention)
    for mentions in groups.values():
        bases = Counter(_QUANTIFIER.sub("", m.unit.name) for m in mentions)
        usual = bases.most_common(1)[0][0]
        names = Counter(m.unit.name for m in mentions)
        for mention in mentions:
            name, base = mention.unit.name, _QUANTIFIER.sub("", mention.unit.name)
            wanted = usual if base != usual and _is_variant(base, usual) else _same_word(name, names)
            if wanted:
                yield Flaw(mention.span, message("elsewhere in this document: {usual}", usual=wanted), wanted)


def _is_variant(one: str, other: str) -> bool:
    """Whether the shorter of two names has only characters of the longer one in their order, or one is exchanged."""
    if len(one) == len(other) >= _EXCHANGED:
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(char in rest for char in short)


def _same_word(name: str, names: Counter[str]) -> str:
    """Return the more frequent name that only has 相关 for 有关 or the other way round, or ``""``."""
    for word, other in _SAME_WORD.items():
        twin = name.replace(word, other, 1)
        if word in name and names[twin] > names[name]:
            return twin
    return ""


def wrong_levels(draft: Draft) -> Iterator[Flaw]:
    """Find units of another level by the word they start with: 市应急局 in a district's draft."""
    own = draft.document.level
    if own is None:
        return
    for mention in draft.mentions:
        name, unit = mention.unit.name, mention.unit
        prefix = next((p for p in _GENERIC if name.startswith(p)), None)
        if prefix is None or not unit.known or name in table().canonical or unit.canonical == LOWER:
            continue
        level = _GENERIC[prefix]
        if level == own or LEVELS.keys.index(level) > LEVELS.keys.index(own):
            continue
        repair = _at_own_level(draft, mention, prefix, _LOCAL.get(own, ()))
        remark = message(
            "{name} is a unit of another level ({level}) than the document ({own})",
            name=name,
            level=LEVELS[level],
            own=LEVELS[own],
        )
        yield Flaw(mention.span, remark, repair)


def _at_own_level(draft: Draft, mention: Mention, prefix: str, local: tuple[str, ...]) -> str | None:
    """Return the same agency at the document's own level: as the document writes it, or else by its first word."""
    own = [m.unit for m in draft.mentions if m.unit.name.startswith(local or "\0")]
    for unit in own:
        if unit.canonical == mention.unit.canonical:
            return unit.name
    bare = mention.unit.name.removeprefix(prefix)
    return f"{own[0].name[0]}{bare}" if own and bare == mention.unit.canonical else None


def units_twice(draft: Draft) -> Iterator[Flaw]:
    """Find a unit that stands twice in one list."""
    before: set[tuple[int, str]] = set()
    for mention in draft.mentions:
        key = mention.measure, mention.unit.name
        if key in before:
            start = mention.span.start
            while draft.text[start - 1] in "、，, 　":
                start -= 1
            repair = "" if start < mention.span.start else None
            remark = message("{name} stands twice in one list", name=mention.unit.name)
            yield Flaw(Span(start, mention.span.end), remark, repair)
        before.add(key)


def unit_separators(draft: Draft) -> Iterator[Flaw]:
    """Find units set apart by a comma where the list otherwise has 、."""
    for position, measure in enumerate(draft.document.measures):
        tail = draft.tail(position)
        raw = tail.of(draft.text)
        if len(measure.units) > 1:
            yield from _semicolons(draft, position)
        if len(measure.units) < 3:
            continue
        if raw.count("、") < len(re.findall("[，,]", raw)):
            continue
        names = {mention.span.start for mention in draft.mentions_of.get(position, ())}
        for match in re.finditer("[，,]", raw):
            at = tail.start + match.start()
            # A comma sets off the levels below and what a lead does: 区城管局牵头，区应急局、区商务局，各镇街.
            is_set_off = _SET_OFF.match(draft.text, at + 1) or draft.text[at - 2 : at] in ("牵头", "负责", "配合")
            if at + 1 in names and not is_set_off:
                yield Flaw(Span(at, at + 1), message("units are set apart by 、"), "、")


def _semicolons(draft: Draft, position: int) -> Iterator[Flaw]:
    """Find ； between units of one role."""
    tail = draft.tail(position)
    starts = {mention.span.start for mention in draft.mentions_of.get(position, ())}
    for match in re.finditer("；", tail.of(draft.text)):
        at = tail.start + match.start()
        has_roles = re.search("牵头|配合|协助|参与|负责", tail.of(draft.text))
        if at + 1 in starts and not has_roles:
            yield Flaw(Span(at, at + 1), message("units are set apart by 、"), "、")


def missing_units(draft: Draft) -> Iterator[Flaw]:
    """Find measures without a unit, where most have one."""
    measures = draft.document.measures
    having = sum(bool(measure.units) for measure in measures)
    if len(measures) < _ENOUGH_MEASURES or having < _MOST * len(measures):
        return
    in_chapter = Counter(measure.chapter for measure in measures)
    having_in_chapter = Counter(measure.chapter for measure in measures if measure.units)
    for position, measure in enumerate(measures):
        # Aims and safeguards have chapters of their own, of which nobody is in charge.
        is_odd = having_in_chapter[measure.chapter] >= _MOST * (in_chapter[measure.chapter] - 1)
        if _NOBODY.match(measure.text):
            continue
        if in_chapter[measure.chapter] > 1 and is_odd and not measure.units and not is_open(measure.text):
            end = max(measure.span.start + 1, min(draft.bodies[position].end, measure.span.start + 16))
            remark = message(
                "{cited} has no responsible unit, {having} others have", cited=measure.cited, having=having
            )
            yield Flaw(Span(measure.span.start, end), remark)
