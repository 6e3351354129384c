"""A disk that is really full: a file system of some hundred kilobytes, where the machine lets a user mount one."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

MOUNTED = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", 'mount -t tmpfs -o size=200k none "$1"; shift; "$@"', "-"]  # fmt: skip
RESULTS = """
import pathlib, sys
from policycompare.errors import ExportError
from policycompare.export.output_folder import write_all
folder = pathlib.Path(sys.argv[1], "out")
write_all(folder, {"a.csv": b"first", "b.csv": b"first"}, {})
try:
    write_all(folder, {"a.csv": b"second", "b.csv": b"x" * 500_000}, {})
except ExportError as error:
    print(error)
print(*sorted(path.name for path in folder.rglob("*") if path.is_file()))
print((folder / "a.csv").read_bytes() + (folder / "b.csv").read_bytes())
write_all(folder, {"a.csv": b"third", "b.csv": b"third"}, {})
print(*sorted(path.name for path in folder.rglob("*") if path.is_file()))
print((folder / "a.csv").read_bytes() + (folder / "b.csv").read_bytes())
"""
COLLECTION = """
import pathlib, sys
from policycompare.cascading.dataset import Store
from policycompare.errors import ExportError
store = Store(pathlib.Path(sys.argv[1], "out"))
store.open(b"{}")
store.put("aa", {"problems": b"x" * 50_000})
try:
    store.put("ab", {"problems": b"x" * 500_000})
except ExportError as error:
    print(error)
print(store.has("aa"), store.has("ab"), *(path.name for path in store.folder.rglob("*.tmp")))
store.put("ac", {"problems": b"x" * 50_000})
print(store.has("ac"))
"""


def on_a_small_disk(code, folder):
    if not shutil.which("unshare"):
        pytest.skip("no unshare")
    if subprocess.run([*MOUNTED, str(folder), "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets no user mount a file system")
    done = subprocess.run(
        [*MOUNTED, str(folder), sys.executable, "-c", code, str(folder)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_results_on_a_full_disk_are_those_of_the_run_before_and_can_be_made_when_there_is_room(tmp_path):
    said, full, before, with_room, after = on_a_small_disk(RESULTS, tmp_path)
    assert "请腾出空间" in said
    assert full.split() == ["INCOMPLETE.json", "a.csv", "b.csv", "provenance.json"]
    assert with_room.split() == ["a.csv", "b.csv", "provenance.json"]
    assert (before, after) == ("b'firstfirst'", "b'thirdthird'")


def test_a_collection_on_a_full_disk_keeps_what_is_complete_and_goes_on_when_there_is_room(tmp_path):
    said, there, after = on_a_small_disk(COLLECTION, tmp_path)
    assert "已完成的部分保留" in said
    assert (there.strip(), after) == ("True False", "True")
