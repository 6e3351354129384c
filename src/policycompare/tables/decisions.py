"""The table on which a person decides about links and gaps (核定表): one for each pair of documents."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from policycompare.alignment.relation import RELATION_NAMES, RELATIONS
from policycompare.tables.compared import compared
from policycompare.tables.lists import REASONS
from policycompare.tables.model import Column, Table, short
from policycompare.text import fold

if TYPE_CHECKING:
    from policycompare.aligned import Alignment
    from policycompare.documents import Document, Measure
    from policycompare.tables.model import Cell

VERDICT_NAMES = {"confirmed": "确认", "rejected": "否定", "added": "补充", "unsure": "存疑"}
UNLIKELY = 0.1
"""Pairs below this probability are not put to a person, but as the nearest candidate of a gap."""
EMPTY_ROWS = 20
"""Rows at the end for links that the program has not seen."""


def decisions(aligned: Alignment) -> Table:
    """Return the table on which a person decides: links, near misses, gaps, and empty rows for links to add.

    A row says by its last cell (核对码) which texts it is about, so that decisions find their provisions again after
    a draft was renumbered, and a changed text is noticed.
    """
    rows: list[tuple[Cell, ...]] = []
    child, parent = aligned.child, aligned.parent
    differences = compared(aligned)
    links = {(r.child, r.parent): r for r in aligned.links.itertuples()}
    for k in range(len(aligned.pairs)):
        i, j = int(aligned.pairs.rows[k]), int(aligned.pairs.columns[k])
        pair = child.provisions[i].label, parent.provisions[j].label
        link, shown = links.get(pair), float(aligned.shown[k])
        if link is None and shown < UNLIKELY and not aligned.human[k]:
            continue
        relation = RELATION_NAMES[link.relation] if link else ""
        cells: list[Cell] = [differences.of_child(pair[0]) if link else child.provisions[i].text]
        cells.append(differences.of_parent(pair[1]) if link else parent.provisions[j].text)
        said = {1: VERDICT_NAMES["confirmed"], -1: VERDICT_NAMES["rejected"]}.get(int(aligned.human[k]), "")
        verdict = "对应" if link else "不对应"
        code = f"{_code(child, child.provisions[i])}|{_code(parent, parent.provisions[j])}"
        rows.append((*pair, *cells, round(shown, 2), verdict, relation, said, "", "", "", "", "", code))
    for gap in aligned.gaps.itertuples():
        provision = parent.by_label[gap.parent]
        code = f"{child.id}:|{_code(parent, provision)}"
        rows.append(("", gap.parent, "", gap.text, "", "未承接", "", "", "", "", "", "", "", code))
    rows += [("",) * 14] * EMPTY_ROWS
    names = tuple(RELATION_NAMES[name] for name in RELATIONS)
    columns = (
        Column("下级条", 8, "child", f"{short(child)}的条款编号；未承接的为空"),
        Column("上级条", 8, "parent", f"{short(parent)}的条款编号"),
        Column(f"{short(child)}", 40, "child_text", "下级文字"),
        Column(f"{short(parent)}", 40, "parent_text", "上级文字"),
        Column("概率", 7, "probability", "对应成立的概率，0 至 0.99"),
        Column("程序判定", 9, "program", "对应、不对应、未承接"),
        Column("关系", 8, "relation", "程序判定的关系"),
        Column("判定", 9, "verdict", "由人填写", tuple(VERDICT_NAMES.values()), by_hand=True),
        Column("关系更正", 9, "relation_by_hand", "由人填写：关系有误时", names, by_hand=True),
        Column("原因", 14, "reason", "由人填写：未承接的原因", tuple(REASONS), by_hand=True),
        Column("备注", 24, "comment", "由人填写", by_hand=True),
        Column("判定人", 10, "who", "由人填写", by_hand=True),
        Column("时间", 12, "when", "由人填写", by_hand=True),
        Column("核对码", 14, "code", "条文的指纹，勿改：据此认出条款"),
    )
    pair_name = f"{short(child)}→{short(parent)}"
    return Table(
        f"核定 {pair_name}",
        f"decisions_{child.id}_{parent.id}",
        f"{pair_name}核定表",
        aligned.notices,
        (
            "在“判定”中选：确认（对应成立）、否定（不成立）、存疑；未承接的在“原因”中选。",
            "末尾空行可补写程序未发现的对应：填下级条、上级条，判定选“补充”。",
            "存盘后运行 policycompare review read 本文件。",
        ),
        columns,
        tuple(rows),
    )


def _code(document: Document, provision: Measure) -> str:
    return f"{document.id}:{hashlib.sha256(fold(provision.text).encode()).hexdigest()[:16]}"
