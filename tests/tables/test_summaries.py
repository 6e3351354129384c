from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.tables import all_tables, plain, printed, tables_of
from policycompare.tables.summaries import additions, gaps, ranges, summary, units


@pytest.fixture(scope="module")
def everything(chain):
    return all_tables(chain)


def test_every_table_carries_the_notices_and_documents_its_columns(everything):
    for table in everything:
        tainted = "国家" if table.slug.endswith("chongming_national") else "替代样本"
        assert any(tainted in notice for notice in table.notices), table.name
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len({column.key for column in table.columns}) == len(table.columns), table.slug
        assert all(column.about for column in table.columns), table.slug


def test_additions_are_what_no_higher_document_has_with_the_nearest_of_each(chain):
    table = additions(chain)
    expected = chain.origins.loc[chain.origins.origin == "addition", "child"].tolist()
    assert [r[table.position("label")] for r in table.plain_rows] == expected
    for row in table.plain_rows:
        for upper in ("shanghai", "national"):
            assert row[table.position(f"probability_{upper}")] < 0.5
            assert "反对" in row[table.position(f"why_{upper}")]


def test_every_gap_has_a_reason_and_says_why_its_nearest_was_not_linked(chain, to_city):
    table = gaps(chain)
    city = [r for r in table.plain_rows if r[table.position("document")] == "上海78条"]
    assert [r[table.position("label")] for r in city] == to_city.gaps.parent.tolist()
    for row in table.plain_rows:
        assert row[table.position("reason")]
        assert row[table.position("why")].startswith("概率")
    thirty_seven = next(r for r in city if r[table.position("label")] == "37")
    assert thirty_seven[table.position("reason")].startswith("不适用于本级")


def test_the_summary_counts_what_the_frames_count(chain, to_city, to_nation):
    rows = {row[0]: row[1:3] for row in summary(chain).rows}
    counts = chain.origins.origin.value_counts()
    assert rows["崇明81条：本级新增"] == (counts["addition"], 81)
    assert rows["上海78条中被崇明81条承接的条"] == (78 - len(to_city.gaps), 78)
    assert rows["国家十五条中被崇明81条承接的要点"] == (71 - len(to_nation.gaps), 71)


def test_units_stand_side_by_side_under_their_common_name(chain):
    table = units(chain.documents)
    row = next(r for r in table.plain_rows if r[0] == "经济信息化委")
    assert row[table.position("name_shanghai")] == "市经济信息化委"
    assert row[table.position("name_chongming")] == "区经委"
    assert table.position("name_national") == -1
    assert "国家十五条" in table.notes[0]


def test_the_measures_of_a_unit_with_two_names_stand_in_their_order():
    texts = [
        f"{k}.街道应当巡查第{k}类管道。\n（责任单位：{unit}）"
        for k, unit in ((1, "各乡镇"), (2, "有关乡镇"), (3, "各乡镇"))
    ]
    document = pc.parse("某区措施\n" + "\n".join(texts) + "\n")
    ((_, names, count, labels, *_),) = units((document,)).plain_rows
    assert (count, labels) == (3, "1—3")
    assert names == "各乡镇、有关乡镇"


def test_labels_in_a_row_are_shown_as_a_range():
    assert ranges([]) == ""
    assert ranges(["1", "2", "4", "5", "6", "10", "5.1"]) == "1、2、4—6、10、5.1"


def test_the_table_to_decide_on_has_every_link_every_gap_and_room_for_more(everything, to_city):
    table = next(t for t in everything if t.slug == "decisions_chongming_shanghai")
    pairs = [(r[0], r[1]) for r in table.plain_rows]
    assert set(zip(to_city.links.child, to_city.links.parent, strict=True)) <= set(pairs)
    assert {("", gap) for gap in to_city.gaps.parent} <= set(pairs)
    assert pairs.count(("", "")) == 20
    assert [c.key for c in table.columns if c.choices] == ["verdict", "relation_by_hand", "reason"]
    codes = [r[-1] for r in table.plain_rows if r[1]]
    assert all(code.startswith("chongming:") and "|shanghai:" in code for code in codes)


def test_a_printed_comparison_has_each_provision_as_its_document_has_it(everything, chongming):
    main = printed(everything, "公文", "working")["comparison"][0]
    assert [c.head for c in main.columns] == [
        "章", "国家十五条·要点重述", "上海78条·替代样本", "崇明81条", "对应情况", "说明",
    ]  # fmt: skip
    for row, measure in zip(main.rows, chongming.measures, strict=True):
        text = plain(row[main.position("text_chongming")])
        assert measure.units_text.startswith("（")
        assert text == f"{measure.label}. {measure.text}{measure.units_text}"


def test_what_is_only_localised_collapses_in_print(everything):
    main = printed(everything, "公文")["comparison"][0]
    row = next(r for r in main.rows if str(plain(r[3])).startswith("15. "))
    assert plain(row[2]) == "13. （仅作本地化调整，从略）"
    assert row[main.position("note")] == ""


def test_a_paper_shows_relation_and_probability_and_an_official_file_does_not(everything):
    papers = {style: printed(everything, style, "working")["comparison"] for style in ("公文", "学术")}
    keys = {style: [column.key for column in tables[0].columns] for style, tables in papers.items()}
    assert "probability" in keys["学术"]
    assert "probability" not in keys["公文"]


def test_a_copy_for_filing_has_no_word_of_the_machine(everything):
    for style in ("公文", "学术", "屏幕"):
        tables = printed(everything, style)["comparison"]
        assert [table.slug for table in tables] == ["comparison", "gaps"]
        assert [column.key for column in tables[0].columns][-1] == "note"
        for table in tables:
            said = "\n".join([table.title, *table.notes, *(str(cell) for row in table.plain_rows for cell in row)])
            assert not [
                word for word in ("概率", "阈值", "模型", "policycompare", "核定", "SHA", "待定") if word in said
            ]
            assert table.notices


def test_a_copy_for_filing_lists_what_the_higher_documents_have_besides(everything):
    filed, working = (printed(everything, "公文", copy)["comparison"] for copy in ("filing", "working"))
    listed = next(table for table in working if table.slug == "gaps")
    labels = [row[listed.position("label")] for row in listed.plain_rows]
    assert [str(row[1]).rstrip(".") for row in filed[1].plain_rows] == labels
    assert [column.head for column in filed[1].columns] == ["上级文件", "条", "未承接内容", "说明"]
    assert filed[1].title == "未被崇明81条承接的条款"


def test_a_copy_for_filing_has_one_table_where_everything_was_taken_up():
    text = "某{}措施\n1.餐饮企业应当安装燃气泄漏报警装置。\n2.街道应当组织老旧电梯安全评估。\n"
    aligned = pc.align(pc.parse(text.format("区"), id="low"), pc.parse(text.format("市"), id="up"))
    assert len(printed(tables_of(aligned), "公文")["comparison"]) == 1


def test_where_one_document_stands_above_its_name_is_not_repeated_in_each_row():
    above = pc.parse("某市措施\n1.餐饮企业应当安装燃气泄漏报警装置。\n2.街道应当组织老旧电梯安全评估。\n", id="up")
    below = pc.parse("某区措施\n1.餐饮企业应当安装燃气泄漏报警装置。\n", id="low")
    gaps_filed = printed(tables_of(pc.align(below, above)), "公文")["comparison"][1]
    assert gaps_filed.plain_rows == (("2.", "街道应当组织老旧电梯安全评估。", ""),)


def test_every_printed_document_ends_with_where_it_comes_from(everything):
    for tables in printed(everything, "公文", "working").values():
        assert [t.slug for t in tables][-2:] == ["sources", "making"]


def test_a_measure_taken_from_the_nation_word_for_word_does_not_hide_that_the_city_has_none():
    own = "餐饮企业应当安装燃气泄漏报警装置，并每季度检查一次连接软管。"
    other = "街道应当组织老旧电梯安全评估，向业主公布评估结果。"
    nation = pc.parse(f"国家措施\n1.{own}\n2.{other}\n", id="nation")
    city = pc.parse(f"某市措施\n1.{other}\n2.学校要开展防溺水教育，在水边设置警示标志。\n", id="city")
    district = pc.parse(f"某区措施\n1.{own}\n2.{other}\n", id="district")
    main = printed(all_tables(pc.trace([nation, city, district])), "公文")["comparison"][0]
    at = [main.position(f"text_{name}") for name in ("nation", "city")]
    assert [plain(main.rows[0][k]) for k in at] == ["1. （文字相同，从略）", "（某市措施无对应）"]


def test_a_second_source_is_printed_though_the_first_has_the_same_words():
    shared = "餐饮企业应当安装燃气泄漏报警装置，并每季度检查一次连接软管。"
    above = pc.parse(f"上级措施\n1.{shared}\n2.餐饮企业应当安装燃气泄漏报警装置。\n", id="above")
    below = pc.parse(f"下级措施\n1.{shared}\n", id="below")
    aligned = pc.align(below, above, threshold=0.01)
    assert aligned.links["parent"].tolist() == ["1", "2"]
    main = printed(tables_of(aligned), "公文")["comparison"][0]
    assert "2. 餐饮企业应当安装燃气泄漏报警装置。" in str(plain(main.rows[0][main.position("text_above")]))
