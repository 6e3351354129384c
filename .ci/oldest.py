"""Print the oldest versions that `pyproject.toml` allows, as constraints for pip: `python .ci/oldest.py`.

What the package and its extras for collections and English names ask for is held to its lower bound, and the tools of
the tests to the versions of `constraints.txt`, since those are no promise to users. Nothing is asked of a registry, so
no host is named.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOLS = ("hypothesis", "jsonschema", "pytest", "reportlab", "time-machine")


def lower_bounds() -> list[str]:
    """Return `name==version` for each requirement of a plain install, of collections and of English names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["scale"], *extras["english"]]
    return [re.sub(r">=", "==", line, count=1) for line in asked]


def tools() -> list[str]:
    """Return the pins of the tools with which the tests are run."""
    pins = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [pin for pin in pins if pin.partition("==")[0].lower() in TOOLS]


if __name__ == "__main__":
    print("\n".join([*lower_bounds(), *tools()]))
