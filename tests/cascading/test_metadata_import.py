"""Exported tables, made up after how the databases call their columns; no real export was at hand."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

import policycompare as pc
from policycompare.cascading import import_metadata
from policycompare.language.dates import iso_date

HEADS = ["标题", "发布部门", "发文字号", "效力级别", "时效性", "发布日期", "实施日期"]
ROWS = [
    ["青石市养犬条例", "济南市人大(含常委会)", "", "设区的市地方性法规", "现行有效", "2003.06.08", "2003.09.01"],
    ["养犬登记办法", "公安部", "公安部令第9号", "部门规章", "失效", "1999年5月3日", "19990701"],
    ["浙江省养犬规定", "浙江省人民政府", "", "地方政府规章", "现行有效", "待定", ""],
]


def csv_of(rows, delimiter=","):
    return "".join(delimiter.join(map(str, row)) + "\r\n" for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_of_either_encoding_becomes_a_list(tmp_path, encoding, delimiter):
    path = tmp_path / "导出.csv"
    path.write_bytes(csv_of([HEADS, *ROWS], delimiter).encode(encoding))
    frame = import_metadata(path).set_index("title")
    city = frame.loc["青石市养犬条例"]
    assert city[["level", "region", "date", "effect_date", "issuer", "level_confidence"]].tolist() == [
        "city", "山东", "2003-06-08", "2003-09-01", "济南市人大(含常委会)", "sure",
    ]  # fmt: skip
    rules = frame.loc["养犬登记办法"]
    assert rules[["level", "region", "date", "effect_date", "number", "status", "remark"]].tolist() == [
        "nation", "", "1999-05-03", "1999-07-01", "公安部令第9号", "失效", "时效性：失效",
    ]  # fmt: skip
    assert frame.loc["浙江省养犬规定", ["level", "region", "date", "date_confidence"]].tolist() == [
        "province", "浙江", "", "",
    ]  # fmt: skip
    assert "待定" in frame.loc["浙江省养犬规定", "remark"]


def test_a_workbook_with_a_title_above_its_heads_and_dates_as_excel_has_them(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["法规检索结果"],
        [],
        HEADS,
        ["青石市养犬条例", "济南市人大", "", "", "", 37780, dt.datetime(2003, 9, 1)],
    ):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    row = import_metadata(tmp_path / "a.xlsx").iloc[0]
    assert row[["level", "date", "effect_date"]].tolist() == ["city", "2003-06-08", "2003-09-01"]


def test_a_mapping_of_ones_own_names_other_heads(tmp_path):
    (tmp_path / "a.csv").write_text(csv_of([["法规", "几时公布"], ["青石市养犬条例", "2003/6/8"]]), "utf-8")
    with pytest.raises(pc.CollectionError, match="几时公布"):
        import_metadata(tmp_path / "a.csv")
    (tmp_path / "mine.toml").write_text('[columns]\ntitle = ["法规"]\ndate = ["几时公布"]\n', "utf-8")
    frame = import_metadata(tmp_path / "a.csv", mapping=tmp_path / "mine.toml")
    assert frame[["title", "date"]].to_numpy().tolist() == [["青石市养犬条例", "2003-06-08"]]


@pytest.mark.parametrize("text", ["no toml [", "[other]\n", '[columns]\nnope = ["x"]\n', "[columns]\ntitle = 5\n"])
def test_a_mapping_that_is_none_is_named(tmp_path, text):
    (tmp_path / "a.csv").write_text(csv_of([HEADS, *ROWS]), "utf-8")
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    with pytest.raises(pc.CollectionError, match=r"mine\.toml"):
        import_metadata(tmp_path / "a.csv", mapping=tmp_path / "mine.toml")


def test_texts_are_found_by_id_or_title_and_ids_stay_the_same(tmp_path):
    (tmp_path / "a.csv").write_text(csv_of([HEADS, *ROWS]), "utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "青石市养犬条例（2003）.txt").write_text("青石市养犬条例\n第一条　登记。\n", "utf-8")
    frame = import_metadata(tmp_path / "a.csv", texts=tmp_path / "texts").set_index("title")
    assert frame.loc["青石市养犬条例", "file"] == "青石市养犬条例（2003）.txt"
    assert "没有找到全文" in frame.loc["养犬登记办法", "remark"]
    assert frame["id"].tolist() == import_metadata(tmp_path / "a.csv")["id"].tolist()
    assert frame["id"].is_unique


def test_a_damaged_workbook_and_an_empty_table_are_named(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(pc.PolicyCompareError, match=r"a\.xlsx"):
        import_metadata(tmp_path / "a.xlsx")
    (tmp_path / "b.csv").write_text("标题\n", "utf-8")
    with pytest.raises(pc.CollectionError, match=r"b\.csv"):
        import_metadata(tmp_path / "b.csv")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2003.06.08", "2003-06-08"), ("2003年6月8日", "2003-06-08"), (37780, "2003-06-08"), ("37780", "2003-06-08"),
        (37780.0, "2003-06-08"), ("20030608", "2003-06-08"), ("２００３．６．８", "2003-06-08"), ("2003-06-08 00:00:00", "2003-06-08"),
        ("二〇〇三年六月八日", "2003-06-08"), (dt.date(2003, 6, 8), "2003-06-08"), ("2003年2月30日", ""), ("2003", ""), ("", ""), (None, ""),
        (99999999, ""), ("-", ""),
    ],
)  # fmt: skip
def test_dates_of_a_table_in_the_forms_that_people_write(cell, day):
    assert iso_date(cell) == day
