"""``policycompare validate``: draw a sample of a collection, read what coders said, and sweep the cut-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import add_command, command, count, share
from policycompare.cli.frame_text import frame_text
from policycompare.cli.screen import print_notices
from policycompare.messages import message

if TYPE_CHECKING:
    import argparse

    from policycompare.cascading import Cascade
    from policycompare.cli.argument_parser import Commands, Parser

SAMPLE = "sample.csv"
"""The sample with its design, which coders must not see."""
FIGURES = ("estimates", "cutoffs", "corrected")
"""Files of what follows from a coded sample."""


def add(commands: Commands) -> None:
    """Register ``validate`` and its ways: ``draw``, ``read`` and ``sweep``."""
    validate = add_command(commands, "validate", message("check the links of a collection on a sample read by people"))
    ways = validate.commands(message("ways"), "WAY")
    draw = command(ways, "draw", _draw, message("draw a sample, and write a coding sheet for each coder"))
    _results(draw)
    draw.add_argument(
        "--to", required=True, metavar="DIR", help=message("folder of the sample and the coding sheets; a new one")
    )
    draw.add_argument("--rows", type=count, default=120, metavar="N", help=message("pairs to draw (120 if not given)"))
    draw.add_argument(
        "--by",
        default="",
        metavar="COLUMN,…",
        help=message("strata besides bands of probability: level, region, place, parent_document, formal"),
    )
    draw.add_argument("--seed", type=count, default=0, metavar="N", help=message("seed of the random numbers (0)"))
    draw.add_argument("--coders", type=count, default=2, metavar="N", help=message("coding sheets to write (2)"))

    read = command(ways, "read", _read, message("say how good the links are, from what coders said"))
    _results(read)
    read.add_argument("sample", metavar="DIR", help=message("folder of the sample"))
    read.add_argument("codings", nargs="+", metavar="FILE", help=message("coding sheets, one for each coder"))
    read.add_argument("--settled", metavar="FILE", help=message("what coders agreed on where they had differed"))

    sweep = command(ways, "sweep", _sweep, message("count links and adoptions at each cut-off"))
    _results(sweep)
    sweep.add_argument("--out", metavar="FILE", help=message("a csv file for the table"))


def _results(parser: Parser) -> None:
    parser.add_argument("folder", metavar="OUT", help=message("folder of the results of cascade"))
    parser.add_argument(
        "--threshold", type=share, metavar="P", help=message("least probability of a link (the run's if not given)")
    )


def _collection(options: argparse.Namespace) -> Cascade:
    from policycompare.cascading import Cascade

    done = Cascade(options.folder)
    return done if options.threshold is None else done.at(options.threshold)


def _draw(options: argparse.Namespace) -> int:
    from policycompare.errors import ExportError
    from policycompare.export.coding import coding
    from policycompare.storage.paths import inside

    done = _collection(options)
    if inside(options.to, SAMPLE).exists():
        raise ExportError(
            message("{folder}: a sample is there already; name another folder with --to", folder=options.to)
        )
    sample = done.sample(options.rows, by=[name for name in options.by.split(",") if name], seed=options.seed)
    sample.write(inside(options.to, SAMPLE))
    for coder in range(1, options.coders + 1):
        print(coding(sample, inside(options.to, f"coder-{coder}.xlsx")))
    print_notices(sample.notices)
    print(
        message(
            "{links} links and {others} non-links of {all} pairs; give each coder one sheet, and keep {file} from them",
            links=int(sample.rows["linked"].sum()),
            others=int((~sample.rows["linked"]).sum()),
            all=int(sample.strata["population"].sum()),
            file=inside(options.to, SAMPLE),
        )
    )
    return 0


def _read(options: argparse.Namespace) -> int:
    from policycompare.export.text import frame_csv
    from policycompare.storage.paths import inside
    from policycompare.validating.estimates import at_cutoffs, estimates
    from policycompare.validating.sampling import read_sample

    sample = read_sample(inside(options.sample, SAMPLE)).coded(*options.codings, settled=options.settled)
    found = estimates(sample)
    corrected = _collection(options).corrected(sample)
    print(frame_text(found.round(3), index=True))
    for name, frame in zip(FIGURES, (found.reset_index(names="figure"), at_cutoffs(sample), corrected), strict=True):
        frame_csv(frame, inside(options.sample, f"{name}.csv"))
    whole = corrected[corrected["parent_document"] == ""]
    print(frame_text(whole[["figure", "raw", "weighted", "corrected", "low", "high"]].round(1)))
    print(
        message(
            "intervals of 95 percent; all figures in {folder}: {files}",
            folder=options.sample,
            files=[f"{name}.csv" for name in FIGURES],
        )
    )
    return 0


def _sweep(options: argparse.Namespace) -> int:
    from policycompare.export.text import frame_csv

    swept = _collection(options).sweep()
    print(frame_text(swept.round(3)))
    if options.out:
        print(frame_csv(swept, options.out))
    return 0
