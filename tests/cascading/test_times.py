from __future__ import annotations

import pandas as pd

from policycompare.cascading.times import link_times, provision_times

LAMP = "彩灯的所有人应当在灯会开始前三日内向街道办事处登记灯组的数量和位置。"
FIRE = "灯会的主办单位应当按照每百米一个的标准配备灭火器，并安排专人巡查。"
ROUTE = "观灯人流较大的路段应当实行单向通行，出口和入口之间的距离不得少于五十米。"


def provisions(**texts):
    rows = [(d, str(k + 1), k, text) for d, own in texts.items() for k, text in enumerate(own)]
    return pd.DataFrame(rows, columns=["document", "label", "position", "normal"])


def documents(*rows):
    """Return documents of (id, regulation, version, origin, where it was read)."""
    made = [
        (name, regulation, date, origin or date, source, source != "version", date, "")
        for name, regulation, date, origin, source in rows
    ]
    columns = ["document", "regulation", "date", "origin_date", "origin_from", "origin_certain", "latest_date", "doubt"]
    return pd.DataFrame(made, columns=columns)


def since(found, document):
    return found.loc[document, ["since_date", "since_of"]].to_numpy().tolist()


def test_a_provision_is_as_old_as_the_oldest_version_that_has_it():
    texts = provisions(v1=[LAMP, FIRE], v2=[LAMP, FIRE.replace("百米", "五十米")], v3=[ROUTE, LAMP, FIRE])
    versions = documents(
        ("v1", "v1", "2003-06-08", "", "agreed"),
        ("v2", "v1", "2010-01-01", "2003-06-08", "agreed"),
        ("v3", "v1", "2018-03-19", "2003-06-08", "agreed"),
    )
    found = provision_times(texts, versions)
    first = ["2003-06-08", "provision"]
    assert since(found, "v2") == [first, first]
    assert since(found, "v3") == [["2018-03-19", "provision"], first, first]
    assert found.loc[("v3", "2"), "latest_date"] == "2003-06-08"


def test_what_stands_in_the_oldest_version_there_is_may_be_as_old_as_the_regulation():
    texts = provisions(v2=[LAMP], v3=[LAMP, ROUTE])
    versions = documents(
        ("v2", "v2", "2010-01-01", "2003-09-01", "commencement"),
        ("v3", "v2", "2018-03-19", "2003-09-01", "commencement"),
    )
    found = provision_times(texts, versions)
    assert since(found, "v3") == [["2003-09-01", "document"], ["2018-03-19", "provision"]]


def test_a_document_alone_has_its_origin_and_says_whether_it_may_be_older():
    texts = provisions(a=[LAMP], b=[LAMP], c=[LAMP])
    alone = documents(
        ("a", "a", "2018-03-19", "2003-09-01", "commencement"),
        ("b", "b", "2018-03-19", "", "version"),
        ("c", "c", "", "", ""),
    ).assign(origin_certain=[True, False, False])
    found = provision_times(texts, alone)
    assert since(found, "a") == [["2003-09-01", "document"]]
    assert since(found, "b") == [["2018-03-19", "version"]]
    assert since(found, "c") == [["", ""]]


def test_a_version_with_a_doubtful_date_is_put_in_no_order():
    texts = provisions(v1=[LAMP], v2=[LAMP])
    versions = documents(("v1", "v1", "2003-06-08", "", "agreed"), ("v2", "v1", "2001-01-01", "", "version"))
    found = provision_times(texts, versions.assign(doubt=["", "conflict"]))
    assert since(found, "v1") == [["2003-06-08", "document"]]


def linked(child, parent):
    columns = ["since_date", "since_of", "latest_date"]
    times = pd.DataFrame([child, parent], columns=columns)
    times.index = pd.MultiIndex.from_tuples([("c", "1"), ("p", "2")], names=["document", "label"])
    link = pd.DataFrame([("c", "1", "p", "2")], columns=["child_document", "child", "parent_document", "parent"])
    return link_times(link, times).iloc[0]


def test_what_is_older_than_the_parent_and_was_amended_since_took_it_up_with_an_amendment():
    found = linked(("1998-01-01", "document", "2015-05-01"), ("2012-01-01", "document", "2012-01-01"))
    assert (found["adopted_date"], found["adopted_of"]) == ("2015-05-01", "version")


def test_what_certainly_stood_before_the_parent_keeps_its_negative_delay():
    old = linked(("1998-01-01", "document", "2005-05-01"), ("2012-01-01", "document", "2012-01-01"))
    assert (old["adopted_date"], old["adopted_of"], old["parent_date"]) == ("1998-01-01", "document", "2012-01-01")
    known = linked(("1998-01-01", "provision", "2015-05-01"), ("2012-01-01", "document", "2012-01-01"))
    assert known["adopted_date"] == "1998-01-01"


def test_an_undated_child_has_no_date_of_adoption():
    found = linked(("", "", ""), ("2012-01-01", "document", "2012-01-01"))
    assert (found["adopted_date"], found["adopted_of"]) == ("", "")
