"""Make all that the program writes: `python make_everything.py FOLDER SECONDS [comparison]`, with the clock shifted.

A program of its own, since hash seed, threads and clock belong to a process; `test_same_bytes.py` runs it.
"""

from __future__ import annotations

import inspect
import os
import sys
import time
from pathlib import Path

import time_machine

DRAFT = "某区关于安全的措施\n1.加强检查,并及时整改。\n2.加强检查，并及时整改。（区应急局、区应急局）\n"


def comparison(folder: Path) -> None:
    """Run the main job, with everything that it can write."""
    from policycompare.cli.main import main

    os.chdir(folder)
    assert main(["compare", "--tracked", "--out", "comparison"]) == 0


def exports(folder: Path) -> None:
    """Write every export that is named as public, a report in each of its forms."""
    import policycompare as pc
    from policycompare import export
    from policycompare.export.check_report import FORMS, findings_bytes

    aligned = pc.align("chongming", "shanghai")
    report = pc.check(pc.parse(DRAFT, id="draft"))
    for name in export.__all__:
        write = getattr(export, name)
        first = next(iter(inspect.signature(write).parameters))
        if first == "sample":  # of a collection: tests/validating has it twice
            continue
        write(report if first == "report" else aligned, folder / f"one.{name}")
    for form in FORMS:
        (folder / f"report.{form}").write_bytes(findings_bytes(report, form))


def figures(folder: Path) -> None:
    """Draw every figure, in each kind of file."""
    import pandas as pd

    import policycompare as pc
    from policycompare import plots
    from policycompare.cascading import synthetic_collection
    from policycompare.plots.style import picture_bytes

    chain = pc.trace(["national", "shanghai", "chongming"])
    aligned = chain.alignments[2, 1]
    calibration = pd.DataFrame({"pairs": [9, 3], "probability": [0.1, 0.9], "right": [0.0, 1.0]})
    calibration.attrs |= {"ece": 0.1, "notices": []}
    curve = pd.DataFrame({"size": ["5", "all"], "pairs": [5, 9], "unseen_f1": [0.7, 0.8], "seen_f1": [0.9, 0.9]})
    curve.attrs["notices"] = []
    done = pc.cascade(synthetic_collection(folder / "made-up"), folder / "collection")
    drawn_from = {
        "adoption_map": (done, "nation1", "province"),
        "diffusion": (done, "nation1", ["3", "7", "9"]),
        "flow": (chain,),
        "learning_curve": (curve,),
        "network": (done, "province"),
        "reliability": (calibration,),
        "units": (chain.documents[2],),
    }
    for name in plots.__all__:
        figure = getattr(plots, name)(*drawn_from.get(name, (aligned,)))
        for kind in ("png", "svg", "pdf"):
            (folder / f"{name}.{kind}").write_bytes(picture_bytes(figure, kind))


if __name__ == "__main__":
    out, shift, all_of_it = Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:] != ["comparison"]
    with time_machine.travel(time.time() + shift):
        comparison(out)
        if all_of_it:
            exports(out)
            figures(out)
