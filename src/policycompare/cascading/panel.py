"""Panel of a collection for event-history analysis: who could take up which provision, from when, and who did.

A row is a spell: one regulation and one provision of a parent that it was compared with, whether it took it up or not.
It is at risk from the day on which the parent's provision first stood, until it takes it up, or until the day on which
its latest version shows that it had not (then it is censored). `periods` cuts spells into years for models of discrete
time. Versions of one regulation are one row; documents whose date is doubtful are left out unless told otherwise.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from policycompare.aligning.coverage import higher_addressee
from policycompare.cascading.diffusion import doubts_of
from policycompare.errors import CollectionError
from policycompare.frames import noticed
from policycompare.messages import message
from policycompare.reading.extracted import Options
from policycompare.reading.formats.encoding import decode
from policycompare.reading.formats.registry import load_bytes
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Places = Literal["compared", "all"]
_UNIT = ["parent_document", "parent", "regulation"]
YEAR = 365.25
EXCLUDED = ("undated", "before", "not applicable")
"""Why a spell is at no risk: a date is missing, it stood before the parent's, or the provision addresses others."""
COLUMNS = (
    "parent_document", "parent", "document", "regulation", "level", "region", "place", "adopted", "probability",
    "relation", "parent_date", "origin_of", "until_date", "adopted_of", "days", "censored", "excluded", "formal",
    "doubt", "likeness",
)  # fmt: skip


def panel(
    adopted: pd.DataFrame,
    pairs: pd.DataFrame,
    documents: pd.DataFrame,
    provisions: pd.DataFrame,
    times: pd.DataFrame,
    include: Iterable[str] = (),
    places: Places = "compared",
    candidates: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return every regulation with every provision of its parents, whether it took it up or not.

    Parameters
    ----------
    adopted
        See `policycompare.cascading.diffusion.adoptions`.
    pairs, documents, provisions
        Of the collection.
    times
        See `policycompare.cascading.times.provision_times`.
    include
        Doubts about dates that keep no document out, see `policycompare.cascading.diffusion.first_adopters`.
    places
        ``"compared"``: places with a document that was compared with the parent; ``"all"``: all places below it that
        the collection has, those without such a document as censored on the last day of the collection.
    candidates
        The pairs of provisions that are kept, which say how likely it is that an adoption was missed.

    Returns
    -------
    pandas.DataFrame
        See `policycompare.cascading.Cascade.panel`.
    """
    where = documents.set_index("document")
    certain = where.index[where["doubt"].isin({"", *doubts_of(include)})]
    compared = pairs.loc[pairs["child_document"].isin(certain), ["parent_document", "child_document"]]
    # Texts are looked up by their place among the provisions: each stands in as many rows as its document has children.
    of_parent = provisions[["document", "label", "formal"]].assign(at=np.arange(len(provisions)))
    of_parent = of_parent.rename(columns={"document": "parent_document", "label": "parent"})
    rows = compared.rename(columns={"child_document": "document"}).merge(of_parent, on="parent_document")
    rows["position"] = np.arange(len(rows))
    own = ["document", "parent_document", "parent"]
    known = adopted[[*own, "probability", "relation", "adopted_date", "adopted_of"]]
    rows = rows.merge(known, on=own, how="left")
    for name in ("regulation", "level", "region", "place", "doubt", "latest_date"):
        rows[name] = rows["document"].map(where[name])
    rows["adopted"] = rows["probability"].notna().astype(int)
    if candidates is not None:
        best = candidates.groupby(["child_document", "parent_document", "parent"], observed=True)["probability"].max()
        likely = best.reindex(pd.MultiIndex.from_frame(rows[own])).to_numpy()
        rows["probability"] = rows["probability"].where(rows["adopted"] == 1, likely)
    parent = times.reindex(pd.MultiIndex.from_frame(rows[["parent_document", "parent"]]))
    rows["parent_date"], rows["origin_of"] = parent["since_date"].to_numpy(), parent["since_of"].to_numpy()
    rows["until_date"] = rows["adopted_date"].where(rows["adopted"] == 1, rows["latest_date"]).fillna("")
    rows = _one_row_a_regulation(rows)
    rows["likeness"] = _likeness(rows, provisions)
    if places == "all":
        rows = pd.concat([rows, _absent(rows, where)], ignore_index=True)
    rows["censored"] = rows["adopted"] == 0
    rows["days"] = (_dates(rows["until_date"]) - _dates(rows["parent_date"])).dt.days.astype("Int64")
    rows["excluded"] = np.select(
        [rows["days"].isna(), rows["days"].fillna(0) <= 0, rows["censored"] & _asks_others(rows, provisions)],
        list(EXCLUDED),
        "",
    )
    for name in ("relation", "adopted_of"):
        rows[name] = rows[name].fillna("")
    return noticed(rows[list(COLUMNS)].reset_index(drop=True), documents.attrs.get("notices", ()))


def _asks_others(rows: pd.DataFrame, provisions: pd.DataFrame) -> np.ndarray:
    """Return whether the parent's provision of each row addresses a higher level than the row's."""
    texts = provisions["text"].tolist()
    asked = list(zip(rows["at"].tolist(), rows["level"].tolist(), strict=True))
    answers = {(place, level): bool(higher_addressee(texts[place], level)) for place, level in dict.fromkeys(asked)}
    return np.array([answers[cell] for cell in asked], dtype=bool)


def _one_row_a_regulation(rows: pd.DataFrame) -> pd.DataFrame:
    """Return of the versions of a regulation the first that has the provision, or else the latest that lacks it."""
    first = rows[rows["adopted"] == 1].sort_values(["until_date", "position"], kind="stable")
    last = rows[rows["adopted"] == 0].sort_values(["until_date", "position"], ascending=False, kind="stable")
    chosen = pd.concat([first, last]).drop_duplicates(_UNIT)
    return chosen.sort_values("position", kind="stable")


def _absent(rows: pd.DataFrame, where: pd.DataFrame) -> pd.DataFrame:
    """Return the spells of the places that have no document to compare with a parent: censored on the last day."""
    rank = where["level"].map(LEVELS.keys.index)
    known = where[["level", "region", "place"]].drop_duplicates()
    last = where.loc[where["doubt"] == "", "latest_date"].max()
    frames = []
    for parent, own in rows.groupby("parent_document", sort=True):
        region, level = where["region"][parent], rank[parent]
        below = known[known["level"].map(LEVELS.keys.index) > level]
        below = below[(below["region"] == region) | (region == "")]
        below = below[~below["place"].isin(own["place"])]
        of_parent = own.drop_duplicates("parent").drop(columns=["level", "region", "place"])
        empty = of_parent.assign(
            document="", regulation="", adopted=0, probability=np.nan, relation="", adopted_of="", likeness=np.nan,
            doubt="", until_date=last,
        )  # fmt: skip
        frames.append(below.merge(empty, how="cross"))
    return pd.concat(frames, ignore_index=True) if frames else rows.iloc[:0]


def _likeness(rows: pd.DataFrame, provisions: pd.DataFrame) -> np.ndarray:
    """Return how alike each parent's provision is to the nearest of the document's, whether it has a link or not."""
    normal = provisions["normal"].tolist()
    places = provisions.groupby("document").indices
    out = np.zeros(len(rows))
    of_pair = rows.reset_index(drop=True).groupby(["document", "parent_document"], sort=False)["at"]
    for (document, _), own in of_pair:
        others = [normal[place] for place in places[document]]
        out[own.index] = ratios([normal[place] for place in own], others).max(axis=1)
    return out


def ratios(texts: Sequence[str], others: Sequence[str]) -> np.ndarray:
    """Return how alike each text is to each of some others (rapidfuzz ratio, 0 to 1), shape (texts, others)."""
    from rapidfuzz import fuzz, process

    # On all processors: each cell is computed by itself, and is the same by whichever.
    found = process.cdist(texts, others, scorer=fuzz.ratio, dtype=np.float32, workers=-1)
    return (found.astype(np.float64) / 100).round(4)


def periods(spells: pd.DataFrame) -> pd.DataFrame:
    """Cut the spells of a panel into years, for models of discrete time.

    Parameters
    ----------
    spells
        See `panel`. Those that are excluded are left out.

    Returns
    -------
    pandas.DataFrame
        One row a spell and year at risk: the columns of the spell, ``year`` (of the calendar), ``age`` (years since the
        parent's provision, from 0) and ``event`` (1 in the year of adoption, else 0).
    """
    at_risk = spells[spells["excluded"] == ""]
    days = at_risk["days"].astype(int).to_numpy()
    years = np.ceil(days / YEAR).astype(int)
    out = at_risk.loc[at_risk.index.repeat(years)].reset_index(drop=True)
    ends = np.cumsum(years)
    age = np.arange(len(out)) - np.repeat(ends - years, years)
    last = age == np.repeat(years, years) - 1
    start = _dates(out["parent_date"])
    out["year"] = (start + pd.to_timedelta(np.floor(age * YEAR), unit="D")).dt.year
    out["age"] = age
    out["event"] = (last & (out["adopted"] == 1)).astype(int)
    return noticed(out, spells.attrs.get("notices", ()))


def dyads(
    pairs: pd.DataFrame,
    documents: pd.DataFrame,
    provisions: pd.DataFrame,
    parent: str,
    include: Iterable[str] = (),
) -> pd.DataFrame:
    """Return each provision of the documents under a parent with each earlier document of them, above and beside.

    All pairs at risk of learning are here, whether anything was taken over or not, so that a regression of likeness on
    level, time and place does not select on what it explains.

    Parameters
    ----------
    pairs, documents, provisions, include
        As for `panel`.
    parent
        Id of the parent document.

    Returns
    -------
    pandas.DataFrame
        See `policycompare.cascading.Cascade.dyads`.
    """
    where = documents.set_index("document")
    known = {"", *doubts_of(include)}
    names = [parent, *pairs.loc[pairs["parent_document"] == parent, "child_document"]]
    since = {name: str(where["latest_date"][name]) for name in names}
    names = [name for name in names if since[name] and where["doubt"][name] in known]
    names.sort(key=lambda name: (since[name], name))
    own = {name: frame.sort_values("position") for name, frame in provisions.groupby("document") if name in names}
    frames = []
    for later in names:
        earlier = [
            name
            for name in names
            if since[name] < since[later] and where["regulation"][name] != where["regulation"][later]
        ]
        if earlier:
            frames.append(_dyads_of(own[later], [own[name] for name in earlier]))
    columns = ["document", "label", "formal", "earlier_document", "likeness"]
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    region, rank = where["region"], where["level"].map(LEVELS.keys.index)
    sides = found["document"], found["earlier_document"]
    found["levels"] = (sides[0].map(rank) - sides[1].map(rank)).abs()
    found["years"] = _years(*sides, since)
    found["same_region"] = (sides[0].map(region) == sides[1].map(region)) & (sides[0].map(region) != "")
    return noticed(found, documents.attrs.get("notices", ()))


def _dyads_of(own: pd.DataFrame, earlier: list[pd.DataFrame]) -> pd.DataFrame:
    """Return how alike each provision of a document is to the nearest one of each earlier document."""
    texts = own["normal"].tolist()
    sizes = [len(other) for other in earlier]
    starts = np.cumsum([0, *sizes[:-1]])
    others = [text for other in earlier for text in other["normal"]]
    likeness = np.maximum.reduceat(ratios(texts, others), starts, axis=1)
    names = [str(other["document"].iloc[0]) for other in earlier]
    out = own[["document", "label", "formal"]].loc[own.index.repeat(len(names))].reset_index(drop=True)
    out["earlier_document"] = names * len(own)
    out["likeness"] = likeness.ravel()
    return out


def _years(later: pd.Series, earlier: pd.Series, since: Mapping[str, str]) -> pd.Series:
    return (_dates(later.map(since)) - _dates(earlier.map(since))).dt.days / YEAR


def with_covariates(frame: pd.DataFrame, covariates: pd.DataFrame, name: str = "covariates") -> pd.DataFrame:
    """Join what else is known of documents or places to a panel.

    Parameters
    ----------
    frame
        A panel; with a column ``year`` or without.
    covariates
        Keyed by ``document``, ``place`` or ``region``, each with ``year`` or without; all other columns are joined.
    name
        What messages call it.

    Raises
    ------
    CollectionError
        There is no key, a key stands twice, a column is there already, ``year`` is asked for but the panel has none, or
        no row matches.
    """
    key = _key(frame, covariates, name)
    if len(key) == len(covariates.columns):
        raise CollectionError(
            message("{name}: no column besides {key}; add the covariates as further columns", name=name, key=key)
        )
    if clash := [column for column in covariates.columns if column in frame.columns and column not in key]:
        raise CollectionError(
            message("{name}: the panel has a column {columns} already; rename it", name=name, columns=clash)
        )
    covariates = covariates.astype({column: str for column in key if column != "year"})
    twice = [" ".join(map(str, row)) for row in covariates.loc[covariates.duplicated(key), key].head(3).to_numpy()]
    if twice:
        raise CollectionError(
            message("{name}: {rows} stand twice; give each {key} one row", name=name, rows=twice, key=key)
        )
    out = frame.merge(covariates, on=key, how="left", indicator="_matched")
    if len(frame) and not (out["_matched"] == "both").any():
        raise CollectionError(
            message(
                "{name}: no row of the panel has one of its {key}, such as {theirs}; the panel has {ours}",
                name=name,
                key=key,
                theirs=" ".join(covariates[key].iloc[0].astype(str)) if len(covariates) else "",
                ours=" ".join(frame[key].iloc[0].astype(str)),
            )
        )
    return noticed(out.drop(columns="_matched"), frame.attrs.get("notices", ()))


def _key(frame: pd.DataFrame, covariates: pd.DataFrame, name: str) -> list[str]:
    """Return the columns by which covariates are joined."""
    subject = next((column for column in ("document", "place", "region") if column in covariates.columns), "")
    if not subject:
        raise CollectionError(
            message("{name}: no column document, place or region to join by; add one (and year if need be)", name=name)
        )
    if "year" not in covariates.columns:
        return [subject]
    if "year" not in frame.columns:
        raise CollectionError(
            message("{name}: it is by year, but the panel is not; ask for panel(by='year')", name=name)
        )
    return [subject, "year"]


def _dates(texts: pd.Series) -> pd.Series:
    return pd.to_datetime(texts.where(texts != ""), format="%Y-%m-%d")


def read_covariates(source: pd.DataFrame | str | Path) -> tuple[pd.DataFrame, str]:
    """Read covariates from a frame or a csv file (UTF-8), and return them with the name that messages call them.

    Raises
    ------
    CollectionError
        It is no csv.
    ReadError
        The file is missing or cannot be read.
    """
    if isinstance(source, pd.DataFrame):
        return source, "covariates"
    text = decode(load_bytes(source, Options()), str(source))
    try:
        frame = pd.read_csv(io.StringIO(text), dtype={"document": str, "place": str, "region": str})
    except ValueError as error:
        raise CollectionError(
            message("{file}: no csv: {error}; save it again as csv in UTF-8", file=source, error=error)
        ) from None
    return frame, str(source)
