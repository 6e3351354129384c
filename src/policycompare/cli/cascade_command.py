"""``policycompare cascade DIR --out OUT``: a folder of documents in, data sets and a summary out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.cli.align_command import threshold_option
from policycompare.cli.argument_parser import command, count
from policycompare.cli.common_options import meaning_option
from policycompare.cli.frame_text import frame_text
from policycompare.messages import message
from policycompare.vocabulary import DOUBTS

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from policycompare.cascading import Cascade
    from policycompare.cli.argument_parser import Commands
    from policycompare.messages import Message


def add(commands: Commands) -> None:
    """Register ``cascade``."""
    parser = command(
        commands, "cascade", _run, message("align every document of a folder with all its possible parents")
    )
    parser.add_argument(
        "folder",
        metavar="DIR",
        help=message("has manifest.csv (id,title,level,region,date) and for each id a file ID.txt"),
    )
    parser.add_argument(
        "--out",
        required=True,
        metavar="OUT",
        help=message("folder of the results; the same command goes on there"),
    )
    parser.add_argument(
        "--parents",
        default="cited,subject",
        metavar="HOW",
        help=message(
            "how parents are found: cited (by title), subject (what they are about), "
            "or a .csv file (child,parent); cited,subject where not given"
        ),
    )
    threshold_option(parser)
    parser.add_argument(
        "--siblings",
        action="store_true",
        help=message("take documents under the same parent as evidence, too (takes about twice as long)"),
    )
    meaning_option(parser)
    parser.add_argument(
        "--workers",
        type=count,
        default=1,
        metavar="N",
        help=message("processes on this machine (1 where not given)"),
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help=message("a Dask cluster that is there, such as tcp://10.0.0.1:8786")
    )


def _run(options: argparse.Namespace) -> int:
    from policycompare.cascading import cascade, progress_bar

    done = cascade(
        options.folder,
        options.out,
        parents=options.parents,
        threshold=options.threshold,
        siblings=options.siblings,
        meaning=options.meaning,
        workers=options.workers,
        scheduler=options.scheduler,
        progress=progress_bar(),
    )
    print(summary(done))
    return 0


def summary(done: Cascade) -> str:
    """Return what a collection says, on one screen."""
    kinds = done.problems["kind"].value_counts()
    lines: list[object] = [
        message(
            "{documents} documents, {provisions} provisions; {pairs} pairs of levels, {links} links",
            documents=len(done.documents),
            provisions=len(done.provisions),
            pairs=len(done.pairs),
            links=len(done.links),
        ),
        message(
            "left out: manifest lines {manifest}, documents {document}, pairs {pair}, "
            "parents that began only later {later} (problems.csv)",
            **{kind: int(kinds.get(kind, 0)) for kind in ("manifest", "document", "pair", "later")},
        ),
        message(
            "left out of who was first: without a date {undated}, dates in conflict {conflict}, citing what is younger "
            "{anachronism}; dates to look at {date}",
            date=int(kinds.get("date", 0)),
            **{doubt: int((done.documents["doubt"] == doubt).sum()) for doubt in DOUBTS.keys},
        ),
        "",
        message("taken up most, without formal articles such as purpose and commencement"),
        _lines(_most_adopted(done)),
        "",
        message("local inventions that spread most, from where to where"),
        _lines(done.sideways().head(5)),
        "",
        message(
            "results in {folder}: all tables as Parquet and in csv/, codebook.md and datapackage.json, CITATION.txt, "
            "networks (.graphml), mappings.sssom.tsv; check them on a sample: policycompare validate",
            folder=done.folder,
        ),
        *(message("note: {notice}", notice=notice) for notice in done.notices),
    ]
    return "\n".join(map(str, lines))


def _most_adopted(done: Cascade) -> pd.DataFrame:
    first = done.first_adopters()
    most = first[~first["formal"]].sort_values("adopters", ascending=False, kind="stable").head(5)
    return most[["parent_title", "parent", "adopters", "place", "adopted_date"]]


def _lines(frame: pd.DataFrame) -> str | Message:
    return frame_text(frame) if len(frame) else message("(none)")
