"""Imports point one way only, as the picture in the README has it."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

import policycompare

ORDER = [
    "errors", "whole", "documents", "hanzi", "agencies", "reading.source", "reading.encoding", "reading.numbering", "reading.clauses",
    "reading.front", "reading.tables", "reading.archive", "reading.word_numbers", "reading.word", "reading.article", "reading.web",
    "reading.layout", "reading.pdf", "reading.markdown", "reading.plain", "reading.convert", "reading.formats",
    "reading.units", "reading.structure", "reading.leads", "reading.rows", "reading.outline", "reading.reasons", "reading",
    "catalog", "text", "strength", "phrases", "differences", "bags", "background", "similarity",
    "alignment.substance", "alignment.prepare", "alignment.pairs", "alignment.candidates", "alignment.clauses",
    "alignment.features", "alignment.decode", "alignment.evidence", "alignment.relation", "alignment.shifts",
    "alignment.model", "alignment.explanation", "alignment", "coverage",
    "reviewing.decisions", "reviewing.store", "reviewing.carry", "reviewing.merge", "reviewing.workbook", "reviewing.taking", "reviewing",
    "scored", "decided", "aligned", "reviewing.queue", "reviewing.sitting", "reviewing.session",
    "checking.draft", "checking.characters", "checking.marks", "checking.pairs", "checking.provisions",
    "checking.responsible", "checking.citations", "checking.superior", "checking.rules", "checking.findings", "checking",
    "chain", "gold", "baselines", "scoring", "fitting", "evaluation", "provenance",
    "collection.manifest", "collection.records", "collection.parents", "collection.fingerprint", "collection.store",
    "collection.blocks", "collection.work", "collection.peers", "collection.analysis", "collection.result",
    "collection.run", "collection.synthetic", "collection.bar", "collection",
    "tables.model", "tables.compared", "tables.comparison", "tables.lists", "tables.decisions", "tables.sets", "tables",
    "export.folder", "export.characters", "export.template", "export.docx", "export.tracked", "export.annotated", "export.findings", "export.text",
    "export.xlsx", "export.html", "export.package", "export.terminal", "export", "plots.style", "plots.alignments", "plots.chains", "plots.collections", "plots",
    "outputs", "views", "reviewing.widget", "commands.shared", "commands.cascade", "commands.check", "commands.models", "commands.review", "commands", "cli",
]  # fmt: skip
ROOT = Path(policycompare.__file__).parent


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if name not in ("__init__", "resources"):
            yield name, path


def test_every_module_has_its_place():
    found = {name for name, _ in modules()}
    assert not found - set(ORDER), "give these modules a place in ORDER, right of all that they import"
    assert not set(ORDER) - found, "take these out of ORDER: they are gone"
    assert len(ORDER) == len(set(ORDER))


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=lambda v: v if isinstance(v, str) else "")
def test_a_module_imports_only_from_its_left(name, path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("policycompare"):
            home = node.module.removeprefix("policycompare").lstrip(".")
            targets = [home] if home in ORDER else [f"{home}.{a.name}".lstrip(".") for a in node.names]
            for target in targets:
                if target in ORDER and name in ORDER:
                    assert ORDER.index(target) < ORDER.index(name), f"{name} imports {target}"


def test_every_public_name_is_there_and_documented():
    for name in policycompare.__all__:
        found = getattr(policycompare, name)
        assert found.__doc__, name
    assert set(policycompare.__all__) <= set(dir(policycompare))
    with pytest.raises(AttributeError, match="no attribute"):
        policycompare.nonsense  # noqa: B018


WAY_OUT = re.compile(r"; |give |must |fix |import |made of|known value|found \{|_OCR")
"""How messages go on behind what is wrong, or list what can be written."""


def test_every_error_carries_the_way_out():
    errors = {name for name, value in vars(policycompare.errors).items() if isinstance(value, type)}
    for name, path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in errors and node.args:
                words = ast.unparse(node.args[0])
                assert WAY_OUT.search(words[words.rfind("（") :]) or "_OCR" in words, f"{name}: {words}"


def test_no_module_is_two_ideas():
    for name, path in modules():
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= 400, f"{name} has {lines} lines"


def test_every_module_imports_by_itself():
    for name, _ in modules():
        importlib.import_module(f"policycompare.{name}")
