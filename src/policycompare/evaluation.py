"""How good an alignment is: precision, recall and F1 against gold made by reading, calibration, and the baselines.

A gold link that its reader marked ``unsure`` counts neither way, and so do additions and gaps that rest on one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.alignment import model as _model
from policycompare.alignment.candidates import candidates
from policycompare.alignment.decode import decide
from policycompare.alignment.features import FEATURES, features, prepare
from policycompare.baselines import BASELINES, prepared_texts
from policycompare.documents import notices
from policycompare.gold import Gold, GoldPair, read_gold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from policycompare.aligned import Alignment
    from policycompare.similarity import Matrix

    Mask = NDArray[np.bool_]

FOLDS = 5
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
    >>> from policycompare.aligned import align
    >>> al = align("chongming", "shanghai")
    >>> gold = pd.DataFrame({"child": ["1"], "parent": ["2"], "relation": ["elaborates"]})
    >>> int(evaluate(al, gold).loc["links", "missed"])
    0
    """
    if not isinstance(gold, Gold):
        gold = read_gold(gold, aligned.child, aligned.parent)
    frame = measures(aligned.probabilities.to_numpy() >= aligned.threshold, gold)
    frame.attrs["notices"] = list(aligned.notices)
    return frame


def measures(linked: Mask, gold: Gold) -> pd.DataFrame:
    """Return the frame of `evaluate` for links given as a matrix."""
    rows = {"links": _count(linked, gold.linked, gold.neutral)}
    for name, axis in (("additions", 1), ("gaps", 0)):
        unlinked, truly = (~np.asarray(side.any(axis=axis)) for side in (linked, gold.linked))
        rows[name] = _count(unlinked, truly, np.asarray(gold.neutral.any(axis=axis)) & truly)
    return pd.DataFrame.from_dict(
        {name: (*_precision_recall(*counts), *counts) for name, counts in rows.items()},
        orient="index",
        columns=["precision", "recall", "f1", "right", "wrong", "missed"],
    )


def _count(found: Mask, true: Mask, neutral: Mask) -> tuple[int, int, int]:
    return (
        int((found & true & ~neutral).sum()),
        int((found & ~true & ~neutral).sum()),
        int((~found & true & ~neutral).sum()),
    )


def _precision_recall(right: int, wrong: int, missed: int) -> tuple[float, float, float]:
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    return precision, recall, 2 * right / (2 * right + wrong + missed) if right else 0.0


def compare_methods(
    pairs: Sequence[GoldPair],
    baselines: Iterable[str] = tuple(BASELINES),
    progress: Callable[[str], None] = lambda _: None,
) -> pd.DataFrame:
    """Measure our aligner and the baselines on gold, thresholds chosen by cross-validation.

    Folds are by child provision. A baseline's threshold is chosen on the other folds of the same pair. Ours is
    measured twice, at a probability of one half: ``cross-validated`` fits the weights on the other folds and the
    other pairs; ``leave-one-pair-out`` on the other pairs alone, which is what an unseen document meets.

    Parameters
    ----------
    pairs
        The gold; at least two pairs for leave-one-pair-out.
    baselines
        Names of `BASELINES`.
    progress
        Called with the name of each step.

    Returns
    -------
    pandas.DataFrame
        Columns ``pair``, ``method``, ``decision`` (best match, all above, model), ``links_f1``, ``links_precision``,
        ``links_recall``, ``additions_f1``, ``gaps_f1``, ``gaps_precision``, ``gaps_recall``.
    """
    rows = []
    for pair in pairs:
        child, parent = (prepared_texts([p.text for p in d.provisions]) for d in (pair.child, pair.parent))
        for name in baselines:
            progress(f"{pair.name}: {name}")
            scores = BASELINES[name](child, parent)
            rows += [
                (pair.name, name, decision, _cross_validate_baseline(scores, pair.gold, decision))
                for decision in ("best match", "all above")
            ]
    training = [Training.of(pair) for pair in pairs]
    for k, pair in enumerate(pairs):
        progress(f"{pair.name}: policycompare")
        ours = {"cross-validated": _cross_validate} | ({"leave-one-pair-out": _leave_out} if len(pairs) > 1 else {})
        for decision, predict in ours.items():
            linked = decide(predict(training, k), _model.THRESHOLD)
            rows.append((pair.name, "policycompare", decision, measures(linked, pair.gold)))
    wanted = [("links", "f1"), ("links", "precision"), ("links", "recall"), ("additions", "f1"), ("gaps", "f1"),
              ("gaps", "precision"), ("gaps", "recall")]  # fmt: skip
    frame = pd.DataFrame(
        [(*row[:3], *(row[3].loc[kind, figure] for kind, figure in wanted)) for row in rows],
        columns=["pair", "method", "decision", *(f"{kind}_{figure}" for kind, figure in wanted)],
    )
    frame.attrs["notices"] = list(notices(*(d for pair in pairs for d in (pair.child, pair.parent))))
    return frame


def _folds(children: int) -> NDArray[np.intp]:
    return np.arange(children) % FOLDS


def _decide_baseline(scores: Matrix, threshold: float, decision: str) -> Mask:
    linked = scores >= threshold
    if decision == "best match":
        linked &= np.arange(scores.shape[1])[None, :] == scores.argmax(axis=1)[:, None]
    return np.asarray(linked)


def _best_threshold(decided: Callable[[float], Mask], gold: Gold, rows: Mask) -> float:
    """Return the threshold of the grid with the best F1 on the given children, the middle one of equals."""
    scores = []
    for threshold in _GRID:
        linked = decided(float(threshold))[rows]
        scores.append(_precision_recall(*_count(linked, gold.linked[rows], gold.neutral[rows]))[2])
    best = np.flatnonzero(np.array(scores) >= max(scores) - 1e-12)
    return float(_GRID[best[len(best) // 2]])


def _cross_validate_baseline(scores: Matrix, gold: Gold, decision: str) -> pd.DataFrame:
    fold = _folds(len(scores))
    linked = np.zeros(scores.shape, dtype=bool)
    for k in range(FOLDS):
        threshold = _best_threshold(lambda t: _decide_baseline(scores, t, decision), gold, fold != k)
        linked[fold == k] = _decide_baseline(scores, threshold, decision)[fold == k]
    return measures(linked, gold)


@dataclass(frozen=True, eq=False)
class Training:
    """The pairs of provisions of one gold alignment as rows of features."""

    shape: tuple[int, int]
    rows: NDArray[np.float64]
    candidates: Mask
    gold: Gold

    @classmethod
    def of(cls, pair: GoldPair) -> Training:
        """Compute the features of a gold pair."""
        values = features(prepare(pair.child), prepare(pair.parent))
        return cls(pair.gold.linked.shape, _model.as_rows(values), candidates(values), pair.gold)

    def select(self, children: Mask) -> tuple[NDArray[np.float64], Mask]:
        """Return features and answers of the candidate pairs of the given children, without the unsure ones."""
        keep = (children[:, None] & self.candidates & ~self.gold.neutral).ravel()
        return self.rows[keep], self.gold.linked.ravel()[keep]

    def all(self) -> Mask:
        """Return the mask of all children."""
        return np.ones(self.shape[0], dtype=bool)


def _fit(parts: Sequence[tuple[NDArray[np.float64], Mask]]) -> tuple[NDArray[np.float64], float]:
    values = np.vstack([part[0] for part in parts])
    linked = np.concatenate([part[1] for part in parts])
    return _model.fit(values, linked)


def _predict(training: Training, fitted: tuple[NDArray[np.float64], float]) -> Matrix:
    probabilities = _model.probability(training.rows @ fitted[0] + fitted[1]).reshape(training.shape)
    return np.where(training.candidates, probabilities, 0.0)


def _cross_validate(training: Sequence[Training], k: int) -> Matrix:
    """Return the probabilities of pair `k`, each fold of children from the other folds and the other pairs."""
    this = training[k]
    fold = _folds(this.shape[0])
    others = [t.select(t.all()) for i, t in enumerate(training) if i != k]
    probabilities = np.zeros(this.shape)
    for f in range(FOLDS):
        probabilities[fold == f] = _predict(this, _fit([*others, this.select(fold != f)]))[fold == f]
    return probabilities


def _leave_out(training: Sequence[Training], k: int) -> Matrix:
    """Return the probabilities of pair `k` from the other pairs alone."""
    return _predict(training[k], _fit([t.select(t.all()) for i, t in enumerate(training) if i != k]))


def calibration(pairs: Sequence[GoldPair], bins: int = 10) -> pd.DataFrame:
    """Compare probabilities with how often they are right, cross-validated and pooled over pairs.

    Returns
    -------
    pandas.DataFrame
        One row a bin: ``from``, ``to``, ``pairs``, ``probability`` (mean), ``right`` (share that are links).
        ``attrs["ece"]`` is the expected calibration error (Naeini et al., 2015) over the pairs of provisions with
        a probability of at least 0.05: nearly all others are trivially no link.
    """
    training = [Training.of(pair) for pair in pairs]
    probabilities, linked = [], []
    for k, this in enumerate(training):
        keep = ~this.gold.neutral
        probabilities.append(_cross_validate(training, k)[keep])
        linked.append(this.gold.linked[keep])
    values, truth = np.concatenate(probabilities), np.concatenate(linked)
    shown = values >= 0.05
    values, truth = values[shown], truth[shown]
    where = np.minimum((values * bins).astype(int), bins - 1)
    rows = [
        (
            b / bins,
            (b + 1) / bins,
            int((where == b).sum()),
            float(values[where == b].mean()),
            float(truth[where == b].mean()),
        )
        for b in range(bins)
        if (where == b).any()
    ]
    frame = pd.DataFrame(rows, columns=["from", "to", "pairs", "probability", "right"])
    frame.attrs["ece"] = float(
        (frame["pairs"] * (frame["probability"] - frame["right"]).abs()).sum() / frame["pairs"].sum()
    )
    return frame


def fit_model(pairs: Sequence[GoldPair]) -> _model.Model:
    """Fit the model on gold; the same gold gives the same weights.

    Returns
    -------
    Model
        ``origin`` says on what it was fitted and the F1 of each pair when left out.
    """
    training = [Training.of(pair) for pair in pairs]
    weights, intercept = _fit([t.select(t.all()) for t in training])
    left_out = {
        pair.name: round(
            float(measures(decide(_leave_out(training, k), _model.THRESHOLD), pair.gold).loc["links", "f1"]),
            3,
        )
        for k, pair in enumerate(pairs)
        if len(pairs) > 1
    }
    origin = {
        "pairs": {
            pair.name: {"links": int(pair.gold.linked.sum()), "unsure": int(pair.gold.neutral.sum())} for pair in pairs
        },
        "documents": {d.id: d.sha256 for pair in pairs for d in (pair.child, pair.parent)},
        "leave_one_pair_out_f1": left_out,
        "ridge": _model.RIDGE,
    }
    return _model.Model(tuple(FEATURES), tuple(weights.tolist()), intercept, _model.THRESHOLD, origin)
