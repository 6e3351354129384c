"""What the reader said, found again in the documents as they are now: a reading for each pair of a question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from policycompare.assessing.calibration import CAUTIOUS, calibration_for
from policycompare.assessing.records import Assessments
from policycompare.deciding.decisions import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.assessing.answers import AnsweredLink
    from policycompare.assessing.calibration import Calibration
    from policycompare.assessing.records import Assessment, CitedText
    from policycompare.documents import Document

Pair = tuple[int, int]
"""Positions of the child's and of the parent's provision."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader said of a pair of provisions.

    Attributes
    ----------
    link
        What it said where it linked them; ``None`` where it did not.
    assessment
        The answer that it is part of.
    calibration
        What its answers are worth.
    """

    link: AnsweredLink | None
    assessment: Assessment
    calibration: Calibration = CAUTIOUS

    @property
    def is_link(self) -> bool:
        """Whether the reader linked the two."""
        return self.link is not None

    @property
    def confidence(self) -> str:
        """How sure it was, by its own word: key of `policycompare.vocabulary.CONFIDENCES`."""
        if self.link is not None:
            return self.link.confidence
        return self.assessment.answer.confidence if self.assessment.answer else "unsure"

    @property
    def why(self) -> str:
        """Its reason in a sentence."""
        if self.link is not None:
            return self.link.why
        return self.assessment.answer.why if self.assessment.answer else ""

    @property
    def shift(self) -> float:
        """How far it moves the log-odds of a link."""
        return self.calibration.shift(linked=self.is_link, confidence=self.confidence)


@dataclass(frozen=True, eq=False)
class Readings:
    """What a reader said of two documents as they are now.

    Attributes
    ----------
    assessments
        The record.
    of_child
        The latest answer on each provision of the child of which the text still is the one that was read, by position.
    pairs
        The pairs that these answers are on.
    """

    assessments: Assessments
    of_child: dict[int, Assessment]
    pairs: dict[Pair, Reading]

    @cached_property
    def linked_pairs(self) -> tuple[Pair, ...]:
        """The pairs that the reader linked."""
        return tuple(pair for pair, reading in self.pairs.items() if reading.is_link)

    @property
    def read(self) -> tuple[int, ...]:
        """Positions of the child's provisions on which an answer was taken."""
        return tuple(child for child, row in self.of_child.items() if row.state == "taken")

    @property
    def left(self) -> tuple[int, ...]:
        """Positions of the child's provisions that are left to people, since no answer could be taken."""
        # Answers come in any order; what is said of them has that of the document.
        return tuple(sorted(child for child, row in self.of_child.items() if row.state == "refused"))

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models that read, in the order of the record."""
        return tuple(dict.fromkeys(row.model for row in self.of_child.values() if row.state == "taken"))


NOTHING_READ = Readings(Assessments(), {}, {})
"""Readings where no language model was asked."""


def readings_of(assessments: Assessments, child: Document, parent: Document) -> Readings:
    """Find the texts of a record in the documents as they are now; what is on other texts says nothing any more.

    Of several answers on a text the latest in the record that was taken counts.
    """
    children, parents = _Positions(child), _Positions(parent)
    of_child: dict[int, Assessment] = {}
    for row in assessments.rows:
        for position in children.of(row.child):
            before = of_child.get(position)
            if before is None or row.state == "taken" or before.state == "refused":
                of_child[position] = row
    pairs: dict[Pair, Reading] = {}
    for position, row in sorted(of_child.items()):
        if row.answer is None:
            continue
        calibration = calibration_for(assessments.calibrations, row.model, row.prompt)
        links = {link.candidate: link for link in row.answer.links}
        for candidate in row.candidates:
            reading = Reading(links.get(candidate.label), row, calibration)
            for other in parents.of(candidate):
                pairs[position, other] = reading
    return Readings(assessments, of_child, pairs)


class _Positions:
    """Finds the provisions of a document that have the text of one in a record."""

    def __init__(self, document: Document) -> None:
        self._labels = list(document.by_label)
        self._positions: dict[str, list[int]] = {}
        for position, provision in enumerate(document.provisions):
            self._positions.setdefault(fingerprint(provision), []).append(position)

    def of(self, cited: CitedText) -> Sequence[int]:
        """Return where the text stands: the provision of the same label, else all that have it."""
        same_text = self._positions.get(cited.fingerprint, [])
        same_label = [position for position in same_text if self._labels[position] == cited.label]
        return same_label or same_text


def merged(first: Assessments, others: Sequence[Assessment]) -> Assessments:
    """Return a record with further answers."""
    return replace(first, rows=(*first.rows, *others))
