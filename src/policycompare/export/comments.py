"""A copy of a document in Word with comments (批注) at the right places: in the original file, or in its plain text."""

from __future__ import annotations

from bisect import bisect_left
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import EARLIEST, made
from policycompare.differing.in_order import places_of_paragraphs
from policycompare.errors import ExportError
from policycompare.export.word_file import AUTHOR, describe, saved
from policycompare.export.word_template import unnumbered
from policycompare.export.xml_characters import legible
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    from policycompare.documents import Document

    Remark = tuple[int, int, str]

INITIALS = "PC"
_PLAIN = {"t", "tab", "br", "cr", "noBreakHyphen", "rPr"}
"""Children of a run that can be cut in two with it."""


@dataclass(slots=True)
class _LocatedRun:
    """A run and the offset in ``Document.text`` at which it starts."""

    start: int
    run: Run

    @property
    def end(self) -> int:
        return self.start + len(self.run.text)


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
    word = _opened(original) if original else _plain(document, notices)
    pieces = list(_located(word, document.text) if original else _laid_out(word, document.text))
    if not pieces:
        pieces = [_LocatedRun(0, word.add_paragraph().add_run("\u3000"))]
    _cut(pieces, {offset for start, end, _ in remarks for offset in (start, end)})
    starts = [piece.start for piece in pieces]
    stamp = made((document,))
    for notice in notices:
        _comment(word, pieces[0].run, pieces[0].run, f"注意：{notice}", stamp)
    for start, end, text in remarks:
        first = max(0, bisect_left(starts, start + 1) - 1)
        last = max(first, bisect_left(starts, end) - 1)
        _comment(word, pieces[first].run, pieces[last].run, text, stamp)
    return saved(word, stamp)


def _opened(original: Path) -> Word:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return docx.Document(str(original))
    except (PackageNotFoundError, ValueError, KeyError, OSError) as error:
        raise ExportError(
            message(
                "{file}: not a Word file ({cause}), so that no comments can be put into it; save it as .docx",
                file=original,
                cause=error,
            )
        ) from None


def _plain(document: Document, notices: Sequence[str]) -> Word:
    from docx.enum.section import WD_ORIENT

    word = unnumbered("公文").word
    section = word.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = section.page_height, section.page_width
    describe(word, document.title, notices, made((document,)))
    return word


def _laid_out(word: Word, text: str) -> Iterator[_LocatedRun]:
    """Write the text a line a paragraph, and give the runs."""
    start = 0
    for line in text.split("\n"):
        paragraph = word.add_paragraph()
        shown = line.removesuffix("\r")
        if shown:
            yield _LocatedRun(start, _run(paragraph, shown))
        start += len(line) + 1


def _run(paragraph: Paragraph, text: str) -> Run:
    """Add a run that holds `text` to the character: what XML or Word's own marks would change stands as U+FFFD."""
    return paragraph.add_run(legible(text).replace("\r", "\ufffd"))


def _located(word: Word, text: str) -> Iterator[_LocatedRun]:
    """Find the paragraphs of a Word file in the text that was read from it, and give their runs."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    paragraphs = [Paragraph(element, word) for element in word.element.body.iter(qn("w:p"))]
    runs = [paragraph.runs for paragraph in paragraphs]
    starts = places_of_paragraphs(["".join(run.text for run in some) for some in runs], text)
    for start, some in zip(starts, runs, strict=True):
        if start is None:
            continue
        offset = start
        for run in some:
            yield _LocatedRun(offset, run)
            offset += len(run.text)


def _cut(pieces: list[_LocatedRun], offsets: set[int]) -> None:
    """Cut runs in two where a remark starts or ends inside."""
    from docx.text.run import Run

    ordered = sorted(offsets)
    out: list[_LocatedRun] = []
    for piece in pieces:
        rest = piece
        tags = {child.tag.rpartition("}")[2] for child in piece.run._r}
        inside = ordered[bisect_left(ordered, piece.start + 1) : bisect_left(ordered, piece.end)]
        for offset in inside if tags <= _PLAIN else ():
            text, at = rest.run.text, offset - rest.start
            behind = deepcopy(rest.run._r)
            rest.run._r.addnext(behind)
            rest.run.text = text[:at]
            following = _LocatedRun(offset, Run(behind, rest.run._parent))
            following.run.text = text[at:]
            out.append(rest)
            rest = following
        out.append(rest)
    pieces[:] = out


def _comment(word: Word, first: Run, last: Run, text: str, when: datetime) -> None:
    from docx.oxml.ns import qn

    comment = word.add_comment([first, last], legible(text), author=AUTHOR, initials=INITIALS)
    if when > EARLIEST:
        comment._comment_elm.set(qn("w:date"), when.strftime("%Y-%m-%dT%H:%M:%SZ"))
    else:  # the library writes the time of the clock; a text without a date is better without any
        comment._comment_elm.attrib.pop(qn("w:date"), None)
