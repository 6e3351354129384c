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
    sounds, shapes, parts
        To each character, those of its sound, those that look like it, and those that share a part with it.
    known
        Pairs of characters that are words, though no dictionary has them.
    """

    sounds: dict[str, frozenset[str]]
    shapes: dict[str, frozenset[str]]
    parts: dict[str, frozenset[str]]
    known: frozenset[str]

    def may_be(self, written: str, meant: str) -> bool:
        """Whether one character may have been written for another.

        Examples
        --------
        >>> [look_alikes().may_be(*pair) for pair in ("冶治", "予预", "水气")]
        [True, True, False]
        """
        return meant in self.sounds.get(written, ()) or self.look_alike(written, meant)

    def others(self, char: str) -> frozenset[str]:
        """Return what a character may have been written for."""
        none: frozenset[str] = frozenset()
        return self.sounds.get(char, none) | self.shapes.get(char, none) | self.parts.get(char, none)

    def look_alike(self, written: str, meant: str) -> bool:
        """Whether two characters look alike."""
        return meant in self.shapes.get(written, ())


@cache
def look_alikes() -> LookAlikes:
    """Return the shipped table."""
    text = resources.files("policycompare.resources").joinpath("look_alikes.toml").read_text("utf-8")
    data = tomllib.loads(text)
    sounds, parts = _by_member(data["sounds"].split()), _by_member(data["parts"].split())
    shapes: dict[str, set[str]] = {}
    for char, *others in data["shapes"].split():
        for other in others:
            shapes.setdefault(char, set()).add(other)
            shapes.setdefault(other, set()).add(char)
    return LookAlikes(_frozen(sounds), _frozen(shapes), _frozen(parts), frozenset(data["known"].split()))


def _by_member(groups: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for group in groups:
        for char in group:
            found.setdefault(char, set()).update(group)
    return found


def _frozen(found: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {char: frozenset(group - {char}) for char, group in found.items()}
