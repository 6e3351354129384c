"""``policycompare revise``: two versions of one text, or more, compared provision by provision (修订对照)."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import UsageError, command
from policycompare.cli.common_options import document_of, reading_options
from policycompare.messages import message
from policycompare.vocabulary import REVISION_KINDS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from policycompare.cli.argument_parser import Commands
    from policycompare.documents import Document
    from policycompare.messages import Message
    from policycompare.revising import Revision


def add(commands: Commands) -> None:
    """Register ``revise``."""
    parser = command(commands, "revise", _run, message("compare versions of one text: what was changed, moved, split"))
    parser.add_argument(
        "versions",
        nargs="+",
        metavar="VERSION",
        help=message("from the oldest to the newest: OLD [MIDDLE …] NEW, files or ids"),
    )
    parser.add_argument(
        "--out",
        default="revision",
        metavar="DIR",
        help=message("folder of the results (revision where not given)"),
    )
    parser.add_argument(
        "--tracked",
        action="store_true",
        help=message("write a copy of OLD with the changes tracked, too (a Word file in its own layout)"),
    )
    reading_options(parser)


def _run(options: argparse.Namespace) -> int:
    from policycompare.analysing.provenance import revision_provenance
    from policycompare.cli.console_summary import written_text
    from policycompare.cli.screen import print_notices
    from policycompare.export.output_folder import write_all
    from policycompare.export.revision_bundle import revision_files
    from policycompare.revising import revise

    if len(options.versions) < 2:
        raise UsageError(message("give at least two versions: OLD NEW"))
    documents = [document_of(name, options) for name in options.versions]
    print_notices(_doubts(documents))
    revisions = [revise(old, new) for old, new in pairwise(documents)]
    files = revision_files(revisions, tracked=options.tracked)
    print_notices(revisions[-1].notices)
    written = write_all(options.out, files, revision_provenance(documents, files))
    print("\n".join(filter(None, [_summary(revisions), written_text(options.out, written, has_links=False)])))
    return 0


def _doubts(documents: Sequence[Document]) -> list[Message]:
    """Return where titles, file names or dates say that a later version was given before an earlier one."""
    from policycompare.revising.order import is_later

    said = []
    for old, new in pairwise(documents):
        if is_later(old, new):
            told = message("{old} seems to be later than {new}; the older version comes first", old=old.id, new=new.id)
            said.append(told)
    return said


def _summary(revisions: Sequence[Revision]) -> str:
    """Return what became of the provisions in each step, and the references that became wrong."""
    from policycompare.revising.stale_references import stale_references

    lines = [_step(revision) for revision in revisions]
    stale = stale_references(revisions[-1])
    if stale:
        lines.append(str(message("references to be corrected after renumbering ({count}):", count=len(stale))))
    for found in stale:
        right = found.right_words or str(message("(no longer there)"))
        lines.append(f"  {found.provision.cited}：{found.written} → {right}")
    return "\n".join(lines)


def _step(revision: Revision) -> str:
    counts = Counter[str](change.kind for change in revision.change_list)
    kinds = [
        message("{kind} {count}", kind=term, count=counts[term.key]) for term in REVISION_KINDS if counts[term.key]
    ]
    return str(
        message(
            "{old} → {new}: {count} provisions, {kinds}",
            old=revision.old.id,
            new=revision.new.id,
            count=len(revision.new.provisions),
            kinds=kinds,
        )
    )
