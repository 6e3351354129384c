"""Labels: how headings and measures are cited, in Arabic figures, with the numbers above them as far as needed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from policycompare.reading.outline.levels import runs_of
from policycompare.reading.outline.tree import HEADING

if TYPE_CHECKING:
    from policycompare.reading.outline.tree import Item, Tree


class Labels:
    """The labels of a tree's items.

    A number is cited with the number of the innermost item above that holds the whole row in which it counts: a row
    that runs through the document needs none (17), one that starts again under each heading needs the heading's (2.5).
    """

    def __init__(self, tree: Tree) -> None:
        self._headings = _positions_of_headings(tree)
        self._above: dict[int, Item | None] = {}
        self._seen: Counter[str] = Counter()
        roots = tree.roots
        runs = runs_of(tree.items)
        # A row that counts on across headings is cited alone where it is the only one of its kind.
        crossing = Counter(run[0].style for run in runs if _crosses(run))
        for run in runs:
            alone = tree.has_articles or (_crosses(run) and crossing[run[0].style] == 1)
            holder = None if alone else _holder(run, roots)
            self._above.update((id(item), holder) for item in run)

    def of(self, item: Item) -> str:
        """Return an item's label, not yet unique."""
        numbering = item.numbering
        if numbering and numbering.prefix:
            return numbering.label  # 1.1.2 has the numbers above it in itself
        own = numbering.label if numbering else self._headings[id(item)]
        above = self._above[id(item)]
        return f"{self.of(above)}.{own}" if above is not None else own

    def path(self, item: Item) -> str:
        """Return a heading's label with all levels above it."""
        return ".".join([*reversed([self._own(above) for above in item.ancestors()]), self._own(item)])

    def printed(self, item: Item) -> str:
        """Return an item's number as the document prints it, with those above it that its label has (二、（三）2.)."""
        numbering = item.numbering
        own = "".join(numbering.printed.split()) if numbering else ""
        above = self._above[id(item)]
        if above is None or (numbering and numbering.prefix):
            return own
        return f"{self.printed(above)}{own}"

    def unique(self, label: str) -> str:
        """Return a label that no measure has yet: the second 5 is 5#2."""
        self._seen[label] += 1
        return label if self._seen[label] == 1 else f"{label}#{self._seen[label]}"

    def _own(self, item: Item) -> str:
        """Return an item's number without the numbers above it."""
        return item.numbering.label.rpartition(".")[2] if item.numbering else self._headings[id(item)]


def _positions_of_headings(tree: Tree) -> dict[int, str]:
    """Return what stands for the number of headings without one: their position, among articles their words."""
    out: dict[int, str] = {}
    counts: Counter[int] = Counter()
    for item in tree.items:
        if item.style == HEADING:
            counts[id(item.parent)] += 1
            words = " ".join(item.line.text.split())
            out[id(item)] = words if tree.has_articles else str(counts[id(item.parent)])
    return out


def _crosses(run: list[Item]) -> bool:
    return len({id(item.parent) for item in run}) > 1


def _holder(run: list[Item], roots: list[Item]) -> Item | None:
    """Return the innermost item above all of a row of numbers; none where only one of each level stands above it."""
    common = list(run[0].ancestors())
    for item in run[1:]:
        above = {id(other) for other in item.ancestors()}
        common = [other for other in common if id(other) in above]
    beside = [len(other.parent.children if other.parent else roots) for other in common]
    return common[0] if any(count > 1 for count in beside) else None
