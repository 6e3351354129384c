"""From the lines of a text to a `Document`: which numbering style the measures have, and what each line belongs to."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.documents import Chapter, Document, Measure, Part, Problem, Span
from policycompare.errors import ReadError
from policycompare.reading.clauses import split_clauses
from policycompare.reading.formats import read_text
from policycompare.reading.front import date_in, document_number, find_title, level_of_title
from policycompare.reading.numbering import DIVISIONS, RESIDUE, STYLE_NAMES, STYLES, Numbering, numbering_of
from policycompare.reading.units import split_units

if TYPE_CHECKING:
    from policycompare.documents import Citation, Level, PartKind

HEADING_LENGTH = 45
"""A numbered line of at most so many characters without a full stop can be a heading."""

_SENTENCE_END = "。；;！？!?：:"
_TOC = re.compile(r"\s*目[ 　]*[录次]\s*")
_BARE_DIVISION = re.compile(r"\s*附[ 　]*则\s*")
_APPENDIX = re.compile(
    r"\s*附(?:[件录表图注][ 　]*[0-9０-９一二三四五六七八九十]{0,3}[:：.、]?|[ 　]*[:：])\s*[^。；]{0,40}"
)
_ISSUER = re.compile(r"[^，。；：、]{2,40}(?:委员会|政府|办公[室厅]|大会|常委会|[局厅部院会委署])\s*")
_DATE_LINE = re.compile(
    r"\s*[（(]?[0-9０-９〇○零一二三四五六七八九]{4}\s*年\s*[0-9０-９一二三四五六七八九十]{1,3}\s*月"
    r"(?:\s*[0-9０-９一二三四五六七八九十]{1,3}\s*日)?[）)]?\s*"
)
_LIST_STYLES = tuple(style.name for style in STYLES if style.role == "list")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source with its place and the number it starts with."""

    index: int
    start: int
    end: int
    text: str
    numbering: Numbering | None

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


def read(
    path: str | Path,
    *,
    level: Level | None = None,
    measure: str | None = None,
    citation: Citation = "measure",
) -> Document:
    """Read a document of numbered provisions from a file.

    Parameters
    ----------
    path
        A .txt or .md file in UTF-8 (with or without byte order mark), UTF-16 with a mark, or GB18030.
    level
        Level of government; told by the title when it is not given.
    measure
        Name of the numbering style that makes a measure (see `policycompare.reading.numbering.STYLES`); found
        from the text when it is not given.
    citation
        Whether measures or their numbered points are cited and aligned.

    Returns
    -------
    Document
        Its ``warnings`` say what was odd. It has no measure when the text has no numbered provision.

    Raises
    ------
    ReadError
        The file is missing, empty, binary, or its encoding is not certain.
    """
    path = Path(path)
    text, data = read_text(path)
    return parse(
        text,
        id=path.stem,
        level=level,
        measure=measure,
        citation=citation,
        source=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def parse(
    text: str,
    *,
    id: str = "text",  # noqa: A002 - the contract's name
    level: Level | None = None,
    measure: str | None = None,
    citation: Citation = "measure",
    source: str = "",
    sha256: str = "",
) -> Document:
    r"""Make a `Document` of `text`; the parameters are those of `read`.

    Examples
    --------
    >>> doc = parse("关于安全的措施\n一、总体要求\n1.落实责任。（区应急局、各乡镇）\n2.加强检查。\n")
    >>> [(m.label, m.chapter, m.text, [u.canonical for u in m.units]) for m in doc.measures][0]
    ('1', '一、总体要求', '落实责任。', ['应急局', '各下级'])
    """
    if measure is not None and measure not in STYLE_NAMES:
        raise ReadError(
            f"{source or id}: 没有编号样式“{measure}”（unknown numbering style; one of {', '.join(STYLE_NAMES)}）"
        )
    lines = _lines(text)
    first = _after_contents(lines)
    style = measure or _measure_style(lines[first:])
    problems: list[Problem] = _residues(lines)
    marks = _marks(lines, first, style, problems)
    closing = _closing_start(lines, marks, style)
    marks = [m for m in marks if m.line.index < closing]
    front_end = marks[0].line.index if marks else len(lines)
    title, title_end = find_title([line.text for line in lines[:front_end]])
    level = level or level_of_title(title)
    parts = _parts(lines, marks, title_end, closing)
    chapters, measures = _provisions(text, lines, marks, closing, style, level)
    if not measures:
        problems.append(
            Problem(
                1,
                "no-provision",
                "没有找到带编号的条款（no numbered provision was found; give the style with --measure）",
            )
        )
    front, end = (
        text[: lines[front_end - 1].end if front_end else 0],
        text[lines[closing].start :] if closing < len(lines) else "",
    )
    return Document(
        id=id,
        title=title,
        text=text,
        parts=parts,
        chapters=chapters,
        measures=measures,
        level=level,
        number=document_number(front),
        date=date_in(end) or date_in(front[:600]),
        source=source,
        sha256=sha256 or hashlib.sha256(text.encode()).hexdigest(),
        citation=citation,
        style=style if measures else "",
        warnings=tuple(sorted(problems, key=lambda p: (p.line, p.kind))),
    )


def _lines(text: str) -> list[Line]:
    lines = []
    for index, match in enumerate(re.finditer(r"([^\r\n]*)(\r\n|\r|\n)|([^\r\n]+)\Z", text)):
        content = match[1] if match[1] is not None else match[3]
        lines.append(Line(index, match.start(), match.end(), content, numbering_of(content)))
    return lines


def _residues(lines: list[Line]) -> list[Problem]:
    return [
        Problem(
            line.index + 1,
            "residue",
            f"编辑残留 {match[0]}，已略过（left over from a word processor, passed over）",
        )
        for line in lines
        if (match := re.search(RESIDUE, line.text))
    ]


def _after_contents(lines: list[Line]) -> int:
    """Return the index of the first line behind a table of contents (目录), or 0."""
    for line in lines:
        if _TOC.fullmatch(line.text):
            following = [other for other in lines[line.index + 1 :] if other.text.strip()]
            if not following:
                return 0
            wanted = "".join(following[0].text.split())
            again = [o.index for o in following[1:] if "".join(o.text.split()) == wanted]
            return again[0] if again else 0
        if line.numbering and not line.is_heading_like:
            return 0
    return 0


def _measure_style(lines: list[Line]) -> str:
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


def _marks(lines: list[Line], first: int, style: str, problems: list[Problem]) -> list[Mark]:
    """Find the headings and measures, and report jumps and repetitions in the measures' numbers."""
    upper = _upper_styles(lines[first:], style)
    marks: list[Mark] = []
    expected: dict[str, int] = {}
    restarted = False
    for line in lines[first:]:
        numbering = line.numbering
        if style == "article" and marks and _BARE_DIVISION.fullmatch(line.text):
            marks.append(Mark(line, "heading", 0, ""))
        if numbering is None:
            continue
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
    return marks


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
                f"编号从 {following - 1} 跳到 {value}，缺 {missing}（a jump in the numbering）",
            )
        )
    else:
        problems.append(
            Problem(
                number,
                "numbering-repeat",
                f"编号 {numbering.printed} 重复或倒退，应为 {following}（repeated or out of order）",
            )
        )


def _closing_start(lines: list[Line], marks: list[Mark], style: str) -> int:
    """Return the index of the first line that is neither front nor measure: an appendix, or issuer and date."""
    measures = [m for m in marks if m.kind == "measure"]
    if not measures:
        return len(lines)
    for line in lines[measures[0].line.index + 1 :]:
        if _APPENDIX.fullmatch(line.text) and not _continues(line, measures, style):
            return line.index
    end = len(lines)
    dated = False
    for line in reversed(lines[measures[-1].line.index + 1 :]):
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


def _parts(lines: list[Line], marks: list[Mark], title_end: int, closing: int) -> tuple[Part, ...]:
    starts: list[tuple[int, PartKind]] = []
    if lines:
        starts.append((0, "title" if title_end else "preamble"))
    if 0 < title_end < len(lines):
        starts.append((title_end, "preamble"))
    starts += [(mark.line.index, mark.kind) for mark in marks]
    if closing < len(lines):
        starts.append((closing, "closing"))
    starts = [s for i, s in enumerate(starts) if i + 1 == len(starts) or starts[i + 1][0] > s[0]]
    offsets = [lines[index].start for index, _ in starts] + [lines[-1].end if lines else 0]
    return tuple(Part(kind, Span(offsets[i], offsets[i + 1])) for i, (_, kind) in enumerate(starts))


def _provisions(
    text: str, lines: list[Line], marks: list[Mark], closing: int, style: str, level: Level | None
) -> tuple[tuple[Chapter, ...], tuple[Measure, ...]]:
    chapters: list[Chapter] = []
    measures: list[Measure] = []
    path: dict[str, str] = {}
    headings: dict[str, str] = {}
    nested = _labels_nest(marks)
    seen: Counter[str] = Counter()
    rank = {name: i for i, name in enumerate(STYLE_NAMES)}
    for position, mark in enumerate(marks):
        line = mark.line
        if mark.kind == "heading":
            name = line.numbering.style if line.numbering else "chapter"
            for below in [s for s in path if rank[s] >= rank[name]]:
                del path[below], headings[below]
            heading = " ".join(line.text.split())
            path[name], headings[name] = mark.label or heading, heading
            chapters.append(Chapter(".".join(path.values()), line.rest, heading, Span(line.start, line.end)))
            continue
        stop = marks[position + 1].line.index if position + 1 < len(marks) else closing
        label = ".".join([*path.values(), mark.label]) if nested and path else mark.label
        seen[label] += 1
        if seen[label] > 1:
            label = f"{label}#{seen[label]}"
        chapter = " / ".join(h for s, h in headings.items() if s != "section" or len(headings) == 1)
        measures.append(_measure(text, lines[line.index : stop], label, mark, chapter, style, level))
    return tuple(chapters), tuple(measures)


def _labels_nest(marks: list[Mark]) -> bool:
    """Whether the numbers start again under each heading, so that a label needs the heading's number."""
    restarts = groups = 0
    fresh = False
    for mark in marks:
        if mark.kind == "heading":
            fresh = True
        elif fresh:
            groups += 1
            restarts += mark.value == 1
            fresh = False
    return (
        groups > 1
        and restarts > 0.5 * groups
        and marks[-1].line.numbering is not None
        and all(m.line.numbering.style != "article" for m in marks if m.line.numbering and m.kind == "measure")
    )


def _measure(
    text: str, lines: list[Line], label: str, mark: Mark, chapter: str, style: str, level: Level | None
) -> Measure:
    numbering = lines[0].numbering
    start = lines[0].start + (numbering.end if numbering else 0)
    body, units = split_units(text, Span(start, lines[-1].end), level)
    title, clauses = split_clauses(text, body, label, by_line=style == "article")
    return Measure(
        number=mark.value,
        label=label,
        chapter=chapter,
        title=title,
        text=body.of(text),
        clauses=clauses,
        units=units,
        span=Span(lines[0].start, lines[-1].end),
    )
