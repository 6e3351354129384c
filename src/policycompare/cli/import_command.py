"""``policycompare import FILE --id ID --level LEVEL``: a file put into the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import choices, command, term_of
from policycompare.cli.common_options import level_option, source_options
from policycompare.messages import message
from policycompare.vocabulary import STATUSES

if TYPE_CHECKING:
    import argparse

    from policycompare.cli.argument_parser import Commands


def add(commands: Commands) -> None:
    """Register ``import``."""
    parser = command(commands, "import", _run, message("put a file into the catalog"))
    parser.add_argument("file", metavar="FILE", help=message("of any format that read takes; it is kept as it is"))
    parser.add_argument("--id", required=True, help=message("letters, figures, - and _"))
    level_option(parser, required=True)
    about = message(
        "what kind of text it is: {statuses} (told beside the title; official where nothing is told)",
        statuses=choices(STATUSES),
    )
    parser.add_argument("--status", type=term_of(STATUSES), metavar="STATUS", help=about)
    texts = {
        "title": message("the title, where the text does not give it"),
        "short-title": message("what tables and figures call it"),
        "issuer": message("who issued it"),
        "number": message("the number under which it was issued"),
        "date": message("its date, such as 2022-11-15"),
        "notice": message("what everything made from it must say"),
        "source-url": message("where the text was published"),
    }
    for name, about in texts.items():
        parser.add_argument(f"--{name}", default="", metavar="TEXT", help=about)
    source_options(parser)


def _run(options: argparse.Namespace) -> int:
    from policycompare.catalog.store import import_document
    from policycompare.cli.screen import complain
    from policycompare.storage.paths import inside
    from policycompare.storage.user_folders import user_folder

    document = import_document(
        options.file,
        options.id,
        level=options.level,
        status=options.status,
        title=options.title,
        short_title=options.short_title,
        issuer=options.issuer,
        number=options.number,
        date=options.date,
        notice=options.notice,
        measure=options.measure or "",
        part=options.part or "",
        source_url=options.source_url,
        encoding=options.encoding,
        revisions=options.revisions,
        convert=options.convert,
    )
    print(
        message(
            "imported {id}: {title}, {count} measures, in {folder}",
            id=document.id,
            title=document.title,
            count=len(document.measures),
            folder=inside(user_folder(), document.id),
        )
    )
    for problem in document.warnings:
        complain(f"{document.id}: {problem}")
    return 0
