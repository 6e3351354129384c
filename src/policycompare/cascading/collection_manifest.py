"""The folder of a collection: ``manifest.csv`` names its documents; what is wrong with a line is said, not guessed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from policycompare.errors import CollectionError
from policycompare.messages import Message, message
from policycompare.reading.extracted import Options
from policycompare.reading.formats.encoding import decode
from policycompare.reading.formats.registry import load_bytes
from policycompare.storage.paths import UnsafePathError, inside
from policycompare.vocabulary import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping


ProblemKind = Literal["manifest", "document", "pair", "later", "date", "undated", "anachronism"]
MANIFEST = "manifest.csv"
LONGEST_REGION = 60
"""Characters of a region, which names a folder."""
COLUMNS = ("id", "title", "level", "region", "date")
"""Columns that a manifest has to have; those of `MORE_COLUMNS` may be there too."""
MORE_COLUMNS = ("file", "notice", "origin_date", "effect_date")
"""``file`` is ``ID.txt`` when not given; the dates are those of `policycompare.cascading.dates`."""
DATES = ("date", "origin_date", "effect_date")
LEVEL_WORDS: dict[str, Level] = {
    **{level: level for level in LEVELS.keys},
    **{name: level for level, name in ((t.key, t.chinese) for t in LEVELS)},
    "county": "district", "县": "district", "prefecture": "city", "自治区": "province", "township": "town",
}  # fmt: skip
"""Words for a level that a manifest may use."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A document as the manifest has it.

    Attributes
    ----------
    id
        Its name in every frame; unique.
    title, level, region
        ``region`` is the province it belongs to, ``""`` for the nation.
    date
        Of the version that the file holds: its adoption or last amendment; ISO 8601, or ``""``.
    file
        Its path within the folder.
    notice
        What must ride on everything made from it, or ``""``.
    origin_date, effect_date
        When the regulation was first adopted, and when it commences; ISO 8601, or ``""``.
    """

    id: str
    title: str
    level: Level
    region: str
    date: str
    file: str
    notice: str = ""
    origin_date: str = ""
    effect_date: str = ""


@dataclass(frozen=True, slots=True, order=True)
class CollectionProblem:
    """A document or a pair that was left out, and why.

    Attributes
    ----------
    kind
        ``manifest`` (a line names no document), ``document`` (it cannot be read), ``pair`` (it cannot be aligned),
        ``later`` (a possible parent that is there only with a later date), ``date`` (dates that contradict each
        other), ``undated`` (no date at all), ``anachronism`` (it cites what is younger than itself).
    document
        The id, as far as there is one.
    place
        File and line, or the other document.
    message
        What was found and the way out.
    """

    kind: ProblemKind
    document: str
    place: str
    message: str


def in_chinese(error: Exception) -> str:
    """Return what an error says, in the language of written files."""
    said = error.args[0] if error.args else ""
    return said.text("zh") if isinstance(said, Message) else str(error)


def read_manifest(folder: str | Path) -> tuple[tuple[Entry, ...], tuple[CollectionProblem, ...]]:
    """Read the manifest of a collection.

    Parameters
    ----------
    folder
        Holds ``manifest.csv`` (UTF-8; the columns of `COLUMNS`) and the files it names.

    Returns
    -------
    tuple of (tuple of Entry, tuple of CollectionProblem)
        The documents by id, and the lines that name none.

    Raises
    ------
    CollectionError
        A column is missing, or no line names a document.
    ReadError
        There is no manifest, or it is no text.
    """
    path = Path(folder) / MANIFEST
    text = decode(load_bytes(path, Options()), str(path))
    # Old spreadsheets of the Mac end lines with \r alone, which the csv module does not take.
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=None))
    try:
        return _entries(path, rows)
    except csv.Error as error:
        where = message(
            "{path}: line {line}: no csv ({cause}); save it again as csv in UTF-8",
            path=path,
            line=rows.line_num,
            cause=error,
        )
        raise CollectionError(where) from None


def _entries(path: Path, rows: csv.DictReader[str]) -> tuple[tuple[Entry, ...], tuple[CollectionProblem, ...]]:
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise CollectionError(
            message(
                "{path}: line 1: no column {columns}; the first line must be {head} and may have {more} besides",
                path=path,
                columns=missing,
                head=",".join(COLUMNS),
                more=",".join(MORE_COLUMNS),
            )
        )
    entries: dict[str, Entry] = {}
    problems = []
    for row in rows:
        given = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        problem = _problem(given, entries)
        if problem:
            place = f"{path.name}: 第{rows.line_num}行"
            problems.append(CollectionProblem("manifest", given["id"], place, problem.text("zh")))
        else:
            entries[given["id"]] = _entry(given)
    if not entries:
        raise CollectionError(message("{path}: no line names a document; {first}", path=path, first=_first(problems)))
    return tuple(sorted(entries.values())), tuple(problems)


def _problem(row: Mapping[str, str], known: Mapping[str, Entry]) -> Message | None:
    """Return what is wrong with a line."""
    name, level = row["id"], row["level"]
    file = Path(row.get("file") or f"{name}.txt")
    if not name or not row["title"]:
        return message("id or title is empty; fill it in")
    if name in known:
        return message("id {id} stands twice; give each document its own", id=name)
    if len(row["region"]) > LONGEST_REGION:
        return message(
            "region “{region}…” is longer than {most} characters; it names a folder",
            region=row["region"][:20],
            most=LONGEST_REGION,
        )
    if level not in LEVEL_WORDS:
        return message("unknown level “{level}”; write one of {levels}", level=level, levels=LEVELS.keys)
    for column in DATES:
        if (day := row.get(column, "")) and not _is_date(day):
            return message("write the {column} “{date}” as YYYY-MM-DD, or leave it empty", column=column, date=day)
    try:
        inside("", file.as_posix())
    except UnsafePathError:
        return message("the file {file} must lie within the folder", file=file)
    return None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _entry(row: Mapping[str, str]) -> Entry:
    return Entry(
        id=row["id"],
        title=row["title"],
        level=LEVEL_WORDS[row["level"]],
        region=row["region"],
        date=row["date"],
        file=row.get("file") or f"{row['id']}.txt",
        notice=row.get("notice", ""),
        origin_date=row.get("origin_date", ""),
        effect_date=row.get("effect_date", ""),
    )


def _first(problems: list[CollectionProblem]) -> Message | str:
    if problems:
        return f"{problems[0].place}：{problems[0].message}"
    return message("it has only a head: add a line for each document")
