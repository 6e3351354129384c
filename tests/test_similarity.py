from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from policycompare import similarity

TEXTS = st.lists(st.text(alphabet="安全生产责任检查，。ab1𬭚", max_size=12), min_size=1, max_size=5)


def slow_bigrams(text):
    return [text[i : i + 2] for i in range(len(text) - 1) if text[i].isalnum() and text[i + 1].isalnum()]


def slow_cosine(a, b, weight):
    def vector(text):
        grams = slow_bigrams(text) if len(text) > 1 else ([text] if text.isalnum() else [])
        return {g: (1 + math.log(grams.count(g))) * weight[g] for g in set(grams)}

    left, right = vector(a), vector(b)
    norms = math.sqrt(sum(v * v for v in left.values())) * math.sqrt(sum(v * v for v in right.values()))
    return sum(v * right.get(g, 0) for g, v in left.items()) / norms if norms else 0.0


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_the_sparse_cosine_equals_a_plain_one(left, right):
    texts = [*left, *right]
    counts, vocabulary = similarity.incidence([similarity.bigram_codes(t) for t in texts])
    weight = np.linspace(0.5, 2, len(vocabulary))
    by_gram = {}
    for text in texts:
        grams = slow_bigrams(text) if len(text) > 1 else ([text] if text.isalnum() else [])
        for gram, code in zip(grams, similarity.bigram_codes(text), strict=True):
            by_gram[gram] = weight[np.searchsorted(vocabulary, code)]
    fast = similarity.cosine(counts[: len(left)], counts[len(left) :], weight)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            assert math.isclose(fast[i, j], slow_cosine(a, b, by_gram), abs_tol=1e-9)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_shared_weight_is_symmetric_and_at_most_either_weight(left, right):
    counts, vocabulary = similarity.incidence([similarity.bigram_codes(t) for t in (*left, *right)])
    weight = np.ones(len(vocabulary))
    a, b = counts[: len(left)], counts[len(left) :]
    shared, mass_a, mass_b = similarity.shared_weight(a, b, weight)
    again, _, _ = similarity.shared_weight(b, a, weight)
    assert np.allclose(shared, again.T)
    assert (shared <= np.minimum(mass_a[:, None], mass_b[None, :]) + 1e-9).all()


def test_fuzzy_scores_are_rapidfuzz_scores_as_shares():
    scores = similarity.fuzzy(["落实责任", "加强检查"], ["落实责任制"], fuzz.ratio)
    assert np.allclose(scores[:, 0], [fuzz.ratio(t, "落实责任制") / 100 for t in ("落实责任", "加强检查")])


def test_stock_phrases_weigh_less_than_rare_wording():
    counts, vocabulary = similarity.incidence([similarity.bigram_codes(t) for t in ("应当加强", "密室逃脱")])
    weight = dict(zip(vocabulary.tolist(), similarity.weights(counts, vocabulary), strict=True))
    stock, rare = (similarity.bigram_codes(t)[0] for t in ("应当", "密室"))
    assert weight[int(stock)] < 0.6 * weight[int(rare)]
