from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import policycompare as pc
from policycompare.analysing.trace import as_chain
from policycompare.catalog.store import shipped_folder
from policycompare.reading import parse
from policycompare.tables import all_tables


def document(*bodies, name="child"):
    return parse("措施\n" + "".join(f"{n}.{body}\n" for n, body in enumerate(bodies, 1)), id=name)


def test_every_stand_in_link_that_is_known_by_construction_is_found(to_city):
    frame = pc.evaluate(to_city, shipped_folder() / "shanghai" / "known_links.csv")
    assert frame.loc["links", "f1"] >= 0.98
    assert frame.loc["gaps", "f1"] == 1.0


def test_the_links_frame_has_the_contracts_columns_and_the_notices(to_city, to_nation):
    assert to_city.links.columns.tolist()[:7] == [
        "child", "parent", "probability", "relation", "evidence", "child_text", "parent_text",
    ]  # fmt: skip
    for frame in (to_city.links, to_city.additions, to_city.gaps, to_city.coverage(), to_city.sensitivity()):
        assert any("替代样本" in notice for notice in frame.attrs["notices"])
    assert any("重述" in notice for notice in to_nation.links.attrs["notices"])


def test_points_of_the_nation_are_cited_and_roll_up_to_its_measures(to_nation):
    assert "5.1" in set(to_nation.links.parent)
    assert to_nation.coverage(level="clause").total.tolist() == [71]
    assert to_nation.coverage(level="measure").total.tolist() == [15]
    assert len(to_nation.coverage(by="chapter")) == 15


def test_links_additions_and_gaps_account_for_every_provision(to_city, to_nation):
    for aligned in (to_city, to_nation):
        assert set(aligned.links.child) | set(aligned.additions.child) == set(aligned.child.by_label)
        assert set(aligned.links.parent) | set(aligned.gaps.parent) == set(aligned.parent.by_label)
        assert not set(aligned.links.child) & set(aligned.additions.child)
        assert not set(aligned.links.parent) & set(aligned.gaps.parent)


def test_a_measure_split_in_two_and_two_merged_in_one_are_linked_many_to_many(to_city):
    links = set(zip(to_city.links.child, to_city.links.parent, strict=True))
    assert {("28", "27"), ("29", "27")} <= links
    assert {("47", "43"), ("47", "44")} <= links


def test_a_higher_threshold_only_takes_links_away(to_nation):
    before = None
    for threshold in (0.05, 0.2, 0.5, 0.7, 0.9, 0.99):
        links = set(map(tuple, to_nation.at(threshold).links[["child", "parent"]].to_numpy()))
        assert before is None or links <= before
        before = links
    assert len(to_nation.at(0.0).links) == len(to_nation.scores.pairs)


def test_probabilities_are_shown_at_most_as_99_percent_and_are_one_number_everywhere(to_city):
    assert to_city.probabilities.to_numpy().max() == 0.99
    assert len(np.unique(to_city.scores.log_odds[to_city.scores.log_odds > 5])) > 5
    row = to_city.links.iloc[0]
    shown = to_city.candidates(row.child).set_index("parent").loc[row.parent]
    assert shown.probability == row.probability == to_city.probabilities.loc[row.child, row.parent]
    assert shown.linked


@pytest.mark.parametrize("name", ["chongming", "shanghai", "national"])
def test_a_document_aligned_with_itself_links_every_provision_to_itself_by_rule(name, request):
    doc = request.getfixturevalue(name)
    aligned = pc.align(doc, doc)
    assert (np.diag(aligned.probabilities.to_numpy()) == 0.99).all()
    own = aligned.links[aligned.links.child == aligned.links.parent]
    assert len(own) == len(doc.provisions)
    assert set(own.method) == {"rule"}
    assert set(own.relation) == {"equivalent"}
    assert (own.change[own["shape"] == "single"] == "").all()


def test_evidence_clauses_stand_in_their_sources_where_they_say(to_city):
    for link in to_city.link_list:
        for pair in link.clause_pairs:
            assert pair.child.span.of(to_city.child.text) == pair.child.text
            assert pair.parent.span.of(to_city.parent.text) == pair.parent.text
            assert 0 <= pair.child_share <= 1 + 1e-9


def test_an_explanation_adds_up_to_the_log_odds_above_the_threshold(to_city):
    row = to_city.links[to_city.links.method == "model"].iloc[0]
    for aligned in (to_city, to_city.at(0.8)):
        explained = aligned.explain(row.child, row.parent)
        needed = math.log(aligned.threshold / (1 - aligned.threshold))
        assert explained.contribution.sum() == pytest.approx(row.log_odds - needed)
        assert explained.feature.iloc[0] == "start"
        assert explained.feature.iloc[-1] == "threshold"
        assert explained.attrs["words"].startswith("概率 0.")


def test_an_explanation_of_a_refusal_says_what_speaks_against_and_that_it_is_one(to_city):
    refused = to_city.candidates(to_city.links.child.iloc[0], 9)
    refused = refused[~refused.linked].iloc[-1]
    words = to_city.explain(to_city.links.child.iloc[0], refused.parent).attrs["words"]
    assert "未达到判定线 0.50" in words
    assert "反对：无" not in words


def test_the_same_input_gives_the_same_links_to_the_bit(to_city):
    again = pc.align("chongming", "shanghai")
    assert again.links.equals(to_city.links)
    assert (again.scores.log_odds == to_city.scores.log_odds).all()


def test_a_label_that_is_not_there_is_named(to_city):
    with pytest.raises(pc.AlignmentError, match="没有第 99 条"):
        to_city.explain("99", "1")


@pytest.mark.parametrize("threshold", [-0.1, 1.5])
def test_a_threshold_outside_0_to_1_is_refused(to_city, threshold):
    with pytest.raises(pc.AlignmentError, match="阈值"):
        to_city.at(threshold)


def test_a_document_without_provisions_is_refused_by_name(chongming):
    with pytest.raises(pc.AlignmentError, match="policycompare read"):
        pc.align(parse("一封信\n"), chongming)


BODIES = st.lists(
    st.text(alphabet="安全生产责任检查，。ab1𬭚（）\x00", min_size=1, max_size=30), min_size=1, max_size=6
)


@settings(deadline=None, max_examples=60)
@example(["a", "\x01"], ["a", "（1）"])
@given(BODIES, BODIES)
def test_odd_documents_give_finite_numbers_and_no_error(left, right):
    child, parent = document("甲", *left), document("乙", *right, name="parent")
    aligned = pc.align(child, parent)
    assert np.isfinite(aligned.scores.log_odds).all()
    for frame in (
        aligned.links,
        aligned.additions,
        aligned.gaps,
        aligned.coverage(level="clause"),
        aligned.sensitivity(),
    ):
        assert not frame.isna().any().any()


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.sampled_from(["一、", "二、", "1.", "（一）", "第一条 ", "\n", "落实责任。", "（区应急局）"]), max_size=30
    )
)
def test_every_table_of_odd_documents_can_be_made(pieces):
    doc = parse("".join(pieces))
    if doc.provisions:
        for table in all_tables(as_chain(pc.align(doc, doc))):
            assert all(len(row) == len(table.columns) for row in table.rows)


def test_provisions_without_any_text_give_tables_all_the_same():
    doc = parse("一、")
    aligned = pc.align(doc, doc)
    assert aligned.coverage(level="clause")[["total", "covered", "share"]].to_numpy().tolist() == [[0, 0, 0]]
    assert all_tables(as_chain(aligned))


def test_ten_thousand_identical_provisions_give_a_result():
    many = document(*["落实安全责任。"] * 9_999)
    aligned = pc.align(many, many)
    assert np.isfinite(aligned.scores.log_odds).all()
    own = aligned.scores.pairs.rows == aligned.scores.pairs.columns
    assert own.sum() == len(many.provisions) == 9_999
    assert (aligned.probability[own] == 0.99).all()


@pytest.mark.parametrize("body", ["落实重大危险源安全包保责任制。", "安", "。", "（）"])
def test_one_provision_of_any_length_against_many_and_the_other_way_round(body, chongming):
    one = document(body, name="one")
    for aligned in (pc.align(one, chongming), pc.align(chongming, one), pc.align(one, one)):
        assert np.isfinite(aligned.scores.log_odds).all()
        assert len(aligned.links) + len(aligned.additions) >= 1
        assert not aligned.links.isna().any().any()
    assert len(pc.align(one, one).links) == 1


PLAIN = ["建立重大危险源安全包保责任制", "每季度组织应急演练", "公开举报电话并受理举报", "完善轨道交通运营机制"]
STYLES = (
    lambda n, body: f"{n}.{body}。\n",
    lambda n, body: f"{n}、{body}。\n\n\n",
    lambda n, body: f"第{'一二三四'[n - 1]}条 {body}。\n",
    lambda n, body: f"　　{n}．{body}。\r\n",
)


@pytest.mark.parametrize("style", STYLES[1:])
def test_blank_lines_and_the_style_of_numbers_change_no_link(style):
    def made(way, bodies, name):
        return parse("措施\n" + "".join(way(n, body) for n, body in enumerate(bodies, 1)), id=name)

    parent = made(STYLES[0], [PLAIN[2], PLAIN[0], PLAIN[3], "建设实训基地"], "parent")
    plain, other = (pc.align(made(way, PLAIN, "child"), parent) for way in (STYLES[0], style))
    columns = ["child", "parent", "probability", "relation", "shifts"]
    assert plain.links[columns].equals(other.links[columns])


def test_a_pair_that_was_not_compared_is_explained_too(to_city):
    pairs = set(zip(to_city.scores.pairs.rows.tolist(), to_city.scores.pairs.columns.tolist(), strict=True))
    j = next(j for j in range(78) if (0, j) not in pairs)
    explained = to_city.explain("1", to_city.parent.provisions[j].label)
    assert explained.empty
    assert "未作比较" in explained.attrs["words"]
    assert to_city.probabilities.iloc[0, j] == 0


def test_splits_and_merges_are_groups(to_city):
    groups = to_city.groups.set_index("children")
    assert groups.loc["28、29", ["shape", "parents"]].tolist() == ["split", "27"]
    assert groups.loc["47", ["shape", "parents"]].tolist() == ["merge", "43、44"]
    assert groups.links.sum() == len(to_city.links)
    assert set(to_city.links.change) <= {"", "split", "join", "renumbering", "substitution"}


def test_reordering_the_parent_keeps_near_copies_linked(shanghai):
    bodies = [m.text for m in shanghai.measures[:20]]
    aligned = pc.align(document(*bodies), document(*reversed(bodies), name="parent"))
    links = set(zip(aligned.links.child, aligned.links.parent, strict=True))
    assert {(str(n), str(21 - n)) for n in range(1, 21)} <= links


@settings(max_examples=20)
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_cut_off_never_adds_a_link(to_nation, one, other):
    low, high = sorted((one, other))
    assert set(to_nation.at(high).link_of) <= set(to_nation.at(low).link_of)


def test_candidates_and_least_certain_say_linked_where_the_links_do(small_pair):
    """A decided pair is a link at any cut-off, and a rejected one at none: in every view."""
    child, parent = small_pair
    confirmed = pc.align(child, parent, decisions=pd.DataFrame([{"child": "1", "parent": "2", "verdict": "confirmed"}]))
    strict = confirmed.at(0.995)
    assert ("1", "2") in strict.link_of
    assert strict.candidates("1").set_index("parent").linked["2"]
    rejected = pc.align(child, parent, decisions=pd.DataFrame([{"child": "1", "parent": "1", "verdict": "rejected"}]))
    lenient = rejected.at(0.0)
    assert ("1", "1") not in lenient.link_of
    assert not lenient.candidates("1").set_index("parent").linked["1"]
    rows = lenient.least_certain(20)
    linked = {(r.child, r.parent): r.linked for r in rows.itertuples()}
    assert all(flag == (pair in lenient.link_of) for pair, flag in linked.items())


@pytest.fixture(scope="module")
def small_pair():
    return document("加强燃气安全检查。", "开展用电隐患排查。"), document(
        "加强燃气安全检查。", "落实用电安全责任。", name="parent"
    )
