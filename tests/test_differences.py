from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policycompare.differences import between, of_child, of_parent, runs
from policycompare.text import normaliser

TEXT = st.text(alphabet="企业应当可以每季度报告区市应急局，。\n<&", max_size=25)


@settings(deadline=None)
@given(TEXT, TEXT)
def test_both_texts_can_be_put_together_again(parent, child):
    parts = runs(parent, child, (normaliser(()), normaliser(("区",))))
    assert "".join(r.text for r in of_child(parts)) == child
    assert "".join(r.text for r in of_parent(parts)) == parent


def test_what_is_only_localised_is_told_from_what_changed(chongming, shanghai):
    parts = runs("由市应急局负责，应当每季度检查。", "由区应急局负责，可以每季度检查。", between(chongming, shanghai))
    found = {(r.text, r.meaning) for r in parts}
    assert any(meaning == "localised" and "区" in text for text, meaning in found)
    assert ("应当", "removed") in found
    assert ("可以", "added") in found


@pytest.mark.parametrize("text", ["", "落实责任。"])
def test_a_text_does_not_differ_from_itself(text):
    assert all(r.meaning == "same" for r in runs(text, text))
