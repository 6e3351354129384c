"""Two versions of a draft as one Word document with real tracked changes (修订).

Accepting all of them gives the new version, rejecting them the old.

Libraries that write revisions (docx-revisions) mark words inside a paragraph with the time of the clock, and those that
compare documents by themselves know nothing of provisions. What is needed are a few elements around our own runs.
"""

from __future__ import annotations

import io
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import EARLIEST, made
from policycompare.differing.runs import Run
from policycompare.differing.text_differences import differences, normalisers_of
from policycompare.export.output_folder import write
from policycompare.export.word_tables import AUTHOR, describe, plain_run, saved
from policycompare.export.word_template import template
from policycompare.export.xml_characters import legible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from policycompare.aligning.alignment import Alignment
    from policycompare.documents import Document, Part

_REVISION = {"child": "ins", "parent": "del"}
"""Element of a tracked change around words that only one side has."""
_ROLES = {"title": "title", "heading": "group"}


def tracked(aligned: Alignment, path: str | Path) -> Path:
    """Write the child as a Word document with its differences from the parent as tracked changes.

    Provisions that are linked one to one in the order of both are compared word by word; all others are deleted where
    they stood and inserted where they stand.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    return write(path, tracked_bytes(aligned))


def tracked_bytes(aligned: Alignment) -> bytes:
    """Return the document, see `tracked`."""
    import docx as library

    stamp = made((aligned.child, aligned.parent))
    word = library.Document(io.BytesIO(template("公文")))
    word.settings.odd_and_even_pages_header_footer = False
    word.sections[0].header.paragraphs[0].text = legible("；".join(f"注意：{notice}" for notice in aligned.notices))
    describe(word, aligned.child.title, aligned.notices, stamp)
    number = iter(range(1, 10**9))
    known = f' w:date="{stamp:%Y-%m-%dT%H:%M:%SZ}"' if stamp > EARLIEST else ""
    date = f'w:author="{AUTHOR}"{known}'

    def revision() -> str:
        return f'w:id="{next(number)}" {date}'

    paragraphs = []
    for kind, parts in _paragraphs(aligned):
        role = _ROLES.get(kind, "cell")
        meanings = {_REVISION.get(run.only_in, "") for run in parts}
        whole = next(iter(meanings)) if len(meanings) == 1 else ""
        mark = f"<w:rPr><w:{whole} {revision()}/></w:rPr>" if whole else ""
        inner = "".join(_revised(run, revision()) for part in parts for run in _both(part))
        paragraphs.append(f'<w:p><w:pPr><w:pStyle w:val="{role}"/>{mark}</w:pPr>{inner}</w:p>')
    return saved(word, stamp, "".join(paragraphs))


def _both(run: Run) -> Iterator[Run]:
    """Yield a run, of a localised one both wordings."""
    if run.meaning == "localised":
        yield Run(run.above, "removed")
        yield Run(run.text, "added")
    else:
        yield run


def _revised(run: Run, revision: str) -> str:
    kind = _REVISION.get(run.only_in, "")
    inner = plain_run(run.text, deleted=kind == "del")
    return f"<w:{kind} {revision}>{inner}</w:{kind}>" if kind and inner else inner


def _paragraphs(aligned: Alignment) -> Iterator[tuple[str, tuple[Run, ...]]]:
    """Yield the parts of both texts in one order, each with its runs."""
    old, new = _parts(aligned.parent), _parts(aligned.child)
    normalisers = normalisers_of(aligned.child, aligned.parent)
    above = below = 0
    for i, j in [*_pairs(aligned, old, new), (len(old), len(new))]:
        for part in old[above:i]:
            yield part.kind, (Run(_text(aligned.parent, part), "removed"),)
        for part in new[below:j]:
            yield part.kind, (Run(_text(aligned.child, part), "added"),)
        if i < len(old):
            runs = differences(_text(aligned.child, new[j]), _text(aligned.parent, old[i]), normalisers)
            yield new[j].kind, runs or (Run("", "same"),)
        above, below = i + 1, j + 1


def _parts(document: Document) -> list[Part]:
    return [part for part in document.parts if _text(document, part)]


def _text(document: Document, part: Part) -> str:
    return part.span.of(document.text).strip()


def _pairs(aligned: Alignment, old: list[Part], new: list[Part]) -> list[tuple[int, int]]:
    """Return the parts that are versions of each other, as many as keep the order of both texts."""
    place_old, place_new = _places(aligned.parent, old), _places(aligned.child, new)
    found: dict[int, int] = {}
    taken: set[int] = set()
    for row in aligned.links.sort_values("log_odds", ascending=False, kind="stable").itertuples():
        i, j = place_old[row.parent], place_new[row.child]
        if j not in found and i not in taken:
            found[j] = i
            taken.add(i)
    for kind in ("title", "preamble", "closing"):
        sides = [[k for k, part in enumerate(parts) if part.kind == kind] for parts in (old, new)]
        found |= dict(zip(sides[1], sides[0], strict=False))
    headings = {_text(aligned.parent, part): k for k, part in enumerate(old) if part.kind == "heading"}
    for j, part in enumerate(new):
        if part.kind == "heading" and (i := headings.pop(_text(aligned.child, part), -1)) >= 0:
            found[j] = i
    return _in_order(sorted((i, j) for j, i in found.items()))


def _places(document: Document, parts: list[Part]) -> dict[str, int]:
    """Return the position of the part in which each provision stands, by label."""
    starts = [part.span.start for part in parts]
    return {p.label: bisect_right(starts, p.span.start) - 1 for p in document.provisions}


def _in_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of `pairs`, sorted by their first, in which the second grows too (Fredman, 1975).

    Examples
    --------
    >>> _in_order([(0, 0), (1, 5), (2, 1), (3, 2)])
    [(0, 0), (2, 1), (3, 2)]
    """
    ends: list[int] = []  # the least second that a chain of each length ends with
    last: list[int] = []  # the pair that it ends with
    before: list[int] = []
    for k, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [k]
    out = []
    k = last[-1] if last else -1
    while k >= 0:
        out.append(pairs[k])
        k = before[k]
    return out[::-1]
