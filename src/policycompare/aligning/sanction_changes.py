"""Sanctions that changed between two penalties of the same conduct: fines with their tiers, and kinds of sanctions."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from policycompare.aligning.changed_words import Change, Word, change_of
from policycompare.aligning.quantity_changes import comparable, not_in
from policycompare.aligning.same_duties import ALIKE, Phrase, SameConduct, SameDuty, bigrams
from policycompare.documents import Span
from policycompare.language.sanctions import FINE, sanctions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.aligning.evidence import ClausePair
    from policycompare.documents import Clause, Measure
    from policycompare.language.quantities import Quantity, Value
    from policycompare.language.sanctions import Sanction

SAME_CONDUCT = 0.25
"""Least likeness of two conducts whose fines are compared."""

_BY_OTHER_LAW = re.compile(r"(?:依法|依照[^，。；]{2,40}|按照[^，。；]{2,40}|予以|给予)(?:给予|予以)?(?:行政)?处罚")
"""A clause that leaves the sanction to another law."""
_COMPETENCE = re.compile(r"的行政处罚[，,]")
"""A clause that says who imposes sanctions, and threatens none."""
_NO_PROFIT = re.compile(r"(?:没有|无)违法所得|违法所得不足|违法经营额不足|货值金额不足|无法(?:确定|计算)")
_PROFIT = re.compile(r"违法所得|违法经营额|货值金额")


def fine_changes(duty: SameDuty, below: Sequence[Phrase], above: Sequence[Phrase]) -> Iterator[Change]:
    """Compare two fines; where one clause has more tiers of it than the other, all tiers of both."""
    new, old = duty.child, duty.parent
    if _are_for_other_cases(new, old):
        return
    tiers_below, tiers_above = _tiers_of(new, below), _tiers_of(old, above)
    if len(tiers_below) != len(tiers_above):
        if _is_one_fine(tiers_below, tiers_above):
            return
        come, gone = _sums_of(tiers_below), _sums_of(tiers_above)
        if come and gone and [w.text for w in come] != [w.text for w in gone]:
            yield change_of("sanction", gone, come)
            return
    after, before = _sums(new), _sums(old)
    come_here, gone_here = comparable(not_in(after, before), not_in(before, after))
    if come_here or gone_here:
        yield change_of("sanction", _fines(old, gone_here), _fines(new, come_here))


def _are_for_other_cases(new: Phrase, old: Phrase) -> bool:
    """Whether one fine is for a case with profit and the other for one without, or their conducts are not alike."""
    new_profit, old_profit = _profit(new), _profit(old)
    if new_profit and old_profit and new_profit != old_profit:
        return True
    return bool(new.conduct and old.conduct) and _shared(new.conduct, old.conduct) < SAME_CONDUCT


def _is_one_fine(tiers_below: list[Phrase], tiers_above: list[Phrase]) -> bool:
    """Whether fines in more and in fewer tiers go as far, or one side's sums are all among the other's.

    Then there is a tier more, and which case it is for is not known.
    """
    range_below, range_above = _range(tiers_below), _range(tiers_above)
    if range_below and range_below == range_above:
        return True
    below, above = _values_of(tiers_below), _values_of(tiers_above)
    return below <= above or above <= below


def _values_of(tiers: list[Phrase]) -> set[Value]:
    return {quantity.value for tier in tiers for quantity in tier.quantities}


def _sums_of(tiers: list[Phrase]) -> list[Word]:
    return [tier.word(quantity.span) for tier in tiers for quantity in _sums(tier)]


def _sums(phrase: Phrase) -> list[Quantity]:
    return [quantity for quantity in phrase.quantities if quantity.kind == "figures"]


def _tiers_of(fine: Phrase, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return the fines of a sentence that are for the same people, in tiers (情节严重的，…)."""
    text = fine.clause.text
    begin = text.rfind("。", 0, fine.start)
    end = text.find("。", fine.start)
    inside = range(begin + 1, end if end >= 0 else len(text))
    return [p for p in phrases if p.is_fine and p.clause is fine.clause and p.start in inside and p.whom == fine.whom]


def _shared(some: str, others: str) -> float:
    """Return how alike two texts are by their pairs of characters (Dice)."""
    left, right = bigrams(some), bigrams(others)
    return 2 * len(left & right) / max(len(left) + len(right), 1)


def _profit(phrase: Phrase) -> str:
    """Return whether a fine is for a case with or without profit, as far as its sentence says so before it."""
    before = phrase.before
    if _NO_PROFIT.search(before):
        return "without"
    return "with" if _PROFIT.search(re.sub("没收[^，。；]*", "", before)) else ""


def _range(tiers: list[Phrase]) -> tuple[object, object, str] | None:
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


def _fines(phrase: Phrase, sums: list[Quantity]) -> list[Word]:
    """Return the sums of a fine, or that it is one where it names none."""
    named = [phrase.word(quantity.span) for quantity in sums]
    return named or [phrase.word(Span(*match.span())) for match in FINE.finditer(phrase.text)]


def sanction_changes(
    child: Measure, parent: Measure, pairs: Sequence[ClausePair], same_conduct: SameConduct
) -> Iterator[Change]:
    """Find sanctions that only one of two corresponding penalties has, by their kind."""
    child_keys, parent_keys = _sanction_keys(child), _sanction_keys(parent)
    for pair in pairs:
        if _COMPETENCE.search(pair.child.text) or _COMPETENCE.search(pair.parent.text):
            continue
        if max(pair.child_share, pair.parent_share) < ALIKE or not same_conduct.holds(pair.child, pair.parent):
            continue
        after, before = _sanctions_by_key(pair.child), _sanctions_by_key(pair.parent)
        if not after or not before:
            continue
        if _BY_OTHER_LAW.search(pair.child.text):
            before = {}
        gone = [_in_clause(pair.parent, s.span) for key, s in before.items() if key not in child_keys]
        come = [_in_clause(pair.child, s.span) for key, s in after.items() if key not in parent_keys]
        if gone or come:
            yield change_of("sanction", sorted(gone, key=_place), sorted(come, key=_place))


def _sanction_keys(provision: Measure) -> set[str]:
    return {sanction.key for clause in provision.clauses for sanction in sanctions(clause.text)}


def _sanctions_by_key(clause: Clause) -> dict[str, Sanction]:
    """Return the first sanction of each kind in a clause."""
    found: dict[str, Sanction] = {}
    for sanction in sanctions(clause.text):
        found.setdefault(sanction.key, sanction)
    return found


def _in_clause(clause: Clause, span: Span) -> Word:
    return Word(span.of(clause.text), Span(clause.span.start + span.start, clause.span.start + span.end))


def _place(word: Word) -> int:
    return word.span.start
