"""A chain of levels: where each measure at the bottom came from, through which level, and what stopped where."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from policycompare.aligning.align import align, document_given
from policycompare.arguments import takes
from policycompare.documents import Document, notices, order_notices
from policycompare.errors import AlignmentError
from policycompare.frames import noticed
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from policycompare.aligning.alignment import Alignment
    from policycompare.aligning.model import Model
    from policycompare.documents import Measure
    from policycompare.encoding.encoder import Encoder

_TOP_PARTS = ("passed on", "skipped", "dropped")
_MIDDLE_PARTS = ("passed on", "stopped", "own passed on", "own")
_BOTTOM_PARTS = {"through": "through", "level above": "level above", "straight": "straight", "addition": "new"}
"""Parts of a level as `Trace.flow` names them; at the bottom by origin."""
_COLUMNS = ("child", "parent", "text", "chapter", "origin", "reached")
"""Columns of the frames of a chain besides those named by document."""


@dataclass(frozen=True, slots=True)
class ProvisionOrigin:
    """Origin of a provision of the lowest document.

    Attributes
    ----------
    provision
        Of the lowest document.
    origin
        Key of `policycompare.vocabulary.ORIGINS`.
    sources
        For each higher document, from the top, the labels of the provisions that it goes back to, directly or through
        a level between.
    """

    provision: Measure
    origin: str
    sources: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ProvisionFate:
    """Fate of a provision of the highest document.

    Attributes
    ----------
    provision
        Of the highest document.
    reached
        Position of the lowest document that has it, 0 for none.
    successors
        For each lower document, from the top, the labels of the provisions that have it, directly or through a level
        between.
    """

    provision: Measure
    reached: int
    successors: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Trace:
    """A chain of documents with the alignment of every lower one with every higher one.

    Attributes
    ----------
    documents
        From the top.
    alignments
        By the positions of child and parent in ``documents``.
    """

    documents: tuple[Document, ...]
    alignments: dict[tuple[int, int], Alignment]

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices that everything made from this chain carries."""
        read = [notice for _, aligned in sorted(self.alignments.items(), reverse=True)
                for notice in aligned.reading_notices]  # fmt: skip
        order = [notice for child, parent in self.alignments for notice in self._order(child, parent)]
        return (*notices(*self.documents, *self.third_documents), *dict.fromkeys(order), *read)

    def _order(self, child: int, parent: int) -> tuple[str, ...]:
        return order_notices(self.documents[child], self.documents[parent])

    @property
    def third_documents(self) -> tuple[Document, ...]:
        """Documents that stood beside every pair as evidence."""
        return next(iter(self.alignments.values())).third_documents

    @property
    def encoder(self) -> Encoder | None:
        """What compared clauses in meaning besides; ``None`` where nothing did."""
        return next(iter(self.alignments.values())).scores.encoder

    @property
    def bottom(self) -> Document:
        """The lowest document."""
        return self.documents[-1]

    def parents(self, child: int, parent: int, label: str) -> list[str]:
        """Return the labels in document `parent` that the provision `label` of document `child` is linked to."""
        return self._parents[child, parent].get(label, [])

    @cached_property
    def _parents(self) -> dict[tuple[int, int], dict[str, list[str]]]:
        out: dict[tuple[int, int], dict[str, list[str]]] = {}
        for (child, parent), aligned in self.alignments.items():
            found = out.setdefault((child, parent), {})
            for link in aligned.link_list:
                found.setdefault(link.child.label, []).append(link.parent.label)
        return out

    @cached_property
    def origin_list(self) -> tuple[ProvisionOrigin, ...]:
        """Origin of each provision of the lowest document, in its order."""
        last = len(self.documents) - 1
        found = []
        for provision in self.bottom.provisions:
            direct = [self.parents(last, k, provision.label) for k in range(last)]
            handed: list[list[str]] = [[] for _ in range(last)]
            for middle in direct[last - 1]:
                for k in range(last - 1):
                    handed[k] += self.parents(last - 1, k, middle)
            sources = tuple(tuple(dict.fromkeys(direct[k] + handed[k])) for k in range(last))
            found.append(ProvisionOrigin(provision, _origin(direct, handed), sources))
        return tuple(found)

    @cached_property
    def origins(self) -> pd.DataFrame:
        """Origin of each provision of the lowest document (来源).

        Returns
        -------
        pandas.DataFrame
            One row a provision: ``child``, ``text``, ``chapter``; ``origin`` (``through``: from the level above,
            and from a level above that; ``level above``: from there only; ``straight``: not in the level above but
            in a higher one; ``addition``: in none); and one column for each higher document, by id, with the
            linked labels joined by 、, where the top's labels include those that came through the level above.
        """
        rows = []
        for found in self.origin_list:
            labels = ["、".join(source) for source in found.sources]
            rows.append((found.provision.label, found.provision.text, found.provision.chapter, found.origin, *labels))
        columns = ["child", "text", "chapter", "origin", *(d.id for d in self.documents[:-1])]
        return self._frame(rows, columns)

    def handed_down(self, upper: int, lower: int) -> dict[str, list[str]]:
        """Return which provisions of document `lower` have each one of document `upper`, itself or by a level between.

        Labels by label, in the lower document's order; what none has is left out.
        """
        out: dict[str, list[str]] = {}
        for provision in self.documents[lower].provisions:
            tops = list(self.parents(lower, upper, provision.label))
            for mid in range(upper + 1, lower):
                passed = self.parents(lower, mid, provision.label)
                tops += [top for label in passed for top in self.parents(mid, upper, label)]
            for top in dict.fromkeys(tops):
                out.setdefault(top, []).append(provision.label)
        return out

    @cached_property
    def fate_list(self) -> tuple[ProvisionFate, ...]:
        """Fate of each provision of the highest document, in its order."""
        lowers = range(1, len(self.documents))
        handed_down = {k: self.handed_down(0, k) for k in lowers}
        found = []
        for provision in self.documents[0].provisions:
            successors = tuple(tuple(handed_down[k].get(provision.label, ())) for k in lowers)
            reached = max((k for k in lowers if provision.label in handed_down[k]), default=0)
            found.append(ProvisionFate(provision, reached, successors))
        return tuple(found)

    @cached_property
    def fates(self) -> pd.DataFrame:
        """Fate of each provision of the highest document: what stopped where (去向).

        Returns
        -------
        pandas.DataFrame
            One row a provision: ``parent``, ``text``, ``chapter``, ``reached`` (id of the lowest document that has
            it, the top's own id when none does), and a column for each lower document with the linked labels,
            directly or through the level between.
        """
        rows = []
        for found in self.fate_list:
            labels = ["、".join(successors) for successors in found.successors]
            reached = self.documents[found.reached].id
            rows.append((found.provision.label, found.provision.text, found.provision.chapter, reached, *labels))
        return self._frame(rows, ["parent", "text", "chapter", "reached", *(d.id for d in self.documents[1:])])

    @cached_property
    def flow(self) -> pd.DataFrame:
        """Flow from level to level (流向): every document's provisions counted by what becomes of them.

        Returns
        -------
        pandas.DataFrame
            ``document`` (id), ``part``, ``count``; parts of no provision are left out. At the top: ``passed on`` to
            the next level, ``skipped`` (only further down), ``dropped``. Between: ``passed on`` and ``stopped`` (with
            a source above), ``own passed on`` and ``own`` (without). At the bottom: ``through`` and ``level above``,
            ``straight``, ``new``, see `origins`.
        """
        counts: list[tuple[str, str, int]] = []
        for k, document in enumerate(self.documents):
            parts, order = self._parts(k)
            counts += [(document.id, part, parts.count(part)) for part in order if part in parts]
        return self._frame(counts, ["document", "part", "count"])

    def _parts(self, k: int) -> tuple[list[str], tuple[str, ...]]:
        """Return what became of each provision of document `k`, and the order in which the parts are listed."""
        last = len(self.documents) - 1
        if k == last:
            return [_BOTTOM_PARTS[found.origin] for found in self.origin_list], tuple(_BOTTOM_PARTS.values())
        taken_below = self._linked(k, (k + 1,), child=False)
        taken_further_down = self._linked(k, range(k + 2, last + 1), child=False)
        has_source = self._linked(k, range(k), child=True)
        parts = []
        for label in self.documents[k].by_label:
            if k == 0:
                skipped = "skipped" if label in taken_further_down else "dropped"
                parts.append("passed on" if label in taken_below else skipped)
            elif label in has_source:
                parts.append("passed on" if label in taken_below else "stopped")
            else:
                parts.append("own passed on" if label in taken_below else "own")
        return parts, _TOP_PARTS if k == 0 else _MIDDLE_PARTS

    def _linked(self, k: int, others: Iterable[int], *, child: bool) -> set[str]:
        """Return the labels of document `k` that have a link with any of the other documents."""
        found: set[str] = set()
        for other in others:
            alignment = self.alignments[(k, other) if child else (other, k)]
            found |= set(alignment.links_of_child if child else alignment.links_of_parent)
        return found

    def _frame(self, rows: Sequence[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
        return noticed(pd.DataFrame(rows, columns=columns), self.notices)

    def __repr__(self) -> str:
        counts = Counter(found.origin for found in self.origin_list)
        return f"<Trace {' → '.join(d.id for d in self.documents)}: {dict(counts.most_common())}>"


def _origin(direct: Sequence[Sequence[str]], handed: Sequence[Sequence[str]]) -> str:
    """Return the origin of a provision by the labels that it goes back to in each higher document, from the top.

    `direct` are its own links, `handed` those of its parents in the level above.
    """
    *higher, above = direct
    if above:
        return "through" if any(handed) or any(higher) else "level above"
    return "straight" if any(higher) else "addition"


@takes(AlignmentError, documents=(list, tuple), beside=(list, tuple), meaning=bool)
def trace(
    documents: Sequence[Document | str],
    *,
    threshold: float | None = None,
    model: Model | None = None,
    decisions: str | Path | None = None,
    assessments: str | Path | None = None,
    beside: Sequence[Document | str] = (),
    meaning: bool = False,
) -> Trace:
    """Align every lower document with every higher one, and trace where measures came from.

    Parameters
    ----------
    documents
        Two or more documents or ids of the catalog, from the top.
    threshold
        Least probability of a link; the model's own when not given.
    model
        The shipped one when not given.
    decisions
        A folder with what people decided of each pair, ``CHILDID__PARENTID.csv``.
    assessments
        A folder with what a language model said of each pair, ``CHILDID__PARENTID.jsonl``.
    beside
        Third documents as evidence for every pair, see `align`.
    meaning
        Whether the installed sentence encoder compares clauses besides, see `align`.

    Raises
    ------
    AlignmentError
        Fewer than two documents, or one has no provision.

    Examples
    --------
    >>> chain = trace(["national", "shanghai", "chongming"])
    >>> len(chain.origins), len(chain.fates)
    (81, 71)
    """
    if len(documents) < 2:
        raise AlignmentError(message("give at least two documents, from the top"))
    loaded = with_distinct_ids([document_given(d) for d in documents])
    pairs = [(child, parent) for parent, child in combinations(range(len(loaded)), 2)]
    third = tuple(document_given(d) for d in beside)
    aligned = partial(
        align,
        threshold=threshold,
        model=model,
        decisions=decisions,
        assessments=assessments,
        beside=third,
        meaning=meaning,
    )
    return Trace(loaded, {(c, p): aligned(loaded[c], loaded[p]) for c, p in pairs})


def as_chain(source: Trace | Alignment) -> Trace:
    """Return a single alignment as a chain of two levels, and a chain as it is."""
    if isinstance(source, Trace):
        return source
    parent, child = with_distinct_ids([source.parent, source.child])
    return Trace((parent, child), {(1, 0): replace(source, parent=parent, child=child)})


def with_distinct_ids(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the documents with ids and short titles that tell them apart, as names of columns and files.

    Two files called draft.txt get different ids, and two versions of one text their ids behind the title.
    """
    taken = set(_COLUMNS)
    out = []
    for document in documents:
        name, number = document.id, 1
        while name in taken:
            number += 1
            name = f"{document.id}-{number}"
        taken.add(name)
        out.append(document if name == document.id else replace(document, id=name))
    called = [document.short_title or document.title for document in out]
    return tuple(
        replace(document, short_title=f"{title}（{document.id}）") if called.count(title) > 1 else document
        for document, title in zip(out, called, strict=True)
    )
