"""A change on a link, and the words with their places that it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from policycompare.vocabulary import CHANGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policycompare.documents import Span

ChangeKind = str


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


class Word(NamedTuple):
    """Words of a clause, with their place in the source."""

    text: str
    span: Span


def change_of(kind: ChangeKind, gone: Sequence[Word], come: Sequence[Word]) -> Change:
    """Make a change of what went and what came, each with the place of its first words."""
    return Change(kind, _said(gone), _said(come), gone[0].span if gone else None, come[0].span if come else None)


def _said(words: Iterable[Word]) -> str:
    return "、".join(word.text for word in words)
