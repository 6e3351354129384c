"""How the work of each rule grows with the length of a draft, counted in steps of the interpreter and not in seconds."""

from __future__ import annotations

import re
import sys

import pytest

from policycompare.checking.draft import Draft
from policycompare.checking.rules import TEXT_RULES
from policycompare.language.numerals import to_han
from policycompare.reading import parse

FEW, TIMES = 40, 4
_KEPT = re.compile(r"[/\\](?:re[/\\]\w+|enum|gettext|copyreg)\.py$")
# Of four times the text the work is four times as much; the rest is for what a rule does once.
MOST = 5.2


def articles(count, first):
    text = "某市安全条例\n"
    for place in range(1, count + 1):
        number, cited = first + place, to_han(place * 7 % count + 1)
        text += f"第{to_han(place)}条　违反本条例第{cited}条第二款规定，未安装{number}号装置的，依照《某市{number}安全条例》处罚，"
        text += f"处一千元以上{number + 2}千元以下罚款，不满{number}吨的从轻。\n2023年{number % 12 + 1}月底前建立清单（以下简称清单{number}），"
        text += f"按附件{number}执行，应当具备下列二项条件：\n（一）有{number}处场所；\n（二）有{number}名人员。\n"
    return text


def measures(count, first):
    text = "某区关于安全的措施\n"
    for place in range(1, count + 1):
        number = first + place
        text += f"{place}.排查第{number}类风险, 2023年{number % 12 + 1}月底前完成台账。（区应急局、区{number}局，区财政局、各乡镇）\n"
    return text


def steps_of(rules, text):
    """Return how many lines each rule runs on a draft, its loops counted each time round.

    Patterns and messages are kept between texts, as far as there is room, so what compiles or loads them is not counted.
    """
    draft = Draft(parse(text))
    steps = {}
    for rule in rules:
        count = 0

        def step(frame, event, _value):
            nonlocal count
            if event == "call" and _KEPT.search(frame.f_code.co_filename):
                return None
            count += event == "line"
            return step

        before = sys.gettrace()
        sys.settrace(step)
        try:
            list(rule.find(draft))
        finally:
            sys.settrace(before)
        steps[rule.name] = count
    return steps


@pytest.mark.parametrize("made", [articles, measures])
def test_four_times_the_provisions_take_no_more_than_some_four_times_the_steps(made):
    rules = [rule for rule in TEXT_RULES if not rule.id.startswith("PC7")]
    # What is kept of one text must not make another one cheap, so all have numbers of their own. The first is long, so
    # that what is done once for all texts (messages, tables) is behind us.
    steps_of(rules, made(FEW * TIMES, 1000))
    few, many = steps_of(rules, made(FEW, 200)), steps_of(rules, made(FEW * TIMES, 300))
    assert {name: many[name] / (few[name] + 100) for name in few if many[name] > MOST * (few[name] + 100)} == {}


def test_a_name_that_is_never_used_again_is_not_looked_for_thousands_of_times():
    text = "某市安全条例\n第一条 " + "".join(f"甲乙（以下简称丙{number}丁），" for number in range(400)) + "。\n"
    rule = next(rule for rule in TEXT_RULES if rule.name == "short-name-unused")
    assert len(list(rule.find(Draft(parse(text))))) == 200
