from __future__ import annotations

import sys

import pytest

from policycompare.language.english_names import (
    english_agency,
    english_chapter,
    english_document,
    english_place,
)


@pytest.mark.parametrize(
    ("place", "english"),
    [
        ("陕西省", "Shaanxi Province"),
        ("山西省", "Shanxi Province"),
        ("内蒙古自治区", "Inner Mongolia"),
        ("西安市", "Xi'an City"),
        ("重庆市", "Chongqing City"),
        ("厦门", "Xiamen"),
        ("石桥头市", "Shiqiaotou City"),
        ("听溪区", "Tingxi District"),
        ("", ""),
        ("Utopia", "Utopia"),
    ],
)
def test_a_place_is_named_by_the_table_or_in_pinyin(place, english):
    assert english_place(place) == english


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("崇明81条", "Chongming's 81"),
        ("石河省雨水花园管理条例", "Shihe Province Rain Garden Regulations"),
        ("青石市路灯管理办法", "Qingshi City Ludeng Administration Measures"),
        ("draft.docx", "draft.docx"),
    ],
)
def test_a_title_is_named_by_place_and_kind(title, english):
    assert english_document(title) == english


@pytest.mark.parametrize(
    ("heading", "english"),
    [
        ("第三章 监督检查", "Chapter 3"),
        ("十二、加强队伍建设", "Chapter 12"),
        ("二、重点任务 / （一）补盲增亮", "Chapter 2 (1)"),
        ("全文", "whole text"),
    ],
)
def test_a_chapter_is_named_by_its_number(heading, english):
    assert english_chapter(heading) == english


def test_what_no_table_has_stays_chinese_without_pypinyin(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    assert english_place("石桥头市") == "石桥头市"
    assert english_place("陕西省") == "Shaanxi Province"
    assert english_document("青石市路灯管理办法") == "青石市 路灯管理办法"
    assert english_agency("青石供电公司") == "青石供电公司"
    assert english_agency("应急局") == "Emergency Management"
