from __future__ import annotations

import pytest

from policycompare.language.dates import date_in


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("二〇二二年十月九日发布，２０２２年 11月 15日起施行", "2022-11-15"),
        ("2022年10月32日", ""),
        ("2022年0月9日", ""),
        ("没有日期", ""),
    ],
)
def test_the_last_date_of_a_text_is_given_in_figures(text, date):
    assert date_in(text) == date
