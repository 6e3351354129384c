from __future__ import annotations

import ast
import io
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import mofile, pofile

import policycompare
from policycompare import messages
from policycompare.documents import Problem
from policycompare.errors import ReadError
from policycompare.messages import language_of_locale, message, shown_in

ROOT = Path(policycompare.__file__).parent
CATALOGUES = sorted((ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES").glob("*.po"))
HAN = re.compile(r"[\u4e00-\u9fff]")
HALF_AND_HALF = re.compile(r"（[a-z][a-z']*(?:[ ;:]|）)|[a-z]{3,} [a-z]{2,} [a-z]{2,}")
"""What gives away an English half: a bracket that opens with an English word, or three such words in a row."""


def sources():
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).parts[0].removesuffix(".py"), path, ast.parse(path.read_text("utf-8"))


def called(node):
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def messages_in_code():
    """Yield the part, place and first argument of every call of `message`, and of ``say`` in the templates."""
    for part, path, tree in sources():
        if part == "messages":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "message" and node.args:
                yield part, f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0]
    for path in sorted((ROOT / "resources" / "templates" / "app").glob("*.j2")):
        for said in re.findall(r'\bsay\("([^"]+)"', path.read_text("utf-8")):
            yield "app", path.name, ast.Constant(said)


def entries(path):
    with path.open("rb") as stream:
        return {entry.id: entry for entry in pofile.read_po(stream, locale="zh_CN") if entry.id}


def part_of(path):
    """A large part may have several catalogues: reading.po, reading_outline.po."""
    return path.stem.partition("_")[0]


def placeholders(text):
    by_brace = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return sorted(set(by_brace)), sorted(re.findall(r"%\(\w+\)[srd]|%[srd]", text))


def test_every_message_of_the_code_stands_in_the_catalogue_of_its_part():
    known = {}
    for path in CATALOGUES:
        known.setdefault(part_of(path), {}).update(entries(path))
    for part, place, given in messages_in_code():
        assert isinstance(given, ast.Constant), f"{place}: the first argument of message() must be a literal"
        assert given.value in known.get(part, {}), f"{place}: not in {part}.po: {given.value!r}"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_whole_in_each_language_and_names_the_same_values(path):
    for english, entry in entries(path).items():
        chinese = entry.string
        assert not entry.fuzzy, english
        assert not HAN.search(english), english
        # A message of nothing but values and marks has no words to put into Chinese.
        assert HAN.search(chinese) or not re.search("[A-Za-z]", re.sub(r"{[^}]*}", "", english)), english
        assert placeholders(english) == placeholders(chinese), english
        assert not HALF_AND_HALF.search(Formatter().vformat(chinese, (), Anything())), chinese


class Anything(dict):
    """Stands for the values of a message."""

    def __missing__(self, key):
        return Value()


class Value:
    def __format__(self, _):
        return "5"

    def __getattr__(self, name):
        return self


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_has_nothing_that_the_code_does_not_say(path):
    if path.stem == "argparse":
        return
    said = {given.value for part, _, given in messages_in_code() if part == part_of(path)}
    assert set(entries(path)) <= said


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_the_compiled_catalogue_is_that_of_the_source(path):
    with path.with_suffix(".mo").open("rb") as stream:
        compiled = mofile.read_mo(stream)
    with path.open("rb") as stream:
        fresh = io.BytesIO()
        mofile.write_mo(fresh, pofile.read_po(stream, locale="zh_CN"))
    fresh.seek(0)
    assert {m.id: m.string for m in compiled if m.id} == {m.id: m.string for m in mofile.read_mo(fresh) if m.id}


def half_and_half(tree):
    """Yield the literals that are half Chinese and half English; docstrings may hold words of both."""
    prose = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, (ast.Constant, ast.JoinedStr))
    }
    inside = {child for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for child in node.values}
    for node in ast.walk(tree):
        if node in prose or node in inside:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
        else:
            continue
        if HAN.search(text) and HALF_AND_HALF.search(text):
            yield node.lineno, text


def test_no_literal_is_half_chinese_and_half_english():
    found = []
    for _, path, tree in sources():
        found.extend(f"{path.relative_to(ROOT)}:{line}: {text}" for line, text in half_and_half(tree))
    assert not found, "\n".join(found)


def test_an_error_raised_before_the_choice_is_shown_in_the_language_chosen_after():
    error = ReadError(Problem(3, "numbering-jump", "?").text("en"), message("line {line}: {what}", line=1, what="x"))
    raised = error.args[1]
    assert str(raised) == "第1行：x"
    with shown_in("en"):
        assert str(raised) == "line 1: x"
    assert str(raised) == "第1行：x"


def test_a_problem_follows_the_language_and_so_does_the_message_in_it():
    problem = Problem(2, "odd", message("line {line}: {what}", line=7, what=["甲", "乙"]))
    assert str(problem) == "第2行：第7行：甲、乙"
    assert problem.text("en") == "line 2: line 7: 甲, 乙"
    assert hash(problem) == hash(Problem(2, "odd", message("line {line}: {what}", line=7, what=["甲", "乙"])))


def test_text_of_a_document_is_never_taken_for_a_placeholder():
    assert str(message("line {line}: {what}", line=1, what="{line} {0} {x.y}")) == "第1行：{line} {0} {x.y}"


def test_a_message_about_a_damaged_part_does_not_repeat_thousands_of_its_digits():
    digits = "9" * 5000
    said = str(message("{file}: line 1: {what}; {how:,}", file="a.xlsx", what=["甲", digits], how=1234))
    assert len(said) < 400
    assert said.startswith("a.xlsx: line 1: 甲、999")
    assert said.endswith("9; 1,234")


def test_a_whole_message_inside_another_is_not_cut():
    inner = message("{file}: " + "x" * 500, file="a.docx")
    assert "…" not in str(message("{error}", error=inner))
    assert "…" not in str(message("{error}", error=ReadError(inner)))


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "POSIX"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
    ],
)
def test_only_a_locale_that_names_english_gives_english(environment, expected):
    assert language_of_locale(environment) == expected


def test_the_choice_is_given_back_after_an_error():
    with pytest.raises(ReadError), shown_in("en"):
        raise ReadError("x")
    assert messages.language() == "zh"


def test_numbers_that_have_the_comma_themselves_are_told_apart_in_a_list():
    told = message("  {origin} ({count}): {labels}", origin="新", count=3, labels=["一、第3段", "二、（四）1", "3"])
    assert told.text("zh").endswith("一、第3段；二、（四）1；3")
    assert told.text("en").endswith("一、第3段; 二、（四）1; 3")
    assert message("{names}", names=["甲", "乙"]).text("zh") == "甲、乙"
