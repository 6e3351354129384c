from __future__ import annotations

import numpy as np

from policycompare.aligning.features import AGAINST, FEATURES
from policycompare.aligning.model import fit, probability, shipped_model


def test_the_shipped_model_has_a_weight_of_the_right_sign_for_every_feature():
    model = shipped_model()
    assert model.features == FEATURES.keys
    for name, weight in zip(model.features, model.weights, strict=True):
        assert weight <= 0 if name in AGAINST else weight >= 0
    assert set(model.origin) >= {"pairs", "documents", "left_out_by_field_f1"}


def test_fitting_finds_the_feature_that_decides_and_repeats_to_the_digit():
    random = np.random.default_rng(0)
    values = random.normal(size=(2000, 3))
    linked = random.random(2000) < probability(4 * values[:, 0] - 2)
    weights, intercept = fit(values, linked, ("cosine", "words", "kind"))
    assert weights[0] > 2
    assert abs(weights[1]) < 0.4
    assert weights[2] <= 0
    again, same = fit(values, linked, ("cosine", "words", "kind"))
    assert (weights == again).all()
    assert intercept == same
