"""Execute the notebooks in place and normalise them: `python notebooks/execute.py [NAME…]`.

Times and versions of the machine are taken out, so that a diff shows what moved and nothing else, and the state of
widgets, so that a notebook opened without its kernel shows the table that stands for them. `executed` also takes other
parameters, for which nothing is written: that is how the tests run a notebook on other documents.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
WIDGET = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def executed(path: Path, parameters: str = "") -> nbformat.NotebookNode:
    """Return a notebook executed from top to bottom.

    Parameters
    ----------
    path
        The notebook.
    parameters
        Python that is run after its cell of parameters, as a person would change that cell.
    """
    notebook = nbformat.read(path, as_version=4)
    if parameters:
        is_parameters = ["parameters" in cell.metadata.get("tags", ()) for cell in notebook.cells]
        notebook.cells.insert(is_parameters.index(True) + 1, nbformat.v4.new_code_cell(parameters))
    resources = {"metadata": {"path": str(HERE)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    return notebook


def execute(path: Path) -> None:
    """Execute one notebook, normalise it and write it."""
    notebook = executed(path)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGET, None)
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for file in sorted(HERE.glob("*.ipynb")):
        if not sys.argv[1:] or any(name in file.name for name in sys.argv[1:]):
            execute(file)
            print(file.name)
