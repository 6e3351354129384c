"""Explanation of a probability: which features speak for a link and which against, from a common start to the bar.

The contributions add up to the pair's log-odds less those of the threshold, so a sum of at least 0 is a link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.aligning.features import AGAINST, EVERY_FEATURE
from policycompare.vocabulary import METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from policycompare.aligning.model import Model

NAMED = 4
"""Features that a sentence names on either side."""
NEUTRAL = 0.3
"""A contribution to the log-odds smaller than this is not worth a word."""


START, BAR = "start", "threshold"
"""Names of the two contributions that are no features: the log-odds of the model's reference, and what a link needs."""
SURE = 1e-6
"""Probability beside which a threshold is taken to be 0 or 1: their log-odds are infinite."""


READER = "reader"
"""Name of the contribution of a language model that read the pair."""


def contributions(
    model: Model,
    values: Mapping[str, NDArray],  # type: ignore[type-arg]
    k: int,
    threshold: float,
    reading: float = 0.0,
) -> pd.DataFrame:
    """Return what adds up to the log-odds of pair `k` above the threshold.

    Parameters
    ----------
    model
        With the weights.
    values
        Features of all candidates, shape (pairs,) each.
    k
        Position of the pair.
    threshold
        Probability from which a pair is a link, 0 to 1.
    reading
        How far a second reader moved the log-odds; 0 where it did not read the pair.

    Returns
    -------
    pandas.DataFrame
        ``feature``, ``meaning``, ``value``, ``contribution`` (positive speaks for the link). First the `START`, with
        the probability of the model's reference as its value, then the features, relative to the reference,
        strongest first, and at last the `BAR`.
    """
    start_log_odds = model.intercept
    rows = []
    for name, weight, reference in zip(model.features, model.weights, model.reference, strict=True):
        value = float(values[name][k])
        start_log_odds += weight * reference
        rows.append((name, EVERY_FEATURE[name].chinese, value, weight * (value - reference)))
    if reading:
        rows.append((READER, METHODS["assessor"].chinese, reading, reading))
    rows.sort(key=lambda row: (-abs(row[3]), row[0]))
    bar = float(np.clip(threshold, SURE, 1 - SURE))
    start = (START, "起点：介于对应与不对应之间", float(1 / (1 + np.exp(-start_log_odds))), start_log_odds)
    end = (BAR, "对应的判定线", threshold, -float(np.log(bar / (1 - bar))))
    return pd.DataFrame([start, *rows, end], columns=["feature", "meaning", "value", "contribution"])


def in_words(found: pd.DataFrame, probability: float, *, identical: bool) -> str:
    """Return the start, the strongest contributions and their sum as a sentence.

    Parameters
    ----------
    found
        What `contributions` returned.
    probability
        As shown, 0 to 0.99.
    identical
        Whether both provisions are the same but for localisation.
    """
    if identical:
        return f"概率 {probability:.2f}：两条仅有本地化差别，按规则对应。"
    # Lists, as choosing rows of a frame takes a hundred times as long, and every gap and addition is explained.
    names, amounts = found["feature"].tolist(), found["contribution"].tolist()
    features = list(zip(names, amounts, strict=True))[1:-1]
    sides = []
    for side, sign in (("支持", 1), ("反对", -1)):
        strong = [(feature, amount) for feature, amount in features if sign * amount >= NEUTRAL]
        named = [f"{_plain(feature, amount)}（{amount:+.1f}）" for feature, amount in strong[:NAMED]]
        sides.append(f"{side}：{'、'.join(named) or '无'}")
    total = found["contribution"].sum()
    verdict = "达到" if total >= 0 else "未达到"
    return (
        f"概率 {probability:.2f}。起点 {amounts[0]:+.1f}；{'；'.join(sides)}；"
        f"合计 {total:+.1f}，{verdict}判定线 {found['value'].iloc[-1]:.2f}。"
    )


def _plain(feature: str, contribution: float) -> str:
    """Return a feature's meaning in Chinese, turned round where its absence speaks."""
    if feature == READER:
        return METHODS["assessor"].chinese
    meaning = EVERY_FEATURE[feature].chinese
    if feature in AGAINST:
        return meaning if contribution < 0 else f"没有“{meaning}”"
    return f"不够“{meaning}”" if contribution < 0 else meaning
