from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policycompare as pc
from policycompare.aligning.compared_texts import compared_texts
from policycompare.aligning.penalties import Reference, conduct, references, substance
from policycompare.language.provision_kinds import is_penalty

FINE = "责令限期改正,处一万元以上三万元以下的罚款;逾期未改正的,责令停产停业整顿"


@pytest.mark.parametrize(
    ("text", "conducts"),
    [
        (f"违反本条例规定,未如实记录教育培训情况的,{FINE}。", "未如实记录教育培训情况"),
        (f"企业有下列行为之一的,{FINE}:(一)未设置警示标志的;(二)未配备救援器材的。", "未配备救援器材"),
        ("承运人拒绝检查的,由交通局处二万元的罚款;构成犯罪的,依法追究刑事责任。", "承运人拒绝检查"),
    ],
)
def test_a_penalty_is_compared_by_the_conduct_it_punishes(text, conducts):
    assert is_penalty(text)
    assert conducts in conduct(text)
    assert "罚款" not in conduct(text)
    assert "停产停业" not in conduct(text)


def test_no_item_of_a_list_of_conducts_is_lost():
    text = f"企业有下列行为之一的,{FINE}:(一)未设置警示标志的;(二)未配备救援器材的。"
    assert "未设置警示标志" in conduct(text)


def test_every_article_of_an_enumeration_is_meant():
    places = references("违反本条例第十六条、第二十八条第一款第三项、第三十三条规定的")
    assert places == [Reference("16"), Reference("28", 1, (3,)), Reference("33")]


def test_a_duty_is_no_penalty():
    assert not is_penalty("企业应当如实记录教育培训情况。")
    assert substance(["企业应当如实记录教育培训情况。"], ["1"]) == ["企业应当如实记录教育培训情况。"]


def test_a_penalty_that_only_refers_to_an_article_takes_that_articles_text():
    duty, fine = "企业应当每季度组织演练。", f"违反本条例第三条第一款规定的,{FINE}。"
    assert duty in substance([duty, fine], ["3", "9"])[1]


LIST = ["企业应当遵守下列规定：", "（一）每季度组织演练；", "（二）设置警示标志。", "企业应当公开电话。"]


@pytest.mark.parametrize(
    ("place", "meant", "not_meant"),
    [
        ("第三条第二款", ["公开电话"], ["演练", "警示标志"]),
        ("第三条第一款第二项", ["警示标志"], ["演练", "公开电话"]),
        ("第三条第（一）项", ["演练"], ["警示标志", "公开电话"]),
        ("第三条第一款第一项、第二项", ["演练", "警示标志"], ["公开电话"]),
        ("第三条第一款第一项和第二款", ["演练", "公开电话"], ["警示标志"]),
        ("第三条第九款", ["演练", "警示标志", "公开电话"], []),
        ("第三条", ["演练", "警示标志", "公开电话"], []),
    ],
)
def test_a_penalty_takes_the_paragraph_or_item_it_names_and_no_more(place, meant, not_meant):
    whole = "".join(LIST)
    body = substance([whole, f"违反本条例{place}规定的,处一万元罚款。"], ["3", "9"], lambda _: LIST)[1]
    assert all(words in body for words in meant)
    assert not any(words in body for words in not_meant)


def test_a_documents_penalty_is_compared_by_the_paragraph_it_names():
    text = "某省条例\n第一条 企业应当每季度演练。\n企业应当公开电话。\n第二条 违反本条例第一条第二款规定的，处一万元罚款。\n"
    compared = compared_texts(pc.parse(text))
    penalty = "".join(compared.clauses[compared.starts[1] : compared.starts[2]])
    assert "公开电话" in penalty
    assert "演练" not in penalty


def test_two_penalties_that_refer_to_each_other_come_to_an_end():
    first, second = (f"违反本条例第{n}条规定的,{FINE}。" for n in "二一")
    assert len(substance([first, second], ["1", "2"])) == 2


def test_references_to_inserted_articles_and_to_other_laws():
    assert references("违反本条例第十条之一、《安全生产法》第三条规定") == [Reference("10-1")]


@given(
    st.lists(
        st.text(alphabet="违反本条例第一二三条规定的,责令改正处罚款。;未报告", max_size=40), min_size=1, max_size=5
    )
)
def test_nothing_becomes_empty_or_fails(texts):
    texts = [text or "空" for text in texts]
    out = substance(texts, [str(k) for k in range(1, len(texts) + 1)])
    assert len(out) == len(texts)
    assert all(out)
