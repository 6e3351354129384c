from __future__ import annotations

import builtins
from html.parser import HTMLParser

import pytest

import policycompare as pc
from policycompare.notebook import LinkView, explore
from policycompare.reading import parse


class Checker(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text = [], ""

    def handle_starttag(self, tag, _attrs):
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read_html(source):
    checker = Checker()
    checker.feed(source)
    assert not checker.open
    return checker.text


def test_a_link_shows_both_texts_what_differs_the_explanation_and_the_notices(to_city):
    row = to_city.links[to_city.links.method == "model"].iloc[0]
    link = LinkView(to_city, row.child, row.parent)
    shown = read_html(link._repr_html_())
    for text in (row.child_text, row.parent_text):
        assert "".join(text.split())[:12] in "".join(shown.split())
    assert link.words in shown
    assert "替代样本" in shown
    assert "<ins" in link._repr_html_()
    assert row.child in repr(link)


def test_markup_in_a_text_is_shown_and_not_run():
    aligned = pc.align(parse("甲\n1.<script>alert(1)</script>检查。\n"), parse("乙\n1.<b>检查</b>。\n"))
    source = LinkView(aligned, "1", "1")._repr_html_() + aligned._repr_html_() + aligned.child._repr_html_()
    assert "<script>" not in source
    assert "<b>检查" not in source


def test_the_view_follows_the_slider_and_the_choice(to_nation):
    view = explore(to_nation)
    box = view.widget()
    slider, what, count = box.children[0].children
    left, shown = box.children[1].children
    _, chosen = left.children
    before = len(chosen.options)
    assert f"{before} 条对应" in count.value
    slider.value = 0.9
    assert len(chosen.options) == len(to_nation.at(0.9).links) < before
    what.value = "gaps"
    assert len(chosen.options) == len(to_nation.at(0.9).gaps)
    chosen.value = chosen.options[3][1]
    assert chosen.value[1] in read_html(shown.value)


def test_without_widgets_the_view_is_a_table(to_city, monkeypatch):
    real = builtins.__import__

    def missing(name, *rest):
        if name == "ipywidgets":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    bundle = explore(to_city)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "条对应" in read_html(bundle["text/html"].replace("<br>", ""))


@pytest.mark.parametrize("what", ["links", "additions", "gaps"])
def test_every_choice_can_be_shown(to_nation, what):
    for _, (child, parent) in explore(to_nation).choices(what)[:5]:
        read_html(LinkView(to_nation, child, parent)._repr_html_())


def test_two_texts_with_little_in_common_are_shown_in_a_notebook_without_marks_as_in_the_tables(chain):
    apart = LinkView(chain.alignments[1, 0], "7", "2.1")._repr_html_()
    assert "<ins" not in apart
    assert "<del" not in apart


def test_the_list_of_the_explorer_is_narrowed_by_words_of_either_text(to_city):
    view = explore(to_city)
    lines = view.choices("links")
    some = view.choices("links", "燃气")
    assert 0 < len(some) < len(lines)
    for line, (child, parent) in some:
        assert (line, (child, parent)) in lines
        assert "燃气" in to_city.child.by_label[child].text + to_city.parent.by_label[parent].text
    assert view.choices("links", "燃气 没有这样的字") == []


def test_typing_words_narrows_the_list_on_the_screen(to_city):
    widget = explore(to_city).widget()
    words, chosen = widget.children[1].children[0].children
    before = len(chosen.options)
    words.value = "燃气"
    assert 0 < len(chosen.options) < before
    words.value = "没有这样的字"
    assert chosen.options == ()


def test_a_review_in_a_notebook_says_where_it_saves(to_city, tmp_path):
    review = pc.review(to_city, tmp_path / "decisions")
    file = str(tmp_path / "decisions" / "chongming__shanghai.csv")
    assert file in review._repr_html_()
    assert file in review.widget().children[-1].value
