"""Templates of HTML: one environment for the page and the window, one for notebooks, over the same templates.

``cells.html.j2`` renders a difference, ``views.html.j2`` two provisions beside each other and a question of a review.
What they look like is said by class on the page and in the window, which have style sheets (``marks.css``), and by
style in a notebook, which has none of ours.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from policycompare.differing.marks import html_tags, legend, spans_html
from policycompare.differing.runs import RunTable
from policycompare.differing.text_tables import blocks
from policycompare.export.xml_characters import legible
from policycompare.messages import language
from policycompare.tables import plain
from policycompare.tables.cells import shown

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from policycompare.differing.marks import HtmlTarget
    from policycompare.differing.runs import Run, RunCell

_LONG = 24
"""Characters of the longest cell that needs no room of its own."""
_CLASSES = {"pair": "texts", "provision": "provision", "text": "text", "soft": "soft", "notice": "notice"}
"""Class of what the views consist of, on a page; what is not named has none."""
_STYLES = {
    "question": "max-width:60em;line-height:1.6",
    "pair": "display:flex;flex-wrap:wrap;gap:.6em;line-height:1.6",
    "provision": "flex:1 1 18em;min-width:0;padding:.2em .6em;border-left:3px solid var(--jp-border-color1,#bbb)",
    "soft": "opacity:.75",
    "table": "border-collapse:collapse;margin:.2em 0",
    "cell": "border:1px solid var(--jp-border-color1,#bbb);padding:.1em .4em;text-align:left;vertical-align:top",
    "head": "border:1px solid var(--jp-border-color1,#bbb);padding:.1em .4em;text-align:left;vertical-align:top",
}
"""Style of the same, and of tables inside of texts, in a notebook; colours come from JupyterLab's theme."""
# The head of a long table inside of a text may break, unlike those of the page's own tables.
_PAGE_STYLES = {"head": "white-space:normal"}


@cache
def environment(target: HtmlTarget = "page") -> Environment:
    """Return what renders the templates: everything is escaped, and characters that a page cannot hold are replaced."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup, escape

    def opening(run: Run) -> Markup:
        return Markup(html_tags(run.meaning, run.mark, target)[0])  # noqa: S704 - tags of our own table

    def closing(run: Run) -> Markup:
        return Markup(html_tags(run.meaning, run.mark, target)[1])  # noqa: S704

    def spans(cell: RunCell) -> Markup:
        return Markup(spans_html(cell))  # noqa: S704

    def look(name: str) -> Markup:
        return Markup(_look(name, target))  # noqa: S704

    def in_lines(text: str) -> str | Markup:
        """Return a text whose lines end where its own do; the style sheet of a page sees to that by itself."""
        return text if target == "page" else escape(legible(text)).replace("\n", Markup("<br>"))

    environment = Environment(
        loader=FunctionLoader(template_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: legible(value) if type(value) is str else value,
    )
    environment.filters |= {
        "opening": opening,
        "closing": closing,
        "shown": shown,
        "blocks": blocks,
        "spans": spans,
        "look": look,
        "in_lines": in_lines,
        "said": said,
    }
    environment.globals["legend"] = legend
    environment.tests |= {
        "runs": lambda cell: isinstance(cell, tuple),
        "table": lambda block: isinstance(block, RunTable),
        "long": lambda cell: len(str(plain(cell))) > _LONG,
    }
    return environment


def view_html(view: str, *shown_there: object, target: HtmlTarget = "notebook") -> str:
    """Return a view of ``views.html.j2``, by the name of its macro, as escaped HTML.

    Examples
    --------
    >>> from policycompare.differing.runs import Run
    >>> view_html("difference", (Run("1<2", "added"),))
    '<ins style="font-weight:bold;text-decoration:underline">1&lt;2</ins>'
    """
    return str(getattr(environment(target).get_template("views.html.j2").module, view)(*shown_there))


def said(what: object) -> str:
    """Return what a sentence, or anything else that has a text, says in the language of now."""
    text = getattr(what, "text", None)
    return str(text(language()) if callable(text) else what)


def template_text(name: str) -> str:
    """Return a file of ``resources/templates``."""
    return resources.files("policycompare.resources").joinpath("templates", name).read_text("utf-8")


def _look(name: str, target: HtmlTarget) -> str:
    styles = _PAGE_STYLES if target == "page" else _STYLES
    named = f' class="{_CLASSES[name]}"' if target == "page" and name in _CLASSES else ""
    styled = f' style="{styles[name]}"' if name in styles else ""
    return named + styled
