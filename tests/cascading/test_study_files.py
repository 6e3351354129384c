from __future__ import annotations

import hashlib
import io
import json

import pandas as pd
import pytest
from lxml import etree

import policycompare as pc
from policycompare.cascading.study_files import csv_bytes, meaning
from policycompare.frames import noticed


def csv_of(done, name):
    return pd.read_csv(done.folder / "csv" / f"{name}.csv", encoding="utf-8-sig", keep_default_na=False, dtype=str)


def package(done):
    return json.loads((done.folder / "datapackage.json").read_text("utf-8"))


ANSWERS = ["adoptions", "first_adopters", "coverage", "panel", "likeness", "strength", "sideways", "expected", "sweep"]


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_is_there_as_parquet_and_as_csv_with_the_same_rows(few_done, name):
    made = getattr(few_done, name)
    made = made() if callable(made) else made
    parquet = pd.read_parquet(few_done.folder / f"{name}.parquet")
    written = csv_of(few_done, name)
    assert len(made) == len(parquet) == len(written)
    assert list(parquet.columns) == list(made.columns) == list(written.columns)[: len(made.columns)]
    assert set(written.get("notice", pd.Series(dtype=str))) <= {"；".join(few_done.notices)}
    for column in made.columns[made.dtypes == "float64"]:
        assert written[column].replace("", "nan").astype(float).tolist() == pytest.approx(
            made[column].tolist(), nan_ok=True
        )


def test_dates_have_no_time_of_day_and_yes_is_one():
    frame = pd.DataFrame(
        {"date": pd.to_datetime(["2020-01-31", None]), "formal": [True, False], "text": ["=1+1", "甲,乙"]}
    )
    assert csv_bytes(noticed(frame, ["样本"])).decode("utf-8-sig").splitlines() == [
        "date,formal,text,notice",
        "2020-01-31,1,'=1+1,样本",
        ',0,"甲,乙",样本',
    ]


def test_a_date_in_parquet_is_a_date(few_done):
    import pyarrow.parquet as pq

    schema = pq.read_schema(few_done.folder / "adoptions.parquet")
    assert str(schema.field("adopted_date").type) == "date32[day]"


def test_every_column_of_every_table_is_explained_and_stata_can_name_it(few_done):
    for resource in package(few_done)["resources"]:
        for field in resource["schema"]["fields"]:
            name = field["name"]
            assert meaning(resource["name"], name), (resource["name"], name)
            assert name.isascii(), name
            assert name.isidentifier(), name
            assert len(name) <= 32, name
    assert "| `adopted_date` | date |" in (few_done.folder / "codebook.md").read_text("utf-8")


def test_stata_reads_what_is_written(few_done, tmp_path):
    frame = csv_of(few_done, "adoptions").astype({"probability": float})
    frame.to_stata(tmp_path / "x.dta", version=118, write_index=False)
    again = pd.read_stata(tmp_path / "x.dta")
    assert again["parent_title"].tolist() == frame["parent_title"].tolist()
    assert again["probability"].tolist() == frame["probability"].tolist()


def test_the_data_package_has_size_and_hash_of_every_csv(few_done):
    told = package(few_done)
    for resource in told["resources"]:
        content = (few_done.folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        head = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", nrows=0)
        assert list(head.columns) == [field["name"] for field in resource["schema"]["fields"]]
    assert told["parameters"]["threshold"] == 0.5
    assert len(told["inputs"]["manifest_sha256"]) == 64
    assert told["command"].startswith("policycompare cascade few")


def test_a_network_has_every_document_and_every_link(few_done):
    tree = etree.fromstring((few_done.folder / "provisions.graphml").read_bytes())
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    nodes = {node.get("id") for node in tree.iterfind(".//g:node", space)}
    edges = [(edge.get("source"), edge.get("target")) for edge in tree.iterfind(".//g:edge", space)]
    assert len(edges) == len(few_done.links)
    assert {end for edge in edges for end in edge} <= nodes
    documents = etree.fromstring((few_done.folder / "documents.graphml").read_bytes())
    weights = [int(data.text) for data in documents.iterfind(".//g:edge/g:data[@key='edge_weight']", space)]
    assert sum(weights) == len(few_done.links)
    assert len(weights) == len(csv_of(few_done, "edges_documents"))


def test_the_citation_names_version_software_and_command(few_done):
    import yaml

    told = yaml.safe_load((few_done.folder / "CITATION.cff").read_text("utf-8"))
    assert (told["type"], told["version"]) == ("dataset", few_done.record["id"])
    text = (few_done.folder / "CITATION.txt").read_text("utf-8")
    assert str(few_done.record["command"]) in text
    assert few_done.notices[0] in text


def test_links_are_handed_on_as_mappings(few_done):
    lines = (few_done.folder / "mappings.sssom.tsv").read_text("utf-8").splitlines()
    assert len([line for line in lines if line.startswith("akn:")]) == len(few_done.links)


def test_a_run_with_another_threshold_does_not_replace_the_first_silently(few, tmp_path):
    done = pc.cascade(few, tmp_path / "out")
    before = (tmp_path / "out" / "csv" / "links.csv").read_bytes()
    with pytest.raises(pc.ExportError, match=r"threshold 0\.5 ≠ 0\.7.*--out"):
        pc.cascade(few, tmp_path / "out", threshold=0.7)
    with pytest.raises(pc.ExportError, match="parents"):
        pc.cascade(few, tmp_path / "out", parents="cited")
    given = pd.DataFrame({"child": ["nation1-青原"], "parent": ["nation1"]})
    with pytest.raises(pc.ExportError, match="parents"):
        pc.cascade(few, tmp_path / "out", parents=given)
    assert (tmp_path / "out" / "csv" / "links.csv").read_bytes() == before
    # The same parameters, said or not, go on in the same folder and give the same id.
    again = pc.cascade(few, tmp_path / "out", threshold=0.5)
    assert again.record["id"] == done.record["id"]
    assert again.record["earlier"] == []


def test_what_other_documents_gave_before_is_told(collection, tmp_path, law):
    nation = ("n", "中华人民共和国养犬法", "nation", "", "2010-01-01")
    folder = collection((*nation, law("法", "养犬人应当使用牵引绳，并及时清理犬只的粪便。")))
    first = pc.cascade(folder, tmp_path / "out").record["id"]
    (folder / "n.txt").write_text(law("法", "电梯每十五日检查一次制动器，并记录结果。"), "utf-8")
    record = pc.cascade(folder, tmp_path / "out").record
    assert record["id"] != first
    assert [run["id"] for run in record["earlier"]] == [first]
