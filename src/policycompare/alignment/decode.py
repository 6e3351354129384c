"""From probabilities to links: m:n, with abstention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policycompare.similarity import Matrix


def decide(probabilities: Matrix, threshold: float) -> NDArray[np.bool_]:
    """Return which pairs are links.

    A provision may have any number of links on either side, and none at all.

    Parameters
    ----------
    probabilities
        Shape (children, parents), 0 to 1.
    threshold
        Least probability of a link, 0 to 1. Raising it never adds a link.

    Returns
    -------
    ndarray of bool, shape (children, parents)
    """
    return np.asarray(probabilities >= threshold)
