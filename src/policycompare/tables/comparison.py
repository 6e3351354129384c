"""The comparison tables (对照表): by the lowest document, by a higher one, and what changed on each link in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from policycompare.aligning.evidence import evidence_text
from policycompare.differing.text_differences import unmarked
from policycompare.tables.cells import LinkRelation, LinkRelations, Terms, UnitNames, number_of
from policycompare.tables.link_sentences import note_of_child, note_of_parent, reading_text, sentence
from policycompare.tables.table import (
    ALIGNED_BY_MODEL,
    Column,
    Table,
    bracket_of,
    cited_ranges,
    head,
    numbered,
    rows_of,
    short,
)
from policycompare.vocabulary import METHODS, ORIGINS, OUTCOMES, REVISIONS, SHAPES

if TYPE_CHECKING:
    from policycompare.analysing.trace import ProvisionOrigin
    from policycompare.differing.runs import Rich, Run, RunTable
    from policycompare.documents import Document, Measure
    from policycompare.tables.cells import Cell
    from policycompare.tables.link_differences import ComparedChain, LinkDifference, LinkDifferences
    from policycompare.vocabulary import Term

NONE = "—"
"""Text of a cell where a document has nothing."""
CHAPTER = Column("章", 12, "chapter", "章节标题", lambda row: row.provision.chapter)
LABEL = Column("条", 7, "label", "条款编号，引用时用", lambda row: number_of(row.provision))
UNITS = Column("责任单位", 16, "units", "责任单位，按原文", lambda row: unit_names(row.provision))
KIND = Column("对应情况", 9, "kind", f"与上一级相比：{'、'.join(REVISIONS.names())}")
RELATION = Column("关系", 10, "relation", f"每一对应的关系：{'、'.join(OUTCOMES.names())}；拆分、合并另注")
PROBABILITY = Column("概率", 7, "probability", "由模型判定的对应中最可能的一个成立的概率，0 至 0.99")
METHOD = Column("判定", 9, "method", "由谁判定：模型、规则（仅本地化差别）、模型阅读（语言模型作第二读者）、人工核定")
NOTE = Column("说明", 30, "note", "有何改动：主体、力度、数字期限、责任单位，增加了什么，什么未写入")
EVIDENCE = Column("依据", 34, "evidence", "承载对应关系的句子，下级 ↔ 上级；新增的，最接近的上级条款")


def unit_names(provision: Measure) -> UnitNames:
    """Return the responsible units of a provision as a cell."""
    return UnitNames(tuple(unit.name for unit in provision.units), provision.units_text)


@dataclass(frozen=True, slots=True)
class _ComparedProvision:
    """A row of the comparison: a provision of the lowest document beside those that it goes back to.

    Attributes
    ----------
    origin
        Its origin.
    nearest
        The differences from the lowest document above in which it has a counterpart.
    above
        The cells of the higher documents, from the top.
    """

    origin: ProvisionOrigin
    nearest: LinkDifferences
    above: tuple[Rich, ...]

    @property
    def provision(self) -> Measure:
        return self.origin.provision

    @property
    def links(self) -> list[LinkDifference]:
        return self.nearest.of_child(self.provision.label)


def comparison(compared: ComparedChain) -> Table:
    """Return the table of all levels side by side (三级对照表), ordered by the lowest document."""
    chain, bottom = compared.chain, compared.bottom
    above = [
        Column(head(d), 34, f"text_{d.id}", f"《{d.title}》中对应的条款", partial(_above, k))
        for k, d in enumerate(chain.documents[:-1])
    ]
    own = Column(head(bottom), 38, f"text_{bottom.id}", f"《{bottom.title}》的条款", _own_text)
    columns = (
        CHAPTER,
        LABEL,
        *above,
        own,
        UNITS,
        Column("来源", 10, "origin", f"由何处而来：{'、'.join(ORIGINS.names())}", _origin),
        KIND.of(_kind),
        RELATION.of(_relations),
        PROBABILITY.of(_probability),
        METHOD.of(_methods),
        NOTE.of(_note),
        EVIDENCE.of(_evidence),
    )
    rows = [_compared_provision(compared, origin) for origin in chain.origin_list]
    opening = replacements(compared)
    return Table(
        "三级对照" if compared.last == 2 else "对照",
        "comparison",
        f"{'、'.join(short(d) for d in chain.documents)}对照表",
        chain.notices,
        (opening, ALIGNED_BY_MODEL) if opening else (ALIGNED_BY_MODEL,),
        columns,
        rows_of(rows, columns),
        grouped="chapter",
    )


def _compared_provision(compared: ComparedChain, origin: ProvisionOrigin) -> _ComparedProvision:
    chain, label = compared.chain, origin.provision.label
    nearest = next((k for k in compared.uppers if chain.parents(compared.last, k, label)), compared.last - 1)
    above = [_cited(compared, k, labels) or unmarked(NONE) for k, labels in enumerate(origin.sources)]
    if origin.origin == "addition":
        above[-1] = unmarked("（新增）")
    elif nearest != compared.last - 1:
        above[-1] = unmarked(f"（{short(chain.documents[-2])}无对应）")
    return _ComparedProvision(origin, compared.between(compared.last, nearest), tuple(above))


def _cited(compared: ComparedChain, upper: int, labels: tuple[str, ...]) -> Rich:
    """Return provisions of a higher document, each with what nothing in the lowest document has marked."""
    document = compared.chain.documents[upper]
    differences = compared.between(compared.last, upper)
    out: list[Run | RunTable] = []
    # As the document has them: a paper is read in its order, the best link first is for the program.
    for label in sorted(labels, key=document.position_of.__getitem__):
        provision = document.by_label[label]
        out += [*numbered(number_of(provision), first=not out), *differences.parent_text(provision)]
        out += bracket_of(provision.units_text)
    return tuple(out)


def _above(upper: int, row: _ComparedProvision) -> Rich:
    return row.above[upper]


def _own_text(row: _ComparedProvision) -> Rich:
    return row.nearest.child_text(row.provision)


def _origin(row: _ComparedProvision) -> Terms:
    return Terms((ORIGINS[row.origin.origin],))


def _kind(row: _ComparedProvision) -> Terms:
    return Terms((row.links[0].kind if row.links else REVISIONS["addition"],))


def _relations(row: _ComparedProvision) -> Cell:
    if not row.links:
        return Terms((OUTCOMES["addition"],))
    relations = []
    for difference in row.links:
        link = difference.link
        shape = None if link.shape == "single" else SHAPES[link.shape]
        relations.append(LinkRelation(link.parent.called, OUTCOMES[link.relation], shape))
    return LinkRelations(tuple(relations))


def _probability(row: _ComparedProvision) -> Cell:
    by_model = [each.link.probability for each in row.links if each.link.method != "human"]
    return round(max(by_model), 2) if by_model else ""


def _methods(row: _ComparedProvision) -> Terms:
    methods = dict.fromkeys(each.link.method for each in row.links)
    if not methods:
        aligned = row.nearest.aligned
        child, readings = aligned.child.position_of[row.provision.label], aligned.readings
        if child in readings.read and child not in {linked for linked, _ in readings.linked_pairs}:
            methods["assessor"] = None  # it read all candidates and linked none
    return Terms(tuple(METHODS[method] for method in methods), separator="\n")


def _note(row: _ComparedProvision) -> str:
    return note_of_child(row.nearest, row.provision.label) if row.links else "本级新增。"


def _evidence(row: _ComparedProvision) -> str:
    links = [each.link for each in row.links]
    if not links:
        aligned = row.nearest.aligned
        nearest = aligned.nearest_parent(row.provision.label)
        return (
            f"最接近{short(aligned.parent)}{nearest.provision.cited}，概率 {nearest.probability:.2f}，"
            f"低于阈值 {aligned.threshold:.2f}。"
        )
    said = [f"{link.parent.called}：{evidence_text(link.clause_pairs)}" for link in links]
    said += [f"{link.parent.called}：{reading_text(link.reading)}" for link in links if link.reading]
    return "\n".join(said)


def replacements(compared: ComparedChain) -> str:
    """Return the words that the lowest document puts for those of the one above throughout (总括替换), or ``""``.

    It opens the table, and says of which provisions nothing else changed, so that these need no words of their own.
    """
    differences = compared.between(compared.last, compared.last - 1)
    often = [f"“{old}”对应“{new}”" for old, new, count in differences.replacements if count > 1]
    local = [each for each in compared.bottom.provisions if differences.is_only_local(each.label)]
    if not local and not often:
        return ""
    start = f"全文{'、'.join(often)}，以灰色表示。" if often else ""
    if not local:
        return start
    said = "文字未作改动或仅涉及此类调整" if often else "文字未作改动或仅作本地化调整"
    return f"{start}{said}的条款（共{len(local)}条）：{cited_ranges(compared.bottom, local)}，不再逐条说明。"


@dataclass(frozen=True, slots=True)
class _HandedDown:
    """A row of the table by a higher document: one of its provisions and what became of it.

    Attributes
    ----------
    provision
        Of the higher document.
    differences
        Between the lowest document and the higher one.
    below
        The cells of the lower documents, from the top.
    kinds
        Kinds of revision in the lowest document.
    fate
        Note where it has no link of its own with that.
    """

    provision: Measure
    differences: LinkDifferences
    below: tuple[Rich, ...]
    kinds: tuple[Term, ...]
    fate: str


def by_parent(compared: ComparedChain, upper: int) -> Table:
    """Return the table of what became of each provision of a higher document, ordered by it.

    Parameters
    ----------
    compared
        The levels.
    upper
        Position of the higher document.
    """
    chain = compared.chain
    document, lowers = chain.documents[upper], chain.documents[upper + 1 :]
    below = [
        Column(head(lower), 36, f"text_{lower.id}", f"《{lower.title}》中承接的条款", partial(_below, k))
        for k, lower in enumerate(lowers)
    ]
    own = Column(head(document), 38, f"text_{document.id}", f"《{document.title}》的条款", _higher_text)
    fate = f"在{short(chain.bottom)}中如何：{'、'.join(REVISIONS.names())}"
    columns = (
        CHAPTER,
        LABEL,
        own,
        *below,
        UNITS,
        Column("去向", 10, "kind", fate, lambda row: Terms(row.kinds)),
        NOTE.of(lambda row: note_of_parent(row.differences, row.provision.label) or row.fate),
    )
    return Table(
        f"按上级（{short(document)}）",
        f"by_parent_{document.id}",
        f"{short(document)}各条去向对照表",
        chain.notices,
        (ALIGNED_BY_MODEL,),
        columns,
        rows_of(_handed_down(compared, upper), columns),
        grouped="chapter",
    )


def _handed_down(compared: ComparedChain, upper: int) -> list[_HandedDown]:
    chain, lowers = compared.chain, range(upper + 1, compared.last + 1)
    successors = {lower: chain.handed_down(upper, lower) for lower in lowers}
    differences = compared.between(compared.last, upper)
    rows = []
    for label, provision in chain.documents[upper].by_label.items():
        reached = max((lower for lower in lowers if label in successors[lower]), default=upper)
        below = []
        for lower in lowers:
            labels = successors[lower].get(label, [])
            below.append(_texts(compared, lower, upper, labels) if labels else unmarked(NONE))
        # In the order of the links; without any, it was dropped or came down through a level between.
        kinds = tuple(dict.fromkeys(each.kind for each in differences.of_parent(label)))
        if reached != compared.last:
            below[-1] = unmarked(f"（未承接：{differences.aligned.gap_reason(provision)}）")
            kinds = (REVISIONS["gap"],)
        fate = _fate(compared, reached, upper)
        rows.append(_HandedDown(provision, differences, tuple(below), kinds or (ORIGINS["through"],), fate))
    return rows


def _below(place: int, row: _HandedDown) -> Rich:
    return row.below[place]


def _higher_text(row: _HandedDown) -> Rich:
    return row.differences.parent_text(row.provision)


def _texts(compared: ComparedChain, lower: int, upper: int, labels: list[str]) -> Rich:
    """Return provisions of a lower document, each with what its sources in the higher one do not have marked."""
    document: Document = compared.chain.documents[lower]
    differences = compared.between(lower, upper)
    out: list[Run | RunTable] = []
    # As the document has them: a paper is read in its order, the best link first is for the program.
    for label in sorted(labels, key=document.position_of.__getitem__):
        provision = document.by_label[label]
        out += [*numbered(number_of(provision), first=not out), *differences.child_text(provision)]
        out += bracket_of(provision.units_text)
    return tuple(out)


def _fate(compared: ComparedChain, reached: int, upper: int) -> str:
    if reached == compared.last:
        return "经上一级间接承接。"
    return "" if reached == upper else f"止于{short(compared.chain.documents[reached])}。"


def statement(differences: LinkDifferences) -> Table:
    """Return the draft of a statement of changes (修改说明): each link in one sentence made from facts."""
    child, parent = differences.aligned.child, differences.aligned.parent

    def said(difference: LinkDifference) -> str:
        link = difference.link
        return f"{link.child.cited}对应{short(parent)}{link.parent.cited}：{sentence(differences, difference)}。"

    columns = (
        CHAPTER.of(lambda difference: difference.link.child.chapter),
        Column(f"{short(child)}条", 9, "child", "下级条款编号", lambda difference: number_of(difference.link.child)),
        Column(f"{short(parent)}条", 9, "parent", "上级条款编号", lambda difference: number_of(difference.link.parent)),
        KIND.of(lambda difference: Terms((difference.kind,))),
        RELATION.of(lambda difference: Terms((OUTCOMES[difference.link.relation],))),
        Column("修改说明", 90, "note", "由对照得出的事实：词句、数字期限、力度、责任单位", said),
    )
    return Table(
        f"修改说明（对{short(parent)}）",
        f"statement_{child.id}_{parent.id}",
        f"{short(child)}对{short(parent)}的修改说明（草稿）",
        differences.aligned.notices,
        (
            "各句只列两文可以核对的差别，不推断理由；依据和理由由起草人补写。",
            ALIGNED_BY_MODEL,
        ),
        columns,
        rows_of(differences.of_link.values(), columns),
        grouped="chapter",
    )
