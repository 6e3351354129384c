"""An example of each rule that it objects to and one that it leaves alone, from ``resources/rule_examples.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a rule.

    Attributes
    ----------
    wrong
        What it objects to: a provision of a draft, or the words for what a page looks like.
    marks
        The words in it that are found.
    repair
        What it proposes instead, ``""`` for nothing.
    right
        What it leaves alone.
    above
        The provision of the higher or the cited document beside it.
    """

    wrong: str
    marks: str
    right: str
    repair: str = ""
    above: str = ""


@cache
def examples() -> dict[str, Example]:
    """Return the examples by the names of the rules."""
    text = resources.files("policycompare.resources").joinpath("rule_examples.toml").read_text("utf-8")
    return {name: Example(**row) for name, row in tomllib.loads(text).items()}
