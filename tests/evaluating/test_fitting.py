from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from policycompare.evaluating import fitting
from policycompare.evaluating.evaluation import Evaluation, cross_validated_baseline
from policycompare.evaluating.gold import Gold, read_gold
from policycompare.evaluating.metrics import link_metrics, precision_recall

FIELDS = {"水", "火", "路"}


def test_no_pair_of_the_same_field_is_ever_trained_on(pairs, monkeypatch):
    seen = []
    fit = fitting.fit_links
    monkeypatch.setattr(
        fitting, "fit_links", lambda training: seen.append({t.field for t in training}) or fit(training)
    )
    found = fitting.left_out([fitting.Training.of(p) for p in pairs])
    assert len(seen) == 3
    assert {frozenset(fields) for fields in seen} == {frozenset(FIELDS - {field}) for field in FIELDS}
    assert [p.shape for p in found] == [(2, 3)] * 4


def test_many_fields_are_left_out_in_few_folds_and_the_order_of_pairs_does_not_matter(pairs):
    one = fitting.Training.of(pairs[0])
    many = [replace(one, field=f"{n % 25:02}") for n in range(60)]
    fold = fitting.field_folds(many)
    assert len(set(fold)) == fitting.FIELD_FOLDS
    assert (fitting.field_folds(many[::-1])[::-1] == fold).all()
    assert len({(t.field, f) for t, f in zip(many, fold.tolist(), strict=True)}) == 25


def test_pairs_of_a_single_field_are_measured_each_within_itself(pairs):
    evaluation = Evaluation([pairs[0], pairs[3]])
    assert evaluation.way == "cross-validated"
    assert set(evaluation.methods([]).decision) == {"cross-validated"}


def test_the_mean_of_each_group_and_of_all_pairs_is_the_mean_of_the_table(pairs):
    evaluation = Evaluation(pairs)
    methods = evaluation.methods(["rapidfuzz ratio"])
    means = evaluation.means(methods).set_index(["method", "decision"])
    assert list(means.columns) == ["laws", "plans", "all"]
    ours = methods[methods.method == "policycompare"]
    assert means.loc[("policycompare", "left out by field"), "all"] == pytest.approx(ours.links_f1.mean())
    assert len(means) == 3
    assert set(methods.field) == FIELDS


def test_a_pair_with_two_readers_is_scored_against_both(pairs):
    child, parent = pairs[0].child, pairs[0].parent
    other = read_gold(pd.DataFrame({"child": ["1", "2"], "parent": ["1", ""]}), child, parent)
    both = replace(pairs[0], gold=Gold.common([pairs[0].gold, other]), readings=(pairs[0].gold, other))
    evaluation = Evaluation([both, *pairs[1:3]])
    linked = evaluation.probabilities[0] >= 0.5
    expected = [link_metrics(linked, gold).loc["links", "f1"] for gold in both.readings]
    methods = evaluation.methods([])
    assert methods.loc[0, "links_f1"] == pytest.approx(sum(expected) / 2)
    assert evaluation.agreement()[["pair", "readers", "f1"]].to_numpy().tolist() == [["水", 2, pytest.approx(2 / 3)]]


def test_the_model_says_in_few_words_on_what_it_was_fitted(pairs):
    origin = fitting.fit_model(pairs, "2026-01-01").origin
    assert origin["pairs"] == {"水": "水", "火": "火", "路": "路", "again": "水"}
    assert (origin["links"], origin["unsure"], origin["documents"]["count"]) == (8, 0, 8)
    assert set(origin["left_out_by_field_f1"]) == {"laws", "plans", "all"}


def slow_baseline(scores, gold, decision):
    """The plain way: every threshold tried on the other folds, one by one."""
    fold = fitting.folds(len(scores))
    best = np.arange(scores.shape[1])[None, :] == scores.argmax(axis=1)[:, None]
    linked = np.zeros(scores.shape, dtype=bool)
    grid = np.round(np.arange(0.02, 0.995, 0.01), 2)
    for k in range(fitting.FOLDS):
        tried = []
        for threshold in grid:
            found = ((scores >= threshold) & (best if decision == "best match" else True))[fold != k]
            true, free = gold.linked[fold != k], ~gold.neutral[fold != k]
            counts = (found & true & free).sum(), (found & ~true & free).sum(), (~found & true & free).sum()
            tried.append(precision_recall(*map(int, counts))[2])
        equal = np.flatnonzero(np.array(tried) >= max(tried) - 1e-12)
        chosen = (scores >= grid[equal[len(equal) // 2]]) & (best if decision == "best match" else True)
        linked[fold == k] = chosen[fold == k]
    return link_metrics(linked, gold)


@pytest.mark.parametrize("decision", ["best match", "all above"])
@pytest.mark.parametrize("seed", range(3))
def test_the_threshold_of_a_baseline_is_the_one_that_trying_all_finds(decision, seed):
    random = np.random.default_rng(seed)
    linked = random.random((23, 17)) < 0.1
    neutral = (random.random(linked.shape) < 0.05) & ~linked
    scores = np.round(np.clip(0.4 * linked + random.random(linked.shape) * 0.6, 0, 1), 2)
    gold = Gold(linked, neutral, {})
    assert cross_validated_baseline(scores, gold, decision).equals(slow_baseline(scores, gold, decision))


def test_pairs_with_third_documents_have_weights_of_their_own_and_leave_the_others_alone(pairs):
    neighbours = pairs[0].child, pairs[3].child
    some = [replace(pair, beside=neighbours) for pair in pairs]
    plain, model = fitting.fit_model(pairs), fitting.fit_model(some)
    assert replace(model, further={}) == plain
    assert model.further["beside"].features == fitting.BESIDE_NAMES
    assert (model.further["beside"].origin["pairs"], model.further["beside"].origin["third_documents"]) == (4, 8)
    assert fitting.fit_model([replace(pair, beside=neighbours[:1]) for pair in pairs]).further == {}


def test_weights_for_third_documents_are_left_out_by_field_as_the_others_are(pairs, monkeypatch):
    training = [fitting.Training.of(replace(pair, beside=(pairs[0].child, pairs[3].child))) for pair in pairs]
    seen = []
    fit = fitting.fit_links
    monkeypatch.setattr(
        fitting,
        "fit_links",
        lambda training, *names: seen.append(frozenset(t.field for t in training)) or fit(training, *names),
    )
    fitting.left_out(training)
    assert sorted(map(sorted, seen)) == sorted(sorted(FIELDS - {field}) for field in FIELDS for _ in range(2))
