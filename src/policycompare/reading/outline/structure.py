"""The structure of a text by its numbers: which style the measures have, which lines open a heading or a measure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.documents import Problem
from policycompare.reading.outline.front_matter import CONTENTS
from policycompare.reading.outline.numbering import (
    DIVISIONS,
    LEAD_IN,
    RESIDUE,
    STYLES,
    Numbering,
    given_numbering,
    numbering_of,
)

if TYPE_CHECKING:
    from policycompare.documents import PartKind
    from policycompare.reading.extracted import Extracted, ExtractedLine

HEADING_LENGTH = 45
"""A numbered line of at most so many characters without a full stop can be a heading."""

_SENTENCE_END = "。；;！？!?：:"
_BARE_DIVISION = re.compile(r"\s*附[ 　]*[则則]\s*")
_APPENDIX = re.compile(
    r"\s*附(?:[件录錄表图圖注][ 　]*[0-9０-９一二三四五六七八九十]{0,3}[:：.、]?|[ 　]*[:：])\s*[^。；]{0,40}"
)
_ISSUER = re.compile(
    r"[^，。；：、]{2,40}(?:委员会|委員會|政府|办公[室厅]|大会|常委会|总?支?大?队|中心|公司|集团|[局厅部院会委署处所])\s*"
)
_DATE_LINE = re.compile(
    r"\s*[（(]?[0-9０-９〇○零一二三四五六七八九]{4}\s*年\s*[0-9０-９一二三四五六七八九十]{1,3}\s*月"
    r"(?:\s*[0-9０-９一二三四五六七八九十]{1,3}\s*日)?[）)]?\s*"
)
_LIST_STYLES = (*dict.fromkeys(style.name for style in STYLES if style.role == "list"), LEAD_IN)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source with its place and the number it starts with."""

    index: int
    start: int
    end: int
    shown: ExtractedLine
    numbering: Numbering | None

    @property
    def text(self) -> str:
        """The line as shown, without its line end."""
        return self.shown.text

    @property
    def rest(self) -> str:
        """What follows the number."""
        return (self.text[self.numbering.end :] if self.numbering else self.text).strip()

    @property
    def is_heading_like(self) -> bool:
        """Whether the line could be a heading: short, and no sentence."""
        rest = self.rest
        return 0 < len(rest) <= HEADING_LENGTH and rest[-1] not in _SENTENCE_END and "。" not in rest


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that opens a heading or a measure."""

    line: Line
    kind: PartKind
    value: int
    label: str


def lines_of(found: Extracted) -> list[Line]:
    """Return the lines of a file with their places in its text and their numbers; they tile it."""
    lines = []
    start = 0
    for index, shown in enumerate(found.lines):
        end = start + len(shown.text) + len(shown.ending)
        if shown.number_length:
            numbering = given_numbering(shown.text, shown.number_length)
        else:
            numbering = numbering_of(shown.text)
        lines.append(Line(index, start, end, shown, numbering))
        start = end
    return lines


def residues(lines: list[Line]) -> list[Problem]:
    """Report what a word processor left behind."""
    return [
        Problem(
            line.index + 1,
            "residue",
            f"编辑残留 {match[0]}，已略过（left over from a word processor, passed over）",
        )
        for line in lines
        if (match := re.search(RESIDUE, line.text))
    ]


def after_contents(lines: list[Line]) -> int:
    """Return the index of the first line behind a table of contents (目录), or 0."""
    for line in lines:
        if CONTENTS.fullmatch(line.text):
            following = [other for other in lines[line.index + 1 :] if other.text.strip()]
            if not following:
                return 0
            wanted = "".join(following[0].text.split())
            again = [o.index for o in following[1:] if "".join(o.text.split()) == wanted]
            return again[0] if again else 0
        if line.numbering and not line.is_heading_like:
            return 0
    return 0


def measure_style(lines: list[Line]) -> str:
    """Tell from the text which numbering style the measures have.

    Articles win. Otherwise the styles nest in the order in which they first appear, and we go down while the
    upper one only has headings, or the lower one counts on across them.
    """
    counts = Counter(line.numbering.style for line in lines if line.numbering)
    lists = list(dict.fromkeys(n.style for line in lines if (n := line.numbering) and n.style in _LIST_STYLES))
    if counts["article"] > 1 or (counts["article"] and not lists):
        return "article"
    if not lists:
        return "article"
    current = lists[0]
    for lower in lists[1:]:
        if not _goes_down(lines, current, lower):
            break
        current = lower
    return current


def _goes_down(lines: list[Line], upper: str, lower: str) -> bool:
    groups: list[list[int]] = []
    headings: list[bool] = []
    for line in lines:
        if line.numbering and line.numbering.style == upper:
            groups.append([])
            headings.append(line.is_heading_like)
        elif line.numbering and line.numbering.style == lower and groups:
            groups[-1].append(line.numbering.value)
    filled = [group for group in groups if group]
    if not filled or len(filled) < 0.6 * len(groups):
        return False
    restarts = sum(group[0] == 1 for group in filled[1:])
    counts_on = len(filled) > 1 and restarts <= 0.2 * (len(filled) - 1)
    return counts_on or sum(headings) >= 0.7 * len(headings)


def find_marks(
    lines: list[Line], first: int, style: str, problems: list[Problem], headings: frozenset[int] = frozenset()
) -> list[Mark]:
    """Find the headings and measures, and report jumps and repetitions in the measures' numbers.

    `headings` are the indices of the lines without a number that the file itself marks as headings.
    """
    upper = _upper_styles(lines[first:], style)
    marks: list[Mark] = []
    expected: dict[str, int] = {}
    prefix = ""
    restarted = False
    for line in lines[first:]:
        numbering = line.numbering
        if style == "article" and marks and _BARE_DIVISION.fullmatch(line.text):
            marks.append(Mark(line, "heading", 0, ""))
        elif numbering is None and line.index in headings and line.is_heading_like:
            marks.append(Mark(line, "heading", 0, ""))
            restarted = True
        if numbering is None:
            continue
        if numbering.style == style and numbering.prefix != prefix:
            prefix, restarted = numbering.prefix, True
        following = expected.get(numbering.style, 1)
        if numbering.style in upper:
            if numbering.value == following or line.is_heading_like:
                marks.append(Mark(line, "heading", numbering.value, numbering.label))
                expected[numbering.style] = numbering.value + 1
                for below in upper[upper.index(numbering.style) + 1 :]:
                    expected[below] = 1
                restarted = True
        elif numbering.style == style and _opens_measure(line, numbering, following, restarted):
            _report(line, numbering, following, restarted, problems)
            marks.append(Mark(line, "measure", numbering.value, numbering.label))
            expected[style] = numbering.value + 1
            restarted = False
    return _with_bare_headings(lines, marks)


def _with_bare_headings(lines: list[Line], marks: list[Mark]) -> list[Mark]:
    """Make a measure of a numbered heading that has text of its own and no measure below it (一、总体要求)."""
    out = []
    for position, mark in enumerate(marks):
        following = marks[position + 1] if position + 1 < len(marks) else None
        own = lines[mark.line.index + 1 : following.line.index if following else len(lines)]
        bare = mark.line.numbering is not None and mark.line.numbering.style in _LIST_STYLES
        childless = following is not None and following.kind == "heading"
        if mark.kind == "heading" and bare and childless and any(line.text.strip() for line in own):
            out.append(Mark(mark.line, "measure", mark.value, mark.label))
        else:
            out.append(mark)
    return out


def _upper_styles(lines: list[Line], style: str) -> list[str]:
    """Return the styles of headings above `style`, outermost first."""
    found = list(dict.fromkeys(n.style for line in lines if (n := line.numbering)))
    lists = found[: found.index(style)] if style in found and style in _LIST_STYLES else []
    return [s for s in DIVISIONS if s in found] + [s for s in lists if s in _LIST_STYLES]


def _opens_measure(line: Line, numbering: Numbering, following: int, restarted: bool) -> bool:
    """Tell a provision from a line of running text that happens to start with a reference (第十条规定的…)."""
    if numbering.value == following or (restarted and numbering.value == 1):
        return True
    if numbering.style == "article":
        after = line.text[numbering.end : numbering.end + 1]
        return bool(numbering.sub) or not after or after in " \t　\u00a0【（("
    return True


def _report(line: Line, numbering: Numbering, following: int, restarted: bool, problems: list[Problem]) -> None:
    value = numbering.value
    if value == following or numbering.sub or (restarted and value == 1):
        return
    number = line.index + 1
    if value > following:
        missing = str(following) if value == following + 1 else f"{following}–{value - 1}"
        problems.append(
            Problem(
                number,
                "numbering-jump",
                f"编号从 {following - 1} 跳到 {value}，缺 {missing}，请核对原文（a jump; check the source）",
            )
        )
    else:
        problems.append(
            Problem(
                number,
                "numbering-repeat",
                f"编号 {numbering.printed} 重复或倒退，应为 {following}，请核对原文（out of order; check the source）",
            )
        )


def closing_start(lines: list[Line], marks: list[Mark], style: str) -> int:
    """Return the index of the first line that is neither front nor measure: an appendix, or issuer and date."""
    measures = [m for m in marks if m.kind == "measure"]
    if not measures:
        return len(lines)
    behind = lines[measures[0].line.index + 1 :]
    appendices = (x for x in behind if _APPENDIX.fullmatch(x.text) and not _continues(x, measures, style))
    end = next((line.index for line in appendices), len(lines))
    last = max(m.line.index for m in measures if m.line.index < end)
    dated = False
    for line in reversed(lines[last + 1 : end]):
        if not line.text.strip():
            continue
        if _DATE_LINE.fullmatch(line.text):
            dated = True
        elif not (_ISSUER.fullmatch(line.text) and (dated or line.text.startswith(("    ", "　　　")))):
            break
        end = line.index
    return end


def _continues(appendix: Line, measures: list[Mark], style: str) -> bool:
    """Whether the numbering goes on behind what looks like the head of an appendix."""
    before = [m for m in measures if m.line.index < appendix.index]
    after = [m for m in measures if m.line.index > appendix.index]
    return bool(after) and after[0].value == before[-1].value + 1 and style == after[0].line.numbering.style  # type: ignore[union-attr]
