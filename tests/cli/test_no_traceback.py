"""Commands in processes of their own, with names, streams and files that a person meets and a developer does not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="names in bytes and streams of this kind are POSIX's")
GBK = "草案".encode("gbk") + b".txt"


def run(folder, *words, redirect=""):
    command = ["sh", "-c", f'exec "$@" {redirect}', "sh", sys.executable, "-m", "policycompare.cli.main", *words]
    env = {**os.environ, "POLICYCOMPARE_DATA": str(folder / "data")}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("odd")
    (place / os.fsdecode(GBK)).write_text("区措施\n1.检查加油站。\n2.公开。\n", "utf-8")
    (place / ("草" * 82 + ".txt")).write_text("区措施\n1.检查加油站。\n2.公开。\n", "utf-8")
    (place / "b.txt").write_text("市措施\n1.检查加油站。\n", "utf-8")
    return place


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_file_whose_name_is_in_gbk_bytes_is_checked(folder, form):
    done = run(folder, "check", GBK, "--format", form)
    assert done.returncode in (0, 1), done.stderr.decode()
    assert not done.stderr


@pytest.mark.parametrize(
    ("name", "shown"), [(GBK, "草案"), (("草" * 82 + ".txt").encode(), "草草草~")], ids=["GBK", "long"]
)
def test_a_file_with_a_name_in_gbk_bytes_or_as_long_as_can_be_is_compared_to_the_end(folder, name, shown):
    out = f"out-{len(name)}"
    done = run(folder, "compare", name, "b.txt", "--no-figures", "--out", out)
    assert done.returncode == 0, done.stderr.decode()
    assert (folder / out / "data" / "provenance.json").exists()
    assert any(shown in path.name for path in (folder / out / "data" / "frames").iterdir())
    assert all(len(path.name.encode()) <= 240 for path in (folder / out).rglob("*"))


@pytest.mark.parametrize(
    ("redirect", "status", "says"),
    [(">&-", 0, ""), (">/dev/full", 1, "标准输出"), (">&- 2>&-", 0, ""), ("2>&-", 0, "")],
)
def test_a_closed_or_full_standard_output_is_no_traceback(folder, redirect, status, says):
    if "full" in redirect and not Path("/dev/full").exists():
        pytest.skip("no such device here")
    for words in (["read", "b.txt"], ["read", "b.txt", "--format", "csv"]):
        done = run(folder, *words, redirect=redirect)
        assert done.returncode == status, done.stderr.decode()
        assert says in done.stderr.decode()
        assert b"Traceback" not in done.stderr
        assert b"Exception ignored" not in done.stderr


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(folder):
    os.mkfifo(folder / "pipe.txt")
    done = run(folder, "read", "pipe.txt")
    assert done.returncode == 1
    assert "不是普通文件" in done.stderr.decode()


def test_what_nobody_foresaw_is_one_message_a_report_and_status_3(folder):
    code = (
        "import sys\nfrom policycompare.cli import main, read_command\n"
        "def broken(options): raise RuntimeError('boom')\n"
        "read_command._run = broken\nsys.exit(main.main(['read', 'b.txt']))"
    )
    env = {**os.environ, "POLICYCOMPARE_DATA": str(folder / "data")}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, check=False)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    reports = list((folder / "data" / "faults").iterdir())
    assert len(reports) == 1
    assert "boom" in reports[0].read_text("utf-8")


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_asked_to_end_says_so_in_one_line(folder, asked):
    code = (
        "import sys, time\nfrom policycompare.cli import main, read_command\n"
        "def long(options): print('begun', flush=True); time.sleep(60)\n"
        "read_command._run = long\nsys.exit(main.main(['read', 'b.txt', '--lang', 'zh']))"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as begun:
        assert begun.stdout.readline() == b"begun\n"
        begun.send_signal(asked)
        told = begun.communicate(timeout=30)[1].decode().splitlines()
    assert begun.returncode == 1
    assert len(told) == 1
    assert "已中断" in told[0]
