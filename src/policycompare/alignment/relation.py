"""Naming the relation of a link, and what shifted on it: strength, figures, units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from policycompare.agencies import LOWER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.alignment.evidence import ClausePair
    from policycompare.documents import Measure

Relation = Literal["equivalent", "rephrased", "elaborates", "partial"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
RELATION_NAMES: dict[str, str] = {
    "equivalent": "一致",
    "rephrased": "改写",
    "elaborates": "细化",
    "partial": "部分",
    "addition": "新增",
    "gap": "未承接",
}

ALIKE = 0.5
"""Words and figures are compared between clauses of which one has at least this share of its weight in the other."""

STRENGTH: tuple[tuple[int, str], ...] = (
    (4, r"必须|严禁|禁止|不得|一律|坚决杜绝"),
    (3, r"应当|应(?=[^急用对届付运])|须(?!知)"),
    (2, r"要(?![求点素闻件])|严格"),
    (1, r"可以|可(?=[由按依])|鼓励|支持|引导|推动|探索|提倡"),
)
"""Deontic strength of words, from 4 (必须) to 1 (鼓励)."""
_STRENGTH = tuple((value, re.compile(pattern)) for value, pattern in STRENGTH)
_FIGURE = re.compile(
    r"(?:每[季半]?[年月周日季]度?(?:至少)?[一二三四五六七八九十\d]*次?"
    r"|[一二三四五六七八九十百千万\d.]+(?:个)?(?:工作日|小时|日|天|周|个月|月|年|万元|元|倍|%|％|米|公里|人|次|平方米)(?:以[上下内])?)"
)


@dataclass(frozen=True, slots=True)
class Shift:
    """Something that changed on the way down.

    Attributes
    ----------
    kind
        ``strength``, ``figures`` or ``units``.
    parent, child
        What it was and what it became, as written; ``""`` for none.
    """

    kind: Literal["strength", "figures", "units"]
    parent: str
    child: str

    def __str__(self) -> str:
        names = {"strength": "力度", "figures": "数字期限", "units": "责任单位"}
        return f"{names[self.kind]}：{self.parent or '无'}→{self.child or '无'}"


def name_relation(child: Measure, parent: Measure, pairs: Sequence[ClausePair], fuzzy: float) -> Relation:
    """Name the relation of a link.

    Parameters
    ----------
    child, parent
        The provisions.
    pairs
        Their corresponding clauses.
    fuzzy
        rapidfuzz ratio of the normalised provisions, 0 to 1.

    Returns
    -------
    Relation
        ``equivalent`` for the same wording but for localisation, ``elaborates`` where the parent is carried and
        the child adds to it, ``partial`` where only part of either corresponds, ``rephrased`` where the whole
        corresponds in other words.
    """
    child_share = _carried(child, {p.child.label: p.child_share for p in _ascending(pairs, "child_share")})
    parent_share = _carried(parent, {p.parent.label: p.parent_share for p in _ascending(pairs, "parent_share")})
    ratio = len(child.text) / max(len(parent.text), 1)
    if fuzzy >= 0.8 or (child_share >= 0.7 and parent_share >= 0.7):
        return "equivalent"
    if parent_share >= 0.55 and ratio >= 1.15:
        return "elaborates"
    if min(child_share, parent_share) < 0.45 and max(len(child.clauses), len(parent.clauses)) > 1:
        return "partial"
    return "elaborates" if ratio >= 1.5 else "rephrased"


def _ascending(pairs: Sequence[ClausePair], key: str) -> list[ClausePair]:
    return sorted(pairs, key=lambda pair: float(getattr(pair, key)))


def _carried(provision: Measure, shares: dict[str, float]) -> float:
    """Return the share of a provision's length that stands in clauses, weighted by how far each is carried."""
    total = sum(len(c.text) for c in provision.clauses)
    return sum(shares.get(c.label, 0.0) * len(c.text) for c in provision.clauses) / max(total, 1)


def shifts(child: Measure, parent: Measure, pairs: Sequence[ClausePair]) -> tuple[Shift, ...]:
    """Find what changed between corresponding clauses: strength and figures; and between the units.

    Parameters
    ----------
    child, parent
        The provisions.
    pairs
        Their corresponding clauses; those that share less than `ALIKE` are passed over.
    """
    found: list[Shift] = []
    for pair in pairs:
        if max(pair.child_share, pair.parent_share) < ALIKE:
            continue
        before, after = strongest(pair.parent.text), strongest(pair.child.text)
        if before and after and before[0] != after[0]:
            found.append(Shift("strength", before[1], after[1]))
        old, new = (list(dict.fromkeys(_FIGURE.findall(c.text))) for c in (pair.parent, pair.child))
        if old and new and set(old) != set(new):
            gone, come = [f for f in old if f not in new], [f for f in new if f not in old]
            found.append(Shift("figures", "、".join(gone), "、".join(come)))
    if child.units and parent.units:
        left = {u.canonical: u.name for u in parent.units if u.canonical != LOWER}
        right = {u.canonical: u.name for u in child.units if u.canonical != LOWER}
        dropped, added = ([v for k, v in a.items() if k not in b] for a, b in ((left, right), (right, left)))
        if dropped or added:
            found.append(Shift("units", "、".join(dropped), "、".join(added)))
    return tuple(dict.fromkeys(found))


def strongest(text: str) -> tuple[int, str] | None:
    """Return the strongest deontic word of `text` and its strength (4 to 1), or ``None``.

    Examples
    --------
    >>> strongest("企业应当报告，鼓励公开。")
    (3, '应当')
    """
    for value, pattern in _STRENGTH:
        if match := pattern.search(text):
            return value, match[0]
    return None
