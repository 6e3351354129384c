"""Asking a reader many questions: several at a time, refused answers once more, each answer handed on when it is there.

The reader is any function that takes chat messages and returns text. Its own threads do nothing but ask; what is done
with an answer is done in the caller's thread, which can be stopped at any moment without losing what was handed on.
"""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from policycompare.assessing.answers import RefusedAnswerError, answer_of
from policycompare.assessing.prompt import PROMPT_VERSION, chat, prompt_hash
from policycompare.assessing.records import Assessment, CitedText
from policycompare.errors import AssessmentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from policycompare.assessing.answers import Answer
    from policycompare.assessing.prompt import ChatMessage
    from policycompare.assessing.questions import AssessorQuestion

ATTEMPTS = 3
"""Times that an answer is asked for until the provision is left to people."""
FAILURES = 5
"""Questions in a row that may fail before the reader is taken to be out of order."""
_TICK = 0.5
"""Seconds after which a wait is looked at again, so that Ctrl-C is heard on Windows, too."""


class Reader(Protocol):
    """A language model: takes the messages of a chat and returns what it says.

    It may be called by several threads at a time. It raises `UnansweredError` where this one question got no answer,
    and anything else where asking on makes no sense.
    """

    def __call__(self, messages: list[ChatMessage], /) -> str | Reply:
        """Return the text of the reply, or the text with what it cost."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reader said, and how many tokens were counted for it (0 where that is not known)."""

    text: str
    tokens_sent: int = 0
    tokens_received: int = 0


class UnansweredError(AssessmentError):
    """A question that got no answer this time, after all retries; the run goes on with the others."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands with every answer of a run: the model's name, and the host's where the user wants it."""

    model: str
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a reader is asked.

    Attributes
    ----------
    parallel
        Questions at a time.
    per_minute
        Most requests a minute; 0 for no limit.
    """

    parallel: int = 4
    per_minute: float = 0


USUAL_PACE = Pace()


def answers_to(
    questions: Sequence[AssessorQuestion],
    reader: Reader,
    signature: Signature,
    pace: Pace = USUAL_PACE,
    unanswered: Callable[[AssessorQuestion, UnansweredError], object] = lambda _question, _error: None,
    waiting: Callable[[], object] = lambda: None,
) -> Iterator[tuple[AssessorQuestion, Assessment]]:
    """Yield each question with its answer, as they come.

    Parameters
    ----------
    questions
        The questions.
    reader
        Who answers.
    signature
        What stands with every answer.
    pace
        How fast.
    unanswered
        Called for each question that got no answer.
    waiting
        Called again and again while an answer is waited for; what it raises ends the run.

    Raises
    ------
    UnansweredError
        The last `FAILURES` questions all got none.
    Exception
        What the reader raised, as it was; answers that were yielded before are whole.
    """
    unasked: queue.SimpleQueue[AssessorQuestion] = queue.SimpleQueue()
    for question in questions:
        unasked.put(question)
    run = _Run(reader, signature, _Gate(pace.per_minute), unasked)
    threads = max(1, min(pace.parallel, len(questions)))
    for _ in range(threads):
        # Daemons: a request under way does not keep a program that was stopped from ending.
        threading.Thread(target=run.work, daemon=True, name="policycompare-reader").start()
    failed = 0
    try:
        for _ in questions:
            question, result = run.result(waiting)
            if isinstance(result, UnansweredError):
                unanswered(question, result)
                failed += 1
                if failed >= FAILURES:
                    raise result
                continue
            if isinstance(result, BaseException):
                raise result
            failed = 0
            yield question, result
    finally:
        run.stopped.set()


class _Run:
    """The state that the threads of a run share."""

    def __init__(
        self, reader: Reader, signature: Signature, gate: _Gate, waiting: queue.SimpleQueue[AssessorQuestion]
    ) -> None:
        self._reader, self._signature, self._gate, self._waiting = reader, signature, gate, waiting
        self._done: queue.SimpleQueue[tuple[AssessorQuestion, Assessment | BaseException]] = queue.SimpleQueue()
        self.stopped = threading.Event()

    def result(self, waiting: Callable[[], object]) -> tuple[AssessorQuestion, Assessment | BaseException]:
        """Return the next question that is done with its answer, or with what went wrong."""
        while True:
            waiting()
            try:
                return self._done.get(timeout=_TICK)
            except queue.Empty:
                continue

    def work(self) -> None:
        while not self.stopped.is_set():
            try:
                question = self._waiting.get_nowait()
            except queue.Empty:
                return
            try:
                self._done.put((question, self._assessed(question)))
            except BaseException as fault:  # noqa: BLE001 - raised again in the caller's thread
                self._done.put((question, fault))
                if not isinstance(fault, UnansweredError):
                    return

    def _assessed(self, question: AssessorQuestion) -> Assessment:
        """Ask until an answer can be taken, `ATTEMPTS` times at most."""
        raw: list[str] = []
        refusals: list[str] = []
        answer: Answer | None = None
        sent = received = 0
        while answer is None and len(raw) < ATTEMPTS:
            self._gate.wait(self.stopped)
            said = self._reader(chat(question, refusals[-1] if refusals else ""))
            reply = said if isinstance(said, Reply) else Reply(str(said))
            raw.append(reply.text)
            sent, received = sent + reply.tokens_sent, received + reply.tokens_received
            try:
                answer = answer_of(reply.text, question)
            except RefusedAnswerError as refused:
                refusals.append(str(refused))
        return assessment_of(
            question, answer, self._signature, raw=raw, refusals=refusals, tokens=(sent, received), when=now()
        )


def assessment_of(
    question: AssessorQuestion,
    answer: Answer | None,
    signature: Signature,
    *,
    raw: Sequence[str],
    refusals: Sequence[str],
    tokens: tuple[int, int],
    when: str,
) -> Assessment:
    """Return the line of a record for an answer; ``None`` for one that was refused to the last."""
    return Assessment(
        child=CitedText(question.child.label, question.child.fingerprint),
        candidates=tuple(CitedText(each.label, each.fingerprint) for each in question.candidates),
        state="refused" if answer is None else "taken",
        answer=answer,
        raw=tuple(raw),
        refusals=tuple(refusals),
        model=signature.model,
        prompt_version=PROMPT_VERSION,
        prompt=prompt_hash(),
        when=when,
        endpoint=signature.endpoint,
        tokens_sent=tokens[0],
        tokens_received=tokens[1],
    )


def now() -> str:
    """Return the time as the record has it: local, to the second, with its offset from UTC."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


class _Gate:
    """Lets requests through at an even pace."""

    def __init__(self, per_minute: float) -> None:
        self._interval = 60 / per_minute if per_minute > 0 else 0.0
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self, stopped: threading.Event) -> None:
        """Wait for the next place, at most until the run is stopped."""
        if not self._interval:
            return
        with self._lock:
            at = max(self._next, time.monotonic())
            self._next = at + self._interval
        stopped.wait(max(0.0, at - time.monotonic()))
