from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.aligning.explanation import common_words, in_unit
from policycompare.aligning.features import FEATURES


@pytest.mark.parametrize(
    ("feature", "value", "shown"),
    [
        ("letters_child_rank", 1.0, "第1名"),
        ("meaning_parent_rank", 0.25, "第4名"),
        ("letters_parent_share", 0.431, "43%"),
        ("meaning_child_stands_out", 0.5, "高出2.0个标准差"),
        ("phrase_letters", 0.5, ""),
    ],
)
def test_a_value_is_shown_in_the_unit_it_has(feature, value, shown):
    assert in_unit(feature, value) == shown


def test_no_feature_has_a_value_that_cannot_be_shown():
    assert all(isinstance(in_unit(feature, 0.0), str) for feature in FEATURES.keys)


def test_what_two_provisions_have_common_words_is_counted_and_times_are_equated():
    found = common_words("企业应当在30日内报告事故", "企业应当在三十日内报告隐患")
    assert found == "共有词3个（占下级词语的75%）；期限30日内 = 三十日内"
    assert common_words("企业应当每年两次演练", "街道应当每半年巡查").endswith("频次每年两次 = 每半年")
    assert common_words("甲", "乙") == ""


def test_the_sentence_of_an_explanation_names_common_words_and_units():
    filler = "2.建设实训基地。\n3.公布举报电话。\n"
    child, parent = (
        pc.parse(f"措施\n1.危险化学品企业应当在{days}内完成重大危险源备案，公布责任人名单。\n{filler}")
        for days in ("15日", "十五日")
    )
    said = pc.align(child, parent).explain("1", "2").attrs["words"]
    assert "共有词" not in said
    child, parent = (
        pc.parse(f"措施\n1.{start}企业应当在{days}内完成重大危险源备案。\n{filler}")
        for start, days in (("辖区", "15日"), ("化工", "十五日"))
    )
    said = pc.align(child, parent).explain("1", "1").attrs["words"]
    assert "期限15日内 = 十五日内" in said
    assert "共有词" in said
