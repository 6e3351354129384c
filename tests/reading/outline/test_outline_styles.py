from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.language.numerals import to_han
from policycompare.reading import parse
from policycompare.reading.outline.numbering import numbering_of
from policycompare.reading.outline.reasons import reasons


def test_a_plan_with_headings_points_and_items_has_its_points_as_measures():
    doc = parse(
        "某某行动计划\n一、总体要求\n以安全为本，推动发展。\n二、主要任务\n（一）建强队伍\n1.加强培训。开展轮训。\n（1）全员参加。\n2.配齐装备。\n"
        "（二）严格执法\n1.开展检查。\n2.公开结果。\n三、保障措施\n（一）成立专班\n1.明确分工。\n"
    )
    assert [(m.label, m.chapter) for m in doc.measures] == [
        ("1.p1", "一、总体要求"),
        ("2.1.1", "二、主要任务 / （一）建强队伍"),
        ("2.1.2", "二、主要任务 / （一）建强队伍"),
        ("2.2.1", "二、主要任务 / （二）严格执法"),
        ("2.2.2", "二、主要任务 / （二）严格执法"),
        ("3.1.1", "三、保障措施 / （一）成立专班"),
    ]


def test_a_decimal_outline_is_cited_with_the_numbers_that_are_printed():
    doc = parse(
        "某某应急预案\n1 总则\n1.1 为了安全，制定本预案。\n1.2 本预案适用于本区。\n2 组织体系\n2.1 设立指挥部。\n2.2 设立办公室。\n2.3设立专家组。\n"
    )
    assert [(m.label, m.chapter, m.text) for m in doc.measures] == [
        ("1.1", "1 总则", "为了安全，制定本预案。"),
        ("1.2", "1 总则", "本预案适用于本区。"),
        ("2.1", "2 组织体系", "设立指挥部。"),
        ("2.2", "2 组织体系", "设立办公室。"),
        ("2.3", "2 组织体系", "设立专家组。"),
    ]
    assert doc.warnings == ()


def test_three_levels_of_decimals_nest_and_a_jump_is_told():
    doc = parse(
        "预案\n1. 总则\n1.1 目的\n1.1.1 为了安全。\n1.1.2 为了发展。\n1.2 范围\n1.2.1 适用于本区。\n1.2.3 不适用于外区。\n"
    )
    assert [m.label for m in doc.measures] == ["1.1.1", "1.1.2", "1.2.1", "1.2.3"]
    assert [c.label for c in doc.chapters] == ["1", "1.1", "1.2"]
    assert [(p.line, p.kind) for p in doc.warnings] == [(8, "numbering-jump")]


@pytest.mark.parametrize("line", ["1.5万人参加", "3.2 亿元投入", "2.5级地震", "10.9", "0.5克", "2022.10 完成", "1.1"])
def test_a_figure_is_no_decimal_number(line):
    assert numbering_of(line) is None


def test_articles_beyond_one_hundred_and_inserted_ones_are_in_order():
    lines = [f"第{to_han(n)}条　落实第{n}项责任。" for n in range(95, 126)]
    lines.insert(16, "第一百一十条之一　落实新增责任。")
    lines.insert(17, "第一百一十条之二　落实另一责任。")
    doc = parse("条例\n" + "\n".join(["第九十四条　起。", *lines]))
    labels = [m.label for m in doc.measures]
    assert labels[16:20] == ["110", "110-1", "110-2", "111"]
    assert labels[-1] == "125"
    assert [p.kind for p in doc.warnings] == ["numbering-jump"]


def test_a_law_with_parts_and_sections_keeps_the_whole_path_of_headings():
    doc = parse(
        "法典\n第一编 总则\n第一分编 通则\n第一章 规定\n第一条 甲。\n第二编 物权\n第一章 登记\n第一节 不动产\n第二条 乙。\n附　则\n第三条 丙。\n"
    )
    assert [m.chapter for m in doc.measures][:2] == [
        "第一编 总则 / 第一分编 通则 / 第一章 规定",
        "第二编 物权 / 第一章 登记",
    ]
    assert doc.chapters[-1].title == "附　则"


def test_enclosed_numbers_of_one_character_are_numbers():
    assert [numbering_of(line).label for line in ("⑶落实", "⒓落实", "㈤落实", "㉓落实")] == ["3", "12", "5", "23"]


TASKS = "任务清单\n序号 | 任务 | 牵头单位 | 配合单位 | 完成时限\n1 | 开展检查。 | 区应急局 | 区公安分局、各乡镇 | 2022年底前\n2 | 加强培训。 | 区教育局 |  | 长期\n"


def test_a_table_of_tasks_in_plain_text_gives_tasks_units_and_deadlines():
    doc = parse(TASKS)
    assert [(m.label, m.text, [u.name for u in m.units]) for m in doc.measures] == [
        ("1", "开展检查。", ["区应急局", "区公安分局", "各乡镇"]),
        ("2", "加强培训。", ["区教育局"]),
    ]
    assert [[c.text for c in m.clauses] for m in doc.measures] == [["开展检查。", "2022年底前"], ["加强培训。", "长期"]]
    assert all(c.span.of(doc.text) == c.text for m in doc.measures for c in m.clauses)


def test_a_table_in_an_appendix_is_closing_matter():
    doc = parse("措施\n1.落实责任。\n2.加强检查。\n附件：任务清单\n" + TASKS)
    assert [m.label for m in doc.measures] == ["1", "2"]
    assert "开展检查" in doc.closing


LED = "某某意见\n" + "".join(
    f"{lead}各有关部门要按照职责分工，认真抓好落实，确保取得实效。\n"
    for lead in ("压实责任。", "强化检查。", "严肃问责。")
)


def test_paragraphs_with_a_short_first_sentence_are_measures_where_nothing_is_numbered():
    doc = parse(LED)
    assert [(m.label, m.text[:5]) for m in doc.measures] == [
        ("1", "压实责任。"),
        ("2", "强化检查。"),
        ("3", "严肃问责。"),
    ]
    assert [p.kind for p in doc.warnings] == ["lead-in"]
    assert parse(LED + "一、另有编号的一条。\n二、再一条。\n").style == "han-comma"


def test_the_style_can_be_put_right_by_hand(write):
    text = "措施\n一、责任\n1.甲。\n2.乙。\n二、检查\n3.丙。\n"
    assert [m.label for m in parse(text, measure="han-comma").measures] == ["1", "2"]
    assert len(pc.read(write(text), measure="arabic-dot").measures) == 3


def test_reasons_tell_what_each_style_was_taken_for_and_where():
    doc = parse(
        "条例\n目录\n第一章 总则\n第一章 总则\n第一条 单位应当：\n（一）培训；\n（二）检查。\n附则\n第二条 施行。\n"
    )
    told = [(r.style, r.role, r.line, r.count) for r in reasons(doc)]
    assert told == [
        ("chapter", "other", 3, 1),
        ("chapter", "heading", 4, 1),
        ("article", "measure", 5, 2),
        ("han-paren", "point", 6, 2),
        ("heading", "heading", 8, 1),
    ]
    assert "第5行“第一条”起 2 处" in reasons(doc)[2].sentence.text("zh")


def test_an_empty_cell_before_a_task_is_no_part_of_it():
    doc = parse("清单\n序号 | 类别 | 任务 | 责任单位\n1 | 检查 | 开展检查。 | 区应急局\n2 |  | 加强培训。 | 区教育局\n")
    assert [m.text for m in doc.measures] == ["检查 | 开展检查。", "加强培训。"]
    bare = parse("清单\n序号 | 责任单位 | 任务\n1 | 区应急局 | 开展检查。\n2 | 区教育局 |\n")
    assert [[u.name for u in m.units] for m in bare.measures] == [["区应急局"], ["区教育局"]]
