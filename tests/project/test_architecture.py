"""What holds for the whole code: public names are there, errors carry the way out (imports: import-linter)."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import policycompare

ROOT = Path(policycompare.__file__).parent
BESIDE = sorted(
    path
    for folder in ("benchmarks", "docs", "notebooks", "tests/fuzz")
    for path in (Path(__file__).parents[2] / folder).rglob("*.py")
)


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if name not in ("__init__", "resources"):
            yield name, path


def test_public_names_are_about_three_dozen_and_nothing_else_is_given_at_the_top():
    assert len(policycompare.__all__) <= 40
    for name in ("Limits", "Link", "Measure", "synthetic_collection"):
        assert name not in policycompare.__all__
        with pytest.raises(AttributeError):
            getattr(policycompare, name)


def test_every_public_name_is_there_and_documented():
    for name in policycompare.__all__:
        found = getattr(policycompare, name)
        assert found.__doc__, name
    assert set(policycompare.__all__) <= set(dir(policycompare))
    with pytest.raises(AttributeError, match="no attribute"):
        policycompare.nonsense  # noqa: B018


@pytest.mark.parametrize("path", BESIDE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_scripts_beside_the_package_import_names_that_are_there(path):
    """Nothing else runs the benchmarks, so a renamed module would be noticed by the next person who measures."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "policycompare":
            module = import_module(node.module)
            assert not [alias.name for alias in node.names if not hasattr(module, alias.name)], node.module


WAY_OUT = re.compile(r"; |give |must |fix |import |made of|known value|found \{|way_out\}|_OCR")
"""How messages go on behind what is wrong, or list what can be written."""


def sentences(error, around, tree):
    """Return the English of what an error is made of: messages, also by the name of a value or a function that gives one."""
    made = error.args[0]
    if ast.unparse(made).endswith(".args[0]"):
        return []  # what another error says, which is looked at where that one is made
    name = ast.unparse(made.func if isinstance(made, ast.Call) else made)
    given = [made]
    given += [
        node.value
        for node in ast.walk(around)
        if isinstance(node, ast.Assign) and name in map(ast.unparse, node.targets)
    ]
    for function in functions(tree):
        if function.name == name:
            given += [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    found = [call for value in given for call in messages(value)]
    return [ast.unparse(call.args[0]) for call in found] or [ast.unparse(made)]


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def messages(expression):
    """Give the calls of `message` that an expression shows by itself, not those within another one's values."""
    if isinstance(expression, ast.Call) and getattr(expression.func, "id", "") == "message":
        yield expression
        return
    for child in ast.iter_child_nodes(expression):
        yield from messages(child)


def test_every_error_carries_the_way_out():
    errors = {name for name, value in vars(policycompare.errors).items() if isinstance(value, type)}
    for name, path in modules():
        tree = ast.parse(path.read_text("utf-8"))
        for around in functions(tree):
            for node in ast.walk(around):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in errors and node.args:
                    for sentence in sentences(node, around, tree):
                        assert WAY_OUT.search(sentence), f"{name}: {sentence}"
