from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import policycompare as pc
from policycompare.cascading import parents
from policycompare.cascading.collection_manifest import Entry
from policycompare.cascading.dates import dated
from policycompare.cascading.parents import find_parents, may_come_from, read_parents
from policycompare.cascading.records import Record, document_of, place_of, read_batch
from policycompare.language.document_dates import StatedDates
from policycompare.language.subject import stem, subject
from policycompare.reading import parse

NONE = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.float32)


def record(name, level="nation", region="", date="", title="", place="", cites=(), about=""):
    entry = Entry(name, title or name, level, region, date, f"{name}.txt")
    return Record(entry, name, place, 3, frozenset(cites), *(subject([about]) if about else NONE))


def found(*records, ways=("cited", "subject"), given=None):
    ordered = sorted(records, key=lambda r: r.entry.id)
    return find_parents(ordered, dated(ordered).dates, ways, given)


def pairs(*records, ways=("cited", "subject"), given=None):
    return [(p.child, p.parent, p.why) for p in found(*records, ways=ways, given=given).pairs]


def may(child, parent):
    return may_come_from(child, parent, dated([child, parent]).dates)


@pytest.mark.parametrize(
    ("child", "parent", "may"),
    [
        (("city", "鲁", "2020-01-01"), ("province", "鲁", "2019-01-01"), True),
        (("city", "鲁", "2020-01-01"), ("nation", "", "2019-01-01"), True),
        (("city", "鲁", "2020-01-01"), ("province", "渝", "2019-01-01"), False),
        (("city", "鲁", "2020-01-01"), ("city", "鲁", "2019-01-01"), False),
        (("city", "鲁", "2020-01-01"), ("district", "鲁", "2019-01-01"), False),
        (("city", "鲁", "2020-01-01"), ("province", "鲁", "2020-01-01"), False),
        (("city", "鲁", "2020-01-01"), ("province", "鲁", "2021-01-01"), False),
        (("city", "鲁", ""), ("province", "鲁", "2021-01-01"), True),
    ],
)
def test_a_parent_is_higher_earlier_and_of_the_same_region_or_none(child, parent, may):
    both = record("a", *child), record("b", *parent)
    assert may_come_from(*both, dated(both).dates) is may


def test_a_county_comes_from_the_city_that_its_title_names_only():
    county = record("c", "district", "鲁", title="青岛市城阳区养犬办法")
    assert may(county, record("p", "city", "鲁", place="青岛市"))
    assert not may(county, record("p", "city", "鲁", place="济南市"))


def test_a_cited_title_finds_the_newest_version_that_is_earlier():
    child = record("c", "city", "鲁", "2020-01-01", cites=["养犬法"])
    versions = [record(f"v{year}", date=f"{year}-01-01", title="中华人民共和国养犬法") for year in (2010, 2015, 2022)]
    assert pairs(child, *versions) == [("c", "v2015", "cited")]


def test_a_cited_document_that_is_there_only_later_is_told():
    child = record("c", "city", "鲁", "2020-01-01", cites=["养犬法"])
    later = record("v", date="2022-01-01", title="养犬法（2022年修订）")
    assert [(f.kind, f.document, f.place) for f in found(child, later).later] == [("later", "c", "v")]
    assert not found(child, replace(later, entry=replace(later.entry, date="2019-01-01"))).later


def test_a_parent_about_the_same_that_is_there_only_later_is_told_too():
    dogs = "携带犬只外出应当使用牵引绳并及时清理犬粪。"
    child = record("c", "city", "鲁", "2020-01-01", title="甲市养犬条例", about=dogs)
    later = record("p", "province", "鲁", "2021-12-03", title="鲁省养犬条例", about=dogs)
    (told,) = found(child, later).later
    assert (told.document, told.place) == ("c", "p")
    assert "鲁省养犬条例（2021-12-03）" in told.message
    assert not found(child, later, ways=("cited",)).later


def test_a_given_pair_is_not_called_uncompared():
    child = record("c", "city", "鲁", "2010-01-01", cites=["养犬法"])
    later = record("v", date="2018-01-01", title="养犬法")
    assert not found(child, later, ways=(), given={"c": ["v"]}).later


def test_a_parent_is_compared_by_its_origin_though_the_file_holds_a_later_amendment():
    child = record("c", "city", "鲁", "2009-11-27", cites=["养犬法"])
    amended = record("v", date="2018-03-19", title="养犬法")
    amended = replace(amended, stated=StatedDates(effect="2003-09-01"))
    assert pairs(child, amended) == [("c", "v", "cited")]


def test_where_no_version_is_earlier_the_oldest_one_is_compared():
    child = record("c", "city", "鲁", "2009-01-01", cites=["养犬法"])
    versions = [record(f"v{year}", date=f"{year}-01-01", title="养犬法") for year in (2012, 2018)]
    versions = [replace(v, stated=StatedDates(effect="2003-09-01")) for v in versions]
    assert pairs(child, *versions) == [("c", "v2012", "cited")]


def test_the_same_subject_makes_a_pair_and_another_does_not():
    dogs, lifts = "携带犬只外出应当使用牵引绳并及时清理犬粪。", "电梯维护保养单位应当每十五日检查一次制动器。"
    child = record("c", "city", "鲁", about=dogs)
    assert pairs(child, record("d", about=f"养犬人{dogs}"), record("l", about=lifts)) == [("c", "d", "subject")]
    assert pairs(child, record("d", about=dogs), ways=("cited",)) == []


def test_given_parents_stand_whatever_their_level_and_date():
    child = record("c", "nation", "", "2000-01-01")
    assert pairs(child, record("p", "town", "渝", "2020-01-01"), ways=(), given={"c": ["p"]}) == [("c", "p", "given")]


def test_a_pair_does_not_depend_on_the_rest_of_the_collection_nor_on_blocks(monkeypatch):
    texts = [f"第{k}类设施的养护单位应当每{k}日检查一次，记录保存{k}年。" for k in range(3, 9)]
    all_of_them = [record(f"n{k}", about=text) for k, text in enumerate(texts)]
    all_of_them += [record(f"c{k}", "city", "鲁", about=text) for k, text in enumerate(texts)]
    ordered = sorted(all_of_them, key=lambda r: r.entry.id)
    whole = found(*ordered).pairs
    assert whole
    monkeypatch.setattr(parents, "BLOCK", 1)
    assert found(*ordered).pairs == whole
    some = [r for r in ordered if r.entry.id in ("c2", "n2", "n4")]
    assert found(*some).pairs == [p for p in whole if p.child == "c2" and p.parent in ("n2", "n4")]


def test_given_parents_are_read_from_a_file_and_unknown_ids_are_refused(write):
    known = [record("a"), record("b")]
    assert read_parents(write("child,parent\na,b\n", "p.csv"), known) == {"a": ["b"]}
    with pytest.raises(pc.CollectionError, match=r"第2行.*没有 x"):
        read_parents(pd.DataFrame({"child": ["x"], "parent": ["b"]}), known)
    with pytest.raises(pc.CollectionError, match="缺少列 parent"):
        read_parents(write("child\na\n", "q.csv"), known)
    with pytest.raises(pc.CollectionError, match="无法读取"):
        read_parents("nowhere.csv", known)


def test_a_title_is_compared_without_its_version_and_the_name_of_the_state():
    assert stem("中华人民共和国安全生产法（2021年修正）") == stem("安全生产法")


@pytest.mark.parametrize(
    ("title", "level", "place"),
    [
        ("滨州市文明行为促进条例", "city", "滨州市"),
        ("山东省临沂市献血条例", "city", "临沂市"),
        ("上海市崇明区关于加强检查的措施", "district", "崇明区"),
        ("重庆市消防条例", "province", "重庆市"),
        ("烟花爆竹条例", "city", ""),
        ("养犬法", "nation", ""),
    ],
)
def test_a_document_belongs_to_the_place_of_its_level_in_its_title(title, level, place):
    assert place_of(parse(f"{title}\n第一条　登记。\n", level=level)) == place


def test_what_the_manifest_says_of_a_document_stands():
    entry = Entry("x", "某某市养犬条例", "city", "鲁", "2020-01-01", "x.txt", "样本")
    document = document_of(entry, "别的题目\n\n第一条　养犬应当登记。\n".encode())
    assert (document.id, document.title, document.level, document.date) == ("x", "某某市养犬条例", "city", "2020-01-01")
    assert document.notice == "样本"


def test_documents_that_cannot_be_read_are_told_and_the_others_are_read():
    entry = Entry("x", "条例", "city", "鲁", "", "x.txt")
    good = "条例\n\n第一条　依照《中华人民共和国养犬法》登记。\n".encode()
    files = [
        (replace(entry, id=str(k)), data) for k, data in enumerate((good, b"\xff\xfe\x00bad", "没有文件", b"text"))
    ]
    records, rows, problems = read_batch(files)
    assert [(r.entry.id, r.provisions, r.cites) for r in records] == [("0", 1, {"养犬法"})]
    assert [(row[0], row[1]) for row in rows] == [("0", "1")]
    assert [(f.kind, f.document) for f in problems] == [("document", "1"), ("document", "2"), ("document", "3")]
