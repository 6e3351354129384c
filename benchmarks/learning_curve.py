"""More gold or better features? `python benchmarks/learning_curve.py GOLD OUT [TEXTS …]` writes OUT.csv and OUT.svg."""

from __future__ import annotations

import sys
from pathlib import Path

from tqdm import tqdm

from policycompare.evaluating.gold import load_gold_folder
from policycompare.evaluating.learning_curve import learning_curve
from policycompare.plots import learning_curve as draw
from policycompare.plots.style import picture_bytes


def main(folder: str, out: str, *texts: str) -> None:
    """Print the mean over the draws by size, and write the csv and the figure."""
    pairs = load_gold_folder(folder, texts, print)
    with tqdm(disable=None, leave=False, bar_format="{desc}") as bar:
        curve = learning_curve(pairs, progress=bar.set_description_str)
    print(curve.groupby("size", sort=False)[["pairs", "held_out", "unseen_f1", "seen_f1"]].mean().round(3).to_string())
    curve.to_csv(f"{out}.csv", index=False, float_format="%.4f", encoding="utf-8-sig")
    Path(f"{out}.svg").write_bytes(picture_bytes(draw(curve), "svg"))


if __name__ == "__main__":
    main(*sys.argv[1:])
