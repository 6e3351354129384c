from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policycompare.documents import Span
from policycompare.reading.outline.clauses import split_clauses, strip_span


@given(st.text(alphabet="应当检查 　\t\n\r\x0b", max_size=40), st.integers(0, 9), st.integers(0, 9))
def test_paragraphs_of_an_article_are_its_lines_without_blanks_at_their_ends(text, front, behind):
    body = Span(min(front, len(text)), max(min(front, len(text)), len(text) - behind))
    lines = body.of(text).replace("\r", "\n").split("\n")
    _, clauses = split_clauses(text, body, "3", by_line=True)
    assert [clause.text for clause in clauses] == [line.strip() for line in lines if line.strip()]
    assert all(clause.span.of(text) == clause.text for clause in clauses)


@given(st.text(alphabet="检查 　\n\x1c", max_size=20))
def test_blanks_at_both_ends_of_a_stretch_are_left_out(text):
    assert strip_span(text, Span(0, len(text))).of(text) == text.strip()
