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

_LONG, _REST = 25, 12
"""A paragraph of so many characters has a body; what follows a lead-in has at least so many."""
_FEWEST, _SHARE = 3, 0.6


def with_lead_ins(lines: Sequence[Line], *, forced: bool) -> tuple[list[Line], list[Problem]] | None:
    """Give a number to the paragraphs with a lead-in, where they are what a text is made of.

    That is so when a person says so (`forced`), or when no line is numbered and most of the paragraphs have a lead-in.
    Short sentences only count where nothing is bold.

    Returns
    -------
    tuple of (list of Line, list of Problem), or None
        The lines with the lead-ins' numbers, and a remark on it.
    """
    if not forced and any(line.numbering and not line.shown.cells for line in lines):
        return None
    open_lines = [line for line in lines if line.numbering is None and not line.shown.cells]
    leads = {line.position: line.shown.lead for line in open_lines if line.shown.lead}
    if not leads:
        for line in open_lines:
            match = LEAD_SENTENCE.match(line.text[:60])
            if match and len(line.text) - match.end() >= _REST:
                leads[line.position] = match.end("lead")
    paragraphs = [line for line in open_lines if len(line.text.strip()) >= _LONG]
    led = sum(line.position in leads for line in paragraphs)
    if not leads or (not forced and (led < _FEWEST or led < _SHARE * len(paragraphs))):
        return None
    order = {index: position for position, index in enumerate(sorted(leads), start=1)}
    out = [
        line._replace(numbering=_number(line, order[line.position], leads)) if line.position in leads else line
        for line in lines
    ]
    first = next(line for line in lines if line.position in leads)
    remark = Problem(
        first.number,
        LEAD_IN,
        message("no numbers: taken apart into {count} by the paragraphs' first words; check", count=len(leads)),
    )
    return out, [remark]


def _number(line: Line, position: int, leads: Mapping[int, int]) -> Numbering:
    start = len(line.text) - len(line.text.lstrip())
    return Numbering(LEAD_IN, position, 0, start, start, line.text[start : leads[line.position]])


_MOST = 0.6


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
        if match and len(line.text) - match.end() >= _REST:
            titles[line.position] = match["lead"].strip().rstrip("。：:")
    return titles if len(titles) >= max(_FEWEST, _MOST * len(lines)) else {}
