"""The table on which a person decides about links, gaps and additions (核定表): one for each pair of documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.analysing.questions import WORTH_ASKING, questions
from policycompare.deciding.decisions import fingerprint
from policycompare.tables.cells import PairCode, Terms
from policycompare.tables.link_differences import text_of
from policycompare.tables.link_sentences import reading_text
from policycompare.tables.table import Column, Table, rows_of, short
from policycompare.vocabulary import DECISION_STATES, GAP_REASONS, OUTCOMES, RELATIONS, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.questions import Question
    from policycompare.deciding.decisions import Decision
    from policycompare.documents import Measure
    from policycompare.tables.cells import Cell
    from policycompare.tables.link_differences import LinkDifferences
    from policycompare.vocabulary import Term

EMPTY_ROWS = 20
"""Rows at the end for links that the program has not seen."""
_READ_COMMAND = "policycompare review read"


@dataclass(frozen=True, slots=True)
class _Decidable:
    """A row of the table: a pair of provisions, or one that has no counterpart.

    Attributes
    ----------
    child, parent
        The provisions; ``None`` for none.
    child_text, parent_text
        As they are shown, or ``""``.
    probability
        Of a link, or ``""`` for a provision alone.
    program
        The program's verdict: 对应, 不对应, 未承接, 新增; behind it what people disagree about, or what a language
        model says otherwise.
    relation
        The program's relation of a link, or ``None``.
    priority
        Place in the queue, or ``""``.
    decision
        The decision of a person, or ``None``.
    code
        Its provisions, for the program.
    """

    child: Measure | None
    parent: Measure | None
    child_text: Cell
    parent_text: Cell
    probability: float | str
    program: str
    relation: Term | None
    priority: int | str
    decision: Decision | None
    code: PairCode


def decisions(differences: LinkDifferences) -> Table:
    """Return the table on which a person decides: links, near misses, gaps, additions, and empty rows for more links.

    Earlier decisions stand in it. The last cell of a row (核对码) tells its texts, so that decisions find their
    provisions again after a draft was renumbered, and a changed text is noticed.
    """
    aligned = differences.aligned
    asked = questions(aligned)
    places, disputes = _priorities(asked), {**_differences(aligned), **_disputes(asked)}
    columns = _columns(aligned)
    rows = [
        *_pairs(differences, places, disputes),
        *_gaps(aligned, places, disputes),
        *_additions(aligned, places, disputes),
    ]
    empty: tuple[tuple[Cell, ...], ...] = (("",) * len(columns),) * EMPTY_ROWS
    name = f"{short(aligned.child)}→{short(aligned.parent)}"
    return Table(
        f"核定 {name}",
        f"decisions_{aligned.child.id}_{aligned.parent.id}",
        f"{name}核定表",
        aligned.notices,
        (
            "“判定”说的是这两条是否对应，不是程序判得对不对：确认（对应）、否定（不对应）、存疑。",
            "只有一侧的，确认为确无对应；未承接的在“原因”中选。“优先”小的先看。",
            "末尾空行可补写程序未发现的对应：填下级条、上级条，判定选“补充”。",
            f"存盘后运行 {_READ_COMMAND} 本文件。",
        ),
        columns,
        rows_of(rows, columns) + empty,
    )


_Places = dict[tuple[int, int], int]
"""Place in the queue of pairs of provisions by position; -1 for none."""
_Disputes = dict[tuple[int, int], str]
"""What people disagree about, in words, by the positions of the provisions; -1 for none."""


def _pairs(differences: LinkDifferences, places: _Places, disputes: _Disputes) -> Iterator[_Decidable]:
    """Yield links, near misses, and what was decided on."""
    aligned = differences.aligned
    pairs, decided = aligned.scores.pairs, aligned.anchored.pairs
    for k in range(len(pairs)):
        position = int(pairs.rows[k]), int(pairs.columns[k])
        child, parent = aligned.child.provisions[position[0]], aligned.parent.provisions[position[1]]
        link = aligned.link_of.get((child.label, parent.label))
        probability = float(aligned.probability[k])
        if link is None and probability < WORTH_ASKING and position not in decided and position not in disputes:
            continue
        yield _Decidable(
            child,
            parent,
            differences.child_text(child) if link else text_of(child),
            differences.parent_text(parent) if link else text_of(parent),
            "" if position in decided else round(probability, 2),
            ("对应" if link else "不对应") + disputes.get(position, ""),
            OUTCOMES[link.relation] if link else None,
            places.get(position, ""),
            decided.get(position),
            _code(aligned, child, parent),
        )


def _gaps(aligned: Alignment, places: _Places, disputes: _Disputes) -> Iterator[_Decidable]:
    """Yield provisions of the parent without a link, and those that a person said to have none."""
    for j, parent in enumerate(aligned.parent.provisions):
        said = aligned.anchored.gaps.get(j)
        if parent.label not in aligned.links_of_parent or said:
            place, code = places.get((-1, j), ""), _code(aligned, None, parent)
            program = OUTCOMES["gap"].chinese + disputes.get((-1, j), "")
            yield _Decidable(None, parent, "", text_of(parent), "", program, None, place, said, code)


def _additions(aligned: Alignment, places: _Places, disputes: _Disputes) -> Iterator[_Decidable]:
    """Yield provisions of the child without a link, and those that a person said to have none."""
    for i, child in enumerate(aligned.child.provisions):
        said = aligned.anchored.additions.get(i)
        if child.label not in aligned.links_of_child or said:
            place, code = places.get((i, -1), ""), _code(aligned, child, None)
            program = OUTCOMES["addition"].chinese + disputes.get((i, -1), "")
            yield _Decidable(child, None, text_of(child), "", "", program, None, place, said, code)


def _disputes(asked: Sequence[Question]) -> _Disputes:
    """Return what people disagree about: the names of a dispute, and who said what."""
    out: _Disputes = {}
    for question in asked:
        if question.kind == "disputed":
            said = "；".join(f"{rival.text('zh')}（{rival.by}）" for rival in question.rivals)
            out[question.child, question.parent] = f"。{DECISION_STATES['disputed'].chinese}：{said}"
    return out


def _differences(aligned: Alignment) -> _Disputes:
    """Return what a language model says otherwise than the aligner, in words."""
    return {pair: f"。{reading_text(aligned.readings.pairs[pair])}" for pair in aligned.differing_pairs}


def _priorities(asked: Sequence[Question]) -> _Places:
    """Return the place of each open question in the queue, from 1; the candidates of a gap or an addition share its."""
    out: _Places = {}
    for place, question in enumerate(asked, start=1):
        out.setdefault((question.child, question.parent), place)
        for other in question.candidates:
            pair = (other, question.parent) if question.child < 0 else (question.child, other)
            out.setdefault(pair, place)
    return out


def _code(aligned: Alignment, child: Measure | None, parent: Measure | None) -> PairCode:
    return PairCode(
        aligned.child.id,
        fingerprint(child) if child else "",
        aligned.parent.id,
        fingerprint(parent) if parent else "",
    )


def _verdict(row: _Decidable) -> Cell:
    return Terms((VERDICTS[row.decision.verdict],)) if row.decision else ""


def _relation_by_hand(row: _Decidable) -> Cell:
    return Terms((OUTCOMES[row.decision.relation],)) if row.decision and row.decision.relation else ""


def _columns(aligned: Alignment) -> tuple[Column, ...]:
    child, parent = short(aligned.child), short(aligned.parent)
    by_hand = "由人填写"
    return (
        Column("下级条", 8, "child", f"{child}的条款编号；未承接的为空", lambda row: _label(row.child)),
        Column("上级条", 8, "parent", f"{parent}的条款编号；新增的为空", lambda row: _label(row.parent)),
        Column(child, 40, "child_text", "下级文字", lambda row: row.child_text),
        Column(parent, 40, "parent_text", "上级文字", lambda row: row.parent_text),
        Column("概率", 7, "probability", "对应成立的概率，0 至 0.99", lambda row: row.probability),
        Column("程序判定", 9, "program", "对应、不对应、未承接、新增", lambda row: row.program),
        Column("关系", 8, "relation", "程序判定的关系", lambda row: Terms((row.relation,)) if row.relation else ""),
        Column(
            "优先",
            7,
            "priority",
            "先看小的：预计一次判定能改正的条目多；已判定的为空",
            lambda row: row.priority,
        ),
        Column("判定", 9, "verdict", by_hand, _verdict, VERDICTS.names(), by_hand=True),
        Column(
            "关系更正",
            9,
            "relation_by_hand",
            f"{by_hand}：关系有误时",
            _relation_by_hand,
            RELATIONS.names(),
            by_hand=True,
        ),
        Column(
            "原因",
            14,
            "reason",
            f"{by_hand}：未承接的原因",
            lambda row: row.decision.reason if row.decision else "",
            GAP_REASONS.keys,
            by_hand=True,
        ),
        Column("备注", 24, "comment", by_hand, lambda row: row.decision.comment if row.decision else "", by_hand=True),
        Column("判定人", 10, "who", by_hand, lambda row: row.decision.who if row.decision else "", by_hand=True),
        Column("时间", 12, "when", by_hand, lambda row: row.decision.when if row.decision else "", by_hand=True),
        Column("核对码", 14, "code", "条文的指纹，勿改：据此认出条款", lambda row: row.code),
    )


def _label(provision: Measure | None) -> str:
    return provision.label if provision else ""
