"""Words that official Chinese confuses (易混词), as ``resources/words.toml`` and a user's own table list them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.storage.user_folders import user_folder
from policycompare.storage.user_lexicon import user_text

if TYPE_CHECKING:
    from collections.abc import Iterable

USER_TABLE = "words.toml"
"""A user's own words, in the folder of imported documents; they are asked before those that are shipped."""
Grade = Literal["error", "warning", "note"]
_GRADES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class ConfusedWord:
    """A word that is wrong where its pattern fits.

    Attributes
    ----------
    pattern
        Holds the context that decides; groups whose name starts with ``wrong`` catch the word, else all of it is.
    write
        What to write instead, ``None`` where only a person can tell.
    grade
        How sure it is to be wrong.
    why
        What to tell the drafter, in Chinese.
    source
        Where the rule is from.
    """

    pattern: re.Pattern[str]
    write: str | None
    grade: Grade
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class WordTable:
    """The words, and those that are one wrong writing each as one pattern: looking for each alone would be slow.

    Attributes
    ----------
    slips
        Wrong writings that are right nowhere, with what to write.
    slip
        Finds any of them.
    words
        Those of which the context decides.
    others
        To words that are right elsewhere, those that they are confused with, each with by how much more probable it
        must make the wording around it (a logarithm).
    confused
        Finds any of them.
    """

    slips: dict[str, str]
    slip: re.Pattern[str]
    words: tuple[ConfusedWord, ...]
    others: dict[str, dict[str, float]]
    confused: re.Pattern[str]


def word_table() -> WordTable:
    """Return the user's words and the shipped ones.

    Raises
    ------
    CatalogError
        The user's table is not UTF-8, or cannot be read.
    ReadError
        The user's table is no TOML, or a row has no pattern.
    """
    path = user_folder() / USER_TABLE
    own = user_text(path)
    return _table(own, str(path) if own else "")


@cache
def _table(own: str, path: str) -> WordTable:
    shipped = resources.files("policycompare.resources").joinpath("words.toml").read_text("utf-8")
    try:
        data = [tomllib.loads(own), tomllib.loads(shipped)]
        words = tuple(_word(row) for rows in data for row in rows.get("word", ()))
    except (tomllib.TOMLDecodeError, KeyError, re.error, ValueError) as error:
        raise ReadError(
            message("{path}: no table of words: {error}; correct the line it names", path=path, error=error)
        ) from None
    slips: dict[str, str] = {}
    for rows in data:
        for row in rows.get("slip", ()):
            slips.update(pair.split("=", 1) for pair in row["pairs"].split())
    others: dict[str, dict[str, float]] = {}
    for row in (row for rows in data for row in rows.get("confusion", ())):
        for pair in row["pairs"].split():
            written, meant = re.split("[/>]", pair)
            others.setdefault(written, {})[meant] = row["gain"]
            if "/" in pair:
                others.setdefault(meant, {})[written] = row["gain"]
    return WordTable(slips, _any_of(slips), words, others, _any_of(others))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of the words, the longest of those that start alike."""
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def _word(row: dict[str, Any]) -> ConfusedWord:
    if row["grade"] not in _GRADES:
        raise ValueError(row["grade"])
    return ConfusedWord(re.compile(row["pattern"]), row.get("write"), row["grade"], row["why"], row.get("source", ""))
