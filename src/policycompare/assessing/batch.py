"""Questions and answers as files in the common batch form: for a batch service, or a machine across an air gap."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from policycompare.assessing.answers import RefusedAnswerError, answer_of
from policycompare.assessing.asking import Signature, assessment_of
from policycompare.assessing.endpoint import batch_body
from policycompare.assessing.prompt import chat, prompt_hash
from policycompare.errors import AssessmentError
from policycompare.messages import message
from policycompare.storage.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from policycompare.assessing.questions import AssessorQuestion
    from policycompare.assessing.records import Assessment
    from policycompare.messages import Message

URL = "/v1/chat/completions"


def request_id(question: AssessorQuestion) -> str:
    """Return the name of a question in a batch: how many candidates, and a hash of the texts and the prompt."""
    return f"{len(question.candidates)}-{question.digest}-{prompt_hash()}"


def question_lines(questions: Iterable[AssessorQuestion], model: str) -> list[bytes]:
    """Return questions in the common batch form, one JSON object a line."""
    lines = []
    for question in questions:
        body = batch_body(model, chat(question))
        request = {"custom_id": request_id(question), "method": "POST", "url": URL, "body": body}
        lines.append((json.dumps(request, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass"))
    return lines


def export_questions(path: Path, questions: Iterable[AssessorQuestion], model: str) -> int:
    """Write questions as `question_lines` gives them, and return how many.

    Raises
    ------
    AssessmentError
        The file cannot be written.
    """
    lines = question_lines(questions, model)
    try:
        write_whole(path, b"".join(lines))
    except OSError as error:
        raise AssessmentError(
            message("{file}: cannot be written ({cause}); use another folder", file=path, cause=error.strerror)
        ) from None
    return len(lines)


@dataclass
class Imported:
    """What came of a file of answers.

    Attributes
    ----------
    taken
        The answers that were taken.
    refused
        Lines of answers that keep not to the schema, the labels or the texts; their questions are still open.
    unknown
        Lines on questions that these documents do not have.
    failed
        Lines that hold no answer.
    """

    taken: list[Assessment] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)

    @property
    def problems(self) -> list[Message]:
        """What was not taken, for a person."""
        found = []
        if self.refused:
            found.append(message("lines {lines}: answers refused; their questions are still open", lines=self.refused))
        if self.unknown:
            found.append(
                message("lines {lines}: on questions that these documents do not have (other documents, changed texts, "
                        "or another version of the prompt)", lines=self.unknown)
            )  # fmt: skip
        if self.failed:
            found.append(message("lines {lines}: no answer in them; their questions are still open", lines=self.failed))
        return found


def import_answers(
    path: Path, questions: Callable[[int], Sequence[AssessorQuestion]], model: str, when: Callable[[], str]
) -> Imported:
    """Read answers in the common batch form.

    Parameters
    ----------
    path
        JSON lines, each with the ``custom_id`` of a question and the ``response`` of the service.
    questions
        Returns all questions with so many candidates.
    model
        Name of the model, where the answers do not say it themselves.
    when
        Returns the time of import: a batch does not say when it was answered.

    Raises
    ------
    AssessmentError
        The file cannot be read, or no line of it is of the batch form.
    """
    return answers_in(read_answers(path), path, questions, model, when)


def read_answers(path: Path) -> bytes:
    """Return the content of a file of answers; raises `AssessmentError` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise AssessmentError(
            message("{file}: cannot be read ({cause}); check the path", file=path, cause=error.strerror)
        ) from None


def answers_in(
    content: bytes,
    source: object,
    questions: Callable[[int], Sequence[AssessorQuestion]],
    model: str,
    when: Callable[[], str],
) -> Imported:
    """Return the answers in the content of a file; `source` is its name for messages, all else as `import_answers`."""
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise AssessmentError(
            message("{file}: cannot be read ({cause}); check the path", file=source, cause="UTF-8")
        ) from None
    known: dict[str, dict[str, AssessorQuestion]] = {}
    found = Imported()
    is_batch = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        reply = _reply(line)
        if reply is None:
            found.failed.append(number)
            continue
        is_batch = True
        count = reply.question.partition("-")[0]
        if count not in known:
            asked = questions(int(count)) if count.isdecimal() and len(count) < 4 else ()
            known[count] = {request_id(question): question for question in asked}
        question = known[count].get(reply.question)
        if question is None:
            found.unknown.append(number)
            continue
        try:
            answer = answer_of(reply.text, question)
        except RefusedAnswerError:
            found.refused.append(number)
            continue
        signature = Signature(reply.model or model)
        found.taken.append(
            assessment_of(question, answer, signature, raw=[reply.text], refusals=(), tokens=reply.tokens, when=when())
        )
    if not is_batch:
        raise AssessmentError(
            message("{file}: no answers in the batch form (custom_id, response.body.choices); give the file that the "
                    "service made", file=source)
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class _BatchReply:
    """A line of answers."""

    question: str
    text: str
    model: str
    tokens: tuple[int, int]


def _reply(line: str) -> _BatchReply | None:
    """Return what a line says; ``None`` where it holds no answer, as of a request that failed."""
    try:
        data: Mapping[str, Any] = json.loads(line)
        body = data["response"]["body"]
        usage = body.get("usage") or {}
        tokens = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
        text = body["choices"][0]["message"]["content"]
        if not isinstance(text, str):
            return None
        return _BatchReply(str(data["custom_id"]), text, str(body.get("model") or ""), tokens)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return None
