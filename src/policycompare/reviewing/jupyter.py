"""The review in a notebook: the question side by side, buttons, and a box in which a stroke acts once it is typed."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, overload

from policycompare.aligning.alignment import Alignment
from policycompare.analysing.pair_views import ProvisionView
from policycompare.arguments import takes
from policycompare.differing.text_differences import unmarked
from policycompare.errors import DecisionError, PolicyCompareError
from policycompare.export.templates import view_html
from policycompare.messages import language, message
from policycompare.notebook import Interactive
from policycompare.reviewing.answers import normalised
from policycompare.reviewing.choices import COUNTERPART
from policycompare.reviewing.question_view import judgement_message, judgement_of
from policycompare.reviewing.sample_coding import CHOICES, SampleCoding
from policycompare.reviewing.session import Session, account
from policycompare.validating.sampling import Sample
from policycompare.vocabulary import REVIEW_ACTIONS

if TYPE_CHECKING:
    from typing import Any

    from policycompare.reviewing.question_view import QuestionView


class Review(Interactive):
    """A session of a review as a notebook shows it.

    Parameters
    ----------
    session
        The session.
    blind
        Whether the program's judgement is shown only after the answer.
    """

    def __init__(self, session: Session, *, blind: bool = False) -> None:
        self.session, self.blind = session, blind
        self.reply = "；".join(map(str, session.notes))

    @property
    def aligned(self) -> Alignment:
        """The alignment with everything that is decided so far."""
        return self.session.alignment

    def answer(self, typed: str) -> str:
        """Take an answer as `policycompare.reviewing.session.Session.answer` does, and say what became of it.

        What is not understood, and what cannot be saved, is said and not raised.
        """
        question, alignment = self.session.question, self.aligned
        answered = len(self.session.steps)
        try:
            self.reply = self.session.answer(typed)
        except PolicyCompareError as fault:
            self.reply = str(fault)
            return self.reply
        if self.blind and question is not None and len(self.session.steps) > answered:
            program = judgement_of(alignment, question)
            self.reply += f"　{judgement_message(program)}" if program is not None else ""
        return self.reply

    def widget(self) -> Any:  # noqa: ANN401
        """Return the question, the buttons and the boxes."""
        import ipywidgets as w

        shown, reply = w.HTML(), w.HTML()
        stroke = w.Text(placeholder=str(message("type a key here")), continuous_update=True)
        stroke.layout = w.Layout(width="7em")
        line = w.Text(placeholder=str(message("c comment, or +label; then Enter")), continuous_update=False)
        line.layout = w.Layout(width="18em")
        buttons = w.HBox(layout=w.Layout(flex_flow="row wrap"))

        def act(typed: str) -> None:
            self.answer(typed)
            stroke.value = line.value = ""
            fill()

        def fill() -> None:
            view = self.session.view(blind=self.blind)
            shown.value, reply.value = _view_html(view, self.session), f"<small>{escape(self.reply)}</small>"
            buttons.children = tuple(_button(w, name, typed, act) for name, typed in self._buttons(view))

        def on_stroke(change: dict[str, Any]) -> None:
            if normalised(change["new"]) in self._strokes():
                act(change["new"])

        stroke.observe(on_stroke, "value")
        line.observe(lambda change: act(change["new"]) if change["new"] else None, "value")
        fill()
        saved = w.HTML(f"<small>{escape(_where(self.session))}</small>")
        return w.VBox([shown, buttons, w.HBox([stroke, line, reply], layout=w.Layout(flex_flow="row wrap")), saved])

    def _strokes(self) -> set[str]:
        """Return what acts in the small box as soon as it is typed."""
        view = self.session.view(blind=self.blind)
        if view is None:
            return {REVIEW_ACTIONS["undo"].key_stroke}
        return {choice.stroke for choice in view.choices if choice.acts_at_once}

    @staticmethod
    def _buttons(view: QuestionView | None) -> list[tuple[str, str]]:
        """Return name and answer of each button: choices that act at once, and one for each candidate."""
        if view is None:
            undo = REVIEW_ACTIONS["undo"]
            return [(f"{undo.name(language())} {undo.key_stroke}", undo.key_stroke)]
        buttons = []
        for choice in view.choices:
            if choice.acts_at_once:
                buttons.append((f"{choice.name.text(language())} {choice.stroke}", choice.stroke))
            elif choice.what == "counterpart":
                for candidate in view.candidates:
                    name = message("linked with {label}", label=candidate.label).text()
                    buttons.append((name, f"{COUNTERPART}{candidate.label}"))
        return buttons

    def _repr_html_(self) -> str:
        view = self.session.view(blind=self.blind)
        if view is None:
            return _view_html(view, self.session)
        choices = "　".join(choice.text() for choice in view.choices)
        how = message("answer with .answer(…): {choices}", choices=choices).text()
        told = f"{escape(how)}<br>{escape(_where(self.session))}"
        return f"{_view_html(view, self.session)}<p><small>{told}</small></p>"

    def __repr__(self) -> str:
        return f"<Review of {self.aligned!r}: {len(self.session.steps)} answered, {self.session.left} left>"


class CodingView(Interactive):
    """A sample as a notebook asks a coder about it, see `policycompare.reviewing.sample_coding.SampleCoding`.

    Parameters
    ----------
    coding
        What the coder said so far.
    """

    def __init__(self, coding: SampleCoding) -> None:
        self.coding, self.reply = coding, ""

    def answer(self, typed: str) -> str:
        """Take an answer, and say what became of it; what is not understood or cannot be saved is said, not raised."""
        try:
            self.reply = self.coding.answer(typed)
        except PolicyCompareError as fault:
            self.reply = str(fault)
        return self.reply

    def widget(self) -> Any:  # noqa: ANN401
        """Return the pair, the buttons and the boxes."""
        import ipywidgets as w

        shown, reply = w.HTML(), w.HTML()
        stroke = w.Text(placeholder=str(message("type a key here")), continuous_update=True)
        stroke.layout = w.Layout(width="7em")
        comment = w.Text(placeholder=str(message("a comment; then Enter")), continuous_update=False)
        undo = REVIEW_ACTIONS["undo"]

        def act(typed: str) -> None:
            self.answer(typed)
            stroke.value = comment.value = ""
            fill()

        def fill() -> None:
            shown.value, reply.value = self._shown(), f"<small>{escape(self.reply)}</small>"

        def on_stroke(change: dict[str, Any]) -> None:
            if normalised(change["new"]) in {each.key_stroke for each in (*CHOICES, undo)}:
                act(normalised(change["new"]))

        stroke.observe(on_stroke, "value")
        comment.observe(lambda change: act(f"c {change['new']}") if change["new"] else None, "value")
        fill()
        buttons = [
            _button(w, f"{each.name(language())} {each.key_stroke}", each.key_stroke, act) for each in (*CHOICES, undo)
        ]
        wrap = w.Layout(flex_flow="row wrap")
        return w.VBox([shown, w.HBox(buttons, layout=wrap), w.HBox([stroke, comment, reply], layout=wrap)])

    def _shown(self) -> str:
        row, coding = self.coding.row, self.coding
        where = message("every answer is saved in {file}", file=coding.path.resolve()).text()
        if row is None:
            return f"<b>{escape(message('nothing is left; saved in {file}', file=coding.path.resolve()).text())}</b>"
        views = [
            ProvisionView(label, f"{title} {label}", unmarked(text), "")
            for title, label, text in (
                (row.parent_title, row.parent, row.parent_text),
                (row.child_title, row.child, row.child_text),
            )
        ]
        left = message("{count} left; item {item}: ", count=coding.left, item=row.item).text()
        asked = message("does the second carry down at least one whole requirement of the first?").text()
        return view_html("coding", left, views, asked, coding.comment, [*coding.notices, where])

    def _repr_html_(self) -> str:
        how = "　".join(f"{each.key_stroke} {each.name(language())}" for each in (*CHOICES, REVIEW_ACTIONS["undo"]))
        told = message("answer with .answer(…): {choices}", choices=how).text()
        return f"{self._shown()}<p><small>{escape(told)}</small></p>"

    def __repr__(self) -> str:
        return f"<CodingView of {self.coding.path.name}: {self.coding.left} left>"


def _view_html(view: QuestionView | None, session: Session) -> str:
    """Return a question as HTML; every text of a document is escaped where it is put in."""
    if view is None:
        saved = message("nothing is left; saved in {file}", file=session.path).text()
        return f"<b>{escape(saved)}</b>"
    return view_html("question", view)


def _where(session: Session) -> str:
    return message("every answer is saved in {file}", file=session.path.resolve()).text()


def _button(w: Any, name: str, typed: str, act: Any) -> Any:  # noqa: ANN401
    button = w.Button(description=name, layout=w.Layout(width="auto"))
    button.on_click(lambda _: act(typed))
    return button


@overload
def review(aligned: Sample, path: str | Path | None = None) -> CodingView: ...
@overload
def review(aligned: Alignment, path: str | Path | None = None, *, who: str = "", blind: bool = False) -> Review: ...
@takes(DecisionError, aligned=(Alignment, Sample), path=(str, Path), who=str)
def review(
    aligned: Alignment | Sample, path: str | Path | None = None, *, who: str = "", blind: bool = False
) -> Review | CodingView:
    """Return a review of an alignment for a notebook: the most telling questions first, saved at every answer.

    A sample of a collection is coded in the same way, pair by pair and always blind (盲评).

    Where widgets do not run, the question is shown as it is and `Review.answer` takes the answers.

    Parameters
    ----------
    aligned
        The alignment; or a sample (`policycompare.cascading.Cascade.sample`), of which each coder has a file.
    path
        File of decisions, or folder in which it is ``CHILDID__PARENTID.csv``, ``comparison/decisions`` where not given;
        of a sample the coder's csv file, ``coding.csv`` where not given. Made when missing; what it has is used, so
        that one goes on where one stopped.
    who
        Name of the person, for the file; that of the account when not given.
    blind
        Whether the program's judgement is shown only after the answer, so that gold made with the tool is not led
        by it.

    Raises
    ------
    DecisionError
        The file cannot be read or written.
    """
    if isinstance(aligned, Sample):
        return CodingView(SampleCoding(aligned, path or "coding.csv"))
    path = path or "comparison/decisions"
    return Review(Session(aligned, path, who=who or account(), source="notebook"), blind=blind)
