"""Rows of gold, from a file or a frame, checked: labels, words, and what contradicts itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from policycompare.errors import AlignmentError
from policycompare.messages import message
from policycompare.vocabulary import CONFIDENCES, RELATIONS, UNLINKED, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from policycompare.documents import Document

_RELATIONS = Vocabulary(*RELATIONS, UNLINKED["addition"])
_WHOLE = re.compile(r"([0-9]+)\.0")


@dataclass(frozen=True, slots=True)
class GoldRow:
    """One row of gold: positions of the provisions, no parent for an addition."""

    child: int
    parent: int | None
    relation: str
    is_unsure: bool


class _Source:
    """A gold file or frame, and where in it a message is about."""

    def __init__(self, source: pd.DataFrame | str | Path) -> None:
        self.name = "gold" if isinstance(source, pd.DataFrame) else str(source)
        frame = source if isinstance(source, pd.DataFrame) else read_csv(Path(source))
        if missing := {"child", "parent"} - set(frame.columns):
            raise AlignmentError(
                message(
                    "{file}: line 1: no column {columns}; give it the columns child,parent,relation",
                    file=self.name,
                    columns=sorted(missing),
                )
            )
        # object first: a column of figures with an empty cell cannot hold a text
        self.rows = frame.astype(object).where(frame.notna(), "").astype(str).to_dict("records")

    def position(self, label: str, side: str, line: int, known: Mapping[str, int]) -> int:
        """Return the position of a provision by its label."""
        position = position_of_label(label, known)
        if position is None:
            labels = list(known)
            raise AlignmentError(
                message(
                    "{file}: line {line}: {side} “{label}” is no provision of that document; "
                    "labels run from {first} to {last}",
                    file=self.name,
                    line=line,
                    side=side,
                    label=label,
                    first=labels[0],
                    last=labels[-1],
                )
            )
        return position

    def term(self, word: str, column: str, line: int, vocabulary: Vocabulary) -> str:
        """Return the key of a word in a column, ``""`` for an empty cell."""
        if not word:
            return ""
        key = vocabulary.words.get(word.lower())
        if key is None:
            raise AlignmentError(
                message(
                    "{file}: line {line}: {column} “{word}” is not known; write one of {known}",
                    file=self.name,
                    line=line,
                    column=column,
                    word=word,
                    known=list(vocabulary),
                )
            )
        return key


def position_of_label(label: str, known: Mapping[str, int]) -> int | None:
    """Return the position of a label; pandas writes 1.0 for 1 in a column with empty cells."""
    label = label.strip()
    whole = _WHOLE.fullmatch(label)
    return known.get(label, known.get(whole[1]) if whole else None)


def gold_rows(source: pd.DataFrame | str | Path, child: Document, parent: Document) -> Iterator[GoldRow]:
    """Yield the rows, checked."""
    given = _Source(source)
    additions: dict[int, int] = {}
    links: dict[int, int] = {}
    for line, cells in enumerate(given.rows, start=2):
        relation = given.term(cells.get("relation", "").strip(), "relation", line, _RELATIONS)
        confidence = given.term(cells.get("confidence", "").strip(), "confidence", line, CONFIDENCES)
        i = given.position(cells["child"], "child", line, child.position_of)
        j = given.position(cells["parent"], "parent", line, parent.position_of) if cells["parent"].strip() else None
        _check(given.name, line, relation, cells["parent"], has_parent=j is not None)
        (links if j is not None else additions).setdefault(i, line)
        if i in links and i in additions:
            raise AlignmentError(
                message(
                    "{file}: child “{label}” is an addition in line {addition} and has a link in line {link}; "
                    "remove one of them",
                    file=given.name,
                    label=cells["child"],
                    addition=additions[i],
                    link=links[i],
                )
            )
        yield GoldRow(i, j, relation, confidence == "unsure")


def _check(file: str, line: int, relation: str, parent: str, *, has_parent: bool) -> None:
    """Refuse an addition with a parent, and a relation without one."""
    if has_parent and relation == "addition":
        raise AlignmentError(
            message(
                "{file}: line {line}: an addition beside parent “{parent}”; leave the parent empty, or "
                "name the relation",
                file=file,
                line=line,
                parent=parent,
            )
        )
    if not has_parent and relation not in ("", "addition"):
        raise AlignmentError(
            message(
                "{file}: line {line}: relation “{relation}” without a parent; name the parent, or write addition",
                file=file,
                line=line,
                relation=relation,
            )
        )


def read_csv(path: Path) -> pd.DataFrame:
    """Return a csv file as texts.

    Raises
    ------
    AlignmentError
        It is missing or no csv in UTF-8.
    """
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        raise AlignmentError(message("{path}: no such gold file; check the path", path=path)) from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as fault:
        raise AlignmentError(
            message("{path}: line 1: not a csv file in UTF-8: {error}; save it so", path=path, error=str(fault))
        ) from None
