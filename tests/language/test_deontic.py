from __future__ import annotations

import pytest

from policycompare.language.deontic import comparison, forces


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("企业应当公开信息", ["duty"]),
        ("必须上报", ["duty"]),
        ("不得占用", ["prohibition"]),
        ("鼓励捐赠", ["wish"]),
        ("力争建成", ["wish"]),
        ("应急响应、供应商、主要需要", []),
    ],
)
def test_a_deontic_word_asks_for_something(text, kinds):
    assert [force.kind for force in forces(text)] == kinds


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [
        ("鼓励", "应当", 1),
        ("应当", "可以", -1),
        ("应当", "不得", 0),
        ("要", "应当", 0),
        ("应当鼓励", "鼓励", 0),
        ("", "应当", 0),
    ],
)
def test_only_a_duty_and_a_wish_are_of_different_strength(before, after, turn):
    assert comparison(before, after) == turn
