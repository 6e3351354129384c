"""The table on which a person decides about links, gaps and additions (核定表): one for each pair of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.analysing.questions import WORTH_ASKING, questions
from policycompare.deciding.decisions import fingerprint
from policycompare.tables.link_text import compared
from policycompare.tables.table import Column, Table, short
from policycompare.vocabulary import GAP_REASONS, OUTCOMES, RELATIONS, VERDICTS

if TYPE_CHECKING:
    from policycompare.aligning.alignment import Alignment
    from policycompare.deciding.decisions import Decision
    from policycompare.documents import Document
    from policycompare.tables.table import Cell

EMPTY_ROWS = 20
"""Rows at the end for links that the program has not seen."""


def decisions(aligned: Alignment) -> Table:
    """Return the table on which a person decides: links, near misses, gaps, additions, and empty rows for more links.

    What was decided stands in it. A row says by its last cell (核对码) which texts it is about, so that decisions find
    their provisions again after a draft was renumbered, and a changed text is noticed.
    """
    rows = [*_pairs(aligned), *_alone(aligned)]
    places = _priorities(aligned)
    shown = [(*row[1], places.get(row[0], ""), *row[2]) for row in rows]
    shown += [("",) * len(_columns(aligned))] * EMPTY_ROWS
    name = f"{short(aligned.child)}→{short(aligned.parent)}"
    return Table(
        f"核定 {name}",
        f"decisions_{aligned.child.id}_{aligned.parent.id}",
        f"{name}核定表",
        aligned.notices,
        (
            "在“判定”中选：确认（对应成立，或确无对应）、否定（不成立）、存疑；未承接的在“原因”中选。“优先”小的先看。",
            "末尾空行可补写程序未发现的对应：填下级条、上级条，判定选“补充”。",
            "存盘后运行 policycompare review read 本文件。",
        ),
        _columns(aligned),
        tuple(shown),
    )


_Row = tuple[tuple[int, int], tuple["Cell", ...], tuple["Cell", ...]]
"""Positions of child and parent (-1 for none), the cells before the priority, and those after it."""


def _pairs(aligned: Alignment) -> list[_Row]:
    differences = compared(aligned)
    pairs, people = aligned.scores.pairs, aligned.anchored.pairs
    rows: list[_Row] = []
    for k in range(len(pairs)):
        i, j = int(pairs.rows[k]), int(pairs.columns[k])
        child, parent = aligned.child.provisions[i], aligned.parent.provisions[j]
        pair = child.label, parent.label
        link, shown = differences.rows.get(pair), float(aligned.probability[k])
        if link is None and shown < WORTH_ASKING and (i, j) not in people:
            continue
        texts = (
            differences.of_child(pair[0]) if link else child.text,
            differences.of_parent(pair[1]) if link else parent.text,
        )
        program = ("对应", OUTCOMES[link.relation].chinese) if link else ("不对应", "")
        code = _code(aligned, i, j)
        rows.append(((i, j), (*pair, *texts, round(shown, 2), *program), (*_said(people.get((i, j))), code)))
    return rows


def _alone(aligned: Alignment) -> list[_Row]:
    """Return rows of what has no counterpart, and of what a person said to have none."""
    rows: list[_Row] = []
    linked_parents = {link.parent_position for link in aligned.link_list}
    for j, provision in enumerate(aligned.parent.provisions):
        said = aligned.anchored.gaps.get(j)
        if j not in linked_parents or said:
            cells: tuple[Cell, ...] = ("", provision.label, "", provision.text, "", OUTCOMES["gap"].chinese, "")
            rows.append(((-1, j), cells, (*_said(said), _code(aligned, -1, j))))
    linked_children = {link.child_position for link in aligned.link_list}
    for i, provision in enumerate(aligned.child.provisions):
        said = aligned.anchored.additions.get(i)
        if i not in linked_children or said:
            cells = (provision.label, "", provision.text, "", "", OUTCOMES["addition"].chinese, "")
            rows.append(((i, -1), cells, (*_said(said), _code(aligned, i, -1))))
    return rows


def _said(decision: Decision | None) -> tuple[str, ...]:
    """Return what a person said, in the order of the columns."""
    if decision is None:
        return ("",) * 6
    relation = OUTCOMES[decision.relation].chinese if decision.relation else ""
    return VERDICTS[decision.verdict].chinese, relation, decision.reason, decision.comment, decision.who, decision.when


def _priorities(aligned: Alignment) -> dict[tuple[int, int], int]:
    """Return the place of each open question in the queue, from 1; the candidates of a gap or an addition share its."""
    out: dict[tuple[int, int], int] = {}
    for place, question in enumerate(questions(aligned), start=1):
        out.setdefault((question.child, question.parent), place)
        for other in question.candidates:
            out.setdefault((other, question.parent) if question.child < 0 else (question.child, other), place)
    return out


def _code(aligned: Alignment, i: int, j: int) -> str:
    sides = ((aligned.child, i), (aligned.parent, j))
    return "|".join(f"{document.id}:{_fingerprint(document, at)}" for document, at in sides)


def _fingerprint(document: Document, at: int) -> str:
    return fingerprint(document.provisions[at]) if at >= 0 else ""


def _columns(aligned: Alignment) -> tuple[Column, ...]:
    child, parent = short(aligned.child), short(aligned.parent)
    verdicts, relations = VERDICTS.names(), RELATIONS.names()
    return (
        Column("下级条", 8, "child", f"{child}的条款编号；未承接的为空"),
        Column("上级条", 8, "parent", f"{parent}的条款编号；新增的为空"),
        Column(child, 40, "child_text", "下级文字"),
        Column(parent, 40, "parent_text", "上级文字"),
        Column("概率", 7, "probability", "对应成立的概率，0 至 0.99"),
        Column("程序判定", 9, "program", "对应、不对应、未承接、新增"),
        Column("关系", 8, "relation", "程序判定的关系"),
        Column("优先", 7, "priority", "先看小的：预计一次判定能改正的条目多；已判定的为空"),
        Column("判定", 9, "verdict", "由人填写", verdicts, by_hand=True),
        Column("关系更正", 9, "relation_by_hand", "由人填写：关系有误时", relations, by_hand=True),
        Column("原因", 14, "reason", "由人填写：未承接的原因", GAP_REASONS.keys, by_hand=True),
        Column("备注", 24, "comment", "由人填写", by_hand=True),
        Column("判定人", 10, "who", "由人填写", by_hand=True),
        Column("时间", 12, "when", "由人填写", by_hand=True),
        Column("核对码", 14, "code", "条文的指纹，勿改：据此认出条款"),
    )
