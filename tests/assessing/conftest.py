from __future__ import annotations

import json
import threading
import time
from http.server import ThreadingHTTPServer

import pytest

import policycompare as pc
from policycompare.analysing.assess import all_questions
from policycompare.assessing.stub import StubHandler, answer_by_rule, completion

CHILD = """某区促进垃圾分类的实施办法
1.街道每季度检查一次分类投放点，并公布结果。
2.分类投放点应当配备三色容器。
3.收运车辆应当标明所运垃圾的种类。
4.对举报混装混运的居民给予奖励。
"""
PARENT = """某市促进垃圾分类的办法
1.区人民政府应当组织检查分类投放点。
2.分类投放点应当配备分类容器，容器按颜色区分。
3.收运单位不得混装混运，车辆应当标明种类。
4.市财政安排专项资金。
"""


@pytest.fixture(scope="session")
def pair():
    """Two short documents that are aligned."""
    return pc.align(pc.parse(CHILD, id="low"), pc.parse(PARENT, id="high"))


@pytest.fixture
def question(pair):
    return all_questions(pair).questions[0]


class Server:
    """A stub on the loopback address that does what a test says, and keeps what it was sent."""

    def __init__(self):
        self.requests, self.plans = [], []
        outer = self

        class Handler(StubHandler):
            def do_POST(self):  # noqa: N802
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append((dict(self.headers), body))
                plan = outer.plans.pop(0) if outer.plans else by_rule
                plan(self, body)

            do_GET = do_POST  # noqa: N815

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.handle_error = lambda *_: None  # of a client that hung up
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server():
    stub = Server()
    yield stub
    stub.close()


def by_rule(handler, body):
    user = next(each["content"] for each in body["messages"] if each["role"] == "user")
    handler.reply(200, completion(json.dumps(answer_by_rule(user), ensure_ascii=False), body["model"]))


def says(text):
    return lambda handler, body: handler.reply(200, completion(text, body["model"]))


def status(number, words="", *headers):
    return lambda handler, _body: handler.reply(number, {"error": {"message": words}}, headers)


def cut_body(handler, _body):
    handler.send_response(200)
    handler.send_header("Content-Length", "500")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [{"message": {"content": "{')
    handler.close_connection = True


def cut_stream(handler, _body):
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"20\r\n" + b'{"choices": [{"mess' + b"\r\n")
    handler.close_connection = True


def slow(handler, body):
    time.sleep(0.4)
    by_rule(handler, body)


class Plans:
    """What a server may do with a request."""

    by_rule, says, status = staticmethod(by_rule), staticmethod(says), staticmethod(status)
    cut_body, cut_stream, slow = staticmethod(cut_body), staticmethod(cut_stream), staticmethod(slow)


@pytest.fixture
def plans():
    return Plans
