"""From probabilities to links: m:n, with abstention; and which links belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


def decide(probabilities: Values, threshold: float) -> NDArray[np.bool_]:
    """Return which pairs are links.

    A provision may have any number of links on either side, and none at all. Choosing the cut that gives the best
    expected F1 (see `best_threshold`) was measured and gains nothing over a fixed one half, so the cut is the user's.

    Parameters
    ----------
    probabilities
        0 to 1, any shape.
    threshold
        Least probability of a link, 0 to 1. Raising it never adds a link.

    Returns
    -------
    ndarray of bool, of the same shape
    """
    return np.asarray(probabilities >= threshold)


def best_threshold(probabilities: Values) -> tuple[float, float]:
    """Return the cut with the best expected F1 under calibrated probabilities, and that F1.

    Taking the k likeliest pairs as links is expected to be right for the sum of their probabilities, out of the sum
    of all (Lipton, Elkan and Naryanaswamy, Optimal thresholding of classifiers to maximize F1 measure, 2014).

    Examples
    --------
    >>> best_threshold(np.array([0.9, 0.8, 0.1]))
    (0.8, 0.8947368421052632)
    """
    ordered = np.sort(probabilities, axis=None)[::-1]
    expected = 2 * np.cumsum(ordered) / (np.arange(1, len(ordered) + 1) + ordered.sum())
    k = int(expected.argmax())
    return float(ordered[k]), float(expected[k])


def groups(rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each link the number of its group, from 0 in the order of the links.

    Links that share a provision on either side are in one group: a split, a merge, or a web of both.

    Examples
    --------
    >>> groups(np.array([0, 1, 1, 2]), np.array([0, 1, 2, 2])).tolist()
    [0, 1, 1, 1]
    """
    # Each provision points to another of its group, the last one to itself. SciPy has this too, behind an import that
    # takes longer than all of it.
    above: dict[tuple[str, int], tuple[str, int]] = {}

    def last(provision: tuple[str, int]) -> tuple[str, int]:
        while above.setdefault(provision, provision) != provision:
            above[provision] = provision = above[above[provision]]
        return provision

    children = [("child", row) for row in rows.tolist()]
    for child, column in zip(children, columns.tolist(), strict=True):
        above[last(child)] = last(("parent", column))
    numbers: dict[tuple[str, int], int] = {}
    return np.array([numbers.setdefault(last(child), len(numbers)) for child in children], dtype=np.intp)
