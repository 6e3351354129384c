"""Explanation of a probability: which features speak for a link and which against, from a common start to the bar.

The contributions add up to the pair's log-odds less those of the threshold, so a sum of at least 0 is a link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.aligning.features import AGAINST, DEVIATIONS, EVERY_FEATURE
from policycompare.language.quantities import quantities
from policycompare.language.tokenise import words
from policycompare.vocabulary import CHANGES, METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from policycompare.aligning.model import Model

NAMED = 4
"""Features that a sentence names on either side."""
MOST_SAID = 3
"""Quantities in common that a sentence names."""
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
        ``feature``, ``meaning``, ``value``, ``contribution`` (positive speaks for the link), ``shown`` (the value in
        the unit that it has, in Chinese; ``""`` where it has none). First the `START`, with
        the probability of the model's reference as its value, then the features, relative to the reference,
        strongest first, and at last the `BAR`.
    """
    start_log_odds = model.intercept
    rows = []
    for name, weight, reference in zip(model.features, model.weights, model.reference, strict=True):
        value = float(values[name][k])
        start_log_odds += weight * reference
        rows.append((name, EVERY_FEATURE[name].chinese, value, weight * (value - reference), in_unit(name, value)))
    if reading:
        rows.append((READER, METHODS["assessor"].chinese, reading, reading, ""))
    rows.sort(key=lambda row: (-abs(row[3]), row[0]))
    bar = float(np.clip(threshold, SURE, 1 - SURE))
    start = (START, "起点：介于对应与不对应之间", float(1 / (1 + np.exp(-start_log_odds))), start_log_odds, "")
    end = (BAR, "对应的判定线", threshold, -float(np.log(bar / (1 - bar))), "")
    return pd.DataFrame([start, *rows, end], columns=["feature", "meaning", "value", "contribution", "shown"])


def in_unit(feature: str, value: float) -> str:
    """Return the value of a feature in the unit that it has, or ``""`` for a figure without one.

    Examples
    --------
    >>> in_unit("letters_child_rank", 0.5), in_unit("meaning_child_share", 0.87), in_unit("phrase_letters", 0.4)
    ('第2名', '87%', '')
    """
    if feature.endswith("_rank"):
        return f"第{max(round(1 / value), 1)}名" if value > 0 else ""
    if feature.endswith("_share"):
        return f"{value:.0%}"
    return f"高出{value * DEVIATIONS:.1f}个标准差" if feature.endswith("_stands_out") and value > 0 else ""


def common_words(child: str, parent: str) -> str:
    """Return what two normalised provisions have in common: their words, and the quantities that mean the same.

    Examples
    --------
    >>> common_words("企业应当在30日内报告事故", "企业应当在三十日内报告隐患")
    '共有词3个（占下级词语的75%）；期限30日内 = 三十日内'
    """
    below, above = (_telling_words(text) for text in (child, parent))
    shared = below & above
    said = [f"共有词{len(shared)}个（占下级词语的{len(shared) / len(below):.0%}）"] if shared else []
    times = {(q.kind, q.value): q.span.of(parent) for q in reversed(quantities(parent)) if not q.vague}
    for quantity in quantities(child):
        said_below, same = quantity.span.of(child), times.pop((quantity.kind, quantity.value), "")
        if same and quantity.kind in CHANGES:
            name = CHANGES[quantity.kind].chinese
            said.append(f"{name}{said_below} = {same}" if same != said_below else f"{name}同为{said_below}")
    return "；".join(said[: MOST_SAID + 1])


def _telling_words(text: str) -> set[str]:
    """Return the words of two characters and more that are of no quantity."""
    without = list(text)
    for quantity in quantities(text):
        for k in range(quantity.span.start, quantity.span.end):
            without[k] = " "
    return {word for word in words("".join(without)) if len(word) > 1}


def in_words(found: pd.DataFrame, probability: float, common: str = "", *, identical: bool) -> str:
    """Return the start, the strongest contributions and their sum as a sentence.

    Parameters
    ----------
    found
        What `contributions` returned.
    probability
        As shown, 0 to 0.99.
    common
        What `common_words` says of the two provisions.
    identical
        Whether both provisions are the same but for localisation.
    """
    if identical:
        return f"概率 {probability:.2f}：两条仅有本地化差别，按规则对应。"
    # Lists, as choosing rows of a frame takes a hundred times as long, and every gap and addition is explained.
    names, amounts, units = (found[column].tolist() for column in ("feature", "contribution", "shown"))
    features = list(zip(names, amounts, units, strict=True))[1:-1]
    sides = []
    for side, sign in (("支持", 1), ("反对", -1)):
        strong = [(feature, amount, shown) for feature, amount, shown in features if sign * amount >= NEUTRAL]
        named = []
        for feature, amount, shown in strong[:NAMED]:
            value = f"{shown}，" if shown else ""
            named.append(f"{_plain(feature, amount)}（{value}{amount:+.1f}）")
        sides.append(f"{side}：{'、'.join(named) or '无'}")
    total = found["contribution"].sum()
    verdict = "达到" if total >= 0 else "未达到"
    return (
        f"概率 {probability:.2f}。起点 {amounts[0]:+.1f}；{'；'.join(sides)}；"
        f"合计 {total:+.1f}，{verdict}判定线 {found['value'].iloc[-1]:.2f}。{f'{common}。' if common else ''}"
    )


def _plain(feature: str, contribution: float) -> str:
    """Return a feature's meaning in Chinese, turned round where its absence speaks."""
    if feature == READER:
        return METHODS["assessor"].chinese
    meaning = EVERY_FEATURE[feature].chinese
    if feature in AGAINST:
        return meaning if contribution < 0 else f"没有“{meaning}”"
    return f"不够“{meaning}”" if contribution < 0 else meaning
