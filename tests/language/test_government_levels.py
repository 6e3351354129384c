from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.messages import shown_in


@pytest.mark.parametrize(
    ("word", "level"),
    [("省", "province"), ("市", "city"), ("区", "district"), ("县", "district"), ("国家", "nation"), ("镇", "town"),
     ("county", "district"), ("District", "district")],
)  # fmt: skip
def test_a_level_is_taken_in_chinese_too(word, level):
    assert pc.parse("措施\n1.甲。\n", level=word).level == level


def test_a_level_that_there_is_not_names_those_that_there_are(write):
    with pytest.raises(pc.ReadError, match="“村”不是层级；可写 国家、省、市、区、乡镇") as caught:
        pc.read(write("措施\n1.甲。\n"), level="村")
    with shown_in("en"):
        assert "must be one of nation, province, city, district, town" in str(caught.value)
