"""The look of a difference in each kind of output and the legend that explains it, in one table for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

from policycompare.differing.runs import Run
from policycompare.differing.text_tables import in_lines
from policycompare.language.safe_text import Coloured

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from policycompare.differing.runs import Mark, Meaning, RunCell, RunTable

Target = Literal["word", "excel", "notebook", "ansi", "plain"]
"""Kind of output: a Word document, a workbook, a notebook, a terminal with and without colours."""
HtmlTarget = Literal["page", "notebook"]
"""Kind of output that is HTML: a page with its style sheet, or a notebook, where each element has its style."""


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one kind of difference in each kind of output.

    Attributes
    ----------
    key
        A meaning or a mark of `policycompare.differing.runs.Run`.
    meaning
        Its meaning in words, shown where the pointer rests on it.
    word
        Id of a character style of the Word templates, or ``""``.
    excel
        Properties of a font in xlsxwriter's words.
    element
        Name of the HTML element around it.
    css_class
        Class of that element on the page, whose look is in ``page.css``.
    css
        Style of that element in a notebook, which has no style sheet of ours.
    ansi
        Codes of a terminal's attributes, or ``""``.
    plain
        Characters before and after it where there is nothing but characters.
    legend
        The words that explain it, by kind of output; the page explains by `SAMPLES`.
    """

    key: str
    meaning: str
    word: str = ""
    excel: Mapping[str, object] = field(default_factory=dict)
    element: str = "span"
    css_class: str = ""
    css: str = ""
    ansi: str = ""
    plain: tuple[str, str] = ("", "")
    legend: Mapping[str, str] = field(default_factory=dict)


# Every mark of words that only one side has is told by its form and not by its colour alone, so that it survives
# black-and-white printing.
_LOOKS = (
    Look(
        "added",
        "下级增加",
        word="added",
        excel={"bold": True, "underline": 1},
        element="ins",
        css="font-weight:bold;text-decoration:underline",
        ansi="1;4",
        plain=("{+", "+}"),
        legend={
            "word": "加粗下划线：下级增加的文字",
            "excel": "加粗下划线：下级增加",
            "notebook": "加粗下划线：下级增加",
            "ansi": "加粗下划线：下级增加",
            "plain": "{+…+}：下级增加",
        },
    ),
    Look(
        "removed",
        "上级有而下级无",
        word="removed",
        excel={"font_strikeout": True},
        element="del",
        css="opacity:.65",
        ansi="9;2",
        plain=("[-", "-]"),
        legend={
            "word": "删除线：上级有而下级无的文字",
            "excel": "删除线：上级有而下级无",
            "notebook": "删除线：上级有而下级无",
            "ansi": "删除线：上级有而下级无",
            "plain": "[-…-]：上级有而下级无",
        },
    ),
    Look(
        "moved_in",
        "移动位置",
        word="moved",
        excel={"underline": 2},
        css_class="moved",
        css="text-decoration:underline double",
        legend={
            "word": "双下划线：移动位置的文字",
            "excel": "双下划线：移动位置",
            "notebook": "双下划线：移动位置",
        },
    ),
    Look(
        "moved_out",
        "移动位置",
        word="moved",
        excel={"underline": 2, "font_strikeout": True},
        css_class="moved out",
        css="text-decoration:underline double;opacity:.65",
    ),
    Look(
        "localised",
        "仅作本地化调整",
        word="localised",
        excel={"font_color": "#7F7F7F"},
        css_class="local",
        css="opacity:.6",
        ansi="2",
        legend={
            "word": "灰色：仅作本地化调整的文字",
            "excel": "灰色：仅作本地化调整",
            "notebook": "浅色：仅本地化",
            "ansi": "浅色：仅本地化",
        },
    ),
    Look(
        "stronger",
        "力度加强",
        word="stronger",
        excel={"bold": True, "underline": 1, "font_color": "#B3261E"},
        css_class="stronger",
        css="outline:1px solid",
        legend={
            "word": "方框：力度加强（实线）或减弱（虚线）",
            "excel": "红色：力度加强或减弱",
            "notebook": "方框：力度加强（实线）或减弱（虚线）",
        },
    ),
    Look(
        "weaker",
        "力度减弱",
        word="weaker",
        excel={"bold": True, "underline": 1, "italic": True, "font_color": "#B3261E"},
        css_class="weaker",
        css="outline:1px dashed",
    ),
)
_EXPLAINED_WITH = {"moved_out": "moved_in", "weaker": "stronger"}
"""Looks that are explained with another one."""
LOOKS: dict[str, Look] = {look.key: look for look in _LOOKS}
"""The look of each kind of difference, by key, in the order of the legends."""


SAMPLES = (
    Run(LOOKS["added"].meaning, "added"),
    Run(LOOKS["removed"].meaning, "removed"),
    Run(LOOKS["moved_in"].meaning, "moved_in"),
    Run(LOOKS["localised"].meaning, "localised"),
    Run(LOOKS["stronger"].meaning, "added", mark="stronger"),
    Run(LOOKS["weaker"].meaning, "added", mark="weaker"),
)
"""The legend of the page: words that look like what they mean."""


VERSION_SAMPLES = (
    Run("增加的文字", "added"),
    Run("删去的文字", "removed"),
    Run("调整位置的文字", "moved_in"),
)
"""The legend of a page of two versions."""
_VERSION_LEGEND = "加粗下划线：增加的文字；删除线：删去的文字；双下划线：调整位置的文字。"


def look_of(run: Run) -> Look | None:
    """Return the one look of a run where a target can show no more than one, or ``None`` for plain text.

    A changed strength says more than that the word was added; that it was added says more than that it is a figure.
    """
    if run.mark in ("stronger", "weaker"):
        return LOOKS[run.mark]
    if run.meaning != "same":
        return LOOKS[run.meaning]
    return LOOKS.get(run.mark)


def legend(
    target: Target, wording: Literal["levels", "versions"] = "levels", occurring: AbstractSet[str] = frozenset(LOOKS)
) -> str:
    """Return the line that explains the marks of a kind of output, or ``""`` where none occurs.

    Parameters
    ----------
    target
        The kind of output.
    wording
        Whether levels are compared or versions.
    occurring
        The keys of the looks that occur; those of one legend are explained together.

    Examples
    --------
    >>> legend("plain")
    '{+…+}：下级增加　[-…-]：上级有而下级无'
    >>> legend("word", occurring={"moved_out"})
    '双下划线：移动位置的文字。'
    """
    keys = {_EXPLAINED_WITH.get(key, key) for key in occurring}
    if wording == "versions" and keys:
        return _VERSION_LEGEND
    lines = [look.legend[target] for look in _LOOKS if target in look.legend and look.key in keys]
    if not lines:
        return ""
    return "；".join(lines) + "。" if target in ("word", "excel") else "　".join(lines)


def spans_html(cell: RunCell) -> str:
    """Return the attributes of a cell in HTML that takes several columns or rows.

    Examples
    --------
    >>> from policycompare.differing.runs import RunCell
    >>> spans_html(RunCell((), columns=2))
    ' colspan="2"'
    """
    spans = (("colspan", cell.columns), ("rowspan", cell.rows))
    return "".join(f' {name}="{count}"' for name, count in spans if count > 1)


@cache
def html_tags(meaning: Meaning, mark: Mark, target: HtmlTarget) -> tuple[str, str]:
    """Return the HTML before and after a run of that meaning and mark.

    The page has classes, which its style sheet knows; a notebook has no style sheet of ours, and gets styles.

    Examples
    --------
    >>> html_tags("added", "weaker", "page")
    ('<ins class="weaker" title="力度减弱">', '</ins>')
    """
    return _page_tags(meaning, mark) if target == "page" else _notebook_tags(meaning, mark)


def _page_tags(meaning: Meaning, mark: Mark) -> tuple[str, str]:
    look, emphasis = LOOKS.get(meaning), LOOKS.get(mark)
    start = end = ""
    if look and mark in ("stronger", "weaker"):
        return f'<{look.element} class="{mark}" title="{LOOKS[mark].meaning}">', f"</{look.element}>"
    if look:
        named = f' class="{look.css_class}"' if look.css_class else ""
        start, end = f"<{look.element}{named}>", f"</{look.element}>"
    if emphasis:
        start += f'<{emphasis.element} class="{emphasis.css_class}" title="{emphasis.meaning}">'
        end = f"</{emphasis.element}>{end}"
    return start, end


def _notebook_tags(meaning: Meaning, mark: Mark) -> tuple[str, str]:
    start = end = ""
    # The emphasis stands inside the difference: an added deontic word is both.
    for look in (LOOKS.get(meaning), LOOKS.get(mark)):
        if look:
            title = f' title="{look.meaning}"' if look.key in ("stronger", "weaker") else ""
            start += f'<{look.element} style="{look.css}"{title}>'
            end = f"</{look.element}>{end}"
    return start, end


def marked_ansi(shown: Iterable[Run | RunTable]) -> Coloured:
    """Return runs as text with a terminal's attributes, the rows of a table as lines."""
    out = []
    for run in in_lines(shown):
        look = LOOKS.get(run.meaning)
        out.append(Coloured.painted(run.text, look.ansi if look else ""))
    return Coloured.of(out)


def marked_plain(shown: Iterable[Run | RunTable]) -> str:
    """Return runs as text, with ``{+added+}`` and ``[-removed-]`` words, the rows of a table as lines."""
    out = []
    for run in in_lines(shown):
        look = LOOKS.get(run.meaning)
        start, end = look.plain if look else ("", "")
        out.append(f"{start}{run.text}{end}")
    return "".join(out)
