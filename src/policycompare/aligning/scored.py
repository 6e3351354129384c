"""Two documents with the probability of a link for every candidate pair: everything that no cut-off changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.aligning.compared_texts import Prepared, prepare
from policycompare.aligning.evidence import ClausePair, clause_pairs
from policycompare.aligning.explanation import contributions, in_words
from policycompare.aligning.features import features
from policycompare.aligning.model import Model, probability
from policycompare.documents import Document, notices
from policycompare.errors import AlignmentError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from policycompare.aligning.candidate_pairs import Pairs

    Values = NDArray[np.float64]

SHOWN_AT_MOST = 0.99
"""No probability is shown above this; the log-odds are kept."""
IDENTICAL_ODDS = 6.0
"""Log-odds, at least, of two provisions that are the same but for localisation."""


@dataclass(frozen=True, eq=False, repr=False)
class Scored:
    """Two documents with the probability of a link for every candidate pair of provisions.

    Attributes
    ----------
    child, parent
        The documents.
    pairs
        The candidates: the pairs that were compared. All others have probability 0.
    values
        Features of the pairs by name, each of shape (pairs,).
    log_odds
        Of a link, shape (pairs,).
    identical
        Which pairs are the same but for localisation, and so linked by rule, shape (pairs,).
    model
        What made log-odds of the features.
    """

    child: Document
    parent: Document
    pairs: Pairs
    values: dict[str, Values]
    log_odds: Values
    identical: NDArray[np.bool_]
    model: Model

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices that everything made from these documents carries."""
        return notices(self.child, self.parent)

    @cached_property
    def told(self) -> Values:
        """What the model says of each of `pairs`: the probability of a link, 0 to 0.99."""
        return np.minimum(probability(self.log_odds), SHOWN_AT_MOST)

    def told_of(self, row: int, column: int) -> float:
        """Return what the model says of the pair at these positions, child and parent: 0 where it is no candidate."""
        at = self.pairs.at(row, column)
        return 0.0 if at is None else float(self.told[at])

    @property
    def shown(self) -> Values:
        """The one number that every view shows of each of `pairs`, 0 to 0.99."""
        return self.told

    @property
    def probabilities(self) -> pd.DataFrame:
        """Probability of a link for all pairs: one row a child, one column a parent, by label; dense."""
        return pd.DataFrame(
            self.pairs.spread(self.shown), index=list(self.child.by_label), columns=list(self.parent.by_label)
        )

    def explain(self, child: str, parent: str) -> pd.DataFrame:
        """Say which features spoke for and against a link, in figures and in words.

        Returns
        -------
        pandas.DataFrame
            ``feature``, ``meaning``, ``value``, ``contribution`` (to the log-odds, relative to the mean of all
            candidates; positive speaks for the link), strongest first; empty for a pair that is no candidate.
            ``attrs["words"]`` says it in a sentence.

        Raises
        ------
        AlignmentError
            A label is not in its document.
        """
        k = self.pairs.at(self._position(self.child, child), self._position(self.parent, parent))
        if k is None:
            frame = self._frame([], ["feature", "meaning", "value", "contribution"])
            frame.attrs["words"] = "概率接近 0：两条都不在对方最接近的候选之内，未作比较。"
            return frame
        frame = self._with_notices(contributions(self.model, self.values, k))
        frame.attrs["words"] = in_words(frame, float(self.shown[k]), identical=bool(self.identical[k]))
        return frame

    def evidence(self, child: str, parent: str) -> tuple[ClausePair, ...]:
        """Return the clauses of two provisions that correspond, linked or not; raises as `explain` does."""
        at = (self._position(self.child, child), self._position(self.parent, parent))
        return clause_pairs(self.child, self.parent, [at])[0]

    def _best(self, side: NDArray[np.intp], position: int, other: NDArray[np.intp]) -> tuple[float, int]:
        """Return the probability of a provision's likeliest pair, and the position of the other provision."""
        some = np.flatnonzero(side == position)
        k = some[int(self.log_odds[some].argmax())]
        return float(self.shown[k]), int(other[k])

    def _position(self, document: Document, label: str) -> int:
        try:
            return list(document.by_label).index(str(label))
        except ValueError:
            raise AlignmentError(
                f"{document.id} 中没有第 {label} 条（no such provision; labels run from "
                f"{document.provisions[0].label} to {document.provisions[-1].label}）"
            ) from None

    def _frame(self, rows: Sequence[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
        return self._with_notices(pd.DataFrame(rows, columns=columns))

    def _with_notices(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame with the notices that it has to carry."""
        frame.attrs["notices"] = list(self.notices)
        return frame


def score(
    child: Document,
    parent: Document,
    model: Model,
    also: Collection[tuple[int, int]] = (),
    progress: Callable[[int], object] = lambda _: None,
) -> Scored:
    """Find the candidate pairs of two documents and the log-odds of each.

    Parameters
    ----------
    child, parent
        Documents with at least one provision each.
    model
        What makes log-odds of features.
    also
        Pairs that are compared besides, by the positions of child and parent.
    progress
        Called with the number of child provisions for which candidates were found, now and then.
    """
    ready = prepare(child), prepare(parent)
    pairs, values = features(*ready, tuple(also), progress)
    identical = _identical(*ready, pairs)
    log_odds = model.log_odds(values)
    log_odds = np.where(identical, np.maximum(log_odds, IDENTICAL_ODDS), log_odds)
    return Scored(child, parent, pairs, values, log_odds, identical, model)


def _identical(child: Prepared, parent: Prepared, pairs: Pairs) -> NDArray[np.bool_]:
    """Return which pairs are the same but for localisation: they are linked by rule."""
    number: dict[str, int] = {}
    left, right = (np.array([number.setdefault(text, len(number)) for text in side.texts]) for side in (child, parent))
    return np.asarray(left[pairs.rows] == right[pairs.columns])
