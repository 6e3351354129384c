"""The nouns of a review: what a person decided of two provisions, and all that is decided of two documents.

Nothing here touches a file. A decision cites its provisions by label, as people read them, and by a fingerprint of
their text, by which it is found again when they are renumbered or moved.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from policycompare.language.normalise import fold
from policycompare.vocabulary import GAP_REASONS, OUTCOMES, RELATIONS, VERDICTS, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policycompare.documents import Measure

WITHOUT_LINK: tuple[Verdict, ...] = ("confirmed", "unsure")
"""What can be said of a provision that stands alone: that it truly has no counterpart, or that one is not sure."""
Kind = Literal["pair", "gap", "addition"]

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


def fingerprint(provision: Measure) -> str:
    r"""Return what a provision's text is known by: 16 hex digits.

    Number, place, units, white space and full or half width do not count, so that a decision outlives them.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> one, two = parse("甲\n1.落实 责任，检查。（区应急局）\n"), parse("乙\n9.落实责任,检查。\n")
    >>> fingerprint(one.measures[0]) == fingerprint(two.measures[0])
    True
    """
    return text_fingerprint(provision.text)


@lru_cache(maxsize=65_536)
def text_fingerprint(text: str) -> str:
    """Return the fingerprint of a provision with this text."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of a pair of provisions, or of one that has no counterpart.

    Attributes
    ----------
    child, parent
        Labels; ``""`` for the child of a gap (未承接) and for the parent of an addition (新增).
    verdict
        One of `VERDICTS`; of a gap or an addition one of `WITHOUT_LINK`.
    relation
        The person's relation, which goes before the model's, or ``""``.
    reason
        Of a gap: one of `GAP_REASONS`, or ``""``.
    comment, who
        In the person's words.
    when
        ISO 8601 with the offset from UTC, or ``""``.
    child_fingerprint, parent_fingerprint
        Of the texts that were decided on (see `fingerprint`), or ``""`` when only the labels are known.
    source
        Where it was decided: ``terminal``, ``notebook``, ``workbook …``, or ``""``.
    child_text, parent_text
        The texts that were decided on, in one line, so that a later change can be shown; or ``""``.
    more
        Columns of the file that the program does not know, as name and value.
    """

    child: str
    parent: str
    verdict: Verdict
    relation: str = ""
    reason: str = ""
    comment: str = ""
    who: str = ""
    when: str = ""
    child_fingerprint: str = ""
    parent_fingerprint: str = ""
    source: str = ""
    child_text: str = ""
    parent_text: str = ""
    more: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> Kind:
        """``pair``, ``gap`` (no child) or ``addition`` (no parent)."""
        return "pair" if self.child and self.parent else "addition" if self.child else "gap"

    @property
    def links(self) -> bool:
        """Whether it makes the pair a link."""
        return self.verdict in ("confirmed", "added") and self.kind == "pair"

    @property
    def content(self) -> tuple[str, str, str, str]:
        """What was decided, without who, when and where."""
        return self.verdict, self.relation, self.reason, self.comment

    @property
    def by(self) -> str:
        """Who decided and when, as a table shows it."""
        return ", ".join(filter(None, (self.who, self.when)))

    def citing(self, child: Measure | None, parent: Measure | None) -> Decision:
        """Return the decision with label, fingerprint and text of these provisions; ``None`` leaves a side as it is."""
        out = self
        if child is not None:
            out = replace(
                out, child=child.label, child_fingerprint=fingerprint(child), child_text=in_one_line(child.text)
            )
        if parent is not None:
            out = replace(
                out, parent=parent.label, parent_fingerprint=fingerprint(parent), parent_text=in_one_line(parent.text)
            )
        return out

    def __str__(self) -> str:
        sides = {
            "pair": f"{self.child} ↔ {self.parent}",
            "gap": f"未承接 {self.parent}",
            "addition": f"新增 {self.child}",
        }
        extra = (OUTCOMES[self.relation].chinese if self.relation else "") or self.reason
        return f"{sides[self.kind]} {VERDICTS[self.verdict].chinese}" + (f"（{extra}）" if extra else "")


COLUMNS = tuple(field.name for field in fields(Decision))[:-1]
"""Columns of the file, in their order."""
REQUIRED = ("child", "parent", "verdict")
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
"""When something was decided that does not say when."""


def in_one_line(text: str) -> str:
    """Return a text without line breaks, as the file keeps it."""
    return " ".join(text.split())


def moment(when: str) -> datetime:
    """Return the time that `when` tells, with its offset; without one it is local, and what is no time is long ago.

    Examples
    --------
    >>> moment("2026-11-24T08:00:00+08:00") == moment("2026-11-24T00:00:00Z"), moment("昨天") < moment("2026-11-24")
    (True, True)
    """
    try:
        found = datetime.fromisoformat(when.strip())
        return found if found.tzinfo else found.astimezone()
    except (ValueError, OverflowError):
        return LONG_AGO


def decision_of(row: Mapping[str, str]) -> Decision:
    """Return the decision that a row of words tells; verdict, relation and reason also by their Chinese names.

    Parameters
    ----------
    row
        Values by column; unknown columns are kept in ``more``.

    Raises
    ------
    ValueError
        The row tells no decision; the message says which word is not understood and which would be.

    Examples
    --------
    >>> print(decision_of({"child": "３", "parent": "4", "verdict": "确认", "relation": "细化"}))
    3 ↔ 4 确认（细化）
    """
    values = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    for side in ("child", "parent"):
        values[side] = fold(values[side])
        values[f"{side}_fingerprint"] = values[f"{side}_fingerprint"].lower()
    if not values["child"] and not values["parent"]:
        raise ValueError("child 和 parent 都是空的（name at least one of them）")
    verdict = _understood("verdict", values["verdict"].lower(), VERDICTS.words)
    if not (values["child"] and values["parent"]) and verdict not in WITHOUT_LINK:
        raise ValueError(
            f"verdict “{values['verdict']}” 需要 child 和 parent（a provision without a counterpart can be "
            f"{' or '.join(WITHOUT_LINK)}; name both for a link）"
        )
    if values["relation"]:
        values["relation"] = _understood("relation", values["relation"].lower(), RELATIONS.words)
    if values["reason"]:
        values["reason"] = _understood("reason", values["reason"], GAP_REASONS.words)
    for side in ("child", "parent"):
        found = values[f"{side}_fingerprint"]
        if found and not _FINGERPRINT.fullmatch(found):
            raise ValueError(
                f"{side}_fingerprint “{found}” 不是 16 位十六进制数（a spreadsheet may have taken it for a number; "
                "empty the cell and the label counts）"
            )
    more = tuple((name, str(value)) for name, value in row.items() if name not in COLUMNS)
    return Decision(**(values | {"verdict": verdict}), more=more)


def _understood(column: str, word: str, known: Mapping[str, str]) -> str:
    if word not in known:
        raise ValueError(f"{column} “{word}” 不认识（write one of {'、'.join(known)}）")
    return known[word]


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line of a file that tells no decision; it is kept as it is.

    Attributes
    ----------
    line
        From 1.
    text
        As it stands in the file.
    reason
        What is wrong with it and the way out.
    """

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Decisions:
    """All that people decided of two documents.

    Attributes
    ----------
    rows
        The decisions, in the order of the file.
    columns
        Names of the columns that the program does not know.
    unread
        Lines that tell no decision.
    source
        The file, for messages.
    """

    rows: tuple[Decision, ...] = ()
    columns: tuple[str, ...] = ()
    unread: tuple[UnreadLine, ...] = ()
    source: str = ""

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be understood, by line; the rest is used."""
        return tuple(f"{self.source}: 第{d.line}行：{d.reason}" for d in self.unread)

    def find(self, like: Decision) -> Decision | None:
        """Return the decision on the same provisions, or ``None``.

        The same are those of the same texts and labels; else the only one of the same texts, as when provisions were
        renumbered since; else one that knows the labels alone.
        """
        labels = like.child, like.parent
        texts = like.child_fingerprint, like.parent_fingerprint
        same = [d for d in self.rows if d.kind == like.kind and (d.child_fingerprint, d.parent_fingerprint) == texts]
        for row in same:
            if (row.child, row.parent) == labels:
                return row
        if len(same) == 1 and any(texts):
            return same[0]
        for row in self.rows:
            if (row.child, row.parent) == labels and (
                not any(texts) or not (row.child_fingerprint or row.parent_fingerprint)
            ):
                return row
        return None

    def with_decision(self, decision: Decision) -> Decisions:
        """Return these with a decision in the place of the one on the same provisions, or at the end."""
        before = self.find(decision)
        if before is None:
            rows = (*self.rows, decision)
        else:
            decision = decision if decision.more else replace(decision, more=before.more)
            rows = tuple(decision if row is before else row for row in self.rows)
        return replace(self, rows=rows)

    def without(self, decision: Decision) -> Decisions:
        """Return these without one that is equal to `decision`."""
        return replace(self, rows=tuple(row for row in self.rows if row != decision))

    def __len__(self) -> int:
        return len(self.rows)
