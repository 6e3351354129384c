"""Rules about deadlines: one and the same duty that is to be done by two dates, or within two lengths of time."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN, Flaw
from policycompare.checking.offences import bigrams, weights_of
from policycompare.documents import Span
from policycompare.language.normalise import fold
from policycompare.language.numerals import to_int
from policycompare.language.quantities import quantities
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft
    from policycompare.checking.offences import Weights
    from policycompare.language.quantities import Value

_PHRASE = re.compile(r"[^。；，\n]+(?:前，[^。；，\n]+)?")
"""A phrase, with the date before it where a comma sets that off: 2023年底前，完成改造."""
_LEAST_ACTION = 6
_DUE = re.compile(r"[0-9〇○零一二三四五六七八九]{4}年.*(?:前|底|末)")
"""A date by which something is to be done."""

_SENTENCE = re.compile(r"[^。；\n]+")
_SEGMENT = re.compile(r"[^，：]+")
_EACH_YEAR = re.compile(
    r"(?<![年0-9])(?:每年|次年|当年|翌年)?(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?:(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})日|底|末)(?:以前|之前|前)"
)
_LAST_DAY = 31
_OTHER_CASE = re.compile(
    r"罚款|责令|拘留|禁止|情节|吊销|处分|警告|处以|违法|不得从事|逾期|延长|复杂|特殊|紧急|届满|期满|疑难|简易|重大"
)
"""Words for a penalty, an exception, or a special case, which has a length of time of its own."""
_FROM = re.compile(
    rf"自(?P<event>[^自，]{{1,30}}?)(?:之日)?起$|(?:^|[^{HAN}]|[在于当])(?P<after>[{HAN}]{{2,20}}?)(?:之日|之)?后$"
)
_LENGTH_OF = re.compile(
    rf"(?P<what>[{HAN}]{{0,6}}?)(?:期限|时限|期间|时间|周期|期)"
    r"(?:为|不得?(?:少于|超过|低于|长于|多于)|最长不超过|最短不少于|至少|至多|应当为|是)$"
)
_PLAIN = re.compile(
    r"应当|必须|应|须|可以|及时|依法|按照规定|作出|进行|予以|给予|完成|办理|将|向|对|由|于|在|内|前|自|起|之日|日|并|以|个|之"
)
"""What stands beside an action and does not name it."""
_NUMBERS = re.compile(
    r"第[一二三四五六七八九十百千\d]{1,8}[条款项章]|[（(][一二三四五六七八九十]{1,4}[)）]"
    r"|[一二三四五六七八九十百千两〇\d]{1,8}(?:个?工作日|个月|日|天|年|小时|月)|之日起|以内|应当|不得|少于|超过|不低于"
)
_NAMED = 2
"""Characters at the beginning of an action that name it: 上缴|国库, 上缴|财政."""
_MOST_WITH_ONE_ACTION = 2
"""Where more deadlines than that are of one action, each is of a case of its own: 作出决定."""
_ALIKE, _ALIKE_NAMED, _ALIKE_DATED = 0.2, 0.1, 0.5
"""Least weight of what two segments share: by the same action, of a length that is named, of dates of each year."""
_AFTER = 2
_DAYS = frozenset({"日", "工作日"})


def deadlines_twice(draft: Draft) -> Iterator[Flaw]:
    """Find one and the same action that is to be done by two dates."""
    seen: dict[str, tuple[tuple[object, ...], Span]] = {}
    for body in draft.bodies:
        for match in _PHRASE.finditer(draft.text, max(body.start, 0), max(body.end, 0)):
            found = [one for one in quantities(match[0]) if not one.vague]
            if len(found) != 1 or not _DUE.fullmatch(found[0].span.of(match[0])):
                continue
            action = fold(match[0][found[0].span.end :]).lstrip("前之，")
            if len(action) < _LEAST_ACTION:
                continue
            span = Span(match.start() + found[0].span.start, match.start() + found[0].span.end)
            value, place = seen.setdefault(action, (found[0].value, span))
            if value != found[0].value:
                yield Flaw(span, message("elsewhere the same has the deadline {other}", other=place.of(draft.text)))


@dataclass(frozen=True, slots=True)
class _Term:
    """A length of time or a date of each year by which something is to be done, and what.

    Attributes
    ----------
    position
        Of the provision.
    value
        As `policycompare.language.quantities` gives it; ``("date", month, day)`` of a date of each year.
    span
        In ``Document.text``.
    event
        From when it counts, folded.
    action
        What is to be done, without the words around it.
    is_named
        Whether the length has a name, of which `action` is what says of what: 公示期.
    segment, sentence
        Pairs of characters around it.
    """

    position: int
    value: Value
    span: Span
    event: str
    action: str
    is_named: bool
    segment: frozenset[str]
    sentence: frozenset[str]

    @property
    def is_of_each_year(self) -> bool:
        return self.value[0] == "date"


def near_deadlines(draft: Draft) -> Iterator[Flaw]:
    """Find a length of time that another provision says otherwise of what seems the same."""
    groups: dict[str, list[_Term]] = defaultdict(list)
    for term in _terms(draft):
        key = "date" if term.is_of_each_year else term.action[:_NAMED]
        if term.is_of_each_year or len(key) == _NAMED:
            groups[key].append(term)
    weights = weights_of(tuple(_NUMBERS.sub("，", measure.text) for measure in draft.document.measures))
    for key, terms in groups.items():
        if key != "date" and len(terms) > _MOST_WITH_ONE_ACTION:
            continue
        for one, other in combinations(terms[:_MOST_DATES], 2):
            if _is_same_duty(one, other, weights):
                remark = message(
                    "{place} says {other} of what seems the same: which of the two holds?",
                    place=draft.document.measures[one.position].cited,
                    other=one.span.of(draft.text),
                )
                yield Flaw(other.span, remark)


_MOST_DATES = 60
"""Each date of a year is compared with every other."""


def _is_same_duty(one: _Term, other: _Term, weights: Weights) -> bool:
    if one.position == other.position or one.value == other.value:
        return False
    if one.value[0] != other.value[0] and {one.value[0], other.value[0]} != _DAYS:
        return False
    if bool(one.event) != bool(other.event) or not (one.event in other.event or other.event in one.event):
        return False
    alike = _share(one.segment, other.segment, weights)
    if one.is_of_each_year:
        return alike >= _ALIKE_DATED
    if alike >= _ALIKE:
        return True
    is_named = one.is_named or other.is_named
    return is_named and _share(one.sentence, other.sentence, weights) >= _ALIKE_NAMED


def _share(one: frozenset[str], other: frozenset[str], weights: Weights) -> float:
    """Return how much of the lighter of two bags the other has."""
    least = min(weights.of(one), weights.of(other))
    return weights.of(one & other) / least if least else 0.0


def _terms(draft: Draft) -> Iterator[_Term]:
    for position, body in enumerate(draft.bodies):
        for sentence in _SENTENCE.finditer(draft.text, max(body.start, 0), max(body.end, 0)):
            segments = list(_SEGMENT.finditer(sentence[0]))
            for at, value in _values(sentence[0]):
                if term := _term(position, sentence, segments, at, value):
                    yield term


def _values(sentence: str) -> Iterator[tuple[Span, Value]]:
    """Give the lengths of time and the dates of each year in a sentence."""
    for found in quantities(sentence):
        is_length = found.kind == "deadline" and not found.vague and len(found.value) == len(("unit", "number"))
        if is_length and found.value[0] != "date":
            yield found.span, found.value
    for match in _EACH_YEAR.finditer(sentence):
        yield Span(*match.span()), ("date", to_int(match["month"]), to_int(match["day"]) if match["day"] else _LAST_DAY)


def _term(
    position: int, sentence: re.Match[str], segments: list[re.Match[str]], at: Span, value: Value
) -> _Term | None:
    number = next((k for k, one in enumerate(segments) if one.start() <= at.start < one.end()), None)
    if number is None or _OTHER_CASE.search(segments[number][0]):
        return None
    own = segments[number]
    before, after, words = sentence[0][own.start() : at.start], sentence[0][at.end : own.end()], own[0]
    if len(after) <= _AFTER and number + 1 < len(segments):
        after, words = f"{after}{segments[number + 1][0]}", f"{words}，{segments[number + 1][0]}"
    start, named = _FROM.search(before), _LENGTH_OF.search(before)
    action = _PLAIN.sub("", re.sub(rf"[^{HAN}]", "", after))
    if named:
        action = (named["what"] or before)[-_NAMED:]
    return _Term(
        position=position,
        value=value,
        span=Span(sentence.start() + at.start, sentence.start() + at.end),
        event=fold(start["event"] or start["after"]) if start else "",
        action=action,
        is_named=bool(named),
        segment=_bag(words),
        sentence=_bag(sentence[0]),
    )


def _bag(text: str) -> frozenset[str]:
    """Return the pairs of characters of a text, none of a number or across a mark."""
    parts = re.split(rf"[^{HAN}]+", _NUMBERS.sub("，", text))
    return frozenset().union(*(bigrams(part) for part in parts))
