from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policycompare.language.numerals import to_han, to_int


@given(st.integers(1, 9999))
def test_chinese_numerals_go_there_and_back(value):
    assert to_int(to_han(value)) == value


@given(st.integers(1, 9999))
def test_full_width_digits_are_digits(value):
    assert to_int(str(value).translate({48 + d: 0xFF10 + d for d in range(10)})) == value
