"""The same inputs give the same bytes in another process, whatever its hash seed, its threads and its clock.

Calling a function twice in one process cannot show that: sets have one order there, sums one number of threads, and two
calls fall into one second.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "make_everything.py"
DAY = 86_400
PROCESSES = (
    {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "TZ": "UTC"},
    {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "2", "TZ": "Asia/Shanghai"},
    {"PYTHONHASHSEED": "2", "OMP_NUM_THREADS": "4", "TZ": "America/Los_Angeles"},
)
COMPARISON_ONLY = 1
"""The process that only compares: threads change what is computed, and all else is computed from that."""
SHIFTS = (0.0, -3.6 * DAY, 400.3 * DAY)
"""How far the clock of each process is from the right time, in seconds: other years, days, hours, minutes, seconds."""
OF_THE_CLOCK = {"history.log"}
"""The only kind of file that says when it was made."""


def files_of(folder):
    """Return the bytes of all files below a folder that are not to tell the time."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in OF_THE_CLOCK)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """What each of the processes, which run at the same time, writes."""
    folders = [tmp_path_factory.mktemp(f"process{number}") for number in range(len(PROCESSES))]
    running = []
    for number, (folder, environment, shift) in enumerate(zip(folders, PROCESSES, SHIFTS, strict=True)):
        command = [sys.executable, str(PROGRAM), str(folder), str(shift)]
        command += ["comparison"] if number == COMPARISON_ONLY else []
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "encoding": "utf-8"}
        running.append(subprocess.Popen(command, env={**os.environ, **environment}, **pipes))
    for process in running:
        _, said = process.communicate()
        assert process.returncode == 0, said
    return [files_of(folder) for folder in folders]


def test_everything_is_there_to_be_compared(written):
    first = written[0]
    for name in ("comparison/对照表.docx", "comparison/data/tracked.docx", "one.xlsx", "flow.pdf", "report.sarif"):
        assert first[name]
    assert any(name.endswith(".parquet") for name in first)


@pytest.mark.parametrize("other", [1, 2])
def test_another_seed_other_threads_and_another_clock_give_the_same_bytes(written, other):
    first, again = written[0], written[other]
    if other == COMPARISON_ONLY:
        first = {name: content for name, content in first.items() if name.startswith("comparison/")}
    assert set(again) == set(first)
    assert not (differing := [name for name in first if again[name] != first[name]]), differing
