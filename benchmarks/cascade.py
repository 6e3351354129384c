"""A collection end to end: `python benchmarks/cascade.py CORPUS [WHAT]`. Printed, never asserted.

``whole``: the whole of CORPUS on two workers; ``killed``: a run that is killed (kill -9, with its workers) every few
seconds until it comes to its end, and whether the bytes are those of a run that is left alone; ``growth``: time and
memory at 1/8, 1/4, 1/2 and all of CORPUS, with exponents; ``workers``: two processes against one,
and whether the bytes are the same; ``recall``: what the candidates lose against comparing everything. CORPUS is a
folder as `policycompare cascade` takes it. Every run is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import policycompare as pc
from policycompare.aligning import features
from policycompare.aligning.candidates import candidates
from policycompare.cascading import parents
from policycompare.cascading.collection_manifest import read_manifest
from policycompare.cascading.dates import dated
from policycompare.cascading.peers import near_copies
from policycompare.cascading.records import document_of, read_batch
from policycompare.evaluating.gold import read_gold

if TYPE_CHECKING:
    from collections.abc import Sequence

GOLD = {
    "chongqing_heritage__heritage_law": ("p77200704", "n90878850"),
    "jinan_soil__shandong_soil": ("p45807981", "p67266548"),
    "taian_blood__blood_law": ("p41963631", "n59887549"),
    "chongqing_waterways__waterways_law": ("p96452431", "n02942072"),
    "chongqing_disabled__disabled_law": ("p78537459", "n77225367"),
    "chongqing_equipment__equipment_law": ("p95217924", "n72902967"),
    "shandong_weather__weather_rules": ("p13322091", "n43553988"),
}
"""Gold alignments in benchmarks/gold whose texts are in the corpus that this project was developed with, by its ids."""


def one(folder: str, out: str, workers: int) -> None:
    """Run a collection and print what each step took: seconds, and this process's own on the processor."""
    steps: dict[str, float] = {}
    start = time.perf_counter()
    last = ("start", start, time.process_time())

    def step(what: str, *_: int) -> None:
        nonlocal last
        name = "start" if "dashboard" in what else what.rsplit(maxsplit=1)[-1]
        now = (name, time.perf_counter(), time.process_time())
        for clock, k in (("s", 1), ("cpu", 2)):
            steps[f"{clock}_{last[0]}"] = steps.get(f"{clock}_{last[0]}", 0) + now[k] - last[k]
        last = now

    done = pc.cascade(folder, out, workers=workers, progress=step)
    size = done.documents.set_index("document")["provisions"]
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    told = {
        "documents": len(size),
        "provisions": int(size.sum()),
        "pairs": len(done.pairs),
        "cells": int((done.pairs["child_document"].map(size) * done.pairs["parent_document"].map(size)).sum()),
        "links": len(done.links),
        "families": int(done.families["family"].nunique()),
        "seconds": time.perf_counter() - start,
        "cpu": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
        "own_mb": own.ru_maxrss / 1024,
        "worker_mb": children.ru_maxrss / 1024,
        "sha256": digest(Path(out)),
        **steps,
    }
    print(json.dumps(told))


def digest(out: Path) -> str:
    """Return one hash of all data sets."""
    found = hashlib.sha256()
    for file in sorted([*out.glob("*/region=*/*.parquet"), *out.glob("*.parquet")]):
        found.update(str(file.relative_to(out)).encode() + file.read_bytes())
    return found.hexdigest()[:16]


def measured(folder: Path, workers: int = 1) -> dict[str, float]:
    """Return what `one` prints, run in a process of its own."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, __file__, str(folder), "one", f"{out}/out", str(workers)]
        return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def part_of(corpus: Path, share: float, folder: Path) -> Path:
    """Write a manifest with a share of the documents, the same ones every time."""
    rows = list(csv.DictReader((corpus / "manifest.csv").open(encoding="utf-8-sig")))
    rows.sort(key=lambda row: hashlib.sha256(row["id"].encode()).hexdigest())
    folder.mkdir(parents=True)
    for row in rows[: round(share * len(rows))]:
        (folder / f"{row['id']}.txt").symlink_to((corpus / f"{row['id']}.txt").resolve())
    kept = pd.DataFrame(rows[: round(share * len(rows))])
    kept.to_csv(folder / "manifest.csv", index=False)
    return folder


def whole(corpus: Path) -> None:
    """Print the whole collection on two workers."""
    print(pd.Series({key: value for key, value in measured(corpus, 2).items() if key != "sha256"}).round(1).to_string())


def killed(corpus: Path, seconds: float = 6.0) -> None:
    """Print how often a run was killed before it came to its end, and whether that changed a byte."""
    alone = measured(corpus)["sha256"]
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        command = [sys.executable, __file__, str(corpus), "one", str(out), "2"]
        times = 0
        # Each try has a tenth longer, so that the moments differ and the last one suffices.
        while True:
            run = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
            try:
                run.wait(seconds * 1.1**times)
                break
            except subprocess.TimeoutExpired:
                os.killpg(run.pid, signal.SIGKILL)
                run.wait()
                times += 1
        left = [
            path for path in out.rglob("*") if path.suffix == ".tmp" or path.name in (".new", ".old", "INCOMPLETE.json")
        ]
        print(
            f"killed {times} times, then ended with {run.returncode}; same bytes: {digest(out) == alone}; left: {left}"
        )


def growth(corpus: Path) -> None:
    """Print time and memory at growing shares, and exponents fitted over the seconds on the processor."""
    with tempfile.TemporaryDirectory() as scratch:
        rows = []
        for halvings in (3, 2, 1, 0):
            rows.append(measured(part_of(corpus, 2.0**-halvings, Path(scratch) / str(halvings))))
            print(json.dumps(rows[-1]), flush=True)
    frame = pd.DataFrame(rows)
    frame["cpu_candidates"] = frame["cpu_parents"] + frame["cpu_sideways"]
    print(frame.drop(columns=["sha256", "worker_mb", "cpu"]).round(2).T.to_string())
    bases = ("candidates", "provisions"), ("reading", "provisions"), ("aligning", "cells"), ("aligning", "pairs")
    for step, base in bases:
        slope = np.polyfit(np.log(frame[base]), np.log(frame[f"cpu_{step}"]), 1)[0]
        print(f"{step:<11} grows with {base:<10} to the power {slope:.2f}")


def workers(corpus: Path) -> None:
    """Print two processes against one."""
    single, double = measured(corpus), measured(corpus, 2)
    print(pd.DataFrame({"one process": single, "two workers": double}).to_string())
    print(f"same bytes: {single['sha256'] == double['sha256']}")
    print(f"efficiency of two, aligning, wall: {single['s_aligning'] / double['s_aligning'] / 2:.2f}")
    print(f"CPU of one over CPU of two, everything: {single['cpu'] / double['cpu']:.2f}")


def recall(corpus: Path, sample: int = 40) -> None:
    """Print what the candidates lose, of documents, of provisions, and of what spread sideways."""
    entries, _ = read_manifest(corpus)
    records, rows, _ = read_batch([(e, (corpus / e.file).read_bytes()) for e in entries])
    by_id = {record.entry.id: record for record in records}
    documents = {e.id: partial(document_of, by_id[e.id].entry, (corpus / e.file).read_bytes()) for e in entries}
    ordered = sorted(records, key=lambda record: record.entry.id)
    dates = dated(ordered).dates
    pairs = parents.find_parents(ordered, dates).pairs
    print(f"{len(pairs)} pairs of documents of {sum(may(a, b, dates) for a in ordered for b in ordered)} possible ones")
    gold_recall(documents, by_id)
    chosen = random.Random(1).sample([(p.child, p.parent) for p in pairs], min(sample, len(pairs)))
    lost = [provisions_lost(documents[c](), documents[p]()) for c, p in chosen]
    found, kept, same, new = (sum(each) for each in zip(*lost, strict=True))
    print(f"{len(chosen)} pairs: {found} links where all provisions are compared with all")
    print(f"  of them {kept} ({kept / found:.2%}) are among the candidates; {same} are links there, and {new} more")
    sideways_recall([row[5] for row in rows if by_id[row[0]].entry.level != "nation" and len(row[5]) >= 24])


may = parents.may_come_from


def gold_recall(documents: dict[str, partial[pc.Document]], by_id: dict[str, object]) -> None:
    """Print whether the gold pairs are found, whatever their dates, and how many of their links are candidates."""
    for name, (child, parent) in GOLD.items():
        both = sorted((by_id[child], by_id[parent]), key=lambda record: record.entry.id)
        likeness = {
            p.parent: p.likeness for p in parents.find_parents(both, dated(both).dates, (), {child: [parent]}).pairs
        }[parent]
        sides = documents[child](), documents[parent]()
        gold = read_gold(Path(__file__).parent / "gold" / f"{name}.csv", *sides)
        aligned = pc.align(*sides)
        among = np.zeros(gold.linked.shape, dtype=bool)
        among[aligned.scores.pairs.rows, aligned.scores.pairs.columns] = True
        links = int(gold.linked.sum())
        kept = int((gold.linked & among).sum())
        print(f"{name:<36} likeness {likeness:.2f}   gold links among the candidates {kept}/{links}")


def provisions_lost(child: pc.Document, parent: pc.Document) -> tuple[int, int, int, int]:
    """Count the links of comparing all provisions, those among the candidates, those that are links there, new ones.

    A link that is a candidate and yet none was near the cut-off: ranks among all provisions differ from those among the
    candidates, on which the model was fitted.
    """
    some = pc.align(child, parent)
    features.candidates = partial(candidates, most=10**6)
    try:
        every = pc.align(child, parent)
    finally:
        features.candidates = candidates
    truth, found = (set(al.link_of) for al in (every, some))
    kept = sum(some.pairs.at(*pair) is not None for pair in truth)
    return len(truth), kept, len(truth & found), len(found - truth)


def sideways_recall(texts: Sequence[str], sample: int = 400) -> None:
    """Print the recall of near copies against comparing some texts with all others."""
    from rapidfuzz import fuzz, process

    unique = sorted(set(texts))
    found = {frozenset(pair) for pair in zip(*(side.tolist() for side in near_copies(unique)), strict=True)}
    some = random.Random(1).sample(range(len(unique)), min(sample, len(unique)))
    scores = process.cdist([unique[k] for k in some], unique, scorer=fuzz.ratio, score_cutoff=80)
    true = {frozenset((some[i], int(j))) for i, j in zip(*np.nonzero(scores), strict=True) if some[i] != j}
    print(f"sideways: {len(true & found)} of {len(true)} near copies of {len(some)} provisions among {len(unique)}")


if __name__ == "__main__":
    corpus, what = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "all"
    if what == "one":
        one(sys.argv[1], sys.argv[3], int(sys.argv[4]))
    for name, run in (
        ("whole", whole),
        ("killed", killed),
        ("growth", growth),
        ("workers", workers),
        ("recall", recall),
    ):
        if what in (name, "all"):
            print(f"== {name}")
            run(corpus)
