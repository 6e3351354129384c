"""The nouns of a review: a person's decision on two provisions, and all decisions on two documents.

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

from policycompare.errors import AnswerError
from policycompare.language.normalise import fold
from policycompare.messages import language, message
from policycompare.vocabulary import GAP_REASONS, RELATIONS, UNLINKED, VERDICTS, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policycompare.documents import Measure
    from policycompare.messages import Language, Message
    from policycompare.vocabulary import Vocabulary

WITHOUT_LINK: tuple[Verdict, ...] = ("confirmed", "unsure")
"""Verdicts on a provision that stands alone: it has no counterpart, or the person is not sure."""
Kind = Literal["pair", "gap", "addition"]

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


def fingerprint(provision: Measure) -> str:
    r"""Return the fingerprint of a provision's text: 16 hex digits.

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
    """A person's decision on a pair of provisions, or on one that has no counterpart.

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

    def __post_init__(self) -> None:
        """Refuse words that are in no vocabulary."""
        for column, word, known in (
            ("verdict", self.verdict, VERDICTS),
            ("relation", self.relation or None, RELATIONS),
            ("reason", self.reason or None, GAP_REASONS),
        ):
            if word is not None and word not in known.keys:
                raise AnswerError(
                    message(
                        "{column} “{word}” is not known; write one of {words}",
                        column=column,
                        word=word,
                        words=known.keys,
                    )
                )

    @property
    def kind(self) -> Kind:
        """``pair``, ``gap`` (no child) or ``addition`` (no parent)."""
        if self.child and self.parent:
            return "pair"
        return "addition" if self.child else "gap"

    @property
    def links(self) -> bool:
        """Whether it makes the pair a link."""
        return self.verdict in ("confirmed", "added") and self.kind == "pair"

    @property
    def content(self) -> tuple[str, str, str, str]:
        """Verdict, relation, reason and comment: all but who, when and where."""
        return self.verdict, self.relation, self.reason, self.comment

    @property
    def by(self) -> str:
        """Name and date of the decision, as a table shows them."""
        return ", ".join(filter(None, (self.who, self.when)))

    def citing(self, child: Measure | None, parent: Measure | None) -> Decision:
        """Return the decision with label, fingerprint and text of these provisions; ``None`` leaves a side as it is."""
        cited = self
        if child is not None:
            cited = replace(
                cited, child=child.label, child_fingerprint=fingerprint(child), child_text=in_one_line(child.text)
            )
        if parent is not None:
            cited = replace(
                cited, parent=parent.label, parent_fingerprint=fingerprint(parent), parent_text=in_one_line(parent.text)
            )
        return cited

    def text(self, chosen: Language | None = None) -> str:
        """Return the decision in a few words, by default in the language in which messages are shown now."""
        chosen = chosen or language()
        subject = {
            "pair": f"{self.child} ↔ {self.parent}",
            "gap": f"{UNLINKED['gap'].name(chosen)} {self.parent}",
            "addition": f"{UNLINKED['addition'].name(chosen)} {self.child}",
        }[self.kind]
        words = f"{subject} {VERDICTS[self.verdict].name(chosen)}"
        if self.relation:
            detail = RELATIONS[self.relation].name(chosen)
        elif self.reason in GAP_REASONS:
            detail = GAP_REASONS[self.reason].name(chosen)
        else:
            detail = self.reason
        if not detail:
            return words
        return f"{words}（{detail}）" if chosen == "zh" else f"{words} ({detail})"

    def __str__(self) -> str:
        return self.text()


COLUMNS = tuple(field.name for field in fields(Decision))[:-1]
"""Columns of the file, in their order."""
REQUIRED = ("child", "parent", "verdict")
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
"""Time of a decision that has none."""


def in_one_line(text: str) -> str:
    """Return a text without line breaks, as the file keeps it."""
    return " ".join(text.split())


def moment(when: str) -> datetime:
    """Return a written time with its offset; without one it is local, and what is no time is `LONG_AGO`.

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
    """Return the decision in a row of words; verdict, relation and reason also by their Chinese names.

    Parameters
    ----------
    row
        Values by column; unknown columns are kept in ``more``.

    Raises
    ------
    AnswerError
        The row holds no decision; the message says which word is not understood and which would be.

    Examples
    --------
    >>> print(decision_of({"child": "３", "parent": "4", "verdict": "确认", "relation": "细化"}))
    3 ↔ 4 确认（细化）
    """
    values = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    for side in ("child", "parent"):
        values[side] = fold(values[side])
        values[f"{side}_fingerprint"] = values[f"{side}_fingerprint"].lower()
        _check_fingerprint(f"{side}_fingerprint", values[f"{side}_fingerprint"])
    if not values["child"] and not values["parent"]:
        raise AnswerError(message("child and parent are both empty; name at least one of them"))
    written = values["verdict"]
    values["verdict"] = _key_of("verdict", written.lower(), VERDICTS)
    alone = not (values["child"] and values["parent"])
    if alone and values["verdict"] not in WITHOUT_LINK:
        raise AnswerError(
            message(
                "verdict “{word}” is of a pair; name child and parent, or write one of {words} of a provision alone",
                word=written,
                words=[VERDICTS[key] for key in WITHOUT_LINK],
            )
        )
    if values["relation"]:
        values["relation"] = _key_of("relation", values["relation"].lower(), RELATIONS)
    if values["reason"]:
        values["reason"] = _key_of("reason", values["reason"], GAP_REASONS)
    more = tuple((name, str(value)) for name, value in row.items() if name not in COLUMNS)
    return Decision(**values, more=more)


def _key_of(column: str, word: str, vocabulary: Vocabulary) -> str:
    """Return the key that a word of a column stands for: the key itself or its Chinese name.

    Synonyms are for people at a keyboard or in a workbook; a file is written by programs too, and so is strict.
    """
    keys = {name: term.key for term in vocabulary for name in (term.key, term.chinese)}
    if word not in keys:
        raise AnswerError(
            message(
                "{column} “{word}” is not known; write one of {words}",
                column=column,
                word=word,
                words=list(keys),
            )
        )
    return keys[word]


def _check_fingerprint(column: str, value: str) -> None:
    if value and not _FINGERPRINT.fullmatch(value):
        # Spreadsheets turn digits with one ``e`` among them into a number, and lose the last figures.
        raise AnswerError(
            message(
                "{column} “{value}” is not 16 hex digits, a spreadsheet may have taken it for a number; "
                "empty the cell and the label counts",
                column=column,
                value=value,
            )
        )


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line of a file that holds no decision; it is kept as it is.

    Attributes
    ----------
    line
        From 1.
    text
        As it stands in the file.
    reason
        The fault and the way out.
    """

    line: int
    text: str
    reason: Message | str


@dataclass(frozen=True)
class Decisions:
    """All decisions of people on two documents.

    Attributes
    ----------
    rows
        The decisions, in the order of the file.
    columns
        Names of the columns that the program does not know.
    unread
        Lines that hold no decision.
    source
        The file, for messages.
    found_in
        The file that they were found in by the texts of the documents, which had other names then; or ``""``.
    """

    rows: tuple[Decision, ...] = ()
    columns: tuple[str, ...] = ()
    unread: tuple[UnreadLine, ...] = ()
    source: str = ""
    found_in: str = ""

    @property
    def notes(self) -> tuple[Message, ...]:
        """Origin of the decisions, when that is not the file of these documents."""
        if not self.found_in:
            return ()
        return (
            message(
                "{count} decisions from {file}: there the documents have other names and the same texts",
                count=len(self.rows),
                file=self.found_in,
            ),
        )

    @property
    def problems(self) -> tuple[Message, ...]:
        """The lines that could not be understood, each with the way out; the rest is used."""
        return tuple(
            message("{file}: line {line}: {what}", file=self.source, line=line.line, what=line.reason)
            for line in self.unread
        )

    def find(self, like: Decision) -> Decision | None:
        """Return the decision on the same provisions, or ``None``.

        The same are those of the same texts and labels; else the only one of the same texts, as when provisions were
        renumbered since; else one that knows the labels alone.
        """
        labels = like.child, like.parent
        texts = like.child_fingerprint, like.parent_fingerprint
        same_kind = [row for row in self.rows if row.kind == like.kind]
        same_texts = [row for row in same_kind if (row.child_fingerprint, row.parent_fingerprint) == texts]
        for row in same_texts:
            if (row.child, row.parent) == labels:
                return row
        if len(same_texts) == 1 and any(texts):
            return same_texts[0]
        for row in self.rows:
            # Labels count only where one of the two has no texts: else another text now has the number.
            only_labels = not any(texts) or not (row.child_fingerprint or row.parent_fingerprint)
            if only_labels and (row.child, row.parent) == labels:
                return row
        return None

    def with_decision(self, decision: Decision) -> Decisions:
        """Return these with a decision in the place of the one on the same provisions, or at the end."""
        before = self.find(decision)
        if before is None:
            return replace(self, rows=(*self.rows, decision))
        if not decision.more:
            decision = replace(decision, more=before.more)
        rows = tuple(decision if row is before else row for row in self.rows)
        return replace(self, rows=rows)

    def without(self, decision: Decision) -> Decisions:
        """Return these without one that is equal to `decision`."""
        return replace(self, rows=tuple(row for row in self.rows if row != decision))

    def __len__(self) -> int:
        return len(self.rows)
