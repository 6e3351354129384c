"""The folder of a collection: ``manifest.csv`` names its documents; what is wrong with a line is said, not guessed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from policycompare.errors import CollectionError
from policycompare.reading.extracted import Options
from policycompare.reading.formats.encoding import decode
from policycompare.reading.formats.registry import load_bytes
from policycompare.storage.paths import UnsafePathError, inside
from policycompare.vocabulary import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping


FaultKind = Literal["manifest", "document", "pair", "later"]
MANIFEST = "manifest.csv"
LONGEST_REGION = 60
"""Characters of a region, which names a folder."""
COLUMNS = ("id", "title", "level", "region", "date")
"""Columns that a manifest has to have; ``file`` (``ID.txt`` when not given) and ``notice`` may be there too."""
LEVEL_WORDS: dict[str, Level] = {
    **{level: level for level in LEVELS.keys},
    **{name: level for level, name in ((t.key, t.chinese) for t in LEVELS)},
    "county": "district", "县": "district", "prefecture": "city", "自治区": "province", "township": "town",
}  # fmt: skip
"""What a manifest may call a level."""


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
        ISO 8601, or ``""``.
    file
        Its path within the folder.
    notice
        What must ride on everything made from it, or ``""``.
    """

    id: str
    title: str
    level: Level
    region: str
    date: str
    file: str
    notice: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A document or a pair that was left out, and why.

    Attributes
    ----------
    kind
        ``manifest`` (a line names no document), ``document`` (it cannot be read), ``pair`` (it cannot be aligned),
        ``later`` (a cited document that is there only with a later date).
    document
        The id, as far as there is one.
    place
        File and line, or the other document.
    message
        What was found and the way out.
    """

    kind: FaultKind
    document: str
    place: str
    message: str


def read_manifest(folder: str | Path) -> tuple[tuple[Entry, ...], tuple[Fault, ...]]:
    """Read the manifest of a collection.

    Parameters
    ----------
    folder
        Holds ``manifest.csv`` (UTF-8; the columns of `COLUMNS`) and the files it names.

    Returns
    -------
    tuple of (tuple of Entry, tuple of Fault)
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
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise CollectionError(
            f"{path}: 第1行：缺少列 {'、'.join(missing)}（columns are missing; the first line must be "
            f"{','.join(COLUMNS)} and may have file,notice besides）"
        )
    entries: dict[str, Entry] = {}
    faults = []
    for row in rows:
        given = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        problem = _problem(given, entries)
        if problem:
            faults.append(Fault("manifest", given["id"], f"{path.name}: 第{rows.line_num}行", problem))
        else:
            entries[given["id"]] = _entry(given)
    if not entries:
        raise CollectionError(f"{path}: 没有可用的文件行（no line names a document; {_first(faults)}）")
    return tuple(sorted(entries.values())), tuple(faults)


def _problem(row: Mapping[str, str], known: Mapping[str, Entry]) -> str:
    """Return what is wrong with a line, or ``""``."""
    name, level, day = row["id"], row["level"], row["date"]
    file = Path(row.get("file") or f"{name}.txt")
    if not name or not row["title"]:
        return "缺少 id 或 title（id or title is empty; fill it in）"
    if name in known:
        return f"id {name} 重复（this id stands twice; give each document its own）"
    if len(row["region"]) > LONGEST_REGION:
        return f"地区“{row['region'][:20]}…”太长（region longer than {LONGEST_REGION} characters; it names a folder）"
    if level not in LEVEL_WORDS:
        return f"层级“{level}”不认识（unknown level; write one of {', '.join(LEVELS.keys)}）"
    if day and not _is_date(day):
        return f"日期“{day}”不是 YYYY-MM-DD（write the date as YYYY-MM-DD, or leave it empty）"
    try:
        inside("", file.as_posix())
    except UnsafePathError:
        return f"文件“{file}”不在文件夹内（the file must lie within the folder）"
    return ""


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
    )


def _first(faults: list[Fault]) -> str:
    return f"{faults[0].place}：{faults[0].message}" if faults else "it has only a head: add a line for each document"
