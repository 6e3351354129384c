"""The record of what a reader said on two documents: a file of JSON lines, one an answer, only ever added to.

A line is written under a lock and forced to the disk as soon as the answer is there, so that a run that is stopped
goes on where it was, two runs at once lose nothing, and a crash costs the line it cuts. Texts are known by their
fingerprints, so the record is found and holds when documents are renamed, renumbered or changed in part.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from policycompare.assessing.answers import Answer, RefusedAnswerError, answer_of
from policycompare.assessing.calibration import load_calibrations
from policycompare.assessing.questions import AskedProvision, AssessorQuestion
from policycompare.deciding.decision_files import SAME_DOCUMENTS, share_on_texts
from policycompare.deciding.decisions import fingerprint
from policycompare.errors import AssessmentError
from policycompare.messages import message
from policycompare.storage.locks import locked
from policycompare.storage.paths import file_name, inside

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from policycompare.assessing.calibration import Calibration
    from policycompare.documents import Document
    from policycompare.messages import Message

State = Literal["taken", "refused"]
"""Whether an answer was taken, or refused as often as it was asked for, so that the provision is left to people."""
SUFFIX = ".jsonl"
WAIT = 10.0
"""Seconds that a writer waits for another one."""


@dataclass(frozen=True, slots=True)
class CitedText:
    """A provision in a record: its label then, and the fingerprint of its text."""

    label: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a reader said of one provision.

    Attributes
    ----------
    child
        The provision of the lower document.
    candidates
        Those of the higher document that were offered.
    state
        See `State`.
    answer
        What was taken; ``None`` for a refused one.
    raw
        All that the reader said, word for word, the last one last.
    refusals
        Why answers were refused, in Chinese.
    model
        Name of the model.
    prompt_version, prompt
        Version and hash of what it was told (see `policycompare.assessing.prompt`).
    when
        ISO 8601 with the offset from UTC.
    endpoint
        Name of the host that was asked, where the user wants it kept; or ``""``.
    tokens_sent, tokens_received
        As the endpoint counted them, 0 where it did not.
    """

    child: CitedText
    candidates: tuple[CitedText, ...]
    state: State
    answer: Answer | None
    raw: tuple[str, ...]
    refusals: tuple[str, ...]
    model: str
    prompt_version: str
    prompt: str
    when: str
    endpoint: str = ""
    tokens_sent: int = 0
    tokens_received: int = 0

    def answers(self, question: AssessorQuestion) -> bool:
        """Whether it is on the very texts of a question: on all of them, perhaps on more."""
        known = {candidate.fingerprint for candidate in self.candidates}
        asked = {candidate.fingerprint for candidate in question.candidates}
        return self.child.fingerprint == question.child.fingerprint and asked <= known


@dataclass(frozen=True)
class Assessments:
    """The answers in a record, in its order.

    Attributes
    ----------
    rows
        The answers.
    problems
        Lines that hold none, for a person.
    source
        The file.
    found_in
        Another file in which they were found by their texts, or ``""``.
    calibrations
        What the answers of the models are worth (see `policycompare.assessing.calibration`).
    """

    rows: tuple[Assessment, ...] = ()
    problems: tuple[Message, ...] = ()
    source: str = ""
    found_in: str = ""
    calibrations: tuple[Calibration, ...] = field(default=(), repr=False)

    @property
    def notes(self) -> tuple[Message, ...]:
        """Where the record was found when it was not in the file of these documents."""
        if not self.found_in:
            return ()
        return (message("no record {file}; that of the same texts was taken: {other}", file=self.source,
                        other=self.found_in),)  # fmt: skip

    def on(self, question: AssessorQuestion, model: str = "", prompt: str = "") -> Assessment | None:
        """Return the latest answer to a question, by any model or by the one named."""
        for row in reversed(self.rows):
            if row.answers(question) and model in ("", row.model) and prompt in ("", row.prompt):
                return row
        return None


def record_file(place: str | Path, child: Document, parent: Document) -> Path:
    """Return the record of two documents: `place` itself, or in a folder ``CHILDID__PARENTID.jsonl``."""
    place = Path(place)
    is_file = place.is_file() or (place.suffix.lower() == SUFFIX and not place.is_dir())
    return place if is_file else inside(place, file_name(child.id, parent.id, joint="__", suffix=SUFFIX))


def read_assessments(place: str | Path, child: Document, parent: Document) -> Assessments:
    """Read what a reader said on two documents.

    Parameters
    ----------
    place
        The record, or a folder in which it is ``CHILDID__PARENTID.jsonl``. In a folder without it a record on the same
        texts is looked for, as when a document was given another name.
    child, parent
        The documents.

    Raises
    ------
    AssessmentError
        The file is missing, cannot be read, or is the record of other documents.
    """
    path = record_file(place, child, parent)
    texts = _texts(child), _texts(parent)
    is_folder = path != Path(place)
    if path.exists():
        found = load(path)
        if found.rows and not is_folder and _share(found, texts) < SAME_DOCUMENTS:
            raise AssessmentError(
                message(
                    "{file}: the record of other documents: most of its texts are not in {child} and {parent}; "
                    "name the right one, or the folder of records",
                    file=path,
                    child=child.id,
                    parent=parent.id,
                )
            )
    elif is_folder:
        found = _on_texts(path, texts)
    else:
        raise AssessmentError(message("{file}: there is no such record; check the path", file=path))
    return replace(found, calibrations=load_calibrations(path.parent))


def _texts(document: Document) -> set[str]:
    return {fingerprint(provision) for provision in document.provisions}


def _on_texts(path: Path, texts: tuple[set[str], set[str]]) -> Assessments:
    """Return the record beside a missing one that is on the same texts, the likest if there are several."""
    best, found = 0.0, Assessments(source=str(path))
    for other in sorted(path.parent.glob(f"*__*{SUFFIX}")):
        try:
            record = load(other)
        except AssessmentError:
            continue  # It is reported to those whose file it is.
        share = _share(record, texts)
        if record.rows and share >= SAME_DOCUMENTS and share > best:
            best, found = share, replace(record, source=str(path), found_in=str(other))
    return found


def _share(record: Assessments, texts: tuple[Collection[str], Collection[str]]) -> float:
    """Return the share of a record's texts that are among those of two documents, of the side with fewer."""
    children = {row.child.fingerprint for row in record.rows}
    parents = {candidate.fingerprint for row in record.rows for candidate in row.candidates}
    return min(share_on_texts(children, texts[0], same_name=False), share_on_texts(parents, texts[1], same_name=False))


def load(path: Path) -> Assessments:
    """Read a record; a line that holds no answer is told and passed over.

    Raises
    ------
    AssessmentError
        The file cannot be read.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise AssessmentError(
            message("{file}: cannot be read ({cause}); check the path", file=path, cause=error.strerror)
        ) from None
    rows: list[Assessment] = []
    problems: list[Message] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append(_assessment(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            problems.append(
                message(
                    "{file}: line {line} holds no whole answer and was passed over; it is asked again",
                    file=path,
                    line=number,
                )
            )
    return Assessments(tuple(rows), tuple(problems), str(path))


def append(path: Path, rows: Sequence[Assessment]) -> None:
    """Add answers to a record, each a line; what others add at the same time is kept.

    Raises
    ------
    AssessmentError
        The record cannot be written.
    """
    content = "".join(_line(row) for row in rows).encode("utf-8", "surrogatepass")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path, WAIT), path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":  # what a crash cut
                    content = b"\n" + content
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except TimeoutError:
        raise AssessmentError(
            message("{file}: another program is writing it; wait, and run it again", file=path)
        ) from None
    except OSError as error:
        raise AssessmentError(
            message("{file}: cannot be written ({cause}); use another folder", file=path, cause=error.strerror)
        ) from None


def _line(row: Assessment) -> str:
    return json.dumps(asdict(row), ensure_ascii=False) + "\n"


def _assessment(data: dict[str, Any]) -> Assessment:
    """Return the answer in a line, checked as when it came; its quotes were checked against the texts then."""
    state = data["state"]
    if state not in ("taken", "refused"):
        raise ValueError(state)
    row = Assessment(
        _cited(data["child"]),
        tuple(_cited(candidate) for candidate in data["candidates"]),
        cast("State", state),
        _answer(data["answer"]) if state == "taken" else None,
        tuple(map(str, data["raw"])),
        tuple(map(str, data["refusals"])),
        model=str(data["model"]),
        prompt_version=str(data["prompt_version"]),
        prompt=str(data["prompt"]),
        when=str(data["when"]),
        endpoint=str(data["endpoint"]),
        tokens_sent=int(data["tokens_sent"]),
        tokens_received=int(data["tokens_received"]),
    )
    if not row.raw or not row.candidates:
        raise ValueError("raw")
    return row


def _cited(data: dict[str, str]) -> CitedText:
    return CitedText(str(data["label"]), str(data["fingerprint"]))


def _answer(data: dict[str, Any]) -> Answer:
    # The texts are not in the record: the quotes stand for them, so that all else is checked as it was at first.
    quotes = [(link["candidate"], link["child_quote"], link["parent_quote"]) for link in data["links"]]
    child = AskedProvision("", "", "\n".join(child_quote for _, child_quote, _ in quotes))
    candidates = tuple(AskedProvision(label, "", parent_quote) for label, _, parent_quote in quotes)
    try:
        return answer_of(json.dumps(data), AssessorQuestion(child, candidates, "", ""))
    except RefusedAnswerError as refused:
        raise ValueError(str(refused)) from None
