"""Execute the notebooks in place and normalise them: `python notebooks/execute.py [NAME…]`.

Times and versions of the machine are taken out, so that a diff shows what moved and nothing else, and the state of
widgets, so that a notebook opened without its kernel shows the table that stands for them.
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


def execute(path: Path) -> None:
    """Execute one notebook from top to bottom, and write it."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(HERE)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
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
