"""Words: how a text is cut before it is compared, and which longer words two texts share."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from policycompare.language.agencies import table
from policycompare.language.lexicon import lexicon
from policycompare.language.tokenise import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_SHARED = 4
"""Characters of the shortest words that are named as shared."""
MOST_CELLS = 25_000_000
"""Words of one text times words of the other beyond which they are not compared word by word (time and memory)."""


def words_of(text: str) -> Iterator[str]:
    """Cut a text into words; an agency with what localises it (区应急局) is one."""
    terms = lexicon()  # once: it asks the disk whether the user's own list has changed
    # Splitting by a pattern with one group gives plain text and agencies in turn.
    for position, piece in enumerate(_local_names().split(text)):
        if position % 2:
            yield piece
        else:
            yield from tokens(piece, terms)


@cache
def _local_names() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, table().canonical), key=len, reverse=True))
    own = r"[本我全](?:省|市|区|县|乡镇|街道|镇|乡)(?!级|域)"
    return re.compile(rf"((?:国家|[省市区县])(?:{names})|{own})")


def shared_words(child: str, parent: str) -> list[str]:
    """Return what two texts have in common in the same order, for texts of which too much differs for runs.

    Words of at least `LEAST_SHARED` characters, the longest first.

    Examples
    --------
    >>> shared_words("将安全生产列入年度计划和政府工作报告。", "把安全生产写入政府工作报告。")
    ['政府工作报告', '安全生产']
    """
    from rapidfuzz.distance import Indel

    below, above = list(words_of(child)), list(words_of(parent))
    if len(above) * len(below) > MOST_CELLS:
        return []
    equal = (step for step in Indel.opcodes(above, below) if step.tag == "equal")
    whole = "\n".join("".join(below[step.dest_start : step.dest_end]) for step in equal)
    found = {words.strip("的和") for words in re.split(r"[\s，。；、：！？“”]", whole)}
    return sorted((words for words in found if len(words) >= LEAST_SHARED), key=lambda words: (-len(words), words))
