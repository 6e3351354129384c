from __future__ import annotations

import pandas as pd

from policycompare.cascading import study_collection


def test_the_collection_for_a_study_has_versions_covariates_and_three_spoilt_dates(tmp_path):
    folder = study_collection(tmp_path / "study")
    manifest = pd.read_csv(folder / "manifest.csv", dtype=str, keep_default_na=False)
    assert (manifest["level"] == "province").sum() > 30
    assert manifest["title"].duplicated().sum() == (manifest["id"].str.endswith("-2")).sum() > 5
    assert (manifest["date"] == "").sum() == 1
    covariates = pd.read_csv(folder / "covariates.csv")
    assert not covariates.duplicated(["region", "year"]).any()
    assert set(covariates["region"]) == set(manifest["region"]) - {""}
    assert "民法典" in (folder / f"{manifest['id'].iloc[-1]}.txt").read_text("utf-8")


def test_the_collection_for_a_study_is_always_the_same(tmp_path):
    one, two = (study_collection(tmp_path / name) for name in "ab")
    assert {f.name: f.read_bytes() for f in one.iterdir()} == {f.name: f.read_bytes() for f in two.iterdir()}
