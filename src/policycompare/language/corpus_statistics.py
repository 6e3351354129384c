"""Statistics of legal texts at large: frequencies of bigrams and words, and vectors of words used alike.

Figures only, counted from published laws by ``policycompare background`` (see ``resources/NOTICE.md``).
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from policycompare.errors import PolicyCompareError
from policycompare.language.ngrams import bigram_counts, term_counts
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from numpy.typing import NDArray

# Bigrams and words in fewer provisions than this are left out.
LEAST = 5
DIMENSIONS = 100
"""Length of a word vector."""
# Words up to this far apart count as seen together, with weight 1 / distance.
WINDOW = 4
SMOOTHING = 0.75
"""Exponent on the frequencies of contexts (Levy, Goldberg and Dagan 2015)."""


@dataclass(frozen=True, slots=True)
class Background:
    """Counts of bigrams and words over the background's provisions, and vectors of the words.

    Attributes
    ----------
    provisions
        Number of provisions counted.
    bigrams, bigram_counts
        Codes of bigrams (see `policycompare.language.ngrams.bigram_counts`) in ascending order, and in how many
        provisions each occurs.
    words, word_counts
        Words in ascending order, and in how many provisions each occurs.
    vectors
        One row a word, shape (words, `DIMENSIONS`), of length 1: words used in like contexts point the same way.
    """

    provisions: int
    bigrams: NDArray[np.uint64]
    bigram_counts: NDArray[np.int64]
    words: NDArray[np.str_]
    word_counts: NDArray[np.int64]
    vectors: NDArray[np.float32]

    def counts_of(self, features: NDArray[Any]) -> NDArray[np.int64]:
        """Return the counts of `features`, codes of bigrams or words; 0 for what the background has not."""
        is_word = features.dtype.kind == "U"
        table, counts = (self.words, self.word_counts) if is_word else (self.bigrams, self.bigram_counts)
        where, known = _find(table, features)
        return np.where(known, counts[where], 0)

    def vectors_of(self, words: NDArray[np.str_]) -> NDArray[np.float32]:
        """Return the vectors of `words`, shape (words, `DIMENSIONS`); zeros for what the background has not."""
        where, known = _find(self.words, words)
        return np.asarray(self.vectors[where] * known[:, None], dtype=np.float32)


def _find(table: NDArray[Any], features: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return where features stand in a sorted table, and whether they are there at all."""
    where = np.minimum(np.searchsorted(table, features), len(table) - 1)  # beyond the end: the last, compared below
    return where, np.asarray(table[where] == features)


@cache
def background() -> Background:
    """Return the shipped background."""
    try:
        return _background()
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as fault:
        raise PolicyCompareError(
            message("the shipped background.npz is damaged ({cause}); install policycompare again", cause=fault)
        ) from None


def _background() -> Background:
    with (
        resources.files("policycompare.resources").joinpath("background.npz").open("rb") as file,
        np.load(file) as data,
    ):
        vectors = data["word_vectors"].astype(np.float32)
        return Background(
            provisions=int(data["provisions"]),
            # Stored as differences, which compress to a third.
            bigrams=np.cumsum(data["bigram_steps"].astype(np.uint64)),
            bigram_counts=data["bigram_counts"],
            words=np.array(data["words"].tobytes().decode("utf-8").split("\n")),
            word_counts=data["word_counts"],
            vectors=_unit(vectors),
        )


def count_background(provisions: Sequence[str], words_of: Callable[[str], list[str]]) -> dict[str, NDArray[Any]]:
    """Count bigrams and words, and make word vectors: the arrays of ``background.npz``.

    Parameters
    ----------
    provisions
        Normalised texts.
    words_of
        The segmenter.
    """
    arrays: dict[str, NDArray[Any]] = {"provisions": np.array(len(provisions))}
    counts, bigrams = bigram_counts(provisions)
    found = np.asarray((counts > 0).sum(axis=0)).ravel()
    keep = found >= LEAST
    arrays["bigram_steps"] = np.diff(bigrams[keep], prepend=np.uint64(0))
    arrays["bigram_counts"] = found[keep].astype(np.uint32)
    texts = [[word for word in words_of(text) if "\n" not in word] for text in provisions]
    word_counts, words = term_counts(texts)
    found = np.asarray((word_counts > 0).sum(axis=0)).ravel()
    order = np.argsort(words)
    order = order[found[order] >= LEAST]
    arrays["words"] = np.frombuffer("\n".join(words[order].tolist()).encode(), dtype=np.uint8)
    arrays["word_counts"] = found[order].astype(np.uint32)
    vectors = _unit(word_vectors(texts, words[order]))
    # One byte a number: the cosines change in the third digit only.
    arrays["word_vectors"] = np.rint(127 * vectors / np.abs(vectors).max(initial=1e-9)).astype(np.int8)
    return arrays


def word_vectors(texts: Sequence[Sequence[str]], vocabulary: NDArray[np.str_]) -> NDArray[np.float64]:
    """Make vectors of words from the company they keep, shape (vocabulary, `DIMENSIONS`).

    The truncated singular value decomposition of positive pointwise mutual information between words within
    `WINDOW` of each other (Levy, Goldberg and Dagan, Improving distributional similarity with lessons learned from
    word embeddings, TACL 2015). Deterministic but for the sign of dimensions, which no cosine sees.

    Parameters
    ----------
    texts
        The words of each text.
    vocabulary
        The words that get a vector; others only take up room in the window.
    """
    from scipy.sparse.linalg import svds

    place = {word: k for k, word in enumerate(vocabulary.tolist())}
    # All texts in one row of word numbers, -1 for words without a vector; a gap of a window's length between texts
    # keeps the words of one from being neighbours of the next one's.
    row: list[int] = []
    for text in texts:
        row += [place.get(word, -1) for word in text]
        row += [-1] * WINDOW
    ids = np.array(row)
    together = sparse.csr_array((len(place), len(place)))
    for distance in range(1, WINDOW + 1):
        left, right = ids[:-distance], ids[distance:]
        keep = (left >= 0) & (right >= 0)
        weight = np.full(int(keep.sum()), 1 / distance)
        together += sparse.coo_array((weight, (left[keep], right[keep])), shape=together.shape).tocsr()
    both = (together + together.T).tocoo()
    mass = both.sum()
    seen = np.asarray(both.sum(axis=0)).ravel()
    context = seen**SMOOTHING
    context *= mass / max(context.sum(), 1e-9)
    # Pointwise mutual information; only what is seen together more often than by chance is kept.
    information = np.log(both.data * mass / (seen[both.row] * context[both.col]))
    keep = information > 0
    positive = sparse.coo_array((information[keep], (both.row[keep], both.col[keep])), shape=both.shape).tocsr()
    out = np.zeros((len(place), DIMENSIONS))
    if (dimensions := min(DIMENSIONS, len(place) - 1)) > 0:
        left, strength, _ = svds(positive, k=dimensions, random_state=0)
        order = np.argsort(-strength, kind="stable")
        out[:, :dimensions] = left[:, order] * np.sqrt(strength[order])
    return out


def _unit(rows: NDArray[Any]) -> NDArray[Any]:
    """Return rows of length 1; rows of zeros stay."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1))
