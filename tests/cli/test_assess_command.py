from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from http.server import ThreadingHTTPServer

import pytest

from policycompare.assessing.stub import StubHandler, answer_by_rule, completion
from policycompare.cli import assess_command
from policycompare.cli.main import main

KEY = "sk-Geheim0123456789"
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


class Handler(StubHandler):
    """The stand-in, for those who have the key and name its model."""

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.headers["Authorization"], body.decode()))
        if self.headers["Authorization"] != f"Bearer {KEY}":
            self.reply(401, {"error": f"wrong key: {self.headers['Authorization']}"})
        elif json.loads(body)["model"] != "stub":
            self.reply(404, {"error": "no such model"})
        else:
            answer = answer_by_rule(json.loads(body)["messages"][1]["content"])
            self.reply(200, completion(json.dumps(answer, ensure_ascii=False)))


@pytest.fixture
def server():
    stub = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub.seen = []
    threading.Thread(target=stub.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield stub
    stub.shutdown()
    stub.server_close()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "low.txt").write_text(CHILD, "utf-8")
    (tmp_path / "high.txt").write_text(PARENT, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICYCOMPARE_API_KEY", KEY)
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "data"))
    return tmp_path


PAIR = ("assess", "low.txt", "high.txt", "--all")


def at(server, *more):
    return [*PAIR, "--endpoint", f"http://127.0.0.1:{server.server_port}/v1", "--model", "stub", *more]


def files_with(folder, words):
    return [path for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


def test_a_run_asks_keeps_compares_and_has_the_key_nowhere(server, folder, capsys):
    assert main(at(server, "--yes")) == 0
    told = capsys.readouterr()
    assert "采用 4 个回答" in told.out
    assert "本机" in told.out
    assert main(at(server, "--yes")) == 0
    assert "不用再问" in capsys.readouterr().out
    assert len(server.seen) == 4
    assert main(["compare", "low.txt", "high.txt", "--no-figures", "--out", "comparison"]) == 0
    assert "模型阅读（某区促进垃圾分类的实施办法 → 某市促进垃圾分类的办法）" in capsys.readouterr().out
    assert files_with(folder / "comparison", "模型阅读")
    [page] = (folder / "comparison").glob("*.html")
    assert 'value="assessor"' in page.read_text("utf-8")
    [provenance] = map(json.loads, (path.read_text("utf-8") for path in folder.rglob("provenance.json")))
    assert provenance["assessments"]["low → high"]["models"] == ["stub"]
    assert "--assessments comparison/assessments" in provenance["command"]
    assert main(["align", "low.txt", "high.txt", "--assessments", "comparison/assessments"]) == 0
    assert ",assessor," in capsys.readouterr().out
    assert not files_with(folder, KEY)
    assert not files_with(folder, str(server.server_port))
    assert not [path for path in folder.rglob("*.jsonl") if "127.0.0.1" in path.read_text("utf-8")]


@pytest.mark.parametrize(
    ("more", "key", "told"),
    [
        ((), "sk-wrong", "密钥被拒绝"),
        (("--model", "other"), KEY, "没有模型 other"),
        (("--endpoint", "http://127.0.0.1:1/v1"), KEY, "没有应答"),
        (("--endpoint", f"http://u:{KEY}@127.0.0.1/v1"), KEY, "地址里带有密钥"),
        (("--endpoint", "不是地址"), KEY, "不是地址"),
        (("--candidates", "0"), KEY, "不在 1 与 50 之间"),
        (("--assessments", "low.txt/x.jsonl"), KEY, "无法"),
    ],
)
def test_what_cannot_work_ends_with_one_message_and_without_the_key(
    server, folder, capsys, monkeypatch, more, key, told
):
    monkeypatch.setenv("POLICYCOMPARE_API_KEY", key)
    assert main(at(server, "--yes", *more)) == 1
    out, err = capsys.readouterr()
    assert told in err.splitlines()[-1]
    assert key not in out + err
    assert "Traceback" not in err
    assert not files_with(folder, key)


def test_without_a_yes_or_a_named_host_nothing_is_sent(server, folder, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(at(server)) == 1
    assert "没有人在终端确认" in capsys.readouterr().err
    elsewhere = at(server, "--yes", "--endpoint", "http://llm.example.invalid/v1")
    assert main(elsewhere) == 1
    told = capsys.readouterr()
    assert "llm.example.invalid（另一台机器）" in told.out
    assert "--allow-host llm.example.invalid" in told.err
    assert not server.seen
    assert not list(folder.rglob("*.jsonl"))


class Terminal:
    def isatty(self):
        return True


@pytest.mark.parametrize(("said", "status", "sent"), [("y", 0, 4), ("是", 0, 4), ("n", 1, 0), ("", 1, 0)])
def test_in_a_terminal_it_says_what_it_takes_and_waits_for_a_yes(
    server, folder, capsys, monkeypatch, said, status, sent
):
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("builtins.input", lambda _question: said)
    assert main(at(server, "--price", "2,8")) == status
    assert "费用估计最多" in capsys.readouterr().out
    assert len(server.seen) == sent
    assert folder.joinpath("comparison").exists() is bool(sent)


def test_another_machine_is_asked_about_in_a_terminal(server, folder, capsys, monkeypatch):
    asked = []
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "n")
    assert main(at(server, "--yes", "--endpoint", "http://llm.example.invalid/v1")) == 1
    assert asked == ["这些文字可以离开本机吗？[y/N] "]
    assert "没有发送任何内容" in capsys.readouterr().err
    assert not list(folder.rglob("*.jsonl"))


def test_questions_go_out_and_answers_come_in_as_files(folder, capsys):
    assert main([*PAIR, "--export", "questions.jsonl", "--model", "qwen"]) == 0
    lines = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
    assert len({line["custom_id"] for line in lines}) == 4
    assert {line["url"] for line in lines} == {"/v1/chat/completions"}
    replies = []
    for line in lines:
        said = json.dumps(answer_by_rule(line["body"]["messages"][1]["content"]), ensure_ascii=False)
        body = completion(said, line["body"]["model"])
        replies.append({"custom_id": line["custom_id"], "response": {"status_code": 200, "body": body}, "error": None})
    replies[1]["response"] = None
    replies[2]["response"]["body"]["choices"][0]["message"]["content"] = "对应。"
    replies[3]["custom_id"] = "4-0000-0000"
    write_lines(folder / "answers.jsonl", replies)
    assert main([*PAIR, "--import", "answers.jsonl"]) == 1
    told = capsys.readouterr()
    assert "采用 1 个回答，其中新的 1 个" in told.out
    assert [f"第 {n} 行" in told.err for n in (2, 3, 4)] == [True] * 3
    write_lines(folder / "answers.jsonl", replies[:1])
    assert main([*PAIR, "--import", "answers.jsonl"]) == 0
    assert "其中新的 0 个" in capsys.readouterr().out
    [row] = map(json.loads, (folder / "comparison/assessments/low__high.jsonl").read_text("utf-8").splitlines())
    assert row["model"] == "qwen"
    assert main([*PAIR, "--export", "rest.jsonl"]) == 0
    assert len((folder / "rest.jsonl").read_text("utf-8").splitlines()) == 3
    assert main([*PAIR, "--import", "low.txt"]) == 1
    assert "没有批量格式的回答" in capsys.readouterr().err


def write_lines(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def test_gold_measures_the_answers_and_keeps_what_they_are_worth(server, folder, capsys):
    (folder / "gold.csv").write_text(
        "child,parent,relation\n1,1,elaborates\n2,2,elaborates\n3,3,partial\n4,,addition\n"
    )
    assert main(at(server, "--yes", "--gold", "gold.csv")) == 0
    assert "F1：阅读前" in capsys.readouterr().out
    [kept] = json.loads((folder / "comparison/assessments/calibration.json").read_text("utf-8"))
    assert (kept["model"], kept["labels"], kept["gold"]) == ("stub", 16, ["gold"])
    assert 0 <= kept["weight"] <= 1


def test_ctrl_c_keeps_what_was_answered_and_the_next_run_goes_on(server, folder, capsys, monkeypatch):
    count = assess_command._Tally.count

    def step_then_stop(self, assessment):
        count(self, assessment)
        if self.answers == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(assess_command._Tally, "count", step_then_stop)
    assert main(at(server, "--yes", "--parallel", "1")) == 1
    assert "再次运行同一命令会接着问" in capsys.readouterr().err
    record = folder / "comparison/assessments/low__high.jsonl"
    assert len(record.read_text("utf-8").splitlines()) == 2
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("POLICYCOMPARE_API_KEY", KEY)
    assert main(at(server, "--yes")) == 0
    assert len(record.read_text("utf-8").splitlines()) == 4


def test_the_host_is_in_the_record_only_when_the_user_wants_it(server, folder):
    assert main(at(server, "--yes", "--keep-host")) == 0
    record = folder / "comparison/assessments/low__high.jsonl"
    assert {json.loads(line)["endpoint"] for line in record.read_text("utf-8").splitlines()} == {"127.0.0.1"}


@pytest.mark.usefixtures("folder")
def test_the_review_asks_first_where_the_reader_differs_and_says_what_it_said(server, capsys, monkeypatch):
    assert main(at(server, "--yes")) == 0
    monkeypatch.setattr("builtins.input", lambda _question: "q")
    assert main(["review", "low.txt", "high.txt"]) == 0
    told = capsys.readouterr().out
    assert "模型阅读（stub）：" in told


WATCH = """
import os, sys
allowed = sys.argv.pop(1)
def refuse(event, arguments):
    if event == "socket.connect" and repr(arguments[1]) == allowed:
        return
    if event == "socket.getaddrinfo" and repr(arguments[:2]) == allowed:
        return
    if event == "socket.bind" and arguments[1] == ("::1", 0):  # urllib3 asks whether the machine has IPv6
        return
    if event.startswith("socket.") and event not in ("socket.__new__",):
        os.write(2, f"FORBIDDEN {event} {arguments!r}\\n".encode())
        os._exit(99)
sys.addaudithook(refuse)
from policycompare.cli.main import main
raise SystemExit(main())
"""


def test_only_the_address_that_was_named_is_connected_to(server, folder):
    allowed = repr(("127.0.0.1", server.server_port))
    env = {**os.environ, "HTTP_PROXY": "http://127.0.0.1:9", "PYTHONDONTWRITEBYTECODE": "1"}

    command = [sys.executable, "-c", WATCH, allowed, *at(server, "--yes")]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, "FORBIDDEN" in done.stderr) == (0, False), done.stderr
    assert len(server.seen) == 4
