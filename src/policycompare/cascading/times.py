"""When each provision of a collection first stood, and at the latest: the clock of diffusion.

A provision is as old as the oldest version of its regulation in the collection that has it. Where that is the oldest
one there is, it may be as old as the regulation: its origin is taken then, and ``since_of`` says so.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from policycompare.revising.counterparts import counterparts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_KEY = ["document", "label"]
_TIMES = ("since_date", "since_of", "latest_date")


def provision_times(provisions: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Find when each provision first stood.

    Parameters
    ----------
    provisions
        ``document``, ``label``, ``position``, ``normal``.
    documents
        Of the same collection, with the columns of its dates.

    Returns
    -------
    pandas.DataFrame
        By ``document`` and ``label``: ``since_date`` (ISO 8601, or ``""``), ``since_of`` (``provision``, ``document``
        or ``version``, see `policycompare.vocabulary.TIMED_BY`; ``""`` without a date), and ``latest_date``, by which
        it certainly stood: that of the oldest version that has it.
    """
    where = documents.set_index("document")
    found = provisions[_KEY].copy()
    since_of = where["origin_certain"].map({True: "document", False: "version"}).where(where["origin_date"] != "", "")
    for name, values in zip(_TIMES, (where["origin_date"], since_of, where["latest_date"]), strict=True):
        found[name] = found["document"].map(values)
    several = list(_regulations(where))
    in_these = provisions[provisions["document"].isin({name for versions in several for name in versions})]
    own = dict(iter(in_these.sort_values("position").groupby("document")))
    known: dict[tuple[str, str], tuple[str, str, str]] = {}
    for versions in several:
        known |= _of_versions(own, where, versions)
    # Whole columns at once: to set them row by row takes a hundred times as long.
    keys = list(zip(found["document"].tolist(), found["label"].tolist(), strict=True))
    for column, name in enumerate(_TIMES):
        before = zip(keys, found[name].tolist(), strict=True)
        values = [known[key][column] if key in known else value for key, value in before]
        found[name] = pd.Series(values, index=found.index, dtype=found[name].dtype)
    return found.set_index(_KEY)


def _regulations(where: pd.DataFrame) -> Iterator[list[str]]:
    """Yield the versions of each regulation that has several, the oldest first; a doubtful date gives no order."""
    dated = where[(where["latest_date"] != "") & (where["doubt"] == "")]
    for _, own in dated.groupby("regulation", sort=True):
        if len(own) > 1:
            yield sorted(own.index, key=lambda name: (own["latest_date"][name], name))


def _of_versions(
    rows: Mapping[str, pd.DataFrame], where: pd.DataFrame, versions: list[str]
) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Return since when each provision of the versions has stood, what that is the date of, and the latest date.

    `rows` are the provisions of each document, in order.
    """
    oldest = versions[0]
    first = where.loc[oldest]
    since_of = "document" if first["origin_certain"] else "version"
    if first["origin_certain"] and (first["origin_from"] == "agreed" or first["origin_date"] == first["date"]):
        since_of = "provision"  # there was no version before it
    start = first["origin_date"], since_of, first["latest_date"]
    times: dict[tuple[str, str], tuple[str, str, str]] = {(oldest, label): start for label in rows[oldest]["label"]}
    for older, newer in pairwise(versions):
        old, new = rows[older], rows[newer]
        labels, before = new["label"].tolist(), old["label"].tolist()
        date = where["latest_date"][newer]
        own = dict.fromkeys(labels, (date, "provision", date))
        for group in counterparts(old["normal"].tolist(), new["normal"].tolist()):
            earliest = min(times[older, before[k]] for k in group.old)
            own |= {labels[k]: earliest for k in group.new}
        times |= {(newer, label): own[label] for label in labels}
    return times


def link_times(links: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """Find when each link came to be: when the child's provision first stood, measured from when the parent's did.

    Where the child's regulation is older than the parent's provision and was amended since, it took the provision up
    with an amendment, of which the last is known: its date counts then. Other negative delays stay as they are.

    Parameters
    ----------
    links
        ``child_document``, ``child``, ``parent_document``, ``parent``.
    times
        See `provision_times`.

    Returns
    -------
    pandas.DataFrame
        One row a link, with the same index: ``adopted_date``, ``adopted_of`` and ``latest_date`` of the child's
        provision, ``parent_date``, ``origin_of`` and ``parent_latest_date`` of the parent's.
    """
    child, parent = (
        times.loc[list(zip(links[f"{side}_document"], links[side], strict=True))].set_index(links.index)
        for side in ("child", "parent")
    )
    start, end, latest = parent["since_date"], child["since_date"], child["latest_date"]
    amended = (end != "") & (end < start) & (start <= latest) & (child["since_of"] != "provision")
    return pd.DataFrame(
        {
            "adopted_date": end.where(~amended, latest),
            "adopted_of": child["since_of"].where(~amended, "version"),
            "latest_date": latest,
            "parent_date": start,
            "origin_of": parent["since_of"],
            "parent_latest_date": parent["latest_date"],
        }
    )
