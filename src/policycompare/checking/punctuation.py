"""Rules about punctuation (标点): stops that are missing or doubled, marks in the wrong place, ends of list items."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN, Flaw, is_open
from policycompare.documents import Span
from policycompare.language.tokenise import tokens
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft, Line

_DOUBLED = re.compile(r"[，。、；：]{2,}|[！？][，。、；：]+")
_STRENGTH = "。；：，、"
"""Marks in order of precedence: of two side by side the one further left stays."""
_STRAY = re.compile(r"(?<=[（《〔【])[，。、；：]|、(?=[）》”〕】])|^[，。、；：！？”）》](?=.)", re.MULTILINE)
_BEFORE_WORD = re.compile(r"、(?=等(?![高级额比同量距差值速压温边宽长分于待候])|和|及|或)")
_CONJUNCTIONS = frozenset({"等", "等等", "和", "及", "或", "或者"})
"""Not 与: behind 、 it is a preposition as a rule (与城市建设相结合)."""
_WORD_AHEAD = 8
_ORGANS = re.compile(r"党中央(?=国务院)|([省市区县州镇乡])委(?=\1政府)")
_BETWEEN_TITLES = re.compile(r"(?<=》)、(?=《)|(?<=”)、(?=“)")
_SENTENCE_END = "。！？；….!?;"
_QUOTE_END = "”’》）)〕】"
_HEADING_BEHIND = re.compile(r"[。；]第[一二三四五六七八九十百]{1,4}[章节编][^，。；]{1,24}$")
"""A heading that has become part of the line before it."""
_TERMINATED = re.compile(r"[。！？；：…—][”’）]*$")
_OPEN_END = re.compile(rf"[{HAN}0-9%％]$")
_SHORTEST_LINE = 8
_MOST_STOPPED = 0.6
_MOST = 0.8
"""The share of paragraphs that must end properly for the others to be slips."""
_ONE = 0.7
"""Of two items but the last, one may be the slip."""
_DOUBLED_WORD = re.compile(rf"([{HAN}]{{1,4}})\1")
_EACH_BY_EACH = re.compile(rf"(?P<word>逐(?!级)[{HAN}])(?P=word)(?!逐)")
_NEVER_TWICE = frozenset("的了和与及或在把被将对从向为以由于是并而且但其该") | {
    "进行", "开展", "加强", "推进", "落实", "应当", "必须", "可以", "以及", "或者", "并且", "通过", "按照",
    "根据", "依照", "对于", "关于", "由于", "为了", "建立", "完善", "健全", "促进", "推动", "严格", "切实",
    "坚持", "强化", "提高", "提升", "确保", "全面", "进一步", "不断", "积极", "深入", "认真", "有关", "相关",
    "各级", "国家", "本市", "本区", "本省", "安全", "企业", "部门", "人民", "问题",
}  # fmt: skip
"""Words that never follow themselves; not those that are noun and verb, which do (集体经济组织组织开展)."""


def doubled_marks(draft: Draft) -> Iterator[Flaw]:
    """Find marks side by side that exclude each other, and marks written twice."""
    for match in _DOUBLED.finditer(draft.text):
        marks = match[0]
        if re.fullmatch("。{3,}", marks):
            repair = "……"
        else:
            repair = min(marks, key=lambda c: _STRENGTH.find(c) if c in _STRENGTH else -1)
        yield Flaw(Span(*match.span()), message("marks side by side: {marks}", marks=marks), repair)


def stray_marks(draft: Draft) -> Iterator[Flaw]:
    """Find marks where none can stand: behind an opening bracket, at the start of a paragraph."""
    for match in _STRAY.finditer(draft.text):
        at_start = match.start() == 0 or draft.text[match.start() - 1] == "\n"
        if at_start:
            yield Flaw(Span(*match.span()), message("no {mark} at the start of a paragraph", mark=match[0]))
        else:
            yield Flaw(Span(*match.span()), message("no {mark} can stand here", mark=match[0]), "")


def before_conjunction(draft: Draft) -> Iterator[Flaw]:
    """Find 、 before 和, 及, 或, 等, where the word alone joins."""
    for match in _BEFORE_WORD.finditer(draft.text):
        following = tokens(draft.text[match.end() : match.end() + _WORD_AHEAD])
        if following and following[0] in _CONJUNCTIONS:
            yield Flaw(Span(*match.span()), message("no 、 before {word}", word=following[0]), "")


def between_organs(draft: Draft) -> Iterator[Flaw]:
    """Find party and government organs side by side without 、 (党中央国务院, 市委市政府)."""
    for match in _ORGANS.finditer(draft.text):
        yield Flaw(
            Span(*match.span()), message("no 、 after {organ}, and another follows", organ=match[0]), f"{match[0]}、"
        )


def between_titles(draft: Draft) -> Iterator[Flaw]:
    """Find 、 between titles or quotations side by side (GB/T 15834—2011, 4.5.3.5: usually none)."""
    for match in _BETWEEN_TITLES.finditer(draft.text):
        yield Flaw(Span(*match.span()), message("usually there is no 、 between titles or quotations"), "")


def stops_before_units(draft: Draft) -> Iterator[Flaw]:
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
            yield Flaw(Span(at, at + 1), message("no full stop before the units"), repair)


def _ends_sentence(text: str) -> bool:
    bare = text.rstrip(_QUOTE_END)
    return text[-1] in _SENTENCE_END or (len(bare) < len(text) and bare[-1:] in tuple(_SENTENCE_END))


def paragraph_ends(draft: Draft) -> Iterator[Flaw]:
    """Find paragraphs that end in a comma, and those of running text without a mark, where most have one."""
    yield from _comma_ends(draft)
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
    proper = [bool(_TERMINATED.search(line.text)) for line in paragraphs]
    proper += [_ends_sentence(m.text) for m in draft.document.measures if m.units and m.text]
    if sum(proper) < _MOST * len(proper):
        return
    last = len(draft.document.measures) - 1
    ended = [line.span.start for line in paragraphs if line.measure == last and _TERMINATED.search(line.text)]
    for line in paragraphs:
        if line.measure == last and ended and line.span.start > ended[0]:
            continue  # what follows the end: to whom it is sent, who issued it
        if not _OPEN_END.search(line.text) or is_open(line.text) or _HEADING_BEHIND.search(line.text):
            continue
        after, at = draft.following.get(line.span.start), line.span.end - 1
        if after and after.measure == line.measure and after.numbering is None:
            yield Flaw(Span(at, at + 1), message("the line is broken here, or a full stop is missing"))
        else:
            yield Flaw(Span(at, at + 1), message("no full stop at the end of the paragraph"), f"{draft.text[at]}。")


def _comma_ends(draft: Draft) -> Iterator[Flaw]:
    """Find lines that end in a comma, or announce a list, though the provision ends with them."""
    in_runs = {line.span.start for run in draft.items for line in run}
    for line in draft.lines:
        last, after = line.text[-1], draft.following.get(line.span.start)
        if line.measure < 0 or last not in "，,、：:" or len(line.text) < _SHORTEST_LINE or line.span.start in in_runs:
            continue
        goes_on = after is not None and after.measure == line.measure
        tail = draft.tail(line.measure)
        if goes_on or tail.start < line.span.end - 1 or draft.document.measures[line.measure].tables:
            continue
        at = Span(line.span.end - 1, line.span.end)
        if last in "：:":
            yield Flaw(at, message("the provision ends where a list is announced"))
        else:
            yield Flaw(at, message("the paragraph ends in {mark}", mark=last), "。")


def list_items(draft: Draft) -> Iterator[Flaw]:
    """Find items of a list that end unlike the others: ； between items, 。 after the last."""
    last_line = {line.measure: line for line in draft.lines}
    for run in draft.items:
        middle = run[:-1]
        yield from _unfinished(run)
        if len(run) < 3 or sum(line.text.endswith("；") for line in middle) < _MOST * len(middle) - _ONE:
            continue
        for line, after in pairwise(run):
            if not line.text.endswith("；") and draft.following[line.span.start] is after:
                yield from _item_end(line, "；")
        if last_line[run[-1].measure] is run[-1]:
            yield from _item_end(run[-1], "。")


def _unfinished(run: tuple[Line, ...]) -> Iterator[Flaw]:
    """Find an item without a mark at its end where the others of the list are whole sentences."""
    stopped = [line for line in run if line.text.endswith("。")]
    for line in run:
        if len(stopped) >= _MOST_STOPPED * len(run) and line.is_running and _OPEN_END.search(line.text):
            at = line.span.end - 1
            yield Flaw(Span(at, at + 1), message("no full stop at the end of the paragraph"), f"{line.text[-1]}。")


def _item_end(line: Line, wanted: str) -> Iterator[Flaw]:
    """Find an item that ends in another mark than `wanted`; an item of several sentences may end as it likes."""
    last = line.text[-1]
    at = line.span.end - 1
    remark = message("an item of this list ends in {mark}", mark=wanted)
    if last in "，、；" + ("。" if "。" not in line.text[:-1] else "") and last != wanted:
        yield Flaw(Span(at, at + 1), remark, wanted)
    elif re.match(rf"[{HAN}]", last):
        yield Flaw(Span(at, at + 1), remark, last + wanted)


def doubled_words(draft: Draft) -> Iterator[Flaw]:
    """Find words written twice (的的, 进行进行), told from words that meet (目的|的) by segmentation."""
    for match in _EACH_BY_EACH.finditer(draft.text):
        yield Flaw(Span(*match.span()), message("{word} written twice", word=match["word"]), match["word"])
    for line in draft.lines:
        if not _DOUBLED_WORD.search(line.text):
            continue
        at, before = line.span.start, ""
        for token in tokens(line.text):
            if token == before and token in _NEVER_TWICE:
                yield Flaw(Span(at - len(token), at + len(token)), message("{word} written twice", word=token), token)
            before, at = token, at + len(token)
