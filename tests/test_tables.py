from __future__ import annotations

import pytest

from policycompare import tables


@pytest.fixture(scope="module")
def everything(chain):
    return tables.all_tables(chain)


def test_every_table_carries_the_notices(everything):
    for table in everything:
        if "对上海" in table.name or table.slug in (
            "summary",
            "comparison",
            "sources",
            "units",
            "gaps_chongming_shanghai",
        ):
            assert any("替代样本" in notice for notice in table.notices), table.name
        assert all(len(row) == len(table.columns) for row in table.plain_rows)


def test_the_comparison_has_a_row_for_each_measure_of_the_district(everything, chongming):
    table = next(t for t in everything if t.slug == "comparison")
    assert len(table.plain_rows) == 81
    for row, measure in zip(table.plain_rows, chongming.measures, strict=True):
        assert row[3] == f"{measure.label}. {measure.text}"
        assert row[4] == "、".join(u.name for u in measure.units)


def test_an_addition_says_so_in_the_empty_cell_and_a_stand_in_in_the_head(everything):
    table = next(t for t in everything if t.slug == "comparison")
    assert any("替代样本" in column.head for column in table.columns)
    row = next(r for r in table.plain_rows if str(r[3]).startswith("13. "))
    assert row[2] == "（新增）"
    assert "最接近" in str(row[-1])


def test_a_link_that_is_only_localised_says_no_more(everything):
    table = next(t for t in everything if t.slug == "comparison")
    row = next(r for r in table.plain_rows if str(r[3]).startswith("73. "))
    assert row[-1] == "70：正文仅作本地化调整"


def test_the_summary_counts_what_the_frames_count(everything, chain, to_city, to_nation):
    rows = {row[0]: row[1:3] for row in everything[0].rows}
    counts = chain.origins.origin.value_counts()
    assert rows["崇明81条：本级新增"] == (counts["addition"], 81)
    assert rows["上海78条中被崇明81条承接的条"] == (78 - len(to_city.gaps), 78)
    assert rows["国家十五条中被崇明81条承接的要点"] == (71 - len(to_nation.gaps), 71)


def test_units_stand_side_by_side_under_their_common_name(everything):
    table = next(t for t in everything if t.slug == "units")
    row = next(r for r in table.plain_rows if r[0] == "经济信息化委")
    assert (row[4], row[7]) == ("市经济信息化委", "区经委")
