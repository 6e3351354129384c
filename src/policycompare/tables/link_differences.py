"""The texts of an alignment compared link by link: which words each side has of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from policycompare.differing.phrases import Cells, Normalisers, cells_of
from policycompare.differing.text_differences import differences, normalisers_of, runs_to_show, unmarked
from policycompare.differing.text_tables import with_tables
from policycompare.tables.stated_differences import StatedTexts
from policycompare.tables.statements import StatedDocument
from policycompare.vocabulary import REVISIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.aligning.alignment import Alignment
    from policycompare.aligning.links import Link
    from policycompare.analysing.trace import Trace
    from policycompare.differing.runs import Rich, Run
    from policycompare.differing.text_differences import ShownTexts
    from policycompare.documents import Document, Measure
    from policycompare.tables.cells import Cell
    from policycompare.tables.stated_differences import StatedDifference
    from policycompare.tables.statements import Statement
    from policycompare.vocabulary import Term


@dataclass(frozen=True, slots=True)
class LinkDifference:
    """A link with what differs between its texts.

    Attributes
    ----------
    link
        The link.
    runs
        From the parent's text to the child's.
    kind
        A term of `policycompare.vocabulary.REVISIONS`.
    """

    link: Link
    runs: tuple[Run, ...]
    kind: Term

    @property
    def is_only_local(self) -> bool:
        """Whether the texts are the same but for localisation."""
        return self.kind.key in ("same", "localised")


@dataclass(frozen=True, eq=False)
class LinkDifferences:
    """The differences of an alignment's texts.

    Attributes
    ----------
    aligned
        The alignment.
    """

    aligned: Alignment

    @cached_property
    def of_link(self) -> dict[tuple[str, str], LinkDifference]:
        """Each link with its differences, by the labels of child and parent, in the order of the links."""
        out = {}
        for link in self.aligned.link_list:
            cells = _cells([link.child], [link.parent])
            runs = differences(link.child.text, link.parent.text, self._normalisers, cells)
            out[link.labels] = LinkDifference(link, runs, _kind(link, runs))
        return out

    @cached_property
    def _normalisers(self) -> Normalisers:
        """The normalisers of both documents, with a memory: the same words come up in many links."""
        found = normalisers_of(self.aligned.child, self.aligned.parent)
        return Normalisers(cache(found.child), cache(found.parent))

    def of_child(self, label: str) -> list[LinkDifference]:
        """Return the links of a child with their differences, the best first."""
        return [self.of_link[link.labels] for link in self.aligned.links_of_child.get(label, ())]

    def of_parent(self, label: str) -> list[LinkDifference]:
        """Return the links of a parent with their differences, in the child's order."""
        return [self.of_link[link.labels] for link in self.aligned.links_of_parent.get(label, ())]

    def child_text(self, provision: Measure) -> Rich:
        """Return a child's text with the marks of what none of its parents has; plain where it has no parent."""
        parents = [link.parent for link in self.aligned.links_of_child.get(provision.label, ())]
        if not parents:
            return with_tables(unmarked(provision.text), provision.tables)
        return with_tables(self._compared([provision], parents).child, provision.tables)

    def parent_text(self, provision: Measure) -> Rich:
        """Return a parent's text with the marks of what none of its children has; plain where it has no child."""
        children = [link.child for link in self.aligned.links_of_parent.get(provision.label, ())]
        if not children:
            return with_tables(unmarked(provision.text), provision.tables)
        return with_tables(self._compared(children, [provision]).parent, provision.tables)

    def _compared(self, children: Sequence[Measure], parents: Sequence[Measure]) -> ShownTexts:
        """Return the texts of some children and of their parents, compared once for all tables that show them."""
        labels = tuple(child.label for child in children), tuple(parent.label for parent in parents)
        if labels not in self._texts:
            below, above = ("\n".join(each.text for each in side) for side in (children, parents))
            self._texts[labels] = runs_to_show(below, above, self._normalisers, _cells(children, parents))
        return self._texts[labels]

    @cached_property
    def _texts(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], ShownTexts]:
        return {}

    def stated(self, children: Sequence[str], parents: Sequence[str]) -> StatedDifference:
        """Return how the statements of some children and of their parents differ, told once for all tables that ask."""
        labels = tuple(children), tuple(parents)
        if labels not in self._differing:
            self._differing[labels] = self._stated.difference(children, parents)
        return self._differing[labels]

    @cached_property
    def _differing(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], StatedDifference]:
        return {}

    def alike(self, one: Statement, other: Statement) -> float:
        """Return how alike two statements are, 0 to 1."""
        return self._stated.weights.likeness(one.said, other.said)

    @cached_property
    def _stated(self) -> StatedTexts:
        """The statements of both documents."""
        encoder = self.aligned.scores.encoder
        below = StatedDocument(self.aligned.child, self._normalisers.child, encoder)
        above = StatedDocument(self.aligned.parent, self._normalisers.parent, encoder)
        return StatedTexts(below, above)

    def is_only_local(self, label: str) -> bool:
        """Whether a child has one parent and differs from it by localisation at most, its units included."""
        links = self.of_child(label)
        has_units = any(change.kind == "units" for each in links for change in each.link.changes)
        return len(links) == 1 and links[0].is_only_local and not has_units

    @cached_property
    def replacements(self) -> list[tuple[str, str, int]]:
        """The words that the child puts for the parent's throughout, with how often, most often first."""
        counts: dict[tuple[str, str], int] = {}
        for difference in self.of_link.values():
            for run in difference.runs:
                if run.meaning == "localised" and run.above != run.text:
                    counts[run.above, run.text] = counts.get((run.above, run.text), 0) + 1
        order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [(old, new, count) for (old, new), count in order]


def _cells(children: Sequence[Measure], parents: Sequence[Measure]) -> Cells:
    """Return the cells of the tables in the texts of provisions, as far as there are any."""
    sides = []
    for provisions in (children, parents):
        sides.append(cells_of([each.text for each in provisions], [each.tables for each in provisions]))
    return Cells(*sides)


def text_of(provision: Measure) -> Cell:
    """Return the text of a provision that is compared with nothing, with its tables."""
    return with_tables(unmarked(provision.text), provision.tables) if provision.tables else provision.text


def _kind(link: Link, runs: Sequence[Run]) -> Term:
    """Return the kind of revision: what is only localised is that, whatever the link's shape and relation."""
    meanings = {run.meaning for run in runs}
    if meanings <= {"same"}:
        return REVISIONS["same"]
    if meanings <= {"same", "localised"}:
        return REVISIONS["localised"]
    return REVISIONS[link.relation if link.shape == "single" else link.shape]


class ComparedChain:
    """A chain of levels with the differences of each pair of documents, computed once for all its tables.

    Parameters
    ----------
    chain
        The levels.
    """

    def __init__(self, chain: Trace) -> None:
        self.chain = chain
        self._differences = {pair: LinkDifferences(aligned) for pair, aligned in chain.alignments.items()}

    @property
    def last(self) -> int:
        """Position of the lowest document."""
        return len(self.chain.documents) - 1

    @property
    def bottom(self) -> Document:
        """The lowest document."""
        return self.chain.bottom

    @property
    def uppers(self) -> Sequence[int]:
        """Positions of the higher documents, from the one above the lowest."""
        return range(self.last - 1, -1, -1)

    def between(self, lower: int, upper: int) -> LinkDifferences:
        """Return the differences between two documents, by their positions."""
        return self._differences[lower, upper]
