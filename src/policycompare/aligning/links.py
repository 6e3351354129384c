"""A link between two provisions, which candidate pairs are links, and which links belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.relations import akoma_ntoso

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policycompare.aligning.candidate_pairs import CandidatePairs
    from policycompare.aligning.changes import Change
    from policycompare.aligning.evidence import ClausePair
    from policycompare.assessing.readings import Reading
    from policycompare.deciding.decisions import Decision
    from policycompare.deciding.reanchor import AnchoredDecisions
    from policycompare.documents import Measure
    from policycompare.vocabulary import Relation

    Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Link:
    """A provision of the lower document that carries down one of the higher document (对应).

    Attributes
    ----------
    child, parent
        The provisions.
    child_position, parent_position
        Where they stand among the provisions of their documents, from 0.
    probability
        As every view shows it, 0 to 0.99.
    log_odds
        By the model.
    relation
        Key of `policycompare.vocabulary.RELATIONS`.
    method
        Who made the link: key of `policycompare.vocabulary.METHODS`.
    clause_pairs
        The clauses that carry it.
    changes
        What changed on the way down.
    shape
        How it stands among other links: key of `policycompare.vocabulary.SHAPES`.
    group
        Number of its group, from 0: links that share provisions have the same.
    decision
        What a person decided, or ``None``.
    reading
        What a language model said of the pair, or ``None`` where it was not asked.
    """

    child: Measure
    parent: Measure
    child_position: int
    parent_position: int
    probability: float
    log_odds: float
    relation: Relation
    method: str
    clause_pairs: tuple[ClausePair, ...]
    changes: tuple[Change, ...]
    shape: str
    group: int
    decision: Decision | None
    reading: Reading | None = None

    @property
    def labels(self) -> tuple[str, str]:
        """Labels of child and parent."""
        return self.child.label, self.parent.label

    @property
    def akoma_ntoso(self) -> str:
        """Name of the change in Akoma Ntoso, or ``""``."""
        return akoma_ntoso(self.relation, self.shape, same_label=self.child.label == self.parent.label)


def verdicts_of_people(pairs: CandidatePairs, anchored: AnchoredDecisions) -> NDArray[np.int8]:
    """Return what people decided of candidate pairs: 1 a link, -1 none, 0 nothing; shape (pairs,).

    Who confirmed that a provision has no counterpart denied all its pairs of which nothing else was decided.
    """
    verdicts = np.zeros(len(pairs), dtype=np.int8)
    for side, alone in ((pairs.columns, anchored.gaps), (pairs.rows, anchored.additions)):
        denied = [position for position, decision in alone.items() if decision.verdict == "confirmed"]
        verdicts[np.isin(side, denied)] = -1
    for (child, parent), decision in anchored.pairs.items():
        k = pairs.at(child, parent)
        if k is None:
            continue
        if decision.links:
            verdicts[k] = 1
        elif decision.verdict == "rejected":
            verdicts[k] = -1
    return verdicts


def connected_groups(rows: Indices, columns: Indices) -> Indices:
    """Return for each link the number of its group, from 0 in the order of the links.

    Links that share a provision on either side are in one group: a split, a merge, or a web of both.

    Examples
    --------
    >>> connected_groups(np.array([0, 1, 1, 2]), np.array([0, 1, 2, 2])).tolist()
    [0, 1, 1, 1]
    """
    # SciPy has connected components too, behind an import that takes longer than a whole comparison of two documents.
    links_of: dict[tuple[str, int], list[int]] = {}
    children = [("child", row) for row in rows.tolist()]
    parents = [("parent", column) for column in columns.tolist()]
    provisions_of = list(zip(children, parents, strict=True))
    for k, provisions in enumerate(provisions_of):
        for provision in provisions:
            links_of.setdefault(provision, []).append(k)
    groups = np.full(len(rows), -1, dtype=np.intp)
    number = 0
    for first in range(len(rows)):
        if groups[first] >= 0:
            continue
        waiting = [first]
        groups[first] = number
        while waiting:
            for provision in provisions_of[waiting.pop()]:
                # A provision's links are gone through once: what is left empty has been in a group before.
                for other in links_of.pop(provision, ()):
                    if groups[other] < 0:
                        groups[other] = number
                        waiting.append(other)
        number += 1
    return groups
