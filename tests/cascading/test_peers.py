from __future__ import annotations

from itertools import combinations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from policycompare.cascading import peers
from policycompare.cascading.peers import families, families_across_levels, near_copies
from policycompare.language.provision_kinds import is_formal

CLAUSES = [
    "推行花园园长制，由街道办事处负责人担任园长并公示联系电话",
    "沿海地段应当选用耐盐碱的本地植物，台风过后七日内补植",
    "核算结果可以用于抵扣同一地块的绿化异地建设费",
    "夜间为务工人员提供免费座位、热水和充电服务",
    "读者交换自有图书可以获得积分，积分可以兑换门票",
]
TEXTS = st.lists(
    st.tuples(st.permutations(range(5)).map(lambda order: order[:3]), st.sampled_from(["。", "，每年一次。", "，并公布。"])),
    min_size=1, max_size=12,
).map(lambda all_of_them: sorted({"，".join(CLAUSES[k] for k in order) + end for order, end in all_of_them}))  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_near_copies_are_those_of_a_plain_comparison_of_all_pairs(texts):
    plain = {(j, i) for i, j in combinations(range(len(texts)), 2) if fuzz.ratio(texts[j], texts[i]) >= 80}
    assert set(zip(*(side.tolist() for side in near_copies(texts)), strict=True)) == plain


def test_blocks_do_not_change_what_is_found(monkeypatch):
    texts = [f"{a}，{b}。" for a in CLAUSES for b in CLAUSES]
    whole = [side.tolist() for side in near_copies(texts)]
    monkeypatch.setattr(peers, "BLOCK_CELLS", 1)
    assert [side.tolist() for side in near_copies(texts)] == whole


def frames(*rows):
    """Return provisions and documents of (document, place, date, text)."""
    provisions = pd.DataFrame(
        [(d, "1", 0, text, is_formal(text)) for d, _, _, text in rows],
        columns=["document", "label", "position", "normal", "formal"],
    )
    documents = pd.DataFrame(
        [(d, "city", place, "鲁", date, "") for d, place, date, _ in rows],
        columns=["document", "level", "place", "region", "date", "doubt"],
    )
    return provisions, documents


def since(documents):
    """Return the times of frames whose provisions stand since the document's date."""
    frame = pd.DataFrame({"document": documents["document"], "label": "1", "since_date": documents["date"]})
    return frame.set_index(["document", "label"])


def links(*rows):
    return pd.DataFrame(rows, columns=["child_document", "child"])


def spread(rows, *linked):
    provisions, documents = frames(*rows)
    return families(provisions, documents, links(*linked), since(documents))


NEW = CLAUSES[0] + "，" + CLAUSES[1] + "。"


def test_who_had_it_first_and_who_followed():
    rows = [
        ("c", "丙市", "2022-01-01", NEW),
        ("a", "甲市", "2020-01-01", NEW),
        ("b", "乙市", "2021-01-01", NEW + "每年一次"),
    ]
    found = spread(rows)
    assert found[["rank", "document", "source_document", "days"]].to_numpy().tolist() == [
        [1, "a", "a", 0],
        [2, "b", "a", 366],
        [3, "c", "a", 731],
    ]
    assert found["invention"].all()
    assert found["likeness"].between(0.9, 1).all()


def test_what_came_from_above_is_no_invention():
    rows = [("a", "甲市", "2020-01-01", NEW), ("b", "乙市", "2021-01-01", NEW)]
    assert not spread(rows, ("a", "1"))["invention"].any()
    assert spread(rows, ("b", "1"))["invention"].all()


def test_one_place_alone_formal_articles_and_undated_documents_make_no_family():
    formal = "本条例自公布之日起施行，原有的管理办法、实施细则和补充规定同时废止，此前已经受理的按照原规定办理。"
    for rows in (
        [("a", "甲市", "2020-01-01", NEW), ("b", "甲市", "2021-01-01", NEW)],
        [("a", "甲市", "2020-01-01", formal), ("b", "乙市", "2021-01-01", formal)],
        [("a", "甲市", "", NEW), ("b", "乙市", "2021-01-01", NEW)],
    ):
        assert spread(rows).empty


def test_a_thousand_identical_documents_are_one_family():
    rows = [(f"d{k:03}", f"第{k}市", f"2020-01-{k % 28 + 1:02}", NEW) for k in range(1000)]
    found = spread(rows)
    assert len(found) == 1000
    assert set(found["family"]) == {1}
    assert (found["source_document"] == "d000").all()


def test_a_document_whose_date_is_doubtful_invents_nothing():
    rows = [("a", "甲市", "2007-12-14", NEW), ("b", "乙市", "2020-01-01", NEW), ("c", "丙市", "2021-01-01", NEW)]
    provisions, documents = frames(*rows)
    doubtful = documents.assign(doubt=["anachronism", "", ""])
    found = families(provisions, doubtful, links(), since(documents))
    assert found["document"].tolist() == ["b", "c"]


def test_versions_of_one_regulation_are_one_member_of_a_family():
    rows = [("a10", "甲市", "2010-01-01", NEW), ("a20", "甲市", "2020-01-01", NEW), ("b", "乙市", "2015-01-01", NEW)]
    assert spread(rows)["document"].tolist() == ["a10", "b"]


def across(*rows, known=()):
    """Return the families across levels of (document, level, place, date, text)."""
    provisions = pd.DataFrame(
        [(d, "1", 0, text, is_formal(text)) for d, _, _, _, text in rows],
        columns=["document", "label", "position", "normal", "formal"],
    )
    documents = pd.DataFrame(
        [(d, level, place, "鲁", date, "") for d, level, place, date, _ in rows],
        columns=["document", "level", "place", "region", "date", "doubt"],
    )
    columns = ["child_document", "child", "parent_document", "parent"]
    return families_across_levels(provisions, documents, pd.DataFrame(known, columns=columns), since(documents))


def test_a_local_rule_before_the_national_one_went_up_and_from_there_down():
    found = across(
        ("city", "city", "青石市", "2010-01-01", NEW),
        ("law", "nation", "", "2015-01-01", NEW),
        ("other", "city", "白屿市", "2016-01-01", NEW),
        ("town", "town", "石河镇", "2017-01-01", NEW),
    )
    assert found[["document", "source_level", "days", "direction"]].to_numpy().tolist() == [
        ["city", "city", 0, "first"],
        ["law", "city", 1826, "up"],
        ["other", "city", 2191, "sideways"],
        ["town", "city", 2557, "down"],
    ]


def test_what_came_down_is_told_from_what_has_a_link_and_from_one_day():
    found = across(
        ("law", "nation", "", "2010-01-01", NEW),
        ("province", "province", "甲省", "2012-01-01", NEW),
        ("city", "city", "青石市", "2010-01-01", NEW),
        known=[("province", "1", "law", "1")],
    )
    assert found[["document", "direction", "linked"]].to_numpy().tolist() == [
        ["law", "first", False],
        ["city", "same day", False],
        ["province", "down", True],
    ]


def test_a_family_of_one_level_or_without_a_date_is_not_one_across_levels():
    assert across(("a", "city", "甲市", "2010-01-01", NEW), ("b", "city", "乙市", "2011-01-01", NEW)).empty
    assert across(("a", "city", "甲市", "", NEW), ("b", "nation", "", "2011-01-01", NEW)).empty
