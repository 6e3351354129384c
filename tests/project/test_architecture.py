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


def test_every_error_carries_the_way_out():
    errors = {name for name, value in vars(policycompare.errors).items() if isinstance(value, type)}
    for name, path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in errors and node.args:
                words = ast.unparse(node.args[0])
                assert WAY_OUT.search(words[words.rfind("（") :]) or "_OCR" in words, f"{name}: {words}"
