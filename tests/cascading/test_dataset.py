from __future__ import annotations

import resource
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import policycompare as pc
from policycompare.cascading import dataset as stores
from policycompare.cascading.dataset import Store, part_bytes

ROWS = [("pair", f"d{k}", "p", "m") for k in range(5)]


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "out")
    opened.open(b"{}")
    return opened


def parts(*rows):
    return {"problems": part_bytes("problems", rows), "links": part_bytes("links", [])}


def test_a_part_counts_when_it_is_whole(store):
    assert not store.has("ab")
    store.put("ab", parts(*ROWS))
    assert store.has("ab")
    path = next(store.folder.rglob("ab.zip"))
    path.write_bytes(path.read_bytes()[:-2])
    assert not store.has("ab")


def test_a_damaged_part_is_taken_away_and_the_message_says_to_run_again(store):
    store.put("ab", parts(*ROWS))
    path = next(store.folder.rglob("ab.zip"))
    path.write_bytes(path.read_bytes().replace(b"PAR1", b"PAR0"))
    with pytest.raises(pc.ExportError, match="再运行一次"):
        store.part("ab", "problems")
    assert not store.has("ab")


@pytest.mark.parametrize("group", [1, 2, 3, 100])
def test_the_data_set_has_all_rows_in_order_and_the_same_bytes_however_they_were_cut(store, monkeypatch, group):
    monkeypatch.setattr(stores, "GROUP", group)
    monkeypatch.setattr(stores, "FILE", 2 * group)
    found = []
    for cut in (1, 2, 4):
        cuts = [ROWS[:cut], ROWS[cut:]]
        for key, rows in zip("xy", cuts, strict=True):
            store.put(key * 4, parts(*rows))
        store.combine("problems", {"山东": ["xxxx", "yyyy"]}, ["样本"])
        store.place(b"{}")
        files = sorted((store.folder / "problems").rglob("*.parquet"))
        assert sum(pq.ParquetFile(f).metadata.num_row_groups for f in files) == -(-len(ROWS) // group)
        frame = pd.read_parquet(store.folder / "problems")
        assert list(frame["document"]) == [row[1] for row in ROWS]
        assert frame.attrs == {"notices": ["样本"]}
        found.append([f.read_bytes() for f in files])
    assert found[0] == found[1] == found[2]


def test_a_region_without_rows_and_one_with_an_odd_name_can_be_read(store):
    store.put("aaaa", parts())
    store.put("bbbb", parts(*ROWS))
    store.combine("problems", {"甲/乙=..": ["bbbb"], "": ["aaaa"]}, [])
    store.place(b"{}")
    frame = pd.read_parquet(store.folder / "problems")
    assert set(frame["region"].astype(str)) == {"甲/乙=.."}
    assert {f.name for f in (store.folder / "problems").iterdir()} == {"region=全国", "region=甲%2F乙%3D.%2E"}


def test_a_data_set_made_again_leaves_nothing_of_the_old_one(store):
    store.put("aaaa", parts(*ROWS))
    store.combine("problems", {"鲁": ["aaaa"], "渝": ["aaaa"]}, [])
    store.place(b"{}")
    store.combine("problems", {"鲁": ["aaaa"]}, [])
    store.place(b"{}")
    assert [f.name for f in (store.folder / "problems").iterdir()] == ["region=鲁"]
    assert not [f for f in store.folder.iterdir() if f.name.startswith(".")]


@contextmanager
def full_disk(bytes_left):
    """Let no file grow beyond some bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def files(folder):
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_a_full_disk_is_told_and_leaves_nothing_half_written(store):
    before = files(store.folder)
    with full_disk(100), pytest.raises(pc.ExportError, match=r"无法写入.*已完成的部分保留"):
        store.put("ab", parts(*ROWS))
    assert files(store.folder) == before


def test_a_disk_that_fills_up_while_data_sets_are_made_leaves_those_of_the_run_before(store):
    store.put("aaaa", parts(*ROWS))
    store.combine("problems", {"鲁": ["aaaa"]}, [])
    store.place(b"{}")
    before = files(store.folder / "problems")
    with full_disk(200), pytest.raises(pc.ExportError, match="无法写入"):
        store.combine("problems", {"渝": ["aaaa"]}, [])
    assert files(store.folder / "problems") == before
    assert not (store.folder / stores.INCOMPLETE).exists()


def renames_until(monkeypatch, number):
    """Kill the process, as it were, at one of its renames."""
    real, done = Path.rename, []

    def rename(path, target):
        if len(done) == number:
            raise KeyboardInterrupt
        done.append(path.name)
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    return done


@pytest.mark.parametrize("number", range(5))
def test_results_of_two_runs_never_stand_together_as_if_they_were_one(store, monkeypatch, number):
    def make(text):
        store.put("aaaa", parts(*ROWS))
        store.add("a.parquet", text)
        store.add("b.parquet", text)
        store.place(text)

    make(b"old")
    with monkeypatch.context() as patch:
        done = renames_until(patch, number)
        if number < 4:
            with pytest.raises(KeyboardInterrupt):
                make(b"new")
        else:
            make(b"new")
    assert len(done) == number
    assert (store.folder / stores.INCOMPLETE).exists() == (number < 4)
    with store.held():
        make(b"newer")
    left = files(store.folder)
    assert [left[name] for name in ("a.parquet", "b.parquet", stores.RECORD)] == [b"newer"] * 3
    assert not {name for name in left if name.startswith(("INCOMPLETE", ".new", ".old"))}


def test_what_a_killed_run_left_is_cleared_by_the_next(store):
    left = [store.folder / ".policycompare-x.tmp", store.folder / "parts" / "ab" / ".policycompare-y.tmp"]
    left += [store.folder / ".new" / "links" / "half.parquet", store.folder / ".old" / "links" / "old.parquet"]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    store.open(b"{}")
    with store.held():
        assert not any(path.exists() for path in left)


def test_a_run_killed_before_its_first_file_was_whole_can_be_started_again(tmp_path):
    (tmp_path / ".policycompare-x.tmp").write_bytes(b"{")
    Store(tmp_path).open(b"{}")
    assert [path.name for path in tmp_path.iterdir()] == [stores.RECORD]


def test_two_runs_into_one_folder_do_not_meet(store):
    with store.held(), pytest.raises(pc.ExportError, match="另一次运行"), Store(store.folder).held():
        pass


def test_a_folder_with_other_things_in_it_is_not_touched(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(pc.ExportError, match="不是空的"):
        Store(tmp_path).open(b"{}")
    with pytest.raises(pc.ExportError, match="无法写入"):
        Store(tmp_path / "thesis.docx" / "out").open(b"{}")
