from __future__ import annotations

import numpy as np
import pytest

from policycompare.aligning.candidate_pairs import CandidatePairs
from policycompare.aligning.coverage import expected_coverage, gap_reason, higher_addressee


@pytest.mark.parametrize(("by", "level"), [(b, v) for b in (None, "chapter") for v in ("measure", "clause")])
@pytest.mark.parametrize("direction", ["parent", "child"])
def test_groups_add_up_to_the_whole(to_city, by, level, direction):
    frame = to_city.coverage(by=by, level=level, direction=direction)
    whole = to_city.coverage(level=level, direction=direction)
    assert frame.total.sum() == whole.total.item()
    assert frame.covered.sum() == whole.covered.item()
    assert (frame.covered + frame.not_applicable <= frame.total).all()
    assert frame.share.between(0, 1).all()
    assert (frame.share_applicable >= frame.share).all()


def test_coverage_of_measures_agrees_with_links_additions_and_gaps(to_city):
    assert to_city.coverage(direction="child").covered.item() == 81 - len(to_city.additions)
    assert to_city.coverage(direction="parent").covered.item() == 78 - len(to_city.gaps)


def test_a_measure_counts_once_for_each_of_its_units(to_city):
    frame = to_city.coverage(by="unit").set_index("group")
    fire = [m for m in to_city.parent.measures if any(u.canonical == "消防救援机构" for u in m.units)]
    assert frame.loc["消防救援机构", "total"] == len(fire)
    assert "应急局" in frame.index


@pytest.mark.parametrize(
    ("text", "level", "higher"),
    [
        ("国务院安委会有关成员单位要从“条”上对本系统开展专项督导检查。", "district", True),
        ("国务院应急管理部门应当建立全国统一的系统。", "province", True),
        ("产业转移集中承接地，由省级政府开列重点项目清单，并组织市县集中检查。", "city", False),
        ("由省级政府开列重点项目清单。", "city", True),
        ("由省级政府开列重点项目清单。", "province", False),
        ("国务院和县级以上地方各级人民政府应当加强领导。", "district", False),
        ("生产经营单位应当建立责任制。", "district", False),
        ("贯彻国务院安委会“十五条硬措施”。", "district", False),
    ],
)
def test_only_a_provision_that_addresses_a_higher_level_asks_nothing_of_the_lower(text, level, higher):
    assert bool(higher_addressee(text, level)) == higher


def test_the_reason_of_a_gap_is_suggested_not_decided(to_nation):
    point = to_nation.parent.by_label["6.5"]
    assert gap_reason(point, "district").startswith("不适用于本级（“国务院安委会")
    assert set(to_nation.gaps.reason.str[:2]) <= {"待定", "不适"}


def test_sensitivity_falls_with_the_threshold(to_nation):
    frame = to_nation.sensitivity()
    assert frame.links.is_monotonic_decreasing
    assert frame.additions.is_monotonic_increasing
    assert frame.gaps.is_monotonic_increasing


def test_all_that_sensitivity_calls_a_share_is_one_and_its_band_is_as_wide_as_what_is_expected(to_nation):
    row = to_nation.sensitivity((0.0,)).iloc[0]
    shares = row[[name for name in row.index if "share" in name]]
    assert len(shares) == 6
    assert shares.between(0, 1).all()
    for direction, document in (("parent", to_nation.parent), ("child", to_nation.child)):
        expected, deviation = to_nation.expected(direction)
        total = len(document.provisions)
        assert row[f"{direction}_share_high"] == pytest.approx(min((expected + 1.645 * deviation) / total, 1))
        assert row[f"{direction}_share_low"] == pytest.approx(max((expected - 1.645 * deviation) / total, 0))


def test_expected_coverage_counts_sure_links_once_and_unsure_ones_by_their_probability():
    pairs = CandidatePairs(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), (2, 3))
    probabilities = np.array([1.0, 0.5, 1.0, 0.5])
    assert expected_coverage(probabilities, pairs, "parent") == (1.75, pytest.approx((0.25 * 0.75) ** 0.5))
    assert expected_coverage(probabilities, pairs, "child") == (2.0, 0.0)


def test_the_expectation_lies_between_a_low_and_a_high_cut_off(to_nation, to_city):
    for aligned in (to_nation, to_city):
        for direction, missing in (("parent", "gaps"), ("child", "additions")):
            total = len((aligned.parent if direction == "parent" else aligned.child).provisions)
            low, high = (total - len(getattr(aligned.at(t), missing)) for t in (0.9, 0.1))
            assert low - 1 <= aligned.expected(direction)[0] <= high
