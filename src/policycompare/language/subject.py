"""What a document is about: its heaviest bigrams, and how alike two documents are in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from policycompare.language import ngrams as bags
from policycompare.language import term_weights as similarity
from policycompare.language.citations import without_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Subject = tuple[NDArray[np.uint64], NDArray[np.float32]]

SUBJECT_BIGRAMS = 512
"""Bigrams that say what a document is about: those with the most weight."""


def subject(texts: Iterable[str]) -> Subject:
    """Return the heaviest bigrams of a document's normalised provisions and their weights, of length 1 together."""
    counts, bigrams = bags.bigram_counts(["\n".join(texts)])
    heavy = (1 + np.log(counts.toarray()[0])) * similarity.background_weights(bigrams)
    kept = np.sort(np.lexsort((bigrams, -heavy))[:SUBJECT_BIGRAMS])
    length = max(float(np.linalg.norm(heavy[kept])), 1e-9)
    return bigrams[kept], (heavy[kept] / length).astype(np.float32)


def subject_likeness(one: Subject, other: Subject) -> float:
    """Return how alike two documents are in subject, 0 to 1: the cosine of their heaviest bigrams.

    Examples
    --------
    >>> water, roads = subject(["取水应当计量。"]), subject(["公路应当养护。"])
    >>> subject_likeness(water, water) > 0.99 > 0.5 > subject_likeness(water, roads)
    True
    """
    _, here, there = np.intersect1d(one[0], other[0], assume_unique=True, return_indices=True)
    return float(one[1][here] @ other[1][there])


def stem(title: str) -> str:
    """Return a title as citations have it: without 中华人民共和国 and what stands in brackets at its end."""
    return without_state(re.sub(r"[（(][^（）()]*[）)]$", "", title))
