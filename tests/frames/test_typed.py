from __future__ import annotations

import pandas as pd

import policycompare as pc
from policycompare.frames import typed


def frame():
    return pd.DataFrame(
        {
            "document": ["b", "a", "b"],
            "parent_document": ["n", "n", "gone"],
            "parent": ["10", "9", "2.10"],
            "level": ["town", "province", ""],
            "date": ["2020-02-29", "", "2019"],
        }
    )


def test_labels_sort_as_numbers_levels_from_the_top_and_dates_as_dates():
    made = typed(frame())
    assert made.sort_values("parent")["parent"].tolist() == ["2.10", "9", "10"]
    assert made.sort_values("level")["document"].tolist() == ["a", "b", "b"]
    assert (made["level"] > "nation").tolist() == [True, True, False]
    assert made["date"].dt.year.dropna().tolist() == [2020]


def test_every_id_has_its_title_beside_it_and_an_unknown_one_an_empty_title():
    made = typed(frame(), {"a": "甲", "b": "乙", "n": "国"})
    assert made.columns.tolist()[:4] == ["document", "title", "parent_document", "parent_title"]
    assert (made["title"].tolist(), made["parent_title"].tolist()) == (["乙", "甲", "乙"], ["国", "国", ""])


def test_what_is_typed_already_and_the_frame_itself_stay():
    given = frame()
    twice = typed(typed(given, {}), {})
    pd.testing.assert_frame_equal(twice, typed(given, {}))
    assert given.columns.tolist() == ["document", "parent_document", "parent", "level", "date"]


def test_labels_of_an_alignment_sort_with_a_key_and_stay_strings():
    frame = pd.DataFrame({"child": ["10-1", "10", "9", "2.p2"]})
    assert frame.sort_values("child", key=pc.label_order)["child"].tolist() == ["2.p2", "9", "10", "10-1"]
