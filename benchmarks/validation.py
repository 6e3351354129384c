"""How often the 95 % intervals of a coded sample hold the truth, on made populations.

``python benchmarks/validation.py`` prints the table of docs/howto/study.md.

The truth of every pair is drawn from the model's probability, moved in log-odds by a miscalibration; then samples are
drawn and "coded", and it is counted how often the interval holds the share of right links, the share of links found,
and the number of true links.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from policycompare.validating.estimates import Rates, figures_of, interval
from policycompare.validating.sampling import BANDS, allocate, strata_of

PAIRS, REPEATS, DRAWS = 4000, 1000, 1000
FIGURES = ("precision", "recall", "links")


def held(shift: float, rows: int, groups: int, repeats: int = REPEATS, seed: int = 1) -> dict[str, float]:
    """Return of each figure how often its interval held the truth, its mean width and its bias."""
    dice = np.random.default_rng(seed)
    many = dice.random(PAIRS) < 0.3
    probability = np.clip(np.where(many, dice.beta(6, 1, PAIRS), dice.beta(0.6, 3, PAIRS)), 0.05, 0.99)
    true_share = 1 / (1 + np.exp(-(np.log(probability / (1 - probability)) + shift)))
    population = pd.DataFrame(
        {"probability": probability, "linked": probability >= 0.5, "level": np.arange(PAIRS) % groups}
    )
    strata, of_row = strata_of(population, ["level"], BANDS)
    linked, size = strata["linked"].to_numpy(dtype=bool), strata["population"].to_numpy()
    mean = strata["probability"].to_numpy()
    drawn = np.zeros(len(strata), dtype=np.int64)
    for side in (True, False):
        own = linked == side
        drawn[own] = allocate(size[own], mean[own], rows // 2)
    out = dict.fromkeys([f"{name} {what}" for name in FIGURES for what in ("held", "width", "bias")], 0.0)
    for _ in range(repeats):
        truth = np.bincount(of_row, dice.random(PAIRS) < true_share).astype(np.int64)
        read = dice.hypergeometric(truth, size - truth, drawn)
        rates = Rates(linked, size.astype(float), drawn.astype(float), read.astype(float), mean)
        real = figures_of(truth[None, :].astype(float), rates)
        middle = figures_of(rates.totals[None, :], rates)
        for name, values in figures_of(rates.drawn_totals(DRAWS, dice), rates).items():
            if name in FIGURES:
                low, high = interval(values)
                out[f"{name} held"] += (low <= real[name][0] <= high) / repeats
                out[f"{name} width"] += (high - low) / repeats
                out[f"{name} bias"] += (middle[name][0] - real[name][0]) / repeats
    return out


def main() -> None:
    """Print the table."""
    rows = []
    for shift in (-1.0, 0.0, 1.0):
        for number in (120, 240):
            for groups in (1, 3):
                rows.append({"shift": shift, "rows": number, "groups": groups, **held(shift, number, groups)})
    print(pd.DataFrame(rows).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
