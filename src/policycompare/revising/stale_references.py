"""References that renumbering made wrong: what the new version still cites by its old number, with the right one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from policycompare.language.numerals import HAN
from policycompare.language.references import Place, missing, paragraphs_of, references, words_at
from policycompare.revising.similarity import covered, similarity, stretches_in_common
from policycompare.revising.wording import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.documents import Document, Measure
    from policycompare.language.references import Reference
    from policycompare.revising.revision import Revision

Fault = Literal["renumbered", "deleted", "missing"]
"""Why a reference is wrong: what it cites has another number, was deleted, or is in neither version."""

_PHRASE = re.compile(r"[^，。；：！？\n]*[，。；：！？\n]?")
_ITEM_NUMBER = re.compile(rf"^[ 　\t]*(?:[（(](?:{HAN}{{1,7}}|[0-9]{{1,3}})[)）]|[0-9]{{1,2}}[.．、])")
LEAST_ALIKE = 0.5
"""Least similarity of a paragraph or an item with what became of it, or share of it that went there."""


@dataclass(frozen=True, slots=True)
class StaleReference:
    """A reference of the new version that leads to the wrong place.

    Attributes
    ----------
    provision
        The provision of the new version that makes it.
    reference
        The reference, with its words.
    right
        The places that it should name; none where what it cites was deleted or is not known.
    old
        The place in the old version that it cites.
    fault
        What is wrong.
    """

    provision: Measure
    reference: Reference
    right: tuple[Place, ...]
    old: Place
    fault: Fault

    @property
    def written(self) -> str:
        """The words of the reference."""
        return self.reference.span.of(self.provision.text)

    @property
    def right_words(self) -> str:
        """The words that should stand there, ``""`` where that is not known."""
        if "条" in self.written or self.reference.is_relative or len(self.right) != 1:
            return "、".join(place.cited for place in self.right)
        place = self.right[0]
        return place.below if "款" in self.written else replace(place, paragraph=0).below

    def is_told_by(self, head: StaleReference) -> bool:
        """Whether it goes on from another one (、第三项) and is right when that one names the right article."""
        if len(self.right) != 1 or len(head.right) != 1:
            return False
        own, place = self.right[0], self.reference.place
        return own.article == head.right[0].article and (own.paragraph, own.item) == (place.paragraph, place.item)


def stale_references(revision: Revision) -> list[StaleReference]:
    """Return the references of the new version that lead to another place than in the old one, in its order.

    A reference is known again by the words around it. One that the drafter has changed, or that is new, counts as wrong
    only where the new version has no such place.
    """
    out = []
    for provision in revision.new.provisions:
        before = [each for old in revision.by_new[provision.label].old for each in _cited(revision.old, old)]
        head: StaleReference | None = None  # the last one that names an article
        for each in _cited(revision.new, provision):
            known = _known_again(each, before)
            if known in before:
                before.remove(known)
            is_kept = known is not None and known.written == each.written
            fault = _fault(revision, provision, each.reference, known.reference if known else None, is_kept=is_kept)
            if "条" in each.written:
                head = fault
            if fault and (fault is head or head is None or not fault.is_told_by(head)):
                out.append(fault)
    return out


@dataclass(frozen=True, slots=True)
class _CitedIn:
    """A reference with the words around it.

    Attributes
    ----------
    reference
        The reference.
    written
        Its words.
    around
        The phrase in which it stands, without its references, and which of them it is.
    """

    reference: Reference
    written: str
    around: tuple[str, int]


def _cited(document: Document, provision: Measure) -> list[_CitedIn]:
    text = provision.text
    found = list(references(document, provision))
    out: list[_CitedIn] = []
    for phrase in _PHRASE.finditer(text) if found else ():
        inside = [each for each in found if phrase.start() <= each.span.start < phrase.end()]
        words, position = "", phrase.start()
        for each in inside:
            words += text[position : each.span.start] + "#"
            position = each.span.end
        words = bare(words + text[position : phrase.end()])
        out += [_CitedIn(each, each.span.of(text), (words, k)) for k, each in enumerate(inside)]
    return out


def _known_again(cited: _CitedIn, before: Sequence[_CitedIn]) -> _CitedIn | None:
    """Return the reference of the old version that stood in the same words, or else one that was written the same."""
    in_place = [each for each in before if each.around == cited.around]
    same = [each for each in in_place or before if each.written == cited.written]
    found = [*same, *in_place]
    return found[0] if found else None


def _fault(
    revision: Revision, provision: Measure, reference: Reference, old: Reference | None, *, is_kept: bool
) -> StaleReference | None:
    """Return what is wrong with a reference, given the one that it was in the old version."""
    gone = bool(missing(revision.new, reference.place))
    if old is None or missing(revision.old, old.place):
        return StaleReference(provision, reference, (), reference.place, "missing") if gone else None
    right = places_after(revision, old.place)
    if right == (reference.place,) or not (is_kept or gone):
        return None
    leaves = not right or any(place.article != provision.label for place in right)
    if reference.is_relative and leaves:
        return None  # counted from where it stands: what moved away from there is for a person to see
    if _is_same_place(revision.new, right, reference.place):
        return None
    return StaleReference(provision, reference, right, old.place, "renumbered" if right else "deleted")


def _is_same_place(document: Document, right: Sequence[Place], place: Place) -> bool:
    """Whether a place is the right one, cited with or without the number of an only paragraph."""
    return (
        len(right) == 1
        and bool(words_at(document, place))
        and words_at(document, right[0]) == words_at(document, place)
    )


def places_after(revision: Revision, place: Place) -> tuple[Place, ...]:
    """Return where in the new version stands what the old one has at a place; nothing where it was deleted.

    Parameters
    ----------
    revision
        The versions.
    place
        A place that the old version has.
    """
    news = [change.new for change in revision.by_old.get(place.article, ()) if change.new]
    if not (place.paragraph or place.item):
        return tuple(Place(new.label) for new in news)
    words = _without_number(words_at(revision.old, place))
    best, best_share = None, LEAST_ALIKE
    for new in news:
        for found in _places_in(new, of_items=bool(place.item)):
            share = _share(words, _without_number(words_at(revision.new, found)))
            # Of several that say the same, the one that has its number.
            share += _TIE if (found.paragraph, found.item) == (place.paragraph or 1, place.item) else 0.0
            if share > best_share:
                best, best_share = found, share
    return (_as_cited(revision.new, best, place),) if best else ()


_TIE = 0.001
"""What the same paragraph and item are worth where two places are alike."""


def _share(words: str, text: str) -> float:
    """Return how much of a paragraph another one has, 1 only where they are the same."""
    if bare(words) == bare(text):
        return 1.0
    took = len(covered(stretches_in_common(words, text))) / max(len(words), 1)
    return min((took + similarity(words, text)) / 2, 1.0 - 2 * _TIE)


def _places_in(provision: Measure, *, of_items: bool) -> Iterator[Place]:
    for number, paragraph in enumerate(paragraphs_of(provision), start=1):
        if of_items:
            yield from (Place(provision.label, number, item.number) for item in paragraph.items)
        else:
            yield Place(provision.label, number)


def _as_cited(document: Document, found: Place, old: Place) -> Place:
    """Return a place as it is cited: its paragraph is named where there are several and the old reference named one."""
    paragraphs = paragraphs_of(document.by_label[found.article])
    with_item = [p for p in paragraphs if any(item.number == found.item for item in p.items)]
    is_needed = len(paragraphs) > 1 and (old.paragraph or len(with_item) > 1)
    return found if is_needed else Place(found.article, 0, found.item)


def _without_number(words: str) -> str:
    return _ITEM_NUMBER.sub("", words)
