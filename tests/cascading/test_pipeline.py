from __future__ import annotations

import json

import pandas as pd
import pytest

import policycompare as pc
from policycompare.cascading import executor as work
from policycompare.cascading.collection_manifest import read_manifest
from policycompare.cascading.executor import Here
from policycompare.cascading.records import document_of

DOGS = "养犬人携带犬只外出应当使用牵引绳，并及时清理犬只排泄的粪便。"
LIFT = "电梯维护保养单位应当每十五日检查一次制动器，并记录检查结果。"
CITY = ("c", "青石市养犬条例", "city", "鲁", "2020-01-01")
NATION = ("n", "中华人民共和国养犬法", "nation", "", "2010-01-01")


def test_the_links_are_exactly_those_of_align(done, made_up):
    entries, _ = read_manifest(made_up)
    documents = {e.id: document_of(e, (made_up / e.file).read_bytes()) for e in entries}
    links = done.written("links")
    columns = [c for c in links.columns if not c.endswith("_document") and c != "region"]
    for child, parent in [("nation1-青原-city", "nation1"), ("nation2-云泽", "nation2")]:
        here = links.query("child_document == @child and parent_document == @parent")
        alone = pc.align(documents[child], documents[parent]).links
        pd.testing.assert_frame_equal(
            pd.DataFrame(here[columns]).reset_index(drop=True),
            pd.DataFrame(alone[columns]),
            check_exact=True,
            check_dtype=False,
        )


def test_every_known_answer_is_found_and_hardly_anything_else(done, made_up):
    ends = ["child_document", "child", "parent_document", "parent"]
    found = set(done.links[ends].itertuples(index=False, name=None))
    truth = set(pd.read_csv(made_up / "truth.csv", dtype=str)[ends].itertuples(index=False, name=None))
    assert truth <= found
    assert len(found - truth) <= 0.02 * len(truth)


def test_the_rows_of_a_pair_do_not_depend_on_the_other_documents(done, made_up, tmp_path):
    parents = pd.DataFrame({"child": ["nation1-青原"], "parent": ["nation1"]})
    alone = pc.cascade(made_up, tmp_path / "out", parents=parents)
    here = done.written("links").query("child_document == 'nation1-青原'").reset_index(drop=True)
    assert len(here) > 5
    pd.testing.assert_frame_equal(alone.written("links"), here, check_exact=True)


def test_blocks_and_what_is_kept_in_memory_do_not_change_a_byte(few_done, few, tmp_path, monkeypatch, data_sets):
    monkeypatch.setattr("policycompare.cascading.tasks.PARENTS", 1)
    monkeypatch.setattr("policycompare.cascading.pipeline.BATCH_FILES", 2)
    monkeypatch.setattr(work, "KEPT", 2)
    pc.cascade(few, tmp_path / "out")
    assert data_sets(tmp_path / "out") == data_sets(few_done.folder)


def test_a_run_that_was_stopped_goes_on_with_what_is_missing(few_done, few, tmp_path, monkeypatch, data_sets):
    real, calls = Here.run, []

    def stopped(self, jobs):
        for job, result in real(self, jobs):
            if job.documents:
                calls.append(job.key)
                if len(calls) == 3:
                    raise KeyboardInterrupt
            yield job, result

    monkeypatch.setattr(Here, "run", stopped)
    with pytest.raises(KeyboardInterrupt):
        pc.cascade(few, tmp_path / "out")
    with pytest.raises(pc.CollectionError, match="还没有完成"):
        _ = pc.Cascade(tmp_path / "out").links
    first = calls[:2]
    calls[:] = [""] * 3
    pc.cascade(few, tmp_path / "out")
    assert not set(first) & set(calls)
    assert data_sets(tmp_path / "out") == data_sets(few_done.folder)
    calls[:] = [""] * 3
    pc.cascade(few, tmp_path / "out")
    assert set(calls) == {""}


def test_a_changed_document_is_done_again_and_the_others_are_not(collection, tmp_path, monkeypatch, law):
    other = ("d", "白石市养犬条例", "city", "鲁", "2020-01-01")
    folder = collection((*CITY, law("条例", DOGS)), (*NATION, law("法", DOGS, LIFT)), (*other, law("条例", DOGS)))
    pc.cascade(folder, tmp_path / "out")
    aligned = []
    real = Here.run
    monkeypatch.setattr(Here, "run", lambda self, jobs: real(self, _seen(jobs, aligned)))
    (folder / "c.txt").write_text(law("条例", LIFT, DOGS), "utf-8")
    done = pc.cascade(folder, tmp_path / "out")
    assert aligned == ["c"]
    assert done.links.query("child_document == 'c'")[["child", "parent"]].to_numpy().tolist() == [
        ["1", "2"],
        ["2", "1"],
    ]


def _seen(jobs, aligned):
    for job in jobs:
        aligned += [job.documents[0].id] if job.documents else []
        yield job


def test_a_bad_document_is_told_and_the_rest_goes_on(collection, tmp_path, law):
    folder = collection(
        (*CITY, law("条例", DOGS, LIFT)),
        (*NATION, law("法", DOGS)),
        ("gone", "失踪条例", "city", "鲁", "2020-01-01", None),
        ("bin", "压缩条例", "city", "鲁", "2020-01-01", b"PK\x03\x04 zip"),
        ("prose", "散文", "city", "鲁", "2020-01-01", "没有编号的文字。\n"),
        ("bad", "层级", "galaxy", "鲁", "2020-01-01", "x"),
    )
    done = pc.cascade(folder, tmp_path / "out")
    assert done.links[["child_document", "parent_document"]].to_numpy().tolist() == [["c", "n"]]
    assert done.problems[["kind", "document"]].to_numpy().tolist() == [
        ["document", "bin"],
        ["document", "gone"],
        ["document", "prose"],
        ["manifest", "bad"],
    ]
    assert "gone" in (tmp_path / "out" / "problems.csv").read_text("utf-8-sig")


def test_a_pair_that_breaks_is_told_and_the_others_are_aligned(collection, tmp_path, monkeypatch, law):
    from policycompare.cascading import tasks as blocks

    real = blocks.align
    monkeypatch.setattr(blocks, "align", lambda c, p, **k: 1 / 0 if c.id == "c" else real(c, p, **k))
    other = ("d", "白石市养犬条例", "city", "鲁", "2020-01-01")
    folder = collection((*CITY, law("条例", DOGS)), (*NATION, law("法", DOGS, LIFT)), (*other, law("条例", DOGS)))
    done = pc.cascade(folder, tmp_path / "out")
    assert done.links["child_document"].tolist() == ["d"]
    assert done.problems[["kind", "document", "where"]].to_numpy().tolist() == [["pair", "c", "n"]]
    assert "ZeroDivisionError" in done.problems["message"][0]


def test_a_collection_without_any_pair_has_empty_frames(collection, tmp_path, law):
    done = pc.cascade(collection((*NATION, law("法", DOGS))), tmp_path / "out")
    assert (len(done.links), len(done.families), len(done.adoptions), len(done.coverage())) == (0, 0, 0, 0)
    assert (len(done.strength()), len(done.sideways()), len(done.first_adopters())) == (0, 0, 0)


def test_notices_ride_on_every_frame_and_file(done):
    assert len(done.notices) == 1
    assert "合成样本" in done.notices[0]
    frames = (
        done.links, done.shifts, done.provisions, done.documents, done.pairs, done.problems, done.families,
        done.adoptions, done.coverage(), done.strength(), done.sideways(), done.first_adopters(),
        done.diffusion("nation1"), done.matrix("nation1"), pd.read_parquet(done.folder / "links"),
    )  # fmt: skip
    assert all(frame.attrs["notices"] == list(done.notices) for frame in frames)


def test_the_results_are_read_by_duckdb_and_pandas_in_one_line(done):
    import duckdb

    counted = duckdb.sql(
        f"select region, count(*) from '{done.folder}/links/*/*.parquet' group by all order by 1"
    ).fetchall()
    by_pandas = pd.read_parquet(done.folder / "links").groupby("region", observed=True).size()
    assert counted == sorted(by_pandas.items())
    assert sum(n for _, n in counted) == len(done.links)


def test_what_made_the_folder_is_told(done):
    record = json.loads((done.folder / "collection.json").read_text("utf-8"))
    assert (record["status"], record["documents"], record["pairs"]) == ("complete", 26, 36)
    assert record["made_by"]["policycompare"] == pc.__version__
    assert repr(done) == f"<Cascade one: 26 documents, 36 pairs, {len(done.links)} links, 0 problems>"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"threshold": 1.5}, "阈值"),
        ({"workers": 0}, "工作进程数 0"),
        ({"parents": "guess"}, "guess"),
        ({"parents": "x.csv"}, "x.csv"),
    ],
)
def test_wrong_options_are_refused_with_a_message(made_up, tmp_path, options, says):
    with pytest.raises(pc.CollectionError, match=says):
        pc.cascade(made_up, tmp_path / "out", **options)


def test_a_higher_threshold_gives_fewer_links(done, made_up, tmp_path):
    parents = pd.DataFrame({"child": ["nation1-柏川-city"] * 2, "parent": ["nation1", "nation1-柏川"]})
    strict = pc.cascade(made_up, tmp_path / "out", parents=parents, threshold=0.97).links
    assert strict["probability"].min() >= 0.97
    assert 0 < len(strict) < len(done.links.query("child_document == 'nation1-柏川-city'"))


def test_a_folder_that_is_no_result_is_refused(tmp_path):
    with pytest.raises(pc.CollectionError, match="不是 cascade"):
        pc.Cascade(tmp_path)


def test_without_the_extra_the_way_out_is_named(collection, tmp_path, monkeypatch, law):
    monkeypatch.setattr("policycompare.cascading.pipeline.find_spec", lambda name: None if name == "pyarrow" else name)
    with pytest.raises(pc.CollectionError, match=r"pyarrow.*pip install 'policycompare\[scale\]'"):
        pc.cascade(collection((*NATION, law("法", DOGS))), tmp_path / "out")
    assert not (tmp_path / "out").exists()
