from __future__ import annotations

import csv
import io

import pandas as pd

from policycompare import export
from policycompare.export.text import frame_bytes, table_csv, table_markdown
from policycompare.tables import Column, Table

TABLE = Table(
    "表", "t", "题", ("样本",), ("读法",), (Column("甲", 1), Column("乙|丙", 1)), (("=1+1", 2), ("<b>a\nb", 0.5))
)


def test_csv_opens_right_in_excel_and_carries_its_notices(to_city, tmp_path):
    path = export.frame_csv(to_city.links, tmp_path / "links.csv")
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    read = pd.read_csv(path, dtype={"child": str, "parent": str})
    assert read.columns.tolist() == [*to_city.links.columns, "notice"]
    assert read.child.tolist() == to_city.links.child.tolist()
    assert read.notice.str.contains("替代样本").all()


def test_no_text_of_a_csv_is_taken_as_a_formula():
    assert "'=1+1" in table_csv(TABLE).decode("utf-8-sig")


def test_text_of_a_csv_comes_back_to_the_character():
    frame = pd.DataFrame({"text": ['a"b,c', "行\n行", "〔2022〕𬭚"], "number": [0.1234567, 1.0, 2.0]})
    rows = list(csv.reader(io.StringIO(frame_bytes(frame).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == frame.text.tolist()
    assert rows[1][1] == "0.123457"


def test_markup_in_a_markdown_cell_is_shown_as_text():
    text = table_markdown(TABLE)
    assert "\\<b\\>a<br>b" in text
    assert "乙\\|丙" in text
    assert text.startswith("# 题\n\n> 样本")


def test_a_chain_or_an_alignment_is_written_as_csv_and_markdown(chain, to_city, tmp_path):
    assert export.csv(chain, tmp_path / "a.csv").stat().st_size > 50_000
    assert export.csv(to_city, tmp_path / "b.csv").stat().st_size > 50_000
    assert export.markdown(chain, tmp_path / "a.md").read_text("utf-8").count("\n| ") == 82
