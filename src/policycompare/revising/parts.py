"""What changed around the provisions: titles, preambles, headings and closings of two versions."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.language.numerals import HAN, to_int
from policycompare.revising.counterparts import counterparts
from policycompare.revising.wording import bare

if TYPE_CHECKING:
    from policycompare.documents import Document, Measure, PartKind, Span
    from policycompare.revising.revision import Revision
    from policycompare.vocabulary import RevisionKind

_NUMBER = re.compile(
    rf"^[\s　]*(?:第[ 　]?(?:{HAN}{{1,7}}|[0-9]+)[ 　]?[编章节節]|{HAN}{{1,4}}、|[（(]{HAN}{{1,4}}[）)]|[0-9]+[.．、])"
)
ROLES: tuple[PartKind, ...] = ("title", "preamble", "heading", "closing")
"""Roles of the parts that are compared, in the order of a document."""
FIRST = ("title", "preamble")
"""Roles of the parts that stand before all provisions."""
_VERSION = re.compile(r"[（(][^（）()]{1,12}[）)]$")
_DRAFT = re.compile(rf"第?({HAN}{{1,3}}|[0-9]{{1,2}})稿")
_STAGES = ("初稿", "讨论稿", "征求意见稿", "送审稿", "报批稿", "草案")
"""Drafts on their way, the earliest first; a text without such a word is the one that was issued."""


@dataclass(frozen=True, slots=True)
class PartChange:
    """A title, preamble, heading or closing that changed, came or went.

    Attributes
    ----------
    kind
        ``changed``, ``added`` or ``deleted``.
    role
        What it is.
    old, new
        Its texts, ``""`` for none.
    at
        The row of the revision before which it stands; their number for one behind all.
    """

    kind: RevisionKind
    role: PartKind
    old: str
    new: str
    at: int


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """A part that is no provision: its text, its place, and the provision that follows it."""

    text: str
    span: Span
    following: Measure | None


@dataclass(frozen=True, slots=True)
class PartPair:
    """A part of both versions, or of one."""

    role: PartKind
    old: PlacedPart | None
    new: PlacedPart | None

    @property
    def is_same(self) -> bool:
        """Whether both say the same, but for the number of a heading and the version in a title."""
        cut = {"title": without_version, "heading": without_number}.get(self.role, str)
        if self.old is None or self.new is None:
            return False
        return bare(cut(self.old.text)) == bare(cut(self.new.text))


def without_version(title: str) -> str:
    """Return a title without the bracket that names the version.

    Examples
    --------
    >>> without_version("某市燃气管理条例（二稿）")
    '某市燃气管理条例'
    """
    return _VERSION.sub("", title.strip())


def version_rank(title: str) -> tuple[int, int]:
    """Return what puts versions in order by their titles: the number of the draft, and its stage.

    Examples
    --------
    >>> version_rank("某市条例（一稿）") < version_rank("某市条例（二稿）")
    True
    >>> titles = ["某市条例", "某市条例（报批稿）", "某市条例（征求意见稿）"]
    >>> sorted(titles, key=version_rank)
    ['某市条例（征求意见稿）', '某市条例（报批稿）', '某市条例']
    """
    version = _VERSION.search(title.strip())
    words = version[0] if version else ""
    number = _DRAFT.search(words)
    stage = next((k for k, stage in enumerate(_STAGES) if stage in words), len(_STAGES))
    return (to_int(number[1]) or 0) if number else 0, stage


def without_number(heading: str) -> str:
    """Return a heading without its number.

    Examples
    --------
    >>> without_number("第三章　经营管理"), without_number("二、重点任务")
    ('经营管理', '重点任务')
    """
    return _NUMBER.sub("", heading).strip()


def part_changes(revision: Revision) -> list[PartChange]:
    """Return what changed around the provisions, in the order of the rows; numbers of headings do not count."""
    places = _Places(revision)
    out: list[PartChange] = []
    for role in ROLES:
        for pair in part_pairs(revision.old, revision.new, role):
            if pair.is_same:
                continue
            old, new = pair.old.text if pair.old else "", pair.new.text if pair.new else ""
            kind: RevisionKind = "changed"
            if not (old and new):
                kind = "added" if new else "deleted"
            out.append(PartChange(kind, role, old, new, places.row_of(pair)))
    return sorted(out, key=lambda part: part.at)


def part_pairs(old: Document, new: Document, role: PartKind) -> list[PartPair]:
    """Return the parts of one role that are versions of each other, then those that only one document has."""
    above, below = _parts(old, role), _parts(new, role)
    if role == "heading":
        keys = [[bare(without_number(part.text)) for part in side] for side in (above, below)]
        groups = [group for group in counterparts(*keys) if len(group.old) == len(group.new) == 1]
        places = [(group.old[0], group.new[0]) for group in groups]
    else:
        places = [(k, k) for k in range(min(len(above), len(below)))]
    pairs = [PartPair(role, above[i], below[j]) for i, j in places]
    paired_old, paired_new = {i for i, _ in places}, {j for _, j in places}
    pairs += [PartPair(role, part, None) for i, part in enumerate(above) if i not in paired_old]
    pairs += [PartPair(role, None, part) for j, part in enumerate(below) if j not in paired_new]
    return pairs


class _Places:
    """Rows of a revision by the labels of their provisions."""

    def __init__(self, revision: Revision) -> None:
        self.rows = len(revision.change_list)
        self.of_new: dict[str, int] = {}
        self.of_old: dict[str, int] = {}
        for row, change in enumerate(revision.change_list):
            if change.new:
                self.of_new[change.new.label] = row
            for provision in change.old:
                self.of_old.setdefault(provision.label, row)

    def row_of(self, pair: PartPair) -> int:
        """Return the row before which a part stands: that of the provision behind it."""
        part, rows = (pair.new, self.of_new) if pair.new else (pair.old, self.of_old)
        if pair.role in FIRST:
            return 0
        return rows.get(part.following.label, 0) if part and part.following else self.rows


def _parts(document: Document, role: PartKind) -> list[PlacedPart]:
    starts = [provision.span.start for provision in document.provisions]
    out = []
    for part in document.parts:
        text = part.span.of(document.text).strip()
        if part.kind == role and text:
            place = bisect_right(starts, part.span.start)
            out.append(PlacedPart(text, part.span, document.provisions[place] if place < len(starts) else None))
    return out
