"""Output to a terminal: text of documents that cannot steer it, notices, progress."""

from __future__ import annotations

import io
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, cast

from policycompare.errors import ExportError
from policycompare.language.safe_text import Coloured, steerless
from policycompare.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO


class SafeStream:
    """A stream on which text of a document cannot steer the terminal at its end: ESC is shown as ␛."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text with pictures for control characters; raises `ExportError` when the other end takes no more."""
        with _told():
            return self._stream.write(text if isinstance(text, Coloured) else steerless(text))

    def flush(self) -> None:
        """Hand on what was written; raises `ExportError` as `write` does."""
        with _told():
            self._stream.flush()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


@contextmanager
def _told() -> Iterator[None]:
    """Make a message of a full disk behind the standard output; a closed pipe stays what it is."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ExportError(
            message("standard output: cannot be written ({cause}); make room, or use --out", cause=error.strerror)
        ) from None


def safe(stream: TextIO | None) -> TextIO:
    """Return a stream on which a document's text cannot steer a terminal, also behind a pipe.

    Where the process was started without the stream (``>&-``), what is written goes nowhere.
    """
    return cast("TextIO", SafeStream(stream if stream is not None else _Nowhere()))


class _Nowhere(io.StringIO):
    """A stream that keeps nothing."""

    def write(self, text: str) -> int:
        return len(text)


def flushed(status: int) -> int:
    """Hand on what standard output still holds, and return the status: 1 when that cannot be.

    Left to the end of the interpreter, a full disk would end in a traceback.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up(sys.__stdout__)
    except ExportError as error:
        _give_up(sys.__stdout__)
        complain(error)
        return 1
    return status


def _give_up(stream: TextIO | None) -> None:
    """Let what a stream still holds go nowhere, so that closing it does not fail once more."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, cast("TextIO", stream).fileno())
        os.close(nowhere)


def complain(what: Message | Exception | str) -> None:
    """Print what is wrong on standard error, in one line."""
    print(f"policycompare: {what}", file=sys.stderr)


def print_notices(notices: Iterable[Message | str]) -> None:
    """Print notices of documents, and what was odd, on standard error."""
    for notice in notices:
        print(message("note: {notice}", notice=notice), file=sys.stderr)
