"""Stratified samples of links and of non-links near the cut, to be read by people who do not see what the program says.

Pairs of provisions are the units. Strata are bands of probability, crossed with whatever the reader asks for (level,
region, parent). Half of the sample is drawn from the links, half from the non-links; within each half a stratum gets
rows in proportion to its size times the deviation that the model expects there (J. Neyman, On the two different aspects
of the representative method, 1934), but at least two, so that its error can be estimated. Each row carries the
probability with which it was drawn and the weight that this gives it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.arguments import takes
from policycompare.errors import CollectionError
from policycompare.frames import noticed
from policycompare.messages import message
from policycompare.validating.coding import VERDICT_VALUES, read_coding, same_items

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

BANDS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97)
"""Lower ends of the bands of probability; the cut-off of the links is a border of its own."""
LEAST = 2
"""Rows of a stratum, or all of it."""
ENDS = ["child_document", "child", "parent_document", "parent"]
"""Columns that name a pair of provisions."""
ROW_COLUMNS = (
    "item", *ENDS, "probability", "linked", "stratum", "inclusion", "weight", "child_title", "child_text",
    "parent_title", "parent_text",
)  # fmt: skip
STRATUM_COLUMNS = ("stratum", "linked", "from", "population", "drawn", "probability")


@dataclass(frozen=True, eq=False, repr=False)
class Sample:
    """A sample of pairs of provisions with its design, and what people said of it.

    Attributes
    ----------
    rows
        One row a pair, in the order in which it is coded (shuffled): ``item`` (1, 2, …), ``child_document``,
        ``child``, ``parent_document``, ``parent``, ``probability``, ``linked`` (what the program says), ``stratum``,
        ``inclusion`` (probability with which it was drawn), ``weight`` (1 / inclusion), titles and texts; once coded,
        one column a coder (1 a link, 0 none, missing where unsure or not read) and ``truth`` (their mean, or what was
        settled).
    strata
        One row a stratum: ``stratum``, ``linked``, ``from`` (lower end of its band), the columns of ``by``,
        ``population``, ``drawn``, ``probability`` (mean of the model's).
    coders
        Names of the columns of coders, once coded.
    """

    rows: pd.DataFrame
    strata: pd.DataFrame
    coders: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices that everything made from it carries."""
        return tuple(self.rows.attrs.get("notices", ()))

    @property
    def by(self) -> tuple[str, ...]:
        """The columns by which it is stratified besides the bands."""
        return tuple(name for name in self.strata.columns if name not in STRATUM_COLUMNS)

    @property
    def is_coded(self) -> bool:
        """Whether people have read it."""
        return bool(self.coders)

    def blind(self) -> pd.DataFrame:
        """Return what a coder may see: ``item``, titles, labels and texts; nothing that the program thinks."""
        seen = ["item", "child_title", "child", "child_text", "parent_title", "parent", "parent_text"]
        return noticed(self.rows[seen].copy(), self.notices)

    @takes(CollectionError, path=(str, Path))
    def write(self, path: str | Path) -> Path:
        """Write rows and design as one csv file, from which `read_sample` makes the sample again; not for coders."""
        path = Path(path)
        design = self.rows[list(ROW_COLUMNS)].merge(
            self.strata.drop(columns=["linked", "probability"]), on="stratum", how="left"
        )
        design = design.sort_values("item", kind="stable")
        means = self.strata.set_index("stratum")["probability"]
        design["stratum_probability"] = design["stratum"].map(means)
        path.parent.mkdir(parents=True, exist_ok=True)
        pd.DataFrame(design).to_csv(path, index=False, encoding="utf-8-sig")
        return path

    def coded(
        self,
        *codings: pd.DataFrame | str | Path,
        settled: pd.DataFrame | str | Path | None = None,
    ) -> Sample:
        """Return the sample with what coders said of it.

        Parameters
        ----------
        codings
            One frame or file (csv or workbook) a coder, with the columns ``item`` and ``verdict`` (see
            `policycompare.validating.coding.read_coding`).
        settled
            The same of what the coders agreed on afterwards, for the items on which they differed. Where they differ
            and nothing is settled the mean of their verdicts counts.

        Raises
        ------
        CollectionError
            A file cannot be read, or is of another sample.
        """
        if not codings:
            raise CollectionError(message("no coding is given; name the file of at least one coder"))
        rows = pd.DataFrame(self.rows)
        names: list[str] = []
        for position, coding in enumerate(codings, start=1):
            read = read_coding(coding)
            same_items(read, rows)
            names.append(f"coder_{position}")
            verdicts = read.set_index("item")["verdict"].map(VERDICT_VALUES)
            rows = rows.assign(**{names[-1]: rows["item"].map(verdicts).astype("float64")})
        truth = rows[names].mean(axis=1)
        if settled is not None:
            read = read_coding(settled)
            same_items(read, rows)
            last = rows["item"].map(read.set_index("item")["verdict"].map(VERDICT_VALUES)).astype("float64")
            truth = last.where(last.notna(), truth)
        return replace(self, rows=noticed(rows.assign(truth=truth), self.notices), coders=tuple(names))

    def __repr__(self) -> str:
        links = int(self.rows["linked"].sum())
        coded = f", {len(self.coders)} coders" if self.coders else ""
        return f"<Sample of {links} links and {len(self.rows) - links} non-links in {len(self.strata)} strata{coded}>"


def read_sample(path: str | Path) -> Sample:
    """Read what `Sample.write` wrote.

    Raises
    ------
    CollectionError
        There is no such file, or it is no sample.
    """
    words = dict.fromkeys([*ENDS, "stratum", "child_title", "child_text", "parent_title", "parent_text"], str)
    try:
        found = pd.read_csv(path, encoding="utf-8-sig", dtype=words, keep_default_na=False, na_values=[])
        rows = found[list(ROW_COLUMNS)].copy()
        strata = found.drop(columns=[name for name in ROW_COLUMNS if name not in ("stratum", "linked")])
        strata = strata.rename(columns={"stratum_probability": "probability"}).drop_duplicates("stratum")
        first = ["stratum", "linked", "from"]
        last = ["population", "drawn", "probability"]
        by = [name for name in strata.columns if name not in STRATUM_COLUMNS]
        strata = strata[[*first, *by, *last]].sort_values("stratum", kind="stable", ignore_index=True)
    except (OSError, ValueError, KeyError) as error:
        raise CollectionError(
            message("{file}: no sample of policycompare: {error}; draw one anew", file=path, error=error)
        ) from None
    return Sample(rows, strata)


def stratified(
    population: pd.DataFrame,
    n: int,
    *,
    by: Sequence[str] = (),
    seed: int = 0,
    bands: Sequence[float] = BANDS,
    links: int | None = None,
) -> Sample:
    """Draw a stratified sample without replacement.

    Parameters
    ----------
    population
        One row a pair of provisions: ``child_document``, ``child``, ``parent_document``, ``parent``, ``probability``,
        ``linked``, and the columns of `by`, in an order that does not change.
    n
        Rows to draw; fewer where there are not so many.
    by
        Columns by which strata are cut besides the bands.
    seed
        Of the random numbers: the same gives the same rows.
    bands
        Lower ends of the bands of probability.
    links
        How many of the rows are links; half where not given.

    Raises
    ------
    CollectionError
        `n` is too small for so many strata, or there is nothing to draw from.
    """
    by = [by] if isinstance(by, str) else list(by)
    if seed < 0:
        raise CollectionError(message("seed {seed}: must be 0 or more", seed=seed))
    if unknown := [name for name in by if name not in population.columns]:
        raise CollectionError(
            message(
                "by: no column {columns}; there are {known}",
                columns=unknown,
                known=[name for name in population.columns if name not in (*ENDS, "probability", "linked")],
            )
        )
    if not len(population):
        raise CollectionError(message("there is no pair of provisions to draw from; run cascade on more documents"))
    strata, of_row = strata_of(population, by, bands)
    wanted = n // 2 if links is None else links
    for_side = {True: wanted, False: n - wanted}
    drawn = np.zeros(len(strata), dtype=np.int64)
    for side, most in for_side.items():
        own = np.flatnonzero(strata["linked"].to_numpy() == side)
        some = strata.iloc[own]
        drawn[own] = allocate(some["population"].to_numpy(), some["probability"].to_numpy(), most)
    strata.insert(len(strata.columns) - 1, "drawn", drawn)
    dice = np.random.default_rng(seed)
    chosen = [dice.choice(np.flatnonzero(of_row == k), size, replace=False) for k, size in enumerate(drawn)]
    order = dice.permutation(np.concatenate(chosen))
    rows = population.iloc[order].copy()
    rows["stratum"] = strata["stratum"].to_numpy()[of_row[order]]
    share = (strata["drawn"] / strata["population"]).set_axis(strata["stratum"])
    rows["inclusion"] = rows["stratum"].map(share)
    rows["weight"] = 1 / rows["inclusion"]
    rows.insert(0, "item", np.arange(1, len(rows) + 1))
    return Sample(rows.reset_index(drop=True), strata)


def strata_of(population: pd.DataFrame, by: Sequence[str], bands: Iterable[float]) -> tuple[pd.DataFrame, Integers]:
    """Return the strata of a population, and the number of the stratum of each of its rows."""
    lower = np.array(sorted(bands))
    band = np.maximum(np.searchsorted(lower, population["probability"].to_numpy(), side="right") - 1, 0)
    linked = population["linked"].to_numpy(dtype=bool)
    keys = pd.DataFrame({"linked": linked, "from": lower[band]})
    for name in by:
        keys[name] = population[name].astype(str).to_numpy()
    grouped = keys.assign(probability=population["probability"].to_numpy()).groupby(list(keys.columns), sort=True)
    strata = grouped["probability"].agg(population="size", probability="mean").reset_index()
    strata.insert(0, "stratum", [f"s{k:03}" for k in range(1, len(strata) + 1)])
    return strata, grouped.ngroup().to_numpy()


def allocate(population: Integers, probability: NDArray[np.float64], n: int) -> Integers:
    """Return how many rows each stratum gives, see this module.

    Raises
    ------
    CollectionError
        There are fewer rows than strata need.

    Examples
    --------
    >>> allocate(np.array([1000, 10, 1]), np.array([0.5, 0.95, 0.7]), 20).tolist()
    [17, 2, 1]
    """
    least = np.minimum(population, LEAST)
    if least.sum() > n:
        raise CollectionError(
            message(
                "{n} rows are too few for {strata} strata of links or of non-links; draw at least {least} of each, or "
                "stratify by less",
                n=n,
                strata=len(population),
                least=int(least.sum()),
            )
        )
    size = population * np.sqrt(np.maximum(probability * (1 - probability), 0.01))
    given = least.copy()
    for _ in range(int(min(n, population.sum()) - least.sum())):
        # The next row goes where it is missed most; a stratum that is used up gets none.
        missed = np.where(given < population, size / (given + 1), -1.0)
        given[int(missed.argmax())] += 1
    return given
