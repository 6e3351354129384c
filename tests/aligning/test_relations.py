from __future__ import annotations

import numpy as np
import pytest

import policycompare as pc
from policycompare.aligning.relations import akoma_ntoso, fit_relations, shape_of
from policycompare.language.deontic import strongest
from policycompare.reading import parse


def links(lower, higher):
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
        ("企业应当在30日内完成重大危险源整改。", "企业应当在15日内完成重大危险源整改。", "期限：15日内→30日内"),
        ("企业应当每半年组织重大危险源演练。", "企业应当每季度组织重大危险源演练。", "频次：每季度→每半年"),
        ("企业应当对重点场所开展火灾隐患排查。", "企业应当对全部场所开展火灾隐患排查。", "范围：全部→重点"),
        ("物业服务企业应当检查消防设施设备。", "市公安局应当检查消防设施设备。", "主体：市公安局→物业服务企业"),
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


def test_a_change_says_where_it_stands_in_both_sources():
    child = parse("区措施\n1.总要求。\n2.企业可以每半年组织重大危险源应急演练。\n", id="child")
    parent = parse("市措施\n1.企业应当每季度组织重大危险源应急演练。\n", id="parent")
    aligned = pc.align(child, parent)
    shifts = aligned.at(0.0).shifts
    shifts = shifts[(shifts.child == "2") & (shifts.parent == "1")]
    assert set(shifts.kind) == {"strength", "frequency"}
    for row in shifts.itertuples():
        assert child.text[row.child_start : row.child_end] == row.child_words
        assert parent.text[row.parent_start : row.parent_end] == row.parent_words


def test_an_actor_who_is_only_localised_is_no_change():
    assert "主体" not in links("区应急局应当检查重大危险源企业。", "市应急管理局应当检查重大危险源企业。").shifts


def test_the_relation_model_learns_what_it_is_shown():
    chance = np.random.default_rng(0)
    known = ("equivalent", "elaborates", "partial")
    named = [known[k % 3] for k in range(150)]
    values = chance.normal(size=(150, 10))
    values[:, 3] += np.array([4.0 * known.index(n) for n in named])
    values[:, [4, 6]] = 1  # no clause without a counterpart
    model = fit_relations(values, named)
    right = [model.name(row) in (name, "rephrased") for row, name in zip(values.tolist(), named, strict=True)]
    assert np.mean(right) > 0.9
    assert type(model).from_dict(model.to_dict()).name(values[0].tolist()) == model.name(values[0].tolist())


def test_changes_have_the_names_of_akoma_ntoso():
    assert akoma_ntoso("addition", "single", same_label=False) == "insertion"
    assert akoma_ntoso("gap", "single", same_label=False) == "repeal"
    assert akoma_ntoso("elaborates", "merge", same_label=True) == "join"
    assert akoma_ntoso("rephrased", shape_of(1, 1), same_label=True) == "substitution"
    assert akoma_ntoso("equivalent", "single", same_label=True) == ""
