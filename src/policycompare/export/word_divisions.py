"""Paragraphs that were cut in two or run together while their text stayed: only the mark of a paragraph changed."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

from policycompare.export.word_blocks import Block
from policycompare.export.word_elements import new_element, w
from policycompare.export.word_runs import cut_runs, run_text, without_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from policycompare.export.word_runs import Tracker

LEAST = 4
"""Characters of the shortest part."""
_SIMPLE = frozenset(map(w, ("pPr", "r", "bookmarkStart", "bookmarkEnd", "proofErr")))
"""Children of a paragraph that can be cut: no link, no field that spans runs, no earlier change."""
_NEVER_CUT = frozenset(map(w, ("fldChar", "drawing", "pict", "object", "footnoteReference", "commentReference")))


@dataclass(frozen=True, slots=True)
class Division:
    """One paragraph of one side that is several of the other.

    Attributes
    ----------
    one
        Its position.
    parts
        The positions of the others.
    """

    one: int
    parts: range


@dataclass(frozen=True, slots=True)
class Divided:
    """Two versions whose paragraphs are one to one where the text stayed.

    Attributes
    ----------
    old, new
        Their blocks.
    kept, moved
        Pairs of positions.
    """

    old: list[Block]
    new: list[Block]
    kept: list[tuple[int, int]]
    moved: list[tuple[int, int]]


def divided(
    tracker: Tracker,
    old: Sequence[Block],
    new: Sequence[Block],
    kept: Sequence[tuple[int, int]],
    moved: Sequence[tuple[int, int]],
) -> Divided:
    """Mark where paragraphs of the old file were cut or run together, and return both versions part by part."""
    cuts = [cut for cut in _divisions(old, new, kept, moved) if _can_be_cut(old[cut.one])]
    joins = []
    for join in _divisions(new, old, _turned(kept), _turned(moved)):
        if _can_be_joined(old, join) and not any(_overlap(cut, join) for cut in cuts):
            joins.append(join)
    old_parts = [[block] for block in old]
    for cut in cuts:
        old_parts[cut.one] = _cut(tracker, old[cut.one], [new[j].text for j in cut.parts])
    new_parts = [[block] for block in new]
    for join in joins:
        new_parts[join.one] = _joined(tracker, new[join.one], [old[i] for i in join.parts])
    # Positions of both versions change where parts take the place of a paragraph.
    old_at, new_at = _places(old_parts), _places(new_parts)
    divided_old, divided_new = {cut.one for cut in cuts}, {join.one for join in joins}
    pairs = [(old_at[i], new_at[j]) for i, j in kept if i not in divided_old and j not in divided_new]
    for cut in cuts:
        pairs += [(old_at[cut.one] + k, new_at[j]) for k, j in enumerate(cut.parts)]
    for join in joins:
        pairs += [(old_at[i], new_at[join.one] + k) for k, i in enumerate(join.parts)]
    return Divided(
        old=list(chain.from_iterable(old_parts)),
        new=list(chain.from_iterable(new_parts)),
        kept=sorted(pairs),
        moved=[(old_at[i], new_at[j]) for i, j in moved],
    )


def _overlap(cut: Division, join: Division) -> bool:
    """Whether a paragraph that was cut is part of a join, or what was cut from one is the whole of a join."""
    return cut.one in join.parts or join.one in cut.parts


def _turned(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return pairs of positions as the other version sees them."""
    return [(j, i) for i, j in pairs]


def _joined(tracker: Tracker, block: Block, parts: Sequence[Block]) -> list[Block]:
    """Mark the ends of all paragraphs but the last as deleted, and return the joined one part by part."""
    for part in parts[:-1]:
        assert part.element is not None  # noqa: S101 - see _can_be_joined
        tracker.mark_paragraph(part.element, "del")
    return [replace(block, text=part.text, number=part.number) for part in parts]


def _places(blocks: Sequence[Sequence[Block]]) -> list[int]:
    """Return at which position each block begins after those before it were replaced by their parts."""
    out, position = [], 0
    for some in blocks:
        out.append(position)
        position += len(some)
    return out


def _divisions(
    ones: Sequence[Block], others: Sequence[Block], kept: Sequence[tuple[int, int]], moved: Sequence[tuple[int, int]]
) -> Iterator[Division]:
    """Yield blocks of one side whose text is that of several neighbours of the other, among those that are free."""
    partner = dict(kept)
    busy = {j for _, j in moved}
    away = {i for i, _ in moved}
    following = [len(others)] * (len(ones) + 1)
    for i in range(len(ones) - 1, -1, -1):
        following[i] = partner[i] if i in partner else following[i + 1]
    before = -1
    for i, block in enumerate(ones):
        window = range(before + 1, following[i + 1])
        before = partner.get(i, before)
        if i in away or block.is_table or len(block.text) < 2 * LEAST:
            continue
        for start in window:
            end = _end_of(block.text, others, start, window.stop, busy)
            if end - start > 1:
                yield Division(i, range(start, end))
                before = max(before, end - 1)
                break


def _end_of(text: str, others: Sequence[Block], start: int, stop: int, busy: set[int]) -> int:
    """Return behind which block those from `start` on are the text, or `start`."""
    position = 0
    for j in range(start, stop):
        part = others[j].text
        if j in busy or others[j].is_table or len(part) < LEAST or not text.startswith(part, position):
            return start
        position += len(part)
        if position == len(text):
            return j + 1
    return start


def _can_be_cut(block: Block) -> bool:
    element = block.element
    if element is None or any(child.tag not in _SIMPLE for child in element):
        return False
    return not any(child.tag in _NEVER_CUT for child in element.iter())


def _can_be_joined(old: Sequence[Block], division: Division) -> bool:
    elements = [old[i].element for i in division.parts]
    for element, following in pairwise(elements):
        if element is None or element.getnext() is not following:
            return False
        if element.find(f"{w('pPr')}/{w('sectPr')}") is not None:
            return False
    return elements[-1] is not None


def _cut(tracker: Tracker, block: Block, texts: Sequence[str]) -> list[Block]:
    """Cut a paragraph into parts whose marks are inserted, all but the last one's, which is the old mark."""
    element = block.element
    assert element is not None  # noqa: S101 - see _can_be_cut
    ends = list(accumulate(map(len, texts)))
    cut_runs(element, ends)
    properties = element.find(w("pPr"))
    runs: list[tuple[int, _Element]] = []
    position = 0
    for run in element.iterchildren(w("r")):
        runs.append((position, run))
        position += len(run_text(run))
    out, start = [], 0
    for text, end in zip(texts[:-1], ends, strict=False):
        part = new_element("p")
        if properties is not None:
            part.append(deepcopy(properties))
            without_marks(part)
        for place, run in runs:
            if start <= place < end:
                part.append(run)
        element.addprevious(part)
        tracker.mark_paragraph(part, "ins")
        out.append(Block(text, part, block.number))
        start = end
    return [*out, Block(texts[-1], element, block.number)]
