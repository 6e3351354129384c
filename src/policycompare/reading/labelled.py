"""Texts whose measures somebody has marked: one ``[label] text`` a line, chapters by ``#``."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.documents import Chapter, Document, Measure, Span
from policycompare.errors import ReadError
from policycompare.language.government_levels import level_named
from policycompare.messages import message
from policycompare.reading.extracted import Options
from policycompare.reading.formats.registry import load_bytes
from policycompare.reading.outline.clauses import split_clauses, strip_span
from policycompare.reading.outline.units import made, split_units
from policycompare.storage.paths import shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.vocabulary import Level

SUFFIX = ".labels.txt"
_MEASURE = re.compile(r"\[(?P<label>[^\]\s]+)\][ \t　]*")
_HEADING = re.compile(r"(?P<marks>#+)[ \t　]*(?:(?P<label>[0-9][0-9.]*)[ \t　]+)?(?P<title>.*)")
_LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, slots=True)
class _Opening:
    """A measure's label and chapter, and its text from behind the label."""

    label: str
    chapter: str
    span: Span


def read_labelled(path: str | Path, *, title: str = "", level: Level | None = None) -> Document:
    """Read a text whose measures are marked, so that gold can be scored whatever the reader would have found.

    Parameters
    ----------
    path
        A file in UTF-8. ``[2.1] text`` opens a measure, ``## 2.1 heading`` a chapter below ``# 2 heading``; other lines
        go on with the measure above.
    title, level
        Of the document, which such a file does not tell; the level by key or in Chinese.

    Raises
    ------
    ReadError
        The file cannot be read, marks no measure, or marks two with one label.
    """
    path = Path(path)
    data = load_bytes(path, Options())
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ReadError(message("{file}: not UTF-8; save it so", file=str(path))) from None
    level = level_named(level)
    openings, chapters = _outline(text)
    _check(openings, text, path)
    return Document(
        id=shown_name(path.name.removesuffix(SUFFIX)),
        title=title,
        text=text,
        parts=(),
        chapters=tuple(chapters),
        measures=tuple(_measure(opening, number, text, level) for number, opening in enumerate(openings, start=1)),
        level=level,
        source=shown_name(path.name),
        path=shown_name(str(path)),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _outline(text: str) -> tuple[list[_Opening], list[Chapter]]:
    openings: list[_Opening] = []
    chapters: list[Chapter] = []
    above: list[str] = []
    for line in _LINE.finditer(text):
        measure, heading = _MEASURE.match(line[0]), _HEADING.match(line[0])
        if heading:
            printed = f"{heading['label'] or ''} {heading['title']}".strip()
            above = [*above[: len(heading["marks"]) - 1], printed]
            chapters.append(Chapter(heading["label"] or "", heading["title"], printed, Span(*line.span())))
        elif measure:
            openings.append(
                _Opening(measure["label"], " / ".join(above), Span(line.start() + measure.end(), line.end()))
            )
        elif openings and not _is_closed(openings[-1], chapters):
            openings[-1] = _Opening(openings[-1].label, openings[-1].chapter, Span(openings[-1].span.start, line.end()))
    return openings, chapters


def _is_closed(opening: _Opening, chapters: Sequence[Chapter]) -> bool:
    """Whether a heading stands behind a measure: what follows the heading is not the measure's."""
    return bool(chapters) and chapters[-1].span.start > opening.span.start


def _check(openings: Sequence[_Opening], text: str, path: Path) -> None:
    if not openings:
        raise ReadError(message("{file}: no line marks a measure as [label] text; mark them so", file=str(path)))
    seen: set[str] = set()
    for opening in openings:
        if opening.label in seen:
            line = text.count("\n", 0, opening.span.start) + 1
            raise ReadError(
                message(
                    "{file}: line {line}: label “{label}” stands twice; give each measure its own",
                    file=str(path),
                    line=line,
                    label=opening.label,
                )
            )
        seen.add(opening.label)


def _measure(opening: _Opening, number: int, text: str, level: Level | None) -> Measure:
    parts = split_units(text, strip_span(text, opening.span))
    title, clauses = split_clauses(text, parts.body, opening.label, by_line=False)
    return Measure(
        number=number,
        label=opening.label,
        chapter=opening.chapter,
        title=title,
        text=parts.body.of(text),
        clauses=clauses,
        units=made(parts.units, level),
        span=opening.span,
        units_text=parts.printed,
        deadline=parts.units.deadline,
    )
