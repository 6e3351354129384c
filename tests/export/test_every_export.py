"""What holds for every export of a comparison; one that is new is found here by its name in `policycompare.export`."""

from __future__ import annotations

import html
import inspect
import io
from dataclasses import replace

import docx
import openpyxl
import pytest

import policycompare as pc
from policycompare import export

NOTICE = "替代样本 <b>&|#_%\\\x01"
FIRST, SECOND = "餐饮企业应当安装燃气泄漏报警装置", "街道应当组织老旧电梯安全评估"


def as_it_is(path):
    return html.unescape(path.read_text("utf-8-sig"))


def of_word(path):
    word = docx.Document(str(path))
    return "".join(element.text or "" for element in word.element.body.iter() if element.tag.endswith("}t"))


def of_excel(path):
    rows = (
        row
        for sheet in openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        for row in sheet.iter_rows(values_only=True)
    )
    return "\n".join(str(value) for row in rows for value in row if value is not None)


READ = {
    "csv": as_it_is, "docx": of_word, "html": as_it_is, "json": as_it_is, "markdown": as_it_is, "xlsx": of_excel,
}  # fmt: skip
"""How what is written is read back as text."""
OF_COMPARISONS = [
    name for name in export.__all__ if [*inspect.signature(getattr(export, name)).parameters][:2] == ["source", "path"]
]


@pytest.fixture(scope="module")
def aligned():
    child = pc.parse(f"某区措施\n1.{FIRST}，每季度检查一次。\n2.{SECOND}。\n", id="=child")
    parent = pc.parse(f"某市措施\n1.{FIRST}，每年检查一次。\n2.{SECOND}。\n", id="parent")
    return pc.align(replace(child, notice=NOTICE, title="措施" * 200), parent)


@pytest.mark.parametrize("name", OF_COMPARISONS)
def test_it_shows_texts_and_notices_whatever_they_hold(aligned, tmp_path, name):
    shown = READ[name](getattr(export, name)(aligned, tmp_path / "a.out")).replace("\\", "")
    for words in (FIRST, SECOND, "每季度", "替代样本", "<b>&|#_%"):
        assert words in shown, words


@pytest.mark.parametrize("name", OF_COMPARISONS)
def test_a_folder_in_the_place_of_the_file_is_named(aligned, tmp_path, name):
    with pytest.raises(pc.ExportError, match="无法写入"):
        getattr(export, name)(aligned, tmp_path)
