from __future__ import annotations

import resource

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
    opened.open()
    opened.write(opened.folder / stores.RECORD, b"{}")
    return opened


def parts(*rows):
    return {"problems": part_bytes("problems", rows), "links": part_bytes("links", [])}


def test_a_part_counts_when_its_last_file_is_whole(store):
    assert not store.has("ab")
    store.put("ab", {"problems": part_bytes("problems", ROWS)})
    assert not store.has("ab")
    store.put("ab", parts(*ROWS))
    assert store.has("ab")
    path = next(store.folder.rglob("ab.links.parquet"))
    path.write_bytes(path.read_bytes()[:-2])
    assert not store.has("ab")


def test_a_damaged_part_is_taken_away_and_the_message_says_to_run_again(store):
    store.put("ab", parts(*ROWS))
    next(store.folder.rglob("ab.problems.parquet")).write_bytes(b"PAR1 nonsense PAR1")
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
    frame = pd.read_parquet(store.folder / "problems")
    assert set(frame["region"].astype(str)) == {"甲/乙=.."}
    assert {f.name for f in (store.folder / "problems").iterdir()} == {"region=全国", "region=甲%2F乙%3D.%2E"}


def test_a_data_set_made_again_leaves_nothing_of_the_old_one(store):
    store.put("aaaa", parts(*ROWS))
    store.combine("problems", {"鲁": ["aaaa"], "渝": ["aaaa"]}, [])
    store.combine("problems", {"鲁": ["aaaa"]}, [])
    assert [f.name for f in (store.folder / "problems").iterdir()] == ["region=鲁"]
    assert not [f for f in store.folder.iterdir() if f.name.startswith(".")]


def test_a_full_disk_is_told_and_leaves_nothing_half_written(store):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(pc.ExportError, match=r"无法写入.*已完成的部分保留"):
            store.put("ab", parts(*ROWS))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not [f for f in store.folder.rglob("*") if f.is_file() and f.name != stores.RECORD]


def test_a_folder_with_other_things_in_it_is_not_touched(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(pc.ExportError, match="不是空的"):
        Store(tmp_path).open()
    with pytest.raises(pc.ExportError, match="无法写入"):
        Store(tmp_path / "thesis.docx" / "out").open()
