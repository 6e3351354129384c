"""The places of a document's text in a Word file: in the original that it was read from, or in a plain one."""

from __future__ import annotations

from bisect import bisect_left
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import made
from policycompare.differing.in_order import places_of_paragraphs
from policycompare.errors import ExportError
from policycompare.export.word_file import describe
from policycompare.export.word_template import unnumbered_template
from policycompare.export.xml_characters import legible
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    from policycompare.documents import Document

_PLAIN = {"t", "tab", "br", "cr", "noBreakHyphen", "rPr"}
"""Children of a run that can be cut in two with it."""


@dataclass(slots=True)
class LocatedRun:
    """A run and the offset in ``Document.text`` at which it starts."""

    start: int
    run: Run

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.run.text)


def opened(original: Path) -> Word:
    """Return a Word file, opened.

    Raises
    ------
    ExportError
        It is not a Word file.
    """
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


def plain(document: Document, notices: Sequence[str]) -> Word:
    """Return an empty file with the look of an official document."""
    from docx.enum.section import WD_ORIENT

    word = unnumbered_template().word
    section = word.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = section.page_height, section.page_width
    describe(word, document.title, notices, made((document,)))
    return word


def laid_out(word: Word, text: str) -> Iterator[LocatedRun]:
    """Write the text a line a paragraph, and give the runs."""
    start = 0
    for line in text.split("\n"):
        paragraph = word.add_paragraph()
        shown = line.removesuffix("\r")
        if shown:
            yield LocatedRun(start, _run(paragraph, shown))
        start += len(line) + 1


def _run(paragraph: Paragraph, text: str) -> Run:
    """Add a run that holds `text` to the character: what XML or Word's own marks would change stands as U+FFFD."""
    return paragraph.add_run(legible(text).replace("\r", "\ufffd"))


def located(word: Word, text: str) -> Iterator[LocatedRun]:
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
            yield LocatedRun(offset, run)
            offset += len(run.text)


def cut(pieces: list[LocatedRun], offsets: set[int]) -> None:
    """Cut runs in two where a remark starts or ends inside."""
    from docx.text.run import Run

    ordered = sorted(offsets)
    out: list[LocatedRun] = []
    for piece in pieces:
        rest = piece
        tags = {child.tag.rpartition("}")[2] for child in piece.run._r}
        inside = ordered[bisect_left(ordered, piece.start + 1) : bisect_left(ordered, piece.end)]
        for offset in inside if tags <= _PLAIN else ():
            text, at = rest.run.text, offset - rest.start
            behind = deepcopy(rest.run._r)
            rest.run._r.addnext(behind)
            rest.run.text = text[:at]
            following = LocatedRun(offset, Run(behind, rest.run._parent))
            following.run.text = text[at:]
            out.append(rest)
            rest = following
        out.append(rest)
    pieces[:] = out
