from __future__ import annotations

import pandas as pd
import pytest

import policycompare as pc

DOGS = pc.parse(
    "青石市养犬条例\n第一章　登记\n第一条　养犬人应当自犬只满三月龄之日起十日内登记。\n"
    "第二章　管理\n第二条　犬只每年免疫一次，免疫证明应当随身携带。\n第三条　ＡＢＣ区域内禁止携犬进入。\n",
    id="dogs",
)
PARKS = pc.parse("岚江市公园措施\n一、管理\n1.公园应當設置犬只活動區，携犬人應當使用牵引绳。\n", id="parks")


def found(words, documents=(DOGS, PARKS), **options):
    return pc.search(documents, words, **options)


def test_each_place_has_its_document_number_as_printed_and_what_is_around_it():
    frame = found("免疫", window=6)
    assert frame.columns.tolist() == [
        "document", "title", "label", "printed", "chapter", "left", "keyword", "right", "start", "end",
    ]  # fmt: skip
    assert frame[["document", "title", "label", "printed", "left", "keyword", "right"]].to_numpy().tolist() == [
        ["dogs", "青石市养犬条例", "2", "第二条", "犬只每年", "免疫", "一次，免疫证"],
        ["dogs", "青石市养犬条例", "2", "第二条", "年免疫一次，", "免疫", "证明应当随身"],
    ]
    texts = DOGS.by_label["2"].text
    assert [texts[a:b] for a, b in zip(frame["start"], frame["end"], strict=True)] == ["免疫", "免疫"]


def test_a_provision_must_have_all_words():
    assert found("犬只 登记")["label"].unique().tolist() == ["1"]
    assert found("犬只 登记")["keyword"].tolist() == ["犬只", "登记"]
    assert found("犬只 沙滩").empty


def test_a_regular_expression_is_taken_whole_and_a_bad_one_is_named():
    assert found("免疫.{2}，免疫", regex=True)["keyword"].tolist() == ["免疫一次，免疫"]
    assert found("免疫.{2}，免疫").empty
    with pytest.raises(pc.CollectionError, match="免疫"):
        found("免疫(", regex=True)


def test_full_width_traditional_and_capital_letters_are_found():
    assert found("abc")["keyword"].tolist() == ["ＡＢＣ"]
    assert found("应当设置")["keyword"].tolist() == ["应當設置"]


@pytest.mark.parametrize("words", ["", "  ", None, 5])
def test_no_word_is_said_and_not_everything_found(words):
    with pytest.raises(pc.CollectionError):
        found(words)


@pytest.mark.parametrize("window", [-1, "5", 2.5, True])
def test_a_window_that_is_no_length_is_named(window):
    with pytest.raises(pc.CollectionError, match=r"window|上下文"):
        found("犬", window=window)


def test_what_is_no_document_is_named_with_what_may_be_given():
    with pytest.raises(pc.CollectionError, match="nope"):
        pc.search("nope", "犬")
    with pytest.raises(pc.CollectionError, match="7"):
        pc.search(7, "犬")
    with pytest.raises(pc.CollectionError):
        pc.search([], "犬")


def test_a_folder_an_id_and_a_file_are_searched_and_a_bad_file_is_named(tmp_path):
    (tmp_path / "a.txt").write_text(DOGS.text, "utf-8")
    (tmp_path / "b.docx").write_bytes(b"no document")
    frame = pc.search(tmp_path, "免疫")
    assert (len(frame), frame["document"].unique().tolist()) == (2, ["a"])
    assert [left.split("：")[0] for left in frame.attrs["left_out"]] == ["b.docx"]
    assert len(pc.search(str(tmp_path / "a.txt"), "免疫")) == 2
    assert set(pc.search(["national", "chongming"], "隐患")["document"]) == {"national", "chongming"}


def test_a_collection_and_its_results_give_the_same_places(made_up, done):
    by_folder, by_results = pc.search(made_up, "应当"), pc.search(done, "应当")
    assert len(by_folder) > 3
    pd.testing.assert_frame_equal(
        pd.DataFrame(by_folder.sort_values(["document", "label", "start"]).reset_index(drop=True)),
        pd.DataFrame(by_results.sort_values(["document", "label", "start"]).reset_index(drop=True)),
    )


def test_notices_ride_on_what_is_found():
    assert any("要点" in notice or "重述" in notice for notice in pc.search("national", "隐患").notices)


def test_the_command_prints_the_places(tmp_path, capsys):
    from policycompare.cli.main import main

    (tmp_path / "a.txt").write_text(DOGS.text, "utf-8")
    assert main(["search", "免疫", str(tmp_path), "--window", "4", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "第二条　…犬只每年【免疫】一次，免…" in out
    assert "2 places in 1 provisions of 1 documents" in out
    assert main(["search", "免疫", str(tmp_path), "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("a,青石市养犬条例,2,第二条,")
    assert main(["search", "[", str(tmp_path), "--regex"]) == 1


def test_who_names_the_folder_before_the_words_is_given_the_right_command(tmp_path, capsys, monkeypatch):
    from policycompare.cli.main import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(DOGS.text, "utf-8")
    assert main(["search", "texts", "免疫 登记"]) == 2
    assert "policycompare search '免疫 登记' texts" in capsys.readouterr().err
    (tmp_path / "隐患").mkdir()  # a folder that is called as the word that is looked for
    assert main(["search", "隐患", "national"]) == 0
