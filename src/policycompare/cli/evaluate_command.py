"""``policycompare evaluate``: alignments measured against gold, with the baselines beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import UsageError, command
from policycompare.cli.common_options import document_of
from policycompare.cli.screen import print_notices
from policycompare.errors import ExportError
from policycompare.language.safe_text import inert
from policycompare.messages import message

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from policycompare.cli.argument_parser import Commands
    from policycompare.evaluating.evaluation import Evaluation
    from policycompare.evaluating.gold import GoldPair

PICTURES = ("png", "svg", "pdf")


def add(commands: Commands) -> None:
    """Register ``evaluate``."""
    parser = command(commands, "evaluate", _run, message("measure alignments against gold, with the baselines beside"))
    parser.add_argument("child", nargs="?", metavar="CHILD", help=message("the lower document"))
    parser.add_argument("parent", nargs="?", metavar="PARENT", help=message("the higher document"))
    parser.add_argument(
        "gold",
        nargs="?",
        metavar="GOLD",
        help=message("csv with the columns child, parent, relation[, confidence]"),
    )
    parser.add_argument(
        "--all", metavar="DIR", help=message("cross-validate on all gold CHILD__PARENT.csv of a folder")
    )
    parser.add_argument("--figure", metavar="FILE", help=message("reliability diagram: .png, .svg or .pdf"))
    parser.add_argument("--format", choices=("text", "csv"), default="text", help=message("form of what is printed"))


def _run(options: argparse.Namespace) -> int:
    from policycompare.evaluating.gold import load_gold_folder

    if options.all:
        evaluation = _cross_validated(load_gold_folder(options.all))
        print_notices(evaluation.notices)
    elif options.gold:
        evaluation = _cross_validated([_one_pair(options)])
    else:
        raise UsageError(message("give CHILD PARENT GOLD, or --all DIR"))
    _print_frame(evaluation.methods(), options.format)
    _print_head(message("recall by kind of link, all pairs"))
    _print_frame(evaluation.kinds(), options.format)
    calibration = evaluation.calibration()
    error = calibration.attrs["ece"]
    _print_head(
        message("calibration (cross-validated, all pairs; probabilities from 0.05): ECE = {error:.3f}", error=error)
    )
    _print_frame(calibration, options.format)
    if options.figure:
        _draw(options.figure, calibration)
    relations = evaluation.relations()
    shares = [f"{way} {right:.3f}" for way, right in relations.attrs["right"].items()]
    _print_head(message("relations (rows by the reader, columns by the program), right: {shares}", shares=shares))
    _print_frame(relations.reset_index(), options.format)
    return 0


def _one_pair(options: argparse.Namespace) -> GoldPair:
    """Return the pair of a command with three words, after the figures of the shipped model on it were printed."""
    from policycompare.aligning.align import align
    from policycompare.evaluating.evaluation import evaluate
    from policycompare.evaluating.gold import GoldPair, read_gold

    child, parent = document_of(options.child), document_of(options.parent)
    pair = GoldPair(Path(options.gold).stem, child, parent, read_gold(options.gold, child, parent))
    frame = evaluate(align(child, parent), pair.gold)
    print_notices(frame.attrs["notices"])
    print(message("the shipped model"))
    _print_frame(frame.reset_index(names="what"), options.format)
    _print_head(message("cross-validated, with the baselines"))
    return pair


def _cross_validated(pairs: list[GoldPair]) -> Evaluation:
    from tqdm import tqdm

    from policycompare.evaluating.evaluation import Evaluation

    with tqdm(disable=None, leave=False, bar_format="{desc}") as bar:
        evaluation = Evaluation(pairs, progress=bar.set_description_str)
        evaluation.methods()  # the long part, while the bar is there
    return evaluation


def _draw(file: str, calibration: pd.DataFrame) -> None:
    """Write the reliability diagram."""
    from policycompare.export.output_folder import write
    from policycompare.plots import reliability
    from policycompare.plots.style import picture_bytes

    kind = Path(file).suffix.removeprefix(".").lower()
    if kind not in PICTURES:
        raise ExportError(
            message(
                "{file}: figures are written as .png, .svg or .pdf; give a name that ends in one of them", file=file
            )
        )
    write(file, picture_bytes(reliability(calibration), kind))
    print(message("reliability diagram: {file}", file=file))


def _print_head(head: object) -> None:
    print(f"\n{head}")


def _print_frame(frame: pd.DataFrame, form: str) -> None:
    if form == "csv":
        print(frame.map(inert).to_csv(index=False, float_format="%.4f"), end="")
    else:
        print(frame.to_string(index=False, float_format=lambda value: f"{value:.3f}"))
