"""Arguments: a parser whose usage, help and errors are in the language chosen, and how a command is registered.

argparse and not click: its sentences go through one function and can be looked up in our catalogues while the program
runs, where click translates in six modules when they are imported; it starts in half the time; and it is there.
"""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from policycompare.messages import LANGUAGES, Message, message, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from policycompare.messages import Language
    from policycompare.vocabulary import Term, Vocabulary

    Commands = argparse._SubParsersAction["Parser"]
    Run = Callable[[argparse.Namespace], int]


class UsageError(Exception):
    """Arguments that do not go together.

    Attributes
    ----------
    what
        What is wrong, for a person.
    usage
        How the command is called; added by `main` where a command raises the error.
    """

    def __init__(self, what: Message | str, usage: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.usage = usage


class Parser(argparse.ArgumentParser):
    """A parser whose helps are messages, and that raises `UsageError` where argparse ends the process."""

    def __init__(self, *, description: Message | str | None = None, **options: Any) -> None:  # noqa: ANN401 - argparse's own
        super().__init__(description=str(description) if description else None, allow_abbrev=False, **options)

    def add_argument(  # type: ignore[override]
        self,
        *names: str,
        help: Message | str,  # noqa: A002 - argparse's name
        **options: Any,  # noqa: ANN401
    ) -> argparse.Action:
        """Add an argument as argparse does, with its help in the language of this moment."""
        return super().add_argument(*names, help=str(help), **options)

    def commands(self, title: Message, metavar: str) -> Commands:
        """Make room for commands below this one, of which one must be given."""
        return self.add_subparsers(required=True, metavar=metavar, dest=metavar, title=str(title), parser_class=Parser)

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong together with the usage."""
        raise UsageError(message, self.format_usage())


def add_command(commands: Commands, name: str, purpose: Message) -> Parser:
    """Add a command, or a group of them, and return its parser."""
    parser = commands.add_parser(name, help=str(purpose), description=str(purpose))
    language_option(parser)
    return parser


def command(commands: Commands, name: str, run: Run, purpose: Message) -> Parser:
    """Register a command: its name, the function that runs it, and what it is for."""
    parser = add_command(commands, name, purpose)
    parser.set_defaults(run=run, usage=parser.format_usage)
    return parser


def language_option(parser: Parser) -> None:
    """Add ``--lang``, which stands before a command or among its options."""
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=argparse.SUPPRESS,
        help=message("language of messages, never of written files: zh or en (told by the locale where not given)"),
    )


def language_asked_for(arguments: Sequence[str]) -> Language | None:
    """Return the language that ``--lang`` names, wherever it stands; the parser's own help depends on it.

    Examples
    --------
    >>> language_asked_for(["read", "--lang", "en", "x.txt"]), language_asked_for(["--lang=zh"]), language_asked_for([])
    ('en', 'zh', None)
    """
    found: Language | None = None
    for position, option in enumerate(arguments):
        if option == "--":
            break
        if option == "--lang":
            given = arguments[position + 1] if position + 1 < len(arguments) else ""
        else:
            given = option.removeprefix("--lang=") if option.startswith("--lang=") else ""
        for language in LANGUAGES:
            if given == language:
                found = language
    return found


@contextmanager
def argparse_speaks() -> Iterator[None]:
    """Let argparse's own sentences be looked up in our catalogues for a while (``argparse.po``)."""
    before = {name: getattr(argparse, name) for name in ("_", "ngettext")}
    replaced = {
        "_": translated,
        "ngettext": lambda one, many, count: translated(one if count == 1 else many),
    }
    for name, function in replaced.items():
        setattr(argparse, name, function)
    try:
        yield
    finally:
        for name, function in before.items():
            setattr(argparse, name, function)


@dataclass(frozen=True, slots=True)
class Choice:
    """A term as a person types it: the Chinese word, or the key where that is English."""

    term: Term

    def text(self, language: Language) -> str:
        """Return the word in a language."""
        key, english = self.term.key, self.term.english
        if language == "zh":
            return self.term.chinese
        return key if key.isascii() else english


def choices(vocabulary: Vocabulary) -> list[Choice]:
    """Return what a person may type for the terms of a vocabulary, for a message."""
    return [Choice(term) for term in vocabulary]


def term_of(vocabulary: Vocabulary) -> Callable[[str], str]:
    """Return the type of an argument that names a term of a vocabulary, by key or in Chinese."""

    def key_of(word: str) -> str:
        key = vocabulary.words.get(word)
        if key is None:
            wrong = message("“{word}” is none of: {choices}", word=word, choices=choices(vocabulary))
            raise argparse.ArgumentTypeError(str(wrong))
        return key

    return key_of


def share(word: str) -> float:
    """Return the number that an argument gives; `align` says which are allowed."""
    try:
        return float(word)
    except ValueError:
        raise argparse.ArgumentTypeError(str(message("“{word}” is no number", word=word))) from None


def count(word: str) -> int:
    """Return the whole number that an argument gives."""
    try:
        return int(word)
    except ValueError:
        raise argparse.ArgumentTypeError(str(message("“{word}” is no whole number", word=word))) from None
