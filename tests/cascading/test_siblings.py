from __future__ import annotations

import pandas as pd
import pytest

import policycompare as pc
from policycompare.cascading.collection_manifest import read_manifest
from policycompare.cascading.records import document_of

RULES = ("养犬人携带犬只外出应当使用牵引绳。", "犬只应当每年接种狂犬病疫苗。", "禁止遗弃犬只。")
OWN = {
    "东": "遛犬须牵绳，绳长不过两米。",
    "南": "携犬外出应当使用牵引绳，遛犬须牵绳。",
    "西": "携带犬只外出须使用牵引绳。",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A law and rules of three places under it, with an older version of one."""
    folder = tmp_path_factory.mktemp("dogs")
    rows = [("n", "养犬法", "nation", "", "2010-01-01")]
    texts = {"n": ("养犬法", RULES)}
    for number, (place, own) in enumerate(OWN.items()):
        title = f"{place}海市养犬条例"
        rows.append((f"c{number}", title, "city", f"{place}省", f"2020-01-0{number + 1}"))
        texts[f"c{number}"] = title, (own, *RULES[1:])
    for name, (title, bodies) in texts.items():
        articles = "".join(f"第{n}条 {body}\n" for n, body in zip("一二三", bodies, strict=True))
        (folder / f"{name}.txt").write_text(f"{title}\n{articles}", "utf-8")
    frame = pd.DataFrame(rows, columns=["id", "title", "level", "region", "date"])
    frame.to_csv(folder / "manifest.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def done(folder, tmp_path_factory):
    """What one process makes of them with siblings."""
    return pc.cascade(folder, tmp_path_factory.mktemp("dogs-results") / "out", siblings=True)


def test_links_with_siblings_are_exactly_those_of_align_with_them_beside(done, folder):
    entries, _ = read_manifest(folder)
    documents = {e.id: document_of(e, (folder / e.file).read_bytes()) for e in entries}
    alone = pc.align(documents["c0"], documents["n"], beside=[documents["c1"], documents["c2"]]).links
    here = done.links.query("child_document == 'c0'")
    assert set(done.pairs["child_document"]) == {"c0", "c1", "c2"}
    assert here["log_odds"].tolist() == alone["log_odds"].tolist()
    assert here[["child", "parent"]].to_numpy().tolist() == alone[["child", "parent"]].to_numpy().tolist()
    assert alone["log_odds"].tolist() != pc.align(documents["c0"], documents["n"]).links["log_odds"].tolist()


def test_what_is_kept_in_memory_changes_no_byte_with_siblings(done, folder, tmp_path, data_sets, monkeypatch):
    monkeypatch.setattr("policycompare.cascading.executor.KEPT", 1)
    monkeypatch.setattr("policycompare.aligning.candidate_scores.STEPS_KEPT", 1)
    pc.cascade(folder, tmp_path / "with", siblings=True)
    assert data_sets(tmp_path / "with") == data_sets(done.folder)


def test_without_siblings_nothing_stands_beside_and_the_parts_are_others(done, folder, tmp_path, data_sets):
    pc.cascade(folder, tmp_path / "out")
    plain = data_sets(tmp_path / "out")
    assert plain != data_sets(done.folder)
    assert pc.Cascade(tmp_path / "out").pairs.drop(columns="unkept").equals(done.pairs.drop(columns="unkept"))
    pc.cascade(folder, tmp_path / "with", siblings=True)
    assert data_sets(tmp_path / "with") == data_sets(done.folder)
