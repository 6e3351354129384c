from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.errors import ReadError
from policycompare.reading import parse

NOTICE = "某市人民政府办公室文件\n\n某政办发〔2027〕3号\n\n某市人民政府办公室关于印发河道养护方案的通知\n\n各区人民政府：\n现将《河道养护方案》印发给你们，请认真贯彻执行。\n"
SIGNED = "某市人民政府办公室\n2027年5月6日\n（此件公开发布）\n"
PLAN = "某市河道养护方案\n\n为做好养护，制定本方案。\n一、河道\n（一）清淤。每月检查一次。\n（二）护岸。每年加固一次。\n二、湖泊\n（三）退养。逐步实施。\n"
LIST = "某市河道养护任务清单\n1.清淤任务。\n2.护岸任务。\n"


def known(doc):
    return doc.title, doc.number, doc.date, doc.issuer, [m.label for m in doc.measures]


FOUND = ("某市河道养护方案", "某政办发〔2027〕3号", "2027-05-06", "某市人民政府办公室", ["1", "2", "3"])


@pytest.mark.parametrize(
    "text",
    [
        NOTICE + "附件：某市河道养护方案\n" + SIGNED + "\n附件\n" + PLAN,
        NOTICE + SIGNED + "\n" + PLAN,
        NOTICE + SIGNED + "附件：\n" + PLAN,
        NOTICE + SIGNED + "附件1：某市河道养护方案\n" + PLAN.split("\n", 2)[2],
    ],
    ids=["listed", "behind the signature", "headed", "head with the title"],
)
def test_the_plan_behind_a_notice_is_the_document_and_the_notice_tells_the_rest(text):
    doc = parse(text)
    assert known(doc) == FOUND
    assert doc.file_parts == ()
    assert "".join(part.span.of(doc.text) for part in doc.parts) == text
    assert doc.parts[0].kind == "cover"


@pytest.mark.parametrize("dot", [".", "．", "、"])
def test_of_several_attachments_the_likeliest_is_read_and_all_are_offered(dot):
    listed = f"附件：1{dot}某市河道养护方案\n　　　2{dot}某市河道养护任务清单\n"
    doc = parse(NOTICE + listed + SIGNED + "附件1\n" + PLAN + "附件2\n" + LIST)
    assert known(doc) == FOUND
    assert [(part.name, part.is_chosen) for part in doc.file_parts] == [
        ("某市河道养护方案", True),
        ("某市河道养护任务清单", False),
    ]
    assert [problem.kind for problem in doc.warnings] == ["parts"]
    assert "某市河道养护任务清单" in str(doc.warnings[0])


def test_a_list_before_the_plan_is_not_taken_for_it():
    doc = parse(NOTICE + SIGNED + "附件1\n" + LIST + "附件2\n" + PLAN)
    assert known(doc) == FOUND


@pytest.mark.parametrize("part", ["2", "任务清单"])
def test_a_part_can_be_chosen_by_position_or_name(write, part):
    doc = pc.read(write(NOTICE + SIGNED + "附件1\n" + PLAN + "附件2\n" + LIST), part=part)
    assert (doc.title, [m.label for m in doc.measures], doc.date) == ("某市河道养护任务清单", ["1", "2"], "2027-05-06")


def test_a_part_that_is_not_there_names_those_that_are():
    with pytest.raises(ReadError, match=r"1\. 某市河道养护方案; 2\. 某市河道养护任务清单"):
        parse(NOTICE + SIGNED + "附件1\n" + PLAN + "附件2\n" + LIST, part="说明")


def test_a_table_behind_the_plan_is_offered_but_not_taken():
    doc = parse(NOTICE + SIGNED + PLAN + "附表\n某市河道任务表\n序号 | 任务 | 责任单位\n1 | 清淤。 | 市水务局\n")
    assert known(doc) == FOUND
    assert [part.name for part in doc.file_parts] == ["某市河道养护方案", "某市河道任务表"]


def test_a_notice_with_measures_of_its_own_is_the_document_and_its_forms_are_not():
    doc = parse(
        "某市关于开展检查的通知\n各单位：\n现将有关事项通知如下：\n一、提高认识。各单位要高度重视。\n二、全面检查。对重点单位逐一检查。\n"
        "附件：1．检查表\n　　　2．整改表\n某市安委办\n2027年5月6日\n附件1\n检查表\n1.证照\n2.设施\n"
    )
    assert (doc.title, [m.label for m in doc.measures]) == ("某市关于开展检查的通知", ["1", "2"])
    assert doc.measures[-1].text == "全面检查。对重点单位逐一检查。"
    assert (doc.issuer, doc.date) == ("某市安委办", "2027-05-06")


def test_a_plan_that_cites_a_notice_keeps_its_own_measures_beside_an_attached_plan():
    doc = parse(
        "某市意见\n根据省政府关于河道的要求，制定本意见。\n一、清淤。每月检查一次。\n二、护岸。每年加固一次。\n附件\n某市专项行动方案\n"
        "一、动员。召开会议。\n二、部署。明确分工。\n"
    )
    assert (doc.title, [m.text[:2] for m in doc.measures]) == ("某市意见", ["清淤", "护岸"])


def test_a_decree_is_the_cover_of_the_rules_it_publishes():
    doc = parse(
        "某市人民政府令\n第10号\n《某市河道办法》已经市政府常务会议通过，现予公布。\n市长　张三\n2027年5月6日\n\n某市河道办法\n"
        "第一条 为了保护河道，制定本办法。\n第二条 本市适用。\n"
    )
    assert (doc.title, doc.date, doc.issuer, len(doc.measures)) == ("某市河道办法", "2027-05-06", "", 2)


def test_a_list_of_tasks_that_a_notice_issues_by_name_is_the_document():
    document = parse(
        "关于印发《河东区防汛任务清单》的通知\n河东政办〔2026〕7号\n各街道：\n《河东区防汛任务清单》已经区政府同意，现印发给你们，请贯彻执行。\n"
        "附件：1.河东区防汛任务清单\n2.联络员名单\n\n河东区人民政府办公室\n2026年4月15日\n\n附件1\n河东区防汛任务清单\n"
        "1.疏通排水管网。汛前完成120公里。\n2.改造易涝点。完成8处改造。\n附件2\n联络员名单\n单位\n"
    )
    assert (document.title, document.number) == ("河东区防汛任务清单", "河东政办〔2026〕7号")
    assert [m.label for m in document.measures] == ["1", "2"]


@pytest.mark.parametrize(
    "sentence",
    [
        "根据《某市海绵城市管理办法》（某建规〔2023〕11号）和市里要求，制定本方案。",
        "现将《河道养护方案》（某政发〔2023〕11号）转发给你们，请认真贯彻执行：",
        "根据上级文件（某建规〔2023〕11号）精神，制定本方案。",
    ],
)
def test_the_number_of_a_document_that_is_cited_is_not_the_documents_own(sentence):
    assert parse(f"某市河道养护方案\n{sentence}\n一、清淤\n每月检查一次，发现淤积及时清理。\n").number == ""
    own = f"某市河道养护方案\n（某政发〔2024〕2号）\n{sentence}\n一、清淤\n每月检查一次，发现淤积及时清理。\n"
    assert parse(own).number == "某政发〔2024〕2号"
