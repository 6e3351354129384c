from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from policycompare.language import ngrams as bags
from policycompare.language import term_weights as similarity

TEXTS = st.lists(st.text(alphabet="安全生产责任检查，。ab1𬭚", max_size=12), min_size=1, max_size=5)


def slow_bigrams(text):
    if len(text) == 1:
        return [text] if text.isalnum() else []
    return [text[i : i + 2] for i in range(len(text) - 1) if text[i].isalnum() and text[i + 1].isalnum()]


def slow_cosine(a, b):
    left, right = ({g: 1 + math.log(t.count(g)) for g in t} for t in (slow_bigrams(a), slow_bigrams(b)))
    norms = math.sqrt(sum(v * v for v in left.values())) * math.sqrt(sum(v * v for v in right.values()))
    return sum(v * right.get(g, 0) for g, v in left.items()) / norms if norms else 0.0


@settings(deadline=None)
@given(TEXTS)
def test_bigrams_are_counted_as_a_plain_loop_counts_them(texts):
    counts, vocabulary = bags.bigram_counts(texts)
    assert counts.shape == (len(texts), len(vocabulary))
    for row, text in zip(counts.toarray(), texts, strict=True):
        grams = slow_bigrams(text)
        assert sorted(row[row > 0]) == sorted(grams.count(g) for g in set(grams))
    assert len(vocabulary) == len({g for text in texts for g in slow_bigrams(text)})


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_the_sparse_cosine_equals_a_plain_one(left, right):
    counts, vocabulary = bags.bigram_counts([*left, *right])
    fast = similarity.cosine(counts[: len(left)], counts[len(left) :], np.ones(len(vocabulary)))
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            assert math.isclose(fast[i, j], slow_cosine(a, b), abs_tol=1e-9)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_shared_weight_is_symmetric_and_at_most_either_weight(left, right):
    counts, vocabulary = bags.bigram_counts([*left, *right])
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
    def weight(text):
        return similarity.weights(*bags.bigram_counts([text]))[0]

    assert weight("应当") < 0.6 * weight("密室")
