from __future__ import annotations

import pytest

from policycompare.cli.review_command import with_default_command


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("review a b", "review decide a b"),
        ("review decide a b", "review decide a b"),
        ("review --who 王 status a b", "review status --who 王 a b"),
        ("review a b --decisions read", "review decide a b --decisions read"),
        ("review ./read b", "review decide ./read b"),
        ("review --help", "review --help"),
        ("review", "review"),
        ("--lang en review --blind a b", "--lang en review decide --blind a b"),
        ("compare review a", "compare review a"),
    ],
)
def test_the_way_of_a_review_may_be_left_out(given, meant):
    assert with_default_command(given.split()) == meant.split()
