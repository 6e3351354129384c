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
    sounds, shapes
        To each character, those of its sound, and those that look like it.
    known
        Pairs of characters that are words, though no dictionary has them.
    """

    sounds: dict[str, frozenset[str]]
    shapes: dict[str, frozenset[str]]
    known: frozenset[str]

    def may_be(self, written: str, meant: str) -> bool:
        """Whether one character may have been written for another.

        Examples
        --------
        >>> [look_alikes().may_be(*pair) for pair in ("冶治", "予预", "水气")]
        [True, True, False]
        """
        return meant in self.sounds.get(written, ()) or self.look_alike(written, meant)

    def look_alike(self, written: str, meant: str) -> bool:
        """Whether two characters look alike."""
        return meant in self.shapes.get(written, ())


@cache
def look_alikes() -> LookAlikes:
    """Return the shipped table."""
    text = resources.files("policycompare.resources").joinpath("look_alikes.toml").read_text("utf-8")
    data = tomllib.loads(text)
    sounds: dict[str, set[str]] = {}
    for group in data["sounds"].split():
        for char in group:
            sounds.setdefault(char, set()).update(group)
    shapes: dict[str, set[str]] = {}
    for char, *others in data["shapes"].split():
        for other in others:
            shapes.setdefault(char, set()).add(other)
            shapes.setdefault(other, set()).add(char)
    return LookAlikes(_frozen(sounds), _frozen(shapes), frozenset(data["known"].split()))


def _frozen(found: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {char: frozenset(group - {char}) for char, group in found.items()}
