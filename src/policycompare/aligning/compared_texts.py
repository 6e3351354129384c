"""A document made ready to be compared: its provisions normalised, reduced to their substance and cut into clauses."""

from __future__ import annotations

import itertools
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
from policycompare.language.provision_kinds import certain_kinds
from policycompare.language.tokenise import segments, words_of_each

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

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
KEPT = 16
"""Documents whose texts are kept, as one is compared with several."""
LARGE = 200_000
"""Characters of a document beyond which its texts are not kept."""


@dataclass(frozen=True, slots=True, eq=False)
class PartCounts:
    """Which features the parts of one document have.

    Attributes
    ----------
    phrases, clauses
        Whether each has each feature, shape (phrases or clauses, features), 0 or 1.
    whole
        How often each provision has each feature, shape (provisions, features).
    """

    phrases: sparse.csr_array
    clauses: sparse.csr_array
    whole: sparse.csr_array

    def placed(self, places: NDArray[np.intp], size: int) -> PartCounts:
        """Return the same over a vocabulary of `size` in which the features stand at `places`, in the same order."""
        return PartCounts(*(bags.placed(part, places, size) for part in (self.phrases, self.clauses, self.whole)))


@dataclass(frozen=True, slots=True, eq=False)
class OwnBag:
    """The features of one kind of one document: what does not depend on the document that it is compared with.

    Attributes
    ----------
    counts
        How often each phrase has each feature, shape (phrases, features).
    parts
        Made of them.
    features
        The bigrams or words.
    used, known
        In how many provisions of the document and of the background each feature stands.
    """

    counts: sparse.csr_array
    parts: PartCounts
    features: NDArray[Any]
    used: NDArray[np.intp]
    known: NDArray[np.int64]


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
    def bigrams(self) -> OwnBag:
        """The character bigrams, in ascending order."""
        return self._own_bag(*bags.bigram_counts(self.phrases))

    @cached_property
    def words(self) -> OwnBag:
        """The words, in order of their first use."""
        return self._own_bag(*bags.term_counts(words_of_each(self.phrases, self.terms)))

    @cached_property
    def word_places(self) -> dict[str, int]:
        """Where each word stands among `words`."""
        return {word: place for place, word in enumerate(self.words.features.tolist())}

    @cached_property
    def word_vectors(self) -> NDArray[np.float32]:
        """The vectors of the words, shape (words, dimensions)."""
        return background().vectors_of(self.words.features)

    @cached_property
    def kinds(self) -> NDArray[np.bool_]:
        """Whether each provision is of each kind that keeps provisions apart, shape (provisions, kinds)."""
        return np.array([certain_kinds(text) for text in self.texts])

    def _own_bag(self, counts: sparse.csr_array, features: NDArray[Any]) -> OwnBag:
        parts = self.parts_with(counts)
        used = np.bincount(parts.whole.indices, minlength=len(features))
        return OwnBag(counts, parts, features, used, background().counts_of(features))

    def parts_with(self, counts: sparse.csr_array) -> PartCounts:
        """Add up the features of phrases to those of clauses and provisions."""
        clauses = bags.gathered(counts, self.phrase_owners, len(self.clauses))
        whole = bags.gathered(clauses, self.owners, len(self.texts))
        return PartCounts(_presence(counts), _presence(clauses), whole)

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
    both = np.union1d(child.bigrams.features, parent.bigrams.features)
    return _bags(_placed(child.bigrams, both), _placed(parent.bigrams, both))


def _placed(own: OwnBag, both: NDArray[np.uint64]) -> _PlacedBag:
    """Return the bigrams of one document at their places among those of both."""
    places = np.searchsorted(both, own.features)
    return _PlacedBag(own, places, own.parts.placed(places, len(both)))


def vocabulary(child: ComparedTexts, parent: ComparedTexts) -> tuple[Bags, NDArray[np.float32]]:
    """Return the words of both documents, and the vectors of the words, shape (vocabulary, dimensions)."""
    place_of = child.word_places
    # The child's words first, then those that only the parent has, each in order of first use.
    new = itertools.count(len(place_of))
    of_parent = [place_of[word] if word in place_of else next(new) for word in parent.word_places]
    size = next(new)
    child_places, parent_places = np.arange(len(place_of)), np.array(of_parent, dtype=np.intp)
    # Sums are made in the order of the vocabulary, which is another one for the parent's words than alone.
    parent_counts = bags.placed(parent.words.counts, parent_places, size)
    parent_counts.sort_indices()
    vectors = np.empty((size, child.word_vectors.shape[1]), dtype=np.float32)
    vectors[child_places] = child.word_vectors
    vectors[parent_places] = parent.word_vectors
    words = _bags(
        _PlacedBag(child.words, child_places, child.words.parts.placed(child_places, size)),
        _PlacedBag(parent.words, parent_places, parent.parts_with(parent_counts)),
    )
    return words, vectors


@dataclass(frozen=True, slots=True, eq=False)
class _PlacedBag:
    """The features of one document at their `places` in the vocabulary of two, with their counts over it."""

    own: OwnBag
    places: NDArray[np.intp]
    parts: PartCounts


def _bags(child_bag: _PlacedBag, parent_bag: _PlacedBag) -> Bags:
    """Weigh the features of two documents."""
    child, parent = child_bag.parts, parent_bag.parts
    used, known = (np.zeros(child.whole.shape[1], dtype=np.intp) for _ in range(2))
    for bag in (child_bag, parent_bag):
        used[bag.places] += bag.own.used
        known[bag.places] = bag.own.known
    weight = similarity.weights_of(used, child.whole.shape[0] + parent.whole.shape[0], known)
    return Bags(
        child=child.clauses,
        parent=parent.clauses,
        child_phrases=child.phrases,
        parent_phrases=parent.phrases,
        child_whole=child.whole,
        parent_whole=parent.whole,
        child_unit=similarity.unit_rows(child.whole, weight),
        parent_unit=similarity.unit_rows(parent.whole, weight),
        weight=weight,
    )


def _presence(counts: sparse.csr_array) -> sparse.csr_array:
    """Return 1 where there is a count."""
    present = counts.astype(np.float32)
    present.data[:] = 1
    return present
