"""How far two readers agree: `python benchmarks/agreement.py GOLD [TEXTS …]`, for every pair that was read twice.

The second reading stands in the gold itself (the plans) or in `second_reader` (three of the first pairs).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from policycompare.evaluating.gold import load_gold_folder, read_gold


def main(folder: Path, *texts: str) -> None:
    """Print F1 and Cohen's kappa over pairs of provisions, and the share of common links with the same relation."""
    for pair in load_gold_folder(folder, texts, print):
        second = Path(__file__).parent / "second_reader" / f"{pair.name}.csv"
        if second.exists():
            first, other = pair.gold, read_gold(second, pair.child, pair.parent)
        elif pair.readings:
            first, other = pair.readings
        else:
            continue
        for name, a, b in (
            ("sure and unsure links", first.linked | first.neutral, other.linked | other.neutral),
            ("without those that either calls unsure", first.linked & ~other.neutral, other.linked & ~first.neutral),
        ):
            both = int((a & b).sum())
            chance = a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())
            kappa = (np.mean(a == b) - chance) / (1 - chance)
            print(f"{pair.name}: {name}: {a.sum()} and {b.sum()}, {both} common, "
                  f"F1 {2 * both / (a.sum() + b.sum()):.3f}, kappa {kappa:.3f}")  # fmt: skip
        common = set(first.relations) & set(other.relations)
        same = sum(first.relations[link] == other.relations[link] for link in common)
        print(f"{pair.name}: same relation on {same} of {len(common)} common links")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
