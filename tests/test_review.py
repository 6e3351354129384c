from __future__ import annotations

import pandas as pd
import pytest

import policycompare as pc

DECISIONS = pd.DataFrame(
    [("34", "36", "added"), ("3", "3", "rejected"), ("1", "2", "confirmed"), ("2", "1", "unsure")],
    columns=["child", "parent", "verdict"],
)


def test_what_people_decided_stands_whatever_the_model_says(to_city):
    decided = pc.align(to_city.child, to_city.parent, decisions=DECISIONS)
    links = decided.links.set_index(["child", "parent"])
    assert links.loc[("34", "36"), ["method", "probability"]].tolist() == ["human", 0.99]
    assert links.loc[("1", "2"), "method"] == "human"
    assert links.loc[("2", "1"), "method"] != "human"
    assert ("3", "3") not in links.index
    assert "3" in set(decided.additions.child)
    assert "34" not in set(decided.additions.child)
    assert decided.at(0.99).links.set_index(["child", "parent"]).loc[("34", "36"), "method"] == "human"


def test_all_else_stays_as_it_was(to_city):
    decided = pc.align(to_city.child, to_city.parent, decisions=DECISIONS)
    touched = {"34", "3", "1"}
    before, after = (
        set(map(tuple, al.links.loc[~al.links.child.isin(touched), ["child", "parent"]].to_numpy()))
        for al in (to_city, decided)
    )
    assert before == after


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("999,1,confirmed", "第2行：child “999”"),
        ("1,1,yes", "第2行：verdict “yes”"),
    ],
)
def test_a_decision_at_fault_is_named_with_its_line(to_city, write, line, says):
    path = write(f"child,parent,verdict\n{line}\n", "decisions.csv")
    with pytest.raises(pc.DecisionError, match=says):
        pc.align(to_city.child, to_city.parent, decisions=path)


def test_a_missing_file_or_column_is_named(to_city, write, tmp_path):
    with pytest.raises(pc.DecisionError, match="没有这个文件"):
        pc.align(to_city.child, to_city.parent, decisions=tmp_path / "none.csv")
    with pytest.raises(pc.DecisionError, match="缺少列 verdict"):
        pc.align(to_city.child, to_city.parent, decisions=write("child,parent\n1,1\n", "decisions.csv"))
