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


def test_public_names_are_about_two_dozen_and_nothing_else_is_given_at_the_top():
    assert len(policycompare.__all__) <= 28
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


WAY_OUT = re.compile(r"; |give |must |fix |import |made of|known value|found \{|_OCR")
"""How messages go on behind what is wrong, or list what can be written."""


def first_argument(call):
    """Return the English of what an error is made of: a message's sentence, or the code of another expression."""
    made = call.args[0]
    if isinstance(made, ast.Call) and getattr(made.func, "id", "") == "message":
        return ast.unparse(made.args[0])
    words = ast.unparse(made)
    return words if "_OCR" in words else words[max(words.rfind("（"), 0) :]


def test_every_error_carries_the_way_out():
    errors = {name for name, value in vars(policycompare.errors).items() if isinstance(value, type)}
    for name, path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in errors and node.args:
                assert WAY_OUT.search(first_argument(node)), f"{name}: {ast.unparse(node.args[0])}"
