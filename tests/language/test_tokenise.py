from __future__ import annotations

import jieba
import pytest
import rjieba
from hypothesis import given
from hypothesis import strategies as st

from policycompare.language.lexicon import lexicon
from policycompare.language.tokenise import TOGETHER, segments, tokens, words, words_of_each


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


def test_a_missing_fast_segmenter_falls_back_to_jieba(monkeypatch):
    import sys

    from policycompare.language import tokenise

    monkeypatch.setitem(sys.modules, "rjieba", None)
    tokenise._cutter.cache_clear()
    try:
        assert words("落实安全责任") == ["落实", "安全", "责任"]
        assert tokenise._cutter() == jieba.lcut
    finally:
        tokenise._cutter.cache_clear()


@given(st.text(max_size=60))
def test_tokens_together_are_the_text_again(text):
    assert "".join(tokens(text)) == text


@pytest.mark.parametrize("id_", ["chongming", "shanghai", "national"])
def test_texts_cut_together_have_the_words_that_each_has_by_itself(id_, request):
    lines = [line for line in request.getfixturevalue(id_).text.splitlines() if line]
    lines = ["", *lines, "abc", "3.5万元", "def", ""]
    many = lines * (TOGETHER // len(lines) + 1)
    assert words_of_each(many, lexicon()) == [words(line, lexicon()) for line in lines] * (TOGETHER // len(lines) + 1)


@given(st.lists(st.text(alphabet="落实责任三管必须ab1.%，。（） ", max_size=9)))
def test_no_word_reaches_from_one_text_into_the_next(texts):
    assert words_of_each(texts, lexicon()) == [words(text, lexicon()) for text in texts]
