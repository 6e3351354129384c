from __future__ import annotations

import jieba
import pytest
import rjieba
from hypothesis import given
from hypothesis import strategies as st

from policycompare.language.tokenise import segments, tokens, words


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
