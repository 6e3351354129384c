"""What a start loads: seconds differ from machine to machine (`benchmarks/speed.py` prints them), modules do not."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "numpy",
    "pandas",
    "scipy",
    "matplotlib",
    "docx",
    "lxml",
    "xlsxwriter",
    "openpyxl",
    "rjieba",
    "jieba",
    "opencc",
}
RARE = {"dask", "distributed", "duckdb", "ipywidgets", "IPython", "jieba", "openpyxl", "pypdfium2"}
"""What few uses need, and what a comparison of plain texts never should load."""
SLOW_CORNERS = {"scipy.sparse.csgraph", "scipy.linalg", "scipy.optimize", "urllib.request", "matplotlib.pyplot"}


def loaded(code):
    """Return the names of the modules that are there after a fresh interpreter ran `code`, which may end by itself."""
    show = "import atexit, json, sys; atexit.register(lambda: print('\\n' + json.dumps(sorted(sys.modules))))\n"
    done = subprocess.run(
        [sys.executable, "-c", show + code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def command(*words):
    return f"from policycompare.cli.main import main; raise SystemExit(main({list(words)!r}))"


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["compare", "--help"], ["review", "--help"]])
def test_a_question_to_the_command_line_loads_nothing_heavy(words):
    assert not HEAVY & loaded(command(*words))


def test_importing_the_package_loads_nothing_of_others():
    assert not HEAVY & loaded("import policycompare")


def test_reading_a_plain_text_draws_nothing_and_asks_no_table_program(write):
    path = write("某区加强检查的措施\n1.检查。\n")
    assert not {"matplotlib", "docx", "xlsxwriter", "rjieba"} & loaded(command("read", str(path)))


def test_a_comparison_loads_what_it_uses_and_nothing_else(tmp_path, write):
    without = loaded(command("compare", "--no-figures", "--out", str(tmp_path / "a")))
    assert not without & (RARE | SLOW_CORNERS | {"matplotlib", "PIL"})
    assert {"pandas", "docx", "xlsxwriter"} <= without
    draft = str(write("某区加强检查的措施\n1.每月检查，公开结果。\n2.储备救援物资。\n", "draft.txt"))
    parent = str(write("某市加强检查的措施\n1.定期检查并公开结果。\n2.组织应急演练。\n", "parent.txt"))
    with_figures = loaded(command("compare", draft, parent, "--out", str(tmp_path / "b")))
    assert "matplotlib" in with_figures
    assert not with_figures & (RARE | {"matplotlib.pyplot", "scipy.optimize"})
