"""The comparison tables (对照表): by the lowest document, by a higher one, and what changed on each link in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.aligning.coverage import UNDECIDED
from policycompare.differing.text_differences import unmarked
from policycompare.tables.link_text import compared
from policycompare.tables.table import ALIGNED_BY_MODEL, Column, Table, head, numbered, short
from policycompare.vocabulary import ORIGINS, OUTCOMES, REVISIONS, SHAPES

if TYPE_CHECKING:
    from typing import Any

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.trace import Trace
    from policycompare.differing.runs import Run
    from policycompare.tables.table import Cell, Rich

NONE = "—"
_METHODS = {"human": "人工核定", "rule": "规则", "model": "模型"}
CHAPTER = Column("章", 12, "chapter", "章节标题")
LABEL = Column("条", 7, "label", "条款编号，引用时用")
UNITS = Column("责任单位", 16, "units", "责任单位，按原文")
KIND = Column("修订类型", 9, "kind", f"与上一级相比：{'、'.join(REVISIONS.names())}")
RELATION = Column("关系", 10, "relation", f"每一对应的关系：{'、'.join(OUTCOMES.names())}；拆分、合并另注")
PROBABILITY = Column("概率", 7, "probability", "最可能的一个对应成立的概率，0 至 0.99")
METHOD = Column("判定", 9, "method", "对应由谁判定：模型、规则（仅本地化差别）、人工核定")
NOTE = Column("说明", 30, "note", "有何改动：词句、数字期限、力度、责任单位")
EVIDENCE = Column("依据", 34, "evidence", "承载对应关系的句子，下级 ↔ 上级")


def comparison(chain: Trace) -> Table:
    """Return the table of all levels side by side (三级对照表), ordered by the lowest document."""
    last = len(chain.documents) - 1
    bottom, above = chain.bottom, chain.documents[:-1]
    rows: list[tuple[Cell, ...]] = []
    for origin in chain.origins.to_dict("records"):
        label = str(origin["child"])
        nearest = next((k for k in range(last - 1, -1, -1) if chain.parents(last, k, label)), last - 1)
        cells: list[Cell] = [_cited(chain, k, str(origin[document.id])) for k, document in enumerate(above)]
        cells = [cell or unmarked(NONE) for cell in cells]
        if nearest != last - 1 or origin["origin"] == "addition":
            cells[-1] = unmarked("（新增）" if origin["origin"] == "addition" else f"（{short(above[-1])}无对应）")
        provision = bottom.by_label[label]
        rows.append(
            (
                provision.chapter,
                label,
                *cells,
                compared(chain.alignments[last, nearest]).of_child(label),
                provision.unit_names,
                ORIGINS[origin["origin"]].chinese,
                *_described(chain.alignments[last, nearest], label),
            )
        )
    columns = (
        CHAPTER,
        LABEL,
        *(Column(head(d), 34, f"text_{d.id}", f"《{d.title}》中对应的条款", numbering=d.style) for d in above),
        Column(head(bottom), 38, f"text_{bottom.id}", f"《{bottom.title}》的条款", numbering=bottom.style),
        UNITS,
        Column("来源", 10, "origin", f"由何处而来：{'、'.join(ORIGINS.names())}"),
        KIND,
        RELATION,
        PROBABILITY,
        METHOD,
        NOTE,
        EVIDENCE,
    )
    return Table(
        "三级对照" if last == 2 else "对照",
        "comparison",
        f"{'、'.join(short(d) for d in chain.documents)}对照表",
        chain.notices,
        tuple(filter(None, (replacements(chain), ALIGNED_BY_MODEL))),
        columns,
        tuple(rows),
        grouped="chapter",
    )


def _cited(chain: Trace, upper: int, labels: str) -> Rich:
    """Return provisions of a higher document, each with what nothing in the lowest document has marked."""
    last = len(chain.documents) - 1
    differences = compared(chain.alignments[last, upper])
    out: list[Run] = []
    for label in filter(None, labels.split("、")):
        out += [*numbered(label, chain.documents[upper].style, first=not out), *differences.of_parent(label)]
    return tuple(out)


def _described(aligned: Alignment, label: str) -> tuple[str, str, str | float, str, str, str]:
    """Return kind, relation, probability, method, note and evidence of a child's links."""
    differences = compared(aligned)
    links = [differences.rows[label, parent] for parent in differences.parents.get(label, [])]
    if not links:
        nearest = aligned.candidates(label, 1).iloc[0]
        candidate = f"{short(aligned.parent)}第{nearest['parent']}条"
        note = f"最接近{candidate}，概率 {nearest['probability']:.2f}，低于阈值 {aligned.threshold:.2f}。"
        return REVISIONS["addition"].chinese, OUTCOMES["addition"].chinese, "", "", note, ""
    relations = "\n".join(f"{row.parent}：{_relation(row)}" for row in links)
    methods = "\n".join(dict.fromkeys(_METHODS[row.method] for row in links))
    evidence = "\n".join(f"{row.parent}：{row.evidence}" for row in links)
    probability = round(max(row.probability for row in links), 2)
    kind = REVISIONS[differences.kind_of_child(label)].chinese
    return kind, relations, probability, methods, differences.note_of_child(label), evidence


def _relation(link: Any) -> str:  # noqa: ANN401 - a row of a frame
    shape = "" if link.shape == "single" else f"（{SHAPES[link.shape].chinese}）"
    return f"{OUTCOMES[link.relation].chinese}{shape}"


def replacements(chain: Trace) -> str:
    """Return the words that the lowest document puts for those of the one above throughout (总括替换), or ``""``.

    It opens the table, and says of which provisions nothing else changed, so that these need no words of their own.
    """
    last = len(chain.documents) - 1
    differences = compared(chain.alignments[last, last - 1])
    often = [f"“{old}”对应“{new}”" for old, new, count in differences.replacements if count > 1]
    local = [label for label in chain.bottom.by_label if differences.is_only_local(label)]
    if not local and not often:
        return ""
    start = f"全文{'、'.join(often)}，以灰色表示。" if often else ""
    if not local:
        return start
    listed = "、".join(local)
    return f"{start}第{listed}条（共{len(local)}条）文字未作改动或仅涉及此类调整，不再逐条说明。"


def by_parent(chain: Trace, upper: int) -> Table:
    """Return the table of what became of each provision of a higher document, ordered by it.

    Parameters
    ----------
    chain
        The levels.
    upper
        Position of the higher document.
    """
    last = len(chain.documents) - 1
    document, lowers = chain.documents[upper], range(upper + 1, last + 1)
    reached = {k: chain.handed_down(upper, k) for k in lowers}
    own = compared(chain.alignments[last, upper])
    gaps = dict(zip(own.aligned.gaps["parent"], own.aligned.gaps["reason"], strict=True))
    rows: list[tuple[Cell, ...]] = []
    for label, provision in document.by_label.items():
        cells: list[Cell] = []
        for k in lowers:
            labels = reached[k].get(label, [])
            cells.append(_texts(chain, k, upper, labels) if labels else unmarked(NONE))
        if not reached[last].get(label):
            cells[-1] = unmarked(f"（未承接：{gaps.get(label, UNDECIDED)}）")
        links = own.children.get(label, [])
        kinds = dict.fromkeys(REVISIONS[own.kinds[child, label]].chinese for child in links)
        stop = max((k for k in lowers if reached[k].get(label)), default=upper)
        kind = "、".join(kinds) or (REVISIONS["gap"].chinese if stop != last else "经上一级承接")
        note = own.note_of_parent(label) or _fate(chain, stop, upper)
        rows.append((provision.chapter, label, own.of_parent(label), *cells, provision.unit_names, kind, note))
    columns = (
        CHAPTER,
        LABEL,
        Column(head(document), 38, f"text_{document.id}", f"《{document.title}》的条款", numbering=document.style),
        *(
            Column(
                head(chain.documents[k]),
                36,
                f"text_{chain.documents[k].id}",
                f"《{chain.documents[k].title}》中承接的条款",
            )
            for k in lowers
        ),
        UNITS,
        Column("去向", 10, "kind", f"在{short(chain.bottom)}中如何：{'、'.join(REVISIONS.names())}"),
        NOTE,
    )
    return Table(
        f"按上级（{short(document)}）",
        f"by_parent_{document.id}",
        f"{short(document)}各条去向对照表",
        chain.notices,
        (ALIGNED_BY_MODEL,),
        columns,
        tuple(rows),
        grouped="chapter",
    )


def _texts(chain: Trace, lower: int, upper: int, labels: list[str]) -> Rich:
    """Return provisions of a lower document, each with what its sources in the higher one do not have marked."""
    differences = compared(chain.alignments[lower, upper])
    out: list[Run] = []
    for label in labels:
        out += [*numbered(label, chain.documents[lower].style, first=not out), *differences.of_child(label)]
    return tuple(out)


def _fate(chain: Trace, stop: int, upper: int) -> str:
    if stop == len(chain.documents) - 1:
        return "经上一级间接承接。"
    return "" if stop == upper else f"止于{short(chain.documents[stop])}。"


def statement(aligned: Alignment) -> Table:
    """Return the draft of a statement of changes (修改说明): each link in one sentence made from facts."""
    differences = compared(aligned)
    rows: list[tuple[Cell, ...]] = []
    for pair, row in differences.rows.items():
        kind = REVISIONS[differences.kinds[pair]].chinese
        rows.append(
            (
                aligned.child.by_label[row.child].chapter,
                row.child,
                row.parent,
                kind,
                OUTCOMES[row.relation].chinese,
                f"第{row.child}条对应{short(aligned.parent)}第{row.parent}条：{differences.sentence(*pair)}。",
            )
        )
    columns = (
        CHAPTER,
        Column(f"{short(aligned.child)}条", 9, "child", "下级条款编号"),
        Column(f"{short(aligned.parent)}条", 9, "parent", "上级条款编号"),
        KIND,
        RELATION,
        Column("修改说明", 90, "note", "由对照得出的事实：词句、数字期限、力度、责任单位"),
    )
    return Table(
        f"修改说明（对{short(aligned.parent)}）",
        f"statement_{aligned.child.id}_{aligned.parent.id}",
        f"{short(aligned.child)}对{short(aligned.parent)}的修改说明（草稿）",
        aligned.notices,
        (
            "各句只列两文可以核对的差别，不推断理由；依据和理由由起草人补写。",
            ALIGNED_BY_MODEL,
        ),
        columns,
        tuple(rows),
        grouped="chapter",
    )
