from __future__ import annotations

import pandas as pd

from policycompare.cli.frame_text import frame_text
from policycompare.messages import shown_in

SPREAD = pd.DataFrame({"level": ["city"], "source_place": ["甲市"], "place": ["乙市"], "days": [856.0], "other": [1]})
WORTH = pd.DataFrame({"estimate": [0.856], "low": [0.6]}, index=["precision"])


def test_a_table_on_a_chinese_screen_has_chinese_heads_names_and_levels():
    assert [line.split() for line in frame_text(SPREAD).splitlines()] == [
        ["层级", "来自", "地方", "相隔天数", "other"],
        ["市", "甲市", "乙市", "856", "1"],
    ]
    assert [line.split() for line in frame_text(WORTH, index=True).splitlines()] == [
        ["估计", "下限"],
        ["准确率", "0.856", "0.6"],
    ]


def test_a_table_on_an_english_screen_has_english_heads():
    with shown_in("en"):
        assert frame_text(SPREAD).split()[:4] == ["level", "from", "place", "days"]
        assert frame_text(WORTH, index=True).split()[:3] == ["estimate", "low", "precision"]
