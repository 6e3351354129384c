from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycompare.language.duties import duties


@dataclass(frozen=True)
class Row:
    """A sentence and the parts of its first duty; "" for none."""

    text: str
    actors: str = ""
    modal: str = ""
    action: str = ""
    thing: str = ""
    target: str = ""
    condition: str = ""
    times: str = ""


TABLE = (
    Row("企业应当建立安全台账。", "企业", "应当", "建立", "安全台账"),
    Row("物业服务企业必须建立健全巡查制度。", "物业服务企业", "必须", "建立健全", "巡查制度"),
    Row("任何单位和个人不得占用、堵塞、封闭疏散通道。", "任何单位/个人", "不得", "占用、堵塞、封闭", "疏散通道"),
    Row("禁止在禁烟场所吸烟。", "", "禁止", "吸烟"),
    Row("严禁生产、销售不合格烟花爆竹。", "", "严禁", "生产、销售", "不合格烟花爆竹"),
    Row("学校可以通过购买服务的方式开展课后服务。", "学校", "可以", "开展", "课后服务"),
    Row("国家鼓励社会力量参与志愿服务。", "社会力量", "鼓励", "参与", "志愿服务"),
    Row("鼓励、支持企业安装监测设备。", "企业", "鼓励", "安装", "监测设备"),
    Row("区教育局负责制定校园安全检查计划。", "区教育局", "", "负责制定", "校园安全检查计划"),
    Row("本市对义务教育实行督导制度。", "本市", "", "实行", "督导制度", "义务教育"),
    Row("加强对餐饮场所的安全检查。", "", "", "加强", "安全检查", "餐饮场所"),
    Row("推进老旧小区消防设施改造。", "", "", "推进", "老旧小区消防设施改造"),
    Row("到2025年底，完成老旧小区管网改造。", "", "", "完成", "老旧小区管网改造"),
    Row("街道应当会同有关部门对商场进行监督检查。", "街道", "应当", "监督检查", "商场"),
    Row("电梯使用单位应当对电梯进行经常性维护保养。", "电梯使用单位", "应当", "维护保养", "电梯", times="经常性"),
    Row("应急部门应当对企业开展安全培训。", "应急部门", "应当", "开展", "安全培训", "企业"),
    Row("房屋出租人应当将租赁合同报社区服务中心备案。", "房屋出租人", "应当", "备案", "租赁合同", "社区服务中心"),
    Row("检查人员应当将检查结果书面告知被检查人。", "检查人员", "应当", "告知", "检查结果"),
    Row("县级人民政府应当将消防经费纳入财政预算。", "县级人民政府", "应当", "纳入", "消防经费"),
    Row("街道应当向社会公布举报电话。", "街道", "应当", "公布", "举报电话", "社会"),
    Row("街道应当为老年人免费提供助餐服务。", "街道", "应当", "提供", "助餐服务", "老年人"),
    Row(
        "用人单位招用职工的，应当自招用之日起三十日内向社区备案。",
        "用人单位", "应当", "备案", "", "社区", "招用职工的", "三十日内",
    ),
    Row("发现险情时，船长应当立即报告海事机构。", "船长", "应当", "报告", "海事机构", "", "发现险情时", "立即"),
    Row("运营单位发现故障时，应当停止运营。", "运营单位", "应当", "停止", "运营", "", "发现故障时"),
    Row("经业主大会同意后，业主委员会可以使用维修资金。", "业主委员会", "可以", "使用", "维修资金", "", "经业主大会同意后"),
    Row("未经本人同意不得公开其病历。", "", "不得", "公开", "其病历", "", "未经本人同意"),
    Row("因抢修需要停水的，供水单位应当通知用户。", "供水单位", "应当", "通知", "用户", "", "因抢修需要停水的"),
    Row("由公安机关责令改正。", "公安机关", "", "责令", "改正"),
    Row("未按规定备案的，由城管部门处五百元罚款。", "城管部门", "", "处", "五百元罚款", "", "未按规定备案的"),
    Row(
        "违反本条例规定，未设置警示标志的，责令限期改正。",
        "", "", "责令", "限期改正", "", "违反本条例规定，未设置警示标志的", "限期",
    ),
    Row("情节严重的，吊销许可证。", "", "", "吊销", "许可证", "", "情节严重的"),
    Row("收费标准由价格主管部门制定。", "价格主管部门", "", "制定", "收费标准"),
    Row("收费标准，由价格主管部门制定。", "价格主管部门", "", "制定"),
    Row("市、县人民政府应当根据本地规划，建立示范基地。", "市、县人民政府", "应当", "建立", "示范基地"),
    Row(
        "住房和城乡建设部门以及城管部门应当加强对渣土运输的监督管理。",
        "住房和城乡建设部门/城管部门", "应当", "加强", "监督管理", "渣土运输",
    ),
    Row("各级人民政府和有关部门，应当落实防汛责任。", "各级人民政府/有关部门", "应当", "落实", "防汛责任"),
    Row("企业应当按照国家标准配备安全员。", "企业", "应当", "配备", "安全员"),
    Row("医院应当严格按照有关规定和标准处置医疗废物。", "医院", "应当", "处置", "医疗废物"),
    Row("运至殡仪馆的遗体应当在七日内火化。", "", "应当", "火化", "运至殡仪馆的遗体", times="七日内"),
    Row("各镇街要每月排查群租房。", "各镇街", "要", "排查", "群租房", times="每月"),
    Row("监理单位应当每季度至少组织一次演练。", "监理单位", "应当", "组织", "一次演练", times="每季度至少组织一次"),
    Row("用户应征得供电企业同意。", "用户", "应", "征得", "供电企业同意"),
    Row("应征公民应当参加体检。", "应征公民", "应当", "参加", "体检"),
    Row("建立由区应急局牵头的联席会议制度。", "", "", "建立", "由区应急局牵头的联席会议制度"),
    Row("广告经营者擅自变更内容的，应当承担赔偿责任。", "广告经营者", "应当", "承担", "赔偿责任", "", "擅自变更内容的"),
    Row("本办法所称居民，是指常住人口。"),
    Row("法律、法规规定的其他情形。"),
    Row("未经批准擅自施工的；"),
)  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=[row.text for row in TABLE])
def test_the_parts_of_a_duty(row):
    (duty, *_) = duties(row.text) or (None,)
    assert bool(duty) == bool(row.action)
    if duty:
        found = Row(
            row.text,
            "/".join(actor.text for actor in duty.actors),
            *(words.text if words else "" for words in (duty.modal, duty.action, duty.object, duty.target)),
            duty.condition.text if duty.condition else "",
            "/".join(time.span.of(row.text) for time in duty.times),
        )
        assert found == row


def parts(text):
    return [
        ("/".join(actor.text for actor in duty.actors), duty.modal and duty.modal.text, duty.action.text)
        for duty in duties(text)
    ]


def test_a_phrase_that_goes_on_has_the_actor_and_the_deontic_word_of_the_one_before():
    found = parts("企业应当配备安全员，并每季度组织开展演练，不得弄虚作假。")
    assert found[:2] == [("企业", "应当", "配备"), ("企业", "应当", "组织开展")]
    assert all(actor == "企业" for actor, *_ in found)


def test_the_items_of_a_list_have_the_actor_of_its_stem():
    found = parts("业主委员会应当履行下列职责：（一）召集业主大会会议；（二）监督合同的履行。街道应当指导。")
    assert found[1:] == [
        ("业主委员会", "应当", "召集"),
        ("业主委员会", "应当", "监督"),
        ("街道", "应当", "指导"),
    ]


def test_each_tier_of_a_penalty_has_its_own_condition():
    found = duties("未经批准施工的，由城管部门责令停工，处一万元罚款；拒不停工的，处二万元罚款。")
    assert [duty.condition.text for duty in found] == ["未经批准施工的", "未经批准施工的", "拒不停工的"]


def test_a_deontic_word_is_not_given_the_verb_of_the_prohibition_behind_it():
    assert ("机构", "应当", "提供") not in parts("机构应当公正，不得提供虚假证明。")


@given(st.text(alphabet="企业应当不得可以，。；：由对将向在的时前后（一）三十日内检查报告进行责令处", max_size=60))
def test_every_part_stands_where_it_says(text):
    for duty in duties(text):
        for words in (*duty.actors, duty.modal, duty.action, duty.object, duty.target, duty.condition):
            assert words is None or words.span.of(text) == words.text
        assert duty.action


def test_a_phrase_of_thousands_of_words_takes_no_longer_than_as_many_phrases():
    begun = time.process_time()
    duties("长" * 40_000 + "应当检查。")
    assert time.process_time() - begun < 5
