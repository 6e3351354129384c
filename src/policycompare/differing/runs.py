"""Runs: stretches of text with a meaning, of which every comparison of two texts is made, and the tables among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Meaning = Literal["same", "localised", "added", "removed", "moved_in", "moved_out"]
Mark = Literal["", "stronger", "weaker", "label"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with a meaning.

    Attributes
    ----------
    text
        As written; of a localised run, as the child has it.
    meaning
        ``same``: in both; ``localised``: in both but for names of places, levels and agencies; ``added``: only
        below; ``removed``: only above; ``moved_in`` and ``moved_out``: in both, at different places, of which this
        is the child's or the parent's.
    above
        The parent's words of a localised run.
    mark
        ``stronger`` or ``weaker`` for an added deontic word that stands for a weaker or stronger one above; ``label``
        for the number of a provision before its text, in tables.
    """

    text: str
    meaning: Meaning
    above: str = ""
    mark: Mark = ""

    @property
    def only_in(self) -> Literal["", "child", "parent"]:
        """The side that alone has these words at this place."""
        if self.meaning in ("added", "moved_in"):
            return "child"
        return "parent" if self.meaning in ("removed", "moved_out") else ""


@dataclass(frozen=True, slots=True)
class RunCell:
    """A cell of a table with its words in runs; `columns` and `rows` are those that it takes."""

    runs: Rich
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class RunRow:
    """A row of a table: the cells that begin in it, from the left, and whether it is the table's head."""

    cells: tuple[RunCell, ...]
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class RunTable:
    """A table among the runs of a text.

    Attributes
    ----------
    text
        The lines that are its rows in the text, with ``|`` between the cells.
    rows
        From the top.
    columns
        Number of its columns.
    """

    text: str
    rows: tuple[RunRow, ...]
    columns: int


Rich = tuple[Run | RunTable, ...]
"""Text in runs with a meaning, and the tables in it; put together they are the text as the document has it."""


def of_child(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs that make the child's text."""
    return tuple(run for run in runs if run.only_in != "parent")


def of_parent(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs that make the parent's text; a localised run has the parent's words."""
    out = []
    for run in runs:
        if run.meaning == "localised":
            out.append(Run(run.above, run.meaning, run.above, run.mark))
        elif run.only_in != "child":
            out.append(run)
    return tuple(out)


def in_common(runs: Sequence[Run]) -> float:
    """Return the share of the shorter text that is in both, 0 to 1."""
    same = sum(len(run.text) for run in runs if run.meaning in ("same", "localised", "moved_in"))
    child_length = sum(len(run.text) for run in of_child(runs))
    parent_length = sum(len(run.text) for run in of_parent(runs))
    return same / max(min(child_length, parent_length), 1)
