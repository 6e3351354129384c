from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from policycompare import ExportError
from policycompare.export.output_folder import INCOMPLETE, PROVENANCE, write, write_all
from policycompare.storage import whole_files


def run(folder, **files):
    return write_all(folder, {f"{name}.csv": content for name, content in files.items()}, {"made": "now"})


def names_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_file_that_nobody_touched_is_replaced(tmp_path):
    run(tmp_path, table=b"one")
    run(tmp_path, table=b"two")
    assert (tmp_path / "table.csv").read_bytes() == b"two"
    assert names_in(tmp_path) == [PROVENANCE, "table.csv"]


def test_a_persons_edit_is_kept_and_the_new_file_goes_beside_it(tmp_path):
    run(tmp_path, table=b"one")
    (tmp_path / "table.csv").write_bytes(b"edited")
    written = run(tmp_path, table=b"two")
    assert (tmp_path / "table.csv").read_bytes() == b"edited"
    assert (tmp_path / "table.new-1.csv").read_bytes() == b"two"
    assert written[0].kept == tmp_path / "table.csv"


@pytest.mark.parametrize("lock", [".~lock.table.csv#", "~$table.csv", "~$ble.csv"])
def test_a_file_that_is_open_in_an_office_program_is_kept_and_the_new_one_goes_beside_it(tmp_path, lock):
    run(tmp_path, table=b"one")
    (tmp_path / lock).write_text("somebody")
    written = run(tmp_path, table=b"two")
    assert (tmp_path / "table.csv").read_bytes() == b"one"
    assert (tmp_path / "table.new-1.csv").read_bytes() == b"two"
    assert written[0].why == "open"
    (tmp_path / lock).unlink()
    assert run(tmp_path, table=b"three")[0].kept is None


def test_edits_survive_any_number_of_runs(tmp_path):
    run(tmp_path, table=b"one")
    for number in range(5):
        (tmp_path / "table.csv").write_bytes(b"edited %d" % number)
        beside = tmp_path / "table.new-1.csv"
        run(tmp_path, table=b"run %d" % number)
        assert (tmp_path / "table.csv").read_bytes() == b"edited %d" % number
        assert beside.read_bytes() == b"run %d" % number
    beside.write_bytes(b"edited too")
    run(tmp_path, table=b"last")
    assert beside.read_bytes() == b"edited too"
    assert (tmp_path / "table.new-2.csv").read_bytes() == b"last"


def test_a_file_of_unknown_origin_is_never_overwritten(tmp_path):
    (tmp_path / "table.csv").write_bytes(b"mine")
    run(tmp_path, table=b"new")
    assert (tmp_path / "table.csv").read_bytes() == b"mine"


def test_a_damaged_record_protects_everything(tmp_path):
    run(tmp_path, table=b"one")
    (tmp_path / PROVENANCE).write_text("{broken", "utf-8")
    run(tmp_path, table=b"two")
    assert (tmp_path / "table.csv").read_bytes() == b"one"
    assert json.loads((tmp_path / PROVENANCE).read_text("utf-8"))["made"] == "now"


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(ExportError, match="out"):
        run(tmp_path / "out", table=b"one")


def test_a_failed_write_leaves_the_old_file_whole_and_nothing_beside(tmp_path, monkeypatch):
    path = write(tmp_path / "a.csv", b"old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(ExportError, match="No space left"):
        write(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_bytes() == b"old"


KILLED = """
import os, pathlib, signal, sys
from policycompare.export import output_folder
from policycompare.storage import whole_files
replace = pathlib.Path.replace
left = int(sys.argv[2])
def dying(self, target):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return replace(self, target)
pathlib.Path.replace = dying
files = {f"{name}.csv": name.encode() * 9 for name in "abcd"}
output_folder.write_all(sys.argv[1], files, {"made": "by a run that is killed"})
"""


@pytest.mark.skipif(os.name != "posix", reason="no process is killed so elsewhere")
@pytest.mark.parametrize("moment", range(6))
def test_after_a_run_that_was_killed_the_next_one_puts_its_own_files_in_place(tmp_path, moment):
    run(tmp_path, a=b"first", b=b"first")
    (tmp_path / "b.csv").write_bytes(b"edited")
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(moment)], check=False)
    assert (tmp_path / INCOMPLETE).exists() == (0 < moment < 6)
    whole_files._cleared.clear()
    run(tmp_path, a=b"second", b=b"second", c=b"second")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "c.csv").read_bytes() == b"second"
    assert (tmp_path / "b.csv").read_bytes() == b"edited"
    assert (tmp_path / "b.new-1.csv").read_bytes() == b"second"
    left = set(names_in(tmp_path)) - {"a.csv", "b.csv", "b.new-1.csv", "c.csv", "d.csv", PROVENANCE}
    assert left == set()


@pytest.mark.skipif(os.name != "posix", reason="files are bounded so by POSIX")
def test_on_a_full_disk_nothing_is_changed_and_nothing_left(tmp_path):
    run(tmp_path, a=b"first", b=b"first")
    code = (
        "import resource, signal, sys; from policycompare.export.output_folder import write_all\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
        "write_all(sys.argv[1], {'a.csv': b'second', 'b.csv': b'x' * 9000}, {})"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, capture_output=True)
    assert b"ExportError" in done.stderr
    assert "请腾出空间" in done.stderr.decode()
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes() == b"first"
    run(tmp_path, a=b"third", b=b"third")
    assert names_in(tmp_path) == ["a.csv", "b.csv", PROVENANCE]
