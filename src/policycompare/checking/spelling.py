"""A rule about words that are misspelt (财政予算, 不得檀自停用) or another one (行动不变的人), which no table lists.

Legal texts at large say how probable each character is behind those before it. Where they have none of the sequences
that a character makes with its neighbours, those of the same sound or shape are put in its place; one that makes the
wording many times as probable, and a word, was meant (the usual way of spelling correction for Chinese; Liu et al.
2011). Of two words that are often confused each is tried for the other, and less is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from policycompare.checking.cited_titles import misspelt_kinds, near_titles
from policycompare.checking.draft import HAN, Flaw
from policycompare.checking.responsible_units import unit_slips
from policycompare.checking.words import doubtful_words, wrong_words
from policycompare.documents import Span
from policycompare.language.character_counts import LONGEST, CharacterCounts, Encoded, character_counts
from policycompare.language.confused_words import word_table
from policycompare.language.look_alikes import look_alikes
from policycompare.language.tokenise import dictionary_tokens
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from policycompare.checking.draft import Draft

_HAN = re.compile(rf"[{HAN}]")
_FEW = 5
"""Texts that have all but one of the triples in which a character stands, at most, for it to be looked at."""
_GAIN, _GAIN_LOOSE, _GAIN_PART, _GAIN_NEAR, _GAIN_USED = 13.0, 18.0, 16.0, 10.5, 9.0
"""How much more probable the wording must become, as a logarithm: for any character, for one that stands alone often,
for one that has no more than a part in common, for one that has a part in common besides its sound or shape, and where
the draft has the word elsewhere."""
_GAIN_BOUND, _GAIN_BOUND_LOOSE, _BOUND = 8.5, 11.0, 0.5
"""How much more, where a neighbour is a character that so large a share of its texts have beside the one meant."""
_TRIES = 3
_PAIR = 2
"""Characters of a word of which one is bound to the other."""
_USUAL = 6.0
"""How much more, for a word that the draft has several times."""
_WEAK = 40
"""Texts that have one of the two pairs in which a character stands, at most, for it to be looked at."""
_BETTER = 2
"""How many times as many texts have the pair that is meant on that side."""
_MOST_TIMES = 2
"""A writing that comes more often is meant."""
_AROUND = 8
_MANY = 1 << 13
"""More than there are codes."""
_LOOSE = frozenset(
    "的了是在以之也都只为中有不从自均凡时确现因至和与或及对将把被向由其该各每某本这那个上下内外前后里间可能会要应须还又再更最很已无供且比原外"
    "一二三四五六七八九十百千万亿两几多少大小省市区县乡镇村街道州旗国年月日号第条款项"
)
"""Characters that stand alone beside any other."""
_GIVEN = re.compile(rf"简称[为：“]*(?P<name>[{HAN}]{{2,12}})")


@dataclass(frozen=True, slots=True)
class _Guess:
    """What may be meant: the place of the characters that are written, and what to write for them."""

    span: Span
    write: str
    gain: float


def misspellings(draft: Draft) -> Iterator[Flaw]:
    """Find words with a character that another of like sound or shape makes a usual word (财政予算)."""
    encoded = character_counts().encode(draft.text)
    guesses = [*_misspelt(draft, encoded), *_confused(draft, encoded)]
    if not guesses:
        return
    tellers = (near_titles, misspelt_kinds, unit_slips, wrong_words, doubtful_words)
    told = [flaw.span for teller in tellers for flaw in teller(draft)]
    told += [Span(*match.span("name")) for match in _GIVEN.finditer(draft.text)]
    for guess in sorted(guesses, key=lambda one: -one.gain):
        if any(guess.span.start < span.end and span.start < guess.span.end for span in told):
            continue
        told.append(guess.span)
        written = guess.span.of(draft.text)
        yield Flaw(guess.span, message("{word} for {write}", word=written, write=guess.write), guess.write)


def _misspelt(draft: Draft, encoded: Encoded) -> Iterator[_Guess]:
    """Give characters for which another makes a usual word of its neighbours."""
    counts = character_counts()
    places, candidates = _tried(counts, encoded, draft.text)
    gains = _gains(counts, encoded.codes, places, candidates[:, None])
    found: dict[int, list[tuple[float, int]]] = {}
    for place, candidate, gain in zip(places.tolist(), candidates.tolist(), gains.tolist(), strict=True):
        if gain >= _GAIN_BOUND:
            found.setdefault(place, []).append((gain, candidate))
    for place, likely in found.items():
        at = int(encoded.places[place])
        for gain, candidate in sorted(likely, reverse=True)[:_TRIES]:
            bound = _is_bound(counts, encoded.codes, place, candidate)
            if guess := _as_word(draft.text, at, counts.characters[candidate], gain, is_bound=bound):
                yield guess
                break


def _is_bound(counts: CharacterCounts, codes: NDArray[np.int64], place: int, candidate: int) -> bool:
    """Whether a neighbour stands in few texts without the character that is tried: 巩 without 固."""
    char = np.array([candidate])
    before, behind = codes[place - 1 : place], codes[place + 1 : place + 2]
    shares = (
        counts.of(before, char) / np.maximum(counts.of(before), 1),
        counts.of(char, behind) / np.maximum(counts.of(behind), 1),
    )
    return bool(np.max(shares) >= _BOUND)


def _tried(counts: CharacterCounts, encoded: Encoded, text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of characters in sequences that no text has, each with every character to try there."""
    codes = encoded.codes
    pairs = counts.of(codes[:-1], codes[1:])
    at = np.arange(LONGEST - 1, len(codes) - LONGEST + 1)
    at = at[np.minimum(pairs[at - 1], pairs[at]) <= _WEAK]
    triples = np.sort([counts.of(*(codes[at - back + k] for k in range(3))) for back in range(3)], axis=0)
    at = at[triples[1] <= _FEW]
    fours = [counts.of(*(codes[at - back + k] for k in range(4))) for back in range(4)]
    # Those that have the weaker of the two pairs: what stands on the other side only is no evidence.
    with_weaker = np.where(pairs[at - 1] <= pairs[at], np.maximum.reduce(fours[1:]), np.maximum.reduce(fours[:-1]))
    suspects = at[np.equal(with_weaker, 0)]
    others = [_candidates(text[place]) for place in encoded.places[suspects].tolist()]
    if not others:
        return at[:0], at[:0]
    where = np.repeat(suspects, [len(one) for one in others])
    chars = np.concatenate(others)
    # The pair on the side where what is written makes none must be one.
    is_left = pairs[where - 1] <= pairs[where]
    written = np.where(is_left, pairs[where - 1], pairs[where])
    better = np.where(is_left, counts.of(codes[where - 1], chars), counts.of(chars, codes[where + 1]))
    kept = better > _BETTER * written
    return where[kept], chars[kept]


@cache
def _candidates(char: str) -> NDArray[np.int64]:
    """Return the codes of what a character may have been written for."""
    codes = [character_counts().code(other) for other in sorted(look_alikes().others(char))]
    return np.array([code for code in codes if code], dtype=np.int64)


def _gains(
    counts: CharacterCounts, codes: NDArray[np.int64], starts: NDArray[np.int64], words: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how much more probable a text becomes by each word, put where it is to start, shape (starts, length)."""
    length, reach = words.shape[1], LONGEST - 1
    written = codes[starts[:, None] + np.arange(-reach, length + reach)]
    meant = written.copy()
    meant[:, reach : reach + length] = words
    gain = np.zeros(len(starts))
    for at in range(length + reach):
        window = slice(at, at + LONGEST)
        gain += counts.log_probability(meant[:, window]) - counts.log_probability(written[:, window])
    return gain


def _as_word(text: str, at: int, char: str, gain: float, *, is_bound: bool) -> _Guess | None:
    """Return the word that a character makes in place of the one at `at`, where what is written there is none."""
    before = re.split(rf"[^{HAN}]", text[max(0, at - _AROUND) : at])[-1]
    behind = re.split(rf"[^{HAN}]", text[at + 1 : at + _AROUND])[0]
    start, word = _word_at(before, char, behind)
    if len(word) == 1 or len(_word_at(before, text[at], behind)[1]) > 1:
        return None
    is_cut = _cuts_word(before + text[at] + behind, start, start + len(word))
    span = Span(at - len(before) + start, at - len(before) + start + len(word))
    written = span.of(text)
    if written in look_alikes().known or text.count(written) > _MOST_TIMES:
        return None
    is_cut = is_cut or (len(word) > _PAIR and text[at] in _LOOSE)
    least = max(_least_gain(text, at, char, word), _GAIN_LOOSE if is_cut else 0.0)
    if is_bound and len(word) == _PAIR and not is_cut:
        least = min(least, _GAIN_BOUND_LOOSE if text[at] in _LOOSE else _GAIN_BOUND)
    return _Guess(span, word, gain) if gain >= least else None


def _cuts_word(text: str, start: int, end: int) -> bool:
    """Whether a stretch of a text takes a part of a word away from it: 参加 of 当餐|加工."""
    at = 0
    for word in dictionary_tokens(text):
        after = at + len(word)
        if (at < start < after or at < end < after) and len(word) > 1:
            return True
        at = after
    return False


def _least_gain(text: str, at: int, char: str, word: str) -> float:
    """Return how much more probable a word must make the text for it to be meant."""
    written, table = text[at], look_alikes()
    shares_part = char in table.parts.get(written, ())
    if not table.may_be(written, char):
        return _GAIN_PART
    if written in _LOOSE:
        return _GAIN_LOOSE
    if word in text:
        return _GAIN_USED
    return _GAIN_NEAR if shares_part else _GAIN


def _word_at(before: str, char: str, behind: str) -> tuple[int, str]:
    """Return the word of the dictionary in which a character stands, and where that starts."""
    start = 0
    for word in dictionary_tokens(before + char + behind):
        if start + len(word) > len(before):
            return start, word
        start += len(word)
    return start, char


def _confused(draft: Draft, encoded: Encoded) -> Iterator[_Guess]:
    """Give words that are often confused with another, which fits better."""
    counts, table = character_counts(), word_table().others
    starts, words = _confusable(encoded.codes)
    unusual = _is_unusual(counts, encoded.codes, starts)
    starts, words = starts[unusual], words[unusual]
    gains = _gains(counts, encoded.codes, starts, words)
    for start, word, gain in zip(encoded.places[starts].tolist(), words.tolist(), gains.tolist(), strict=True):
        span = Span(start, start + len(word))
        written, meant = span.of(draft.text), "".join(counts.characters[code] for code in word)
        is_usual = draft.text.count(written) > _MOST_TIMES
        first = max(0, start - _AROUND)
        if _cuts_word(draft.text[first : start + _AROUND], start - first, start - first + len(word)):
            continue
        if written in table and gain >= table[written][meant] + (_USUAL if is_usual else 0):
            yield _Guess(span, meant, gain)


def _confusable(codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where words of two characters that are confused stand, each with every word to try there."""
    written, meant = _confused_codes()
    pairs = codes[:-1] * _MANY + codes[1:]
    first = np.searchsorted(written, pairs, side="left")
    number = np.searchsorted(written, pairs, side="right") - first
    at = np.flatnonzero(number)
    number = number[at]
    starts = np.repeat(at, number)
    rank = np.arange(len(starts)) - np.repeat(np.cumsum(number) - number, number)
    return starts, meant[np.repeat(first[at], number) + rank]


@cache
def _confused_codes() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the words that are confused, as one number each, ascending, and the codes of what they are taken for."""
    counts = character_counts()
    rows = []
    for written, others in word_table().others.items():
        for meant in others:
            codes = [counts.code(char) for char in written + meant]
            if len(codes) == 4 and all(codes):
                rows.append((codes[0] * _MANY + codes[1], codes[2], codes[3]))
    table = np.array(sorted(rows), dtype=np.int64)
    return table[:, 0], table[:, 1:]


def _is_unusual(counts: CharacterCounts, codes: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which words of two characters stand beside a character where few texts have them."""
    before = counts.of(codes[starts - 1], codes[starts], codes[starts + 1])
    behind = counts.of(codes[starts], codes[starts + 1], codes[starts + 2])
    return np.asarray(np.minimum(before, behind) <= _WEAK)
