"""Comparison tables (对照表) as data: the columns and what stands in each cell. Exports render this, no more."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.aligned import Alignment
from policycompare.alignment.relation import RELATION_NAMES, SHAPE_NAMES
from policycompare.chain import ORIGIN_NAMES, Trace, as_chain
from policycompare.differences import Run, between, in_common, of_child, of_parent, runs
from policycompare.documents import LEVEL_NAMES, notices
from policycompare.text import is_only_localised, places_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from policycompare.alignment.relation import Shape
    from policycompare.coverage import Direction, Granularity
    from policycompare.documents import Document

STATUS_NAMES = {
    "official": "正式文本",
    "draft": "送审稿（草案）",
    "restated": "要点重述",
    "stand-in": "替代样本",
    "unknown": "未注明",
}
ALIGNED_BY_MODEL = "对应关系由模型判定，概率为校准后的估计，供人工核对。"


Rich = tuple[Run, ...]
"""Text in runs with a meaning; put together they are the text as the document has it."""
Cell = str | int | float | Rich
ALIKE_ENOUGH = 1 / 3
"""Below this share in common two texts are shown without marks: they would be confetti."""
LEGEND = "加粗下划线：下级增加的文字；删除线：上级有而下级无的文字；灰色：仅作本地化调整的文字。"


def plain(cell: Cell) -> str | int | float:
    """Return a cell without marks."""
    return "".join(run.text for run in cell) if isinstance(cell, tuple) else cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and its share of the width relative to the others."""

    head: str
    width: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table that says what it is.

    Attributes
    ----------
    name
        Short, for a sheet or a file: ``三级对照``.
    slug
        The same in Latin letters, for file names.
    title
        Above the table.
    notices
        Of the documents, below the title; every rendering shows them.
    notes
        How to read it.
    columns
        From the left.
    rows
        Each as long as ``columns``; numbers stay numbers.
    """

    name: str
    slug: str
    title: str
    notices: tuple[str, ...]
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def plain_rows(self) -> tuple[tuple[str | int | float, ...], ...]:
        """The rows without marks."""
        return tuple(tuple(plain(cell) for cell in row) for row in self.rows)


def comparison(chain: Trace) -> Table:
    """Return the table of all levels side by side (三级对照表), ordered by the lowest document."""
    last = len(chain.documents) - 1
    uppers = [chain.alignments[last, k] for k in range(last - 1, -1, -1)]
    links = [(aligned, dict(list(aligned.links.groupby("child", sort=False)))) for aligned in uppers]
    above = chain.documents[:-1]
    rows = []
    for origin in chain.origins.to_dict("records"):
        label = str(origin["child"])
        provision = chain.bottom.by_label[label]
        cells: list[Cell] = [_compared(document, origin[document.id], chain.bottom, label) for document in above]
        if not cells[-1]:
            cells[-1] = "（新增）" if origin["origin"] == "addition" else "（上一级无对应）"
        source = next(((d, origin[d.id]) for d in reversed(above) if origin[d.id]), (above[-1], ""))
        relation, probability, note = _described_links(links, label)
        rows.append(
            (
                provision.chapter,
                *cells,
                _marked(source, chain.bottom, label),
                "、".join(u.name for u in provision.units),
                ORIGIN_NAMES[origin["origin"]],
                relation,
                probability,
                note,
            )
        )
    columns = (
        Column("章", 9),
        *(Column(_head(document), 28) for document in chain.documents[:-1]),
        Column(_head(chain.bottom), 34),
        Column("责任单位", 14),
        Column("来源", 9),
        Column("关系", 9),
        Column("概率", 6),
        Column("说明（依据）", 28),
    )
    title = f"{'、'.join(_short(d) for d in chain.documents)}对照表"
    return Table(
        "三级对照" if last == 2 else "对照",
        "comparison",
        title,
        chain.notices,
        tuple(filter(None, (replacements(chain), LEGEND, ALIGNED_BY_MODEL))),
        columns,
        tuple(rows),
    )


def _described_links(
    linked: Sequence[tuple[Alignment, dict[str, pd.DataFrame]]], label: str
) -> tuple[str, str | float, str]:
    """Return relation, probability and note of a provision's links to the nearest level that has any."""
    for aligned, by_child in linked:
        if label in by_child:
            links = list(by_child[label].itertuples())
            relations = "\n".join(f"{r.parent}：{_relation(r.relation, r.shape)}" for r in links)
            notes = [f"{r.parent}：{_note(aligned, r.child, r.parent, r.shifts, r.evidence)}" for r in links]
            return relations, round(max(r.probability for r in links), 2), "\n".join(notes)
    nearest = linked[0][0].candidates(label, 1).iloc[0]
    return "新增", "", f"最接近 {nearest['parent']}（概率 {nearest['probability']:.2f}，低于阈值）"


def _relation(relation: str, shape: Shape) -> str:
    """Return the relation's name, with 拆分 or 合并 where the link is part of one."""
    return f"{RELATION_NAMES[relation]}（{SHAPE_NAMES[shape]}）" if shape != "single" else RELATION_NAMES[relation]


def _note(aligned: Alignment, child: str, parent: str, changed: str, evidence: str) -> str:
    """Return what to say of a link: that it is only localised, or what changed and what carries it."""
    texts = aligned.child.by_label[child].text, aligned.parent.by_label[parent].text
    if is_only_localised(*texts, places_of(aligned.child), places_of(aligned.parent)):
        return "；".join(filter(None, ("正文仅作本地化调整", changed)))
    strongest, more, _ = evidence.partition("”；“")
    return "\n".join(filter(None, (changed, f"依据：{strongest}{'”' if more else ''}" if evidence else "")))


def _compared(document: Document, labels: str, bottom: Document, label: str) -> Rich:
    """Return the cited provisions of a higher document, with what the lower one does not have marked."""
    out: list[Run] = []
    for cited in filter(None, labels.split("、")):
        text = document.by_label[cited].text
        parts = runs(text, bottom.by_label[label].text, between(bottom, document))
        shown = of_parent(parts) if in_common(parts) >= ALIKE_ENOUGH else (Run(text, "same"),)
        out += [Run(("\n" if out else "") + f"{cited} ", "same"), *shown]
    return tuple(out)


def _marked(source: tuple[Document, str], bottom: Document, label: str) -> Rich:
    """Return a provision of the lowest document, with what its sources do not have marked."""
    document, labels = source
    text = bottom.by_label[label].text
    number = Run(f"{label}. ", "same")
    cited = [document.by_label[one].text for one in labels.split("、") if one]
    parts = runs("\n".join(cited), text, between(bottom, document)) if cited else ()
    return (number, *of_child(parts)) if parts and in_common(parts) >= ALIKE_ENOUGH else (number, Run(text, "same"))


def replacements(chain: Trace) -> str:
    """Return the words that the lowest document puts for those of the one above throughout (总括替换), or ``""``."""
    aligned = chain.alignments[len(chain.documents) - 1, len(chain.documents) - 2]
    found: Counter[tuple[str, str]] = Counter()
    for link in aligned.linked:
        child, parent = aligned.child.provisions[link.child], aligned.parent.provisions[link.parent]
        for run in runs(parent.text, child.text, between(aligned.child, aligned.parent)):
            if run.meaning == "localised":
                found[run.above, run.text] += 1
    often = [
        f"“{old}”对应“{new}”" for (old, new), count in sorted(found.items(), key=lambda x: (-x[1], x[0])) if count > 1
    ]
    return f"全文{'、'.join(often)}，以灰色表示，仅涉及此类调整的不再逐条说明。" if often else ""


def _short(document: Document) -> str:
    return document.short_title or document.title or document.id


def _head(document: Document) -> str:
    level = LEVEL_NAMES[document.level] if document.level else ""
    status = f"·{STATUS_NAMES[document.status]}" if document.notice else ""
    return f"{level}：{_short(document)}{status}" if level else f"{_short(document)}{status}"


def additions(aligned: Alignment) -> Table:
    """Return the list of additions (新增措施) with the nearest candidate of each."""
    rows = tuple(
        (r.child, r.chapter, r.text, r.units, f"{r.nearest} {r.nearest_text}", round(r.probability, 2))
        for r in aligned.additions.itertuples()
    )
    columns = (
        Column("条", 8),
        Column("章", 16),
        Column("新增内容", 60),
        Column("责任单位", 24),
        Column("最接近的上级条款", 50),
        Column("概率", 8),
    )
    title = f"{_short(aligned.child)}新增措施（相对{_short(aligned.parent)}）"
    return Table(
        f"新增（对{_short(aligned.parent)}）",
        f"additions_{aligned.child.id}_{aligned.parent.id}",
        title,
        aligned.notices,
        (ALIGNED_BY_MODEL,),
        columns,
        rows,
    )


def gaps(aligned: Alignment) -> Table:
    """Return the list of gaps (未承接) with a suggested reason and the nearest candidate of each."""
    rows = tuple(
        (
            r.parent,
            r.chapter,
            r.text,
            r.units,
            r.reason,
            f"{r.nearest} {r.nearest_text}",
            round(r.probability, 2),
        )
        for r in aligned.gaps.itertuples()
    )
    columns = (
        Column("条", 8), Column("章", 16), Column("未承接内容", 56), Column("责任单位", 24),
        Column("原因（建议，由人确定）", 18), Column("最接近的下级条款", 50), Column("概率", 8),
    )  # fmt: skip
    title = f"{_short(aligned.parent)}未被{_short(aligned.child)}承接的条款"
    return Table(
        f"未承接（{_short(aligned.parent)}→{_short(aligned.child)}）",
        f"gaps_{aligned.child.id}_{aligned.parent.id}",
        title,
        aligned.notices,
        (ALIGNED_BY_MODEL,),
        columns,
        rows,
    )


def units(documents: tuple[Document, ...]) -> Table:
    """Return the responsible units of all documents side by side (责任单位对照), most measures first."""
    counts: dict[str, list[dict[str, list[str]]]] = {}
    known: dict[str, bool] = {}
    for position, document in enumerate(documents):
        for measure in document.measures:
            for unit in measure.units:
                places = counts.setdefault(unit.canonical, [{} for _ in documents])
                places[position].setdefault(unit.name, []).append(measure.label)
                known[unit.canonical] = known.get(unit.canonical, True) and unit.known
    order = sorted(counts, key=lambda name: (-sum(len(ls) for at in counts[name] for ls in at.values()), name))
    rows = []
    for name in order:
        cells: list[str | int] = []
        for at in counts[name]:
            labels = list(dict.fromkeys(label for each in at.values() for label in each))
            cells += ["、".join(at), len(labels), "、".join(labels)]
        rows.append((name, *cells, "" if known[name] else "表中没有，按规则归并"))
    columns = (
        Column("单位（通用名）", 16),
        *(c for d in documents for c in (Column(f"{_short(d)}：名称", 22), Column("条数", 8), Column("条", 40))),
        Column("备注", 16),
    )
    title = "责任单位对照"
    return Table(title, "units", title, notices(*documents), (), columns, tuple(rows))


def summary(chain: Trace) -> Table:
    """Return the overview (总览): how many provisions come from where, what is covered, and how sure that is."""
    bottom = chain.bottom
    total = len(bottom.provisions)
    counts = chain.origins["origin"].value_counts()
    rows: list[tuple[str | int | float, ...]] = []
    for name in ORIGIN_NAMES if len(chain.documents) > 2 else ("level above", "addition"):
        count = int(counts.get(name, 0))
        rows.append((f"{_short(bottom)}：{ORIGIN_NAMES[name]}", count, total, count / total, ""))
    for (child, parent), aligned in sorted(chain.alignments.items(), reverse=True):
        lower, upper = chain.documents[child], chain.documents[parent]
        kinds: list[tuple[Direction, Granularity]] = [("child", "measure"), ("parent", "measure"), ("parent", "clause")]
        for direction, level in kinds:
            document = upper if direction == "parent" else lower
            row = aligned.coverage(level=level, direction=direction).iloc[0]
            what = {"measure": "条", "clause": "要点" if document.citation == "point" else "句"}[level]
            verb = f"被{_short(lower)}承接的" if direction == "parent" else f"见于{_short(upper)}的"
            whole = int(row["total"]) == len(document.provisions)
            likely = "{:.0f}±{:.0f}".format(*aligned.expected(direction)) if whole else ""
            rows.append(
                (
                    f"{_short(document)}中{verb}{what}",
                    int(row["covered"]),
                    int(row["total"]),
                    float(row["share"]),
                    likely,
                )
            )
    columns = (Column("指标", 48), Column("数", 8), Column("总数", 8), Column("占比", 8), Column("期望", 10))
    thresholds = sorted({round(a.threshold, 2) for a in chain.alignments.values()})
    notes = (
        f"数：概率 ≥ {'、'.join(map(str, thresholds))} 的对应；期望：不论阈值、按概率计的条数±标准差。",
        ALIGNED_BY_MODEL,
    )
    return Table("总览", "summary", f"{_short(bottom)}对照总览", chain.notices, notes, columns, tuple(rows))


def sources(documents: tuple[Document, ...]) -> Table:
    """Return where the texts come from (数据来源)."""
    rows = tuple(
        (
            d.id,
            d.title,
            LEVEL_NAMES[d.level] if d.level else "",
            d.issuer,
            d.date,
            STATUS_NAMES[d.status],
            len(d.measures),
            d.sha256,
            d.notice,
        )
        for d in documents
    )
    heads = (
        ("编号", 12),
        ("标题", 60),
        ("层级", 8),
        ("发文机关", 24),
        ("日期", 12),
        ("性质", 16),
        ("条数", 8),
        ("SHA-256", 30),
        ("注意", 50),
    )
    return Table("数据来源", "sources", "数据来源", notices(*documents), (), tuple(Column(*h) for h in heads), rows)


def tables_of(source: Trace | Alignment | Sequence[Table]) -> Sequence[Table]:
    """Return all tables of a chain or an alignment, and given ones as they are."""
    return all_tables(as_chain(source)) if isinstance(source, (Trace, Alignment)) else source


def all_tables(chain: Trace) -> tuple[Table, ...]:
    """Return every table of a chain, in the order of the workbook's sheets."""
    last = len(chain.documents) - 1
    uppers = range(last - 1, -1, -1)
    return (
        summary(chain),
        comparison(chain),
        *(additions(chain.alignments[last, k]) for k in uppers),
        *(gaps(chain.alignments[pair]) for pair in sorted(chain.alignments, reverse=True)),
        units(chain.documents),
        sources(chain.documents),
    )
