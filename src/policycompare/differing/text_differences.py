"""Differences between two provisions as runs of text with a meaning: for tables, pages and notebooks.

Phrases first, then words. `rapidfuzz.distance.Indel.opcodes` finds the longest common sequence, of phrases and then of
jieba's words inside what is left; libraries that compare texts as a whole do not serve: redlines splits at blanks,
which Chinese has not, and diff-match-patch tidies up by characters and so breaks words. What is ours is the tidying:
moved phrases, what is only localised, and no confetti.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal

from policycompare.differing import words
from policycompare.differing.phrases import NO_CELLS, Block, Cells, Moved, Normalisers, blocks
from policycompare.differing.runs import Run, in_common, of_child, of_parent
from policycompare.language.deontic import comparison, forces
from policycompare.language.normalise import normaliser_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policycompare.documents import Document

_LEVEL = re.compile(r"[本全我各]?(?:国家|省|市|区|县|区县|乡镇|街镇)级?")
KEPT = 0.5
"""Least size of what stays between two changes as common, as a share of the shorter change."""
STRENGTH_WITHIN = 20
"""Characters of the longest change in which a deontic word is taken to stand for the other's."""
ALIKE_ENOUGH = 0.4
"""Least share in common of two texts whose differences are marked; below it the marks would be confetti."""


@dataclass(frozen=True, slots=True)
class ShownTexts:
    """Two texts as they are shown beside each other.

    Attributes
    ----------
    alike
        Whether enough is in common for marks; else each text is one run without any.
    child, parent
        The runs of either text.
    """

    alike: bool
    child: tuple[Run, ...]
    parent: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """Old and new words that stand for each other: the same, localised, changed, or moved (one of both is empty)."""

    kind: Literal["same", "localised", "changed", "moved_in", "moved_out"]
    old: str
    new: str

    @property
    def size(self) -> int:
        return max(len(self.old), len(self.new))

    @property
    def content(self) -> int:
        """Characters that are letters or figures."""
        return sum(character.isalnum() for character in self.new)


def differences(
    child: str, parent: str, normalisers: Normalisers | None = None, cells: Cells = NO_CELLS
) -> tuple[Run, ...]:
    """Compare two texts phrase by phrase and then word by word.

    Parameters
    ----------
    child, parent
        The texts as written.
    normalisers
        See `normalisers_of`; without them nothing counts as only localised.
    cells
        The cells of the tables in both texts; a cell that both have is compared with no other.

    Returns
    -------
    tuple of Run
        In the order of reading, the parent's words before the child's that stand for them; `of_child` and `of_parent`
        give either text again, to the character.

    Examples
    --------
    >>> [(r.text, r.meaning, r.mark) for r in differences("企业可以报告。", "企业应当报告。")]
    [('企业', 'same', ''), ('应当', 'removed', ''), ('可以', 'added', 'weaker'), ('报告。', 'same', '')]
    """
    steps: list[_Step] = []
    if parent == child:
        steps.append(_Step("same", parent, child))
    else:
        for block in blocks(child, parent, normalisers, cells):
            steps += _compared(block, normalisers)
    return _joined(run for run in _runs_of(_tidy(steps)) if run.text or run.above)


def runs_to_show(
    child: str, parent: str, normalisers: Normalisers | None = None, cells: Cells = NO_CELLS
) -> ShownTexts:
    """Return two texts with their differences marked, or without marks where too little is in common.

    Parameters
    ----------
    child, parent, normalisers, cells
        See `differences`.

    Examples
    --------
    >>> runs_to_show("企业可以报告。", "公布结果。").child
    (Run(text='企业可以报告。', meaning='same', above='', mark=''),)
    """
    runs = differences(child, parent, normalisers, cells)
    if in_common(runs) < ALIKE_ENOUGH:
        return ShownTexts(False, unmarked(child), unmarked(parent))
    return ShownTexts(True, of_child(runs), of_parent(runs))


def unmarked(text: str) -> tuple[Run, ...]:
    """Return a text that is compared with nothing, as runs."""
    return (Run(text, "same"),) if text else ()


def normalisers_of(child: Document, parent: Document) -> Normalisers:
    """Return the functions that normalise texts of the two documents, for `differences`."""
    return Normalisers(normaliser_of(child), normaliser_of(parent))


def _compared(block: Block, normalisers: Normalisers | None) -> Iterator[_Step]:
    """Compare a block word by word."""
    from rapidfuzz.distance import Indel

    if block.parent == block.child:
        text = "".join(map(_text, block.child))
        yield _Step("same", text, text)
        return
    below, above = _words(block.child), _words(block.parent)
    if len(above) * len(below) > words.MOST_CELLS:
        below, above = block.child, block.parent
    removed: list[str | Moved] = []
    added: list[str | Moved] = []
    for step in Indel.opcodes(above, below):
        if step.tag == "equal":
            yield from _changed(removed, added, normalisers)
            removed, added = [], []
            text = "".join(map(_text, below[step.dest_start : step.dest_end]))
            yield _Step("same", text, text)
        else:
            removed += above[step.src_start : step.src_end]
            added += below[step.dest_start : step.dest_end]
    yield from _changed(removed, added, normalisers)


def _words(side: list[str | Moved]) -> list[str | Moved]:
    """Cut one side of a block into words; a moved phrase stays whole."""
    out: list[str | Moved] = []
    for part in side:
        out += [part] if isinstance(part, Moved) else words.words_of(part)
    return out


def _text(word: str | Moved) -> str:
    return word.text if isinstance(word, Moved) else word


def _changed(old: list[str | Moved], new: list[str | Moved], normalisers: Normalisers | None) -> Iterator[_Step]:
    """Yield what one change is made of, in the order of both texts: moved phrases apart, and what is only localised."""
    before, after = _stretches(old), _stretches(new)
    for stretch in before[:-1]:
        yield _Step("changed", stretch.words, "")
        yield _Step("moved_out", stretch.moved, "")
    # What stands behind the last moved phrase above stands for what stands before the first moved one below.
    removed, added = before[-1].words, after[0].words
    if removed or added:
        yield from _replaced(removed, added, normalisers)
    for stretch, following in pairwise(after):
        yield _Step("moved_in", "", stretch.moved)
        yield _Step("changed", "", following.words)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words up to a moved phrase, and that phrase."""

    words: str
    moved: str = ""


def _stretches(side: list[str | Moved]) -> list[_Stretch]:
    """Cut words behind each moved phrase; the last stretch ends with none."""
    out, stretch = [], ""
    for word in side:
        if isinstance(word, Moved):
            out.append(_Stretch(stretch, word.text))
            stretch = ""
        else:
            stretch += word
    return [*out, _Stretch(stretch)]


def _replaced(old: str, new: str, normalisers: Normalisers | None) -> Iterator[_Step]:
    """Yield a change, with the ends that both have cut off where only the level differs (市→区)."""
    from rapidfuzz.distance import Postfix, Prefix

    if not (old and new and normalisers):
        yield _Step("changed", old, new)
        return
    if normalisers.parent(old) == normalisers.child(new):
        yield _Step("localised", old, new)
        return
    start = Prefix.similarity(old, new)
    end = Postfix.similarity(old[start:], new[start:])
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    if _LEVEL.fullmatch(old_middle) and _LEVEL.fullmatch(new_middle):
        yield _Step("same", old[:start], new[:start])
        yield _Step("localised", old_middle, new_middle)
        yield _Step("same", old[len(old) - end :], new[len(new) - end :])
    else:
        yield _Step("changed", old, new)


def _tidy(steps: list[_Step]) -> list[_Step]:
    """Make one change of two that only a few words in common keep apart (Fraser's semantic clean-up, by words).

    Common words between two changes are given up when they are few beside either change.
    """
    out: list[_Step] = []
    last = -1  # where the last change stands in `out`
    common = 0  # characters in common since the last change
    for step in steps:
        if not (step.old or step.new):
            continue
        if step.kind != "changed":
            out.append(step)
            common += step.content
            continue
        # A change that grew may reach the one before it in turn.
        while last >= 0 and _joinable(out[last + 1 :]) and common < KEPT * min(out[last].size, step.size):
            parts = [*out[last:], step]
            step = _Step("changed", "".join(p.old for p in parts), "".join(p.new for p in parts))  # noqa: PLW2901
            del out[last:]
            last = _last_change(out)
            common = sum(len(part.new) for part in out[last + 1 :])
        out.append(step)
        last, common = len(out) - 1, 0
    return out


def _last_change(steps: list[_Step]) -> int:
    for k in range(len(steps) - 1, -1, -1):
        if steps[k].kind == "changed":
            return k
    return -1


def _joinable(between_changes: list[_Step]) -> bool:
    """Whether only words in common stand between two changes, and no line end."""
    return all(step.kind in ("same", "localised") and "\n" not in step.new for step in between_changes)


def _runs_of(steps: list[_Step]) -> Iterator[Run]:
    for step in steps:
        if step.kind == "same":
            yield Run(step.new, "same")
        elif step.kind == "localised":
            yield Run(step.new, "localised", step.old)
        elif step.kind == "moved_in":
            yield Run(step.new, "moved_in")
        elif step.kind == "moved_out":
            yield Run(step.old, "moved_out")
        else:
            yield Run(step.old, "removed")
            yield from _strengthened(step.old, step.new)


def _strengthened(old: str, new: str) -> Iterator[Run]:
    """Yield added words, with the deontic one marked where it asks for the same more or less strongly."""
    turned = comparison(old, new) if max(len(old), len(new)) <= STRENGTH_WITHIN else 0
    if not turned:
        yield Run(new, "added")
        return
    word = forces(new)[0].span
    yield Run(new[: word.start], "added")
    yield Run(word.of(new), "added", mark="stronger" if turned > 0 else "weaker")
    yield Run(new[word.end :], "added")


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join neighbouring runs of one meaning and mark."""
    out = []
    for (meaning, mark), group in groupby(runs, lambda run: (run.meaning, run.mark)):
        some = list(group)
        out.append(Run("".join(run.text for run in some), meaning, "".join(run.above for run in some), mark))
    return tuple(out)
