"""A copy of a checked draft with its certain repairs as tracked changes (修订); who rejects all has the draft again."""

from __future__ import annotations

from bisect import bisect_left
from copy import deepcopy
from itertools import count
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import EARLIEST, made
from policycompare.export.output_folder import write
from policycompare.export.word_elements import child_of
from policycompare.export.word_file import AUTHOR, saved
from policycompare.export.word_positions import cut, laid_out, located, opened, plain
from policycompare.export.xml_characters import legible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from docx.text.run import Run
    from lxml.etree import _Element

    from policycompare.checking import Finding, Report
    from policycompare.export.word_positions import LocatedRun

_CHANGED = ("\n", "\r", "\t")
"""A repair that reaches over paragraphs or tabs is left to a person."""


def repaired(report: Report, path: str | Path, original: Path | None = None) -> tuple[Finding, ...]:
    """Write the copy, and return the findings whose repairs are in it.

    Parameters
    ----------
    report
        From `policycompare.check`.
    path
        The file to write.
    original
        The .docx that was checked, whose layout the copy keeps; without it the text is laid out plainly.

    Raises
    ------
    ExportError
        The original is not a Word file, or the copy cannot be written.
    """
    data, applied = repaired_bytes(report, original)
    write(path, data)
    return applied


def repaired_bytes(report: Report, original: Path | None = None) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the copy and the findings whose repairs are in it, see `repaired`."""
    document = report.document
    word = opened(original) if original else plain(document, report.notices)
    pieces = list(located(word, document.text) if original else laid_out(word, document.text))
    wanted = _without_overlap(report.repairs)
    cut(pieces, {offset for finding in wanted for offset in (finding.start, finding.end)})
    stamp = made((document,))
    attributes = {"author": AUTHOR} | ({"date": f"{stamp:%Y-%m-%dT%H:%M:%SZ}"} if stamp > EARLIEST else {})
    numbers = count(1)
    applied = []
    for finding in wanted:
        runs = _runs_at(pieces, finding)
        if not runs:
            continue
        applied.append(finding)
        replace_words(runs, finding.repair or "", lambda: attributes | {"id": str(next(numbers))})
    return saved(word, stamp), tuple(applied)


def replace_words(runs: list[Run], words: str, marks: Callable[[], dict[str, str]]) -> None:
    """Delete runs and insert words behind them as tracked changes; `marks` gives the attributes of each change."""
    for run in runs:
        _delete(run, marks())
    if words:
        _insert(runs[-1], words, marks())


def _without_overlap(findings: Iterable[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in findings:
        is_plain = not any(mark in finding.text + (finding.repair or "") for mark in _CHANGED)
        if is_plain and (not kept or finding.start >= kept[-1].end):
            kept.append(finding)
    return kept


def _runs_at(pieces: list[LocatedRun], finding: Finding) -> list[Run]:
    """Return the runs that make up a finding to the character, none where they are not all plain text."""
    first = bisect_left([piece.start for piece in pieces], finding.start)
    found: list[LocatedRun] = []
    for piece in pieces[first:]:
        if piece.start >= finding.end:
            break
        found.append(piece)
    is_whole = "".join(piece.run.text for piece in found) == finding.text
    return [piece.run for piece in found if piece.run.text] if is_whole else []


def _delete(run: Run, attributes: dict[str, str]) -> None:
    from docx.oxml.ns import qn

    element = run._r
    parent = element.getparent()
    change = child_of(parent, "del", **attributes)
    parent.replace(element, change)
    change.append(element)
    for text in element.findall(qn("w:t")):
        text.tag = qn("w:delText")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _insert(after: Run, words: str, attributes: dict[str, str]) -> None:
    from docx.oxml.ns import qn

    deleted: _Element = after._r.getparent()
    change = child_of(deleted.getparent(), "ins", **attributes)
    deleted.addnext(change)
    run = child_of(change, "r")
    properties = after._r.find(qn("w:rPr"))
    if properties is not None:
        run.append(deepcopy(properties))
    child_of(run, "t").text = legible(words)
