"""Twice the file, twice the work: steps are counted, never timed; ``benchmarks/hostile.py`` times them."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import pytest

import policycompare as pc
from policycompare.reviewing.workbook import read_workbook

sys.path.insert(0, str(Path(__file__).parent))
import hostile_inputs as made

READ = {
    "docx": ["numbering", "overrides", "style_chain", "spans", "rows", "footnotes", "many_footnotes", "paragraphs", "runs",
             "breaks", "joined", "text_boxes"],
    "html": ["attributes", "html", "colspans", "rowspans", "inline", "lists", "links"],
    "mht": ["mime_parts", "mime_header"],
    "txt": ["appendices", "blank_lines", "short_lines", "numbered_lines", "contents_lines", "bars", "table_lines", "brackets",
            "units", "clauses", "most_lines", "numbers_in_line", "chapters_in_line", "leaders", "joined_units",
            "articles", "responsible", "bracket_lines", "mixed", "white", "attachments", "notes", "sentences"],
    "md": ["headings"],
    "xlsx": ["cells", "decisions", "merged_ranges", "links_of_cells", "conditions"],
}  # fmt: skip
CASES = [(name, suffix) for suffix, names in READ.items() for name in names]
SMALL = {"rowspans": 10, "mime_parts": 5, "footnotes": 200, "spans": 20, "joined_units": 4}


def steps(work):
    """Return how many functions a piece of work calls, of Python and of C."""
    count = 0

    def called(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        with suppress(pc.PolicyCompareError):
            work()
    finally:
        sys.setprofile(before)
    return count


def grows_like_its_input(work_of, n):
    work_of(n)()  # what is made once, such as patterns and tables, is not counted
    one, two, four = (steps(work_of(n * k)) for k in (1, 2, 4))
    return four - two <= 2.6 * (two - one) + 3000


@pytest.mark.parametrize(("name", "suffix"), CASES)
def test_reading_twice_as_much_takes_at_most_twice_the_steps(tmp_path, name, suffix):
    def work_of(n):
        path = tmp_path / f"{n}.{suffix}"
        path.write_bytes(getattr(made, name)(n))
        return lambda: suppress_errors(path)

    def suppress_errors(path):
        with suppress(pc.PolicyCompareError):
            pc.read(path)

    assert grows_like_its_input(work_of, SMALL.get(name, 60))


@pytest.mark.parametrize(
    "name", ["decisions", "one_label", "merged_range", "last_row", "cells", "strings", "wide", "codes"]
)
def test_a_workbook_of_decisions_twice_as_large_takes_at_most_twice_the_steps(tmp_path, name):
    def work_of(n):
        path = tmp_path / f"{n}.xlsx"
        path.write_bytes(getattr(made, name)(n))
        return lambda: read_workbook(path)

    assert grows_like_its_input(work_of, 60)


def test_the_count_sees_what_is_quadratic():
    def work_of(n):
        return lambda: [abs(a - b) for a in range(n) for b in range(n)]

    assert not grows_like_its_input(work_of, 60)


def test_a_law_of_1260_articles_and_a_text_of_many_megabytes_are_read(write):
    law = "某某法典\n" + "".join(
        f"第{k}条　民事主体的人身权利、财产权利以及其他合法权益受法律保护。\n" for k in range(1, 1261)
    )
    assert len(pc.read(write(law, "law.txt")).measures) == 1260
    line = "各单位要落实责任，加强检查，每月公开进展情况，并于年底前报告上一级主管部门备案。" * 60
    text = "措施\n" + "".join(f"{k}.{line}\n" for k in range(1, 700))
    assert len(text.encode()) > 5_000_000
    assert len(pc.read(write(text, "long.txt")).measures) == 699
