"""Links seen from above and from below: by chapter, by whole measure, by the clauses that carry them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.aligning.links import Link
    from policycompare.documents import Document

LinkLevel = Literal["chapter", "measure", "clause"]
NO_CHAPTER = ""
"""Chapter of a provision that stands in none."""


@dataclass(slots=True)
class _Together:
    """The links between two groups of provisions, counted."""

    links: int = 0
    children: set[str] = field(default_factory=set)
    parents: set[str] = field(default_factory=set)
    probability: float = 0.0

    def add(self, link: Link) -> None:
        self.links += 1
        self.children.add(link.child.label)
        self.parents.add(link.parent.label)
        self.probability = max(self.probability, link.probability)


def by_chapter(links: Sequence[Link]) -> pd.DataFrame:
    """Count the links between chapters; the columns are described in `Alignment.links_by`."""
    groups: dict[tuple[str, str], _Together] = {}
    for link in links:
        key = link.child.chapter or NO_CHAPTER, link.parent.chapter or NO_CHAPTER
        groups.setdefault(key, _Together()).add(link)
    return _counted(groups, ("child_chapter", "parent_chapter"))


def by_measure(child: Document, parent: Document, links: Sequence[Link]) -> pd.DataFrame:
    """Count the links between measures, rolling up the points of a document that is cited by points ("5.3" to 5)."""
    child_measure_of, parent_measure_of = _measure_of(child), _measure_of(parent)
    groups: dict[tuple[str, str], _Together] = {}
    for link in links:
        key = child_measure_of[link.child.label], parent_measure_of[link.parent.label]
        groups.setdefault(key, _Together()).add(link)
    return _counted(groups, ("child", "parent"))


def by_clause(links: Sequence[Link]) -> pd.DataFrame:
    """List the pairs of clauses that carry the links."""
    rows = []
    for link in links:
        for pair in link.clause_pairs:
            clauses = pair.child.label, pair.parent.label
            texts = pair.child.text, pair.parent.text
            rows.append((*link.labels, *clauses, pair.child_share, pair.parent_share, *texts))
    columns = ["child", "parent", "child_clause", "parent_clause", "child_share", "parent_share"]
    return pd.DataFrame(rows, columns=[*columns, "child_text", "parent_text"])


def _measure_of(document: Document) -> dict[str, str]:
    """Return the label of the measure to which each provision belongs, by the provision's label."""
    if document.citation == "measure":
        return {measure.label: measure.label for measure in document.measures}
    return {point.label: measure.label for measure in document.measures for point in measure.clauses}


def _counted(groups: dict[tuple[str, str], _Together], names: tuple[str, str]) -> pd.DataFrame:
    rows = []
    for key, group in groups.items():
        rows.append((*key, group.links, len(group.children), len(group.parents), group.probability))
    return pd.DataFrame(rows, columns=[*names, "links", "children", "parents", "probability"])
