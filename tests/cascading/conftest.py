from __future__ import annotations

import shutil

import pandas as pd
import pytest

import policycompare as pc


@pytest.fixture(scope="session")
def data_sets():
    """Return what gives the bytes of everything that a run is judged by."""
    return _data_sets


def _data_sets(folder):
    names = ("links", "shifts", "provisions")
    files = [f for name in names for f in (folder / name).rglob("*.parquet")]
    files += [folder / f"{name}.parquet" for name in ("documents", "pairs", "problems", "families")]
    return {str(f.relative_to(folder)): f.read_bytes() for f in files}


@pytest.fixture(scope="session")
def few(made_up, tmp_path_factory):
    """A law of the made-up collection with two provinces and their cities: what a run needs that is stopped or killed."""
    folder = tmp_path_factory.mktemp("few")
    lines = pd.read_csv(made_up / "manifest.csv", dtype=str, keep_default_na=False)
    lines = lines[lines["id"].str.match("nation1(-青原|-云泽|$)")]
    lines.to_csv(folder / "manifest.csv", index=False)
    for name in lines["id"]:
        shutil.copy(made_up / f"{name}.txt", folder)
    return folder


@pytest.fixture(scope="session")
def few_done(few, tmp_path_factory):
    """What one process makes of the few."""
    done = pc.cascade(few, tmp_path_factory.mktemp("few-results") / "one")
    assert (len(done.documents), len(done.pairs)) == (5, 6)
    return done
