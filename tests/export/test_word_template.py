from __future__ import annotations

import io
import zipfile
from importlib import resources

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from policycompare.differing.marks import LOOKS
from policycompare.export import word_tables
from policycompare.export.word_tables import document_bytes
from policycompare.export.word_template import STYLE_NAMES, TEMPLATES, open_template, read_template
from policycompare.tables import Column, Table

TABLE = Table(
    "表", "t", "标题", (), (), (Column("甲", 10, "a"), Column("章", 1, "g")), (("乙", "一、总则"),), grouped="g"
)


def template(style="公文"):
    return io.BytesIO(resources.files("policycompare.resources").joinpath("templates", TEMPLATES[style]).read_bytes())


def saved(word):
    out = io.BytesIO()
    word.save(out)
    return io.BytesIO(out.getvalue())


@pytest.mark.parametrize("style", TEMPLATES)
def test_a_template_opens_in_word_with_a_sample_of_every_style(style):
    word = docx.Document(template(style))
    used = {Paragraph(element, word).style.name for element in word.element.body.iter(qn("w:p"))}
    used |= {run.style.name for cell in word.tables[0].rows[2].cells for run in cell.paragraphs[0].runs}
    assert {STYLE_NAMES[role] for role in ("title", "notice", "note", "caption", "head", "group", "cell")} <= used
    assert {look.word for look in LOOKS.values()} <= set(STYLE_NAMES)
    assert set(STYLE_NAMES.values()) <= {s.name for s in word.styles}


def test_what_a_drafter_changes_in_a_template_shows_in_what_is_written(monkeypatch):
    word = docx.Document(template())
    word.styles["对照正文"].font.size = Pt(14)
    word.styles["对照增加"].font.color.rgb = RGBColor(0x00, 0x66, 0x33)
    word.sections[0].left_margin = Mm(20)
    word.paragraphs[0].text = "附件2"
    word.tables[0]._tbl.tblPr.find(qn("w:tblBorders")).find(qn("w:top")).set(qn("w:color"), "FF0000")
    word.styles["对照表头"].element.set(qn("w:styleId"), "a12")  # as Word renames ids when it saves
    for run in word.tables[0].rows[0].cells[0].paragraphs:
        run._p.pPr.pStyle.set(qn("w:val"), "a12")
    monkeypatch.setattr(word_tables, "open_template", lambda _: read_template(saved(word)))
    made = docx.Document(io.BytesIO(document_bytes([TABLE])))
    assert made.styles["对照正文"].font.size == Pt(14)
    assert made.sections[0].left_margin.mm == pytest.approx(20, abs=0.1)
    assert made.paragraphs[0].text == "附件2"
    assert made.tables[0]._tbl.tblPr.find(qn("w:tblBorders")).find(qn("w:top")).get(qn("w:color")) == "FF0000"
    assert made.tables[0].rows[0].cells[0].paragraphs[0].style.name == "对照表头"
    assert sum(column.width.twips for column in made.tables[0].columns) > open_template("公文").area.width


def test_nothing_of_the_sample_is_in_what_is_written():
    with zipfile.ZipFile(io.BytesIO(document_bytes([TABLE]))) as archive:
        body = archive.read("word/document.xml").decode()
    for words in ("题注", "章的标题", "本文件是模板", "区应急局"):
        assert words not in body
