"""Figures of a chain of documents, and of one: what flows from level to level, and who is responsible for what."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.coverage import unit_chapters
from policycompare.arguments import takes
from policycompare.documents import notices
from policycompare.errors import ExportError
from policycompare.language.english_names import english_agency, english_chapter
from policycompare.plots.style import INK, empty, finish, font, name, new_axes, ticks
from policycompare.vocabulary import FLOW_PARTS

if TYPE_CHECKING:
    from typing import Unpack

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from policycompare.analysing.trace import Trace
    from policycompare.documents import Document
    from policycompare.plots.style import Look
    from policycompare.vocabulary import Language

    Extent = tuple[float, float]

_JOINED = (
    ("passed on", ("passed on", "stopped")),
    ("passed on", ("through",)),
    ("own passed on", ("level above",)),
    ("passed on", ("level above",)),
)
"""Parts of a level, and the parts of the next that they go over into."""
_BAR = 0.16
"""Half of a bar's width; columns stand 1 apart."""


@takes(ExportError, chain="Trace")
def flow(chain: Trace, language: Language = "zh", **look: Unpack[Look]) -> Figure:
    """Draw how much passes from level to level, what stops where, and what is new (自上而下的流向).

    One bar a document, from the top, as tall as it has provisions; ribbons join what was passed on with what was
    taken. Their ends differ in height where measures were split or merged.
    """
    frame = chain.flow
    documents = chain.documents
    axes = new_axes(7.2, 4.6, frame, look, language)
    gap = 2.0
    places: dict[tuple[int, str], Extent] = {}
    for column, document in enumerate(documents):
        bottom = 0.0
        for row in frame[frame["document"] == document.id].itertuples():
            part = FLOW_PARTS[row.part]
            axes.bar(column, row.count, _BAR * 2, bottom=bottom, color=part.colour, linewidth=0)
            axes.text(
                column + _BAR + 0.03, bottom + row.count / 2, f"{part.name(language)} {row.count}", va="center",
                fontproperties=font(7.5), color=INK, zorder=5,
            )  # fmt: skip
            places[column, row.part] = (bottom, bottom + row.count)
            bottom += row.count + gap
    for column in range(len(documents) - 1):
        _join(axes, places, column)
    _ribbon(axes, (0, len(documents) - 1), places.get((0, "skipped")), places.get((len(documents) - 1, "straight")))
    axes.set_xticks(range(len(documents)), [f"{name(d, language)}\n{len(d.provisions)}" for d in documents])
    axes.set_xlim(-0.3, len(documents) - 0.28)
    axes.invert_yaxis()
    axes.set_yticks([])
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    ticks(axes, 8.5)
    last = frame[frame["document"] == documents[-1].id].set_index("part")["count"]
    new, total, here = int(last.get("new", 0)), len(documents[-1].provisions), name(documents[-1], language)
    title = (
        f"{here}：{total}条中，{total - new}条来自上级，{new}条为本级新增"
        if language == "zh"
        else f"Of {total} measures of {here}, {total - new} come from above and {new} are new"
    )
    return finish(axes, title, chain.notices, language, look, left=0.02, right=0.98, top=0.2, below=0.5)


def _join(axes: Axes, places: dict[tuple[int, str], Extent], column: int) -> None:
    """Join what one level passes on with what the next takes, shared out by height."""
    used: set[str] = set()
    for given, takers in _JOINED:
        there = [places[column + 1, part] for part in takers if (column + 1, part) in places]
        source = places.get((column, given))
        if not source or not there or given in used:
            continue
        used.add(given)
        heights = np.cumsum([0.0, *(high - low for low, high in there)])
        cuts = source[0] + (source[1] - source[0]) * heights / heights[-1]
        for (low, high), target in zip(pairwise(cuts.tolist()), there, strict=True):
            _ribbon(axes, (column, column + 1), (low, high), target)


def _ribbon(axes: Axes, columns: tuple[int, int], source: Extent | None, target: Extent | None) -> None:
    if not source or not target:
        return
    ahead = np.linspace(0, 1, 40)
    ease = 3 * ahead**2 - 2 * ahead**3
    low, high = (a + (b - a) * ease for a, b in zip(source, target, strict=True))
    x = columns[0] + _BAR + ahead * (columns[1] - columns[0] - 2 * _BAR)
    axes.fill_between(x, low, high, color=INK, alpha=0.10, linewidth=0, zorder=0)


@takes(ExportError, document="Document", most=int)
def units(document: Document, most: int = 14, language: Language = "zh", **look: Unpack[Look]) -> Figure:
    """Draw which unit is responsible in which chapter, and for how many measures (责任单位与章节).

    Parameters
    ----------
    document
        Its units are compared by their canonical names.
    most
        Units shown, those with the most measures first.
    language
        ``"zh"`` or ``"en"``.
    **look
        ``title``, ``ax``, ``figsize``: see `policycompare.plots.style.Look`.
    """
    frame = unit_chapters(document)
    shown = frame.head(most)
    axes = new_axes(7.2, 2.1 + 0.26 * len(shown), frame, look, language)
    counts = shown.drop(columns="total").to_numpy()
    says = name(document, language)
    if not len(shown):
        title = f"{says}：没有写明责任单位" if language == "zh" else f"{says}: no responsible unit is named"
        empty(axes, "没有可画的单位" if language == "zh" else "no unit to draw")
        return finish(axes, title, notices(document), language, look)
    strongest = int(counts.max()) * 1.4
    axes.imshow(np.where(counts > 0, counts, np.nan), aspect="auto", cmap="Blues", vmin=0, vmax=strongest)
    for row, column in zip(*np.nonzero(counts), strict=True):
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", fontproperties=font(7.5))
    named = [str(unit) for unit in shown.index]
    chapters = [str(chapter) for chapter in shown.columns.drop("total")]
    if language == "en":
        named = [english_agency(unit) for unit in named]
        chapters = [english_chapter(chapter) for chapter in chapters]
    axes.set_yticks(range(len(shown)), [f"{unit}  {n}" for unit, n in zip(named, shown["total"], strict=True)])
    short = [chapter if len(chapter) <= 10 else chapter[:9] + "…" for chapter in chapters]
    axes.set_xticks(range(len(chapters)), short, rotation=50, ha="left", rotation_mode="anchor")
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    ticks(axes)
    for side in axes.spines.values():
        side.set_color("#E5E5E5")
    first = named[0]
    title = (
        f"{says}：牵涉最多的是{first}（{shown['total'].iloc[0]}条），共{len(frame)}个单位"
        if language == "zh"
        else f"{says}: named most often, of {len(frame)} units: {first} ({shown['total'].iloc[0]} measures)"
    )
    return finish(
        axes,
        title,
        notices(document),
        language,
        look,
        left=0.20 if language == "zh" else 0.29,
        right=0.84,
        top=1.22,
        below=0.15,
    )
