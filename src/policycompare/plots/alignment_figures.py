"""Figures of one alignment: coverage, the map of links, probabilities, the cut-off, strength."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.arguments import takes
from policycompare.errors import ExportError
from policycompare.language.english_names import english_chapter
from policycompare.plots.style import INK, empty, finish, font, name, new_axes, ticks, wrapped
from policycompare.vocabulary import NEUTRAL_COLOUR, OUTCOMES, RELATIONS, UNLINKED

if TYPE_CHECKING:
    from typing import Unpack

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from policycompare.aligning.alignment import Alignment
    from policycompare.aligning.coverage import Direction
    from policycompare.documents import Document
    from policycompare.plots.style import Look
    from policycompare.vocabulary import Language

STRENGTHS = {
    "zh": {4: "必须", 3: "应当", 2: "要", 1: "可以、鼓励"},
    "en": {4: "must", 3: "shall", 2: "should", 1: "may"},
}
"""Deontic strengths as `policycompare.language.deontic.STRENGTH` numbers them."""


FEWEST_DOTS = 2
"""Kinds of changes of strength from which on they are drawn; a picture of one dot says less than a sentence."""
MOST_LISTED = 6
"""Kinds of change that are named where there is nothing to draw."""


@takes(ExportError, aligned="Alignment")
def coverage(
    aligned: Alignment, direction: Direction = "parent", language: Language = "zh", **look: Unpack[Look]
) -> Figure:
    """Draw how much of each chapter is covered (各章覆盖情况).

    Parameters
    ----------
    aligned
        The alignment.
    direction
        ``"parent"``: what of the parent came down; ``"child"``: what of the child came from the parent.
    language
        ``"zh"`` or ``"en"``.
    **look
        ``title``, ``ax``, ``figsize``: see `policycompare.plots.style.Look`.

    Returns
    -------
    matplotlib.figure.Figure
        One bar a chapter: covered, not applicable at this level, not covered; counts beside it.
    """
    document = aligned.parent if direction == "parent" else aligned.child
    points = document.citation == "point"
    frame = aligned.coverage(by="chapter", level="clause" if points else "measure", direction=direction)
    axes = new_axes(7.2, 1.15 + 0.28 * len(frame), frame, look, language)
    rows = range(len(frame))
    covered, other = frame["covered"], frame["not_applicable"]
    rest = frame["total"] - covered - other
    axes.barh(rows, covered, color=OUTCOMES["equivalent"].colour, height=0.62)
    axes.barh(rows, other, left=covered, color=NEUTRAL_COLOUR, height=0.62)
    missing = UNLINKED["gap" if direction == "parent" else "addition"].colour
    axes.barh(
        rows, rest, left=covered + other, color="white", edgecolor=missing, hatch="////", height=0.62, linewidth=0.8
    )
    for row, (total, hit) in enumerate(zip(frame["total"], covered, strict=True)):
        axes.text(total + 0.12, row, f"{hit}/{total}", va="center", fontproperties=font(8))
    groups = frame["group"].tolist()
    if language == "en":
        # Points are grouped by measures, whose headings have no number in them.
        groups = [f"Measure {k}" if points else english_chapter(group) for k, group in enumerate(groups, start=1)]
    axes.set_yticks(list(rows), [wrapped(group, 24) for group in groups])
    axes.invert_yaxis()
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_xticks([])
    axes.set_xlim(0, float(frame["total"].max()) * 1.12)
    ticks(axes)
    title, legend = _coverage_words(aligned, direction, language, frame, points=points)
    return finish(
        axes, title, aligned.notices, language, look, legend=legend, left=0.36, right=0.93, top=0.42, below=0.22
    )


def _coverage_words(
    aligned: Alignment, direction: Direction, language: Language, frame: pd.DataFrame, *, points: bool
) -> tuple[str, str]:
    document, other = (aligned.parent, aligned.child) if direction == "parent" else (aligned.child, aligned.parent)
    total, hit = int(frame["total"].sum()), int(frame["covered"].sum())
    here, there, cut = name(document, language), name(other, language), f"{aligned.threshold:.2f}"
    if language == "en":
        what = "points" if points else "measures"
        verb = "have a counterpart in" if direction == "parent" else "come from"
        missing = "no counterpart" if direction == "parent" else "new"
        return (
            f"{hit} of {total} {what} of {here} ({hit / total:.0%}) {verb} {there} (probability ≥ {cut})",
            f"blue: covered   grey: addressed to a higher level only   hatched: {missing}",
        )
    what = "要点" if points else "条"
    where = f"见于{there}" if direction == "parent" else f"来自{there}"
    missing = "未承接" if direction == "parent" else "新增"
    return (
        f"{here}：{total}{what}中，{hit}{what}（{hit / total:.0%}）{where}（概率≥{cut}）",
        f"蓝：{'已承接' if direction == 'parent' else '有来源'}　灰：只对更高层级提出　斜线：{missing}",
    )


@takes(ExportError, aligned="Alignment")
def alignment_map(aligned: Alignment, language: Language = "zh", **look: Unpack[Look]) -> Figure:
    """Draw every link as a dot, parent across and child down, chapters as bands (对应关系图).

    Larger dots are surer; additions and gaps stand at the margins.
    """
    links = aligned.links
    child, parent = aligned.child.position_of, aligned.parent.position_of
    axes = new_axes(7.2, 7.4, links, look, language)
    _bands(axes, aligned.child, aligned.parent)
    for relation in RELATIONS:
        some = links[links["relation"] == relation.key]
        if some.empty:
            continue
        axes.scatter(
            some["parent"].map(parent), some["child"].map(child), s=14 + 22 * some["probability"].astype(float),
            color=relation.colour, marker=relation.marker, linewidths=0,
            label=f"{relation.name(language)} {len(some)}", zorder=3,
        )  # fmt: skip
    additions, gaps = aligned.additions["child"].map(child), aligned.gaps["parent"].map(parent)
    # Additions stand at the left margin, in the row of their own; gaps at the top, in their column.
    margins = {"addition": ([-2.5] * len(additions), additions), "gap": (gaps, [-2.5] * len(gaps))}
    for kind in UNLINKED:
        across, down = margins[kind.key]
        called = kind.chinese if language == "zh" else f"{kind.english}s"
        axes.scatter(across, down, marker=kind.marker, s=50, color=kind.colour, label=f"{called} {len(down)}")
    axes.set_xlim(-4, len(parent))
    axes.set_ylim(len(child), -4)
    order = "（按原文顺序）" if language == "zh" else " (in order)"
    axes.set_xlabel(f"{name(aligned.parent, language)}{order}", fontproperties=font(8.5))
    axes.set_ylabel(f"{name(aligned.child, language)}{order}", fontproperties=font(8.5))
    axes.set_xticks(range(0, len(parent), _step(parent)), list(parent)[:: _step(parent)])
    axes.set_yticks(range(0, len(child), _step(child)), list(child)[:: _step(child)])
    ticks(axes)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(
        prop=font(8 if language == "zh" else 7), loc="upper center", bbox_to_anchor=(0.5, 1.06), ncols=6,
        frameon=False, handletextpad=0.1, columnspacing=1.0,
    )  # fmt: skip
    found = len(child) - len(additions)
    here, there, cut = name(aligned.child, language), name(aligned.parent, language), f"{aligned.threshold:.2f}"
    title = (
        f"{here}：{len(child)}条中，{found}条在{there}找到来源，{len(additions)}条没有（概率≥{cut}）"
        if language == "zh"
        else f"{found} of {len(child)} measures of {here} have a source in {there} (probability ≥ {cut})"
    )
    return finish(axes, title, aligned.notices, language, look, left=0.10, right=0.97, top=0.60, below=0.52)


def _bands(axes: Axes, child: Document, parent: Document) -> None:
    """Shade every other chapter of both documents."""
    for draw, document in ((axes.axhspan, child), (axes.axvspan, parent)):
        chapters = [p.chapter for p in document.provisions]
        starts = [k for k, chapter in enumerate(chapters) if k == 0 or chapter != chapters[k - 1]]
        for start, end in list(zip(starts, [*starts[1:], len(chapters)], strict=True))[::2]:
            draw(start - 0.5, end - 0.5, color="#F0F0F0", alpha=0.6, linewidth=0, zorder=0)


def _step(labels: dict[str, int]) -> int:
    return max(1, len(labels) // 12)


@takes(ExportError, aligned="Alignment")
def probabilities(aligned: Alignment, language: Language = "zh", **look: Unpack[Look]) -> Figure:
    """Draw how the probabilities of pairs are spread on both sides of the cut-off (概率分布).

    Pairs below 0.05, nearly all, are left out. The title says how many links are expected to be wrong, and how many
    to be missed, if the probabilities are right: an estimate of the model's own, and no check by a reader.
    """
    from matplotlib.ticker import MaxNLocator

    frame = aligned.distribution()
    axes = new_axes(6.4, 3.4, frame, look, language)
    linked = frame["from"] >= aligned.threshold - 1e-9
    for some, colour in ((linked, OUTCOMES["equivalent"].colour), (~linked, NEUTRAL_COLOUR)):
        part = frame[some]
        width = part["to"] - part["from"]
        axes.bar(part["from"], part["pairs"], width=width * 0.92, align="edge", color=colour)
    axes.axvline(aligned.threshold, color=INK, linewidth=0.9, linestyle="--")
    axes.set_xlim(0.0, 1.02)
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    axes.set_ylim(0, float(frame["pairs"].max()) * 1.08 + 0.5)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, prune="upper"))
    labels = (
        ("一对条款为对应的概率", "条款对数") if language == "zh" else ("probability of a link", "pairs of provisions")
    )
    axes.set_xlabel(labels[0], fontproperties=font(8.5))
    axes.set_ylabel(labels[1], fontproperties=font(8.5))
    ticks(axes)
    axes.spines[["top", "right"]].set_visible(False)
    wrong, missed = frame.attrs["expected_wrong"], frame.attrs["expected_missed"]
    here, there, count = name(aligned.child, language), name(aligned.parent, language), frame.attrs["links"]
    title = (
        f"{here}与{there}：按概率推算，{count}条对应中约{wrong:.0f}条有误，另漏约{missed:.0f}条（概率≥{aligned.threshold:.2f}）"
        if language == "zh"
        else f"{here} and {there}: by the probabilities, of {count} links about {wrong:.0f} are wrong and about "
        f"{missed:.0f} are missed (probability ≥ {aligned.threshold:.2f})"
    )
    return finish(axes, title, aligned.notices, language, look, left=0.11, top=0.22, below=0.52)


@takes(ExportError, aligned="Alignment")
def sensitivity(aligned: Alignment, language: Language = "zh", **look: Unpack[Look]) -> Figure:
    """Draw how coverage moves with the cut-off, with bands for what the probabilities leave open (阈值敏感性).

    The line counts provisions with a link at each cut-off. The band reaches from what is expected of links above the
    cut-off alone to what is expected of all pairs, each widened as `Alignment.expected` says.
    """
    frame = aligned.sensitivity().round(4)  # sums end a little differently on another processor
    axes = new_axes(6.4, 3.8, frame, look, language)
    sides = (
        ("parent", aligned.parent, OUTCOMES["equivalent"].colour),
        ("child", aligned.child, OUTCOMES["partial"].colour),
    )
    for side, document, colour in sides:
        axes.fill_between(
            frame["threshold"], 100 * frame[f"{side}_share_low"], 100 * frame[f"{side}_share_high"],
            color=colour, alpha=0.18, linewidth=0,
        )  # fmt: skip
        line = 100 * frame[f"{side}_share"]
        axes.plot(
            frame["threshold"], line, color=colour, linewidth=1.6, marker=OUTCOMES["equivalent"].marker, markersize=3
        )
        says = {
            "zh": {"parent": "已承接", "child": "有来源"},
            "en": {"parent": "\ncame down", "child": "\nhas a source"},
        }[language][side]
        apart = 8 if language == "zh" else 12
        above = side == ("parent" if frame["parent_share"].iloc[-1] >= frame["child_share"].iloc[-1] else "child")
        axes.annotate(
            name(document, language) + says, (frame["threshold"].iloc[-1], line.iloc[-1]), annotation_clip=False,
            xytext=(6, apart if above else -apart), textcoords="offset points", fontproperties=font(7.5), color=colour,
            va="center",
        )  # fmt: skip
    axes.axvline(aligned.threshold, color=INK, linewidth=0.9, linestyle="--")
    axes.set_ylim(0, 105)
    axes.set_yticks(range(0, 101, 20))
    axes.set_xlim(float(frame["threshold"].min()), float(frame["threshold"].max()))
    labels = ("概率阈值", "条款占比（%）") if language == "zh" else ("cut-off", "share of provisions (%)")
    axes.set_xlabel(labels[0], fontproperties=font(8.5))
    axes.set_ylabel(labels[1], fontproperties=font(8.5))
    ticks(axes)
    axes.spines[["top", "right"]].set_visible(False)
    first, last = frame["parent_share"].iloc[[0, -1]]
    there = name(aligned.parent, language)
    title = (
        f"阈值从{frame['threshold'].iloc[0]:.1f}升到{frame['threshold'].iloc[-1]:.2f}，{there}的覆盖率从{first:.0%}降到{last:.0%}"
        if language == "zh"
        else f"Coverage of {there} falls from {first:.0%} to {last:.0%} as the cut-off rises"
    )
    legend = (
        "线：有对应的占比　色带：按概率推算的范围，下边只算阈值以上的对应，上边算上所有候选　虚线：所用的阈值"
        if language == "zh"
        else "lines: share with a link   bands: range by the probabilities, from links above the cut-off alone to all "
        "candidates   dashed: the cut-off in use"
    )
    return finish(
        axes, title, aligned.notices, language, look, legend=legend, left=0.10, right=0.77, top=0.4, below=0.52
    )


@takes(ExportError, aligned="Alignment")
def strength(aligned: Alignment, language: Language = "zh", **look: Unpack[Look]) -> Figure:
    """Draw from which strength to which duties changed on the way down (力度变化)."""
    frame = aligned.strength_changes()
    axes = new_axes(5.2, 4.4 if len(frame) >= FEWEST_DOTS else 2.2, frame, look, language)
    weaker = int(frame.loc[frame["child"] < frame["parent"], "count"].sum())
    stronger = int(frame["count"].sum()) - weaker
    here, there = name(aligned.child, language), name(aligned.parent, language)
    title = (
        f"{here}承接{there}时，{weaker}处力度减弱，{stronger}处增强"
        if language == "zh"
        else f"From {there} to {here}, duties that became weaker: {weaker}; stronger: {stronger}"
    )
    if len(frame) < FEWEST_DOTS:
        empty(axes, _listed_strength(aligned, language))
        return finish(axes, title, aligned.notices, language, look, top=0.1, below=0.2)
    _strength_dots(axes, frame, language)
    axes.set_xlabel(there, fontproperties=font(8.5))
    axes.set_ylabel(here, fontproperties=font(8.5))
    ticks(axes, 8)
    legend = (
        "点：处数　红，线下方：减弱　绿，线上方：增强"
        if language == "zh"
        else "dots: how many   red, below the line: weaker   green, above: stronger"
    )
    return finish(
        axes, title, aligned.notices, language, look, legend=legend, left=0.19, right=0.95, top=0.4, below=0.52
    )


def _strength_dots(axes: Axes, frame: pd.DataFrame, language: Language) -> None:
    names, most = STRENGTHS[language], frame["count"].max()
    axes.plot([0.4, 4.6], [0.4, 4.6], color=NEUTRAL_COLOUR, linewidth=0.9, zorder=1)
    for row in frame.itertuples():
        colour = OUTCOMES["gap"].colour if row.child < row.parent else OUTCOMES["elaborates"].colour
        axes.scatter(row.parent, row.child, s=90 + 900 * row.count / most, color=colour, linewidths=0, zorder=2)
        axes.text(
            row.parent, row.child, str(row.count), ha="center", va="center", color="white", fontproperties=font(9)
        )
    axes.set_xlim(0.4, 4.6)
    axes.set_ylim(0.4, 4.6)
    axes.set_xticks(list(names), [names[k] for k in names])
    axes.set_yticks(list(names), [names[k] for k in names])
    axes.spines[["top", "right"]].set_visible(False)


def _listed_strength(aligned: Alignment, language: Language) -> str:
    """Say what stands in the place of a picture with one dot or none."""
    shifts = aligned.shifts
    shifts = shifts[shifts["kind"] == "strength"]
    if shifts.empty:
        return {"zh": "没有力度变化，不作图", "en": "no change of strength: nothing to draw"}[language]
    rows = [f"{row.parent_words}→{row.child_words}（{row.parent}→{row.child}）" for row in shifts.itertuples()]
    if language == "zh":
        return "力度只有一种变化，不作图：" + "、".join(rows[:MOST_LISTED])
    return "one kind of change only, not drawn: " + ", ".join(rows[:MOST_LISTED])


@takes(ExportError, calibration="DataFrame")
def reliability(calibration: pd.DataFrame, language: Language = "zh", **look: Unpack[Look]) -> Figure:
    """Draw how often links of each probability are right (可靠性图).

    Parameters
    ----------
    calibration
        What `policycompare.evaluating.evaluation.Evaluation.calibration` returned.
    language
        ``"zh"`` or ``"en"``.
    **look
        ``title``, ``ax``, ``figsize``: see `policycompare.plots.style.Look`.
    """
    calibration = calibration.round(4)  # a fit ends a little differently on another processor
    axes = new_axes(5.2, 5.0, calibration, look, language)
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle="--", zorder=1)
    sizes = 18 + 160 * calibration["pairs"] / calibration["pairs"].max()
    axes.plot(
        calibration["probability"], calibration["right"], color=OUTCOMES["equivalent"].colour, linewidth=1, zorder=2
    )
    axes.scatter(
        calibration["probability"],
        calibration["right"],
        s=sizes,
        color=OUTCOMES["equivalent"].colour,
        linewidths=0,
        zorder=3,
    )
    for row in calibration.itertuples():
        above = row.right >= row.probability
        axes.annotate(
            f"{row.pairs}", (row.probability, row.right), xytext=(0, 11 if above else -17), ha="center",
            textcoords="offset points", fontproperties=font(7), color=INK,
        )  # fmt: skip
    axes.set_xlim(-0.03, 1.05)
    axes.set_ylim(-0.09, 1.12)
    labels = {
        "zh": ("程序给出的概率（各组平均）", "其中确为对应的比例"),
        "en": ("probability (mean of the bin)", "share that are links"),
    }[language]
    axes.set_xlabel(labels[0], fontproperties=font(8.5))
    axes.set_ylabel(labels[1], fontproperties=font(8.5))
    ticks(axes)
    axes.spines[["top", "right"]].set_visible(False)
    error = f"{calibration.attrs['ece']:.3f}"
    title = (
        f"概率与实际相差平均{error}（数字为条款对数，虚线为完全相符）"
        if language == "zh"
        else f"Probabilities are off by {error} on average (figures: pairs; dashed: perfect)"
    )
    return finish(
        axes, title, tuple(calibration.attrs.get("notices", ())), language, look, left=0.12, top=0.2, below=0.52
    )
