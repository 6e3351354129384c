"""Rules about citations in 《…》: one title written in two ways."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.language.normalise import fold
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_LOOSE = frozenset("的和与及之、，,“”\"'‘’《》〈〉（）()")
"""Characters by which two writings of one title differ; others make another title."""
_NUMERAL = re.compile(r"[0-9〇一二三四五六七八九十]")
_STATE = "中华人民共和国"
_LONG = 8
"""A title of so many characters that differs by one is a slip."""
_TELLING = frozenset("非不无未国省市区县乡镇州东西南北中上下前后内外大小新旧水气土")
"""Characters that tell titles apart: places, sides, subjects."""
_CROWD = 400


def citation_variants(draft: Draft) -> Iterator[Flaw]:
    """Find titles that stand elsewhere in the document in a slightly different writing."""
    written = Counter(title for title, _ in draft.citations)
    usual: dict[str, str] = {}
    titles = sorted(written, key=lambda t: (-written[t], t))
    for number, title in enumerate(titles[:_CROWD]):
        for other in titles[:number]:
            if other not in usual and same_title(fold(other), fold(title)):
                usual[title] = other
                break
    for title, span in draft.citations:
        if title in usual:
            yield Flaw(span, message("elsewhere the title is written《{usual}》", usual=usual[title]), usual[title])


def same_title(one: str, other: str) -> bool:
    """Whether two folded titles are writings of one: they differ in loose characters only, or in one of many."""
    from rapidfuzz.distance import Levenshtein

    if abs(len(one) - len(other)) > 4:
        return False
    bare = ["".join(c for c in title.removeprefix(_STATE) if c not in _LOOSE) for title in (one, other)]
    if bare[0] == bare[1]:
        return True
    if min(map(len, bare)) < _LONG or Levenshtein.distance(*bare, score_cutoff=1) > 1:
        return False
    changed = "".join(
        bare[0][op.src_start : op.src_end] + bare[1][op.dest_start : op.dest_end]
        for op in Levenshtein.opcodes(*bare)
        if op.tag != "equal"
    )
    return not _NUMERAL.search(changed) and not set(changed) & _TELLING
