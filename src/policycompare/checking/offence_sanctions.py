"""The sanctions of a document, each with the conduct that it punishes, and the same conduct in a higher document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from policycompare.aligning.penalties import conduct
from policycompare.checking.offences import Weights, bigrams, weights_of
from policycompare.documents import Span
from policycompare.language.normalise import fold
from policycompare.language.quantities import quantities
from policycompare.language.references import paragraphs_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from policycompare.documents import Document, Measure

KINDS: dict[str, re.Pattern[str]] = {
    "罚款": re.compile(r"罚款"),
    "没收": re.compile(r"没收"),
    "吊销": re.compile(r"吊销|撤销[^，。；]{0,12}(?:许可|资质|资格)|取消[^，。；]{0,12}(?:许可|资质|资格)|降低资质"),
    "暂扣": re.compile(r"暂扣|暂停[^，。；]{0,12}(?:许可|资质|资格|执业)"),
    "停产停业": re.compile(r"停产|停业|停止(?:营业|生产|经营)|关闭"),
    "拘留": re.compile(r"拘留"),
}
"""Kinds of sanctions and how they are put; what stands beside 罚款 is looked for in the whole provision above."""
_GRAVER = {"停产停业": ("吊销",), "暂扣": ("吊销", "停产停业")}
"""What is graver than a kind: who may do that may do this."""
_PUNISHES = re.compile(r"的[，：]?(?:由|责令|处|并处|给予|依法|没收|吊销|对)[^。]*")
_FINE = re.compile(r"(?:处以?|并处以?|可以?处以?|罚款?)?[^，。；：\n]{2,40}?罚款")
_GRADES = (
    ("grave", re.compile(r"情节(?:特别)?严重|情节恶劣|造成[^，。；]{0,12}(?:后果|损失|事故|危害)|后果严重")),
    ("late", re.compile(r"逾期|拒不|拒绝改正|限期[^，。；]{0,8}未|仍不|未改正")),
    ("light", re.compile(r"情节(?:较轻|轻微)")),
)
_SUBJECTS = (
    ("persons", re.compile(r"主管人员|责任人员|负责人")),
    ("person", re.compile(r"对?个人|属于非经营|非经营性")),
    ("body", re.compile(r"对?单位(?:处|并处|可以|可处)|对单位|属于经营|经营性")),
)
_CUT = re.compile(r"[；。\n]")
_DOER = re.compile(r"[，,](?P<doer>[^，。；：\n]{2,24})有下列")
"""Who does what a list has: that is part of the conduct."""
_BY_VALUE = re.compile(
    r"(?:货值|违法所得|金额|造价|价款)[^，。；]{0,8}(?:不足|不满|[一二三五十百千万0-9]元?以上|不能|难以)"
)
"""A fine that depends on a sum: what it compares with cannot be told from its range."""
_NO_CONDUCT = re.compile(r"^[^，。；]{0,20}(?:货值|违法所得|金额)|^[ 　]*(?:造成|导致|引起|致使)")
_LEAST = 7
"""Bigrams of a conduct that can be compared."""
ALIKE, RIVAL, ABOUT = 0.55, 0.75, 0.3
"""Share of two conducts' weight that both have; how near to the best another match may be to count too; and the share
at which another sanction may be for the same."""


@dataclass(frozen=True, slots=True)
class Case:
    """In which case a sanction holds: how grave it is, whom it is for, and whether the conduct is of 非 something."""

    grade: str
    subject: str
    is_negated: bool


@dataclass(frozen=True, slots=True)
class Sanction:
    """What a document does about a conduct.

    Attributes
    ----------
    measure
        Position of the provision.
    conduct
        Bigrams of what is punished.
    case
        In which case and whom: 情节严重, 单位; only like cases are compared.
    kinds
        Of sanctions.
    fine
        The least and the most of a fine, and of what (元, 倍); ``None`` where there is none or more than one.
    words
        Of the fine, or of the whole.
    span
        In the provision's text.
    """

    measure: int
    conduct: frozenset[str]
    case: Case
    kinds: frozenset[str]
    fine: tuple[Fraction, Fraction, str] | None
    words: str
    span: Span


@lru_cache(maxsize=8)
def sanctions(document: Document) -> tuple[Sanction, ...]:
    """Return the sanctions of a document, one for each conduct of a list."""
    found: list[Sanction] = []
    for position, measure in enumerate(document.measures):
        if _PUNISHES.search(measure.text):
            found += _of_measure(position, measure)
    return tuple(found)


def _of_measure(position: int, measure: Measure) -> Iterator[Sanction]:
    for paragraph in paragraphs_of(measure):
        lead_end = min((item.span.start for item in paragraph.items), default=paragraph.span.end)
        items = [item.span.of(measure.text) for item in paragraph.items]
        yield from _of_lead(position, measure.text, Span(paragraph.span.start, lead_end), items)


def _of_lead(position: int, text: str, span: Span, items: list[str]) -> Iterator[Sanction]:
    """Give the sanctions of a paragraph; those of a lead above a list hold for each conduct of the list."""
    start, said, subject, is_negated = span.start, frozenset[str](), "", False
    doer = _DOER.search(text, span.start, span.end)
    of_doer = bigrams(doer["doer"]) if doer else frozenset[str]()
    for end in (*(match.start() for match in _CUT.finditer(text, span.start, span.end)), span.end):
        segment = text[start:end]
        words = "" if _NO_CONDUCT.search(segment) else conduct(fold(segment))
        own = bigrams(words)
        if len(own) >= _LEAST:
            said, subject, is_negated = own, "", "非" in words
        grade = next((name for name, pattern in _GRADES if pattern.search(segment)), "")
        grade = "value" if _BY_VALUE.search(segment) else grade
        subject = next((name for name, pattern in _SUBJECTS if pattern.search(segment)), subject)
        kinds = frozenset(kind for kind, pattern in KINDS.items() if pattern.search(segment))
        conducts = (
            [said]
            if not items or "下列" not in text[span.start : span.end]
            else [bigrams(item) | of_doer for item in items]
        )
        if kinds:
            fine, shown, place = _fine(segment)
            for one in conducts:
                if len(one) >= _LEAST:
                    at = Span(start + place.start, start + place.end)
                    case = Case(grade, subject, is_negated=is_negated)
                    yield Sanction(position, one, case, kinds, None if grade == "value" else fine, shown, at)
        start = end + 1


def _fine(segment: str) -> tuple[tuple[Fraction, Fraction, str] | None, str, Span]:
    """Return the fine of a segment, its words and their place; the whole segment where there is not one fine."""
    whole = Span(0, max(len(segment), 1))
    found = [one for one in quantities(segment) if one.kind == "figures" and one.value[0] in ("元", "倍")]
    of_fines = [one for one in found if re.match(r"[^，。；]{0,6}罚款", segment[one.span.end :])]
    if len(of_fines) != 1 or len(_FINE.findall(segment)) != 1:
        return None, segment, whole
    values = [value for value in of_fines[0].value[1:] if not isinstance(value, str)]
    words = of_fines[0].span.of(segment)
    low, high = values[0], values[-1]
    if len(values) == 1 and "以下" in words:
        low = low * 0  # type: ignore[operator]
    return (low, high, str(of_fines[0].value[0])), words, of_fines[0].span  # type: ignore[return-value]


def lacks(kind: str, text: str) -> bool:
    """Whether neither a sanction of a kind stands in a text nor one that is graver."""
    return not any(KINDS[one].search(text) for one in (kind, *_GRAVER.get(kind, ())))


def same_conduct(sanction: Sanction, above: Document) -> list[Sanction]:
    """Return the sanctions above on the same conduct, the most alike first; none where it is not clearly the same."""
    scored = _scored(sanction, above)
    best = max((score for score, _ in scored), default=0.0)
    if best < ALIKE:
        return []
    near = [pair for pair in scored if pair[0] >= RIVAL * best]
    return [other for _, other in sorted(near, key=lambda pair: -pair[0])]


def kinds_for(sanction: Sanction, above: Document) -> set[str]:
    """Return the kinds of sanctions that a higher document may have for a conduct, in all its articles."""
    found: set[str] = set()
    for score, other in _scored(sanction, above):
        if score >= ABOUT:
            found |= other.kinds
    return found


def _scored(sanction: Sanction, above: Document) -> list[tuple[float, Sanction]]:
    weights = weights_of(tuple(measure.text for measure in above.measures))
    others = [other for other in sanctions(above) if other.case.is_negated == sanction.case.is_negated]
    return [(_alike(sanction.conduct, other.conduct, weights), other) for other in others]


def _alike(one: frozenset[str], other: frozenset[str], weights: Weights) -> float:
    """Return the share of the weight of two conducts that both have (Dice)."""
    together = weights.of(one) + weights.of(other)
    return 2 * weights.of(one & other) / together if together > 0 else 0.0
