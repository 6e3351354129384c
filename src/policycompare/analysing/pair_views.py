"""Two provisions as a person sees them beside each other, as data: terminal and notebook each render it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.aligning.evidence import evidence_text
from policycompare.differing.phrases import Cells, cells_of
from policycompare.differing.text_differences import normalisers_of, runs_to_show, unmarked
from policycompare.differing.text_tables import with_tables
from policycompare.vocabulary import RELATIONS, SHAPES

if TYPE_CHECKING:
    from policycompare.aligning.alignment import Alignment
    from policycompare.differing.runs import Rich, Run
    from policycompare.documents import Document, Measure


@dataclass(frozen=True, slots=True)
class ProvisionView:
    """A provision as it is shown.

    Attributes
    ----------
    label
        Its label.
    citation
        Document and label, as people cite it.
    runs
        Its text with its tables; where it stands beside another, with what differs marked, if enough is in common.
    units
        Names of its responsible units, or ``""``.
    """

    label: str
    citation: str
    runs: Rich
    units: str

    @property
    def text(self) -> str:
        """The text without marks."""
        return "".join(part.text for part in self.runs)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The program's judgement of a pair of provisions.

    Attributes
    ----------
    probability
        Of a link, 0 to 0.99.
    relation
        Key of `policycompare.vocabulary.RELATIONS`; ``""`` where they are not linked.
    shape
        Key of `policycompare.vocabulary.SHAPES`, or ``""``.
    evidence
        The clauses that carry the link, in words.
    changes
        What changed on the way down, in words.
    explanation
        Which features spoke for and against a link, in a sentence.
    """

    probability: float
    relation: str
    shape: str
    evidence: str
    changes: str
    explanation: str

    @property
    def linked(self) -> bool:
        """Whether the program links the two."""
        return bool(self.relation)

    @property
    def relation_words(self) -> str:
        """The relation, with the shape where the link is not the only one of both provisions."""
        name = RELATIONS[self.relation].chinese
        return name if self.shape == "single" else f"{name}（{SHAPES[self.shape].chinese}）"


@dataclass(frozen=True, slots=True)
class PairView:
    """Two provisions beside each other.

    Attributes
    ----------
    parent, child
        In the order of reading: above, then below.
    """

    parent: ProvisionView
    child: ProvisionView

    @property
    def provisions(self) -> tuple[ProvisionView, ProvisionView]:
        """Both, in the order of reading."""
        return self.parent, self.child


def provision_view(document: Document, provision: Measure) -> ProvisionView:
    """Return a provision that is compared with nothing."""
    return _view(document, provision, unmarked(provision.text))


def pair_view(alignment: Alignment, child: Measure, parent: Measure) -> PairView:
    """Return two provisions of an alignment beside each other, linked or not."""
    cells = Cells(*(cells_of([each.text], [each.tables]) for each in (child, parent)))
    texts = runs_to_show(child.text, parent.text, normalisers_of(alignment.child, alignment.parent), cells)
    return PairView(_view(alignment.parent, parent, texts.parent), _view(alignment.child, child, texts.child))


def judgement(alignment: Alignment, child: Measure, parent: Measure) -> Judgement:
    """Return what the program says of two provisions of an alignment, linked or not."""
    explanation = str(alignment.explain(child.label, parent.label).attrs["words"])
    positions = alignment.child.position_of[child.label], alignment.parent.position_of[parent.label]
    k = alignment.scores.pairs.at(*positions)
    probability = 0.0 if k is None else float(alignment.probability_before_decisions[k])
    link = alignment.link_of.get((child.label, parent.label))
    if link is None:
        return Judgement(probability, "", "", "", "", explanation)
    changes = "；".join(map(str, link.changes))
    return Judgement(probability, link.relation, link.shape, evidence_text(link.clause_pairs), changes, explanation)


def _view(document: Document, provision: Measure, runs: tuple[Run, ...]) -> ProvisionView:
    units = provision.unit_names if provision.units else ""
    return ProvisionView(provision.label, document.cite(provision.label), with_tables(runs, provision.tables), units)
