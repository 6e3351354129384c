from __future__ import annotations

import jieba
import pytest
import rjieba
from hypothesis import given
from hypothesis import strategies as st

from policycompare.language.normalise import fold, lexicon, normalise, places_of, segments, words


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


@given(st.text(alphabet="应当检查报告。；;！？\n，", max_size=60))
def test_segments_keep_every_character_that_is_no_separator(text):
    def content(string):
        return [c for c in string if c not in "。；;！？!?\n"]

    assert content("".join(segments(text))) == content(text)


@pytest.mark.parametrize("id_", ["chongming", "shanghai", "national"])
def test_the_fast_segmenter_cuts_as_jieba_does(id_, request):
    document = request.getfixturevalue(id_)
    for line in document.text.splitlines():
        assert list(rjieba.cut(line)) == jieba.lcut(line)


def test_terms_of_the_field_stay_whole():
    for term in lexicon():
        assert words(f"落实{term}要求") == ["落实", term, "要求"]


def test_a_missing_fast_segmenter_falls_back_to_jieba(monkeypatch):
    import sys

    from policycompare.language import normalise as text

    monkeypatch.setitem(sys.modules, "rjieba", None)
    text._cutter.cache_clear()
    try:
        assert words("落实安全责任") == ["落实", "安全", "责任"]
        assert text._cutter() == jieba.lcut
    finally:
        text._cutter.cache_clear()


def test_a_user_adds_terms_that_stay_whole(tmp_path, monkeypatch):
    from policycompare.language import normalise as text

    (tmp_path / "lexicon.txt").write_text("# 本地用语\n生态岛建设 # 崇明\n", "utf-8")
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path))
    caches = (text.lexicon, text._terms, text._term_set)
    for cached in caches:
        cached.cache_clear()
    try:
        assert words("推进生态岛建设") == ["推进", "生态岛建设"]
    finally:
        monkeypatch.undo()
        for cached in caches:
            cached.cache_clear()
    assert "生态岛建设" not in words("推进生态岛建设")
