"""Choice of third documents: which of many are about the subject of child and parent, the nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.aligning.third_documents import LEAST_BESIDE
from policycompare.language.normalise import normaliser_of
from policycompare.language.subject import stem, subject, subject_likeness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policycompare.documents import Document
    from policycompare.language.subject import Subject

NEIGHBOURS = 6
"""Third documents that are chosen: three to eight help alike, and each costs two comparisons."""
SAME_SUBJECT = 0.1
"""Likeness in subject, the mean of that to child and to parent, from which a document is a third one.

Below it, documents of another subject do more harm than good: measures on safety found no help in laws on safety.
"""
LIKENESS_DECIMALS = 4
"""Decimals to which likeness is rounded before it is compared: sums differ in the last ones by processor."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbour:
    """A document that may stand beside others.

    Attributes
    ----------
    document
        With at least one provision.
    subject
        What it is about.
    """

    document: Document
    subject: Subject

    @classmethod
    def of(cls, document: Document) -> Neighbour:
        """Return a document with its subject."""
        normal = normaliser_of(document)
        return cls(document, subject([normal(provision.text) for provision in document.provisions]))


def nearest_neighbours(
    child: Document, parent: Document, among: Iterable[Neighbour], most: int = NEIGHBOURS
) -> tuple[Document, ...]:
    """Return the documents about the subject of child and parent, the nearest first.

    Left out are child and parent themselves, other versions of them, and all but the nearest of several versions of
    one document; versions have the same title. Where fewer than `LEAST_BESIDE` are near enough, none is returned.

    Parameters
    ----------
    child, parent
        Documents with provisions.
    among
        From which to choose.
    most
        How many at most.
    """
    ends = Neighbour.of(child), Neighbour.of(parent)
    likenesses = []
    for neighbour in among:
        likeness = sum(subject_likeness(neighbour.subject, end.subject) for end in ends) / len(ends)
        likenesses.append((-round(likeness, LIKENESS_DECIMALS), neighbour.document.id, neighbour.document))
    titles = {stem(child.title), stem(parent.title)}
    texts = {child.sha256, parent.sha256}
    chosen: list[Document] = []
    for less, _, document in sorted(likenesses, key=lambda found: found[:2]):
        title = stem(document.title)
        if -less < SAME_SUBJECT or len(chosen) == most:
            break
        if title not in titles and document.sha256 not in texts:
            titles.add(title)
            chosen.append(document)
    return tuple(chosen) if len(chosen) >= LEAST_BESIDE else ()
