from __future__ import annotations

import re
from pathlib import Path

import pytest

from policycompare.cli import read_command
from policycompare.cli.main import main
from policycompare.version import __version__


@pytest.fixture
def broken(monkeypatch):
    def fails(*_):
        raise ZeroDivisionError("of our own\nmaking")

    monkeypatch.setattr(read_command, "document_of", fails)


@pytest.mark.usefixtures("broken")
def test_a_fault_of_ours_is_status_3_with_one_message_and_a_report(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path))
    assert main(["read", "my file.txt"]) == 3
    shown = capsys.readouterr().err
    assert len(shown.splitlines()) == 1
    assert "不是输入有误" in shown
    report = Path(re.search(r"连同 (\S+) 一起", shown)[1])
    assert report.parent == tmp_path / "faults"
    text = report.read_text("utf-8")
    assert f"policycompare {__version__}" in text
    assert "policycompare read 'my file.txt'" in text
    assert "ZeroDivisionError: of our own" in text
    assert "Traceback" in text


@pytest.mark.usefixtures("broken")
def test_where_the_users_folder_cannot_be_written_the_report_goes_elsewhere(write, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(write("a file", "catalog")))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    assert main(["--lang", "en", "read", "x"]) == 3
    assert "please report it together with" in capsys.readouterr().err
    assert len(list((tmp_path / "t").glob("policycompare-*.txt"))) == 1
