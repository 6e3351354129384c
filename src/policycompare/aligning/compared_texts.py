"""A document made ready to be compared: its provisions normalised, reduced to their substance and cut into clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.penalties import substance
from policycompare.language import ngrams as bags
from policycompare.language import term_weights as similarity
from policycompare.language.corpus_statistics import background
from policycompare.language.lexicon import lexicon
from policycompare.language.normalise import normaliser_of
from policycompare.language.tokenise import segments, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from policycompare.documents import Document, Measure
    from policycompare.language.term_weights import Matrix


LEAST_CLAUSE = 8
"""Characters below which a part of a sentence is no clause of its own."""


@dataclass(frozen=True, slots=True)
class ComparedTexts:
    """The provisions of one document, normalised and cut, ready to be compared.

    Attributes
    ----------
    provisions
        As in the document.
    texts
        Normalised, in full.
    clauses
        The parts that are compared, those of a provision side by side.
    starts
        Index of each provision's first clause, and the number of clauses at the end; shape (provisions + 1,).
    headings
        The normalised chapter heading of each provision.
    """

    provisions: tuple[Measure, ...]
    texts: list[str]
    clauses: list[str]
    starts: NDArray[np.intp]
    headings: list[str]

    @property
    def owners(self) -> NDArray[np.intp]:
        """Index of each clause's provision."""
        return np.repeat(np.arange(len(self.texts)), np.diff(self.starts))


def compared_texts(document: Document) -> ComparedTexts:
    """Normalise the provisions of `document` and cut them into clauses."""
    normal = normaliser_of(document)
    provisions = document.provisions
    texts = [normal(p.text) or "空" for p in provisions]
    headings = {chapter: normal(chapter) for chapter in dict.fromkeys(p.chapter for p in provisions)}
    cut = [_long_enough(segments(body)) for body in substance(texts, [p.label for p in provisions])]
    return ComparedTexts(
        provisions=provisions,
        texts=texts,
        clauses=[clause for group in cut for clause in group],
        starts=np.cumsum([0, *map(len, cut)]),
        headings=[headings[p.chapter] for p in provisions],
    )


def _long_enough(parts: Sequence[str]) -> list[str]:
    """Join clauses shorter than `LEAST_CLAUSE` characters to the one before."""
    out: list[str] = []
    for part in parts:
        if out and min(len(part), len(out[-1])) < LEAST_CLAUSE:
            out[-1] += f"，{part}"
        else:
            out.append(part)
    return out


@dataclass(frozen=True, slots=True)
class Bags:
    """The clauses of two documents as bags of one kind of feature, with the features' weights.

    Attributes
    ----------
    child, parent
        Whether each clause has each feature, shape (clauses, vocabulary), 0 or 1.
    child_whole, parent_whole
        How often each provision has each feature, shape (provisions, vocabulary).
    child_unit, parent_unit
        The same weighted, each provision of length 1 (see `similarity.unit_rows`): their products are cosines.
    weight
        Of each feature, shape (vocabulary,).
    """

    child: sparse.csr_array
    parent: sparse.csr_array
    child_whole: sparse.csr_array
    parent_whole: sparse.csr_array
    child_unit: sparse.csr_array
    parent_unit: sparse.csr_array
    weight: Matrix


def letters(child: ComparedTexts, parent: ComparedTexts) -> Bags:
    """Return the character bigrams of both documents."""
    return _bags(*bags.bigram_counts([*child.clauses, *parent.clauses]), child, parent)


def vocabulary(child: ComparedTexts, parent: ComparedTexts) -> tuple[Bags, NDArray[np.float32]]:
    """Return the words of both documents, and the vectors of the words, shape (vocabulary, dimensions)."""
    whole = lexicon()
    counts, terms = bags.term_counts([words(clause, whole) for clause in (*child.clauses, *parent.clauses)])
    return _bags(counts, terms, child, parent), background().vectors_of(terms)


def _bags(counts: sparse.csr_array, features: NDArray[np.generic], child: ComparedTexts, parent: ComparedTexts) -> Bags:
    owners = np.concatenate([child.owners, parent.owners + len(child.texts)])
    whole = bags.gathered(counts, owners, len(child.texts) + len(parent.texts))
    weight = similarity.weights(whole, features)
    present = counts.astype(np.float32)
    present.data[:] = 1
    unit = similarity.unit_rows(whole, weight)
    cut, split = len(child.clauses), len(child.texts)
    return Bags(
        child=present[:cut],
        parent=present[cut:],
        child_whole=whole[:split],
        parent_whole=whole[split:],
        child_unit=unit[:split],
        parent_unit=unit[split:],
        weight=weight,
    )
