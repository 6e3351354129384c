"""Rules about lengths and limits of periods: 有效期三年 that ends after two, stages that overlap, wrong weekdays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.documents import Span
from policycompare.language.numerals import HAN as NUMERAL
from policycompare.language.numerals import SMALL, to_int
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_YEAR = r"(?:20[0-9]{2}|二[〇○零][〇○零一二三四五六七八九]{2})"


def _date(prefix: str = "") -> str:
    """Return the pattern of a date, its groups named with a prefix."""
    return rf"(?P<{prefix}year>{_YEAR})年(?P<{prefix}month>{SMALL})月(?P<{prefix}day>{SMALL})日"


_VALID = re.compile(
    rf"自?{_date('a_')}起?(?:正式)?(?:试行|施行|实施|执行|生效)[^。\n]{{0,12}}(?:有效|试行)期(?:为|限)?(?P<years>{SMALL})(?P<unit>年|个月)"
    rf"[^。\n0-9二]{{0,6}}(?:[至到]|截止|截至)(?P<end>{_date('b_')})"
)
_SPAN_OF_YEARS = re.compile(
    rf"(?P<years>{NUMERAL}{{1,2}}|[0-9])年(?:行动|攻坚|提升|滚动|建设|实施|工作)?(?:计划|方案|规划|行动)[^，。；\n]{{0,8}}[（(](?P<first>20[0-9]{{2}})年?[-—－~～至]{{1,2}}(?P<last>20[0-9]{{2}})年?[）)]"
)
_LASTING = re.compile(
    rf"(?:为期|历时|用|利用)(?P<count>{SMALL})(?P<unit>个月|年)(?:左右|的?时间)?[^。；\n]{{0,12}}?[（(，](?:自|从)?(?P<a_year>20[0-9]{{2}})年(?P<a_month>{SMALL})月(?:(?P<a_day>{SMALL})日)?起?(?:至|到|[-—－~～]{{1,2}})"
    rf"(?:(?P<b_year>20[0-9]{{2}})年)?(?P<b_month>{SMALL})月(?:(?P<b_day>{SMALL})日)?"
)
_ADOPTED = re.compile(
    rf"{_date('a_')}[^；。\n]{{4,60}}?(?:通过|修订|审议)[　 ，、]{{0,3}}"
    rf"(?P<b>{_date('b_')})[^；。\n]{{4,60}}?(?:批准|公布)"
)
_STAGE = re.compile(
    rf"(?:阶段|步骤|时期)[^。；\n]{{0,6}}[（(：:](?P<dates>(?:(?P<a_year>20[0-9]{{2}})年)?(?P<a_month>{SMALL})月(?:(?P<a_day>{SMALL})日)?[^。；，\n]{{0,4}}?(?:至|到|[-—－~～]{{1,2}})"
    rf"(?:(?P<b_year>20[0-9]{{2}})年)?(?P<b_month>{SMALL})月(?:(?P<b_day>{SMALL})日)?)"
)
_WEEKDAY = re.compile(rf"{_date('')}[（(](?:星期|周)(?P<weekday>[一二三四五六日天])[）)]")
_WEEKDAYS = "一二三四五六日"
_MONTHS = 12
_CENT, _OPENING, _MONTHS_OF_QUARTER = 100, 16, 3
_QUARTER = re.compile(
    rf"第?(?P<quarter>[一二三四1-4])季度[（(](?P<first>{SMALL})月(?:份)?(?:至|到|[-—－~～]{{1,2}})(?P<last>{SMALL})月(?:份)?[）)]"
)


@dataclass(frozen=True, slots=True)
class _Stage:
    """A stage with its first and last month, counted from year 0, and days, 0 where none is told."""

    first: tuple[int, int]
    last: tuple[int, int]
    span: Span


def period_lengths(draft: Draft) -> Iterator[Flaw]:
    """Find a length that its first and last day do not give: 有效期三年 from 2026-01-01 to 2027-12-31."""
    for match in _VALID.finditer(draft.text):
        first, last, count = _day(match, "a_"), _day(match, "b_"), to_int(match["years"])
        if first is None or last is None or not count:
            continue
        months = count * (_MONTHS if match["unit"] == "年" else 1)
        due = _after(first, months)
        if abs((last - due).days) > 1:
            count_words = match["years"] + match["unit"]
            remark = message("{count} from the first day end on {due}", count=count_words, due=due - timedelta(1))
            yield Flaw(Span(*match.span("end")), remark)
    for match in _SPAN_OF_YEARS.finditer(draft.text):
        count, years = to_int(match["years"]), int(match["last"]) - int(match["first"])
        if count and years > 0 and count not in (years, years + 1):
            yield Flaw(Span(*match.span()), message("these are {actual} years", actual=years + 1))
    for match in _LASTING.finditer(draft.text):
        count, a_month, b_month = to_int(match["count"]), to_int(match["a_month"]), to_int(match["b_month"])
        if not count or not a_month or not b_month:
            continue
        years = int(match["b_year"] or match["a_year"]) - int(match["a_year"])
        months = years * _MONTHS + b_month - a_month
        told = count * (_MONTHS if match["unit"] == "年" else 1)
        if told not in (months, months + 1):
            yield Flaw(Span(*match.span()), message("these are {actual} months", actual=months + 1))


def _day(match: re.Match[str], prefix: str) -> date | None:
    try:
        return date(*(to_int(match[f"{prefix}{name}"]) or 0 for name in ("year", "month", "day")))
    except ValueError:
        return None


def _after(day: date, months: int) -> date:
    """Return the same day so many months later, the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    for number in range(day.day, 0, -1):
        try:
            return date(day.year + years, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


def approvals_before_adoption(draft: Draft) -> Iterator[Flaw]:
    """Find a note under the title by which a document was approved before it was adopted."""
    for match in _ADOPTED.finditer(draft.text):
        first, last = _day(match, "a_"), _day(match, "b_")
        if first and last and last < first:
            yield Flaw(Span(*match.span("b")), message("the approval lies before the adoption"))


def stage_order(draft: Draft) -> Iterator[Flaw]:
    """Find a stage that begins before the one above it ends, or that ends before it begins."""
    before: _Stage | None = None
    for line in draft.lines:
        matches = list(_STAGE.finditer(line.text))
        if not matches and line.kind == "heading":
            before = None
        for match in matches:
            stage = _stage(match, line.span.start, before.last[0] // _CENT if before else 0)
            # Only what opens a line, or stands in a row within one, is a stage of its own.
            if stage is None or (match.start() > _OPENING and len(matches) == 1):
                before = None
                continue
            if before is not None and stage.first < before.last and stage.first != stage.last:
                yield Flaw(stage.span, message("this stage begins before the one above it ends"))
            before = stage
    for match in _QUARTER.finditer(draft.text):
        last = (to_int(match["quarter"]) or 0) * _MONTHS_OF_QUARTER
        if (to_int(match["first"]), to_int(match["last"])) != (last - _MONTHS_OF_QUARTER + 1, last):
            yield Flaw(Span(*match.span()), message("these are not the months of this quarter"))


def _stage(match: re.Match[str], start: int, year: int) -> _Stage | None:
    first_year = int(match["a_year"]) if match["a_year"] else year
    last_year = int(match["b_year"]) if match["b_year"] else first_year
    months = to_int(match["a_month"]), to_int(match["b_month"])
    if None in months or (not first_year and match["b_year"]):
        return None
    first_day = to_int(match["a_day"]) or 0 if match["a_day"] else 0
    last_day = to_int(match["b_day"]) or 0 if match["b_day"] else 0
    span = Span(start + match.start("dates"), start + match.end("dates"))
    first, last = (first_year * _CENT + (months[0] or 0), first_day), (last_year * _CENT + (months[1] or 0), last_day)
    return _Stage(first, last, span)


def wrong_weekdays(draft: Draft) -> Iterator[Flaw]:
    """Find a date with the name of another day of the week than the calendar has."""
    for match in _WEEKDAY.finditer(draft.text):
        day = _day(match, "")
        if day is None:
            continue
        actual = _WEEKDAYS[day.weekday()]
        if match["weekday"].replace("天", "日") != actual:
            yield Flaw(Span(*match.span()), message("this day is {weekday}", weekday=f"星期{actual}"))
