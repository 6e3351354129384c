"""A document made ready to be compared: its provisions normalised, reduced to their substance and cut into clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.penalties import substance
from policycompare.language import ngrams as bags
from policycompare.language import term_weights as similarity
from policycompare.language.corpus_statistics import background
from policycompare.language.lexicon import lexicon
from policycompare.language.normalise import normaliser_of
from policycompare.language.tokenise import segments, words_of_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from policycompare.documents import Document, Measure
    from policycompare.language.lexicon import Lexicon
    from policycompare.language.term_weights import Matrix


LEAST_CLAUSE = 8
"""Characters below which a part of a sentence is no clause of its own."""
LEAST_PHRASE = 7
"""Characters below which a part between commas is no phrase of its own."""
_COMMA = re.compile("[,，:：]")
KEPT, LARGE = 16, 200_000
"""Documents whose texts are kept, as one is compared with several; none of more characters is."""


@dataclass(frozen=True, eq=False)
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
    phrases
        The clauses cut at commas too, those of a clause side by side: one sentence may carry three duties.
    phrase_starts
        Index of each clause's first phrase, and the number of phrases at the end; shape (clauses + 1,).
    headings
        The normalised chapter heading of each provision.
    terms
        What stays whole when the texts are cut into words.
    """

    provisions: tuple[Measure, ...]
    texts: list[str]
    clauses: list[str]
    starts: NDArray[np.intp]
    phrases: list[str]
    phrase_starts: NDArray[np.intp]
    headings: list[str]
    terms: Lexicon

    @cached_property
    def bigrams(self) -> tuple[sparse.csr_array, NDArray[np.uint64]]:
        """How often each phrase has each character bigram, and the bigrams."""
        return bags.bigram_counts(self.phrases)

    @cached_property
    def words(self) -> tuple[sparse.csr_array, list[str]]:
        """How often each phrase has each word, and the words."""
        counts, found = bags.term_counts(words_of_each(self.phrases, self.terms))
        return counts, found.tolist()

    @property
    def owners(self) -> NDArray[np.intp]:
        """Index of each clause's provision."""
        return np.repeat(np.arange(len(self.texts)), np.diff(self.starts))

    @property
    def phrase_owners(self) -> NDArray[np.intp]:
        """Index of each phrase's clause."""
        return np.repeat(np.arange(len(self.clauses)), np.diff(self.phrase_starts))


def compared_texts(document: Document) -> ComparedTexts:
    """Normalise the provisions of `document` and cut them into clauses."""
    make = _kept_texts if len(document.text) <= LARGE else _texts
    return make(document, lexicon())


def _texts(document: Document, terms: Lexicon) -> ComparedTexts:
    normal = normaliser_of(document)
    provisions = document.provisions
    texts = [normal(p.text) or "空" for p in provisions]
    headings = {chapter: normal(chapter) for chapter in dict.fromkeys(p.chapter for p in provisions)}

    def lines(position: int) -> list[str]:
        return [line for line in map(normal, provisions[position].text.splitlines()) if line]

    bodies = substance(texts, [p.label for p in provisions], lines)
    cut = [_joined(segments(body), LEAST_CLAUSE) for body in bodies]
    clauses = [clause for group in cut for clause in group]
    phrases = [_joined(_COMMA.split(clause), LEAST_PHRASE) for clause in clauses]
    return ComparedTexts(
        provisions=provisions,
        texts=texts,
        clauses=clauses,
        starts=np.cumsum([0, *map(len, cut)]),
        phrases=[phrase for group in phrases for phrase in group],
        phrase_starts=np.cumsum([0, *map(len, phrases)]),
        headings=[headings[p.chapter] for p in provisions],
        terms=terms,
    )


_kept_texts = lru_cache(maxsize=KEPT)(_texts)


def _joined(parts: Sequence[str], least: int) -> list[str]:
    """Join parts shorter than `least` characters to the one before."""
    out: list[str] = []
    for part in parts:
        if out and min(len(part), len(out[-1])) < least:
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
    child_phrases, parent_phrases
        Whether each phrase has each feature, shape (phrases, vocabulary), 0 or 1.
    child_whole, parent_whole
        How often each provision has each feature, shape (provisions, vocabulary).
    child_unit, parent_unit
        The same weighted, each provision of length 1 (see `similarity.unit_rows`): their products are cosines.
    weight
        Of each feature, shape (vocabulary,).
    """

    child: sparse.csr_array
    parent: sparse.csr_array
    child_phrases: sparse.csr_array
    parent_phrases: sparse.csr_array
    child_whole: sparse.csr_array
    parent_whole: sparse.csr_array
    child_unit: sparse.csr_array
    parent_unit: sparse.csr_array
    weight: Matrix


def letters(child: ComparedTexts, parent: ComparedTexts) -> Bags:
    """Return the character bigrams of both documents."""
    (below, own), (above, others) = child.bigrams, parent.bigrams
    bigrams = np.union1d(own, others)
    places = np.searchsorted(bigrams, own), np.searchsorted(bigrams, others)
    return _bags(bags.stacked((below, above), places, len(bigrams)), bigrams, child, parent)


def vocabulary(child: ComparedTexts, parent: ComparedTexts) -> tuple[Bags, NDArray[np.float32]]:
    """Return the words of both documents, and the vectors of the words, shape (vocabulary, dimensions)."""
    (below, own), (above, others) = child.words, parent.words
    place = {word: k for k, word in enumerate(dict.fromkeys([*own, *others]))}
    places = np.arange(len(own)), np.array([place[word] for word in others], dtype=np.intp)
    every = np.array(list(place), dtype=np.str_)
    return _bags(bags.stacked((below, above), places, len(every)), every, child, parent), background().vectors_of(every)


def _bags(counts: sparse.csr_array, features: NDArray[np.generic], child: ComparedTexts, parent: ComparedTexts) -> Bags:
    """Add up the features of phrases to those of clauses and provisions, and weigh them."""
    clause_count, split = len(child.clauses), len(child.texts)
    clause_owners = np.concatenate([child.phrase_owners, parent.phrase_owners + clause_count])
    owners = np.concatenate([child.owners, parent.owners + split])
    clauses = bags.gathered(counts, clause_owners, len(owners))
    whole = bags.gathered(clauses, owners, split + len(parent.texts))
    weight = similarity.weights(whole, features)
    present, phrases = _presence(clauses), _presence(counts)
    unit = similarity.unit_rows(whole, weight)
    return Bags(
        child=present[:clause_count],
        parent=present[clause_count:],
        child_phrases=phrases[: len(child.phrases)],
        parent_phrases=phrases[len(child.phrases) :],
        child_whole=whole[:split],
        parent_whole=whole[split:],
        child_unit=unit[:split],
        parent_unit=unit[split:],
        weight=weight,
    )


def _presence(counts: sparse.csr_array) -> sparse.csr_array:
    """Return 1 where there is a count."""
    present = counts.astype(np.float32)
    present.data[:] = 1
    return present
