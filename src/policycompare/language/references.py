"""References of a text to its own provisions (本条例第十四条第二款, 前款第三项), and whether they lead anywhere.

References to other texts, which name them in 《…》 or by a word for a law, are not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from policycompare.documents import Span
from policycompare.language.numerals import HAN, to_han, to_int

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.documents import Document, Measure

Missing = Literal["", "article", "paragraph", "item"]
"""What of a place a document does not have, ``""`` where it has all of it."""

_NUMBER = rf"(?:{HAN}{{1,7}}|[0-9]{{1,4}})"
# 本条例 and its like name the text itself, 本条 and 前款 the place; a verb before a bare 第…条 means the same text, and
# before a bare 第…款 the same provision.
_VERBS = (
    "违反|依照|按照|根据|依据|符合|适用|参照|遵守|遵照|违背|超出|超过|达到|具备|执行|履行|实施|享受|提供|提交"
    "|属于|不按|未按|除去|因有|存在"
)
_OPENING = re.compile(
    r"(?P<own>本(?:法|条例|办法|规定|细则|规则|决定|规程|章程|制度|标准|准则|通则|导则|(?:若干)?(?:措施|政策|意见)|(?:工作|实施)?方案))"
    rf"|(?P<here>本条)|(?P<before>前(?:(?P<count>{HAN})[个]?)?(?P<unit>[条款项]))"
    rf"|(?<={_VERBS})(?=第{_NUMBER}(?:条|(?P<clause>款)))"
)
_STEP = re.compile(
    rf"第(?P<article>{_NUMBER})条(?:之(?P<branch>{HAN}{{1,3}}))?|第(?P<paragraph>{_NUMBER})款"
    rf"|第?[（(](?P<bracketed>{_NUMBER})[)）](?:(?P<listed>(?=[、和至])|(?=第?[（(]))|项)|第(?P<item>{_NUMBER})项"
)
_JOINT = re.compile(r"[、，]?(?:和|与|及|或者|或|以及|至|到)?(?=第|[（(])")
_ITEM = re.compile(rf"[ 　\t]*(?:[（(](?P<bracketed>{_NUMBER})[)）]|(?P<plain>[0-9]{{1,2}})[.．、](?![0-9]))")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place that a reference names.

    Attributes
    ----------
    article
        Label of the provision: ``"14"``, ``"10-1"`` for 第十条之一.
    paragraph, item
        Number of the paragraph (款) and the item (项), 0 where none is named.
    """

    article: str
    paragraph: int = 0
    item: int = 0

    @property
    def cited(self) -> str:
        """The place in words.

        Examples
        --------
        >>> Place("14", 2).cited, Place("10-1").cited, Place("20", item=3).cited
        ('第十四条第二款', '第十条之一', '第二十条第三项')
        """
        return f"{article_words(self.article)}{self.below}"

    @property
    def below(self) -> str:
        """The place in words, without its article."""
        paragraph = f"第{to_han(self.paragraph)}款" if self.paragraph else ""
        return paragraph + (f"第{to_han(self.item)}项" if self.item else "")


def article_words(label: str) -> str:
    """Return an article's number in words, and another label as it is.

    Examples
    --------
    >>> article_words("105"), article_words("10-1"), article_words("2.1")
    ('第一百零五条', '第十条之一', '2.1')
    """
    number, _, branch = label.partition("-")
    if not number.isdecimal() or not 0 < int(number) < 10_000:
        return label
    return f"第{to_han(int(number))}条" + (f"之{to_han(int(branch))}" if branch.isdecimal() else "")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference of a provision to a place in its own document.

    Attributes
    ----------
    place
        The place.
    span
        The words that name it, as offsets into the provision's text: of ``本条例第十四条第二款、第三款`` first
        ``第十四条第二款``, then ``第三款``.
    ends_range
        Whether it ends a range that the one before begins (第三项至第八项).
    is_relative
        Whether the words count from where they stand (前款, 本条第二款), so that a number before them says nothing.
    """

    place: Place
    span: Span
    ends_range: bool = False
    is_relative: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An item (项): its number as printed, and its place in the provision's text."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph (款) with its items: its place in the provision's text reaches to the end of the last item."""

    span: Span
    items: tuple[Item, ...] = ()


@lru_cache(maxsize=4096)
def paragraphs_of(provision: Measure) -> tuple[Paragraph, ...]:
    r"""Return the paragraphs (款) of a provision: numbered lines below one are its items (项), rows of tables its own.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> law = parse("条例\n第一条　条件：\n（一）有章程；\n（二）有场所。\n条件另行公布。\n第二条　略。\n")
    >>> [len(paragraph.items) for paragraph in paragraphs_of(law.measures[0])]
    [2, 0]
    """
    out: list[_OpenParagraph] = []
    position = 0
    for line in provision.text.splitlines(keepends=True):
        span = Span(position, position + len(line.rstrip()))
        position += len(line)
        if not line.strip():
            continue
        found = _ITEM.match(line)
        in_table = any(table.span.start <= span.start < table.span.end for table in provision.tables)
        if out and (found or in_table):
            number = _item_number(found) if found and not in_table else 0
            out[-1].add(span, number, is_plain=bool(found and found["plain"]))
        else:
            out.append(_OpenParagraph(span.start, span.end))
    return tuple(paragraph.closed for paragraph in out)


def _item_number(found: re.Match[str]) -> int:
    return to_int(found["bracketed"] or found["plain"]) or 0


@dataclass
class _OpenParagraph:
    """A paragraph to which lines are still added."""

    start: int
    end: int
    items: list[Item] = field(default_factory=list)
    is_plain: bool | None = None
    """Whether its items are numbered 1. 2.; lines of the other kind are parts of items."""

    def add(self, span: Span, number: int, *, is_plain: bool) -> None:
        self.end = span.end
        if number and self.is_plain is None:
            self.is_plain = is_plain
        if number and is_plain == self.is_plain:
            self.items.append(Item(number, span))
        elif self.items:
            self.items[-1] = Item(self.items[-1].number, Span(self.items[-1].span.start, span.end))

    @property
    def closed(self) -> Paragraph:
        return Paragraph(Span(self.start, self.end), tuple(self.items))


def missing(document: Document, place: Place) -> Missing:
    """Return what of a place a document does not have.

    An item without a paragraph stands in any paragraph of its provision, as it is cited where only one has items.
    """
    provision = document.by_label.get(place.article)
    if provision is None:
        return "article"
    paragraphs: Sequence[Paragraph] = paragraphs_of(provision)
    if place.paragraph:
        if place.paragraph > len(paragraphs):
            return "paragraph"
        paragraphs = paragraphs[place.paragraph - 1 : place.paragraph]
    if place.item and not any(item.number == place.item for paragraph in paragraphs for item in paragraph.items):
        return "item"
    return ""


def words_at(document: Document, place: Place) -> str:
    """Return the words that stand at a place, ``""`` for one that a document does not have.

    Of a place that names an item and no paragraph, the first such item counts.
    """
    if missing(document, place):
        return ""
    provision = document.by_label[place.article]
    paragraphs = paragraphs_of(provision)
    if place.paragraph:
        paragraphs = paragraphs[place.paragraph - 1 : place.paragraph]
    if place.item:
        spans = [item.span for paragraph in paragraphs for item in paragraph.items if item.number == place.item]
        return spans[0].of(provision.text)
    return paragraphs[0].span.of(provision.text) if place.paragraph else provision.text


def references(document: Document, provision: Measure) -> Iterator[Reference]:
    r"""Yield the references of a provision to places in its own document, in order.

    Parameters
    ----------
    document
        The document, by whose articles 前条 is counted.
    provision
        One of its provisions.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> law = parse("某市条例\n第一条　违反本条例第三条第二款、第三款或者第五条第一项至第三项规定的，予以警告。\n")
    >>> [reference.place.cited for reference in references(law, law.measures[0])]
    ['第三条第二款', '第三条第三款', '第五条第一项', '第五条第三项']
    """
    text = provision.text
    position = 0
    while opening := _OPENING.search(text, position):
        start = _start(document, provision, opening)
        position = max(opening.end(), opening.start() + 1)
        if start is None:
            continue
        named = list(_chain(text, opening.end(), start))
        if start.is_whole and not named:
            named = [Reference(start.place, Span(*opening.span()), is_relative=True)]
        yield from named
        position = max([position, *(reference.span.end for reference in named)])


@dataclass(frozen=True, slots=True)
class _Start:
    """Where the steps behind an opening begin: a place, and whether the opening alone names it (前款)."""

    place: Place
    is_relative: bool
    is_whole: bool = False


def _start(document: Document, provision: Measure, opening: re.Match[str]) -> _Start | None:
    """Return the place from which the steps of a reference go on, ``None`` where 前款 or 前条 stands for nothing."""
    own = provision.label
    if opening["here"] or opening["clause"]:
        return _Start(Place(own), is_relative=True)
    unit = opening["unit"]
    if not unit:
        return _Start(Place(""), is_relative=False)
    back = to_int(opening["count"]) or 1 if opening["count"] else 1
    if unit == "条":
        at = document.position_of.get(own, 0) - back
        return _Start(Place(document.provisions[at].label), is_relative=True, is_whole=True) if at >= 0 else None
    if unit == "项":
        return None
    at = _paragraph_at(provision, opening.start()) - back
    return _Start(Place(own, max(at, 0)), is_relative=True, is_whole=True)


def _paragraph_at(provision: Measure, offset: int) -> int:
    """Return the number of the paragraph in which a character stands."""
    before = [paragraph for paragraph in paragraphs_of(provision) if paragraph.span.start <= offset]
    return max(len(before), 1)


def _chain(text: str, position: int, start: _Start) -> Iterator[Reference]:
    """Yield the places that the steps from a position on name: each step goes on from the one before it."""
    place, begun, span_start, ends_range = start.place, False, position, False
    while step := _STEP.match(text, position):
        following = _after(place, step)
        if following is None:
            return
        # A deeper step names a place within the one before it; another article or a like step begins a new one.
        if begun and not _goes_deeper(place, step):
            span_start = step.start()
        place, begun, position = following, True, step.end()
        joint = _JOINT.match(text, position)
        deeper = _STEP.match(text, position)
        if deeper and not (joint and joint[0]) and _goes_deeper(place, deeper):
            continue
        if place.article:
            relative = start.is_relative and place.article == start.place.article
            yield Reference(place, Span(span_start, position), ends_range, relative)
        if not joint:
            return
        ends_range = joint[0].endswith(("至", "到"))
        position = span_start = joint.end()


def _after(place: Place, step: re.Match[str]) -> Place | None:
    if step["article"]:
        number = to_int(step["article"])
        branch = to_int(step["branch"]) if step["branch"] else None
        return Place(f"{number}-{branch}" if branch else str(number)) if number is not None else None
    if not place.article:
        return None
    if step["paragraph"]:
        return Place(place.article, to_int(step["paragraph"]) or 0)
    return Place(place.article, place.paragraph, to_int(step["item"] or step["bracketed"]) or 0)


def _goes_deeper(place: Place, step: re.Match[str]) -> bool:
    if step["article"]:
        return False
    if step["paragraph"]:
        return not place.paragraph and not place.item
    return not place.item
