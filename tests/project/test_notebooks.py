"""How the notebooks are made, and that their check (nbval) catches what it is there for."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def test_all_six_are_there():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06"]


def test_a_notebook_begins_with_its_question_and_ends_with_what_to_take_away(notebook):
    assert "**问题**" in notebook.cells[0].source
    assert "**可以带走的**" in notebook.cells[-1].source
    assert "**不能下的结论**" in notebook.cells[-1].source


def test_a_notebook_has_one_cell_of_parameters_and_short_cells_without_helpers(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert sum("parameters" in cell.metadata.get("tags", ()) for cell in code) == 1
    for cell in code:
        assert len(cell.source.splitlines()) <= 10
        assert not re.search(r"^\s*(?:def|class) ", cell.source, re.MULTILINE)


def test_a_notebook_is_committed_executed_in_order_with_outputs_that_can_be_compared(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    kinds = {kind for cell in code for output in cell.outputs for kind in output.get("data", {})}
    assert kinds <= {"text/plain", "text/html", "image/svg+xml"}
    assert "execution" not in notebook.cells[1].metadata


def test_the_check_of_outputs_catches_a_changed_link_a_changed_count_and_a_changed_figure(tmp_path):
    notebook = nbformat.read(ROOT / "notebooks" / "03_coverage_additions_gaps.ipynb", as_version=4)
    changed = {"link": 0, "count": 0, "figure": 0}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "additions[[" in cell.source:
                data["text/html"] = data["text/html"].replace("<td>0.", "<td>1.", 1)
                data["text/plain"] = data["text/plain"].replace("0.", "1.", 1)
                changed["link"] += 1
            elif cell.source.startswith("al = ") and "links" in output.get("text", ""):
                output["text"] = re.sub(r"\d+ links", "1 links", output["text"], count=1)
                changed["count"] += 1
            elif cell.source == "pc.plot.sensitivity(al)":
                data["image/svg+xml"] = re.sub(r"L (\d+)\.", r"L 1\1.", data["image/svg+xml"], count=1)
                changed["figure"] += 1
    assert changed == {"link": 1, "count": 1, "figure": 1}
    copy = tmp_path / "copy.ipynb"
    nbformat.write(notebook, copy)
    sanitise = f"--nbval-sanitize-with={ROOT / 'tests' / 'nbval_sanitize.cfg'}"
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--nbval", sanitise, str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert "3 failed" in done.stdout, done.stdout[-2000:]
