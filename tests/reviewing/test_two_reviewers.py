"""Two people review the same documents at once: no answer is lost, and nobody is told otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

import policycompare as pc
from policycompare.deciding.decision_files import load, update
from policycompare.deciding.decisions import Decision
from policycompare.export.page import page
from policycompare.reading import parse
from policycompare.reviewing.session import Session
from policycompare.reviewing.terminal import question_text
from policycompare.tables.decision_sheet import decisions
from policycompare.tables.link_differences import LinkDifferences

LOW = parse("区措施\n1.落实安全包保责任制。\n2.建设滨海景观步道。\n3.加强加油站夜间检查，建立台账。\n", id="low")
HIGH = parse("市措施\n1.落实安全包保责任制。\n2.加强加油站检查。\n3.开展航空安全培训。\n", id="high")


@pytest.fixture(scope="module")
def al():
    return pc.align(LOW, HIGH)


def go_to(session, kind):
    while session.question.kind != kind:
        session.answer("s")
    return session


@pytest.fixture
def two(al, tmp_path):
    """Two sessions that stand at the same question before either has answered."""

    def started(kind):
        first = go_to(Session(al, tmp_path, who="王"), kind)
        second = go_to(Session(al, tmp_path, who="李"), kind)
        assert first.question.key == second.question.key
        return first, second

    return started


def test_the_second_of_two_opposite_answers_is_shown_the_first_and_both_stay_in_the_file(two):
    first, second = two("pair")
    assert first.answer("y") == "3 ↔ 2 确认"
    reply = second.answer("n")
    assert "王" in reply
    assert "确认" in reply
    rows = {row.who: row.verdict for row in load(first.path).rows}
    assert rows == {"王": "confirmed", "李": "rejected"}
    assert second.alignment.anchored.counts == {"disputed": 2}


def test_of_two_opposite_answers_neither_counts_until_a_person_chooses(two, al, tmp_path):
    first, second = two("gap")
    first.answer("3")
    second.answer("4")
    later = Session(al, tmp_path, who="赵")
    assert later.question.kind == "disputed"
    text = question_text(later.view(), colour=False)
    assert "王 判定：未承接 3 确认（不予采纳）" in text
    assert "李 判定：未承接 3 确认（待补）" in text
    assert later.alignment.gaps.set_index("parent").loc["3", "decided"] == ""
    later.answer("4")
    rows = load(later.path).rows
    assert [(row.who, row.reason) for row in rows] == [("赵", "待补")]
    assert later.alignment.anchored.counts == {"standing": 1}
    later.answer("z")
    assert {row.who for row in load(later.path).rows} == {"王", "李"}
    assert later.question.kind == "disputed"


def test_the_same_answer_of_two_people_is_one_row_with_both_names(two):
    first, second = two("addition")
    first.answer("y")
    second.answer("c 现场看过")
    assert second.answer("y") == "新增 2 确认"
    rows = load(first.path).rows
    assert [(row.who, row.comment) for row in rows] == [("王；李", "现场看过")]


def test_answers_to_different_questions_are_both_kept_without_a_word(two):
    first, second = two("addition")
    first.answer("y")
    go_to(second, "gap")
    assert second.answer("3") == "未承接 3 确认（不予采纳）"
    assert {row.who for row in load(first.path).rows} == {"王", "李"}


def test_taking_back_leaves_what_another_person_decided_since(two):
    first, second = two("addition")
    first.answer("y")
    second.answer("y")
    assert first.answer("z").startswith("已被他人改判")
    assert [row.who for row in load(first.path).rows] == ["王；李"]


def test_two_sittings_under_one_name_are_two_people(al, tmp_path):
    first, second = (go_to(Session(al, tmp_path, who="root"), "pair") for _ in range(2))
    first.answer("y")
    second.answer("n")
    assert second.alignment.anchored.counts == {"disputed": 2}
    rows = {row.who: row.verdict for row in load(first.path).rows}
    assert rows == {"root": "confirmed", "root（另一处）": "rejected"}


def test_a_link_against_the_confirmed_gap_of_another_is_asked_and_shown_in_workbook_and_page(al, tmp_path):
    alone = Decision("", "2", "confirmed", who="王").citing(None, HIGH.measures[1])
    link = Decision("3", "2", "confirmed", who="李").citing(LOW.measures[2], HIGH.measures[1])
    path = tmp_path / "low__high.csv"
    update(path, lambda found: replace(found, rows=(alone, link)))
    shown = al.with_decisions(load(path))
    sheet = decisions(LinkDifferences(shown))
    told = [str(cell) for row in sheet.rows for cell in row if "意见不一" in str(cell)]
    assert len(told) == 1
    assert "王" in told[0]
    assert "李" in told[0]
    assert "意见不一" in page([sheet])
    later = Session(al, tmp_path, who="赵")
    assert (later.question.kind, later.question.child, later.question.parent) == ("disputed", 2, 1)
    later.answer("y")
    assert [(row.who, row.parent) for row in load(path).rows] == [("赵", "2")]
    later.answer("z")
    assert {row.who for row in load(path).rows} == {"王", "李"}
    later.answer("n")
    assert {row.who: row.verdict for row in load(path).rows} == {"王": "confirmed", "赵": "rejected"}
