"""Rules about provisions: numbers, counts, repetitions, references inside the document, dates."""

from __future__ import annotations

import calendar
import re
import zlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.documents import Span
from policycompare.language.normalise import fold
from policycompare.language.numerals import HAN as NUMERAL
from policycompare.language.numerals import to_han, to_int
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft, Line
    from policycompare.reading.outline.numbering import Numbering

COUNT = rf"(?P<count>[0-9０-９]{{1,3}}|{NUMERAL}{{1,5}})"
COUNTED = (
    r"条(?:具体|硬核?|若干|主要|重要|重点|工作|有力|务实|惠企|实施|落实|贯彻|支持|扶持|政策)*"
    r"(?:措施|意见|举措|办法|政策)"
)
"""Nouns counted in 条: 条具体措施, 条硬措施, 条惠企政策."""
_PROMISE = re.compile(rf"{COUNT}{COUNTED}")
_OWN_PROMISE = re.compile(rf"(?:制定|提出|出台|推出)(?:了|以下|如下|本)*{COUNT}{COUNTED}")
_SKETCH, _SHINGLE, _CROWD = 8, 8, 12
"""Provisions are compared where they share at least two of the 8 least hashes of their 8-character shingles; a hash
that more than 12 provisions share is a stock phrase (Broder 1997, bottom-k sketch)."""
ALIKE = 0.95
"""Least share of equal characters at which two provisions say the same."""
_SHORT = 15
_DONE = (
    "完成|建成|实现|达到|出台|制定|印发|报送|落实|配备|建立|形成|消除|整改|取消|淘汰|关闭|覆盖|基本|全部|全面|全区|全市"
)
_DEADLINE = re.compile(
    r"(?:(?<![自从截])|(?P<limit>[时期]限[:：为是]?|[到至](?=20)))"
    r"(?P<year>20[0-9]{2})年(?:(?P<month>[0-9]{1,2})月)?(?:(?P<day>[0-9]{1,2})日)?(?:年?底|末)?"
    rf"(?P<before>之?前|以前)?(?=(?P<done>[，,]?[^，。；的]{{0,12}}(?:{_DONE}))?)"
)


def numbering_jumps(draft: Draft) -> Iterator[Flaw]:
    """Find numbers of measures that skip."""
    yield from _warned(draft, "numbering-jump")


def numbering_repeats(draft: Draft) -> Iterator[Flaw]:
    """Find numbers of measures that come again or go back; the next number in order is the repair."""
    yield from _warned(draft, "numbering-repeat")


def _warned(draft: Draft, kind: str) -> Iterator[Flaw]:
    first = {draft.place(m.span.start)[0]: position for position, m in enumerate(draft.document.measures)}
    opening = {line.measure: line for line in reversed(draft.lines) if line.kind == "measure"}
    again = {first.get(one.line) for one in draft.document.warnings if one.kind == "numbering-repeat"}
    for problem in draft.document.warnings:
        position = first.get(problem.line, -1) if problem.kind == kind else -1
        line = opening.get(position)
        if line is not None and line.numbering is not None:
            before = draft.document.measures[position - 1].number if position else 0
            # 四、四、六: the second is to be 五, and 六 is right.
            if kind == "numbering-jump" and position - 1 in again and line.numbering.value == before + 2:
                continue
            repair = _renumbered(line.numbering, before + 1) if kind == "numbering-repeat" else None
            span = Span(line.span.start + line.numbering.start, line.span.start + line.numbering.end)
            yield Flaw(span, str(problem.message), repair)


def _renumbered(number: Numbering, value: int) -> str:
    """Return `number` as printed, but for its value."""
    core = re.sub(r"[（()）、，.．第编章节条 　]|分编|之.*", "", number.printed)
    return number.printed.replace(core, str(value) if core.isdecimal() else to_han(value), 1)


def heading_numbers(draft: Draft) -> Iterator[Flaw]:
    """Find headings (章) and items (项) whose numbers skip or come again."""
    order = list(dict.fromkeys(x.numbering.style for x in draft.lines if x.kind == "heading" and x.numbering))
    last: dict[str, _Counted] = {}
    filled: set[str] = set()
    for line in draft.lines:
        number = line.numbering
        if number is None or line.kind != "heading" or number.style.startswith("decimal"):
            filled |= set(order) if line.kind == "measure" else set()
            if number is not None and line.kind == "measure" and number.style in last:
                last[number.style] = _counted(last[number.style], number)
            continue
        before = last.get(number.style)
        lacks_first = not last and number.style == order[0] and number.value == 2
        last[number.style] = now = _counted(before, number)
        if lacks_first or (before and number.style in filled and now.is_new and not number.sub):
            yield _out_of_order(line, now.place if before else 1, before.value if before else 0)
        filled.discard(number.style)
        for below in order[order.index(number.style) + 1 :]:
            last.pop(below, None)
    yield from _items(draft)
    yield from _sections(draft)
    yield from _inline_ordinals(draft)


_ORDINAL = re.compile(r"(?:^|[，。；：:])(?P<number>[一二三四五六七八九十])(?P<after>是|要)(?=[\u4e00-\u9fff“])")


def _inline_ordinals(draft: Draft) -> Iterator[Flaw]:
    """Find 一是…二是…四是… in one paragraph."""
    for line in draft.lines:
        found = list(_ORDINAL.finditer(line.text))
        numbers = [to_int(match["number"]) or 0 for match in found]
        if not found or numbers[0] != 1 or len({match["after"] for match in found}) > 1:
            continue
        for match, number, before in zip(found[1:], numbers[1:], numbers, strict=False):
            if number == 1:
                break
            if number != before + 1:
                at = line.span.start + match.start("number")
                remark = message("number {number} does not follow {before}", number=match["number"], before=before)
                yield Flaw(Span(at, at + 1), remark, to_han(before + 1))
                break


_SECTION = re.compile(
    r"(?P<above>(?:[0-9]{1,2}\.){1,3})(?P<number>[0-9]{1,2})[ 　]+[\u4e00-\u9fffⅠ-Ⅻ][^。；，：]{0,24}$"
)
_FEWEST_SECTIONS = 4


def _sections(draft: Draft) -> Iterator[Flaw]:
    """Find sections 4.1, 4.2, 4.4, also where what stands behind the number is read as a unit (4.4 分级响应)."""
    found = [(line, match) for line in draft.lines if (match := _SECTION.match(line.text)) and line.kind != "closing"]
    if len(found) < _FEWEST_SECTIONS:
        return
    told = {problem.line for problem in draft.document.warnings}
    last: dict[str, tuple[int, int]] = {}
    for line, match in found:
        above, value = match["above"], int(match["number"])
        place, before = last.get(above, (0, 0))
        last[above] = (place + 1, value)
        is_due = value in (before + 1, place + 1)
        if not is_due and before and draft.place(line.span.start)[0] not in told:
            remark = message("number {number} does not follow {before}", number=above + match["number"], before=before)
            span = Span(line.span.start, line.span.start + match.end("number"))
            yield Flaw(span, remark, f"{above}{place + 1}")


def _items(draft: Draft) -> Iterator[Flaw]:
    """Find items of a provision, and items of these, whose numbers skip or come again."""
    last: dict[str, _Counted] = {}
    measure = -1
    for line in draft.lines:
        number = line.numbering
        if line.measure != measure:
            last, measure = {}, line.measure
        if number is None or line.measure < 0 or number.style not in _ITEM_STYLES:
            continue
        if number.style == draft.document.style or number.end >= len(line.text):
            continue
        for below in _ITEM_STYLES[_ITEM_STYLES.index(number.style) + 1 :]:
            last.pop(below, None)
        before = last.get(number.style)
        last[number.style] = now = _counted(before, number)
        if before and now.is_new:
            yield _out_of_order(line, now.place, before.value)


_ITEM_STYLES = ("han-paren", "arabic-dot", "arabic-paren", "circled")


@dataclass(frozen=True, slots=True)
class _Counted:
    """A number in a row of headings or items, and the place that it has there.

    Attributes
    ----------
    value
        As printed.
    place
        Which of the row it is, from the first number on.
    is_new
        Whether it is out of order, and not only because one before it is.
    """

    value: int
    place: int
    is_new: bool


def _counted(before: _Counted | None, number: Numbering) -> _Counted:
    """Return a number with the place that it should have: of 一、二、四、三 the third and fourth are exchanged."""
    if before is None or number.value == 1:
        return _Counted(number.value, number.value, is_new=False)
    place = before.place + (0 if number.sub else 1)
    follows = number.value == before.value + 1 and before.value != before.place
    return _Counted(number.value, place, is_new=number.value != place and not follows)


def _out_of_order(line: Line, place: int, before: int) -> Flaw:
    number = line.numbering
    assert number is not None  # noqa: S101 - callers only pass numbered lines
    span = Span(line.span.start + number.start, line.span.start + number.end)
    if before:
        remark = message("number {number} does not follow {before}", number=number.printed, before=before)
    else:
        remark = message("number {number} has no first before it", number=number.printed)
    return Flaw(span, remark, _renumbered(number, place))


def promised_count(draft: Draft) -> Iterator[Flaw]:
    """Find a title or preamble that promises another number of measures than there are (81条具体措施)."""
    document = draft.document
    counts = {len(document.measures), len(document.provisions)}
    for part in document.parts:
        if part.kind not in ("title", "preamble") or not document.measures:
            continue
        text = part.span.of(draft.text)
        pattern = _PROMISE if part.kind == "title" else _OWN_PROMISE
        for match in pattern.finditer(text):
            promised = to_int(match["count"])
            if promised and promised not in counts:
                span = Span(part.span.start + match.start("count"), part.span.start + match.end("count"))
                actual = len(document.measures)
                remark = message("{promised} promised, {actual} found", promised=match["count"], actual=actual)
                yield Flaw(span, remark, str(actual) if match["count"].isdecimal() else to_han(actual))


def repeated_measures(draft: Draft) -> Iterator[Flaw]:
    """Find provisions that say the same as an earlier one."""
    from rapidfuzz import fuzz

    measures = draft.document.measures
    texts = [fold(measure.text) for measure in measures]
    told: set[int] = set()
    for first, second in _near(texts):
        score = fuzz.ratio(texts[first], texts[second]) / 100
        if second not in told and score >= ALIKE and not _parallel(texts[first], texts[second]):
            told.add(second)
            remark = message(
                "repeats provision {label}, {share:.0%} the same", label=measures[first].label, share=score
            )
            yield Flaw(draft.bodies[second], remark)


def _parallel(one: str, other: str) -> bool:
    """Whether two texts say the same of two things: they begin otherwise, or words are exchanged inside."""
    from rapidfuzz.distance import Levenshtein

    return any(
        op.src_start == 0
        or (op.tag == "replace" and (one[op.src_start : op.src_end] + other[op.dest_start : op.dest_end]).isalnum())
        for op in Levenshtein.opcodes(one, other)
        if op.tag != "equal"
    )


def _near(texts: list[str]) -> list[tuple[int, int]]:
    """Return pairs of texts of which the later may repeat the earlier, without comparing all with all."""
    sharing: dict[int, list[int]] = {}
    same: dict[str, int] = {}
    pairs: set[tuple[int, int]] = set()
    for position, text in enumerate(texts):
        if len(text) < _SHORT:
            continue
        if same.setdefault(text, position) != position:
            pairs.add((same[text], position))
            continue
        hashes = {zlib.crc32(text[i : i + _SHINGLE].encode()) for i in range(len(text) - _SHINGLE + 1)}
        for value in sorted(hashes)[:_SKETCH]:
            sharing.setdefault(value, []).append(position)
    shared: dict[tuple[int, int], int] = {}
    for positions in sharing.values():
        if len(positions) <= _CROWD:
            for n, second in enumerate(positions):
                for first in positions[:n]:
                    shared[first, second] = shared.get((first, second), 0) + 1
    return sorted(pairs | {pair for pair, count in shared.items() if count > 1})


def empty_measures(draft: Draft) -> Iterator[Flaw]:
    """Find numbers without a text."""
    for line in draft.lines:
        number = line.numbering
        if line.kind == "measure" and number and not line.text[number.end :].strip() and line.measure >= 0:
            measure = draft.document.measures[line.measure]
            if line.span.start <= measure.span.start + number.end and not measure.text:
                yield Flaw(line.span, message("provision {label} is a number without a text", label=measure.label))


def past_deadlines(draft: Draft) -> Iterator[Flaw]:
    """Find deadlines that had passed when the document was made, by the date that it carries."""
    try:
        today = date.fromisoformat(draft.document.date)
    except ValueError:
        return
    for match in _DEADLINE.finditer(draft.text):
        year, month = int(match["year"]), int(match["month"] or 12)
        told = match["done"] and (match["before"] or match["limit"])
        if not 1 <= month <= 12 or not (told or (match["limit"] or "").startswith(("时限", "期限"))):
            continue
        last = calendar.monthrange(year, month)[1]
        due = date(year, month, min(int(match["day"] or last), last) or 1)
        if due < today:
            remark = message("the deadline {due} lies before the document's own date {date}", due=due, date=today)
            yield Flaw(Span(*match.span()), remark)
