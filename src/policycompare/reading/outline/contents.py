"""Tables of contents (目录): where they stand, so that none of their lines is taken for a heading or a measure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.reading.outline.lines import Line

HEAD = re.compile(r"\s*目[\s　]*[录錄次]\s*")
"""The head of a table of contents."""
# A run is looked at from its first character only: from each of them a line of dots would be gone through again.
_PAGE = re.compile(
    r"(?:(?<![\s　.．·•…。・‥_\-—－])[\s　.．·•…。・‥_\-—－]{2,}|\t)[（(]?[0-9０-９]{1,4}[）)]?\s*$"
    r"|[（(]\s*(?:[0-9０-９]{1,4}|第.{1,9}[条條](?:\s*[—–\-~～至]{1,2}\s*第.{1,9}[条條])?)\s*[）)]\s*$"
    r"|(?<![.．·…・‥])[.．·…・‥]{2,}\s*$"
)
"""End of an entry: leaders and a page, a page in brackets, or the articles of a chapter."""
_FEWEST = 2
"""Least number of entries of a table of contents."""
_BLOCKS_TRIED = 4
"""Blocks of lines that are tried as a table of contents."""


def body_start(lines: Sequence[Line]) -> int:
    """Return how many of the lines stand before or in a table of contents; 0 where there is none.

    With a head (目录) it ends where its first entry comes again; without one it is a block of lines with pages.
    """
    blocks_left = _BLOCKS_TRIED
    for position, line in enumerate(lines):
        if line.is_blank:
            continue
        if HEAD.fullmatch(line.text):
            return _behind_head(lines, _shown(lines, position + 1))
        if blocks_left and _PAGE.search(line.text):
            blocks_left -= 1
            if end := _behind_block(lines, _shown(lines, position)):
                return end
        if line.numbering and not line.is_heading_like:
            return 0
    return 0


def _shown(lines: Sequence[Line], start: int) -> list[int]:
    """Return the positions of the lines from `start` on that are not blank."""
    return [position for position in range(start, len(lines)) if not lines[position].is_blank]


def _behind_head(lines: Sequence[Line], following: Sequence[int]) -> int:
    if not following:
        return 0
    wanted = _entry(lines[following[0]])
    for position in following[1:]:
        if _entry(lines[position]) == wanted:
            return position
    entries = _entries_with_pages(lines, following)
    return entries[-1] + 1 if entries else 0


def _behind_block(lines: Sequence[Line], following: Sequence[int]) -> int:
    """Return the end of a block of entries with pages whose first one comes again below it, or 0."""
    entries = _entries_with_pages(lines, following)
    if len(entries) < _FEWEST or not all(lines[position].numbering for position in entries[:_FEWEST]):
        return 0
    later = {_entry(lines[position]) for position in following[len(entries) :]}
    return entries[-1] + 1 if _entry(lines[entries[0]]) in later else 0


def _entries_with_pages(lines: Sequence[Line], following: Sequence[int]) -> list[int]:
    entries = []
    for position in following:
        if not _PAGE.search(lines[position].text):
            break
        entries.append(position)
    return entries


def _entry(line: Line) -> str:
    """Return what an entry says, without leaders, page and blanks."""
    return "".join(_PAGE.sub("", line.text).split())
