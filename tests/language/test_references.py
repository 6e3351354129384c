from __future__ import annotations

import pytest

from policycompare.language.references import Place, missing, paragraphs_of, references, words_at
from policycompare.reading import parse

LAW = """某市夜市管理条例
第一条　夜市应当保持通道畅通。
摊位不得占用盲道。
第二条　摊主应当具备下列条件：
（一）有经营证明；
（二）有消防器材。
摊主变更的，应当重新登记。
第三条　{text}
"""


def law(text):
    return parse(LAW.format(text=text))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("违反本条例第一条第二款规定的，予以警告。", ["第一条第二款"]),
        ("有本条例第一条、第二条第一款第一项至第二项情形的", ["第一条", "第二条第一款第一项", "第二条第一款第二项"]),
        ("依照本条例第二条第（一）项、第（二）项办理", ["第二条第一项", "第二条第二项"]),
        ("违反第二条规定，也不符合第一款要求", ["第二条", "第三条第一款"]),
        ("依照《某市消防条例》第五条、第六条处理", []),
        ("按照消防法第五条处理", []),
        ("自本条例第十条之一施行之日起", ["第十条之一"]),
        ("摊位按照前条登记", ["第二条"]),
    ],
)
def test_references_to_the_own_text_are_found_whole_and_those_to_others_are_not(text, places):
    document = law(text)
    found = list(references(document, document.measures[2]))
    assert [reference.place.cited for reference in found] == places


def test_each_place_of_a_list_has_its_own_words():
    document = law("违反本条例第二条第一项至第二项、第一条第二款的")
    found = list(references(document, document.measures[2]))
    text = document.measures[2].text
    assert [reference.span.of(text) for reference in found] == ["第二条第一项", "第二项", "第一条第二款"]
    assert [reference.ends_range for reference in found] == [False, True, False]


def test_the_paragraph_before_is_counted_from_where_the_words_stand():
    document = law("收取清洁费。\n前款所称清洁费由街道收取，依照本条第一款公布。")
    found = list(references(document, document.measures[2]))
    assert [reference.place for reference in found] == [Place("3", 1), Place("3", 1)]
    assert all(reference.is_relative for reference in found)


@pytest.mark.parametrize(
    ("place", "what"),
    [
        (Place("1", 2), ""),
        (Place("1", 3), "paragraph"),
        (Place("4"), "article"),
        (Place("2", item=2), ""),
        (Place("2", 1, 3), "item"),
        (Place("2", 2, 1), "item"),
    ],
)
def test_a_place_that_a_text_does_not_have_is_told_by_what_is_missing(place, what):
    document = law("略。")
    assert missing(document, place) == what
    assert bool(words_at(document, place)) == (not what)


def test_a_numbered_line_below_an_item_is_a_part_of_it():
    document = parse(
        "某市条例\n第一条　条件如下：\n（一）场所：\n1.面积；\n2.通道；\n（二）人员。\n另行公布。\n第二条　略。\n"
    )
    first, second = paragraphs_of(document.measures[0])
    assert [item.number for item in first.items] == [1, 2]
    assert first.items[0].span.of(document.measures[0].text).endswith("2.通道；")
    assert not second.items
