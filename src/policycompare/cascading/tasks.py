"""The unit of work: one document with some of its possible parents, aligned exactly as `policycompare.align` does.

Every pair of documents is aligned by itself, so a row depends on its two documents, the model and the cut-off, and on
nothing else: not on the other documents of the collection (but for siblings, where they are asked for), the blocks, the
workers or their number.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import astuple, dataclass
from itertools import chain, groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from policycompare.aligning.align import align
from policycompare.aligning.alignment import LINK_COLUMNS
from policycompare.aligning.candidate_scores import threadpools
from policycompare.cascading.collection_manifest import in_chinese
from policycompare.cascading.dataset import SCHEMAS, part_bytes
from policycompare.cascading.fingerprint import differences, fingerprint_key
from policycompare.cascading.records import read_batch, record_row
from policycompare.encoding.encoder import installed_encoder
from policycompare.errors import CollectionError
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from policycompare.aligning.alignment import Alignment
    from policycompare.aligning.changes import Change
    from policycompare.aligning.links import Link
    from policycompare.cascading.collection_manifest import Entry
    from policycompare.cascading.parents import DocumentPair
    from policycompare.cascading.records import Record
    from policycompare.documents import Document

KEPT_FROM = 0.05
"""Least probability of a pair of provisions that is kept, so that another cut-off needs no new run."""
PARENTS = 16
"""Parents of one block: so much work is lost at most when a worker dies, and so much is done between two reports."""
Tuples = list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Block:
    """One document and some of its possible parents.

    Attributes
    ----------
    child, parents
        Ids.
    cells
        Pairs of provisions: what the block costs.
    key
        Names everything that its rows depend on: a part of this name is this block's.
    beside
        Ids of the third documents of each pair.
    """

    child: str
    parents: tuple[str, ...]
    cells: int
    key: str
    beside: tuple[tuple[str, ...], ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of all documents that it takes: the child, its parents, and the third ones, each once."""
        return tuple(dict.fromkeys((self.child, *self.parents, *chain.from_iterable(self.beside))))


def blocks(
    pairs: Sequence[DocumentPair],
    records: Mapping[str, Record],
    threshold: float | None,
    beside: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType({}),
    *,
    encoder: str = "",
) -> Iterator[Block]:
    """Cut the pairs of documents into blocks, by child.

    Parameters
    ----------
    pairs
        By child and parent.
    records
        By id.
    threshold
        Least probability of a link; the model's own when not given.
    beside
        Third documents by child and parent.
    encoder
        Id of the sentence encoder, or ``""``.
    """
    made_by = [fingerprint_key(), repr(threshold), *([encoder] if encoder else [])]
    keys = {name: record.key for name, record in records.items()}
    for child, own in groupby(pairs, key=lambda pair: pair.child):
        parents = tuple(pair.parent for pair in own)
        for some in (parents[k : k + PARENTS] for k in range(0, len(parents), PARENTS)):
            cells = records[child].provisions * sum(records[parent].provisions for parent in some)
            third = tuple(beside.get((child, parent), ()) for parent in some)
            names = [*made_by, *(keys[d] for d in (child, *some))]
            for parent, found in zip(some, third, strict=True):
                names += [f"{parent} {keys[d]}" for d in found]
            yield Block(child, some, cells, hashlib.sha256("\n".join(names).encode()).hexdigest(), third)


def in_good_order(some: Iterable[Block]) -> list[Block]:
    """Return blocks so that those with a parent in common follow each other, and a document is read few times.

    A block goes with its parent that the most blocks have; parents with the most work come first, so that no process
    is left alone with it at the end.
    """
    some = list(some)
    asked = Counter(parent for block in some for parent in block.parents)
    shared = {block: max(block.parents, key=lambda parent: (asked[parent], parent)) for block in some}
    work: Counter[str] = Counter()
    for block in some:
        work[shared[block]] += block.cells
    return sorted(some, key=lambda block: (-work[shared[block]], shared[block], -block.cells, block.key))


def read_part(files: Sequence[tuple[Entry, bytes | str]]) -> dict[str, bytes]:
    """Read some documents, see `policycompare.cascading.records.read_batch`.

    Returns
    -------
    dict of str to bytes
        ``provisions``, ``records`` and ``problems``, each a Parquet file with the columns of
        `policycompare.cascading.dataset.SCHEMAS`: a process hands over bytes faster than thousands of rows.
    """
    records, rows, problems = read_batch(files)
    return {
        "provisions": part_bytes("provisions", rows),
        "records": part_bytes("records", map(record_row, records)),
        "problems": part_bytes("problems", map(astuple, problems)),
    }


def align_block(
    made_by: dict[str, str],
    threshold: float | None,
    beside: Sequence[Sequence[str]],
    encoder: str,
    documents: Sequence[Document],
) -> dict[str, bytes]:
    """Align the first of the documents with those that follow, one for each of `beside`.

    Parameters
    ----------
    made_by
        The fingerprint of who wants the rows.
    threshold
        Least probability of a link; the model's own when not given.
    beside
        Ids of the third documents of each pair.
    encoder
        Id of the sentence encoder that compares clauses besides, or ``""``.
    documents
        The child, its parents, and the third documents that are none of these.

    Returns
    -------
    dict of str to bytes
        ``shifts``, ``problems`` (pairs that could not be aligned), ``links``, ``candidates`` (pairs of provisions from
        `KEPT_FROM` on) and ``compared`` (pairs of documents), each a Parquet file with the columns of
        `policycompare.cascading.dataset.SCHEMAS`.

    Raises
    ------
    CollectionError
        This process has another version of the program or another encoder: its rows would not be the same.
    AlignmentError
        An encoder is asked for, and this process has none.
    """
    if other := differences(made_by):
        raise CollectionError(
            message(
                "this worker runs another version than it was asked to: {other}; install the same one everywhere",
                other=other,
            )
        )
    if encoder:
        _check_encoder(encoder)
    with one_thread():
        child, *parents = documents[: len(beside) + 1]
        by_id = {document.id: document for document in documents}
        rows: dict[str, Tuples] = {"shifts": [], "problems": [], "links": [], "candidates": [], "compared": []}
        for parent, names in zip(parents, beside, strict=True):
            third = [by_id[name] for name in names]
            for kind, found in _pair(child, parent, threshold, third, meaning=bool(encoder)).items():
                rows[kind] += found
        return {kind: part_bytes(kind, found) for kind, found in rows.items()}


def _check_encoder(wanted: str) -> None:
    """Check that the encoder of this process is there and the one that was asked for."""
    here = installed_encoder().ready().id
    if here != wanted:
        raise CollectionError(
            message(
                "this worker has another sentence encoder than it was asked to use: {here} ≠ {wanted}; install the "
                "same one everywhere",
                here=here,
                wanted=wanted,
            )
        )


def _pair(
    child: Document, parent: Document, threshold: float | None, beside: Sequence[Document], *, meaning: bool
) -> dict[str, Tuples]:
    try:
        aligned = align(child, parent, threshold=threshold, beside=beside, meaning=meaning)
        links = aligned.link_list
        return {
            **_candidate_rows(aligned),
            "links": [_link_row(child.id, parent.id, link) for link in links],
            "shifts": [_shift_row(child.id, parent.id, link, change) for link in links for change in link.changes],
        }
    except Exception as error:  # noqa: BLE001 - one pair's fault must not stop the other thousands: it is told
        kind, said = type(error).__name__, in_chinese(error)
        remark = message("cannot be aligned, left out: {kind}: {error}", kind=kind, error=said)
        return {"problems": [("pair", child.id, parent.id, remark.text("zh"))]}


def _candidate_rows(aligned: Alignment) -> dict[str, Tuples]:
    """Return the pairs of provisions that are likely enough to be kept, and how many links to expect of the others."""
    pairs, probability = aligned.scores.pairs, aligned.probability
    kept = np.flatnonzero(probability >= KEPT_FROM)
    ends = aligned.child.id, aligned.parent.id
    rows: Tuples = []
    for k in kept.tolist():
        child = aligned.child.provisions[int(pairs.rows[k])].label
        parent = aligned.parent.provisions[int(pairs.columns[k])].label
        rows.append((ends[0], child, ends[1], parent, float(probability[k])))
    unkept = round(float(probability.sum() - probability[kept].sum()), 6)
    return {"candidates": rows, "compared": [(*ends, len(probability), unkept)]}


def _link_row(child: str, parent: str, link: Link) -> tuple[object, ...]:
    """Return the row of a link; making a frame of each pair of documents (`Alignment.links`) costs a tenth of all."""
    documents = {"child_document": child, "parent_document": parent}
    return tuple(documents[name] if name in documents else LINK_COLUMNS[name](link) for name in SCHEMAS["links"])


def _shift_row(child: str, parent: str, link: Link, change: Change) -> tuple[object, ...]:
    return child, link.child.label, parent, link.parent.label, change.kind, change.parent, change.child


def one_thread() -> AbstractContextManager[object]:
    """Return a context in which sums are made by one thread, always in the same order."""
    return threadpools().limit(limits=1)  # type: ignore[no-any-return]
