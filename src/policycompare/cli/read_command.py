"""``policycompare read FILE``: the outline that was found, what was odd, and why it was taken apart so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import command
from policycompare.cli.common_options import document_of, reading_options
from policycompare.cli.screen import complain
from policycompare.errors import PolicyCompareError
from policycompare.messages import message

if TYPE_CHECKING:
    import argparse

    from policycompare.cli.argument_parser import Commands
    from policycompare.documents import Document

FAULTS = frozenset({"no-provision", "numbering-jump", "numbering-repeat"})
"""Problems of a document for which ``read`` ends with status 1, after it has shown what it could read."""
MANY = 20
"""More files than this get one line each."""
MOST_EXPLAINED = 20_000
"""Measures of a document whose outline is explained: for the reasons, every line is looked at once more."""


def add(commands: Commands) -> None:
    """Register ``read``."""
    parser = command(commands, "read", _run, message("read files and show the outline that was found"))
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=message("a file, or the id of a document of the catalog")
    )
    reading_options(parser)
    parser.add_argument(
        "--format", choices=("text", "csv", "json"), default="text", help=message("form of what is printed")
    )


def _run(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    brief = len(options.files) > MANY
    status = 0
    # A bar only for many files, and only on a terminal (None lets tqdm look).
    for file in tqdm(options.files, disable=None if brief else True, leave=False):
        try:
            document = document_of(file, options)
        except PolicyCompareError as error:
            if len(options.files) == 1:
                raise
            complain(error)
            status = 1
            continue
        if any(problem.kind in FAULTS for problem in document.warnings):
            status = 1
        _print_document(document, options.format, brief=brief)
        for problem in document.warnings:
            complain(f"{file}: {problem}")
    return status


def _print_document(document: Document, form: str, *, brief: bool) -> None:
    from policycompare.cli.console_summary import outline_text
    from policycompare.export.text import frame_bytes, frame_json
    from policycompare.reading.outline.reasons import reasons

    if form == "csv":
        sys.stdout.write(frame_bytes(document.to_frame()).decode("utf-8-sig"))
    elif form == "json":
        print(frame_json(document.to_frame()))
    else:
        explained = not brief and len(document.measures) <= MOST_EXPLAINED
        print(outline_text(document, brief=brief, why=reasons(document) if explained else ()))
