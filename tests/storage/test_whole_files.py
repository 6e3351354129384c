from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from policycompare.storage import whole_files
from policycompare.storage.whole_files import clear_left, write_whole

KILLED = """
import os, pathlib, signal, sys
from policycompare.storage.whole_files import write_whole
write_whole(pathlib.Path(sys.argv[1]), b"new", lambda: os.kill(os.getpid(), signal.SIGKILL))
"""


def killed_while_writing(path):
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(os.name != "posix", reason="no process is killed so elsewhere")
def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(whole_files, "_cleared", set())
    killed_while_writing(tmp_path / "table.csv")
    assert len(list(tmp_path.iterdir())) == 1
    write_whole(tmp_path / "table.csv", b"whole")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("table.csv", b"whole")]


@pytest.mark.skipif(os.name != "posix", reason="locks of this kind are POSIX's")
def test_what_another_run_is_writing_at_the_moment_is_not_cleared(tmp_path):
    write_whole(tmp_path / "table.csv", b"whole", lambda: clear_left(tmp_path))
    assert (tmp_path / "table.csv").read_bytes() == b"whole"


def test_files_of_others_are_never_cleared(tmp_path):
    for name in (".policycompare-notes", "policycompare-x.tmp", ".hidden.tmp"):
        (tmp_path / name).write_text("mine")
    clear_left(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_file_whose_name_is_as_long_as_names_can_be_is_written(tmp_path):
    path = tmp_path / ("草" * 83 + "txt")[:-3]
    write_whole(path, b"whole")
    assert path.read_bytes() == b"whole"
