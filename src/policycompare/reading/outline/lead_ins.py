"""Paragraphs that start with a few words in bold, or with a short sentence (段首标题句): titles of measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.documents import Problem
from policycompare.messages import message
from policycompare.reading.outline.levels import LEAD_SENTENCE
from policycompare.reading.outline.numbering import LEAD_IN, Numbering

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policycompare.reading.outline.lines import Line

_PARAGRAPH = 25
"""Least characters of a paragraph that should have a lead-in, if the text is made of such paragraphs."""
_BODY = 12
"""Least characters behind a lead-in."""
_FEWEST = 3
"""Least number of paragraphs with a lead-in that a text is made of."""
_MOST = 0.6
"""Share of the paragraphs, or of the measures, that have a lead-in where most have."""


def with_lead_ins(lines: Sequence[Line], *, forced: bool) -> tuple[list[Line], list[Problem]] | None:
    """Give a number to the paragraphs with a lead-in, where they are what a text is made of.

    That is so when a person says so (`forced`), or when no line is numbered and most of the paragraphs have a lead-in.

    Returns
    -------
    tuple of (list of Line, list of Problem), or None
        The lines with the lead-ins' numbers, and a remark on it.
    """
    if not forced and any(line.numbering and not line.shown.cells for line in lines):
        return None
    unnumbered = [line for line in lines if line.numbering is None and not line.shown.cells]
    lead_ends = _lead_ends(unnumbered)
    if not lead_ends or not (forced or _most_have_one(unnumbered, lead_ends)):
        return None
    out = []
    counted: list[Line] = []
    for line in lines:
        if line.position in lead_ends:
            counted.append(line)
            out.append(line._replace(numbering=_number(line, len(counted), lead_ends[line.position])))
        else:
            out.append(line)
    remark = Problem(
        counted[0].number,
        LEAD_IN,
        message("no numbers: taken apart into {count} by the paragraphs' first words; check", count=len(counted)),
    )
    return out, [remark]


def _lead_ends(lines: Sequence[Line]) -> dict[int, int]:
    """Return where the lead-in of a line ends, by the line's position; short sentences only where nothing is bold."""
    bold = {line.position: line.shown.lead for line in lines if line.shown.lead}
    if bold:
        return bold
    ends = {}
    for line in lines:
        match = LEAD_SENTENCE.match(line.text[:60])
        if match and len(line.text) - match.end() >= _BODY:
            ends[line.position] = match.end("lead")
    return ends


def _most_have_one(lines: Sequence[Line], lead_ends: Mapping[int, int]) -> bool:
    paragraphs = [line for line in lines if len(line.text.strip()) >= _PARAGRAPH]
    led = sum(line.position in lead_ends for line in paragraphs)
    return led >= max(_FEWEST, _MOST * len(paragraphs))


def _number(line: Line, count: int, lead_end: int) -> Numbering:
    start = len(line.text) - len(line.text.lstrip())
    return Numbering(LEAD_IN, count, 0, start, start, line.text[start:lead_end])


def lead_titles(lines: Sequence[Line]) -> dict[int, str]:
    """Return the titles of measures that open with a lead-in, by line index, where most of the measures do.

    `lines` are the measures' first lines.
    """
    titles: dict[int, str] = {}
    for line in lines:
        start = line.numbering.end if line.numbering else 0
        if line.shown.lead > start:
            titles[line.position] = line.text[start : line.shown.lead].strip().rstrip("。：:")
            continue
        match = LEAD_SENTENCE.match(line.text, start, start + 60)
        if match and len(line.text) - match.end() >= _BODY:
            titles[line.position] = match["lead"].strip().rstrip("。：:")
    return titles if len(titles) >= max(_FEWEST, _MOST * len(lines)) else {}
