"""Chains of levels: where each measure at the bottom came from, through which level, and what stopped where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import pandas as pd

from policycompare.aligning.align import align
from policycompare.catalog.store import load
from policycompare.documents import Document, notices
from policycompare.errors import AlignmentError
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from policycompare.aligning.alignment import Alignment
    from policycompare.aligning.model import Model

Origin = Literal["through", "level above", "straight", "addition"]
_TOP_PARTS = ("passed on", "skipped", "dropped")
_MIDDLE_PARTS = ("passed on", "stopped", "own passed on", "own")
_BOTTOM_PARTS = {"through": "through", "level above": "level above", "straight": "straight", "addition": "new"}
"""Parts of a level as `Trace.flow` names them; at the bottom by origin."""
_COLUMNS = ("child", "parent", "text", "chapter", "origin", "reached")
"""Columns of the frames of a chain besides those named by document."""


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
        return notices(*self.documents)

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
    def origins(self) -> pd.DataFrame:
        """Where each provision of the lowest document came from.

        Returns
        -------
        pandas.DataFrame
            One row a provision: ``child``, ``text``, ``chapter``; ``origin`` (``through``: from the level above,
            and from a level above that; ``level above``: from there only; ``straight``: not in the level above but
            in a higher one; ``addition``: in none); and one column for each higher document, by id, with the
            linked labels joined by 、, where the top's labels include those that came through the level above.
        """
        last = len(self.documents) - 1
        uppers = range(last)
        rows = []
        for provision in self.bottom.provisions:
            direct = {k: self.parents(last, k, provision.label) for k in uppers}
            above = direct[last - 1]
            handed = {
                k: [top for mid in above for top in self.parents(last - 1, k, mid)] if k < last - 1 else []
                for k in uppers
            }
            shown = ["、".join(dict.fromkeys([*direct[k], *handed[k]])) for k in uppers]
            rows.append((provision.label, provision.text, provision.chapter, _origin(direct, handed, last), *shown))
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
    def fates(self) -> pd.DataFrame:
        """What became of each provision of the highest document (what stopped where).

        Returns
        -------
        pandas.DataFrame
            One row a provision: ``parent``, ``text``, ``chapter``, ``reached`` (id of the lowest document that has
            it, the top's own id when none does), and a column for each lower document with the linked labels,
            directly or through the level between.
        """
        lowers = range(1, len(self.documents))
        found = {k: self.handed_down(0, k) for k in lowers}
        rows = []
        for provision in self.documents[0].provisions:
            labels = [found[k].get(provision.label, []) for k in lowers]
            reached = max((k for k in lowers if found[k].get(provision.label)), default=0)
            shown = ["、".join(each) for each in labels]
            rows.append((provision.label, provision.text, provision.chapter, self.documents[reached].id, *shown))
        return self._frame(rows, ["parent", "text", "chapter", "reached", *(d.id for d in self.documents[1:])])

    @cached_property
    def flow(self) -> pd.DataFrame:
        """How much passes from level to level (流向): every document's provisions by what becomes of them.

        Returns
        -------
        pandas.DataFrame
            ``document`` (id), ``part``, ``count``; parts of no provision are left out. At the top: ``passed on`` to
            the next level, ``skipped`` (only further down), ``dropped``. Between: ``passed on`` and ``stopped`` (with
            a source above), ``own passed on`` and ``own`` (without). At the bottom: ``through`` and ``level above``,
            ``straight``, ``new``, see `origins`.
        """
        last = len(self.documents) - 1
        counts: list[tuple[str, str, int]] = []
        for k, document in enumerate(self.documents):
            if k == last:
                parts = [_BOTTOM_PARTS[origin] for origin in self.origins["origin"]]
                order = tuple(_BOTTOM_PARTS.values())
            else:
                sources, taken = self._linked(k, range(k), child=True), self._linked(k, (k + 1,), child=False)
                further = self._linked(k, range(k + 2, last + 1), child=False)
                labels = list(document.by_label)
                parts = [_fate(k == 0, la in sources, la in taken, la in further) for la in labels]
                order = _TOP_PARTS if k == 0 else _MIDDLE_PARTS
            counts += [(document.id, part, parts.count(part)) for part in order if part in parts]
        return self._frame(counts, ["document", "part", "count"])

    def _linked(self, k: int, others: Iterable[int], *, child: bool) -> set[str]:
        """Return the labels of document `k` that have a link with any of the other documents."""
        found: set[str] = set()
        for other in others:
            alignment = self.alignments[(k, other) if child else (other, k)]
            found |= set(alignment.links_of_child if child else alignment.links_of_parent)
        return found

    def _frame(self, rows: Sequence[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
        frame = pd.DataFrame(rows, columns=columns)
        frame.attrs["notices"] = list(self.notices)
        return frame

    def __repr__(self) -> str:
        return f"<Trace {' → '.join(d.id for d in self.documents)}: {self.origins.origin.value_counts().to_dict()}>"


def _origin(direct: dict[int, list[str]], handed: dict[int, list[str]], last: int) -> Origin:
    if direct[last - 1]:
        if any(handed.values()) or any(direct[k] for k in range(last - 1)):
            return "through"
        return "level above"
    return "straight" if any(direct.values()) else "addition"


def _fate(top: bool, source: bool, taken: bool, further: bool) -> str:
    if top:
        return "passed on" if taken else "skipped" if further else "dropped"
    if source:
        return "passed on" if taken else "stopped"
    return "own passed on" if taken else "own"


def trace(
    documents: Sequence[Document | str],
    *,
    threshold: float | None = None,
    model: Model | None = None,
    decisions: str | Path | None = None,
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
    loaded = with_distinct_ids([load(d) if isinstance(d, str) else d for d in documents])
    pairs = [(child, parent) for parent, child in combinations(range(len(loaded)), 2)]
    aligned = partial(align, threshold=threshold, model=model, decisions=decisions)
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
