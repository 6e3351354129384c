from __future__ import annotations

import pandas as pd
import pytest

import policycompare as pc
from policycompare.cascading.panel import dyads, panel, periods, read_covariates, with_covariates

LAMP = "彩灯的所有人应当在灯会开始前三日内向街道办事处登记灯组的数量和位置。"
FIRE = "灯会的主办单位应当按照每百米一个的标准配备灭火器，并安排专人巡查。"
STATE = "国务院文化主管部门应当制定灯会服务的国家标准。"
DOCUMENTS = pd.DataFrame(
    [
        ("n", "n", "nation", "", "国", "2010-01-01", ""),
        ("a", "a", "province", "甲", "甲省", "2012-01-01", ""),
        ("b1", "b1", "province", "乙", "乙省", "2011-01-01", ""),
        ("b2", "b1", "province", "乙", "乙省", "2014-01-01", ""),
        ("x", "x", "province", "丙", "丙省", "2009-01-01", "anachronism"),
        ("u", "u", "province", "丁", "丁省", "2013-01-01", ""),
    ],
    columns=["document", "regulation", "level", "region", "place", "latest_date", "doubt"],
)
TEXTS = {"n": [LAMP, FIRE, STATE], "a": [LAMP], "b1": [FIRE], "b2": [FIRE, LAMP], "x": [LAMP], "u": ["灯会免费开放。"]}
PROVISIONS = pd.DataFrame(
    [(d, str(k), k, text, text, False) for d, own in TEXTS.items() for k, text in enumerate(own, start=1)],
    columns=["document", "label", "position", "text", "normal", "formal"],
)
PAIRS = pd.DataFrame({"child_document": ["a", "b1", "b2", "x"], "parent_document": "n"})
ADOPTED = pd.DataFrame(
    [
        ("n", "1", "a", "2012-01-01", 0.9),
        ("n", "2", "b1", "2011-01-01", 0.8),
        ("n", "2", "b2", "2011-01-01", 0.8),
        ("n", "1", "b2", "2014-01-01", 0.7),
        ("n", "1", "x", "2009-01-01", 0.7),
    ],
    columns=["parent_document", "parent", "document", "adopted_date", "probability"],
).assign(relation="equivalent", adopted_of="provision")
TIMES = pd.DataFrame(
    [("n", str(k), date, "document") for k, date in ((1, "2010-01-01"), (2, "2010-01-01"), (3, "2010-01-01"))],
    columns=["document", "label", "since_date", "since_of"],
).set_index(["document", "label"])


def spells(**options):
    return panel(ADOPTED, PAIRS, DOCUMENTS, PROVISIONS, TIMES, **options)


def rows(frame, *columns):
    return [tuple(row) for row in frame[list(columns)].astype(object).to_numpy().tolist()]


def test_a_row_is_a_regulation_and_a_provision_whether_it_was_taken_up_or_not():
    found = rows(spells(), "parent", "regulation", "adopted", "until_date", "days", "censored")
    assert sorted(found) == [
        ("1", "a", 1, "2012-01-01", 730, False),
        ("1", "b1", 1, "2014-01-01", 1461, False),
        ("2", "a", 0, "2012-01-01", 730, True),
        ("2", "b1", 1, "2011-01-01", 365, False),
        ("3", "a", 0, "2012-01-01", 730, True),
        ("3", "b1", 0, "2014-01-01", 1461, True),
    ]


def test_of_two_versions_the_first_with_the_provision_counts_and_else_the_last_without_it():
    found = spells().set_index(["parent", "regulation"])["document"]
    assert (found["2", "b1"], found["1", "b1"], found["3", "b1"]) == ("b1", "b2", "b2")


def test_what_addresses_the_nation_is_no_omission_of_a_province():
    found = spells().set_index(["parent", "regulation"])["excluded"]
    assert (found["3", "a"], found["2", "a"], found["1", "a"]) == ("not applicable", "", "")


def test_a_doubtful_document_takes_part_when_asked_for_and_a_negative_delay_is_at_no_risk():
    assert "x" not in set(spells()["regulation"])
    told = spells(include=["anachronism"]).set_index(["parent", "regulation"])
    assert (told["days"]["1", "x"], told["excluded"]["1", "x"]) == (-365, "before")


def test_places_without_a_document_to_compare_are_in_the_risk_set_when_asked_for():
    found = spells(places="all")
    absent = found[found["document"] == ""]
    assert rows(absent, "parent", "place", "adopted", "until_date", "censored") == [
        (label, place, 0, "2014-01-01", True) for place in ("丙省", "丁省") for label in ("1", "2", "3")
    ]


def test_likeness_is_that_of_the_nearest_provision_with_a_link_or_without():
    found = spells().set_index(["parent", "regulation"])["likeness"]
    assert found["1", "a"] == 1.0
    assert 0 < found["2", "a"] < 0.5


def test_years_at_risk_end_with_the_event_or_without_one():
    years = periods(spells())
    assert rows(years[years["regulation"] == "a"], "parent", "year", "age", "event") == [
        ("1", 2010, 0, 0), ("1", 2011, 1, 1), ("2", 2010, 0, 0), ("2", 2011, 1, 0),
    ]  # fmt: skip
    assert years.groupby(["parent", "regulation"])["event"].sum().to_dict()["1", "b1"] == 1
    assert "3" not in set(years["parent"])


def test_covariates_are_joined_by_document_region_or_year(write):
    found = with_covariates(spells(), pd.DataFrame({"document": ["a"], "staff": [7]}))
    assert found.set_index(["parent", "regulation"])["staff"]["1", "a"] == 7
    by_year, name = read_covariates(write("region,year,wealth\n甲,2010,1.5\n甲,2011,2.5\n乙,2010,0.5\n", "c.csv"))
    years = with_covariates(periods(spells()), by_year, name)
    assert rows(years[years["regulation"] == "a"].head(2), "year", "wealth") == [(2010, 1.5), (2011, 2.5)]
    assert years.loc[years["year"] == 2013, "wealth"].isna().all()


@pytest.mark.parametrize(
    ("covariates", "said"),
    [
        ({"town": ["a"], "staff": [1]}, "document、place"),
        ({"document": ["a"]}, "除 document 外"),
        ({"document": ["a", "a"], "staff": [1, 2]}, "有两行"),
        ({"document": ["a"], "level": ["city"]}, "已有列 level"),
        ({"document": ["zz"], "staff": [1]}, "例如它有 zz"),
        ({"region": ["甲"], "year": [2010], "staff": [1]}, "by='year'"),
    ],
)
def test_covariates_that_do_not_fit_are_refused_with_the_way_out(covariates, said):
    with pytest.raises(pc.CollectionError, match=said):
        with_covariates(spells(), pd.DataFrame(covariates))


def test_dyads_are_all_pairs_of_a_provision_and_an_earlier_document_but_for_versions():
    found = dyads(PAIRS, DOCUMENTS, PROVISIONS, "n")
    assert rows(found, "document", "label", "earlier_document", "levels") == [
        ("b1", "1", "n", 1),
        ("a", "1", "n", 1),
        ("a", "1", "b1", 0),
        ("b2", "1", "n", 1),
        ("b2", "1", "a", 0),
        ("b2", "2", "n", 1),
        ("b2", "2", "a", 0),
    ]
    assert found["likeness"].tolist()[0] == 1.0
    assert found["likeness"].tolist()[2] < 0.5
    assert found["years"].round(1).tolist()[:3] == [1.0, 2.0, 1.0]


def test_who_did_not_take_it_up_has_the_probability_of_the_likeliest_pair_so_that_misses_can_be_weighed(done):
    found = done.panel("nation1")
    left = found[found["adopted"] == 0]
    assert found.loc[found["adopted"] == 1, "probability"].min() >= done.threshold
    assert left["probability"].max() < done.threshold
    best = done.candidates.groupby(["child_document", "parent_document", "parent"], observed=True)["probability"].max()
    known = left.dropna(subset=["probability"])
    assert len(known)
    for row in known.head(5).itertuples():
        assert row.probability == best[row.document, row.parent_document, row.parent]
