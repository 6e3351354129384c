from __future__ import annotations

import pytest

from policycompare.reading import parse
from policycompare.reading.extracted import ExtractedLine, assemble
from policycompare.reading.outline.builder import parse_extracted

PLAN = [
    ("{0}河道", "1.清淤。每月检查一次，及时整改问题。"),
    ("", "2.护岸。每年加固一次，设置安全标志。"),
    ("{1}湖泊", "3.退养。逐步实施，补偿到位。"),
]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("第一部分　", "第二部分　"), ("第一板块：", "第二板块："), ("一．", "二．"), ("一.", "二."), ("一　", "二　"),
        ("一 、", "二 、"), ("一﹑", "二﹑"), ("一：", "二："), ("任务一：", "任务二："), ("【一】", "【二】"), ("（ 一 ）", "（ 二 ）"),
        ("︵一︶", "︵二︶"), ("﹙一﹚", "﹙二﹚"), ("〔一〕", "〔二〕"), ("［一］", "［二］"), ("甲、", "乙、"), ("A.", "B."), ("Ａ．", "Ｂ．"),
        ("Ⅰ、", "Ⅱ、"), ("I.", "II."), ("⼀、", "⼆、"), ("一）", "二）"), ("子、", "丑、"),
    ],
)  # fmt: skip
def test_headings_are_known_however_their_numbers_are_written(first, second):
    text = "".join(f"{head.format(first, second)}\n{item}\n" if head else f"{item}\n" for head, item in PLAN)
    doc = parse(f"某市方案\n\n{text}")
    assert [m.label for m in doc.measures] == ["1", "2", "3"]
    assert [c.heading for c in doc.chapters] == [" ".join(f"{first}河道".split()), " ".join(f"{second}湖泊".split())]
    assert doc.title == "某市方案"


@pytest.mark.parametrize(
    "number",
    ["第{}部分", "{}．", "{}、", "（{}）", "【{}】", "任务{}：", "措施{}：", "第{}项", "其{}，", "{}是", "{}："],
)
def test_measures_are_known_however_their_numbers_are_written(number):
    lines = [f"{number.format(n)}加强河道养护，每月巡查一次，及时整改发现的问题。\n" for n in "一二三"]
    assert [m.label for m in parse("某市措施\n" + "".join(lines)).measures] == ["1", "2", "3"]


@pytest.mark.parametrize("numbers", ["甲乙丙", "ABC", "ⅠⅡⅢ", "①②③", "❶❷❸", "㊀㊁㊂"])
def test_numerals_of_one_character_number_measures(numbers):
    closing = "" if numbers[0] in "①❶㊀" else "、"
    lines = [f"{n}{closing}加强河道养护，每月巡查一次。\n" for n in numbers]
    assert [m.label for m in parse("某市措施\n" + "".join(lines)).measures] == ["1", "2", "3"]


def test_letters_go_past_i_and_are_not_taken_for_roman_numerals():
    lines = [f"{letter}、加强第{n}段河道的养护。\n" for n, letter in enumerate("ABCDEFGHIJ", 1)]
    assert [m.label for m in parse("某市措施\n" + "".join(lines)).measures] == [str(n) for n in range(1, 11)]


def test_a_letter_or_a_figure_alone_is_no_number():
    doc = parse("某市措施\n1.检查。\nA级景区每月检查一次。\n3 个工作日内办结。\n2.整改。\n")
    assert [m.label for m in doc.measures] == ["1", "2"]


@pytest.mark.parametrize(
    "blank",
    ["\u2003", "\u2002", "\u200c", "\u200d", "\u200e", "\u2060", "\u00ad", "\ufffc", "\uf06c", "\x07", "\u200b"],
)
def test_a_wide_or_invisible_blank_before_and_inside_a_number_hides_nothing(blank):
    plan = parse(
        f"某市措施\n{blank}一、河道\n{blank}（一）清淤。每月检查。\n{blank}二、湖泊\n{blank}（二）退养。逐步实施。\n"
    )
    assert [m.label for m in plan.measures] == ["1", "2"]
    law = parse(f"某市办法\n第{blank}一{blank}条 甲。\n第{blank}二{blank}条 乙。\n")
    assert [m.label for m in law.measures] == ["1", "2"]


@pytest.mark.parametrize("zero", "〇○零Ｏ◯O")
def test_every_sign_for_zero_is_read_in_a_number(zero):
    doc = parse(f"某市办法\n第一百条 甲。\n第一百{zero}一条 乙。\n第一百{zero}二条 丙。\n")
    assert [m.label for m in doc.measures] == ["100", "101", "102"]


@pytest.mark.parametrize("dash", "-−﹣─–—―－")
def test_a_dash_for_one_is_read_between_the_signs_of_an_article(dash):
    text = "".join(f"第{n}条 甲。\n" for n in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十"))
    assert parse(f"某市办法\n{text}第十{dash}条 末。\n").measures[-1].label == "11"


def test_inserted_articles_are_told_in_figures_too():
    doc = parse("某办法\n第10条 甲。\n第10条之1 乙。\n第10条之2 丙。\n第11条 丁。\n")
    assert [m.label for m in doc.measures] == ["10", "10-1", "10-2", "11"]
    assert [m.label for m in parse("某法\n第 1 條 甲。\n第 1-1 條 乙。\n第 2 條 丙。\n").measures] == ["1", "1-1", "2"]


def test_a_reference_that_is_broken_by_the_width_of_the_page_is_no_article():
    doc = parse(
        "某市办法\n第一条 为了保护河道，制定本办法。\n第二条 本市适用本办法。依照\n第三条规定取得许可的单位，应当遵守规定，\n"
        "并且接受检查。\n第三条 建设单位应当取得许可；违反本办法\n第二条 规定的除外。\n第四条 本办法自公布之日起施行。\n"
    )
    assert [m.label for m in doc.measures] == ["1", "2", "3", "4"]
    assert "取得许可的单位" in doc.by_label["2"].text
    assert doc.warnings == ()


def test_an_article_on_the_line_of_its_chapter_is_read():
    doc = parse(
        "某市办法\n第一章 总则 第一条 为了保护，制定本办法。\n第二条 适用。\n第二章 管理 第三条 负责。\n第四条 施行。\n"
    )
    assert [m.label for m in doc.measures] == ["1", "2", "3", "4"]
    assert [c.heading for c in doc.chapters] == ["第一章 总则", "第二章 管理"]


def test_a_file_with_everything_in_one_paragraph_is_cut():
    law = "某市办法\n第一章 总则 第一条 为了保护河道，改善环境，制定本办法。 第二条 适用于本市行政区域内的活动。 第二章 管理 第三条 负责。"
    assert [m.label for m in parse(law).measures] == ["1", "2", "3"]
    plan = (
        "某市方案\n一、河道 （一）清淤。每月检查一次，及时整改发现的各类问题。 （二）护岸。每年加固。 "
        "二、湖泊 （三）退养。逐步实施，补偿到位，按期完成。"
    )
    assert [m.label for m in parse(plan).measures] == ["1", "2", "3"]


@pytest.mark.parametrize("ending", ["\u2028", "\x0b", "\x85", "\u2029", "\x0c"])
def test_other_line_ends_end_lines(ending):
    doc = parse(f"某市措施{ending}1.清淤。{ending}2.护岸。{ending}3.退养。")
    assert (doc.title, [m.label for m in doc.measures]) == ("某市措施", ["1", "2", "3"])
    assert "".join(part.span.of(doc.text) for part in doc.parts) == doc.text


def test_a_year_behind_a_number_belongs_to_the_text():
    doc = parse("某市措施\n1．摸清底数。\n2．2024年底前完成整治。\n3.2025年全面验收。\n")
    assert [(m.label, m.text) for m in doc.measures][1:] == [("2", "2024年底前完成整治。"), ("3", "2025年全面验收。")]
    assert [m.label for m in parse("某市措施\n1.甲事。\n1.5公顷以上的绿地应当设置标识。\n2.乙事。\n").measures] == [
        "1",
        "2",
    ]


def given(*numbered):
    """Read lines whose numbers the file itself gives, as Word does."""
    lines = [ExtractedLine("某市办法"), *(ExtractedLine(n + text, number_length=len(n)) for n, text in numbered)]
    return [m.label for m in parse_extracted(assemble(lines), id="x").measures]


def test_automatic_numbers_count_on_behind_the_ten_stems_and_past_the_letter_i():
    stems = [(f"{n}、", "加强养护。") for n in (*"甲乙丙丁戊己庚辛壬癸", "11", "12")]
    letters = [(f"{n}、", "加强养护。") for n in "ABCDEFGHIJ"]
    assert given(*stems)[-2:] == ["11", "12"]
    assert given(*letters) == [str(n) for n in range(1, 11)]


def test_an_automatic_number_that_jumps_is_a_number_all_the_same():
    articles = [("第一条 ", "甲。"), ("第二条 ", "乙。"), ("第五条 ", "丙。"), ("第六条 ", "丁。")]
    assert given(*articles) == ["1", "2", "5", "6"]


def test_a_heading_between_articles_hides_none_behind_it():
    doc = parse("某市办法\n第一条 甲。\n第二条 乙。\n第二部分 说明\n第三条 丙。\n二、罚则\n第四条 丁。\n")
    assert [m.label for m in doc.measures] == ["1", "2", "3", "4"]
    assert [c.heading for c in doc.chapters] == ["第二部分 说明", "二、罚则"]
