from __future__ import annotations

import json
import shlex

import pytest

import policycompare as pc
from policycompare.analysing.provenance import recipe
from policycompare.cli.main import main

LOW = "区措施\n1.落实安全包保责任制。\n2.建设滨海景观步道。\n3.加强加油站夜间检查。\n"
HIGH = "市措施\n1.落实安全包保责任制。\n2.加强加油站检查。\n3.开展航空安全培训。\n"


@pytest.fixture
def here(tmp_path, monkeypatch, write):
    monkeypatch.chdir(tmp_path)
    write(LOW, "my drafts/low $1.txt")
    write(HIGH, "x/source.txt")
    return tmp_path


def command_in(folder):
    return json.loads((folder / "data" / "provenance.json").read_text("utf-8"))["command"]


def test_the_command_in_the_outputs_runs_for_names_with_blanks_and_files_in_folders(here):
    assert main(["compare", "my drafts/low $1.txt", "x/source.txt", "--no-figures", "--out", "one"]) == 0
    command = command_in(here / "one")
    assert command == "policycompare compare 'my drafts/low $1.txt' x/source.txt"
    assert main([*shlex.split(command)[1:], "--no-figures", "--out", "two"]) == 0
    for name in ("comparison.csv", "provenance.json"):
        assert (here / "two" / "data" / name).read_bytes() == (here / "one" / "data" / name).read_bytes()


def test_the_command_names_threshold_and_decisions_and_runs_with_them(here):
    (here / "decided by us").mkdir()
    (here / "decided by us" / "low $1__x.csv").write_text("child,parent,verdict\n3,2,confirmed\n", "utf-8")
    given = ["compare", "my drafts/low $1.txt", "x/source.txt", "--no-figures"]
    given += ["--threshold", "0.9", "--decisions", "decided by us"]
    assert main([*given, "--out", "one"]) == 0
    command = command_in(here / "one")
    assert command.endswith("--threshold 0.9 --decisions 'decided by us'")
    assert main([*shlex.split(command)[1:], "--no-figures", "--out", "two"]) == 0
    assert command_in(here / "two") == command


def test_the_history_of_a_folder_can_be_run_again_too(here, monkeypatch):
    words = ["compare", "my drafts/low $1.txt", "x/source.txt", "--no-figures", "--out", "one"]
    monkeypatch.setattr("sys.argv", ["policycompare", *words])
    assert main() == 0
    line = (here / "one" / "data" / "history.log").read_text("utf-8").strip()
    assert shlex.split(line)[2:] == ["policycompare", *words]


@pytest.mark.usefixtures("here")
def test_a_file_without_an_ending_is_not_taken_for_an_id(write):
    write(LOW, "national")
    chain = pc.trace([pc.load("national"), pc.read("national")])
    assert recipe(chain) == "policycompare compare ./national national"


def test_a_document_of_the_catalog_is_named_by_its_id(chain):
    assert recipe(chain) == "policycompare compare chongming shanghai national"
