"""Cells of a table: plain values, text with marks, and values that a program wants whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.differing.runs import Rich

if TYPE_CHECKING:
    from policycompare.documents import Measure
    from policycompare.vocabulary import Term

Plain = str | int | float
"""A value that is written as it is."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Words of a vocabulary, e.g. kinds of revision.

    Attributes
    ----------
    terms
        The words.
    separator
        The text between them where they are shown.
    """

    terms: tuple[Term, ...]
    separator: str = "、"

    @property
    def plain(self) -> str:
        """Their Chinese names in one text."""
        return self.separator.join(term.chinese for term in self.terms)


@dataclass(frozen=True, slots=True)
class ProvisionNumber:
    """The number of a provision: for programs its label, for people what the document prints.

    Attributes
    ----------
    label
        Its label.
    called, cited, printed
        See `policycompare.documents.Measure`.
    """

    label: str
    called: str
    cited: str
    printed: str

    @property
    def plain(self) -> str:
        """The label."""
        return self.label


def number_of(provision: Measure) -> ProvisionNumber:
    """Return the number of a provision as a cell."""
    return ProvisionNumber(provision.label, provision.called, provision.cited, provision.printed)


@dataclass(frozen=True, slots=True)
class LinkRelation:
    """The relation of one link.

    Attributes
    ----------
    called
        Number of the other provision for people.
    relation
        A term of `policycompare.vocabulary.RELATIONS`.
    shape
        A term of `policycompare.vocabulary.SHAPES`, or ``None`` for a link that stands alone.
    """

    called: str
    relation: Term
    shape: Term | None = None


@dataclass(frozen=True, slots=True)
class LinkRelations:
    """The relations of a provision's links, one a line."""

    items: tuple[LinkRelation, ...]

    @property
    def plain(self) -> str:
        """The relations as text: ``12：细化（拆分）``."""
        lines = []
        for item in self.items:
            shape = f"（{item.shape.chinese}）" if item.shape else ""
            lines.append(f"{item.called}：{item.relation.chinese}{shape}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class UnitNames:
    """Responsible units of a provision.

    Attributes
    ----------
    names
        Their names as written.
    bracket
        The list of units as the document prints it, or ``""``.
    """

    names: tuple[str, ...]
    bracket: str = ""

    @property
    def plain(self) -> str:
        """The names in one text."""
        return "、".join(self.names)


@dataclass(frozen=True, slots=True)
class PairCode:
    """The provisions that a row is about, so that a decision on it finds them again (核对码).

    Attributes
    ----------
    child_document, parent_document
        Ids of the documents.
    child_fingerprint, parent_fingerprint
        Of the provisions, or ``""`` for none.
    """

    child_document: str
    child_fingerprint: str
    parent_document: str
    parent_fingerprint: str

    @property
    def plain(self) -> str:
        """The code as it stands in a workbook."""
        return f"{self.child_document}:{self.child_fingerprint}|{self.parent_document}:{self.parent_fingerprint}"


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole, which people read in per cent."""

    value: float

    @property
    def plain(self) -> Plain:
        """The share, 0 to 1."""
        return self.value


Cell = Plain | Rich | Terms | LinkRelations | UnitNames | PairCode | ProvisionNumber | Share


def plain(cell: Cell) -> Plain:
    """Return a cell without marks."""
    if isinstance(cell, tuple):
        return "".join(part.text for part in cell)
    return cell if isinstance(cell, (str, int, float)) else cell.plain


def legible_value(cell: Cell) -> Plain:
    """Return a cell without marks as a person reads it: a provision's number as the document prints it."""
    return cell.called if isinstance(cell, ProvisionNumber) else plain(cell)


def shown(cell: Cell) -> str:
    """Return a cell as text for people: a share in per cent, a fraction with two digits."""
    if isinstance(cell, Share):
        return f"{cell.value:.0%}"
    value = legible_value(cell)
    return f"{value:.2f}" if isinstance(value, float) else str(value)
