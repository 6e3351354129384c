"""Figures for papers and slides: one function each, results in, a matplotlib `Figure` out. Nothing is computed here.

Chinese is drawn with the font that the package ``pylopdf-fonts-zh-cn`` ships, registered by path, so that a
machine without any Chinese font shows it too. Every figure carries the notices of its documents in the footer.
"""

from __future__ import annotations

import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.alignment.relation import RELATION_NAMES, RELATIONS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    from policycompare.aligned import Alignment
    from policycompare.documents import Document

COLOURS = {
    "equivalent": "#0072B2",
    "rephrased": "#56B4E9",
    "elaborates": "#009E73",
    "partial": "#E69F00",
    "addition": "#CC79A7",
    "gap": "#D55E00",
    "none": "#D9D9D9",
}
"""One colour a relation everywhere (Okabe and Ito's palette, distinguishable to the colour-blind)."""


MARKERS: dict[str, str] = {"equivalent": "o", "rephrased": "D", "elaborates": "s", "partial": "^"}


@cache
def font(size: float = 9) -> FontProperties:
    """Return the shipped Chinese font at `size` points."""
    import pylopdf_fonts_zh_cn
    from matplotlib import font_manager

    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    path = sorted(folder.rglob("*Sans*.[ot]tf"))[0]
    return font_manager.FontProperties(fname=str(path), size=size)


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    class NotebookFigure(Figure):
        """A figure that a notebook shows as SVG, so that a changed figure is a changed output."""

        def _repr_svg_(self) -> str:
            return picture_bytes(self, "svg").decode()

        def __repr__(self) -> str:
            return f"<Figure {self.get_figwidth():.1f} x {self.get_figheight():.1f} in>"

    return NotebookFigure(figsize=(width, height))


def _finish(figure: Figure, title: str, notices: tuple[str, ...], top: float) -> Figure:
    width = figure.get_figwidth()
    figure.text(0.02, 1 - 0.12 / figure.get_figheight(), title, va="top", fontproperties=font(11))
    lines = [line for notice in notices for line in textwrap.wrap(f"注意：{notice}", int(width * 10.5))]
    figure.text(
        0.02,
        0.06 / figure.get_figheight(),
        "\n".join(lines),
        va="bottom",
        color="#9C2A00",
        fontproperties=font(6.5),
    )
    bottom = (0.30 + 0.14 * len(lines)) / figure.get_figheight()
    figure.subplots_adjust(
        left=0.36,
        right=0.93,
        top=1 - top / figure.get_figheight(),
        bottom=bottom + 0.2 / figure.get_figheight(),
    )
    return figure


def _chinese_ticks(axes: Axes, size: float) -> None:
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(font(size))


def coverage(aligned: Alignment) -> Figure:
    """Draw how many of the parent's measures came down, by chapter (各章覆盖情况).

    Returns
    -------
    matplotlib.figure.Figure
        One bar a chapter of the parent: covered, not applicable at this level, not covered; counts beside it.
    """
    frame = aligned.coverage(by="chapter", level="clause" if aligned.parent.citation == "point" else "measure")
    figure = _figure(7.2, 0.9 + 0.28 * len(frame))
    axes = figure.add_subplot()
    rows = range(len(frame))
    covered, other = frame["covered"], frame["not_applicable"]
    rest = frame["total"] - covered - other
    axes.barh(rows, covered, color=COLOURS["equivalent"], height=0.62)
    axes.barh(rows, other, left=covered, color=COLOURS["none"], height=0.62)
    axes.barh(
        rows,
        rest,
        left=covered + other,
        color="white",
        edgecolor=COLOURS["gap"],
        hatch="////",
        height=0.62,
        linewidth=0.8,
    )
    for row, (total, hit) in enumerate(zip(frame["total"], covered, strict=True)):
        axes.text(total + 0.12, row, f"{hit}/{total}", va="center", fontproperties=font(8))
    axes.set_yticks(list(rows), [_wrapped(group, 20) for group in frame["group"]])
    axes.invert_yaxis()
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_xticks([])
    axes.set_xlim(0, float(frame["total"].max()) * 1.12)
    _chinese_ticks(axes, 7.5)
    share = frame["covered"].sum() / frame["total"].sum()
    what = "要点" if aligned.parent.citation == "point" else "条"
    title = (
        f"{_name(aligned.parent)}的{frame['total'].sum()}{what}中，"
        f"{frame['covered'].sum()}{what}（{share:.0%}）见于{_name(aligned.child)}（概率≥{aligned.threshold:.2f}）"
    )
    legend = "蓝：已承接　灰：只对更高层级提出　斜线：未承接"
    figure.text(0.02, 1 - 0.36 / figure.get_figheight(), legend, va="top", fontproperties=font(7.5), color="#444444")
    return _finish(figure, title, aligned.notices, top=0.66)


def alignment_map(aligned: Alignment) -> Figure:
    """Draw every link as a dot, parent across and child down, with additions and gaps at the margins (对应关系图)."""
    links = aligned.links
    child = {label: k for k, label in enumerate(aligned.child.by_label)}
    parent = {label: k for k, label in enumerate(aligned.parent.by_label)}
    figure = _figure(7.2, 7.2)
    axes = figure.add_subplot()
    for relation in RELATIONS:
        some = links[links["relation"] == relation]
        axes.scatter(
            some["parent"].map(parent), some["child"].map(child), s=14 + 22 * some["probability"],
            color=COLOURS[relation], marker=MARKERS[relation], linewidths=0,
            label=f"{RELATION_NAMES[relation]} {len(some)}",
        )  # fmt: skip
    additions, gaps = aligned.additions["child"].map(child), aligned.gaps["parent"].map(parent)
    axes.scatter(
        [-2.5] * len(additions),
        additions,
        marker="_",
        s=50,
        color=COLOURS["addition"],
        label=f"新增 {len(additions)}",
    )
    axes.scatter(gaps, [-2.5] * len(gaps), marker="|", s=50, color=COLOURS["gap"], label=f"未承接 {len(gaps)}")
    for axis, document in (("y", aligned.child), ("x", aligned.parent)):
        chapters = [p.chapter for p in document.provisions]
        for k in (k for k in range(1, len(chapters)) if chapters[k] != chapters[k - 1]):
            (axes.axhline if axis == "y" else axes.axvline)(k - 0.5, color="#E5E5E5", linewidth=0.6, zorder=0)
    axes.set_xlim(-4, len(parent))
    axes.set_ylim(len(child), -4)
    axes.set_xlabel(f"{_name(aligned.parent)}（按原文顺序）", fontproperties=font(8.5))
    axes.set_ylabel(f"{_name(aligned.child)}（按原文顺序）", fontproperties=font(8.5))
    axes.set_xticks(range(0, len(parent), _step(parent)), list(parent)[:: _step(parent)])
    axes.set_yticks(range(0, len(child), _step(child)), list(child)[:: _step(child)])
    _chinese_ticks(axes, 7.5)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(
        prop=font(8),
        loc="upper center",
        bbox_to_anchor=(0.5, 1.06),
        ncols=6,
        frameon=False,
        handletextpad=0.1,
        columnspacing=1.0,
    )
    found = len(child) - len(additions)
    title = (
        f"{_name(aligned.child)}的{len(child)}条中，{found}条在{_name(aligned.parent)}找到来源，"
        f"{len(additions)}条没有（概率≥{aligned.threshold:.2f}）"
    )
    _finish(figure, title, aligned.notices, top=0.75)
    figure.subplots_adjust(left=0.10, right=0.97)
    return figure


def reliability(calibration: pd.DataFrame) -> Figure:
    """Draw how often links of each probability are right (可靠性图).

    Parameters
    ----------
    calibration
        What `policycompare.evaluation.Evaluation.calibration` returned.
    """
    figure = _figure(5.2, 5.0)
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle="--", zorder=1)
    sizes = 18 + 160 * calibration["pairs"] / calibration["pairs"].max()
    axes.plot(calibration["probability"], calibration["right"], color=COLOURS["equivalent"], linewidth=1, zorder=2)
    axes.scatter(
        calibration["probability"], calibration["right"], s=sizes, color=COLOURS["equivalent"], linewidths=0, zorder=3
    )
    for row in calibration.itertuples():
        above = row.right >= row.probability
        axes.annotate(
            f"{row.pairs}", (row.probability, row.right), xytext=(0, 11 if above else -17), ha="center",
            textcoords="offset points", fontproperties=font(7), color="#444444",
        )  # fmt: skip
    axes.set_xlim(-0.03, 1.05)
    axes.set_ylim(-0.09, 1.12)
    axes.set_xlabel("程序给出的概率（各组平均）", fontproperties=font(8.5))
    axes.set_ylabel("其中确为对应的比例", fontproperties=font(8.5))
    _chinese_ticks(axes, 7.5)
    axes.spines[["top", "right"]].set_visible(False)
    title = f"概率与实际相差平均 {calibration.attrs['ece']:.3f}（数字为条款对数，虚线为完全相符）"
    _finish(figure, title, tuple(calibration.attrs["notices"]), top=0.5)
    figure.subplots_adjust(left=0.12, right=0.96)
    return figure


def _name(document: Document) -> str:
    return document.short_title or document.id


def _step(labels: dict[str, int]) -> int:
    return max(1, len(labels) // 12)


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width))


def picture_bytes(figure: Figure, kind: str) -> bytes:
    """Return `figure` as ``png``, ``svg`` or ``pdf``, the same bytes each time."""
    import io

    import matplotlib as mpl

    out = io.BytesIO()
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {"Software": None})
    with mpl.rc_context({"svg.hashsalt": "policycompare", "svg.fonttype": "none"}):
        figure.savefig(out, format=kind, dpi=160, metadata=metadata, facecolor="white")
    return out.getvalue()
