from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policycompare as pc
from policycompare.checking import choose, find
from policycompare.checking.rules import TEXT_RULES
from policycompare.messages import use_language

PIECES = st.sampled_from(
    [
        "1.加强检查", "2.落实责任", "3．", "（一）排查", "（", "）", "《安全生产法》", "《安全生产的法》", "“", "”", '"', "(", ")", "，", ",", "。", "。。", "、", "；", "  ", "　",
        "\n", "\r\n", "\n\n", "\u200b", "\x02", "\x0b", "\ufffd", "[bookmark: a]", "&nbsp;", "１2", "2021年底前完成", "2022年2月30日", "第一条 ", "第三条 ", "第二章 总则", "本法第九条",
        "（区应急局、各乡镇）", "（市应急局，区应急管理局、区应急局）", "的的", "市委市政府", "关于安全的81条措施", "一、责任", "、和", "：", "年",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map("".join)


def read(text):
    return pc.parse(text, level="district")


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_a_finding_stands_where_it_says(text):
    lines = text.split("\n")
    for finding in find(read(text)):
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.text
        assert lines[finding.line - 1][finding.column - 1 :].startswith(finding.text.split("\n")[0])


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_findings_come_in_the_order_of_the_text_each_once(text):
    found = find(read(text))
    assert [(f.start, f.end, f.rule) for f in found] == sorted((f.start, f.end, f.rule) for f in found)
    assert len(set(found)) == len(found)


def test_a_finding_is_said_in_one_language_and_written_in_chinese():
    finding = find(read("某区措施\n1.排查风险，，建立清单。\n"))[0]
    use_language("en")
    try:
        assert finding.message == "marks side by side: ，，"
        assert finding.text_in("zh") == "标点重叠 ，，"
    finally:
        use_language("zh")
    assert finding.message == "标点重叠 ，，"


def test_a_frame_of_findings_does_not_change_with_the_language():
    report = pc.check("chongming")
    chinese = report.to_frame()
    use_language("en")
    try:
        assert report.to_frame().equals(chinese)
    finally:
        use_language("zh")


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_a_selection_finds_what_the_whole_finds_of_it(text):
    document = read(text)
    chosen = choose(["PC1", "unit-"])
    assert find(document, None, chosen) == tuple(f for f in find(document) if f.rule in {rule.id for rule in chosen})
    assert find(document, None, ()) == ()


@pytest.mark.parametrize(
    "rule", choose(["PC101", "PC102", "PC103", "PC106", "PC108", "PC201", "PC204", "PC209", "PC404"])
)
@settings(deadline=None, max_examples=50)
@given(text=TEXTS)
def test_a_repair_makes_its_finding_go_and_no_other_come(rule, text):
    before = find(read(text), None, [rule])
    for finding in before:
        if finding.repair is not None:
            repaired = text[: finding.start] + finding.repair + text[finding.end :]
            assert len(find(read(repaired), None, [rule])) < len(before)


@pytest.mark.parametrize(
    "text", ["", " \n", "Hello, world (1).\n\tx\n", "一" * 3000, "（" * 500, "“" * 501, "1." * 400]
)
def test_odd_texts_are_checked_too(text):
    assert all(f.text for f in find(read(text)))


def test_the_chongming_draft_has_the_flaws_that_a_reader_finds(chongming):
    found = {(f.line, f.name, f.text, f.repair) for f in pc.check(chongming)}
    assert found == {
        (8, "organ-separator", "党中央", "党中央、"),
        (8, "organ-separator", "市委", "市委、"),
        (8, "half-width-mark", ",", "，"),
        (24, "unit-variant", "安委会成员单位", "区安委会成员单位"),
        (67, "half-width-mark", ",", "，"),
        (78, "residue", "[bookmark: _GoBack]", ""),
        (82, "mixed-number", "63．", "63."),
        (83, "unit-variant", "区安委会有关成员单位", "区安委会相关成员单位"),
        (88, "stop-before-units", "训", "训。"),
    }


def test_a_report_has_a_frame_and_carries_the_notices(shanghai):
    report = pc.check(shanghai)
    frame = report.to_frame()
    assert len(frame) == len(report)
    assert frame.columns.tolist()[:5] == ["rule", "name", "severity", "line", "column"]
    assert any("替代样本" in notice for notice in frame.attrs["notices"])
    assert "替代样本" in report._repr_html_()


def test_a_report_without_a_finding_has_the_same_columns():
    report = pc.check(read("某区措施\n1.排查风险，建立清单。\n"))
    assert report.is_clean
    assert report.to_frame().columns.tolist() == pc.check("chongming").to_frame().columns.tolist()


def test_notes_alone_leave_a_draft_clean():
    report = pc.check(read("某区措施\n1.落实《安全生产法》、《消防法》，排查风险。\n"))
    assert [f.severity for f in report] == ["note"]
    assert report.is_clean


def test_documents_are_named_by_their_id_or_given():
    assert [f.text for f in pc.check("chongming")] == [f.text for f in pc.check(pc.load("chongming"))]
    assert pc.check("national").rules == TEXT_RULES


def test_a_finding_names_the_provision_as_printed_and_the_paragraph():
    law = (
        "某市停车条例\n第一条 为了规范停车，制定本条例。\n停车场应当遵守下列规定：\n（一）按装道闸；\n（二）公示价格。\n"
        "第二条 处五千元以上二千元以下罚款。\n"
    )
    assert [f.place for f in pc.check(pc.parse(law))] == ["第一条第二款第（一）项（第4段）", "第二条（第6段）"]
    plan = "某区方案\n一、任务\n（一）排查隐患，，建立清单。\n（二）整改隐患，落实责任。\n"
    assert [f.place for f in pc.check(pc.parse(plan))] == ["（一）（第3段）"]
