"""A collection compared by the sentence encoder besides; a small one stands for it, under the id of the model's own."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

import policycompare as pc
from policycompare.aligning.model import shipped_model
from policycompare.cascading.collection_manifest import read_manifest
from policycompare.cascading.fingerprint import fingerprint
from policycompare.cascading.parameters import Parameters, check_same
from policycompare.cascading.records import document_of
from policycompare.cascading.tasks import align_block
from policycompare.encoding.encoder import ENCODER_VARIABLE, installed_encoder

FITTED = str(shipped_model().further["encoded"].origin["encoder"])
LAW = (
    "养犬人携带犬只外出应当使用牵引绳，并及时清理犬只排泄的粪便。",
    "电梯维护保养单位应当每十五日检查一次制动器，并记录检查结果。",
)
OWN = ("携犬外出的，养犬人须束牵引绳并清理粪便。", "电梯的维护单位每半月检查制动器一次，检查结果记录在册。")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, law):
    found = tmp_path_factory.mktemp("meant") / "collection"
    found.mkdir()
    (found / "manifest.csv").write_text(
        "id,title,level,region,date\nn,养犬和电梯法,nation,,2010-01-01\nc,青石市养犬和电梯条例,city,鲁,2020-01-01\n",
        "utf-8",
    )
    (found / "n.txt").write_text(law("养犬和电梯法", *LAW), "utf-8")
    (found / "c.txt").write_text(law("青石市养犬和电梯条例", *OWN), "utf-8")
    return found


@pytest.fixture(autouse=True)
def of_model(small_encoder, tmp_path, monkeypatch):
    """Have a small encoder installed that says that it is the model's."""
    signs = "".join(dict.fromkeys("".join((*LAW, *OWN))))
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv(ENCODER_VARIABLE, str(small_encoder(tmp_path / "encoder", FITTED, signs)))
    installed_encoder.cache_clear()
    yield
    installed_encoder.cache_clear()


def test_a_collection_compared_by_meaning_has_the_links_of_align_and_names_its_encoder(folder, tmp_path):
    done = pc.cascade(folder, tmp_path / "out", meaning=True)
    entries, _ = read_manifest(folder)
    child, parent = (document_of(e, (folder / e.file).read_bytes()) for e in sorted(entries, key=lambda e: e.id))
    alone = pc.align(child, parent, meaning=True).links
    assert done.links["log_odds"].tolist() == alone["log_odds"].tolist() != []
    assert alone["log_odds"].tolist() != pc.align(child, parent).links["log_odds"].tolist()
    assert done.record["parameters"]["encoder"] == FITTED
    assert "--meaning" in done.record["command"]


def test_two_workers_compare_by_meaning_as_one_does(folder, tmp_path, data_sets):
    pc.cascade(folder, tmp_path / "one", meaning=True)
    pc.cascade(folder, tmp_path / "two", meaning=True, workers=2)
    assert data_sets(tmp_path / "one") == data_sets(tmp_path / "two")


def test_results_made_without_the_encoder_are_not_mixed_with_those_made_with_it(folder, tmp_path, data_sets):
    pc.cascade(folder, tmp_path / "fresh", meaning=True)
    plain = pc.cascade(folder, tmp_path / "out")
    assert plain.record["parameters"]["encoder"] == ""
    with pytest.raises(pc.ExportError, match="encoder"):
        pc.cascade(folder, tmp_path / "out", meaning=True)
    (tmp_path / "out" / "collection.json").write_text('{"status": "running"}', "utf-8")  # as if it had been stopped
    pc.cascade(folder, tmp_path / "out", meaning=True)
    assert data_sets(tmp_path / "out") == data_sets(tmp_path / "fresh")


def test_a_missing_or_other_encoder_is_told_before_anything_is_read(folder, tmp_path, monkeypatch, small_encoder):
    monkeypatch.setenv(ENCODER_VARIABLE, str(tmp_path / "nowhere"))
    installed_encoder.cache_clear()
    with pytest.raises(pc.PolicyCompareError, match="nowhere"):
        pc.cascade(folder, tmp_path / "out", meaning=True)
    monkeypatch.setenv(ENCODER_VARIABLE, str(small_encoder(tmp_path / "other", "1234567890ab-0987654321fe")))
    installed_encoder.cache_clear()
    with pytest.raises(pc.PolicyCompareError, match="1234567890ab"):
        pc.cascade(folder, tmp_path / "out", meaning=True)
    assert not (tmp_path / "out" / "collection.json").exists()


def test_a_worker_with_another_encoder_is_refused():
    with pytest.raises(pc.CollectionError, match="000000000000-111111111111"):
        align_block(fingerprint(), 0.5, (), "000000000000-111111111111", ())


def test_a_folder_of_before_there_was_an_encoder_goes_on_without_one(tmp_path):
    chosen = Parameters(0.5, "cited,subject")
    known = {name: value for name, value in asdict(chosen).items() if name != "encoder"}
    check_same(tmp_path, {"status": "complete", "parameters": known}, chosen)
    with pytest.raises(pc.ExportError, match="encoder"):
        check_same(tmp_path, {"status": "complete", "parameters": known}, replace(chosen, encoder=FITTED))
