from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import policycompare as pc
from policycompare.cascading import cutoffs
from policycompare.cascading.collection_manifest import read_manifest
from policycompare.cascading.records import document_of

ENDS = ["child_document", "child", "parent_document", "parent"]


def plain(frame):
    return frame[ENDS].astype(str).to_numpy().tolist()


def test_the_run_says_its_cut_off_as_a_number(done):
    assert done.threshold == 0.5
    assert done.record["threshold"] == 0.5


def test_at_the_cut_off_of_the_run_the_links_are_those_of_the_run(done):
    same = done.at(0.5)
    assert plain(same.links) == plain(done.links)
    for name in ("probability", "relation", "shape", "group", "evidence"):
        assert same.links[name].tolist() == done.links[name].tolist()


def test_another_cut_off_gives_the_links_that_align_gives_there(few_done, few):
    entries, _ = read_manifest(few)
    documents = {e.id: document_of(e, (few / e.file).read_bytes()) for e in entries}
    for threshold in (0.1, 0.8):
        here = few_done.at(threshold).links
        for child, parent in (("nation1-青原", "nation1"), ("nation1-云泽-city", "nation1")):
            alone = pc.align(documents[child], documents[parent], threshold=threshold).links
            own = here.query("child_document == @child and parent_document == @parent")
            keys = ["child", "parent", "shape"]
            assert sorted(own[keys].astype(str).itertuples(index=False)) == sorted(
                alone[keys].astype(str).itertuples(index=False)
            )


def test_everything_that_follows_from_links_follows_the_cut_off(done):
    high = done.at(0.98)
    assert len(high.links) < len(done.links)
    assert len(high.adoptions) < len(done.adoptions)
    assert set(map(tuple, plain(high.shifts))) <= set(map(tuple, plain(high.links)))
    assert high.coverage()["share_mean"].sum() < done.coverage()["share_mean"].sum()


def test_a_cut_off_below_what_is_kept_is_refused(done):
    with pytest.raises(pc.CollectionError, match=r"0\.05"):
        done.at(0.01)


def test_a_sweep_counts_what_each_cut_off_gives(done):
    swept = done.sweep([0.1, 0.5, 0.9]).set_index("threshold")
    for threshold in (0.1, 0.5, 0.9):
        there = done.at(threshold)
        assert swept.loc[threshold, "links"] == len(there.links)
        assert swept.loc[threshold, "adoptions"] == len(there.adoptions)
    provisions = done.documents.set_index("document")["provisions"]
    compared = done.pairs.groupby("parent_document").size()
    share = done.adoptions.groupby("parent_document").size() / (provisions.reindex(compared.index) * compared)
    assert swept.loc[0.5, "mean_share"] == pytest.approx((share * compared).sum() / compared.sum())


def test_expected_adopters_are_those_of_the_probabilities():
    candidates = pd.DataFrame(
        {
            "child_document": ["a", "a", "b"], "child": ["1", "2", "1"], "parent_document": "p", "parent": ["1", "1", "1"],
            "probability": [0.5, 0.5, 0.9],
        }
    )  # fmt: skip
    pairs = pd.DataFrame({"child_document": ["a", "b"], "parent_document": "p"})
    provisions = pd.DataFrame({"document": ["p", "p"], "label": ["1", "2"]})
    found = cutoffs.expected(candidates, pairs, provisions, 0.6, dispersion=2.0)
    assert found["adopters"].tolist() == [1, 0]
    assert found["expected"].tolist() == pytest.approx([0.75 + 0.9, 0.0])
    assert found["deviation"].tolist() == pytest.approx([2 * np.sqrt(0.75 * 0.25 + 0.9 * 0.1), 0.0])
