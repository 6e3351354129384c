"""Rules about words: one written for another, and one agency called by two names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.checking.responsible_units import unit_variants
from policycompare.documents import Span
from policycompare.language.agencies import make_unit, table
from policycompare.language.confused_words import word_table
from policycompare.language.tokenise import tokens
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft
    from policycompare.language.confused_words import Grade

_QUOTED = re.compile(r"《[^《》\n]*》|“[^“”\n]*”")
_LEVELS = "省市区县旗州"
_NEAR = 6
_SHORT_FOR = re.compile(r"以下(?:简|统)称[“]?([\u4e00-\u9fff]{3,16})")


def wrong_words(draft: Draft) -> Iterator[Flaw]:
    """Find words that are wrong where they stand (按装, 截止2023年底)."""
    known = word_table()
    quoted = _quoted(draft)
    for match in known.slip.finditer(draft.text):
        write = known.slips[match[0]]
        if not _is_inside(match.start(), quoted) and _is_word(draft.text, match):
            yield Flaw(Span(*match.span()), message("{word} for {write}", word=match[0], write=write), write)
    yield from _by_grade(draft, "error")


def doubtful_words(draft: Draft) -> Iterator[Flaw]:
    """Find words that are most likely wrong where they stand (其它, 做出决定)."""
    yield from _by_grade(draft, "warning")


def word_hints(draft: Draft) -> Iterator[Flaw]:
    """Find words that are worth a look (制订)."""
    found = {flaw.span.start for flaw in doubtful_words(draft)}
    yield from (flaw for flaw in _by_grade(draft, "note") if flaw.span.start not in found)


def _is_word(text: str, match: re.Match[str]) -> bool:
    """Whether a wrong writing is not just where two words meet: 储备|按照 has no 备按."""
    start = max(0, match.start() - _NEAR)
    at, bounds = start, {start}
    for token in tokens(text[start : match.end() + _NEAR]):
        at += len(token)
        bounds.add(at)
    return match.start() in bounds  # what follows an unknown word may be taken into it


def _by_grade(draft: Draft, grade: Grade) -> Iterator[Flaw]:
    quoted = _quoted(draft)
    for word in word_table().words:
        if word.grade != grade:
            continue
        for match in word.pattern.finditer(draft.text):
            group = next((name for name, caught in match.groupdict().items() if caught), 0)
            if not _is_inside(match.start(group), quoted):
                yield Flaw(Span(*match.span(group)), word.why, word.write)


def _quoted(draft: Draft) -> list[Span]:
    """Return what others wrote: titles and quotations, which are not ours to change."""
    return [Span(*match.span()) for match in _QUOTED.finditer(draft.text)]


def _is_inside(at: int, spans: list[Span]) -> bool:
    position = bisect_right(spans, Span(at, 10**9)) - 1
    return position >= 0 and at < spans[position].end


def agency_variants(draft: Draft) -> Iterator[Flaw]:
    """Find an agency that the text mostly calls otherwise (区市场监督管理局 among 区市场监管局)."""
    groups: dict[tuple[str, str], list[Span]] = {}
    skipped = [part.span for part in draft.document.parts if part.kind in ("title", "cover", "closing")]
    quoted = _quoted(draft)
    for match in _names().finditer(draft.text):
        if _is_inside(match.start(), quoted) or any(s.start <= match.start() < s.end for s in skipped):
            continue
        agency = make_unit(match["name"]).agency
        groups.setdefault((match["level"], agency), []).append(Span(*match.span()))
    told = {flaw.span.start for flaw in unit_variants(draft)}
    given = set(_SHORT_FOR.findall(draft.text))
    for spans in groups.values():
        names = Counter(span.of(draft.text) for span in spans)
        usual, _ = max(names.items(), key=lambda item: (item[1], len(item[0])))
        if len(names) < 2 or given & set(names):
            continue
        for span in spans:
            if span.of(draft.text) != usual and span.start not in told:
                yield Flaw(span, message("elsewhere in this document: {usual}", usual=usual), usual)


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted((re.escape(name) for name in names), key=len, reverse=True)
    return re.compile(rf"(?<![辖城治设])(?P<level>[{_LEVELS}])(?P<name>{'|'.join(longest)})")


def _names() -> re.Pattern[str]:
    """Return the pattern of names of the table that end as an agency does, behind the level of government."""
    names = tuple(
        name
        for name in sorted(table().canonical)
        if (len(name) >= 3 and name[-1] in "局委厅办" and not name.endswith("分局")) or name.endswith("委员会")
    )
    return _pattern(names)
