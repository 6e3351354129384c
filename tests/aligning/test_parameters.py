from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources

import pytest

import policycompare as pc
from policycompare.aligning.model import model_of, shipped_model
from policycompare.deciding.decisions import Decision
from policycompare.language import corpus_statistics
from policycompare.messages import use_language
from policycompare.reading import parse

CHILD = replace(parse("区措施\n一、总则\n1.检查加油站。\n", id="low", level="district"), date="2022-01-01")
PARENT = replace(parse("市措施\n一、总则\n1.检查加油站。\n", id="high", level="city"), date="2021-01-01")
NAN = float("nan")


@pytest.fixture(scope="module")
def aligned():
    return pc.align(CHILD, PARENT)


@pytest.mark.parametrize("threshold", [NAN, -0.1, 1.1, "0.5", None, True])
def test_a_threshold_that_is_no_probability_is_refused(aligned, threshold):
    with pytest.raises(pc.AlignmentError):
        aligned.at(threshold)


@pytest.mark.parametrize("choice", [{"by": "page"}, {"level": "word"}, {"direction": "down"}])
def test_an_unknown_choice_of_coverage_is_refused_with_those_that_are_known(aligned, choice):
    with pytest.raises(pc.AlignmentError, match=r"(chapter|clause|parent).*之一"):
        aligned.coverage(**choice)


@pytest.mark.parametrize(
    "choice", [{"citation": "page"}, {"revisions": "both"}, {"level": "provincial"}, {"measure": "x"}]
)
def test_an_unknown_way_of_reading_is_refused(write, choice):
    with pytest.raises(pc.ReadError):
        pc.read(write("措施\n1.检查。\n"), **choice)


def test_a_level_may_be_given_by_its_chinese_name(write):
    assert pc.read(write("措施\n1.检查。\n"), level="省").level == "province"


@pytest.mark.parametrize("words", [{"verdict": "maybe"}, {"relation": "alike"}, {"reason": "none"}])
def test_a_decision_in_words_of_no_vocabulary_is_refused(words):
    with pytest.raises(pc.DecisionError, match="不认识"):
        Decision("1", "1", **{"verdict": "confirmed", **words})


def test_a_label_that_does_not_exist_is_refused(aligned):
    with pytest.raises(pc.AlignmentError, match="99"):
        aligned.explain("99", "1")


def test_a_language_without_messages_is_refused():
    with pytest.raises(ValueError, match="zh, en"):
        use_language("fr")


def test_levels_in_the_wrong_order_and_a_younger_parent_are_told_where_the_result_is_shown(aligned):
    assert not aligned.notices
    turned = pc.align(PARENT, CHILD)
    assert turned.notices[0].startswith("次序可能给反")
    assert "high low" not in turned.notices[0]
    assert "low high" in turned.notices[0]
    assert "2022-01-01" in turned.notices[1]
    assert (
        turned.links.attrs["notices"] == list(turned.notices) or tuple(turned.links.attrs["notices"]) == turned.notices
    )


def changed(**values):
    return json.dumps({**json.loads(shipped_model().to_json()), **values})


@pytest.mark.parametrize(
    "text",
    [
        changed(threshold=NAN), changed(threshold=5), changed(threshold="a"), changed(threshold=True),
        changed(intercept=None), changed(intercept=1e300), changed(weights=[]), changed(weights=None),
        changed(weights=dict.fromkeys(shipped_model().features, NAN)),
        changed(weights=dict.fromkeys(shipped_model().features, "1")),
        changed(relations={"alike": {}}), changed(relations=[1]), "[" * 100_000, "", "[]", "null", "\x00",
    ],
    ids=range(17),
)  # fmt: skip
def test_a_model_that_cannot_be_computed_with_is_refused_by_a_command(write, text, capsys):
    from policycompare.cli.main import main

    path = write(text, "model.json")
    child, parent = write("措施\n1.检查。\n", "a.txt"), write("措施\n1.检查。\n", "b.txt")
    assert main(["align", str(child), str(parent), "--model", str(path)]) == 1
    errors = capsys.readouterr().err
    assert "model.json" in errors
    assert "Traceback" not in errors


def test_the_shipped_model_is_one():
    assert model_of(shipped_model().to_json()).weights


def test_a_background_cut_short_is_a_message(tmp_path, monkeypatch):
    whole = (resources.files("policycompare.resources") / "background.npz").read_bytes()
    for size in (0, 100, len(whole) // 2):
        (tmp_path / "background.npz").write_bytes(whole[:size])
        monkeypatch.setattr(corpus_statistics.resources, "files", lambda _: tmp_path)
        with pytest.raises(pc.PolicyCompareError, match=r"background\.npz"):
            corpus_statistics.background.__wrapped__()


def test_a_document_of_more_provisions_than_can_be_compared_is_refused_with_the_way_out(monkeypatch):
    low, high = (parse(f"{name}\n1.检查。\n2.落实。\n", id=name) for name in ("low", "high"))
    monkeypatch.setattr("policycompare.aligning.align.MOST_PROVISIONS", 1)
    with pytest.raises(pc.PolicyCompareError, match="cascade"):
        pc.align(low, high)
