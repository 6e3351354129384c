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
    """

    key: str
    chinese: str
    english: str
    meaning: str = ""
    colour: str = ""
    marker: str = ""
    key_stroke: str = ""

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

    def names(self, language: Language = "zh") -> tuple[str, ...]:
        """Return what people read, in order."""
        return tuple(term.name(language) for term in self)

    @property
    def words(self) -> dict[str, str]:
        """What a person may write for each term, its key or its Chinese name, with the key that it means."""
        return {word: term.key for term in self for word in (term.key, term.chinese)}

    @property
    def meanings(self) -> tuple[tuple[str, str], ...]:
        """Chinese name and meaning of each term, in order."""
        return tuple((term.chinese, term.meaning) for term in self)

    def at_key_stroke(self, typed: str) -> Term | None:
        """Return the term that a key stroke stands for."""
        for term in self:
            if term.key_stroke and term.key_stroke == typed:
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
    Term("addition", "新增", "addition", colour="#CC79A7"),
    Term("gap", "未承接", "gap", colour="#D55E00"),
)
"""What a provision without a link is: an addition of the child, a gap of the parent."""

OUTCOMES = Vocabulary(*RELATIONS, *UNLINKED)
"""What a row of a table can be: a link of some relation, an addition or a gap."""

NOT_APPLICABLE = "不适用于本级"
"""Key of the reason that the program itself may suggest: the provision asks nothing of the lower level."""

NEUTRAL_COLOUR = "#D9D9D9"
"""Of what is neither linked nor missing."""

SHAPES = Vocabulary(
    Term("single", "一对一", "one to one"),
    Term("split", "拆分", "split"),
    Term("merge", "合并", "merge"),
    Term("many", "多对多", "many to many"),
)
"""How a link stands among its neighbours: its parent goes to several children, its child takes several parents."""

CHANGES = Vocabulary(
    Term("strength", "力度", "strength"),
    Term("figures", "数字期限", "figures"),
    Term("scope", "范围", "scope"),
    Term("actor", "主体", "actor"),
    Term("units", "责任单位", "responsible units"),
)
"""Kinds of change on a link (变化)."""

VERDICTS = Vocabulary(
    Term("confirmed", "确认", "confirmed", key_stroke="y"),
    Term("rejected", "否定", "rejected", key_stroke="n"),
    Term("added", "补充", "added", "程序没有找到的对应"),
    Term("unsure", "存疑", "unsure", key_stroke="u"),
)
"""What a person says of a link, a gap or an addition (判定)."""

GAP_REASONS = Vocabulary(
    Term(
        NOT_APPLICABLE, NOT_APPLICABLE, "not applicable at this level", "只对更高层级提出，或规定的是上级机关的事项",
        key_stroke="1",
    ),
    Term("本地已有规定", "本地已有规定", "already in force here", "本地现行文件已经规定，不再重复", key_stroke="2"),
    Term("不予采纳", "不予采纳", "not adopted", "经研究不采纳，应写明理由", key_stroke="3"),
    Term("待补", "待补", "still to be written", "应当承接而尚未承接，待补写", key_stroke="4"),
)  # fmt: skip
"""Why a provision of the parent has no link (未承接原因); files hold the Chinese word."""

METHODS = Vocabulary(
    Term("human", "人工核定", "decided by a person"),
    Term("assessor", "模型阅读", "read by a language model"),
    Term("rule", "规则", "by rule"),
    Term("model", "模型", "by the model"),
)
"""Who or what made a link (判定依据), the strongest first."""

REVISIONS = Vocabulary(
    Term("same", "未作改动", "unchanged"),
    Term("localised", "仅本地化", "only localised"),
    Term("equivalent", "文字修改", "reworded"),
    Term("rephrased", "改写", "rephrased"),
    Term("elaborates", "细化", "elaborated"),
    Term("partial", "部分采用", "partly adopted"),
    Term("split", "拆分", "split"),
    Term("merge", "合并", "merged"),
    Term("many", "拆分合并", "split and merged"),
    Term("addition", "新增", "added"),
    Term("gap", "未承接", "not carried down"),
)
"""What a row of a comparison table is (修订类型)."""

ORIGINS = Vocabulary(
    Term("through", "经上一级承接", "through the level above"),
    Term("level above", "来自上一级", "from the level above"),
    Term("straight", "越级直接承接", "straight from the top"),
    Term("addition", "本级新增", "new at this level"),
)
"""Where a measure of the lowest level comes from (来源)."""

STATUSES = Vocabulary(
    Term("official", "正式文本", "official text"),
    Term("draft", "送审稿（草案）", "draft"),
    Term("restated", "要点重述", "restatement of points"),
    Term("stand-in", "替代样本", "stand-in"),
    Term("unknown", "未注明", "not stated"),
)
"""What kind of text a document is (文本性质)."""

LEVELS = Vocabulary(
    Term("nation", "国家", "nation"),
    Term("province", "省", "province"),
    Term("city", "市", "city"),
    Term("district", "区", "district"),
    Term("town", "乡镇", "town"),
)
"""Levels of government (层级), from the top."""
