"""Figures of a collection: who took up which provision, how it spread over time, and who copied from whom.

Below the title each says what is counted: how many documents, of which level, at which cut-off, and what its dates are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.arguments import SEQUENCES, takes
from policycompare.errors import CollectionError
from policycompare.language.english_names import english_document, english_place
from policycompare.language.government_levels import level_named
from policycompare.messages import message
from policycompare.plots.style import INK, empty, finish, font, new_axes, ticks
from policycompare.vocabulary import LEVELS, NEUTRAL_COLOUR, OUTCOMES, TIMED_BY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from policycompare.cascading import Cascade
    from policycompare.plots.style import Look
    from policycompare.vocabulary import Language, Level

# Neighbouring lines are as unlike as the palette allows.
_LINES = tuple(OUTCOMES[key].colour for key in ("equivalent", "gap", "elaborates", "addition", "partial", "rephrased"))
_DASHES = ("solid", "dashed", "dashdot", "dotted")
_MARKERS = ("o", "s", "^", "D", "v", "P")
MOST_TICKS = 30
"""Greatest number of provisions that are named along an axis."""
MOST_COUNTS = 40
"""Arrows up to which each has its count beside it."""
_NAMED = 4
"""Provisions that one line or title names; of more it says how many."""


@takes(CollectionError, done="Cascade", parent=str)
def adoption_map(
    done: Cascade, parent: str, level: Level | None = None, language: Language = "zh", **look: Unpack[Look]
) -> Figure:
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
    **look
        ``title``, ``ax``, ``figsize``: see `policycompare.plots.style.Look`.

    Returns
    -------
    matplotlib.figure.Figure
        One row a region (and level, where no level is asked for and there are several) with the number of its
        documents, one column a provision, the darker the more of the documents took it up; a key of the shades.

    Raises
    ------
    CollectionError
        There is no such document, or none was compared with it.
    """
    title, level = _title(done, parent, language), level_named(level)
    frame, counts = _shares_and_documents(done, parent, level)
    axes = new_axes(7.2, 1.9 + 0.26 * len(frame), frame, look, language)
    shades = axes.imshow(frame.to_numpy(), aspect="auto", cmap="Blues", vmin=0, vmax=1)
    axes.set_yticks(range(len(frame)), [_region(row, n, language) for row, n in counts.items()])
    step = -(-len(frame.columns) // MOST_TICKS)
    axes.set_xticks(range(0, len(frame.columns), step), [str(label) for label in frame.columns[::step]])
    axes.set_xticks(np.arange(len(frame.columns) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(frame) + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="#E5E5E5", linewidth=0.6)
    axes.set_xlabel("条" if language == "zh" else "article", fontproperties=font(7.5))
    axes.tick_params(which="both", length=0)
    ticks(axes)
    for side in axes.spines.values():
        side.set_color("#E5E5E5")
    _shade_key(axes, shades, language)
    total = int(counts.sum())
    share = frame.mul(counts, axis=0).sum() / max(total, 1)
    least = share.index[share == share.min()].tolist()
    says = (
        f"{title}：每条平均被{share.mean():.0%}的文件承接；{_provisions(least, language)}最少（{share.min():.0%}）"
        if language == "zh"
        else f"{title}: a provision is taken up by {share.mean():.0%} of the documents on average, "
        f"{_provisions(least, language)} least ({share.min():.0%})"
    )
    legend = _counted(done, total, level, language)
    return finish(
        axes, says, done.notices, language, look, legend=legend, left=0.17, right=0.87, top=0.42, below=0.45
    )  # fmt: skip


def _shares_and_documents(done: Cascade, parent: str, level: Level | None) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows of the map, and how many documents each has; levels that differ have rows of their own."""
    covered = done.coverage()
    found = set(covered.loc[covered["parent_document"] == parent, "level"].dropna())
    levels = [level] if level or len(found) < 2 else [each for each in LEVELS.keys if each in found]
    frames = {each: done.matrix(parent, each) for each in levels}
    counts = {
        each: _documents_by_region(done, parent, each).reindex(frame.index, fill_value=0)
        for each, frame in frames.items()
    }
    if len(levels) == 1:
        return frames[levels[0]], counts[levels[0]]
    names = ["level", "region"]
    rows = pd.concat(frames, names=names).swaplevel().sort_index(level="region", sort_remaining=False, kind="stable")
    return rows, pd.concat(counts, names=names).swaplevel().reindex(rows.index)


def _documents_by_region(done: Cascade, parent: str, level: Level | None) -> pd.Series:
    """Return how many documents of each region were compared with the parent."""
    covered = done.coverage()
    covered = covered[covered["parent_document"] == parent]
    if level:
        covered = covered[covered["level"] == level]
    return covered.groupby("region")["documents"].sum()


def _region(row: object, documents: int, language: Language) -> str:
    region, level = row if isinstance(row, tuple) else (row, "")
    name = str(region) or "—"
    if level:
        shown = LEVELS[str(level)].name(language)
        name = f"{name} {shown}级" if language == "zh" else f"{english_place(name)}, {shown}"
    elif language == "en":
        name = english_place(name)
    return f"{name}（{documents}份）" if language == "zh" else f"{name} ({documents})"


def _shade_key(axes: Axes, shades: object, language: Language) -> None:
    """Draw the key of the shades beside the map."""
    beside = axes.inset_axes((1.015, 0.0, 0.018, 1.0))
    bar = axes.figure.colorbar(shades, cax=beside, ticks=[0, 0.5, 1])  # type: ignore[arg-type]
    bar.ax.set_yticklabels(["0%", "50%", "100%"], fontproperties=font(7))
    bar.outline.set_edgecolor("#BBBBBB")
    bar.ax.tick_params(length=0)
    label = "承接的文件占该地区文件" if language == "zh" else "share of a region's documents"
    bar.set_label(label, fontproperties=font(7))


@dataclass(frozen=True)
class _Curve:
    """Provisions that were taken up at the same times, by as many places: one line."""

    labels: list[str]
    years: list[float]
    places: list[int]


@takes(CollectionError, done="Cascade", parent=str, labels=(str, *SEQUENCES))
def diffusion(
    done: Cascade,
    parent: str,
    labels: Sequence[str],
    level: Level | None = None,
    language: Language = "zh",
    **look: Unpack[Look],
) -> Figure:
    """Draw over time in how many places provisions of a parent were taken up (扩散曲线).

    Parameters
    ----------
    done
        The collection.
    parent
        Id of the parent document.
    labels
        Provisions, at most as many as lines can be told apart; one alone may be given as text.
    level
        Of the documents that count, or all.
    language
        ``"zh"`` or ``"en"``.
    **look
        ``title``, ``ax``, ``figsize``: see `policycompare.plots.style.Look`.

    Returns
    -------
    matplotlib.figure.Figure
        A line a provision, a mark a place; provisions with the same course are one line. Places that had it before the
        parent stand left of zero. Who was left out for a doubtful date is counted below the title.

    Raises
    ------
    CollectionError
        There is no such document or provision.
    """
    title, level = _title(done, parent, language), level_named(level)
    wanted = [labels] if isinstance(labels, str) else [str(label) for label in labels]
    _check_provisions(done, parent, wanted)
    frame = done.diffusion(parent, level=level)
    frame = frame[frame["parent"].isin(wanted)].reset_index(drop=True)
    axes = new_axes(7.2, 3.6, frame, look, language)
    curves, without = _curves(frame, wanted)
    legend = _diffusion_key(done, parent, level, frame, without, language)
    if not curves:
        nobody = f"{title}{_provisions(wanted, language)}：尚无地方承接"
        if language == "en":
            nobody = f"{title}, {_provisions(wanted, language)}: nobody has taken it up"
        empty(axes, "没有可画的曲线" if language == "zh" else "no curve to draw")
        return finish(axes, nobody, done.notices, language, look, legend=legend, top=0.42)
    _draw_curves(axes, curves, language)
    axes.set_xlabel(
        "上级条文出现后的年数" if language == "zh" else "years since the parent's provision", fontproperties=font(7.5)
    )
    axes.set_ylabel("已承接的地方" if language == "zh" else "places that have it", fontproperties=font(7.5))
    axes.spines[["top", "right"]].set_visible(False)
    ticks(axes)
    return finish(
        axes, _diffusion_title(title, frame, curves, language), done.notices, language, look,
        legend=legend, left=0.09, right=0.83, top=0.42, below=0.5,
    )  # fmt: skip


def _check_provisions(done: Cascade, parent: str, labels: Sequence[str]) -> None:
    known = done.provisions.loc[done.provisions["document"] == parent, "label"].astype(str).tolist()
    for label in labels:
        if label not in known:
            raise CollectionError(
                message(
                    "{document}: no provision {label}; labels run from {first} to {last}",
                    document=parent,
                    label=label,
                    first=known[0],
                    last=known[-1],
                )
            )


def _curves(frame: pd.DataFrame, labels: Sequence[str]) -> tuple[list[_Curve], list[str]]:
    """Return the lines, and the provisions that nobody took up."""
    by_course: dict[tuple[float, ...], _Curve] = {}
    without = []
    for label in dict.fromkeys(labels):
        some = frame[(frame["parent"] == label) & frame["days"].notna()]
        years = [days / 365.25 for days in some["days"].tolist()]
        if not years:
            without.append(label)
        else:
            by_course.setdefault(tuple(years), _Curve([], years, some["places"].tolist())).labels.append(label)
    return list(by_course.values()), without


def _draw_curves(axes: Axes, curves: Sequence[_Curve], language: Language) -> None:
    """Draw the lines with a mark a place, and name each at its end."""
    from matplotlib.ticker import MaxNLocator

    last = max(0.1, *(curve.years[-1] for curve in curves))
    start = min(0.0, *(curve.years[0] for curve in curves))
    highest = max(curve.places[-1] for curve in curves)
    for k, curve in enumerate(curves):
        colour = _LINES[k % len(_LINES)]
        # Lines that run on the same height stand side by side, a little apart, so that none hides another.
        lift = 0.012 * highest * (k - (len(curves) - 1) / 2)
        years, places = [start, *curve.years, last], [0, *curve.places, curve.places[-1]]
        axes.step(
            years, [count + lift for count in places], where="post", linewidth=1.5, color=colour,
            linestyle=_DASHES[k % len(_DASHES)],
        )  # fmt: skip
        axes.scatter(
            curve.years, [count + lift for count in curve.places], s=16, color=colour, zorder=3,
            marker=_MARKERS[k % len(_MARKERS)],
        )  # fmt: skip
    if start < 0:  # some had it before the parent: shown, not cut off
        axes.axvline(0, color=INK, linewidth=0.7)
    margin = 0.03 * (last - start)
    axes.set_xlim(start - (margin if start < 0 else 0), last + margin)
    axes.set_ylim(0, highest * 1.12)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    _name_ends(axes, curves, language)


def _name_ends(axes: Axes, curves: Sequence[_Curve], language: Language) -> None:
    """Write beside the end of each line which provisions it is, one below the other in the colour of the line."""
    right, top = axes.get_xlim()[1], axes.get_ylim()[1]
    order = sorted(range(len(curves)), key=lambda k: (curves[k].places[-1], k))
    height = -top
    for k in order:
        height = max(height + 0.085 * top, float(curves[k].places[-1]))
        axes.annotate(
            _provisions(curves[k].labels, language), xy=(right, curves[k].places[-1]), xytext=(right * 1.01, height),
            va="center", color=_LINES[k % len(_LINES)], fontproperties=font(7.5), annotation_clip=False,
        )  # fmt: skip


def _diffusion_key(
    done: Cascade, parent: str, level: Level | None, frame: pd.DataFrame, without: Sequence[str], language: Language
) -> str:
    """Say what is counted, what the dates are, who was left out for a doubtful date, and what nobody took up."""
    adopted = done.adoptions[done.adoptions["parent_document"] == parent]
    if level:
        adopted = adopted[adopted["level"] == level]
    doubtful = adopted.loc[adopted["doubt"] != "", "document"].nunique()
    starts, ends = (
        "、".join(TIMED_BY[key].name(language) for key in TIMED_BY.keys if key in set(frame[column]))
        for column in ("origin_of", "adopted_of")
    )
    says = [_counted(done, frame["document"].nunique(), level, language)]
    if language == "zh":
        says += [f"时间：上级按{starts}的日期，下级按{ends}的日期"] if starts else []
        says += [f"日期存疑、未计入：{doubtful}份"] if doubtful else []
        says += [f"尚无承接：{_provisions(without, language)}"] if without else []
    else:
        says += [f"dates of: {starts} (parent), {ends} (child)".replace("、", "/")] if starts else []
        says += [f"left out, date in doubt: {doubtful}"] if doubtful else []
        says += [f"not taken up: {_provisions(without, language)}"] if without else []
    return "　".join(says)


def _diffusion_title(title: str, frame: pd.DataFrame, curves: Sequence[_Curve], language: Language) -> str:
    most, least = (choose(curves, key=lambda curve: curve.places[-1]) for choose in (max, min))
    first = frame.sort_values(["days", "parent"], kind="stable").iloc[0]
    place, day = str(first["place"]), pd.Timestamp(first["adopted_date"]).date()
    reached = f"{_provisions(most.labels, language)}到达{most.places[-1]}处"
    if language == "zh":
        other = f"，{_provisions(least.labels, language)}{least.places[-1]}处" if least is not most else ""
        return f"{title}{reached}{other}；{place}最早（{day}）"
    other = f", {_provisions(least.labels, language)} only {least.places[-1]}" if least is not most else ""
    reached = f"{_provisions(most.labels, language)} reached {most.places[-1]} places"
    return f"{title}: {reached}{other}; {english_place(place)} was first ({day})"


@takes(CollectionError, done="Cascade", level=str, most=int)
def network(
    done: Cascade, level: Level, most: int = 24, language: Language = "zh", **look: Unpack[Look]
) -> Figure:  # fmt: skip
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
    **look
        ``title``, ``ax``, ``figsize``: see `policycompare.plots.style.Look`.

    Returns
    -------
    matplotlib.figure.Figure
        Places on a circle; an arrow from who had a provision first to who took it, with the number of provisions, and
        the thicker the more.
    """
    level = level_named(level) or level
    frame = done.sideways()
    frame = frame[frame["level"] == level].reset_index(drop=True)
    axes = new_axes(7.2, 5.4 if len(frame) else 2.2, frame, look, language)
    documents = int((done.documents["level"] == level).sum())
    legend = _counted(done, documents, level, language)
    if frame.empty:
        nothing = ("没有发现横向传播", "no provision spread sideways")
        if not documents:
            nothing = ("集合中没有这一级的文件", "no document of this level in the collection")
        empty(axes, nothing[language == "en"])
        says = f"{LEVELS[level].name(language)}：" if language == "zh" else f"{LEVELS[level].name(language)}: "
        return finish(axes, says + nothing[language == "en"], done.notices, language, look, legend=legend, top=0.4)
    weight = (
        frame.groupby("source_place")["provisions"].sum().add(frame.groupby("place")["provisions"].sum(), fill_value=0)
    )
    places = sorted(weight.index, key=lambda place: (-weight[place], place))[:most]
    angles = np.pi / 2 - 2 * np.pi * np.arange(len(places)) / len(places)
    at = {place: (float(np.cos(a)), float(np.sin(a))) for place, a in zip(places, angles.tolist(), strict=True)}
    shown = frame[frame["source_place"].isin(places) & frame["place"].isin(places)]
    _draw_arrows(axes, shown, at)
    _draw_places(axes, shown.groupby("source_place")["provisions"].sum(), at, language)
    _network_key(axes, language, has_counts=len(shown) <= MOST_COUNTS)
    axes.set_xlim(-1.7, 1.7)
    axes.set_ylim(-1.25, 1.25)
    axes.set_aspect("equal")
    axes.axis("off")
    if len(places) < len(weight):
        left_out = len(weight) - len(places)
        legend += f"　另有{left_out}处未画" if language == "zh" else f"　not drawn: {left_out} places"
    return finish(
        axes, _network_title(frame, language), done.notices, language, look, legend=legend,
        left=0.02, right=0.98, top=0.36, below=0.3,
    )  # fmt: skip


def _draw_arrows(axes: Axes, shown: pd.DataFrame, at: dict[str, tuple[float, float]]) -> None:
    bend = 0.16
    greatest = float(shown["provisions"].max())
    for row in shown.itertuples():
        (x0, y0), (x1, y1) = at[row.source_place], at[row.place]
        axes.annotate(
            "", xy=(x1, y1), xytext=(x0, y0),
            arrowprops={
                "arrowstyle": "-|>", "color": OUTCOMES["equivalent"].colour, "alpha": 0.55, "shrinkA": 9, "shrinkB": 9,
                "linewidth": 0.6 + 2.6 * row.provisions / greatest, "connectionstyle": f"arc3,rad={bend}",
            },
        )  # fmt: skip
        if len(shown) <= MOST_COUNTS:
            # A third of the way along the bent arrow, where arrows of both directions are apart.
            x, y = (0.6 * x0 + 0.4 * x1 + 0.48 * bend * (y1 - y0), 0.6 * y0 + 0.4 * y1 - 0.48 * bend * (x1 - x0))
            axes.text(
                x, y, str(row.provisions), ha="center", va="center", color=OUTCOMES["equivalent"].colour, zorder=4,
                fontproperties=font(7), bbox={"boxstyle": "circle,pad=0.12", "facecolor": "white", "edgecolor": "none"},
            )  # fmt: skip


def _draw_places(axes: Axes, given: pd.Series, at: dict[str, tuple[float, float]], language: Language) -> None:
    most_given = max(float(given.max()), 1.0)
    for place, (x, y) in at.items():
        size = 50 + 170 * float(given.get(place, 0)) / most_given
        colour = OUTCOMES["addition"].colour if place in given else NEUTRAL_COLOUR
        axes.scatter([x], [y], s=size, color=colour, zorder=3, linewidth=0)
        side = "center"
        if abs(x) > 0.02:
            side = "left" if x > 0 else "right"
        name = place if language == "zh" else english_place(place)
        axes.text(x * 1.13, y * 1.13, name, ha=side, va="center", fontproperties=font(8))


def _network_key(axes: Axes, language: Language, *, has_counts: bool) -> None:
    """Draw what dots and arrows mean; among many arrows there are no counts, and their width says how many."""
    from matplotlib.lines import Line2D

    says = {
        "zh": ("首创被别处采用（越大越多）", "只采用别处的", "先有的指向后有的"),
        "en": ("others took its inventions (size: how many)", "only took", "from first to later"),
    }[language]
    counts = {
        "zh": "，数字为条数" if has_counts else "（越粗条数越多）",
        "en": "; figure: provisions" if has_counts else " (width: how many provisions)",
    }[language]
    says = (*says[:-1], says[-1] + counts)
    dots = [
        Line2D([], [], marker="o", linestyle="", markersize=6, color=colour)
        for colour in (OUTCOMES["addition"].colour, NEUTRAL_COLOUR)
    ]
    arrow = Line2D([], [], marker=">", markersize=4, color=OUTCOMES["equivalent"].colour, linewidth=1.4)
    axes.legend(
        [*dots, arrow], says, prop=font(7), loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=3, frameon=False,
        handletextpad=0.3, columnspacing=1.2,
    )  # fmt: skip


def _network_title(frame: pd.DataFrame, language: Language) -> str:
    given = frame.groupby("source_place")["provisions"].sum()
    first, total = given.idxmax(), int(frame["provisions"].sum())
    if language == "zh":
        return f"本地首创的条文横向传播{total}次，{first}给出最多（{int(given[first])}次）"
    return (
        f"Local inventions spread {total} times from place to place; {english_place(first)} gave most "
        f"({int(given[first])})"
    )


def _counted(done: Cascade, documents: int, level: Level | None, language: Language) -> str:
    """Say how many documents of which level are counted, and from which probability on a link counts."""
    if language == "zh":
        which = LEVELS[level].chinese + "级" if level else "各级"
        return f"{which}文件{documents}份　对应：概率≥{done.threshold:.2f}"
    which = f"{LEVELS[level].english} level" if level else "all levels"
    return f"{documents} documents, {which}   links: probability ≥ {done.threshold:.2f}"


def _provisions(labels: Sequence[object], language: Language) -> str:
    """Name provisions: 第3、5条, 第1、2、3、4条等13条; art. 3, 5."""
    named = [str(label) for label in labels[:_NAMED]]
    more = len(labels) > _NAMED
    if language == "zh":
        return f"第{'、'.join(named)}条" + (f"等{len(labels)}条" if more else "")
    return f"art. {', '.join(named)}" + (f" … ({len(labels)} in all)" if more else "")


def _title(done: Cascade, document: str, language: Language) -> str:
    """Return what a figure calls a document of the collection."""
    titles = done.documents.set_index("document")["title"]
    if document not in titles.index:
        raise CollectionError(
            message(
                "the collection has no document “{document}”; parents in it are {known}",
                document=document,
                known=sorted(set(done.pairs["parent_document"]))[:_NAMED],
            )
        )
    title = str(titles[document])
    return f"《{title}》" if language == "zh" else english_document(title)
