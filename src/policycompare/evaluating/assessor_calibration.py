"""What a language model's answers are worth, measured on pairs of documents whose links are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policycompare.assessing.calibration import CAUTIOUS, KINDS, Calibration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from policycompare.aligning.alignment import Alignment
    from policycompare.evaluating.gold import Gold

    Values = NDArray[np.float64]

PRIOR_LABELS = 4.0
"""Strength of the prior: `CAUTIOUS` counts as much as about so many labels of each kind of answer."""
_STEPS = 50
"""Steps of the fit."""


def fitted_calibrations(known: Iterable[tuple[str, Alignment, Gold]]) -> list[Calibration]:
    """Fit what the answers of each model and prompt are worth.

    Log-odds after an answer = weight times the aligner's + shift of the answer's kind, by logistic regression on all
    candidates that were offered and of which gold is sure, drawn towards `CAUTIOUS` so that few labels change little.
    The weight, between 0 and 1, takes out that aligner and reader err on the same pairs.

    Parameters
    ----------
    known
        Name, alignment with its readings, and gold of each pair.

    Returns
    -------
    list of Calibration
        One a model and prompt, in the order in which they are met.
    """
    rows: dict[tuple[str, str], list[tuple[float, int, bool]]] = {}
    names: dict[tuple[str, str], list[str]] = {}
    for name, aligned, gold in known:
        for (child, parent), reading in aligned.readings.pairs.items():
            k = aligned.scores.pairs.at(child, parent)
            if k is None or gold.neutral[child, parent] or aligned.scores.identical[k]:
                continue
            kind = KINDS.index(f"{'linked' if reading.is_link else 'none'} {reading.confidence}")
            who = reading.assessment.model, reading.assessment.prompt
            rows.setdefault(who, []).append((float(aligned.scores.log_odds[k]), kind, bool(gold.linked[child, parent])))
            if name not in names.setdefault(who, []):
                names[who].append(name)
    found = []
    for (model, prompt), labels in rows.items():
        weight, shifts = _fit(labels)
        found.append(Calibration(model, prompt, weight, shifts, len(labels), tuple(names[model, prompt])))
    return found


def _fit(labels: Sequence[tuple[float, int, bool]]) -> tuple[float, tuple[float, ...]]:
    """Return weight and shifts by Newton's method on the penalised likelihood."""
    design = np.zeros((len(labels), 1 + len(KINDS)))
    true = np.array([linked for _, _, linked in labels], dtype=float)
    for row, (log_odds, kind, _) in zip(design, labels, strict=True):
        row[0], row[1 + kind] = log_odds, 1.0
    prior = np.array([CAUTIOUS.weight, *CAUTIOUS.shifts])
    # A label at the cut-off weighs one quarter in the curvature, so that this is about `PRIOR_LABELS` of them.
    strength = np.full(len(prior), PRIOR_LABELS / 4)
    beta = prior.copy()
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        slope = design.T @ (true - chance) - strength * (beta - prior)
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + np.diag(strength)
        step = np.linalg.solve(curve, slope)
        beta = beta + step
        beta[0] = np.clip(beta[0], 0.0, 1.0)
        if np.abs(step).max() < 1e-9:
            break
    rounded = np.round(beta, 4)
    return float(rounded[0]), tuple(rounded[1:].tolist())
