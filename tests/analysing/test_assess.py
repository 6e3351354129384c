from __future__ import annotations

import json
import math

import pandas as pd
import pytest

import policycompare as pc
from policycompare.analysing.assess import (
    MOST_CANDIDATES,
    Price,
    all_questions,
    assess,
    open_questions,
    unanswered,
)
from policycompare.analysing.questions import questions
from policycompare.analysing.trace import as_chain
from policycompare.assessing.records import Assessments
from policycompare.tables.cells import plain
from policycompare.tables.table_list import all_tables, comparison_of

CHILD = """某区食品摊贩管理细则
1.食品摊贩应当向街道办事处登记，领取登记卡。
2.食品摊贩应当公示登记卡，挂在摊位醒目处。
3.街道办事处每年对摊贩进行一次健康知识培训。
4.夜市由镇政府划定区域，错时经营。
"""
PARENT = """某市食品摊贩管理办法
1.食品摊贩实行登记制度。
2.食品摊贩应当公示登记信息。
3.从业人员应当有健康证明。
4.市场监管部门负责监督检查。
"""


def reader(links):
    """Return a reader that links what it is told to, by the labels of child and parent."""

    def read(messages):
        texts = messages[1]["content"]
        child = next(label for label, text in TEXTS.items() if text in texts.partition("上级的候选")[0])
        rows = []
        for parent in links.get(child, ()):
            quotes = {"child_quote": TEXTS[child][:6], "parent_quote": HIGH[parent][:6]}
            rows.append({"candidate": parent, "relation": "partial", **quotes, "confidence": "sure", "why": "一件事"})
        return json.dumps({"links": rows, "confidence": "sure", "why": "其余不是"}, ensure_ascii=False)

    return read


TEXTS = dict(line.split(".") for line in CHILD.splitlines()[1:])
HIGH = dict(line.split(".") for line in PARENT.splitlines()[1:])


@pytest.fixture(scope="module")
def before():
    return pc.align(pc.parse(CHILD, id="low"), pc.parse(PARENT, id="high"))


@pytest.fixture(scope="module")
def after(before):
    return assess(before, reader({"1": ["1"], "2": ["2"]}), which="all", model="qwen")


def methods(aligned):
    return {link.labels: link.method for link in aligned.link_list}


def test_what_the_reader_links_is_shown_as_its_own_with_its_relation(after):
    assert methods(after)["1", "1"] == methods(after)["2", "2"] == "assessor"
    assert set(after.links.loc[after.links["method"] == "assessor", "relation"]) == {"partial"}


def test_a_word_of_the_reader_moves_the_probability_and_does_not_replace_it(before, after):
    for pair, reading in after.readings.pairs.items():
        k = after.scores.pairs.at(*pair)
        was, now = before.probability[k], after.probability[k]
        assert now > was or was == 0.99 if reading.is_link else now < was
        assert 0 < now <= 0.99


def test_what_the_reader_said_stands_in_the_explanation_which_still_adds_up(after):
    explained = after.explain("1", "1")
    k = after.scores.pairs.at(0, 0)
    assert explained.contribution.sum() == pytest.approx(after.log_odds[k], abs=1e-5)
    said = explained[explained.feature == "reader"].contribution.item()
    assert said == pytest.approx(math.log(9), abs=1e-5)
    assert f"模型阅读（{said:+.1f}）" in explained.attrs["words"]


def test_a_person_decides_whatever_the_reader_says(after):
    decided = pd.DataFrame(
        {"child": ["1", "3"], "parent": ["1", "3"], "verdict": ["rejected", "confirmed"], "who": ["王", "王"]}
    )
    for order in ("decisions first", "reader first"):
        if order == "reader first":
            from policycompare.deciding.decision_files import read_decisions

            both = after.with_decisions(read_decisions(decided, after.child, after.parent))
        else:
            both = assess(
                pc.align(after.child, after.parent, decisions=decided), reader({"1": ["1"], "2": ["2"]}), which="all"
            )
        assert ("1", "1") not in methods(both)
        assert methods(both)["3", "3"] == "human"
        assert methods(both)["2", "2"] == "assessor"


def test_without_a_reader_nothing_is_another(before, after):
    assert after.with_assessments(Assessments()).links.equals(before.links)
    assert before.notices == ()


def test_where_reader_and_aligner_disagree_a_person_is_asked_first(before):
    sure = [link.labels for link in before.link_list]
    assert sure
    denied = assess(before, reader({"4": ["4"]}), which="all")
    asked = questions(denied)
    first = [question for question in asked if question.kind == "differing"]
    assert first == list(asked[: len(first)])
    places = {(denied.child.provisions[q.child].label, denied.parent.provisions[q.parent].label) for q in first}
    assert places == {*sure, ("4", "4")}
    once = [(question.child, question.parent) for question in asked]
    assert len(once) == len(set(once))


def test_a_question_offers_the_likeliest_candidates_and_stays_the_same_after_answers_and_decisions(before, after):
    asked = all_questions(before, candidates=2).questions
    assert [question.child.label for question in asked] == ["1", "2", "3", "4"]
    assert all(question.labels == tuple(before.candidates(question.child.label, 2)["parent"]) for question in asked)
    assert all_questions(after, candidates=2).questions == asked


def test_only_what_the_probability_leaves_open_is_asked_by_default(to_city):
    some, every = open_questions(to_city), all_questions(to_city)
    assert 0 < len(some.questions) < len(every.questions) == len(to_city.child.provisions)
    assert some.estimate.sent < every.estimate.sent
    assert every.estimate.cost(Price(2.0, 0.0)) == pytest.approx(every.estimate.sent * 2e-6)


def test_provisions_that_a_person_decided_on_whole_are_not_asked_about(before):
    some = [question.child.label for question in open_questions(before).questions]
    decided = pd.DataFrame({"child": some[:1], "parent": [""], "verdict": ["confirmed"]})
    left = open_questions(pc.align(before.child, before.parent, decisions=decided))
    assert [question.child.label for question in left.questions] == some[1:]


def test_a_provision_left_to_people_is_asked_about_again_only_when_the_user_says_so(before, tmp_path):
    stubborn = assess(before, lambda _messages: "不知道", which="all", record=tmp_path, model="qwen")
    assert (stubborn.readings.left, stubborn.readings.read) == ((0, 1, 2, 3), ())
    assert stubborn.links.equals(before.links)
    agenda, record = all_questions(before), stubborn.readings.assessments
    assert unanswered(agenda, record, "qwen").questions == ()
    assert len(unanswered(agenda, record, "qwen", again=True).questions) == 4


def test_agreement_says_how_far_each_two_agree_on_what_both_judged(after):
    decided = pd.DataFrame({"child": ["1", "2"], "parent": ["1", "1"], "verdict": ["confirmed", "rejected"]})
    from policycompare.deciding.decision_files import read_decisions

    found = pc.agreement(after.with_decisions(read_decisions(decided, after.child, after.parent)))
    assert list(zip(found["first"], found["second"], strict=True)) == [
        ("aligner", "assessor"),
        ("aligner", "human"),
        ("assessor", "human"),
    ]
    row = found.iloc[2]
    assert (row["pairs"], row["both"], row["only_first"], row["only_second"]) == (2, 1, 0, 0)
    assert (row["kappa"], row["f1"]) == (1.0, 1.0)
    first = found.iloc[0]
    assert first["pairs"] == 16
    by_hand = 2 * first["both"] / (2 * first["both"] + first["only_first"] + first["only_second"])
    assert first["f1"] == pytest.approx(by_hand)


def test_every_table_and_frame_says_who_read_what(after):
    [notice] = after.notices
    assert "qwen作第二读者，读了4条中的4条" in notice
    assert after.links.attrs["notices"] == [notice]
    tables = all_tables(as_chain(after))
    assert all(notice in table.notices for table in tables if table.slug != "units" and table.slug != "sources")
    assert any("κ＝" in note for note in tables[0].notes)


def test_the_comparison_table_names_the_reader_its_quotes_and_its_reason(after):
    table = comparison_of(after)
    rows = [dict(zip((column.key for column in table.columns), row, strict=True)) for row in table.rows]
    assert plain(rows[0]["method"]) == "模型阅读"
    assert "模型阅读（qwen）：部分，确定，“食品摊贩应当”↔“食品摊贩实行”；一件事" in rows[0]["evidence"]
    assert plain(rows[3]["method"]) == "模型阅读"  # read, and nothing found


def test_an_addition_is_not_the_readers_where_the_reader_found_a_link_that_was_not_believed(before):
    doubted = assess(before, reader({"4": ["4"]}), which="all", model="qwen")
    assert "4" in {provision.label for provision in doubted.added_provisions}
    table = comparison_of(doubted)
    assert plain(table.rows[3][table.position("method")]) == ""


@pytest.mark.parametrize(("options", "told"), [({"which": "some"}, "open"), ({"candidates": 0}, str(MOST_CANDIDATES))])
def test_what_cannot_be_meant_is_refused_with_the_way_out(before, options, told):
    with pytest.raises(pc.AssessmentError, match=told):
        assess(before, reader({}), **options)
