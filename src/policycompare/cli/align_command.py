"""``policycompare align CHILD PARENT``: the links of two documents as csv or JSON."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import command, share
from policycompare.cli.common_options import (
    beside_option,
    document_of,
    meaning_option,
    model_at,
    model_option,
    third_documents,
)
from policycompare.cli.screen import print_notices
from policycompare.messages import message

if TYPE_CHECKING:
    import argparse

    from policycompare.cli.argument_parser import Commands, Parser


def add(commands: Commands) -> None:
    """Register ``align``."""
    parser = command(commands, "align", _run, message("align two documents and print the links"))
    parser.add_argument("child", metavar="CHILD", help=message("the lower document: a file, or an id of the catalog"))
    parser.add_argument("parent", metavar="PARENT", help=message("the higher document"))
    parser.add_argument("--format", choices=("csv", "json"), default="csv", help=message("form of what is printed"))
    threshold_option(parser)
    parser.add_argument("--decisions", metavar="FILE|DIR", help=message("what people decided"))
    parser.add_argument("--assessments", metavar="FILE|DIR", help=message("what a language model said"))
    model_option(parser)
    beside_option(parser)
    meaning_option(parser)


def threshold_option(parser: Parser) -> None:
    """Add the option for the least probability of a link."""
    parser.add_argument(
        "--threshold",
        type=share,
        metavar="P",
        help=message("least probability of a link, 0 to 1 (that of the model where not given)"),
    )


def _run(options: argparse.Namespace) -> int:
    from policycompare.aligning.align import align
    from policycompare.export.text import frame_bytes, frame_json

    child, parent = document_of(options.child), document_of(options.parent)
    aligned = align(
        child,
        parent,
        threshold=options.threshold,
        model=model_at(options.model),
        decisions=options.decisions,
        assessments=options.assessments,
        beside=third_documents(options.beside, child, parent),
        meaning=options.meaning,
    )
    print_notices(
        (
            *aligned.notices,
            *aligned.anchored.decisions.notes,
            *aligned.anchored.decisions.problems,
            *aligned.readings.assessments.problems,
        )
    )
    if options.format == "json":
        print(frame_json(aligned.links))
    else:
        sys.stdout.write(frame_bytes(aligned.links).decode("utf-8-sig"))
    return 0
