"""Titles cited in 《…》."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.documents import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of 2 to 120 characters on one line, or with one title inside of another: 《关于印发《某办法》的通知》.
CITATION = re.compile(r"《([^《》\n]{2,120}|[^《》\n]*《[^《》\n]*》[^《》\n]*)》")
_STATE = "中华人民共和国"


def citations(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the titles that a text cites and where they stand, without the marks around them.

    Examples
    --------
    >>> [title for title, _ in citations("依照《安全生产法》和《关于印发《某市办法》的通知》执行。")]
    ['安全生产法', '关于印发《某市办法》的通知']
    """
    for match in CITATION.finditer(text):
        yield match[1], Span(*match.span(1))


def without_state(title: str) -> str:
    """Return a title without 中华人民共和国, which citations leave out.

    Examples
    --------
    >>> without_state("中华人民共和国安全生产法")
    '安全生产法'
    """
    return title.removeprefix(_STATE)
