"""``policycompare review``: decide in the terminal, take in a workbook, merge two files, say how things stand."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import add_command, command
from policycompare.cli.common_options import document_of, model_at, model_option
from policycompare.cli.screen import complain, print_notices
from policycompare.messages import message
from policycompare.vocabulary import DECISION_STATES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from policycompare.aligning.alignment import Alignment
    from policycompare.cli.argument_parser import Commands, Parser

PLACE = "comparison/decisions"
"""Folder of decisions unless the user names another; `compare` looks there."""
READ = "comparison/assessments"
"""Folder of what a language model said, where `assess` puts it."""
_WAYS = ("decide", "read", "merge", "status")
_WITH_VALUE = ("--decisions", "--assessments", "--who", "--out", "--model", "--lang")
"""Options of all ways that a value follows."""


def add(commands: Commands) -> None:
    """Register ``review`` and its ways: ``decide`` (which may be left out), ``read``, ``merge`` and ``status``."""
    review = add_command(commands, "review", message("decide on links one by one: confirm, reject, add"))
    ways = review.commands(message("ways"), "WAY")
    decide = command(ways, "decide", _decide, message("decide in the terminal; the word decide may be left out"))
    _pair(decide)
    _place(decide)
    decide.add_argument("--who", default="", metavar="NAME", help=message("who decides (the account where not given)"))
    decide.add_argument(
        "--blind", action="store_true", help=message("show what the program says only after the answer")
    )

    read = command(ways, "read", _read, message("take in the decisions of a workbook"))
    read.add_argument(
        "workbook", metavar="WORKBOOK", help=message("the workbook that compare made, with what people wrote into it")
    )
    read.add_argument(
        "--decisions",
        metavar="DIR",
        help=message("where decisions are kept (decisions beside the workbook where not given)"),
    )
    read.add_argument(
        "--who",
        default="",
        metavar="NAME",
        help=message("who decided (who saved the workbook last where not given)"),
    )

    merge = command(ways, "merge", _merge, message("merge the decisions of two people"))
    merge.add_argument("first", metavar="A.csv", help=message("decisions of one person"))
    merge.add_argument("second", metavar="B.csv", help=message("decisions of the other"))
    merge.add_argument("--out", required=True, metavar="C.csv", help=message("the merged file"))

    status = command(ways, "status", _status, message("say how things stand"))
    _pair(status)
    _place(status)


def _pair(parser: Parser) -> None:
    parser.add_argument("child", metavar="CHILD", help=message("the lower document: a file, or an id of the catalog"))
    parser.add_argument("parent", metavar="PARENT", help=message("the higher document"))
    parser.add_argument(
        "--assessments",
        metavar="FILE|DIR",
        help=message("what a language model said ({place} where that is there)", place=READ),
    )
    model_option(parser)


def _place(parser: Parser) -> None:
    parser.add_argument(
        "--decisions",
        default=PLACE,
        metavar="FILE|DIR",
        help=message("where decisions are kept ({place} where not given)", place=PLACE),
    )


def with_default_command(arguments: Sequence[str]) -> list[str]:
    """Return arguments in which the way of ``review`` is named first, ``decide`` where none was given.

    A document that is called as one of the ways is given with its folder: ``./read``.

    Examples
    --------
    >>> with_default_command(["review", "--who", "王", "low.txt", "high.txt"])
    ['review', 'decide', '--who', '王', 'low.txt', 'high.txt']
    >>> with_default_command(["--lang", "en", "review", "--blind", "status", "a", "b"])
    ['--lang', 'en', 'review', 'status', '--blind', 'a', 'b']
    """
    given = list(arguments)
    at = _first_word(given, 0)
    if at is None or given[at] != "review" or {"-h", "--help"} & set(given[at + 1 : at + 2]):
        return given
    word = _first_word(given, at + 1)
    if word is None:
        return given
    way = given.pop(word) if given[word] in _WAYS else "decide"
    return [*given[: at + 1], way, *given[at + 1 :]]


def _first_word(arguments: Sequence[str], start: int) -> int | None:
    """Return where the first argument stands that is neither an option nor the value of one."""
    position = start
    while position < len(arguments):
        if not arguments[position].startswith("-"):
            return position
        position += 2 if arguments[position] in _WITH_VALUE else 1
    return None


def _aligned(options: argparse.Namespace) -> Alignment:
    from policycompare.aligning.align import align

    assessments = options.assessments or (READ if Path(READ).is_dir() else None)
    child, parent = document_of(options.child), document_of(options.parent)
    aligned = align(child, parent, model=model_at(options.model), assessments=assessments)
    print_notices((*aligned.readings.assessments.notes, *aligned.readings.assessments.problems))
    return aligned


def _decide(options: argparse.Namespace) -> int:
    from policycompare.cli.console_summary import decisions_text
    from policycompare.reviewing.session import Session, account
    from policycompare.reviewing.terminal import run

    aligned = _aligned(options)
    session = Session(aligned, options.decisions, who=options.who or account())
    print_notices((*aligned.notices, *session.notes, *session.alignment.anchored.decisions.problems))
    print(decisions_text([session.alignment]))
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    run(session, input, print, blind=options.blind, colour=colour)
    return 0


def _read(options: argparse.Namespace) -> int:
    from policycompare.reviewing.session import now
    from policycompare.reviewing.workbook import read_workbook
    from policycompare.reviewing.workbook_import import import_decisions, report_text

    book = read_workbook(options.workbook)
    folder = options.decisions or Path(options.workbook).parent / "decisions"
    print(report_text(book, import_decisions(book, folder, who=options.who, now=now())))
    return 0


def _merge(options: argparse.Namespace) -> int:
    from policycompare.deciding.decision_files import load, update
    from policycompare.deciding.merge import merge

    merged = merge(load(options.first), load(options.second))
    update(options.out, lambda _: merged.decisions)
    print(merged)
    for conflict in merged.conflicts:
        print(message("  conflict　{conflict}", conflict=conflict))
    print(
        message(
            "{file}: {count} decisions; those in conflict are kept as unsure, and the comment says who decided what",
            file=options.out,
            count=len(merged.decisions),
        )
    )
    return 0


def _status(options: argparse.Namespace) -> int:
    from policycompare.analysing.questions import questions
    from policycompare.deciding.decision_files import pair_file, read_decisions

    aligned = _aligned(options)
    place = pair_file(options.decisions, aligned.child, aligned.parent)
    if place.exists() or Path(options.decisions).is_dir():
        aligned = aligned.with_decisions(read_decisions(options.decisions, aligned.child, aligned.parent))
    anchored = aligned.anchored
    for note in anchored.decisions.notes:
        complain(note)
    for problem in anchored.decisions.problems:
        complain(problem)
    print(place)
    for state, number in anchored.counts.items():
        print(message("  {state}: {number}", state=DECISION_STATES[state], number=number))
    for item in anchored.items:
        if item.state in ("disputed", "stale", "orphaned"):
            print(f"    {item.decision}　{anchored.note(item)}")
    kinds = [question.kind for question in questions(aligned)]
    unsure = [item for item in anchored.items if item.counts and item.decision.verdict == "unsure"]
    print(
        message(
            "  to be decided: {pairs} pairs, {gaps} gaps, {additions} additions; "
            "against a decision: {contested}; unsure: {unsure}",
            pairs=kinds.count("pair"),
            gaps=kinds.count("gap"),
            additions=kinds.count("addition"),
            contested=kinds.count("contested"),
            unsure=len(unsure),
        )
    )
    return 0
