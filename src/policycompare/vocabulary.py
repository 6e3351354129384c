"""The small vocabularies of the project, one table each: a new relation, reason, verdict or kind is one row here.

Tables, figures, page, terminal, notebook and workbook take names, colours, markers and key strokes from these rows.
A key is what files and frames hold; it never changes with the language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Relation: TypeAlias = str
"""Key of a row of `RELATIONS`."""
Verdict: TypeAlias = str
"""Key of a row of `VERDICTS`."""
Level: TypeAlias = str
"""Key of a row of `LEVELS` (层级)."""
Status: TypeAlias = str
"""Key of a row of `STATUSES` (文本性质)."""
Language: TypeAlias = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a vocabulary.

    Attributes
    ----------
    key
        What files and frames hold.
    chinese, english
        What people read.
    meaning
        A sentence in Chinese for a person who has to choose, or ``""``.
    colour
        Of its marks in figures and pages, as ``#RRGGBB``, or ``""``.
    marker
        Of its points in figures, as matplotlib names it, or ``""``.
    key_stroke
        What a person types for it in a review, or ``""``.
    synonyms
        Other words that a person may write for it, in lower case.
    """

    key: str
    chinese: str
    english: str
    meaning: str = ""
    colour: str = ""
    marker: str = ""
    key_stroke: str = ""
    synonyms: tuple[str, ...] = ()

    def name(self, language: Language = "zh") -> str:
        """Return what people read in this language."""
        return self.chinese if language == "zh" else self.english

    def text(self, language: Language = "zh") -> str:
        """Return what people read in this language: a term can stand in a message."""
        return self.name(language)


class Vocabulary:
    """Some terms in the order in which people see them, found by key.

    Examples
    --------
    >>> RELATIONS["partial"].chinese, RELATIONS.words["部分"], "gap" in RELATIONS
    ('部分', 'partial', False)
    """

    def __init__(self, *terms: Term) -> None:
        self._terms = {term.key: term for term in terms}

    def __getitem__(self, key: str) -> Term:
        return self._terms[key]

    def __contains__(self, key: object) -> bool:
        return key in self._terms

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def __len__(self) -> int:
        return len(self._terms)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys, in order."""
        return tuple(self._terms)

    def names(self) -> tuple[str, ...]:
        """Return the Chinese names, in order."""
        return tuple(term.chinese for term in self)

    @property
    def words(self) -> dict[str, str]:
        """Words that a person may write for each term (key, Chinese name, synonym), with the key that each means."""
        return {word: term.key for term in self for word in (term.key, term.chinese, *term.synonyms)}

    @property
    def meanings(self) -> tuple[tuple[str, str], ...]:
        """Chinese name and meaning of each term, in order."""
        return tuple((term.chinese, term.meaning) for term in self)

    def meant_by(self, word: str) -> Term | None:
        """Return the term that a person means by a word: its key, a name, a synonym or the key stroke, in any case.

        Examples
        --------
        >>> VERDICTS.meant_by("√").key, VERDICTS.meant_by("Y").key, RELATIONS.meant_by("no such")
        ('confirmed', 'confirmed', None)
        """
        word = word.lower()
        for term in self:
            if word and word in (term.key, term.chinese, term.english, term.key_stroke, *term.synonyms):
                return term
        return None


# Colours are Okabe and Ito's (2008), which the colour-blind can tell apart.
RELATIONS = Vocabulary(
    Term("equivalent", "一致", "equivalent", colour="#0072B2", marker="o", key_stroke="1"),
    Term("rephrased", "改写", "rephrased", colour="#56B4E9", marker="D", key_stroke="2"),
    Term("elaborates", "细化", "elaborates", colour="#009E73", marker="s", key_stroke="3"),
    Term("partial", "部分", "partial", colour="#E69F00", marker="^", key_stroke="4"),
)
"""Relation of a link (关系): how the child carries its parent down."""

UNLINKED = Vocabulary(
    Term("addition", "新增", "addition", colour="#CC79A7", marker="_"),
    Term("gap", "未承接", "gap", colour="#D55E00", marker="|"),
)
"""Kinds of provisions without a link: an addition of the child, a gap of the parent."""

OUTCOMES = Vocabulary(*RELATIONS, *UNLINKED)
"""Kinds of rows of a table: a link of some relation, an addition or a gap."""

CONFIDENCES = Vocabulary(
    Term("sure", "确定", "sure", synonyms=("肯定", "有把握", "certain")),
    Term("unsure", "存疑", "unsure", synonyms=("不确定", "没把握", "?", "？", "uncertain")),
)
"""Confidence of a reader in a link of gold (把握)."""

NOT_APPLICABLE = "不适用于本级"
"""Key of the reason that the program itself may suggest: the provision asks nothing of the lower level."""

NEUTRAL_COLOUR = "#D9D9D9"
"""Colour for what is neither linked nor missing."""

SHAPES = Vocabulary(
    Term("single", "一对一", "one to one"),
    Term("split", "拆分", "split"),
    Term("merge", "合并", "merge"),
    Term("many", "多对多", "many to many"),
)
"""Shapes of a link among its neighbours: its parent goes to several children, its child takes several parents."""

CHANGES = Vocabulary(
    Term("strength", "力度", "strength"),
    Term("deadline", "期限", "deadline", "办理的时限、年限和日期"),
    Term("frequency", "频次", "frequency", "多久一次"),
    Term("figures", "数字", "figures", "比例、金额、数量等"),
    Term("sanction", "处罚", "sanction", "处罚的种类和罚款的幅度"),
    Term("scope", "范围", "scope"),
    Term("actor", "主体", "actor"),
    Term("units", "责任单位", "responsible units"),
    Term("action", "行为", "action", "同一对象，要做的事由一种改为另一种，如审批改为备案"),
    Term("object", "对象", "object", "同一行为，针对的对象扩大（右边增加）或缩小（左边去掉）"),
    Term("condition", "条件", "condition", "同一义务，在什么情形下适用：增加或去掉"),
    Term("commencement", "施行日期", "commencement", "文件自何日起施行，不算任务的变化"),
)
"""Kinds of change on a link (变化)."""

VERDICTS = Vocabulary(
    Term("confirmed", "确认", "confirmed", key_stroke="y", synonyms=("yes", "是", "对", "√", "✓", "✔")),
    Term("rejected", "否定", "rejected", key_stroke="n", synonyms=("no", "不是", "不对", "×", "✗", "x")),
    Term("added", "补充", "added", "程序没有找到的对应", synonyms=("补", "增补")),
    Term("unsure", "存疑", "unsure", key_stroke="u", synonyms=("?",)),
)
"""Verdicts of a person on a link, a gap or an addition (判定)."""

GAP_REASONS = Vocabulary(
    Term(
        NOT_APPLICABLE, NOT_APPLICABLE, "not applicable at this level", "只对更高层级提出，或规定的是上级机关的事项",
        key_stroke="1",
    ),
    Term("本地已有规定", "本地已有规定", "already in force here", "本地现行文件已经规定，不再重复", key_stroke="2"),
    Term("不予采纳", "不予采纳", "not adopted", "经研究不采纳，应写明理由", key_stroke="3"),
    Term("待补", "待补", "still to be written", "应当承接而尚未承接，待补写", key_stroke="4"),
)  # fmt: skip
"""Reasons for which a provision of the parent has no link (未承接原因); files hold the Chinese word."""

REVIEW_ACTIONS = Vocabulary(
    Term("keep", "照旧", "keep the old decision", key_stroke="k"),
    Term("drop", "丢弃旧决定", "drop the old decision", key_stroke="d"),
    Term("comment", "备注", "comment", key_stroke="c"),
    Term("skip", "跳过", "skip", key_stroke="s"),
    Term("undo", "撤销", "undo", key_stroke="z"),
    Term("quit", "离开", "quit", key_stroke="q"),
)
"""Actions of a person at a question of a review besides deciding it."""

DECISION_STATES = Vocabulary(
    Term("standing", "有效", "standing"),
    Term("moved", "有效（条号已变）", "standing, renumbered"),
    Term("stale", "文字已改，待重新确认", "text changed, to be confirmed again"),
    Term("orphaned", "条款已不在", "provision gone"),
    Term("superseded", "已另有决定", "decided again"),
    Term("disputed", "两人意见不一，待选定", "disputed, to be chosen"),
)
"""States of a person's decision in the present texts; only the first two count."""

METHODS = Vocabulary(
    Term("human", "人工核定", "decided by a person"),
    Term("assessor", "模型阅读", "read by a language model"),
    Term("rule", "规则", "by rule"),
    Term("model", "模型", "by the model"),
)
"""Methods by which a link was made (判定依据), the strongest first."""

JUDGES = Vocabulary(
    Term("aligner", "程序", "the aligner"),
    Term("assessor", "模型阅读", "the second reader"),
    Term("human", "人工", "people"),
)
"""Those who judge whether two provisions belong together (判定者), for their agreement."""

# How a table of revisions calls a relation, where a drafter uses another word for it than for the link.
_REVISED = {
    "equivalent": ("文字修改", "reworded"),
    "elaborates": ("细化", "elaborated"),
    "partial": ("部分采用", "partly adopted"),
}
REVISIONS = Vocabulary(
    Term("same", "未作改动", "unchanged"),
    Term("localised", "仅本地化", "only localised"),
    *(Term(term.key, *_REVISED.get(term.key, (term.chinese, term.english))) for term in RELATIONS),
    Term("split", "拆分", "split"),
    Term("merge", "合并", "merged"),
    Term("many", "拆分合并", "split and merged"),
    Term("addition", "新增", "added"),
    Term("gap", "未承接", "not carried down"),
)
"""How a row of a comparison table stands to the level above (对应情况)."""

RevisionKind: TypeAlias = Literal["unchanged", "changed", "added", "deleted", "moved", "split", "merged"]
"""Key of a row of `REVISION_KINDS`."""
REVISION_KINDS = Vocabulary(
    Term("unchanged", "未改动", "unchanged", "文字相同，条号变了也算"),
    Term("changed", "修改", "changed"),
    Term("added", "新增", "added"),
    Term("deleted", "删除", "deleted"),
    Term("moved", "移动", "moved", "换了先后位置"),
    Term("split", "拆分", "split"),
    Term("merged", "合并", "merged"),
)
"""Kinds of what became of a provision between two versions of one text (修改类型)."""

RENUMBERED = Term("renumbered", "条号调整", "renumbered", "文字相同，只有条号变了")
"""Word in tables for an unchanged provision that has another number."""

ORIGINS = Vocabulary(
    Term("through", "经上一级承接", "through the level above"),
    Term("level above", "来自上一级", "from the level above"),
    Term("straight", "越级直接承接", "straight from the top"),
    Term("addition", "本级新增", "new at this level"),
)
"""Origins of a measure of the lowest level (来源)."""

FLOW_PARTS = Vocabulary(
    Term("passed on", "下传", "passed on", colour=RELATIONS["equivalent"].colour),
    Term("stopped", "有来源、未下传", "taken, stopped here", colour=RELATIONS["rephrased"].colour),
    Term("own passed on", "本级自有、下传", "own, passed on", colour=RELATIONS["elaborates"].colour),
    Term("own", "本级自有、未下传", "own, not passed on", colour=NEUTRAL_COLOUR),
    Term("skipped", "越级下传", "past a level", colour=RELATIONS["partial"].colour),
    Term("dropped", "未下传", "not passed on", colour=NEUTRAL_COLOUR),
    Term("through", "经上一级来自最上级", "via the level above", colour=RELATIONS["equivalent"].colour),
    Term("level above", "来自上一级", "from the level above", colour=RELATIONS["elaborates"].colour),
    Term("straight", "越级而来", "straight from the top", colour=RELATIONS["partial"].colour),
    Term("new", "本级新增", "new here", colour=UNLINKED["addition"].colour),
)
"""Fates of the provisions of one document of a chain (流向), see `Trace.flow`."""

STATUSES = Vocabulary(
    Term("official", "正式文本", "official text"),
    Term("draft", "送审稿（草案）", "draft"),
    Term("restated", "要点重述", "restatement of points"),
    Term("stand-in", "替代样本", "stand-in"),
    Term("example", "示例文本", "made-up example"),
    Term("unknown", "未注明", "not stated"),
)
"""Kinds of texts that documents are (文本性质)."""

WORD_STYLES = Vocabulary(
    Term("公文", "公文", "official", "如正式公文", synonyms=("official",)),
    Term("学术", "学术", "academic", "如论文的附表", synonyms=("academic",)),
    Term("屏幕", "屏幕", "screen", "供屏幕阅读", synonyms=("screen",)),
)
"""Styles of a Word document (Word 文件的样式)."""

LEVELS = Vocabulary(
    Term("nation", "国家", "nation", synonyms=("国家级", "全国", "中央", "国")),
    Term("province", "省", "province", synonyms=("省级", "自治区", "直辖市")),
    Term("city", "市", "city", synonyms=("市级", "地级市", "自治州", "州", "盟")),
    Term("district", "区", "district", synonyms=("区级", "县", "县级", "区县", "县级市", "旗", "county")),
    Term("town", "乡镇", "town", synonyms=("乡镇级", "镇", "乡", "街道", "街镇")),
)
"""Levels of government (层级), from the top."""

DATE_SOURCES = Vocabulary(
    Term("manifest", "清单", "the manifest"),
    Term("title", "标题下括号", "the bracket under the title"),
    Term("titles", "已知标题表", "the table of known titles"),
    Term("commencement", "施行条款", "the commencement article"),
    Term("agreed", "版本日期，施行条款与之相符", "the version's date, which the commencement article agrees with"),
    Term("publication", "自公布之日起施行，按版本日期", "the version's date, as it commences on publication"),
    Term("version", "只知版本日期，可能更早", "the version's date only; it may be earlier"),
    Term("notice", "印发通知", "the notice that issues it"),
    Term("signed", "成文日期", "the date at its end"),
    Term("text", "文首或文件属性", "the head of the text, or the file's properties"),
)
"""Places where a date of a document was read (日期出处)."""

TIMED_BY = Vocabulary(
    Term("provision", "条文", "provision", "集合里有更早的版本，看得出条文最早见于哪一版"),
    Term("document", "文件", "document", "按文件的原始日期；条文可能是后来修正时加的"),
    Term("version", "版本", "version", "只知道这一版的日期；条文可能更早就有"),
)
"""What the time of a provision is that of (时间口径)."""

DOUBTS = Vocabulary(
    Term("undated", "没有版本日期", "no date of the version"),
    Term("conflict", "日期互相矛盾", "dates contradict each other"),
    Term("anachronism", "引用了比自己晚的文件", "cites what is younger than itself"),
)
"""Reasons why the date of a document does not say who was first (日期存疑)."""
