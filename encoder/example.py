"""What the encoder is fine-tuned on: two documents as tokens of clauses, and which of their provisions are linked."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np


@dataclass
class Side:
    """One of the two documents.

    Attributes
    ----------
    clauses
        Tokens of each clause, with the beginning and the end.
    owners
        The position of the provision that each clause belongs to, shape (clauses,).
    """

    clauses: list[np.ndarray]
    owners: np.ndarray


@dataclass
class Example:
    """A pair of documents with their links.

    Attributes
    ----------
    child, parent
        The two documents.
    linked, unsure
        Which provisions are linked, and of which it is not known, shape (provisions of the child, of the parent).
    rows, columns
        Positions of the candidates, each of shape (candidates,); none of a pair that nobody read.
    fold
        The part of the gold that the pair's field is in; -1 for a pair that nobody read.
    """

    child: Side
    parent: Side
    linked: np.ndarray
    unsure: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    fold: int


def write(examples: list[Example], path: Path) -> None:
    """Write examples for `fine_tune.py`, which may run on another machine."""
    path.write_bytes(pickle.dumps(examples))


def read(path: Path) -> list[Example]:
    """Read examples that `make_examples.py` wrote on a machine of your own: a pickle can run what it likes."""
    return pickle.loads(path.read_bytes())
