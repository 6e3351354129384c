from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycompare.reading.outline.numbering import BLANKS, STYLES, numbering_of, plain_marks, weak_numberings


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
def test_every_style_reads_its_own_example(style):
    line = style.example + "落实责任"
    assert style.name in [n.style for n in (weak_numberings(line) if style.weak else [numbering_of(line)])]


@pytest.mark.parametrize(
    ("line", "style", "label"),
    [
        ("　　第一百二十三条　本法自公布之日起施行。", "article", "123"),
        ("第三十－条 有下列情形之一的", "article", "31"),
        ("第 十 条 有下列情形", "article", "10"),
        ("第十条之一　新增", "article", "10-1"),
        ("第12条 正文", "article", "12"),
        ("63．严格落实", "arabic-dot", "63"),
        ("６３．严格落实", "arabic-dot", "63"),
        ("1、加强", "arabic-dot", "1"),
        ("[bookmark: _GoBack]59.实行", "arabic-dot", "59"),
        ("(十二)其他", "han-paren", "12"),
        ("（12）其他", "arabic-paren", "12"),
        ("⑳其他", "circled", "20"),
        ("一百零八、其他", "han-comma", "108"),
        ("**十一、** 其他", "han-comma", "11"),
    ],
)
def test_numbers_of_official_documents_are_read(line, style, label):
    numbering = numbering_of(line)
    assert (numbering.style, numbering.label) == (style, label)


@pytest.mark.parametrize(
    "line", ["2022.10完成", "2022年10月", "3.5万人", "十分重视", "第十次会议", "一定要", "", "　", "第条"]
)
def test_running_text_is_not_numbered(line):
    assert numbering_of(line) is None


@given(st.text(max_size=60))
def test_any_line_is_read_without_an_error_and_within_its_bounds(line):
    numbering = numbering_of(line)
    assert numbering is None or 0 <= numbering.start < numbering.end <= len(line)


def test_blanks_of_any_kind_before_a_number_are_passed_over():
    numbers = {blank: numbering_of(f"{blank}（一）检查") for blank in BLANKS}
    assert {blank for blank, number in numbers.items() if not number or number.start != 1} == set()


@pytest.mark.parametrize("line", ["﹙⼀﹚检查", "［二］检查", "第⼗条　检查", "Ａ．检查", "Ⅳ．检查", "１．检查"])
def test_a_number_in_look_alike_characters_is_the_one_it_looks_like(line):
    same = plain_marks(line)
    read = numbering_of(line) or weak_numberings(line)[0]
    plain = numbering_of(same) or weak_numberings(same)[0]
    assert (read.style, read.value, read.end) == (plain.style, plain.value, plain.end)
    assert read.printed == line[: read.end]
