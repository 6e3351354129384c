from __future__ import annotations

import re

import pytest

import policycompare as pc
from policycompare.differing.marks import LOOKS
from policycompare.differing.runs import Run
from policycompare.differing.text_differences import runs_to_show
from policycompare.export.templates import template_text, view_html
from policycompare.notebook import LinkView

LOW = "区措施\n1.应当每月检查学校食堂，建立台账。\n2.开展航空安全培训。\n"
HIGH = "市措施\n1.可以每季度检查学校食堂。\n"


def test_markup_in_a_document_is_text_in_a_notebook():
    shown = view_html("difference", [Run('<img src=x onerror="alert(1)">\n', "added")])
    assert "<img" not in shown
    assert "&lt;img src=x onerror=&#34;alert(1)&#34;&gt;<br></ins>" in shown


def test_a_bracket_and_a_hyphen_in_a_document_do_not_strike_it_through_in_a_notebook():
    shown = view_html("difference", runs_to_show("建设滨海步道[-甲{+乙。", "建设滨海步道[-甲{+乙。").child)
    assert shown == "建设滨海步道[-甲{+乙。"


@pytest.mark.parametrize("meaning", ["same", "added", "removed", "moved_in", "moved_out", "localised"])
@pytest.mark.parametrize("mark", ["", "stronger", "weaker"])
def test_a_difference_has_the_same_elements_in_window_and_notebook_and_says_strength_in_words(meaning, mark):
    run = Run("应当", meaning, mark=mark)
    page, notebook = (view_html("difference", (run,), target=target) for target in ("page", "notebook"))
    for shown in (page, notebook):
        assert re.sub("<[^>]*>", "", shown) == "应当"
        assert ("title=" in shown) == bool(mark)
        assert ("<ins" in shown, "<del" in shown) == (meaning == "added", meaning == "removed")
    assert "class=" not in notebook
    assert "style=" not in page


def test_every_mark_of_a_difference_has_its_look_in_the_style_sheet_that_page_and_window_share():
    sheet = template_text("marks.css")
    for look in LOOKS.values():
        selector = f".{look.css_class.replace(' ', '.')}" if look.css_class else look.element
        assert re.search(rf"(?m)^{re.escape(selector)}[ ,]|, {re.escape(selector)} ", sheet), look.key


def test_a_pair_in_a_notebook_and_a_question_about_it_show_its_difference_alike(tmp_path):
    al = pc.align(pc.parse(LOW, id="low"), pc.parse(HIGH, id="high"))
    review = pc.review(al, path=tmp_path)
    while review.session.question.subject != "pair":
        review.answer("s")
    beside = re.compile(r'<div style="display:flex.*?</div></div></div>', re.DOTALL)
    asked, looked_at = (
        beside.search(shown)[0] for shown in (review._repr_html_(), LinkView(al, "1", "1")._repr_html_())
    )
    assert asked == looked_at
    assert "<ins" in asked
