"""What fuzzing found, each as small as it gets; and any bytes at all under any name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycompare.errors import ReadError
from policycompare.reading.formats.registry import FORMATS, extract
from policycompare.reading.outline.builder import parse_extracted

SUFFIXES = sorted({suffix for found in FORMATS for suffix in found.suffixes} | {"", ".txt"})


@given(st.binary(max_size=400), st.sampled_from(SUFFIXES))
def test_any_bytes_are_read_or_refused(data, suffix):
    message, doc = f"x{suffix}: ", None
    try:
        doc = parse_extracted(extract(data, f"x{suffix}"), id="x")
    except ReadError as error:
        message = str(error)
    assert message.startswith(f"x{suffix}: ")
    if doc:
        assert "".join(part.span.of(doc.text) for part in doc.parts) == doc.text


def test_a_web_archive_that_names_no_encoding_there_is():
    mime = b'MIME-Version: 1.0\nContent-Type: text/html; charset="u\x00tf"\n\n<p>1.a</p>'
    assert extract(mime, "x.mht").text == "1.a\n"


def test_a_control_character_behind_something_that_is_left_out():
    assert extract(b"<html><body><p>1.a<script>x</script>&#1;b\x02</p></body></html>", "x.html").text.startswith("1.ab")


@pytest.mark.parametrize("piece", ["[bookmark:", "（", "第一条", "附", "**", "<!--", "[](", "\\", "| ", "1.1 甲"])
def test_a_long_run_of_one_piece_is_read_like_any_text(piece):
    """With a pattern that is worse than linear this does not come back."""
    text = piece * (200_000 // len(piece))
    for suffix in (".txt", ".md"):
        doc = parse_extracted(extract(text.encode(), f"x{suffix}"), id="x")
        assert "".join(part.span.of(doc.text) for part in doc.parts) == doc.text


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        ("目录\n第一章 总则", ". "),
        ("目录\n第一章 总则", "…… "),
        ("1.检查。\n责任单位：", "等"),
        ("1.检查。\n责任单位：", "和"),
        ("1.检查。\n（责任单位：", "区应急局和"),
        ("", "（一）"),
        ("第一章 总则 ", " 第一章 "),
    ],
)
def test_a_line_that_goes_on_like_its_start_is_read_like_any_text(head, piece):
    doc = parse_extracted(extract((head + piece * (200_000 // len(piece))).encode(), "x.txt"), id="x")
    assert "".join(part.span.of(doc.text) for part in doc.parts) == doc.text
