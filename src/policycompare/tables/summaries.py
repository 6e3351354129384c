"""Lists beside the comparison table: overview, additions, gaps, responsible units, sources, how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.aligning.coverage import UNDECIDED
from policycompare.analysing.provenance import EARLIEST, made, recipe, versions
from policycompare.documents import notices
from policycompare.tables.comparison import CHAPTER, LABEL, NONE, PROBABILITY, UNITS
from policycompare.tables.table import ALIGNED_BY_MODEL, Column, Table, short
from policycompare.vocabulary import GAP_REASONS, LEVELS, NOT_APPLICABLE, ORIGINS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.aligning.alignment import Alignment
    from policycompare.aligning.coverage import Direction, Granularity
    from policycompare.analysing.trace import Trace
    from policycompare.documents import Document
    from policycompare.tables.table import Cell, Plain


def additions(chain: Trace) -> Table:
    """Return the list of additions (新增措施): what no higher document has, with the nearest candidate in each."""
    last = len(chain.documents) - 1
    uppers = range(last - 1, -1, -1)
    origins = chain.origins
    rows: list[tuple[Cell, ...]] = []
    for label in origins.loc[origins["origin"] == "addition", "child"]:
        provision = chain.bottom.by_label[label]
        cells: list[Cell] = []
        for k in uppers:
            cells += _nearest(chain.alignments[last, k], label)
        rows.append((provision.chapter, label, provision.text, provision.unit_names, *cells))
    columns = (
        CHAPTER,
        LABEL,
        Column("新增内容", 48, f"text_{chain.bottom.id}", "新增条款的文字"),
        UNITS,
        *(column for k in uppers for column in _nearest_columns(chain.documents[k])),
    )
    above = "、".join(short(chain.documents[k]) for k in uppers)
    return Table(
        "新增",
        "additions",
        f"{short(chain.bottom)}新增措施（{above}均无对应，共{len(rows)}条）",
        chain.notices,
        ("最接近的条款列出备查：其概率低于阈值，未判为对应；理由见后。", ALIGNED_BY_MODEL),
        columns,
        tuple(rows),
        grouped="chapter",
    )


def _nearest_columns(document: Document) -> tuple[Column, ...]:
    return (
        Column(f"{short(document)}最接近的条款", 34, f"nearest_{document.id}", "概率最高而未判为对应的条款"),
        Column(f"概率（{short(document)}）", 9, f"probability_{document.id}", PROBABILITY.about),
        Column(
            f"为何未判为对应（{short(document)}）",
            28,
            f"why_{document.id}",
            "支持与反对该对应的主要特征及其分值（对数几率）",
        ),
    )


def _nearest(aligned: Alignment, label: str) -> tuple[str, float, str]:
    """Return a child's nearest parent, its probability, and what spoke for and against it."""
    nearest = aligned.candidates(label, 1).iloc[0]
    why = str(aligned.explain(label, nearest["parent"]).attrs["words"])
    return f"{nearest['parent']}. {nearest['text']}", round(nearest["probability"], 2), why


def gaps(chain: Trace) -> Table:
    """Return the list of gaps (未承接): what of each higher document the lowest has not, with reason and candidate."""
    last = len(chain.documents) - 1
    rows: list[tuple[Cell, ...]] = []
    for upper in range(last - 1, -1, -1):
        aligned, document = chain.alignments[last, upper], chain.documents[upper]
        reached = {k: chain.handed_down(upper, k) for k in range(upper + 1, last + 1)}
        for gap in aligned.gaps.itertuples():
            if gap.parent in reached[last]:
                continue
            between = [k for k in range(upper + 1, last) if gap.parent in reached[k]]
            rows.append(
                (
                    short(document),
                    gap.chapter,
                    gap.parent,
                    gap.text,
                    gap.units,
                    gap.reason,
                    f"止于{short(chain.documents[between[-1]])}" if between else "下级均无",
                    f"{gap.nearest}. {gap.nearest_text}",
                    round(gap.probability, 2),
                    str(aligned.explain(gap.nearest, gap.parent).attrs["words"]),
                )
            )
    columns = (
        Column("上级文件", 14, "document", "未被承接的条款出自何文件"),
        CHAPTER,
        LABEL,
        Column("未承接内容", 48, "text", "未被承接的条款的文字"),
        UNITS,
        Column(
            "原因",
            16,
            "reason",
            f"{'；'.join(f'{k}：{v}' for k, v in GAP_REASONS.meanings)}；{UNDECIDED}：尚未确定",
        ),
        Column("止于", 12, "reached", "中间层级是否承接"),
        Column(f"{short(chain.bottom)}最接近的条款", 34, "nearest", "概率最高而未判为对应的条款"),
        PROBABILITY,
        Column("为何未判为对应", 28, "why", "支持与反对该对应的主要特征及其分值（对数几率）"),
    )
    counts = "、".join(f"{short(d)}{sum(row[0] == short(d) for row in rows)}条" for d in reversed(chain.documents[:-1]))
    return Table(
        "未承接",
        "gaps",
        f"未被{short(chain.bottom)}承接的条款（{counts}）",
        chain.notices,
        (
            f"每条未承接都要有原因：{'；'.join(f'{k}（{v}）' for k, v in GAP_REASONS.meanings)}。",
            f"程序只按条文对谁提出建议“{NOT_APPLICABLE}”，其余记“{UNDECIDED}”，由人确定。",
            ALIGNED_BY_MODEL,
        ),
        columns,
        tuple(rows),
        grouped="document",
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
    shown = [d for k, d in enumerate(documents) if any(counts[name][k] for name in counts)] or list(documents)
    at = [documents.index(d) for d in shown]
    rows = []
    for name in order:
        cells: list[str | int] = []
        for place in (counts[name][k] for k in at):
            labels = list(dict.fromkeys(label for each in place.values() for label in each))
            cells += ["、".join(place) or NONE, len(labels), ranges(labels)]
        rows.append((name, *cells, "" if known[name] else "表中没有，按规则归并"))
    columns = (
        Column("单位（通用名）", 18, "unit", "各级可比的名称"),
        *(
            column
            for d in shown
            for column in (
                Column(f"{short(d)}：名称", 20, f"name_{d.id}", "在该文件中的写法"),
                Column(f"{short(d)}：条数", 8, f"count_{d.id}", "负责的条款数"),
                Column(f"{short(d)}：条", 40, f"labels_{d.id}", "负责的条款编号"),
            )
        ),
        Column("备注", 14, "remark", "名称不在机构表中的，按规则归并"),
    )
    without = [short(d) for d in documents if d not in shown]
    notes = (f"{'、'.join(without)}的条文后不列责任单位，不在表中。",) if without else ()
    return Table("责任单位", "units", "责任单位对照", notices(*documents), notes, columns, tuple(rows))


def ranges(labels: Sequence[str]) -> str:
    """Return labels in a list, three or more neighbours as a range.

    Examples
    --------
    >>> ranges(["1", "2", "3", "5", "6", "10-1"])
    '1—3、5、6、10-1'
    """
    out: list[list[str]] = []
    for label in labels:
        last = out[-1][-1] if out else ""
        if label.isdecimal() and last.isdecimal() and int(label) == int(last) + 1:
            out[-1].append(label)
        else:
            out.append([label])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(run) for run in out)


def summary(chain: Trace) -> Table:
    """Return the overview (总览): how many provisions come from where, what is covered, and how sure that is."""
    bottom = chain.bottom
    total = len(bottom.provisions)
    counts = chain.origins["origin"].value_counts()
    rows: list[tuple[Plain, ...]] = []
    for name in ORIGINS.keys if len(chain.documents) > 2 else ("level above", "addition"):
        count = int(counts.get(name, 0))
        rows.append((f"{short(bottom)}：{ORIGINS[name].chinese}", count, total, count / total, ""))
    for (child, parent), aligned in sorted(chain.alignments.items(), reverse=True):
        lower, upper = chain.documents[child], chain.documents[parent]
        kinds: list[tuple[Direction, Granularity]] = [("child", "measure"), ("parent", "measure"), ("parent", "clause")]
        for direction, level in kinds:
            document = upper if direction == "parent" else lower
            row = aligned.coverage(level=level, direction=direction).iloc[0]
            what = {"measure": "条", "clause": "要点" if document.citation == "point" else "句"}[level]
            verb = f"被{short(lower)}承接的" if direction == "parent" else f"见于{short(upper)}的"
            whole = int(row["total"]) == len(document.provisions)
            likely = "{:.0f}±{:.0f}".format(*aligned.expected(direction)) if whole else ""
            about = f"{short(document)}中{verb}{what}"
            rows.append((about, int(row["covered"]), int(row["total"]), float(row["share"]), likely))
    columns = (
        Column("指标", 48, "measure", "数的是什么"),
        Column("数", 8, "count", "概率达到阈值的条数"),
        Column("总数", 8, "total", "全部条数"),
        Column("占比", 8, "share", "数 ÷ 总数，0 至 1"),
        Column("期望", 10, "expected", "不论阈值、按概率计的条数±标准差"),
    )
    thresholds = sorted({round(a.threshold, 2) for a in chain.alignments.values()})
    notes = (
        f"数：概率 ≥ {'、'.join(map(str, thresholds))} 的对应；期望：不论阈值、按概率计的条数±标准差。",
        ALIGNED_BY_MODEL,
    )
    return Table("总览", "summary", f"{short(bottom)}对照总览", chain.notices, notes, columns, tuple(rows))


def sources(documents: tuple[Document, ...]) -> Table:
    """Return where the texts come from (数据来源)."""
    columns = (
        Column("编号", 12, "id", "文件在本工具中的编号"),
        Column("标题", 50, "title", "文件标题"),
        Column("层级", 8, "level", f"发文层级：{'、'.join(LEVELS.names())}"),
        Column("发文机关", 20, "issuer", "发文机关"),
        Column("日期", 12, "date", "文件日期，ISO 8601"),
        Column("性质", 14, "status", f"文本性质：{'、'.join(STATUSES.names())}"),
        Column("条数", 8, "count", "条款数"),
        Column("SHA-256", 34, "sha256", "原文件字节的 SHA-256"),
        Column("注意", 44, "notice", "使用该文本必须附带的说明"),
    )
    rows = tuple(
        (
            d.id, d.title, LEVELS[d.level].chinese if d.level else "", d.issuer, d.date, STATUSES[d.status].chinese,
            len(d.measures), d.sha256, d.notice,
        )
        for d in documents
    )  # fmt: skip
    return Table("数据来源", "sources", "数据来源", notices(*documents), (), columns, rows)


def making(chain: Trace) -> Table:
    """Return how the tables were made (生成说明): versions, parameters, the time stamp, and how to make them again."""
    when = made(chain.documents)
    thresholds = "；".join(
        f"{short(a.child)}对{short(a.parent)} {a.threshold:.2f}"
        for _, a in sorted(chain.alignments.items(), reverse=True)
    )
    rows = (
        ("软件", "、".join(f"{name} {version}" for name, version in versions().items() if version)),
        ("阈值（判为对应的最低概率）", thresholds),
        (
            "时间戳",
            f"{when:%Y-%m-%d}（各文件日期中最晚的，或 SOURCE_DATE_EPOCH；同样的输入得同样的文件）"
            if when > EARLIEST
            else NONE,
        ),
        ("重做", recipe(chain)),
    )
    columns = (Column("项目", 30, "item", "说明的是什么"), Column("内容", 120, "value", "说明"))
    return Table("生成说明", "making", "生成说明", chain.notices, (), columns, rows)
