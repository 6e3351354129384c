"""Lists beside the comparison table: overview, additions, gaps, responsible units, sources, how it was made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from policycompare.aligning.coverage import UNDECIDED
from policycompare.analysing.agreement import agreement
from policycompare.analysing.overview import overview
from policycompare.analysing.provenance import EARLIEST, made, recipe, versions
from policycompare.differing.text_differences import unmarked
from policycompare.documents import notices
from policycompare.tables.cells import Share
from policycompare.tables.comparison import CHAPTER, LABEL, NONE, PROBABILITY, UNITS
from policycompare.tables.link_differences import text_of
from policycompare.tables.table import ALIGNED_BY_MODEL, Column, Table, rows_of, short
from policycompare.vocabulary import GAP_REASONS, JUDGES, LEVELS, NOT_APPLICABLE, ORIGINS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.aligning.alignment import Alignment, Nearest
    from policycompare.analysing.overview import Count
    from policycompare.analysing.trace import Trace
    from policycompare.documents import Document, Measure
    from policycompare.tables.cells import Cell

_WHY = "支持与反对该对应的主要特征及其分值（对数几率）"
_NEAREST = "概率最高而未判为对应的条款"


@dataclass(frozen=True, slots=True)
class _NearMiss:
    """The likeliest counterpart of a provision that has no link, and what spoke for and against it."""

    nearest: Nearest
    why: str

    @property
    def cited(self) -> Cell:
        number, text = f"{self.nearest.provision.called}. ", text_of(self.nearest.provision)
        return (*unmarked(number), *text) if isinstance(text, tuple) else f"{number}{text}"

    @property
    def probability(self) -> float:
        return round(self.nearest.probability, 2)


def _near_parent(aligned: Alignment, child: str) -> _NearMiss:
    nearest = aligned.nearest_parent(child)
    return _NearMiss(nearest, str(aligned.explain(child, nearest.provision.label).attrs["words"]))


def _near_child(aligned: Alignment, parent: str) -> _NearMiss:
    nearest = aligned.nearest_child(parent)
    return _NearMiss(nearest, str(aligned.explain(nearest.provision.label, parent).attrs["words"]))


@dataclass(frozen=True, slots=True)
class _Addition:
    """A row of the additions: a provision, and what comes nearest to it in each higher document."""

    provision: Measure
    near: tuple[_NearMiss, ...]


def additions(chain: Trace) -> Table:
    """Return the list of additions (新增措施): what no higher document has, with the nearest candidate in each."""
    last = len(chain.documents) - 1
    uppers = range(last - 1, -1, -1)
    rows = []
    for origin in chain.origin_list:
        if origin.origin == "addition":
            label = origin.provision.label
            near = tuple(_near_parent(chain.alignments[last, k], label) for k in uppers)
            rows.append(_Addition(origin.provision, near))
    nearest: list[Column] = []
    for place, k in enumerate(uppers):
        nearest += _nearest_columns(chain.documents[k], place)
    columns = (
        CHAPTER,
        LABEL,
        Column("新增内容", 48, f"text_{chain.bottom.id}", "新增条款的文字", lambda row: text_of(row.provision)),
        UNITS,
        *nearest,
    )
    above = "、".join(short(chain.documents[k]) for k in uppers)
    return Table(
        "新增",
        "additions",
        f"{short(chain.bottom)}新增措施（{above}均无对应，共{len(rows)}条）",
        chain.notices,
        ("最接近的条款列出备查：其概率低于阈值，未判为对应；理由见后。", ALIGNED_BY_MODEL),
        columns,
        rows_of(rows, columns),
        grouped="chapter",
    )


def _nearest_columns(document: Document, place: int) -> list[Column]:
    """Return the columns about the nearest provision of a higher document, which is the row's near miss at `place`."""
    name = short(document)
    return [
        Column(f"{name}最接近的条款", 34, f"nearest_{document.id}", _NEAREST, lambda row: row.near[place].cited),
        Column(
            f"概率（{name}）",
            9,
            f"probability_{document.id}",
            PROBABILITY.about,
            lambda row: row.near[place].probability,
        ),
        Column(f"为何未判为对应（{name}）", 28, f"why_{document.id}", _WHY, lambda row: row.near[place].why),
    ]


@dataclass(frozen=True, slots=True)
class _Gap:
    """A row of the gaps: a provision of a higher document that the lowest does not have.

    Attributes
    ----------
    document
        The higher document.
    provision
        Of it.
    reason
        Reason for the gap, see `policycompare.vocabulary.GAP_REASONS`.
    stopped
        The lowest document between that has it, or ``None``.
    near
        The nearest provision of the lowest document.
    """

    document: Document
    provision: Measure
    reason: str
    stopped: Document | None
    near: _NearMiss


def gaps(chain: Trace) -> Table:
    """Return the list of gaps (未承接): what of each higher document the lowest has not, with reason and candidate."""
    rows = list(_gaps(chain))
    reasons = "；".join(f"{name}：{meaning}" for name, meaning in GAP_REASONS.meanings)
    columns = (
        Column("上级文件", 14, "document", "未被承接的条款出自何文件", lambda row: short(row.document)),
        CHAPTER,
        LABEL,
        Column("未承接内容", 48, "text", "未被承接的条款的文字", lambda row: text_of(row.provision)),
        UNITS,
        Column("原因", 16, "reason", f"{reasons}；{UNDECIDED}：尚未确定", lambda row: row.reason),
        Column("止于", 12, "reached", "中间层级是否承接", _reached),
        Column(f"{short(chain.bottom)}最接近的条款", 34, "nearest", _NEAREST, lambda row: row.near.cited),
        PROBABILITY.of(lambda row: row.near.probability),
        Column("为何未判为对应", 28, "why", _WHY, lambda row: row.near.why),
    )
    counts = []
    for document in reversed(chain.documents[:-1]):
        counts.append(f"{short(document)}{sum(row.document is document for row in rows)}条")
    return Table(
        "未承接",
        "gaps",
        f"未被{short(chain.bottom)}承接的条款（{'、'.join(counts)}）",
        chain.notices,
        (
            f"每条未承接都要有原因：{'；'.join(f'{k}（{v}）' for k, v in GAP_REASONS.meanings)}。",
            f"程序只按条文对谁提出建议“{NOT_APPLICABLE}”，其余记“{UNDECIDED}”，由人确定。",
            ALIGNED_BY_MODEL,
        ),
        columns,
        rows_of(rows, columns),
        grouped="document",
    )


def _gaps(chain: Trace) -> Iterator[_Gap]:
    last = len(chain.documents) - 1
    for upper in range(last - 1, -1, -1):
        aligned, document = chain.alignments[last, upper], chain.documents[upper]
        successors = {k: chain.handed_down(upper, k) for k in range(upper + 1, last + 1)}
        for provision in aligned.gap_provisions:
            label = provision.label
            if label in successors[last]:  # it came down through a level between
                continue
            stopped = None
            for k in range(upper + 1, last):
                if label in successors[k]:
                    stopped = chain.documents[k]
            yield _Gap(document, provision, aligned.gap_reason(provision), stopped, _near_child(aligned, label))


def _reached(row: _Gap) -> str:
    return f"止于{short(row.stopped)}" if row.stopped else "下级均无"


@dataclass(frozen=True, slots=True)
class _UnitRow:
    """A row of the responsible units.

    Attributes
    ----------
    name
        By which units of all levels can be compared.
    names
        For each document, its names there.
    labels
        For each document, the labels of the measures that it answers for, in their order.
    known
        Whether all its names stand in the table of agencies.
    """

    name: str
    names: tuple[list[str], ...]
    labels: tuple[list[str], ...]
    known: bool


def _unit_rows(documents: tuple[Document, ...]) -> list[_UnitRow]:
    named: Counter[str] = Counter()
    rows: dict[str, _UnitRow] = {}
    unknown: set[str] = set()
    for k, document in enumerate(documents):
        for measure in document.measures:
            for unit in measure.units:
                named[unit.canonical] += 1
                empty = _UnitRow(unit.canonical, tuple([] for _ in documents), tuple([] for _ in documents), known=True)
                row = rows.setdefault(unit.canonical, empty)
                for listed, new in ((row.names[k], unit.name), (row.labels[k], measure.called)):
                    if new not in listed:
                        listed.append(new)
                if not unit.known:
                    unknown.add(unit.canonical)
    found = [replace(row, known=row.name not in unknown) for row in rows.values()]
    return sorted(found, key=lambda row: (-named[row.name], row.name))


def units(documents: tuple[Document, ...]) -> Table:
    """Return the responsible units of all documents side by side (责任单位对照), most measures first."""
    rows = _unit_rows(documents)
    shown = [k for k in range(len(documents)) if any(row.labels[k] for row in rows)] or list(range(len(documents)))
    each: list[Column] = []
    for k in shown:
        name, id_ = short(documents[k]), documents[k].id
        each += [
            Column(f"{name}：名称", 20, f"name_{id_}", "在该文件中的写法", partial(_names_in, k)),
            Column(f"{name}：条数", 8, f"count_{id_}", "负责的条款数", partial(_count_in, k)),
            Column(f"{name}：条", 40, f"labels_{id_}", "负责的条款编号", partial(_labels_in, k)),
        ]
    columns = (
        Column("单位（通用名）", 18, "unit", "各级可比的名称", lambda row: row.name),
        *each,
        Column("备注", 22, "remark", "名称不在机构表中的，按规则归并", _remark),
    )
    without = [short(document) for k, document in enumerate(documents) if k not in shown]
    notes = (f"{'、'.join(without)}的条文后不列责任单位，不在表中。",) if without else ()
    return Table("责任单位", "units", "责任单位对照", notices(*documents), notes, columns, rows_of(rows, columns))


def _names_in(k: int, row: _UnitRow) -> str:
    return "、".join(row.names[k]) or NONE


def _count_in(k: int, row: _UnitRow) -> int:
    return len(row.labels[k])


def _labels_in(k: int, row: _UnitRow) -> str:
    return ranges(row.labels[k])


def _remark(row: _UnitRow) -> str:
    return "" if row.known else "表中没有，按规则归并"


def ranges(labels: Sequence[str]) -> str:
    """Return labels in a list, three or more neighbours as a range.

    Examples
    --------
    >>> ranges(["1", "2", "3", "5", "6", "10-1"])
    '1—3、5、6、10-1'
    """
    groups: list[list[str]] = []
    for label in labels:
        before = groups[-1][-1] if groups else ""
        if label.isdecimal() and before.isdecimal() and int(label) == int(before) + 1:
            groups[-1].append(label)
        else:
            groups.append([label])
    shown = []
    for group in groups:
        shown += [f"{group[0]}—{group[-1]}"] if len(group) > 2 else group
    return "、".join(shown)


def summary(chain: Trace) -> Table:
    """Return the overview (总览): how many provisions come from where, what is covered, and how sure that is."""
    bottom = chain.bottom
    columns = (
        Column("指标", 48, "measure", "数的是什么", _counted),
        Column("数", 8, "count", "概率达到阈值的条数", lambda row: row.count),
        Column("总数", 8, "total", "全部条数", lambda row: row.total),
        Column("占比", 8, "share", "数 ÷ 总数，0 至 1", lambda row: Share(row.share)),
        Column("估计", 10, "expected", "各处对应的概率相加所得的条数±标准差，供核对“数”是否偏多偏少", _expected),
    )
    rows = list(overview(chain))
    thresholds = sorted({round(a.threshold, 2) for a in chain.alignments.values()})
    notes = (
        f"“数”按判为对应的条款计（概率不低于 {'、'.join(map(str, thresholds))}）。",
        "“估计”把各处对应的概率相加，供核对“数”是否偏多偏少。",
        *_agreements(chain),
        ALIGNED_BY_MODEL,
    )
    title = f"{short(bottom)}对照总览"
    return Table("总览", "summary", title, chain.notices, notes, columns, rows_of(rows, columns))


def _agreements(chain: Trace) -> Iterator[str]:
    """Yield how far program, language model and people agree, for each pair of documents that a model read."""
    for _, aligned in sorted(chain.alignments.items(), reverse=True):
        if not aligned.readings.read:
            continue
        told = []
        for row in agreement(aligned).itertuples():
            first, second = JUDGES[row.first].chinese, JUDGES[row.second].chinese
            told.append(f"{first}与{second}同判{row.pairs}对，κ＝{row.kappa:.2f}，F1＝{row.f1:.2f}")
        yield f"判定的一致程度（{short(aligned.child)}对{short(aligned.parent)}）：{'；'.join(told)}。"


def _counted(row: Count) -> str:
    """Return what a row of the overview counts."""
    if row.other is None:
        return f"{short(row.document)}：{ORIGINS[row.origin].chinese}"
    verb = f"被{short(row.other)}承接的" if row.direction == "parent" else f"见于{short(row.other)}的"
    unit = {"measure": "条", "point": "要点", "sentence": "句"}[row.unit]
    return f"{short(row.document)}中{verb}{unit}"


def _expected(row: Count) -> str:
    return "{:.0f}±{:.0f}".format(*row.expected) if row.expected else ""


def sources(documents: tuple[Document, ...]) -> Table:
    """Return where the texts come from (数据来源)."""
    levels, statuses = "、".join(LEVELS.names()), "、".join(STATUSES.names())
    columns = (
        Column("编号", 12, "id", "文件在本工具中的编号", lambda document: document.id),
        Column("标题", 50, "title", "文件标题", lambda document: document.title),
        Column("层级", 8, "level", f"发文层级：{levels}", _level),
        Column("发文机关", 20, "issuer", "发文机关", lambda document: document.issuer),
        Column("日期", 12, "date", "文件日期，ISO 8601", lambda document: document.date),
        Column("性质", 14, "status", f"文本性质：{statuses}", lambda document: STATUSES[document.status].chinese),
        Column("条数", 8, "count", "条款数", lambda document: len(document.measures)),
        Column("SHA-256", 34, "sha256", "原文件字节的 SHA-256", lambda document: document.sha256),
        Column("注意", 44, "notice", "使用该文本必须附带的说明", lambda document: document.notice),
    )
    rows = rows_of(documents, columns)
    return Table("数据来源", "sources", "数据来源", notices(*documents), (), columns, rows)


def _level(document: Document) -> str:
    return LEVELS[document.level].chinese if document.level else ""


def making(chain: Trace) -> Table:
    """Return how the tables were made (生成说明): versions, parameters, the time stamp, and how to make them again."""
    thresholds = []
    for _, aligned in sorted(chain.alignments.items(), reverse=True):
        thresholds.append(f"{short(aligned.child)}对{short(aligned.parent)} {aligned.threshold:.2f}")
    rows = (
        ("软件", "、".join(f"{name} {version}" for name, version in versions().items() if version)),
        ("阈值（判为对应的最低概率）", "；".join(thresholds)),
        ("时间戳", _time_stamp(chain)),
        ("重做", recipe(chain)),
    )
    columns = (Column("项目", 30, "item", "说明的是什么"), Column("内容", 120, "value", "说明"))
    return Table("生成说明", "making", "生成说明", chain.notices, (), columns, rows)


def _time_stamp(chain: Trace) -> str:
    when = made(chain.documents)
    if when <= EARLIEST:
        return NONE
    return f"{when:%Y-%m-%d}（各文件日期中最晚的，或 SOURCE_DATE_EPOCH；同样的输入得同样的文件）"
