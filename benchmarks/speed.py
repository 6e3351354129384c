"""Speed and memory as ratios within one run: `python benchmarks/speed.py [CORPUS]`. Printed, never asserted.

CORPUS is a folder of .txt files to read besides the three shipped documents.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import policycompare as pc
from policycompare.catalog.store import DEFAULT_CHAIN
from policycompare.evaluating.baselines import difflib_ratio, prepared_texts

if TYPE_CHECKING:
    from collections.abc import Callable

BARE = (
    "import matplotlib.backends.backend_agg, matplotlib.backends.backend_svg, matplotlib.figure\n"
    "import docx, numpy, pandas, rapidfuzz, rjieba, scipy.sparse, xlsxwriter"
)


def best_of(times: int, run: Callable[[], object]) -> float:
    """Return the least wall time of `run` in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


def fresh(times: int, run: Callable[[], object]) -> float:
    """Return the least CPU seconds of `run` in a process that has loaded everything but compared nothing yet.

    Within one process a second run finds texts, phrases and duties kept from the first.
    """
    found = []
    for _ in range(times):
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reads)
            start = time.process_time()
            run()
            os.write(writes, str(time.process_time() - start).encode())
            os._exit(0)
        os.close(writes)
        with os.fdopen(reads) as stream:
            found.append(float(stream.read()))
        os.waitpid(child, 0)
    return min(found)


def peak() -> float:
    """Return this process's peak memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def child_seconds(*command: str, times: int = 5) -> tuple[float, float]:
    """Return the least CPU and wall seconds of a child process."""
    cpu, wall = [], []
    for _ in range(times):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall.append(time.perf_counter() - start)
        cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(cpu), min(wall)


def reading(corpus: Path | None) -> None:
    """Print how many characters a second are read."""
    seconds = best_of(5, lambda: [pc.load(name) for name in DEFAULT_CHAIN])
    characters = sum(len(pc.load(name).text) for name in DEFAULT_CHAIN)
    print(f"read three documents     {characters / seconds / 1e6:8.2f} M characters/s")
    if corpus:
        files = sorted(corpus.glob("*.txt"))
        start, count = time.perf_counter(), 0
        for file in files:
            count += len(pc.read(file).text)
        seconds = time.perf_counter() - start
        size = sum(f.stat().st_size for f in files) / 1e6
        print(
            f"read {len(files)} texts           {count / seconds / 1e6:8.2f} M characters/s"
            f"   ({size / seconds * 60:.0f} MB/min, peak {peak():.0f} MB)"
        )


def aligning() -> None:
    """Print the CPU time of an alignment against difflib and plain rapidfuzz over the same pairs."""
    from rapidfuzz import fuzz, process

    child, parent = pc.load("chongming"), pc.load("shanghai")
    other = pc.parse("某区措施\n1.落实检查责任，每季度公布结果。\n2.储备救援物资。\n")
    len(pc.align(other, other).links)  # loads the model, the background and the tables
    texts = [prepared_texts([p.text for p in d.provisions]) for d in (child, parent)]
    ours = fresh(15, lambda: pc.align(child, parent))
    linked = fresh(15, lambda: pc.align(child, parent).links)
    rows = {
        "difflib ratio, all pairs": fresh(3, lambda: difflib_ratio(*texts)),
        "rapidfuzz ratio, all pairs": fresh(7, lambda: process.cdist(*texts, scorer=fuzz.ratio)),
        "rapidfuzz partial_ratio": fresh(7, lambda: process.cdist(*texts, scorer=fuzz.partial_ratio)),
    }
    print(f"align 81 x 78            {ours * 1e3:8.1f} ms of CPU")
    print(f"  with relations, evidence {linked * 1e3:6.1f} ms")
    for name, seconds in rows.items():
        ratios = f"{seconds / ours:.2f} x ours, {seconds / linked:.2f} x with relations"
        print(f"  {name:<26}{seconds * 1e3:8.1f} ms   {ratios}")


def starting() -> None:
    """Print the whole command and --help against bare interpreters."""
    bare_cpu, bare_wall = child_seconds(sys.executable, "-c", BARE)
    empty_cpu, _ = child_seconds(sys.executable, "-c", "pass")
    help_cpu, _ = child_seconds(sys.executable, "-m", "policycompare.cli.main", "--help")
    with tempfile.TemporaryDirectory() as folder:
        run = (sys.executable, "-m", "policycompare.cli.main", "compare", "--out", f"{folder}/comparison")
        cpu, wall = child_seconds(*run)
        cpu_text, wall_text = child_seconds(*run[:-1], f"{folder}/text", "--no-figures")
    print(f"bare imports             {bare_cpu:8.2f} s CPU  {bare_wall:6.2f} s wall")
    print(f"policycompare compare    {cpu:8.2f} s CPU  {wall:6.2f} s wall   {cpu / bare_cpu:.2f} x bare imports")
    print(f"  without figures        {cpu_text:8.2f} s CPU  {wall_text:6.2f} s wall   {cpu_text / bare_cpu:.2f} x")
    print(f"policycompare --help     {help_cpu - empty_cpu:8.2f} s CPU more than an empty interpreter")


if __name__ == "__main__":
    reading(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    aligning()
    starting()
