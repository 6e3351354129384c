"""How alike two lists of texts are: sparse character bigrams and words with weights, and rapidfuzz's scorers.

Weights are inverse document frequencies over the texts at hand and a background of legal texts, so that stock
phrases (加强领导, 落实责任) weigh little.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

BACKGROUND_SHARE = 0.7
"""Share of the background in a weight; the rest comes from the documents at hand."""


@dataclass(frozen=True, slots=True)
class Background:
    """In how many of the background's provisions each bigram and each word occurs.

    Attributes
    ----------
    provisions
        Number of provisions counted.
    bigrams, bigram_counts
        Codes of bigrams (see `bigram_counts`) in ascending order, and their counts.
    words, word_counts
        Words in ascending order, and their counts.
    """

    provisions: int
    bigrams: NDArray[np.uint64]
    bigram_counts: NDArray[np.int64]
    words: NDArray[np.str_]
    word_counts: NDArray[np.int64]

    def counts_of(self, features: NDArray[Any]) -> NDArray[np.int64]:
        """Return the counts of `features`, codes of bigrams or words; 0 for what the background has not."""
        is_word = features.dtype.kind == "U"
        table, counts = (self.words, self.word_counts) if is_word else (self.bigrams, self.bigram_counts)
        where = np.minimum(np.searchsorted(table, features), len(table) - 1)
        return np.where(table[where] == features, counts[where], 0)


@cache
def background() -> Background:
    """Return the shipped background, made by ``policycompare background`` (see ``resources/NOTICE.md``)."""
    with (
        resources.files("policycompare.resources").joinpath("background.npz").open("rb") as file,
        np.load(file) as data,
    ):
        bigrams = np.cumsum(data["bigram_steps"].astype(np.uint64))
        words = np.array(data["words"].tobytes().decode("utf-8").split("\n"))
        return Background(int(data["provisions"]), bigrams, data["bigram_counts"], words, data["word_counts"])


_WORD = 1 << 62
"""Added to the code of a text of a single character, which has no bigram."""


def bigram_counts(texts: Sequence[str]) -> tuple[sparse.csr_array, NDArray[np.uint64]]:
    """Count the character bigrams of each text; bigrams that hold punctuation are left out.

    Returns
    -------
    tuple of (csr_array of shape (texts, vocabulary), ndarray of shape (vocabulary,))
        Counts, and the codes of the bigrams (two code points, 21 bits each) in ascending order.
    """
    points = np.frombuffer("\0".join([*texts, ""]).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    used, where = np.unique(points, return_inverse=True)
    wordlike = np.array([chr(point).isalnum() for point in used.tolist()], dtype=bool)[where]
    rows = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    single = np.zeros(len(points), dtype=bool)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])[:-1]
    single[starts[[len(text) == 1 for text in texts]]] = True
    keep = (wordlike[:-1] & wordlike[1:]) | (single & wordlike)[:-1]
    codes = np.where(single[:-1], points[:-1] + np.uint64(_WORD), (points[:-1] << np.uint64(21)) | points[1:])
    vocabulary, columns = np.unique(codes[keep], return_inverse=True)
    return _counted(rows[:-1][keep], columns, (len(texts), len(vocabulary))), vocabulary


def term_counts(terms: Sequence[Sequence[str]]) -> tuple[sparse.csr_array, NDArray[np.str_]]:
    """Count the terms of each text.

    Returns
    -------
    tuple of (csr_array of shape (texts, vocabulary), ndarray of shape (vocabulary,))
        Counts, and the terms in order of their first use.
    """
    place: dict[str, int] = {}
    columns = np.array([place.setdefault(term, len(place)) for each in terms for term in each], dtype=np.intp)
    rows = np.repeat(np.arange(len(terms)), [len(each) for each in terms])
    return _counted(rows, columns, (len(terms), len(place))), np.array(list(place), dtype=np.str_)


def _counted(rows: NDArray[np.intp], columns: NDArray[np.intp], shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()


def gathered(counts: sparse.csr_array, owners: NDArray[np.intp], size: int) -> sparse.csr_array:
    """Add up the rows of `counts` by owner, shape (size, vocabulary): from clauses to their provisions."""
    which = sparse.csr_array((np.ones(len(owners)), (owners, np.arange(len(owners)))), shape=(size, len(owners)))
    return which @ counts


def weights(counts: sparse.csr_array, vocabulary: NDArray[Any]) -> Matrix:
    """Return the weight of each feature: its inverse document frequency here blended with the background's.

    Smoothed as log((n + 1) / (df + 1)) + 0.1, at least 0.1 (Spärck Jones 1972, with the usual smoothing).
    """
    here = np.asarray((counts > 0).sum(axis=0)).ravel()
    known = background()
    local = np.log((counts.shape[0] + 1) / (here + 1))
    far = np.log((known.provisions + 1) / (known.counts_of(vocabulary) + 1))
    blend: Matrix = BACKGROUND_SHARE * far + (1 - BACKGROUND_SHARE) * local + 0.1
    return blend


def cosine(child: sparse.csr_array, parent: sparse.csr_array, weight: Matrix) -> Matrix:
    """Return the cosine of weighted, damped counts (1 + log tf) for all pairs, shape (children, parents), 0 to 1."""
    return np.asarray((_unit_rows(child, weight) @ _unit_rows(parent, weight).T).todense())


def _unit_rows(counts: sparse.csr_array, weight: Matrix) -> sparse.csr_array:
    scaled = counts.copy()
    scaled.data = (1 + np.log(scaled.data)) * weight[scaled.indices]
    norm = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    return sparse.diags_array(1 / np.where(norm > 0, norm, 1)) @ scaled


def shared_weight(child: sparse.csr_array, parent: sparse.csr_array, weight: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Return how much weight two texts share.

    Returns
    -------
    tuple of ndarray
        Shared weight for all pairs, shape (children, parents); weight of each child; weight of each parent.
    """
    left, right = (
        sparse.csr_array((np.ones_like(m.data), m.indices, m.indptr), shape=m.shape) for m in (child, parent)
    )
    weighted = left.multiply(weight[None, :]).tocsr()
    return np.asarray((weighted @ right.T).todense()), left @ weight, right @ weight


def fuzzy(child: Sequence[str], parent: Sequence[str], scorer: Callable[..., float] | None = None) -> Matrix:
    """Return a rapidfuzz score for all pairs, as a share.

    Parameters
    ----------
    child, parent
        Texts.
    scorer
        A scorer of `rapidfuzz.fuzz`; its normalised indel similarity ``ratio`` when not given.

    Returns
    -------
    ndarray of shape (children, parents)
        From 0 to 1.
    """
    from rapidfuzz import fuzz, process

    if not child or not parent:
        return np.zeros((len(child), len(parent)))
    scores = process.cdist(child, parent, scorer=scorer or fuzz.ratio, dtype=np.float32)
    return scores.astype(np.float64) / 100


def fuzzy_of(child: Sequence[str], parent: Sequence[str], pairs: NDArray[np.bool_]) -> Matrix:
    """Return rapidfuzz's ``ratio`` as a share for the given pairs, and 0 for all others; shapes as in `fuzzy`."""
    from rapidfuzz import fuzz, process

    out = np.zeros(pairs.shape)
    rows, columns = np.nonzero(pairs)
    left, right = [child[i] for i in rows.tolist()], [parent[j] for j in columns.tolist()]
    out[rows, columns] = process.cpdist(left, right, scorer=fuzz.ratio, dtype=np.float32) / 100
    return out


def count_background(
    provisions: Sequence[str], words_of: Callable[[str], list[str]], least: int = 5
) -> dict[str, NDArray[Any]]:
    """Count in how many provisions each bigram and word occurs: the arrays of ``background.npz``.

    Parameters
    ----------
    provisions
        Normalised texts.
    words_of
        The segmenter.
    least
        Features in fewer provisions are left out.
    """
    arrays: dict[str, NDArray[Any]] = {"provisions": np.array(len(provisions))}
    counts, bigrams = bigram_counts(provisions)
    found = np.asarray((counts > 0).sum(axis=0)).ravel()
    keep = found >= least
    arrays["bigram_steps"] = np.diff(bigrams[keep], prepend=np.uint64(0))
    arrays["bigram_counts"] = found[keep].astype(np.uint32)
    word_counts: dict[str, int] = {}
    for text in provisions:
        for word in set(words_of(text)):
            word_counts[word] = word_counts.get(word, 0) + 1
    kept = sorted(word for word, count in word_counts.items() if count >= least and "\n" not in word)
    arrays["words"] = np.frombuffer("\n".join(kept).encode(), dtype=np.uint8)
    arrays["word_counts"] = np.array([word_counts[word] for word in kept], dtype=np.uint32)
    return arrays
