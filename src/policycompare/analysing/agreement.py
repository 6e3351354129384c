"""`agreement`: how far aligner, second reader and people agree on pairs of provisions, for a methods section."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.aligning.alignment import Alignment
from policycompare.arguments import takes
from policycompare.errors import AlignmentError
from policycompare.frames import noticed
from policycompare.vocabulary import JUDGES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Judgements = NDArray[np.int8]

COLUMNS = ("first", "second", "pairs", "both", "only_first", "only_second", "kappa", "f1")


@takes(AlignmentError, alignment=Alignment)
def agreement(alignment: Alignment) -> pd.DataFrame:
    """Say how far two of the aligner, the second reader and people agree, on the pairs that both judged.

    The aligner's word is that of the model and the rule alone, the reader's that of its answers, and people's that of
    their decisions; none has the others' in it.

    Parameters
    ----------
    alignment
        An alignment with decisions of people, with readings, or with both.

    Returns
    -------
    pandas.DataFrame
        One row for each two that judged the same pairs: ``first``, ``second`` (keys of
        `policycompare.vocabulary.JUDGES`), ``pairs`` (that both judged), ``both`` (links of both), ``only_first``,
        ``only_second`` (links of one alone), ``kappa`` (Cohen, 1960; NaN where both say the same of every pair) and
        ``f1`` (of one's links against the other's; NaN where neither has any).

    Examples
    --------
    >>> from policycompare.aligning.align import align
    >>> agreement(align("chongming", "shanghai"))["pairs"].tolist()
    []
    """
    judgements = {
        "aligner": _of_aligner(alignment),
        "assessor": _of_reader(alignment),
        "human": alignment.verdicts,
    }
    rows = []
    for first, second in combinations(JUDGES.keys, 2):
        one, other = judgements[first], judgements[second]
        judged = (one != 0) & (other != 0)
        if judged.any():
            figures = _figures(one[judged] > 0, other[judged] > 0)
            rows.append({"first": first, "second": second} | figures)
    return noticed(pd.DataFrame(rows, columns=list(COLUMNS)), alignment.notices)


def _of_aligner(alignment: Alignment) -> Judgements:
    """Return what the aligner alone says of each candidate pair: 1 a link, -1 none."""
    return np.where(alignment.scores.probability >= alignment.threshold, 1, -1).astype(np.int8)


def _of_reader(alignment: Alignment) -> Judgements:
    """Return what the second reader said of each candidate pair: 1 a link, -1 none, 0 where it was not asked."""
    judged = np.zeros(len(alignment.scores.pairs), dtype=np.int8)
    for pair, reading in alignment.readings.pairs.items():
        k = alignment.scores.pairs.at(*pair)
        if k is not None:
            judged[k] = 1 if reading.is_link else -1
    return judged


def _figures(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> dict[str, float]:
    both, only_one, only_other = int((one & other).sum()), int((one & ~other).sum()), int((~one & other).sum())
    links = 2 * both + only_one + only_other
    return {
        "pairs": len(one),
        "both": both,
        "only_first": only_one,
        "only_second": only_other,
        "kappa": cohens_kappa(one, other),
        "f1": 2 * both / links if links else math.nan,
    }


def cohens_kappa(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return the kappa of two judges on the same items (Cohen, 1960); NaN where both say the same of every item.

    Examples
    --------
    >>> cohens_kappa(np.array([True, True, False, False]), np.array([True, False, False, False]))
    0.5
    """
    same = float(np.mean(one == other))
    chance = float(one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean()))
    return (same - chance) / (1 - chance) if chance < 1 else math.nan
