"""References inside a document (条款引用): the provision and the part of it that each names, or what is not there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from policycompare.documents import Document, Measure, Span
from policycompare.language.numerals import HAN, to_int
from policycompare.language.references import OWN_NAMES, Reference, references

if TYPE_CHECKING:
    from collections.abc import Iterator

Lack = Literal["", "article", "paragraph", "item"]

_ITEM = re.compile(rf"(?:^|(?<=[：:；;。]))[ \t　]*[（(](?P<number>{HAN}{{1,3}})[)）]", re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_ENDS = re.compile(r"[。：:；;！？][”’）)」]*\s*$")
_NUMBER = re.compile(rf"\s*第{HAN}+条(?:之{HAN}+)?[ \t　]*")
_AMENDS = re.compile(r"修改|废止|修正案|决定")
_GLUED = re.compile(r"[。；][ \t　]+\S")
"""A blank behind a stop: two paragraphs may have become one line."""
_OWN_KIND = re.compile(OWN_NAMES)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph (款) of an article with the items (项) below it.

    Attributes
    ----------
    span
        In ``Document.text``, the items included.
    items
        Numbers of its items, in order.
    """

    span: Span
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A reference and what it names in the document where it stands.

    Attributes
    ----------
    reference
        As written.
    source
        The provision in which it stands, or ``None``.
    target
        The provision that it names, or ``None``.
    span
        Of the part that it names, in ``Document.text``.
    lack
        What is not there, or ``""``.
    """

    reference: Reference
    source: Measure | None
    target: Measure | None
    span: Span | None
    lack: Lack = ""


@dataclass(frozen=True)
class ReferenceReader:
    """The references of one document, resolved where its outline is certain enough to tell.

    Attributes
    ----------
    document
        In which they stand.
    """

    document: Document

    @cached_property
    def is_sure(self) -> bool:
        """Whether articles can be told: the document is made of them, none comes twice, and it amends no other."""
        kinds = {warning.kind for warning in self.document.warnings}
        return (
            self.document.style == "article"
            and "numbering-repeat" not in kinds
            and not _AMENDS.search(self.document.title)
        )

    @cached_property
    def articles(self) -> dict[tuple[int, int], Measure]:
        """Articles by number and sub-number (第十条之一 is 10, 1)."""
        found: dict[tuple[int, int], Measure] = {}
        for measure in self.document.measures:
            number, _, sub = measure.label.partition("-")
            if number.isdecimal():
                found.setdefault((int(number), int(sub) if sub.isdecimal() else 0), measure)
        return found

    @cached_property
    def has_paragraphs(self) -> bool:
        """Whether any article has a second paragraph: else they may have been lost on the way."""
        return any(len(self.paragraphs(measure)) > 1 for measure in self.document.measures)

    def paragraphs(self, measure: Measure) -> tuple[Paragraph, ...]:
        """Return the paragraphs of an article, or none where a line seems to be broken."""
        if measure.label not in self._paragraphs:
            self._paragraphs[measure.label] = tuple(self._cut(measure))
        return self._paragraphs[measure.label]

    @cached_property
    def _paragraphs(self) -> dict[str, tuple[Paragraph, ...]]:
        return {}

    def _cut(self, measure: Measure) -> Iterator[Paragraph]:
        text = measure.span.of(self.document.text)
        starts: list[int] = []
        lines = [line for line in _LINE.finditer(text) if line[0].strip()]
        if measure.tables or _GLUED.search(text) or any(not _ENDS.search(line[0]) for line in lines[:-1]):
            return
        for line in lines:
            if not starts or not _ITEM.match(line[0].lstrip()):
                starts.append(line.start())
        ends = [*starts[1:], len(text)]
        for start, end in zip(starts, ends, strict=True):
            body = text[start:end]
            skip = number.end() if (number := _NUMBER.match(body)) else 0
            items = tuple(to_int(match["number"]) or 0 for match in _ITEM.finditer(body, skip))
            yield Paragraph(Span(measure.span.start + start, measure.span.start + end), items)

    @cached_property
    def own_name(self) -> str:
        """How the document names itself most often: 本条例."""
        counts = Counter(_OWN_KIND.findall(self.document.text))
        title = self.document.title.split("（")[0]
        fitting = [name for name, _ in counts.most_common() if title.endswith(name[1:])]
        return fitting[0] if fitting else ""

    @cached_property
    def resolved(self) -> tuple[Resolved, ...]:
        """The references to the document's own provisions, in order; none where the outline is not sure."""
        return tuple(self._resolve()) if self.is_sure else ()

    def _resolve(self) -> Iterator[Resolved]:
        for source in self.document.measures:
            text = source.span.of(self.document.text)
            number = _NUMBER.match(text)
            skip = number.end() if number else 0
            for reference in references(text[skip:]):
                moved = self._moved(reference, source.span.start + skip)
                if self._is_own(moved):
                    yield self._target(moved, source)

    @staticmethod
    def _moved(reference: Reference, by: int) -> Reference:
        return replace(reference, span=Span(reference.span.start + by, reference.span.end + by))

    def _is_own(self, reference: Reference) -> bool:
        if reference.owner == "own":
            name = _OWN_KIND.match(self.document.text, reference.span.start)
            return name is None or name[0] == self.own_name
        return reference.owner == "near"

    def _target(self, reference: Reference, source: Measure) -> Resolved:
        if reference.near:
            return self._near(reference, source)
        if reference.article is None:
            return Resolved(reference, source, None, None)
        target = self.articles.get((reference.article, reference.sub or 0))
        if target is None:
            return Resolved(reference, source, None, None, "article")
        return self._inside(reference, source, target, reference.paragraph)

    def _inside(self, reference: Reference, source: Measure, target: Measure, paragraph: int | None) -> Resolved:
        """Resolve the paragraph and the item of an article that is there."""
        found = self.paragraphs(target)
        if not found:
            return Resolved(reference, source, target, target.span)
        if paragraph is not None and paragraph > len(found):
            return Resolved(reference, source, target, None, "paragraph" if self.has_paragraphs else "")
        among = found if paragraph is None else (found[paragraph - 1],)
        span = target.span if paragraph is None else among[0].span
        if reference.item is None:
            return Resolved(reference, source, target, span)
        items = {item for one in among for item in one.items}
        has_unnumbered = not items and any(self._announces(one) for one in among)
        if has_unnumbered or (items and reference.item <= max(items)):  # a number in a hole may have been lost
            return Resolved(reference, source, target, span)
        return Resolved(reference, source, target, None, "item")

    def _announces(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph announces a list, whose numbers may have been lost."""
        return paragraph.span.of(self.document.text).rstrip().endswith((":", "："))

    def _near(self, reference: Reference, source: Measure) -> Resolved:
        """Resolve 前款, 前条, 本条 by where they stand."""
        unknown = Resolved(reference, source, None, None)
        found = self.paragraphs(source)
        here = sum(one.span.start <= reference.span.start for one in found)
        if not found or not here:
            return unknown
        if reference.near == "本条":
            return self._inside(reference, source, source, reference.paragraph)
        if reference.near == "本款":
            return self._inside(reference, source, source, here)
        back = to_int(reference.near[1]) or 1
        if reference.near.endswith("款"):
            if here - back < 1:
                return Resolved(reference, source, source, None, "paragraph" if self.has_paragraphs else "")
            return self._inside(reference, source, source, here - back)
        if reference.near.endswith("条"):
            at = self.document.measures.index(source) - back
            if at < 0:
                return Resolved(reference, source, None, None, "article")
            return self._inside(reference, source, self.document.measures[at], reference.paragraph)
        return unknown
