from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from policycompare.tables import Column
from policycompare.tables.column_widths import KEPT_TOGETHER, PrintArea, column_widths, is_short

AREA = PrintArea(width=10_000, height=8_000, character=210, line=300)


def lines(widths, rows):
    room = np.maximum(np.array(widths) - AREA.padding, AREA.character)
    return sum(max(1.0, *(len(cell) * AREA.character / room[k] for k, cell in enumerate(row))) for row in rows)


@given(st.lists(st.integers(5, 40), min_size=2, max_size=4), st.data())
def test_widths_fill_the_page_keep_half_of_what_was_asked_and_never_cost_lines(asked, data):
    columns = [Column("列", width, f"c{k}") for k, width in enumerate(asked)]
    length = st.integers(0, 300)
    rows = data.draw(st.lists(st.tuples(*(length.map("长".__mul__) for _ in asked)), min_size=1, max_size=4))
    widths = column_widths(columns, rows, AREA)
    plain = [width / sum(asked) * AREA.width for width in asked]
    assert abs(sum(widths) - AREA.width) <= len(asked)
    assert all(width >= start / 2 - 1 for width, start in zip(widths, plain, strict=True))
    assert lines(widths, rows) <= lines(plain, rows) + 0.1 * len(rows)


def test_a_row_may_break_across_pages_once_it_has_more_than_a_few_lines():
    in_a_line = (AREA.width - AREA.padding) // AREA.character
    assert is_short(["长" * int(in_a_line * KEPT_TOGETHER)], [AREA.width], AREA)
    assert not is_short(["长" * (int(in_a_line * KEPT_TOGETHER) + 1)], [AREA.width], AREA)
    assert not is_short(["\n" * KEPT_TOGETHER], [AREA.width], AREA)


def test_numbers_of_articles_stay_on_one_line_beside_long_texts():
    columns = [Column("条", 14, "label"), Column("未承接内容", 48, "text"), Column("说明", 24, "reason")]
    rows = [("第四十二条", "长" * 300, ""), ("第一百零三条", "长" * 90, "")]
    assert column_widths(columns, rows, AREA)[0] - AREA.padding >= 6 * AREA.character - 1
