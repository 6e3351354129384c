"""`assess`: a language model reads what the aligner leaves open, and its answers are taken in.

Of two documents: which provisions are asked about, what that costs, and one run of questions and answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.alignment import Alignment
from policycompare.arguments import takes
from policycompare.assessing.addressed import is_suspect, speaks_to_the_reader
from policycompare.assessing.asking import USUAL_PACE, Pace, Signature, answers_to, now
from policycompare.assessing.batch import answers_in
from policycompare.assessing.prompt import ANSWER_TOKENS, chat, prompt_hash, tokens_sent
from policycompare.assessing.questions import AssessorQuestion
from policycompare.assessing.readings import merged
from policycompare.assessing.records import Assessments, append, read_assessments, record_file
from policycompare.errors import AssessmentError
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policycompare.assessing.asking import Reader, UnansweredError
    from policycompare.assessing.batch import Imported
    from policycompare.assessing.records import Assessment

CANDIDATES = 8
"""Candidates in a question: 99 of 100 true parents are among the first eight."""
MOST_CANDIDATES = 50
"""Greatest number of candidates of one question."""
OPEN_FROM, OPEN_TO = 0.05, 0.95
"""Probabilities between which a pair is open, and its provision asked about."""


@dataclass(frozen=True, slots=True)
class Price:
    """Money for a million tokens, in whatever currency, of what is sent and of what comes back."""

    sent: float
    received: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run will take, said before anything is sent.

    Attributes
    ----------
    questions
        Number of questions.
    sent, received
        Tokens, rather too many.
    """

    questions: int
    sent: int
    received: int

    def cost(self, price: Price) -> float:
        """Return the money at a price."""
        return (self.sent * price.sent + self.received * price.received) / 1_000_000


@dataclass(frozen=True, slots=True)
class Agenda:
    """The questions about two documents.

    Attributes
    ----------
    questions
        Those to be asked.
    answered
        How many more the record answers already.
    suspect
        Labels of provisions of the child that speak to their reader, and so are asked of no model.
    withheld
        Labels of those of the parent: they stand in no question.
    """

    questions: tuple[AssessorQuestion, ...]
    answered: int = 0
    suspect: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()

    @property
    def characters(self) -> int:
        """Number of characters that are sent, the guideline with each question included."""
        return sum(len(part["content"]) for question in self.questions for part in chat(question))

    @property
    def estimate(self) -> Estimate:
        """What asking them takes."""
        sent = sum(tokens_sent(question) for question in self.questions)
        return Estimate(len(self.questions), sent, ANSWER_TOKENS * len(self.questions))


def all_questions(alignment: Alignment, candidates: int = CANDIDATES) -> Agenda:
    """Return a question for every provision of the child that has a candidate, in the document's order.

    Parameters
    ----------
    alignment
        The alignment; the candidates are the aligner's own, whatever people or a reader said since.
    candidates
        How many of them a question has at most.

    Raises
    ------
    AssessmentError
        `candidates` is not between 1 and `MOST_CANDIDATES`.
    """
    return _agenda(alignment, range(len(alignment.child.provisions)), candidates)


def open_questions(alignment: Alignment, candidates: int = CANDIDATES) -> Agenda:
    """Return the questions about those provisions of the child that the aligner leaves open; raises as `all_questions`.

    A provision is open when one of its pairs has a probability between `OPEN_FROM` and `OPEN_TO`, is not the same but
    for localisation, and was decided by no person.
    """
    scores = alignment.scores
    probability = scores.probability
    is_open = (probability > OPEN_FROM) & (probability < OPEN_TO) & ~scores.identical & (alignment.verdicts == 0)
    return _agenda(alignment, np.unique(scores.pairs.rows[is_open]).tolist(), candidates)


def _agenda(alignment: Alignment, positions: Sequence[int], candidates: int) -> Agenda:
    if not 1 <= candidates <= MOST_CANDIDATES:
        raise AssessmentError(
            message("candidates {count}: not between 1 and {most}; give for example 8", count=candidates,
                    most=MOST_CANDIDATES)
        )  # fmt: skip
    questions: list[AssessorQuestion] = []
    suspect: list[str] = []
    withheld = {position for position, each in enumerate(alignment.parent.provisions)
                if speaks_to_the_reader(f"{each.chapter}\n{each.text}")}  # fmt: skip
    for position in positions:
        best = [each for each in _best_candidates(alignment, position, candidates) if each not in withheld]
        question = AssessorQuestion.about(alignment.child, alignment.parent, position, best)
        if is_suspect(question):
            suspect.append(question.child.label)
        elif best and question.child.text.strip():
            questions.append(question)
    labels = [alignment.parent.provisions[position].label for position in sorted(withheld)]
    return Agenda(tuple(questions), suspect=tuple(suspect), withheld=tuple(labels))


def _best_candidates(alignment: Alignment, position: int, count: int) -> list[int]:
    """Return the likeliest provisions of the parent, by the aligner alone, so that the questions stay the same."""
    scores = alignment.scores
    own = scores.pairs.of_row(position)
    order = own.start + np.argsort(-scores.log_odds[own], kind="stable")[:count]
    found: list[int] = scores.pairs.columns[order].tolist()
    return found


def unanswered(agenda: Agenda, record: Assessments, model: str = "", *, again: bool = False) -> Agenda:
    """Return an agenda without what the record answers, by the model that is named or by any.

    Parameters
    ----------
    agenda
        All questions.
    record
        What was answered, with the present prompt.
    model
        Name of the model that shall read.
    again
        Whether provisions that were left to people are asked about once more.
    """
    left = []
    for question in agenda.questions:
        known = record.on(question, model, prompt_hash())
        if known is None or (again and known.state == "refused"):
            left.append(question)
    return replace(agenda, questions=tuple(left), answered=len(agenda.questions) - len(left))


@takes(AssessmentError, alignment=Alignment, record=(str, Path))
def assess(
    alignment: Alignment,
    reader: Reader,
    *,
    model: str = "",
    record: str | Path | None = None,
    which: str = "open",
    candidates: int = CANDIDATES,
    parallel: int = 4,
) -> Alignment:
    """Let a language model read the provisions that the aligner leaves open, and take in what it says.

    Parameters
    ----------
    alignment
        The alignment.
    reader
        Any function that takes the messages of a chat (dictionaries with ``role`` and ``content``) and returns the
        text of the reply; or an `policycompare.assessing.endpoint.Endpoint`. It is called from several threads.
    model
        Name of the model, for the record; that of the endpoint, or of the function, when not given.
    record
        A record or a folder of records: what it answers is not asked again, and every answer is added as soon as it is
        there. Without it nothing is kept but in the result.
    which
        ``"open"``, or ``"all"`` for every provision.
    candidates
        How many provisions of the parent are offered at most.
    parallel
        Questions at a time.

    Returns
    -------
    Alignment
        The same, with links of ``method`` ``assessor`` where the reader linked; what people decided stands.

    Raises
    ------
    AssessmentError
        The record cannot be read or written, or there is no such way.

    Examples
    --------
    >>> from policycompare.aligning.align import align
    >>> al = assess(align("chongming", "shanghai"), lambda messages: '{"links": [], "confidence": "sure", "why": "无"}')
    >>> len(al.readings.read) > 0, al.readings.linked_pairs
    (True, ())
    """
    if which not in ("open", "all"):
        raise AssessmentError(message("which “{word}” is not known; give open or all", word=which))
    if not callable(reader):
        raise AssessmentError(
            message("{given} is no reader; give a function from a question to an answer", given=repr(reader)[:80])
        )
    name = model or getattr(reader, "model", "") or getattr(reader, "__name__", "") or type(reader).__name__
    agenda = all_questions(alignment, candidates) if which == "all" else open_questions(alignment, candidates)
    path = None if record is None else record_file(record, alignment.child, alignment.parent)
    known = known_answers(alignment, record)
    asked = unanswered(agenda, known, name).questions
    known = ask(asked, reader, Signature(name), path, known, Pace(parallel))
    return alignment.with_assessments(known)


def known_answers(alignment: Alignment, record: str | Path | None) -> Assessments:
    """Return what a record or a folder of records has on these documents; nothing where there is none yet."""
    if record is None:
        return alignment.readings.assessments
    path = record_file(record, alignment.child, alignment.parent)
    if path == Path(record) and not path.exists():
        return Assessments(source=str(path))
    return read_assessments(record, alignment.child, alignment.parent)


def take_in(
    alignment: Alignment, place: str | Path, content: bytes, *, source: object, model: str
) -> tuple[Imported, int]:
    """Add answers in the common batch form to the record.

    Parameters
    ----------
    alignment
        The alignment that they are on.
    place
        The record, or the folder of records.
    content
        Of the file of answers.
    source
        Its name, for messages.
    model
        Name of the model, where the answers do not say it themselves.

    Returns
    -------
    tuple
        What was found, and how many of the answers are new.

    Raises
    ------
    AssessmentError
        The answers cannot be understood, or the record cannot be read or written.
    """
    found = answers_in(content, source, lambda count: all_questions(alignment, count).questions, model or "batch", now)
    known = {_identity(row) for row in known_answers(alignment, place).rows}
    new = [row for row in found.taken if _identity(row) not in known]
    append(record_file(place, alignment.child, alignment.parent), new)
    return found, len(new)


def _identity(row: Assessment) -> tuple[object, ...]:
    return row.child, row.candidates, row.model, row.raw


def ask(
    questions: Sequence[AssessorQuestion],
    reader: Reader,
    signature: Signature,
    path: Path | None,
    known: Assessments,
    pace: Pace = USUAL_PACE,
    *,
    done: Callable[[Assessment], object] = lambda _: None,
    failed: Callable[[AssessorQuestion, UnansweredError], object] = lambda _question, _error: None,
    waiting: Callable[[], object] = lambda: None,
) -> Assessments:
    """Ask questions, and add each answer to the record as it comes.

    Parameters
    ----------
    questions, reader, signature, pace
        As `policycompare.assessing.asking.answers_to` takes them.
    path
        The record; ``None`` to keep nothing.
    known
        What was answered before.
    done, failed
        Called with each answer, and with each question that got none.
    waiting
        Called again and again while an answer is waited for; what it raises ends the run.

    Raises
    ------
    AssessmentError
        The record cannot be written, or the reader cannot be asked; what was answered before is in the record.
    """
    if path is not None and known.found_in and known.rows and not path.exists():
        append(path, known.rows)  # the record of these texts under their former name goes on under the new one
    found = []
    for _, assessment in answers_to(questions, reader, signature, pace, failed, waiting):
        if path is not None:
            append(path, [assessment])
        found.append(assessment)
        done(assessment)
    return merged(known, found)
