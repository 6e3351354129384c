"""A collection at other cut-offs, from the pairs of provisions that are kept below the run's own.

What costs time (relation, evidence, changes) was computed for the links of the run; a pair that becomes a link at a
lower cut-off has its probability only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.aligning.links import connected_groups
from policycompare.aligning.relations import shape_of
from policycompare.frames import noticed
from policycompare.frames.typed import label_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Values = NDArray[np.float64]

SWEPT = tuple(np.round(np.arange(0.05, 0.951, 0.05), 2).tolist())
"""Cut-offs of a sweep."""
ENDS = ["child_document", "child", "parent_document", "parent"]
_ADOPTION = ["parent_document", "parent", "child_document"]


def links_at(links: pd.DataFrame, candidates: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Return the links at a cut-off.

    Parameters
    ----------
    links
        Of the run.
    candidates
        The pairs of provisions that are kept: `ENDS`, ``probability``, ``region``.
    threshold
        From `policycompare.cascading.tasks.KEPT_FROM` to 1.

    Returns
    -------
    pandas.DataFrame
        The columns of `links`; where a pair is no link of the run ``relation``, ``evidence``, ``shifts`` and
        ``change`` are empty. ``shape`` and ``group`` are those of the links at this cut-off.
    """
    some = candidates[candidates["probability"] >= threshold]
    found = some.merge(links.drop(columns=["probability", "region"]), on=ENDS, how="left", sort=False)
    odds = np.log(found["probability"] / (1 - found["probability"]))
    found["log_odds"] = found["log_odds"].where(found["log_odds"].notna(), odds)
    found["method"] = found["method"].fillna("model")
    for name in ("relation", "evidence", "shifts", "change"):
        found[name] = found[name].fillna("")
    found = found.assign(order=label_order(found["child"]).to_numpy(), below=-found["log_odds"])
    by = ["region", "child_document", "parent_document", "order", "below"]
    found = found.sort_values(by, kind="stable", ignore_index=True)
    return noticed(_with_shapes(found)[list(links.columns)], links.attrs.get("notices", ()))


def _with_shapes(found: pd.DataFrame) -> pd.DataFrame:
    """Return links with the shape and the group that each has among the links of its two documents."""
    documents = ["child_document", "parent_document"]
    of_child, of_parent = (
        found.groupby([*documents, side])["parent"].transform("size") for side in ("child", "parent")
    )
    shapes = [shape_of(a, b) for a, b in zip(of_child, of_parent, strict=True)]
    groups = np.zeros(len(found), dtype=np.int64)
    for where in found.groupby(documents, sort=False).indices.values():
        own = found.iloc[where]
        groups[where] = connected_groups(pd.factorize(own["child"])[0], pd.factorize(own["parent"])[0])
    return found.assign(shape=shapes, group=groups)


def sweep(
    parts: Iterator[pd.DataFrame], pairs: pd.DataFrame, provisions: pd.Series, thresholds: Sequence[float] = SWEPT
) -> pd.DataFrame:
    """Count at each cut-off, one region after the other, so that the collection need not fit in memory.

    Parameters
    ----------
    parts
        The candidates of each region: `ENDS`, ``probability``. A document's pairs all stand in one part.
    pairs
        Of documents: ``child_document``, ``parent_document``.
    provisions
        How many each document has, by id.
    thresholds
        Cut-offs, ascending.

    Returns
    -------
    pandas.DataFrame
        ``threshold``, ``links``, ``adoptions`` (provisions of a parent × documents with a link to it),
        ``adopted_provisions`` (with a link from any document), ``mean_share`` (mean over the pairs of documents of the
        parent's provisions that the document took up, 0 to 1), ``expected_right`` (mean probability of the links: what
        share of them is right if the probabilities are).
    """
    links, sums, adoptions, shares = (np.zeros(len(thresholds)) for _ in range(4))
    best: dict[tuple[str, str], float] = {}
    cuts = np.array(thresholds)
    for part in parts:
        probability = part["probability"].to_numpy(dtype=float)
        reached = probability[:, None] >= cuts
        links += reached.sum(axis=0)
        sums += (probability[:, None] * reached).sum(axis=0)
        cells = part.groupby(_ADOPTION, sort=False, observed=True)["probability"].max().reset_index()
        above = cells["probability"].to_numpy()[:, None] >= cuts
        adoptions += above.sum(axis=0)
        size = cells["parent_document"].map(provisions).to_numpy(dtype=float)
        shares += (above / size[:, None]).sum(axis=0)
        for key, value in cells.groupby(_ADOPTION[:2], sort=False, observed=True)["probability"].max().items():
            best[key] = max(best.get(key, 0.0), float(value))
    adopted = (np.array([*best.values()])[:, None] >= cuts).sum(axis=0)
    return pd.DataFrame(
        {
            "threshold": cuts,
            "links": links.astype(int),
            "adoptions": adoptions.astype(int),
            "adopted_provisions": adopted.astype(int),
            "mean_share": shares / max(len(pairs), 1),
            "expected_right": np.divide(sums, links, out=np.full(len(cuts), np.nan), where=links > 0),
        }
    )


def expected(
    candidates: pd.DataFrame, pairs: pd.DataFrame, provisions: pd.DataFrame, threshold: float, dispersion: float
) -> pd.DataFrame:
    """Return how many documents are expected to have taken up each provision of a parent, whatever the cut-off.

    As `policycompare.Alignment.expected`: a document counts with the probability that at least one of its pairs is a
    link, pairs taken as independent, and the deviation is widened by the model's `dispersion`.

    Returns
    -------
    pandas.DataFrame
        One row a provision of a parent: ``parent_document``, ``parent_title``, ``parent``, ``documents`` (compared with
        the parent), ``adopters`` (at the cut-off), ``expected``, ``deviation``.
    """
    cells = candidates.assign(no=np.log1p(-candidates["probability"].clip(upper=1 - 1e-12)))
    grouped = cells.groupby(_ADOPTION, sort=False, observed=True).agg(no=("no", "sum"), best=("probability", "max"))
    chance = 1 - np.exp(grouped["no"])
    counted = pd.DataFrame(
        {"adopters": grouped["best"] >= threshold, "expected": chance, "variance": chance * (1 - chance)}
    )
    sums = counted.groupby(level=[0, 1], sort=False).sum()
    documents = pairs.groupby("parent_document").size()
    frame = provisions.loc[provisions["document"].isin(documents.index), ["document", "label"]]
    frame = frame.rename(columns={"document": "parent_document", "label": "parent"})
    frame = frame.join(sums, on=["parent_document", "parent"]).fillna(0.0).reset_index(drop=True)
    frame["documents"] = frame["parent_document"].map(documents).astype("int64")
    frame["adopters"] = frame["adopters"].astype("int64")
    frame["deviation"] = frame["variance"] ** 0.5 * dispersion
    columns = ["parent_document", "parent", "documents", "adopters", "expected", "deviation"]
    return noticed(frame[columns], candidates.attrs.get("notices", ()))
