"""From a provision to its clauses: sentences, paragraphs (款), items (项) or numbered points."""

from __future__ import annotations

import re

from policycompare.documents import Clause, Span
from policycompare.reading.limits import check_time
from policycompare.reading.outline.numbering import MAY_OPEN, numbering_of

_SHOWN_LINE = re.compile(r"\S(?:[^\r\n]*\S)?")
"""A line without white space at its ends."""
_END = "[。！？]+[”’」』）)》]*"
_SENTENCE = re.compile(rf"[^\s。！？][^。！？]*(?:{_END})?|{_END}")
"""A sentence of a line, without the white space before it."""
_TITLE_LENGTH = 45
"""Greatest number of characters of a title in front of the clauses."""


def split_clauses(text: str, body: Span, label: str, *, by_line: bool) -> tuple[str, tuple[Clause, ...]]:
    """Split the provision at `body` into clauses.

    Parameters
    ----------
    text
        The whole source.
    body
        The provision without its number and units.
    label
        The provision's label, which the clauses' labels start with.
    by_line
        Whether each line is a clause, as the 款 and 项 of an article are; otherwise numbered points are clauses,
        and where there are none, sentences.

    Returns
    -------
    tuple of (str, tuple of Clause)
        The provision's own heading where its points stand under one, else ``""``; the clauses in order.
    """
    spans = [found.span() for found in _SHOWN_LINE.finditer(text, body.start, body.end)]
    title = ""
    if not by_line:
        if len(spans) > 1 and (title := _title(text, *spans[0])):
            del spans[0]
        if not any(_number_end(text, start, end) for start, end in spans):
            spans = [found.span() for line in spans for found in _SENTENCE.finditer(text, *line)]
    clauses: list[Clause] = []
    for start, end in spans:
        check_time()
        numbered = _number_end(text, start, end)
        inner = strip_span(text, Span(numbered, end)) if numbered else Span(start, end)
        if inner.start < inner.end:
            clauses.append(Clause(f"{label}.{len(clauses) + 1}", inner.of(text), inner))
    return title, tuple(clauses)


def _title(text: str, start: int, end: int) -> str:
    """Return the first line of a provision if it is a heading over its points, else ``""``."""
    if end - start > _TITLE_LENGTH or text[end - 1] in "。；：;:" or _number_end(text, start, end):
        return ""
    return text[start:end]


def _number_end(text: str, start: int, end: int) -> int:
    """Return where the number ends with which a line or sentence opens; 0 where it opens with none."""
    # Most clauses open with a word, and cutting them out of the text for a look costs more than the look.
    if text[start] not in MAY_OPEN:
        return 0
    numbering = numbering_of(text[start:end])
    return start + numbering.end if numbering else 0


def strip_span(text: str, span: Span) -> Span:
    """Return `span` without white space at its ends."""
    if span.start < span.end and not text[span.start].isspace() and not text[span.end - 1].isspace():
        return span
    raw = span.of(text)
    start = span.start + len(raw) - len(raw.lstrip())
    return Span(start, max(start, span.start + len(raw.rstrip())))
