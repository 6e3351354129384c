"""Output to a terminal: text of documents that cannot steer it, notices, progress."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

from policycompare.language.safe_text import Coloured, steerless
from policycompare.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO


class SafeStream:
    """A stream on which text of a document cannot steer the terminal at its end: ESC is shown as ␛."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text with pictures for control characters."""
        return self._stream.write(text if isinstance(text, Coloured) else steerless(text))

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def safe(stream: TextIO) -> TextIO:
    """Return a stream on which a document's text cannot steer a terminal, also behind a pipe."""
    return cast("TextIO", SafeStream(stream))


def complain(what: Message | Exception | str) -> None:
    """Print what is wrong on standard error, in one line."""
    print(f"policycompare: {what}", file=sys.stderr)


def print_notices(notices: Iterable[Message | str]) -> None:
    """Print notices of documents, and what was odd, on standard error."""
    for notice in notices:
        print(message("note: {notice}", notice=notice), file=sys.stderr)
