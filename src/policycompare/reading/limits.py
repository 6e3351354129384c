"""Limits on the cost of reading a file, and the count of its cost so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from policycompare.errors import ReadError
from policycompare.messages import Message, message


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
    seconds, memory
        Seconds of computing and bytes of memory that PDFium may take for a file.
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
    seconds: float = 10.0
    memory: int = 700_000_000


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
