"""The second reader in the window: what is sent is what was shown, to whom was shown, and to nobody before."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from http.server import ThreadingHTTPServer

import pytest

from policycompare.assessing.stub import StubHandler, answer_by_rule, completion


class Reader:
    """A stand-in for a language model that keeps what it was sent."""

    def __init__(self):
        self.sent, self.go_on, self.status = [], threading.Event(), 200
        self.go_on.set()
        outer = self

        class Handler(StubHandler):
            def do_POST(self):  # noqa: N802
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.sent.append(request["messages"][-1]["content"])
                outer.go_on.wait(10)
                answer = json.dumps(answer_by_rule(outer.sent[-1]), ensure_ascii=False)
                self.reply(outer.status, completion(answer, request["model"]))

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # of a client that hung up
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture
def reader(monkeypatch):
    stub = Reader()
    monkeypatch.setenv("POLICYCOMPARE_ENDPOINT", stub.address)
    monkeypatch.setenv("POLICYCOMPARE_READER", "stub-1")
    yield stub
    stub.go_on.set()
    stub.server.shutdown()
    stub.server.server_close()


def reader_of(browser, address):
    return re.search(rf'href="({address}/reader/[^"]+)"', browser.get(f"{address}/result").text)[1]


def shown(page):
    return {"shown": re.search(r'name="shown" value="(\w+)"', page.text)[1]}


def asked(browser, place, which="?which=all"):
    """Say yes to what is shown, and return the page after the last answer."""
    page = browser.post(f"{place}/ask{which}", data=shown(browser.get(f"{place}{which}")))
    while "data-refresh" in page.text:
        time.sleep(0.02)
        page = browser.get(f"{place}/progress")
    return page


def test_without_an_endpoint_nobody_can_be_asked_and_questions_and_answers_go_by_file(browser, compared):
    assert ">请第二读者阅读<" not in browser.get(f"{compared}/result").text
    place = reader_of(browser, compared)
    page = browser.get(f"{place}?which=all")
    assert f"{place}/ask" not in page.text
    answer = browser.get(f"{place}/questions.jsonl?which=all")
    assert "attachment" in answer.headers["content-disposition"]
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len(lines) == 3
    replies = []
    for line in lines:
        text = json.dumps(answer_by_rule(line["body"]["messages"][-1]["content"]), ensure_ascii=False)
        replies.append({"custom_id": line["custom_id"], "response": {"body": completion(text, "qwen")}})
    file = "\n".join(json.dumps(reply, ensure_ascii=False) for reply in replies).encode()
    page = browser.post(f"{place}/answers", files={"files": ("回答.jsonl", file)})
    assert "读入回答 3 个，其中新的 3 个" in page.text
    assert "qwen 读了 3 条" in page.text
    again = browser.post(f"{place}/answers", files={"files": ("回答.jsonl", file)})
    assert "其中新的 0 个" in again.text
    assert "qwen作第二读者" in browser.get(f"{compared}/table").text


def test_before_anything_is_sent_it_is_said_how_much_of_what_goes_to_which_address(browser, compared, reader):
    assert ">请第二读者阅读<" in browser.get(f"{compared}/result").text
    page = browser.get(f"{reader_of(browser, compared)}?which=all").text
    assert f"{reader.address}/chat/completions" in page
    assert "（本机）" in page
    assert "stub-1" in page
    assert "3 个，每个附至多八条候选" in page
    assert re.search(r"[\d,]+ 字；发送至多约 [\d,]+ token", page)
    assert "第一条、第二条、第三条" in page
    assert "第一条、第二条、第三条、第四条" in page
    assert not reader.sent


def test_what_is_sent_is_what_was_counted_and_the_readings_stand_beside_the_programs(browser, compared, reader):
    place = reader_of(browser, compared)
    counted = int(re.search(r"([\d,]+) 字；", browser.get(f"{place}?which=all").text)[1].replace(",", ""))
    page = asked(browser, place)
    assert len(reader.sent) == 3
    assert sum(map(len, reader.sent)) < counted
    assert "3 问中已答 3 问" in page.text
    assert re.search(r"第二条</th>\s*<td>第三条（.*?，0\.\d\d）", page.text)
    assert "替身" in page.text or "两条都有" in page.text
    assert "stub-1作第二读者" in browser.get(f"{compared}/table").text
    assert "没有要问的了" in browser.get(f"{place}?which=all").text  # what the record answers is not asked again


@pytest.mark.usefixtures("reader")
def test_a_question_of_the_review_has_what_the_reader_said(browser, compared):
    review = re.search(rf'href="({compared}/review/[^"]+)"', browser.get(f"{compared}/result").text)[1]
    assert "模型阅读（stub-1）" not in browser.get(review).text
    asked(browser, reader_of(browser, compared))
    page = browser.get(review)
    for _ in range(9):
        if "模型阅读（stub-1）" in page.text:
            break
        key = re.search(r'name="question" value="([^"]*)"', page.text)[1]
        page = browser.post(review, data={"answer": "s", "question": key})
    assert "模型阅读（stub-1）" in page.text


def test_a_yes_to_other_questions_or_to_another_address_sends_nothing(browser, compared, reader, monkeypatch):
    place = reader_of(browser, compared)
    yes = shown(browser.get(f"{place}?which=all"))
    assert "什么也没有发送" in browser.post(f"{place}/ask", data=yes).text  # the open ones: other questions
    monkeypatch.setenv("POLICYCOMPARE_READER", "another")
    assert "什么也没有发送" in browser.post(f"{place}/ask?which=all", data=yes).text
    assert "什么也没有发送" in browser.post(f"{place}/ask?which=all").text
    assert not reader.sent


def test_another_machine_is_named_and_must_be_allowed_by_its_name(browser, compared, monkeypatch):
    monkeypatch.setenv("POLICYCOMPARE_ENDPOINT", "https://llm.office.example/v1")
    monkeypatch.setenv("POLICYCOMPARE_READER", "qwen")
    place = reader_of(browser, compared)
    page = browser.get(f"{place}?which=all")
    assert "（另一台电脑）" in page.text
    assert "可以离开本机，发送到 llm.office.example" in page.text
    answer = browser.post(f"{place}/ask?which=all", data=shown(page))
    assert "请先确认文字可以发送到 llm.office.example" in answer.text


def test_asking_can_be_stopped_and_what_was_answered_is_kept(browser, compared, reader, folder):
    place = reader_of(browser, compared)
    reader.go_on.clear()
    page = browser.post(f"{place}/ask?which=all", data=shown(browser.get(f"{place}?which=all")))
    assert "已答 0 问，共 3 问" in page.text
    page = browser.post(f"{place}/stop")
    assert "3 问中已答 0 问" in page.text
    assert "什么也没有改动" not in page.text
    reader.go_on.set()
    assert "3 问中已答 3 问" in asked(browser, place).text
    (record,) = folder.glob("*/assessments/*.jsonl")
    assert len(record.read_text("utf-8").splitlines()) == 3


def test_an_endpoint_that_refuses_is_said_on_the_page_and_nothing_is_lost(browser, compared, reader):
    reader.status = 401
    page = asked(browser, reader_of(browser, compared))
    assert 'role="alert"' in page.text
    assert "401" in page.text


def test_a_file_that_has_no_answers_is_refused_with_its_name(browser, compared):
    place = reader_of(browser, compared)
    page = browser.post(f"{place}/answers", files={"files": ("../笔记.txt", b"hello")})
    assert page.status_code == 400
    assert "笔记.txt" in page.text
    assert browser.post(f"{place}/answers").status_code == 400


WATCH = """
import sys
seen = []
sys.addaudithook(lambda event, given: seen.append(given[1]) if event == "socket.connect" else None)
sys.path.insert(0, sys.argv[1])
import re, pathlib, os, time
from conftest import entered, uploaded
os.environ.update(POLICYCOMPARE_ENDPOINT=sys.argv[2], POLICYCOMPARE_READER="stub", POLICYCOMPARE_API_KEY="k")
browser = entered(pathlib.Path(sys.argv[3]))
address = uploaded(browser).url.path
page = browser.post(f"{address}/compare")
while "data-refresh" in page.text:
    time.sleep(0.05)
    page = browser.get(f"{address}/progress")
place = re.search(rf'href="({address}/reader/[^"]+)"', page.text)[1]
review = re.search(rf'href="({address}/review/[^"]+)"', page.text)[1]
for each in ("/", address, f"{address}/table", review, f"{address}/check/0", f"{address}/all.zip", place,
             f"{place}?which=all", f"{place}/questions.jsonl?which=all"):
    assert browser.get(each).status_code == 200, each
print(seen)
yes = re.search(r'name="shown" value="(\\w+)"', browser.get(f"{place}?which=all").text)[1]
page = browser.post(f"{place}/ask?which=all", data={"shown": yes})
while "data-refresh" in page.text:
    time.sleep(0.05)
    page = browser.get(f"{place}/progress")
print(sorted(set(seen)))
"""


def test_no_connection_is_made_before_the_yes_and_after_it_one_to_the_address_that_was_named(reader, tmp_path):
    from pathlib import Path

    command = [sys.executable, "-c", WATCH, str(Path(__file__).parent), reader.address, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["[]", f"[('127.0.0.1', {reader.server.server_port})]"], done.stderr
