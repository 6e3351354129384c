from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from policycompare.aligning.candidate_pairs import CandidatePairs, best_other, greatest, rank
from policycompare.aligning.links import connected_groups

GROUPED = st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.integers(0, 3)), min_size=1, max_size=12)


@given(GROUPED)
def test_ranks_and_best_others_are_those_of_a_plain_loop(items):
    values, owners = np.array([v for v, _ in items]), np.array([g for _, g in items])
    others = best_other(values, owners)
    ranks = rank(values, owners)
    for k, (value, group) in enumerate(items):
        rest = [v for j, (v, g) in enumerate(items) if g == group and j != k]
        assert others[k] == max(rest, default=0.0)
        assert ranks[k] == 1 + sum(v > value for v in rest)
    for group in range(4):
        assert greatest(values, owners, 4)[group] == max((v for v, g in items if g == group), default=0.0)


@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 3))))
def test_a_pair_is_found_where_it_is(cells):
    ordered = sorted(cells)
    pairs = CandidatePairs(
        np.array([i for i, _ in ordered], dtype=int), np.array([j for _, j in ordered], dtype=int), (5, 4)
    )
    spread = pairs.spread(np.arange(1, len(pairs) + 1))
    for i in range(5):
        assert pairs.rows[pairs.of_row(i)].tolist() == [a for a, _ in ordered if a == i]
        for j in range(4):
            at = pairs.at(i, j)
            assert (at is not None) == ((i, j) in cells)
            assert spread[i, j] == (0 if at is None else at + 1)


@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1))
def test_links_that_share_a_provision_are_one_group(cells):
    ordered = sorted(cells)
    rows, columns = (np.array(side) for side in zip(*ordered, strict=True))
    found = connected_groups(rows, columns)
    for a, (i, j) in enumerate(ordered):
        for b, (k, n) in enumerate(ordered):
            if i == k or j == n:
                assert found[a] == found[b]
    assert sorted(set(found.tolist())) == list(range(len(set(found.tolist()))))
