from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pandas as pd

from policycompare import export
from policycompare.differing.runs import Run
from policycompare.export.text import frame_bytes, frame_csv, table_csv, table_markdown
from policycompare.tables import Column, Table, all_tables, plain

TABLE = Table(
    "表",
    "t",
    "题",
    ("样本",),
    ("读法",),
    (Column("甲", 1, "a"), Column("乙|丙", 1, "b")),
    (("=1+1", 2), ("<b>a\nb", 0.5)),
)


def test_csv_opens_right_in_excel_and_carries_its_notices(to_city, tmp_path):
    path = frame_csv(to_city.links, tmp_path / "links.csv")
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    read = pd.read_csv(path, dtype={"child": str, "parent": str})
    assert read.columns.tolist() == [*to_city.links.columns, "notice"]
    assert read.child.tolist() == to_city.links.child.tolist()
    assert read.notice.str.contains("替代样本").all()


def test_no_text_of_a_csv_is_taken_as_a_formula():
    assert "'=1+1" in table_csv(TABLE).decode("utf-8-sig")


def test_a_document_called_like_a_formula_is_none_in_the_head_of_a_csv():
    assert frame_bytes(pd.DataFrame({"=1+1": ["a"]})).decode("utf-8-sig").startswith("'=1+1")


def test_markup_in_the_title_of_a_document_is_shown_as_text_in_markdown():
    odd = replace(TABLE, title="<b>*题*", notices=("[样本](x)",))
    assert table_markdown(odd).startswith("# &lt;b&gt;\\*题\\*\n\n> \\[样本\\](x)")


def test_line_ends_of_any_kind_keep_a_row_of_markdown_in_one_line():
    odd = replace(TABLE, rows=(("一\r\n二\r三\n四", 1),))
    assert "| 一<br>二<br>三<br>四 | 1 |" in table_markdown(odd)


def test_text_of_a_csv_comes_back_to_the_character():
    frame = pd.DataFrame({"text": ['a"b,c', "行\n行", "〔2022〕𬭚"], "number": [0.1234567, 1.0, 2.0]})
    rows = list(csv.reader(io.StringIO(frame_bytes(frame).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == frame.text.tolist()
    assert rows[1][1] == "0.123457"


def test_markup_in_a_markdown_cell_is_shown_as_text():
    text = table_markdown(TABLE)
    assert "&lt;b&gt;a<br>b" in text
    assert "乙\\|丙" in text
    assert text.startswith("# 题\n\n> 样本")


def test_a_chain_or_an_alignment_is_written_as_csv_and_markdown(chain, to_city, tmp_path):
    assert export.csv(chain, tmp_path / "a.csv").stat().st_size > 50_000
    assert export.csv(to_city, tmp_path / "b.csv").stat().st_size > 50_000
    assert export.markdown(chain, tmp_path / "a.md").read_text("utf-8").count("\n| ") == 82


def test_added_and_removed_text_is_marked_in_markdown_and_a_tilde_stays_one():
    cell = (Run("甲", "same"), Run("乙~", "added"), Run("丙", "removed"))
    table = Table("表", "t", "题", (), (), (Column("甲", 1, "a"),), ((cell,),))
    assert "| 甲<ins>乙\\~</ins><del>丙</del> |" in table_markdown(table)


def test_json_gives_tables_back_to_the_run(chain, tmp_path):
    tables = all_tables(chain)
    read = json.loads(export.json(chain, tmp_path / "a.json").read_text("utf-8"))["tables"]
    assert [t["slug"] for t in read] == [t.slug for t in tables]
    for found, source in zip(read, tables, strict=True):
        for row, cells in zip(found["rows"], source.rows, strict=True):
            for column, cell in zip(source.columns, cells, strict=True):
                value = row[column.key]
                shown = tuple(Run(**run) for run in value) if isinstance(value, list) else value
                assert shown == (cell if isinstance(cell, tuple) else plain(cell))


def test_what_a_frame_lacks_is_an_empty_cell_of_csv_and_a_day_has_no_hour():
    frame = pd.DataFrame(
        {
            "level": pd.Categorical([None, "city"], categories=["city"]),
            "date": pd.to_datetime(["1997-12-31", None]),
            "count": pd.array([None, 3], dtype="Int64"),
            "share": [float("nan"), 0.123456789],
        }
    )
    assert frame_bytes(frame).decode("utf-8-sig").splitlines() == [
        "level,date,count,share",
        ",1997-12-31,,",
        "city,,3,0.123457",
    ]
