"""Search in order: most pairs of places that two sequences share, and paragraphs of a file in the text read from it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def longest_in_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of `pairs`, sorted by their first, in which the second grows too (Fredman, 1975).

    Examples
    --------
    >>> longest_in_order([(0, 0), (1, 5), (2, 1), (3, 2)])
    [(0, 0), (2, 1), (3, 2)]
    """
    least_end: list[int] = []  # the least second that a chain of each length ends with
    ends_with: list[int] = []  # the pair with that second
    before: list[int] = []  # the pair before each in its chain, or -1
    for k, (_, second) in enumerate(pairs):
        length = bisect_left(least_end, second)
        before.append(ends_with[length - 1] if length else -1)
        least_end[length : length + 1] = [second]
        ends_with[length : length + 1] = [k]
    out = []
    k = ends_with[-1] if ends_with else -1
    while k >= 0:
        out.append(pairs[k])
        k = before[k]
    return out[::-1]


def places_of_paragraphs(paragraphs: Iterable[str], text: str) -> list[int | None]:
    r"""Return where each paragraph of a file starts in the text that was read from it, ``None`` where it is not found.

    They are sought in order by what they say without blanks at the ends, so that numbers which an office program makes
    itself and blanks that a reader left out do not matter; such blanks count as standing before the place found.

    Examples
    --------
    >>> places_of_paragraphs(["总则", "", " 应当检查。"], "一、总则\n1. 应当检查。")
    [2, None, 7]
    """
    places: list[int | None] = []
    position = 0
    for paragraph in paragraphs:
        bare = paragraph.strip()
        at = text.find(bare, position) if bare else -1
        if at < 0:
            places.append(None)
            continue
        places.append(at - (len(paragraph) - len(paragraph.lstrip())))
        position = at + len(bare)
    return places
