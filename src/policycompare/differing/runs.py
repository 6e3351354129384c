"""What differs between two provisions, as runs of text with a meaning: for tables, pages and notebooks.

Phrases first, then words. `rapidfuzz.distance.Indel.opcodes` finds the longest common sequence, of phrases and then of
jieba's words inside what is left; libraries that compare texts as a whole do not serve: redlines splits at blanks,
which Chinese has not, and diff-match-patch tidies up by characters and so breaks words. What is ours is the tidying:
moved phrases, what is only localised, and no confetti.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal

from policycompare.differing.phrases import Moved, blocks
from policycompare.language.agencies import table
from policycompare.language.deontic import emphases, strongest
from policycompare.language.normalise import normaliser_of
from policycompare.language.tokenise import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policycompare.differing.phrases import Normal
    from policycompare.documents import Document

Meaning = Literal["same", "localised", "added", "removed", "moved_in", "moved_out"]
Mark = Literal["", "strength", "figure", "stronger", "weaker", "label"]

_LEVEL = re.compile(r"[本全我各]?(?:国家|省|市|区|县|区县|乡镇|街镇)级?")
KEPT = 0.5
"""What both texts have between two changes is shown as such when it is at least this share of the shorter change."""
LEAST_SHARED = 4
STRENGTH_WITHIN = 20
"""In longer changes a deontic word does not stand for the other's."""
MOST_CELLS = 25_000_000
"""Words above times words below beyond which a block is not compared word by word (time and memory)."""
ALIKE_ENOUGH = 0.4
"""Below this share in common two texts are shown without marks: they would be confetti."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with a meaning.

    Attributes
    ----------
    text
        As written; of a localised run, as the child has it.
    meaning
        ``same``: in both; ``localised``: in both but for names of places, levels and agencies; ``added``: only
        below; ``removed``: only above; ``moved_in`` and ``moved_out``: in both, at different places, of which this
        is the child's or the parent's.
    above
        The parent's words of a localised run.
    mark
        ``strength`` (应当, 鼓励, …) and ``figure`` (figures, deadlines) of text that both have; ``stronger`` or
        ``weaker`` for an added deontic word that stands for a weaker or stronger one above; ``label`` for the number
        of a provision before its text, in tables.
    """

    text: str
    meaning: Meaning
    above: str = ""
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """Old and new words that stand for each other: the same, localised, changed, or moved (one of both is empty)."""

    kind: Literal["same", "localised", "changed", "moved_in", "moved_out"]
    old: str
    new: str


def runs(parent: str, child: str, normal: Normal | None = None) -> tuple[Run, ...]:
    """Compare two texts phrase by phrase and then word by word, from the parent's to the child's.

    Parameters
    ----------
    parent, child
        The texts as written.
    normal
        The functions that normalise the child's and the parent's text (see
        `policycompare.language.normalise.normaliser`), by which what is only localised is told from what is added
        and removed; by default none is.

    Returns
    -------
    tuple of Run
        In the order of reading; `of_child` and `of_parent` give either text again, to the character.

    Examples
    --------
    >>> [(r.text, r.meaning, r.mark) for r in runs("企业应当报告。", "企业可以报告。")]
    [('企业', 'same', ''), ('应当', 'removed', ''), ('可以', 'added', 'weaker'), ('报告。', 'same', '')]
    """
    if parent == child:
        steps = [_Step("same", parent, child)] if child else []
    else:
        steps = [step for old, new in blocks(parent, child, normal) for step in _compared(old, new, normal)]
    return _joined(run for run in _runs_of(_tidy(steps)) if run.text or run.above)


def of_parent(parts: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs that make the parent's text."""
    shown = (r for r in parts if r.meaning not in ("added", "moved_in"))
    return tuple(Run(r.above, r.meaning, r.above, r.mark) if r.meaning == "localised" else r for r in shown)


def of_child(parts: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs that make the child's text."""
    return tuple(r for r in parts if r.meaning not in ("removed", "moved_out"))


def in_common(parts: Sequence[Run]) -> float:
    """Return how much of the shorter text is in both, 0 to 1."""
    same = sum(len(r.text) for r in parts if r.meaning in ("same", "localised", "moved_in"))
    shorter = min(sum(len(r.text) for r in side) for side in (of_parent(parts), of_child(parts)))
    return same / max(shorter, 1)


def shared(parent: str, child: str) -> list[str]:
    """Return what two texts have in common in the same order, for texts of which too much differs for runs.

    Words of at least `LEAST_SHARED` characters, the longest first.

    Examples
    --------
    >>> shared("把安全生产写入政府工作报告。", "将安全生产列入年度计划和政府工作报告。")
    ['政府工作报告', '安全生产']
    """
    from rapidfuzz.distance import Indel

    above, below = list(_tokens(parent)), list(_tokens(child))
    if len(above) * len(below) > MOST_CELLS:
        return []
    equal = (s for s in Indel.opcodes(above, below) if s.tag == "equal")
    whole = "\n".join("".join(below[s.dest_start : s.dest_end]) for s in equal)
    found = {words.strip("的和") for words in re.split(r"[\s，。；、：！？“”]", whole)}
    return sorted((words for words in found if len(words) >= LEAST_SHARED), key=lambda words: (-len(words), words))


def between(child: Document, parent: Document) -> Normal:
    """Return the functions that normalise texts of the two documents, for `runs`."""
    return normaliser_of(child), normaliser_of(parent)


def _compared(old: list[str | Moved], new: list[str | Moved], normal: Normal | None) -> Iterator[_Step]:
    """Compare a block word by word."""
    from rapidfuzz.distance import Indel

    if old == new:
        text = "".join(str(part) for part in new)
        yield _Step("same", text, text)
        return
    above, below = ([word for part in side for word in _words(part)] for side in (old, new))
    if len(above) * len(below) > MOST_CELLS:
        above, below = old, new
    removed: list[str | Moved] = []
    added: list[str | Moved] = []
    for step in Indel.opcodes(above, below):
        if step.tag == "equal":
            yield from _changed(removed, added, normal)
            removed, added = [], []
            text = "".join(map(_text, below[step.dest_start : step.dest_end]))
            yield _Step("same", text, text)
        else:
            removed += above[step.src_start : step.src_end]
            added += below[step.dest_start : step.dest_end]
    yield from _changed(removed, added, normal)


def _words(part: str | Moved) -> list[str | Moved]:
    return [part] if isinstance(part, Moved) else list(_tokens(part))


def _text(word: str | Moved) -> str:
    return word.text if isinstance(word, Moved) else word


def _tokens(text: str) -> Iterator[str]:
    """Cut a text into words; an agency with what localises it (区应急局) is one."""
    for position, piece in enumerate(_local_names().split(text)):
        if position % 2:
            yield piece
        else:
            yield from tokens(piece)


@cache
def _local_names() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, table().canonical), key=len, reverse=True))
    own = r"[本我全](?:省|市|区|县|乡镇|街道|镇|乡)(?!级|域)"
    return re.compile(rf"((?:国家|[省市区县])(?:{names})|{own})")


def _changed(old: list[str | Moved], new: list[str | Moved], normal: Normal | None) -> Iterator[_Step]:
    """Yield what one change is made of, in the order of both texts: moved phrases apart, and what is only localised."""
    before, after = _stretches(old), _stretches(new)
    for removed, moved in before[:-1]:
        yield from (_Step("changed", removed, ""), _Step("moved_out", moved, ""))
    removed, added = before[-1][0], after[0][0]
    if removed or added:
        yield from _replaced(removed, added, normal)
    for (_, moved), (words, _) in pairwise(after):
        yield from (_Step("moved_in", "", moved), _Step("changed", "", words))


def _stretches(words: list[str | Moved]) -> list[tuple[str, str]]:
    """Return stretches of words, each with the moved phrase that it ends with; the last one with none."""
    out, stretch = [], ""
    for word in words:
        if isinstance(word, Moved):
            out.append((stretch, word.text))
            stretch = ""
        else:
            stretch += word
    return [*out, (stretch, "")]


def _replaced(old: str, new: str, normal: Normal | None) -> Iterator[_Step]:
    """Yield a change, with the ends that both have cut off where only the level differs (市→区)."""
    from rapidfuzz.distance import Postfix, Prefix

    if not (old and new and normal):
        yield _Step("changed", old, new)
    elif normal[1](old) == normal[0](new):
        yield _Step("localised", old, new)
    else:
        start = Prefix.similarity(old, new)
        end = Postfix.similarity(old[start:], new[start:])
        middle = old[start : len(old) - end], new[start : len(new) - end]
        if all(_LEVEL.fullmatch(text) for text in middle):
            yield _Step("same", old[:start], new[:start])
            yield _Step("localised", *middle)
            yield _Step("same", old[len(old) - end :], new[len(new) - end :])
        else:
            yield _Step("changed", old, new)


def _tidy(steps: list[_Step]) -> list[_Step]:
    """Make one change of two that only a few words in common keep apart (Fraser's semantic clean-up, by words).

    What both texts have between two changes is given up when it is short beside either change.
    """
    out: list[_Step] = []
    kept = 0  # characters in common since the last change
    last = -1  # where the last change stands in `out`
    for step in steps:
        if step.kind == "changed" and (step.old or step.new):
            now = step
            while last >= 0 and _joinable(out[last + 1 :]) and kept < KEPT * min(_size(out[last]), _size(now)):
                parts = [out[last], *out[last + 1 :], now]
                now = _Step("changed", "".join(p.old for p in parts), "".join(p.new for p in parts))
                del out[last:]
                last = next((k for k in range(len(out) - 1, -1, -1) if out[k].kind == "changed"), -1)
                kept = sum(len(p.new) for p in out[last + 1 :])
            out.append(now)
            last, kept = len(out) - 1, 0
        elif step.old or step.new:
            out.append(step)
            kept += _content(step)
    return out


def _joinable(between_changes: list[_Step]) -> bool:
    """Whether only words in common stand between two changes, and no whole phrase."""
    return all(s.kind in ("same", "localised") for s in between_changes) and "\n" not in "".join(
        s.new for s in between_changes
    )


def _size(step: _Step) -> int:
    return max(len(step.old), len(step.new))


def _content(step: _Step) -> int:
    return sum(char.isalnum() for char in step.new)


def _runs_of(steps: list[_Step]) -> Iterator[Run]:
    for step in steps:
        if step.kind == "same":
            yield from _emphasised(step.new, "same")
        elif step.kind == "localised":
            yield Run(step.new, "localised", step.old)
        elif step.kind == "moved_in":
            yield from _emphasised(step.new, "moved_in")
        elif step.kind == "moved_out":
            yield from _emphasised(step.old, "moved_out")
        else:
            yield Run(step.old, "removed")
            yield from _strengthened(step.old, step.new)


def _emphasised(text: str, meaning: Meaning) -> Iterator[Run]:
    """Yield a text that both have, with deontic words, figures and deadlines in runs of their own."""
    position = 0
    for span, kind in emphases(text):
        yield Run(text[position : span.start], meaning)
        yield Run(span.of(text), meaning, mark=kind)
        position = span.end
    yield Run(text[position:], meaning)


def _strengthened(old: str, new: str) -> Iterator[Run]:
    """Yield added words, with the strongest deontic one marked where it stands for one of another strength."""
    near = max(len(old), len(new)) <= STRENGTH_WITHIN
    before, after = (strongest(old), strongest(new)) if near else (None, None)
    if before and after and before[0] != after[0]:
        head, word, tail = new.partition(after[1])
        yield Run(head, "added")
        yield Run(word, "added", mark="stronger" if after[0] > before[0] else "weaker")
        yield Run(tail, "added")
    else:
        yield Run(new, "added")


def _joined(parts: Iterable[Run]) -> tuple[Run, ...]:
    """Join neighbouring runs of one meaning and mark."""
    out = []
    for (meaning, mark), group in groupby(parts, lambda r: (r.meaning, r.mark)):
        some = list(group)
        out.append(Run("".join(r.text for r in some), meaning, "".join(r.above for r in some), mark))
    return tuple(out)
