"""The blocked, sparse computations against plain loops over the same texts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policycompare.aligning import candidates as _candidates
from policycompare.aligning import clause_scores as _clauses
from policycompare.aligning import part_layout as _layout
from policycompare.aligning.candidates import candidates
from policycompare.aligning.clause_scores import NO_SUBSTITUTE, SAME_USE, compare_clauses
from policycompare.aligning.compared_texts import compared_texts, letters, vocabulary
from policycompare.reading import parse

BODIES = st.lists(
    st.lists(
        st.sampled_from(
            ["落实安全责任制度", "每季度组织应急演练", "受理群众投诉举报", "公开举报电话", "储备救援物资装备"]
        ),
        min_size=1,
        max_size=3,
    ).map("。".join),
    min_size=1,
    max_size=5,
)


def document(bodies):
    return parse("措施\n" + "".join(f"{n}.{body}。\n" for n, body in enumerate(bodies, 1)))


def compared(left, right):
    child, parent = compared_texts(document(left)), compared_texts(document(right))
    spelled = letters(child, parent)
    words, vectors = vocabulary(child, parent)
    pairs = candidates(spelled, words, vectors)
    return child, parent, pairs, spelled, words, vectors, compare_clauses(child, parent, pairs, spelled, words, vectors)


def provision(starts, k):
    return range(starts[k], starts[k + 1])


@settings(deadline=None, max_examples=40)
@given(BODIES, BODIES)
def test_what_is_carried_and_meant_is_what_a_plain_loop_finds(left, right):
    child, parent, pairs, spelled, words, vectors, scores = compared(left, right)
    shared = (spelled.child.multiply(spelled.weight[None, :]).tocsr() @ spelled.parent.T).toarray()
    mass = np.asarray(spelled.child @ spelled.weight)
    for k, (i, j) in enumerate(zip(pairs.rows, pairs.columns, strict=True)):
        lines = provision(child.starts, i)
        best = [max(shared[a, b] for b in provision(parent.starts, j)) for a in lines]
        assert scores.child_carried[k] == pytest.approx(sum(best) / sum(mass[a] for a in lines), abs=1e-5)
        mine = {w for a in lines for w in words.child.indices[slice(*words.child.indptr[a : a + 2])]}
        theirs = {
            w for b in provision(parent.starts, j) for w in words.parent.indices[slice(*words.parent.indptr[b : b + 2])]
        }
        found = 0.0
        for w in mine:
            near = [float(vectors[w] @ vectors[u]) for u in theirs]
            most = max((max(n - NO_SUBSTITUTE, 0) * SAME_USE / (1 - NO_SUBSTITUTE) for n in near), default=0.0)
            found += words.weight[w] * (1.0 if w in theirs else most)
        assert scores.child_meant[k] == pytest.approx(found / sum(words.weight[w] for w in mine), abs=1e-4)
    assert np.isfinite(scores.meaning_won).all()
    assert (scores.meaning_won >= 0).all()


@settings(deadline=None, max_examples=20)
@given(BODIES, BODIES)
def test_blocks_of_any_size_give_the_same(left, right):
    whole = compared(left, right)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_layout, "CELLS", 10)
        patch.setattr(_layout, "WHOLE", 10)
        patch.setattr(_candidates, "BLOCK_CELLS", 1)
        parts = compared(left, right)
    assert (whole[2].rows == parts[2].rows).all()
    assert (whole[2].columns == parts[2].columns).all()
    for name in _clauses.ClauseScores.__slots__:
        assert np.allclose(getattr(whole[-1], name), getattr(parts[-1], name), atol=1e-5)


@settings(deadline=None, max_examples=20)
@given(BODIES, BODIES)
def test_documents_compared_as_one_board_give_to_the_last_digit_what_they_give_pair_by_pair(left, right):
    as_board = compared(left, right)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_layout.Board, "FILLED", 2.0)
        by_pair = compared(left, right)
    for name in _clauses.ClauseScores.__slots__:
        assert np.array_equal(getattr(as_board[-1], name), getattr(by_pair[-1], name))


@settings(deadline=None, max_examples=20)
@given(BODIES, BODIES)
def test_what_two_clauses_share_does_not_depend_on_which_belongs_to_the_child(left, right):
    there, back = compared(left, right), compared(right, left)
    for k, (i, j) in enumerate(zip(there[2].rows, there[2].columns, strict=True)):
        other = back[2].at(int(j), int(i))
        assert other is not None
        assert math.isclose(there[-1].child_carried[k], back[-1].parent_carried[other], abs_tol=1e-4)
        assert math.isclose(there[-1].child_meant[k], back[-1].parent_meant[other], abs_tol=1e-4)
        assert math.isclose(there[-1].meaning_won[k], back[-1].meaning_won[other], abs_tol=1e-4)


def test_candidates_are_the_nearest_on_either_side(chongming, national):
    child, parent = compared_texts(chongming), compared_texts(national)
    spelled = letters(child, parent)
    words, vectors = vocabulary(child, parent)
    pairs = candidates(spelled, words, vectors, most=3)
    every = candidates(spelled, words, vectors, most=100)
    assert len(every) == 81 * 71
    per_child, per_parent = np.bincount(pairs.rows, minlength=81), np.bincount(pairs.columns, minlength=71)
    assert per_child.min() >= 3
    assert per_parent.min() >= 3
    assert len(pairs) <= 3 * (81 + 71)
    assert set(zip(pairs.rows.tolist(), pairs.columns.tolist(), strict=True)) <= set(
        zip(every.rows.tolist(), every.columns.tolist(), strict=True)
    )


def test_a_word_stands_for_another_that_is_used_alike():
    left, right = ["公开投诉电话"], ["公开举报电话", "储备救援物资装备"]
    *_, scores = compared(left, right)
    assert scores.child_meant[0] > 0.5
    assert scores.child_meant[0] > scores.child_carried[0]
    assert scores.child_meant[1] < 0.4


@given(st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=6), min_size=1, max_size=9), st.integers(0, 3))
def test_the_largest_of_runs_is_what_numpy_finds_by_its_slow_way(runs, width):
    slots = np.concatenate([np.array(run) for run in runs])
    table = np.random.default_rng(3).random((5, width), dtype=np.float32)[slots]
    sizes = np.array([len(run) for run in runs])
    starts = np.cumsum(sizes) - sizes
    found = _layout.largest_of_runs(table, starts, sizes)
    assert (found == np.maximum.reduceat(table, starts, axis=0)).all()
