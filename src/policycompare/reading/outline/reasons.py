"""Reasons for the outline of a document: the numbering styles, their lines, and the role given to each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from policycompare.messages import Message, message
from policycompare.reading.extracted import plain_lines
from policycompare.reading.outline.lines import lines_of, with_decimal_heads
from policycompare.reading.outline.numbering import DIVISIONS, LEAD_IN, PARAGRAPH, STYLES
from policycompare.reading.outline.outline import MIXED

if TYPE_CHECKING:
    from policycompare.documents import Document

Role = Literal["heading", "measure", "point", "other"]
ROLE_NAMES: dict[Role, Message] = {
    "heading": message("heading"),
    "measure": message("measure"),
    "point": message("inside"),
    "other": message("unused"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Role given to one numbering style.

    Attributes
    ----------
    style
        Its name, as ``--style`` takes it.
    role
        What most of its lines are: headings, measures, points inside of measures, or none of them.
    line, printed
        1-based line of the first one in its role, and the number as printed there.
    count
        How many lines there are in that role.
    why
        What spoke for the role, for a person.
    """

    style: str
    role: Role
    line: int
    printed: str
    count: int
    why: Message

    @property
    def sentence(self) -> Message:
        """All of it for a person, who knows a style by a number of it."""
        return message(
            "{role}: “{printed}” in line {line}, {count} such lines; {why}",
            role=ROLE_NAMES[self.role],
            printed=self.printed,
            line=self.line,
            count=self.count,
            why=self.why,
        )


def style_name(style: str) -> Message | str:
    """Return what people call a numbering style: a number of it, in quotation marks.

    Examples
    --------
    >>> style_name("article"), str(style_name("mixed"))
    ('“第十七条”', '几种编号')
    """
    in_words = {
        "": message("not numbered"),
        MIXED: message("several kinds of numbers"),
        PARAGRAPH: message("paragraphs without numbers"),
        LEAD_IN: message("first words of paragraphs"),
    }
    return in_words[style] if style in in_words else f"“{_EXAMPLES[style].strip()}”"


_EXAMPLES = {style.name: style.example for style in reversed(STYLES)}


def reasons(document: Document) -> tuple[Reason, ...]:
    r"""Return what each numbering style of a document was taken for, in the order of their first lines.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> for reason in reasons(parse("措施\n一、责任\n1.落实责任。\n二、检查\n2.加强检查。\n")):
    ...     print(reason.style, reason.role, reason.line, reason.count)
    han-comma heading 2 2
    arabic-dot measure 3 2
    """
    headings = {chapter.span.start for chapter in document.chapters}
    measures = {measure.span.start: measure for measure in document.measures}
    first: dict[tuple[str, Role], tuple[int, str]] = {}
    counts: Counter[tuple[str, Role]] = Counter()
    position = 0  # of the measure that a line stands in, or else of the next one
    for line in with_decimal_heads(lines_of(plain_lines(document.text))):
        while position < len(document.measures) and document.measures[position].span.end <= line.start:
            position += 1
        is_inside = position < len(document.measures) and document.measures[position].span.start <= line.start
        style, printed = (line.numbering.style, line.numbering.printed) if line.numbering else ("", "")
        if line.start in measures:
            role: Role = "measure"
            style, printed = style or _unnumbered(document), printed or measures[line.start].text[:8]
        elif line.start in headings:
            role = "heading"
            style, printed = style or "heading", printed or line.text.strip()[:8]
        elif style:
            role = "point" if is_inside else "other"
        else:
            continue
        first.setdefault((style, role), (line.number, printed.strip()))
        counts[style, role] += 1
    found = []
    for (style, role), (number, printed) in first.items():
        found.append(Reason(style, role, number, printed, counts[style, role], _why(document, style, role)))
    return tuple(sorted(found, key=lambda reason: (reason.line, reason.style, reason.role)))


def _unnumbered(document: Document) -> str:
    return LEAD_IN if document.style == LEAD_IN else PARAGRAPH


def _why(document: Document, style: str, role: Role) -> Message:
    if role == "heading":
        if style in DIVISIONS:
            return message("compilations, chapters and sections only head provisions")
        if style == "heading":
            return message("marked as a heading in the file, or supplementary provisions")
        return message("a heading: what it says is said by the items below")
    if role == "measure":
        if style == PARAGRAPH:
            return message("paragraphs below a heading with nothing numbered below")
        return document.why if isinstance(document.why, Message) else Message(document.why)
    if role == "point":
        return message("inside of a measure: its paragraphs, items or points")
    return message("in a table of contents, a notice, an attachment or a citation")
