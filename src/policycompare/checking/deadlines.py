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
    from collections.abc import Iterator, Sequence

    from policycompare.checking.draft import Draft
    from policycompare.checking.offences import Weights
    from policycompare.documents import Measure
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
_YEAR, _SMALL = r"(?:[0-9]{4}|[〇○零一二三四五六七八九]{4})", r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_IN_FORCE = re.compile(
    rf"自(?P<date>(?P<year>{_YEAR})年(?P<month>{_SMALL})月(?P<day>{_SMALL})日)起(?:正式)?(?:施行|实施|执行)"
)
_OWN_COMMENCEMENT = re.compile(
    rf"本(?P<name>条例|办法|规定|细则|措施|方案|意见|预案|政策|通知|计划){_IN_FORCE.pattern}"
)
_LAST = 2
"""What one of the last articles says."""
_BY_DATE = re.compile(
    r"(?P<year>20[0-9]{2})年(?:(?P<month>[0-9]{1,2})月)?(?:(?P<day>[0-9]{1,2})日|底|末)?(?:以前|之前|前)(?![0-9一二三四五六七八九十]年)"
)
_OTHER_CASE = re.compile(
    r"罚款|责令|拘留|禁止|情节|吊销|处分|警告|处以|违法|不得从事|逾期|延长|复杂|特殊|紧急|届满|期满|疑难|简易|重大"
)
"""Words for a penalty, an exception, or a special case, which has a length of time of its own."""
_FROM = re.compile(
    rf"自(?P<event>[^自，]{{1,30}}?)(?:之日)?起$|(?:^|[^{HAN}]|[在于当])(?P<after>[{HAN}]{{2,20}}?)(?:之日|之)?后$"
)
_RESTATED = re.compile("未(?:在|于|按照?规定在)?(?:规定的)?$")
_CITED = re.compile(r"第([一二三四五六七八九十百零]{1,6})条")
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
    r"|[一二三四五六七八九十百千两〇\d]{1,8}(?:个?工作日|个月|日|天|年|小时|月)(?:底|末)?(?:以?前)?|之日起|全部完成|完成|以内|应当|不得|少于|超过|不低于"
)
_NAMED = 2
"""Characters at the beginning of an action that name it: 上缴|国库, 上缴|财政."""
_MOST_WITH_ONE_ACTION = 2
"""Where more deadlines than that are of one action, each is of a case of its own: 作出决定."""
_ALIKE, _ALIKE_NAMED, _ALIKE_DATED = 0.2, 0.1, 0.4
"""Least weight of what two segments share: by the same action, of a length that is named, of dates of each year."""
_LEAST_SHARED = 3
"""Pairs of characters that two segments with dates share at the least."""
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
    is_restated
        Whether a penalty repeats it: 未在三十日内备案的.
    cited
        Numbers of the articles that its sentence names.
    """

    position: int
    value: Value
    span: Span
    event: str
    action: str
    is_named: bool
    segment: frozenset[str]
    sentence: frozenset[str]
    is_restated: bool = False
    cited: frozenset[int] = frozenset()

    @property
    def is_of_each_year(self) -> bool:
        return self.value[0] == "date"


def near_deadlines(draft: Draft) -> Iterator[Flaw]:
    """Find a length of time that another provision says otherwise of what seems the same."""
    groups: dict[str, list[_Term]] = defaultdict(list)
    for term in _terms(draft):
        keys = {"date"} if term.is_of_each_year else {term.action[:_NAMED], term.action[-_NAMED:]}
        for key in sorted(keys):
            if term.is_of_each_year or len(key) == _NAMED:
                groups[key].append(term)
    told: set[Span] = set()
    yield from figures_twice(draft)
    weights = weights_of(tuple(_NUMBERS.sub("，", measure.text) for measure in draft.document.measures))
    for key, terms in groups.items():
        if key != "date" and len(terms) > _MOST_WITH_ONE_ACTION:
            continue
        for one, other in combinations(terms[:_MOST_DATES], 2):
            if other.span not in told and _is_same_duty(one, other, weights, draft.document.measures):
                told.add(other.span)
                remark = message(
                    "{place} says {other} of what seems the same: which of the two holds?",
                    place=draft.document.measures[one.position].cited,
                    other=one.span.of(draft.text),
                )
                yield Flaw(other.span, remark)


def figures_twice(draft: Draft) -> Iterator[Flaw]:
    """Find a figure that another provision says otherwise behind the same words (外侧五米, 外侧三米)."""
    seen: dict[str, list[tuple[int, Value, Span]]] = defaultdict(list)
    for position, body in enumerate(draft.bodies):
        for sentence in _SENTENCE.finditer(draft.text, max(body.start, 0), max(body.end, 0)):
            for found in quantities(sentence[0]):
                words = _WORDS_BEFORE.search(sentence[0], 0, found.span.start)
                if (
                    words
                    and found.kind == "figures"
                    and found.value[0] not in ("元", "%", "倍")
                    and len(found.value) == _ONE
                ):
                    span = Span(sentence.start() + found.span.start, sentence.start() + found.span.end)
                    seen[f"{words[0]}{found.value[0]}"].append((position, found.value, span))
    for places in seen.values():
        if len(places) != _ONE or places[0][0] == places[1][0] or places[0][1] == places[1][1]:
            continue
        remark = message(
            "{place} says {other} of what seems the same: which of the two holds?",
            place=draft.document.measures[places[0][0]].cited,
            other=places[0][2].of(draft.text),
        )
        yield Flaw(places[1][2], remark)


_WORDS_BEFORE = re.compile(rf"[{HAN}]{{7}}$")
_ONE = 2
_MOST_DATES = 60
"""Each date of a year is compared with every other."""


def _is_same_duty(one: _Term, other: _Term, weights: Weights, measures: Sequence[Measure]) -> bool:
    if one.position == other.position or one.value == other.value:
        return False
    if one.value[0] != other.value[0] and {one.value[0], other.value[0]} != _DAYS:
        return False
    is_restated = one.is_restated or other.is_restated
    if not is_restated and bool(one.event) != bool(other.event):
        return False
    if not (one.event in other.event or other.event in one.event):
        return False
    if is_restated and (measures[one.position].number in other.cited or measures[other.position].number in one.cited):
        return True
    alike = _share(one.segment, other.segment, weights)
    if one.is_of_each_year:
        return alike >= _ALIKE_DATED and len(one.segment & other.segment) >= _LEAST_SHARED
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
    for match in _BY_DATE.finditer(sentence):
        month, day = match["month"] or "12", match["day"] or str(_LAST_DAY)
        yield Span(*match.span()), ("date", to_int(match["year"]), to_int(month), to_int(day))
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
        is_restated=bool(_RESTATED.search(before)),
        cited=frozenset(to_int(match[1]) or 0 for match in _CITED.finditer(sentence[0])),
    )


def _bag(text: str) -> frozenset[str]:
    """Return the pairs of characters of a text, none of a number or across a mark."""
    parts = re.split(rf"[^{HAN}]+", _NUMBERS.sub("，", text))
    return frozenset().union(*(bigrams(part) for part in parts))


def commencement_twice(draft: Draft) -> Iterator[Flaw]:
    """Find a last article that puts a document into force on another day than the note under its title does."""
    own = [match for match in _OWN_COMMENCEMENT.finditer(draft.text) if match["name"]]
    for match in own[1:]:
        first, day = ([to_int(one[name]) for name in ("year", "month", "day")] for one in (own[0], match))
        if match["name"] == own[0]["name"] and first != day:
            remark = message("elsewhere this is {other}", other=own[0]["date"])
            yield Flaw(Span(*match.span("date")), remark)
    measures = draft.document.measures
    if not measures:
        return
    above = list(_IN_FORCE.finditer(draft.text, 0, measures[0].span.start))
    below = list(_IN_FORCE.finditer(draft.text, measures[max(0, len(measures) - _LAST)].span.start))
    if len(above) != 1 or len(below) != 1:
        return
    days = [[to_int(match[name]) for name in ("year", "month", "day")] for match in (above[0], below[0])]
    if days[0] != days[1]:
        remark = message("the note under the title says {other}", other=above[0]["date"])
        yield Flaw(Span(*below[0].span("date")), remark)
