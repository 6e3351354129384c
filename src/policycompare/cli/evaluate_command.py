"""``policycompare evaluate``: alignments measured against gold, with the baselines beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import UsageError, command
from policycompare.cli.common_options import (
    beside_option,
    document_of,
    gold_pairs,
    meaning_option,
    texts_option,
    third_documents,
)
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
    from policycompare.messages import Message

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
        "--all",
        metavar="DIR",
        help=message("measure on all gold of a folder (CHILD__PARENT.csv, pairs.csv), left out by field"),
    )
    texts_option(parser)
    beside_option(parser)
    meaning_option(parser)
    parser.add_argument(
        "--no-baselines", action="store_true", help=message("measure ours alone, which takes a fifth of the time")
    )
    parser.add_argument("--out", metavar="FILE", help=message("csv with the figures of every pair and method"))
    parser.add_argument("--figure", metavar="FILE", help=message("reliability diagram: .png, .svg or .pdf"))
    parser.add_argument("--format", choices=("text", "csv"), default="text", help=message("form of what is printed"))


def _run(options: argparse.Namespace) -> int:
    left_out: list[Message] = []
    if options.all:
        pairs = gold_pairs(options.all, options.texts, left_out, options.beside)
    elif options.gold:
        pairs = [_one_pair(options)]
    else:
        raise UsageError(message("give CHILD PARENT GOLD, or --all DIR"))
    evaluation, methods = _measured(pairs, with_baselines=not options.no_baselines)
    if options.all:
        print_notices(evaluation.notices)
        _print_all(evaluation, methods, options.format)
    else:
        _print_frame(methods.drop(columns=["group", "field"]), options.format)
    if options.out:
        _write_csv(options.out, methods)
    _print_head(message("recall by kind of link, all pairs"))
    _print_frame(evaluation.kinds(), options.format)
    calibration = evaluation.calibration()
    error = calibration.attrs["ece"]
    _print_head(message("calibration (unseen, all pairs; probabilities from 0.05): ECE = {error:.3f}", error=error))
    _print_frame(calibration, options.format)
    if options.figure:
        _draw(options.figure, calibration)
    relations = evaluation.relations()
    _print_head(
        message(
            "relations (rows by the reader, columns by the program), right: {share:.3f}",
            share=relations.attrs["right"][evaluation.way],
        )
    )
    _print_frame(relations.reset_index(), options.format)
    if left_out:
        count = message("{count} of {all} pairs were left out", count=len(left_out), all=len(left_out) + len(pairs))
        _print_head(count)
    return 0


def _print_all(evaluation: Evaluation, methods: pd.DataFrame, form: str) -> None:
    """Print the means of all methods, ours pair by pair, and how far two readers agree."""
    from policycompare.evaluating.evaluation import ALL

    groups = [pair.group or ALL for pair in evaluation.pairs]
    counts = [f"{group} {groups.count(group)}" for group in dict.fromkeys(groups)]
    print(message("mean F1 of links over {count} pairs ({groups})", count=len(groups), groups=counts))
    _print_frame(evaluation.means(methods), form)
    _print_head(message("policycompare, pair by pair"))
    ours = methods[methods["decision"] == evaluation.way]
    _print_frame(ours.drop(columns=["method", "decision"]), form)
    agreement = evaluation.agreement()
    if len(agreement):
        _print_head(message("how far two readers agree (F1 of links, without those that either is unsure of)"))
        _print_frame(agreement, form)


def _write_csv(file: str, methods: pd.DataFrame) -> None:
    from policycompare.export.output_folder import write

    write(file, methods.map(inert).to_csv(index=False, float_format="%.4f").encode("utf-8-sig"))
    print(message("every pair and method: {file}", file=file))


def _one_pair(options: argparse.Namespace) -> GoldPair:
    """Return the pair of a command with three words, after the figures of the shipped model on it were printed."""
    from policycompare.aligning.align import align
    from policycompare.evaluating.evaluation import evaluate
    from policycompare.evaluating.gold import GoldPair, read_gold

    child, parent = document_of(options.child), document_of(options.parent)
    beside = third_documents(options.beside, child, parent)
    gold = read_gold(options.gold, child, parent)
    pair = GoldPair(Path(options.gold).stem, child, parent, gold, beside=beside)
    frame = evaluate(align(child, parent, beside=beside, meaning=options.meaning), gold)
    print_notices(frame.attrs["notices"])
    print(message("the shipped model"))
    _print_frame(frame.reset_index(names="what"), options.format)
    _print_head(message("cross-validated, with the baselines"))
    return pair


def _measured(pairs: list[GoldPair], *, with_baselines: bool) -> tuple[Evaluation, pd.DataFrame]:
    """Return the evaluation and its table of methods: the long part, with a bar that says what is under way."""
    from tqdm import tqdm

    from policycompare.evaluating.baselines import BASELINES
    from policycompare.evaluating.evaluation import Evaluation

    with tqdm(disable=None, leave=False, bar_format="{desc}") as bar:
        evaluation = Evaluation(pairs, progress=bar.set_description_str)
        return evaluation, evaluation.methods(tuple(BASELINES) if with_baselines else ())


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
