"""Siblings: documents under the same parent, which stand beside a pair as third documents."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from policycompare.aligning.neighbours import LIKENESS_DECIMALS, SAME_SUBJECT
from policycompare.aligning.third_documents import LEAST_BESIDE
from policycompare.language.subject import stem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policycompare.cascading.parents import DocumentPair
    from policycompare.cascading.records import Record

SIBLINGS = 2
"""Siblings beside a pair: two bring most of what six do, and each costs up to two comparisons."""
BLOCK = 512
"""Children of one parent compared with all its others together."""

Beside = dict[tuple[str, str], tuple[str, ...]]


def siblings_of(pairs: Sequence[DocumentPair], records: Mapping[str, Record]) -> Beside:
    """Choose for each pair the nearest siblings of its child in subject.

    A sibling is another child of the same parent, with another title and in another place; where fewer than
    `LEAST_BESIDE` are about the same subject, there are none.

    Parameters
    ----------
    pairs
        Of the collection.
    records
        By id.

    Returns
    -------
    dict
        Ids of the siblings, the nearest first, by child and parent; pairs that have none are left out.
    """
    out: Beside = {}
    by_parent = sorted(pairs, key=lambda pair: (pair.parent, pair.child))
    for parent, own in groupby(by_parent, key=lambda pair: pair.parent):
        children = [records[pair.child] for pair in own]
        if len(children) > LEAST_BESIDE:
            for child, chosen in zip(children, _chosen(children), strict=True):
                if len(chosen) >= LEAST_BESIDE:
                    out[child.entry.id, parent] = chosen
    return out


def _chosen(children: Sequence[Record]) -> list[tuple[str, ...]]:
    """Return for each child of one parent the ids of its nearest siblings."""
    vocabulary, columns = np.unique(np.concatenate([r.bigrams for r in children]), return_inverse=True)
    ends = np.cumsum([0, *(len(r.bigrams) for r in children)])
    weights = np.concatenate([r.weights for r in children])
    about = sparse.csr_array((weights, columns, ends), shape=(len(children), len(vocabulary)))
    turned = about.T.tocsr()
    out = []
    for start in range(0, len(children), BLOCK):
        likenesses = np.round((about[start : start + BLOCK] @ turned).toarray(), LIKENESS_DECIMALS)
        for child, likeness in zip(children[start : start + BLOCK], likenesses, strict=True):
            out.append(_nearest(child, children, likeness))
    return out


def _nearest(child: Record, children: Sequence[Record], likeness: np.ndarray) -> tuple[str, ...]:
    titles, places = {stem(child.entry.title)}, {child.place}
    chosen: list[str] = []
    for k in np.argsort(-likeness, kind="stable").tolist():
        other = children[k]
        if likeness[k] < SAME_SUBJECT or len(chosen) == SIBLINGS:
            break
        title = stem(other.entry.title)
        if other is not child and title not in titles and other.place not in places:
            titles.add(title)
            chosen.append(other.entry.id)
    return tuple(chosen)
