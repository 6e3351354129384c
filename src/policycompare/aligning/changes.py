"""Changes on a link: strength, deadline, frequency, figures, sanction, scope, actor, units; each with its places.

A change is looked for in the duty that both provisions have. So the provisions are cut into phrases, the phrases are
matched by what they say apart from quantities and deontic words, and only what two matched phrases say is compared.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from rapidfuzz.distance import Indel

from policycompare.documents import Span
from policycompare.language.agencies import LOWER
from policycompare.language.deontic import SCOPE_PATTERNS, comparison, forces
from policycompare.language.quantities import quantities
from policycompare.language.sanctions import FINE, sanctions
from policycompare.vocabulary import CHANGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from policycompare.aligning.evidence import ClausePair
    from policycompare.documents import Clause, Measure
    from policycompare.language.quantities import Quantity, Value

ChangeKind = str
SAME_DUTY = 0.6
"""Least likeness (rapidfuzz, without quantities and deontic words) of two phrases that say the same duty."""
SAME_ACTION = 0.72
"""Least likeness of two phrases that ask for the same action, so that how strongly they ask can be compared."""
SAME_CLAUSE = 0.4
"""The same for quantities that also stand elsewhere on the other side."""
SAME_PHRASE = 0.9
"""Least likeness of two phrases of which quantities are compared whatever their clauses have in common."""
SAME_LEAD = 0.3
"""Least mean share of two clauses of which deontic words are compared that stand a phrase before the action."""
SAME_WORDS = 0.75
"""Least likeness of two phrases of which one has what the other has not: a time, or 鼓励, which may be a verb."""
CONTEXT = 0.25
"""Weight of the phrases before and after, and of the clauses, in the choice of a phrase's counterpart."""
SAME_REST = 0.8
"""Least likeness of two phrases without their actors, so that the actors can be compared."""
TAIL = 8
"""Characters by whose return a clause is known to name actors by tiers."""
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
    r"^(?:[（(][^）)]{1,4}[）)])?([^，。；：、]{2,24}?)"
    r"(?=(?:依法|统一|具体)?(?:必须|应当|不得|负责(?![^，。；]{0,12}的)|可以|要|(?<!所)有权))"
)
_BY = re.compile(
    r"由([^，。；：]{2,24}?)(?=(?:依法|依照|按照|根据|责令|给予|处|负责|会同|组织|予以|没收|吊销|批准|决定))"
)
_IS_ACTOR = re.compile(
    r"(?:政府|部门|机构|单位|企业|公司|集团|局|委|办|厅|院|会|所|站|队|中心|街道|乡镇"
    r"|学校|医院|人员|负责人|代表|公民|法人|组织|个人|者|人|机关|主管)$"
)
_FROM_DAY = re.compile(r"[自从][^，。；]{1,20}?之日起")
_PERIODIC = re.compile(r"年度|季度|月度|年底|月底")
"""Words that say how often without being a frequency: 年度报告."""
_COMPETENCE = re.compile(r"的行政处罚[，,]")
"""A clause that says who imposes sanctions, and threatens none."""
_BRACKET = re.compile(r"[（(][^）)]*[）)]")
_AND = re.compile(r"、|和|及其?|以及|与|或者?|会同")
_ANY_ACTOR = re.compile(
    r"县级以上|以上|地方|各级|本级|上级|上一级|所在地|所在|用人|有关|相关|国务院|国家(?!机关)|政府(?=.)|本地|本[省市区县]|[省市区县]级?(?=.{3})"
    r"|行政主管|主管|行政管理|管理|行政(?!机关)|部门|的|该|[被受](?=质询|检查|处罚)|原(?:批准|发证|审批|许可|登记)|工作|负责人$|(?:单位|人|机关)$"
)
_NO_ACTOR = re.compile(
    r"^(?:对|在|因|为|依|按|经|如|当|凡|需|确需|违反|未|不|已|其|并|本[法条办])|移交|移送|报|对|[的时后]$"
)
# Agencies under the names that reforms gave them: the same office.
_SUCCESSORS = (
    (re.compile("安全生产监督管理|安全生产监管|安监|应急管理"), "应急"),
    (re.compile("劳动(?:和社会|社会)?(?:保障)?|人力资源和?社会保障"), "人社"),
    (re.compile("工商(?:行政管理)?|质量技术监督|市场监督管理|市场监管|食品药品监督(?:管理)?"), "监管"),
    (re.compile("环境保护|生态环境|环保"), "环境"),
    (re.compile("国土资源|土地|自然资源"), "资源"),
    (re.compile("住房和?城乡建设|城乡建设|建设"), "建设"),
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
    lead
        The phrase before it, where that only says how (应当根据需要，…): its deontic words are for this one.
    """

    clause: Clause
    start: int
    text: str
    bare: str
    lead: _Phrase | None = None

    def word(self, span: Span) -> _Word:
        """Return words of the phrase with their place in the source."""
        offset = self.clause.span.start + self.start
        return _Word(span.of(self.text), Span(offset + span.start, offset + span.end))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The quantities of the phrase."""
        return quantities(self.text)

    @cached_property
    def is_fine(self) -> bool:
        """Whether its sums are fines."""
        return FINE.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class _Duty:
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
    """

    child: _Phrase
    parent: _Phrase
    likeness: float
    of_clauses: float
    is_one_of_many: bool


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
    values = tuple({q.value for phrase in side for q in phrase.quantities} for side in (below, above))
    for duty in _duties(below, above, pairs):
        found += _strength(duty)
        found += _quantities(duty, values, same_conduct)
        found += _scope(duty)
        if same_conduct.holds(duty.child.clause, duty.parent.clause):
            found += _actor(duty, normal)
    found += _sanctions(child, parent, pairs, same_conduct)
    found += _units(child, parent)
    first: dict[tuple[str, str, str], Change] = {}
    for change in found:
        first.setdefault((change.kind, change.parent, change.child), change)
    return tuple(first.values())


# A provision is asked for once for each of its links, with other documents too.
@lru_cache(maxsize=512)
def _phrases(provision: Measure, normal: Callable[[str], str]) -> tuple[_Phrase, ...]:
    """Cut a provision into phrases."""
    out: list[_Phrase] = []
    for clause in provision.clauses:
        lead = None
        for match in _PHRASE.finditer(clause.text):
            text = match[0]
            phrase = _Phrase(clause, match.start(), text, normal(_without_values(text)), lead)
            ends = match.end() == len(clause.text) or clause.text[match.end()] in "。；;"
            lead = phrase if _LEADS.search(text) and not ends else None
            out.append(phrase)
    return tuple(out)


@lru_cache(maxsize=4096)
def _without_values(text: str) -> str:
    """Return a phrase without quantities and deontic words."""
    spans = [quantity.span for quantity in quantities(text)] + [force.span for force in forces(text)]
    out, position = "", 0
    for span in sorted(spans):
        out += text[position : span.start]
        position = max(position, span.end)
    return out + text[position:]


def _duties(below: Sequence[_Phrase], above: Sequence[_Phrase], pairs: Sequence[ClausePair]) -> Iterator[_Duty]:
    """Yield the phrases that are each other's best counterpart."""
    from rapidfuzz.process import cdist

    if not below or not above:
        return
    likeness = cdist([p.bare for p in below], [p.bare for p in above], scorer=Indel.normalized_similarity).astype(float)
    # How a fine is put says little: 处一万元的罚款, 处以当事人一万元罚款.
    fines = np.outer([p.is_fine for p in below], [p.is_fine for p in above])
    of_clauses = _of_clauses(below, above, pairs)
    others = np.zeros(fines.shape, dtype=bool)
    for i, j in np.argwhere(fines).tolist():
        others[i, j] = _of_other_people(below[i], above[j])
    likeness = np.where(others, 0.0, likeness)
    likeness = np.where(fines & ~others & (of_clauses >= SAME_PENALTY), np.maximum(likeness, SAME_DUTY), likeness)
    total = likeness + CONTEXT * of_clauses
    total[1:, 1:] += CONTEXT * likeness[:-1, :-1]
    total[:-1, :-1] += CONTEXT * likeness[1:, 1:]
    often = [Counter(p.bare for p in side if p.quantities) for side in (below, above)]
    for i, j in enumerate(total.argmax(axis=1).tolist()):
        # A phrase of nothing but quantities and deontic words is like any other of that kind.
        says = min(len(below[i].bare), len(above[j].bare)) > 1
        if says and total[:, j].argmax() == i and likeness[i, j] >= SAME_DUTY:
            many = often[0][below[i].bare] != often[1][above[j].bare]
            yield _Duty(below[i], above[j], float(likeness[i, j]), float(of_clauses[i, j]), many)


def _of_other_people(new: _Phrase, old: _Phrase) -> bool:
    """Whether of two fines one is for people and the other for organisations."""
    whom = [{word for word in ("个人", "单位") if word in phrase.text} for phrase in (new, old)]
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


def _strength(duty: _Duty) -> Iterator[Change]:
    """Compare what two phrases ask: a duty became a wish or a permission, or the reverse.

    A prohibition is compared with nothing: it asks not to do what a duty asks to do, and no more strongly.
    """
    new, old = _asking(duty.child), _asking(duty.parent)
    if (new, old) != (duty.child, duty.parent) and duty.of_clauses < SAME_LEAD:
        return
    after, before = forces(new.text), forces(old.text)
    if any(_LEADS.search(phrase.text) for phrase in (duty.child, duty.parent)):
        return
    verb = any(force.is_verb for force in after + before)
    if duty.likeness < (SAME_WORDS if verb else SAME_ACTION):
        return
    if comparison(old.text, new.text):
        yield _change("strength", [old.word(before[0].span)], [new.word(after[0].span)])


def _quantities(duty: _Duty, values: tuple[set[Value], ...], same_conduct: _SameConduct) -> Iterator[Change]:
    """Compare the quantities of two phrases, kind by kind, by their values.

    `values` are those of the whole child and parent: what one phrase lacks may stand in the next.
    """
    new, old = duty.child, duty.parent
    for kind in ("deadline", "frequency", "figures", "commencement"):
        after, before = ([q for q in phrase.quantities if q.kind == kind] for phrase in (new, old))
        if not after and not before:
            continue
        come, gone = _comparable(_not_in(after, before), _not_in(before, after))
        if not come or not gone:
            come, gone = [q for q in come if q.value not in values[1]], [q for q in gone if q.value not in values[0]]
        if all(q.vague for q in come + gone):
            continue
        if kind == "figures" and new.is_fine and old.is_fine:
            if same_conduct.holds(new.clause, old.clause):
                yield _change("sanction", _fines(old, gone), _fines(new, come))
            continue
        doubtful = duty.is_one_of_many or _stands_elsewhere(duty, come, gone, values)
        if doubtful and after and before and kind != "commencement":
            continue
        one_sided = not come or not gone
        if one_sided and not _is_time_alone(duty, kind, "parent" if gone else "child"):
            continue
        yield _change(kind, [old.word(q.span) for q in gone], [new.word(q.span) for q in come])


def _is_time_alone(duty: _Duty, kind: ChangeKind, side: Literal["child", "parent"]) -> bool:
    """Whether what only one side has is a time, and all that the phrases differ in."""
    if kind in ("figures", "commencement"):
        return False
    if kind == "frequency" and _PERIODIC.search((duty.child if side == "parent" else duty.parent).text):
        return False
    bare = [_FROM_DAY.sub("", phrase.bare) for phrase in (duty.child, duty.parent)]
    return max(duty.likeness, Indel.normalized_similarity(*bare)) >= SAME_WORDS


def _stands_elsewhere(duty: _Duty, come: list[Quantity], gone: list[Quantity], values: tuple[set[Value], ...]) -> bool:
    """Whether what came or went is said elsewhere on the other side, by clauses that have little else in common."""
    known = all(q.value in values[1] for q in come) or all(q.value in values[0] for q in gone)
    return duty.of_clauses < (SAME_CLAUSE if known else SAME_LEAD) and duty.likeness < SAME_PHRASE


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


def _scope(duty: _Duty) -> Iterator[Change]:
    """Compare for whom or what a duty is: all of them, or some."""
    new, old = duty.child, duty.parent
    after, before = ([m for _, p in SCOPE_PATTERNS for m in [p.search(x.text)] if m] for x in (new, old))
    if len(after) == len(before) == 1 and after[0].re is not before[0].re:
        yield _change("scope", [old.word(Span(*before[0].span()))], [new.word(Span(*after[0].span()))])


def _actor(duty: _Duty, normal: tuple[Callable[[str], str], ...]) -> Iterator[Change]:
    """Compare who must do the same: at the start of the phrase, or after 由."""
    new, old = duty.child, duty.parent
    if {force.kind for force in forces(new.text)} != {force.kind for force in forces(old.text)}:
        return
    for pattern in (_ACTOR, _BY):
        after, before = (pattern.search(phrase.text) for phrase in (new, old))
        if not before or not after:
            continue
        if any(_NO_ACTOR.search(m[1]) or not _IS_ACTOR.search(m[1]) for m in (before, after)):
            continue
        rest = [_without_values(m.string[m.end(1) :]) for m in (after, before)]
        # Who does it by tiers (重大事故由省…调查，一般事故由市…调查): which stands for which is not known.
        if any(
            clause.text.count(rest_of[-TAIL:]) > 1
            for clause, rest_of in zip((new.clause, old.clause), rest, strict=True)
        ):
            continue
        if Indel.normalized_similarity(normal[0](rest[0]), normal[1](rest[1])) < SAME_REST:
            continue
        if not _same_actors(_actors(after[1], normal[0]), _actors(before[1], normal[1])):
            yield _change("actor", [old.word(Span(*before.span(1)))], [new.word(Span(*after.span(1)))])
            return


def _actors(words: str, normal: Callable[[str], str]) -> list[str]:
    """Return the actors of a list by what tells them apart; one that could be any (有关部门) is ``""``."""
    for names, name in _SUCCESSORS:
        words = names.sub(name, words)
    words = _BRACKET.sub("", normal(words))
    # Normalising takes the government away before its departments: 政府和有关部门 is 和有关部门.
    named = f"政府{words}" if _AND.match(words) else words
    return [_ANY_ACTOR.sub("", part) for part in _AND.split(named)]


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
    if child.units and parent.units:
        left = {u.agency or u.canonical: u.name for u in parent.units if u.canonical != LOWER}
        right = {u.agency or u.canonical: u.name for u in child.units if u.canonical != LOWER}
        dropped, added = ([v for k, v in a.items() if k not in b] for a, b in ((left, right), (right, left)))
        if dropped or added:
            yield Change("units", "、".join(dropped), "、".join(added))
