"""A comparison at a glance: how many provisions come from where, and how much of each document is covered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from policycompare.vocabulary import ORIGINS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.aligning.coverage import Direction, Granularity
    from policycompare.analysing.trace import Trace
    from policycompare.documents import Document

CountedUnit = Literal["measure", "point", "sentence"]
_KINDS: tuple[tuple[Direction, Granularity], ...] = (("child", "measure"), ("parent", "measure"), ("parent", "clause"))


@dataclass(frozen=True, slots=True)
class Count:
    """One figure of the overview.

    Attributes
    ----------
    document
        The document whose provisions are counted.
    count, total
        How many of how many.
    expected
        Number by probability, whatever the threshold, and its standard deviation; ``None`` where that says nothing.
    origin
        Key of `ORIGINS` where provisions of one origin are counted, else ``""``.
    other, direction
        The document in which they have a counterpart, and whether it stands above (``child``) or below (``parent``).
    unit
        What is counted.
    """

    document: Document
    count: int
    total: int
    expected: tuple[float, float] | None = None
    origin: str = ""
    other: Document | None = None
    direction: Direction = "child"
    unit: CountedUnit = "measure"

    @property
    def share(self) -> float:
        """Count by total, 0 to 1."""
        return self.count / self.total if self.total else 0.0


def overview(chain: Trace) -> Iterator[Count]:
    """Yield the figures of a comparison in the order in which people read them, the lowest document first."""
    bottom = chain.bottom
    origins = [found.origin for found in chain.origin_list]
    # With one level above there is nothing to come through, or straight from.
    for origin in ORIGINS.keys if len(chain.documents) > 2 else ("level above", "addition"):
        yield Count(bottom, origins.count(origin), len(bottom.provisions), origin=origin)
    for (child, parent), aligned in sorted(chain.alignments.items(), reverse=True):
        lower, upper = chain.documents[child], chain.documents[parent]
        for direction, level in _KINDS:
            document, other = (upper, lower) if direction == "parent" else (lower, upper)
            row = aligned.coverage(level=level, direction=direction).iloc[0]
            # Probabilities are those of provisions: where measures or sentences are counted they say nothing.
            whole = int(row["total"]) == len(document.provisions)
            yield Count(
                document,
                int(row["covered"]),
                int(row["total"]),
                expected=aligned.expected(direction) if whole else None,
                other=other,
                direction=direction,
                unit=_unit(document, level),
            )


def _unit(document: Document, level: Granularity) -> CountedUnit:
    if level == "measure":
        return "measure"
    return "point" if document.citation == "point" else "sentence"
