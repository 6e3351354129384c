"""Which pairs of provisions are worth a closer look: the best few on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from policycompare.similarity import Matrix

PER_PROVISION = 12
"""Candidates of each provision, on either side."""


def candidates(values: Mapping[str, Matrix], most: int = PER_PROVISION) -> NDArray[np.bool_]:
    """Return the pairs that are among the `most` best of the child or of the parent.

    Parameters
    ----------
    values
        Features, of which ``child_rank`` and ``parent_rank`` are used.
    most
        Candidates of each provision.

    Returns
    -------
    ndarray of bool, shape (children, parents)
    """
    least = 1 / most - 1e-9
    return np.asarray((values["child_rank"] >= least) | (values["parent_rank"] >= least))
