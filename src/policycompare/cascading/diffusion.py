"""Answers from the links of a collection: adoption, diffusion over time, coverage, strength, horizontal spread.

Functions here take frames as they are written and give such frames; `policycompare.cascading.Cascade` makes of them
what people see, with dates, ordered levels and labels, and titles beside ids. Dates are ISO 8601, and documents without
one are left out of what is about time.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd

from policycompare.aligning.coverage import higher_addressee
from policycompare.cascading.times import link_times
from policycompare.errors import CollectionError
from policycompare.frames import noticed
from policycompare.language.deontic import strongest
from policycompare.messages import message
from policycompare.vocabulary import DOUBTS, LEVELS, Level

_PARENT = ["parent_document", "parent"]
_TIMES = ["adopted_date", "adopted_of", "latest_date", "parent_date", "origin_of", "parent_latest_date"]
_LAST = "9999-12-31"
"""Sorts documents without a date behind all others."""


def adoptions(
    links: pd.DataFrame, documents: pd.DataFrame, provisions: pd.DataFrame, times: pd.DataFrame
) -> pd.DataFrame:
    """Say which document took up which provision of a parent (承接).

    Parameters
    ----------
    links
        Of a collection.
    documents, provisions
        Of the same.
    times
        Of its provisions, see `policycompare.cascading.times.provision_times`.

    Returns
    -------
    pandas.DataFrame
        One row a parent's provision and document with a link to it, by parent, provision, adoption and document:
        ``parent_document``, ``parent``, ``document`` (with ``parent_title`` and ``title``), ``regulation`` (the oldest
        version of the document), ``level``, ``region``, ``place``, ``date`` (of the document's version),
        ``adopted_date`` (since when the first of the linked provisions has stood) and ``adopted_of`` (what that is the
        date of, see `policycompare.vocabulary.TIMED_BY`), ``latest_date`` (by when it certainly stood), ``parent_date``
        and ``origin_of`` (since when the parent's provision has stood, and what that is the date of),
        ``parent_latest_date`` (by when it certainly stood), ``children``
        (labels joined by 、), ``probability`` and ``relation`` (of the best link), ``days`` from ``parent_date`` to
        ``adopted_date`` (missing where one is; negative where the child's is earlier), ``days_least`` and ``days_most``
        (between which the delay lies, as far as is known: equal where neither side was amended, or versions tell),
        ``doubt`` (why the date is doubtful, see `policycompare.vocabulary.DOUBTS`), ``formal`` (the parent's provision
        is one that every law has: commencement, scope, purpose and the like, so that it says little of who took up
        what).
    """
    where = documents.set_index("document")
    timed = links.join(link_times(links, times))
    earliest = timed.sort_values("adopted_date", key=_undated_last, kind="stable")
    earliest = earliest.drop_duplicates([*_PARENT, "child_document"]).set_index([*_PARENT, "child_document"])
    best = links.sort_values([*_PARENT, "child_document", "probability"], kind="stable")
    children: dict[tuple[str, ...], list[str]] = {}
    keys = zip(*(best[name].tolist() for name in (*_PARENT, "child_document")), strict=True)
    for key, child in zip(keys, best["child"].tolist(), strict=True):
        children.setdefault(key, []).append(child)
    grouped = best.groupby([*_PARENT, "child_document"], sort=True)
    found = grouped[["probability", "relation"]].last().reset_index()
    found["children"] = ["、".join(labels) for labels in children.values()]
    found = found.join(earliest[_TIMES], on=[*_PARENT, "child_document"])
    found = found.rename(columns={"child_document": "document"})
    for name in ("level", "region", "place", "date", "regulation", "doubt"):
        found[name] = found["document"].map(where[name])
    found["days"] = _between(found["parent_date"], found["adopted_date"])
    # What was amended may have stood since any day between its origin and its version.
    found["days_least"] = _between(found["parent_latest_date"], found["adopted_date"])
    found["days_most"] = _between(found["parent_date"], found["latest_date"])
    formal = dict(zip(zip(provisions["document"], provisions["label"], strict=True), provisions["formal"], strict=True))
    ends = zip(found["parent_document"].tolist(), found["parent"].tolist(), strict=True)
    found["formal"] = np.array([formal[key] for key in ends], dtype=bool)
    columns = [
        "document", "regulation", "level", "region", "place", "date", *_TIMES, "children",
        "probability", "relation", "days", "days_least", "days_most", "doubt", "formal",
    ]  # fmt: skip
    found["order"] = found["parent"].map(_in_order)
    found = found.sort_values(
        ["parent_document", "order", "adopted_date", "date", "document"], kind="stable", ignore_index=True
    )
    return _with_notices(found[[*_PARENT, *columns]], documents)


def diffusion(
    adopted: pd.DataFrame,
    parent: str,
    label: str | None = None,
    level: Level | None = None,
    include: Iterable[str] = (),
) -> pd.DataFrame:
    """Count over time in how many places each provision of a parent was taken up (扩散曲线).

    Parameters
    ----------
    adopted
        `adoptions`.
    parent
        Id of the parent document.
    label
        One provision, or all of them.
    level
        Of the documents that count, or all.
    include
        Doubts that keep no document out, see `first_adopters`; one without a date is on no curve.

    Returns
    -------
    pandas.DataFrame
        One row for each place that takes up a provision, when it first does: ``parent``, ``adopted_date``,
        ``adopted_of``, ``parent_date``, ``origin_of``, ``date`` (of the version), ``days``
        (negative where it had it before the parent), ``place``, ``document`` and its ``title``, ``places`` (how many
        have by then).
    """
    some = _certain(adopted, include)
    some = some[(some["parent_document"] == parent) & (some["adopted_date"] != "")]
    if label is not None:
        some = some[some["parent"] == str(label)]
    if level is not None:
        some = some[some["level"] == level]
    first = some.drop_duplicates(["parent", "place"]).copy()
    first["places"] = first.groupby("parent").cumcount() + 1
    columns = ["parent", "adopted_date", "adopted_of", "parent_date", "origin_of", "date", "days"]
    columns += ["place", "document", "places"]
    found = first[columns].reset_index(drop=True)
    return _with_notices(found, adopted)


def first_adopters(adopted: pd.DataFrame, include: Iterable[str] = ()) -> pd.DataFrame:
    """Say of every provision that was taken up who did so first (首采).

    Parameters
    ----------
    adopted
        `adoptions`.
    include
        Doubts (see `policycompare.vocabulary.DOUBTS`) that keep no document out: ``"anachronism"``, ``"conflict"``, and
        ``"undated"``, which stands behind all others.

    Returns
    -------
    pandas.DataFrame
        ``parent_document`` (``parent_title``), ``parent``, ``document`` (``title``), ``place``, ``date``,
        ``adopted_date``, ``adopted_of``, ``latest_date``, ``parent_date``, ``origin_of``,
        ``parent_latest_date``, ``days``, ``days_least``, ``days_most``, ``probability`` and ``formal`` (see
        `adoptions`),
        ``adopters`` (how many regulations have it by now; versions of one count once), ``next_days`` (by how much the
        first is ahead of the second regulation, missing where there is none), ``certain`` (whether the dates leave
        no doubt: the delay is known to the day, and the first certainly had it before the second can have had it; links
        may be wrong all the same, see ``probability``).

    Raises
    ------
    CollectionError
        There is no such doubt.
    """
    dated = _certain(adopted, include)
    dated = dated.sort_values("adopted_date", key=_undated_last, kind="stable")
    dated = dated.drop_duplicates([*_PARENT, "regulation"])
    count = dated.groupby(_PARENT, sort=False)["regulation"].nunique()
    columns = ["document", "place", "date", *_TIMES, "days", "days_least", "days_most", "probability", "formal"]
    first = dated.drop_duplicates(_PARENT)[[*_PARENT, *columns]].sort_index().copy()
    second = dated[dated.duplicated(_PARENT)].drop_duplicates(_PARENT).set_index(_PARENT)["adopted_date"]
    after = first.join(second.rename("after"), on=_PARENT)["after"].fillna("")
    first["next_days"] = _between(first["adopted_date"], after)
    known = (first["days_least"] == first["days_most"]).fillna(value=False).astype(bool)
    known &= (first["adopted_of"] != "version") & (first["origin_of"] != "version")
    first["certain"] = known & ((after == "") | (first["latest_date"] < after))
    first["adopters"] = [int(count[key]) for key in zip(first["parent_document"], first["parent"], strict=True)]
    return _with_notices(first.reset_index(drop=True), adopted)


def _certain(adopted: pd.DataFrame, include: Iterable[str]) -> pd.DataFrame:
    """Return the adoptions by documents whose date is not doubtful, but for the doubts that are to be included."""
    return adopted[adopted["doubt"].isin({"", *doubts_of(include)})]


def doubts_of(include: Iterable[str]) -> set[str]:
    """Return the doubts that are to be included, of which one may stand alone.

    Raises
    ------
    CollectionError
        There is no such doubt.
    """
    given = (include,) if isinstance(include, str) or not isinstance(include, Iterable) else tuple(include)
    if unknown := [doubt for doubt in given if doubt not in DOUBTS.keys]:
        raise CollectionError(
            message("no doubt “{doubt}” about dates; known are {known}", doubt=str(unknown[0]), known=list(DOUBTS.keys))
        )
    return set(given)


def coverage(
    adopted: pd.DataFrame, pairs: pd.DataFrame, documents: pd.DataFrame, provisions: pd.DataFrame
) -> pd.DataFrame:
    """Count what of each parent came down to each region and level (承接率).

    Parameters
    ----------
    adopted
        `adoptions`.
    pairs, documents, provisions
        Of a collection.

    Returns
    -------
    pandas.DataFrame
        ``parent_document`` (``parent_title``), ``region``, ``level``; ``documents`` (how many were compared with the
        parent), ``total`` (the parent's provisions), ``covered`` (with a link from any of them), ``not_applicable``
        (addressed to a higher level, without a link), and three shares from 0 to 1: ``share_any`` and
        ``share_any_applicable`` of the provisions that *at least one* of the documents took up, which grow with the
        number of documents, and ``share_mean``, the mean over the documents of what each took up, which does not, and
        by which regions can be compared.
    """
    where = documents.set_index("document")
    compared = pairs.assign(**{name: pairs["child_document"].map(where[name]) for name in ("region", "level")})
    texts: dict[str, dict[str, str]] = {}
    for document, label, text in zip(
        *(provisions[name].tolist() for name in ("document", "label", "text")), strict=True
    ):
        texts.setdefault(document, {})[label] = text
    grouped = adopted.groupby(["parent_document", "region", "level"])
    reached = {key: set(own["parent"]) for key, own in grouped}
    times = grouped.size().to_dict()
    rows = []

    @cache
    def asks_others(parent: str, label: str, level: Level) -> bool:
        return bool(higher_addressee(texts[parent][label], level))

    for (parent, region, level), own in compared.groupby(["parent_document", "region", "level"], sort=True):
        covered = reached.get((parent, region, level), set())
        all_of_it = texts[parent]
        above = sum(asks_others(parent, label, level) for label in all_of_it if label not in covered)
        total = len(all_of_it)
        taken_up = times.get((parent, region, level), 0)
        shares = len(covered) / total, len(covered) / max(total - above, 1), taken_up / (total * len(own))
        rows.append((parent, region, level, len(own), total, len(covered), above, *shares))
    columns = ["parent_document", "region", "level", "documents", "total", "covered", "not_applicable"]
    shares_named = ["share_any", "share_any_applicable", "share_mean"]
    return _with_notices(pd.DataFrame(rows, columns=[*columns, *shares_named]), documents)


def matrix(
    adopted: pd.DataFrame,
    pairs: pd.DataFrame,
    documents: pd.DataFrame,
    provisions: pd.DataFrame,
    parent: str,
    level: Level | None = None,
) -> pd.DataFrame:
    """Return in which share of a region's documents each provision of a parent was taken up (地区 × 条文).

    Parameters
    ----------
    adopted, pairs, documents, provisions
        As for `coverage`.
    parent
        Id of the parent document.
    level
        Of the documents that count, or all.

    Returns
    -------
    pandas.DataFrame
        One row a region that has a document compared with the parent, one column a provision, in the parent's order;
        0 to 1.

    Raises
    ------
    CollectionError
        No document was compared with that parent.
    """
    where = documents.set_index("document")
    compared = pairs.loc[pairs["parent_document"] == parent, "child_document"]
    compared = compared[compared.map(where["level"]) == level] if level else compared
    if compared.empty:
        raise CollectionError(message("{parent}: no document was compared with it; see pairs", parent=parent))
    size = compared.map(where["region"]).value_counts().sort_index()
    some = adopted[(adopted["parent_document"] == parent) & adopted["document"].isin(compared)]
    labels = provisions.loc[provisions["document"] == parent, "label"]
    counts = pd.crosstab(some["region"], some["parent"]).reindex(index=size.index, columns=labels, fill_value=0)
    return _with_notices(counts.div(size, axis=0).rename_axis(index="region", columns="parent"), documents)


def likeness(
    links: pd.DataFrame, documents: pd.DataFrame, provisions: pd.DataFrame, times: pd.DataFrame
) -> pd.DataFrame:
    """Say of every link how alike the words are, and how far apart the documents in level and time (条文相似度).

    What a study of policy diffusion explains: as Chen, Liao and Yi do for clauses over levels of government (Journal of
    Public Policy 45(3), 2025).

    Returns
    -------
    pandas.DataFrame
        One row a link: ``region``, ``child_document`` (``child_title``), ``child``, ``parent_document``
        (``parent_title``), ``parent``, ``likeness``
        (rapidfuzz ratio of the normalised texts, 0 to 1), ``levels`` (1 for the level just above), ``years`` between
        the dates of the provisions (missing where one is), see `adoptions`. Only links have a row: to explain likeness,
        take `policycompare.cascading.Cascade.panel`, which has the provisions without a counterpart, too.
    """
    from rapidfuzz import fuzz

    where = documents.set_index("document")
    normal = provisions.set_index(["document", "label"])["normal"]
    child, parent = (
        normal.loc[list(zip(links[f"{side}_document"], links[side], strict=True))] for side in ("child", "parent")
    )
    found = links[["region", "child_document", "child", "parent_document", "parent"]].reset_index(drop=True)
    found["likeness"] = [fuzz.ratio(a, b) / 100 for a, b in zip(child, parent, strict=True)]
    rank = where["level"].map(LEVELS.keys.index)
    above, below = (found[f"{side}_document"].map(rank).astype("int64") for side in ("parent", "child"))
    found["levels"] = below - above
    timed = link_times(found, times)
    found["years"] = (_dates(timed["adopted_date"]) - _dates(timed["parent_date"])).dt.days / 365.25
    return _with_notices(found, documents)


def strength(shifts: pd.DataFrame, links: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Count by region and level how duties became stronger or weaker on the way down (力度变化).

    Parameters
    ----------
    shifts, links, documents
        Of a collection.

    Returns
    -------
    pandas.DataFrame
        ``region``, ``level``, ``links``, ``stronger``, ``weaker`` (links with such a change in a clause), ``balance``
        (stronger less weaker, per link).
    """
    level = documents.set_index("document")["level"]
    some = shifts[shifts["kind"] == "strength"]
    steps = [
        (after[0] > before[0]) - (after[0] < before[0])
        if (before := strongest(old)) and (after := strongest(new))
        else 0
        for old, new in zip(some["parent_words"], some["child_words"], strict=True)
    ]
    ends = ["child_document", "child", "parent_document", "parent"]
    some = some.assign(step=steps)
    rows = []
    for (region, at), own in links.assign(level=links["child_document"].map(level)).groupby(["region", "level"]):
        here = some[(some["region"] == region) & (some["child_document"].map(level) == at)]
        up, down = (len(here[here["step"] == step].drop_duplicates(ends)) for step in (1, -1))
        rows.append((region, at, len(own), up, down, (up - down) / len(own)))
    frame = pd.DataFrame(rows, columns=["region", "level", "links", "stronger", "weaker", "balance"])
    return _with_notices(frame, documents)


def sideways(families: pd.DataFrame) -> pd.DataFrame:
    """Count from which place to which local inventions spread (横向传播).

    Parameters
    ----------
    families
        See `policycompare.cascading.peers.families`; those whose first is linked to a parent are left out, and
        documents of the first's own day, of which nobody can say who copied.

    Returns
    -------
    pandas.DataFrame
        ``level``, ``source_place``, ``place``, ``provisions``, ``days`` (median since the first), those with the most
        provisions first.
    """
    new = families[families["invention"]]
    first = new[new["rank"] == 1].set_index(["level", "family"])["place"]
    later = new[(new["rank"] > 1) & (new["days"] > 0)]
    later = later.assign(source_place=[first[key] for key in zip(later["level"], later["family"], strict=True)])
    keys = ["level", "source_place", "place"]
    counted = later.groupby(keys, sort=True).agg(provisions=("label", "size"), days=("days", "median")).reset_index()
    counted = counted.sort_values(["provisions", *keys], ascending=[False, True, True, True], ignore_index=True)
    return _with_notices(counted, families)


def _dates(texts: pd.Series) -> pd.Series:
    return pd.to_datetime(texts.where(texts != ""), format="%Y-%m-%d")


def _between(start: pd.Series, end: pd.Series) -> pd.Series:
    return (_dates(end) - _dates(start)).dt.days.astype("Int64")


def _undated_last(dates: pd.Series) -> pd.Series:
    return dates.replace("", _LAST)


def _in_order(label: str) -> tuple[int, ...]:
    """Return a label as figures, so that 9 stands before 10."""
    return tuple(int(part) for part in label.replace("-", ".").replace("#", ".").split(".") if part.isdecimal())


def _with_notices(frame: pd.DataFrame, source: pd.DataFrame) -> pd.DataFrame:
    return noticed(frame, source.attrs.get("notices", ()))
