from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from policycompare.language.numerals import to_han
from policycompare.reading import parse

PIECES = st.sampled_from(
    ["一、", "二、", "（一）", "1.", "２．", "（1）", "①", "第一条 ", "第二条　", "第一章 总则", "附件", "附则", "目录", "\n", "\r\n",
     "\r", "落实责任。", "（区应急局、各乡镇）", "（市", "）", "[bookmark: x]", "　", " ", "2022年10月9日", "区安委会", "𬭚", "\x0b"]
)  # fmt: skip


def rebuilt(doc):
    return "".join(part.span.of(doc.text) for part in doc.parts)


@given(st.lists(PIECES, max_size=60).map("".join))
@example("")
@example("一、\n一、\n1.\n")
def test_nothing_is_lost_whatever_the_text(text):
    doc = parse(text)
    assert rebuilt(doc) == text
    for measure in doc.measures:
        assert measure.text in measure.span.of(text)
        for clause in measure.clauses:
            assert clause.span.of(text) == clause.text
    assert len(doc.by_label) == len(doc.provisions)


@given(st.text(max_size=200))
def test_no_text_is_refused(text):
    assert rebuilt(parse(text)) == text


def test_the_three_documents_lose_nothing(national, shanghai, chongming):
    for doc in (national, shanghai, chongming):
        assert rebuilt(doc) == doc.text


def test_the_chongming_draft_is_read_as_a_person_reads_it(chongming):
    assert chongming.title == "上海市崇明区关于进一步强化安全生产责任落实坚决防范遏制重特大事故的81条具体措施"
    assert [m.label for m in chongming.measures] == [str(n) for n in range(1, 82)]
    assert len(chongming.chapters) == 15
    assert chongming.preamble.startswith("为深入贯彻")
    assert chongming.closing == "上海市崇明区安全生产委员会\n2022年10月9日"
    assert chongming.date == "2022-10-09"


def test_a_stray_bookmark_does_not_hide_measure_59(chongming):
    assert chongming.by_label["59"].text.startswith("实行“双随机、一公开”")
    assert [p.kind for p in chongming.warnings] == ["residue"]
    assert chongming.warnings[0].line == 78


def test_a_full_width_full_stop_does_not_hide_measure_63(chongming):
    assert chongming.by_label["63"].text.startswith("严格落实《上海市生产安全事故调查处理导则》（分则）")


def test_measure_68_keeps_its_units_without_a_full_stop_before_them(chongming):
    measure = chongming.by_label["68"]
    assert measure.text.endswith("组织开展相关培训")
    assert [u.name for u in measure.units] == ["区应急局", "各乡镇"]


def test_a_bracket_inside_a_sentence_is_no_list_of_units(chongming):
    assert "（包括道路运输、水上运输）" in chongming.by_label["43"].text


def test_points_under_a_heading_are_cited_with_the_headings_number(national):
    assert len(national.measures) == 15
    assert len(national.provisions) == 71
    assert national.measures[4].title == "企业主要负责人必须严格履行第一责任人责任"
    assert national.by_label["5.3"].text.startswith("有意增设管理层级")


def test_articles_paragraphs_and_items_of_a_law():
    doc = parse(
        "某某条例\n\n目录\n第一章 总则\n第二章 罚则\n\n第一章 总则\n第一条 为了安全，制定本条例。\n第二条 单位应当：\n（一）培训；\n"
        "（二）检查。\n违反前款的，责令改正。\n第二章 罚则\n第三条 处罚款。\n第三条之一 依照第三条\n第三条规定的除外。\n附则\n"
        "第四条 本条例自2022年1月1日起施行。\n"
    )
    assert [m.label for m in doc.measures] == ["1", "2", "3", "3-1", "4"]
    assert [c.text for c in doc.by_label["2"].clauses] == ["单位应当：", "培训；", "检查。", "违反前款的，责令改正。"]
    assert [c.title for c in doc.chapters] == ["总则", "罚则", "附则"]
    assert doc.preamble.startswith("目录")
    assert "第三条规定的除外" in doc.by_label["3-1"].text


def test_numbers_that_start_again_under_each_heading_make_labels_with_the_headings_number():
    doc = parse(
        "计划\n一、目标\n（一）提升能力。到2025年达标。\n（二）补短板。抓重点。\n二、任务\n（一）建队伍。\n（二）强执法。\n"
    )
    assert [m.label for m in doc.measures] == ["1.1", "1.2", "2.1", "2.2"]


def test_a_jump_and_a_repetition_are_reported_with_their_lines():
    doc = parse("措施\n1.甲。\n2.乙。\n5.丙。\n5.丁。\n")
    assert [(p.line, p.kind) for p in doc.warnings] == [(4, "numbering-jump"), (5, "numbering-repeat")]
    assert "缺 3–4" in str(doc.warnings[0])
    assert [m.label for m in doc.measures] == ["1", "2", "5", "5#2"]


def test_a_text_without_provisions_is_read_with_a_warning():
    doc = parse("一封信\n\n尊敬的读者：\n近来可好。\n")
    assert doc.measures == ()
    assert [p.kind for p in doc.warnings] == ["no-provision"]


def test_an_appendix_is_closing_matter_and_its_numbers_are_no_measures():
    doc = parse("办法\n第一条 甲。\n第二条 乙。\n附件1：目录表\n第一条 别的。\n")
    assert [m.label for m in doc.measures] == ["1", "2"]
    assert doc.closing.startswith("附件1")


@given(st.integers(2, 150))
def test_renumbering_in_chinese_or_arabic_gives_the_same_measures(count):
    bodies = [f"落实第{n}项责任。" for n in range(1, count + 1)]
    arabic = parse("措施\n" + "".join(f"{n}.{b}\n" for n, b in enumerate(bodies, 1)))
    han = parse("措施\n" + "".join(f"{to_han(n)}、{b}\n" for n, b in enumerate(bodies, 1)))
    article = parse("措施\n" + "".join(f"第{to_han(n)}条　{b}\n" for n, b in enumerate(bodies, 1)))
    texts = [[(m.label, m.text) for m in d.measures] for d in (arabic, han, article)]
    assert texts[0] == texts[1] == texts[2]


@given(st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_blank_lines_change_nothing(blanks):
    lines = ["措施", "1.甲事要办。（区应急局）", "2.乙事要办。", "3.丙事要办。"]
    text = "\n".join(line + "\n" * n for line, n in zip(lines, [*blanks, 0], strict=True))
    assert [(m.label, m.text, m.units) for m in parse(text).measures] == [
        (m.label, m.text, m.units) for m in parse("\n".join(lines)).measures
    ]


def test_the_paragraphs_below_a_heading_with_nothing_numbered_are_measures_also_a_single_one():
    doc = parse(
        "计划\n一、总体要求\n坚持生命至上。\n二、任务\n（一）建队伍。\n（二）强执法。\n三、保障\n（一）成立专班。\n"
    )
    assert [(m.label, m.chapter) for m in doc.measures] == [
        ("1.p1", "一、总体要求"),
        ("2.1", "二、任务"),
        ("2.2", "二、任务"),
        ("3.1", "三、保障"),
    ]
    running = parse("措施\n一、总则\n坚持。\n二、任务\n1.甲。\n2.乙。\n三、保障\n3.丙。\n4.丁。\n")
    assert [m.label for m in running.measures] == ["1.p1", "1", "2", "3", "4"]


def test_a_table_of_contents_right_behind_the_title_is_no_part_of_it():
    doc = parse("消防条例\n（2010年1月1日通过）\n目　录\n第一章　总则\n第一章　总则\n第一条 甲。\n第二条 乙。\n")
    assert doc.title == "消防条例"
    assert doc.date == "2010-01-01"
    assert [c.title for c in doc.chapters] == ["总则"]


def test_issuer_and_date_at_the_end_are_closing_matter():
    doc = parse("通知\n1．甲。\n2．乙。\n\n                上海市消防救援总队\n            二〇二二年十月九日\n")
    assert doc.by_label["2"].text == "乙。"
    assert (doc.issuer, doc.date) == ("上海市消防救援总队", "2022-10-09")


def test_issuer_and_date_in_front_of_an_appendix_are_no_part_of_the_last_measure():
    doc = parse("某市措施\n1.落实责任。\n2.开展排查。\n某市人民政府\n2023年5月6日\n附件：任务清单\n1.甲。\n")
    assert [m.text for m in doc.measures] == ["落实责任。", "开展排查。"]
    assert doc.issuer == "某市人民政府"
    assert doc.date == "2023-05-06"


def test_measures_of_several_sections_stand_below_their_chapter():
    doc = parse(
        "某市条例\n第一章　总则\n第一节　目的\n第一条　一。\n第二节　范围\n第二条　二。\n第二章　罚则\n第三条　三。\n"
    )
    assert [m.chapter for m in doc.measures] == ["第一章 总则", "第一章 总则", "第二章 罚则"]
    bare = parse("某市条例\n第一节　目的\n第一条　一。\n第二节　范围\n第二条　二。\n")
    assert [m.chapter for m in bare.measures] == ["第一节 目的", "第二节 范围"]


def test_who_signs_beside_the_number_is_no_part_of_the_title():
    doc = parse(
        "青石市安全生产委员会文件\n青安委〔2026〕6号　　签发人：李某某\n关于加强检查的报告\n一、每月检查一次。\n二、公开结果。\n"
    )
    assert (doc.title, doc.number) == ("关于加强检查的报告", "青安委〔2026〕6号")
