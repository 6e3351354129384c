"""What goes to a terminal: text of documents that cannot steer it, notices, progress."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, cast

from policycompare.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

# What steers a terminal, but for the bold, faint, underlined and struck text of our own.
_STEERING = re.compile(r"(\x1b\[[01249;]*m)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class SafeStream:
    """A stream to a terminal on which text of a document cannot steer the terminal: ESC is shown as ␛."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text with pictures for control characters."""
        return self._stream.write(_STEERING.sub(lambda match: match[1] or _picture(match[0]), text))

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def _picture(control: str) -> str:
    """Return the character that stands for a control character (U+2400 and following)."""
    if control < " ":
        return chr(0x2400 + ord(control))
    return "\u2421" if control == "\x7f" else "\ufffd"


def safe(stream: TextIO) -> TextIO:
    """Return a stream on which a document's text cannot steer the terminal; a file or pipe gets every byte."""
    return cast("TextIO", SafeStream(stream)) if stream.isatty() else stream


def complain(what: Message | Exception | str) -> None:
    """Print what is wrong on standard error, in one line."""
    print(f"policycompare: {what}", file=sys.stderr)


def print_notices(notices: Iterable[Message | str]) -> None:
    """Print notices of documents, and what was odd, on standard error."""
    for notice in notices:
        print(message("note: {notice}", notice=notice), file=sys.stderr)
