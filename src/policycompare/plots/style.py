"""Look of every figure: font, title, notices, the frame it was drawn from; Chinese or English.

Chinese is drawn with the font that the package ``pylopdf-fonts-zh-cn`` ships, registered by path, so that a machine
without any Chinese font shows it too.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from policycompare.errors import ExportError
from policycompare.frames import noticed
from policycompare.language.english_names import english_document
from policycompare.messages import message
from policycompare.messages.catalogue import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    from policycompare.documents import Document
    from policycompare.vocabulary import Language

INK = "#444444"
"""Colour of axes and notes."""
TITLE_PER_INCH = 6.5
"""Chinese characters of a title to the inch."""
_TOKEN = re.compile(r"[!-~]+ ?|.", re.DOTALL)
_NOT_FIRST = frozenset("，。、；：）”》")


@cache
def font(size: float = 9) -> FontProperties:
    """Return the shipped Chinese font at `size` points."""
    import pylopdf_fonts_zh_cn
    from matplotlib import font_manager

    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    path = sorted(folder.rglob("*Sans*.[ot]tf"))[0]
    return font_manager.FontProperties(fname=str(path), size=size)


class Look(TypedDict, total=False):
    """What a user may set of any figure.

    Attributes
    ----------
    title
        In place of the message that the figure has; ``""`` for none.
    ax
        Axes of the user's own figure to draw on. Title and key go above them, the notices to the foot of the figure.
    figsize
        Width and height in inches; not heard with `ax`.
    """

    title: str
    ax: Axes
    figsize: tuple[float, float]


def new_axes(width: float, height: float, data: pd.DataFrame, look: Look, language: Language) -> Axes:
    """Return axes to draw on, of a figure of that many inches or of the user's.

    The frame that is drawn from becomes the attribute ``data`` of the figure, and of the user's axes.

    Raises
    ------
    ExportError
        There is no such language, or `look` has what no figure takes.
    """
    _check_look(look)
    if language not in LANGUAGES:
        raise ExportError(
            message("figures have no language “{language}”; choose {known}", language=language, known=list(LANGUAGES))
        )
    if "ax" in look:
        axes = look["ax"]
        axes.data = axes.figure.data = data  # type: ignore[attr-defined, union-attr]
        return axes
    figure = _figure_class()(figsize=look.get("figsize", (width, height)))
    figure.data = data  # type: ignore[attr-defined]
    return figure.add_subplot()


def _check_look(look: Look) -> None:
    from matplotlib.axes import Axes

    sizes = look.get("figsize", (1, 1))
    is_size = isinstance(sizes, tuple | list) and len(sizes) == 2
    right = {
        "title": isinstance(look.get("title", ""), str),
        "ax": isinstance(look["ax"], Axes) if "ax" in look else True,
        "figsize": is_size and all(isinstance(size, int | float) and size > 0 for size in sizes),
    }
    wrong = [name for name in look if not right.get(name, False)]
    if wrong:
        raise ExportError(
            message(
                "figures do not take {given}; give title (text), ax (axes of matplotlib) or figsize (width and height "
                "in inches)",
                given=[f"{name}={look[name]!r}"[:80] for name in wrong],  # type: ignore[literal-required]
            )
        )


@cache
def _figure_class() -> type[Figure]:
    from matplotlib.figure import Figure

    class NotebookFigure(Figure):
        """A figure that a notebook shows as SVG, so that a changed figure is a changed output."""

        def _repr_svg_(self) -> str:
            return picture_bytes(self, "svg").decode()

        def __repr__(self) -> str:
            return f"<Figure {self.get_figwidth():.1f} x {self.get_figheight():.1f} in>"

    return NotebookFigure


def finish(
    axes: Axes, title: str, notices: tuple[str, ...], language: Language, look: Look, *,
    legend: str = "", left: float = 0.12, right: float = 0.96, top: float = 0.5, below: float = 0.5,
) -> Figure:  # fmt: skip
    """Put title and notices on a figure and leave room for them; no text of a document is taken for a formula.

    Parameters
    ----------
    axes
        What was drawn on.
    title
        The figure's message; long ones are wrapped.
    notices
        Of the documents it is made from.
    language
        Of the word before the notices.
    look
        What the user set.
    legend
        What colours mean, in a line under the title.
    left, right
        Edges of the axes, as shares of the width.
    top, below
        Inches between the title and the axes, and between the axes and the notices.
    """
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)  # noqa: S101 - axes stand on one
    figure.data = noticed(figure.data, notices)  # type: ignore[attr-defined]
    title = look.get("title", title)
    word = "注意" if language == "zh" else "Notice"
    width, height = figure.get_figwidth(), figure.get_figheight()
    footer = [line for notice in notices for line in _wrap(f"{word}：{notice}", width * 10.5)]
    if "ax" in look:
        _finish_user_axes(axes, title, legend, footer)
        return figure
    lines = _wrap(title, width * TITLE_PER_INCH)
    key = _wrap(legend, width * 9.2)
    top += 0.14 * (len(key) - 1)
    below_title = 1 - (0.16 + 0.20 * len(lines)) / height
    figure.text(0.02, below_title, "\n".join(key), va="top", fontproperties=font(7.5), color=INK)
    figure.text(0.02, 1 - 0.10 / height, "\n".join(lines), va="top", fontproperties=font(10.5), linespacing=1.25)
    figure.text(0.02, 0.06 / height, "\n".join(footer), va="bottom", color="#9C2A00", fontproperties=font(6.5))
    figure.subplots_adjust(
        left=left,
        right=right,
        top=1 - (top + 0.19 * len(lines)) / height,
        bottom=(below + 0.14 * len(footer)) / height,
    )
    for text in figure.findobj(Text):
        text.set_parse_math(False)
    return figure


def _finish_user_axes(axes: Axes, title: str, legend: str, footer: list[str]) -> None:
    """Put title and key above the axes of a user's figure, and the notices at its foot, each once."""
    from matplotlib.text import Text

    figure = axes.figure
    wide = axes.get_window_extent().width / figure.dpi
    lines = [*_wrap(title, wide * 8.2), *(_wrap(legend, wide * 8.2) if legend else ())]
    axes.set_title("\n".join(lines), loc="left", fontproperties=font(8))
    standing = {text.get_text() for text in figure.findobj(Text)}
    foot = "\n".join(footer)
    if foot and foot not in standing:
        figure.text(0.01, 0.005, foot, va="bottom", color="#9C2A00", fontproperties=font(6.5))
    for text in axes.findobj(Text):
        text.set_parse_math(False)


def empty(axes: Axes, words: str) -> None:
    """Say in the middle of the axes that there is nothing to draw, and why."""
    axes.axis("off")
    axes.text(
        0.5, 0.5, wrapped(words, 26), transform=axes.transAxes, ha="center", va="center", fontproperties=font(9.5),
        linespacing=1.5,
    )  # fmt: skip


def _wrap(text: str, width: float) -> list[str]:
    """Break `text` into lines of at most `width` Chinese characters; Latin words stay whole and count half."""
    lines, line, used = [], "", 0.0
    for token in _TOKEN.findall(text):
        size = sum(0.52 if char.isascii() else 1.0 for char in token)
        if line and used + size > width and token not in _NOT_FIRST:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + (token if line else token.lstrip()), used + size
    return [*lines, line.rstrip()]


def wrapped(text: str, width: float) -> str:
    """Return `text` broken into lines of at most `width` Chinese characters."""
    return "\n".join(_wrap(text, width))


def ticks(axes: Axes, size: float = 7.5) -> None:
    """Draw the labels of both axes in the shipped font."""
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(font(size))


def name(document: Document, language: Language) -> str:
    """Return what a figure calls a document: its short title, in English by table or in pinyin."""
    return english_document(document.called) if language == "en" else document.called


def picture_bytes(figure: Figure, kind: str) -> bytes:
    """Return `figure` as ``png``, ``svg`` or ``pdf``, the same bytes each time."""
    import io

    import matplotlib as mpl

    out = io.BytesIO()
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {"Software": None})
    with mpl.rc_context({"svg.hashsalt": "policycompare", "svg.fonttype": "none"}):
        figure.savefig(out, format=kind, dpi=160, metadata=metadata, facecolor="white")
    return out.getvalue()
