"""Ten thousand articles against as many, or SIZE: `python benchmarks/scale.py CORPUS [SIZE]`. Printed, never asserted.

The articles of CORPUS from its front make one document and those from its back the other; where the corpus holds
fewer than twice SIZE, they overlap.
"""

from __future__ import annotations

import resource
import sys
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import policycompare as pc

if TYPE_CHECKING:
    from collections.abc import Sequence


def together(files: Sequence[Path], size: int, name: str) -> pc.Document:
    """Return the first `size` articles of `files` as one document."""
    articles = (p.text.replace("\n", " ") for file in files for p in pc.read(file).provisions)
    return pc.parse(f"{name}\n" + "".join(f"{k}.{text}\n" for k, text in enumerate(islice(articles, size), 1)), id=name)


def main(corpus: Path, size: int) -> None:
    """Print time and memory."""
    files = sorted(corpus.glob("*.txt"))
    child, parent = together(files[::-1], size, "child"), together(files, size, "parent")
    n, m = len(child.provisions), len(parent.provisions)
    start, cpu = time.perf_counter(), time.process_time()
    aligned = pc.align(child, parent)
    seconds = time.perf_counter() - start
    links = len(aligned.links)
    whole, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{n} x {m} articles: {seconds:.1f} s, with {links} links, relations and evidence {whole:.1f} s")
    print(f"on the processor {cpu:.1f} s")
    candidates = len(aligned.scores.pairs)
    print(f"{candidates} candidates ({candidates / (n * m):.2%} of all pairs), peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
