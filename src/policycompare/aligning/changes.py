"""Changes on a link: strength, figures, scope, actor, responsible units; each with its places in the sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.documents import Span
from policycompare.language.agencies import LOWER
from policycompare.language.deontic import FIGURE, SCOPE_PATTERNS, STRENGTH_PATTERNS, first_of
from policycompare.vocabulary import CHANGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from policycompare.aligning.evidence import ClausePair
    from policycompare.documents import Clause, Measure
    from policycompare.language.deontic import Patterns

ChangeKind = str
ALIKE = 0.5
"""Words and figures are compared between clauses of which one has at least this share of its weight in the other."""

_ACTOR = re.compile(
    r"^(?:[（(][^）)]{1,4}[）)])?([^，。；：、]{2,24}?)(?=(?:依法|统一|具体)?(?:必须|应当|不得|负责|可以|要|有权))"
)
_IS_ACTOR = re.compile(
    r"(?:政府|部门|机构|单位|企业|公司|集团|局|委|办|厅|院|会|所|站|队|中心|街道|乡镇|学校|医院|人员|负责人|代表|公民|法人|组织|个人|者|人)$"
)
_NO_ACTOR = re.compile(r"^(?:对|在|因|为|依|按|经|如|当|凡|需|确需|违反|未|不|已|其|并|本[法条办])|[的时后]$")


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


def changes_between(
    child: Measure, parent: Measure, pairs: Sequence[ClausePair], normal: tuple[Callable[[str], str], ...]
) -> tuple[Change, ...]:
    """Find what changed between corresponding clauses and between the units.

    Parameters
    ----------
    child, parent
        The provisions.
    pairs
        Their corresponding clauses; those that share less than `ALIKE` are passed over.
    normal
        The functions that normalise the child's and the parent's text: an actor who is only localised is no change.
    """
    found: list[Change] = []
    for pair in pairs:
        if max(pair.child_share, pair.parent_share) < ALIKE:
            continue
        found += _words("strength", STRENGTH_PATTERNS, pair.child, pair.parent)
        found += _figures(pair.child, pair.parent)
        found += _words("scope", SCOPE_PATTERNS, pair.child, pair.parent)
        found += _actor(pair.child, pair.parent, normal)
    found += _units(child, parent)
    first: dict[tuple[str, str, str], Change] = {}
    for shift in found:
        first.setdefault((shift.kind, shift.parent, shift.child), shift)
    return tuple(first.values())


def _words(kind: ChangeKind, table: Patterns, child: Clause, parent: Clause) -> Iterator[Change]:
    """Find the first words of `table` in both clauses, where they stand for different values."""
    before, after = (first_of(table, c.text) for c in (parent, child))
    if before and after and before[0] != after[0]:
        yield Change(kind, before[1][0], after[1][0], _place(parent, before[1]), _place(child, after[1]))


def _figures(child: Clause, parent: Clause) -> Iterator[Change]:
    old, new = ({m[0]: m for m in reversed(list(FIGURE.finditer(c.text)))} for c in (parent, child))
    if old and new and set(old) != set(new):
        gone = sorted((m for f, m in old.items() if f not in new), key=re.Match.start)
        come = sorted((m for f, m in new.items() if f not in old), key=re.Match.start)
        yield Change(
            "figures",
            "、".join(m[0] for m in gone),
            "、".join(m[0] for m in come),
            _place(parent, gone[0]) if gone else None,
            _place(child, come[0]) if come else None,
        )


def _actor(child: Clause, parent: Clause, normal: tuple[Callable[[str], str], ...]) -> Iterator[Change]:
    after, before = (_ACTOR.match(c.text) for c in (child, parent))
    if not before or not after:
        return
    if any(_NO_ACTOR.search(m[1]) or not _IS_ACTOR.search(m[1]) for m in (before, after)):
        return
    new, old = normal[0](after[1]), normal[1](before[1])
    if new not in old and old not in new:
        yield Change("actor", before[1], after[1], _place(parent, before, 1), _place(child, after, 1))


def _units(child: Measure, parent: Measure) -> Iterator[Change]:
    if child.units and parent.units:
        left = {u.agency or u.canonical: u.name for u in parent.units if u.canonical != LOWER}
        right = {u.agency or u.canonical: u.name for u in child.units if u.canonical != LOWER}
        dropped, added = ([v for k, v in a.items() if k not in b] for a, b in ((left, right), (right, left)))
        if dropped or added:
            yield Change("units", "、".join(dropped), "、".join(added))


def _place(clause: Clause, match: re.Match[str], group: int = 0) -> Span:
    return Span(clause.span.start + match.start(group), clause.span.start + match.end(group))
