"""From a provision to its clauses: sentences, paragraphs (款), items (项) or numbered points."""

from __future__ import annotations

import re

from policycompare.documents import Clause, Span
from policycompare.reading.limits import check_time
from policycompare.reading.outline.numbering import numbering_of

_SHOWN_LINE = re.compile(r"\S(?:[^\r\n]*\S)?")
"""A line without white space at its ends."""
_SENTENCE = re.compile(r"[^。！？\n]*(?:[。！？]+[”’」』）)》]*|\n|\Z)")
_TITLE_LENGTH = 45


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
    spans = _line_spans(text, body)
    title = ""
    if not by_line:
        head = spans[0].of(text) if spans else ""
        if len(spans) > 1 and len(head) <= _TITLE_LENGTH and head[-1] not in "。；：;:" and not numbering_of(head):
            title, spans = head, spans[1:]
        if not any(numbering_of(span.of(text)) for span in spans):
            spans = [s for line in spans for s in _sentences(text, line)]
    clauses: list[Clause] = []
    for span in spans:
        check_time()
        inner = _without_number(text, span)
        if inner.start < inner.end:
            clauses.append(Clause(f"{label}.{len(clauses) + 1}", inner.of(text), inner))
    return title, tuple(clauses)


def strip_span(text: str, span: Span) -> Span:
    """Return `span` without white space at its ends."""
    if span.start < span.end and not text[span.start].isspace() and not text[span.end - 1].isspace():
        return span
    raw = span.of(text)
    start = span.start + len(raw) - len(raw.lstrip())
    return Span(start, max(start, span.start + len(raw.rstrip())))


def _line_spans(text: str, body: Span) -> list[Span]:
    return [Span(*found.span()) for found in _SHOWN_LINE.finditer(text, body.start, body.end)]


def _sentences(text: str, line: Span) -> list[Span]:
    found = (strip_span(text, Span(*match.span())) for match in _SENTENCE.finditer(text, line.start, line.end))
    return [span for span in found if span.start < span.end]


def _without_number(text: str, span: Span) -> Span:
    numbering = numbering_of(span.of(text))
    return strip_span(text, Span(span.start + numbering.end, span.end)) if numbering else span
