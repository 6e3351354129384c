"""``policycompare assess CHILD PARENT``: a language model as second reader, asked only where and what the user says."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import UsageError, command, count, share
from policycompare.cli.common_options import document_of
from policycompare.cli.screen import complain, print_notices
from policycompare.errors import AssessmentError
from policycompare.messages import message

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.assess import Agenda, Price
    from policycompare.assessing.endpoint import Endpoint
    from policycompare.assessing.records import Assessment, Assessments
    from policycompare.cli.argument_parser import Commands, Parser
    from policycompare.messages import Message

PLACE = "comparison/assessments"
"""Folder of records unless the user names another; `compare` looks there."""


def add(commands: Commands) -> None:
    """Register ``assess``."""
    parser = command(commands, "assess", _run, message("let a language model read what the aligner leaves open"))
    parser.add_argument("child", metavar="CHILD", help=message("the lower document: a file, or an id of the catalog"))
    parser.add_argument("parent", metavar="PARENT", help=message("the higher document"))
    _who_reads(parser)
    _what_is_asked(parser)
    parser.add_argument(
        "--assessments",
        default=PLACE,
        metavar="FILE|DIR",
        help=message("where answers are kept ({place} where not given)", place=PLACE),
    )
    parser.add_argument("--decisions", metavar="FILE|DIR", help=message("what people decided"))
    parser.add_argument(
        "--export", metavar="FILE", help=message("write the questions in the batch form, and ask nothing")
    )
    parser.add_argument("--import", dest="answers", metavar="FILE", help=message("take in answers in the batch form"))
    parser.add_argument(
        "--gold",
        metavar="FILE",
        help=message("csv of known links: measure the answers, and keep what those of this model are worth"),
    )


def _who_reads(parser: Parser) -> None:
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help=message("address of the chat-completions interface, such as http://127.0.0.1:8000/v1 "
                     "(POLICYCOMPARE_ENDPOINT where not given); the key is taken from POLICYCOMPARE_API_KEY or the "
                     "keyring, never from an argument"),
    )  # fmt: skip
    parser.add_argument(
        "--model",
        metavar="NAME",
        help=message("name of the language model there (POLICYCOMPARE_READER where not given)"),
    )
    parser.add_argument(
        "--allow-host",
        metavar="HOST",
        help=message("the texts may be sent to this other machine: asked in a terminal, to be named elsewhere"),
    )
    parser.add_argument("--keep-host", action="store_true", help=message("keep the host's name in the record, too"))
    parser.add_argument(
        "--parallel", type=count, default=4, metavar="N", help=message("questions at a time (4 where not given)")
    )
    parser.add_argument(
        "--per-minute",
        type=count,
        default=0,
        metavar="N",
        help=message("most requests a minute (no limit where not given)"),
    )
    parser.add_argument(
        "--timeout", type=share, default=120.0, metavar="SECONDS", help=message("how long a reply is waited for (120)")
    )


def _what_is_asked(parser: Parser) -> None:
    parser.add_argument("--all", action="store_true", help=message("ask about every provision, not only the open ones"))
    parser.add_argument(
        "--candidates", type=count, default=8, metavar="N", help=message("candidates in a question (8 where not given)")
    )
    parser.add_argument(
        "--again", action="store_true", help=message("ask once more about provisions that were left to people")
    )
    parser.add_argument(
        "--price",
        type=_price,
        metavar="IN[,OUT]",
        help=message("money for a million tokens sent, and received: the cost is said before anything is asked"),
    )
    parser.add_argument("--yes", action="store_true", help=message("ask without waiting for a yes"))


def _price(word: str) -> Price:
    """Return the prices that an argument gives: one for both, or two."""
    from policycompare.analysing.assess import Price

    sent, _, received = word.replace("，", ",").partition(",")
    return Price(share(sent), share(received or sent))


def _run(options: argparse.Namespace) -> int:
    from policycompare.aligning.align import align
    from policycompare.analysing.assess import all_questions, known_answers, open_questions, unanswered
    from policycompare.assessing.records import record_file

    if options.export and options.answers:
        raise UsageError(message("--export and --import do not go together"))
    if options.parallel < 1 or options.per_minute < 0 or not options.timeout > 0:
        raise UsageError(message("--parallel, --per-minute and --timeout are greater than 0"))
    aligned = align(document_of(options.child), document_of(options.parent), decisions=options.decisions)
    record = known_answers(aligned, options.assessments)
    print_notices((*aligned.notices, *record.notes, *record.problems))
    agenda = all_questions(aligned, options.candidates) if options.all else open_questions(aligned, options.candidates)
    _tell_suspects(agenda)
    model = options.model or os.environ.get("POLICYCOMPARE_READER", "")
    path = record_file(options.assessments, aligned.child, aligned.parent)
    if options.answers:
        return _import(options, aligned, path, model)
    agenda = unanswered(agenda, record, model, again=options.again)
    if options.export:
        return _export(Path(options.export), agenda, model)
    status = 0
    if agenda.questions:
        status, record = _ask(options, aligned, agenda, record, path, model)
    elif agenda.answered:
        print(message("nothing to ask: the record answers all {count} questions", count=agenda.answered))
    else:
        print(message("nothing to ask: the aligner leaves no provision open; --all asks about every one"))
    _tell_result(options, aligned.with_assessments(record), path)
    return status


def _tell_suspects(agenda: Agenda) -> None:
    """Say which provisions no model is asked about, since they speak to it."""
    if agenda.suspect:
        complain(
            message("provisions {labels} of the child give instructions to their reader: left to people",
                    labels=list(agenda.suspect))
        )  # fmt: skip
    if agenda.withheld:
        complain(
            message("provisions {labels} of the parent give instructions to their reader: they stand in no question",
                    labels=list(agenda.withheld))
        )  # fmt: skip


def _export(file: Path, agenda: Agenda, model: str) -> int:
    from policycompare.assessing.batch import export_questions

    number = export_questions(file, agenda.questions, model)
    print(_estimate_text(agenda, None))
    print(message("{file}: {count} questions; take the answers in with --import", file=file, count=number))
    return 0


def _import(options: argparse.Namespace, aligned: Alignment, path: Path, model: str) -> int:
    from policycompare.analysing.assess import known_answers, take_in
    from policycompare.assessing.batch import read_answers

    content = read_answers(Path(options.answers))
    found, new = take_in(aligned, options.assessments, content, source=options.answers, model=model)
    count = len(found.taken)
    print(message("{file}: {count} answers taken, {new} of them new", file=options.answers, count=count, new=new))
    for problem in found.problems:
        complain(problem)
    _tell_result(options, aligned.with_assessments(known_answers(aligned, path)), path)
    return 1 if found.problems else 0


def _ask(
    options: argparse.Namespace, aligned: Alignment, agenda: Agenda, record: Assessments, path: Path, model: str
) -> tuple[int, Assessments]:
    """Ask what is open, after saying what that takes and where it goes; return the status and the record after it."""
    from policycompare.analysing.assess import ask
    from policycompare.assessing.asking import Pace, Signature

    logging.getLogger("urllib3").setLevel(logging.ERROR)  # of retries the result tells enough
    endpoint = _endpoint(options, model)
    _confirm(options, aligned, agenda, endpoint)
    signature = Signature(model, endpoint.host if options.keep_host else "")
    pace = Pace(options.parallel, options.per_minute)
    tally = _Tally()
    try:
        with _progress(len(agenda.questions)) as step:

            def done(assessment: Assessment) -> None:
                tally.count(assessment)
                step()

            record = ask(agenda.questions, endpoint, signature, path, record, pace, done=done, failed=tally.fail)
    except (AssessmentError, KeyboardInterrupt):
        if tally.answers:
            kept = message(
                "{count} answers are kept in {file}; the same command goes on there", count=tally.answers, file=path
            )
            complain(kept)
        raise
    print(tally.text(path))
    if tally.failed:
        complain(tally.failed[-1])
    return (1 if tally.failed else 0), record


def _endpoint(options: argparse.Namespace, model: str) -> Endpoint:
    from policycompare.assessing.endpoint import configured_endpoint

    endpoint = configured_endpoint(options.endpoint or "", model, timeout=options.timeout)
    if endpoint is None:
        raise AssessmentError(
            message("no language model is named; give --endpoint http://127.0.0.1:8000/v1 --model NAME, or write the "
                    "questions to a file with --export")
        )  # fmt: skip
    return endpoint.with_key()


def _confirm(options: argparse.Namespace, aligned: Alignment, agenda: Agenda, endpoint: Endpoint) -> None:
    """Say what is sent where and what it costs, and wait for a yes; nothing is sent before.

    Raises
    ------
    AssessmentError
        The answer is no, or nobody is there to ask.
    """
    from policycompare.assessing.endpoint import transfer_note

    print(_estimate_text(agenda, options.price))
    print(transfer_note(endpoint, aligned.child.called, aligned.parent.called))
    asks = sys.stdin is not None and sys.stdin.isatty()
    if not endpoint.is_this_machine and (options.allow_host or "").lower() != endpoint.host:
        if not asks:
            raise AssessmentError(
                message("nothing was sent: {host} is another machine; if the texts may go there, add --allow-host "
                        "{host}", host=endpoint.host)
            )  # fmt: skip
        _yes(message("may these texts leave this machine? [y/N] "))
    if not options.yes:
        if not asks:
            raise AssessmentError(message("nothing was sent: nobody is there to say yes; add --yes"))
        _yes(message("ask now? [y/N] "))


def _yes(question: Message) -> None:
    """Wait for a yes."""
    from policycompare.vocabulary import VERDICTS

    try:
        said = input(str(question)).strip()
    except EOFError:
        said = ""
    if VERDICTS.meant_by(said) is not VERDICTS["confirmed"]:
        raise AssessmentError(message("nothing was sent; give y to ask"))


def _estimate_text(agenda: Agenda, price: Price | None) -> str:
    """Return how many questions there are, and what they take."""
    estimate = agenda.estimate
    said = message(
        "{count} questions ({answered} more are answered in the record): at most about {sent:,} tokens sent and "
        "{received:,} received",
        count=estimate.questions,
        answered=agenda.answered,
        sent=estimate.sent,
        received=estimate.received,
    ).text()
    if price is not None:
        said += message(", cost at most about {cost:.2f}", cost=estimate.cost(price)).text()
    return said


@dataclass
class _Tally:
    """Counts of a run."""

    taken: int = 0
    refused: int = 0
    failed: list[Exception] = field(default_factory=list)

    @property
    def answers(self) -> int:
        return self.taken + self.refused

    def count(self, assessment: Assessment) -> None:
        if assessment.state == "taken":
            self.taken += 1
        else:
            self.refused += 1

    def fail(self, _question: object, error: Exception) -> None:
        self.failed.append(error)

    def text(self, path: Path) -> Message:
        return message(
            "{taken} answers taken, {refused} provisions left to people (answers refused), {failed} without an answer; "
            "record: {file}",
            taken=self.taken,
            refused=self.refused,
            failed=len(self.failed),
            file=path,
        )


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], object]]:
    """Show a bar on a terminal."""
    from tqdm import tqdm

    form = "{desc} {bar:24} {n}/{total} {elapsed}<{remaining}"
    with tqdm(total=total, disable=None, leave=False, desc=str(message("asking")), bar_format=form) as bar:
        yield bar.update


def _tell_result(options: argparse.Namespace, aligned: Alignment, path: Path) -> None:
    """Say what the answers changed, and how to see it."""
    from policycompare.cli.console_summary import readings_text

    if not aligned.readings.of_child:
        return
    if options.gold:
        aligned = _measured(options.gold, aligned, path)
    print(readings_text([aligned]))
    print(
        message("see it in tables and page: policycompare compare {child} {parent} --assessments {folder}",
                child=options.child, parent=options.parent, folder=path.parent)
    )  # fmt: skip


def _measured(gold: str, aligned: Alignment, path: Path) -> Alignment:
    """Measure against gold, keep what the answers are worth, and return the alignment with that."""
    from policycompare.assessing.calibration import save_calibration
    from policycompare.assessing.records import read_assessments
    from policycompare.evaluating.assessor_calibration import fitted_calibrations
    from policycompare.evaluating.evaluation import evaluate
    from policycompare.evaluating.gold import read_gold

    known = read_gold(gold, aligned.child, aligned.parent)
    for calibration in fitted_calibrations([(Path(gold).stem, aligned, known)]):
        save_calibration(path.parent, calibration)
    after = aligned.with_assessments(read_assessments(path, aligned.child, aligned.parent))
    without = aligned.with_assessments(type(aligned.readings.assessments)())
    print(
        message("F1 of links: {before} before, {after} with the second reader (fitted on the same labels)",
                before=f"{evaluate(without, known).loc['links', 'f1']:.3f}",
                after=f"{evaluate(after, known).loc['links', 'f1']:.3f}")
    )  # fmt: skip
    return after
