"""Counting right, wrong and missed against gold: precision, recall and F1, and recall by kind of link.

A gold link that its reader marked ``unsure`` counts neither way, and so do additions and gaps that rest on one.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.aligning.relations import shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from policycompare.documents import Document
    from policycompare.evaluating.gold import Gold, GoldPair

    Mask = NDArray[np.bool_]

KINDS = ("equivalent", "rephrased", "elaborates", "partial", "split", "merge", "many", "moved", "addition", "gap")
"""Kinds whose recall is given: relation, shape (see `shape_of`), moved to another chapter, and no link at all."""


def link_metrics(linked: Mask, gold: Gold) -> pd.DataFrame:
    """Precision, recall and F1 of links given as a matrix.

    Returns
    -------
    pandas.DataFrame
        Rows ``links``, ``additions``, ``gaps``; columns ``precision``, ``recall``, ``f1`` (0 to 1; 0 where
        nothing is found or nothing is there) and the counts ``right``, ``wrong``, ``missed``. Where not all children
        were read no parent is known to be a gap: then the figures of gaps are NaN and their counts 0.
    """
    rows = {"links": count(linked, gold.linked, gold.neutral)}
    for name, axis in (("additions", 1), ("gaps", 0)):
        unlinked, truly = (~np.asarray(side.any(axis=axis)) for side in (linked, gold.linked))
        rows[name] = count(unlinked, truly, np.asarray(gold.neutral.any(axis=axis)) & truly)
    figures = {name: (*precision_recall(*counts), *counts) for name, counts in rows.items()}
    if not gold.is_complete:
        figures["gaps"] = (math.nan, math.nan, math.nan, 0, 0, 0)
    return pd.DataFrame.from_dict(
        figures, orient="index", columns=["precision", "recall", "f1", "right", "wrong", "missed"]
    )


def metrics_of_readers(linked: Mask, pair: GoldPair) -> pd.DataFrame:
    """Return `link_metrics` against each reader of a pair, the mean over them."""
    frames = [link_metrics(linked, gold) for gold in pair.every_reading]
    return mean_of(frames)


def mean_of(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the mean of like frames, cell by cell; one frame as it is."""
    return frames[0] if len(frames) == 1 else sum(frames[1:], start=frames[0]) / len(frames)


def links_f1(linked: Mask, pair: GoldPair) -> float:
    """Return F1 of links, the mean over the readers of the pair."""
    scores = [precision_recall(*count(linked, gold.linked, gold.neutral))[2] for gold in pair.every_reading]
    return sum(scores) / len(scores)


def reader_agreement(first: Gold, second: Gold) -> float:
    """Return how far two readers agree on links, as F1, without the links that either is unsure of.

    Source: F1 between annotators equals positive specific agreement (Hripcsak and Rothschild, 2005).
    """
    one, other = first.linked & ~second.neutral, second.linked & ~first.neutral
    either = int(one.sum() + other.sum())
    return 2 * int((one & other).sum()) / either if either else 1.0


def count(found: Mask, true: Mask, neutral: Mask) -> tuple[int, int, int]:
    """Return how many are right, wrong and missed."""
    return (
        int((found & true & ~neutral).sum()),
        int((found & ~true & ~neutral).sum()),
        int((~found & true & ~neutral).sum()),
    )


def precision_recall(right: int, wrong: int, missed: int) -> tuple[float, float, float]:
    """Return precision, recall and F1, each 0 where it has nothing to count.

    Examples
    --------
    >>> precision_recall(3, 1, 1)
    (0.75, 0.75, 0.75)
    """
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    return precision, recall, 2 * right / (2 * right + wrong + missed) if right else 0.0


def recall_by_kind(linked: Mask, pair: GoldPair) -> pd.DataFrame:
    """Count how many of each kind of gold link are found, and of additions and gaps.

    Returns
    -------
    pandas.DataFrame
        One row for each of `KINDS` that the gold has: ``kind``, ``there`` (int), ``found`` (int). A link counts
        under its relation, under its shape, and as moved when its chapters are not those that most links between
        them join. Unsure links are left out.
    """
    gold = pair.gold
    there: Counter[str] = Counter()
    found: Counter[str] = Counter()
    rows, columns = np.nonzero(gold.linked)
    home = _homes(pair.child, pair.parent, gold)
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        child, parent = pair.child.provisions[i], pair.parent.provisions[j]
        shape = shape_of(int(gold.linked[i].sum()), int(gold.linked[:, j].sum()))
        kinds = {gold.relations[child.label, parent.label], shape}
        if home and home.get(child.chapter) != parent.chapter:
            kinds.add("moved")
        there.update(kinds)
        if linked[i, j]:
            found.update(kinds)
    for kind, axis in (("addition", 1), ("gap", 0)):
        truly = ~(gold.linked | gold.neutral).any(axis=axis)
        there[kind], found[kind] = int(truly.sum()), int((truly & ~linked.any(axis=axis)).sum())
    known = [kind for kind in KINDS if there[kind]]
    return pd.DataFrame([(k, there[k], found[k]) for k in known], columns=["kind", "there", "found"])


def _homes(child: Document, parent: Document, gold: Gold) -> dict[str, str]:
    """Return for each chapter of the child the parent's chapter that most links join it with."""
    votes: dict[str, Counter[str]] = {}
    for i, j in zip(*(side.tolist() for side in np.nonzero(gold.linked)), strict=True):
        votes.setdefault(child.provisions[i].chapter, Counter())[parent.provisions[j].chapter] += 1
    if len({p.chapter for p in parent.provisions}) < 2:
        return {}
    return {chapter: max(sorted(counts), key=counts.__getitem__) for chapter, counts in votes.items()}
