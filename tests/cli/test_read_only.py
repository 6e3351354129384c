"""Folders and files of somebody else: each command ends with one message and status 1, and changes nothing."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from functools import partial

import pytest

PROGRAM = """
import contextlib, io, json, sys
from policycompare.cli.main import main
told = []
for arguments, answers in json.load(open(sys.argv[1])):
    out, err = io.StringIO(), io.StringIO()
    sys.stdin = io.StringIO(answers)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(arguments)
    told.append([status, err.getvalue()])
print(json.dumps(told))
"""
COMMANDS = (
    (["compare", "low.txt", "high.txt", "--no-figures", "--out", "locked"], ""),
    (["compare", "low.txt", "high.txt", "--no-figures", "--out", "locked/out"], ""),
    (["revise", "low.txt", "high.txt", "--out", "locked"], ""),
    (["review", "low.txt", "high.txt", "--decisions", "locked"], "y\n"),
    (["cascade", "collection", "--out", "locked"], ""),
    (["import", "low.txt", "--id", "mine", "--level", "city"], ""),
    (["check", "low.txt", "--out", "locked/low.docx"], ""),
    (["read", "secret.txt"], ""),
    (["compare", "low.txt", "high.txt", "--decisions", "hidden", "--out", "out"], ""),
)
"""What each does in a folder in which nothing may be written, or with a file that may not be read."""
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
DROP_FROM_BOUNDING_SET = 24


def obey_permissions(prctl):
    """Let root be refused as everybody else is, from the next program on."""
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        prctl(DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The status and the message of each command, and the folder in which they ran."""
    folder = tmp_path_factory.mktemp("work")
    for name in ("low", "high", "secret"):
        (folder / f"{name}.txt").write_text(f"{name}措施\n1.落实责任，每月检查。\n2.开展培训。\n", encoding="utf-8")
    for name in ("locked", "hidden", "collection"):
        (folder / name).mkdir()
    (folder / "hidden" / "low__high.csv").write_text("child,parent,verdict\n1,1,confirmed\n", encoding="utf-8")
    (folder / "collection" / "manifest.csv").write_text(
        "id,title,level,region,date,file,notice\nlow,低,city,某市,2020-01-01,a.txt,\nhigh,高,nation,,2019-01-01,b.txt,\n",
        encoding="utf-8",
    )
    for copy, name in (("a.txt", "low"), ("b.txt", "high")):
        (folder / "collection" / copy).write_bytes((folder / f"{name}.txt").read_bytes())
    (folder / "commands.json").write_text(json.dumps(COMMANDS), encoding="utf-8")
    closed = [folder / "locked", folder / "secret.txt", folder / "hidden" / "low__high.csv"]
    for path, mode in zip(closed, (0o555, 0o000, 0o000), strict=True):
        path.chmod(mode)
    is_root = os.geteuid() == 0
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "commands.json"],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
        env=os.environ | {"POLICYCOMPARE_DATA": str(folder / "locked"), "HOME": str(folder / "locked")},
        preexec_fn=partial(obey_permissions, ctypes.CDLL(None).prctl) if is_root else None,
    )  # fmt: skip
    for path in closed:
        path.chmod(0o755)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), folder


@pytest.mark.skipif(sys.platform != "linux", reason="root is bound by permissions on Linux only")
@pytest.mark.parametrize("number", range(len(COMMANDS)))
def test_what_may_not_be_written_or_read_ends_with_one_message(told, number):
    status, message = told[0][number]
    assert status == 1
    assert message.count("policycompare: ") == 1
    assert "Permission denied" in message
    assert "Traceback" not in message


@pytest.mark.skipif(sys.platform != "linux", reason="root is bound by permissions on Linux only")
def test_nothing_is_made_or_changed_where_that_was_refused(told):
    folder = told[1]
    assert not list((folder / "locked").iterdir())
    assert not (folder / "out").exists() or not list((folder / "out").iterdir())
    assert (folder / "hidden" / "low__high.csv").read_text(encoding="utf-8").endswith("1,1,confirmed\n")
