"""Measures without numbers: paragraphs that start with a few words in bold, or with a short sentence (段首标题句)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from policycompare.documents import Problem
from policycompare.reading.outline.numbering import LEAD_IN, Numbering

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policycompare.reading.outline.structure import Line

_SHORT_SENTENCE = re.compile(r"\s*(?P<lead>[^，,。：:；;！？!?\s]{2,24}[。：:])\s*(?=\S)")
_LONG, _REST = 25, 12
"""A paragraph of so many characters has a body; what follows a lead-in has at least so many."""
_FEWEST, _SHARE = 3, 0.6


def with_lead_ins(
    lines: Sequence[Line], first: int, style: str, *, forced: bool
) -> tuple[list[Line], list[Problem]] | None:
    """Give a number to the paragraphs with a lead-in, where they are what a text is made of.

    That is so when a person says so (`forced`), when no line is numbered, or when the numbered lines of `style` are
    all headings; and when most of the paragraphs have a lead-in. Short sentences only count where nothing is bold.

    Returns
    -------
    tuple of (list of Line, list of Problem), or None
        The lines with the lead-ins' numbers, and a remark on it.
    """
    body = lines[first:]
    numbered = [line for line in body if line.numbering and line.numbering.style == style]
    if not forced and not all(line.is_heading_like for line in numbered):
        return None
    start = numbered[0].index if numbered else first
    open_lines = [line for line in body if line.index >= start and line.numbering is None]
    leads = {line.index: line.shown.lead for line in open_lines if line.shown.lead}
    if not leads and (forced or not any(line.numbering for line in body)):
        leads = {
            line.index: match.end("lead")
            for line in open_lines
            if (match := _SHORT_SENTENCE.match(line.text[:60])) and len(line.text) - match.end() >= _REST
        }
    paragraphs = [line for line in open_lines if len(line.text.strip()) >= _LONG]
    led = sum(line.index in leads for line in paragraphs)
    if not leads or (not forced and (led < _FEWEST or led < _SHARE * len(paragraphs))):
        return None
    order = {index: position for position, index in enumerate(sorted(leads), start=1)}
    out = [
        replace(line, numbering=_number(line, order[line.index], leads)) if line.index in leads else line
        for line in lines
    ]
    remark = Problem(
        min(leads) + 1,
        LEAD_IN,
        f"没有编号，按段首标题句分为 {len(leads)} 条，请核对"
        "（no numbers: taken apart by the paragraphs' first words; check）",
    )
    return out, [remark]


def _number(line: Line, position: int, leads: Mapping[int, int]) -> Numbering:
    start = len(line.text) - len(line.text.lstrip())
    return Numbering(LEAD_IN, position, 0, start, start, line.text[start : leads[line.index]])


_HEAD_OF_DECIMALS = re.compile(r"\s*(?P<number>[1-9][0-9]?)[ 　\t]{1,4}(?=[\u4e00-\u9fff][^。；]{0,40}\Z)")


def with_decimal_heads(lines: Sequence[Line]) -> list[Line]:
    """Give a number to the headings above a decimal outline: ``1 总则`` above ``1.1``, a number nowhere else."""
    prefixes = {line.numbering.prefix for line in lines if line.numbering and line.numbering.prefix}
    if not prefixes:
        return list(lines)
    out = []
    for line in lines:
        match = _HEAD_OF_DECIMALS.match(line.text) if line.numbering is None else None
        if match and f"{match['number']}." in prefixes:
            numbering = Numbering(
                "arabic-dot", int(match["number"]), 0, match.start("number"), match.end(), match["number"]
            )
            out.append(replace(line, numbering=numbering))
        else:
            out.append(line)
    return out
