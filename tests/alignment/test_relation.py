from __future__ import annotations

import pytest

from policycompare.alignment.shifts import strongest
from policycompare.reading import parse


def links(lower, higher):
    import policycompare as pc

    filler = ["完善轨道交通运营机制。", "建设实训基地。", "公布举报电话。"]
    child = parse("措施\n" + "".join(f"{n}.{b}\n" for n, b in enumerate([lower, *filler], 1)))
    parent = parse("措施\n" + "".join(f"{n}.{b}\n" for n, b in enumerate([higher, *filler], 1)))
    aligned = pc.align(child, parent)
    return aligned.links[(aligned.links.child == "1") & (aligned.links.parent == "1")].iloc[0]


def test_the_same_wording_is_equivalent():
    text = "危险化学品企业应当建立重大危险源安全包保责任制。"
    assert links(text, text).relation == "equivalent"


def test_added_sentences_elaborate():
    text = "危险化学品企业应当建立重大危险源安全包保责任制。"
    assert links(text + "区应急局每月抽查并通报结果，对弄虚作假的依法处罚。", text).relation == "elaborates"


@pytest.mark.parametrize(
    ("lower", "higher", "says"),
    [
        ("企业可以每季度组织重大危险源演练。", "企业应当每季度组织重大危险源演练。", "力度：应当→可以"),
        ("企业应当在30日内完成重大危险源整改。", "企业应当在15日内完成重大危险源整改。", "数字期限：15日→30日"),
        ("企业应当每半年组织重大危险源演练。", "企业应当每季度组织重大危险源演练。", "每季度→每半年"),
        ("落实重大危险源包保责任。（区应急局）", "落实重大危险源包保责任。（市公安局）", "责任单位：市公安局→区应急局"),
    ],
)
def test_what_shifted_on_the_way_down_is_said(lower, higher, says):
    assert says in links(lower, higher).shifts


def test_localised_units_are_no_shift():
    assert links("落实重大危险源包保责任。（区经委）", "落实重大危险源包保责任。（市经济信息化委）").shifts == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [("必须上报", 4), ("不得上岗", 4), ("应当上报", 3), ("要上报", 2), ("鼓励上报", 1), ("上报情况", None)],
)
def test_strength_of_words(text, value):
    found = strongest(text)
    assert (found[0] if found else None) == value
