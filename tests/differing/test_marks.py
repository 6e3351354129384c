from __future__ import annotations

from policycompare.differing.marks import LOOKS, legend, look_of, marked_ansi, marked_plain
from policycompare.differing.runs import Run


def test_a_terminal_marks_what_only_one_side_has_with_and_without_colours():
    runs = [Run("企业", "same"), Run("应当", "removed"), Run("可以", "added", mark="weaker")]
    assert marked_plain(runs) == "企业[-应当-]{+可以+}"
    assert marked_ansi(runs) == "企业\x1b[9;2m应当\x1b[0m\x1b[1;4m可以\x1b[0m"


def test_a_changed_strength_outdoes_an_addition():
    assert look_of(Run("可以", "added", mark="weaker")) is LOOKS["weaker"]
    assert look_of(Run("三年", "added")) is LOOKS["added"]
    assert look_of(Run("8. ", "same", mark="label")) is None


def test_the_legend_explains_every_mark_of_a_word_document():
    explained = [look.word for look in LOOKS.values() if "word" in look.legend]
    unexplained = {look.word for look in LOOKS.values()} - set(explained)
    assert unexplained == {"weaker"}  # in one line with what is stronger
    assert "减弱" in legend("word")
    assert (
        legend("word", occurring={"weaker", "removed"})
        == "删除线：上级有而下级无的文字；方框：力度加强（实线）或减弱（虚线）。"
    )
    assert legend("word", occurring=frozenset()) == ""
    assert len(explained) == len(set(explained))
