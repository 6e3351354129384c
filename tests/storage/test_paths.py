from __future__ import annotations

import ast
import re
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policycompare
from policycompare.storage.paths import LONGEST, UnsafePathError, file_name, inside, is_id, shown_name

SOURCES = Path(policycompare.__file__).parent
NAMES = st.text(st.characters(codec=None), max_size=400)


@given(st.lists(NAMES, min_size=1, max_size=3))
def test_whatever_an_id_is_the_file_called_after_it_lies_in_the_folder(names):
    made = file_name(*names, joint="__", suffix=".csv")
    assert Path("out", made).parent == Path("out")
    assert PureWindowsPath("out", made).parent == PureWindowsPath("out")
    assert len(made.encode()) <= LONGEST
    assert inside("out", made).name == made


@given(NAMES, NAMES)
def test_two_ids_never_share_a_file(first, second):
    assert (file_name(first) == file_name(second)) == (first == second)


@pytest.mark.parametrize("name", ["con", "NUL", "com1", "LPT9.txt", "aux.a"])
def test_no_file_has_a_name_that_windows_keeps_for_itself(name):
    made = file_name(name, suffix=".csv")
    assert made.startswith("%")
    assert made.endswith(".csv")


def test_plain_ids_stay_as_they_are():
    assert (
        file_name("崇明区条例（送审稿）", "a.b-c_d", joint="__", suffix=".csv") == "崇明区条例（送审稿）__a.b-c_d.csv"
    )


@pytest.mark.parametrize(
    "name", ["../a", "a/../../b", "/a", "\\a", "C:a", "C:\\a", "a\\..\\b", "", ".", "a\0b", "//host/a"]
)
def test_a_name_that_leads_out_of_the_folder_is_refused(name):
    with pytest.raises(UnsafePathError):
        inside("out", name)


@given(NAMES)
def test_a_path_that_is_made_never_leaves_the_folder(name):
    try:
        made = inside("/out", name)
    except UnsafePathError:
        return
    assert ".." not in made.parts
    assert made.is_relative_to("/out")


@pytest.mark.parametrize(
    ("text", "good"), [("草案", True), ("..", False), ("a/b", False), ("a\\b", False), ("", False)]
)
def test_an_id_has_no_folder_in_it(text, good):
    assert is_id(text) is good


def test_a_name_in_gbk_bytes_is_shown_as_it_was_typed():
    assert shown_name("草案.txt".encode("gbk").decode("utf-8", "surrogateescape")) == "草案.txt"
    assert shown_name("\udcff\udcff.txt").isprintable()


FOLDERS = re.compile(r"folder|path\b|\bplace$|target|^out$|Path\(|^new$|^old$|^root$|\.parent$", re.IGNORECASE)
OWN = {"storage/paths.py", "storage/user_folders.py"}


def joins(tree):
    """Yield the places where a name that is no literal becomes part of a path."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and FOLDERS.search(ast.unparse(node.left)):
            if not is_fixed(node.right):
                yield node
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            takes_names = called.endswith((".with_name", ".with_stem", ".joinpath", "path.join"))
            is_path = called == "Path" and (len(node.args) > 1 or any(isinstance(a, ast.JoinedStr) for a in node.args))
            own = called.startswith("resources.files(")
            if (takes_names or is_path) and not own and not all(map(is_fixed, node.args)):
                yield node


def is_fixed(node):
    """A literal, or a constant of the module."""
    if isinstance(node, ast.JoinedStr):
        return all(is_fixed(v.value) for v in node.values if isinstance(v, ast.FormattedValue))
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.lstrip("_").isupper())


def test_names_become_paths_in_one_place_only():
    found = [
        f"{path.relative_to(SOURCES)}:{node.lineno} {ast.unparse(node)}"
        for path in sorted(SOURCES.rglob("*.py"))
        if path.relative_to(SOURCES).as_posix() not in OWN
        for node in joins(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


def test_the_search_for_joins_finds_them():
    code = 'Path(folder) / f"{name}.csv"\npath.with_name(other)\nfolder / name\nPath(a, b)\n'
    assert len(list(joins(ast.parse(code)))) == 4
    assert not list(joins(ast.parse('folder / "a.csv"\nfolder / MANIFEST\nheight / width\n')))
