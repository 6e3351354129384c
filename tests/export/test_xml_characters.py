from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import policycompare as pc
from policycompare.analysing.trace import as_chain
from policycompare.documents import notices
from policycompare.export.comments import annotated_bytes
from policycompare.export.excel import workbook_bytes
from policycompare.export.tracked import tracked_bytes
from policycompare.export.word_tables import document_bytes
from policycompare.export.xml_characters import legible
from policycompare.tables import all_tables


@given(st.text(alphabet=st.characters(), max_size=40))
def test_what_is_legible_stands_in_xml_and_nothing_else_changes(text):
    shown = legible(text)
    element = etree.Element("p")
    element.text = shown
    assert etree.fromstring(etree.tostring(element)).text in (shown, shown.replace("\r\n", "\n"), None)
    assert all(a == b or b == "\ufffd" for a, b in zip(text, shown, strict=True))


@pytest.mark.parametrize(
    ("title", "short", "notice"),
    [
        ("关于\x01安全的措施", "", ""),
        ("关于安全的措施", "\x0b措施\uffff", "样本\x01"),
        ("安全" * 300, "'措施'", "2022年样本&" * 60),
    ],
)
def test_a_title_with_odd_characters_or_beyond_all_measure_is_written_and_opens(title, short, notice):
    text = "{}\n一、落实责任，加强检查。\n二、{}。\n"
    child, parent = (
        replace(pc.parse(text.format("措施", what), id=name), title=title, short_title=short, notice=notice)
        for name, what in (("c", "报告"), ("p", "报告情况"))
    )
    aligned = pc.align(child, parent)
    tables = all_tables(as_chain(aligned))
    for content in (document_bytes(tables), tracked_bytes(aligned), annotated_bytes(child, [], notices(child))):
        word = docx.Document(io.BytesIO(content))
        assert word.core_properties.title
        assert len(word.core_properties.title) <= 255
        assert bool(word.core_properties.comments) == bool(notice)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(tables)))
    assert len(book.sheetnames) == len(tables)
    header = re.search(r"<oddHeader>(.*?)</oddHeader>", sheet_xml(workbook_bytes(tables)), re.DOTALL)
    assert header
    assert header[1].startswith("&amp;L&amp;8 ")
    assert header[1].removeprefix("&amp;L&amp;8 ").count("&amp;") % 2 == 0


def sheet_xml(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()
