"""Limits on the cost of reading a file, and the count of its cost so far."""

from __future__ import annotations

import gc
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from policycompare.errors import ReadError
from policycompare.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on the cost of reading a file; a file beyond is refused with a message.

    Attributes
    ----------
    file
        Bytes of the file.
    unpacked
        Bytes of everything in an archive together, as its directory declares them.
    part
        Bytes of one part of an archive that is read, counted while it is unpacked.
    entries
        Parts of an archive, and of a web archive (.mht).
    pages
        Pages of a PDF.
    scanned_pages
        Pages that are pictures and whose text is recognised, at some seconds each.
    characters
        Characters of the text that a Word, web or PDF file or a workbook gives, counted as they are written out.
    nodes
        Elements of a Word or web file or a workbook.
    lines
        Lines; a plain text may have one for every sixty bytes, if that is more.
    cells
        Cells of tables, with the columns that they reach over.
    seconds
        Seconds of computing that a file of up to `LIGHT` bytes may take in any format. A larger one has as many for
        every `LIGHT` bytes, and as many more for every `MANY_LINES` lines that it gives and, as a PDF, for every
        `SOME_TEXT` characters.
    memory
        Bytes of memory that PDFium may take for a file.
    """

    file: int = 100_000_000
    unpacked: int = 400_000_000
    part: int = 50_000_000
    entries: int = 10_000
    pages: int = 3_000
    scanned_pages: int = 200
    characters: int = 20_000_000
    nodes: int = 1_000_000
    lines: int = 100_000
    cells: int = 60_000
    seconds: float = 8.0
    memory: int = 400_000_000


LIGHT = 10_000_000
"""Bytes of a file that `Limits.seconds` is meant for, whatever is in it."""
SOME_TEXT = 100_000
"""Characters of a larger PDF, some 130 full pages, for which it has `Limits.seconds` once more."""
MANY_LINES = 40_000
"""Lines for which a larger file has `Limits.seconds` once more: each may be a provision."""
BYTES_OF_A_LINE = 60
"""Bytes for which a plain text may have a line, and any file has the time of one more."""
_TEXT_OF_A_BYTE = 4
"""Characters that a PDF prints for each of its bytes at most, unless it shows the same ones again and again."""
_LOOKS_APART = 0.02
"""Seconds between two looks at the clock of the thread."""

Cost = Literal["nodes", "lines", "cells", "characters"]
_NAMES: dict[Cost, Message] = {
    "nodes": message("elements"),
    "lines": message("lines"),
    "cells": message("table cells"),
    "characters": message("characters of text"),
}


@dataclass(slots=True)
class Meter:
    """Counts what the file of that name costs while it is read, and refuses it once that is more than its limits."""

    name: str
    limits: Limits
    spent: dict[Cost, int] = field(default_factory=dict)

    def count(self, what: Cost, number: int = 1) -> None:
        """Add to a cost.

        Raises
        ------
        ReadError
            That makes more than the limit of that name.
        """
        check_time()
        now = self.spent.get(what, 0) + number
        self.spent[what] = now
        most: int = getattr(self.limits, what)
        if now > most:
            raise ReadError(
                message(
                    "{file}: line 1: more than {most:,} {what} (Limits.{limit}); split it, or read it with larger "
                    "limits",
                    file=self.name,
                    most=most,
                    what=_NAMES[what],
                    limit=what,
                )
            )


def _now() -> float:
    return time.thread_time()


@dataclass(slots=True)
class Clock:
    """The seconds of computing that the reading of one file has taken in this thread, and may take.

    Attributes
    ----------
    name
        The file's, for messages.
    seconds
        What it may take.
    for_more
        Seconds more for every `SOME_TEXT` characters of a large PDF, and for every `MANY_LINES` lines of a large file.
    most_text
        Characters for which there are more.
    most_lines
        Lines for which there are more.
    began
        Reading of the thread's clock when it was begun.
    elsewhere
        Seconds that another process has taken for it.
    looked
        When the clock was looked at last, by the clock on the wall.
    """

    name: str
    seconds: float
    for_more: float = 0.0
    most_text: int = 0
    most_lines: int = 0
    began: float = field(default_factory=_now)
    elsewhere: float = 0.0
    looked: float = -1.0

    def add_text(self, characters: int) -> None:
        """Allow the time for a page of so many characters that is unlike those before."""
        characters = min(characters, self.most_text)
        self.most_text -= characters
        self.seconds += self.for_more * characters / SOME_TEXT

    def add_lines(self, lines: int) -> None:
        """Allow the time to make provisions of so many lines."""
        lines = min(lines, self.most_lines)
        self.most_lines -= lines
        self.seconds += self.for_more * lines / MANY_LINES

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.seconds - self.elsewhere - (_now() - self.began)

    def check(self) -> None:
        """Refuse the file when its time is used up.

        Raises
        ------
        ReadError
            It took more than `seconds`.
        """
        self.looked = time.monotonic()
        if self.left < 0:
            raise ReadError(
                message(
                    "{file}: line 1: reading it takes more than {most} seconds of computing (Limits.seconds); split "
                    "it, or read it with larger limits",
                    file=self.name,
                    most=round(self.seconds),
                )
            )


_CLOCK: ContextVar[Clock | None] = ContextVar("_CLOCK", default=None)


@contextmanager
def timed(name: str, limits: Limits, size: int) -> Iterator[Clock]:
    """Bound the time of what reads a file of `size` bytes; inside of a reading that is timed, its time goes on.

    Meanwhile the collector of cycles rests: it would go through all lines and provisions again and again, a fifth of
    the time of a large file, and find nothing.
    """
    running = _CLOCK.get()
    if running is not None:
        yield running
        return
    clock = Clock(name, limits.seconds * max(1.0, size / LIGHT), for_more=limits.seconds)
    if size > LIGHT:
        clock.most_text, clock.most_lines = _TEXT_OF_A_BYTE * size, size // BYTES_OF_A_LINE
    token = _CLOCK.set(clock)
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield clock
    finally:
        _CLOCK.reset(token)
        if collecting:
            gc.enable()


def check_time() -> None:
    """Refuse the file that is being read, if any is, when its time is used up; loops over a file's pieces ask this."""
    # The thread's clock is dear to look at, some thousand times a second would be felt; the wall's is not.
    clock = _CLOCK.get()
    if clock is not None and time.monotonic() - clock.looked >= _LOOKS_APART:
        clock.check()
