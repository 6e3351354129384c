from __future__ import annotations

import pytest

import policycompare as pc


@pytest.fixture(scope="module")
def pair():
    child = pc.parse(
        "措施\n一、燃气\n1.检查燃气管道。每月上报结果。\n2.更换老旧燃气灶具。\n二、用电\n3.整治飞线充电。\n", id="low"
    )
    parent = pc.parse(
        "意见\n一、燃气安全\n1.检查燃气管道。\n2.更换老旧燃气灶具。\n二、用电安全\n3.整治飞线充电。\n", id="high"
    )
    return pc.align(child, parent)


def test_chapters_show_how_many_of_their_measures_are_linked(pair):
    rows = pair.links_by("chapter").itertuples(index=False)
    assert [tuple(row)[:5] for row in rows] == [
        ("一、燃气", "一、燃气安全", 2, 2, 2),
        ("二、用电", "二、用电安全", 1, 1, 1),
    ]


def test_a_link_shows_the_clauses_that_carry_it(pair):
    clauses = pair.links_by("clause")
    first = clauses[clauses.child == "1"]
    assert first[["child_clause", "parent_clause", "child_text", "parent_text"]].to_numpy().tolist() == [
        ["1.1", "1.1", "检查燃气管道。", "检查燃气管道。"]
    ]
    assert set(zip(clauses.child, clauses.parent, strict=True)) == set(pair.link_of)


def test_points_are_rolled_up_to_their_measures_and_nothing_is_lost(to_nation):
    measures = to_nation.links_by("measure")
    assert measures["links"].sum() == len(to_nation.link_list)
    assert set(measures["parent"]) == {label.partition(".")[0] for label in to_nation.links["parent"]}
    assert any("重述" in notice for notice in measures.attrs["notices"])


def test_a_level_that_is_none_is_refused_with_those_that_are(pair):
    with pytest.raises(pc.AlignmentError, match=r"chapter.*measure.*clause"):
        pair.links_by("section")
