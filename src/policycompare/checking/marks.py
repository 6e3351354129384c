"""Rules about punctuation (标点): stops that are missing or doubled, marks in the wrong place, ends of list items."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN, Flaw
from policycompare.documents import Span
from policycompare.text import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft, Line

_DOUBLED = re.compile(r"([，。、；：])\1+|[，、；：][，。、；：]+|。[，、；：]+|[！？][，。；、]")
_STRENGTH = "。；：，、"
"""Of two marks side by side the one further left stays."""
_STRAY = re.compile(r"(?<=[（《“〔【])[，。、；：]|、(?=[）》”〕】])|^[，。、；：！？”）》](?=.)", re.MULTILINE)
_BEFORE_WORD = re.compile(r"、(?=等|和|与|及|或)")
_CONJUNCTIONS = frozenset({"等", "等等", "和", "与", "及", "或", "或者"})
_WORD_AHEAD = 8
_ORGANS = re.compile(r"党中央(?=国务院)|([省市区县州镇乡])委(?=\1政府)")
_BETWEEN_TITLES = re.compile(r"(?<=》)、(?=《)|(?<=”)、(?=“)")
_SENTENCE_END = "。！？；…"
_QUOTE_END = "”’》）)〕】"
_TERMINATED = re.compile(r"[。！？；：…—][”’）]*$")
_OPEN_END = re.compile(rf"[{HAN}0-9%％]$")
_MOST = 0.8
"""The share of paragraphs that must end properly for the others to be slips."""
_DOUBLED_WORD = re.compile(rf"([{HAN}]{{1,4}})\1")
_FUNCTION_WORDS = frozenset("的了和与及或在把被将对从向为以由于是并而且但其该")


def doubled(draft: Draft) -> Iterator[Flaw]:
    """Find marks side by side that exclude each other, and marks written twice."""
    for match in _DOUBLED.finditer(draft.text):
        marks = match[0]
        if re.fullmatch("。{3,}", marks):
            repair = "……"
        else:
            repair = min(marks, key=lambda c: _STRENGTH.find(c) if c in _STRENGTH else -1)
        yield Flaw(Span(*match.span()), f"标点重叠 {marks}（marks side by side）", repair)


def stray(draft: Draft) -> Iterator[Flaw]:
    """Find marks where none can stand: behind an opening bracket, at the start of a paragraph."""
    for match in _STRAY.finditer(draft.text):
        yield Flaw(Span(*match.span()), f"此处不应有 {match[0]}（no mark can stand here）", "")


def before_conjunction(draft: Draft) -> Iterator[Flaw]:
    """Find 、 before 和, 及, 或, 等, where the word alone joins."""
    for match in _BEFORE_WORD.finditer(draft.text):
        following = tokens(draft.text[match.end() : match.end() + _WORD_AHEAD])
        if following and following[0] in _CONJUNCTIONS:
            message = f"“{following[0]}”前不用顿号（no 、 before {following[0]}）"
            yield Flaw(Span(*match.span()), message, "")


def between_organs(draft: Draft) -> Iterator[Flaw]:
    """Find party and government organs side by side without 、 (党中央国务院, 市委市政府)."""
    for match in _ORGANS.finditer(draft.text):
        message = f"“{match[0]}”后缺顿号（no 、 between two organs）"
        yield Flaw(Span(*match.span()), message, f"{match[0]}、")


def between_titles(draft: Draft) -> Iterator[Flaw]:
    """Find 、 between titles or quotations side by side (GB/T 15834—2011, 4.5.3.5: usually none)."""
    for match in _BETWEEN_TITLES.finditer(draft.text):
        message = "并列的书名号、引号之间通常不用顿号（usually no 、 between titles or quotations）"
        yield Flaw(Span(*match.span()), message, "")


def before_units(draft: Draft) -> Iterator[Flaw]:
    """Find provisions without a full stop before their units, where most have one."""
    ends = []
    for position, measure in enumerate(draft.document.measures):
        body = draft.bodies[position]
        if measure.units and body.start < body.end and draft.tail(position).of(draft.text).lstrip()[:1] in ("（", "("):
            ends.append((body.end - 1, _ends_sentence(measure.text)))
    if sum(proper for _, proper in ends) < len(ends) / 2:
        return
    for at, proper in ends:
        if not proper:
            last = draft.text[at]
            repair = "。" if last in "，、：,:" else f"{last}。"
            yield Flaw(Span(at, at + 1), "责任单位前缺句号（no full stop before the units）", repair)


def _ends_sentence(text: str) -> bool:
    bare = text.rstrip(_QUOTE_END)
    return text[-1] in _SENTENCE_END or (len(bare) < len(text) and bare[-1:] in tuple(_SENTENCE_END))


def paragraph_ends(draft: Draft) -> Iterator[Flaw]:
    """Find paragraphs of running text without a mark at the end, where most have one."""
    items = {line.span.start for run in draft.items for line in run}
    with_units = {m: draft.bodies[m] for m, measure in enumerate(draft.document.measures) if measure.units}
    paragraphs = [
        line
        for line in draft.lines
        if line.measure >= 0
        and line.is_running
        and line.span.start not in items
        and not (line.measure in with_units and line.span.end >= with_units[line.measure].end)
    ]
    proper = sum(bool(_TERMINATED.search(line.text)) for line in paragraphs)
    if proper < _MOST * len(paragraphs):
        return
    for line in paragraphs:
        if _OPEN_END.search(line.text) and "。" in line.text:
            at = line.span.end - 1
            yield Flaw(Span(at, at + 1), "段末缺句号（no full stop at the end of the paragraph）", f"{draft.text[at]}。")


def list_items(draft: Draft) -> Iterator[Flaw]:
    """Find items of a list that end unlike the others: ； between items, 。 after the last."""
    last_line = {line.measure: line for line in draft.lines}
    for run in draft.items:
        middle = run[:-1]
        if len(run) < 3 or sum(line.text.endswith("；") for line in middle) < _MOST * len(middle) - 0.5:  # noqa: PLR2004
            continue
        for line in middle:
            if not line.text.endswith("；"):
                yield from _item_end(line, "；")
        if last_line[run[-1].measure] is run[-1]:
            yield from _item_end(run[-1], "。")


def _item_end(line: Line, wanted: str) -> Iterator[Flaw]:
    """Find an item that ends in another mark than `wanted`; an item of several sentences may end as it likes."""
    last = line.text[-1]
    at = line.span.end - 1
    message = f"列举项末应为 {wanted}（an item of this list ends in {wanted}）"
    if last in "，、；" + ("。" if "。" not in line.text[:-1] else "") and last != wanted:
        yield Flaw(Span(at, at + 1), message, wanted)
    elif re.match(rf"[{HAN}]", last):
        yield Flaw(Span(at, at + 1), message, last + wanted)


def doubled_words(draft: Draft) -> Iterator[Flaw]:
    """Find words written twice (的的, 进行进行), told from words that meet (目的|的) by segmentation."""
    for line in draft.lines:
        if not _DOUBLED_WORD.search(line.text):
            continue
        at, before = line.span.start, ""
        for token in tokens(line.text):
            if token == before and _is_slip(token):
                message = f"“{token}”重复（a word written twice）"
                yield Flaw(Span(at - len(token), at + len(token)), message, token)
            before, at = token, at + len(token)


def _is_slip(token: str) -> bool:
    """Whether nobody writes `token` twice on purpose: function words, and words but for measures (一级一级)."""
    return token in _FUNCTION_WORDS or (len(token) > 1 and token[0] != "一" and bool(_DOUBLED_WORD.match(token * 2)))
