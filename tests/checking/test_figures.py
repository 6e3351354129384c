from __future__ import annotations

import time

from policycompare.checking import check
from policycompare.reading import parse


def seconds_for(count):
    draft = parse(f"某市办法\n第一条　处{'9' * count}元以上罚款，不满{'一' * count}吨的，应当登记。\n")
    begun = time.process_time()
    check(draft)
    return time.process_time() - begun


def test_ten_times_the_digits_in_a_row_take_no_more_than_ten_times_as_long():
    seconds_for(10)  # loads what the rules need
    assert seconds_for(20_000) < 30 * max(seconds_for(2_000), 0.02)
