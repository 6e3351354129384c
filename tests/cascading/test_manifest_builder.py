from __future__ import annotations

import pandas as pd
import pytest

import policycompare as pc
from policycompare.cascading import write_manifest
from policycompare.cascading.collection_manifest import read_manifest

ARTICLES = "第一条　本市养犬应当登记。\n第二条　本条例自2003年9月1日起施行。\n"


@pytest.fixture
def texts(tmp_path):
    def write(name, text):
        path = tmp_path / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return tmp_path / "texts"

    write(
        "济南/养犬.txt",
        "济南市养犬管理规定\n（2003年6月8日济南市第十三届人民代表大会常务委员会第二次会议通过）\n" + ARTICLES,
    )
    write("law.txt", "养犬登记办法\n第一条　国务院有关部门负责全国的养犬登记。\n第二条　本办法自公布之日起施行。\n")
    return write("empty.txt", "关于养犬的说明\n没有条文。\n")


def test_title_level_place_and_dates_are_read_and_said_to_be_sure(texts):
    row = pc.manifest(texts).set_index("id").loc["济南-养犬"]
    assert row[["title", "level", "region", "date", "effect_date", "file", "place", "title_key"]].tolist() == [
        "济南市养犬管理规定", "city", "山东", "2003-06-08", "2003-09-01", "济南/养犬.txt", "济南市", "济南市养犬管理规定",
    ]  # fmt: skip
    named = ["title", "level", "region", "date", "effect_date"]
    assert row[[f"{name}_confidence" for name in named]].tolist() == ["sure"] * 5
    assert row["remark"] == ""


def test_what_is_only_concluded_or_missing_is_said_so(texts):
    frame = pc.manifest(texts).set_index("id")
    assert frame.loc["law", ["level", "level_confidence", "date", "date_confidence"]].tolist() == [
        "nation", "unsure", "", "",
    ]  # fmt: skip
    assert "请核对层级" in frame.loc["law", "remark"]
    assert "请填日期" in frame.loc["law", "remark"]
    assert "没有读出条文" in frame.loc["empty", "remark"]


def test_the_list_is_run_when_it_was_put_right(texts):
    frame = pc.manifest(texts)
    frame.loc[frame["id"] == "empty", "level"] = "nation"
    write_manifest(frame, texts)
    entries, problems = read_manifest(texts)
    assert [entry.id for entry in entries] == ["empty", "law", "济南-养犬"]
    assert problems == ()
    assert [entry.file for entry in entries][2] == "济南/养犬.txt"


def test_a_list_that_is_there_is_kept(texts):
    write_manifest(pc.manifest(texts), texts)
    before = (texts / "manifest.csv").read_bytes()
    with pytest.raises(pc.ExportError, match=r"manifest\.csv"):
        write_manifest(pc.manifest(texts), texts)
    assert (texts / "manifest.csv").read_bytes() == before


def test_a_title_that_is_a_formula_stays_text(tmp_path):
    (tmp_path / "a.txt").write_text("=HYPERLINK(1)养犬条例\n" + ARTICLES, "utf-8")
    write_manifest(pc.manifest(tmp_path), tmp_path / "list.csv")
    assert ",=HYP" not in (tmp_path / "list.csv").read_text("utf-8-sig")


def test_a_file_that_cannot_be_read_stands_in_the_list_with_why(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"nothing")
    (tmp_path / "a.txt").write_text("青石市养犬条例\n" + ARTICLES, "utf-8")
    frame = pc.manifest(tmp_path)
    assert frame["id"].tolist() == ["a", "a-2"]
    assert frame["remark"].str.contains("读不了").tolist() == [True, False]
    assert frame["remark"].str.contains("重复").tolist() == [False, True]


def test_what_is_no_folder_is_named(tmp_path):
    with pytest.raises(pc.CollectionError, match="nowhere"):
        pc.manifest(tmp_path / "nowhere")
    with pytest.raises(pc.CollectionError, match=r"\.txt"):
        pc.manifest(tmp_path)


@pytest.mark.parametrize(
    ("text", "level", "region", "confidence"),
    [
        ("上海市浦东新区养犬规定\n第一条　本市浦东新区养犬应当登记。\n", "province", "上海", "unsure"),
        ("岚江市养犬条例\n第一条　本市养犬应当登记。\n", "district", "", "unsure"),
        ("浙江省养犬条例\n第一条　本省养犬应当登记。\n", "province", "浙江", "sure"),
        ("养犬条例\n第一条　本市养犬应当登记。\n", "", "", ""),
    ],
)
def test_the_level_is_told_by_title_and_text(tmp_path, text, level, region, confidence):
    (tmp_path / "a.txt").write_text(text, "utf-8")
    row = pc.manifest(tmp_path).iloc[0]
    assert row[["level", "region", "level_confidence"]].tolist() == [level, region, confidence]


def test_the_command_writes_the_list_and_says_what_to_look_at(texts, capsys):
    from policycompare.cli.main import main

    assert main(["manifest", str(texts), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "3 documents" in out
    assert "level: 1 sure, 1 to be looked at, 1 not found" in out
    assert len(pd.read_csv(texts / "manifest.csv")) == 3
    assert main(["manifest", str(texts)]) == 1
    assert main(["manifest"]) == 2
    capsys.readouterr()
    assert main(["manifest", "--show-mapping"]) == 0
    assert "施行日期" in capsys.readouterr().out
