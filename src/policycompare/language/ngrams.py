"""Texts as bags of features: counts of character bigrams and of words, one sparse row a text."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Added to the code of a text of a single character, which has no bigram, so that it is told from any bigram.
_SINGLE = 1 << 62
# Code points of which a table says whether they are letters or digits; those above are rare ideographs.
_PLAIN = 1 << 16


def bigram_counts(texts: Sequence[str]) -> tuple[sparse.csr_array, NDArray[np.uint64]]:
    """Count the character bigrams of each text; bigrams that hold punctuation are left out.

    Returns
    -------
    tuple of (csr_array of shape (texts, vocabulary), ndarray of shape (vocabulary,))
        Counts, and the codes of the bigrams (two code points, 21 bits each) in ascending order.
    """
    # All texts at once, as one array of code points with a zero between texts: a loop over characters in Python
    # would take a hundred times as long.
    points = np.frombuffer("\0".join([*texts, ""]).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    wordlike = _wordlike(points)
    sizes = np.array([len(text) for text in texts], dtype=np.intp)
    rows = np.repeat(np.arange(len(texts)), sizes + 1)
    single = np.zeros(len(points), dtype=bool)
    starts = np.cumsum(sizes + 1) - sizes - 1
    single[starts[sizes == 1]] = True
    keep = (wordlike[:-1] & wordlike[1:]) | (single & wordlike)[:-1]
    # A bigram holds no mark and does not reach over the end of a text; zero is neither letter nor digit.
    codes = np.where(single[:-1], points[:-1] + np.uint64(_SINGLE), (points[:-1] << np.uint64(21)) | points[1:])
    vocabulary, columns = np.unique(codes[keep], return_inverse=True)
    return _counted(rows[:-1][keep], columns, (len(texts), len(vocabulary))), vocabulary


def _wordlike(points: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return which code points are letters or digits."""
    found: NDArray[np.bool_] = _plain()[np.minimum(points, _PLAIN - 1)]
    rare = np.flatnonzero(points >= _PLAIN)
    found[rare] = [chr(point).isalnum() for point in points[rare].tolist()]
    return found


@cache
def _plain() -> NDArray[np.bool_]:
    return np.array([chr(point).isalnum() for point in range(_PLAIN)], dtype=bool)


def term_counts(terms: Sequence[Sequence[str]]) -> tuple[sparse.csr_array, NDArray[np.str_]]:
    """Count the terms of each text.

    Returns
    -------
    tuple of (csr_array of shape (texts, vocabulary), ndarray of shape (vocabulary,))
        Counts, and the terms in order of their first use.
    """
    every = list(chain.from_iterable(terms))
    place = {term: k for k, term in enumerate(dict.fromkeys(every))}
    columns = np.array([place[term] for term in every], dtype=np.intp)
    rows = np.repeat(np.arange(len(terms)), [len(each) for each in terms])
    return _counted(rows, columns, (len(terms), len(place))), np.array(list(place), dtype=np.str_)


def _counted(rows: NDArray[np.intp], columns: NDArray[np.intp], shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()


def placed(counts: sparse.csr_array, places: NDArray[np.intp], size: int) -> sparse.csr_array:
    """Return counts over another vocabulary of `size`, in which each feature stands at its place."""
    # Copied, as SciPy sorts the features of a matrix in place where it needs to.
    data = counts.data.copy(), places[counts.indices], counts.indptr.copy()
    return sparse.csr_array(data, shape=(counts.shape[0], size))


def gathered(counts: sparse.csr_array, owners: NDArray[np.intp], size: int) -> sparse.csr_array:
    """Add up the rows of `counts` by owner, shape (size, vocabulary): from clauses to their provisions."""
    which = sparse.csr_array((np.ones(len(owners)), (owners, np.arange(len(owners)))), shape=(size, len(owners)))
    return which @ counts
