"""A question to the second reader: one provision of the lower document with the candidates of the higher one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from policycompare.deciding.decisions import text_fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.documents import Document, Measure


@dataclass(frozen=True)
class AskedProvision:
    """A provision as the reader sees it: its label, its chapter and its text."""

    label: str
    chapter: str
    text: str

    @classmethod
    def of(cls, provision: Measure) -> AskedProvision:
        """Return a provision as the reader sees it."""
        return cls(provision.label, provision.chapter, provision.text)

    @cached_property
    def fingerprint(self) -> str:
        """Fingerprint of its text, the one that decisions of people are found again by."""
        return text_fingerprint(self.text)


@dataclass(frozen=True)
class AssessorQuestion:
    """A question: which of these candidates does a provision carry down.

    Attributes
    ----------
    child
        The provision of the lower document.
    candidates
        Provisions of the higher document, the likeliest first.
    child_title, parent_title
        Titles of the documents.
    """

    child: AskedProvision
    candidates: tuple[AskedProvision, ...]
    child_title: str
    parent_title: str

    @classmethod
    def about(cls, child: Document, parent: Document, position: int, candidates: Sequence[int]) -> AssessorQuestion:
        """Return the question about a provision of `child`, by its position and those of its candidates."""
        offered = [AskedProvision.of(parent.provisions[candidate]) for candidate in candidates]
        return cls(AskedProvision.of(child.provisions[position]), tuple(offered), child.title, parent.title)

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the candidates, in the order in which they are offered."""
        return tuple(candidate.label for candidate in self.candidates)

    @cached_property
    def digest(self) -> str:
        """Number that no text in the question can know: it marks where texts of documents begin and end."""
        parts = [self.child_title, self.parent_title]
        for provision in (self.child, *self.candidates):
            parts += [provision.label, provision.chapter, provision.text]
        # Lengths between the parts, so that no two questions give the same line.
        whole = "".join(f"{len(part)}:{part}" for part in parts)
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
