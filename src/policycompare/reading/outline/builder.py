"""From the lines of a file to a `Document`: which part of it is the document, its outline, and what is known of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from policycompare.documents import Citation, Document, Part, Problem, Span
from policycompare.errors import ReadError
from policycompare.language.agencies import is_elsewhere
from policycompare.language.agencies import table as agency_table
from policycompare.language.dates import date_in, iso_date
from policycompare.language.government_levels import level_named
from policycompare.messages import message
from policycompare.reading.extracted import Options, Revisions, plain_lines
from policycompare.reading.formats.registry import extract, load_bytes
from policycompare.reading.limits import Limits, timed
from policycompare.reading.outline.file_parts import choose_part
from policycompare.reading.outline.front_matter import (
    document_number,
    issuer_in,
    level_of_title,
    version_note,
)
from policycompare.reading.outline.lines import lines_of, residues, with_decimal_heads
from policycompare.reading.outline.missing import why_nothing
from policycompare.reading.outline.numbering import LEAD_IN, PARAGRAPH, ROW, STYLE_NAMES, numbering_of
from policycompare.reading.outline.outline import MIXED, cut, why
from policycompare.storage.paths import is_id, shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.documents import PartKind
    from policycompare.reading.extracted import Extracted
    from policycompare.reading.outline.lines import Line
    from policycompare.reading.outline.outline import Outline
    from policycompare.vocabulary import Level


def read(
    path: str | Path,
    *,
    id: str | None = None,  # noqa: A002 - the contract's name
    title: str | None = None,
    short_title: str = "",
    date: str | None = None,
    level: Level | None = None,
    measure: str | None = None,
    part: str | None = None,
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
    id
        Name in frames and files; that of the file when it is not given.
    title, short_title
        The title; read from the text when it is not given. The short one stands in figures, headings and sentences.
    date
        Of the document: ``"2022-11-15"``, ``"2022年11月15日"``; read from the text when it is not given.
    level
        Level of government, by key or in Chinese (``"district"``, ``"区"``); told by the title when it is not given.
    measure
        What makes a measure: the name of a numbering style (see `policycompare.reading.outline.numbering.STYLES`), a
        number as it is printed (``"（一）"``), or ``"paragraph"``; found from the text when it is not given.
    part
        Which part of a file with a notice and attachments is the document: its position among them (``"2"``) or words
        of its title; the likeliest when it is not given.
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
    if not isinstance(path, str | Path):
        raise ReadError(message("{given} is no path; give that of a file", given=repr(path)))
    path = Path(path)
    said = _given(id, title, short_title, date)
    for given, known in ((citation, get_args(Citation)), (revisions, get_args(Revisions))):
        if given not in known:
            raise ReadError(message("“{given}” is not known; write one of {known}", given=given, known=known))
    options = Options(encoding, revisions, convert, limits or Limits())
    data = load_bytes(path, options)
    with timed(str(path), options.limits, len(data)):
        document = parse_extracted(
            extract(data, str(path), options),
            id=_id_of(path),
            level=level,
            measure=measure,
            part=None if part is None else str(part),
            citation=citation,
            source=shown_name(path.name),
            sha256=hashlib.sha256(data).hexdigest(),
        )
    return replace(document, path=shown_name(str(path)), **said)


def _given(
    id: str | None,  # noqa: A002
    title: str | None,
    short_title: str,
    date: str | None,
) -> dict[str, Any]:
    """Return what a person says of a document, as far as they do."""
    for name, given in (("id", id), ("title", title), ("short_title", short_title)):
        if given is not None and not isinstance(given, str):
            raise ReadError(message("{name} {given}: must be text", name=name, given=repr(given)))
    if id is not None and not is_id(id):
        raise ReadError(message("“{id}” is no id: it names files; give one without / and \\", id=id))
    day = "" if date is None else iso_date(date)
    if date is not None and not day:
        raise ReadError(message("“{date}” is no date; give one like 2022-11-15", date=date))
    said = {"id": id, "title": title, "short_title": short_title or None, "date": day or None}
    return {name: given for name, given in said.items() if given is not None}


def _id_of(path: Path) -> str:
    """Return what a file is called: its name, or its folder's where every file is called source (as in the catalog)."""
    return shown_name(path.resolve().parent.name if path.stem == "source" else path.stem)


def parse(
    text: str,
    *,
    id: str = "text",  # noqa: A002 - the contract's name
    level: Level | None = None,
    measure: str | None = None,
    part: str | None = None,
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
    if not isinstance(text, str):
        raise ReadError(message("{given} is no text; give the text itself, or read a file", given=repr(text)[:80]))
    return parse_extracted(
        plain_lines(text),
        id=id,
        level=level,
        measure=measure,
        part=part,
        citation=citation,
        source=source,
        sha256=sha256,
    )


def parse_extracted(
    found: Extracted,
    *,
    id: str,  # noqa: A002
    level: Level | None = None,
    measure: str | None = None,
    part: str | None = None,
    citation: Citation = "measure",
    source: str = "",
    sha256: str = "",
) -> Document:
    """Make a `Document` of the text of a file and what the file knows beyond it, as `parse` does of a text alone."""
    agency_table()  # a table of the user's that has changed is read again here, once a document
    name = source or id
    level = level_named(level)
    text = found.text
    lines = with_decimal_heads(lines_of(found))
    style = _style(measure, lines, name)
    chosen = choose_part(lines, text, style, part, name)
    outline, cover = chosen.outline, chosen.cover
    metadata = found.metadata
    before_openings = outline.openings[0].line.position - outline.lines[0].position if outline.openings else None
    front = outline.lines[:before_openings]
    end = outline.lines[outline.closing :]
    level = level or level_of_title(metadata.title or outline.title) or level_of_title(chosen.cover_title)
    status, notice = version_note([line.text for line in outline.lines[: outline.title_end]])
    issuer = metadata.issuer or issuer_in(_text(text, cover)) or issuer_in(_text(text, end))
    provisions = cut(outline, text, level, elsewhere=is_elsewhere(outline.title, chosen.cover_title, issuer))
    problems = [*found.problems, *residues(lines), *chosen.problems, *outline.problems]
    if not provisions.measures:
        problems.append(Problem(1, "no-provision", why_nothing(lines, outline, chosen.cover)))
    return Document(
        id=id,
        issuer=issuer,
        title=metadata.title or outline.title,
        text=text,
        parts=_parts(text, lines, outline),
        chapters=provisions.chapters,
        measures=provisions.measures,
        level=level,
        number=metadata.number or document_number(_text(text, cover)) or document_number(_text(text, front)),
        date=metadata.date
        or date_in(_text(text, cover))
        or date_in(_text(text, end))
        or date_in(_text(text, front)[:600]),
        status=status,
        notice=notice,
        source=source,
        sha256=sha256 or hashlib.sha256(text.encode()).hexdigest(),
        citation=citation,
        style=outline.style,
        why=why(outline),
        file_parts=chosen.file_parts,
        warnings=tuple(sorted(problems, key=lambda p: (p.line, p.kind))),
    )


def _text(text: str, lines: Sequence[Line]) -> str:
    return text[lines[0].start : lines[-1].end] if lines else ""


_IN_CHINESE = {"段落": PARAGRAPH, "自然段": PARAGRAPH, "段首句": LEAD_IN, "表格行": ROW, "行": ROW}


def _style(measure: str | None, lines: Sequence[Line], name: str) -> str | None:
    """Return the style that a person means by a name or by a number as printed.

    Raises
    ------
    ReadError
        There is no such style, or no line of the text has it; the message names those that there are.
    """
    if measure is None or measure == MIXED:
        return None
    style = _IN_CHINESE.get(measure, measure)
    if style not in STYLE_NAMES:
        numbering = numbering_of(f"{measure}　文")
        if numbering is None:
            raise ReadError(
                message(
                    "{name}: there is no numbering style “{style}”; one of {known}, or a number as it is printed",
                    name=name,
                    style=measure,
                    known=", ".join(STYLE_NAMES),
                )
            )
        style = numbering.style
    counts = Counter(line.numbering.style for line in lines if line.numbering)
    rows = any(line.shown.cells for line in lines)
    if style in (PARAGRAPH, LEAD_IN) or counts[style] or (style == ROW and rows) or not lines:
        return style
    here = ", ".join(f"{other} ({count})" for other, count in counts.most_common())
    raise ReadError(
        message(
            "{name}: no line is numbered like “{style}”; in this text there are: {here}",
            name=name,
            style=measure,
            here=here or message("no numbers at all; try --measure paragraph"),
        )
    )


def _parts(text: str, lines: Sequence[Line], outline: Outline) -> tuple[Part, ...]:
    """Return the parts of a document; they tile the text of the file."""
    if not lines:
        return ()
    offset = outline.lines[0].position if outline.lines else 0
    starts: list[tuple[int, PartKind]] = []
    if offset:
        starts.append((0, "cover"))
    starts.append((offset, "title" if outline.title_end else "preamble"))
    if 0 < outline.title_end < len(outline.lines):
        starts.append((offset + outline.title_end, "preamble"))
    starts += [(opening.line.position, opening.kind) for opening in outline.openings]
    if outline.closing < len(outline.lines):
        starts.append((offset + outline.closing, "closing"))
    starts = [s for i, s in enumerate(starts) if i + 1 == len(starts) or starts[i + 1][0] > s[0]]
    offsets = [lines[index].start for index, _ in starts] + [len(text)]
    return tuple(Part(kind, Span(offsets[i], offsets[i + 1])) for i, (_, kind) in enumerate(starts))
