from __future__ import annotations

import pytest

import policycompare as pc
from policycompare import plots
from policycompare.evaluating.learning_curve import learning_curve


@pytest.fixture(scope="module")
def curve(pairs):
    return learning_curve(pairs, sizes=(1, 50), draws=3)


def test_every_draw_has_its_sizes_and_all_and_never_measures_on_a_field_it_was_fitted_on(curve):
    assert curve["size"].tolist() == ["1", "all"] * 3
    whole = curve[curve["size"] == "all"]
    assert (whole.pairs + whole.held_out == 4).all()
    assert set(whole.held_out) <= {1, 2}
    assert curve[["unseen_f1", "seen_f1"]].stack().between(0, 1).all()


def test_the_same_gold_gives_the_same_curve_whatever_else_is_drawn(curve, pairs):
    assert learning_curve(pairs, sizes=(1,), draws=1).equals(curve.head(2))


def test_gold_of_one_field_has_no_learning_curve(pairs):
    with pytest.raises(pc.AlignmentError, match="各对都属一个领域"):
        learning_curve([pairs[0], pairs[3]])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_figure_shows_the_mean_of_each_size_and_every_draw(curve, language):
    axes = plots.learning_curve(curve, language).axes[0]
    line = axes.lines[0]
    assert list(line.get_ydata()) == pytest.approx(curve.groupby("size", sort=False).unseen_f1.mean().tolist())
    assert len(axes.collections[0].get_offsets()) == len(curve)
