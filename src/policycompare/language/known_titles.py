"""Titles of laws and regulations that are known, as ``resources/titles.toml`` and a user's own table list them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib import resources

from policycompare.errors import ReadError
from policycompare.language.citations import without_state
from policycompare.messages import message
from policycompare.storage.user_folders import user_folder
from policycompare.storage.user_lexicon import user_text

USER_TABLE = "titles.toml"
"""A user's own titles, in the folder of imported documents."""


@dataclass(frozen=True, slots=True)
class Superseded:
    """A title that is no more.

    Attributes
    ----------
    title
        As it was.
    by
        The title of the document that took its place.
    since
        When, ISO 8601.
    source
        Where that was read; a user's own row need not say.
    """

    title: str
    by: str
    since: str
    source: str = ""


@dataclass(frozen=True, eq=False)
class TitleTable:
    """The known titles.

    Attributes
    ----------
    titles
        As the documents have them.
    superseded
        Titles that are no more, without 中华人民共和国.
    first
        When a document of this title was first adopted (ISO 8601), by the title without 中华人民共和国.
    """

    titles: frozenset[str]
    superseded: dict[str, Superseded]
    first: dict[str, str] = field(default_factory=dict)

    @cached_property
    def short(self) -> dict[str, str]:
        """Titles by what they are without 中华人民共和国."""
        return {without_state(title): title for title in sorted(self.titles)}

    @cached_property
    def by_one_less(self) -> dict[str, list[str]]:
        """Titles without 中华人民共和国 by what they are less one character: titles one edit apart share one."""
        found: dict[str, list[str]] = {}
        for title in sorted(self.short):
            for shorter in one_less(title):
                found.setdefault(shorter, []).append(title)
        return found

    @cached_property
    def by_characters(self) -> dict[str, list[str]]:
        """Titles without 中华人民共和国 by their characters in order: 营商环境优化 has those of 优化营商环境."""
        found: dict[str, list[str]] = {}
        for title in sorted(self.short):
            found.setdefault("".join(sorted(title)), []).append(title)
        return found

    @cached_property
    def by_word_less(self) -> dict[str, list[str]]:
        """Long titles without 中华人民共和国 by what they are less two characters side by side."""
        found: dict[str, list[str]] = {}
        for title in sorted(self.short):
            for shorter in word_less(title):
                found.setdefault(shorter, []).append(title)
        return found

    @cached_property
    def laws(self) -> tuple[str, ...]:
        """The laws of the state, without 中华人民共和国."""
        return tuple(title for title in sorted(self.short) if is_law(title))

    def is_known(self, title: str) -> bool:
        """Whether there is a document of this title, with or without 中华人民共和国."""
        short = without_state(title)
        return short in self.short or short in self.superseded


def one_less(word: str) -> set[str]:
    """Return `word` and what is left when one character is taken away.

    Examples
    --------
    >>> sorted(one_less("水法"))
    ['水', '水法', '法']
    """
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


_LONG = 8
"""A title of so many characters may lose a word and still be told."""


def word_less(title: str) -> set[str]:
    """Return what is left of a long title when two characters side by side are taken away."""
    if len(title) < _LONG:
        return set()
    return {title[:at] + title[at + 2 :] for at in range(len(title) - 1)}


def is_law(title: str) -> bool:
    """Whether a title is a law's.

    Examples
    --------
    >>> is_law("安全生产法"), is_law("某市管理办法")
    (True, False)
    """
    return title.endswith("法") and not title.endswith("办法")


def title_table() -> TitleTable:
    """Return the user's titles and the shipped ones.

    Raises
    ------
    CatalogError
        The user's table is not UTF-8, or cannot be read.
    ReadError
        The user's table is no TOML, or a row lacks a title.
    """
    path = user_folder() / USER_TABLE
    own = user_text(path)
    return _table(own, str(path))


@cache
def _table(own: str, path: str) -> TitleTable:
    shipped = resources.files("policycompare.resources").joinpath("titles.toml").read_text("utf-8")
    titles: set[str] = set()
    superseded: dict[str, Superseded] = {}
    first: dict[str, str] = {}
    try:
        for data in (tomllib.loads(shipped), tomllib.loads(own)):
            listed = (data.get("titles", ""), data.get("more", ""))
            titles.update(line.strip() for lines in listed for line in lines.splitlines() if line.strip())
            rows = [Superseded(**row) for row in data.get("superseded", ())]
            superseded.update({without_state(row.title): row for row in rows})
            first.update({without_state(title): _iso(day) for title, day in data.get("first", {}).items()})
    except (tomllib.TOMLDecodeError, TypeError, ValueError, AttributeError) as error:
        raise ReadError(
            message("{path}: no table of titles: {error}; correct the line it names", path=path, error=error)
        ) from None
    return TitleTable(frozenset(titles), superseded, first)


def _iso(day: str) -> str:
    return date.fromisoformat(day).isoformat()
