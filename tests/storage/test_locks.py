from __future__ import annotations

import subprocess
import sys

import pytest

from policycompare.storage.locks import locked

HOLDER = """
import sys
from pathlib import Path
from policycompare.storage.locks import locked
with locked(Path(sys.argv[1]), 5):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_waits_for_the_lock_and_gets_it_when_the_holder_is_killed(tmp_path):
    path = tmp_path / "a.csv"
    with subprocess.Popen([sys.executable, "-c", HOLDER, path], stdin=-1, stdout=-1) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(TimeoutError), locked(path, 0.05):
            pass
        holder.kill()
    with locked(path, 5):
        assert not path.exists()


def test_a_fault_inside_frees_the_lock(tmp_path):
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "a.csv", 5):
        raise ZeroDivisionError
    with locked(tmp_path / "a.csv", 0.05):
        pass
