"""``policycompare compare``: documents of two or more levels aligned, summed up on one screen, written to a folder."""

from __future__ import annotations

import shlex
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.align_command import threshold_option
from policycompare.cli.argument_parser import UsageError, choices, command, term_of
from policycompare.cli.common_options import (
    beside_option,
    document_of,
    meaning_option,
    model_at,
    model_option,
    third_documents,
)
from policycompare.messages import message
from policycompare.version import __version__
from policycompare.vocabulary import WORD_STYLES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping

    from policycompare.analysing.trace import Trace
    from policycompare.cli.argument_parser import Commands
    from policycompare.messages import Message

HISTORY = "data/history.log"
"""Log of the times of making: the files carry no clock, so that the same inputs give the same bytes."""


def add(commands: Commands) -> None:
    """Register ``compare``."""
    parser = command(commands, "compare", _run, message("align documents, sum up, and write the tables"))
    parser.add_argument(
        "documents",
        nargs="*",
        metavar="DOCUMENT",
        help=message(
            "from the lowest level up: CHILD PARENT [GRANDPARENT …], files or ids "
            "(the three shipped documents where not given)"
        ),
    )
    parser.add_argument(
        "--out",
        default="comparison",
        metavar="DIR",
        help=message("folder of the results (comparison where not given)"),
    )
    threshold_option(parser)
    parser.add_argument(
        "--style",
        type=term_of(WORD_STYLES),
        default=WORD_STYLES.keys[0],
        metavar="STYLE",
        help=message("look of the Word files: {styles} (the first where not given)", styles=choices(WORD_STYLES)),
    )
    parser.add_argument(
        "--copy",
        choices=("filing", "working"),
        default="filing",
        help=message("the Word table is to be filed, or to be worked with, with probabilities and lists"),
    )
    parser.add_argument(
        "--decisions",
        metavar="DIR",
        help=message("folder of people's decisions CHILDID__PARENTID.csv (OUT/decisions where not given)"),
    )
    parser.add_argument(
        "--assessments",
        metavar="DIR",
        help=message("folder of what a language model said as second reader (OUT/assessments where not given)"),
    )
    model_option(parser)
    beside_option(parser)
    meaning_option(parser)
    parser.add_argument(
        "--tracked",
        action="store_true",
        help=message("write a Word file with tracked changes, too (two versions of one draft)"),
    )
    parser.add_argument("--no-figures", action="store_true", help=message("draw no figures"))


def _run(options: argparse.Namespace) -> int:
    from policycompare.analysing.trace import trace
    from policycompare.catalog.store import DEFAULT_CHAIN
    from policycompare.cli.console_summary import decisions_text, readings_text, summary_text
    from policycompare.export.bundle import comparison_files

    names = options.documents or list(reversed(DEFAULT_CHAIN))
    if len(names) < 2:
        raise UsageError(message("give at least two documents: CHILD PARENT"))
    with _progress(4) as step:
        step(message("reading"))
        documents = [document_of(name) for name in reversed(names)]
        step(message("aligning"))
        beside = Path(options.out) / "decisions"
        decisions = options.decisions or (beside if beside.is_dir() else None)
        read = Path(options.out) / "assessments"
        assessments = options.assessments or (read if read.is_dir() else None)
        chain = trace(
            documents,
            threshold=options.threshold,
            model=model_at(options.model),
            decisions=decisions,
            assessments=assessments,
            beside=third_documents(options.beside, documents[-1], documents[0]),
            meaning=options.meaning,
        )
        alignments = chain.alignments.values()
        texts = [summary_text(chain), decisions_text(alignments), readings_text(alignments)]
        step(message("tables and figures"))
        files = comparison_files(
            chain,
            style=options.style,
            copy=options.copy,
            figures=not options.no_figures,
            tracked=options.tracked,
        )
        step(message("writing"))
        texts.append(_write(options.out, files, chain))
    print("\n".join(filter(None, texts)))
    return 0


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[Message], None]]:
    """Show a bar on a terminal, and give a function that says which step begins."""
    from tqdm import tqdm

    begun = 0
    with tqdm(total=steps, disable=None, leave=False, bar_format="{desc:<24}{bar:24} {n}/{total}") as bar:

        def step(what: Message) -> None:
            nonlocal begun
            bar.update(1 if begun else 0)
            begun += 1
            bar.set_description_str(str(what))

        yield step
        bar.update()


def _write(out: str, files: Mapping[str, bytes], chain: Trace) -> str:
    """Write the files with their provenance and a line of history, and return what was written."""
    from datetime import UTC, datetime

    from policycompare.analysing.provenance import provenance
    from policycompare.cli.console_summary import written_text
    from policycompare.export.output_folder import append, write_all
    from policycompare.storage.paths import shown_name

    written = write_all(out, files, provenance(chain, files))
    line = shown_name(shlex.join(["policycompare", *sys.argv[1:]]))
    append(Path(out) / HISTORY, f"{datetime.now(UTC).isoformat(timespec='seconds')}  {__version__}  {line}\n")
    return written_text(out, written)
