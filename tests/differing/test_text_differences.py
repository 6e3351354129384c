from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policycompare.differing import phrases, words
from policycompare.differing.phrases import Normalisers, Phrase, crossing
from policycompare.differing.runs import of_child, of_parent
from policycompare.differing.text_differences import differences, normalisers_of, runs_to_show
from policycompare.language.normalise import normaliser

TEXT = st.text(alphabet="企业应当可以每季度报告区市应急局，。\n<&", max_size=25)
PHRASES = st.lists(
    st.sampled_from(
        [
            "区应急局每季度组织检查",
            "市应急局每年组织检查",
            "企业应当及时报告隐患",
            "鼓励公众举报",
            "由街道负责",
            "整改到位",
            "",
        ]
    ),
    max_size=7,
)
NORMALISERS = Normalisers(normaliser(()), normaliser(("区",)))


def written(parts):
    return [(r.text, r.meaning) for r in parts]


def assert_both_come_back(parent, child, normalisers):
    parts = differences(child, parent, normalisers)
    assert "".join(r.text for r in of_child(parts)) == child
    assert "".join(r.text for r in of_parent(parts)) == parent


@settings(deadline=None)
@given(TEXT, TEXT)
def test_both_texts_can_be_put_together_again(parent, child):
    assert_both_come_back(parent, child, NORMALISERS)
    assert_both_come_back(parent, child, None)


@settings(deadline=None)
@given(PHRASES, PHRASES, st.sampled_from(["，", "。", "\n", "；”"]))
def test_both_texts_can_be_put_together_again_when_phrases_move(parent, child, mark):
    assert_both_come_back(mark.join(parent), mark.join(child) + "。", NORMALISERS)


def test_both_texts_of_every_link_can_be_put_together_again(chain):
    for aligned in chain.alignments.values():
        for row in aligned.links.itertuples():
            parts = differences(row.child_text, row.parent_text, normalisers_of(aligned.child, aligned.parent))
            assert "".join(r.text for r in of_child(parts)) == row.child_text
            assert "".join(r.text for r in of_parent(parts)) == row.parent_text


def test_an_agency_that_is_only_localised_is_one_run_and_no_change(chongming, shanghai):
    parts = differences("由区应急局负责检查。", "由市应急局负责检查。", normalisers_of(chongming, shanghai))
    localised = [r for r in parts if r.meaning == "localised"]
    assert [(r.above, r.text) for r in localised] == [("市应急局", "区应急局")]
    assert {r.meaning for r in parts} == {"same", "localised"}


def test_a_word_that_grows_weaker_is_marked_and_so_is_one_that_grows_stronger():
    weaker = differences("企业可以定期报告情况。", "企业应当定期报告情况。")
    assert [(r.text, r.mark) for r in weaker if r.meaning == "added"] == [("可以", "weaker")]
    stronger = differences("企业应当定期报告情况。", "鼓励企业定期报告情况。")
    assert ("应当", "stronger") in [
        (r.text, r.mark) for r in differences("企业应当定期报告情况。", "企业可以定期报告情况。")
    ]
    assert all(r.mark != "weaker" for r in stronger)


def test_nothing_is_marked_in_a_text_that_did_not_change():
    assert not [r for r in differences("企业应当每季度检查情况。", "企业应当每季度检查情况。") if r.mark]


def test_a_clause_that_moved_is_shown_as_moved():
    parts = differences(
        "落实主体责任。及时消除隐患，定期开展风险评估。", "定期开展风险评估，及时消除隐患。落实主体责任。"
    )
    moved_in = "".join(r.text for r in parts if r.meaning == "moved_in")
    moved_out = "".join(r.text for r in parts if r.meaning == "moved_out")
    assert "定期开展风险评估" in moved_in
    assert "定期开展风险评估" in moved_out
    assert "定期开展风险评估" not in "".join(r.text for r in parts if r.meaning in ("added", "removed"))


def test_few_words_in_common_do_not_make_confetti():
    parent = "把安全放到发展大局中谋划，提高考核评价体系里安全生产约束性指标的分值。"
    child = "将安全生产纳入经济社会发展全局，加大经济社会发展考核评价体系中安全生产底线指标的权重。"
    changed = [r for r in differences(child, parent) if r.meaning != "same"]
    same = [r.text for r in differences(child, parent) if r.meaning == "same"]
    assert len(changed) <= 10
    assert not [text for text in same[1:-1] if len(text) < 2]


def test_a_word_is_never_cut_in_two():
    parts = differences("加强检验工作。", "加强检查工作。")
    assert ("检查", "removed") in written(parts)
    assert ("检验", "added") in written(parts)


@pytest.mark.parametrize("text", ["", "落实责任。", "<b>&amp;", "𬭚䶮〔2022〕"])
def test_a_text_does_not_differ_from_itself(text):
    assert all(r.meaning == "same" for r in differences(text, text))


@settings(deadline=None)
@given(st.data(), st.lists(st.sampled_from("甲乙丙丁"), max_size=8), st.lists(st.sampled_from("甲乙丙丁"), max_size=8))
def test_what_is_out_of_order_is_found_as_by_looking_at_all_other_text(data, above, below):
    old, new = ([Phrase(text, text) for text in side] for side in (above, below))
    count = data.draw(st.integers(0, min(len(old), len(new))))
    upper = data.draw(st.permutations(range(len(old))))[:count]
    lower = sorted(data.draw(st.permutations(range(len(new))))[:count])
    pairs = list(zip(lower, upper, strict=True))
    plainly = [
        (j, i)
        for j, i in pairs
        if any(text in above[i + 1 :] for text in below[:j])
        or any(text in above[:i] for text in below[j + 1 :])
        or any((i - other) * (j - its) < 0 for its, other in pairs)
    ]
    assert crossing(pairs, new, old) == plainly


def test_a_long_text_in_another_order_is_compared_in_time_that_grows_with_its_length():
    parts = [f"第{n}项任务由责任部门负责落实，" for n in range(10_000)]
    old, new = "".join(parts), "".join(parts[::-1])
    started = time.process_time()
    assert_both_come_back(old, new, None)
    assert time.process_time() - started < 20


def test_a_text_beyond_all_measure_is_shown_as_replaced_and_both_come_back(monkeypatch):
    monkeypatch.setattr(words, "MOST_CELLS", 10)
    monkeypatch.setattr(phrases, "MOST_PHRASES", 10)
    old, new = "企业应当每年检查，公布结果，报告情况，落实责任。", "学校可以每季度检查，公开结果，报送情况，落实任务。"
    assert_both_come_back(old, new, NORMALISERS)
    assert [r.meaning for r in differences(new, old)] == ["removed", "added"]


def test_long_texts_are_compared_in_time_that_grows_with_their_length():
    old = "".join(f"第{n}项任务由责任部门负责落实，" for n in range(3000))
    new = "".join(f"第{n}项工作由责任单位负责落实，" for n in range(3000))
    started = time.process_time()
    assert_both_come_back(old, new, None)
    assert time.process_time() - started < 20


def test_texts_with_little_in_common_are_shown_without_marks_and_others_with_them():
    parent, child = "建立安全生产责任制，明确岗位职责。", "建立应急队伍，配备救援装备，开展联合演练。"
    apart = runs_to_show(child, parent)
    assert not apart.alike
    assert [(r.text, r.meaning) for r in (*apart.child, *apart.parent)] == [(child, "same"), (parent, "same")]
    near = runs_to_show("企业应当每季度检查。", "企业应当每年检查。")
    assert near.alike
    assert ("每季度", "added") in written(near.child)
    assert ("每年", "removed") in written(near.parent)
