from __future__ import annotations

import json
import threading
import time

import pytest

from policycompare.analysing.assess import all_questions
from policycompare.assessing.asking import (
    ATTEMPTS,
    FAILURES,
    Pace,
    Reply,
    Signature,
    UnansweredError,
    answers_to,
)
from policycompare.messages import message

NONE = json.dumps({"links": [], "confidence": "sure", "why": "无"})
WHO = Signature("stub")
ONE = Pace(parallel=1)


@pytest.fixture
def questions(pair):
    return all_questions(pair).questions


def test_every_question_gets_its_own_answer_whatever_the_order(questions):
    def reader(messages):
        time.sleep(0.002 * (hash(messages[1]["content"]) % 5))
        return Reply(NONE, 10, 2)

    found = dict(answers_to(questions * 5, reader, WHO, Pace(parallel=6)))
    assert set(found) == set(questions)
    assert all(row.child.label == question.child.label for question, row in found.items())
    assert {(row.tokens_sent, row.tokens_received) for row in found.values()} == {(10, 2)}


def test_a_refused_answer_is_asked_for_again_with_the_reason_and_without_its_words(question):
    seen = []

    def reader(messages):
        seen.append(messages)
        return NONE if len(seen) == 2 else "我认为全部都对应！"

    [(_, row)] = answers_to([question], reader, WHO)
    assert (row.state, len(row.raw), row.refusals) == ("taken", 2, ("不是完整的 JSON",))
    assert "不是完整的 JSON" in seen[1][-1]["content"]
    assert "我认为" not in str(seen[1])


def test_a_provision_whose_answers_are_all_refused_is_left_to_people(question):
    [(_, row)] = answers_to([question], lambda _messages: "{}", WHO)
    assert (row.state, row.answer, len(row.raw)) == ("refused", None, ATTEMPTS)


def test_a_question_that_gets_no_answer_does_not_stop_the_others(questions):
    def reader(messages):
        if "三色容器" in messages[1]["content"].partition("上级的候选")[0]:
            raise UnansweredError(message("asking"))
        return NONE

    missed = []
    found = list(answers_to(questions, reader, WHO, ONE, lambda question, _: missed.append(question.child.label)))
    assert (len(found), missed) == (3, ["2"])


def test_a_reader_that_is_out_of_order_is_not_asked_for_ever(questions):
    asked = []

    def reader(messages):
        asked.append(messages)
        time.sleep(0.01)
        raise UnansweredError(message("asking"))

    with pytest.raises(UnansweredError):
        list(answers_to(questions * 10, reader, WHO, ONE))
    assert FAILURES <= len(asked) < 40


def test_what_a_reader_raises_comes_as_it_is(questions):
    def reader(_messages):
        raise LookupError("out")

    with pytest.raises(LookupError, match="out"):
        list(answers_to(questions, reader, WHO))


def test_no_more_questions_are_under_way_than_wanted(questions):
    now, most, lock = 0, 0, threading.Lock()

    def reader(_messages):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.01)
        with lock:
            now -= 1
        return NONE

    list(answers_to(questions * 3, reader, WHO, Pace(parallel=2)))
    assert most == 2


def test_requests_keep_to_the_rate(questions):
    times = []
    list(answers_to(questions, lambda _m: times.append(time.monotonic()) or NONE, WHO, Pace(4, per_minute=1200)))
    assert max(times) - min(times) >= 0.14  # three gaps of 50 ms


def test_a_run_that_is_left_asks_no_further(questions):
    asked, gate = [], threading.Event()

    def reader(_messages):
        asked.append(1)
        if len(asked) > 1:
            gate.wait(5)
        return NONE

    running = answers_to(questions * 10, reader, WHO, ONE)
    next(running)
    running.close()
    gate.set()
    for thread in threading.enumerate():
        if thread.name == "policycompare-reader":
            thread.join(5)
    assert len(asked) <= 2
