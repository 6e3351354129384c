"""Options of several commands: a document by id or file and how it is read, a model by file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.cli.argument_parser import choices, term_of
from policycompare.errors import AlignmentError, ReadError
from policycompare.messages import message
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from policycompare.aligning.model import Model
    from policycompare.aligning.neighbours import Neighbour
    from policycompare.cli.argument_parser import Parser
    from policycompare.documents import Document
    from policycompare.evaluating.gold import GoldPair
    from policycompare.messages import Message

_WAYS = ("level", "measure", "part", "encoding", "revisions", "convert")
"""Options that say how a file is read."""
MOST_FILES = 5_000
"""Files of a folder from which third documents are chosen."""
_BESIDE_SUFFIXES = frozenset({".txt", ".md", ".docx", ".html", ".htm", ".pdf"})
"""Files of such a folder that are read."""


def reading_options(parser: Parser) -> None:
    """Add the options of a command that reads one kind of files."""
    level_option(parser)
    source_options(parser)


def level_option(parser: Parser, *, required: bool = False) -> None:
    """Add the option for the level of government."""
    about = message("level of the file: {levels} (told by the title where not given)", levels=choices(LEVELS))
    if required:
        about = message("level of the file: {levels}", levels=choices(LEVELS))
    parser.add_argument("--level", type=term_of(LEVELS), metavar="LEVEL", required=required, help=about)


def source_options(parser: Parser) -> None:
    """Add the options that say how a file is read."""
    parser.add_argument(
        "--measure",
        "--style",
        metavar="STYLE",
        help=message(
            "numbering style of the measures, such as {styles} (found from the text where not given)",
            styles=["article", "han-comma", "arabic-dot", "table-row", "lead-in"],
        ),
    )
    parser.add_argument(
        "--part",
        metavar="PART",
        help=message("which part of a file with a notice and attachments is read: its position, or words of its title"),
    )
    parser.add_argument(
        "--encoding",
        help=message("encoding of a text or web page, such as big5 (told by the file where not given, never guessed)"),
    )
    parser.add_argument(
        "--revisions",
        choices=("accepted", "original"),
        default="accepted",
        help=message("which text is read where changes are tracked"),
    )
    parser.add_argument(
        "--convert", action="store_true", help=message("let LibreOffice convert .doc, .wps, .rtf and .odt")
    )


def document_of(name: str, options: argparse.Namespace | None = None) -> Document:
    """Return the document of the catalog with that id, or read the file of that name as the options say."""
    from policycompare.catalog.store import available, load
    from policycompare.reading import read

    is_path = "/" in name or "\\" in name or bool(Path(name).suffix)
    if is_path or (Path(name).is_file() and name not in available()):
        return read(name, **{way: getattr(options, way) for way in _WAYS} if options else {})
    return load(name)


def model_option(parser: Parser) -> None:
    """Add the option by which another model than the shipped one is used."""
    parser.add_argument(
        "--model",
        metavar="FILE",
        help=message("a model made by fit (the shipped one where not given)"),
    )


def model_at(path: str | None) -> Model | None:
    """Return the model of a file; ``None``, which is the shipped one, for no file.

    Raises
    ------
    AlignmentError
        It is missing or no model.
    """
    from policycompare.aligning.model import model_of

    if path is None:
        return None
    try:
        return model_of(Path(path).read_text("utf-8"))
    except OSError as fault:
        why = fault.strerror
        raise AlignmentError(message("{file}: cannot be read: {why}; check the path", file=path, why=why)) from None
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        wrong = message("{file}: no model: {why}; make one with: policycompare fit", file=path, why=fault)
        raise AlignmentError(wrong) from None


def meaning_option(parser: Parser) -> None:
    """Add the option that has clauses compared by the sentence encoder."""
    parser.add_argument(
        "--meaning",
        action="store_true",
        help=message("compare clauses by the installed sentence encoder too: finds counterparts in other words"),
    )


def beside_option(parser: Parser) -> None:
    """Add the option that names third documents."""
    parser.add_argument(
        "--beside",
        nargs="+",
        default=[],
        metavar="FILE|DIR",
        help=message(
            "third documents on the same subject as evidence: files or ids, or a folder, of which the nearest are taken"
        ),
    )


def neighbours_of(names: Sequence[str]) -> list[Neighbour]:
    """Return the documents of files, ids and folders with what they are about; what cannot be read is left out.

    Raises
    ------
    ReadError
        A folder has more than `MOST_FILES` files.
    """
    from policycompare.aligning.neighbours import Neighbour

    found = []
    for name in names:
        files = _files_of(Path(name)) if Path(name).is_dir() else [name]
        for file in files:
            try:
                document = document_of(file)
            except ReadError as fault:
                if file == name:
                    raise
                _tell(message("left out: {why}", why=fault))
                continue
            if document.provisions:
                found.append(Neighbour.of(document))
    return found


def _files_of(folder: Path) -> list[str]:
    files = sorted(str(file) for file in folder.iterdir() if file.is_file() and file.suffix in _BESIDE_SUFFIXES)
    if len(files) > MOST_FILES:
        raise ReadError(
            message(
                "{folder}: {count:,} files, more than {most:,}; give a folder with those on the subject",
                folder=folder,
                count=len(files),
                most=MOST_FILES,
            )
        )
    return files


def third_documents(names: Sequence[str], child: Document, parent: Document) -> tuple[Document, ...]:
    """Return the third documents that the option names, and say which they are.

    All are taken where only files or ids are named, else the nearest in subject.
    """
    from policycompare.aligning.neighbours import nearest_neighbours

    if not names:
        return ()
    neighbours = neighbours_of(names)
    if any(Path(name).is_dir() for name in names):
        chosen = nearest_neighbours(child, parent, neighbours)
    else:
        chosen = tuple(neighbour.document for neighbour in neighbours)
    titles = [document.title for document in chosen]
    if chosen:
        _tell(message("third documents: {titles}", titles=titles))
    else:
        _tell(
            message("third documents: too few of {count} are on this subject; compared without", count=len(neighbours))
        )
    return chosen


def _tell(what: Message) -> None:
    print(f"policycompare: {what}", file=sys.stderr)


def texts_option(parser: Parser) -> None:
    """Add the option that says where the texts of gold are."""
    parser.add_argument(
        "--texts",
        nargs="+",
        default=[],
        metavar="DIR",
        help=message("folders with the texts of the gold (ID.txt, ID.labels.txt) besides DIR/texts and the catalog"),
    )


def gold_pairs(
    folder: str, texts: Sequence[str], left_out: list[Message], beside: Sequence[str] = ()
) -> list[GoldPair]:
    """Return the gold of a folder, each pair with the nearest of the third documents `beside`.

    What is left out is said at once and added to the list.
    """
    from dataclasses import replace

    from policycompare.aligning.neighbours import nearest_neighbours
    from policycompare.evaluating.gold import load_gold_folder

    def tell(why: Message) -> None:
        _tell(message("left out: {why}", why=why))
        left_out.append(why)

    pairs = load_gold_folder(folder, texts, tell)
    if not beside:
        return pairs
    neighbours = neighbours_of(beside)
    return [replace(pair, beside=nearest_neighbours(pair.child, pair.parent, neighbours)) for pair in pairs]
