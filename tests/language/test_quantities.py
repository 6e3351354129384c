from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycompare.language.numerals import amount, to_han
from policycompare.language.quantities import quantities


def values(text):
    return [(found.kind, found.value) for found in quantities(text)]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("三十日内", "30日内"),
        ("1万元", "一万元"),
        ("1.5万元", "一万五千元"),
        ("２％", "百分之二"),
        ("百分之零点五", "0.5%"),
        ("二分之一以上", "50%以上"),
        ("2025年底", "2025年12月31日"),
        ("二〇二五年底", "2025年年底"),
        ("每半年", "每年两次"),
        ("每季度", "每三个月"),
        ("按季度", "每季度"),
        ("两年一次", "每两年一次"),
        ("24小时", "一日"),
        ("半年内", "六个月内"),
        ("3公里", "三千米"),
        ("l万元以上3万元以下", "一万元以上三万元以下"),
        ("五千至一万元", "5000元至1万元"),
    ],
)
def test_quantities_that_mean_the_same_have_one_value(text, same):
    assert values(text) == values(same) != []


@pytest.mark.parametrize(
    ("text", "other"),
    [("三个月内", "三十日内"), ("5日内", "5个工作日内"), ("每月", "每两周"), ("2025年底", "2024年底"), ("30%", "35%")],
)
def test_quantities_that_mean_something_else_have_other_values(text, other):
    assert values(text) != values(other)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("自2024年1月1日起施行", ["commencement"]),
        ("自公布之日起施行", ["commencement"]),
        ("2019年5月1日市人大常委会通过", ["adoption"]),
        ("到2027年", ["deadline"]),
        ("每月至少一次", ["frequency"]),
        ("配备二名以上安全员", ["figures"]),
        ("及时", ["deadline"]),
        ("定期", ["frequency"]),
    ],
)
def test_a_quantity_has_its_kind(text, kinds):
    assert [kind for kind, _ in values(text)] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "第二十一次会议",
        "第三十条",
        "一个部门",
        "上一年度",
        "规定期限",
        "学前三年教育",
        "《规划（2020—2025年）》",
        "万元",
    ],
)
def test_ordinals_names_and_articles_are_no_quantities(text):
    assert values(text) == []


@given(st.integers(1, 9999))
def test_a_sum_is_the_same_in_chinese_and_arabic_figures(value):
    assert values(f"{value}元") == values(f"{to_han(value)}元")
    assert amount(f"{value}万") == value * 10000
