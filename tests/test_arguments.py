"""What public functions say to values of the wrong kind: the value, what is taken, and never a bare TypeError."""

# ruff: noqa: ARG005

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import policycompare as pc
from policycompare.arguments import takes
from policycompare.cascading import import_metadata, synthetic_collection, write_manifest
from policycompare.errors import PolicyCompareError, ReadError
from policycompare.notebook import LinkView

CITY = pc.parse(
    "青石市养犬条例\n第一条　养犬人应当登记。\n第二条　犬只应当每年免疫。\n第三条　禁止遗弃犬只。\n",
    id="city",
    level="city",
)
PROVINCE = pc.parse(
    "山东省养犬条例\n第一条　养犬人应当自犬只满三月龄之日起登记。\n第二条　禁止遗弃犬只。\n",
    id="province",
    level="province",
)


@pytest.fixture(scope="module")
def aligned():
    return pc.align(CITY, PROVINCE)


WRONG = {
    "read a number": lambda al: pc.read(5),
    "read nothing": lambda al: pc.read(None),
    "parse a number": lambda al: pc.parse(5),
    "a level that is a number": lambda al: pc.parse("办法\n第一条　登记。\n", level=5),
    "a word that is no level": lambda al: pc.parse("办法\n第一条　登记。\n", level="provincial"),
    "load a number": lambda al: pc.load(5),
    "align a path": lambda al: pc.align(Path("city.txt"), PROVINCE),
    "align nothing": lambda al: pc.align(None, PROVINCE),
    "a threshold in a list": lambda al: pc.align(CITY, PROVINCE, threshold=[0.5]),
    "a threshold in quotes": lambda al: al.at("0.5"),
    "a model by name": lambda al: pc.align(CITY, PROVINCE, model="x"),
    "one third document": lambda al: pc.align(CITY, PROVINCE, beside="national"),
    "numbers as third documents": lambda al: pc.align(CITY, PROVINCE, beside=[5, 6]),
    "decisions that are a list": lambda al: pc.align(CITY, PROVINCE, decisions=[("1", "1", "confirmed")]),
    "assessments that are a number": lambda al: pc.align(CITY, PROVINCE, assessments=5),
    "rows that are no number": lambda al: al.candidates("1", k="x"),
    "fewer rows than none": lambda al: al.least_certain(-1),
    "a direction that is none": lambda al: al.expected("down"),
    "thresholds that are one number": lambda al: al.sensitivity(5),
    "a threshold above one": lambda al: al.sensitivity((0.3, 7)),
    "a label that is not there": lambda al: CITY.cite("77"),
    "a chain of one word": lambda al: pc.trace("national"),
    "a chain with a hole": lambda al: pc.trace([PROVINCE, None]),
    "versions that are numbers": lambda al: pc.revise(5, CITY),
    "a draft that is a number": lambda al: pc.check(5),
    "a superior that is a number": lambda al: pc.check(CITY, against=5),
    "gold for a number": lambda al: pc.evaluate(5, pd.DataFrame({"child": ["1"], "parent": ["1"]})),
    "agreement of a number": lambda al: pc.agreement(5),
    "a collection that is a number": lambda al: pc.cascade(5, "out"),
    "a threshold in quotes for a collection": lambda al: pc.cascade("in", "out", threshold="0.5"),
    "results that are a number": lambda al: pc.Cascade(5),
    "an import of a number": lambda al: pc.import_document(5, id="x", level="city"),
    "an id that is a number": lambda al: pc.import_document("x.txt", id=5, level="city"),
    "explore a number": lambda al: pc.explore(5),
    "review a number": lambda al: pc.review(5),
    "a reader that is a number": lambda al: pc.assess(al, 5),
    "write a number": lambda al: pc.export.docx(5, "x.docx"),
    "a list of a number": lambda al: pc.manifest(5),
    "an export that is a number": lambda al: import_metadata(5),
    "a list that is no frame": lambda al: write_manifest(5, "x.csv"),
    "a link with its sides swapped": lambda al: LinkView(al, "1", "3"),
    "a link of a number": lambda al: LinkView(5, "1", "1"),
    "a figure of a number": lambda al: pc.plot.network(5),
    "a figure of the wrong result": lambda al: pc.plot.flow(chain=al),
    "a figure of nothing": lambda al: pc.plot.alignment_map(None),
    "a figure of units of an alignment": lambda al: pc.plot.units(document=al),
    "a figure of calibration from an alignment": lambda al: pc.plot.reliability(calibration=al),
    "a figure with one size": lambda al: pc.plot.coverage(al, figsize=5),
    "a figure on axes that are none": lambda al: pc.plot.coverage(al, ax=5),
    "a figure whose title is a number": lambda al: pc.plot.coverage(al, title=5),
    "a figure in red": lambda al: pc.plot.coverage(al, colour="red"),
    "a csv into a number": lambda al: pc.export.csv(al, 5),
    "a csv of a number": lambda _: pc.export.csv(5, "x.csv"),
    "a docx into nothing": lambda al: pc.export.docx(al, None),
    "tracked changes of a document": lambda al: pc.export.tracked(CITY, "x.docx"),
    "a coding sheet of a number": lambda al: pc.export.coding(5, "x.csv"),
    "findings of a document": lambda al: pc.export.findings(CITY, "x.txt"),
    "a label of no provision": lambda al: CITY.by_label["77"],
    "the place of no provision": lambda al: CITY.position_of["77"],
    "the line of a label": lambda al: CITY.line_of("77"),
    "a reason for a label": lambda al: al.gap_reason("1"),
    "a decision on a label": lambda al: al.decision_on_addition("1"),
    "further decisions that are a number": lambda al: al.with_decisions(5),
    "further answers that are a number": lambda al: al.with_assessments(5),
    "meaning that is a word": lambda al: pc.align(CITY, PROVINCE, meaning="no"),
    "an order of a number": lambda al: pc.label_order(5),
    "a made-up collection in a number": lambda al: synthetic_collection(5),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_value_of_the_wrong_kind_is_named_and_no_bare_error_comes(aligned, wrong):
    with pytest.raises(PolicyCompareError) as raised:
        WRONG[wrong](aligned)
    assert len(str(raised.value)) > 10


OF_COLLECTION = {
    "a data set that is none": lambda done: done.written("x"),
    "a parent in a list": lambda done: done.matrix(["nation1"]),
    "a panel by month": lambda done: done.panel("nation1", by="month"),
    "a panel of other places": lambda done: done.panel("nation1", places="here"),
    "covariates that are a number": lambda done: done.panel("nation1", covariates=5),
    "a doubt that is a number": lambda done: done.panel("nation1", include=5),
    "a doubt that is none": lambda done: done.dyads("nation1", include=["old"]),
    "cut-offs that are one number": lambda done: done.sweep(5),
    "cut-offs that are words": lambda done: done.sweep(["a"]),
    "a cut-off above one": lambda done: done.sweep([2.0]),
    "a sample by a number": lambda done: done.sample(60, by=5),
    "a sample with a negative seed": lambda done: done.sample(60, seed=-1),
    "counts corrected by a number": lambda done: done.corrected(5),
    "a coding that is a number": lambda done: done.sample(60).coded(5),
    "a sample written to a number": lambda done: done.sample(60).write(5),
    "a parent that is a number": lambda done: pc.plot.adoption_map(done, 5),
}


@pytest.mark.parametrize("wrong", OF_COLLECTION)
def test_a_collection_names_what_it_cannot_take(done, wrong):
    with pytest.raises(PolicyCompareError) as raised:
        OF_COLLECTION[wrong](done)
    assert len(str(raised.value)) > 10


def test_labels_may_come_from_a_column_of_a_frame(done):
    found = done.diffusion("nation1")["parent"]
    for labels in (found.unique()[:2], found.head(2), found.head(2).tolist()):
        assert pc.plot.diffusion(done, "nation1", labels) is not None
    assert len(pc.label_order(found.unique())) == len(found.unique())


def test_one_doubt_may_stand_without_a_list(done):
    assert len(done.first_adopters(include="undated")) == len(done.first_adopters(include=["undated"]))


def test_a_missing_argument_is_named_as_python_names_it():
    with pytest.raises(TypeError, match=r"align\(\) missing 1 required positional argument: 'parent'"):
        pc.align(CITY)


def test_a_path_given_for_a_document_is_answered_with_how_to_read_it(tmp_path):
    path = tmp_path / "city.txt"
    path.write_text(CITY.text, "utf-8")
    with pytest.raises(pc.CatalogError, match=r"pc\.read"):
        pc.align(str(path), PROVINCE)


def test_an_unknown_verdict_in_a_frame_is_no_silence():
    frame = pd.DataFrame({"child": ["1"], "parent": ["1"], "verdict": ["banana"]})
    with pytest.raises(pc.DecisionError, match="banana"):
        pc.align(CITY, PROVINCE, decisions=frame)


def test_swapped_sides_and_a_document_with_itself_are_noticed(aligned):
    assert aligned.notices == ()
    assert any("次序可能给反" in notice for notice in pc.align(PROVINCE, CITY).notices)
    assert any("自身" in notice for notice in pc.align(CITY, CITY).notices)
    assert any("次序可能给反" in notice for notice in pc.trace([CITY, PROVINCE]).notices)
    assert pc.trace([PROVINCE, CITY]).notices == ()


def test_a_document_of_unknown_status_does_not_look_like_a_failed_one():
    assert repr(CITY) == "<Document city: 青石市养犬条例, 3 measures>"
    assert repr(pc.load("chongming")).endswith(", draft>")


def test_a_default_of_none_and_the_signature_stay():
    @takes(ReadError, text=str, size=int)
    def half(text, size=None):
        """Half of it."""
        return text[: size or 1]

    assert half("ab") == half("ab", size=None) == "a"
    assert (half.__name__, half.__doc__) == ("half", "Half of it.")
    for size in ("1", True, 1.0):
        with pytest.raises(ReadError, match="size"):
            half("ab", size)


@pytest.mark.parametrize(
    "begun", [lambda **given: pc.cascade("in", "out", **given), lambda **given: pc.manifest("in", **given)]
)
def test_progress_that_cannot_be_called_is_told_before_anything_begins(begun):
    with pytest.raises(PolicyCompareError, match="progress"):
        begun(progress=5)
