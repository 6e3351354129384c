from __future__ import annotations

import pytest

from policycompare.language.document_dates import stated_dates
from policycompare.reading import parse


def stated(head="", end="本条例自2003年9月1日起施行。", title="某市灯会条例"):
    return stated_dates(parse(f"{title}\n{head}\n第一条　灯会应当登记。\n第二条　{end}\n", id="a"))


@pytest.mark.parametrize(
    ("bracket", "adopted", "amended"),
    [
        ("（2003年6月8日某市第十届人民代表大会常务委员会第三次会议通过）", "2003-06-08", ""),
        ("（二〇〇三年六月八日公布　根据2007年8月26日《关于修改〈灯会条例〉的决定》修订）", "2003-06-08", "2007-08-26"),
        (
            (
                "（2003年6月8日通过 根据2007年8月26日《关于修改〈某市灯会条例〉的决定》第一次修正 根据2016年2月6日"
                "《关于修改部分地方性法规的决定》第二次修正　根据2018年3月19日《关于修改和废止部分条例的决定》第三次修正）"
            ),
            "2003-06-08",
            "2018-03-19",
        ),
        ("（2019年10月30日市人大常委会通过　2020年1月15日省人大常委会批准）", "2020-01-15", ""),
        ("（2003年6月8日通过 2019年10月30日修订 2020年1月15日省人大常委会批准）", "2003-06-08", "2020-01-15"),
        ("（征求意见稿）", "", ""),
    ],
)
def test_the_bracket_under_the_title_tells_adoption_and_last_amendment(bracket, adopted, amended):
    found = stated(bracket)
    assert (found.adopted, found.amended) == (adopted, amended)


@pytest.mark.parametrize(
    ("end", "effect", "on_publication"),
    [
        ("本条例自2003年9月1日起施行。", "2003-09-01", False),
        ("本条例自二○○三年九月一日起实施。", "2003-09-01", False),
        ("本《条例》自2003年9月1日施行。", "2003-09-01", False),
        ("本条例（原称《某市灯节办法》）自2003年9月1日起施行。", "2003-09-01", False),
        ("本条例经市人民代表大会常务委员会修订，自2003年9月1日起施行。", "2003-09-01", False),
        ("本条例自公布之日起施行。", "", True),
        ("本条例从发布之日起施行。", "", True),
        ("1999年5月1日起施行的《某市灯会办法》同时废止。", "", False),
        ("本条例第一条自2024年1月1日起施行。", "", False),
        ("灯会登记自2024年1月1日起执行新标准。", "", False),
    ],
)
def test_the_commencement_is_that_of_the_document_itself(end, effect, on_publication):
    found = stated(end=end)
    assert (found.effect, found.on_publication) == (effect, on_publication)


def test_a_commencement_article_before_others_is_found():
    text = "某市灯会条例\n第一条　灯会应当登记。\n第二条　本条例自2020年1月1日起施行。\n第三条　本条例施行前已经登记的，不再登记。\n"
    assert stated_dates(parse(text, id="a")).effect == "2020-01-01"


@pytest.mark.parametrize(
    ("end", "replaces"),
    [
        ("本条例自2003年9月1日起施行。1999年4月1日市人大常委会通过的《某市灯会条例》同时废止。", "1999-04-01"),
        (
            (
                "本条例自2003年9月1日起施行。1999年4月1日通过、根据2001年2月2日《关于修改〈某市灯会条例〉的决定》修正的"
                "《某市灯会条例》同时废止。"
            ),
            "1999-04-01",
        ),
        ("本条例自2003年9月1日起施行。1999年4月1日发布的《某市花灯办法》同时废止。", ""),
        (
            "本条例自2003年9月1日起施行。1997年4月1日发布的《某市花灯办法》、1999年5月2日通过的《某市灯会条例》同时废止。",
            "1999-05-02",
        ),
        ("本条例自2003年9月1日起施行。", ""),
    ],
)
def test_the_document_of_the_same_title_that_is_repealed_with_it_is_dated(end, replaces):
    assert stated(end=end).replaces == replaces


def test_the_notice_that_issues_a_document_and_its_end_have_dates_too():
    text = "某市灯会条例\n第一条　灯会应当登记。\n第二条　灯会应当防火。\n\n某市人民政府\n2021年3月4日\n"
    assert stated_dates(parse(text, id="a")).signed == "2021-03-04"
