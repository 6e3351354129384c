"""The references of a draft to its own provisions, with what is not there – silent where the outline is not sure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.documents import Span
from policycompare.language.references import Place, missing, paragraphs_of, references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.documents import Document, Measure
    from policycompare.language.references import Missing, Reference

_OWN_NAME = re.compile(
    r"本(?:法|条例|(?:实施|暂行|管理)?办法|规定|(?:实施)?细则|规则|规程|章程|决定|制度|标准|准则|通则|导则"
    r"|(?:若干)?(?:措施|政策|意见)|(?:工作|实施)?方案)"
)
_AMENDS = re.compile(r"修改|废止|修正案|决定")
_GLUED = re.compile(r"[。；][ \t　]+\S|[。；]第[一二三四五六七八九十百]{1,7}条[ 　]")
"""What shows that two paragraphs have become one line."""
_GLUED_ARTICLES = re.compile(r"[。；][ \t　]*第[一二三四五六七八九十百]{1,7}条[ 　]")
_GOES_ON = re.compile(r"违反(?:本条)?(?:第[^，。；第]{1,8}[款项](?:[、和及]|或者))*$")
_PARAGRAPHS_BEFORE = re.compile("前[一二两三四]?款")
_BEYOND = 10_000
"""More than any article's number."""
_ENDS = re.compile(r"[。：:；;！？][”’）)」]*\s*$")


@dataclass(frozen=True, slots=True)
class OwnReference:
    """A reference to the draft's own provisions.

    Attributes
    ----------
    reference
        As `policycompare.language.references` reads it.
    source
        Position of the provision in which it stands.
    span
        In ``Document.text``.
    lack
        What is not there, ``""`` where all is or where one cannot be sure.
    """

    reference: Reference
    source: int
    span: Span
    lack: Missing = ""


def is_sure(document: Document) -> bool:
    """Whether articles can be told: the document is made of them, and it amends no other."""
    if document.style != "article" or _AMENDS.search(document.title):
        return False
    return not _GLUED_ARTICLES.search(document.text)


def first_in_doubt(document: Document) -> int:
    """Return the number from which on articles cannot be told: the lowest that comes twice or goes back.

    What a draft says of articles before it is sure all the same.
    """
    highest, lowest = 0, len(document.measures) + _BEYOND
    for measure in document.measures:
        if measure.number < highest or "#" in measure.label:
            lowest = min(lowest, measure.number)
        highest = max(highest, measure.number)
    return lowest


def own_name(document: Document) -> str:
    """Return how a document names itself (本条例), as its title has it, or ``""``."""
    title = re.split("[（(]", document.title)[0]
    names = Counter(_OWN_NAME.findall(document.text))
    return next((name for name, _ in names.most_common() if title.endswith(name[1:])), "")


def own_references(document: Document, bodies: tuple[Span, ...]) -> Iterator[OwnReference]:
    """Yield the references of a draft to its own articles, none where the outline is not sure.

    Parameters
    ----------
    document
        The draft.
    bodies
        Where the texts of its provisions stand.
    """
    name = own_name(document)
    if not is_sure(document) or not name:
        return
    sure = first_in_doubt(document)
    has_paragraphs = any(len(paragraphs_of(measure)) > 1 for measure in document.measures)
    for position, measure in enumerate(document.measures):
        start = bodies[position].start
        if start < 0:
            continue
        for reference in references(document, measure):
            before = measure.text[max(0, reference.span.start - 8) : reference.span.start]
            named = re.search(rf"{_OWN_NAME.pattern}$", before)
            if named and not named[0].endswith(name[1:]):
                continue
            first = start + reference.span.start - (len(named[0]) if named else 0)
            span = Span(first, start + reference.span.end)
            lack = _lack(document, measure, reference, has_paragraphs)
            number = _number(reference)
            is_told = (
                _is_own_paragraph(reference) or number < sure or (lack == "article" and number > len(document.measures))
            )
            yield OwnReference(reference, position, span, lack if is_told else "")


def _is_own_paragraph(reference: Reference) -> bool:
    """Whether a reference is to the article in which it stands, whatever the number of that."""
    return reference.is_relative and not reference.place.paragraph


def _number(reference: Reference) -> int:
    number = reference.place.article.partition("-")[0].partition("#")[0]
    return int(number) if number.isdecimal() else 0


def _lack(document: Document, measure: Measure, reference: Reference, has_paragraphs: bool) -> Missing:
    place = reference.place
    if reference.is_relative and _PARAGRAPHS_BEFORE.match(reference.span.of(measure.text)) and not place.paragraph:
        # In a text whose lists stand below each other, an article of one line that begins so has nothing before it.
        begins = "。" not in measure.text[: reference.span.start] and any("\n" in one.text for one in document.measures)
        return "paragraph" if (has_paragraphs or begins) and _is_whole(measure) else ""
    lack = missing(document, place)
    if lack in ("", "article"):
        return lack
    # 违反第二款 and, below 违反本条例第三条, even 违反本条第二款 may be of the article that was named before.
    if reference.is_relative and _GOES_ON.search(
        measure.text[max(0, reference.span.start - 40) : reference.span.start]
    ):
        return ""
    target = document.by_label[place.article]
    if not _is_whole(target) or (lack == "paragraph" and not has_paragraphs):
        return ""
    return "" if lack == "item" and _numbers_are_lost(target, place) else lack


def _is_whole(measure: Measure) -> bool:
    """Whether the paragraphs of an article can be counted: no line is broken, and no two are in one."""
    lines = [line for line in measure.text.splitlines() if line.strip()]
    return not measure.tables and not _GLUED.search(measure.text) and all(_ENDS.search(line) for line in lines[:-1])


def _numbers_are_lost(target: Measure, place: Place) -> bool:
    """Whether an item may be there without its number: in a hole between others, or in a list without any."""
    paragraphs = paragraphs_of(target)
    if place.paragraph:
        paragraphs = paragraphs[place.paragraph - 1 : place.paragraph]
    numbers = [item.number for paragraph in paragraphs for item in paragraph.items]
    if numbers:
        return place.item <= max(numbers)
    return any(line.rstrip().endswith((":", "：")) for line in target.text.splitlines()) or bool(
        re.search(r"[：:；][（(][一二三]", target.text)
    )
