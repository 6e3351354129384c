from __future__ import annotations

import json

import jsonschema
import pytest

from policycompare.assessing.answers import RefusedAnswerError, answer_of
from policycompare.assessing.prompt import answer_schema
from policycompare.assessing.questions import AskedProvision, AssessorQuestion


def link(candidate, child_quote, parent_quote, **more):
    row = {"candidate": candidate, "relation": "elaborates", "child_quote": child_quote, "parent_quote": parent_quote}
    return {**row, "confidence": "sure", "why": "同一项要求", **more}


def answer(*links, **more):
    return {"links": list(links), "confidence": "sure", "why": "其余不是一回事", **more}


CHILD = "街道每季度检查一次投放点，\n并公布结果。"
QUESTION = AssessorQuestion(
    AskedProvision("7", "二、检查", CHILD),
    tuple(AskedProvision(str(n), "", f"第{n}项，应当组织检查投放点。") for n in range(1, 9)),
    "下级",
    "上级",
)
GOOD = link("3", "每季度检查一次投放点", "组织检查投放点")


def test_an_answer_is_taken_with_its_links_quotes_and_reasons():
    found = answer_of(json.dumps(answer(GOOD)), QUESTION)
    assert [(each.candidate, each.relation, each.confidence) for each in found.links] == [("3", "elaborates", "sure")]
    assert found.links[0].child_quote == "每季度检查一次投放点"
    assert (found.confidence, found.why) == ("sure", "其余不是一回事")


@pytest.mark.parametrize(
    "wrapped",
    ["<think>第三条似乎……{不是}</think>\n{}", "```json\n{}\n```", "  {}\n"],
    ids=["thoughts", "fence", "blank"],
)
def test_thoughts_and_fences_around_the_json_are_passed_over(wrapped):
    raw = wrapped.replace("{}", json.dumps(answer(GOOD)))
    assert answer_of(raw, QUESTION).links[0].candidate == "3"


def test_a_quote_over_a_line_break_stands_in_the_text_and_one_with_another_mark_does_not():
    assert answer_of(json.dumps(answer({**GOOD, "child_quote": "检查一次投放点，并公布结果"})), QUESTION).links
    with pytest.raises(RefusedAnswerError, match="child_quote"):
        answer_of(json.dumps(answer({**GOOD, "child_quote": "检查一次投放点,并公布结果"})), QUESTION)


WRONG = {
    "no JSON": "对应第三条。",
    "cut JSON": json.dumps(answer(GOOD))[:-20],
    "words around it": f"回答如下：{json.dumps(answer(GOOD))}",
    "a list": "[]",
    "no links": json.dumps({"confidence": "sure", "why": ""}),
    "links no list": json.dumps(answer() | {"links": "3"}),
    "more keys": json.dumps(answer(GOOD) | {"note": ""}),
    "more keys in a link": json.dumps(answer(GOOD | {"note": ""})),
    "a label that was not offered": json.dumps(answer({**GOOD, "candidate": "9"})),
    "a label as a number": json.dumps(answer({**GOOD, "candidate": 3})),
    "a label twice": json.dumps(answer(GOOD, GOOD)),
    "an unknown relation": json.dumps(answer({**GOOD, "relation": "对应"})),
    "an unknown confidence": json.dumps(answer(GOOD, confidence="高")),
    "an empty quote": json.dumps(answer({**GOOD, "parent_quote": " "})),
    "a quote of the other text": json.dumps(answer({**GOOD, "parent_quote": "公布结果"})),
    "a quote of another candidate": json.dumps(answer({**GOOD, "parent_quote": "第4项，应当组织检查"})),
    "all candidates": json.dumps(answer(*({**GOOD, "candidate": str(n)} for n in range(1, 9)))),
    "deeply nested": "[" * 100_000,
    "far too long": " " * 100_001,
}


@pytest.mark.parametrize("raw", WRONG.values(), ids=WRONG)
def test_an_answer_outside_the_schema_the_labels_or_the_texts_is_refused(raw):
    with pytest.raises(RefusedAnswerError):
        answer_of(raw, QUESTION)


def test_what_the_schema_forbids_is_refused_and_what_is_taken_the_schema_allows():
    """Endpoints that hold a model to the schema must not be held to another one than we take."""
    jsonschema.Draft202012Validator.check_schema(answer_schema())
    jsonschema.validate(answer(GOOD), answer_schema())
    for name in ("no links", "more keys", "more keys in a link", "a label as a number", "an unknown relation",
                 "an unknown confidence", "all candidates"):  # fmt: skip
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(WRONG[name]), answer_schema())
