"""Figures of a collection: who took up which provision, how it spread over time, and who copied from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policycompare.plots.style import INK, finish, font, new_figure, ticks
from policycompare.vocabulary import NEUTRAL_COLOUR, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from policycompare.cascading import Cascade
    from policycompare.vocabulary import Language, Level

# Neighbouring lines are as unlike as the palette allows.
_LINES = tuple(OUTCOMES[key].colour for key in ("equivalent", "gap", "elaborates", "addition", "partial", "rephrased"))
_DASHES = ("solid", "dashed", "dashdot", "dotted")
MOST_TICKS = 30


def adoption_map(done: Cascade, parent: str, level: Level | None = None, language: Language = "zh") -> Figure:
    """Draw which region took up which provision of a parent (地区 × 条文).

    Parameters
    ----------
    done
        The collection.
    parent
        Id of the parent document.
    level
        Of the documents that count, or all.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    matplotlib.figure.Figure
        One row a region, one column a provision, the darker the more of the region's documents took it up.
    """
    frame = done.matrix(parent, level)
    figure = new_figure(7.2, 1.9 + 0.26 * len(frame), frame)
    axes = figure.add_subplot()
    axes.imshow(frame.to_numpy(), aspect="auto", cmap="Blues", vmin=0, vmax=1.25)
    if frame.size <= MOST_TICKS * MOST_TICKS:
        for row, column in zip(*np.nonzero(frame.to_numpy() == 0), strict=True):
            axes.text(column, row, "–", ha="center", va="center", color=INK, fontproperties=font(7))
    axes.set_yticks(range(len(frame)), [str(region) or "—" for region in frame.index])
    step = -(-len(frame.columns) // MOST_TICKS)
    axes.set_xticks(range(0, len(frame.columns), step), [str(label) for label in frame.columns[::step]])
    axes.set_xlabel("条" if language == "zh" else "article", fontproperties=font(7.5))
    axes.tick_params(length=0)
    ticks(axes)
    for side in axes.spines.values():
        side.set_color("#E5E5E5")
    name, share = _title(done, parent), frame.mean()
    least = share.idxmin()
    title = (
        f"《{name}》平均承接{share.mean():.0%}；第{least}条最少（{share[least]:.0%}）"
        if language == "zh"
        else f"《{name}》: {share.mean():.0%} is taken up on average, article {least} least ({share[least]:.0%})"
    )
    return finish(figure, title, done.notices, language, left=0.14, top=0.2, below=0.45)


def diffusion(
    done: Cascade, parent: str, labels: Sequence[str], level: Level | None = None, language: Language = "zh"
) -> Figure:
    """Draw over time in how many places provisions of a parent were taken up (扩散曲线).

    Parameters
    ----------
    done
        The collection.
    parent
        Id of the parent document.
    labels
        Provisions, at most as many as lines can be told apart.
    level
        Of the documents that count, or all.
    language
        ``"zh"`` or ``"en"``.
    """
    from matplotlib.ticker import MaxNLocator

    frame = done.diffusion(parent, level=level)
    frame = frame[frame["parent"].isin([str(label) for label in labels])].reset_index(drop=True)
    figure = new_figure(7.2, 3.6, frame)
    axes = figure.add_subplot()
    ends = []
    longest = max(float(frame["days"].max()) / 365.25, 0.1) if len(frame) else 1.0
    start = min(float(frame["days"].min()) / 365.25, 0.0) if len(frame) else 0.0
    for k, label in enumerate(labels):
        some = frame[frame["parent"] == str(label)]
        years = [start, *(some["days"].astype(float) / 365.25), longest]
        counts = [0, *some["places"], int(some["places"].max()) if len(some) else 0]
        colour = _LINES[k % len(_LINES)]
        axes.step(years, counts, where="post", linewidth=1.6, color=colour, linestyle=_DASHES[k % len(_DASHES)])
        ends.append((counts[-1], str(label), colour))
    _name_ends(axes, longest, ends, language)
    axes.set_xlim(start, longest + 0.16 * (longest - start))
    if start < 0:  # some had it before the parent: said, not cut off
        axes.axvline(0, color=INK, linewidth=0.6)
    axes.set_ylim(0, max(1, *(end[0] for end in ends)) * 1.12)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("上级施行后的年数" if language == "zh" else "years since the parent", fontproperties=font(7.5))
    axes.set_ylabel("已承接的地方" if language == "zh" else "places that have it", fontproperties=font(7.5))
    axes.spines[["top", "right"]].set_visible(False)
    ticks(axes)
    name = _title(done, parent)
    title = _diffusion_title(name, frame, ends, language)
    return finish(figure, title, done.notices, language, left=0.09, top=0.2, below=0.5)


def _name_ends(axes: Axes, x: float, ends: list[tuple[int, str, str]], language: Language) -> None:
    """Write at the end of each line which provision it is, those that end together side by side."""
    for height in sorted({end[0] for end in ends}):
        names = "、".join(label for count, label, _ in ends if count == height)
        colour = next(colour for count, _, colour in ends if count == height)
        says = f"第{names}条" if language == "zh" else f"art. {names}"
        axes.text(x * 1.01, height, says, va="center", color=colour, fontproperties=font(7.5))


def _diffusion_title(name: str, frame: pd.DataFrame, ends: list[tuple[int, str, str]], language: Language) -> str:
    if frame.empty:
        return f"《{name}》：尚无地方承接" if language == "zh" else f"《{name}》: nobody has taken it up"
    most, least = max(ends, key=lambda end: end[0]), min(ends, key=lambda end: end[0])
    first = frame.sort_values(["days", "parent"], kind="stable").iloc[0]
    if language == "zh":
        earliest = f"{first['place']}最早（{first['adopted_date'].date()}）"
        return f"《{name}》第{most[1]}条到达{most[0]}处，第{least[1]}条{least[0]}处；{earliest}"
    return (
        f"《{name}》: article {most[1]} reached {most[0]} places, {least[1]} only {least[0]}; "
        f"{first['place']} was first ({first['adopted_date'].date()})"
    )


def network(done: Cascade, level: Level, most: int = 24, language: Language = "zh") -> Figure:
    """Draw from which place to which local inventions spread (横向传播).

    Parameters
    ----------
    done
        The collection.
    level
        Of the places.
    most
        Places shown, those with the most provisions given or taken first.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    matplotlib.figure.Figure
        Places on a circle; an arrow from who had a provision first to who took it, the thicker the more provisions.
    """
    frame = done.sideways()
    frame = frame[frame["level"] == level].reset_index(drop=True)
    weight = (
        frame.groupby("source_place")["provisions"].sum().add(frame.groupby("place")["provisions"].sum(), fill_value=0)
    )
    places = sorted(weight.index, key=lambda place: (-weight[place], place))[:most]
    figure = new_figure(7.2, 5.2, frame)
    axes = figure.add_subplot()
    angles = np.pi / 2 - 2 * np.pi * np.arange(len(places)) / max(len(places), 1)
    at = {place: (np.cos(a), np.sin(a)) for place, a in zip(places, angles.tolist(), strict=True)}
    shown = frame[frame["source_place"].isin(places) & frame["place"].isin(places)]
    greatest = float(shown["provisions"].max()) if len(shown) else 1.0
    given = shown.groupby("source_place")["provisions"].sum()
    for row in shown.itertuples():
        axes.annotate(
            "", xy=at[row.place], xytext=at[row.source_place],
            arrowprops={
                "arrowstyle": "-|>", "color": OUTCOMES["equivalent"].colour, "alpha": 0.55, "shrinkA": 9, "shrinkB": 9,
                "linewidth": 0.6 + 2.6 * row.provisions / greatest, "connectionstyle": "arc3,rad=0.16",
            },
        )  # fmt: skip
    most_given = max(float(given.max()), 1.0) if len(given) else 1.0
    for place, (x, y) in at.items():
        size = 50 + 170 * float(given.get(place, 0)) / most_given
        colour = OUTCOMES["addition"].colour if place in given else NEUTRAL_COLOUR
        axes.scatter([x], [y], s=size, color=colour, zorder=3, linewidth=0)
        side = "center"
        if abs(x) > 0.02:
            side = "left" if x > 0 else "right"
        axes.text(x * 1.13, y * 1.13, place, ha=side, va="center", fontproperties=font(8))
    axes.set_xlim(-1.7, 1.7)
    axes.set_ylim(-1.25, 1.25)
    axes.set_aspect("equal")
    axes.axis("off")
    return finish(
        figure, _network_title(frame, language), done.notices, language, left=0.02, right=0.98, top=0.1, below=0.1
    )


def _network_title(frame: pd.DataFrame, language: Language) -> str:
    if frame.empty:
        return "没有发现横向传播" if language == "zh" else "No provision spread sideways"
    given = frame.groupby("source_place")["provisions"].sum()
    first, total = given.idxmax(), int(frame["provisions"].sum())
    if language == "zh":
        return f"本地首创的条文横向传播{total}次，{first}给出最多（{int(given[first])}次）"
    return f"Local inventions spread {total} times from place to place; {first} gave most ({int(given[first])})"


def _title(done: Cascade, document: str) -> str:
    return str(done.documents.set_index("document")["title"][document])
