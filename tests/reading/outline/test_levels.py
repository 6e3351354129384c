from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.errors import ReadError
from policycompare.reading import parse


def labels(text, **how):
    return [m.label for m in parse(text, **how).measures]


DUTY = "各单位要落实责任，每季度开展检查，及时整改发现的问题。"


def test_numbers_that_start_again_below_brackets_are_cited_with_all_numbers_above():
    text = (
        "某市养老服务方案\n一、目标\n到2027年，服务设施覆盖所有社区。\n二、任务\n"
        f"（一）完善设施\n1.建设站点。{DUTY}\n2.改造住房。{DUTY}\n（二）提升服务\n1.培训人员。{DUTY}\n"
        f"三、保障\n（一）加强领导。{DUTY}\n（二）加强宣传。{DUTY}\n"
    )
    assert labels(text) == ["1.p1", "2.1.1", "2.1.2", "2.2.1", "3.1", "3.2"]


def test_a_number_that_runs_through_the_chapters_is_cited_alone():
    text = f"某市方案\n一、河道\n（一）清淤。{DUTY}\n（二）护岸。{DUTY}\n二、湖泊\n（三）退养。{DUTY}\n"
    assert labels(text) == ["1", "2", "3"]


def test_items_below_a_number_that_runs_through_are_measures_where_each_has_a_title_and_a_duty():
    text = (
        f"某市方案\n一、河道\n（一）清淤。{DUTY}\n（二）拓展场景。{DUTY}\n1.河道加旅游。{DUTY}\n2.河道加体育。{DUTY}\n"
        f"二、湖泊\n（三）退养。{DUTY}\n"
    )
    assert labels(text) == ["1", "2.1", "2.2", "3"]


def test_what_is_enumerated_behind_a_colon_stays_inside_the_measure():
    text = (
        "某市方案\n一、河道\n（一）清淤。重点做好以下工作：\n1.编制计划；\n2.组织施工；\n3.开展验收。\n"
        f"（二）护岸。{DUTY}\n二、湖泊\n（三）退养。{DUTY}\n"
    )
    doc = parse(text)
    assert [m.label for m in doc.measures] == ["1", "2", "3"]
    assert [c.text for c in doc.by_label["1"].clauses][-3:] == ["编制计划；", "组织施工；", "开展验收。"]


def test_the_units_behind_all_points_make_the_item_above_them_the_measure():
    text = (
        "某区方案\n一、任务\n（一）排查隐患\n1.摸清底数。\n2.2027年底前完成排查。\n责任单位：区应急局\n"
        "（二）整治隐患\n1.列出清单。\n2.逐项销号。\n责任单位：区住建局\n二、保障\n（一）加强宣传\n1.开展进社区活动。\n2.设立热线。\n"
    )
    doc = parse(text)
    assert [m.label for m in doc.measures] == ["1.1", "1.2", "2.1"]
    assert [c.text for c in doc.by_label["1.1"].clauses] == ["摸清底数。", "2027年底前完成排查。"]
    assert "责任单位" in str(doc.why)


def test_units_behind_each_point_make_the_points_measures():
    text = (
        "某区方案\n一、任务\n（一）排查隐患\n1.摸清底数。（区应急局）\n2.完成排查。（区住建局）\n"
        "（二）整治隐患\n1.列出清单。（区应急局）\n2.逐项销号。（区城管局）\n"
    )
    assert labels(text) == ["1.1.1", "1.1.2", "1.2.1", "1.2.2"] or labels(text) == ["1.1", "1.2", "2.1", "2.2"]


def test_paragraphs_below_headings_are_measures_where_nothing_is_numbered():
    text = f"某市意见\n一、压实责任\n{DUTY}\n{DUTY}\n二、优化环境\n{DUTY}\n本意见自2027年1月1日起施行。\n"
    doc = parse(text)
    assert [m.label for m in doc.measures] == ["1.p1", "1.p2", "2.p1", "2.p2"]
    assert doc.measures[1].chapter == "一、压实责任"
    assert doc.style == "paragraph"


def test_captions_and_cells_between_paragraphs_belong_to_the_paragraph_above():
    text = f"某市意见\n一、目标\n{DUTY}\n表1 计划表\n年份\n面积\n2027年\n25.20\n注：面积按去年底计算，含水面。\n"
    doc = parse(text)
    assert [m.label for m in doc.measures] == ["1.p1", "1.p2"]
    assert "25.20" in doc.measures[0].text


def test_a_bracketed_item_keeps_all_its_paragraphs():
    text = f"某市方案\n一、保障\n（一）加强领导\n{DUTY}\n{DUTY}\n（二）加强宣传\n{DUTY}\n二、其他\n（一）督查\n{DUTY}\n"
    doc = parse(text)
    assert [m.label for m in doc.measures] == ["1.1", "1.2", "2.1"]
    assert doc.measures[0].title == "加强领导"
    assert doc.measures[0].text.count(DUTY) == 2


def test_paragraphs_between_a_heading_and_its_first_number_belong_to_the_heading():
    doc = parse(f"某市方案\n一、任务\n聚焦重点，抓好落实：\n（一）清淤。{DUTY}\n二、保障\n（一）领导。{DUTY}\n")
    assert [m.label for m in doc.measures] == ["1.1", "2.1"]
    assert all("聚焦重点" not in m.text for m in doc.measures)


def test_one_document_may_have_several_levels_part_by_part():
    text = (
        f"某市方案\n一、思路\n{DUTY}\n二、步骤\n（一）启动\n1.动员。{DUTY}\n2.部署。{DUTY}\n（二）总结\n{DUTY}\n"
        f"三、整治\n（一）河道\n1.清淤。{DUTY}\n2.护岸。{DUTY}\n（二）湖泊\n3.退养。{DUTY}\n"
    )
    doc = parse(text)
    assert [m.label for m in doc.measures] == ["1.p1", "2.1.1", "2.1.2", "2.2", "1", "2", "3"]
    assert doc.style == "mixed"


def test_the_title_promises_how_many_measures_there_are():
    text = (
        "某市优化环境三条措施\n一、减负\n1.减免费用。\n2.缓缴费用。\n二、提速\n1.一网通办。\n三、监管\n1.双随机抽查。\n"
    )
    doc = parse(text)
    assert [m.label for m in doc.measures] == ["1", "2", "3"]
    assert "标题" in str(doc.why)


def test_the_level_can_be_given_by_a_number_as_it_is_printed_or_in_words():
    text = f"某市方案\n一、任务\n（一）清淤。{DUTY}\n（二）护岸。{DUTY}\n二、保障\n（一）领导。{DUTY}\n"
    assert labels(text, measure="一、") == ["1", "2"]
    assert labels(text, measure="（一）") == ["1.1", "1.2", "2.1"]
    assert labels("某市意见\n要抓好落实。\n要加强检查。\n", measure="段落") == ["p1", "p2"]


def test_a_level_that_the_text_has_not_names_those_it_has():
    with pytest.raises(ReadError, match="han-comma"):
        parse("某市方案\n一、任务。\n二、保障。\n", measure="circled")
    with pytest.raises(ReadError, match="paragraph"):
        parse("某市方案\n一、任务。\n", measure="第几层")


def test_a_level_found_and_the_same_level_given_make_the_same_measures(write):
    text = (
        f"某市方案\n一、目标\n{DUTY}\n二、任务\n（一）清淤。{DUTY}\n（二）护岸。{DUTY}\n三、保障\n（一）领导。{DUTY}\n"
    )
    found = pc.read(write(text))
    given = pc.read(write(text), measure=found.style)
    assert [m.label for m in found.measures] == [m.label for m in given.measures] == ["1.p1", "2.1", "2.2", "3.1"]


def test_the_last_heading_of_chapters_may_be_empty():
    doc = parse("某市措施\n一、河道\n（一）清淤。每月一次。\n二、湖泊\n（二）退养。逐步实施。\n三、附则\n")
    assert [c.heading for c in doc.chapters] == ["一、河道", "二、湖泊", "三、附则"]
    assert [m.label for m in doc.measures] == ["1", "2"]


def test_the_lowest_number_below_parts_is_the_measure():
    text = f"某市规划\n第一部分 要求\n一、思想\n{DUTY}\n二、目标\n{DUTY}\n第二部分 任务\n一、养护\n{DUTY}\n"
    doc = parse(text)
    assert [m.label for m in doc.measures] == ["1.1", "1.2", "2.1"]
    assert [c.heading for c in doc.chapters] == ["第一部分 要求", "第二部分 任务"]


def test_one_list_of_units_for_several_paragraphs_makes_the_section_the_measure():
    text = f"某市意见\n一、强化规划\n{DUTY}\n{DUTY}\n责任单位：市规划局\n二、强化养护\n{DUTY}\n{DUTY}（责任单位：市水务局）\n"
    doc = parse(text)
    assert [m.label for m in doc.measures] == ["1", "2"]
    assert [[u.name for u in m.units] for m in doc.measures] == [["市规划局"], ["市水务局"]]


def test_short_first_sentences_are_titles_where_most_measures_have_them():
    doc = parse(f"某市方案\n1.强化管控。{DUTY}\n2.编制方案。{DUTY}\n3.完善体系。{DUTY}\n")
    assert [m.title for m in doc.measures] == ["强化管控", "编制方案", "完善体系"]
    assert doc.measures[0].text.startswith("强化管控。")


def test_a_measure_knows_how_its_number_is_printed():
    text = f"某市方案\n一、任务\n（一）河道\n1.清淤。{DUTY}\n2.护岸。{DUTY}\n（二）湖泊\n1.退养。{DUTY}\n二、保障\n{DUTY}\n"
    assert [m.printed for m in parse(text).measures] == ["一、（一）1.", "一、（一）2.", "一、（二）1.", "二、第1段"]
    assert [m.printed for m in parse("办法\n第一条 甲。\n第二条 乙。\n").measures] == ["第一条", "第二条"]


def test_the_paragraphs_of_chapters_and_sections_without_numbers_below_are_measures():
    text = f"某市规划\n第一章 总则\n第一节 思想\n{DUTY}\n第二节 目标\n{DUTY}\n{DUTY}\n第二章 任务\n{DUTY}\n"
    assert labels(text) == ["1.1.p1", "1.2.p1", "1.2.p2", "2.p1"]


def test_a_bracket_behind_the_last_point_only_is_that_of_the_item_above():
    text = (
        f"某市方案\n一、任务\n（一）规划\n1.编制。{DUTY}\n2.公示。{DUTY}（市规划局）\n（二）养护\n1.巡查。{DUTY}\n"
        f"2.补种。{DUTY}（市绿化局）\n二、保障\n（一）领导。{DUTY}\n"
    )
    doc = parse(text)
    assert [(m.label, [u.name for u in m.units]) for m in doc.measures] == [
        ("1.1", ["市规划局"]),
        ("1.2", ["市绿化局"]),
        ("2.1", []),
    ]


def test_numbers_that_run_through_each_part_are_cited_with_the_part():
    text = (
        f"某市规划\n第一部分 水\n一、河道\n1.清淤。{DUTY}\n2.护岸。{DUTY}\n二、湖泊\n3.退养。{DUTY}\n"
        f"第二部分 林\n一、植树\n1.造林。{DUTY}\n二、种草\n2.补种。{DUTY}\n"
    )
    assert labels(text) == ["1.1", "1.2", "1.3", "2.1", "2.2"]
