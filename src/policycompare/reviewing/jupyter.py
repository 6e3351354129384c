"""The review in a notebook: the question side by side, buttons, and a box in which a key acts once it is typed."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from policycompare.errors import PolicyCompareError
from policycompare.notebook import Interactive, Link
from policycompare.reviewing.session import Session, account, keys
from policycompare.reviewing.terminal import ASKED, question_text, told

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.questions import Question

_AT_ONCE = frozenset("ynu1234kdsz")
"""Keys that act without Enter; a comment (``c …``) and labels (``+12``) have a box of their own."""
_BUTTONS = {
    "pair": (("对应 y", "y"), ("不对应 n", "n"), ("一致 1", "1"), ("改写 2", "2"), ("细化 3", "3"), ("部分 4", "4")),
    "gap": (("确无对应 y", "y"), ("不适用 1", "1"), ("已有规定 2", "2"), ("不予采纳 3", "3"), ("待补 4", "4")),
    "addition": (("确为新增 y", "y"),),
    "stale": (("照旧 k", "k"), ("丢弃旧决定 d", "d")),
    "always": (("存疑 u", "u"), ("跳过 s", "s"), ("撤销 z", "z")),
}


class Review(Interactive):
    """A session as a notebook shows it.

    Parameters
    ----------
    session
        The session.
    blind
        Whether the model's verdict is shown only after the answer.
    """

    def __init__(self, session: Session, *, blind: bool = False) -> None:
        self.session, self.blind = session, blind
        self.said = ""

    @property
    def aligned(self) -> Alignment:
        """The alignment with everything that is decided so far."""
        return self.session.aligned

    def answer(self, typed: str) -> str:
        """Take an answer as `policycompare.reviewing.session.Session.answer` does, and say what became of it.

        What is not understood, and what cannot be saved, is said and not raised.
        """
        question = self.session.question
        before = len(self.session.steps)
        try:
            self.said = self.session.answer(typed)
        except (ValueError, PolicyCompareError) as fault:
            self.said = str(fault)
            return self.said
        answered = len(self.session.steps) > before
        if self.blind and answered and question and question.child >= 0 and question.parent >= 0:
            self.said += f"　程序：{told(self.aligned, question)}"
        return self.said

    def widget(self) -> Any:  # noqa: ANN401
        """Return the question, the buttons and the boxes."""
        import ipywidgets as w

        shown, said = w.HTML(), w.HTML()
        typed = w.Text(placeholder="在此按键", continuous_update=True, layout=w.Layout(width="7em"))
        line = w.Text(placeholder="c 备注，或 +条号，回车", continuous_update=False, layout=w.Layout(width="18em"))
        buttons = w.HBox(layout=w.Layout(flex_flow="row wrap"))

        def act(key: str) -> None:
            self.answer(key)
            typed.value = line.value = ""
            fill()

        def fill() -> None:
            shown.value, said.value = self._question_html(), f"<small>{html.escape(self.said)}</small>"
            buttons.children = tuple(self._button(w, label, key, act) for label, key in self._choices())

        def on_key(change: dict[str, Any]) -> None:
            if change["new"] in _AT_ONCE:
                act(change["new"])

        typed.observe(on_key, "value")
        line.observe(lambda change: act(change["new"]) if change["new"] else None, "value")
        fill()
        return w.VBox([shown, buttons, w.HBox([typed, line, said], layout=w.Layout(flex_flow="row wrap"))])

    def _choices(self) -> tuple[tuple[str, str], ...]:
        question = self.session.question
        if question is None:
            return _BUTTONS["always"][2:]
        kind = "gap" if question.child < 0 else "addition" if question.parent < 0 else "pair"
        other = self.aligned.child if question.child < 0 else self.aligned.parent
        labels = [other.provisions[k].label for k in question.candidates]
        picks = tuple((f"对应 {label}", f"+{label}") for label in labels)
        return (*_BUTTONS[kind], *picks, *(_BUTTONS["stale"] if question.old else ()), *_BUTTONS["always"])

    @staticmethod
    def _button(w: Any, label: str, key: str, act: Any) -> Any:  # noqa: ANN401
        button = w.Button(description=label, layout=w.Layout(width="auto"))
        button.on_click(lambda _: act(key))
        return button

    def _question_html(self) -> str:
        question = self.session.question
        if question is None:
            return f"<b>全部判定完毕</b>，存于 {html.escape(str(self.session.path))}"
        if question.child < 0 or question.parent < 0 or self.blind or question.old:
            text = question_text(self.session, question, blind=self.blind, colour=False)
            body = html.escape(text.rpartition("\n")[0]).replace("{+", "<ins><b>").replace("+}", "</b></ins>")
            body = body.replace("[-", "<del>").replace("-]", "</del>").replace("\n", "<br>")
            notes = "<br>".join(f"注意：{html.escape(notice)}" for notice in self.aligned.notices)
            return f'<div style="max-width:60em;line-height:1.6">{body}<br><small>{notes}</small></div>'
        return f"还有 {self.session.left} 问：<b>{ASKED[question.kind]}</b>" + self._link(question)._repr_html_()

    def _link(self, question: Question) -> Link:
        child, parent = (
            document.provisions[k].label
            for document, k in ((self.aligned.child, question.child), (self.aligned.parent, question.parent))
        )
        return Link(self.aligned, child, parent)

    def _repr_html_(self) -> str:
        question = self.session.question
        how = f"<p><small>用 .answer(…) 作答：{html.escape(keys(question))}</small></p>" if question else ""
        return self._question_html() + how

    def __repr__(self) -> str:
        return f"<Review of {self.aligned!r}: {len(self.session.steps)} answered, {self.session.left} left>"


def review(
    aligned: Alignment, path: str | Path = "comparison/decisions", *, who: str = "", blind: bool = False
) -> Review:
    """Return a review of an alignment for a notebook: the most telling questions first, saved at every answer.

    Where widgets do not run, the question is shown as it is and `Review.answer` takes the answers.

    Parameters
    ----------
    aligned
        The alignment.
    path
        File of decisions, or folder in which it is ``CHILDID__PARENTID.csv``; made when missing. What it holds is
        taken in, so that a review goes on where it was left.
    who
        Name of the person, for the file; that of the account when not given.
    blind
        Whether the model's verdict is shown only after the answer, so that gold made with the tool is not led by it.

    Raises
    ------
    DecisionError
        The file cannot be read or written.
    """
    return Review(Session(aligned, path, who=who or account(), source="notebook"), blind=blind)
