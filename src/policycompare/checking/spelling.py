"""A rule about misspelt words that no table lists: 财政予算, 环境防冶, of which neither part makes a word as it stands.

Legal texts at large say which pairs of characters are usual. A pair that they and the dictionary do not have, inside
what the segmenter cannot join, is held against the words that a character of the same sound or shape would make of it
(the usual candidates of spelling correction for Chinese; Liu et al. 2011), and must fit its neighbours better so.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from policycompare.checking.cited_titles import misspelt_kinds, near_titles
from policycompare.checking.draft import HAN, Flaw
from policycompare.checking.responsible_units import unit_slips
from policycompare.documents import Span
from policycompare.language.confused_words import word_table
from policycompare.language.corpus_statistics import background
from policycompare.language.look_alikes import look_alikes
from policycompare.language.tokenise import dictionary_tokens
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft, Line

_RUN = re.compile(rf"[{HAN}]{{2,}}")
_USUAL, _LIKELY, _VERY_LIKELY = 20, 60, 400
"""Provisions of the background that have a word, for it to be one, to be meant where the draft has it nowhere else, and
to be meant where it only sounds like what is written and stands alone."""
_SEEN, _BETTER = 5, 3
"""Provisions that have the pair across the word's edge as meant, and how many times as many as of that written."""
_MOST_TIMES = 2
"""A writing that comes more often is meant."""
_LOOSE = frozenset(
    "的了是在以之也都只为中有不从自均凡时确现因至和与或及对将把被向由其该各每某本这那个上下内外前后里间可能会要应须还又再更最很"
    "一二三四五六七八九十百千万亿两几多少大小省市区县乡镇村街道州旗国年月日号第条款项"
)
"""Characters that stand beside any other: a pair with one of them is no word, whatever the dictionary lacks."""


@dataclass(frozen=True, slots=True)
class _Usage:
    """What legal texts have: pairs of characters and words of two, each with the number of provisions."""

    pairs: dict[str, int]
    words: dict[str, int]
    seconds: dict[str, tuple[str, ...]]
    firsts: dict[str, tuple[str, ...]]

    def candidates(self, pair: str) -> Iterator[tuple[int, str]]:
        """Give the words that a look-alike of one character makes of a pair, with the place of that character."""
        table = look_alikes()
        for first in self.firsts.get(pair[1], ()):
            if table.may_be(pair[0], first):
                yield 0, first + pair[1]
        for second in self.seconds.get(pair[0], ()):
            if table.may_be(pair[1], second):
                yield 1, pair[0] + second


@cache
def _usage() -> _Usage:
    counts = background()
    codes = zip(counts.bigrams.tolist(), counts.bigram_counts.tolist(), strict=True)
    pairs = {chr(code >> 21) + chr(code & 0x1FFFFF): count for code, count in codes if code < 1 << 62}
    every = zip(counts.words.tolist(), counts.word_counts.tolist(), strict=True)
    words = {word: count for word, count in every if len(word) == 2 and count >= _USUAL}
    firsts: dict[str, list[str]] = {}
    seconds: dict[str, list[str]] = {}
    for first, second in words:
        firsts.setdefault(second, []).append(first)
        seconds.setdefault(first, []).append(second)
    return _Usage(
        pairs,
        words,
        {char: tuple(others) for char, others in seconds.items()},
        {char: tuple(others) for char, others in firsts.items()},
    )


def misspellings(draft: Draft) -> Iterator[Flaw]:
    """Find pairs of characters that are no word, where one of like sound or shape makes a usual one (财政予算)."""
    usage, known = _usage(), look_alikes().known | word_table().slips.keys()
    told = [flaw.span for flaw in (*near_titles(draft), *misspelt_kinds(draft), *unit_slips(draft))]
    pairs = [[(at, pair) for at, pair in _pairs_of(line)] for line in draft.lines]
    times = Counter(pair for of_line in pairs for _, pair in of_line)
    for line, of_line in zip(draft.lines, pairs, strict=True):
        rare = [one for one in of_line if one[1] not in usage.pairs and one[1] not in known]
        rare = [one for one in rare if times[one[1]] <= _MOST_TIMES and not _LOOSE.intersection(one[1])]
        loose = _loose_places(line.text) if rare else set()
        for at, pair in rare:
            is_loose = at in loose and at + 1 in loose and len(dictionary_tokens(pair)) > 1
            if is_loose and (word := _best(line.text, at, pair, times)):
                start = line.span.start + at
                if not any(span.start <= start < span.end for span in told):
                    yield Flaw(Span(start, start + 2), message("{word} for {write}", word=pair, write=word), word)


def _pairs_of(line: Line) -> Iterator[tuple[int, str]]:
    for match in _RUN.finditer(line.text):
        for k, (first, second) in enumerate(pairwise(match[0])):
            yield match.start() + k, first + second


def _loose_places(text: str) -> set[int]:
    """Return where a character stands that is part of no word of the dictionary."""
    found: set[int] = set()
    at = 0
    for token in dictionary_tokens(text):
        if len(token) == 1:
            found.add(at)
        at += len(token)
    return found


def _best(text: str, at: int, pair: str, times: Counter[str]) -> str:
    """Return the word that is meant by a pair of characters, ``""`` where none fits its neighbours.

    `times` says how often the draft has each pair.
    """
    usage = _usage()
    most, best = 0, ""
    for place, word in usage.candidates(pair):
        weight = usage.words[word] * (1 + times[word])
        if weight <= most:
            continue
        beside = text[at - 1 : at] if place == 0 else text[at + 2 : at + 3]
        is_alone = not re.match(rf"[{HAN}]", beside)
        is_near = look_alikes().look_alike(pair[place], word[place])
        least = _LIKELY if is_near or not is_alone else _VERY_LIKELY
        if (usage.words[word] >= least or times[word]) and (is_alone or _fits(pair, word, place, beside)):
            most, best = weight, word
    return best


def _fits(pair: str, word: str, place: int, beside: str) -> bool:
    """Whether a word goes better with the character beside it than what is written."""
    usage = _usage()
    written, meant = (beside + pair[0], beside + word[0]) if place == 0 else (pair[1] + beside, word[1] + beside)
    seen = usage.pairs.get(meant, 0)
    return seen >= _SEEN and seen > _BETTER * usage.pairs.get(written, 0)
