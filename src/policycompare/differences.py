"""What differs between two provisions, as runs of text with a meaning: for tables, pages and notebooks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from policycompare.text import normaliser, places_of, tokens

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
    """

    text: str
    meaning: Meaning


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
    from rapidfuzz.distance import Indel

    old, new = tokens(parent), tokens(child)
    out: list[Run] = []
    removed = added = ""

    def close() -> None:
        nonlocal removed, added
        if removed and added and normal and _only_localised(removed, added, normal):
            out.append(Run(added, "localised"))
        else:
            out.extend(Run(text, meaning) for text, meaning in _changed(removed, added) if text)
        removed = added = ""

    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            close()
            out.append(Run("".join(old[step.src_start : step.src_end]), "same"))
        else:
            removed += "".join(old[step.src_start : step.src_end])
            added += "".join(new[step.dest_start : step.dest_end])
    close()
    return tuple(out)


def _only_localised(removed: str, added: str, normal: tuple[Callable[[str], str], Callable[[str], str]]) -> bool:
    levels = _LEVEL.fullmatch(removed) and _LEVEL.fullmatch(added)
    return bool(levels) or normal[1](removed) == normal[0](added)


def _changed(removed: str, added: str) -> tuple[tuple[str, Meaning], tuple[str, Meaning]]:
    return (removed, "removed"), (added, "added")


def between(child: Document, parent: Document) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Return the functions that normalise texts of the two documents, for `runs`."""
    return normaliser(places_of(child)), normaliser(places_of(parent))
