from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import policycompare as pc
from policycompare.language import traditional
from policycompare.language.normalise import normalise
from policycompare.language.traditional import simplified


@given(st.text(alphabet=st.characters(codec="gb2312"), max_size=80))
def test_text_without_a_traditional_character_stays_as_it_is(text):
    assert simplified(text) == text


@given(st.text(max_size=80))
def test_what_is_simplified_stays_so(text):
    once = simplified(text)
    assert simplified(once) == once


def test_the_three_documents_have_nothing_to_simplify(national, shanghai, chongming):
    for doc in (national, shanghai, chongming):
        assert simplified(doc.text) == doc.text


def test_a_character_that_both_have_is_only_changed_beside_traditional_ones():
    assert simplified("乾隆时期著作") == "乾隆时期著作"
    assert simplified("乾燥環境應當檢查") == "干燥环境应当检查"


def test_a_traditional_text_is_compared_like_the_simplified_one_and_shown_as_written(write):
    simple = (
        "上海市崇明區關於安全的措施\n第一條　縣級以上人民政府應當落實責任。（區應急局、各鄉鎮）\n第二條　加強檢查。\n"
    )
    doc = pc.read(write(simple))
    assert doc.measures[0].text == "縣級以上人民政府應當落實責任。"
    assert normalise(doc.measures[0].text) == normalise("县级以上人民政府应当落实责任。")
    assert [(u.name, u.canonical) for u in doc.measures[0].units] == [("區應急局", "应急局"), ("各鄉鎮", "各下级")]
    assert doc.level == "district"


def test_every_character_of_gb_2312_is_told_as_simplified_and_no_other():
    def is_in_gb2312(character):
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            return False
        return True

    every = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    assert traditional._gb2312() == set(filter(is_in_gb2312, every))
