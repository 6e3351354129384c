"""Characters that are taken for each other by sound or shape, as ``resources/look_alikes.toml`` lists them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """Characters by what is written for them by mistake.

    Attributes
    ----------
    alike
        To each character, those of its sound and those that look like it.
    known
        Pairs of characters that are words, though no dictionary has them.
    """

    alike: dict[str, frozenset[str]]
    known: frozenset[str]

    def may_be(self, written: str, meant: str) -> bool:
        """Whether one character may have been written for another.

        Examples
        --------
        >>> [look_alikes().may_be(*pair) for pair in ("冶治", "予预", "水气")]
        [True, True, False]
        """
        return meant in self.alike.get(written, ())


@cache
def look_alikes() -> LookAlikes:
    """Return the shipped table."""
    text = resources.files("policycompare.resources").joinpath("look_alikes.toml").read_text("utf-8")
    data = tomllib.loads(text)
    found: dict[str, set[str]] = {}
    for group in data["sounds"].split():
        for char in group:
            found.setdefault(char, set()).update(group)
    for char, *others in data["shapes"].split():
        for other in others:
            found.setdefault(char, set()).add(other)
            found.setdefault(other, set()).add(char)
    return LookAlikes(
        {char: frozenset(group - {char}) for char, group in found.items()}, frozenset(data["known"].split())
    )
