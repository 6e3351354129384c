"""Recall of a check on drafts with known wounds, kind by kind, and what it says besides.

`benchmarks/wounds/` holds drafts written for this, and `wounds.csv` the words of each wound: a finding that overlaps
them has found it. Run: python benchmarks/check_wounds.py [--missed]
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import pandas as pd

import policycompare as pc

FOLDER = Path(__file__).parent / "wounds"


def found_and_rest(file: str, wounds: list[str]) -> tuple[list[bool], list[str]]:
    """Return whether each wound of a draft was found, and the findings that are at none."""
    document = pc.read(FOLDER / f"{file}.txt")
    findings = [one for one in pc.check(document) if one.severity != "note"]
    found, used = [], set()
    for words in wounds:
        hits = {one for one in findings if words in one.text or one.text in words}
        # A wound of one or two characters stands elsewhere too: what was found there must be the same words.
        hits = {one for one in hits if len(one.text) > 1 or one.text == words or len(words) <= 2}
        found.append(bool(hits))
        used |= hits
    rest = [f"{one.place} {one.rule} {one.text} {one.message}" for one in findings if one not in used]
    return found, rest


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--missed", action="store_true", help="also list what was missed, and findings at no wound")
    options = parser.parse_args()
    wounds = pd.read_csv(FOLDER / "wounds.csv")
    total, hit = Counter(wounds["kind"]), Counter()
    for file, rows in wounds.groupby("file"):
        found, rest = found_and_rest(str(file), rows["words"].tolist())
        hit.update(rows["kind"][found])
        if options.missed:
            print(file, "missed:", rows["words"][[not one for one in found]].tolist(), "besides:", rest, sep="\n  ")
    for kind, count in sorted(total.items()):
        print(f"{kind:<12}{hit[kind]:>4} of {count:>3}  {hit[kind] / count:.2f}")
    print(f"{'all':<12}{sum(hit.values()):>4} of {len(wounds):>3}  {sum(hit.values()) / len(wounds):.2f}")


if __name__ == "__main__":
    main()
