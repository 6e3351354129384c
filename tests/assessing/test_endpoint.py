from __future__ import annotations

import pickle
import time

import pytest

from policycompare.assessing import endpoint as module
from policycompare.assessing.asking import UnansweredError
from policycompare.assessing.endpoint import Endpoint, is_loopback, key_for
from policycompare.errors import AssessmentError

KEY = "sk-Geheim0123456789"
CHAT = [{"role": "user", "content": "问"}]


@pytest.fixture
def endpoint(server):
    return Endpoint(server.url, "stub", key=KEY, backoff=0, timeout=5)


def test_a_reply_comes_with_its_text_and_the_request_has_key_model_and_schema(endpoint, server, plans):
    server.plans = [plans.says("答")]
    assert endpoint(CHAT).text == "答"
    headers, body = server.requests[0]
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert (body["model"], body["temperature"], body["response_format"]["type"]) == ("stub", 0, "json_schema")
    assert {name.lower() for name in headers} <= {
        "host", "accept-encoding", "content-length", "content-type", "accept", "user-agent", "authorization"
    }  # fmt: skip


@pytest.mark.parametrize("first", ["429", "500", "cut body", "cut stream"])
def test_what_passes_is_tried_again(endpoint, server, plans, first):
    failing = {
        "429": plans.status(429, "slow down", ("Retry-After", "0")),
        "500": plans.status(500),
        "cut body": plans.cut_body,
        "cut stream": plans.cut_stream,
    }[first]
    server.plans = [failing, failing, plans.says("答")]
    assert endpoint(CHAT).text == "答"
    assert len(server.requests) == 3


def test_a_server_is_given_the_time_that_it_asks_for_but_no_whole_day(endpoint, server, plans, monkeypatch):
    waits = []
    monkeypatch.setattr(time, "sleep", waits.append)
    server.plans = [plans.status(429, "", ("Retry-After", "7")), plans.status(503, "", ("Retry-After", "86400"))]
    server.plans.append(plans.says("答"))
    assert endpoint(CHAT).text == "答"
    assert waits == [7, module.LONGEST_WAIT]


@pytest.mark.parametrize(("number", "told"), [(429, "繁忙"), (500, "繁忙或故障"), (503, "稍后再运行")])
def test_a_server_that_stays_busy_costs_one_question(endpoint, server, plans, number, told):
    server.plans = [plans.status(number)] * 10
    with pytest.raises(UnansweredError, match=told):
        endpoint(CHAT)
    assert len(server.requests) == 1 + module.RETRIES


def test_a_stream_that_is_cut_each_time_costs_one_question(endpoint, server, plans):
    server.plans = [plans.cut_stream] * 10
    with pytest.raises(UnansweredError, match="没有得到完整的回答"):
        endpoint(CHAT)


def test_a_reply_that_does_not_come_in_time_costs_one_question(server, plans):
    server.plans = [plans.slow] * 10
    with pytest.raises(UnansweredError, match="没有得到完整的回答"):
        Endpoint(server.url, "stub", timeout=0.02, backoff=0)(CHAT)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (401, "密钥被拒绝"),
        (403, "POLICYCOMPARE_API_KEY"),
        (404, "没有模型 stub"),
        (400, "请求被拒绝"),
        (307, "请求被拒绝"),
    ],
)
def test_what_no_retry_mends_ends_the_run_and_never_tells_the_key(endpoint, server, plans, number, told):
    server.plans = [plans.status(number, f"Incorrect key {KEY}", ("Location", "http://example.invalid/"))] * 3
    with pytest.raises(AssessmentError, match=told) as caught:
        endpoint(CHAT)
    assert not isinstance(caught.value, UnansweredError)
    assert KEY not in f"{caught.value} {caught.value!r} {endpoint!r} {vars(caught.value)}"


def test_a_server_that_knows_no_schema_is_asked_for_json_and_then_for_words_alone(endpoint, server, plans):
    server.plans = [plans.status(400), plans.status(422), plans.says("答"), plans.says("又答")]
    assert [endpoint(CHAT).text, endpoint(CHAT).text] == ["答", "又答"]
    formats = [body.get("response_format", {}).get("type") for _, body in server.requests]
    assert formats == ["json_schema", "json_object", None, None]


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"choices": []}', b"<html>", b'{"choices": [{"message": {}}]}']
)
def test_a_reply_that_is_no_chat_completion_is_told(endpoint, server, body):
    def odd(handler, _body):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    server.plans = [odd]
    with pytest.raises(UnansweredError, match="chat completions"):
        endpoint(CHAT)


def test_nobody_at_the_address_is_told_at_once(server):
    server.close()
    with pytest.raises(AssessmentError, match="没有应答"):
        Endpoint(server.url, "stub")(CHAT)


def test_proxies_and_keys_of_other_programs_in_the_environment_are_not_used(server, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.delenv("POLICYCOMPARE_API_KEY", raising=False)
    Endpoint(server.url, "stub", key=key_for("127.0.0.1"))(CHAT)
    assert "Authorization" not in server.requests[0][0]


@pytest.mark.parametrize(
    "address",
    ["", "localhost:8000", "ftp://127.0.0.1/v1", "file:///etc/passwd", "http://", f"http://u:{KEY}@127.0.0.1/v1",
     f"http://127.0.0.1/v1?key={KEY}", "http://[::1"],
)  # fmt: skip
def test_an_address_that_is_none_or_holds_a_key_is_refused_without_repeating_the_key(address):
    with pytest.raises(AssessmentError) as caught:
        Endpoint(address, "stub")
    assert KEY not in str(caught.value)


def test_a_key_that_would_smuggle_a_header_is_refused_and_an_endpoint_is_not_stored():
    with pytest.raises(AssessmentError, match="密钥里有不该有的字符"):
        Endpoint("http://127.0.0.1/v1", "stub", key=f"{KEY}\r\nX: y")
    with pytest.raises(TypeError):
        pickle.dumps(Endpoint("http://127.0.0.1/v1", "stub", key=KEY))


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("localhost", True), ("::1", True), ("10.1.2.3", False),
     ("127.0.0.1.example.org", False), ("localhost.example.org", False), ("0.0.0.0", False)],
)  # fmt: skip
def test_only_the_machine_itself_is_this_machine(host, here):
    assert is_loopback(host) is here


def test_the_key_comes_from_the_environment_first_and_then_from_the_keyring(monkeypatch):
    import sys
    from types import ModuleType

    ring, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    ring.get_password = lambda service, user: f"{service}/{user}"
    errors.KeyringError = type("KeyringError", (Exception,), {})
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    monkeypatch.setenv("POLICYCOMPARE_API_KEY", KEY)
    assert key_for("llm.office") == KEY
    monkeypatch.delenv("POLICYCOMPARE_API_KEY")
    assert key_for("llm.office") == "policycompare/llm.office"
