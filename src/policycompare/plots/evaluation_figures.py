"""Figures of how good the aligner is: the learning curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.arguments import takes
from policycompare.errors import ExportError
from policycompare.plots.style import finish, font, new_axes, ticks
from policycompare.vocabulary import OUTCOMES

if TYPE_CHECKING:
    from typing import Unpack

    import pandas as pd
    from matplotlib.figure import Figure

    from policycompare.plots.style import Look
    from policycompare.vocabulary import Language

_LINES = (("unseen_f1", "equivalent", "solid", "o"), ("seen_f1", "partial", "dashed", "^"))
"""Column, colour, dashes and marker of each line."""


@takes(ExportError, curve="DataFrame")
def learning_curve(curve: pd.DataFrame, language: Language = "zh", **look: Unpack[Look]) -> Figure:
    """Draw how good the aligner gets with how many pairs of gold (学习曲线).

    Parameters
    ----------
    curve
        What `policycompare.evaluating.learning_curve.learning_curve` returned.
    language
        ``"zh"`` or ``"en"``.
    **look
        ``title``, ``ax``, ``figsize``: see `policycompare.plots.style.Look`.

    Returns
    -------
    matplotlib.figure.Figure
        Mean F1 over the draws by the number of pairs, on unseen fields and on the pairs fitted on; a faint mark a draw.
    """
    axes = new_axes(6.2, 4.2, curve, look, language)
    means = curve.groupby("size", sort=False)[["pairs", "unseen_f1", "seen_f1"]].mean().sort_values("pairs")
    labels = {"zh": ("未见过的领域", "拟合所用的各对"), "en": ("unseen fields", "pairs fitted on")}[language]
    for (column, key, dashes, marker), label in zip(_LINES, labels, strict=True):
        colour = OUTCOMES[key].colour
        axes.plot(
            means["pairs"], means[column], color=colour, linestyle=dashes, marker=marker, markersize=4, label=label
        )
        axes.scatter(curve["pairs"], curve[column], color=colour, marker=marker, s=12, alpha=0.3, linewidths=0)
    axes.set_xscale("log")
    axes.set_xticks(means["pairs"], [f"{pairs:.0f}" for pairs in means["pairs"]])
    axes.minorticks_off()
    heads = {"zh": ("拟合所用的文件对数", "“对应”的平均 F1"), "en": ("pairs fitted on", "mean F1 of links")}[language]
    axes.set_xlabel(heads[0], fontproperties=font(8.5))
    axes.set_ylabel(heads[1], fontproperties=font(8.5))
    axes.legend(prop=font(8), frameon=False, loc="lower right")
    ticks(axes)
    axes.spines[["top", "right"]].set_visible(False)
    first, last = means.iloc[0], means.iloc[-1]
    title = (
        f"标注从{first['pairs']:.0f}对增到{last['pairs']:.0f}对，"
        f"未见过的领域 F1 从{first['unseen_f1']:.3f}到{last['unseen_f1']:.3f}"
        if language == "zh"
        else f"From {first['pairs']:.0f} to {last['pairs']:.0f} pairs of gold, F1 on unseen fields goes from "
        f"{first['unseen_f1']:.3f} to {last['unseen_f1']:.3f}"
    )
    return finish(axes, title, tuple(curve.attrs["notices"]), language, look, left=0.13, top=0.2, below=0.52)
