"""Precision, recall and corrected counts from a coded sample, with intervals.

Within a stratum the rows were drawn at random, so that what was read there says what is true there (design-based
inference; Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992). The number of true links of a stratum
is what was found among the rows read plus what is to be expected among the others. Intervals are those of a finite
population after a sample (W. A. Ericson, Subjective Bayesian models in sampling finite populations, 1969): the share of
true links of each stratum is drawn from a beta distribution, the rows that were not read are drawn by it, and the
figure is taken of the whole; the middle 95 % of many such draws are the interval. The prior of a stratum weighs as much
as one row (as Jeffreys' does, whose intervals Brown, Cai and DasGupta recommend in Interval Estimation for a Binomial
Proportion, 2001) and lies where the model's mean probability does, moved by what the whole sample says of the model (D.
R. Cox, Two further applications of a model for binary regression, 1958: calibration in the large). How often such
intervals hold the truth is measured in ``benchmarks/validation.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.errors import CollectionError
from policycompare.frames import noticed
from policycompare.messages import message
from policycompare.validating.coding import agreement_of_coders, alpha_of_coders

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policycompare.validating.sampling import Sample

    Values = NDArray[np.float64]

PRIOR = 1.0
"""Rows that the prior of a stratum weighs."""
STEPS = 40
"""Steps of Newton's method, of at most 1 each."""
LEAST_INFORMATION = 0.25
"""Information of the half rows that are added."""
LEAST_DOUBT = 0.25
"""Rows that the prior has at least on either side when an interval is drawn: ten of ten right prove no certainty."""
LEAST_WEIGHT = 0.5
"""Weight of the draws of a stratum of which hardly anything was read."""
DRAWS = 4000
"""Draws of an interval."""
LEVEL = 0.95
"""Share of the draws that an interval holds."""


@dataclass(frozen=True, eq=False)
class Rates:
    """The share of true links in each stratum of a coded sample.

    Attributes
    ----------
    linked
        Whether the program says so; shape (strata,).
    population, read, true
        Rows of the collection, rows that were read with a verdict, and true ones among them.
    prior
        Mean probability of the model.
    """

    linked: NDArray[np.bool_]
    population: Values
    read: Values
    true: Values
    prior: Values

    @classmethod
    def of(cls, sample: Sample) -> Rates:
        """Return the rates of a coded sample; raises `CollectionError` where it is not coded."""
        if not sample.is_coded:
            raise CollectionError(message("the sample is not coded yet; give what coders said: sample.coded(FILE, …)"))
        known = sample.rows[sample.rows["truth"].notna()].groupby("stratum")["truth"]
        strata = sample.strata.set_index("stratum")
        return cls(
            strata["linked"].to_numpy(dtype=bool),
            strata["population"].to_numpy(dtype=float),
            known.size().reindex(strata.index, fill_value=0).to_numpy(dtype=float),
            known.sum().reindex(strata.index, fill_value=0.0).to_numpy(dtype=float),
            strata["probability"].to_numpy(dtype=float),
        )

    @cached_property
    def _shift(self) -> tuple[float, float]:
        """How far the model's log-odds are off in the sample as a whole, and its standard error.

        A logistic regression with the model's log-odds as offset and nothing but an intercept, half a row true and half
        a row false added, so that it is finite.
        """
        read, odds, shift = self.read, self._odds, 0.0
        for _ in range(STEPS):
            share = _probability(odds + shift)
            information = float((read * share * (1 - share)).sum()) + LEAST_INFORMATION
            missed = float(self.true.sum() - (read * share).sum()) + 0.5 - _probability(np.array([shift]))[0]
            shift += float(np.clip(missed / information, -1, 1))
        return shift, information**-0.5

    @property
    def _odds(self) -> Values:
        prior = np.clip(self.prior, 1e-3, 1 - 1e-3)
        odds: Values = np.log(prior / (1 - prior))
        return odds

    @property
    def share(self) -> Values:
        """Expected share of true links among the rows of each stratum that were not read, 0 to 1."""
        prior = _probability(self._odds + self._shift[0])
        return (self.true + PRIOR * prior) / (self.read + PRIOR)

    def drawn_shares(self, draws: int, dice: np.random.Generator) -> Values:
        """Return draws of the share of true links, shape (draws, strata)."""
        shift, error = self._shift
        prior = _probability(self._odds + dice.normal(shift, error, size=(draws, 1)))
        true = self.true + np.maximum(PRIOR * prior, LEAST_DOUBT)
        wrong = self.read - self.true + np.maximum(PRIOR * (1 - prior), LEAST_DOUBT)
        # So much that the variance is about share * (1 - share) / rows, as a mean of so many rows has it.
        weight = np.maximum(self.read - 1, LEAST_WEIGHT) / (true + wrong)
        return dice.beta(weight * true, weight * wrong)

    def drawn_totals(self, draws: int, dice: np.random.Generator) -> Values:
        """Return draws of the number of true links of each stratum, shape (draws, strata)."""
        unread = np.round(self.population - self.read).astype(np.int64)
        return self.true + dice.binomial(unread, self.drawn_shares(draws, dice))

    @property
    def totals(self) -> Values:
        """Expected number of true links of each stratum."""
        return self.true + (self.population - self.read) * self.share


def estimates(sample: Sample, *, draws: int = DRAWS, seed: int = 0) -> pd.DataFrame:
    """Return precision, recall and the number of true links of a coded sample, each with its interval.

    Parameters
    ----------
    sample
        Coded.
    draws, seed
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        Rows ``precision``, ``recall``, ``f1`` (0 to 1), ``links`` (true ones in the collection), ``agreement`` and
        ``kappa`` (of two coders, see `agreement_of_coders`; with three or more of each two in turn, named by their
        numbers) and ``alpha`` (of all coders, see `alpha_of_coders`); columns ``estimate``, ``low``, ``high`` (95 %)
        and ``items`` (read with a verdict). Recall is among the pairs of provisions from which the sample was drawn:
        those of at least the lowest probability that is kept.

    Raises
    ------
    CollectionError
        It is not coded.
    """
    rates = Rates.of(sample)
    totals = rates.drawn_totals(draws, np.random.default_rng(seed))
    drawn = figures_of(totals, rates)
    middle = figures_of(rates.totals[None, :], rates)
    items = int(rates.read.sum())
    rows = {}
    for name, values in drawn.items():
        rows[name] = (float(middle[name][0]), *interval(values), items)
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["estimate", "low", "high", "items"])
    parts = [frame]
    for first in range(len(sample.coders)):
        for second in range(first + 1, len(sample.coders)):
            one, other = (sample.rows[sample.coders[k]].to_numpy(dtype=float) for k in (first, second))
            agreed = agreement_of_coders(one, other, seed)
            if len(sample.coders) > 2:
                agreed = agreed.rename(index=lambda name, a=first + 1, b=second + 1: f"{name} {a}-{b}")
            parts.append(agreed)
    if len(sample.coders) > 1:
        parts.append(alpha_of_coders(sample.rows[list(sample.coders)].to_numpy(dtype=float).T, seed))
    return noticed(pd.concat(parts), sample.notices)


def at_cutoffs(sample: Sample, *, draws: int = DRAWS, seed: int = 0) -> pd.DataFrame:
    """Return precision and recall at other cut-offs from the same coded sample: at each band's lower end.

    Returns
    -------
    pandas.DataFrame
        ``threshold``, ``links`` (at this cut-off), ``precision``, ``precision_low``, ``precision_high``, ``recall``,
        ``recall_low``, ``recall_high``, ``f1``; 95 % intervals as in `estimates`.

    Raises
    ------
    CollectionError
        It is not coded.
    """
    rates = Rates.of(sample)
    totals = rates.drawn_totals(draws, np.random.default_rng(seed))
    lowest = sample.strata["from"].to_numpy(dtype=float)
    cuts = np.unique(lowest)
    rows = []
    for cut in cuts.tolist():
        at_cut = replace(rates, linked=lowest >= cut)
        drawn, middle = figures_of(totals, at_cut), figures_of(rates.totals[None, :], at_cut)
        named = [float(rates.population[at_cut.linked].sum())]
        for name in ("precision", "recall"):
            named += [float(middle[name][0]), *interval(drawn[name])]
        rows.append((cut, *named, float(middle["f1"][0])))
    ends = ("", "_low", "_high")
    columns = [f"{name}{end}" for name in ("precision", "recall") for end in ends]
    frame = pd.DataFrame(rows, columns=["threshold", "links", *columns, "f1"])
    return noticed(frame.astype({"links": "int64"}), sample.notices)


def figures_of(totals: Values, rates: Rates) -> dict[str, Values]:
    """Return precision, recall, F1 and links of numbers of true links, shape (draws, strata)."""
    found = totals[:, rates.linked].sum(axis=1)
    there = totals.sum(axis=1)
    claimed = float(rates.population[rates.linked].sum())
    return {
        "precision": found / max(claimed, 1.0),
        "recall": np.divide(found, there, out=np.ones_like(found), where=there > 0),
        "f1": 2 * found / np.maximum(there + claimed, 1.0),
        "links": there,
    }


def _probability(odds: Values) -> Values:
    out: Values = 1 / (1 + np.exp(-odds))
    return out


def interval(values: Values) -> tuple[float, float]:
    """Return the middle `LEVEL` of some draws."""
    low, high = np.quantile(values, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return float(low), float(high)
