"""One bound on the time of every reader; honest large files have as much of it as they need."""

from __future__ import annotations

import gc
import sys
from itertools import count
from pathlib import Path

import pytest

import policycompare as pc
from policycompare.reading import Limits, limits
from policycompare.reading.limits import LIGHT, SOME_TEXT, Clock, check_time, timed
from policycompare.reviewing import sheets
from policycompare.reviewing.workbook import read_workbook

sys.path.insert(0, str(Path(__file__).parent))
import hostile_inputs as made

FILES = {
    "txt": made.numbered_lines(40),
    "md": made.numbered_lines(40),
    "html": b"<html><body>" + b"<p>1.Do it.</p>" * 40,
    "mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<html><body>" + b"<p>1.Do it.</p>" * 40,
    "docx": made.word(made.paragraph("1.检查。") * 40),
    "xlsx": made.decisions(40),
    "pdf": made.pages(4),
}


@pytest.mark.parametrize("suffix", FILES)
def test_a_file_of_any_format_is_given_up_when_its_seconds_are_used_up(write, suffix):
    path = write(FILES[suffix], f"draft.{suffix}")
    assert pc.read(path).text
    with pytest.raises(pc.ReadError, match=r"Limits\.seconds"):
        pc.read(path, limits=Limits(seconds=0))


@pytest.mark.parametrize("suffix", ["txt", "html", "docx", "xlsx"])
def test_time_is_asked_again_and_again_while_a_file_is_read(write, monkeypatch, suffix):
    """A clock that goes on by a second whenever it is looked at: what never looks would be read."""
    monkeypatch.setattr(limits.time, "thread_time", count().__next__)
    monkeypatch.setattr(limits.time, "monotonic", count().__next__)
    with pytest.raises(pc.ReadError, match=r"Limits\.seconds"):
        pc.read(write(FILES[suffix], f"draft.{suffix}"), limits=Limits(seconds=40))


def test_a_workbook_of_decisions_is_given_up_when_its_seconds_are_used_up(write, monkeypatch):
    monkeypatch.setattr(sheets, "LIMITS", Limits(seconds=0))
    with pytest.raises(pc.DecisionError, match=r"Limits\.seconds"):
        read_workbook(write(FILES["xlsx"], "review.xlsx"))


def test_a_file_five_times_as_large_has_five_times_the_seconds():
    with timed("large.txt", Limits(seconds=8), 5 * LIGHT) as clock:
        assert clock.seconds == 40
        with timed("part.txt", Limits(seconds=1), 5) as inner:
            assert inner is clock
    check_time()  # outside of a reading there is no bound


def test_each_page_of_a_pdf_that_is_unlike_those_before_adds_to_its_time(write, monkeypatch):
    added = []
    monkeypatch.setattr(Clock, "add_text", lambda _clock, characters: added.append(characters))
    pc.read(write(made.pages(3), "draft.pdf"))
    assert len(added) == 3
    assert min(added) > 10
    added.clear()
    pc.read(write(made.same_page(3), "again.pdf"))
    assert len(added) == 1


def test_a_small_pdf_cannot_ask_for_the_time_of_a_library():
    clock = Clock("a.pdf", 8.0, for_more=8.0, most_text=2 * SOME_TEXT)
    for _ in range(10):
        clock.add_text(SOME_TEXT)
    assert clock.seconds == 24


def test_no_file_of_a_few_megabytes_gets_more_time_for_what_is_in_it():
    with timed("a.docx", Limits(seconds=8), LIGHT) as clock:
        clock.add_lines(1_000_000)
        clock.add_text(1_000_000)
    assert clock.seconds == 8


def test_a_large_text_has_time_for_its_lines_but_not_for_more_than_it_can_hold():
    with timed("a.txt", Limits(seconds=8), 5 * LIGHT) as clock:
        clock.add_lines(400_000)
        assert clock.seconds == 40 + 80
        clock.add_lines(10_000_000)
        clock.add_lines(10_000_000)
    assert clock.seconds == pytest.approx(40 + 8 * 5 * LIGHT / 60 / 40_000, abs=0.01)


def test_provisions_are_made_with_few_steps(write):
    """Some 220 calls; at 270 a plan of 100,000 provisions was over its time on a common machine."""
    one = "".join(f"{k}．应当加强监督检查，并定期公布报告和有关信息。\n" for k in range(1, 51))
    path = write("规划\n" + "".join(f"第{n}章　保障\n{one}" for n in "一二三四五六七八九十"), "plan.txt")
    provisions = len(pc.read(path).measures)
    assert provisions == 500
    calls = count()

    def goes_on(_frame, event, _argument):
        if event in ("call", "c_call"):
            next(calls)

    before = sys.getprofile()
    sys.setprofile(goes_on)
    try:
        pc.read(path)
    finally:
        sys.setprofile(before)
    assert next(calls) < 250 * provisions


def test_cycles_are_collected_again_after_a_file(write):
    assert gc.isenabled()
    pc.read(write("1.检查。\n", "draft.txt"))
    assert gc.isenabled()
    with pytest.raises(pc.ReadError):
        pc.read(write("1.检查。\n", "draft.txt"), limits=Limits(seconds=0))
    assert gc.isenabled()


def test_a_pdf_of_hundreds_of_pages_with_a_line_each_is_read_whole(write):
    """What stands alone on its page is no running head; ``benchmarks/hostile.py pages`` reads 2,000 of them."""
    assert pc.read(write(made.pages(200), "report.pdf")).text.count("Checks of shops") == 200


def test_a_workbook_of_3000_rows_is_read(write):
    document = pc.read(write(made.decisions(3000), "list.xlsx"))
    assert "2999" in document.text
    assert len(read_workbook(write(made.decisions(3000), "review.xlsx")).rows) == 3000


@pytest.mark.parametrize("opening", ["<p ", '<p x=">" ', '<p x="<" '])
def test_a_page_with_an_element_of_very_many_attributes_is_refused_at_once(write, opening):
    page = "<html><body>" + opening + " ".join(f"a{k}" for k in range(100_000)) + ">1.Do it.</p>"
    with pytest.raises(pc.ReadError, match="属性过多"):
        pc.read(write(page, "page.html"))


def test_long_comments_scripts_and_values_are_no_attributes(write):
    words = "a b " * 3000
    page = f"<html><body><!-- {words} --><script>if (a) {{ {words} }}</script><p title='{words}'>1.检查。{words}</p>"
    assert pc.read(write(page, "page.html")).measures
