"""Changes on a link: strength, deadline, frequency, figures, sanction, scope, actor, units; each with its places.

A change is looked for in the duty that both provisions have. So the provisions are cut into phrases, the phrases are
matched by what they say apart from quantities and deontic words, and only what two matched phrases say is compared.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from rapidfuzz.distance import Indel

from policycompare.documents import Span
from policycompare.language.agencies import LOWER
from policycompare.language.deontic import SCOPE_PATTERNS, comparison, forces
from policycompare.language.duties import ACTOR_END, Words, duties
from policycompare.language.normalise import GOVERNMENT
from policycompare.language.quantities import quantities
from policycompare.language.sanctions import FINE, sanctions
from policycompare.vocabulary import CHANGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from policycompare.aligning.evidence import ClausePair
    from policycompare.documents import Clause, Measure
    from policycompare.language.duties import Duty
    from policycompare.language.quantities import Quantity, Value

ChangeKind = str
SAME_DUTY = 0.6
"""Least likeness (rapidfuzz, without quantities and deontic words) of two phrases that say the same duty."""
SAME_ACTION = 0.72
"""Least likeness of two phrases that ask for the same action, so that how strongly they ask can be compared."""
SAME_CLAUSE = 0.4
"""The same for quantities that also stand elsewhere on the other side."""
SAME_PHRASE = 0.85
"""Least likeness of two phrases of which quantities are compared whatever their clauses have in common."""
SAME_LEAD = 0.3
"""Least mean share of two clauses of which deontic words are compared that stand a phrase before the action."""
SAME_WORDS = 0.75
"""Least likeness of two phrases of which one has what the other has not: a time, or 鼓励, which may be a verb."""
CONTEXT = 0.25
"""Weight of the phrases before and after, and of the clauses, in the choice of a phrase's counterpart."""
SAME_REST = 0.8
"""Least likeness of two phrases without their actors, so that the actors can be compared."""
SAME_THING = 0.8
"""Least likeness of what two phrases ask to be done to, so that the verbs, or the conditions, can be compared."""
SAME_ITEM = 0.76
"""Least likeness of two items of lists that are one."""
KNOWN = 0.5
"""Share of its pairs of characters from which words are said on the other side."""
SHORT = 4
"""Characters from which the same words after two actors are the same duty."""
NEARLY = 0.1
"""What a second counterpart of a phrase may be less like it."""
SAME_TIER = 0.9
"""Likeness from which two phrases with quantities are tiers of one rule."""
SAME_CONDUCT = 0.25
"""Least likeness of two conducts whose fines are compared."""
SAME_CASE = 0.3
"""Least likeness of two conditions in which the same case may be meant."""
MANY = 2
"""Items from which on words are a list."""
WITHOUT_ACTOR = 0.95
"""Factor on the likeness of two phrases without their actors, so that the same words with the actor count more."""
SAME_REST_OF_ACT = 0.7
"""The same where the verb is the same, and what it is done to much alike."""
TAIL = 8
"""Characters by whose return a clause is known to name actors by tiers."""
SAME_NAME = 2
"""Characters in common from which the names of two who are no agencies are one: 平台企业, 平台经营者."""
SAME_ACTOR = 75
"""Least likeness (rapidfuzz, of 100) of the names of one actor."""
ALIKE = 0.5
"""Sanctions are compared between clauses of which one has at least this share of its weight in the other."""

SAME_PENALTY = 0.2
"""Least mean share of two clauses of which the fines are compared, however they are put."""

_PHRASE = re.compile(r"[^，。；：！？,;:\n]+")
_LEADS = re.compile(
    r"(?:应当?|必须|可以|鼓励|要|不得)(?:及时|严格)?(?:根据|按照|依照|依据|结合|通过|会同|因地制宜)[^的]{0,24}(?:的[^，。]{0,12})?$"
)
"""A phrase that says how, and not what, is to be done."""
_ACTOR = re.compile(
    r"[^，。；：]{2,30}?(?=依法|统一|具体|必须|应当|不得|负责|可以|责令)|由[^，。；：]{2,24}?(?=责令|给予|处|负责|会同|组织|批准)"
)
_NATION = re.compile("国务院|国家(?!规定|标准|有关规定|秘密)")
_FROM_DAY = re.compile(r"[自从][^，。；]{1,20}?之日起")
_TIMES = re.compile(
    r"(?P<every>每[^，。；：]{0,4}?(?:年|月|周|日|季度?|天|小时)度?)[^，。；：]{2,}?(?P<times>[^，。；：]?次)"
)
_PERIODIC = re.compile(r"年度|季度|月度|年底|月底")
"""Words that say how often without being a frequency: 年度报告."""
_BY_OTHER_LAW = re.compile(r"(?:依法|依照[^，。；]{2,40}|按照[^，。；]{2,40}|予以|给予)(?:给予|予以)?(?:行政)?处罚")
"""A clause that leaves the sanction to another law."""
_COMPETENCE = re.compile(r"的行政处罚[，,]")
"""A clause that says who imposes sanctions, and threatens none."""
_BRACKET = re.compile(r"[（(][^）)]*[）)]")
_AND = re.compile(r"、|和|及其?|以及|与|或者?|会同")
_ANY_ACTOR = re.compile(
    r"县级以上|以上|地方|各级|本级|上级|上一级|所在地|所在|用人|有关|相关|其他|国务院|国家(?!机关)|政府(?=.)|本地|本[省市区县]|[省市区县]级?(?=.{3})"
    r"|行政主管|主管|行政管理|管理|行政(?!机关)|部门|的|该|其|[被受](?=质询|检查|处罚)|原(?:批准|发证|审批|许可|登记)|工作|负责人$|(?:单位|人|机关)$"
)
_GENERIC_ACTOR = re.compile(r"(?:各|其他)*(?:有关|相关)(?:行政|国家|主管)?(?:机关|部门|单位|机构|组织|方面)")
"""有关部门, 有关国家机关: whoever it is."""
_ROLE = re.compile(
    r".*(?:原|有权|审批|批准|发证|编制|登记|任免|决定的|当地|所在地?|上级)[^、]{0,6}(?:机关|部门|单位|机构)|原[^、]*"
)
"""原编制机关, 作出处罚决定的部门: an office by its part in the matter, whatever it is called."""
_OWN_GOVERNMENT = re.compile(r"国家|国务院|.*政府")
_PUBLIC = re.compile("政府|部门?$|机关|局$|委$|厅$|委员会$|法院|检察院|监管|公安")
_HANDS_ON = re.compile("移交|移送|提请|建议")
_SAME_ROLE = re.compile(r"(?:主办|组织|举办|承办)(?=单位|者|人|方)")
_GENERIC_UNIT = re.compile(r"(?:省|市|区|县)?(?:各|有关|相关|其他|级)*(?:部门|单位|机构)")
"""相关部门 in a list of units: whoever it is."""
ACTS = (
    re.compile("批准|审批|许可|核准|核发"),
    re.compile("备案|报备"),
    re.compile("登记|注册"),
    re.compile("检验|检定|检测|监测"),
    re.compile("检查|巡查|抽查|排查"),
    re.compile("评估|评价"),
    re.compile("验收"),
    re.compile("论证"),
    re.compile("听证"),
    re.compile("公布|公告|公示|公开|发布"),
    re.compile("告知|通知|通报"),
    re.compile("报告|上报"),
    re.compile("培训|教育"),
    re.compile("奖励|表彰"),
    re.compile("补助|补贴|补偿"),
    re.compile("拆除"),
    re.compile("没收"),
    re.compile("销毁"),
    re.compile("保存|留存|保管"),
)
"""Acts that the law tells apart, one row for the words of one act: only a change from one to another is said."""
_LIST = re.compile(r"、|以及|或者|和|及|或")
_NO_ITEM = re.compile(
    "[的向将把]|通过|公众|部门|机关|有关|相关|其他|等$|^本[条法办规]|^(?:及时|准确|安全|有序|全面|有效)$|依法|法律|法规|宪法"
)
"""Items of a list that are no plain names."""
_NO_CONDITION = re.compile(
    r"^(?:对|或者?|违反|有(?:下列|前款)|依照|按照|根据|逾期|拒不|情节|构成|造成|除)|(?:规定的|情形的|之一的|[^的])$|^.{1,3}$"
)
"""Conditions that say no case of the duty: what a penalty is for, or a reference."""
_CONDUCT = re.compile(r"(?P<conduct>[^。]{6,}?的)[，,]\s*(?:由|责令|处|给予|没收|可以|依法)")
_LISTED = re.compile("下列|前款")
_BREACH = re.compile(r"违反本[^，,]{1,40}[，,]")
_NO_PROFIT = re.compile(r"(?:没有|无)违法所得|违法所得不足|违法经营额不足|货值金额不足|无法(?:确定|计算)")
_PROFIT = re.compile(r"违法所得|违法经营额|货值金额")
# Agencies under the names that reforms gave them: the same office.
_SUCCESSORS = (
    (re.compile("安全生产监督管理|安全生产监管|安监|应急管理"), "应急"),
    (re.compile("劳动(?:和社会|社会)?(?:保障)?|人力资源和?社会保障"), "人社"),
    (re.compile("工商(?:行政管理)?|质量技术监督|市场监督管理|市场监管|食品药品监督(?:管理)?"), "监管"),
    (re.compile("环境保护|生态环境|环保"), "环境"),
    (re.compile("国土资源|土地|自然资源"), "资源"),
    (re.compile("房地产(?:行政)?|住房和?城乡建设|城乡建设|建设|物业(?=主管|管理部门|行政)"), "建设"),
    (re.compile("农业农村|农业|畜牧兽医|兽医|动物防疫|畜牧"), "农业"),
    (re.compile("电力|能源"), "能源"),
    (re.compile("用[水电气热](?:单位和个人|户|人)|用户"), "用户"),
    (
        re.compile("社会(?:各界|公众|力量)?|任何(?:单位|组织)[和或者、及组织]*个人|单位和个人|公民、法人和其他组织"),
        "公众",
    ),
    (re.compile("指挥(?:部|机构|中心)"), "指挥"),
    (re.compile("卫生和?(?:计划生育|计生|健康)?"), "卫生"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed on the way down (变化).

    Attributes
    ----------
    kind
        What changed.
    parent, child
        What it was and what it became, as written; ``""`` for none.
    parent_span, child_span
        Where that stands in the sources, or ``None``: nothing stands there, or units, which are listed at the end.
    """

    kind: ChangeKind
    parent: str
    child: str
    parent_span: Span | None = None
    child_span: Span | None = None

    def __str__(self) -> str:
        return f"{CHANGES[self.kind].chinese}：{self.parent or '无'}→{self.child or '无'}"


class _Word(NamedTuple):
    """Words of a clause, with their place in the source."""

    text: str
    span: Span


@dataclass(frozen=True)
class _Phrase:
    """A phrase of a clause: what stands between two marks.

    Attributes
    ----------
    clause
        The clause that it is of.
    start, text
        Where it starts in the clause, and its words.
    bare
        Its normalised words without quantities and deontic words.
    rest
        The same without the actor that it begins with; ``""`` where it begins with none.
    lead
        The phrase before it, where that only says how (应当根据需要，…): its deontic words are for this one.
    """

    clause: Clause
    start: int
    text: str
    bare: str
    rest: str = ""
    lead: _Phrase | None = None

    def word(self, span: Span) -> _Word:
        """Return words of the phrase with their place in the source."""
        offset = self.clause.span.start + self.start
        return _Word(
            Span(self.start + span.start, self.start + span.end).of(self.clause.text),
            Span(offset + span.start, offset + span.end),
        )

    def of_clause(self, words: Words) -> _Word:
        """Return words of its clause with their place in the source."""
        offset = self.clause.span.start
        return _Word(words.text, Span(offset + words.span.start, offset + words.span.end))

    @cached_property
    def duty(self) -> Duty | None:
        """The first duty that it asks for."""
        end = self.start + len(self.text)
        return next((d for d in duties(self.clause.text) if self.start <= d.span.start < end), None)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The quantities of the phrase."""
        return quantities(self.text)

    @cached_property
    def is_fine(self) -> bool:
        """Whether its sums are fines."""
        return FINE.search(self.text) is not None

    @cached_property
    def before(self) -> str:
        """What its sentence says before it, up to a semicolon."""
        text = self.clause.text[: self.start]
        return text[max(text.rfind(mark) for mark in "。；;\n") + 1 :]

    @cached_property
    def whom(self) -> frozenset[str]:
        """Whom its fine is for, as far as it or its sentence says so."""
        for words in (self.text, self.before):
            if found := frozenset(word for word in ("个人", "单位") if word in words.replace("有关单位", "")):
                return found
        return frozenset({"个人"}) if "拘留" in self.before else frozenset()

    @cached_property
    def conduct(self) -> str:
        """The conduct that it punishes, where its paragraph names one before the sanction."""
        named = _CONDUCT.match(self.clause.text[: self.start])
        return "" if not named or _LISTED.search(named[0]) else _BREACH.sub("", named["conduct"])

    @property
    def is_penal(self) -> bool:
        """Whether its clause is about sanctions, whose condition is a conduct."""
        return bool(sanctions(self.clause.text)) or "责令" in self.clause.text


@dataclass(frozen=True, slots=True)
class _SameDuty:
    """Two phrases that say the same duty.

    Attributes
    ----------
    child, parent
        The phrases.
    likeness
        How alike they are without quantities and deontic words, 0 to 1.
    of_clauses
        How well their clauses correspond, 0 to 1.
    is_one_of_many
        Whether one provision says so more often than the other, in tiers: which stands for which is not known.
    is_said_besides
        Whether either provision has the other's phrase, with its deontic word, in another phrase too.
    """

    child: _Phrase
    parent: _Phrase
    likeness: float
    of_clauses: float
    is_one_of_many: bool
    is_said_besides: bool


def changes_between(
    child: Measure, parent: Measure, pairs: Sequence[ClausePair], normal: tuple[Callable[[str], str], ...]
) -> tuple[Change, ...]:
    """Find what changed between corresponding phrases, and between the units.

    Parameters
    ----------
    child, parent
        The provisions.
    pairs
        Their corresponding clauses.
    normal
        The functions that normalise the child's and the parent's text: an actor who is only localised is no change.
    """
    found: list[Change] = []
    below, above = _phrases(child, normal[0]), _phrases(parent, normal[1])
    same_conduct = _SameConduct.of(below, above, pairs)
    values = tuple(Counter(q.value for phrase in side for q in phrase.quantities) for side in (below, above))
    said = tuple(_bigrams(normal_of(side.text)) for side, normal_of in zip((child, parent), normal, strict=True))
    for duty in _duties(below, above, pairs):
        if duty.child.clause.text == duty.parent.clause.text:
            continue
        fined = duty.child.is_fine and duty.parent.is_fine
        if fined and same_conduct.holds(duty.child.clause, duty.parent.clause):
            found += _fine(duty, below, above)
        found += _quantities(duty, values, normal)
        found += _strength(duty, normal)
        found += _scope(duty)
        if same_conduct.holds(duty.child.clause, duty.parent.clause):
            found += _actor(duty, normal)
        found += _parts(duty, normal, said)
    found += _sanctions(child, parent, pairs, same_conduct)
    found += _units(child, parent)
    first: dict[tuple[str, str, str], Change] = {}
    for change in found:
        first.setdefault((change.kind, change.parent, change.child), change)
    return tuple(first.values())


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[k : k + 2] for k in range(len(text) - 1))


# A provision is asked for once for each of its links, with other documents too.
@lru_cache(maxsize=512)
def _phrases(provision: Measure, normal: Callable[[str], str]) -> tuple[_Phrase, ...]:
    """Cut a provision into phrases."""
    out: list[_Phrase] = []
    for clause in provision.clauses:
        lead = None
        for match in _PHRASE.finditer(clause.text):
            text = match[0]
            actor = _ACTOR.match(text)
            rest = normal(_without_values(text[actor.end() :])) if actor and ACTOR_END.search(actor[0]) else ""
            phrase = _Phrase(clause, match.start(), text, normal(_without_values(text)), rest, lead)
            ends = match.end() == len(clause.text) or clause.text[match.end()] in "。；;"
            lead = phrase if _LEADS.search(text) and not ends else None
            out.append(phrase)
    return tuple(out)


@lru_cache(maxsize=4096)
def _without_values(text: str) -> str:
    """Return a phrase without quantities and deontic words, and without the day from which a time runs."""
    spans = [force.span for force in forces(text)] + [Span(*match.span()) for match in _FROM_DAY.finditer(text)]
    for quantity in quantities(text):
        said = _TIMES.fullmatch(quantity.span.of(text))
        if said:  # 每两周对设施开展一次: what is done stands in between
            start = quantity.span.start
            spans += [Span(start, start + said.end("every")), Span(start + said.start("times"), quantity.span.end)]
        else:
            spans.append(quantity.span)
    out, position = "", 0
    for span in sorted(spans):
        out += text[position : span.start]
        position = max(position, span.end)
    return out + text[position:]


def _duties(below: Sequence[_Phrase], above: Sequence[_Phrase], pairs: Sequence[ClausePair]) -> Iterator[_SameDuty]:
    """Yield the phrases that are each other's best counterpart."""
    from rapidfuzz.process import cdist

    if not below or not above:
        return
    likeness = cdist([p.bare for p in below], [p.bare for p in above], scorer=Indel.normalized_similarity).astype(float)
    # How a fine is put says little: 处一万元的罚款, 处以当事人一万元罚款.
    fines = np.outer([p.is_fine for p in below], [p.is_fine for p in above])
    of_clauses = _of_clauses(below, above, pairs)
    rests = cdist([p.rest for p in below], [p.rest for p in above], scorer=Indel.normalized_similarity).astype(float)
    named = np.outer([len(p.rest) >= TAIL for p in below], [len(p.rest) >= TAIL for p in above])
    named |= (rests == 1.0) & np.outer([len(p.rest) >= SHORT for p in below], [bool(p.rest) for p in above])
    likeness = np.where(named, np.maximum(likeness, WITHOUT_ACTOR * rests), likeness)
    others = np.zeros(fines.shape, dtype=bool)
    for i, j in np.argwhere(fines).tolist():
        others[i, j] = _of_other_people(below[i], above[j])
    likeness = np.where(others, 0.0, likeness)
    likeness = np.where(fines & ~others & (of_clauses >= SAME_PENALTY), np.maximum(likeness, SAME_DUTY), likeness)
    total = likeness + CONTEXT * of_clauses
    total[1:, 1:] += CONTEXT * likeness[:-1, :-1]
    total[:-1, :-1] += CONTEXT * likeness[1:, 1:]
    often = [_tiers(side) for side in (below, above)]
    for i, j in enumerate(total.argmax(axis=1).tolist()):
        # A phrase of nothing but quantities and deontic words is like any other of that kind.
        says = min(len(below[i].bare), len(above[j].bare)) > 1
        if says and total[:, j].argmax() == i and likeness[i, j] >= SAME_DUTY:
            many = often[0][i] != often[1][j]
            besides = _says_besides(below, likeness[:, j], i, above[j]) or _says_besides(
                above, likeness[i], j, below[i]
            )
            yield _SameDuty(below[i], above[j], float(likeness[i, j]), float(of_clauses[i, j]), many, besides)


def _tiers(phrases: Sequence[_Phrase]) -> list[int]:
    """Return for each phrase with a quantity how many others with one say the same."""
    from rapidfuzz.process import cdist

    at = [k for k, phrase in enumerate(phrases) if phrase.quantities]
    counts = [0] * len(phrases)
    if at:
        bare = [phrases[k].bare for k in at]
        alike = cdist(bare, bare, scorer=Indel.normalized_similarity) >= SAME_TIER
        for k, count in zip(at, alike.sum(axis=1).tolist(), strict=True):
            counts[k] = count
    return counts


def _says_besides(phrases: Sequence[_Phrase], likeness: NDArray[np.float64], chosen: int, other: _Phrase) -> bool:
    """Whether a phrase that was not chosen says the same as the other side's, with the same deontic word."""
    kinds = {force.kind for force in forces(_asking(other).text)}
    for k in np.flatnonzero(likeness >= max(SAME_ACTION, likeness[chosen] - NEARLY)).tolist():
        if k != chosen and {force.kind for force in forces(_asking(phrases[k]).text)} == kinds:
            return True
    return False


def _of_other_people(new: _Phrase, old: _Phrase) -> bool:
    """Whether of two fines one is for people and the other for organisations."""
    whom = new.whom, old.whom
    return bool(whom[0] and whom[1]) and not whom[0] & whom[1]


def _of_clauses(below: Sequence[_Phrase], above: Sequence[_Phrase], pairs: Sequence[ClausePair]) -> NDArray[np.float64]:
    """Return how well the clauses of each two phrases correspond, shape (phrases below, phrases above)."""
    rows, columns = (
        {label: k for k, label in enumerate(dict.fromkeys(p.clause.label for p in side))} for side in (below, above)
    )
    share = np.zeros((len(rows), len(columns)))
    for pair in pairs:
        if pair.child.label in rows and pair.parent.label in columns:
            share[rows[pair.child.label], columns[pair.parent.label]] = (pair.child_share + pair.parent_share) / 2
    return share[[rows[p.clause.label] for p in below]][:, [columns[p.clause.label] for p in above]]


def _asking(phrase: _Phrase) -> _Phrase:
    """Return the phrase that has the deontic words of a phrase: itself, or the one that leads to it."""
    return phrase.lead if phrase.lead and not forces(phrase.text) else phrase


@dataclass(frozen=True, slots=True)
class _SameConduct:
    """Whether the sanctions of two clauses are for the same conduct.

    Attributes
    ----------
    one_penalty
        Whether each provision has its fines in one clause: then they are for what the link is about.
    clauses
        Otherwise, the labels of clauses that correspond as a whole: an item of a list that only names an article
        (违反第十条的，处…) is like any other.
    """

    one_penalty: bool
    clauses: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, below: Sequence[_Phrase], above: Sequence[_Phrase], pairs: Sequence[ClausePair]) -> _SameConduct:
        """Return what holds for two provisions."""
        one = all(len({p.clause.label for p in side if p.is_fine}) < 2 for side in (below, above))
        alike = [pair for pair in pairs if min(pair.child_share, pair.parent_share) >= ALIKE]
        return cls(one, frozenset((pair.child.label, pair.parent.label) for pair in alike))

    def holds(self, child: Clause, parent: Clause) -> bool:
        """Return whether it is so for two clauses."""
        return self.one_penalty or (child.label, parent.label) in self.clauses


def _strength(duty: _SameDuty, normal: tuple[Callable[[str], str], ...]) -> Iterator[Change]:
    """Compare what two phrases ask: a duty became a wish or a permission, or the reverse.

    A prohibition is compared with nothing: it asks not to do what a duty asks to do, and no more strongly.
    """
    new, old = _asking(duty.child), _asking(duty.parent)
    if not comparison(old.text, new.text):
        return
    if (new, old) != (duty.child, duty.parent) and duty.of_clauses < SAME_LEAD:
        return
    after, before = forces(new.text), forces(old.text)
    if any(_LEADS.search(phrase.text) for phrase in (duty.child, duty.parent)):
        return
    verb = any(force.is_verb for force in after + before)
    if duty.likeness < (SAME_WORDS if verb else SAME_ACTION) and not _asks_the_same(duty, normal):
        return
    if (
        duty.is_said_besides
        or _of_other_actors(duty, normal)
        or _in_other_cases(duty, normal)
        or _of_other_acts(duty, normal)
    ):
        return
    yield _change("strength", [old.word(before[0].span)], [new.word(after[0].span)])


def _of_other_acts(duty: _SameDuty, normal: tuple[Callable[[str], str], ...]) -> bool:
    """Whether the verbs have no character in common, and what they are done to is not the same."""
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old or not new.action or not old.action:
        return False
    return not set(new.action.text) & set(old.action.text) and _things_alike(new, old, normal) < SAME_DUTY


def _asks_the_same(duty: _SameDuty, normal: tuple[Callable[[str], str], ...]) -> bool:
    """Whether both phrases ask for the same act on much the same thing."""
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old or not new.action or not old.action or new.action.text != old.action.text:
        return False
    return _things_alike(new, old, normal) >= SAME_DUTY


def _in_other_cases(duty: _SameDuty, normal: tuple[Callable[[str], str], ...]) -> bool:
    """Whether both duties hold only in some case, and not in the same."""
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old or not new.condition or not old.condition:
        return False
    cases = normal[0](new.condition.text), normal[1](old.condition.text)
    if duty.likeness >= SAME_PHRASE:
        return not _bigrams(cases[0]) & _bigrams(cases[1])
    return Indel.normalized_similarity(*cases) < SAME_CASE


def _quantities(
    duty: _SameDuty, values: tuple[Counter[Value], ...], normal: tuple[Callable[[str], str], ...]
) -> Iterator[Change]:
    """Compare the quantities of two phrases, kind by kind, by their values.

    `values` are those of the whole child and parent: what one phrase lacks may stand in the next.
    """
    new, old = duty.child, duty.parent
    fined = new.is_fine and old.is_fine
    for kind in ("deadline", "frequency", *(() if fined else ("figures",)), "commencement"):
        after, before = ([q for q in phrase.quantities if q.kind == kind] for phrase in (new, old))
        if not after and not before:
            continue
        come, gone = _comparable(_not_in(after, before), _not_in(before, after))
        if not come or not gone:
            come = [q for q in come if values[0][q.value] > values[1][q.value]]
            gone = [q for q in gone if values[1][q.value] > values[0][q.value]]
        if all(q.vague for q in come + gone):
            continue
        if not come or not gone:
            # 七日内进行审查，作出决定 → 十日内作出决定: the time may stand one phrase before.
            come = come or _only_one(new, kind, values[1])
            gone = gone or _only_one(old, kind, values[0])
        both = bool(after and before)
        if both and kind != "commencement" and _is_doubtful(duty, come, gone, values, normal):
            continue
        if kind == "deadline" and not _is_same_time(duty, normal):
            continue
        if (not come or not gone) and not _is_time_alone(duty, kind, "parent" if gone else "child"):
            continue
        detained = any(_is_detention(p, q) for p, some in ((new, come), (old, gone)) for q in some)
        if not detained or (come and gone):
            said = "sanction" if detained else kind
            yield _change(said, [old.word(q.span) for q in gone], [new.word(q.span) for q in come])


def _is_detention(phrase: _Phrase, quantity: Quantity) -> bool:
    """Whether a length of time is how long somebody is detained: 十五日以下拘留."""
    return phrase.text[quantity.span.end :].removeprefix("的").startswith(("拘留", "行政拘留"))


def _is_doubtful(
    duty: _SameDuty,
    come: list[Quantity],
    gone: list[Quantity],
    values: tuple[Counter[Value], ...],
    normal: tuple[Callable[[str], str], ...],
) -> bool:
    """Whether it is not known which of several quantities stands for which."""
    elsewhere = _stands_elsewhere(duty, come, gone, values) and not _asks_the_same(duty, normal)
    return duty.is_one_of_many or elsewhere


def _is_same_time(duty: _SameDuty, normal: tuple[Callable[[str], str], ...]) -> bool:
    """Whether the times of two phrases are for the same act, at the same level of government."""
    other_act = duty.likeness < SAME_PHRASE and _of_other_acts(duty, normal)
    return not other_act and not _of_another_level(duty)


def _of_another_level(duty: _SameDuty) -> bool:
    """Whether the parent's phrase is about the nation's own agencies, and the child's is not."""
    return bool(_NATION.search(duty.parent.text)) and not _NATION.search(duty.child.text)


def _only_one(phrase: _Phrase, kind: ChangeKind, values: Counter[Value]) -> list[Quantity]:
    """Return the one quantity of a kind in the sentence of a phrase that the other side has not."""
    text, start = phrase.clause.text, phrase.start
    begin = max(text.rfind(mark, 0, start) for mark in "。；;") + 1
    end = min((at for mark in "。；;" if (at := text.find(mark, start)) >= 0), default=len(text))
    found = [q for q in quantities(text[begin:end]) if q.kind == kind and not q.vague and q.value not in values]
    if len(found) != 1 or kind not in ("deadline", "frequency"):
        return []
    span = Span(found[0].span.start + begin - start, found[0].span.end + begin - start)
    return [replace(found[0], span=span)]


def _is_time_alone(duty: _SameDuty, kind: ChangeKind, side: Literal["child", "parent"]) -> bool:
    """Whether what only one side has is a time, and all that the phrases differ in."""
    phrases = duty.child, duty.parent
    if kind in ("figures", "commencement"):
        return False
    if not any(phrase.duty for phrase in phrases) and (duty.likeness < SAME_PHRASE or duty.child.text.endswith("的")):
        return False
    if kind == "frequency" and _PERIODIC.search((duty.child if side == "parent" else duty.parent).clause.text):
        return False
    return duty.likeness >= SAME_WORDS


def _stands_elsewhere(
    duty: _SameDuty, come: list[Quantity], gone: list[Quantity], values: tuple[Counter[Value], ...]
) -> bool:
    """Whether what came or went is said elsewhere on the other side, by clauses that have little else in common."""
    known = all(q.value in values[1] for q in come) or all(q.value in values[0] for q in gone)
    return duty.of_clauses < (SAME_CLAUSE if known else SAME_LEAD) and duty.likeness < SAME_PHRASE


def _fine(duty: _SameDuty, below: Sequence[_Phrase], above: Sequence[_Phrase]) -> Iterator[Change]:
    """Compare two fines; where one clause has more tiers of it than the other, all tiers of both."""
    new, old = duty.child, duty.parent
    if _profit(new) != _profit(old) and _profit(new) and _profit(old):
        return
    if new.conduct and old.conduct and _shared(new.conduct, old.conduct) < SAME_CONDUCT:
        return
    tiers = [_tiers_of(new, below), _tiers_of(old, above)]
    if len(tiers[0]) != len(tiers[1]):
        ranges = [_range(side) for side in tiers]
        if ranges[0] and ranges[1] and ranges[0] == ranges[1]:
            return
        shorter, longer = sorted(({q.value for p in side for q in p.quantities} for side in tiers), key=len)
        if shorter <= longer:  # a tier more, and which it is for is not known
            return
        come, gone = ([_word_of(p, q) for p in side for q in p.quantities if q.kind == "figures"] for side in tiers)
        if come and gone and [w.text for w in come] != [w.text for w in gone]:
            yield _change("sanction", gone, come)
            return
    after, before = ([q for q in phrase.quantities if q.kind == "figures"] for phrase in (new, old))
    come_here, gone_here = _comparable(_not_in(after, before), _not_in(before, after))
    if come_here or gone_here:
        yield _change("sanction", _fines(old, gone_here), _fines(new, come_here))


def _tiers_of(fine: _Phrase, phrases: Sequence[_Phrase]) -> list[_Phrase]:
    """Return the fines of a sentence that are for the same people, in tiers (情节严重的，…)."""
    text = fine.clause.text
    begin = text.rfind("。", 0, fine.start)
    end = text.find("。", fine.start)
    inside = range(begin + 1, end if end >= 0 else len(text))
    return [p for p in phrases if p.is_fine and p.clause is fine.clause and p.start in inside and p.whom == fine.whom]


def _shared(some: str, others: str) -> float:
    """Return how alike two texts are by their pairs of characters (Dice)."""
    left, right = _bigrams(some), _bigrams(others)
    return 2 * len(left & right) / max(len(left) + len(right), 1)


def _word_of(phrase: _Phrase, quantity: Quantity) -> _Word:
    return phrase.word(quantity.span)


def _profit(phrase: _Phrase) -> str:
    """Return whether a fine is for a case with or without profit, as far as its sentence says so before it."""
    before = phrase.before
    if _NO_PROFIT.search(before):
        return "without"
    return "with" if _PROFIT.search(re.sub("没收[^，。；]*", "", before)) else ""


def _range(tiers: list[_Phrase]) -> tuple[object, object, str] | None:
    """Return the least and the greatest sum of some tiers of a fine, with the unit; ``None`` for several units."""
    ends: list[tuple[Fraction, Fraction]] = []
    units = set()
    for tier in tiers:
        for quantity in tier.quantities:
            sums = [value for value in quantity.value[1:] if isinstance(value, Fraction)]
            if quantity.kind != "figures" or not sums:
                continue
            units.add(str(quantity.value[0]))
            at_most = len(sums) == 1 and quantity.span.of(tier.text).endswith("以下")
            ends.append((Fraction(0) if at_most else sums[0], sums[-1]))
    if len(units) != 1:
        return None
    return min(low for low, _ in ends), max(high for _, high in ends), units.pop()


def _fines(phrase: _Phrase, sums: list[Quantity]) -> list[_Word]:
    """Return the sums of a fine, or that it is one where it names none."""
    named = [phrase.word(quantity.span) for quantity in sums]
    return named or [phrase.word(Span(*match.span())) for match in FINE.finditer(phrase.text)]


def _not_in(some: list[Quantity], others: list[Quantity]) -> list[Quantity]:
    """Return the quantities whose value the others have not, or not as often."""
    left = Counter(q.value for q in others)
    out = []
    for quantity in some:
        if left[quantity.value]:
            left[quantity.value] -= 1
        else:
            out.append(quantity)
    return out


def _comparable(come: list[Quantity], gone: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Leave out of what came and went what nothing on the other side measures: 60% is not changed by 50平方公里."""
    if not come or not gone:
        return come, gone
    above, below = ({_measure(q) for q in side} for side in (gone, come))
    if "" in above | below:  # a word that names no time stands for any
        return come, gone
    both = above & below
    return [q for q in come if _measure(q) in both], [q for q in gone if _measure(q) in both]


def _measure(quantity: Quantity) -> str:
    """Return what a quantity measures: how often, from when a document is in force, how long, a date, or its unit."""
    unit = str(quantity.value[0])
    if quantity.vague:
        return ""
    if quantity.kind in ("frequency", "commencement"):
        return quantity.kind
    return "length of time" if quantity.kind == "deadline" and unit in ("日", "工作日", "月") else unit


def _scope(duty: _SameDuty) -> Iterator[Change]:
    """Compare for whom or what a duty is: all of them, or some."""
    new, old = duty.child, duty.parent
    after, before = ([m for _, p in SCOPE_PATTERNS for m in [p.search(x.text)] if m] for x in (new, old))
    if len(after) == len(before) == 1 and after[0].re is not before[0].re:
        yield _change("scope", [old.word(Span(*before[0].span()))], [new.word(Span(*after[0].span()))])


def _own_actors(phrase: _Phrase) -> Span | None:
    """Return where the actors stand that a phrase names itself, as offsets into the phrase."""
    if not phrase.duty or not phrase.duty.actors:
        return None
    named_by = phrase.text[: max(phrase.duty.actors[0].span.start - phrase.start, 0)].endswith("由")
    asked = phrase.duty.modal is not None and phrase.duty.modal.span.start >= phrase.start
    if not (named_by or asked) or _HANDS_ON.search(phrase.duty.actors[-1].text):
        return None
    start, end = phrase.duty.actors[0].span.start - phrase.start, phrase.duty.actors[-1].span.end - phrase.start
    return Span(start, end) if 0 <= start < end <= len(phrase.text) else None


def _of_other_actors(duty: _SameDuty, normal: tuple[Callable[[str], str], ...]) -> bool:
    """Whether both phrases name actors, and none in common."""
    after, before = _own_actors(duty.child), _own_actors(duty.parent)
    if not after or not before:
        return False
    if _ROLE.fullmatch(before.of(duty.parent.text)) or _ROLE.fullmatch(after.of(duty.child.text)):
        return False
    below = _actors(after.of(duty.child.text), normal[0])
    return not _same_actors(below, _actors(before.of(duty.parent.text), normal[1]))


def _actor(duty: _SameDuty, normal: tuple[Callable[[str], str], ...]) -> Iterator[Change]:
    """Compare who must do the same."""
    new, old = duty.child, duty.parent
    if {force.kind for force in forces(new.text)} != {force.kind for force in forces(old.text)}:
        return
    after, before = _own_actors(new), _own_actors(old)
    if not after or not before:
        return
    if any(force.is_verb for force in forces(new.text)) and bool(after.start) != bool(before.start):
        return  # one is the one who encourages, the other who is encouraged
    rest = [_without_values(phrase.text[span.end :]) for phrase, span in ((new, after), (old, before))]
    # Who does it by tiers (重大事故由省…调查，一般事故由市…调查): which stands for which is not known.
    if any(
        clause.text.count(rest_of[-TAIL:]) > 1 for clause, rest_of in zip((new.clause, old.clause), rest, strict=True)
    ):
        return
    least = SAME_REST_OF_ACT if _asks_the_same(duty, normal) else SAME_REST
    if Indel.normalized_similarity(normal[0](rest[0]), normal[1](rest[1])) < least:
        return
    if _of_other_actors(duty, normal):
        yield _change("actor", [old.word(before)], [new.word(after)])


def _parts(
    duty: _SameDuty, normal: tuple[Callable[[str], str], ...], said: tuple[frozenset[str], ...]
) -> Iterator[Change]:
    """Compare what is done, to what, and in which case.

    `said` are the pairs of characters of the whole child and parent: what one phrase lacks may stand elsewhere.
    """
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old or not new.action or not old.action or _of_other_actors(duty, normal):
        return
    acts = [_acts(part.action.text) for part in (new, old) if part.action]
    alike = _things_alike(new, old, normal)
    if alike >= SAME_THING and acts[0] and acts[1] and not acts[0] & acts[1]:
        other = _acts(duty.child.clause.text), _acts(duty.parent.clause.text)
        if not acts[1] & other[0] and not acts[0] & other[1]:
            yield _change("action", [duty.parent.of_clause(old.action)], [duty.child.of_clause(new.action)])
    same_act = new.action.text == old.action.text or bool(acts[0] & acts[1])
    if not same_act or new.force != old.force:
        return
    yield from _object(duty, normal, said)
    if alike >= SAME_PHRASE and duty.likeness >= SAME_PHRASE:
        yield from _condition(duty, normal, said)


def _acts(words: str) -> frozenset[int]:
    return frozenset(k for k, act in enumerate(ACTS) if act.search(words))


def _things_alike(new: Duty, old: Duty, normal: tuple[Callable[[str], str], ...]) -> float:
    """Return how alike the objects are, and whom they are directed at."""
    names = []
    for part, normal_of in ((new, normal[0]), (old, normal[1])):
        names.append(normal_of("".join(words.text for words in (part.target, part.object) if words)))
    return float(Indel.normalized_similarity(*names)) if min(map(len, names)) > 1 else 0.0


def _object(
    duty: _SameDuty, normal: tuple[Callable[[str], str], ...], said: tuple[frozenset[str], ...]
) -> Iterator[Change]:
    """Compare two lists of what something is done to, or at whom it is directed: one has items that the other lacks."""
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old:
        return
    for after, before in ((new.object, old.object), (new.target, old.target)):
        if not after or not before:
            continue
        below, above = _items(after), _items(before)
        if len(below) == len(above) or min(len(below), len(above)) < MANY:
            continue
        longer, shorter = (below, above) if len(below) > len(above) else (above, below)
        normals = normal if longer is below else normal[::-1]
        more = _more(longer, shorter, normals, said[1] if longer is below else said[0])
        if more and longer is below:
            yield _change("object", [], [duty.child.of_clause(words) for words in more])
        elif more:
            yield _change("object", [duty.parent.of_clause(words) for words in more], [])


def _items(words: Words) -> list[Words]:
    """Cut a list at its marks."""
    out = []
    start = 0
    for end, after in [*(m.span() for m in _LIST.finditer(words.text)), (len(words.text), 0)]:
        if end > start:
            out.append(Words(words.text[start:end], Span(words.span.start + start, words.span.start + end)))
        start = after
    return out


def _more(
    longer: list[Words], shorter: list[Words], normal: tuple[Callable[[str], str], ...], said: frozenset[str]
) -> list[Words]:
    """Return what a list has more than one that it holds whole, and that the other provision says nowhere.

    Nothing where an item is no plain name (其他有关部门, 符合条件的企业): then which is which is not known.
    """
    some, others = ([of(words.text) for words in side] for of, side in zip(normal, (longer, shorter), strict=True))
    if any(_NO_ITEM.search(name) for name in (*some, *others)) or not all(_is_among(name, some) for name in others):
        return []
    more = [words for words, name in zip(longer, some, strict=True) if not _is_among(name, others)]
    for words in more:
        if len(words.text) == 1 or _NO_ITEM.search(words.text) or _is_known(normal[0](words.text), said):
            return []
    return more


def _is_among(name: str, names: list[str]) -> bool:
    return any(name in k or k in name or Indel.normalized_similarity(name, k) >= SAME_ITEM for k in names)


def _is_known(name: str, said: frozenset[str]) -> bool:
    pairs = _bigrams(name)
    return len(pairs & said) >= KNOWN * max(len(pairs), 1)


def _condition(
    duty: _SameDuty, normal: tuple[Callable[[str], str], ...], said: tuple[frozenset[str], ...]
) -> Iterator[Change]:
    """Compare whether a duty holds in any case, or only where something is so."""
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old or bool(new.condition) == bool(old.condition):
        return
    if duty.child.is_penal or duty.parent.is_penal:
        return
    come, gone = new.condition, old.condition
    with_it, without = (duty.child, duty.parent) if come else (duty.parent, duty.child)
    rest = with_it.clause.text.replace(come.text if come else gone.text if gone else "", "")
    if Indel.normalized_similarity(rest, without.clause.text) < SAME_THING:
        return
    words, known, normal_of = (come, said[1], normal[0]) if come else (gone, said[0], normal[1])
    if words and not _NO_CONDITION.search(words.text) and not _is_known(normal_of(words.text), known):
        yield _change(
            "condition",
            [duty.parent.of_clause(gone)] if gone else [],
            [duty.child.of_clause(come)] if come else [],
        )


def _actors(words: str, normal: Callable[[str], str]) -> list[str]:
    """Return the actors of a list by what tells them apart; one that could be any (有关部门) is ``""``."""
    for names, name in _SUCCESSORS:
        words = names.sub(name, words)
    words = _SAME_ROLE.sub("主办", _BRACKET.sub("", normal(words)))
    # Normalising takes the government away before its departments: 政府和有关部门 is 和有关部门.
    named = f"政府{words}" if _AND.match(words) else words
    parts = [part for part in _AND.split(named) if part]
    told: list[str] = []
    for part in parts:
        if _OWN_GOVERNMENT.fullmatch(part):
            told.append(GOVERNMENT)
        else:
            told.append("" if _GENERIC_ACTOR.fullmatch(part) else _ANY_ACTOR.sub("", part))
    return told


def _same_actors(below: list[str], above: list[str]) -> bool:
    """Whether some actor is in both lists, be it under a longer name or with its words in another order.

    Who could be any below (有关部门) is whom the parent names.
    """
    from rapidfuzz import fuzz
    from rapidfuzz.distance import LCSseq

    if "" in below:
        return True
    for a, b in product(below, above):
        if not b:
            continue
        if not (_PUBLIC.search(a) or _PUBLIC.search(b)) and LCSseq.similarity(a, b) >= SAME_NAME:
            return True
        if LCSseq.similarity(a, b) == min(len(a), len(b)) or fuzz.ratio(sorted(a), sorted(b)) >= SAME_ACTOR:
            return True
    return False


def _sanctions(
    child: Measure, parent: Measure, pairs: Sequence[ClausePair], same_conduct: _SameConduct
) -> Iterator[Change]:
    """Find sanctions that only one of two corresponding penalties has, by their kind."""
    has_below, has_above = ({s.key for c in p.clauses for s in sanctions(c.text)} for p in (child, parent))
    for pair in pairs:
        if any(_COMPETENCE.search(clause.text) for clause in (pair.child, pair.parent)):
            continue
        if max(pair.child_share, pair.parent_share) < ALIKE or not same_conduct.holds(pair.child, pair.parent):
            continue
        after, before = ({s.key: s for s in reversed(sanctions(c.text))} for c in (pair.child, pair.parent))
        if not after or not before:
            continue
        if _BY_OTHER_LAW.search(pair.child.text):
            before = {}
        gone = [_in_clause(pair.parent, s.span) for key, s in before.items() if key not in has_below]
        come = [_in_clause(pair.child, s.span) for key, s in after.items() if key not in has_above]
        if gone or come:
            yield _change("sanction", sorted(gone, key=_place), sorted(come, key=_place))


def _in_clause(clause: Clause, span: Span) -> _Word:
    return _Word(span.of(clause.text), Span(clause.span.start + span.start, clause.span.start + span.end))


def _place(word: _Word) -> int:
    return word.span.start


def _change(kind: ChangeKind, gone: Sequence[_Word], come: Sequence[_Word]) -> Change:
    return Change(kind, _said(gone), _said(come), gone[0].span if gone else None, come[0].span if come else None)


def _said(words: Iterable[_Word]) -> str:
    return "、".join(word.text for word in words)


def _units(child: Measure, parent: Measure) -> Iterator[Change]:
    """Compare the lists of units by agency; 相关部门 may be any that the other list names."""
    if not child.units or not parent.units:
        return
    left, right = _agencies(parent), _agencies(child)
    dropped = [name for agency, name in left.items() if agency not in right and not _any_unit(child)]
    added = [name for agency, name in right.items() if agency not in left and not _any_unit(parent)]
    if dropped or added:
        yield Change("units", "、".join(dropped), "、".join(added))


def _agencies(provision: Measure) -> dict[str, str]:
    """Return the names of the units as written, by agency, without those of the levels below."""
    named = [unit for unit in provision.units if unit.canonical != LOWER and not _GENERIC_UNIT.fullmatch(unit.name)]
    return {unit.agency or unit.canonical: unit.name for unit in named}


def _any_unit(provision: Measure) -> bool:
    return any(_GENERIC_UNIT.fullmatch(unit.name) for unit in provision.units)
