"""Provisions that spread sideways: nearly the same words in documents of one level and different places.

Texts are sketched by a few of their bigrams, chosen alike everywhere, so that near copies share most of their sketch;
the product of the sketches gives candidates block by block, and rapidfuzz decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from policycompare.aligning.relations import SAME_WORDING
from policycompare.frames import noticed
from policycompare.language import ngrams as bags
from policycompare.language.corpus_statistics import background
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Indices = NDArray[np.intp]

SKETCH = 32
"""Bigrams of a sketch."""
COMMON = 0.02
"""Bigrams in more than this share of the background's provisions say nothing, and stand in no sketch."""
SHARED = 0.3
"""Share of the smaller sketch that two texts must have in common to be compared."""
NEAREST = 16
"""Texts compared with each, those with the most in common."""
LEAST = 24
"""Characters of a normalised text that is long enough to be someone's invention."""
BLOCK_CELLS = 4_000_000
"""Pairs of texts looked at together."""
TEXTS = 4096
"""Texts sketched together."""
_SCRAMBLE = np.uint64(0x9E3779B97F4A7C15)
COLUMNS = (
    "family", "level", "rank", "document", "label", "place", "region", "date", "since_date", "source_document",
    "source", "likeness", "days", "invention",
)  # fmt: skip
ACROSS_COLUMNS = (
    "family", "rank", "document", "label", "level", "place", "region", "date", "since_date", "source_document",
    "source", "source_level", "likeness", "days", "direction", "linked",
)  # fmt: skip
_ACROSS_TYPES = {"family": "int64", "rank": "int64", "likeness": "float64", "days": "int64", "linked": bool}
_TYPES = {"family": "int64", "rank": "int64", "likeness": "float64", "days": "int64", "invention": bool}


def families(
    provisions: pd.DataFrame, documents: pd.DataFrame, links: pd.DataFrame, times: pd.DataFrame
) -> pd.DataFrame:
    """Find provisions of nearly the same words in documents of one level and different places.

    Parameters
    ----------
    provisions
        ``document``, ``label``, ``position``, ``normal``, ``formal`` (these are left out).
    documents
        ``document``, ``level``, ``place``, ``region``, ``date``, ``doubt``. Those whose date is doubtful are left out.
    links
        ``child_document``, ``child``.
    times
        See `policycompare.cascading.times.provision_times`.

    Returns
    -------
    pandas.DataFrame
        One row a provision, by family and time: ``family`` (int), ``level``, ``rank`` (1 for the first),
        ``document`` (``title``), ``label``, ``place``, ``region``, ``date`` (of the version), ``since_date`` (since
        when the provision has stood, as far as is known); the first of the family as
        ``source_document`` (``source_title``) and ``source``, how alike the words are to it (``likeness``, 0 to 1),
        ``days`` since; and ``invention``: the first is linked to no parent, so that it was new there. Versions of one
        regulation are no rivals: one place counts once.
    """
    long = _long(provisions, documents, times)
    long = long[long["level"] != "nation"]
    from_above = set(zip(links["child_document"], links["child"], strict=True))
    out = []
    for _, some in long.groupby("level", sort=True):
        # Not np.unique: an array of numpy's own strings takes as much for each text as for the longest one.
        of_text, texts = pd.factorize(some["normal"].to_numpy(dtype=object), sort=True)
        joined = _joined(len(texts), *near_copies(texts.tolist()))
        out += _families(some.assign(which=joined[of_text]), from_above)
    frame = pd.DataFrame(out, columns=list(COLUMNS)).astype(_TYPES)
    frame["family"] = frame.groupby(["level", "family"], sort=True).ngroup() + 1
    return noticed(frame, documents.attrs.get("notices", ()))


def families_across_levels(
    provisions: pd.DataFrame, documents: pd.DataFrame, links: pd.DataFrame, times: pd.DataFrame
) -> pd.DataFrame:
    """Find provisions of nearly the same words whatever their level, and say which way they went.

    A local rule that stands before the national one went *up* (自下而上): policy learning from below, which links from
    a document to those above it can't show, since these look at earlier documents of a higher level only. Times are
    those of `policycompare.cascading.times`: where a provision came with an amendment that is not in the collection,
    what looks like copying may be the reverse.

    Parameters
    ----------
    provisions, documents, links, times
        As for `families`; links with ``parent_document`` and ``parent`` too.

    Returns
    -------
    pandas.DataFrame
        One row a provision of a family that has more than one level, by family and time: ``family`` (int), ``rank`` (1
        for the first), ``document`` (``title``), ``label``, ``level``, ``place``, ``region``, ``date`` (of the
        version), ``since_date`` (since when the provision has stood, as far as is known); the first of the family as
        ``source_document`` (``source_title``) and ``source``, and its ``source_level``; how alike the
        words are (``likeness``, 0 to 1), ``days`` since; ``direction``: ``up`` from a lower level to a higher one,
        ``down``, ``sideways`` within a level, ``first`` for the first itself, and ``same day`` where nobody can say who
        copied; and ``linked``: whether the first is one of its parents by a link.
    """
    long = _long(provisions, documents, times)
    of_text, texts = pd.factorize(long["normal"].to_numpy(dtype=object), sort=True)
    joined = _joined(len(texts), *near_copies(texts.tolist()))
    # Of documents of one day the highest stands first, so that nothing went up that may have come down.
    ranked = long.assign(which=joined[of_text], rank=long["level"].map(LEVELS.keys.index))
    ordered = ranked.sort_values(["since_date", "rank", "document", "position"], kind="stable")
    levels = ordered.groupby("which")["level"].nunique()
    ordered = ordered[ordered["which"].map(levels) > 1].drop_duplicates(["which", "level", "place"])
    ends = ("child_document", "child", "parent_document", "parent")
    known = set(zip(*(links[name] for name in ends), strict=True))
    rows: list[tuple[object, ...]] = []
    for family, (_, members) in enumerate(ordered.groupby("which", sort=False), start=1):
        rows += _family_across(family, members, known)
    frame = pd.DataFrame(rows, columns=list(ACROSS_COLUMNS)).astype(_ACROSS_TYPES)
    return noticed(frame, documents.attrs.get("notices", ()))


def _family_across(
    family: int, members: pd.DataFrame, known: set[tuple[str, str, str, str]]
) -> list[tuple[object, ...]]:
    """Return the rows of a family that has more than one level."""
    from rapidfuzz import fuzz

    first = members.iloc[0]
    source = first["document"], first["label"]
    rows: list[tuple[object, ...]] = []
    for rank, m in enumerate(members.itertuples(), start=1):
        days = (pd.Timestamp(m.since_date) - pd.Timestamp(first["since_date"])).days
        own = m.document, m.label, m.level, m.place, m.region, m.date, m.since_date
        likeness = fuzz.ratio(first["normal"], m.normal) / 100
        way = "first" if rank == 1 else _direction(first["level"], m.level, days)
        linked = (m.document, m.label, *source) in known
        rows.append((family, rank, *own, *source, first["level"], likeness, days, way, linked))
    return rows


def _direction(source: str, level: str, days: int) -> str:
    if days == 0:
        return "same day"
    steps = LEVELS.keys.index(level) - LEVELS.keys.index(source)
    if steps == 0:
        return "sideways"
    return "down" if steps > 0 else "up"


def _long(provisions: pd.DataFrame, documents: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """Return the provisions that are long enough to be copied, with where they stand and since when.

    Those of documents whose date is doubtful are left out.
    """
    where = documents.set_index("document")
    long = provisions[(provisions["normal"].str.len() >= LEAST) & ~provisions["formal"]]
    long = long.assign(**{name: long["document"].map(where[name]) for name in ("level", "place", "region", "date")})
    keys = pd.MultiIndex.from_frame(long[["document", "label"]])
    long["since_date"] = times["since_date"].reindex(keys).to_numpy()
    certain = long["document"].map(where["doubt"]) == ""
    return long[certain & (long["since_date"] != "")]


def _families(some: pd.DataFrame, from_above: set[tuple[str, str]]) -> list[tuple[object, ...]]:
    """Return the rows of the families of one level that more than one place has."""
    from rapidfuzz import fuzz

    ordered = some.sort_values(["since_date", "document", "position"], kind="stable")
    places = ordered.groupby("which")["place"].nunique()
    ordered = ordered[ordered["which"].map(places) > 1].drop_duplicates(["which", "place"])
    out: list[tuple[object, ...]] = []
    for family, (_, members) in enumerate(ordered.groupby("which", sort=False)):
        first = members.iloc[0]
        invention = (first["document"], first["label"]) not in from_above
        start = pd.Timestamp(first["since_date"])
        for rank, m in enumerate(members.itertuples(), start=1):
            ratio = fuzz.ratio(first["normal"], m.normal) / 100
            days = (pd.Timestamp(m.since_date) - start).days
            source = first["document"], first["label"]
            out.append(
                (
                    family,
                    m.level,
                    rank,
                    m.document,
                    m.label,
                    m.place,
                    m.region,
                    m.date,
                    m.since_date,
                    *source,
                    ratio,
                    days,
                    invention,
                )
            )
    return out


def near_copies(texts: Sequence[str]) -> tuple[Indices, Indices]:
    """Return the pairs of texts with nearly the same words (`SAME_WORDING`), the later text first.

    Parameters
    ----------
    texts
        Normalised, all different.
    """
    from rapidfuzz import fuzz

    sketches = _sketches(texts)
    needed = np.ceil(SHARED * np.diff(sketches.indptr)).astype(np.uint8)
    turned = sketches.T.tocsr()
    step = max(1, BLOCK_CELLS // max(len(texts), 1))
    rows: list[Indices] = []
    columns: list[Indices] = []
    for start in range(0, len(texts), step):
        shared = sketches[start : start + step] @ turned
        row, column = start + np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr)), shared.indices
        near = np.flatnonzero((column < row) & (shared.data >= np.minimum(needed[row], needed[column])))
        row, column = _nearest(row[near], column[near], shared.data[near])
        places = zip(row.tolist(), column.tolist(), strict=True)
        same = [fuzz.ratio(texts[i], texts[j]) >= 100 * SAME_WORDING for i, j in places]
        rows.append(row[same])
        columns.append(column[same])
    return np.concatenate([np.zeros(0, dtype=np.intp), *rows]), np.concatenate([np.zeros(0, dtype=np.intp), *columns])


def _sketches(texts: Sequence[str]) -> sparse.csr_array:
    """Return which bigrams stand in the sketch of each text, shape (texts, vocabulary).

    Those whose scrambled code is smallest: near copies choose alike, whatever else is in the collection (a bottom-k
    sketch, after Broder, On the resemblance and containment of documents, 1997).
    """
    found = [_sketched(texts[start : start + TEXTS]) for start in range(0, len(texts), TEXTS)]
    size = np.concatenate([np.zeros(1, dtype=np.intp), *(sizes for sizes, _ in found)])
    codes = np.concatenate([np.zeros(0, dtype=np.uint64), *(own for _, own in found)])
    vocabulary, columns = np.unique(codes, return_inverse=True)
    ones = np.ones(len(columns), dtype=np.uint8)
    ends = np.cumsum(size, dtype=np.int32)
    return sparse.csr_array((ones, columns.astype(np.int32), ends), shape=(len(texts), len(vocabulary)))


def _sketched(texts: Sequence[str]) -> tuple[Indices, NDArray[np.uint64]]:
    """Return how many bigrams the sketch of each text has, and the bigrams, text by text."""
    counts, bigrams = bags.bigram_counts(texts)
    known = background()
    told = known.counts_of(bigrams) <= COMMON * known.provisions
    order = np.flatnonzero(told)[np.argsort(bigrams[told] * _SCRAMBLE, kind="stable")]
    kept = counts[:, order].tocsr()
    kept.sort_indices()
    first = np.arange(len(kept.indices)) - np.repeat(kept.indptr[:-1], np.diff(kept.indptr)) < SKETCH
    sizes = np.minimum(np.diff(kept.indptr), SKETCH).astype(np.intp)
    return sizes, bigrams[order[kept.indices[first]]]


def _nearest(row: Indices, column: Indices, shared: NDArray[np.uint8]) -> tuple[Indices, Indices]:
    """Return the `NEAREST` of each row, those with the most in common."""
    order = np.lexsort((column, -shared.astype(np.intp), row))
    row, column = row[order], column[order]
    starts = np.flatnonzero(np.append(True, row[1:] != row[:-1])) if len(row) else np.zeros(0, dtype=np.intp)
    place = np.arange(len(row)) - np.repeat(starts, np.diff(np.append(starts, len(row))))
    return row[place < NEAREST], column[place < NEAREST]


def _joined(size: int, rows: Indices, columns: Indices) -> Indices:
    """Return the number of the group of each text, texts joined by pairs being in one."""
    graph = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1])
