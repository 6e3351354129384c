"""The learning curve: how good the aligner gets with how many pairs of gold, on fields that it has not seen.

A curve that still climbs at its end asks for more gold; one that is flat, with pairs it was fitted on no better than
others, asks for better features.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.aligning.model import THRESHOLD
from policycompare.documents import notices
from policycompare.errors import AlignmentError
from policycompare.evaluating.fitting import Training, fit_links, predict_links
from policycompare.evaluating.metrics import links_f1
from policycompare.frames import noticed
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policycompare.evaluating.fitting import Fitted
    from policycompare.evaluating.gold import GoldPair

SIZES = (5, 10, 20, 40)
"""Numbers of pairs that are fitted on, besides all."""
DRAWS = 5
"""How often the held-out fields are drawn."""
_HELD_OUT = 0.2
"""Share of the fields that a draw keeps to measure on."""


def learning_curve(
    pairs: Sequence[GoldPair],
    sizes: Sequence[int] = SIZES,
    draws: int = DRAWS,
    progress: Callable[[str], object] = lambda _: None,
) -> pd.DataFrame:
    """Measure the aligner fitted on more and more pairs.

    Each draw holds out a fifth of the fields at random, and fits on the first pairs of the others, in random order; a
    larger size has the pairs of the smaller ones. The same gold gives the same draws.

    Parameters
    ----------
    pairs
        The gold, of several fields.
    sizes
        Numbers of pairs to fit on; all that are left are always tried too.
    draws
        How often.
    progress
        Called with the name of each step.

    Returns
    -------
    pandas.DataFrame
        One row a draw and size: ``draw`` (int, from 1), ``size`` (as asked for, or ``all``), ``pairs`` (fitted on),
        ``held_out`` (pairs measured on), ``unseen_f1`` (mean F1 of links on these), ``seen_f1`` (on those fitted on).

    Raises
    ------
    AlignmentError
        All pairs are of one field.
    """
    training = []
    for position, pair in enumerate(pairs, start=1):
        progress(f"{position}/{len(pairs)} {pair.name}")
        training.append(Training.of(pair))
    if len({t.field for t in training}) == 1:
        raise AlignmentError(message("all pairs are of one field; give gold of several, with fields in pairs.csv"))
    rows = []
    for draw in range(1, draws + 1):
        known, unseen = _split(training, draw)
        for size in [*(n for n in sizes if n < len(known)), len(known)]:
            progress(f"{draw}/{draws}: {size}")
            seen = known[:size]
            fitted = fit_links([training[k] for k in seen])
            scores = [_mean_f1(some, pairs, training, fitted) for some in (unseen, seen)]
            rows.append((draw, "all" if size == len(known) else str(size), size, len(unseen), *scores))
    frame = pd.DataFrame(rows, columns=["draw", "size", "pairs", "held_out", "unseen_f1", "seen_f1"])
    return noticed(frame, notices(*(d for pair in pairs for d in (pair.child, pair.parent))))


def _split(training: Sequence[Training], draw: int) -> tuple[list[int], list[int]]:
    """Return the pairs to fit on, in random order of their fields, and those held out, by position."""
    fields = sorted({t.field for t in training})
    order = np.random.default_rng(draw).permutation(len(fields)).tolist()
    rank = {fields[k]: position for position, k in enumerate(order)}
    held_out = max(1, round(_HELD_OUT * len(fields)))
    known: list[int] = []
    unseen: list[int] = []
    for k in sorted(range(len(training)), key=lambda k: (rank[training[k].field], k)):
        (unseen if rank[training[k].field] < held_out else known).append(k)
    return known, unseen


def _mean_f1(some: Sequence[int], pairs: Sequence[GoldPair], training: Sequence[Training], fitted: Fitted) -> float:
    scores = [links_f1(predict_links(training[k], fitted) >= THRESHOLD, pairs[k]) for k in some]
    return sum(scores) / len(scores)
