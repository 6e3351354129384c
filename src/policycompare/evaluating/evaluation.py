"""Accuracy, calibration and relations of the aligner against gold, beside the methods that people use today.

Ours is measured twice: ``cross-validated`` fits the weights on the other folds of the pair and on the other pairs,
``leave-one-pair-out`` on the other pairs alone, which is what an unseen document meets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.aligning.model import THRESHOLD
from policycompare.documents import notices
from policycompare.evaluating.baselines import BASELINES, prepared_texts
from policycompare.evaluating.fitting import (
    FOLDS,
    Training,
    cross_validated,
    folds,
    left_out,
    relations_cross_validated,
    relations_left_out,
)
from policycompare.evaluating.gold import Gold, GoldPair, read_gold
from policycompare.evaluating.metrics import KINDS, count, link_metrics, precision_recall, recall_by_kind
from policycompare.frames import noticed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from policycompare.aligning.alignment import Alignment
    from policycompare.language.term_weights import Matrix

    Mask = NDArray[np.bool_]

OURS = ("cross-validated", "leave-one-pair-out")
SHOWN_FROM = 0.05
"""Calibration is over pairs of at least this probability: nearly all others are trivially no link."""
_GRID = np.round(np.arange(0.02, 0.995, 0.01), 2)


def evaluate(aligned: Alignment, gold: pd.DataFrame | str | Path | Gold) -> pd.DataFrame:
    """Measure an alignment against gold.

    Parameters
    ----------
    aligned
        The alignment.
    gold
        A `Gold`, or what `read_gold` takes.

    Returns
    -------
    pandas.DataFrame
        Rows ``links``, ``additions``, ``gaps``; columns ``precision``, ``recall``, ``f1`` (0 to 1; 0 where
        nothing is found or nothing is there) and the counts ``right``, ``wrong``, ``missed``.

    Raises
    ------
    AlignmentError
        The gold does not fit the documents.

    Examples
    --------
    >>> from policycompare.aligning.align import align
    >>> al = align("chongming", "shanghai")
    >>> gold = pd.DataFrame({"child": ["1"], "parent": ["2"], "relation": ["elaborates"]})
    >>> int(evaluate(al, gold).loc["links", "missed"])
    0
    """
    if not isinstance(gold, Gold):
        gold = read_gold(gold, aligned.child, aligned.parent)
    linked = aligned.scores.pairs.spread(aligned.is_link, fill=0) > 0
    return noticed(link_metrics(linked, gold), aligned.notices)


class Evaluation:
    """Our predictions on gold that the model has not seen, made once and looked at from several sides.

    Parameters
    ----------
    pairs
        The gold; at least two pairs for leave-one-pair-out.
    progress
        Called with the name of each step.
    """

    def __init__(self, pairs: Sequence[GoldPair], progress: Callable[[str], object] = lambda _: None) -> None:
        self.pairs = tuple(pairs)
        self.notices = list(notices(*(d for pair in pairs for d in (pair.child, pair.parent))))
        self._progress = progress
        self._ways = OURS if len(pairs) > 1 else OURS[:1]
        self._training = []
        for pair in pairs:
            progress(f"{pair.name}: policycompare")
            self._training.append(Training.of(pair))
        predict = dict(zip(OURS, (cross_validated, left_out), strict=True))
        self.probabilities: dict[str, list[Matrix]] = {way: [] for way in self._ways}
        for k, pair in enumerate(pairs):
            for way in self._ways:
                progress(f"{pair.name}: policycompare, {way}")
                self.probabilities[way].append(predict[way](self._training, k))

    def methods(self, baselines: Iterable[str] = tuple(BASELINES)) -> pd.DataFrame:
        """Measure our aligner and the baselines.

        Folds are by child provision. A baseline's threshold is chosen on the other folds of the same pair; ours is
        a probability of one half everywhere.

        Parameters
        ----------
        baselines
            Names of `BASELINES`.

        Returns
        -------
        pandas.DataFrame
            Columns ``pair``, ``method``, ``decision`` (best match, all above; `OURS`), ``links_f1``,
            ``links_precision``, ``links_recall``, ``additions_f1``, ``gaps_f1``, ``gaps_precision``, ``gaps_recall``.
        """
        wanted = [("links", "f1"), ("links", "precision"), ("links", "recall"), ("additions", "f1"), ("gaps", "f1"),
                  ("gaps", "precision"), ("gaps", "recall")]  # fmt: skip
        rows = [(*row[:3], *(row[3].loc[kind, figure] for kind, figure in wanted)) for row in self._measured(baselines)]
        columns = ["pair", "method", "decision", *(f"{kind}_{figure}" for kind, figure in wanted)]
        return self._frame(pd.DataFrame(rows, columns=columns))

    def _measured(self, baselines: Iterable[str]) -> Iterator[tuple[str, str, str, pd.DataFrame]]:
        for pair in self.pairs:
            child, parent = (prepared_texts([p.text for p in d.provisions]) for d in (pair.child, pair.parent))
            for name in baselines:
                self._progress(f"{pair.name}: {name}")
                scores = BASELINES[name](child, parent)
                for decision in ("best match", "all above"):
                    yield pair.name, name, decision, cross_validated_baseline(scores, pair.gold, decision)
        for way in self._ways:
            for pair, linked in zip(self.pairs, self._linked(way), strict=True):
                yield pair.name, "policycompare", way, link_metrics(linked, pair.gold)

    def _linked(self, way: str) -> list[Mask]:
        return [probabilities >= THRESHOLD for probabilities in self.probabilities[way]]

    def kinds(self) -> pd.DataFrame:
        """Return our recall by kind of link, pooled over pairs.

        Returns
        -------
        pandas.DataFrame
            One row a kind: ``kind``, ``there``, and for each of `OURS` the recall, 0 to 1.
        """
        columns: dict[str, pd.Series] = {}
        for way in self._ways:
            parts = [recall_by_kind(linked, pair) for linked, pair in zip(self._linked(way), self.pairs, strict=True)]
            total = pd.concat(parts).groupby("kind").sum().reindex(KINDS).dropna()
            columns |= {"there": total["there"].astype(int), way: total["found"] / total["there"]}
        return self._frame(pd.DataFrame(columns).reset_index())

    def calibration(self, bins: int = 10) -> pd.DataFrame:
        """Compare probabilities with how often they are right, cross-validated and pooled over pairs.

        Returns
        -------
        pandas.DataFrame
            One row a bin: ``from``, ``to``, ``pairs``, ``probability`` (mean), ``right`` (share that are links).
            ``attrs["ece"]`` is the expected calibration error (Naeini et al., 2015) over the pairs of provisions
            of at least `SHOWN_FROM`.
        """
        values, truth = [], []
        for probabilities, pair in zip(self.probabilities[OURS[0]], self.pairs, strict=True):
            keep = ~pair.gold.neutral & (probabilities >= SHOWN_FROM)
            values.append(probabilities[keep])
            truth.append(pair.gold.linked[keep])
        probability, right = np.concatenate(values), np.concatenate(truth)
        where = np.minimum((probability * bins).astype(int), bins - 1)
        rows = []
        for b in np.unique(where).tolist():
            some = where == b
            rows.append((b / bins, (b + 1) / bins, int(some.sum()), probability[some].mean(), right[some].mean()))
        frame = pd.DataFrame(rows, columns=["from", "to", "pairs", "probability", "right"])
        error = (frame["pairs"] * (frame["probability"] - frame["right"]).abs()).sum() / max(frame["pairs"].sum(), 1)
        frame.attrs["ece"] = float(error)
        return self._frame(frame)

    def relations(self) -> pd.DataFrame:
        """Compare the relations we name with those the readers named, on all their links, cross-validated.

        The readers of laws name no ``rephrased`` (their guideline calls it equivalent), so ours counts as
        equivalent there.

        Returns
        -------
        pandas.DataFrame
            One row a relation of the gold, one column a relation of ours: counts. ``attrs["right"]`` is the share
            named right for each of `OURS`.
        """
        table: dict[tuple[str, str], int] = {}
        right = {}
        for way, name in zip(self._ways, (relations_cross_validated, relations_left_out), strict=False):
            hits = total = 0
            for k, this in enumerate(self._training):
                known = set(this.named)
                for truth, named in zip(this.named, name(self._training, k), strict=True):
                    ours = "equivalent" if named == "rephrased" and "rephrased" not in known else named
                    hits, total = hits + (truth == ours), total + 1
                    if way == OURS[0]:
                        table[truth, ours] = table.get((truth, ours), 0) + 1
            right[way] = hits / max(total, 1)
        named_by_gold, named_by_us = {gold for gold, _ in table}, {ours for _, ours in table}
        rows = [kind for kind in KINDS if kind in named_by_gold]
        columns = [kind for kind in KINDS if kind in named_by_us]
        counts = []
        for row in rows:
            counts.append([table.get((row, column), 0) for column in columns])
        frame = pd.DataFrame(counts, index=pd.Index(rows, name="gold"), columns=pd.Index(columns, name="ours"))
        frame.attrs["right"] = right
        return self._frame(frame)

    def _frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        return noticed(frame, self.notices)


def _decide_baseline(scores: Matrix, threshold: float, decision: str) -> Mask:
    linked = scores >= threshold
    if decision == "best match":
        linked &= np.arange(scores.shape[1])[None, :] == scores.argmax(axis=1)[:, None]
    return np.asarray(linked)


def _threshold_of_best_f1(decided: Callable[[float], Mask], gold: Gold, rows: Mask) -> float:
    """Return the threshold of the grid with the best F1 on the given children, the middle one of equals."""
    scores = []
    for threshold in _GRID:
        linked = decided(float(threshold))[rows]
        scores.append(precision_recall(*count(linked, gold.linked[rows], gold.neutral[rows]))[2])
    best = np.flatnonzero(np.array(scores) >= max(scores) - 1e-12)
    return float(_GRID[best[len(best) // 2]])


def cross_validated_baseline(scores: Matrix, gold: Gold, decision: str) -> pd.DataFrame:
    """Measure a matrix of scores, the threshold of each fold of children chosen on the other folds.

    Parameters
    ----------
    scores
        Shape (children, parents), 0 to 1.
    gold
        What readers found.
    decision
        ``"best match"`` or ``"all above"``.
    """
    fold = folds(len(scores))
    linked = np.zeros(scores.shape, dtype=bool)
    for k in range(FOLDS):
        threshold = _threshold_of_best_f1(lambda t: _decide_baseline(scores, t, decision), gold, fold != k)
        linked[fold == k] = _decide_baseline(scores, threshold, decision)[fold == k]
    return link_metrics(linked, gold)
