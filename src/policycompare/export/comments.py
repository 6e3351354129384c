"""A copy of a document in Word with comments (批注) at the right places: in the original file, or in its plain text."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import EARLIEST, made
from policycompare.export.word_file import AUTHOR, saved
from policycompare.export.word_positions import LocatedRun, cut, laid_out, located, opened, plain
from policycompare.export.xml_characters import legible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from docx.document import Document as Word
    from docx.text.run import Run

    from policycompare.documents import Document

    Remark = tuple[int, int, str]

INITIALS = "PC"


def annotated_bytes(
    document: Document, remarks: Sequence[Remark], notices: Sequence[str] = (), original: Path | None = None
) -> bytes:
    """Return a Word file with a comment at each remark.

    Parameters
    ----------
    document
        The document that was read.
    remarks
        Start and end in ``document.text``, and what to say; in order.
    notices
        Go into a comment at the first place.
    original
        The .docx that `document` was read from; its paragraphs are found again by their text, in order, so that
        numbers which Word makes itself do not matter. Without it, the text is laid out plainly, a line a paragraph.

    Raises
    ------
    ExportError
        The original is not a Word file.
    """
    word = opened(original) if original else plain(document, notices)
    pieces = list(located(word, document.text) if original else laid_out(word, document.text))
    if not pieces:
        pieces = [LocatedRun(0, word.add_paragraph().add_run("\u3000"))]
    cut(pieces, {offset for start, end, _ in remarks for offset in (start, end)})
    starts = [piece.start for piece in pieces]
    stamp = made((document,))
    for notice in notices:
        _comment(word, pieces[0].run, pieces[0].run, f"注意：{notice}", stamp)
    for start, end, text in remarks:
        first = max(0, bisect_left(starts, start + 1) - 1)
        last = max(first, bisect_left(starts, end) - 1)
        _comment(word, pieces[first].run, pieces[last].run, text, stamp)
    return saved(word, stamp)


def _comment(word: Word, first: Run, last: Run, text: str, when: datetime) -> None:
    from docx.oxml.ns import qn

    comment = word.add_comment([first, last], legible(text), author=AUTHOR, initials=INITIALS)
    if when > EARLIEST:
        comment._comment_elm.set(qn("w:date"), when.strftime("%Y-%m-%dT%H:%M:%SZ"))
    else:  # the library writes the time of the clock; a text without a date is better without any
        comment._comment_elm.attrib.pop(qn("w:date"), None)
