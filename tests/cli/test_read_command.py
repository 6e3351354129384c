from __future__ import annotations

from policycompare.cli import read_command
from policycompare.cli.main import main

TEXT = "某区措施\n一、责任\n1.落实巡查责任。\n2.公布举报电话。\n"


def test_a_document_of_very_many_measures_is_printed_without_going_through_its_lines_once_more(
    write, capsys, monkeypatch
):
    path = str(write(TEXT, "draft.txt"))
    assert main(["read", path]) == 0
    explained = capsys.readouterr().out
    monkeypatch.setattr(read_command, "MOST_EXPLAINED", 1)
    monkeypatch.setattr("policycompare.reading.outline.reasons.lines_of", lambda _: 1 / 0)
    assert main(["read", path]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[1:] == explained.splitlines()[1:]
    assert explained.startswith(printed.splitlines()[0])
