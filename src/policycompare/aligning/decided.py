"""Scored pairs together with what people decided of them, which stands whatever the model says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.scored import SHOWN_AT_MOST, Scored, score
from policycompare.deciding.reanchor import AnchoredDecisions, reanchor

if TYPE_CHECKING:
    from typing import Self

    import pandas as pd
    from numpy.typing import NDArray

    from policycompare.deciding.decisions import Decision, Decisions

    Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Decided(Scored):
    """Scored pairs with the decisions of people.

    Attributes
    ----------
    people
        What they decided, carried over to these documents.
    """

    people: AnchoredDecisions

    @cached_property
    def human(self) -> NDArray[np.int8]:
        """What people decided of the pairs: 1 a link, -1 none, 0 nothing; shape (pairs,).

        Who confirmed that a provision has no counterpart denied all its pairs of which nothing else was decided.
        """
        out = np.zeros(len(self.pairs), dtype=np.int8)
        for side, alone in ((self.pairs.columns, self.people.gaps), (self.pairs.rows, self.people.additions)):
            denied = [k for k, decision in alone.items() if decision.verdict == "confirmed"]
            out[np.isin(side, denied)] = -1
        for (row, column), decision in self.people.pairs.items():
            k = self.pairs.at(row, column)
            if k is not None:
                out[k] = 1 if decision.links else -1 if decision.verdict == "rejected" else out[k]
        return out

    @cached_property
    def shown(self) -> Values:
        """Probability of a link for each of `pairs`, 0 to 0.99; what a person decided is 0.99 or 0."""
        return np.where(self.human > 0, SHOWN_AT_MOST, np.where(self.human < 0, 0.0, self.told))

    @property
    def decisions(self) -> pd.DataFrame:
        """What people decided and what became of it, see `policycompare.deciding.reanchor.AnchoredDecisions.frame`."""
        return self.people.frame

    def with_decisions(self, decisions: Decisions) -> Self:
        """Return the same with other decisions; scores anew only when one is on a pair that was not compared."""
        people = reanchor(decisions, self.child, self.parent)
        if all(self.pairs.at(*pair) is not None for pair in people.pairs):
            return replace(self, people=people)
        return replace(self, **vars(score(self.child, self.parent, self.model, tuple(people.pairs))), people=people)

    def _decision(self, row: int, column: int) -> Decision | None:
        """Return the decision that makes a pair a link, or ``None``."""
        found = self.people.pairs.get((row, column))
        return found if found and found.links else None
