from __future__ import annotations

import json

import pytest

from policycompare import ExportError
from policycompare.export.output_folder import PROVENANCE, write, write_all


def run(folder, **files):
    return write_all(folder, {f"{name}.csv": content for name, content in files.items()}, {"made": "now"})


def test_a_file_that_nobody_touched_is_replaced(tmp_path):
    run(tmp_path, table=b"one")
    run(tmp_path, table=b"two")
    assert (tmp_path / "table.csv").read_bytes() == b"two"
    assert sorted(p.name for p in tmp_path.iterdir()) == [PROVENANCE, "table.csv"]


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
