from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from policycompare import export
from policycompare.differences import Run
from policycompare.export.docx import document_bytes
from policycompare.tables import Column, Table, all_tables


def table(*rows):
    columns = tuple(Column(f"列{n}", 10) for n in range(len(rows[0])))
    return Table("表", "t", "标题", ("替代样本",), ("说明",), columns, tuple(rows))


def opened(*tables):
    return docx.Document(io.BytesIO(document_bytes(tables)))


def test_every_table_stands_under_a_caption_with_all_its_text(chain, tmp_path):
    tables = all_tables(chain)
    word = docx.Document(export.docx(chain, tmp_path / "t.docx"))
    assert len(word.tables) == len(tables)
    captions = [p.text for p in word.paragraphs if p.text.startswith("表")]
    assert captions == [f"表{n}　{t.title}" for n, t in enumerate(tables, 1)]
    comparison = next(n for n, t in enumerate(tables) if t.slug == "comparison")
    found = [[cell.text for cell in row.cells] for row in word.tables[comparison].rows[1:]]
    expected = [[f"{c:.2f}" if isinstance(c, float) else str(c) for c in row] for row in tables[comparison].plain_rows]
    assert found == expected
    whole = "\n".join(p.text for p in word.paragraphs)
    assert all(notice in whole for notice in chain.notices)


def test_the_page_is_a4_landscape_and_the_head_is_repeated(chain):
    word = opened(*all_tables(chain))
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    for each in word.tables:
        assert each.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_marks_survive_black_and_white_printing():
    runs = (Run("企业", "same"), Run("可以", "added"), Run("应当", "removed"), Run("区", "localised", "市"))
    word = opened(table((runs, "乙")))
    same, added, removed, localised = word.tables[0].rows[1].cells[0].paragraphs[0].runs
    assert not same.bold
    assert added.bold
    assert added.underline
    assert removed.font.strike
    assert str(localised.font.color.rgb) == "7F7F7F"


def test_east_asian_text_has_an_east_asian_font_and_no_japanese_fallback(chain):
    content = document_bytes(all_tables(chain)[:1])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = archive.read("word/styles.xml").decode()
        body = archive.read("word/document.xml").decode()
    assert "ja-JP" not in styles
    assert 'w:eastAsia="宋体"' in body


@pytest.mark.parametrize("text", ["甲\x00乙\x0b", "𬭚䶮①〔〕", "<w:p>&amp;", "شرح", "a\nb", "", "落" * 40_000])
def test_text_of_any_kind_is_kept(text):
    found = opened(table((text, 1))).tables[0].rows[1].cells[0].text
    assert found == text.replace("\x00", "\ufffd").replace("\x0b", "\ufffd")


def test_the_same_tables_give_the_same_bytes(chain, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    tables = all_tables(chain)
    assert document_bytes(tables) == document_bytes(tables)
    with zipfile.ZipFile(io.BytesIO(document_bytes(tables))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}


def test_two_thousand_rows_take_no_time_worth_waiting_for():
    many = table(*[(f"第{n}条", (Run("甲", "added"), Run("乙", "same"))) for n in range(2000)])
    assert len(opened(many).tables[0]._tbl.tr_lst) == 2001
