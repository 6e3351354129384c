"""Reading people's decisions from the Excel workbook, as they left it: sorted, filtered, with rows in or out.

A sheet that has the heads 下级条, 上级条 and 判定 in one row is a sheet of decisions. The column 核对码 ties its rows
to the texts, so that a workbook that was made before the latest run still works.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.aligning.coverage import UNDECIDED
from policycompare.deciding.decisions import LONG_AGO, Decision, in_one_line, moment, text_fingerprint
from policycompare.errors import DecisionError
from policycompare.language.normalise import fold
from policycompare.vocabulary import GAP_REASONS, RELATIONS, VERDICTS, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

HEADS = {
    "child": "下级条", "parent": "上级条", "verdict": "判定", "relation": "关系更正", "reason": "原因",
    "comment": "备注", "who": "判定人", "when": "时间", "code": "核对码",
}  # fmt: skip
NEEDED = ("child", "parent", "verdict")
LOOKED_FOR = 100
"""Rows among which the row of heads is looked for."""
_ALSO: dict[Verdict, str] = {
    "confirmed": "是 对 √ ✓ ✔ y", "rejected": "否 不是 不对 × ✗ x n", "added": "补 增补", "unsure": "?",
}  # fmt: skip
"""What people write instead of the names in the list."""
_WORDS: dict[str, Verdict] = {word: term.key for term in VERDICTS for word in (term.chinese, *_ALSO[term.key].split())}
_CODE = re.compile(r"(.+):([0-9a-f]{16})?\|(.+):([0-9a-f]{16})?")
_LABEL = re.compile(r"第?([0-9][0-9A-Za-z.#-]*?)[.、]?条?")
_NUMBER = re.compile(r"^\s*[0-9][0-9.#-]*[.．、\s]\s*")

Pair = tuple[str, str]


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
        What stands there; ``when`` is ``""`` where the person gave no time.
    """

    place: str
    pair: Pair
    decision: Decision


@dataclass
class Workbook:
    """What a workbook tells.

    Attributes
    ----------
    path, exported, editor
        The file, when it was made, and who saved it last as its properties say.
    rows
        The decisions.
    problems
        What could not be understood, with sheet and cell.
    undecided
        Number of rows without a verdict.
    sheets
        Names of the sheets of decisions.
    """

    path: Path
    exported: datetime = LONG_AGO
    editor: str = ""
    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    undecided: int = 0
    sheets: list[str] = field(default_factory=list)

    @property
    def source(self) -> str:
        """What decisions taken from it say of where they were made."""
        return f"workbook {self.exported.isoformat(timespec='seconds')}"


def read_workbook(path: str | Path) -> Workbook:
    """Read the decisions of a workbook.

    Raises
    ------
    DecisionError
        It is missing, no xlsx workbook, or has no sheet of decisions.
    """
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    path = Path(path)
    try:
        book = load_workbook(path, data_only=True)
    except FileNotFoundError:
        raise DecisionError(f"{path}: 没有这个文件（no such workbook; check the path）") from None
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as fault:
        raise DecisionError(f"{path}: 不是 Excel 工作簿（cannot be read as xlsx: {fault}; save it as .xlsx）") from None
    made = book.properties.created
    out = Workbook(
        path, made.astimezone() if made and made.tzinfo else _utc(made), book.properties.lastModifiedBy or ""
    )
    sheets = [(sheet, *found) for sheet in book.worksheets if (found := _head(sheet))]
    if not sheets:
        raise DecisionError(
            f"{path}: 没有核定表（no sheet with the heads {'、'.join(HEADS[n] for n in NEEDED)} in one row; "
            "give the workbook that policycompare compare wrote）"
        )
    known = _Known()
    for sheet, head, columns in sheets:
        out.sheets.append(sheet.title)
        for cells in _rows(sheet, head, columns):
            known.learn(cells, [c.value for c in sheet[next(iter(cells.values())).row]])
    for sheet, head, columns in sheets:
        own = known.usual(sheet.title)
        for cells in _rows(sheet, head, columns):
            _read_row(out, known, own, cells)
    return out


def _utc(made: datetime | None) -> datetime:
    from datetime import UTC

    return made.replace(tzinfo=UTC) if made else LONG_AGO


def _head(sheet: Worksheet) -> tuple[int, dict[str, int]] | None:
    """Return the row of heads and the column of each, wherever people moved them."""
    for cells in sheet.iter_rows(max_row=LOOKED_FOR):
        texts = {fold(str(c.value)): c.column for c in reversed(cells) if c.value is not None}
        if all(HEADS[name] in texts for name in NEEDED):
            return cells[0].row, {name: texts[head] for name, head in HEADS.items() if head in texts}
    return None


def _rows(sheet: Worksheet, head: int, columns: Mapping[str, int]) -> Iterator[dict[str, Cell]]:
    for number in range(head + 1, sheet.max_row + 1):
        cells = {name: sheet.cell(number, column) for name, column in columns.items()}
        if any(_text(cell) for cell in cells.values()):
            yield cells


def _text(cell: Cell | None) -> str:
    """Return what a cell shows: whole numbers without a point, ``10-1`` that Excel took for a date as it was typed."""
    value = None if cell is None else cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _label(cell: Cell) -> str:
    """Return the label that a person typed; ``""`` for none and for words such as 新增.

    Raises
    ------
    ValueError
        It is no label.
    """
    if isinstance(cell.value, date):
        return f"{cell.value.month}-{cell.value.day}"
    text = fold(_text(cell))
    if not any(c.isdigit() for c in text):
        return ""
    found = _LABEL.fullmatch(text)
    if not found:
        raise ValueError(f"“{text}” 不是条号（one label a cell, e.g. 12; a row for each pair）")
    return found[1]


def _code(cell: Cell | None) -> tuple[Pair, tuple[str, str]] | None:
    text = _text(cell).replace("：", ":").replace("｜", "|")
    found = _CODE.fullmatch(text)
    return ((found[1], found[3]), (found[2] or "", found[4] or "")) if found else None


class _Known:
    """What the rows of a workbook tell of the documents: labels and fingerprints, and texts where a cell holds one."""

    def __init__(self) -> None:
        self._prints: dict[tuple[str, str], Counter[str]] = {}
        self._labels: dict[tuple[str, str], Counter[str]] = {}
        self._pairs: dict[str, Counter[Pair]] = {}
        self.texts: dict[str, str] = {}

    def learn(self, cells: Mapping[str, Cell], row: list[object]) -> None:
        code = _code(cells.get("code"))
        if not code:
            return
        pair, prints = code
        self._pairs.setdefault(cells["verdict"].parent.title, Counter())[pair] += 1
        for side, document, print_ in zip(("child", "parent"), pair, prints, strict=True):
            try:
                label = _label(cells[side])
            except ValueError:
                continue
            if label and print_:
                self._prints.setdefault((document, label), Counter())[print_] += 1
                self._labels.setdefault((document, print_), Counter())[label] += 1
        for value in row:
            if isinstance(value, str) and len(value) > 4:
                for text in (value, _NUMBER.sub("", value)):
                    if (found := text_fingerprint(text)) in prints:
                        self.texts[found] = in_one_line(text)

    def usual(self, sheet: str) -> Pair | None:
        """Return the pair of documents that most rows of a sheet are on."""
        found = self._pairs.get(sheet)
        return found.most_common(1)[0][0] if found else None

    def print_of(self, document: str, label: str) -> str:
        """Return the fingerprint that most rows give a label; ``""`` when none does, or two as often."""
        found = self._prints.get((document, label), Counter()).most_common(2)
        tie = len(found) > 1 and found[0][1] == found[1][1]
        return found[0][0] if found and not tie else ""

    def label_of(self, document: str, print_: str) -> str:
        found = self._labels.get((document, print_))
        return found.most_common(1)[0][0] if found else ""


def _read_row(out: Workbook, known: _Known, own: Pair | None, cells: Mapping[str, Cell]) -> None:
    """Add a row's decision to the workbook's, or say what is wrong with which cell."""
    where = cells["verdict"]
    word = fold(_text(where)).lower()
    if not word:
        out.undecided += 1
        for name in ("relation", "comment", "who"):
            if _text(cells.get(name)):
                out.problems.append(
                    f"{_place(cells[name])}：填了“{_text(cells[name])}”，判定是空的（not taken: no verdict）"
                )
                break
        return
    try:
        out.rows.append(_row(known, own, cells, word, out.problems))
    except _Fault as fault:
        out.problems.append(f"{_place(fault.cell)}：{fault}")


class _Fault(Exception):  # noqa: N818
    """Something in a cell that is not understood."""

    def __init__(self, cell: Cell, message: str) -> None:
        super().__init__(message)
        self.cell = cell


def _place(cell: Cell) -> str:
    return f"{cell.parent.title}!{cell.coordinate}"


def _row(known: _Known, own: Pair | None, cells: Mapping[str, Cell], word: str, problems: list[str]) -> Row:
    where = cells["verdict"]
    if word not in _WORDS:
        raise _Fault(where, f"判定“{word}”不认识（write one of {'、'.join(VERDICTS.names())}）")
    verdict = _WORDS[word]
    code = _code(cells.get("code"))
    if code is None and _text(cells.get("code")):
        raise _Fault(cells["code"], "核对码被改动了（copy it from a fresh workbook, or empty it in a row of your own）")
    pair = code[0] if code else own
    if pair is None:
        raise _Fault(where, "不知道是哪两份文件（no row of this sheet has a 核对码; the column was lost）")
    sides = [
        _side(known, cells[name], document, print_)
        for name, document, print_ in zip(("child", "parent"), pair, code[1] if code else ("", ""), strict=True)
    ]
    (child, child_print), (parent, parent_print) = sides
    if not child and not parent:
        raise _Fault(where, "下级条和上级条都是空的（write the labels of the two provisions）")
    if not (child and parent) and verdict not in ("confirmed", "unsure"):
        missing = "child" if not child else "parent"
        raise _Fault(
            cells[missing], f"判定为“{VERDICTS[verdict].chinese}”，要写{HEADS[missing]}（write its label here）"
        )
    if child and parent and verdict == "confirmed" and (not code or not all(code[1])):
        verdict = "added"
    decision = Decision(
        child,
        parent,
        verdict,
        who=_text(cells.get("who")),
        when=_when(cells.get("when"), problems),
        child_fingerprint=child_print,
        parent_fingerprint=parent_print,
        child_text=known.texts.get(child_print, ""),
        parent_text=known.texts.get(parent_print, ""),
    )
    decision = replace(decision, **_told(cells, (child, parent), problems))  # type: ignore[arg-type]
    return Row(_place(where), pair, decision)


def _told(cells: Mapping[str, Cell], sides: tuple[str, str], problems: list[str]) -> dict[str, str]:
    """Return relation, reason and comment of a row; what is not understood is reported, and the verdict taken."""
    told = {"relation": "", "reason": "", "comment": _text(cells.get("comment"))}
    relation, reason = fold(_text(cells.get("relation"))).lower(), _text(cells.get("reason"))
    if relation and relation not in RELATIONS.words:
        problems.append(
            f"{_place(cells['relation'])}：关系“{relation}”不认识，其余已采用"
            f"（write one of {'、'.join(RELATIONS.words)}）"
        )
    elif all(sides):
        told["relation"] = RELATIONS.words.get(relation, "")
    if reason and not sides[0]:
        told["reason"] = next((r for r in GAP_REASONS.keys if fold(reason).startswith(r)), "")
        if not told["reason"] and fold(reason) != UNDECIDED:
            told["comment"] = "；".join(filter(None, (told["comment"], f"原因：{reason}")))
            known = "、".join(GAP_REASONS.names())
            problems.append(f"{_place(cells['reason'])}：原因“{reason}”不在表中，记入备注（the list has {known}）")
    return told


def _side(known: _Known, cell: Cell, document: str, print_: str) -> tuple[str, str]:
    """Return label and fingerprint of one side of a row: as typed, checked against what the other rows say."""
    try:
        label = _label(cell)
    except ValueError as fault:
        raise _Fault(cell, str(fault)) from None
    if print_:
        usual = known.label_of(document, print_)
        if label and label != usual:
            raise _Fault(
                cell, f"条号“{label}”与核对码不符，原为 {usual}（for another pair use an empty row at the end）"
            )
        if label and known.print_of(document, label) != print_:
            raise _Fault(
                cell, f"条号“{label}”在别的行是另一条（its 核对码 differs; sort whole rows, not single columns）"
            )
        return label or usual, print_
    if not label:
        return "", ""
    if not (found := known.print_of(document, label)):
        raise _Fault(cell, f"工作簿中没有第 {label} 条（no such provision of {document} in this workbook）")
    return label, found


def _when(cell: Cell | None, problems: list[str]) -> str:
    """Return the time of a row; a day alone means its end."""
    value = None if cell is None else cell.value
    if isinstance(value, datetime):
        whole = value if value.time() != datetime.min.time() else value + timedelta(days=1, seconds=-1)
        return whole.astimezone().isoformat(timespec="seconds")
    text = _text(cell)
    if not text or cell is None:
        return ""
    plain = re.sub(r"[年月/.](?=\d)", "-", fold(text).replace("日", "") if ":" not in text else text).strip()
    plain = re.sub(r"\d+", lambda m: m[0].zfill(2), plain)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", plain):
        plain += "T23:59:59"
    if moment(plain) == LONG_AGO:
        problems.append(f"{_place(cell)}：时间“{text}”不认识，按未填处理（write e.g. 2026-11-24 15:30）")
        return ""
    return moment(plain).isoformat(timespec="seconds")


def as_taken(row: Row, book: Workbook, before: Decision | None, who: str, now: str) -> Decision:
    """Return the decision that a row puts in the place of `before`: what the row leaves empty stays where it agrees."""
    decision = row.decision
    same = before is not None and (before.links, before.verdict == "rejected", before.verdict == "unsure") == (
        decision.links, decision.verdict == "rejected", decision.verdict == "unsure",
    )  # fmt: skip
    if before is not None:
        kept = {name: getattr(decision, name) or getattr(before, name) for name in ("child_text", "parent_text")}
        if same:
            names = ("relation", "reason", "comment")
            kept |= {name: getattr(decision, name) or getattr(before, name) for name in names}
            kept["verdict"] = before.verdict
        decision = replace(decision, **kept)
    untouched = before is not None and moment(decision.when) == moment(before.when)
    when = decision.when if decision.when and not untouched else now
    return replace(decision, who=decision.who or who or book.editor, when=when, source=book.source)
