from __future__ import annotations

import re

import pytest

from policycompare.cli.main import main, parser
from policycompare.messages import shown_in

HAN = re.compile(r"[\u4e00-\u9fff]")
TEXT = "某区加强检查的措施\n1.落实责任。\n3.加强检查。\n"
COMMANDS = ["compare", "read", "check", "align", "evaluate", "import", "cascade", "fit", "background", "review"]
WAYS = [["review", way] for way in ("decide", "read", "merge", "status")]


@pytest.fixture(autouse=True)
def neutral(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS), *WAYS], ids=" ".join)
def test_help_is_whole_in_each_language(words, capsys):
    assert main([*words, "--lang", "en", "--help"]) == 0
    english = capsys.readouterr().out
    assert main([*words, "--help"]) == 0
    chinese = capsys.readouterr().out
    assert not HAN.search(english)
    assert not re.search(r"usage|options|positional|show this", chinese)
    assert all(HAN.search(line) for line in chinese.splitlines() if re.match(r" {2,}\S+ {2,}\S", line))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "required: COMMAND"),
        (["nonsense"], "invalid choice"),
        (["align", "x"], "required: PARENT"),
        (["compare", "a"], "at least two"),
        (["compare", "--threshold", "half"], "is no number"),
        (["compare", "--out"], "expected one argument"),
        (["compare", "--nonsense"], "unrecognized arguments"),
        (["compare", "--tracked=1"], "ignored explicit argument"),
        (["read", "x", "--level", "village"], "nation, province, city, district, town"),
        (["read", "x", "--revisions", "all"], "accepted"),
        (["import", "x", "--id", "y", "--level", "city", "--status", "z"], "official, draft"),
        (["compare", "--style", "z"], "official, academic, screen"),
        (["cascade", "x", "--out", "y", "--workers", "two"], "no whole number"),
        (["check"], "name the file"),
        (["review"], "required"),
        (["review", "a"], "required"),
        (["review", "merge", "a", "b"], "--out"),
        (["fit"], "--decisions DIR"),
        (["evaluate", "a"], "--all DIR"),
        (["read", "x", "--lang", "fr"], "zh"),
    ],
    ids=str,
)
def test_errors_of_arguments_are_status_2_and_whole_in_each_language(words, says, capsys):
    assert main(["--lang", "en", *words]) == 2
    english = capsys.readouterr().err
    assert says in english
    assert "usage: policycompare" in english
    assert not HAN.search(english)
    assert main(words) == 2
    chinese = capsys.readouterr().err
    assert "用法：policycompare" in chinese
    assert HAN.search(chinese.splitlines()[-1])
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", chinese.splitlines()[-1])


@pytest.mark.parametrize(
    ("environment", "words", "says"),
    [
        ({}, [], "第3行"),
        ({"LANG": "C"}, [], "第3行"),
        ({"LC_ALL": "de_DE.UTF-8"}, [], "第3行"),
        ({"LANG": "en_US.UTF-8"}, [], "line 3"),
        ({"LANG": "en_US.UTF-8"}, ["--lang", "zh"], "第3行"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, [], "第3行"),
        ({}, ["--lang=en"], "line 3"),
    ],
)
def test_the_language_is_that_of_the_option_or_of_a_locale_that_names_english(
    write, capsys, monkeypatch, environment, words, says
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    path = str(write(TEXT))
    for given in ([*words, "read", path], ["read", path, *words]):
        assert main(given) == 1
        assert says in capsys.readouterr().out


def test_written_files_are_the_same_whatever_the_language(tmp_path, write, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("某区措施\n1.落实责任。\n2.建设步道。\n", "low.txt")
    write("某市措施\n1.落实责任。\n3.加强检查。\n", "high.txt")
    for language in ("zh", "en"):
        assert main(["compare", "low.txt", "high.txt", "--no-figures", "--out", language, "--lang", language]) == 0
    files = {path.relative_to(tmp_path / "zh"): path.read_bytes() for path in (tmp_path / "zh").rglob("*.*")}
    del files[next(path for path in files if path.name == "history.log")]
    for name, content in files.items():
        assert (tmp_path / "en" / name).read_bytes() == content, name


def test_a_comparison_is_summed_up_in_english_for_those_who_ask(tmp_path, write, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write("Draft\n1.甲。\n", "low.txt")
    write("Plan\n1.乙。\n2.丙。\n", "high.txt")
    assert main(["--lang", "en", "compare", "low.txt", "high.txt", "--no-figures"]) == 0
    shown = capsys.readouterr().out
    for line in (
        "comparison at a glance",
        "new at this level (",
        "not carried down by Draft (",
        "written to comparison",
    ):
        assert line in shown


@pytest.mark.parametrize("word", ["区", "县", "district"])
def test_a_level_is_taken_by_its_chinese_word(word, write, capsys):
    assert main(["read", str(write("关于检查的措施\n1.甲。\n")), "--level", word]) == 0
    assert "  区  " in capsys.readouterr().out


@pytest.mark.parametrize("word", ["公文", "official"])
def test_a_style_of_word_files_is_taken_by_its_english_word(word):
    assert parser().parse_args(["compare", "--style", word]).style == "公文"


def test_argparse_speaks_as_before_outside_of_the_program():
    import argparse

    main(["nonsense"])
    assert argparse._("usage: ") == "usage: "


def test_findings_are_shown_in_the_chosen_language_and_written_in_chinese(tmp_path, write, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write("某区关于渔业的措施\n\n1.清点渔船,建立名册。（区农业农村委）\n", "draft.txt")
    main(["--lang", "en", "check", "draft.txt", "--select", "half-width-mark"])
    english = capsys.readouterr().out
    assert "text “,”  write “，”" in english
    assert english.splitlines()[-1] == "draft.txt: 1 findings: errors 1"
    assert not HAN.search(english)
    main(["--lang", "zh", "check", "draft.txt", "--select", "half-width-mark"])
    chinese = capsys.readouterr().out
    assert chinese.splitlines()[-1] == "draft.txt: 1 处：错误 1"
    main(["--lang", "en", "check", "draft.txt", "--select", "half-width-mark", "--out", "found.txt"])
    assert (tmp_path / "found.txt").read_text("utf-8") == chinese
    main(["--lang", "en", "check", "draft.txt", "--select", "PC201"])
    assert capsys.readouterr().out.splitlines()[-1] == "draft.txt: no findings"


def test_the_parser_can_be_had_in_either_language():
    with shown_in("en"):
        assert "Compare policy documents" in parser().format_help()
    assert "政策文件逐级对照" in parser().format_help()
