from __future__ import annotations

import io
import zipfile

import docx
import pandas as pd
import pytest

from policycompare.cli.main import main

OLD = [
    "某镇集体林地管护办法（一稿）",
    "第一条　村民小组应当每年巡查一次集体林地。",
    "第二条　林地内不得野外用火。",
    "第三条　管护人员由村民会议推选。",
    "第四条　违反本办法第二条规定的，由镇政府批评教育。",
]
NEW = [
    "某镇集体林地管护办法（二稿）",
    "第一条　村民小组应当每季度巡查一次集体林地。",
    "第二条　巡查应当填写巡查簿。",
    "第三条　林地内不得野外用火。",
    "第四条　管护人员由村民会议推选。",
    "第五条　违反本办法第二条规定的，由镇政府批评教育。",
]


def word_file(path, lines):
    word = docx.Document()
    for line in lines:
        word.add_paragraph(line)
    word.save(path)
    return str(path)


@pytest.fixture
def versions(tmp_path):
    return [word_file(tmp_path / f"{name}.docx", lines) for name, lines in (("一稿", OLD), ("二稿", NEW))]


def test_revise_writes_three_files_to_open_and_says_what_to_correct(versions, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["revise", *versions, "--out", str(out), "--tracked"]) == 0
    shown = capsys.readouterr().out
    assert "一稿 → 二稿：共 5 条，未改动 3、修改 1、新增 1" in shown
    assert "第五条：第二条 → 第三条" in shown
    assert f"请打开 {out / '修订对照表.docx'}" in shown
    assert "核定" not in shown
    on_top = sorted(path.name for path in out.iterdir())
    assert on_top == ["data", "修订对照表.docx", "修订对照表.html", "修订对照表.xlsx", "修订留痕稿.docx"]
    changes = pd.read_csv(out / "data" / "changes.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert changes["kind"].tolist() == ["changed", "added", "unchanged", "unchanged", "unchanged"]
    tracked = (out / "修订留痕稿.docx").read_bytes()
    assert b"<w:ins " in zipfile.ZipFile(io.BytesIO(tracked)).read("word/document.xml")
    assert "下级" not in (out / "修订对照表.html").read_text("utf-8")


def test_a_second_run_writes_the_same_bytes(versions, tmp_path):
    for name in ("one", "two"):
        assert main(["revise", *versions, "--out", str(tmp_path / name), "--tracked"]) == 0
    for path in (tmp_path / "one").rglob("*.*"):
        if path.name != "provenance.json":
            assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes(), path.name


def test_three_versions_have_three_columns(versions, tmp_path):
    third = word_file(tmp_path / "三稿.docx", [NEW[0].replace("二稿", "三稿"), *NEW[1:4], NEW[5]])
    assert main(["revise", *versions, third, "--out", str(tmp_path / "out")]) == 0
    table = docx.Document(tmp_path / "out" / "修订对照表.docx").tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["一稿", "二稿", "三稿", "修改类型", "说明"]
    assert sorted(path.name for path in (tmp_path / "out" / "data").glob("changes*")) == [
        "changes_一稿_二稿.csv",
        "changes_二稿_三稿.csv",
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["{old}"], 2, "至少给出两稿"),
        (["{old}", "{letter}"], 1, "没有带编号的条款"),
        (["{old}", "no.docx"], 1, "没有这个文件"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(versions, write, capsys, arguments, status, says):
    places = {"old": versions[0], "letter": write("一封信\n近来可好。\n", "letter.txt")}
    assert main(["revise", *(argument.format(**places) for argument in arguments)]) == status
    assert says in capsys.readouterr().err
