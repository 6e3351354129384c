from __future__ import annotations

import pytest

from policycompare.reading import parse

TEXT = """\
关于推进城市更新的若干意见
强化规划引领
各区要编制城市更新专项规划，明确目标任务和重点区域。
建立项目库，按年度滚动实施，及时公布进展情况。
完善政策支持
加大财政资金投入，统筹用好各类专项资金，支持旧区改造。
"""


def test_short_lines_above_paragraphs_are_headings_where_nothing_is_numbered():
    document = parse(TEXT)
    assert document.title == "关于推进城市更新的若干意见"
    assert [chapter.heading for chapter in document.chapters] == ["强化规划引领", "完善政策支持"]
    assert [(m.label, m.chapter) for m in document.measures] == [
        ("1.p1", "强化规划引领"),
        ("1.p2", "强化规划引领"),
        ("2.p1", "完善政策支持"),
    ]
    (problem,) = document.warnings
    assert problem.text("zh").startswith(
        "第2行：没有带编号的行；2 个单独成行的短句作为标题（强化规划引领、完善政策支持）"
    )


def test_a_paragraph_below_a_heading_without_a_number_is_called_by_the_heading():
    assert [m.cited for m in parse(TEXT).measures][:2] == ["“强化规划引领”第1段", "“强化规划引领”第2段"]


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("完善政策支持\n", ""),  # a single short line may be anything
        TEXT.replace("完善政策支持", "完善政策支持，"),
        TEXT.replace("完善政策支持", "完善政策支持\n某某附图"),  # short lines below each other are a list
    ],
)
def test_short_lines_that_do_not_each_head_a_paragraph_are_no_headings(text):
    document = parse(text)
    assert document.measures == ()
    assert [problem.kind for problem in document.warnings] == ["no-provision"]


def test_a_text_with_one_number_keeps_its_reading():
    document = parse(TEXT + "一、检查。\n二、报告。\n")
    assert [m.label for m in document.measures] == ["1", "2"]


def test_paragraphs_by_hand_stay_paragraphs_of_the_whole_text():
    assert [m.cited for m in parse(TEXT, measure="paragraph").measures] == ["第1段", "第2段", "第3段"]
