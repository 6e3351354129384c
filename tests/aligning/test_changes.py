from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.aligning.changes import Change, changes_between
from policycompare.aligning.evidence import clause_pairs
from policycompare.aligning.relations import consistent
from policycompare.differing.phrases import Normalisers
from policycompare.differing.text_differences import normalisers_of
from policycompare.vocabulary import CHANGES


def changes(lower, higher):
    child, parent = (pc.parse(f"{title}\n1.{text}\n") for title, text in (("某区措施", lower), ("某市措施", higher)))
    (pairs,) = clause_pairs(child, parent, [(0, 0)])
    found = changes_between(child.provisions[0], parent.provisions[0], pairs, normalisers_of(child, parent))
    return [(change.kind, change.parent, change.child) for change in found]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("企业应当在30日内完成隐患整改。", "企业应当在三十日内完成隐患整改。"),
        ("企业应当缴存1万元保证金。", "企业应当缴存一万元保证金。"),
        ("绿地面积不低于50%。", "绿地面积不少于百分之五十。"),
        ("配备安全员２名以上。", "配备安全员2名以上。"),
        ("企业应当每半年组织一次应急演练。", "企业应当每年至少组织两次应急演练。"),
        ("2025年底完成管网改造。", "2025年12月31日完成管网改造。"),
        ("企业应当在7日内报送检查结果。", "企业应当在一周内报送检查结果。"),
    ],
)
def test_the_same_figure_written_otherwise_is_no_change(lower, higher):
    assert changes(lower, higher) == []


@pytest.mark.parametrize(
    ("lower", "higher", "change"),
    [
        ("企业应当每两周排查燃气隐患。", "企业应当每月排查燃气隐患。", ("frequency", "每月", "每两周")),
        ("企业应当每半年组织演练。", "企业应当每年组织演练。", ("frequency", "每年", "每半年")),
        ("街道应当每月通报排查情况。", "街道应当每季度通报排查情况。", ("frequency", "每季度", "每月")),
        ("到2024年底完成管网改造。", "到2025年底完成管网改造。", ("deadline", "2025年底", "2024年底")),
        ("企业应当在24小时内上报事故。", "企业应当及时上报事故。", ("deadline", "及时", "24小时内")),
        ("绿地率≥35%。", "绿地率≥30%。", ("figures", "30%", "35%")),
        ("企业应当留存检查记录三年以上。", "企业应当留存检查记录。", ("deadline", "", "三年以上")),
        ("方案应当自批准之日起三十日内向社会公布。", "方案应当向社会公布。", ("deadline", "", "三十日内")),
    ],
)
def test_another_frequency_deadline_or_threshold_is_said(lower, higher, change):
    assert change in changes(lower, higher)


def test_how_long_something_has_lasted_before_a_duty_begins_is_no_deadline():
    lower = "供水企业停水超过二十四小时的，应当向水务部门报告，并采取应急供水措施。"
    higher = "供水企业停水的，应当提前三十日向水务部门报告，并采取应急供水措施。"
    assert all("二十四小时" not in words for _, _, words in changes(lower, higher))
    # No longer than is a deadline as before.
    lower, higher = "停水不得超过十二小时，并应当公告。", "停水不得超过二十四小时，并应当公告。"
    assert ("deadline", "二十四小时", "十二小时") in changes(lower, higher)


def test_how_long_a_licence_is_suspended_is_no_deadline():
    lower = "违反前款规定的，由卫生部门给予警告，责令暂停诊疗活动。"
    higher = "违反前款规定的，由卫生部门给予警告，责令暂停六个月以上一年以下诊疗活动。"
    assert all(kind != "deadline" for kind, _, _ in changes(lower, higher))


def test_what_nothing_on_the_other_side_measures_is_no_change():
    assert changes("建成区海绵化面积达到20平方公里。", "建成区海绵化面积达到40%。") == []


def test_a_figure_in_a_title_is_part_of_a_name():
    assert changes("落实《燃气规划（2024—2030年）》。", "落实《燃气规划（2020—2025年）》。") == []


def test_tiers_of_which_one_side_has_more_are_not_compared():
    higher = "从业人员超过一百人的，应当设置安全机构。"
    lower = "从业人员超过三百人的，配备一名安全员；从业人员超过一千人的，配备安全总监。"
    assert [kind for kind, *_ in changes(lower, higher) if kind == "figures"] == []


def test_the_day_from_which_a_document_is_in_force_is_a_kind_of_its_own():
    found = changes("本措施自2025年3月1日起施行。", "本措施自2024年1月1日起施行。")
    assert found == [("commencement", "2024年1月1日", "2025年3月1日")]


@pytest.mark.parametrize(
    ("lower", "higher", "change"),
    [
        (
            "未安装报警装置的，处五千元以上二万元以下罚款。",
            "未安装报警装置的，处一万元以上三万元以下罚款。",
            ("sanction", "一万元以上三万元以下", "五千元以上二万元以下"),
        ),
        (
            "未安装报警装置的，责令改正，给予警告。",
            "未安装报警装置的，责令改正，给予警告，并处一万元罚款。",
            ("sanction", "并处一万元罚款", ""),
        ),
        (
            "未安装报警装置的，责令改正，给予警告。",
            "未安装报警装置的，责令改正，给予警告；情节严重的，吊销许可证。",
            ("sanction", "吊销许可证", ""),
        ),
        (
            "未安装报警装置的，责令改正，处二千元以下罚款。",
            "未安装报警装置的，责令改正，处以罚款。",
            ("sanction", "罚款", "二千元以下"),
        ),
    ],
)
def test_a_sanction_that_is_dropped_or_of_another_range_is_said(lower, higher, change):
    assert change in changes(lower, higher)


def test_the_same_sanctions_in_other_figures_are_no_change():
    higher = "未安装报警装置的，责令停业整顿，并处一万元以上三万元以下的罚款，吊销许可证件。"
    lower = "未安装报警装置的，责令停产停业，并处1万元以上3万元以下罚款，吊销许可证。"
    assert changes(lower, higher) == []


@pytest.mark.parametrize(
    ("lower", "higher", "change"),
    [
        ("企业应当建立安全台账。", "鼓励企业建立安全台账。", ("strength", "鼓励", "应当")),
        ("企业应当建立安全台账。", "企业可以建立安全台账。", ("strength", "可以", "应当")),
        ("企业可以建立安全台账。", "企业应当建立安全台账。", ("strength", "应当", "可以")),
        ("街道力争完成消防栓改造。", "街道应当完成消防栓改造。", ("strength", "应当", "力争")),
        (
            "区政府应当根据全区规划，在各镇建立示范基地。",
            "市政府可以根据实际需要，在各镇建立示范基地。",
            ("strength", "可以", "应当"),
        ),
    ],
)
def test_a_duty_that_became_a_wish_or_the_reverse_changed_its_strength(lower, higher, change):
    assert changes(lower, higher) == [change]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("企业应当公开收费标准，不得另行收费。", "企业应当公开收费标准。"),
        ("企业不得占用消防通道。", "企业应当占用消防通道以外的场地。"),
        ("企业必须建立安全台账。", "企业应当建立安全台账。"),
        ("市政府应当鼓励企业建立安全台账。", "国家鼓励企业建立安全台账。"),
        ("企业应当建立台账。街道可以抽查。", "街道可以抽查。企业应当建立台账。"),
    ],
)
def test_other_duties_prohibitions_and_synonyms_are_no_change_of_strength(lower, higher):
    assert "strength" not in [kind for kind, *_ in changes(lower, higher)]


@pytest.mark.parametrize(
    ("lower", "higher", "expected"),
    [
        ("由城管部门责令改正违法设摊行为。", "由公安机关责令改正违法设摊行为。", [("actor", "公安机关", "城管部门")]),
        ("区商务委负责发放消费券。", "市商务委负责发放消费券。", []),
        ("有关部门应当加强对充电设施的检查。", "应急部门应当加强对充电设施的检查。", []),
        ("市场监管部门应当公布抽检结果。", "质量技术监督部门应当公布抽检结果。", []),
        ("学校应当指导学生参加消防演练。", "街道应当组织居民观看消防展览。", []),
    ],
)
def test_another_actor_of_the_same_duty_is_said_and_another_level_is_not(lower, higher, expected):
    assert changes(lower, higher) == expected


def test_a_duty_for_some_is_another_than_for_all():
    kinds = changes("企业应当对重点场所开展排查。", "企业应当对全部场所开展排查。")
    assert kinds == [("scope", "全部", "重点")]
    assert changes("对全部重点场所开展排查。", "对重点场所开展排查。") == []


@pytest.mark.parametrize(
    ("relation", "change", "expected"),
    [
        ("equivalent", Change("deadline", "三十日内", "十日内"), "elaborates"),
        ("rephrased", Change("strength", "应当", "可以"), "elaborates"),
        ("equivalent", Change("sanction", "吊销许可证", ""), "partial"),
        ("equivalent", Change("commencement", "2024年1月1日", "2025年1月1日"), "equivalent"),
        ("equivalent", Change("units", "市公安局", "区应急局"), "equivalent"),
        ("partial", Change("deadline", "三十日内", "十日内"), "partial"),
    ],
)
def test_no_link_is_called_equivalent_beside_a_changed_duty(relation, change, expected):
    assert consistent(relation, [change]) == expected


def test_a_link_with_another_deadline_is_not_shown_as_equivalent():
    filler = "2.建设实训基地。\n3.公布举报电话。\n"
    text = "危险化学品企业应当在{}日内完成重大危险源包保责任制备案，并向社会公布责任人名单。"
    child, parent = (pc.parse(f"措施\n1.{text.format(days)}\n{filler}") for days in (15, 30))
    (link,) = [link for link in pc.align(child, parent).link_list if link.child.label == "1"]
    assert [change.kind for change in link.changes] == ["deadline"]
    assert link.relation == "elaborates"


def test_every_kind_that_is_found_has_a_name():
    found = {"strength", "deadline", "frequency", "figures", "sanction", "scope", "actor", "commencement"}
    assert found | {"action", "object", "condition"} <= set(CHANGES.keys)


def test_a_fine_for_people_is_not_compared_with_one_for_organisations():
    higher = "未安装报警装置的，对个人处五百元以下罚款，对单位处二万元以下罚款。"
    lower = "未安装报警装置的，对单位处五千元以上二万元以下罚款，对个人处五百元以下罚款。"
    assert changes(lower, higher) == [("sanction", "二万元以下", "五千元以上二万元以下")]


@pytest.mark.parametrize(
    ("lower", "higher", "change"),
    [
        ("企业应当每两周对燃气设施开展一次排查。", "燃气企业应当每月对燃气设施进行排查。", ("frequency", "每月")),
        (
            "街道每半年组织辖区单位开展演练。",
            "街道办事处应当每年组织本辖区单位开展一次演练。",
            ("frequency", "每年组织本辖区单位开展一次"),
        ),
        ("2024年底前完成燃气管道改造。", "到2025年底，全面完成燃气管道改造任务。", ("deadline", "2025年底")),
        (
            "机构应当自收到申请之日起十日内作出决定。",
            "机构应当自收到申请之日起七日内进行审查，作出决定。",
            ("deadline", "七日内"),
        ),
        ("开办托育机构应当向区卫生健康部门备案。", "开办托育机构应当报经区卫生健康部门批准。", ("action", "批准")),
        ("由街道办事处负责受理居住证申请。", "由公安派出所负责受理居住证申请。", ("actor", "公安派出所")),
        ("消费者协会应当查验从业人员的健康证明。", "经营者应当查验从业人员健康证明。", ("actor", "经营者")),
        (
            "物业企业应当检查电梯、消防设施、门禁。",
            "物业企业应当检查电梯、消防设施、门禁、充电桩。",
            ("object", "充电桩"),
        ),
        ("具备条件的，企业应当建立职工活动场所。", "企业应当建立职工活动场所。", ("condition", "")),
        ("原则上不得在居民区设置废品收购站。", "不得在居民区设置废品收购站。", ("strength", "不得")),
        ("街道应当公布举报电话。", "鼓励街道公布举报电话。", ("strength", "鼓励")),
    ],
)
def test_a_change_of_a_duty_put_in_other_words_is_said(lower, higher, change):
    assert change in [(kind, before) for kind, before, _ in changes(lower, higher)]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("由农业农村主管部门责令改正违法行为。", "由畜牧兽医主管部门责令改正违法行为。"),
        ("组织单位应当采取保密措施。", "主办单位应当采取保密措施。"),
        ("自然资源部门应当组织听证。", "审批机关应当组织听证。"),
        ("科技部门或者其他有关部门应当公布抽检结果。", "政府有关部门应当公布抽检结果。"),
        ("市人民政府鼓励开展文明创建活动。", "国家鼓励开展文明创建活动。"),
        ("区人民政府应当建立会商机制。", "国务院应当建立会商机制。"),
        ("任何组织或者个人不得擅自移动监测设施。", "任何单位和个人不得擅自移动监测设施。"),
        ("具体办法由县人民政府另行制定。", "具体办法由市人民政府制定。"),
    ],
)
def test_one_office_under_another_name_is_no_change_of_actor(lower, higher):
    assert [kind for kind, *_ in changes(lower, higher) if kind == "actor"] == []


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("征求专家、居民、商户和其他有关部门的意见。", "征求专家、居民和其他有关部门的意见。"),
        ("组织公安、消防、城管等部门检查。", "组织有关部门检查。"),
    ],
)
def test_a_list_of_which_an_item_could_be_anybody_is_not_compared(lower, higher):
    assert [kind for kind, *_ in changes(lower, higher) if kind == "object"] == []


def test_a_permission_that_the_child_has_too_did_not_become_a_duty():
    higher = "公安机关可以责令吸毒人员接受社区戒毒。"
    lower = "公安机关可以责令吸毒人员接受社区戒毒。对严重成瘾人员，公安机关应当责令其接受社区戒毒。"
    assert [kind for kind, *_ in changes(lower, higher) if kind == "strength"] == []


def test_what_may_be_done_if_need_be_is_not_compared_with_a_duty_in_another_case():
    higher = "必要时，可以举行听证。"
    lower = "规划草案涉及房屋征收和土地征用的，应当举行听证。"
    assert [kind for kind, *_ in changes(lower, higher) if kind == "strength"] == []


def test_a_fine_in_two_tiers_of_the_same_range_is_no_change():
    higher = "在林区用火的，处二百元以上三千元以下罚款。"
    lower = "在林区用火的，处二百元以上二千元以下罚款；情节严重的，处二千元以上三千元以下罚款。"
    assert changes(lower, higher) == []


def test_all_tiers_of_a_fine_are_said_where_their_range_is_another():
    higher = "向海里倾倒废弃物的，处三万元以下罚款。"
    lower = "向海里倾倒废弃物的，处二百元以上二千元以下罚款；情节严重的，处二千元以上二万元以下罚款。"
    assert changes(lower, higher) == [("sanction", "三万元以下", "二百元以上二千元以下、二千元以上二万元以下")]


def test_a_fine_for_a_case_without_profit_is_not_compared_with_one_for_a_case_with_profit():
    higher = "倒卖门票，有违法所得的，处一万元以上五万元以下罚款。"
    lower = "倒卖门票，没有违法所得的，处一万元以下罚款。"
    assert changes(lower, higher) == []


def test_a_child_that_leaves_the_sanction_to_another_law_drops_none():
    higher = "虚报经费的，责令改正，给予警告；情节严重的，处以罚款，吊销许可证，对主管人员给予处分。"
    lower = "虚报经费的，责令改正，依法给予行政处罚；对主管人员给予处分。"
    assert [kind for kind, *_ in changes(lower, higher) if kind == "sanction"] == []


def with_units(lower, higher):
    child, parent = (
        pc.parse(f"{title}\n1.加强检查。（责任单位：{units}）\n")
        for title, units in (("某区措施", lower), ("某市措施", higher))
    )
    found = changes_between(child.provisions[0], parent.provisions[0], (), normalisers_of(child, parent))
    return [(change.parent, change.child) for change in found if change.kind == "units"]


def test_a_unit_that_another_of_the_merged_measures_names_was_not_added():
    below = pc.parse("某区措施\n1.加强检查和宣传。（责任单位：区应急局、区商务委）\n").provisions
    above = pc.parse("某市措施\n1.加强检查。（责任单位：市应急局）\n2.加强宣传。（责任单位：市商务委）\n").provisions
    plain = Normalisers(str, str)

    def units(**others):
        found = changes_between(below[0], above[0], (), plain, **others)
        return [(change.parent, change.child) for change in found if change.kind == "units"]

    assert units() == [("", "区商务委")]
    assert units(other_parents=above[1:]) == []
    # The other way round: what was split keeps its units in the other half.
    found = changes_between(above[0], below[0], (), plain, other_children=above[1:])
    assert [change for change in found if change.kind == "units"] == []


@pytest.mark.parametrize(
    ("lower", "higher", "expected"),
    [
        ("区发改局、区卫生健康局", "市发展改革委、市卫生健康委", []),
        ("区政务和数据局", "省政务服务和数据管理局", []),
        ("区文化广电旅游体育局", "省文化和旅游厅", []),
        ("区应急局、区商务委", "市应急局、各有关部门", []),
        ("区应急局、相关部门", "市应急局、市商务委", []),
        ("区应急局、各镇街", "市应急局、各区", []),
        ("区应急局", "市商务委", [("市商务委", "区应急局")]),
        ("区应急局、区商务委", "市应急局", [("", "区商务委")]),
    ],
)
def test_units_are_compared_by_the_agency_and_not_by_its_name(lower, higher, expected):
    assert with_units(lower, higher) == expected


def test_a_time_is_not_compared_with_the_one_for_another_event_beside_it():
    lower = "住户有权就停水向主管部门举报；主管部门应当自接到举报之日起十二日内予以答复。"
    higher = (
        "住户有权向供水企业咨询水费，供水企业应当自收到咨询申请之日起3个工作日内予以答复。"
        "住户有权就停水向主管部门举报，主管部门应当自收到举报之日起10个工作日内予以处理。"
    )
    assert ("deadline", "3个工作日内", "十二日内") not in changes(lower, higher)


def test_a_time_counted_from_an_event_in_other_words_is_still_compared():
    found = changes("经营者应当自受理之日起十日内予以答复。", "经营者应当自收到咨询之日起三日内予以答复。")
    assert ("deadline", "三日内", "十日内") in found


def test_who_may_apply_for_something_has_no_weaker_duty_to_do_it():
    lower, higher = "施工单位可以申请建立安全生产联合检查小组。", "施工单位应当建立安全生产联合检查小组。"
    assert [kind for kind, *_ in changes(lower, higher) if kind == "strength"] == []
