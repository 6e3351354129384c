from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.finding.topic_groups import adjusted_rand

SUBJECTS = {
    "犬": [
        "养犬人应当到公安机关办理养犬登记，领取养犬登记证和犬牌",
        "犬只满三月龄应当接种狂犬病疫苗，由动物诊疗机构出具免疫证明",
        "携犬外出应当使用牵引绳，由成年人牵领犬只并避让行人",
        "禁止在重点管理区饲养烈性犬，烈性犬的品种由公安机关公布",
        "犬吠扰民的，养犬人应当采取措施制止犬只吠叫",
        "养犬人应当立即清除犬只排泄的粪便，不得遗弃饲养的犬只",
        "流浪犬由犬只收容场所收容，三十日内无人认领的由他人领养",
        "犬只伤害他人的，养犬人应当立即将伤者送医诊治",
    ],
    "电梯": [
        "电梯使用单位应当在轿厢内张贴电梯使用标志和应急救援电话",
        "电梯维护保养单位应当每十五日对电梯进行一次维护保养并记录",
        "电梯困人的，维护保养单位应当在三十分钟内到达现场解救乘客",
        "老旧电梯的更新改造资金可以申请使用住宅专项维修资金",
        "电梯检验机构应当按照安全技术规范对电梯进行定期检验",
        "电梯制造单位应当对电梯的设计制造质量和安全性能负责",
        "乘客不得扒撬电梯层门轿门，不得在电梯轿厢内蹦跳",
        "电梯安装单位应当将施工情况书面告知特种设备监督管理部门",
    ],
    "献血": [
        "血站采集血液必须由具有采血资格的医务人员进行",
        "献血者每次献血量一般为二百毫升，两次采集间隔不少于六个月",
        "血站对采集的血液必须进行检测，未经检测的血液不得向医疗机构提供",
        "医疗机构临床用血应当制定用血计划，不得浪费和滥用血液",
        "无偿献血者临床需要用血时，免交血液采集储存检验的费用",
        "禁止非法组织他人出卖血液，雇佣他人冒名献血",
        "高等学校应当组织健康适龄的学生参加无偿献血",
        "采血点和献血屋的设置规划由卫生健康部门会同血站编制",
    ],
}
DOCUMENTS = [
    pc.parse(f"关于{name}的办法\n" + "".join(f"第{k}条　{text}。\n" for k, text in enumerate(texts, 1)), id=name)
    for name, texts in SUBJECTS.items()
]


@pytest.fixture(scope="module")
def grouped():
    return pc.topics(DOCUMENTS, 3)


def test_known_groups_are_found(grouped):
    assert adjusted_rand(grouped.provisions["topic"], grouped.provisions["document"]) >= 0.8
    assert grouped.silhouette > 0.2


def test_groups_are_named_by_their_own_words(grouped):
    names = grouped.provisions.groupby("document")["name"].agg(lambda some: some.mode()[0])
    for subject in SUBJECTS:
        assert subject in names[subject]


def test_the_frames_say_whose_provision_is_in_which_group(grouped):
    assert grouped.provisions.columns.tolist() == [
        "document", "title", "label", "printed", "topic", "name", "closeness", "text",
    ]  # fmt: skip
    assert grouped.groups["provisions"].sum() == len(grouped.provisions) == 24
    assert grouped.groups["provisions"].is_monotonic_decreasing
    assert grouped.provisions["closeness"].between(0, 1).all()


def test_the_same_documents_give_the_same_groups_and_a_number_is_chosen(grouped):
    assert pc.topics(DOCUMENTS, 3).provisions.equals(grouped.provisions)
    chosen = pc.topics(DOCUMENTS)
    assert 2 <= len(chosen.groups) <= 6
    assert repr(chosen).startswith("<Topics: ")


def test_agreement_with_known_groups_is_1_for_the_same_and_0_for_one_group():
    assert adjusted_rand("aabb", "1122") == 1
    assert adjusted_rand("aaaa", "1122") == 0
    # Hubert and Arabie's index, worked out by hand: (2 - 2.4) / (5 - 2.4) for these six.
    assert adjusted_rand("aaabbb", "112233") == pytest.approx((2 - 6 * 3 / 15) / (4.5 - 6 * 3 / 15))


@pytest.mark.parametrize("number", [1, 25, "3", 2.0, True])
def test_a_number_of_groups_that_cannot_be_is_named(number):
    with pytest.raises(pc.CollectionError, match="24"):
        pc.topics(DOCUMENTS, number)


def test_too_few_provisions_are_said():
    with pytest.raises(pc.CollectionError, match="12"):
        pc.topics(DOCUMENTS[0], 2)


def test_the_provisions_of_a_collection_are_grouped_without_its_formal_ones(done):
    grouped = pc.topics([done, *DOCUMENTS], 6)
    formal = int(done.provisions["formal"].sum())
    assert len(grouped.provisions) == len(done.provisions) - formal + 24
    assert 0 < formal < len(done.provisions)
