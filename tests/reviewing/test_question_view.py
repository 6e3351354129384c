"""One question as data, and its two faces: what a reader sees in the terminal is what a reader sees in the notebook."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import openpyxl
import pytest

import policycompare as pc
from policycompare.deciding.decision_files import load
from policycompare.messages import shown_in
from policycompare.reading import parse
from policycompare.reviewing.session import Session
from policycompare.reviewing.terminal import question_text
from policycompare.reviewing.workbook import read_workbook
from policycompare.vocabulary import GAP_REASONS, OUTCOMES, RELATIONS, Term

MARKED = "建设滨海景观步道[-甲{+乙，含<b>。"
LOW = parse(f"区措施\n1.落实安全包保责任制。\n2.{MARKED}\n3.加强加油站夜间检查，建立台账。\n", id="low")
HIGH = parse("市措施\n1.落实安全包保责任制。\n2.加强加油站检查。\n3.开展航空安全培训。\n", id="high")


@pytest.fixture(scope="module")
def al():
    return pc.align(LOW, HIGH)


def at(kind, aligned, folder, **options):
    """A session whose present question is of this kind."""
    session = Session(aligned, folder, **options)
    while session.question.kind != kind:
        session.answer("s")
    return session


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text, self.open = [], "", []

    def handle_starttag(self, tag, _attrs):
        self.tags.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read_html(source):
    reader = Reader()
    reader.feed(source)
    assert not reader.open
    return reader


@pytest.mark.parametrize("blind", [False, True])
def test_brackets_and_braces_of_a_text_are_no_markup_in_the_notebook(al, tmp_path, blind):
    view = pc.review(al, path=tmp_path, blind=blind)
    while view.session.question.kind != "addition":
        view.answer("s")
    shown = read_html(view.widget().children[0].value)
    assert MARKED in shown.text
    assert "ins" not in shown.tags
    assert "del" not in shown.tags


def test_brackets_and_braces_stay_as_they_are_in_a_question_about_a_changed_text(tmp_path):
    old = pc.align(LOW, HIGH)
    session = at("addition", old, tmp_path)
    session.answer("y")
    changed = parse(LOW.text.replace("乙", "丙"), id="low")
    view = pc.review(pc.align(changed, HIGH), path=tmp_path)
    assert view.session.question.kind == "stale"
    shown = read_html(view.widget().children[0].value)
    assert MARKED.replace("乙", "丙") in shown.text
    assert "删去“乙”，增加“丙”" in shown.text
    assert "ins" not in shown.tags


@pytest.mark.parametrize("kind", ["pair", "gap", "addition"])
def test_terminal_and_notebook_show_the_same(al, tmp_path, kind):
    session = at(kind, al, tmp_path)
    text = question_text(session.view(), colour=False)
    notebook = pc.review(al, path=tmp_path)
    while notebook.session.question.kind != kind:
        notebook.answer("s")
    page = read_html(notebook._repr_html_()).text
    view = session.view()
    for provision in view.provisions:
        assert provision.citation in text
        assert provision.citation in page
    for candidate in view.candidates:
        assert candidate.gist in text
        assert candidate.gist in page
    for choice in view.choices:
        assert choice.text() in text
        assert choice.text() in page


HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("kind", ["pair", "gap", "addition"])
def test_in_english_question_and_answers_are_english_and_the_texts_as_they_are(al, tmp_path, kind):
    session = at(kind, al, tmp_path)
    with shown_in("en"):
        question, *texts, choices = question_text(session.view(), colour=False).splitlines()
    assert not HAN.search(question)
    assert not HAN.search(choices)
    assert any(HAN.search(text) for text in texts)


def strokes(view):
    return [choice.stroke for choice in view.choices]


@pytest.mark.parametrize("kind", ["pair", "gap", "addition"])
def test_no_two_ways_to_answer_have_one_stroke(al, tmp_path, kind):
    found = strokes(at(kind, al, tmp_path).view())
    assert len(set(found)) == len(found)
    assert all(found)


@pytest.fixture
def cites(monkeypatch):
    """A relation that nobody has thought of yet: one row."""
    row = Term("cites", "引用", "cites", colour="#000000", marker="x", key_stroke="5")
    monkeypatch.setitem(RELATIONS._terms, row.key, row)
    monkeypatch.setitem(OUTCOMES._terms, row.key, row)
    return row


@pytest.fixture
def later(monkeypatch):
    """A reason for a gap that nobody has thought of yet: one row."""
    row = Term("下一阶段", "下一阶段", "next phase", key_stroke="5")
    monkeypatch.setitem(GAP_REASONS._terms, row.key, row)
    return row


def buttons(view):
    return {button.description: button for button in view.widget().children[1].children}


def test_a_new_relation_is_one_row_and_can_be_given_in_terminal_notebook_and_workbook(al, tmp_path, cites):
    session = at("pair", al, tmp_path / "terminal")
    assert "5 引用" in question_text(session.view(), colour=False)
    assert session.answer("5").endswith("（引用）")
    assert load(session.path).rows[0].relation == cites.key

    view = pc.review(al, path=tmp_path / "notebook")
    while view.session.question.kind != "pair":
        view.answer("s")
    buttons(view)["引用 5"].click()
    assert load(view.session.path).rows[0].relation == cites.key

    book = workbook_with(al, tmp_path, ("3", "2"), {"判定": "确认", "关系更正": "引用"})
    assert book.problems == []
    assert [row.decision.relation for row in book.rows] == [cites.key]


def test_a_new_reason_is_one_row_and_can_be_given_in_terminal_notebook_and_workbook(al, tmp_path, later):
    session = at("gap", al, tmp_path / "terminal")
    assert "5 下一阶段" in question_text(session.view(), colour=False)
    assert session.answer("5").endswith("（下一阶段）")
    assert load(session.path).rows[0].reason == later.key

    view = pc.review(al, path=tmp_path / "notebook")
    while view.session.question.kind != "gap":
        view.answer("s")
    buttons(view)["下一阶段 5"].click()
    assert load(view.session.path).rows[0].reason == later.key

    book = workbook_with(al, tmp_path, ("", "3"), {"判定": "确认", "原因": "下一阶段"})
    assert book.problems == []
    assert [row.decision.reason for row in book.rows] == [later.key]


def workbook_with(al, folder, pair, cells):
    """The workbook of a comparison, with one row filled in; what can be chosen stands in its lists."""
    path = pc.export.xlsx(al, folder / "book.xlsx")
    work = openpyxl.load_workbook(path)
    sheet = next(s for s in work if s.title.startswith("核定"))
    head = next(row for row in sheet.iter_rows() if row[0].value == "下级条")
    column = {cell.value: cell.column for cell in head}
    lists = " ".join(str(rule.formula1) for rule in sheet.data_validations.dataValidation)
    assert all(value in lists for value in cells.values())
    for number in range(head[0].row + 1, sheet.max_row + 1):
        found = tuple(str(sheet.cell(number, column[name]).value or "") for name in ("下级条", "上级条"))
        if found == pair:
            for name, value in cells.items():
                sheet.cell(number, column[name]).value = value
    work.save(path)
    return read_workbook(path)
