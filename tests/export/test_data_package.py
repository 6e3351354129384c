from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest

from policycompare.export.bundle import comparison_files


@pytest.fixture(scope="module")
def files(chain):
    return comparison_files(chain, figures=False)


def test_every_csv_is_described_with_its_columns_size_and_hash(files):
    package = json.loads(files["data/datapackage.json"])
    described = {f"data/{r['path']}": r for r in package["resources"]}
    assert set(described) == {name for name in files if name.endswith(".csv") and name.count("/") == 1}
    for name, resource in described.items():
        rows = list(csv.reader(io.StringIO(files[name].decode("utf-8-sig"))))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == rows[0]
        assert all(field["description"] for field in fields)
        assert resource["bytes"] == len(files[name])
        assert resource["hash"] == f"sha256:{hashlib.sha256(files[name]).hexdigest()}"
        for k, field in enumerate(fields):
            if field["type"] in ("integer", "number"):
                assert all(row[k] == "" or float(row[k]) is not None for row in rows[1:])


def test_the_package_says_which_documents_and_what_they_are(files, chain):
    package = json.loads(files["data/datapackage.json"])
    assert [s["sha256"] for s in package["sources"]] == [d.sha256 for d in chain.documents]
    assert [s["status"] for s in package["sources"]] == ["restated", "stand-in", "draft"]
    assert "替代样本" in package["description"]
    assert package["command"] == "policycompare compare chongming shanghai national"


def test_every_file_that_people_open_says_what_it_was_made_from(files, chain):
    import zipfile

    def text(name):
        if not name.endswith((".docx", ".xlsx")):
            return files[name].decode("utf-8-sig")
        with zipfile.ZipFile(io.BytesIO(files[name])) as archive:
            return "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml"))

    for name in ("data/comparison.docx", "data/by_parent.docx", "data/statement.docx", "对照表.xlsx", "对照表.html",
                 "data/comparison.json", "data/comparison.md"):  # fmt: skip
        content = text(name).replace("\\", "")
        for document in chain.documents:
            assert document.sha256 in content, name
        assert "替代样本，非官方文本" in content, name
        assert "policycompare compare chongming shanghai national" in content, name
