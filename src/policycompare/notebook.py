"""Views of an alignment in a notebook: a link side by side with its explanation, and an interactive view.

Colours come from JupyterLab's theme, so that light and dark are legible; columns fall below each other where the
screen is narrow. Where widgets do not run, the interactive view is a table.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.aligning.alignment import Alignment
from policycompare.analysing.pair_views import judgement, pair_view
from policycompare.arguments import takes
from policycompare.errors import AlignmentError
from policycompare.export.templates import view_html
from policycompare.messages import language, message
from policycompare.vocabulary import RELATIONS, UNLINKED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from policycompare.aligning.alignment import Nearest
    from policycompare.aligning.links import Link
    from policycompare.analysing.pair_views import Judgement
    from policycompare.documents import Measure
    from policycompare.messages import Message


def notice_texts(notices: Sequence[str]) -> tuple[Message, ...]:
    """Return the notices of documents, each with the word for one before it."""
    return tuple(message("notice: {text}", text=notice) for notice in notices)


@dataclass(frozen=True, eq=False)
class LinkView:
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

    def __post_init__(self) -> None:
        if not isinstance(self.aligned, Alignment):
            raise AlignmentError(message("{given} is no alignment; give one from align", given=repr(self.aligned)[:80]))
        for side in ("child", "parent"):  # 5 stands for "5", as everywhere
            object.__setattr__(self, side, str(getattr(self, side)))
        self.aligned.evidence(self.child, self.parent)  # a label that is not there is told now, not when it is shown

    @property
    def words(self) -> str:
        """The explanation in a sentence."""
        return self._judgement().explanation

    def _judgement(self) -> Judgement:
        child, parent = self.aligned.child.by_label[self.child], self.aligned.parent.by_label[self.parent]
        return judgement(self.aligned, child, parent)

    def _repr_html_(self) -> str:
        al = self.aligned
        view = pair_view(al, al.child.by_label[self.child], al.parent.by_label[self.parent])
        program = self._judgement()
        notices = [str(notice) for notice in notice_texts(al.notices)]
        return view_html("link", view.provisions, _verdict(program), program.explanation, notices)

    def __repr__(self) -> str:
        program = self._judgement()
        return f"<LinkView {self.child} → {self.parent}: {_verdict(program)}。{program.explanation}>"


def _verdict(program: Judgement) -> str:
    """Return relation and changes of a link, or that there is none."""
    if not program.linked:
        return message("judged not linked").text()
    return "；".join(filter(None, (program.relation_words, program.changes)))


class Interactive(ABC):
    """View as widgets and, where they do not run, as HTML."""

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

    def choices(self, what: str, words: str = "") -> list[tuple[str, tuple[str, str]]]:
        """Return what can be chosen: a line to show, and the labels of child and parent.

        Parameters
        ----------
        what
            ``"links"``, ``"additions"`` or ``"gaps"``; the last two with their nearest candidates.
        words
            What the line or the text of either provision must have, each of several words somewhere; all when empty.
        """
        wanted = words.split()
        return [(line, labels) for line, labels in self._lines(what) if self._has(line, labels, wanted)]

    def _has(self, line: str, labels: tuple[str, str], wanted: list[str]) -> bool:
        child, parent = self.aligned.child.by_label[labels[0]], self.aligned.parent.by_label[labels[1]]
        text = f"{line}\n{child.text}\n{child.unit_names}\n{parent.text}\n{parent.unit_names}"
        return all(word in text for word in wanted)

    def _lines(self, what: str) -> list[tuple[str, tuple[str, str]]]:
        al = self.aligned
        if what == "links":
            return [(_link_line(link), link.labels) for link in al.link_list]
        lines = []
        if what == "additions":
            for provision in al.added_provisions:
                nearest = al.nearest_parent(provision.label)
                lines.append((_lonely_line(provision, nearest), (provision.label, nearest.provision.label)))
        else:
            for provision in al.gap_provisions:
                nearest = al.nearest_child(provision.label)
                lines.append((_lonely_line(provision, nearest), (nearest.provision.label, provision.label)))
        return lines

    def widget(self) -> Any:  # noqa: ANN401
        """Return the slider, the list and the texts."""
        import ipywidgets as w

        threshold = str(message("threshold"))
        slider = w.FloatSlider(self.aligned.threshold, min=0.05, max=0.95, step=0.05, description=threshold)
        kinds = [
            (message("links").text(), "links"),
            (UNLINKED["addition"].name(language()), "additions"),
            (UNLINKED["gap"].name(language()), "gaps"),
        ]
        what = w.ToggleButtons(options=kinds)
        count = w.HTML()
        words = w.Text(placeholder=str(message("words that the texts have")), layout=w.Layout(width="22em"))
        chosen = w.Select(rows=12, layout=w.Layout(width="22em"))
        shown = w.HTML(layout=w.Layout(flex="1 1 24em"))

        def fill(_: object = None) -> None:
            self.aligned = self.aligned.at(round(slider.value, 2))
            al = self.aligned
            count.value = message(
                "{links} links, {additions} additions, {gaps} gaps",
                links=len(al.link_list),
                additions=len(al.added_provisions),
                gaps=len(al.gap_provisions),
            ).text()
            options = self.choices(what.value, words.value)
            before = chosen.value
            chosen.options = options
            values = [labels for _, labels in options]
            if before in values:
                chosen.value = before
            else:
                chosen.value = values[0] if values else None

        def show(_: object = None) -> None:
            if chosen.value:
                shown.value = LinkView(self.aligned, *chosen.value)._repr_html_()
            else:
                shown.value = str(message("(none)"))

        slider.observe(fill, "value")
        what.observe(fill, "value")
        words.observe(fill, "value")
        chosen.observe(show, "value")
        fill()
        show()
        panes = w.HBox([w.VBox([words, chosen]), shown], layout=w.Layout(flex_flow="row wrap"))
        return w.VBox([w.HBox([slider, what, count], layout=w.Layout(flex_flow="row wrap")), panes])

    def _repr_html_(self) -> str:
        return self.aligned._repr_html_()

    def __repr__(self) -> str:
        return f"<Explorer of {self.aligned!r}>"


@takes(AlignmentError, aligned=Alignment)
def explore(aligned: Alignment) -> Explorer:
    """Return an interactive view of an alignment for a notebook; a static table where widgets do not run."""
    return Explorer(aligned)


def _link_line(link: Link) -> str:
    relation = RELATIONS[link.relation].name(language())
    return f"{link.child.called} → {link.parent.called}　{link.probability:.2f}　{relation}"


def _lonely_line(provision: Measure, nearest: Nearest) -> str:
    return message(
        "{label}　nearest {nearest}　{probability}",
        label=provision.called,
        nearest=nearest.provision.called,
        probability=f"{nearest.probability:.2f}",
    ).text()
