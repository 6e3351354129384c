"""Rules about words: one written for another."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.documents import Span
from policycompare.language.confused_words import word_table
from policycompare.language.tokenise import tokens
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft
    from policycompare.language.confused_words import Grade

_QUOTED = re.compile(
    r"《[^《》\n]*》|“[^“”\n]{1,3}”|“[^“”\n]*”(?=[^，。；]{0,4}(?:修改为|改为|删去))|(?<=改为|增加)“[^“”\n]*”"
)
"""Titles, words that are spoken of, and what an amendment puts for another."""
_NEAR = 6


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
