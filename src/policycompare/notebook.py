"""What a notebook shows of an alignment: a link side by side with its explanation, and an interactive view.

Colours come from JupyterLab's theme, so that light and dark are legible; columns fall below each other where the
screen is narrow. Where widgets do not run, the interactive view is a table.
"""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.differing.marks import legend, marked_html
from policycompare.differing.text_differences import normalisers_of, runs_to_show
from policycompare.vocabulary import OUTCOMES, SHAPES

if TYPE_CHECKING:
    from typing import Any

    from policycompare.aligning.alignment import Alignment
    from policycompare.documents import Measure

_COLUMN = "flex:1 1 18em;min-width:0;padding:.2em .6em;border-left:3px solid var(--jp-border-color1,#bbb)"


@dataclass(frozen=True, eq=False)
class Link:
    """Two provisions of an alignment, linked or not, as a notebook shows them.

    Attributes
    ----------
    aligned
        The alignment.
    child, parent
        Labels of the provisions.
    """

    aligned: Alignment
    child: str
    parent: str

    @property
    def words(self) -> str:
        """The explanation in a sentence."""
        return str(self.aligned.explain(self.child, self.parent).attrs["words"])

    def _repr_html_(self) -> str:
        al = self.aligned
        child, parent = al.child.by_label[self.child], al.parent.by_label[self.parent]
        shown = runs_to_show(child.text, parent.text, normalisers_of(al.child, al.parent))
        sides = (al.parent, parent, shown.parent), (al.child, child, shown.child)
        columns = "".join(
            f'<div style="{_COLUMN}"><b>{html.escape(document.cite(provision.label))}</b><br>{marked_html(text)}'
            f"{_units(provision)}</div>"
            for document, provision, text in sides
        )
        notes = "".join(f"<br>注意：{html.escape(n)}" for n in al.notices)
        return (
            '<div style="max-width:60em">'
            f'<div style="display:flex;flex-wrap:wrap;gap:.6em;line-height:1.6">{columns}</div>'
            f"<div><b>{html.escape(self._verdict())}</b>　{html.escape(self.words)}</div>"
            f'<small style="opacity:.75">{legend("notebook")}{notes}</small></div>'
        )

    def _verdict(self) -> str:
        links = self.aligned.links
        row = links[(links["child"] == self.child) & (links["parent"] == self.parent)]
        if row.empty:
            return "判为无关"
        shape = row["shape"].iloc[0]
        changed = row["shifts"].iloc[0]
        name = OUTCOMES[row["relation"].iloc[0]].chinese + (f"（{SHAPES[shape].chinese}）" if shape != "single" else "")
        return "；".join(filter(None, (name, changed)))

    def __repr__(self) -> str:
        return f"<Link {self.child} → {self.parent}: {self._verdict()}。{self.words}>"


def _units(provision: Measure) -> str:
    return f"<br><small>（{html.escape(provision.unit_names)}）</small>" if provision.units else ""


class Interactive(ABC):
    """What a notebook shows as widgets and, where they do not run, as HTML."""

    @abstractmethod
    def widget(self) -> Any:  # noqa: ANN401
        """Return the ipywidgets view.

        Raises
        ------
        ImportError
            ipywidgets is not installed (``pip install 'policycompare[notebooks]'``).
        """

    @abstractmethod
    def _repr_html_(self) -> str: ...

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002
        bundle: dict[str, Any] = {"text/html": self._repr_html_(), "text/plain": repr(self)}
        with suppress(ImportError):
            bundle |= {k: v for k, v in self.widget()._repr_mimebundle_().items() if k != "text/plain"}
        return bundle


class Explorer(Interactive):
    """An alignment to leaf through: a slider for the cut-off, the links, additions and gaps, two texts side by side.

    Parameters
    ----------
    aligned
        The alignment.
    """

    def __init__(self, aligned: Alignment) -> None:
        self.aligned = aligned

    def choices(self, what: str) -> list[tuple[str, tuple[str, str]]]:
        """Return what can be chosen: a line to show, and the labels of child and parent.

        Parameters
        ----------
        what
            ``"links"``, ``"additions"`` or ``"gaps"``; the last two with their nearest candidates.
        """
        al = self.aligned
        if what == "links":
            return [
                (f"{r.child} → {r.parent}　{r.probability:.2f}　{OUTCOMES[r.relation].chinese}", (r.child, r.parent))
                for r in al.links.itertuples()
            ]
        if what == "additions":
            rows = al.additions.itertuples()
            return [(f"{r.child}　最近 {r.nearest}　{r.probability:.2f}", (r.child, r.nearest)) for r in rows]
        return [
            (f"{r.parent}　最近 {r.nearest}　{r.probability:.2f}", (r.nearest, r.parent)) for r in al.gaps.itertuples()
        ]

    def widget(self) -> Any:  # noqa: ANN401
        """Return the slider, the list and the texts."""
        import ipywidgets as w

        slider = w.FloatSlider(self.aligned.threshold, min=0.05, max=0.95, step=0.05, description="阈值")
        what = w.ToggleButtons(options=[("对应", "links"), ("新增", "additions"), ("未承接", "gaps")])
        count = w.HTML()
        chosen = w.Select(rows=12, layout=w.Layout(width="22em"))
        shown = w.HTML(layout=w.Layout(flex="1 1 24em"))

        def fill(_: object = None) -> None:
            self.aligned = self.aligned.at(round(slider.value, 2))
            al = self.aligned
            count.value = f"{len(al.links)} 条对应，{len(al.additions)} 条新增，{len(al.gaps)} 条未承接"
            options = self.choices(what.value)
            before = chosen.value
            chosen.options = options
            chosen.value = before if before in [v for _, v in options] else options[0][1] if options else None

        def show(_: object = None) -> None:
            shown.value = Link(self.aligned, *chosen.value)._repr_html_() if chosen.value else "（没有）"

        slider.observe(fill, "value")
        what.observe(fill, "value")
        chosen.observe(show, "value")
        fill()
        show()
        panes = w.HBox([chosen, shown], layout=w.Layout(flex_flow="row wrap"))
        return w.VBox([w.HBox([slider, what, count], layout=w.Layout(flex_flow="row wrap")), panes])

    def _repr_html_(self) -> str:
        return self.aligned._repr_html_()

    def __repr__(self) -> str:
        return f"<Explorer of {self.aligned!r}>"


def explore(aligned: Alignment) -> Explorer:
    """Return an interactive view of an alignment for a notebook; a static table where widgets do not run."""
    return Explorer(aligned)
