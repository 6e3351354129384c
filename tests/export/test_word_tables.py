from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from policycompare import export
from policycompare.differing.runs import Run
from policycompare.export.word_tables import document_bytes
from policycompare.export.word_template import open_template
from policycompare.tables import Column, Table, all_tables, plain, printed
from policycompare.tables.cells import shown

STYLES = ("公文", "学术", "屏幕")


def table(*rows):
    columns = tuple(Column(f"列{n}", 10, f"c{n}") for n in range(len(rows[0])))
    return Table("表", "t", "标题", ("替代样本",), ("说明",), columns, tuple(rows))


def opened(*tables, style="公文"):
    return docx.Document(io.BytesIO(document_bytes(tables, style)))


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(f"word/{name}.xml").decode()


def as_printed(cell):
    return str(plain(cell)) if isinstance(cell, tuple) else shown(cell)


def text_of(cell):
    return "".join("\n" if e.tag == qn("w:br") else e.text or "" for e in cell.iter(qn("w:br"), qn("w:t")))


@pytest.mark.parametrize("name", ["comparison", "by_parent", "statement"])
def test_every_table_stands_under_a_numbered_caption_with_all_its_text(chain, tmp_path, name):
    tables = printed(all_tables(chain), "公文", "working")[name]
    word = docx.Document(export.docx(chain, tmp_path / "t.docx", name=name, copy="working"))
    assert len(word.tables) == len(tables)
    captions = [p.text for p in word.paragraphs if p.style.name == "对照题注"]
    assert captions == [f"表{n}　{t.title}" for n, t in enumerate(tables, 1)]
    for found, source in zip(word.tables, tables, strict=True):
        group = source.position(source.grouped) if source.grouped else -1
        expected = [[as_printed(cell) for k, cell in enumerate(row) if k != group] for row in source.rows]
        single = len(found.columns) == 1
        rows = [tr for tr in found._tbl.tr_lst[1:] if single or len(tr.tc_lst) > 1]
        assert [[text_of(cell) for cell in tr.tc_lst] for tr in rows] == expected
    whole = "\n".join(p.text for p in word.paragraphs)
    assert all(notice in whole for notice in chain.notices)


def test_chapters_head_their_rows_across_the_table(chain, chongming):
    word = opened(*printed(all_tables(chain), "公文")["comparison"])
    spanning = [row for row in word.tables[0]._tbl.tr_lst if len(row.tc_lst) == 1]
    assert ["".join(t.text for t in row.iter(qn("w:t"))) for row in spanning] == [c.heading for c in chongming.chapters]


@pytest.mark.parametrize("style", STYLES)
def test_the_page_is_a4_landscape_and_the_head_is_repeated(chain, style):
    word = opened(*printed(all_tables(chain), style)["comparison"], style=style)
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    for each in word.tables:
        assert each.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert sum(c.width.twips for c in each.columns) <= open_template(style).area.width + len(each.columns)


def test_an_official_page_has_the_margins_and_the_turned_number_of_the_standard(chain):
    content = document_bytes(printed(all_tables(chain), "公文")["comparison"])
    section = docx.Document(io.BytesIO(content)).sections[0]
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(m.mm) for m in margins] == [28, 37, 26, 35]
    assert "<w:evenAndOddHeaders/>" in part(content, "settings")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        headers = [archive.read(n).decode() for n in archive.namelist() if re.search(r"header\d", n)]
    assert len(headers) == 2
    assert all('vert="vert"' in header and "PAGE" in header for header in headers)


def test_marks_survive_black_and_white_printing():
    runs = (
        Run("企业", "same"), Run("可以", "added"), Run("应当", "removed"), Run("区", "localised", "市"),
        Run("移", "moved_in"), Run("必须", "added", mark="stronger"),
    )  # fmt: skip
    word = opened(table((runs, "乙")))
    names = [run.style.name for run in word.tables[0].rows[1].cells[0].paragraphs[0].runs]
    assert names[1:] == ["对照增加", "对照删除", "对照本地化", "对照移动", "对照力度加强"]
    fonts = {name: word.styles[name].font for name in names[1:]}
    assert fonts["对照增加"].bold
    assert fonts["对照增加"].underline
    assert fonts["对照删除"].strike
    assert str(fonts["对照本地化"].color.rgb) == "808080"
    assert "w:bdr" in word.styles["对照力度加强"].element.xml


@pytest.mark.parametrize("style", STYLES)
def test_east_asian_text_has_an_east_asian_font_with_a_stand_in_and_nothing_is_japanese(chain, style):
    content = document_bytes(all_tables(chain)[:1], style)
    styles, fonts = part(content, "styles"), part(content, "fontTable")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "theme" in name]
    assert "ja-JP" not in styles + part(content, "settings")
    assert 'w:eastAsia="zh-CN"' in styles
    named = set(re.findall(r'w:eastAsia="([^"]+)"', styles)) - {"zh-CN"}
    declared = dict(re.findall(r'w:name="([^"]+)"><w:altName w:val="([^"]+)"', fonts))
    assert named == set(declared)
    assert all(declared.values())


@pytest.mark.parametrize(
    "text", ["甲\x00乙\x0b", "𬭚䶮①〔〕", "<w:p>&amp;", "شرح", "a\nb", "", "落" * 40_000, "\ud800x"]
)
def test_text_of_any_kind_is_kept(text):
    found = opened(table((text, 1))).tables[0].rows[1].cells[0].text
    assert found == re.sub("[\x00\x0b\ud800]", "\ufffd", text)


def test_lines_of_a_file_from_an_old_mac_stay_lines():
    assert opened(table(("一\r二\r\n三", 1))).tables[0].rows[1].cells[0].text == "一\n二\n三"


def test_the_stamp_of_a_document_can_be_asked_for(chain, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    tables = all_tables(chain)
    with zipfile.ZipFile(io.BytesIO(document_bytes(tables))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}


def test_two_thousand_rows_take_no_time_worth_waiting_for():
    many = table(*[(f"第{n}条", (Run("甲", "added"), Run("乙", "same"))) for n in range(2000)])
    assert len(opened(many).tables[0]._tbl.tr_lst) == 2001


def test_a_short_row_is_kept_on_one_page_and_a_long_one_may_break():
    short, long = opened(table(("短", "乙"), ("长" * 4000, "乙"))).tables[0].rows[1:]
    assert short._tr.trPr.find(qn("w:cantSplit")) is not None
    assert long._tr.trPr is None


def test_columns_are_wide_where_texts_are_long():
    rows = [("甲", "长" * 300) for _ in range(20)]
    narrow, wide = (column.width for column in opened(table(*rows)).tables[0].columns)
    assert wide > 1.5 * narrow


def test_a_table_without_rows_has_its_head():
    empty = Table("表", "t", "标题", (), (), (Column("甲", 1, "a"),), ())
    assert [c.text for c in opened(empty).tables[0].rows[0].cells] == ["甲"]
