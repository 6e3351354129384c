"""From the lines of a text to a `Document`: which numbering style the measures have, and what each line belongs to."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.documents import Chapter, Document, Measure, Part, Problem, Span
from policycompare.errors import ReadError
from policycompare.reading.extracted import Limits, Options, plain_lines
from policycompare.reading.formats.registry import extract, load_bytes
from policycompare.reading.outline.clauses import split_clauses
from policycompare.reading.outline.front_matter import (
    date_in,
    document_number,
    find_title,
    issuer_in,
    level_of_title,
    version_note,
)
from policycompare.reading.outline.lead_ins import with_decimal_heads, with_lead_ins
from policycompare.reading.outline.numbering import LEAD_IN, STYLE_NAMES, to_han
from policycompare.reading.outline.structure import (
    after_contents,
    closing_start,
    find_marks,
    lines_of,
    measure_style,
    residues,
)
from policycompare.reading.outline.task_tables import split_row, table_heads
from policycompare.reading.outline.units import split_units

if TYPE_CHECKING:
    from policycompare.documents import Citation, PartKind
    from policycompare.reading.extracted import Cell, Extracted, Revisions
    from policycompare.reading.outline.structure import Line, Mark
    from policycompare.vocabulary import Level


def read(
    path: str | Path,
    *,
    level: Level | None = None,
    measure: str | None = None,
    citation: Citation = "measure",
    encoding: str | None = None,
    revisions: Revisions = "accepted",
    convert: bool = False,
    limits: Limits | None = None,
) -> Document:
    """Read a document of numbered provisions from a file.

    Parameters
    ----------
    path
        A text (.txt, .md), Word (.docx), web (.html, .mht) or PDF file. Nothing in it is run, and nothing that it
        points to is fetched.
    level
        Level of government; told by the title when it is not given.
    measure
        Name of the numbering style that makes a measure (see `policycompare.reading.outline.numbering.STYLES`); found
        from the text when it is not given.
    citation
        Whether measures or their numbered points are cited and aligned.
    encoding
        Encoding of a text or web file (``"big5"``). When it is not given it is told by a byte order mark or by the
        page, or is strict UTF-8, or strict GB18030 whose characters are common ones; it is never guessed.
    revisions
        Which text of a Word file with tracked changes (修订) is read.
    convert
        Whether LibreOffice, where it is installed, may turn an old format (.doc, .wps, .rtf, .odt) into a .docx.
    limits
        What the file may cost; `Limits` says the defaults.

    Returns
    -------
    Document
        Its ``warnings`` say what was odd and what was left out. ``text`` is that of the file, to the character where
        it is plain text; ``sha256`` is that of the file's bytes. It has no measure when the text has no provision.

    Raises
    ------
    ReadError
        The file is missing, empty, damaged, hostile, beyond a limit, of a format that is not read, or has no text
        (scanned), or its encoding is not certain.
    """
    path = Path(path)
    options = Options(encoding, revisions, convert, limits or Limits())
    data = load_bytes(path, options)
    return parse_extracted(
        extract(data, str(path), options),
        id=_id_of(path),
        level=level,
        measure=measure,
        citation=citation,
        source=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _id_of(path: Path) -> str:
    """Return what a file is called: its name, or its folder's where every file is called source (as in the catalog)."""
    return path.resolve().parent.name if path.stem == "source" else path.stem


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
    return parse_extracted(
        plain_lines(text), id=id, level=level, measure=measure, citation=citation, source=source, sha256=sha256
    )


def parse_extracted(
    found: Extracted,
    *,
    id: str,  # noqa: A002
    level: Level | None = None,
    measure: str | None = None,
    citation: Citation = "measure",
    source: str = "",
    sha256: str = "",
) -> Document:
    """Make a `Document` of the text of a file and what the file knows beyond it, as `parse` does of a text alone."""
    if measure is not None and measure not in STYLE_NAMES:
        raise ReadError(
            f"{source or id}: 没有编号样式“{measure}”（unknown numbering style; one of {', '.join(STYLE_NAMES)}）"
        )
    text = found.text
    lines = with_decimal_heads(lines_of(found))
    first = after_contents(lines)
    style = measure or measure_style(lines[first:])
    problems: list[Problem] = [*found.problems, *residues(lines)]
    if measure in (None, LEAD_IN) and (led := with_lead_ins(lines, first, style, forced=bool(measure))):
        lines, style = led[0], LEAD_IN
        problems += led[1]
    marks = find_marks(lines, first, style, problems, _headings(lines))
    closing = closing_start(lines, marks, style)
    marks = [m for m in marks if m.line.index < closing]
    front_end = marks[0].line.index if marks else len(lines)
    title, title_end = find_title([line.text for line in lines[:front_end]])
    level = level or level_of_title(title)
    status, notice = version_note([line.text for line in lines[:title_end]])
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
        issuer=issuer_in(end),
        title=title,
        text=text,
        parts=parts,
        chapters=chapters,
        measures=measures,
        level=level,
        number=document_number(front),
        date=date_in(end) or date_in(front[:600]),
        status=status,
        notice=notice,
        source=source,
        sha256=sha256 or hashlib.sha256(text.encode()).hexdigest(),
        citation=citation,
        style=style if measures else "",
        warnings=tuple(sorted(problems, key=lambda p: (p.line, p.kind))),
    )


def _headings(lines: list[Line]) -> frozenset[int]:
    """Return the lines that the file marks as headings, without those at its start that make up the title."""
    levels = {line.index: line.shown.heading for line in lines if line.shown.heading}
    for line in lines:
        if line.text.strip():
            title = levels.get(line.index)
            if title is None or levels.pop(line.index) != title or line.numbering:
                break
            for below in lines[line.index + 1 :]:
                if below.text.strip() and levels.get(below.index) != title:
                    break
                levels.pop(below.index, None)
            break
    return frozenset(levels)


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
    heads = table_heads(lines) if style == "table-row" else {}
    for position, mark in enumerate(marks):
        line = mark.line
        name = line.numbering.style if line.numbering else "chapter"
        if mark.kind == "heading" or name != style:
            for below in [s for s in path if rank[s] >= rank[name]]:
                del path[below], headings[below]
        if mark.kind == "heading":
            heading = " ".join(line.text.split())
            bare = str(len(chapters) + 1) if nested else heading
            path[name], headings[name] = mark.label.rpartition(".")[2] or bare, heading
            chapters.append(Chapter(".".join(path.values()), line.rest, heading, Span(line.start, line.end)))
            continue
        stop = marks[position + 1].line.index if position + 1 < len(marks) else closing
        own = mark.label if nested or name == style else to_han(mark.value)
        is_whole = line.numbering is not None and bool(line.numbering.prefix)
        label = ".".join([*path.values(), own]) if nested and path and not is_whole else own
        seen[label] += 1
        if seen[label] > 1:
            label = f"{label}#{seen[label]}"
        chapter = " / ".join(h for s, h in headings.items() if s != "section" or len(headings) == 1)
        head = heads.get(line.index)
        measures.append(_measure(text, lines[line.index : stop], label, mark, chapter, style, level, head))
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
    text: str,
    lines: list[Line],
    label: str,
    mark: Mark,
    chapter: str,
    style: str,
    level: Level | None,
    head: tuple[Cell, ...] | None,
) -> Measure:
    numbering = lines[0].numbering
    whole = Span(lines[0].start + (numbering.end if numbering else 0), lines[-1].end)
    title = ""
    if head and numbering and numbering.style == "table-row":
        body, clauses, units = split_row(text, lines, head, label, level)
    else:
        body, units = split_units(text, whole, level)
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
