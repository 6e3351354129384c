from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from policycompare.cascading.collection_manifest import Entry
from policycompare.cascading.dates import dated, version_date
from policycompare.cascading.records import Record
from policycompare.language.document_dates import StatedDates

NONE = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.float32)


def record(name, date="", title="", level="city", cites=(), origin="", effect="", **stated):
    entry = Entry(name, title or f"{name}灯会条例", level, "鲁", date, f"{name}.txt", "", origin, effect)
    source = "manifest" if date else ""
    return Record(entry, name, "甲市", 3, frozenset(cites), *NONE, StatedDates(**stated), source)


def dates(*records):
    return dated(records).dates[records[0].entry.id]


def origin(*records):
    found = dates(*records)
    return found.origin, found.origin_from, found.origin_certain


def told(*records):
    return [(p.kind, p.document) for p in dated(records).problems]


def test_a_text_that_commenced_before_its_date_is_an_amended_one_and_began_then():
    amended = replace(record("a", "2018-03-19"), stated=StatedDates(effect="2003-09-01"))
    assert origin(amended) == ("2003-09-01", "commencement", True)
    assert (dates(amended).version, dates(amended).effect) == ("2018-03-19", "2003-09-01")


def test_a_text_that_commences_after_its_date_began_with_it():
    new = replace(record("a", "2022-09-02"), stated=StatedDates(effect="2022-12-01"))
    assert origin(new) == ("2022-09-02", "agreed", True)


def test_a_text_that_commences_on_publication_may_be_older_than_its_date():
    assert origin(record("a", "2018-03-19", on_publication=True)) == ("2018-03-19", "version", False)


def test_the_bracket_tells_more_than_the_commencement_and_the_manifest_more_than_both():
    told_by_text = StatedDates(adopted="2003-06-08", amended="2018-03-19", effect="2003-09-01")
    amended = replace(record("a", "2018-03-19"), stated=told_by_text)
    assert origin(amended) == ("2003-06-08", "title", True)
    assert origin(replace(amended, entry=replace(amended.entry, origin_date="2003-05-28"))) == (
        "2003-05-28", "manifest", True,
    )  # fmt: skip


def test_a_revised_national_law_began_when_the_table_of_titles_says():
    law = record("n", "2024-06-28", "中华人民共和国突发事件应对法", "nation")
    law = replace(law, stated=StatedDates(effect="2024-11-01"))
    assert origin(law) == ("2007-08-30", "titles", True)


@pytest.mark.parametrize(
    ("given", "stated", "read", "found"),
    [
        ("2020-01-01", StatedDates(amended="2018-03-19"), "", ("2020-01-01", "manifest")),
        ("", StatedDates(adopted="2003-06-08", amended="2018-03-19"), "2001-01-01", ("2018-03-19", "title")),
        ("", StatedDates(adopted="2003-06-08"), "", ("2003-06-08", "title")),
        ("", StatedDates(notice="2021-03-04", signed="2021-03-01"), "", ("2021-03-04", "notice")),
        ("", StatedDates(signed="2021-03-01"), "", ("2021-03-01", "signed")),
        ("", StatedDates(), "2019-01-01", ("2019-01-01", "text")),
        ("", StatedDates(effect="2003-09-01"), "", ("", "")),
    ],
)
def test_the_date_of_a_version_is_read_where_the_manifest_has_none(given, stated, read, found):
    assert version_date(record("a", given).entry, stated, read) == found


def test_a_manifest_that_contradicts_the_text_is_told_and_stands():
    wrong = record("a", "2018-03-19", origin="2010-01-01", adopted="2003-06-08", amended="2018-03-19")
    assert told(wrong) == [("date", "a")]
    assert dates(wrong).origin == "2010-01-01"
    assert told(record("a", "2012-01-01", adopted="2003-06-08", amended="2018-03-19")) == [("date", "a")]
    assert told(record("a", "2018-03-19", origin="2003-05-28", adopted="2003-06-08", amended="2018-03-19")) == []


def test_a_text_that_commences_years_after_its_date_is_another_version():
    other = replace(record("a", "2007-12-14"), stated=StatedDates(effect="2021-10-01"))
    assert told(other) == [("date", "a")]
    assert (dates(other).doubt, dates(other).latest) == ("conflict", "2021-10-01")


def test_a_text_that_repeals_one_of_its_title_of_its_own_date_is_another_version():
    assert dates(record("a", "2012-01-13", replaces="2012-01-13")).doubt == "conflict"
    assert dates(record("a", "2018-01-13", replaces="2012-01-13")).doubt == ""


def test_a_document_without_any_date_is_listed():
    assert told(record("a")) == [("undated", "a")]
    assert dates(record("a")).doubt == "undated"


def test_a_commencement_alone_tells_the_origin_but_not_of_which_version_the_text_is():
    commenced = replace(record("a", cites=["治安管理处罚法"]), stated=StatedDates(effect="1998-10-01"))
    assert told(commenced) == [("undated", "a")]
    assert (dates(commenced).origin, dates(commenced).doubt) == ("1998-10-01", "undated")


def test_a_text_of_2007_that_cites_the_civil_code_is_an_anachronism():
    old = record("a", "2007-12-14", cites=["民法典"])
    assert told(old) == [("anachronism", "a")]
    assert dates(old).doubt == "anachronism"
    assert "《民法典》（2020-05-28）" in dated([old]).problems[0].message
    assert dates(record("a", "2021-12-14", cites=["民法典"])).doubt == ""


def test_an_amended_text_may_cite_what_is_younger_than_its_origin():
    amended = replace(record("a", "2021-12-14", cites=["民法典"]), stated=StatedDates(effect="2003-09-01"))
    assert dates(amended).doubt == ""


def test_a_citing_document_is_older_than_one_of_the_collection_whose_origin_is_given():
    cited = record("p", "2018-01-01", "鲁省灯会条例", "province", origin="2010-01-01")
    assert dates(record("a", "2008-01-01", cites=["鲁省灯会条例"]), cited).doubt == "anachronism"
    assert dates(record("a", "2011-01-01", cites=["鲁省灯会条例"]), cited).doubt == ""


def test_where_the_origin_of_the_cited_one_is_only_inferred_it_is_that_which_is_doubted():
    cited = replace(record("p", "2018-01-01", "鲁省灯会条例", "province"), stated=StatedDates(effect="2018-03-01"))
    citing = [record(name, "2008-01-01", cites=["鲁省灯会条例"]) for name in "ab"]
    assert dates(cited, *citing).origin_certain is False
    assert told(cited, *citing) == [("date", "p")]
    assert dates(citing[0], cited, citing[1]).doubt == ""


def test_documents_of_one_title_level_and_region_are_versions_with_one_origin():
    old = replace(record("v2", "2010-12-23", "甲市灯会条例"), stated=StatedDates(effect="2004-11-01"))
    new = replace(record("v1", "2020-12-30", "甲市灯会条例"), stated=StatedDates(on_publication=True))
    elsewhere = record("x", "2009-01-01", "甲市灯会条例")
    elsewhere = replace(elsewhere, entry=replace(elsewhere.entry, region="渝"))
    found = dated([new, old, elsewhere])
    assert found.regulations == {"v1": "v2", "v2": "v2", "x": "x"}
    assert (found.dates["v1"].origin, found.dates["v1"].origin_certain) == ("2004-11-01", True)
