from __future__ import annotations

import pytest

from policycompare.app import server
from policycompare.cli import app_command
from policycompare.cli.main import main


@pytest.fixture
def served(monkeypatch):
    """What the server would be started with."""
    found = {}
    monkeypatch.setattr(server, "serve", lambda folder, **given: found.update(given, folder=folder))
    return found


def test_the_window_listens_on_the_loopback_address_and_says_in_the_end_where_the_projects_are(
    served, tmp_path, capsys
):
    assert main(["app", "--folder", str(tmp_path)]) == 0
    assert served["listen"] == "127.0.0.1"
    assert f"项目留在 {tmp_path}" in capsys.readouterr().out


def test_other_addresses_are_for_the_inside_of_a_container_alone(served, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(app_command, "CONTAINER_MARKS", (str(tmp_path / "mark"),))
    assert main(["app", "--container", "--folder", str(tmp_path)]) == 2
    assert "容器" in capsys.readouterr().err
    assert not served
    (tmp_path / "mark").touch()
    assert main(["app", "--container", "--port", "8888", "--folder", str(tmp_path)]) == 0
    assert (served["listen"], served["port"]) == ("0.0.0.0", 8888)


def test_what_is_printed_says_how_to_stop(served, tmp_path, capsys):
    main(["app", "--folder", str(tmp_path)])
    served["tell"]("http://127.0.0.1:1/?token=x")
    told = capsys.readouterr().out
    assert "结束" in told
    assert "Ctrl-C" in told
