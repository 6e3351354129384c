from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycompare.language.normalise import fold, normalise, places_of


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("区应急局会同区公安分局加强本区检查。", "市应急局会同市公安局加强本市检查。"),
        ("由区经委、各乡镇负责。", "由市经济信息化委、各区负责。"),
        ("全区开展大检查 ，", "全市开展大检查，"),
        ("在区级平台上登记", "在市级平台上登记"),
    ],
)
def test_mere_localisation_costs_nothing(lower, higher):
    assert normalise(lower) == normalise(higher)


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("由区应急局负责", "由市公安局负责"),
        ("每季度检查", "每半年检查"),
        ("应当报告", "可以报告"),
        ("三十日内", "十五日内"),
    ],
)
def test_a_change_of_duty_is_not_localisation(lower, higher):
    assert normalise(lower) != normalise(higher)


def test_the_documents_own_places_are_told_by_its_title(chongming, national):
    assert {"上海市崇明区", "崇明区", "崇明", "上海市"} <= set(places_of(chongming))
    assert places_of(national) == ()
    assert normalise("平安崇明建设", places_of(chongming)) == "平安本地建设"


@given(st.text(max_size=80))
def test_normalising_and_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert not any(c.isspace() for c in normalise(text))


def test_a_power_of_ten_is_not_the_figure_with_one_digit_more():
    assert fold("不超过10⁴立方米") != fold("不超过104立方米")
    assert fold("500m²") == fold("500m2")


@given(st.text(st.sampled_from("第十条，。：（）！～“”—、《》〈【 \t\n\u3000ab12ＡＢ１２²…ⅡｶﾞＡ́︰㎡")))
def test_usual_texts_are_folded_as_all_others_are(text):
    assert fold(text + "⁠") == fold(text)  # a character that prints nothing, and sends the text the slow way
    assert unicodedata.is_normalized("NFKC", fold(text))
