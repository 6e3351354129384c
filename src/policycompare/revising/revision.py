"""A revision: what became of every provision of an old version in a new one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from policycompare.arguments import takes
from policycompare.differing.in_order import longest_in_order
from policycompare.documents import Document, Span, notices
from policycompare.errors import AlignmentError
from policycompare.messages import message
from policycompare.revising.counterparts import counterparts
from policycompare.revising.similarity import covered, stretches_in_common
from policycompare.revising.wording import bare, wording
from policycompare.vocabulary import REVISION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from policycompare.documents import Measure
    from policycompare.revising.counterparts import Group
    from policycompare.vocabulary import RevisionKind

MOST_PROVISIONS = 3_000
"""Provisions of the longest text that is compared with another version: every one may have to be with every other."""
_PHRASE_ENDS = "。；！？;\n"


@dataclass(frozen=True, slots=True)
class Source:
    """An old provision that a new one goes back to, and which stretch of its wording.

    Attributes
    ----------
    provision
        The old provision.
    span
        The stretch, see `policycompare.revising.wording.wording`; all of it unless the provision was split.
    """

    provision: Measure
    span: Span

    @property
    def is_whole(self) -> bool:
        """Whether the stretch is the whole provision."""
        return self.span == Span(0, len(wording(self.provision)))

    @property
    def text(self) -> str:
        """The words of the stretch."""
        return self.span.of(wording(self.provision)).strip()


@dataclass(frozen=True, slots=True)
class Change:
    """What became of provisions: a row of the table of two versions.

    Attributes
    ----------
    kind
        A key of `policycompare.vocabulary.REVISION_KINDS`.
    sources
        The old provisions, in order; none for an added one.
    new
        The new provision, ``None`` for a deleted one.
    is_reworded
        Whether words changed, beyond being moved, split or merged.
    is_moved
        Whether it stands elsewhere among the others.
    """

    kind: RevisionKind
    sources: tuple[Source, ...]
    new: Measure | None
    is_reworded: bool = False
    is_moved: bool = False

    @property
    def old(self) -> tuple[Measure, ...]:
        """The old provisions."""
        return tuple(source.provision for source in self.sources)

    @property
    def is_renumbered(self) -> bool:
        """Whether the number is another one."""
        return self.new is not None and len(self.sources) == 1 and self.old[0].label != self.new.label

    @property
    def old_labels(self) -> str:
        """Labels of the old provisions, joined by 、."""
        return "、".join(provision.label for provision in self.old)


@dataclass(frozen=True)
class Revision:
    """Two versions of one text, and what became of every provision.

    Attributes
    ----------
    old, new
        The versions.
    change_list
        One change a provision of the new version, in its order, and the deletions in place.
    """

    old: Document
    new: Document
    change_list: tuple[Change, ...]

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What became of every provision, as a frame.

        Returns
        -------
        pandas.DataFrame
            One row a provision of the new version in its order, and the deleted ones in place. ``old``, ``new``
            (labels, str; several joined by 、, ``""`` where there is none) and ``kind``: ``unchanged`` (also when only
            renumbered), ``changed``, ``added``, ``deleted``, ``moved``, ``split`` or ``merged``.
        """
        import pandas as pd

        from policycompare.frames import noticed

        rows = [(each.old_labels, each.new.label if each.new else "", each.kind) for each in self.change_list]
        return noticed(pd.DataFrame(rows, columns=["old", "new", "kind"]), self.notices)

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices of both versions."""
        return notices(self.old, self.new)

    @cached_property
    def by_new(self) -> dict[str, Change]:
        """The changes by the label of the new provision."""
        return {each.new.label: each for each in self.change_list if each.new}

    @cached_property
    def by_old(self) -> dict[str, tuple[Change, ...]]:
        """The changes by the label of each old provision, in order."""
        found: dict[str, list[Change]] = {}
        for change in self.change_list:
            for provision in change.old:
                found.setdefault(provision.label, []).append(change)
        return {label: tuple(changes) for label, changes in found.items()}

    def count(self, kind: RevisionKind) -> int:
        """Return how many rows have a kind."""
        return sum(change.kind == kind for change in self.change_list)

    def __repr__(self) -> str:
        counts = Counter[str](change.kind for change in self.change_list)
        counted = ", ".join(f"{counts[term.key]} {term.english}" for term in REVISION_KINDS if counts[term.key])
        return f"<Revision {self.old.id} → {self.new.id}: {counted}>"


@takes(AlignmentError, old=(Document, str), new=(Document, str))
def revise(old: Document | str, new: Document | str) -> Revision:
    r"""Compare two versions of one text (修订对照).

    Parameters
    ----------
    old, new
        The versions: documents, or ids of the catalog.

    Returns
    -------
    Revision
        Its ``changes`` are a frame with one row a provision.

    Raises
    ------
    AlignmentError
        A version has no provision, or more than `MOST_PROVISIONS`.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> old = parse("某市条例\n第一条　应当每年检查一次。\n第二条　本条例自公布之日起施行。\n")
    >>> new = parse("某市条例\n第一条　应当每半年检查一次。\n第二条　本条例自公布之日起施行。\n")
    >>> revise(old, new).changes.values.tolist()
    [['1', '1', 'changed'], ['2', '2', 'unchanged']]
    """
    above, below = _document(old), _document(new)
    for document in (above, below):
        _check_size(document)
    return Revision(above, below, tuple(_Rows(above, below).changes()))


def _check_size(document: Document) -> None:
    file = document.source or document.id
    if not document.provisions:
        raise AlignmentError(
            message(
                "{file}: line 1: no numbered provision; see what was found with: policycompare read FILE", file=file
            )
        )
    if len(document.provisions) > MOST_PROVISIONS:
        raise AlignmentError(
            message(
                "{file}: line 1: {count:,} provisions, more than {most:,}; split it",
                file=file,
                count=len(document.provisions),
                most=MOST_PROVISIONS,
            )
        )


def _document(given: Document | str) -> Document:
    from policycompare.catalog.store import load

    return load(given) if isinstance(given, str) else given


class _Rows:
    """The rows of a revision, made from the groups of counterparts."""

    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old.provisions, new.provisions
        self.old_texts = [bare(wording(provision)) for provision in self.old]
        self.new_texts = [bare(wording(provision)) for provision in self.new]
        self.group_of: dict[int, Group] = {}  # by position of the new provision
        self.sources: dict[int, tuple[Source, ...]] = {}
        self.primary: dict[int, tuple[int, int]] = {}  # the old provision, and where in it, by which order is told
        for group in counterparts(self.old_texts, self.new_texts):
            self._add(group)
        self.in_order = self._in_order()

    def _add(self, group: Group) -> None:
        stretches = _stretches(wording(self.old[group.old[0]]), [wording(self.new[j]) for j in group.new])
        for j, stretch in zip(group.new, stretches, strict=True):
            self.group_of[j] = group
            first = Source(self.old[group.old[0]], stretch)
            others = [Source(self.old[i], Span(0, len(wording(self.old[i])))) for i in group.old[1:]]
            self.sources[j] = (first, *others)
            self.primary[j] = (self._main(group.old, j), stretch.start)

    def _main(self, olds: Sequence[int], j: int) -> int:
        """Return the old provision from which most of a new one comes, the first of several."""
        if len(olds) == 1:
            return olds[0]
        from_old = {}
        for i in sorted(olds):
            stretches = stretches_in_common(self.old_texts[i], self.new_texts[j])
            from_old[i] = sum(len(stretch.new) for stretch in stretches)
        return max(from_old, key=from_old.__getitem__)

    def _in_order(self) -> set[int]:
        """Return the new provisions that stand in the order of the old ones, as many as possible."""
        ranks = {place: rank for rank, place in enumerate(sorted(set(self.primary.values())))}
        return {j for j, _ in longest_in_order([(j, ranks[self.primary[j]]) for j in sorted(self.primary)])}

    def changes(self) -> Iterator[Change]:
        """Yield the rows in the order of the new version; what was deleted stands behind what stood before it."""
        gone = self._deletions()
        yield from gone.get(-1, ())
        for j in range(len(self.new)):
            yield self._change(j)
            yield from gone.get(j, ())

    def _deletions(self) -> dict[int, list[Change]]:
        """Return the deletions by the new provision behind which they stand, -1 for the start."""
        kept = {i for group in self.group_of.values() for i in group.old}
        ends: dict[int, int] = {}  # the last new provision that is in order, by its old one
        for j in sorted(self.in_order):
            for i in self.group_of[j].old:
                ends[i] = max(j, ends.get(i, -1))
        out: dict[int, list[Change]] = {}
        behind = -1
        for i, provision in enumerate(self.old):
            behind = max(behind, ends.get(i, -1))
            if i not in kept:
                whole = Source(provision, Span(0, len(wording(provision))))
                out.setdefault(behind, []).append(Change("deleted", (whole,), None))
        return out

    def _change(self, j: int) -> Change:
        group = self.group_of.get(j)
        if group is None:
            return Change("added", (), self.new[j])
        sources = self.sources[j]
        is_reworded = bare("\n".join(source.text for source in sources)) != self.new_texts[j]
        is_moved = j not in self.in_order
        kind: RevisionKind = "changed" if is_reworded else "unchanged"
        if len(group.old) > 1:
            kind = "merged"
        elif len(group.new) > 1:
            kind = "split"
        elif is_moved:
            kind = "moved"
        return Change(kind, sources, self.new[j], is_reworded, is_moved)


def _stretches(old: str, new: Sequence[str]) -> list[Span]:
    """Return which stretch of an old wording each of the new ones took, cut at the ends of sentences.

    The stretches of all together are the whole wording; a sentence that none took stays with the one before it.
    """
    if len(new) == 1:
        return [Span(0, len(old))]
    owners: list[int] = []
    sentences = _sentences(old)
    for sentence in sentences:
        words = sentence.of(old).strip()
        shares = [len(covered(stretches_in_common(words, text))) for text in new]
        best = max(range(len(new)), key=lambda k: (shares[k], -k))
        owners.append(best if shares[best] else (owners[-1] if owners else 0))
    spans = []
    for k in range(len(new)):
        own = [sentence for sentence, owner in zip(sentences, owners, strict=True) if owner == k]
        spans.append(Span(own[0].start, own[-1].end) if own else Span(0, len(old)))
    return spans


def _sentences(text: str) -> list[Span]:
    out = []
    start = 0
    for position, character in enumerate(text):
        if character in _PHRASE_ENDS:
            out.append(Span(start, position + 1))
            start = position + 1
    if start < len(text):
        out.append(Span(start, len(text)))
    return out
