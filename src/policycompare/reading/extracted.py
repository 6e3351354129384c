"""What a reader of a format gives: the text of a file line by line, with what the file knows beyond the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from policycompare.documents import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

Revisions = Literal["accepted", "original"]
"""Which text of a file with tracked changes (修订) is read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost to read; a file beyond is refused with a message.

    Attributes
    ----------
    file
        Bytes of the file.
    unpacked
        Bytes of everything in an archive together, as its directory declares them.
    part
        Bytes of one part of an archive that is read, counted while it is unpacked.
    entries
        Parts of an archive.
    pages
        Pages of a PDF.
    characters
        Characters of the text that a Word, web or PDF file gives.
    """

    file: int = 100_000_000
    unpacked: int = 400_000_000
    part: int = 50_000_000
    entries: int = 10_000
    pages: int = 3_000
    characters: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read, see `policycompare.read`."""

    encoding: str | None = None
    revisions: Revisions = "accepted"
    convert: bool = False
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class TextLine:
    r"""A paragraph of a file, or a row of a table.

    Attributes
    ----------
    text
        Without its line end; a ``\n`` inside is a break of the author's.
    heading
        The level of the heading as which the file marks it (Word's outline levels, h1 to h6, #), from 1; 0 for none.
    lead
        So many characters at its start are set in bold, and what follows is not (段首加粗); 0 otherwise.
    notes
        Pairs of a kind and a message, see `Problem`.
    """

    text: str
    heading: int = 0
    lead: int = 0
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file.

    Attributes
    ----------
    text
        Lines end with a line feed, or as the file has it where it is plain text.
    problems
        What was odd, and what was left out.
    headings
        Pairs of a 0-based line number and the level of the heading as which the file marks it.
    leads
        Pairs of a 0-based line number and the length of its bold beginning.
    """

    text: str
    problems: tuple[Problem, ...] = ()
    headings: tuple[tuple[int, int], ...] = ()
    leads: tuple[tuple[int, int], ...] = ()


def assemble(lines: Iterable[TextLine], problems: Iterable[tuple[str, str]] = ()) -> Extracted:
    r"""Join lines to a text; `problems` concern the file as a whole.

    Examples
    --------
    >>> assemble([TextLine("标题"), TextLine("落实责任。各单位要…", lead=5)]).leads
    ((1, 5),)
    """
    texts: list[str] = []
    found = [Problem(1, kind, message) for kind, message in problems]
    headings: list[tuple[int, int]] = []
    leads: list[tuple[int, int]] = []
    for line in lines:
        found += [Problem(len(texts) + 1, kind, message) for kind, message in line.notes]
        first, *others = line.text.replace("\r", "\n").split("\n")
        if line.heading:
            headings.append((len(texts), line.heading))
        if line.lead and line.lead < len(first):
            leads.append((len(texts), line.lead))
        texts += [first, *others]
    text = "\n".join(texts)
    return Extracted(text + "\n" if text else "", tuple(found), tuple(headings), tuple(leads))
