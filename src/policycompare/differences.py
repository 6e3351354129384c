"""What differs between two provisions, as runs of text with a meaning: for tables, pages and notebooks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from policycompare.text import normaliser_of, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from policycompare.documents import Document

_LEVEL = re.compile(r"[本全我各]?(?:国家|省|市|区|县|区县|乡镇|街镇)级?")
Meaning = Literal["same", "added", "removed", "localised"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: in both, only below (``added``), only above (``removed``), or localised.

    Attributes
    ----------
    text
        As written; of a localised run, as the child has it.
    meaning
        ``same``, ``added``, ``removed`` or ``localised``.
    above
        The parent's words of a localised run.
    """

    text: str
    meaning: Meaning
    above: str = ""


def runs(
    parent: str, child: str, normal: tuple[Callable[[str], str], Callable[[str], str]] | None = None
) -> tuple[Run, ...]:
    """Compare two texts word by word, from the parent's to the child's.

    Parameters
    ----------
    parent, child
        The texts as written.
    normal
        The functions that normalise the child's and the parent's text (see `policycompare.text.normaliser`), by which
        what is only localised is told from what is added and removed; by default none is.

    Returns
    -------
    tuple of Run
        Without the ``removed`` ones they make the child's text again, and without the ``added`` and with the parent's
        words for the ``localised`` the parent's.

    Examples
    --------
    >>> [(r.text, r.meaning) for r in runs("企业应当报告。", "企业可以及时报告。")]
    [('企业', 'same'), ('应当', 'removed'), ('可以及时', 'added'), ('报告。', 'same')]
    """
    from rapidfuzz.distance import Indel, Postfix, Prefix

    old, new = tokens(parent), tokens(child)
    out: list[Run] = []
    removed = added = ""

    def close() -> None:
        nonlocal removed, added
        start = Prefix.similarity(removed, added)
        end = Postfix.similarity(removed[start:], added[start:])
        before, old_middle, after = _cut(removed, start, end)
        new_middle = _cut(added, start, end)[1]
        if old_middle and new_middle and normal and _only_localised(old_middle, new_middle, normal):
            changed = [Run(new_middle, "localised", old_middle)]
        else:
            changed = [Run(old_middle, "removed"), Run(new_middle, "added")]
        out.extend(run for run in (Run(before, "same"), *changed, Run(after, "same")) if run.text)
        removed = added = ""

    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            close()
            out.append(Run("".join(old[step.src_start : step.src_end]), "same"))
        else:
            removed += "".join(old[step.src_start : step.src_end])
            added += "".join(new[step.dest_start : step.dest_end])
    close()
    return _joined(out)


def _joined(parts: list[Run]) -> tuple[Run, ...]:
    """Join neighbouring runs of one meaning."""
    out = []
    for meaning, group in groupby(parts, lambda r: r.meaning):
        some = list(group)
        out.append(Run("".join(r.text for r in some), meaning, "".join(r.above for r in some)))
    return tuple(out)


def _only_localised(removed: str, added: str, normal: tuple[Callable[[str], str], Callable[[str], str]]) -> bool:
    levels = _LEVEL.fullmatch(removed) and _LEVEL.fullmatch(added)
    return bool(levels) or normal[1](removed) == normal[0](added)


def _cut(text: str, start: int, end: int) -> tuple[str, str, str]:
    return text[:start], text[start : len(text) - end], text[len(text) - end :]


def of_parent(parts: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the runs that make the parent's text."""
    shown = (Run(r.above, r.meaning, r.above) if r.meaning == "localised" else r for r in parts if r.meaning != "added")
    return tuple(shown)


def of_child(parts: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the runs that make the child's text."""
    return tuple(r for r in parts if r.meaning != "removed")


def in_common(parts: tuple[Run, ...]) -> float:
    """Return how much of the shorter text is in both, 0 to 1: below a third marks are confetti."""
    same = sum(len(r.text) for r in parts if r.meaning in ("same", "localised"))
    shorter = min(sum(len(r.text) for r in side) for side in (of_parent(parts), of_child(parts)))
    return same / max(shorter, 1)


def between(child: Document, parent: Document) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Return the functions that normalise texts of the two documents, for `runs`."""
    return normaliser_of(child), normaliser_of(parent)
