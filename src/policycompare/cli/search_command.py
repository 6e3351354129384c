"""``policycompare search WORDS WHERE …``: every place where words stand, with what is before and after."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import UsageError, command, count
from policycompare.cli.screen import complain, print_notices
from policycompare.messages import message

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from policycompare.cli.argument_parser import Commands


def add(commands: Commands) -> None:
    """Register ``search``."""
    parser = command(commands, "search", _run, message("find words in documents, each place in its context"))
    parser.add_argument(
        "words", metavar="WORDS", help=message("one or more words with blanks between; a provision must have all")
    )
    parser.add_argument(
        "where",
        nargs="+",
        metavar="WHERE",
        help=message("files, ids of the catalog, folders of files or of a collection, or the results of cascade"),
    )
    parser.add_argument("--regex", action="store_true", help=message("take WORDS as one regular expression"))
    parser.add_argument(
        "--window",
        type=count,
        default=24,
        metavar="N",
        help=message("characters before and after (24 where not given)"),
    )
    parser.add_argument(
        "--format", choices=("text", "csv", "json"), default="text", help=message("form of what is printed")
    )


def _run(options: argparse.Namespace) -> int:
    from policycompare.catalog.store import available
    from policycompare.export.text import frame_bytes, frame_json
    from policycompare.finding import search
    from policycompare.finding.provision_frame import results_or_path

    last = options.where[-1]
    if Path(options.words).exists() and not Path(last).exists() and last not in available():
        right = shlex.join(["policycompare", "search", last, options.words])
        raise UsageError(message("the words come first: {command}", command=right))
    where = [results_or_path(path) for path in options.where]
    found = search(where, options.words, regex=options.regex, window=options.window)
    print_notices(tuple(found.attrs["notices"]))
    for left_out in found.attrs["left_out"]:
        complain(left_out)
    if options.format == "csv":
        sys.stdout.write(frame_bytes(found).decode("utf-8-sig"))
    elif options.format == "json":
        print(frame_json(found))
    else:
        _print_places(found)
    return 0


def _print_places(found: pd.DataFrame) -> None:
    """Print the places by document, the word marked by brackets, which copying keeps."""
    for (document, title), own in found.groupby(["document", "title"], sort=False):
        print(f"{title}（{document}）")
        for row in own.itertuples():
            print(f"  {row.printed}　…{row.left}【{row.keyword}】{row.right}…")
    print(
        message(
            "{places} places in {provisions} provisions of {documents} documents",
            places=len(found),
            provisions=len(found[["document", "label"]].drop_duplicates()),
            documents=found["document"].nunique(),
        )
    )
