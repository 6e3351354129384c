"""Rules about marks that come in pairs (括号、引号、书名号): alone, the wrong way round, nested in their like."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.checking.draft import BLANK, Flaw
from policycompare.documents import Span
from policycompare.language.numerals import NUMERALS
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_PAIRS = {"（": "）", "〔": "〕", "[": "]", "【": "】", "《": "》", "〈": "〉", "“": "”", "‘": "’"}
_OPENER = {close: open_ for open_, close in _PAIRS.items()}
_WIDTH = {"(": "（", ")": "）"}
_INNER = {"（": ("〔", "〕"), "《": ("〈", "〉"), "“": ("‘", "’")}
"""Form of a mark inside its like."""
_DEPTH = 8
"""Number of enclosing pairs that are looked at."""
_MARK = re.compile(r"[（）()〔〕\[\]【】《》〈〉“”‘’]")
_LEVELS = re.compile(r"[市区县州旗镇乡街道管委会、]{1,6}")
"""县（市、区）, 政府（管委会）: always in round brackets, in the brackets of a list of units too."""
_NUMBER = re.compile(rf"(?:{NUMERALS['either']}|[a-zA-Z])")
_NUMBERED = re.compile(rf"(?:\A|\n)[{BLANK}]*(?:{NUMERALS['either']}|[a-zA-Z])\Z")
_REACH = 32
"""The number that a bracket closes (1）) opens its line so many characters before at most."""


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    kind: str
    opens: bool


def unpaired(draft: Draft) -> Iterator[Flaw]:
    """Find brackets, quotation and title marks without a partner in their provision."""
    for left in _left_over(draft):
        turned = _turned(left)
        for mark in left:
            if mark.at not in turned:
                span = Span(mark.at, mark.at + 1)
                if mark.opens:
                    remark = message("{mark} is never closed", mark=span.of(draft.text))
                else:
                    remark = message("{mark} was never opened", mark=span.of(draft.text))
                yield Flaw(span, remark)


def turned_quotes(draft: Draft) -> Iterator[Flaw]:
    """Find quotation marks the wrong way round: “一岗双责“."""
    for left in _left_over(draft):
        turned = _turned(left)
        for mark in left:
            if turned.get(mark.at):
                span = Span(mark.at, mark.at + 1)
                yield Flaw(span, message("a quotation mark the wrong way round"), turned[mark.at])


def nested_pairs(draft: Draft) -> Iterator[Flaw]:
    """Find marks inside their like; the inner ones take another form (GB/T 15834—2011, 4.8.3, 4.9.3, 4.15.3)."""
    for stretch in _stretches(draft):
        around: list[tuple[_Mark, _Mark]] = []
        for first, last in _matched(draft, stretch)[0]:
            while around and around[-1][1].at < first.at:
                around.pop()
            kinds = {outer.kind for outer, _ in around[-_DEPTH:]}
            around.append((first, last))
            if first.kind not in _INNER or first.kind not in kinds:
                continue
            span = Span(first.at, last.at + 1)
            inner, (open_, close) = draft.text[span.start + 1 : span.end - 1], _INNER[first.kind]
            if not _NUMBER.fullmatch(inner) and not _LEVELS.fullmatch(inner):
                free = open_ not in kinds and open_ not in inner and close not in inner
                remark = message(
                    "{outer} nested in its like; the inner ones are {inner}",
                    outer=first.kind + _PAIRS[first.kind],
                    inner=open_ + close,
                )
                yield Flaw(span, remark, f"{open_}{inner}{close}" if free else None)


def _stretches(draft: Draft) -> Iterator[Span]:
    """Give the stretches in which pairs must close: provisions and the other parts of the document."""
    for part in draft.document.parts:
        if part.kind == "measure":
            continue
        yield part.span
    for measure in draft.document.measures:
        yield measure.span


def _left_over(draft: Draft) -> Iterator[list[_Mark]]:
    """Give the marks without a partner, line by line."""
    for stretch in _stretches(draft):
        by_line: dict[int, list[_Mark]] = {}
        for mark in _matched(draft, stretch)[1]:
            by_line.setdefault(draft.place(mark.at)[0], []).append(mark)
        yield from by_line.values()


def _turned(left: list[_Mark]) -> dict[int, str]:
    """Return the quotation marks left over in a line that have partners once some are turned round.

    By offset, with what each becomes, or ``""`` when it stands right.
    """
    quotes = [mark for mark in left if mark.kind == "“"]
    if len(quotes) % 2:
        return {}
    wanted = [("“", "”")[number % 2] for number in range(len(quotes))]
    return {mark.at: "" if mark.opens == (char == "“") else char for mark, char in zip(quotes, wanted, strict=True)}


def _matched(draft: Draft, stretch: Span) -> tuple[list[tuple[_Mark, _Mark]], list[_Mark]]:
    """Match the marks of a stretch: the pairs by their first, and what is left over, in order."""
    stack: list[_Mark] = []
    depth: Counter[str] = Counter()
    pairs: list[tuple[_Mark, _Mark]] = []
    left: list[_Mark] = []
    for mark in _marks(draft.text, stretch):
        if mark.opens:
            if mark.kind == "“" and depth["“"] and _starts_line(draft.text, mark.at):
                continue
            stack.append(mark)
            depth[mark.kind] += 1
        elif depth[mark.kind]:
            while stack[-1].kind != mark.kind:
                left.append(stack.pop())
                depth[left[-1].kind] -= 1
            pairs.append((stack.pop(), mark))
            depth[mark.kind] -= 1
        else:
            left.append(mark)
    return sorted(pairs, key=lambda p: p[0].at), sorted([*left, *stack], key=lambda m: m.at)


def _marks(text: str, stretch: Span) -> Iterator[_Mark]:
    for match in _MARK.finditer(text, stretch.start, stretch.end):
        char = _WIDTH.get(match[0], match[0])
        at = match.start()
        if char == "’" and text[at - 1 : at].isascii() and text[at - 1 : at].isalpha():
            continue
        if char == "）" and _NUMBERED.search(text, max(0, at - _REACH), at):
            continue
        yield _Mark(at, _OPENER.get(char, char), opens=char in _PAIRS)


def _starts_line(text: str, at: int) -> bool:
    """Whether only blanks stand before `at` in its line: a quotation that runs over paragraphs opens each of them."""
    while at and text[at - 1] in " \t\u3000\u00a0":
        at -= 1
    return at == 0 or text[at - 1] == "\n"
