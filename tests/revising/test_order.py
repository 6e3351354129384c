from __future__ import annotations

from dataclasses import replace

import pytest

import policycompare as pc
from policycompare.revising.order import is_later

TEXT = "某镇巡河办法\n第一条　每日巡河。\n第二条　巡河应当记录。\n"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"id": "一稿"}, {"id": "二稿"}),
        ({"id": "第九稿"}, {"id": "第十稿"}),
        ({"id": "征求意见稿"}, {"id": "送审稿"}),
        ({"id": "办法（送审稿）", "title": "办法（送审稿）"}, {"id": "办法（报批稿）", "title": "办法（送审稿）"}),
        ({"date": "2020-01-31"}, {"date": "2021-01-01"}),
    ],
)
def test_names_stages_and_dates_tell_which_version_is_later(earlier, later):
    first, second = (replace(pc.parse(TEXT, id="x"), **given) for given in (earlier, later))
    assert is_later(second, first)
    assert not is_later(first, second)


def test_versions_that_say_nothing_of_their_order_are_left_as_they_are_given():
    assert not is_later(pc.parse(TEXT, id="a"), pc.parse(TEXT, id="b"))
