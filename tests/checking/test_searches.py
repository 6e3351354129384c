from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from policycompare.checking.provisions import _near
from policycompare.checking.responsible_units import _one_less

NAMES = st.text("区市局应急", min_size=1, max_size=6)
PROVISIONS = st.lists(st.text("安全责任落实检查", min_size=15, max_size=40), min_size=2, max_size=8)


@settings(deadline=None, max_examples=50)
@given(NAMES, NAMES)
def test_names_one_edit_apart_share_a_key(one, other):
    shares = bool(_one_less(one) & _one_less(other))
    if Levenshtein.distance(one, other) <= 1:
        assert shares
    if shares:
        assert Levenshtein.distance(one, other) <= 2


@settings(deadline=None, max_examples=50)
@given(PROVISIONS, st.integers(0, 7))
def test_a_provision_written_again_is_always_compared(texts, which):
    texts = [f"{number}{text}" for number, text in enumerate(texts)]
    first = which % len(texts)
    assert (first, len(texts)) in _near([*texts, texts[first]])


def test_stock_phrases_do_not_make_all_provisions_compared_with_all():
    stock = "按照职责分工落实安全生产责任制，"
    texts = [stock + chr(0x4E00 + n) * 60 for n in range(200)]
    assert len(_near(texts)) < 200
