from __future__ import annotations

import re

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
    head, *outline = printed.splitlines()
    assert explained.startswith(head)
    assert explained.splitlines()[-len(outline) :] == outline


def test_the_outline_is_told_without_the_programs_own_words_a_line_a_reason(write, capsys):
    path = str(
        write(
            "某区方案\n一、目标\n全年整治老旧管道，完成更新，做到不漏气、不停气。\n二、任务\n1.排查隐患。\n2.加强巡查。\n",
            "draft.txt",
        )
    )
    assert main(["read", path]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("2 章 3 条（“1.”）")
    assert lines[1].startswith("  标题：第2行“一、”起 2 处，")
    assert not re.search("[a-z]{3}", "\n".join(lines[1:]))
    assert main(["--lang", "en", "read", path]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("  heading: “一、” in line 2, 2 such lines; ")
