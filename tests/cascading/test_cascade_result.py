"""The frames of a collection as a person gets them."""

from __future__ import annotations

import pandas as pd
import pytest

import policycompare as pc


def test_adoptions_and_documents_merge_without_clashing_columns(few_done):
    merged = few_done.adoptions.merge(few_done.documents)
    assert len(merged) == len(few_done.adoptions)
    assert not [name for name in merged.columns if name.endswith(("_x", "_y"))]
    assert {"sha256", "children"} <= set(merged.columns)


def test_links_take_the_documents_of_either_side(few_done):
    both = few_done.links.merge(few_done.documents.add_prefix("child_")).merge(few_done.documents.add_prefix("parent_"))
    assert len(both) == len(few_done.links)
    assert (both["child_level"] > both["parent_level"]).all()
    assert not [name for name in both.columns if name.endswith(("_x", "_y"))]


@pytest.mark.parametrize("name", ["links", "shifts", "pairs", "provisions", "families", "adoptions", "problems"])
def test_every_frame_that_names_documents_has_their_titles(few_done, name):
    frame = getattr(few_done, name)
    ids = [column for column in frame.columns if column.endswith("document")]
    assert ids
    for column in ids:
        title = "title" if column == "document" else column.replace("_document", "_title")
        known = few_done.documents.set_index("document")["title"]
        assert frame[title].tolist() == frame[column].map(known).tolist()


def test_dates_are_dates_and_articles_stand_in_their_order(few_done):
    assert few_done.documents["date"].dtype.kind == "M"
    assert few_done.adoptions["date"].dtype.kind == "M"
    first = few_done.links.sort_values("child")["child"].astype(str)
    assert first.map(int).is_monotonic_increasing


def test_the_share_of_any_document_grows_with_their_number_and_the_mean_does_not(few_done):
    frame = few_done.coverage()
    assert (frame["share_mean"] <= frame["share_any"] + 1e-9).all()
    alone = frame[frame["documents"] == 1]
    pd.testing.assert_series_equal(alone["share_mean"], alone["share_any"], check_names=False)


def test_a_document_that_is_not_there_is_named_with_those_that_are(few_done):
    with pytest.raises(pc.CollectionError, match=r"nope.*nation1"):
        few_done.diffusion("nope")
    with pytest.raises(pc.CollectionError, match=r"nope.*nation1"):
        few_done.matrix("nope")
    with pytest.raises(pc.CollectionError, match="500"):
        few_done.diffusion("nation1", "500")
    with pytest.raises(pc.CollectionError, match="provinces"):
        few_done.matrix("nation1", "provinces")


@pytest.mark.parametrize("threshold", ["0.5", None, [0.5], True])
def test_a_cut_off_or_a_number_of_pairs_that_is_none_is_named(few_done, threshold):
    with pytest.raises(pc.CollectionError, match="threshold"):
        few_done.at(threshold)
    with pytest.raises(pc.CollectionError, match="n "):
        few_done.sample("ten")


def test_a_level_is_taken_in_chinese_too(few_done):
    assert len(few_done.diffusion("nation1", level="省")) == len(few_done.diffusion("nation1", level="province")) > 0
