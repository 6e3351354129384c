from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from policycompare.differing.in_order import longest_in_order, places_of_paragraphs


@given(st.permutations(range(7)))
def test_as_many_pairs_are_kept_as_any_choice_in_order_has(places):
    pairs = list(enumerate(places))
    kept = longest_in_order(pairs)
    longest = max(
        len(some)
        for size in range(len(pairs) + 1)
        for some in combinations(pairs, size)
        if [j for _, j in some] == sorted(j for _, j in some)
    )
    assert len(kept) == longest
    assert kept == sorted(kept)
    assert [j for _, j in kept] == sorted(j for _, j in kept)


def test_a_paragraph_that_stands_twice_is_found_at_both_places_and_another_not_at_all():
    text = "一、报告。\n二、检查。\n三、报告。"
    assert places_of_paragraphs(["报告。", "别的。", "报告。", ""], text) == [2, None, 14, None]
