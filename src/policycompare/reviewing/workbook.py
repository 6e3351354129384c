"""Reading people's decisions from the Excel workbook, as they left it: sorted, filtered, with rows in or out.

A sheet that has the heads 下级条, 上级条 and 判定 in one row is a sheet of decisions. The column 核对码 ties its rows
to the texts, so that a workbook that was made before the latest run still works.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.aligning.coverage import UNDECIDED
from policycompare.deciding.decisions import (
    LONG_AGO,
    WITHOUT_LINK,
    Decision,
    in_one_line,
    moment,
    text_fingerprint,
)
from policycompare.errors import AnswerError, DecisionError
from policycompare.language.normalise import fold
from policycompare.messages import language, message
from policycompare.reviewing.sheets import LOOKED_FOR, read_sheets
from policycompare.reviewing.typed_labels import typed_label
from policycompare.storage.paths import is_id
from policycompare.vocabulary import GAP_REASONS, RELATIONS, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policycompare.messages import Language, Message
    from policycompare.reviewing.sheets import Cell, Sheet
    from policycompare.vocabulary import Verdict

    Cells = Mapping[str, Cell]

HEADS = {
    "child": "下级条", "parent": "上级条", "verdict": "判定", "relation": "关系更正", "reason": "原因",
    "comment": "备注", "who": "判定人", "when": "时间", "code": "核对码",
}  # fmt: skip
"""Heads of the columns of a sheet of decisions, by what they hold."""
NEEDED = ("child", "parent", "verdict")
LEAST_TEXT = 5
"""Least number of characters of a cell that may hold the text of a provision."""
_FINGERPRINT = re.compile(r"[0-9a-f]{16}|")
_LONGEST_CODE = 600
"""Greatest number of characters of a check code."""
MOST_DECIDED = 8000
"""Number of rows with a verdict that are taken from one workbook."""
# The label before the text of a provision, as the comparison prints it into one cell.
_PRINTED_LABEL = re.compile(r"^\s*[0-9][0-9.#-]*[.．、\s]\s*")

Pair = tuple[str, str]
"""Ids of child and parent document."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a workbook with a decision.

    Attributes
    ----------
    place
        Sheet and cell of the verdict, ``核定!F17``.
    pair
        Ids of child and parent document.
    decision
        The decision; ``when`` is ``""`` where the person gave no time.
    """

    place: str
    pair: Pair
    decision: Decision


@dataclass(frozen=True, slots=True)
class CellNote:
    """Something to say of a cell of a workbook.

    Attributes
    ----------
    place
        Sheet and cell, ``核定!F17``.
    what
        A message, or a decision that was made there.
    """

    place: str
    what: Message | Decision

    def text(self, chosen: Language | None = None) -> str:
        """Return the note in a language, by default that in which messages are shown now."""
        chosen = chosen or language()
        return f"{self.place}{'：' if chosen == 'zh' else ': '}{self.what.text(chosen)}"

    def __str__(self) -> str:
        return self.text()


@dataclass
class Workbook:
    """The decisions in a workbook.

    Attributes
    ----------
    path, exported, editor
        The file, when it was made, and who saved it last as its properties say.
    rows
        The decisions.
    problems
        Cells that could not be understood, with sheet and place.
    undecided
        Number of rows without a verdict.
    sheets
        Names of the sheets of decisions.
    fingerprints
        Of the texts of each document, by its id.
    """

    path: Path
    exported: datetime = LONG_AGO
    editor: str = ""
    rows: list[Row] = field(default_factory=list)
    problems: list[CellNote] = field(default_factory=list)
    undecided: int = 0
    sheets: list[str] = field(default_factory=list)
    fingerprints: dict[str, set[str]] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The source of decisions that are imported from it."""
        return f"workbook {self.exported.isoformat(timespec='seconds')}"

    def add_problem(self, cell: Cell, what: Message) -> None:
        """Note that a cell is not understood, or not all of it."""
        self.problems.append(CellNote(_place(cell), what))


@dataclass(frozen=True, slots=True)
class _Code:
    """A 核对码: the two documents of a row, and the fingerprints of its texts, ``""`` for a missing side."""

    pair: Pair
    child_fingerprint: str
    parent_fingerprint: str


class _CellError(AnswerError):
    """A cell without which its row holds no decision."""

    def __init__(self, cell: Cell, what: Message) -> None:
        super().__init__(what)
        self.cell, self.what = cell, what


def read_workbook(path: str | Path) -> Workbook:
    """Read the decisions of a workbook.

    Raises
    ------
    DecisionError
        It is missing, no xlsx workbook, or has no sheet of decisions.
    """
    path = Path(path)
    file = read_sheets(path, lambda cells: _head([cells]) is not None)
    book = Workbook(path, _with_offset(file.created), file.editor)
    sheets = [(sheet, head) for sheet in file.sheets if (head := _head(list(sheet.rows.values())[:LOOKED_FOR]))]
    if not sheets:
        raise DecisionError(
            message(
                "{file}: no sheet with the heads {heads} in one row; "
                "give the workbook that policycompare compare wrote",
                file=path,
                heads=[HEADS[name] for name in NEEDED],
            )
        )
    # All sheets are gone through twice: a row of the person's own is understood by what the others say.
    known = _Known()
    for sheet, head in sheets:
        book.sheets.append(sheet.title)
        for cells in head.rows(sheet):
            known.learn(cells, [cell.value for cell in sheet.rows[cells["verdict"].row].values()])
    book.fingerprints = known.fingerprints
    for sheet, head in sheets:
        pair = known.usual_pair(sheet.title)
        for cells in head.rows(sheet):
            _read_row(book, known, pair, cells)
        if len(book.rows) > MOST_DECIDED:
            raise DecisionError(
                message("{file}: more than {most} rows with a verdict; read it in parts", file=path, most=MOST_DECIDED)
            )
    return book


def _with_offset(made: datetime | None) -> datetime:
    """Return the time in the properties of a workbook, which is UTC where it does not say."""
    if made is None:
        return LONG_AGO
    return made.astimezone() if made.tzinfo else made.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Head:
    """The row of heads of a sheet of decisions, and the column of each."""

    row: int
    columns: Mapping[str, int]

    def rows(self, sheet: Sheet) -> Iterator[dict[str, Cell]]:
        """Yield the cells of each row below that has any, by what they hold."""
        for number in sheet.rows:
            if number <= self.row:
                continue
            cells = {name: sheet.cell(number, column) for name, column in self.columns.items()}
            if any(_text(cell) for cell in cells.values()):
                yield cells


def _head(rows: Sequence[Mapping[int, Cell]]) -> _Head | None:
    """Return the heads of a sheet, wherever people moved them; ``None`` when it is no sheet of decisions."""
    for cells in rows:
        # From the right, so that of two columns with one head the left counts.
        column_of = {fold(str(cell.value)): column for column, cell in sorted(cells.items(), reverse=True)}
        if all(HEADS[name] in column_of for name in NEEDED):
            columns = {name: column_of[head] for name, head in HEADS.items() if head in column_of}
            return _Head(next(iter(cells.values())).row, columns)
    return None


def _text(cell: Cell | None) -> str:
    """Return what a cell shows: whole numbers without a point."""
    value = None if cell is None else cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _label(cell: Cell) -> str:
    """Return the label that a person typed; ``""`` for none and for words such as 新增."""
    if isinstance(cell.value, date):
        # Excel takes 10-1 for a date.
        return f"{cell.value.month}-{cell.value.day}"
    text = _text(cell)
    label = typed_label(text)
    if label is None:
        raise _CellError(cell, message("“{text}” is no label; give one label a cell, a row for each pair", text=text))
    return label


def _code(cell: Cell | None) -> _Code | None:
    """Return the 核对码 in a cell; ``None`` when it is empty or was changed."""
    text = _text(cell).replace("：", ":").replace("｜", "|")
    child, _, parent = text[:_LONGEST_CODE].rpartition("|")
    child_id, _, child_print = child.rpartition(":")
    parent_id, _, parent_print = parent.rpartition(":")
    # An id becomes the name of a file: one that leads elsewhere was never written by this program.
    if not (is_id(child_id) and is_id(parent_id)) or len(text) > _LONGEST_CODE:
        return None
    if not (_FINGERPRINT.fullmatch(child_print) and _FINGERPRINT.fullmatch(parent_print)):
        return None
    return _Code((child_id, parent_id), child_print, parent_print)


def _place(cell: Cell) -> str:
    return cell.place


class _Known:
    """Facts about the documents from all rows together: labels and fingerprints, and texts where a cell holds one."""

    def __init__(self) -> None:
        self._prints: dict[tuple[str, str], Counter[str]] = {}
        self._labels: dict[tuple[str, str], Counter[str]] = {}
        self._pairs: dict[str, Counter[Pair]] = {}
        # Found once, when all rows are known: a label may have as many fingerprints as there are rows.
        self._usual_prints: dict[tuple[str, str], str] = {}
        self._usual_labels: dict[tuple[str, str], str] = {}
        self.texts: dict[str, str] = {}
        self.fingerprints: dict[str, set[str]] = {}

    def learn(self, cells: Cells, row: Sequence[object]) -> None:
        """Take in a row with a code; `row` has the values of all its cells, texts among them."""
        code = _code(cells.get("code"))
        if code is None:
            return
        self._pairs.setdefault(cells["verdict"].sheet, Counter())[code.pair] += 1
        self._learn_side(code.pair[0], cells["child"], code.child_fingerprint)
        self._learn_side(code.pair[1], cells["parent"], code.parent_fingerprint)
        fingerprints = (code.child_fingerprint, code.parent_fingerprint)
        for value in row:
            if isinstance(value, str) and len(value) >= LEAST_TEXT:
                self._learn_text(value, fingerprints)

    def _learn_side(self, document: str, cell: Cell, fingerprint: str) -> None:
        try:
            label = _label(cell)
        except _CellError:
            return  # It is reported when the row is read.
        if label and fingerprint:
            self.fingerprints.setdefault(document, set()).add(fingerprint)
            self._prints.setdefault((document, label), Counter())[fingerprint] += 1
            self._labels.setdefault((document, fingerprint), Counter())[label] += 1

    def _learn_text(self, value: str, fingerprints: tuple[str, str]) -> None:
        for text in (value, _PRINTED_LABEL.sub("", value)):
            found = text_fingerprint(text)
            if found in fingerprints:
                self.texts[found] = in_one_line(text)

    def usual_pair(self, sheet: str) -> Pair | None:
        """Return the pair of documents that most rows of a sheet are on."""
        found = self._pairs.get(sheet)
        if not found:
            return None
        [(pair, _)] = found.most_common(1)
        return pair

    def fingerprint_of(self, document: str, label: str) -> str:
        """Return the fingerprint that most rows give a label; ``""`` when none does, or two as often."""
        if (document, label) not in self._usual_prints:
            found = self._prints.get((document, label), Counter())
            most = max(found.values(), default=0)
            usual = [fingerprint for fingerprint, count in found.items() if count == most]
            self._usual_prints[document, label] = usual[0] if len(usual) == 1 else ""
        return self._usual_prints[document, label]

    def label_of(self, document: str, fingerprint: str) -> str:
        """Return the label that most rows give a text."""
        if (document, fingerprint) not in self._usual_labels:
            found = self._labels.get((document, fingerprint), Counter()).most_common(1)
            self._usual_labels[document, fingerprint] = found[0][0] if found else ""
        return self._usual_labels[document, fingerprint]


def _read_row(book: Workbook, known: _Known, usual_pair: Pair | None, cells: Cells) -> None:
    """Add a row's decision to the workbook's, or say what is wrong with which cell."""
    if not fold(_text(cells["verdict"])):
        book.undecided += 1
        _check_undecided(book, cells)
        return
    try:
        book.rows.append(_row(book, known, usual_pair, cells))
    except _CellError as fault:
        book.add_problem(fault.cell, fault.what)


def _check_undecided(book: Workbook, cells: Cells) -> None:
    """Say that a row is filled in, but for the verdict."""
    for name in ("relation", "comment", "who"):
        if text := _text(cells.get(name)):
            book.add_problem(
                cells[name], message("“{text}” is filled in, but the verdict is empty; choose one", text=text)
            )
            return


def _row(book: Workbook, known: _Known, usual_pair: Pair | None, cells: Cells) -> Row:
    verdict = _verdict(cells["verdict"])
    code = _code(cells.get("code"))
    if code is None and _text(cells.get("code")):
        raise _CellError(
            cells["code"],
            message(
                "the check code ({head}) was changed; copy it from a fresh workbook, or empty it in a row of your own",
                head=HEADS["code"],
            ),
        )
    pair = code.pair if code else usual_pair
    if pair is None:
        raise _CellError(
            cells["verdict"],
            message(
                "no row of this sheet says by its check code ({head}) which documents it is on; "
                "take the column from a fresh workbook",
                head=HEADS["code"],
            ),
        )
    child, child_fingerprint = _side(known, cells["child"], pair[0], code.child_fingerprint if code else "")
    parent, parent_fingerprint = _side(known, cells["parent"], pair[1], code.parent_fingerprint if code else "")
    _check_sides(cells, child, parent, verdict)
    shown_by_program = code is not None and bool(code.child_fingerprint and code.parent_fingerprint)
    if verdict == "confirmed" and child and parent and not shown_by_program:
        # A link in a row of the person's own is one that the program had not found.
        verdict = "added"
    relation = _relation(book, cells)
    decision = Decision(
        child,
        parent,
        verdict,
        relation=relation if child and parent else "",
        comment=_text(cells.get("comment")),
        who=_text(cells.get("who")),
        when=_when(book, cells.get("when")),
        child_fingerprint=child_fingerprint,
        parent_fingerprint=parent_fingerprint,
        child_text=known.texts.get(child_fingerprint, ""),
        parent_text=known.texts.get(parent_fingerprint, ""),
    )
    if not child:
        decision = _with_reason(book, cells, decision)
    return Row(_place(cells["verdict"]), pair, decision)


def _verdict(cell: Cell) -> Verdict:
    word = fold(_text(cell))
    term = VERDICTS.meant_by(word)
    if term is None:
        raise _CellError(
            cell, message("verdict “{word}” is not known; choose one of {words}", word=word, words=list(VERDICTS))
        )
    return term.key


def _side(known: _Known, cell: Cell, document: str, fingerprint: str) -> tuple[str, str]:
    """Return label and fingerprint of one side of a row: as typed, checked against what the other rows say."""
    label = _label(cell)
    if not fingerprint:
        # A row of the person's own, or a side that the row does not have.
        found = known.fingerprint_of(document, label) if label else ""
        if label and not found:
            raise _CellError(
                cell,
                message(
                    "{document} has no provision {label} in this workbook; check it", document=document, label=label
                ),
            )
        return label, found
    usual = known.label_of(document, fingerprint)
    if label and label != usual:
        raise _CellError(
            cell,
            message(
                "label “{label}” is not that of the check code ({head}), which was {usual}; "
                "for another pair use an empty row at the end",
                label=label,
                head=HEADS["code"],
                usual=usual,
            ),
        )
    if label and known.fingerprint_of(document, label) != fingerprint:
        raise _CellError(
            cell,
            message(
                "label “{label}” is of another text in other rows; sort whole rows, not single columns", label=label
            ),
        )
    return label or usual, fingerprint


def _check_sides(cells: Cells, child: str, parent: str, verdict: Verdict) -> None:
    """Check that a row names the provisions that its verdict needs."""
    if not child and not parent:
        raise _CellError(cells["verdict"], message("both labels are empty; write those of the two provisions"))
    if not (child and parent) and verdict not in WITHOUT_LINK:
        missing = "parent" if child else "child"
        raise _CellError(
            cells[missing],
            message(
                "verdict “{verdict}” needs the {head} too; write its label here",
                verdict=VERDICTS[verdict],
                head=HEADS[missing],
            ),
        )


def _relation(book: Workbook, cells: Cells) -> str:
    """Return the relation that a person chose, or ``""``; one that is not understood is reported."""
    word = fold(_text(cells.get("relation"))).lower()
    key = RELATIONS.words.get(word, "")
    if word and not key:
        book.add_problem(
            cells["relation"],
            message(
                "relation “{word}” is not known, the rest was taken; choose one of {words}",
                word=word,
                words=list(RELATIONS),
            ),
        )
    return key


def _with_reason(book: Workbook, cells: Cells, decision: Decision) -> Decision:
    """Return the decision on a gap with its reason; one that is not in the list goes to the comment."""
    written = _text(cells.get("reason"))
    if not written or fold(written) == UNDECIDED:
        return decision
    for term in GAP_REASONS:
        # The program's own suggestion goes on with the words that it rests on.
        if fold(written).startswith(term.key):
            return replace(decision, reason=term.key)
    book.add_problem(
        cells["reason"],
        message(
            "reason “{word}” is not in the list and was put into the comment; choose one of {words}",
            word=written,
            words=list(GAP_REASONS),
        ),
    )
    comment = "；".join(filter(None, (decision.comment, f"原因：{written}")))
    return replace(decision, comment=comment)


def _when(book: Workbook, cell: Cell | None) -> str:
    """Return the time of a row; a day alone means its end."""
    value = None if cell is None else cell.value
    if isinstance(value, datetime):
        day_alone = value.time() == datetime.min.time()
        whole = value + timedelta(days=1, seconds=-1) if day_alone else value
        return whole.astimezone().isoformat(timespec="seconds")
    text = _text(cell)
    if not text or cell is None:
        return ""
    # 2026年11月3日, 2026/11/3 and 2026.11.3 are written as 2026-11-03; in a time points and colons stay.
    plain = fold(text).replace("日", "") if ":" not in text else text
    plain = re.sub(r"[年月/.](?=\d)", "-", plain).strip()
    plain = re.sub(r"\d+", lambda digits: digits[0].zfill(2), plain)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", plain):
        plain += "T23:59:59"
    if moment(plain) == LONG_AGO:
        book.add_problem(
            cell, message("time “{text}” is not understood and was left out; write e.g. 2026-11-24 15:30", text=text)
        )
        return ""
    return moment(plain).isoformat(timespec="seconds")
