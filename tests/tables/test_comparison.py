from __future__ import annotations

import gc
import re
import weakref

import pytest

import policycompare as pc
from policycompare.analysing.trace import as_chain
from policycompare.tables import all_tables, comparison_of, link_differences, plain, printed
from policycompare.tables.comparison import by_parent, comparison, replacements, statement
from policycompare.tables.decision_sheet import decisions
from policycompare.tables.link_differences import ComparedChain, LinkDifferences
from policycompare.tables.link_sentences import note_of_child, quoted, sentence
from policycompare.tables.stated_differences import StatedTexts


@pytest.fixture(scope="module")
def table(chain):
    return comparison_of(chain)


def row_of(table, label):
    row = next(r for r in table.plain_rows if r[table.position("label")] == label)
    return dict(zip([c.key for c in table.columns], row, strict=True))


def test_the_comparison_has_a_row_for_each_measure_of_the_district_to_the_character(table, chongming):
    assert len(table.rows) == 81
    for row, measure in zip(table.plain_rows, chongming.measures, strict=True):
        assert row[table.position("text_chongming")] == measure.text
        assert row[table.position("units")] == "、".join(u.name for u in measure.units)


def test_what_a_higher_document_has_stands_beside_it_with_its_number_and_to_the_character(table, to_city, shanghai):
    cited = {}
    for child, parent in zip(to_city.links.child, to_city.links.parent, strict=True):
        cited.setdefault(child, []).append(f"{parent}. {shanghai.by_label[parent].text}")
    for label, texts in cited.items():
        for text in texts:
            assert text in row_of(table, label)["text_shanghai"]


def test_an_addition_says_so_in_the_empty_cell_and_a_stand_in_in_the_head(table):
    row = row_of(table, "10")
    assert row["text_shanghai"] == "（新增）"
    assert row["kind"] == "新增"
    assert row["note"] == "本级新增。"
    assert row["evidence"].startswith("最接近上海78条第")
    assert any("替代样本" in column.head for column in table.columns)


def test_a_measure_that_comes_straight_from_the_nation_says_that_the_city_has_none(to_city, tmp_path):
    rejected = [f"15,{parent},rejected\n" for parent in to_city.links.query("child == '15'").parent]
    (tmp_path / "chongming__shanghai.csv").write_text("child,parent,verdict\n" + "".join(rejected), "utf-8")
    chain = pc.trace(["national", "shanghai", "chongming"], decisions=tmp_path)
    assert chain.origins.loc[chain.origins.origin == "straight", "child"].tolist() == ["15"]
    row = row_of(comparison_of(chain), "15")
    assert row["text_shanghai"] == "（上海78条无对应）"
    assert row["text_national"] not in ("—", "")


def is_within(label, opening):
    """Whether an article is named in an opening, by itself or in a range."""
    named = re.findall(r"第(\d+)条(?:至第(\d+)条)?", opening)
    return any(int(first) <= int(label) <= int(last or first) for first, last in named)


def test_a_measure_that_is_only_localised_is_named_above_the_table_and_says_no_more(table, chain):
    opening = replacements(ComparedChain(chain))
    assert opening in table.notes
    assert "“本市”对应“本区”" in opening
    local = [r for r in table.plain_rows if r[table.position("kind")] in ("仅本地化", "未作改动")]
    assert len(local) > 10
    for row in local:
        label = row[table.position("label")]
        assert is_within(label, opening) or "责任单位" in row[table.position("note")]
    assert row_of(table, "15")["note"] == "仅作本地化调整。"


def test_by_parent_every_provision_of_the_higher_document_has_its_fate(chain, shanghai):
    table = by_parent(ComparedChain(chain), 1)
    assert [r[table.position("label")] for r in table.plain_rows] == list(shanghai.by_label)
    gone = [r for r in table.plain_rows if r[table.position("kind")] == "未承接"]
    assert len(gone) == len(chain.alignments[2, 1].gaps)
    for row in gone:
        assert row[table.position("text_chongming")].startswith("（未承接：")
    addressed = row_of(table, "37")
    assert addressed["text_chongming"].startswith("（未承接：不适用于本级")


def test_by_the_nation_what_came_through_the_city_is_no_gap(chain):
    table = by_parent(ComparedChain(chain), 0)
    through = [r for r in table.plain_rows if r[table.position("kind")] == "经上一级承接"]
    for row in through:
        assert row[table.position("text_chongming")] not in ("—", "")
    stopped = [r for r in table.plain_rows if "止于上海78条" in r[table.position("note")]]
    for row in stopped:
        assert row[table.position("text_shanghai")] != "—"
        assert row[table.position("text_chongming")].startswith("（未承接：")


def test_the_statement_of_changes_quotes_only_words_that_stand_in_the_texts(to_city):
    differences = LinkDifferences(to_city)
    for pair, difference in differences.of_link.items():
        both = (difference.link.parent.text + difference.link.child.text).translate(str.maketrans("“”", "‘’"))
        both = " ".join(both.split())
        for said in sentence(differences, difference).split("；"):
            if "“" not in said or said.startswith("责任单位"):
                continue
            for quote in said.split("“")[1:]:
                for piece in quote.split("”")[0].split("……"):
                    assert piece in both, (pair, piece)


def test_the_statement_has_one_sentence_a_link(to_city):
    table = statement(LinkDifferences(to_city))
    assert len(table.rows) == len(to_city.links)
    assert all(str(row[-1]).endswith("。") for row in table.plain_rows)


def note_between(below, above):
    """Return the note on two texts that are linked, each the first measure of its document."""
    child, parent = (pc.parse(f"{title}\n1.{text}\n") for title, text in (("某区措施", below), ("某市措施", above)))
    return note_of_child(LinkDifferences(pc.align(child, parent).at(0.0)), "1")


def test_quotation_marks_inside_are_single_ones():
    assert quoted("，“一岗双责”，") == "“‘一岗双责’”"


def test_a_changed_deadline_is_said_with_its_unit_and_not_as_two_figures():
    note = note_between("商户应当于10月底前完成管道改造并报告。", "商户应当于11月底前完成管道改造并报告。")
    assert note == "期限由“11月底前”改为“10月底前”。"


def test_what_is_added_is_quoted_in_whole_clauses_and_said_once():
    above = "商户应当每季度检查管道，并如实记录检查情况。"
    note = note_between(f"{above}对拒不整改的商户，停止供气并通报所在街道办事处。", above)
    assert note == "增加“对拒不整改的商户，停止供气并通报所在街道办事处”。"


def test_what_is_not_taken_up_is_said_so():
    below = "商户应当每季度检查管道，并如实记录检查情况。"
    note = note_between(below, f"{below}经营场所应当配备专职值守人员。")
    assert note == "未写入“经营场所应当配备专职值守人员”。"


def test_a_definition_is_quoted_with_what_it_defines():
    below = "从事餐饮经营的商户应当每季度检查管道，并如实记录检查情况。"
    note = note_between(below, f"{below}本措施所称商户，是指领取执照并对外营业的个体和公司。")
    assert note == "未写入“本措施所称商户，是指领取执照并对外营业的个体和公司”。"


def test_a_quotation_does_not_end_with_a_condition():
    above = "商户应当每季度检查管道，并如实记录检查情况。"
    added = "对拒不整改且情节特别严重并造成人员重伤或者重大财产损失后果的，由主管部门吊销其经营许可证并予以公示"
    note = note_between(f"{above}{added}。", above)
    assert "后果的”" not in note
    assert "公示”" in note


def test_a_text_that_says_the_same_in_other_words_is_only_worded_otherwise():
    note = note_between(
        "商户应当每个季度检查管道，如实记录检查情况。", "商户应当每季度检查管道，并如实记录检查的情况。"
    )
    assert note == "仅文字表述不同。"


ABOVE = "商户应当每季度检查管道，并如实记录检查情况。"
PLACES = (
    "集贸市场和夜市摊位",
    "学校周边的流动餐车",
    "医院门前的早餐摊点",
    "车站广场的临时摊位",
    "公园入口的烧烤摊点",
    "居民楼底层的小吃店",
)
NOTES = {
    "a how-phrase goes on to what is done": (
        f"{ABOVE}街道办事处应当根据辖区人口分布和用气需求，统筹安排夜间巡查力量。",
        ABOVE,
        "增加“街道办事处应当根据辖区人口分布和用气需求，统筹安排夜间巡查力量”。",
    ),
    "a list is not cut before its last members": (
        ABOVE,
        f"{ABOVE}巡查工作应当遵循突出重点、兼顾全面，以及人工巡查和智能监测相结合的原则，合理配置力量。",
        "未写入“巡查工作应当遵循突出重点、兼顾全面，以及人工巡查和智能监测相结合的原则，合理配置力量”。",
    ),
    "a bare duty is quoted with its condition": (
        f"{ABOVE}聘请外来机构代为巡查的，应当签订书面协议，明确双方责任。",
        ABOVE,
        "增加“聘请外来机构代为巡查的，应当签订书面协议，明确双方责任”。",
    ),
    "a condition of several phrases is not quoted without its end": (
        f"{ABOVE}顾客在就餐期间，擅自拆卸阀门或者软管，妨碍店员处置险情的，商户可以拒绝接待。",
        ABOVE,
        "增加“顾客在就餐期间，擅自拆卸阀门或者软管，妨碍店员处置险情的，商户可以拒绝接待”。",
    ),
    "a stock reference is no addition": (f"{ABOVE}应当符合国家有关规定。", ABOVE, "仅文字表述不同。"),
    "the last item of every list is no addition": (f"{ABOVE}\n其他应急事项。", ABOVE, "仅文字表述不同。"),
    "where it applies is shown on both sides, and is no addition": (
        f"{ABOVE}\n本措施适用于本镇沿街餐馆和流动摊贩的用气行为。",
        f"{ABOVE}\n在市域范围内经营食堂、酒楼、熟食作坊的，适用本措施。",
        (
            "上级规定“在市域范围内经营食堂、酒楼、熟食作坊的，适用本措施”，"
            "本级规定“本措施适用于本镇沿街餐馆和流动摊贩的用气行为”。"
        ),
    ),
    "a sanction in another order is nothing left out": (
        "商户拒不检查管道的，由主管部门责令停业整顿，没收违法所得，并给予警告。",
        "商户拒不检查管道的，由主管部门给予警告，责令停业整顿，没收违法所得。",
        "仅文字表述不同。",
    ),
    "a clause that stands for another is said to be turned into it": (
        f"{ABOVE}使用瓶装气的，应当加装自动熄火保护、浓度超标报警和紧急切断一体化设备。",
        f"{ABOVE}使用瓶装气，应当加装一体化设备。",
        (
            "将“使用瓶装气，应当加装一体化设备”改为"
            "“使用瓶装气的，应当加装自动熄火保护、浓度超标报警和紧急切断一体化设备”。"
        ),
    ),
    "offices that are named besides are shown in their sentence": (
        "城管、教育、消防、商务等部门按照各自职责做好管道检查工作。",
        "城管、消防等部门按照各自职责做好管道检查工作。",
        (
            "将“城管、消防等部门按照各自职责做好管道检查工作”改为"
            "“城管、教育、消防、商务等部门按照各自职责做好管道检查工作”。"
        ),
    ),
    "a time that one side sets is shown in its sentence": (
        "商户应当将检查情况和处理结果报街道办事处、消防救援站。",
        "商户应当自检查结束之日起五个工作日内，书面将检查情况和处理结果报街道办事处和消防救援站。",
        (
            "将“商户应当自检查结束之日起五个工作日内，书面将检查情况和处理结果报街道办事处和消防救援站”改为"
            "“商户应当将检查情况和处理结果报街道办事处、消防救援站”。"
        ),
    ),
    "what the other side says in other words is no addition": (
        f"{ABOVE}餐饮经营者要讲诚信，按标准用气，不偷气、不漏报。",
        f"{ABOVE}餐饮经营者应当诚信守法，按照标准安全用气。",
        "将“餐饮经营者应当诚信守法，按照标准安全用气”改为“餐饮经营者要讲诚信，按标准用气，不偷气、不漏报”。",
    ),
    "one more member of a list is not only worded otherwise": (
        f"{ABOVE}仓库、厨房、配电间和地下室不得堆放杂物。",
        f"{ABOVE}仓库、厨房和地下室不得堆放杂物。",
        "将“仓库、厨房和地下室不得堆放杂物”改为“仓库、厨房、配电间和地下室不得堆放杂物”。",
    ),
    "a part that cannot be read alone is shown in its sentence": (
        f"{ABOVE}更换软管应当报街道备案，并由持证工人施工。",
        f"{ABOVE}更换软管应当报街道备案。",
        "将“更换软管应当报街道备案”改为“更换软管应当报街道备案，并由持证工人施工”。",
    ),
    "what only the nation's offices do is said to be left out after all else": (
        "市燃气主管部门负责全市管道安全监督工作。",
        (
            "国务院燃气主管部门制定管道安全国家规划并组织跨省演练。\n市级燃气主管部门负责本行政区域管道安全监督工作。\n"
            "居民住宅阳台不得改作厨房。\n学校食堂应当配备两名专职值守人员。\n摊贩收摊后熄灭炉火并清点气瓶。"
        ),
        (
            "未写入一款“居民住宅阳台不得改作厨房”、一款“学校食堂应当配备两名专职值守人员”、"
            "一款“摊贩收摊后熄灭炉火并清点气瓶”；其余内容亦有调整。"
        ),
    ),
    "a sentence that became a list": (
        "商户应当遵守下列安全要求：\n（一）按时更换软管；\n（二）在夜间关闭总阀门。",
        "商户应当按时更换软管，并在夜间关闭总阀门。",
        (
            "将“商户应当按时更换软管，并在夜间关闭总阀门”改为"
            "“商户应当遵守下列安全要求：按时更换软管；在夜间关闭总阀门”。"
        ),
    ),
    "a list without numbers whose items changed": (
        "商户有下列情形的，停止供气：\n软管老化超过两年仍未更换的；\n拒绝夜间巡查人员进店的。",
        "商户有下列情形的，停止供气：\n软管老化超过两年仍未更换的；\n拖欠燃气费六个月的。",
        "增加一项“拒绝夜间巡查人员进店的”；未写入一项“拖欠燃气费六个月的”。",
    ),
    "what stands beside a text that is taken over whole": (
        f"{ABOVE}更换软管应当报街道备案，街道应当核对软管型号。\n街道核对软管型号时可以进店查看。",
        f"{ABOVE}更换软管应当报街道备案，街道应当核对软管型号。",
        "增加一款“街道核对软管型号时可以进店查看”。",
    ),
    "a list that one side alone has is named by what leads to it": (
        ABOVE,
        f"{ABOVE}\n摊贩遇有下列紧急情形，可以就近呼救：\n（一）炉灶起火；\n（二）气瓶倾倒或者阀门脱落。",
        "未写入“摊贩遇有下列紧急情形，可以就近呼救”及所列2项。",
    ),
    "several paragraphs that the other side may have in part": (
        f"{ABOVE}\n更换软管应当报街道备案，街道应当核对软管型号。",
        (
            f"{ABOVE}\n更换软管应当报街道备案，街道应当核对软管型号和长度，并留存更换软管的记录。\n"
            "更换软管前应当关闭阀门并报街道备案。\n街道核对软管型号应当留存更换软管的记录。"
        ),
        (
            "上级规定“更换软管应当报街道备案，街道应当核对软管型号和长度，并留存更换软管的记录”"
            "“更换软管前应当关闭阀门并报街道备案”“街道核对软管型号应当留存更换软管的记录”，"
            "本级规定“更换软管应当报街道备案，街道应当核对软管型号”。"
        ),
    ),
    "a date and a repealed rule": (
        "本办法自2021年3月1日起施行。2009年发布的《某镇餐饮用气管理若干规定》同时废止。",
        "本条例自2019年5月1日起施行。",
        ("施行日期由“2019年5月1日”改为“2021年3月1日”；增加“2009年发布的《某镇餐饮用气管理若干规定》同时废止”。"),
    ),
    "figures that are only written otherwise": (
        f"{ABOVE}整改应当在三十日内完成，并由街道复查。",
        f"{ABOVE}整改应当在30日内完成，并由街道复查。",
        "仅文字表述不同。",
    ),
    "two sentences that became one": (
        f"{ABOVE}软管破损应当立即更换并通知街道，街道应当在七日内复查软管。",
        f"{ABOVE}软管破损应当立即更换并通知街道。街道应当复查软管。",
        (
            "将“软管破损应当立即更换并通知街道”“街道应当复查软管”改为"
            "“软管破损应当立即更换并通知街道，街道应当在七日内复查软管”。"
        ),
    ),
    "why a document is made, and on what ground": (
        "为了预防管道事故，保护就餐群众安全，根据《管道条例》等规定，结合本区实际，制定本办法。",
        "为了预防管道事故，促进餐饮行业发展，制定本条例。",
        "立法目的增加“保护就餐群众安全”，未列“促进餐饮行业发展”，制定依据增加《管道条例》。",
    ),
    "phrases in another order": (
        "街道应当定期检查管道，为商户提供指导，保护就餐群众的安全。",
        "街道应当定期检查管道，保护就餐群众的安全，为商户提供指导。",
        "仅文字表述不同。",
    ),
    "a document calls itself otherwise": (
        f"{ABOVE}\n本办法所称商户，是指领取执照并对外营业的个体和公司。",
        f"{ABOVE}\n本条例所称商户，是指领取执照并对外营业的个体和公司。",
        "仅文字表述不同。",
    ),
    "a long list is named by what leads to it and the item that is nearest": (
        "摊贩有拒绝检查等情形的，由街道责令改正，处二百元以上五百元以下罚款。",
        "摊贩有下列情形之一的，由城管部门责令改正，可以处一百元以下罚款：\n"
        + "\n".join(
            f"（{k}）在{place}违规使用气瓶、擅自改装燃气管道的；"
            for k, place in zip("一二三四五六", PLACES, strict=True)
        ),
        (
            "上级规定“摊贩有下列情形之一的，由城管部门责令改正，可以处一百元以下罚款”"
            "（列举6项，其中“在集贸市场和夜市摊位违规使用气瓶、擅自改装燃气管道的”），"
            "本级规定“摊贩有拒绝检查等情形的，由街道责令改正，处二百元以上五百元以下罚款”。"
        ),
    ),
    "why a document is made, where no goal is common": (
        "为了实施《管道条例》，结合本区实际，制定本办法。",
        "为了预防管道事故，促进餐饮行业发展，制定本条例。",
        (
            "上级规定“为了预防管道事故，促进餐饮行业发展，制定本条例”，"
            "本级规定“为了实施《管道条例》，结合本区实际，制定本办法”。"
        ),
    ),
    "texts that have nothing in common": (
        "商户应当关闭阀门。",
        "垃圾实行分类投放。",
        "上级规定“垃圾实行分类投放”，本级规定“商户应当关闭阀门”。",
    ),
    "since when it is in force": (
        "本办法自公布之日起施行。",
        "本条例自2019年5月1日起施行。",
        "施行日期由“自2019年5月1日起施行”改为“自公布之日起施行”。",
    ),
}


@pytest.mark.parametrize(("below", "above", "note"), NOTES.values(), ids=NOTES)
def test_a_note_quotes_whole_clauses_and_nothing_that_both_texts_say(below, above, note):
    assert note_between(below, above) == note


def test_a_long_clause_without_marks_is_noted_in_no_time():
    below = "管道" + "、".join(["阀门"] * 20_000) + "等部门"
    assert note_between(below, ABOVE).endswith("。")


def test_an_office_called_otherwise_is_not_said_to_be_left_out():
    note = note_between("发现隐患应当立即整改，并通报生态环境部门。", "发现隐患应当立即整改，并通报环境保护部门。")
    assert note in ("仅作本地化调整。", "仅文字表述不同。")


def test_a_note_has_three_parts_at_most_and_balanced_quotation_marks(to_city):
    differences = LinkDifferences(to_city)
    for label in to_city.links_of_child:
        note = note_of_child(differences, label)
        assert note.count("；") - sum(quote.count("；") for quote in re.findall("“[^”]*”", note)) <= 2
        assert note.count("“") == note.count("”")
        assert note.count("‘") == note.count("’")
        assert note.endswith("。")
        assert "概率" not in note
        quotes = re.findall("“([^”]*)”", note)
        assert len(set(quotes)) == len(quotes)


def test_a_link_that_a_person_confirmed_is_shown_without_the_number_of_a_model(tmp_path):
    parent = pc.parse("上级措施\n1.应当每年检查管道。\n2.公开结果。\n", id="up")
    child = pc.parse("下级措施\n1.应当每季度检查管道。\n2.公开结果。\n", id="low")
    (tmp_path / "low__up.csv").write_text("child,parent,verdict\n1,1,confirmed\n", "utf-8")
    tables = {table.slug: table for table in all_tables(as_chain(pc.align(child, parent, decisions=tmp_path)))}
    assert row_of(tables["comparison"], "1")["probability"] == ""
    assert row_of(tables["comparison"], "1")["method"] == "人工核定"
    assert row_of(tables["comparison"], "2")["probability"] > 0.5
    sheet = tables["decisions_low_up"]
    shown = [row[sheet.position("probability")] for row in sheet.plain_rows if row[sheet.position("child")] == "1"]
    assert shown[0] == ""


def test_two_documents_without_chapters_or_units_are_compared_too():
    parent = pc.parse("上级措施\n1.应当每年检查。\n2.公开结果。\n", id="up")
    child = pc.parse("下级措施\n1.应当每季度检查。\n", id="down")
    tables = all_tables(as_chain(pc.align(child, parent)))
    main = next(t for t in tables if t.slug == "comparison")
    assert main.name == "对照"
    assert len(main.rows) == 1
    gaps = next(t for t in tables if t.slug == "gaps")
    assert "2" in [plain(r[gaps.position("label")]) for r in gaps.rows]


@pytest.mark.parametrize("title", ["某区措施", ""])
def test_two_versions_of_one_text_are_told_apart_and_no_table_has_a_head_twice(chain, title):
    old, new = (pc.parse(f"{title}\n1.应当每年检查。（区应急局）\n2.{n}。\n", id=n) for n in ("旧稿", "新稿"))
    for tables in (all_tables(as_chain(pc.align(new, old))), all_tables(chain)):
        for table in tables:
            heads = [column.head for column in table.columns]
            assert len(set(heads)) == len(heads), (table.slug, heads)


def test_articles_are_numbered_as_laws_have_them():
    parent = pc.parse("某法\n第一条　应当每年检查。\n第二条之一　公开结果。\n", id="law")
    child = pc.parse("某条例\n第一条　应当每季度检查。\n第二条　公开结果。\n", id="rules")
    main = comparison_of(pc.align(child, parent))
    above = [str(plain(r[main.position("text_law")])) for r in main.rows]
    assert above == ["第一条　应当每年检查。", "第二条之一　公开结果。"]
    printed_main = printed(all_tables(as_chain(pc.align(child, parent))), "公文")["comparison"][0]
    assert str(plain(printed_main.rows[0][printed_main.position("text_rules")])).startswith("第一条　应当每季度")


def test_tables_of_many_alignments_one_after_the_other_do_not_pile_up_in_memory(to_city):
    aligned = to_city.at(0.6)
    assert all_tables(as_chain(aligned))
    gone = weakref.ref(aligned)
    del aligned
    gc.collect()
    assert gone() is None


def test_of_a_reworded_link_the_actor_is_said_and_no_figure_that_is_only_written_otherwise():
    above = "由公安机关责令改正违法设摊行为。规划部门公示临时集市选址，听取周边居民代表看法，三十日内汇总后送审。"
    below = "由城管部门责令改正违法设摊行为。各镇结合实际增设便民早点车，允许果蔬流动售卖，引导商户30日内登记入网。"
    child, parent = (pc.parse(f"{title}\n1.{text}\n") for title, text in (("某区措施", below), ("某市措施", above)))
    differences = LinkDifferences(pc.align(child, parent).at(0.0))
    (difference,) = differences.of_link.values()
    said = sentence(differences, difference)
    assert said.startswith("将“由公安机关责令改正违法设摊行为”改为“由城管部门责令改正违法设摊行为”")
    assert "期限" not in said


def test_several_provisions_of_the_higher_document_stand_in_its_order_not_the_best_link_first(tmp_path):
    higher = pc.parse(
        "某市绿地条例\n第一条 市绿化部门主管全市绿地。\n第二条 公园应当设置无障碍通道，方便老年人和残疾人通行。\n"
        "第三条 鼓励居民认养公园中的树木，认养人可以挂牌。\n第四条 禁止占用绿地。\n"
    )
    lower = pc.parse(
        "某区绿地办法\n第一条 鼓励居民认养公园中的树木，认养人可以挂牌。公园应当设置无障碍通道，方便老年人通行。\n"
    )
    decided = tmp_path / "decided.csv"
    decided.write_text("child,parent,verdict\n1,3,accepted\n1,2,added\n", "utf-8")
    aligned = pc.align(lower, higher, decisions=decided)
    (row,) = comparison_of(aligned).plain_rows
    above = next(cell for cell in row if "认养人可以挂牌" in str(cell) and "第二条" in str(cell))
    assert above.index("第二条") < above.index("第三条")


def test_a_text_that_several_tables_show_is_compared_once(to_city, monkeypatch):
    compared, stated = [], []
    texts, statements = link_differences.runs_to_show, StatedTexts.difference
    monkeypatch.setattr(link_differences, "runs_to_show", lambda *given: compared.append(given[:2]) or texts(*given))
    monkeypatch.setattr(
        StatedTexts,
        "difference",
        lambda self, *sides: stated.append(tuple(map(tuple, sides))) or statements(self, *sides),
    )
    compared_chain = ComparedChain(as_chain(to_city))
    differences = compared_chain.between(1, 0)
    comparison(compared_chain)
    by_parent(compared_chain, 0)
    statement(differences)
    decisions(differences)
    for asked in (compared, stated):
        assert asked
        assert len(asked) == len(set(asked))
