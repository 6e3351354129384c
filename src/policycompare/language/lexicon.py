"""The field's terms that segmentation must not break: those that are shipped, and those that a user adds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

from policycompare.language.normalise import fold
from policycompare.storage.user_lexicon import user_lexicon


@dataclass(frozen=True)
class Lexicon:
    """Terms that stay whole when a text is cut into words (三管三必须, 一岗双责, …).

    Attributes
    ----------
    terms
        Folded, each once, the shipped ones first.
    """

    terms: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.terms)

    def __contains__(self, word: object) -> bool:
        return word in self._set

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self.terms)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A pattern that splits a text at its terms and keeps them; of terms that overlap the longest wins."""
        longest_first = sorted(map(re.escape, self.terms), key=len, reverse=True)
        return re.compile(f"({'|'.join(longest_first)})")


def lexicon() -> Lexicon:
    """Return the terms in force now: the shipped ones and those of the user's file as it stands on the disk.

    A file that is added or changed while a kernel runs is honoured by the next call.

    Raises
    ------
    CatalogError
        The user's file is not UTF-8.
    """
    return _lexicon(user_lexicon())


@lru_cache(maxsize=4)
def _lexicon(added: str) -> Lexicon:
    """Return the shipped terms and those of a text: one a line, ``#`` begins a comment."""
    shipped = resources.files("policycompare.resources").joinpath("lexicon.txt").read_text("utf-8")
    lines = [line.partition("#")[0].strip() for line in (*shipped.splitlines(), *added.splitlines())]
    return Lexicon(tuple(dict.fromkeys(fold(line) for line in lines if line)))
