from __future__ import annotations

import pandas as pd
import pytest

import policycompare as pc
from policycompare.reading import parse

DECISIONS = pd.DataFrame(
    [("34", "36", "added"), ("3", "3", "rejected"), ("1", "2", "confirmed"), ("2", "1", "unsure")],
    columns=["child", "parent", "verdict"],
)


@pytest.fixture(scope="module")
def small():
    child = parse("某区措施\n1.落实重大危险源安全包保责任制。\n2.建设滨海景观步道。\n3.加强加油站检查。\n", id="low")
    parent = parse("某市措施\n1.落实重大危险源安全包保责任制。\n2.加强加油站检查。\n3.开展航空安全培训。\n", id="high")
    return child, parent


def decisions(*rows):
    return pd.DataFrame([dict.fromkeys(("child", "parent", "verdict"), "") | row for row in rows])


def test_what_people_decided_stands_whatever_the_model_says(to_city):
    decided = pc.align(to_city.child, to_city.parent, decisions=DECISIONS)
    links = decided.links.set_index(["child", "parent"])
    assert links.loc[("34", "36"), ["method", "probability"]].tolist() == ["human", 0.99]
    assert links.loc[("1", "2"), "method"] == "human"
    assert links.loc[("2", "1"), "method"] != "human"
    assert ("3", "3") not in links.index
    assert "3" in set(decided.additions.child)
    assert "34" not in set(decided.additions.child)


@pytest.mark.parametrize("threshold", [0.0, 0.99, 1.0])
def test_no_cut_off_takes_a_decision_away(to_city, threshold):
    decided = pc.align(to_city.child, to_city.parent, decisions=DECISIONS).at(threshold)
    pairs = set(zip(decided.links.child, decided.links.parent, strict=True))
    assert {("34", "36"), ("1", "2")} <= pairs
    assert ("3", "3") not in pairs


def test_all_else_stays_as_it_was(to_city):
    decided = pc.align(to_city.child, to_city.parent, decisions=DECISIONS)
    touched = {"34", "3", "1"}
    before, after = (
        set(map(tuple, al.links.loc[~al.links.child.isin(touched), ["child", "parent"]].to_numpy()))
        for al in (to_city, decided)
    )
    assert before == after


def test_a_persons_relation_and_a_persons_name_stand_in_the_links(small):
    row = {
        "child": "1",
        "parent": "1",
        "verdict": "confirmed",
        "relation": "partial",
        "who": "王",
        "when": "2026-11-24",
    }
    links = pc.align(*small, decisions=decisions(row)).links.set_index("child")
    assert links.loc["1", ["relation", "method", "decided"]].tolist() == ["partial", "human", "王, 2026-11-24"]
    assert links.loc["3", ["method", "decided"]].tolist() == ["rule", ""]


def test_a_confirmed_gap_and_addition_have_no_link_and_carry_the_reason(small):
    gap = {"parent": "2", "verdict": "confirmed", "reason": "不予采纳"}
    new = {"child": "1", "verdict": "confirmed"}
    al = pc.align(*small, decisions=decisions(gap, new))
    assert al.links.empty
    assert al.gaps.set_index("parent").loc["2", "reason"] == "不予采纳"
    assert al.gaps.set_index("parent").loc["3", "reason"] == "待定"
    assert {"1", "3"} <= set(al.additions.child)


def test_coverage_without_what_does_not_apply_follows_the_persons_reason(small):
    for reason, count in (("不适用于本级", 1), ("待补", 0)):
        al = pc.align(*small, decisions=decisions({"parent": "3", "verdict": "confirmed", "reason": reason}))
        assert al.coverage()[["covered", "not_applicable"]].to_numpy().tolist() == [[2, count]]
    assert pc.align(*small).coverage()["not_applicable"].tolist() == [0]


def test_a_link_that_a_person_confirmed_goes_before_a_confirmed_gap(small):
    al = pc.align(
        *small,
        decisions=decisions(
            {"child": "2", "parent": "3", "verdict": "added"}, {"parent": "3", "verdict": "confirmed", "reason": "待补"}
        ),
    )
    assert ("2", "3") in set(zip(al.links.child, al.links.parent, strict=True))
    assert al.decisions["state"].tolist() == ["standing", "superseded"]


def test_a_decision_at_fault_is_named_with_its_line_and_the_rest_is_used(small, write):
    path = write("child,parent,verdict\n999,1,confirmed\n1,1,yes\n2,3,added\n", "decisions.csv")
    al = pc.align(*small, decisions=path)
    assert al.decisions.attrs["problems"] == [f"{path}: 第3行：" + al.decisions.attrs["problems"][0].split("：", 1)[1]]
    assert "yes" in al.decisions.attrs["problems"][0]
    assert al.decisions[["was_child", "state"]].to_numpy().tolist() == [["999", "orphaned"], ["2", "standing"]]
    assert ("2", "3") in set(zip(al.links.child, al.links.parent, strict=True))


def test_a_folder_gives_each_pair_its_file_and_a_chain_hands_it_on(small, tmp_path):
    (tmp_path / "low__high.csv").write_text("child,parent,verdict\n2,3,added\n", "utf-8")
    assert "human" in set(pc.align(*small, decisions=tmp_path).links.method)
    chain = pc.trace([small[1], small[0]], decisions=tmp_path)
    assert "human" in set(chain.alignments[1, 0].links.method)
    assert pc.align(small[1], small[0], decisions=tmp_path).decisions.empty


def test_a_missing_file_or_column_is_named(small, write, tmp_path):
    with pytest.raises(pc.DecisionError, match="没有这个文件"):
        pc.align(*small, decisions=tmp_path / "none.csv")
    with pytest.raises(pc.DecisionError, match="缺少列 verdict"):
        pc.align(*small, decisions=write("child,parent\n1,1\n", "decisions.csv"))


def test_other_decisions_are_taken_without_comparing_again(small):
    al = pc.align(*small)
    frame = decisions({"child": "1", "parent": "1", "verdict": "rejected"})
    other = al.with_decisions(pc.align(*small, decisions=frame).anchored.decisions)
    assert other.scores.pairs is al.scores.pairs
    assert other.links["child"].tolist() == pc.align(*small, decisions=frame).links["child"].tolist()
