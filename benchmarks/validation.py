"""How often the 95 % intervals of a coded sample hold the truth, on made populations.

``python benchmarks/validation.py`` prints the table of docs/howto/study.md.

The truth of every pair is drawn from the model's probability, moved in log-odds by a miscalibration; then samples are
drawn and "coded", and it is counted how often the interval holds the share of right links, the share of links found,
and the number of true links.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from policycompare.cascading.corrected import Counts, corrected
from policycompare.validating.estimates import Rates, figures_of, interval
from policycompare.validating.sampling import BANDS, allocate, strata_of, stratified

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


def made_collection(
    dice: np.random.Generator, shift: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Return the pairs of provisions of a made collection, its documents and provisions, and which are links indeed."""
    parents, provisions, children = 3, 25, 12
    documents = [(f"p{k}", "nation", "", "", "2010-01-01") for k in range(parents)]
    for k in range(children):
        documents.append((f"c{k}", "province", f"r{k % 4}", f"r{k % 4}", f"{2011 + k}-06-01"))
    rows = []
    for child in range(children):
        for parent in range(parents):
            for label in range(provisions):
                for own in range(int(dice.poisson(1.0))):
                    rows.append((f"c{child}", f"{label}.{own}", f"p{parent}", str(label)))
    found = pd.DataFrame(rows, columns=["child_document", "child", "parent_document", "parent"])
    likely = dice.random(len(found)) < 0.35
    found["probability"] = np.clip(
        np.where(likely, dice.beta(6, 1, len(found)), dice.beta(0.6, 3, len(found))), 0.05, 0.99
    )
    found["linked"] = found["probability"] >= 0.5
    where = pd.DataFrame(documents, columns=["document", "level", "region", "place", "date"])
    for name in ("level", "region", "place"):
        found[name] = found["child_document"].map(where.set_index("document")[name])
    found["adopted_date"] = found["child_document"].map(where.set_index("document")["date"])
    known = pd.DataFrame(
        [(f"p{k}", str(n)) for k in range(parents) for n in range(provisions)], columns=["document", "label"]
    )
    odds = np.log(found["probability"] / (1 - found["probability"])) + shift
    return found, where, known, dice.random(len(found)) < 1 / (1 + np.exp(-odds))


def held_figures(shift: float, rows: int, repeats: int = 100, draws: int = 200, seed: int = 1) -> pd.DataFrame:
    """Return for each kind of figure of a collection how often its interval held the truth, over all its rows."""
    dice = np.random.default_rng(seed)
    totals: dict[str, list[float]] = {}
    for repeat in range(repeats):
        found, documents, provisions, truth = made_collection(dice, shift)
        pairs = found[["child_document", "parent_document"]].drop_duplicates()
        sample = stratified(found, rows, seed=repeat)
        ends = ["child_document", "child", "parent_document", "parent"]
        real = found.assign(said=np.where(truth, "1", "0")).set_index(ends)["said"]
        said = real.reindex(pd.MultiIndex.from_frame(sample.rows[ends])).to_numpy()
        coded = sample.coded(pd.DataFrame({"item": sample.rows["item"], "verdict": said}))
        out = corrected(found, pairs, documents, provisions, coded, draws=draws, seed=repeat)
        counts = Counts.of(found, pairs, documents, provisions)
        really = counts.values(truth.astype(float))
        inside = (out["low"] - 1e-9 <= really) & (really <= out["high"] + 1e-9)
        raw = (out["raw"] - really).abs() / np.maximum(really, 1e-9)
        mended = (out["corrected"] - really).abs() / np.maximum(really, 1e-9)
        for figure, where in out.groupby("figure").groups.items():
            totals.setdefault(str(figure), []).append(
                (inside[where].mean(), raw[where].median(), mended[where].median())
            )
    table = {name: np.mean(values, axis=0) for name, values in totals.items()}
    return pd.DataFrame.from_dict(table, orient="index", columns=["held", "error raw", "error corrected"])


def main() -> None:
    """Print the tables."""
    for shift in (-1.0, 0.0, 1.0):
        print(f"shift {shift}")
        print(held_figures(shift, 120).round(3).to_string())
    rows = []
    for shift in (-1.0, 0.0, 1.0):
        for number in (120, 240):
            for groups in (1, 3):
                rows.append({"shift": shift, "rows": number, "groups": groups, **held(shift, number, groups)})
    print(pd.DataFrame(rows).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
