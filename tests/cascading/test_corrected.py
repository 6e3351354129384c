from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import policycompare as pc
from policycompare.cascading.corrected import corrected, population

DOCUMENTS = pd.DataFrame(
    [
        ("n", "国家条例", "nation", "", "", "2010-01-01"),
        ("a", "甲省条例", "province", "甲", "甲省", "2012-01-01"),
        ("b", "乙省条例", "province", "乙", "乙省", "2014-01-01"),
        ("c", "丙省条例", "province", "丙", "丙省", ""),
    ],
    columns=["document", "title", "level", "region", "place", "date"],
)
PROVISIONS = pd.DataFrame(
    [("n", "1", False), ("n", "2", False), *((d, str(k), False) for d in "abc" for k in (1, 2, 3))],
    columns=["document", "label", "formal"],
)
DOCUMENTS["doubt"] = ""
DOCUMENTS["regulation"] = DOCUMENTS["document"]
TIMES = PROVISIONS.assign(
    since_date=PROVISIONS["document"].map(DOCUMENTS.set_index("document")["date"]), since_of="document"
)
TIMES = TIMES.assign(latest_date=TIMES["since_date"]).set_index(["document", "label"])
PAIRS = pd.DataFrame({"child_document": list("abc"), "parent_document": "n"})
CANDIDATES = pd.DataFrame(
    [
        ("a", "1", "n", "1", 0.3), ("a", "2", "n", "1", 0.2), ("b", "1", "n", "1", 0.9), ("b", "2", "n", "2", 0.6),
        ("c", "1", "n", "1", 0.95), ("c", "2", "n", "2", 0.4),
    ],
    columns=["child_document", "child", "parent_document", "parent", "probability"],
)  # fmt: skip


@pytest.fixture(scope="module")
def pairs_of_provisions():
    return population(CANDIDATES, DOCUMENTS, PROVISIONS, TIMES, 0.5)


def coded(pairs, truth):
    """All pairs read: what is said of each is known."""
    from policycompare.validating.sampling import stratified

    sample = stratified(pairs, 6, seed=1)
    rows = sample.rows.merge(
        CANDIDATES.assign(truth=truth)[["child_document", "child", "truth"]], on=["child_document", "child"]
    )
    said = pd.DataFrame({"item": rows["item"], "verdict": np.where(rows["truth"], "1", "0")})
    return sample.coded(said)


def figure(frame, name, **where):
    some = frame[frame["figure"] == name]
    for column in ("parent_document", "region", "level", "date"):
        some = some[some[column] == where.get(column, "")]
    assert len(some) == 1
    return some.iloc[0]


def test_where_everything_was_read_the_corrected_counts_are_those_of_the_truth(pairs_of_provisions):
    truth = [True, False, True, False, False, True]  # a 1, b 1 and c 2 are links indeed
    found = corrected(pairs_of_provisions, PAIRS, DOCUMENTS, PROVISIONS, coded(pairs_of_provisions, truth), draws=20)
    links = figure(found, "links")
    assert (links["raw"], links["corrected"], links["low"], links["high"]) == (3, 3, 3, 3)
    assert links["weighted"] == pytest.approx(CANDIDATES["probability"].sum())
    assert (figure(found, "adoptions")["raw"], figure(found, "adoptions")["corrected"]) == (3, 3)
    share = figure(found, "share_mean", parent_document="n", region="甲", level="province")
    assert (share["raw"], share["corrected"]) == (0, 0.5)
    early = figure(found, "diffusion", parent_document="n", date="2012-12-31")
    late = figure(found, "diffusion", parent_document="n", date="2014-12-31")
    assert (early["raw"], early["corrected"], late["raw"], late["corrected"]) == (0, 1, 2, 2)


def test_a_first_adopter_is_wrong_where_an_earlier_one_was_missed(pairs_of_provisions):
    # Named first are b for both provisions; a took up 1 before, and b has 2 indeed.
    truth = [True, False, True, True, True, False]
    found = corrected(pairs_of_provisions, PAIRS, DOCUMENTS, PROVISIONS, coded(pairs_of_provisions, truth), draws=20)
    assert (figure(found, "first_adopters")["raw"], figure(found, "first_adopters")["corrected"]) == (2, 1)
    weighted = figure(found, "first_adopters")["weighted"]
    assert weighted == pytest.approx(0.9 * (1 - 0.3) * (1 - 0.2) + 0.6)


def test_an_older_version_of_the_first_adopter_is_no_earlier_adopter(pairs_of_provisions):
    # a is an older version of b, so that b's regulation was first with 1 whether its older version is linked or not.
    truth = [True, False, True, True, True, False]
    versions = DOCUMENTS.assign(regulation=DOCUMENTS["document"].replace("b", "a"))
    found = corrected(pairs_of_provisions, PAIRS, versions, PROVISIONS, coded(pairs_of_provisions, truth), draws=20)
    assert figure(found, "first_adopters")["corrected"] == 2
    assert figure(found, "first_adopters")["weighted"] == pytest.approx(0.9 + 0.6)


def test_a_sample_of_another_cut_off_is_refused(pairs_of_provisions):
    other = population(CANDIDATES, DOCUMENTS, PROVISIONS, TIMES, 0.92)
    with pytest.raises(pc.CollectionError, match="另一阈值"):
        corrected(other, PAIRS, DOCUMENTS, PROVISIONS, coded(pairs_of_provisions, [True] * 6), draws=5)


def test_a_collection_is_sampled_coded_and_corrected(done):
    sample = done.sample(40, by="level", seed=2)
    assert set(sample.blind().columns) == {
        "item", "child_title", "child", "child_text", "parent_title", "parent", "parent_text",
    }  # fmt: skip
    assert sample.notices == done.notices
    said = pd.DataFrame({"item": sample.rows["item"], "verdict": np.where(sample.rows["linked"], "y", "n")})
    measured = pc.evaluate(sample, said)
    assert measured.loc["precision", "estimate"] > 0.95
    found = done.corrected(sample.coded(said), draws=40)
    links = found[found["figure"] == "links"].iloc[0]
    assert links["raw"] == len(done.links)
    assert links["low"] <= links["corrected"] <= links["high"]
    raw = found[(found["figure"] == "share_any") & (found["region"] != "")].set_index(
        ["parent_document", "region", "level"]
    )
    counted = done.coverage().set_index(["parent_document", "region", "level"])["share_any"]
    assert raw["raw"].to_dict() == pytest.approx(counted.reindex(raw.index).to_dict())


def test_evaluate_takes_several_coders_of_a_sample_and_one_gold_of_an_alignment(done):
    sample = done.sample(30, seed=2)
    said = pd.DataFrame({"item": sample.rows["item"], "verdict": np.where(sample.rows["linked"], 1, 0)})
    assert pc.evaluate(sample, [said, said]).loc["kappa", "estimate"] == 1
    with pytest.raises(pc.CollectionError, match="还没有判定"):
        pc.evaluate(sample)
    with pytest.raises(pc.AlignmentError, match="只给一个"):
        pc.evaluate(pc.align("chongming", "shanghai"), [said])
