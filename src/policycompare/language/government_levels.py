"""Levels of government by the words that people write for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    from policycompare.vocabulary import Level


def level_named(word: str | None) -> Level | None:
    """Return the level that a word names, by its key or in Chinese; ``None`` for no word.

    Raises
    ------
    ReadError
        No level is called so; the message names those that there are.

    Examples
    --------
    >>> [level_named(word) for word in ("district", "区", "县", "省", "国家", None)]
    ['district', 'district', 'district', 'province', 'nation', None]
    """
    if word is None:
        return None
    level = LEVELS.words.get(str(word).strip().lower())
    if level is None:
        raise ReadError(
            message(
                "“{word}” is no level of government; it must be one of {keys} (or in Chinese {names})",
                word=word,
                keys=LEVELS.keys,
                names="、".join(LEVELS.names()),
            )
        )
    return level
