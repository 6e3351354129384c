"""Counts of a collection corrected for the error that a coded sample shows, beside the raw ones.

A count of links that are wrong in part, or missed in part, is biased; what is read of a sample says by how much (W. J.
Rogan and B. Gladen, Estimating prevalence from the results of a screening test, 1978). Here the sample is stratified by
the program's own probability, so that the correction is taken stratum by stratum: a pair that was read counts as it was
read, and one that was not with the share of true ones in its stratum. Each figure is a function of which pairs are
links. For its interval truths of all pairs are drawn again and again from what the sample says, and the figure is taken
of each (multiple imputation: D. B. Rubin, Multiple Imputation for Nonresponse in Surveys, 1987). Pairs of one stratum
are taken as alike, and as right or wrong independently of each other.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from policycompare.cascading.times import link_times
from policycompare.errors import CollectionError
from policycompare.frames import noticed
from policycompare.messages import message
from policycompare.validating.estimates import Rates, interval
from policycompare.validating.sampling import BANDS, ENDS, Sample, strata_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Integers = NDArray[np.int64]

KEYS = ["figure", "parent_document", "region", "level", "date"]
_PROVISION = ["parent_document", "parent"]


def population(
    candidates: pd.DataFrame,
    documents: pd.DataFrame,
    provisions: pd.DataFrame,
    times: pd.DataFrame,
    threshold: float,
) -> pd.DataFrame:
    """Return the pairs of provisions that samples are drawn from.

    Returns
    -------
    pandas.DataFrame
        `ENDS`, ``probability``, ``linked`` (at the cut-off), ``level``, ``region``, ``place`` of the child,
        ``formal`` (whether the parent's provision is one that every law has), and ``adopted_date`` (see
        `diffusion.adoptions`; ``""`` where it is doubtful).
    """
    where = documents.set_index("document")
    found = candidates[[*ENDS, "probability"]].reset_index(drop=True)
    found["linked"] = found["probability"] >= threshold
    for name in ("level", "region", "place"):
        found[name] = found["child_document"].map(where[name])
    formal = provisions.set_index(["document", "label"])["formal"]
    keys = pd.MultiIndex.from_frame(found[_PROVISION])
    doubtful = found["child_document"].map(where["doubt"]) != ""
    dates = link_times(found, times)["adopted_date"]
    found["adopted_date"] = dates.where(~doubtful, "")
    found["formal"] = formal.reindex(keys).to_numpy(dtype=bool)
    return found


def with_texts(sample: Sample, provisions: pd.DataFrame, titles: Mapping[str, str], notices: Sequence[str]) -> Sample:
    """Return a sample with the titles and texts that a coder reads."""
    texts = provisions.set_index(["document", "label"])["text"]
    rows = sample.rows
    for side in ("child", "parent"):
        keys = pd.MultiIndex.from_frame(rows[[f"{side}_document", side]])
        rows[f"{side}_title"] = rows[f"{side}_document"].map(titles)
        rows[f"{side}_text"] = texts.reindex(keys).to_numpy()
    columns = ["item", *ENDS, "probability", "linked", "stratum", "inclusion", "weight"]
    texts_of = ["child_title", "child_text", "parent_title", "parent_text"]
    return Sample(noticed(rows[[*columns, *texts_of]], notices), sample.strata)


def corrected(
    pairs_of_provisions: pd.DataFrame,
    pairs: pd.DataFrame,
    documents: pd.DataFrame,
    provisions: pd.DataFrame,
    sample: Sample,
    *,
    draws: int = 400,
    seed: int = 0,
) -> pd.DataFrame:
    """Return counts of a collection raw, weighted by probability, and corrected by a coded sample.

    Parameters
    ----------
    pairs_of_provisions
        See `population`.
    pairs, documents, provisions
        Of the collection.
    sample
        Coded, drawn from this collection at this cut-off.
    draws, seed
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        ``figure``; ``parent_document``, ``region``, ``level`` and ``date`` where it is of one parent, of the documents
        of one region and level, or up to the end of a year, else empty; ``raw`` (of the links), ``weighted`` (expected
        by the model's probabilities), ``corrected``, ``low`` and ``high`` (95 %). Figures: ``links``; ``adoptions``
        (provisions of a parent × documents that took them up); ``adopted_provisions``; ``share_mean`` and
        ``share_any`` (as `diffusion.coverage` has them); ``diffusion`` (provisions × places that took them up by
        the end of the year); ``first_adopters`` (of the provisions for which a first adopter is named, for how many
        it is named rightly).

    Raises
    ------
    CollectionError
        The sample is not coded, or is of another run or cut-off.
    """
    rates = Rates.of(sample)
    stratum = _strata(pairs_of_provisions, sample)
    read = _read(pairs_of_provisions, sample)
    counts = Counts.of(pairs_of_provisions, pairs, documents, provisions)
    known = ~np.isnan(read)

    def certain(shares: Values) -> Values:
        return np.where(known, read, shares[stratum])

    frame = counts.frame.copy()
    frame["raw"] = counts.values(pairs_of_provisions["linked"].to_numpy(dtype=float))
    frame["weighted"] = counts.values(pairs_of_provisions["probability"].to_numpy(dtype=float))
    frame["corrected"] = counts.values(certain(rates.share))
    dice = np.random.default_rng(seed)
    drawn = np.empty((draws, len(frame)))
    for k, shares in enumerate(rates.drawn_shares(draws, dice)):
        drawn[k] = counts.values((dice.random(len(stratum)) < certain(shares)).astype(float))
    bounds = [interval(drawn[:, column]) for column in range(len(frame))]
    frame["low"], frame["high"] = ([bound[end] for bound in bounds] for end in (0, 1))
    return frame


def _strata(pairs: pd.DataFrame, sample: Sample) -> Integers:
    """Return for each pair of provisions the row of its stratum in the sample."""
    strata, of_row = strata_of(pairs, sample.by, BANDS)
    keys = ["linked", "from", *sample.by]
    own = sample.strata.assign(place_in_sample=np.arange(len(sample.strata)))
    own = own.astype(dict.fromkeys(sample.by, str))
    matched = strata[[*keys, "population"]].merge(own[[*keys, "population", "place_in_sample"]], how="left")
    if len(strata) != len(own) or matched["place_in_sample"].isna().any():
        raise CollectionError(
            message("the sample is of another run or cut-off: its strata are not those of this collection; draw anew")
        )
    rows: Integers = matched["place_in_sample"].to_numpy(dtype=np.int64)
    return rows[of_row]


def _read(pairs: pd.DataFrame, sample: Sample) -> Values:
    """Return what was read of each pair of provisions, NaN where nothing was."""
    truth = sample.rows.set_index(ENDS)["truth"]
    read: Values = truth.reindex(pd.MultiIndex.from_frame(pairs[ENDS])).to_numpy(dtype=float)
    return read


@dataclass(frozen=True, eq=False)
class _Sums:
    """How figures are counted: units (a provision taken up by some document) by group, then groups by figure.

    Attributes
    ----------
    group
        Of each adoption, or -1 where it does not count; a group counts when any of its adoptions is real.
    row
        Of the frame, for each group.
    weight
        What a group adds to its row.
    """

    group: Integers
    row: Integers
    weight: Values

    def add(self, no: Values, out: Values) -> None:
        """Add to each row of `out` its groups, from the log-probabilities that each adoption is not real."""
        some = self.group >= 0
        none = np.bincount(self.group[some], no[some], minlength=len(self.row))
        np.add.at(out, self.row, (1 - np.exp(none)) * self.weight)


@dataclass(frozen=True, eq=False)
class Counts:
    """All figures of a collection as functions of the probability that each pair of provisions is a link.

    Attributes
    ----------
    frame
        `KEYS` of the figures; the first row is the number of links.
    cell
        Adoption (provision of a parent, document) of each pair of provisions.
    sums
        How the others but the first adopters are counted.
    first, earlier_cell, earlier_of
        The adoption that is named first for each provision; and adoptions of an earlier date by other regulations, with
        the number of the provision of each.
    first_row
        Row of the frame of each provision with a first adopter.
    """

    frame: pd.DataFrame
    cell: Integers
    sums: tuple[_Sums, ...]
    first: Integers
    first_row: Integers
    earlier_cell: Integers
    earlier_of: Integers

    def values(self, probability: Values) -> Values:
        """Return the figures where each pair is a link with this probability (0 and 1 for what is known)."""
        with np.errstate(divide="ignore"):
            no = np.asarray(np.bincount(self.cell, np.log1p(-probability)), dtype=float)
        out = np.zeros(len(self.frame))
        out[0] = probability.sum()
        for sums in self.sums:
            sums.add(no, out)
        none_before = np.zeros(len(self.first))
        np.add.at(none_before, self.earlier_of, no[self.earlier_cell])
        np.add.at(out, self.first_row, (1 - np.exp(no[self.first])) * np.exp(none_before))
        return out

    @classmethod
    def of(cls, found: pd.DataFrame, pairs: pd.DataFrame, documents: pd.DataFrame, provisions: pd.DataFrame) -> Counts:
        """Say how the figures of a collection are counted; `found` as `population` returns it."""
        grouped = found.groupby([*_PROVISION, "child_document"], sort=True)
        cells = grouped.agg(linked=("linked", "any"), date=("adopted_date", "min")).reset_index()
        where = documents.set_index("document")
        for name in ("region", "level", "place", "regulation"):
            cells[name] = cells["child_document"].map(where[name])
        total = provisions.groupby("document").size()
        compared = pairs.assign(**{name: pairs["child_document"].map(where[name]) for name in ("region", "level")})
        rows = [_Row("links")]
        sums = [
            _whole("adoptions", cells, [*_PROVISION, "child_document"], rows),
            *_by_parent(cells, rows),
            *_shares(cells, compared, total, rows),
            *_diffusion(cells, rows),
        ]
        firsts = _firsts(cells, rows)
        frame = pd.DataFrame(map(astuple, rows), columns=KEYS)
        return cls(
            frame=frame,
            cell=grouped.ngroup().to_numpy(),
            sums=tuple(sums),
            first=firsts.cell,
            first_row=firsts.row,
            earlier_cell=firsts.earlier_cell,
            earlier_of=firsts.earlier_of,
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """What a figure is of; ``""`` where it is of all."""

    figure: str
    parent_document: str = ""
    region: str = ""
    level: str = ""
    date: str = ""


_Rows = list[_Row]


def _whole(figure: str, cells: pd.DataFrame, by: list[str], rows: _Rows) -> _Sums:
    """Count groups of adoptions in the whole collection, and add the figure's row."""
    rows.append(_Row(figure))
    group = cells.groupby(by, sort=True).ngroup().to_numpy()
    count = int(group.max(initial=-1)) + 1
    return _Sums(group, np.full(count, len(rows) - 1), np.ones(count))


def _by_parent(cells: pd.DataFrame, rows: _Rows) -> list[_Sums]:
    """Count adoptions and provisions that anybody took up, of each parent."""
    out = [_whole("adopted_provisions", cells, _PROVISION, rows)]
    for figure, by in (("adoptions", [*_PROVISION, "child_document"]), ("adopted_provisions", _PROVISION)):
        grouped = cells.groupby(by, sort=True)
        parents, row = _rows_for(figure, grouped["parent_document"].first().to_frame(), ["parent_document"], rows)
        out.append(_Sums(grouped.ngroup().to_numpy(), row, np.ones(len(parents))))
    return out


def _rows_for(figure: str, groups: pd.DataFrame, keys: list[str], rows: _Rows) -> tuple[pd.DataFrame, Integers]:
    """Add a row for each set of keys among groups, and return for each group the number of its row."""
    start = len(rows)
    number, found = pd.factorize(pd.MultiIndex.from_frame(groups[keys]), sort=True)
    for values in found:
        told = {name: str(value) for name, value in zip(keys, values, strict=True)}
        rows.append(_Row(figure, **told))
    return groups, number.astype(np.int64) + start


def _shares(cells: pd.DataFrame, compared: pd.DataFrame, total: pd.Series, rows: _Rows) -> list[_Sums]:
    """Count the shares of each parent that came down to each region and level."""
    keys = ["parent_document", "region", "level"]
    documents = compared.groupby(keys).size()
    out = []
    for figure, by in (
        ("share_mean", [*_PROVISION, "child_document"]),
        ("share_any", [*_PROVISION, "region", "level"]),
    ):
        grouped = cells.groupby(by, sort=True)
        groups = grouped[["parent_document", "region", "level"]].first().reset_index(drop=True)
        groups, row = _rows_for(figure, groups, keys, rows)
        size = groups["parent_document"].map(total).to_numpy(dtype=float)
        if figure == "share_mean":
            size = size * documents.reindex(pd.MultiIndex.from_frame(groups[keys])).to_numpy(dtype=float)
        out.append(_Sums(grouped.ngroup().to_numpy(), row, 1 / size))
    return out


def _diffusion(cells: pd.DataFrame, rows: _Rows) -> list[_Sums]:
    """Count provisions × places that took them up by the end of each year, of each parent."""
    dated = cells[cells["date"] != ""]
    years = dated["date"].str[:4]
    out = []
    for year in sorted(years.unique()):
        some = dated[years <= year]
        grouped = some.groupby([*_PROVISION, "place"], sort=True)
        groups = grouped["parent_document"].first().to_frame().assign(date=f"{year}-12-31")
        groups, row = _rows_for("diffusion", groups, ["parent_document", "date"], rows)
        group = np.full(len(cells), -1, dtype=np.int64)
        group[some.index] = grouped.ngroup().to_numpy()
        out.append(_Sums(group, row, np.ones(len(groups))))
    return out


class _Firsts(NamedTuple):
    """The first adopters and what stands before them, see `Counts`."""

    cell: Integers
    row: Integers
    earlier_cell: Integers
    earlier_of: Integers


def _firsts(cells: pd.DataFrame, rows: _Rows) -> _Firsts:
    rows.append(_Row("first_adopters"))
    dated = cells[cells["date"] != ""].sort_values([*_PROVISION, "date", "child_document"], kind="stable")
    first = dated[dated["linked"]].drop_duplicates(_PROVISION)
    number = pd.Series(np.arange(len(first)), index=pd.MultiIndex.from_frame(first[_PROVISION]))
    keys = pd.MultiIndex.from_frame(dated[_PROVISION])
    since, named = (
        pd.Series(first[name].to_numpy(), index=number.index).reindex(keys).to_numpy(dtype=object)
        for name in ("date", "regulation")
    )
    # An older version of the regulation that is named is no rival of it.
    rivals = (dated["regulation"].to_numpy() != named) & np.array([isinstance(day, str) for day in since], dtype=bool)
    earlier = rivals & np.array([day < str(begin) for begin, day in zip(since, dated["date"], strict=True)], dtype=bool)
    of_provision = number.reindex(keys).to_numpy()[earlier].astype(np.int64)
    where = np.full(len(first), len(rows) - 1, dtype=np.int64)
    return _Firsts(first.index.to_numpy(), where, dated.index.to_numpy()[earlier], of_provision)
