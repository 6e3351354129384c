from __future__ import annotations

import pandas as pd
import pytest

import policycompare as pc
from policycompare.cascading import diffusion as analysis

DOCUMENTS = pd.DataFrame(
    [
        ("n", "某法", "nation", "", "", "2010-01-01"),
        ("a", "甲省条例", "province", "甲", "甲省", "2012-01-01"),
        ("b", "乙省条例", "province", "乙", "乙省", "2011-01-01"),
        ("b2", "乙省办法", "province", "乙", "乙省", "2013-01-01"),
        ("x", "丙省条例", "province", "丙", "丙省", ""),
    ],
    columns=["document", "title", "level", "region", "place", "date"],
).assign(
    regulation=lambda frame: frame["document"],
    doubt=lambda frame: (frame["date"] == "").map({True: "undated", False: ""}),
)
LINKS = pd.DataFrame(
    [
        ("a", "3", "n", "10", 0.9, "partial"),
        ("a", "4", "n", "10", 0.95, "equivalent"),
        ("b", "1", "n", "10", 0.8, "elaborates"),
        ("b2", "1", "n", "10", 0.8, "elaborates"),
        ("x", "1", "n", "10", 0.8, "elaborates"),
        ("b", "2", "n", "9", 0.8, "elaborates"),
    ],
    columns=["child_document", "child", "parent_document", "parent", "probability", "relation"],
)
PAIRS = pd.DataFrame({"child_document": ["a", "b", "b2", "x"], "parent_document": "n"})
PROVISIONS = pd.DataFrame(
    [("n", "9", "应当登记。"), ("n", "10", "应当检查。"), ("n", "11", "国务院有关部门应当制定办法。")],
    columns=["document", "label", "text"],
)


FORMAL = PROVISIONS.assign(formal=PROVISIONS["label"] == "9")


def times(documents, links=LINKS):
    """Return the times of all provisions of some links, each that of its document."""
    keys = {("n", "11"), *zip(links["child_document"], links["child"], strict=True)}
    keys |= set(zip(links["parent_document"], links["parent"], strict=True))
    where = documents.set_index("document")["date"]
    rows = [(d, label, where[d], "document" if where[d] else "", where[d]) for d, label in sorted(keys)]
    columns = ["document", "label", "since_date", "since_of", "latest_date"]
    return pd.DataFrame(rows, columns=columns).set_index(["document", "label"])


@pytest.fixture
def adopted():
    return analysis.adoptions(LINKS, DOCUMENTS, FORMAL, times(DOCUMENTS))


def test_an_adoption_is_a_document_and_a_provision_with_its_best_link(adopted):
    assert adopted[["parent", "document", "children", "relation", "days"]].astype(object).to_numpy().tolist()[1:] == [
        ["10", "x", "1", "elaborates", pd.NA],
        ["10", "b", "1", "elaborates", 365],
        ["10", "a", "3、4", "equivalent", 730],
        ["10", "b2", "1", "elaborates", 1096],
    ]
    assert adopted["parent"][0] == "9"
    assert adopted["formal"].tolist() == [True, False, False, False, False]


def test_a_place_counts_once_on_the_curve_when_it_first_has_the_provision(adopted):
    curve = analysis.diffusion(adopted, "n", "10")
    assert curve[["date", "place", "places"]].to_numpy().tolist() == [
        ["2011-01-01", "乙省", 1],
        ["2012-01-01", "甲省", 2],
    ]
    assert analysis.diffusion(adopted, "n", level="city").empty
    assert len(analysis.diffusion(adopted, "n")) == 3


def test_the_first_adopter_is_the_earliest_dated_document(adopted):
    first = analysis.first_adopters(adopted).set_index("parent")
    assert (first["document"]["10"], first["days"]["10"], first["adopters"]["10"]) == ("b", 365, 3)


def test_an_undated_or_doubtful_document_is_no_first_adopter_unless_told_otherwise():
    doubtful = DOCUMENTS.assign(doubt=["", "", "anachronism", "", "undated"])
    adopted = analysis.adoptions(LINKS, doubtful, FORMAL, times(doubtful))
    first = analysis.first_adopters(adopted).set_index("parent")
    assert (first["document"]["10"], first["adopters"]["10"]) == ("a", 2)
    told = analysis.first_adopters(adopted, include=["anachronism", "undated"]).set_index("parent")
    assert (told["document"]["10"], told["adopters"]["10"]) == ("b", 4)
    assert analysis.diffusion(adopted, "n", "10")["document"].tolist() == ["a", "b2"]
    assert len(analysis.diffusion(adopted, "n", "10", include=["anachronism"])) == 2
    with pytest.raises(pc.CollectionError, match="anachronism"):
        analysis.first_adopters(adopted, include=["undatd"])


def test_versions_of_one_regulation_count_as_one_adopter():
    versions = DOCUMENTS.assign(regulation=["n", "a", "b", "b", "x"])
    first = analysis.first_adopters(analysis.adoptions(LINKS, versions, FORMAL, times(versions))).set_index("parent")
    assert (first["document"]["10"], first["adopters"]["10"], first["next_days"]["10"]) == ("b", 2, 365)


def test_where_a_text_was_amended_the_delay_lies_between_two_bounds_and_nothing_is_certain():
    known = times(DOCUMENTS)
    adopted = analysis.adoptions(LINKS, DOCUMENTS, FORMAL, known)
    first = analysis.first_adopters(adopted).set_index("parent")
    assert (first["days_least"]["10"], first["days_most"]["10"], first["certain"]["10"]) == (365, 365, True)
    amended = known.copy()
    amended.loc[("b", "1"), "latest_date"] = "2012-06-01"
    first = analysis.first_adopters(analysis.adoptions(LINKS, DOCUMENTS, FORMAL, amended)).set_index("parent")
    assert (first["days_least"]["10"], first["days_most"]["10"], first["certain"]["10"]) == (365, 882, False)


def test_a_negative_delay_is_kept():
    early = DOCUMENTS.assign(date=["2010-01-01", "2009-01-01", "2011-01-01", "2013-01-01", ""])
    adopted = analysis.adoptions(LINKS, early, FORMAL, times(early))
    assert analysis.first_adopters(adopted).set_index("parent")["days"]["10"] == -365
    assert analysis.diffusion(adopted, "n", "10")["days"].tolist() == [-365, 365]


def test_coverage_counts_the_parents_provisions_once_a_region(adopted):
    frame = analysis.coverage(adopted, PAIRS, DOCUMENTS, PROVISIONS).set_index("region")
    assert frame.loc["乙", ["documents", "total", "covered", "not_applicable"]].tolist() == [2, 3, 2, 1]
    assert frame.loc["甲", ["documents", "covered", "share_any_applicable"]].tolist() == [1, 1, 0.5]


def test_the_matrix_gives_the_share_of_a_regions_documents(adopted):
    frame = analysis.matrix(adopted, PAIRS, DOCUMENTS, PROVISIONS, "n")
    assert frame.columns.tolist() == ["9", "10", "11"]
    assert frame.loc["乙"].tolist() == [0.5, 1.0, 0.0]
    with pytest.raises(pc.CollectionError, match="没有文件"):
        analysis.matrix(adopted, PAIRS, DOCUMENTS, PROVISIONS, "n", "town")


def test_duties_that_became_stronger_and_weaker_are_counted_by_link():
    keys = ["child_document", "child", "parent_document", "parent"]
    rows = [
        ("a", "3", "鼓励", "应当"),
        ("a", "3", "可以", "必须"),
        ("a", "4", "应当", "可以"),
        ("b", "1", "必须", "应当"),
    ]
    shifts = pd.DataFrame(
        [(d, c, "n", "10", "strength", old, new) for d, c, old, new in rows],
        columns=[*keys, "kind", "parent_words", "child_words"],
    )
    region = DOCUMENTS.set_index("document")["region"]
    frame = analysis.strength(
        shifts.assign(region=shifts["child_document"].map(region)),
        LINKS.assign(region=LINKS["child_document"].map(region)),
        DOCUMENTS,
    ).set_index("region")
    assert frame.loc["甲", ["links", "stronger", "weaker", "balance"]].tolist() == [2, 1, 1, 0.0]
    assert frame.loc["乙", ["links", "stronger", "weaker"]].tolist() == [3, 0, 1]


def test_likeness_is_that_of_the_words_with_the_distance_in_level_and_time():
    provisions = pd.DataFrame(
        [("n", "10", "应当每月检查。"), ("a", "3", "应当每月检查。"), ("x", "1", "必须逐日登记。")],
        columns=["document", "label", "normal"],
    )
    links = LINKS.query("child_document in ['a', 'x'] and child != '4'").assign(region=["甲", "丙"])
    found = analysis.likeness(links, DOCUMENTS, provisions, times(DOCUMENTS, links))
    assert found["likeness"].tolist()[0] == 1.0
    assert found["likeness"][1] < 0.3
    assert found["levels"].tolist() == [1, 1]
    assert round(found["years"][0], 2) == 2.0
    assert pd.isna(found["years"][1])


def test_only_inventions_of_another_day_count_as_spread():
    columns = ["family", "level", "rank", "label", "place", "days", "invention"]
    rows = [
        (1, "city", 1, "1", "甲市", 0, True),
        (1, "city", 2, "1", "乙市", 0, True),
        (1, "city", 3, "1", "丙市", 9, True),
        (2, "city", 1, "2", "甲市", 0, False),
        (2, "city", 2, "2", "丙市", 5, False),
    ]
    spread = analysis.sideways(pd.DataFrame(rows, columns=columns))
    assert spread.to_numpy().tolist() == [["city", "甲市", "丙市", 1, 9.0]]


def test_the_made_up_provinces_lean_as_they_were_made_to(done):
    frame = done.strength().query("level == 'province'").set_index("region")
    assert (frame.loc[["青原", "白屿"], "balance"] > 0.2).all()
    assert (frame.loc[["岚江", "柏川"], "balance"] < -0.1).all()
    assert (frame.loc[["云泽", "石河"], "balance"] == 0).all()


def test_inventions_are_traced_to_the_province_that_made_them(done):
    first = done.families.query("level == 'province' and invention and rank == 1")
    assert set(first["place"]) <= {"青原省", "白屿省", "云泽省", "岚江省", "石河省"}
    texts = done.provisions.set_index(["document", "label"])["text"]
    document, label = next(key for key, text in texts.items() if "园长制" in text and key[0] == "nation1-青原")
    origin = (done.families["source_document"] == document) & (done.families["source"] == label)
    assert set(done.families[origin & (done.families["rank"] > 1)]["place"]) == {"云泽省", "柏川省", "白屿省", "岚江省"}
