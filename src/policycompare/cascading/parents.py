"""Possible parents of a document: given, cited by title, or about the same subject; higher and earlier.

Whether two documents make a pair depends on the two alone (but for older versions of the same parent, which give way
to the newest), so that a collection may grow without changing what was found before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd
from scipy import sparse

from policycompare.cascading.collection_manifest import CollectionProblem
from policycompare.errors import CollectionError
from policycompare.language.subject import stem
from policycompare.messages import message
from policycompare.vocabulary import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from policycompare.cascading.records import Record


Way = Literal["given", "cited", "subject"]
WAYS: tuple[Way, ...] = get_args(Way)
SAME_SUBJECT = 0.12
"""Cosine of what two documents are about from which they are taken to be about the same.

It is 0.20 to 0.70 on the gold pairs. Between documents of different subjects the model still finds some three links a
pair: below 0.08 all of the 14 that were read joined stock articles, between 0.08 and 0.12 half of nine were right.
"""
LIKENESS_DECIMALS = 4
"""Decimals to which it is rounded before it is compared and written: sums differ in the last ones by processor."""
BLOCK = 512
"""Children compared with all parents together."""


@dataclass(frozen=True, slots=True, order=True)
class DocumentPair:
    """A document and one that it may come from.

    Attributes
    ----------
    child, parent
        Ids.
    why
        How the parent was found, the first of `WAYS` that did.
    likeness
        How alike they are in subject, 0 to 1.
    """

    child: str
    parent: str
    why: Way
    likeness: float


def document_pairs(
    records: Sequence[Record],
    ways: Iterable[Way] = ("cited", "subject"),
    given: Mapping[str, Sequence[str]] | None = None,
) -> list[DocumentPair]:
    """Choose the parents of each document.

    Parameters
    ----------
    records
        The collection, by id.
    ways
        ``"cited"``: the child names the parent's title in 《》; ``"subject"``: they are about the same, see
        `SAME_SUBJECT`. Both only among `may_come_from`.
    given
        Parents by child, whatever their level and date.

    Returns
    -------
    list of DocumentPair
        By child and parent.
    """
    ways, given = frozenset(ways), given or {}
    at = {record.entry.id: k for k, record in enumerate(records)}
    by_title: dict[str, list[int]] = {}
    for k, record in enumerate(records):
        by_title.setdefault(stem(record.entry.title), []).append(k)
    found: list[DocumentPair] = []
    for k, likeness in enumerate(_likenesses(records)):
        child = records[k]
        why: dict[int, Way] = {}
        if "subject" in ways:
            why |= dict.fromkeys(np.flatnonzero(likeness >= SAME_SUBJECT).tolist(), "subject")
        if "cited" in ways:
            why |= {j: "cited" for title in sorted(child.cites) for j in by_title.get(title, ())}
        chosen = _newest(records, [j for j in why if may_come_from(child, records[j])])
        told: tuple[int, ...] = tuple(at[parent] for parent in given.get(child.entry.id, ()))
        for j in sorted({*chosen, *told}):
            way: Way = "given" if j in told else why[j]
            found.append(
                DocumentPair(child.entry.id, records[j].entry.id, way, round(float(likeness[j]), LIKENESS_DECIMALS))
            )
    return sorted(found)


def may_come_from(child: Record, parent: Record) -> bool:
    """Whether a document may have come down from another: of a higher level, the same region or none, and earlier.

    A date that is missing excludes nothing. Of the regions' own levels below the province only those count that the
    child's title can tell: the manifest does not say which county lies in which city, so a city is a possible
    parent of a county only where the county's title names it.
    """
    a, b = child.entry, parent.entry
    if not _above(b.level, a.level) or b.region not in ("", a.region):
        return False
    if _above("province", b.level) and parent.place and parent.place not in a.title:
        return False
    return not a.date or not b.date or b.date < a.date


def cited_later(records: Sequence[Record]) -> list[CollectionProblem]:
    """Return which documents cite one that only stands in the collection with a later date: not aligned, but told.

    Usually the collection holds the current version of a law and the child followed an older one; with that version
    in the folder, or with the pair given, it would be aligned.
    """
    by_title: dict[str, list[Record]] = {}
    for record in records:
        by_title.setdefault(stem(record.entry.title), []).append(record)
    out = []
    for child in records:
        for title in sorted(child.cites):
            higher = [p for p in by_title.get(title, ()) if _above(p.entry.level, child.entry.level)]
            if higher and not any(may_come_from(child, p) for p in higher):
                remark = message(
                    "it cites《{title}》, which is here only with a later date ({dates}), and was not compared; add "
                    "the earlier version, or give the pair with --parents",
                    title=title,
                    dates=sorted(p.entry.date for p in higher),
                )
                out.append(CollectionProblem("later", child.entry.id, higher[0].entry.id, remark.text("zh")))
    return out


def _above(higher: Level, lower: Level) -> bool:
    return LEVELS.keys.index(higher) < LEVELS.keys.index(lower)


def _newest(records: Sequence[Record], chosen: Iterable[int]) -> list[int]:
    """Return of the versions of one title only the newest."""
    newest: dict[tuple[str, str, str], int] = {}
    for j in sorted(chosen, key=lambda j: (records[j].entry.date, records[j].entry.id)):
        entry = records[j].entry
        newest[stem(entry.title), entry.level, entry.region] = j
    return sorted(newest.values())


def _likenesses(records: Sequence[Record]) -> Iterator[np.ndarray]:
    """Yield for each document how alike it is to every document in subject, shape (documents,)."""
    vocabulary, columns = np.unique(np.concatenate([r.bigrams for r in records]), return_inverse=True)
    ends = np.cumsum([0, *(len(r.bigrams) for r in records)])
    weights = np.concatenate([r.weights for r in records])
    about = sparse.csr_array((weights, columns, ends), shape=(len(records), len(vocabulary)))
    turned = about.T.tocsr()
    for start in range(0, len(records), BLOCK):
        yield from np.round((about[start : start + BLOCK] @ turned).toarray(), LIKENESS_DECIMALS)


def read_parents(source: pd.DataFrame | str | Path, records: Sequence[Record]) -> dict[str, list[str]]:
    """Read pairs that a person gives: a frame or csv file (UTF-8) with the columns ``child`` and ``parent`` (ids).

    Raises
    ------
    CollectionError
        The file or a column is missing, or a line names a document that the collection has not.
    """
    name = "parents" if isinstance(source, pd.DataFrame) else str(source)
    try:
        frame = source if isinstance(source, pd.DataFrame) else pd.read_csv(source, dtype=str, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise CollectionError(
            message(
                "{file}: cannot be read as csv in UTF-8: {error}; check the path, or save it so", file=name, error=error
            )
        ) from None
    missing = [column for column in ("child", "parent") if column not in frame.columns]
    if missing:
        raise CollectionError(
            message(
                "{file}: line 1: no column {columns}; the first line must be child,parent", file=name, columns=missing
            )
        )
    known = {record.entry.id for record in records}
    out: dict[str, list[str]] = {}
    for line, (child, parent) in enumerate(zip(frame["child"], frame["parent"], strict=True), start=2):
        for document in (child, parent):
            if document not in known:
                raise CollectionError(
                    message(
                        "{file}: line {line}: no {document} in the collection, or it could not be read; "
                        "see problems.csv",
                        file=name,
                        line=line,
                        document=document,
                    )
                )
        out.setdefault(child, []).append(parent)
    return out
