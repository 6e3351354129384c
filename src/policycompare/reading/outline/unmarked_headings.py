"""Headings without number or mark: short lines that each head paragraphs, in a text in which nothing is numbered."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from policycompare.documents import Problem
from policycompare.messages import message
from policycompare.reading.outline.levels import paragraphs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.reading.outline.lines import Line

_LONGEST = 20
"""Greatest number of characters of a heading."""
_FEWEST = 2
"""Least number of headings that a text has."""
_MARKS = re.compile(r"[，。：；、！？,.:;!?（）()0-9]")
_TITLE = re.compile(r"(?:意见|方案|通知|办法|措施|计划|规定|规划|细则|要点|条例|公告)$")
_SHOWN = 3
"""Headings that the remark names."""


def unmarked_headings(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that are headings by their place; none where one short line does not head a paragraph.

    The text must have no number, table or heading that the file marks. Its first line is the title.
    """
    shown = [line for line in lines if not line.is_blank]
    if any(line.numbering or line.shown.cells or line.shown.row or line.shown.heading for line in shown):
        return []
    paragraphs = {line.position for line in paragraphs_of(shown)}
    found: list[Line] = []
    astray: list[Line] = []
    for line, following in pairwise(shown[1:]):
        if line.position in paragraphs:
            continue
        if _is_short(line) and following.position in paragraphs:
            found.append(line)
        elif found:
            astray.append(line)
    if len(found) < _FEWEST or any(line.position < found[-1].position for line in astray):
        return []
    return found


def remark_on(headings: Sequence[Line]) -> Problem:
    """Return what to tell of lines that were taken as headings."""
    words = "、".join(line.text.strip() for line in headings[:_SHOWN])
    return Problem(
        headings[0].number,
        "unmarked-heading",
        message(
            "no line is numbered; {count} short lines were taken as headings ({words}); "
            "if they are none, try --measure paragraph",
            count=len(headings),
            words=words,
        ),
    )


def _is_short(line: Line) -> bool:
    text = line.text.strip()
    return len(text) <= _LONGEST and not _MARKS.search(text) and not _TITLE.search(text)
