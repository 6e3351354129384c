from __future__ import annotations

import re

import pytest

import policycompare as pc
from policycompare.checking import choose, find
from policycompare.checking.examples import examples
from policycompare.checking.rules import RULES

PARENT = pc.parse(
    "某市关于进一步强化安全生产责任落实的若干措施\n1.落实重大危险源安全包保责任制，严格履行职责。\n"
    "2.健全轨道交通运营安全监管机制，加强大客流预警。\n3.开展安全评价机构执业行为专项整治。\n",
    level="city",
)
MEASURES = "1.落实重大危险源安全包保责任制，严格履行职责。\n2.开展安全评价机构执业行为专项整治。\n"


def asked(preamble, against=PARENT, rules="PC7", measures=MEASURES):
    draft = pc.parse(f"某市某区关于安全的措施\n\n{preamble}\n{measures}", level="district")
    return [(f.name, f.text, f.repair) for f in find(draft, against, choose([rules]))]


def test_a_provision_that_is_claimed_and_not_taken_up_is_found_where_it_is_claimed():
    preamble = "为落实某市《关于进一步强化安全生产责任落实的若干措施》，制定以下措施。"
    assert asked(preamble) == [("parent-gap", "关于进一步强化安全生产责任落实的若干措施", None)]


def test_a_draft_that_does_not_name_the_higher_document_claims_nothing():
    assert [name for name, _, _ in asked("为加强安全，制定以下措施。")] == ["parent-uncited"]


def test_a_number_of_measures_that_the_higher_document_does_not_have_is_found():
    assert ("parent-count", "5", "3") in asked("为落实市安委会“5条具体措施”，制定以下措施。")
    assert [n for n, _, _ in asked("为落实市安委会“3条具体措施”，制定以下措施。")] == ["parent-gap"]


def test_the_number_of_another_level_is_not_counted_against_this_one():
    preamble = "为落实国务院安委会“十五条硬措施”和市安委会“3条具体措施”，制定以下措施。"
    assert asked(preamble, rules="parent-count") == []


def test_a_title_that_is_nearly_the_higher_documents_is_put_right():
    preamble = "为落实某市《关于进一步强化安全生产责任落实若干措施》，制定以下措施。"
    wanted = "关于进一步强化安全生产责任落实的若干措施"
    assert ("parent-title", "关于进一步强化安全生产责任落实若干措施", wanted) in asked(preamble)


def test_the_title_of_another_document_is_no_slip_of_this_one():
    preamble = "为落实国务院安委会《关于进一步强化安全生产责任落实的若干具体措施》，制定以下措施。"
    assert asked(preamble, rules="parent-title") == []
    assert asked(preamble.replace("国务院", "市"), rules="parent-title") != []


def test_the_drafts_own_number_is_not_counted_against_the_higher_document():
    draft = pc.parse(f"某市某区关于安全的2条措施\n\n为加强安全，制定以下2条措施。\n{MEASURES}", level="district")
    assert find(draft, PARENT, choose(["parent-count"])) == ()


def test_a_reference_to_a_provision_that_the_higher_document_does_not_have_is_found():
    cited = "《关于进一步强化安全生产责任落实的若干措施》"
    measures = f"1.落实{cited}第九条。\n2.落实{cited}第3条。\n"
    found = asked("制定以下措施。", rules="parent-reference", measures=measures)
    assert found == [("parent-reference", "第九条", None)]


def test_without_a_higher_document_nothing_is_asked_of_it():
    assert asked("为落实市安委会“5条具体措施”，制定以下措施。", against=None) == []


def test_a_document_without_provisions_can_stand_above():
    empty = pc.parse("某市通知\n\n请遵照执行。\n", level="city")
    assert [name for name, _, _ in asked("制定以下措施。", against=empty)] == ["parent-uncited"]


def test_the_chongming_draft_is_told_which_city_measures_it_left_out(chongming, shanghai):
    found = find(chongming, shanghai, choose(["parent-"]))
    assert [f.message.split("“")[0] for f in found] == [f"上级第{number}条" for number in (11, 17, 33, 62, 65)]
    assert {f.line for f in found} == {8}


LAW = """某省燃气管理条例
第一条 为了加强燃气管理，保障公共安全，制定本条例。
第二条 燃气经营企业应当自受理用气申请之日起五日内答复申请人。
第三条 燃气经营企业应当每年至少对居民用户进行一次入户安全检查，并建立检查档案。
第四条 餐饮场所应当安装可燃气体报警装置，并保持正常使用。
第五条 违反本条例第四条规定，餐饮场所未安装可燃气体报警装置的，由燃气主管部门责令改正，处一千元以上一万元以下罚款。
第六条 瓶装燃气供应站应当公示服务电话和价格。
第七条 住房城乡建设主管部门负责燃气设施改动的审批工作。
"""
RULES_BELOW = """某市燃气管理办法
第一条 为了加强燃气管理，保障公共安全，根据《某省燃气管理条例》，制定本办法。
第二条 燃气经营企业应当自受理用气申请之日起十日内答复申请人。
第三条 燃气经营企业应当每两年至少对居民用户进行一次入户安全检查，并建立检查档案。
第四条 餐饮场所可以安装可燃气体报警装置，并保持正常使用。
第五条 违反本办法第四条规定，餐饮场所未安装可燃气体报警装置的，由燃气主管部门责令改正，处五千元以上二万元以下罚款。
第六条 瓶装燃气供应站应当公示服务电话和价格，并向主管部门缴纳服务保证金。
第七条 城市管理部门负责燃气设施改动的审批工作。
"""


def questions(draft=RULES_BELOW):
    report = pc.check(pc.parse(draft, level="city"), pc.parse(LAW, level="province"), choose(["PC7"]))
    return [(f.name, f.text) for f in report]


def test_what_is_stricter_later_or_added_below_is_asked_with_both_texts():
    assert questions() == [
        ("parent-deadline", "十日内"),
        ("parent-deadline", "每两年至少对居民用户进行一次"),
        ("parent-duty", "可以"),
        ("parent-penalty", "五千元以上二万元以下"),
        ("parent-burden", "缴纳服务保证金"),
        ("parent-body", "城市管理部门"),
    ]
    report = pc.check(pc.parse(RULES_BELOW), pc.parse(LAW), choose(["parent-penalty"]))
    assert all(
        words in report.findings[0].text_in("zh")
        for words in ("第五条", "一千元以上一万元以下", "五千元以上二万元以下")
    )


def test_what_stays_within_the_law_above_is_not_asked():
    below = LAW.replace("某省", "某市").replace("五日内", "三日内").replace("一千元以上一万元", "二千元以上八千元")
    assert [name for name, _ in questions(below) if name != "parent-uncited"] == []


def with_article(text):
    """Return the law as a city has it, with the article that an example has."""
    return pc.parse(re.sub(rf"(?m)^{text[:3]} .*$", text, LAW.replace("某省", "某市", 1)), level="city")


@pytest.mark.parametrize("name", [rule.name for rule in RULES if "PC706" <= rule.id <= "PC710"])
def test_the_example_of_a_rule_on_a_higher_law_fires_and_the_right_one_does_not(name):
    example = examples()[name]
    higher = pc.parse(LAW, level="province")
    assert example.above in LAW
    assert [one.text for one in find(with_article(example.wrong), higher, choose([name]))] == [example.marks]
    assert find(with_article(example.right), higher, choose([name])) == ()


@pytest.mark.parametrize("name", [rule.name for rule in RULES if "PC701" <= rule.id <= "PC705"])
def test_the_example_of_a_rule_on_measures_above_fires_and_the_right_one_does_not(name):
    example = examples()[name]
    for text, fires in ((example.wrong, True), (example.right, False)):
        found = asked(text, rules=name, measures="1.落实重大危险源安全包保责任制，严格履行职责。\n2.排查风险。\n")
        assert any(example.marks in marks and (repair or "") == example.repair for _, marks, repair in found) == fires
