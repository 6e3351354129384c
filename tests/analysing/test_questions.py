from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import policycompare as pc
from policycompare.analysing.questions import SHOWN, WORTH_ASKING, Question, adapted_probability, questions
from policycompare.reading import parse

LOW = parse(
    "区措施\n1.落实安全包保责任制。\n2.建设滨海景观步道。\n3.加强加油站夜间检查，建立台账。\n4.清理占道堆放物。\n",
    id="low",
)
HIGH = parse("市措施\n1.落实安全包保责任制。\n2.加强加油站检查。\n3.开展航空安全培训。\n", id="high")


@pytest.fixture(scope="module")
def al():
    return pc.align(LOW, HIGH)


def decided(al, *rows):
    frame = pd.DataFrame([dict.fromkeys(("child", "parent", "verdict"), "") | row for row in rows])
    return pc.align(al.child, al.parent, decisions=frame)


def test_every_link_addition_and_gap_is_asked_about_once(al):
    found = questions(al)
    assert len({question.key for question in found}) == len(found)
    by_subject = {"pair": al.links, "addition": al.additions, "gap": al.gaps}
    for subject, rows in by_subject.items():
        assert sum(question.subject == subject for question in found) >= len(rows)
    positions = {(q.child, q.parent) for q in found if q.subject == "pair"}
    assert {(link.child_position, link.parent_position) for link in al.link_list} <= positions


def test_what_an_answer_puts_right_most_is_asked_first_and_what_is_only_localised_last(al):
    worth = [question.worth for question in questions(al)]
    assert worth == sorted(worth, reverse=True)
    assert worth[-1] == 0
    last = questions(al)[-1]
    assert (last.child, last.parent) == (0, 0)


def test_candidates_are_the_likeliest_of_which_nothing_is_decided(to_city):
    rejected = to_city.additions.iloc[0]
    al = decided(to_city, {"child": rejected.child, "parent": rejected.nearest, "verdict": "rejected"})
    position = al.child.position_of[rejected.child]
    question = next(q for q in questions(al) if q.subject == "addition" and q.child == position)
    assert al.parent.position_of[rejected.nearest] not in question.candidates
    assert len(question.candidates) <= SHOWN
    chances = [al.scores.probability_of(*question.pair_with(k)) for k in question.candidates]
    assert question.worth == pytest.approx(adapted_sum(al, question), abs=1e-12)
    assert len(chances) == len(set(question.candidates))


def adapted_sum(al, question):
    chances = adapted_probability(al)
    return sum(chances[al.scores.pairs.at(*question.pair_with(k))] for k in question.candidates)


def test_nothing_is_asked_twice_not_even_what_was_left_unsure(al):
    for verdict in ("confirmed", "rejected", "unsure"):
        again = questions(decided(al, {"child": "3", "parent": "2", "verdict": verdict}))
        assert (2, 1) not in [(q.child, q.parent) for q in again]
    for verdict in ("confirmed", "unsure"):
        again = questions(decided(al, {"child": "2", "verdict": verdict}, {"parent": "3", "verdict": verdict}))
        assert not [q for q in again if (q.child, q.parent) in ((1, -1), (-1, 2))]


def test_a_likely_second_link_of_provisions_that_both_have_one_is_asked_about(to_city):
    scores, linked = to_city.scores, to_city.is_link
    both = np.isin(scores.pairs.rows, scores.pairs.rows[linked]) & np.isin(
        scores.pairs.columns, scores.pairs.columns[linked]
    )
    expected = np.flatnonzero(~linked & both & (scores.probability >= WORTH_ASKING))
    asked = {(q.child, q.parent) for q in questions(to_city) if q.subject == "pair"}
    assert len(expected)
    assert {(int(scores.pairs.rows[k]), int(scores.pairs.columns[k])) for k in expected} <= asked


def test_decisions_move_the_order_and_no_probability_that_is_shown(to_city):
    rows = [
        {"child": row.child, "parent": row.parent, "verdict": "confirmed" if k % 2 else "rejected"}
        for k, row in enumerate(to_city.least_certain(12).itertuples())
    ]
    al = decided(to_city, *rows)
    assert np.array_equal(al.scores.probability, to_city.scores.probability)
    assert not np.allclose(adapted_probability(al), al.scores.probability)
    assert np.array_equal(adapted_probability(to_city), to_city.scores.probability)


def test_a_question_names_its_subject_and_takes_a_candidate_on_the_missing_side():
    gap, addition, pair = Question("gap", -1, 4), Question("addition", 3, -1), Question("pair", 3, 4)
    assert [q.subject for q in (gap, addition, pair)] == ["gap", "addition", "pair"]
    assert gap.pair_with(7) == (7, 4)
    assert addition.pair_with(7) == (3, 7)
