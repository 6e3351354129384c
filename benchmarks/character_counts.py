"""Counts of characters in a folder of published texts: `resources/sequences.npz`, figures only.

Run: python benchmarks/character_counts.py FOLDER FILE
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from policycompare.language.character_counts import count_characters


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, help="texts, .txt in UTF-8")
    parser.add_argument("file", type=Path, help="where to write the counts")
    asked = parser.parse_args()
    texts = [path.read_text("utf-8") for path in sorted(asked.folder.glob("*.txt"))]
    np.savez_compressed(asked.file, **count_characters(texts))


if __name__ == "__main__":
    main()
