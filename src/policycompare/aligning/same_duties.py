"""Phrases in which two provisions say the same duty: cut, matched, and asked whether they want the same act.

Phrases are matched by what they say apart from quantities and deontic words, with what stands around them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import Indel

from policycompare.aligning.changed_words import Word
from policycompare.documents import Span
from policycompare.language.deontic import forces
from policycompare.language.duties import ACTOR_END, duties
from policycompare.language.quantities import quantities
from policycompare.language.sanctions import FINE, sanctions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from policycompare.aligning.evidence import ClausePair
    from policycompare.documents import Clause, Measure
    from policycompare.language.duties import Duty, Words
    from policycompare.language.quantities import Quantity, Value

SAME_DUTY = 0.6
"""Least likeness (rapidfuzz, without quantities and deontic words) of two phrases that say the same duty."""
SAME_ACTION = 0.72
"""Least likeness of two phrases that ask for the same action, so that how strongly they ask can be compared."""
SAME_PHRASE = 0.85
"""Least likeness of two phrases of which quantities are compared whatever their clauses have in common."""
SAME_LEAD = 0.3
"""Least mean share of two clauses of which deontic words are compared that stand a phrase before the action."""
SAME_WORDS = 0.75
"""Least likeness of two phrases of which one has what the other has not: a time, or 鼓励, which may be a verb."""
CONTEXT = 0.25
"""Weight of the phrases before and after, and of the clauses, in the choice of a phrase's counterpart."""
SHORT = 4
"""Characters from which the same words after two actors are the same duty."""
NEARLY = 0.1
"""What a second counterpart of a phrase may be less like it."""
SAME_TIER = 0.9
"""Likeness from which two phrases with quantities are tiers of one rule."""
WITHOUT_ACTOR = 0.95
"""Factor on the likeness of two phrases without their actors, so that the same words with the actor count more."""
TAIL = 8
"""Characters by whose return a clause is known to name actors by tiers."""
ALIKE = 0.5
"""Sanctions are compared between clauses of which one has at least this share of its weight in the other."""
SAME_PENALTY = 0.2
"""Least mean share of two clauses of which the fines are compared, however they are put."""

_PHRASE = re.compile(r"[^，。；：！？,;:\n]+")
LEADS = re.compile(
    r"(?:应当?|必须|可以|鼓励|要|不得)(?:及时|严格)?(?:根据|按照|依照|依据|结合|通过|会同|因地制宜)[^的]{0,24}(?:的[^，。]{0,12})?$"
)
"""A phrase that says how, and not what, is to be done."""
_ACTOR = re.compile(
    r"[^，。；：]{2,30}?(?=依法|统一|具体|必须|应当|不得|负责|可以|责令)|由[^，。；：]{2,24}?(?=责令|给予|处|负责|会同|组织|批准)"
)
_FROM_DAY = re.compile(r"[自从][^，。；]{1,20}?之日起")
_TIMES = re.compile(
    r"(?P<every>每[^，。；：]{0,4}?(?:年|月|周|日|季度?|天|小时)度?)[^，。；：]{2,}?(?P<times>[^，。；：]?次)"
)
_CONDUCT = re.compile(r"(?P<conduct>[^。]{6,}?的)[，,]\s*(?:由|责令|处|给予|没收|可以|依法)")
_LISTED = re.compile("下列|前款")
_BREACH = re.compile(r"违反本[^，,]{1,40}[，,]")


@dataclass(frozen=True)
class Phrase:
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
    of_its_clause
        Gives the duties of the clause.
    """

    clause: Clause
    start: int
    text: str
    bare: str
    rest: str = ""
    lead: Phrase | None = None
    of_its_clause: Callable[[], tuple[Duty, ...]] = lambda: ()

    def word(self, span: Span) -> Word:
        """Return words of the phrase with their place in the source."""
        offset = self.clause.span.start + self.start
        return Word(
            Span(self.start + span.start, self.start + span.end).of(self.clause.text),
            Span(offset + span.start, offset + span.end),
        )

    def of_clause(self, words: Words) -> Word:
        """Return words of its clause with their place in the source."""
        offset = self.clause.span.start
        return Word(words.text, Span(offset + words.span.start, offset + words.span.end))

    @cached_property
    def duty(self) -> Duty | None:
        """The first duty that it asks for."""
        end = self.start + len(self.text)
        return next((d for d in self.of_its_clause() if self.start <= d.span.start < end), None)

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


@dataclass(frozen=True)
class Side:
    """One of the two provisions of a link, as changes are looked for in it.

    Attributes
    ----------
    provision
        The provision.
    normal
        Normalises its document's text: an actor who is only localised is no change.
    """

    provision: Measure
    normal: Callable[[str], str]

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """What stands between two marks."""
        return phrases_of(self.provision, self.normal)

    @cached_property
    def said(self) -> str:
        """The whole text, normalised: what one phrase lacks may stand in another."""
        return self.normal(self.provision.text)

    @cached_property
    def values(self) -> Counter[Value]:
        """How often it has each quantity, by its value."""
        return Counter(quantity.value for phrase in self.phrases for quantity in phrase.quantities)


@dataclass(frozen=True, slots=True)
class SameDuty:
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

    child: Phrase
    parent: Phrase
    likeness: float
    of_clauses: float
    is_one_of_many: bool
    is_said_besides: bool


@dataclass(frozen=True, slots=True)
class SameConduct:
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
    def of(cls, below: Sequence[Phrase], above: Sequence[Phrase], pairs: Sequence[ClausePair]) -> SameConduct:
        """Return what holds for two provisions."""
        one = all(len({p.clause.label for p in side if p.is_fine}) < 2 for side in (below, above))
        alike = [pair for pair in pairs if min(pair.child_share, pair.parent_share) >= ALIKE]
        return cls(one, frozenset((pair.child.label, pair.parent.label) for pair in alike))

    def holds(self, child: Clause, parent: Clause) -> bool:
        """Return whether it is so for two clauses."""
        return self.one_penalty or (child.label, parent.label) in self.clauses


# A provision is asked for once for each of its links, with other documents too.
@lru_cache(maxsize=2048)
def phrases_of(provision: Measure, normal: Callable[[str], str]) -> tuple[Phrase, ...]:
    """Cut a provision into phrases."""
    out: list[Phrase] = []
    for clause in provision.clauses:
        lead = None
        of_clause = cache(partial(duties, clause.text))
        for match in _PHRASE.finditer(clause.text):
            text = match[0]
            actor = _ACTOR.match(text)
            rest = normal(without_values(text[actor.end() :])) if actor and ACTOR_END.search(actor[0]) else ""
            phrase = Phrase(clause, match.start(), text, normal(without_values(text)), rest, lead, of_clause)
            ends = match.end() == len(clause.text) or clause.text[match.end()] in "。；;"
            lead = phrase if LEADS.search(text) and not ends else None
            out.append(phrase)
    return tuple(out)


@lru_cache(maxsize=4096)
def without_values(text: str) -> str:
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


def same_duties(below: Sequence[Phrase], above: Sequence[Phrase], pairs: Sequence[ClausePair]) -> Iterator[SameDuty]:
    """Yield the phrases that are each other's best counterpart."""
    if not below or not above:
        return
    of_clauses = _of_clauses(below, above, pairs)
    likeness = _likeness(below, above, of_clauses)
    total = likeness + CONTEXT * of_clauses
    total[1:, 1:] += CONTEXT * likeness[:-1, :-1]
    total[:-1, :-1] += CONTEXT * likeness[1:, 1:]
    tiers_below, tiers_above = _tiers(below), _tiers(above)
    for i, j in enumerate(total.argmax(axis=1).tolist()):
        # A phrase of nothing but quantities and deontic words is like any other of that kind.
        says = min(len(below[i].bare), len(above[j].bare)) > 1
        if says and total[:, j].argmax() == i and likeness[i, j] >= SAME_DUTY:
            below_says_besides = _says_besides(below, likeness[:, j], i, above[j])
            yield SameDuty(
                child=below[i],
                parent=above[j],
                likeness=float(likeness[i, j]),
                of_clauses=float(of_clauses[i, j]),
                is_one_of_many=tiers_below[i] != tiers_above[j],
                is_said_besides=below_says_besides or _says_besides(above, likeness[i], j, below[i]),
            )


def _likeness(below: Sequence[Phrase], above: Sequence[Phrase], of_clauses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how alike each two phrases are, 0 to 1, shape (phrases below, phrases above).

    With their actors or without them, whatever is more. `of_clauses` says how well their clauses correspond.
    """
    from rapidfuzz.process import cdist

    likeness = cdist([p.bare for p in below], [p.bare for p in above], scorer=Indel.normalized_similarity).astype(float)
    rests = cdist([p.rest for p in below], [p.rest for p in above], scorer=Indel.normalized_similarity).astype(float)
    named = np.outer([len(p.rest) >= TAIL for p in below], [len(p.rest) >= TAIL for p in above])
    named |= (rests == 1.0) & np.outer([len(p.rest) >= SHORT for p in below], [bool(p.rest) for p in above])
    likeness = np.where(named, np.maximum(likeness, WITHOUT_ACTOR * rests), likeness)
    # How a fine is put says little: 处一万元的罚款, 处以当事人一万元罚款. For whom it is says all.
    for i, j in np.argwhere(np.outer([p.is_fine for p in below], [p.is_fine for p in above])).tolist():
        if _of_other_people(below[i], above[j]):
            likeness[i, j] = 0.0
        elif of_clauses[i, j] >= SAME_PENALTY:
            likeness[i, j] = max(likeness[i, j], SAME_DUTY)
    return likeness


def _tiers(phrases: Sequence[Phrase]) -> list[int]:
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


def _says_besides(phrases: Sequence[Phrase], likeness: NDArray[np.float64], chosen: int, other: Phrase) -> bool:
    """Whether a phrase that was not chosen says the same as the other side's, with the same deontic word."""
    kinds = {force.kind for force in forces(asking(other).text)}
    for k in np.flatnonzero(likeness >= max(SAME_ACTION, likeness[chosen] - NEARLY)).tolist():
        if k != chosen and {force.kind for force in forces(asking(phrases[k]).text)} == kinds:
            return True
    return False


def _of_other_people(new: Phrase, old: Phrase) -> bool:
    """Whether of two fines one is for people and the other for organisations."""
    return bool(new.whom and old.whom) and not new.whom & old.whom


def _of_clauses(below: Sequence[Phrase], above: Sequence[Phrase], pairs: Sequence[ClausePair]) -> NDArray[np.float64]:
    """Return how well the clauses of each two phrases correspond, shape (phrases below, phrases above)."""
    rows, columns = _clauses_of(below), _clauses_of(above)
    share = np.zeros((len(rows), len(columns)))
    for pair in pairs:
        if pair.child.label in rows and pair.parent.label in columns:
            share[rows[pair.child.label], columns[pair.parent.label]] = (pair.child_share + pair.parent_share) / 2
    row_of_phrase = [rows[phrase.clause.label] for phrase in below]
    column_of_phrase = [columns[phrase.clause.label] for phrase in above]
    return share[np.ix_(row_of_phrase, column_of_phrase)]


def _clauses_of(phrases: Sequence[Phrase]) -> dict[str, int]:
    """Return a number for each clause that phrases are of, by its label."""
    return {label: number for number, label in enumerate(dict.fromkeys(phrase.clause.label for phrase in phrases))}


def asking(phrase: Phrase) -> Phrase:
    """Return the phrase that has the deontic words of a phrase: itself, or the one that leads to it."""
    return phrase.lead if phrase.lead and not forces(phrase.text) else phrase


def asks_the_same(duty: SameDuty, below: Side, above: Side) -> bool:
    """Whether both phrases ask for the same act on much the same thing."""
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old or not new.action or not old.action or new.action.text != old.action.text:
        return False
    return things_alike(new, old, below, above) >= SAME_DUTY


def of_other_acts(duty: SameDuty, below: Side, above: Side) -> bool:
    """Whether the verbs have no character in common, and what they are done to is not the same."""
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old or not new.action or not old.action:
        return False
    return not set(new.action.text) & set(old.action.text) and things_alike(new, old, below, above) < SAME_DUTY


def things_alike(new: Duty, old: Duty, below: Side, above: Side) -> float:
    """Return how alike the objects are, and whom they are directed at."""
    names = []
    for part, side in ((new, below), (old, above)):
        names.append(side.normal("".join(words.text for words in (part.target, part.object) if words)))
    return float(Indel.normalized_similarity(*names)) if min(map(len, names)) > 1 else 0.0


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of characters that stand side by side in a text."""
    return frozenset(text[k : k + 2] for k in range(len(text) - 1))
