"""Explanation of a probability in words: which features spoke for a link, which against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from policycompare.aligning.features import AGAINST, FEATURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from policycompare.aligning.model import Model

NAMED = 4
"""Features that a sentence names on either side."""
NEUTRAL = 0.3
"""A contribution to the log-odds smaller than this is not worth a word."""


def contributions(model: Model, values: Mapping[str, NDArray], k: int) -> pd.DataFrame:  # type: ignore[type-arg]
    """Return what each feature of pair `k` adds to the log-odds, relative to the mean of all candidates.

    Returns
    -------
    pandas.DataFrame
        ``feature``, ``meaning``, ``value``, ``contribution`` (positive speaks for the link), strongest first.
    """
    rows = []
    for name, weight in zip(model.features, model.weights, strict=True):
        value, usual = float(values[name][k]), float(values[name].mean())
        rows.append((name, FEATURES[name].chinese, value, weight * (value - usual)))
    rows.sort(key=lambda row: (-abs(row[3]), row[0]))
    return pd.DataFrame(rows, columns=["feature", "meaning", "value", "contribution"])


def in_words(found: pd.DataFrame, probability: float, *, identical: bool) -> str:
    """Return the strongest contributions as a sentence.

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
    sides = []
    for side, sign in (("支持", 1), ("反对", -1)):
        strong = found[sign * found["contribution"] >= NEUTRAL].head(NAMED)
        named = []
        for feature, contribution in zip(strong["feature"], strong["contribution"], strict=True):
            named.append(f"{_plain(feature, contribution)}（{contribution:+.1f}）")
        sides.append(f"{side}：{'、'.join(named) or '无'}")
    return f"概率 {probability:.2f}。{'；'.join(sides)}。"


def _plain(feature: str, contribution: float) -> str:
    """Return a feature's meaning in Chinese, turned round where its absence speaks."""
    meaning = FEATURES[feature].chinese
    if feature in AGAINST:
        return meaning if contribution < 0 else f"没有“{meaning}”"
    return f"不够“{meaning}”" if contribution < 0 else meaning
