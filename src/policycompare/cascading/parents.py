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

    from policycompare.cascading.dates import Dates
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


@dataclass(frozen=True)
class FoundParents:
    """The parents of all documents.

    Attributes
    ----------
    pairs
        By child and parent.
    later
        Documents that could come from one that is here only with a later date, so that they were not compared.
    """

    pairs: list[DocumentPair]
    later: list[CollectionProblem]


def find_parents(
    records: Sequence[Record],
    dates: Mapping[str, Dates],
    ways: Iterable[Way] = ("cited", "subject"),
    given: Mapping[str, Sequence[str]] | None = None,
) -> FoundParents:
    """Choose the parents of each document.

    Parameters
    ----------
    records
        The collection, by id.
    dates
        Of its documents, by id.
    ways
        ``"cited"``: the child names the parent's title in 《》; ``"subject"``: they are about the same, see
        `SAME_SUBJECT`. Both only among `may_come_from`.
    given
        Parents by child, whatever their level and date.
    """
    ways, given = frozenset(ways), given or {}
    position_of = {record.entry.id: k for k, record in enumerate(records)}
    by_title: dict[str, list[int]] = {}
    for k, record in enumerate(records):
        by_title.setdefault(stem(record.entry.title), []).append(k)
    pairs: list[DocumentPair] = []
    later: list[CollectionProblem] = []
    for child, likeness in zip(records, _likenesses(records), strict=True):
        alike = np.flatnonzero(likeness >= SAME_SUBJECT).tolist() if "subject" in ways else []
        cited = sorted({j for title in child.cites for j in by_title.get(title, ())})
        why: dict[int, Way] = dict.fromkeys(alike, "subject")
        if "cited" in ways:
            why |= dict.fromkeys(cited, "cited")
        above = [j for j in why if is_above(child, records[j])]
        earlier = [j for j in above if began_before(child, records[j], dates)]
        chosen = {j: why[j] for j in _one_version(records, earlier, child, dates)}
        chosen |= {position_of[parent]: "given" for parent in given.get(child.entry.id, ())}
        for j, way in sorted(chosen.items()):
            rounded = round(float(likeness[j]), LIKENESS_DECIMALS)
            pairs.append(DocumentPair(child.entry.id, records[j].entry.id, way, rounded))
        # What may be cited or alike, but is here in no version that the child can have followed.
        compared = {stem(records[j].entry.title) for j in chosen}
        missed = []
        for j in sorted({*above, *cited}):
            if stem(records[j].entry.title) not in compared and is_above(child, records[j]):
                missed.append(records[j])
        later += _later(child, missed, dates)
    return FoundParents(sorted(pairs), sorted(later))


def _later(child: Record, missed: Sequence[Record], dates: Mapping[str, Dates]) -> Iterator[CollectionProblem]:
    """Yield the parents that a child cites, and those about the same, that are here only with a later date."""
    missed = [parent for parent in missed if not began_before(child, parent, dates)]
    by_title: dict[str, list[Record]] = {}
    for parent in missed:
        by_title.setdefault(stem(parent.entry.title), []).append(parent)
    for title in sorted(child.cites & by_title.keys()):
        remark = message(
            "it cites《{title}》, which is here only with a later date ({dates}), and was not compared; add "
            "the earlier version, or give the pair with --parents",
            title=title,
            dates=sorted(dates[p.entry.id].origin for p in by_title[title]),
        )
        yield CollectionProblem("later", child.entry.id, by_title[title][0].entry.id, remark.text("zh"))
    alike = [parent for parent in missed if stem(parent.entry.title) not in child.cites]
    if alike:
        remark = message(
            "about the same as {parents}, which began only later, and was not compared with them; add "
            "their earlier versions, give their origin in the manifest, or give the pairs with --parents",
            parents="、".join(f"{p.entry.title}（{dates[p.entry.id].origin}）" for p in alike),
        )
        yield CollectionProblem("later", child.entry.id, "、".join(p.entry.id for p in alike), remark.text("zh"))


def is_above(child: Record, parent: Record) -> bool:
    """Whether a document is of a higher level than another, and of the same region or none.

    Of the regions' own levels below the province only those count that the
    child's title can tell: the manifest does not say which county lies in which city, so a city is a possible
    parent of a county only where the county's title names it.
    """
    a, b = child.entry, parent.entry
    if not _above(b.level, a.level) or b.region not in ("", a.region):
        return False
    return not (_above("province", b.level) and parent.place and parent.place not in a.title)


def began_before(child: Record, parent: Record, dates: Mapping[str, Dates]) -> bool:
    """Whether a regulation had begun when the text of another was made; a date that is missing excludes nothing.

    It is the parent's origin that counts: its text may be of a later version than the child followed.
    """
    start, end = dates[parent.entry.id].origin, dates[child.entry.id].latest
    return not start or not end or start < end


def may_come_from(child: Record, parent: Record, dates: Mapping[str, Dates]) -> bool:
    """Whether a document may have come down from another: see `is_above` and `began_before`."""
    return is_above(child, parent) and began_before(child, parent, dates)


def _above(higher: Level, lower: Level) -> bool:
    return LEVELS.keys.index(higher) < LEVELS.keys.index(lower)


def _one_version(
    records: Sequence[Record], chosen: Iterable[int], child: Record, dates: Mapping[str, Dates]
) -> Iterator[int]:
    """Yield of the versions of each regulation the newest that the child can have followed, or else the oldest."""
    versions: dict[tuple[str, str, str], list[int]] = {}
    for j in chosen:
        entry = records[j].entry
        versions.setdefault((stem(entry.title), entry.level, entry.region), []).append(j)
    end = dates[child.entry.id].latest
    for own in versions.values():
        own.sort(key=lambda j: (dates[records[j].entry.id].latest, records[j].entry.id))
        followed = [j for j in own if not end or dates[records[j].entry.id].latest < end]
        yield followed[-1] if followed else own[0]


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
