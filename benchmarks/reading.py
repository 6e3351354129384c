"""How well texts are read: `python benchmarks/reading.py --shared DIR`. Printed, never asserted.

DIR is the folder of shared material: real measures with their labels, small inputs with their right values, links made
by reading, and a corpus of laws with counts. None of it is part of the project.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

import policycompare as pc
from policycompare.documents import Document, Measure, Span
from policycompare.reading.outline.clauses import split_clauses
from policycompare.reading.outline.front_matter import level_of_title
from policycompare.reading.outline.units import made, split_units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAIRS = {
    "fire_qingpu": "fire_city",
    "lowalt_zhanjiang": "lowalt_guangdong",
    "ruralroad_chongming": "ruralroad_city",
    "sponge_jiading": "sponge_city",
}
START = 8
"""Characters at the start of a measure that tell it."""


@dataclass(frozen=True)
class Given:
    """A measure as a person marked it: its label and its text."""

    label: str
    text: str


def given_measures(path: Path) -> list[Given]:
    """Return the measures in a file of labels: ``[2.5] text``, further lines of it, and headings (#) that are left."""
    found: list[Given] = []
    for line in path.read_text("utf-8").splitlines():
        if match := re.match(r"\[([^\]]+)\] (.*)", line):
            found.append(Given(match[1], match[2]))
        elif line.strip() and not line.startswith("#") and found:
            found[-1] = Given(found[-1].label, f"{found[-1].text}\n{line}")
    return found


def labels(folder: Path) -> None:
    """Print how many measures of the real texts stand under their label, and whether text was lost."""
    right = total = 0
    lost = []
    for path in sorted(folder.glob("*.labels.txt")):
        given = given_measures(path)
        document = pc.read(path.with_name(path.name.replace(".labels", "")))
        have = {m.label: _bare(m.text) for m in document.measures}
        found = sum(_bare(g.text)[:START] in have.get(g.label, "")[:60] for g in given)
        right, total = right + found, total + len(given)
        if "".join(part.span.of(document.text) for part in document.parts) != document.text:
            lost.append(path.name)
        print(f"  {path.name.removesuffix('.labels.txt'):22s} {found:3d} / {len(given):3d}   measures {len(have)}")
    print(f"labels of real measures      {right} / {total} = {right / total:.1%}   texts that lost something: {lost}")


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def small_inputs(folder: Path) -> None:
    """Print how many of the small inputs are read as they should be."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    wrong = {name: fault for name, want in expected.items() if (fault := _fault(folder / name, want))}
    for name, fault in wrong.items():
        print(f"  {name}: {fault}")
    print(f"small inputs                 {len(expected) - len(wrong)} / {len(expected)}"
          f" = {1 - len(wrong) / len(expected):.1%}")  # fmt: skip


def _fault(path: Path, want: dict[str, object]) -> str:
    try:
        document = pc.read(path)
    except Exception as error:  # noqa: BLE001 - any end but a document is wrong here
        return f"{type(error).__name__}: {error}"
    text = "\n".join(m.text for m in document.measures)
    have = {
        "n": len(document.measures),
        "labels": [m.label for m in document.measures],
        "ch": len(document.chapters),
        "units": "all" if document.measures and all(m.units for m in document.measures) else "",
    }
    faults = [f"{key} {have[key]}, want {want[key]}" for key in have if want.get(key) not in (None, have[key])]
    faults += [f"lacks {part}" for part in want.get("has", []) if part not in text]  # type: ignore[attr-defined]
    faults += [f"holds {part}" for part in want.get("hasnot", []) if part in text]  # type: ignore[attr-defined]
    if str(want.get("title", "")) not in document.title:
        faults.append(f"title {document.title}")
    return "; ".join(faults)


def document_of(name: str, given: list[Given], title: str) -> Document:
    """Return a document with the measures as a person marked them."""
    level = level_of_title(title)
    text = ""
    measures = []
    for measure in given:
        whole = Span(len(text), len(text) + len(measure.text))
        text += measure.text + "\n"
        parts = split_units(text, whole)
        own_title, clauses = split_clauses(text, parts.body, measure.label, by_line=False)
        units = made(parts.units, level)
        body = parts.body.of(text)
        measures.append(Measure(0, measure.label, "", own_title, body, clauses, units, whole))
    return Document(id=name, title=title, text=text, parts=(), chapters=(), measures=tuple(measures), level=level)


def plan_pairs(measures: Path, gold: Path) -> None:
    """Print F1 of the links between plans as read from the files and with the measures given, per reader."""
    differences = []
    for child_name, parent_name in PAIRS.items():
        read = [pc.read(measures / f"{name}.txt") for name in (child_name, parent_name)]
        given = [
            document_of(document.id, given_measures(measures / f"{document.id}.labels.txt"), document.title)
            for document in read
        ]
        scores = []
        for child, parent in (read, given):
            alignment = pc.align(child, parent)
            scores.append([_f1(alignment, gold / f"{child_name}.{reader}.csv") for reader in "ab"])
        as_read, as_given = (mean(score) for score in scores)
        differences.append(as_read - as_given)
        print(f"  {child_name:22s} as read {as_read:.3f}   measures given {as_given:.3f}")
    print(f"F1 of plans, read - given    {mean(differences):+.3f} (mean), worst {min(differences):+.3f}")


def _f1(alignment: pc.Alignment, gold: Path) -> float:
    with gold.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    pairs = {(row["child"], row["parent"]) for row in rows if row["parent"]}
    unsure = {(row["child"], row["parent"]) for row in rows if row["confidence"] == "unsure"}
    links = alignment.links
    found = set(zip(links["child"], links["parent"], strict=True)) - unsure
    wanted = pairs - unsure
    right = len(found & wanted)
    return 2 * right / (len(found) + len(wanted)) if found or wanted else 1.0


def corpus(folder: Path) -> None:
    """Print whether laws are read without an exception, with their number of articles, and how fast."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        counts = {row["id"]: row["articles"] for row in csv.DictReader(stream)}
    seconds = size = failed = 0.0
    right = counted = 0
    for path in sorted(folder.glob("*.txt")):
        start = time.process_time()
        try:
            document = pc.read(path)
        except Exception as error:  # noqa: BLE001 - counted and named
            failed += 1
            print(f"  {path.name}: {type(error).__name__}: {error}")
            continue
        seconds += time.process_time() - start
        size += path.stat().st_size
        if counts.get(path.stem, "").isdigit():
            counted += 1
            right += len(document.measures) == int(counts[path.stem])
    print(f"corpus                       {right} / {counted} counts right = {right / counted:.2%}, {failed:.0f} failed")
    print(f"speed                        {size / 1e6 / seconds * 60:.0f} MB a minute a core")


def speed(folder: Path) -> None:
    """Print how fast laws are read, in processor time, and against cutting them at each mark in the same run.

    The second figure is the same on a slow and on a busy machine.
    """
    paths = sorted(folder.glob("*.txt"))[::_EVERY]
    size = sum(path.stat().st_size for path in paths)
    reading, cutting = [], []
    for _ in range(_ROUNDS):
        reading.append(_processor_seconds(pc.read, paths))
        cutting.append(_processor_seconds(_cut_at_marks, paths))
    print(f"speed, least of {_ROUNDS}            {size / 1e6 / min(reading) * 60:.0f} MB a minute a core"
          f" = {min(reading) / min(cutting):.1f} x the time of cutting at every mark")  # fmt: skip


_EVERY, _ROUNDS = 4, 5
_MARK = re.compile(r"[\n，。；：、（）]")


def _cut_at_marks(path: Path) -> list[str]:
    return [part.strip() for part in _MARK.split(path.read_text("utf-8"))]


def _processor_seconds(work: Callable[[Path], object], paths: Sequence[Path]) -> float:
    start = time.process_time()
    for path in paths:
        work(path)
    return time.process_time() - start


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with field/, gold/ and corpus/")
    parser.add_argument("--speed", action="store_true", help="print the speed only")
    arguments = parser.parse_args()
    shared = arguments.shared
    warnings.simplefilter("ignore")
    if arguments.speed:
        speed(shared / "corpus")
        return
    labels(shared / "field" / "measures")
    small_inputs(shared / "field" / "reading")
    plan_pairs(shared / "field" / "measures", shared / "gold" / "plans")
    corpus(shared / "corpus")
    speed(shared / "corpus")


if __name__ == "__main__":
    main()
