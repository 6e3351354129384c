"""Accuracy, calibration and relations of the aligner against gold, beside the methods that people use today.

Ours is measured on what it has not seen: ``left out by field`` fits the weights on pairs of other fields alone, which
is what an unseen document meets. Where all gold is of one field, ``cross-validated`` fits them on the other folds of
the pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.aligning.alignment import Alignment
from policycompare.aligning.model import THRESHOLD
from policycompare.documents import notices
from policycompare.errors import AlignmentError
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
from policycompare.evaluating.metrics import (
    KINDS,
    link_metrics,
    mean_of,
    metrics_of_readers,
    reader_agreement,
    recall_by_kind,
)
from policycompare.frames import noticed
from policycompare.messages import message
from policycompare.validating.estimates import estimates
from policycompare.validating.sampling import Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from policycompare.language.term_weights import Matrix

    Mask = NDArray[np.bool_]

CROSS_VALIDATED, LEFT_OUT = "cross-validated", "left out by field"
"""Ways of measuring ours: within one pair, and over pairs of several fields."""
BINS = 10
"""Bins of probability of which is asked how often they are right."""
ALL = "all"
"""Column of the mean over the pairs of all groups."""
SHOWN_FROM = 0.05
"""Calibration is over pairs of at least this probability: nearly all others are trivially no link."""
_GRID = np.round(np.arange(0.02, 0.995, 0.01), 2)


def evaluate(
    aligned: Alignment | Sample,
    gold: pd.DataFrame | str | Path | Gold | Sequence[pd.DataFrame | str | Path] = (),
    children: Collection[str | int] | None = None,
) -> pd.DataFrame:
    """Measure an alignment against gold, or a collection by a sample that people coded.

    Parameters
    ----------
    aligned
        The alignment; or a sample of a collection (`Cascade.sample`), whose figures are those of
        `policycompare.validating.estimates.estimates`.
    gold
        A `Gold`, or what `read_gold` takes. For a sample: what one coder said (see
        `policycompare.validating.coding.read_coding`), or a list with one for each coder; nothing where it is coded
        already.
    children
        Labels of the child's provisions that were read, where the gold does not cover all of them. The others count
        neither way.

    Returns
    -------
    pandas.DataFrame
        Rows ``links``, ``additions``, ``gaps``; columns ``precision``, ``recall``, ``f1`` (0 to 1; 0 where
        nothing is found or nothing is there) and the counts ``right``, ``wrong``, ``missed``. With `children` that are
        not all, no provision of the parent is known to be a gap: the row ``gaps`` has NaN and the counts 0.

    Raises
    ------
    AlignmentError
        The gold does not fit the documents, or says something that is not understood.
    TypeError
        `children` is given beside a `Gold`, which knows itself what was read.

    Examples
    --------
    >>> from policycompare.aligning.align import align
    >>> al = align("chongming", "shanghai")
    >>> gold = pd.DataFrame({"child": ["1"], "parent": ["2"], "relation": ["elaborates"]})
    >>> int(evaluate(al, gold).loc["links", "missed"])
    0
    """
    if not isinstance(aligned, Alignment | Sample):
        raise AlignmentError(
            message("{given} is neither an alignment nor a sample; give one", given=repr(aligned)[:80])
        )
    if isinstance(aligned, Sample):
        return estimates(_coded(aligned, gold))
    if not isinstance(gold, (Gold, str, pd.DataFrame, Path)):
        raise AlignmentError(message("gold: give one file or frame; several are for the coders of a sample"))
    if not isinstance(gold, Gold):
        gold = read_gold(gold, aligned.child, aligned.parent, children)
    elif children is not None:
        raise TypeError("children is for gold that is read here; give it to read_gold")
    linked = aligned.scores.pairs.spread(aligned.is_link, fill=0) > 0
    return noticed(link_metrics(linked, gold), aligned.notices)


def _coded(sample: Sample, said: pd.DataFrame | str | Path | Gold | Sequence[pd.DataFrame | str | Path]) -> Sample:
    """Return a sample with what its coders said."""
    if isinstance(said, Gold):
        raise AlignmentError(message("gold is of two documents; give what people said of the sample's items"))
    if isinstance(said, (str, Path, pd.DataFrame)):
        return sample.coded(said)
    return sample.coded(*said) if said else sample


class Evaluation:
    """Our predictions on gold that the model has not seen, made once and looked at from several sides.

    Where a pair has several readers, F1 is the mean over them, and kinds, calibration and relations are those of the
    links that they agree on.

    Parameters
    ----------
    pairs
        The gold. Of pairs of several fields, those of one field are left out together; a pair whose field is not known
        is a field of its own.
    progress
        Called with the name of each step.

    Attributes
    ----------
    way
        How ours is measured: `LEFT_OUT`, or `CROSS_VALIDATED` where all pairs are of one field.
    probabilities
        Our probabilities of each pair, shape (children, parents).
    """

    def __init__(self, pairs: Sequence[GoldPair], progress: Callable[[str], object] = lambda _: None) -> None:
        self.pairs = tuple(pairs)
        self.notices = list(notices(*(d for pair in pairs for d in (pair.child, pair.parent, *pair.beside))))
        self._progress = progress
        self._training = []
        for position, pair in enumerate(pairs, start=1):
            progress(f"{position}/{len(pairs)} {pair.name}: policycompare")
            self._training.append(Training.of(pair))
        self.way = LEFT_OUT if len({t.field for t in self._training}) > 1 else CROSS_VALIDATED
        if self.way == LEFT_OUT:
            self.probabilities = left_out(
                self._training, lambda f, of: progress(f"policycompare, {LEFT_OUT}: {f}/{of}")
            )
        else:
            self.probabilities = [cross_validated(t) for t in self._training]

    def methods(self, baselines: Iterable[str] = tuple(BASELINES)) -> pd.DataFrame:
        """Measure our aligner and the baselines.

        A baseline's threshold is chosen on the other folds of the children of the same pair; ours is a probability of
        one half everywhere.

        Parameters
        ----------
        baselines
            Names of `BASELINES`.

        Returns
        -------
        pandas.DataFrame
            Columns ``pair``, ``group``, ``field``, ``method``, ``decision`` (best match, all above; `way` for ours),
            ``links_f1``, ``links_precision``, ``links_recall``, ``additions_f1``, ``additions_precision``,
            ``additions_recall``, ``gaps_f1``, ``gaps_precision``, ``gaps_recall``.
        """
        rows = []
        for measured in self._measured(baselines):
            rows.append(measured.cells())
        return self._frame(pd.DataFrame(rows, columns=_Measured.columns()))

    def _measured(self, baselines: Iterable[str]) -> Iterator[_Measured]:
        for position, pair in enumerate(self.pairs, start=1):
            child, parent = (prepared_texts([p.text for p in d.provisions]) for d in (pair.child, pair.parent))
            for name in baselines:
                self._progress(f"{position}/{len(self.pairs)} {pair.name}: {name}")
                scores = BASELINES[name](child, parent)
                for decision in ("best match", "all above"):
                    frames = [cross_validated_baseline(scores, gold, decision) for gold in pair.every_reading]
                    yield _Measured(pair, name, decision, mean_of(frames))
        for pair, linked in zip(self.pairs, self._linked(), strict=True):
            yield _Measured(pair, "policycompare", self.way, metrics_of_readers(linked, pair))

    def _linked(self) -> list[Mask]:
        return [probabilities >= THRESHOLD for probabilities in self.probabilities]

    def means(self, methods: pd.DataFrame) -> pd.DataFrame:
        """Return the mean F1 of links by method over the pairs of each group, which is the table of how good it is.

        Parameters
        ----------
        methods
            What `methods` returned.

        Returns
        -------
        pandas.DataFrame
            One row a method and decision, the best last: ``method``, ``decision``, one column a group where the pairs
            have groups, and ``all``.
        """
        by = ["method", "decision"]
        groups = list(dict.fromkeys(pair.group for pair in self.pairs if pair.group))
        columns: dict[str, pd.Series] = {}
        for group in groups:
            columns[group] = methods[methods["group"] == group].groupby(by, sort=False)["links_f1"].mean()
        columns[ALL] = methods.groupby(by, sort=False)["links_f1"].mean()
        frame = pd.DataFrame(columns).sort_values(ALL, kind="stable").reset_index(names=by)
        return self._frame(frame)

    def agreement(self) -> pd.DataFrame:
        """Return how far the readers of a pair agree with each other, for the pairs that have several.

        Returns
        -------
        pandas.DataFrame
            Columns ``pair``, ``readers`` (int), ``f1`` (mean over two readers each, without links that either is unsure
            of), ``ours`` (F1 of our links, mean over the readers).
        """
        rows = []
        for pair, linked in zip(self.pairs, self._linked(), strict=True):
            scores = [reader_agreement(*two) for two in combinations(pair.readings, 2)]
            if scores:
                ours = metrics_of_readers(linked, pair).loc["links", "f1"]
                rows.append((pair.name, len(pair.readings), sum(scores) / len(scores), ours))
        return self._frame(pd.DataFrame(rows, columns=["pair", "readers", "f1", "ours"]))

    def kinds(self) -> pd.DataFrame:
        """Return our recall by kind of link, pooled over pairs.

        Returns
        -------
        pandas.DataFrame
            One row a kind: ``kind``, ``there``, and named after `way` the recall, 0 to 1.
        """
        parts = [recall_by_kind(linked, pair) for linked, pair in zip(self._linked(), self.pairs, strict=True)]
        total = pd.concat(parts).groupby("kind").sum().reindex(KINDS).dropna()
        columns = {"there": total["there"].astype(int), self.way: total["found"] / total["there"]}
        return self._frame(pd.DataFrame(columns).reset_index())

    def calibration(self) -> pd.DataFrame:
        """Compare probabilities with how often they are right, pooled over pairs that the model has not seen.

        Returns
        -------
        pandas.DataFrame
            One row for each of `BINS` bins that has any: ``from``, ``to``, ``pairs``, ``probability`` (mean), ``right``
            (share that are links). ``attrs["ece"]`` is the expected calibration error (Naeini et al., 2015) over the
            pairs of provisions of at least `SHOWN_FROM`.
        """
        values, truth = [], []
        for probabilities, pair in zip(self.probabilities, self.pairs, strict=True):
            keep = ~pair.gold.neutral & (probabilities >= SHOWN_FROM)
            values.append(probabilities[keep])
            truth.append(pair.gold.linked[keep])
        probability, right = np.concatenate(values), np.concatenate(truth)
        bin_of = np.minimum((probability * BINS).astype(int), BINS - 1)
        rows = []
        for number in np.unique(bin_of).tolist():
            some = bin_of == number
            start, end = number / BINS, (number + 1) / BINS
            rows.append((start, end, int(some.sum()), probability[some].mean(), right[some].mean()))
        frame = pd.DataFrame(rows, columns=["from", "to", "pairs", "probability", "right"])
        error = (frame["pairs"] * (frame["probability"] - frame["right"]).abs()).sum() / max(frame["pairs"].sum(), 1)
        frame.attrs["ece"] = float(error)
        return self._frame(frame)

    def relations(self) -> pd.DataFrame:
        """Compare the relations we name with those the readers named, on all their links, unseen.

        The readers of laws name no ``rephrased`` (their guideline calls it equivalent), so ours counts as
        equivalent there.

        Returns
        -------
        pandas.DataFrame
            One row a relation of the gold, one column a relation of ours: counts. ``attrs["right"]`` is the share
            named right, by `way`.
        """
        if self.way == LEFT_OUT:
            everything = relations_left_out(self._training)
        else:
            everything = [relations_cross_validated(t) for t in self._training]
        table: dict[tuple[str, str], int] = {}
        for this, named_ours in zip(self._training, everything, strict=True):
            known = set(this.named)
            for truth, named in zip(this.named, named_ours, strict=True):
                ours = "equivalent" if named == "rephrased" and "rephrased" not in known else named
                table[truth, ours] = table.get((truth, ours), 0) + 1
        right = sum(number for (truth, ours), number in table.items() if truth == ours)
        named_by_gold, named_by_us = {gold for gold, _ in table}, {ours for _, ours in table}
        rows = [kind for kind in KINDS if kind in named_by_gold]
        columns = [kind for kind in KINDS if kind in named_by_us]
        counts = []
        for row in rows:
            counts.append([table.get((row, column), 0) for column in columns])
        frame = pd.DataFrame(counts, index=pd.Index(rows, name="gold"), columns=pd.Index(columns, name="ours"))
        frame.attrs["right"] = {self.way: right / max(sum(table.values()), 1)}
        return self._frame(frame)

    def _frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        return noticed(frame, self.notices)


@dataclass(frozen=True, slots=True)
class _Measured:
    """Figures of one method on one pair."""

    pair: GoldPair
    method: str
    decision: str
    figures: pd.DataFrame

    @staticmethod
    def columns() -> list[str]:
        named = [f"{kind}_{figure}" for kind in _KINDS for figure in _FIGURES]
        return ["pair", "group", "field", "method", "decision", *named]

    def cells(self) -> list[object]:
        figures = [self.figures.loc[kind, figure] for kind in _KINDS for figure in _FIGURES]
        return [self.pair.name, self.pair.group, self.pair.field, self.method, self.decision, *figures]


_KINDS, _FIGURES = ("links", "additions", "gaps"), ("f1", "precision", "recall")


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
    wanted = np.ones(scores.shape, dtype=bool)
    if decision == "best match":
        wanted = np.arange(scores.shape[1])[None, :] == scores.argmax(axis=1)[:, None]
    counts = _Counts.of(scores, gold, wanted, fold)
    linked = np.zeros(scores.shape, dtype=bool)
    for k in range(FOLDS):
        linked[fold == k] = (wanted & (scores >= counts.best_threshold(without=k)))[fold == k]
    return link_metrics(linked, gold)


@dataclass(frozen=True, eq=False, slots=True)
class _Counts:
    """Links that a score finds at each threshold of the grid, by fold.

    Attributes
    ----------
    right, found
        Shape (folds, thresholds): gold links at or above the threshold, and all pairs there that count.
    there
        Shape (folds,): gold links.
    """

    right: NDArray[np.intp]
    found: NDArray[np.intp]
    there: NDArray[np.intp]

    @classmethod
    def of(cls, scores: Matrix, gold: Gold, wanted: Mask, fold: NDArray[np.intp]) -> _Counts:
        reached = np.searchsorted(_GRID, scores, side="right")  # how many thresholds a score is at or above
        counted = wanted & ~gold.neutral
        right, found, there = [], [], []
        for k in range(FOLDS):
            rows = fold == k
            right.append(_at_or_above(reached[rows][(counted & gold.linked)[rows]]))
            found.append(_at_or_above(reached[rows][counted[rows]]))
            there.append(int((gold.linked & ~gold.neutral)[rows].sum()))
        return cls(np.array(right), np.array(found), np.array(there))

    def best_threshold(self, *, without: int) -> float:
        """Return the threshold with the best F1 on all folds but one, the middle one of equals."""
        rows = np.arange(FOLDS) != without
        right = self.right[rows].sum(axis=0)
        either = self.found[rows].sum(axis=0) + self.there[rows].sum()
        scores = 2 * right / np.maximum(either, 1)
        best = np.flatnonzero(scores >= scores.max() - 1e-12)
        return float(_GRID[best[len(best) // 2]])


def _at_or_above(reached: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each threshold how many scores are at or above it."""
    numbers = np.bincount(reached, minlength=len(_GRID) + 1)
    return np.asarray(numbers[::-1].cumsum()[::-1][1:])
