"""What files that try to cost more than they weigh do cost: `python benchmarks/hostile.py [NAME …]`.

Each is made as large as it may be (under 10 MB, mostly just within the limits) and read in a process of its own;
printed are its size, seconds of computing and memory, and what became of it, and at the end the table of SECURITY.md,
which promises 10 seconds and 1 GB.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "reading"))
import hostile_inputs as made

import policycompare as pc
from policycompare.reviewing.workbook import read_workbook

SECONDS, MEGABYTES = 10, 1000
SIZES = {
    "docx": {"numbering": 30_000, "overrides": 100_000, "style_chain": 60_000, "spans": 200_000, "rows": 33_000,
             "footnotes": 100_000, "many_footnotes": 100_000, "paragraphs": 900_000, "runs": 400_000, "breaks": 400_000,
             "joined": 300_000, "text_boxes": 100_000},
    "html": {"attributes": 900_000, "html": 900_000, "colspans": 500_000, "rowspans": 8000, "inline": 800_000,
             "lists": 500_000, "links": 300_000},
    "mht": {"mime_parts": 30_000, "mime_header": 1_500_000},
    "txt": {"appendices": 49_000, "blank_lines": 9_000_000, "short_lines": 100_000, "numbered_lines": 100_000,
            "contents_lines": 99_000, "bars": 2_000_000, "table_lines": 99_000, "brackets": 500_000,
            "units": 600_000, "clauses": 99_000, "most_lines": 120_000, "numbers_in_line": 1_000_000,
            "chapters_in_line": 800_000, "leaders": 4_000_000, "joined_units": 490,
            "articles": 100_000, "responsible": 99_000, "bracket_lines": 99_000, "mixed": 100_000, "white": 49_000,
            "attachments": 33_000, "notes": 99_000, "sentences": 1_000_000},
    "md": {"headings": 99_000},
    "xlsx": {"decisions": 60_000, "one_label": 60_000, "merged_range": 1_048_576, "merged_ranges": 42_000,
             "links_of_cells": 42_000, "conditions": 14_000, "column_widths": 42_000, "last_row": 1_048_576,
             "wide": 100_000, "cells": 900_000, "padding": 900_000_000, "strings": 200_000, "many_styles": 900_000,
             "many_strings": 900_000, "string_of_runs": 450_000, "number_formats": 600_000, "codes": 3_000_000,
             "sheets_of_one_part": 3000},
    "pdf": {"form_in_itself": 10, "forms": 12, "bomb": 2000, "hex_bomb": 1000, "pages": 2000,
            "same_page": 3000},
}  # fmt: skip
"""How many of its pieces each file has, by format."""


def outcome(path: Path, way: str) -> str:
    """Read a file and say what became of it."""
    try:
        if way == "review":
            return f"{len(read_workbook(path).rows)} decisions"
        return f"{len(pc.read(path).provisions)} provisions"
    except pc.PolicyCompareError as refusal:
        return f"refused: {str(refusal).partition('：')[2][:60]}"


def measured(path: Path, way: str) -> tuple[float, int, str]:
    """Return seconds of computing, megabytes and outcome of reading a file in a process of its own."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        try:
            os.write(writes, outcome(path, way).encode())
        finally:
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as stream:
        said = stream.read().decode()
    used = os.wait4(child, 0)[2]
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, said


@dataclass
class Worst:
    """The most that the files of one format took, each read in one way."""

    files: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest: str = ""
    memory: int = 0
    largest: str = ""

    def add(self, name: str, seconds: float, memory: int, said: str) -> None:
        """Take in a file."""
        self.files += 1
        self.refused += said.startswith("refused")
        if seconds > self.seconds:
            self.seconds, self.slowest = seconds, name
        if memory > self.memory:
            self.memory, self.largest = memory, name


def table(worst: dict[str, Worst]) -> str:
    """Return the table of SECURITY.md."""
    lines = ["| | files | refused | most seconds | most MB |", "|---|---|---|---|---|"]
    for kind, w in worst.items():
        lines.append(
            f"| {kind} | {w.files} | {w.refused} | {w.seconds:.1f} (`{w.slowest}`) | {w.memory} (`{w.largest}`) |"
        )
    return "\n".join(lines)


def main() -> None:
    """Print a line for each file."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*")
    wanted = arguments.parse_args().names
    worst: dict[str, Worst] = defaultdict(Worst)
    with tempfile.TemporaryDirectory() as folder:
        for suffix, names in SIZES.items():
            for name, pieces in names.items():
                if wanted and name not in wanted:
                    continue
                path = Path(folder, f"{name}.{suffix}")
                path.write_bytes(getattr(made, name)(pieces))
                for way in ("read", "review") if suffix == "xlsx" else ("read",):
                    seconds, memory, said = measured(path, way)
                    worst[f".{suffix}" if way == "read" else f".{suffix} as decisions"].add(name, seconds, memory, said)
                    over = " OVER" if seconds > SECONDS or memory > MEGABYTES else ""
                    size = path.stat().st_size / 1e6
                    print(f"{name:<16}{way:<7}{size:7.2f} MB{seconds:7.1f} s{memory:6} MB  {said}{over}", flush=True)
    print(table(worst))


if __name__ == "__main__":
    main()
