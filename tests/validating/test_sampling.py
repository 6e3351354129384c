from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from policycompare.errors import CollectionError
from policycompare.export.coding import coding
from policycompare.validating.coding import agreement_of_coders, alpha_of_coders, read_coding
from policycompare.validating.estimates import at_cutoffs, estimates
from policycompare.validating.sampling import allocate, read_sample, stratified


def population(size=600, seed=3):
    dice = np.random.default_rng(seed)
    probability = np.round(
        np.clip(np.where(dice.random(size) < 0.4, dice.beta(6, 1, size), dice.beta(1, 3, size)), 0.05, 0.99), 6
    )
    rows = {
        "child_document": "c", "child": [str(k) for k in range(size)], "parent_document": "p", "parent": "1",
        "probability": probability, "linked": probability >= 0.5, "level": np.where(np.arange(size) % 3, "city", "province"),
    }  # fmt: skip
    return pd.DataFrame(rows)


def with_texts(sample):
    for side in ("child", "parent"):
        sample.rows[f"{side}_title"] = "甲办法"
        sample.rows[f"{side}_text"] = [f"第{k}项应当报备。" for k in sample.rows["item"]]
    return sample


def judged(sample, wrong=()):
    """A coder who takes every pair from 0.5 on for a link, but for some items."""
    says = (sample.rows["probability"] >= 0.5) ^ sample.rows["item"].isin(wrong)
    return pd.DataFrame({"item": sample.rows["item"], "verdict": np.where(says, "确认", "否定")})


def test_half_of_a_sample_are_links_and_every_row_knows_how_likely_it_was_drawn():
    people = population()
    sample = stratified(people, 120, by=["level"], seed=5)
    assert sample.rows["linked"].sum() == 60
    assert len(sample.rows) == 120
    assert not sample.rows.duplicated(["child"]).any()
    # The weights of what was drawn add up to the population, stratum by stratum.
    weights = sample.rows.groupby("stratum")["weight"].sum()
    assert np.allclose(weights, sample.strata.set_index("stratum")["population"])
    assert np.allclose(sample.rows["inclusion"] * sample.rows["weight"], 1)
    assert sample.strata["population"].sum() == len(people)


def test_the_same_seed_draws_the_same_rows_and_another_seed_others():
    once, again, other = (stratified(population(), 60, seed=seed).rows["child"].tolist() for seed in (1, 1, 2))
    assert once == again
    assert once != other


def test_small_strata_are_read_whole_and_doubtful_ones_most():
    given = allocate(np.array([300, 300, 1]), np.array([0.5, 0.99, 0.7]), 61)
    assert given.tolist() == [50, 10, 1]


def test_too_few_rows_for_the_strata_are_refused_with_the_least_number():
    with pytest.raises(CollectionError, match="至少抽"):
        stratified(population(), 6, by=["level"])
    with pytest.raises(CollectionError, match="没有列"):
        stratified(population(), 60, by=["colour"])


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_coder_sees_no_probability_and_no_verdict(tmp_path, suffix):
    sample = with_texts(stratified(population(), 40, seed=5))
    path = coding(sample, tmp_path / f"coder.{suffix}")
    cells = (
        pd.read_excel(path, header=None, dtype=str) if suffix == "xlsx" else pd.read_csv(path, header=None, dtype=str)
    )
    text = cells.astype(str).to_csv()
    assert "概率" not in text
    assert not any(f"{p:.6f}" in text or f"{p:.2f}" in text for p in sample.rows["probability"])
    # Nor does the order tell: links and others are mixed.
    assert sample.rows["linked"].ne(sample.rows["linked"].shift()).sum() > 10


def test_a_sheet_filled_in_comes_back_item_by_item(tmp_path):
    import openpyxl

    sample = with_texts(stratified(population(), 40, seed=5))
    path = coding(sample, tmp_path / "coder.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if row[0].value == "编号")
    at = {cell.value: cell.column for cell in head}
    for line, verdict in enumerate(["确认", "否定", "存疑", "y", "n"], start=head[0].row + 1):
        sheet.cell(line, at["判定"]).value = verdict
    book.save(path)
    read = read_coding(path)
    assert read["verdict"].tolist() == ["confirmed", "rejected", "unsure", "confirmed", "rejected"]
    assert read["item"].tolist() == [1, 2, 3, 4, 5]


def test_an_odd_verdict_is_refused_with_its_row():
    with pytest.raises(CollectionError, match="第3行"):
        read_coding(pd.DataFrame({"item": [1, 2], "verdict": ["确认", "也许"]}))
    with pytest.raises(CollectionError, match="缺少列"):
        read_coding(pd.DataFrame({"item": [1]}))


def test_a_coding_of_another_sample_is_refused():
    sample = stratified(population(), 40, seed=5)
    with pytest.raises(CollectionError, match="99"):
        sample.coded(pd.DataFrame({"item": [99], "verdict": ["确认"]}))


def test_a_sample_is_the_same_when_it_was_written_and_read(tmp_path):
    sample = with_texts(stratified(population(), 60, by=["level"], seed=5))
    again = read_sample(sample.write(tmp_path / "sample.csv"))
    pd.testing.assert_frame_equal(again.strata, sample.strata, check_dtype=False)
    both = [estimates(s.coded(judged(s, wrong=(1, 2))), draws=500) for s in (sample, again)]
    pd.testing.assert_frame_equal(*both)


def test_two_coders_who_differ_on_two_of_forty_items_and_settle_one():
    sample = stratified(population(), 40, seed=5)
    first, second = judged(sample), judged(sample, wrong=(1, 2))
    coded = sample.coded(first, second, settled=judged(sample)[:1])
    truth = coded.rows.set_index("item")["truth"]
    assert truth[1] in (0.0, 1.0)
    assert truth[2] == 0.5
    found = estimates(coded, draws=200)
    assert found.loc["agreement", "estimate"] == pytest.approx(38 / 40)
    assert found.loc["kappa", "low"] < found.loc["kappa", "estimate"] < found.loc["kappa", "high"]


def test_alpha_is_as_krippendorff_has_it_with_missing_verdicts_and_any_number_of_coders():
    verdicts = np.array([[1, 0, 1, 0, 1], [1, 0, 0, 0, np.nan], [1, np.nan, np.nan, np.nan, np.nan]])
    found = alpha_of_coders(verdicts)
    # Items 1 to 4 have 3, 2, 2 and 2 verdicts, 4 of 1 and 5 of 0 in all; only item 3 has a disagreement.
    observed, by_chance = 2 / 9, 2 * 4 * 5 / (9 * 8)
    assert found.loc["alpha", "estimate"] == pytest.approx(1 - observed / by_chance)
    assert found.loc["alpha", "items"] == 4
    assert np.isnan(alpha_of_coders(np.array([[1.0], [np.nan]])).loc["alpha", "estimate"])
    assert np.isnan(alpha_of_coders(np.ones((2, 3))).loc["alpha", "estimate"])


def test_kappa_is_as_cohen_has_it():
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: the example of textbooks, 0.4.
    one = np.array([1.0] * 25 + [0.0] * 25)
    other = np.array([1.0] * 20 + [0.0] * 5 + [1.0] * 10 + [0.0] * 15)
    assert agreement_of_coders(one, other).loc["kappa", "estimate"] == pytest.approx(0.4)


def test_precision_and_recall_take_the_weights_of_the_strata():
    people = population()
    sample = stratified(people, 120, seed=5)
    found = estimates(sample.coded(judged(sample)), draws=500)
    assert found.loc["precision", "estimate"] > 0.97
    assert found.loc["recall", "estimate"] > 0.93
    assert found.loc["links", "estimate"] == pytest.approx(people["linked"].sum(), rel=0.07)
    # Where all of one small stratum is wrong, precision falls by its share of the links and not of the rows.
    low = sample.rows[sample.rows["linked"] & (sample.rows["probability"] < 0.65)]
    worse = estimates(sample.coded(judged(sample, wrong=low["item"])), draws=500)
    share = (people["linked"] & (people["probability"] < 0.65)).sum() / people["linked"].sum()
    assert found.loc["precision", "estimate"] - worse.loc["precision", "estimate"] == pytest.approx(share, abs=0.03)


def test_a_higher_cut_off_is_more_precise_and_finds_less():
    sample = stratified(population(), 120, seed=5)
    dice = np.random.default_rng(0)
    says = np.where(dice.random(120) < sample.rows["probability"], "确认", "否定")
    cuts = at_cutoffs(sample.coded(pd.DataFrame({"item": sample.rows["item"], "verdict": says})), draws=500)
    assert cuts["recall"].is_monotonic_decreasing
    assert cuts["links"].is_monotonic_decreasing
    assert cuts["precision"].iloc[-1] > cuts["precision"].iloc[0] + 0.2
    assert (cuts["precision_low"] <= cuts["precision"]).all()


@pytest.mark.parametrize("shift", [-1.0, 0.0, 1.0])
def test_intervals_hold_the_truth_about_as_often_as_they_say(shift):
    # 150 samples: 0.95 less three standard errors is 0.897.
    from importlib.util import module_from_spec, spec_from_file_location
    from pathlib import Path

    spec = spec_from_file_location("validation", Path(__file__).parents[2] / "benchmarks" / "validation.py")
    benchmark = module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    benchmark.DRAWS = 400
    held = benchmark.held(shift, rows=120, groups=1, repeats=150)
    for figure in ("precision", "recall", "links"):
        assert held[f"{figure} held"] >= 0.89
    assert abs(held["precision bias"]) < 0.02
