from __future__ import annotations

import pytest

from policycompare.reading import parse

BODY = "一、河道\n（一）清淤。每月检查一次。\n二、湖泊\n（二）退养。逐步实施。\n"


@pytest.mark.parametrize(
    "entries",
    [
        "一、河道……………1\n二、湖泊……………3\n", "一、河道\t1\n二、湖泊\t3\n", "一、河道（1）\n二、湖泊（3）\n",
        "一、河道.......1\n二、湖泊.......3\n", "一、河道\n二、湖泊\n", "一、河道　　　　1\n二、湖泊　　　　3\n",
        "一、河道···1\n二、湖泊···3\n",
    ],
)  # fmt: skip
def test_typed_contents_are_neither_headings_nor_measures(entries):
    doc = parse(f"某市方案\n\n目　录\n{entries}\n{BODY}")
    assert [c.heading for c in doc.chapters] == ["一、河道", "二、湖泊"]
    assert [m.label for m in doc.measures] == ["1", "2"]
    assert doc.warnings == ()


def test_contents_without_a_head_are_known_by_their_pages():
    doc = parse(f"某市方案\n一、河道\t1\n二、湖泊\t3\n\n为做好工作，制定本方案。\n{BODY}")
    assert (doc.title, len(doc.chapters), [m.label for m in doc.measures]) == ("某市方案", 2, ["1", "2"])


def test_contents_that_name_the_articles_of_chapters_are_left_out():
    doc = parse(
        "某市办法\n目录\n第一章 总则（第一条—第二条）\n第二章 管理（第三条）\n第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 管理\n第三条 丙。\n"
    )
    assert [c.heading for c in doc.chapters] == ["第一章 总则", "第二章 管理"]
    assert [m.label for m in doc.measures] == ["1", "2", "3"]
