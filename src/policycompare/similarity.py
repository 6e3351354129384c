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
        Codes of bigrams (see `bigram_codes`) in ascending order, and their counts.
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


def bigram_codes(text: str) -> NDArray[np.uint64]:
    """Return the codes of the character bigrams of `text` that hold no punctuation, in order."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(points) < 2:
        return points + (np.uint64(1) << np.uint64(62)) if len(points) and text.isalnum() else points[:0]
    wordlike = np.fromiter((c.isalnum() for c in text), dtype=bool, count=len(text))
    codes: NDArray[np.uint64] = (points[:-1] << np.uint64(21)) | points[1:]
    return np.asarray(codes[wordlike[:-1] & wordlike[1:]])


def incidence(
    features: Sequence[NDArray[Any]],
) -> tuple[sparse.csr_array, NDArray[Any]]:
    """Return which text has which feature, counted.

    Parameters
    ----------
    features
        The features of each text.

    Returns
    -------
    tuple of (csr_array of shape (texts, vocabulary), ndarray of shape (vocabulary,))
        Counts, and the vocabulary in ascending order.
    """
    lengths = [len(f) for f in features]
    flat = np.concatenate(features) if features else np.empty(0, dtype=np.uint64)
    vocabulary, columns = np.unique(flat, return_inverse=True)
    rows = np.repeat(np.arange(len(features)), lengths)
    ones = np.ones(len(flat))
    counts = sparse.coo_array((ones, (rows, columns)), shape=(len(features), len(vocabulary))).tocsr()
    return counts, vocabulary


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
    counts, bigrams = incidence([np.unique(bigram_codes(text)) for text in provisions])
    found = np.asarray(counts.sum(axis=0)).ravel().astype(np.int64)
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
