"""Changes on a link: strength, deadline, frequency, figures, sanction, scope, actor, units; each with its places.

A change is looked for in the duty that both provisions have. So the provisions are cut into phrases, the phrases are
matched (`policycompare.aligning.same_duties`), and only what two matched phrases say is compared. Strength, scope and
units are compared here; quantities, sanctions and the parts of a duty in modules of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from policycompare.aligning.changed_words import Change, change_of
from policycompare.aligning.duty_part_changes import actor_changes, duty_part_changes, of_other_actors
from policycompare.aligning.quantity_changes import quantity_changes
from policycompare.aligning.same_duties import (
    LEADS,
    SAME_ACTION,
    SAME_LEAD,
    SAME_PHRASE,
    SAME_WORDS,
    Phrase,
    SameConduct,
    SameDuty,
    Side,
    asking,
    asks_the_same,
    bigrams,
    of_other_acts,
    same_duties,
)
from policycompare.aligning.sanction_changes import fine_changes, sanction_changes
from policycompare.documents import Span
from policycompare.language.agencies import LOWER
from policycompare.language.deontic import SCOPE_PATTERNS, comparison, forces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.aligning.evidence import ClausePair
    from policycompare.differing.phrases import Normalisers
    from policycompare.documents import Measure

__all__ = ["Change", "changes_between"]

SAME_CASE = 0.3
"""Least likeness of two conditions in which the same case may be meant."""
_REQUEST = re.compile("申请|请求|提请|提议")
"""Words by which someone asks another to act: 申请成立 is not 成立."""
_GENERIC_UNIT = re.compile(r"(?:省|市|区|县)?(?:各|有关|相关|其他|级)*(?:部门|单位|机构)")
"""相关部门 in a list of units: whoever it is."""


def changes_between(
    child: Measure,
    parent: Measure,
    pairs: Sequence[ClausePair],
    normalisers: Normalisers,
    *,
    other_children: Sequence[Measure] = (),
    other_parents: Sequence[Measure] = (),
) -> tuple[Change, ...]:
    """Find what changed between corresponding phrases, and between the units.

    Parameters
    ----------
    child, parent
        The provisions.
    pairs
        Their corresponding clauses.
    normalisers
        What normalises the child's and the parent's text: an actor who is only localised is no change.
    other_children, other_parents
        What is linked with the parent and with the child besides: a unit that stands there was neither dropped nor
        added.
    """
    found: list[Change] = []
    below, above = Side(child, normalisers.child), Side(parent, normalisers.parent)
    same_conduct = SameConduct.of(below.phrases, above.phrases, pairs)
    for duty in same_duties(below.phrases, above.phrases, pairs):
        if duty.child.clause.text == duty.parent.clause.text:
            continue
        one_conduct = same_conduct.holds(duty.child.clause, duty.parent.clause)
        if one_conduct and duty.child.is_fine and duty.parent.is_fine:
            found += fine_changes(duty, below.phrases, above.phrases)
        found += quantity_changes(duty, below, above)
        found += _strength(duty, below, above)
        found += _scope(duty)
        if one_conduct:
            found += actor_changes(duty, below, above)
        found += duty_part_changes(duty, below, above)
    found += sanction_changes(child, parent, pairs, same_conduct)
    found += _units(child, parent, other_children, other_parents)
    first: dict[tuple[str, str, str], Change] = {}
    for change in found:
        first.setdefault((change.kind, change.parent, change.child), change)
    return tuple(first.values())


def _strength(duty: SameDuty, below: Side, above: Side) -> Iterator[Change]:
    """Compare what two phrases ask: a duty became a wish or a permission, or the reverse.

    A prohibition is compared with nothing: it asks not to do what a duty asks to do, and no more strongly.
    """
    new, old = asking(duty.child), asking(duty.parent)
    if not comparison(old.text, new.text):
        return
    has_lead = (new, old) != (duty.child, duty.parent)
    if has_lead and duty.of_clauses < SAME_LEAD:
        return
    if LEADS.search(duty.child.text) or LEADS.search(duty.parent.text):
        return  # 应当根据需要 says how, and the phrase that it leads to is compared
    after, before = forces(new.text), forces(old.text)
    has_verb = any(force.is_verb for force in after + before)
    is_same_act = duty.likeness >= (SAME_WORDS if has_verb else SAME_ACTION) or asks_the_same(duty, below, above)
    if not is_same_act or duty.is_said_besides or _is_for_a_request(duty):
        return
    if of_other_actors(duty, below, above) or _in_other_cases(duty, below, above) or of_other_acts(duty, below, above):
        return
    yield change_of("strength", [old.word(before[0].span)], [new.word(after[0].span)])


def _in_other_cases(duty: SameDuty, below: Side, above: Side) -> bool:
    """Whether both duties hold only in some case, and not in the same."""
    new, old = duty.child.duty, duty.parent.duty
    if not new or not old or not new.condition or not old.condition:
        return False
    cases = below.normal(new.condition.text), above.normal(old.condition.text)
    if duty.likeness >= SAME_PHRASE:
        return not bigrams(cases[0]) & bigrams(cases[1])
    return Indel.normalized_similarity(*cases) < SAME_CASE


def _is_for_a_request(duty: SameDuty) -> bool:
    """Whether one phrase is about doing something, and the other about asking another to do it."""
    return bool(_REQUEST.search(duty.child.text)) != bool(_REQUEST.search(duty.parent.text))


def _scope(duty: SameDuty) -> Iterator[Change]:
    """Compare for whom or what a duty is: all of them, or some."""
    after, before = _scope_words(duty.child), _scope_words(duty.parent)
    if len(after) != 1 or len(before) != 1 or after[0].re is before[0].re:
        return
    gone, come = Span(*before[0].span()), Span(*after[0].span())
    yield change_of("scope", [duty.parent.word(gone)], [duty.child.word(come)])


def _scope_words(phrase: Phrase) -> list[re.Match[str]]:
    """Return the words of a phrase that say whom or what a duty is for, the first of each kind."""
    found = (pattern.search(phrase.text) for _, pattern in SCOPE_PATTERNS)
    return [match for match in found if match]


def _units(
    child: Measure, parent: Measure, other_children: Sequence[Measure], other_parents: Sequence[Measure]
) -> Iterator[Change]:
    """Compare the lists of units by agency; 相关部门 may be any that the other list names."""
    if not child.units or not parent.units:
        return
    dropped = _units_not_named(parent, (child, *other_children))
    added = _units_not_named(child, (parent, *other_parents))
    if dropped or added:
        yield Change("units", "、".join(dropped), "、".join(added))


def _units_not_named(provision: Measure, others: Sequence[Measure]) -> list[str]:
    """Return the units of a provision that none of the others names."""
    if any(map(_any_unit, others)):
        return []
    named: set[str] = set()
    for other in others:
        named.update(_agencies(other))
    return [name for agency, name in _agencies(provision).items() if agency not in named]


def _agencies(provision: Measure) -> dict[str, str]:
    """Return the names of the units as written, by agency, without those of the levels below."""
    named = [unit for unit in provision.units if unit.canonical != LOWER and not _GENERIC_UNIT.fullmatch(unit.name)]
    return {unit.agency or unit.canonical: unit.name for unit in named}


def _any_unit(provision: Measure) -> bool:
    return any(_GENERIC_UNIT.fullmatch(unit.name) for unit in provision.units)
