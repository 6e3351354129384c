"""`import_metadata`: an exported table of laws as the list of a collection, by a mapping of columns to be edited.

Written for what 国家法律法规数据库 and 北大法宝 give; neither export was at hand, so the mapping is a guess that has to
be looked at (`resources/metadata_columns.toml`).
"""

from __future__ import annotations

import csv
import io
import tomllib
import warnings
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.arguments import takes
from policycompare.cascading.manifest_builder import SUFFIXES
from policycompare.cascading.manifest_table import (
    NOTHING,
    SURE,
    UNSURE,
    ManifestLine,
    id_of_title,
    manifest_frame,
    place_words,
    title_key,
    usable_id,
)
from policycompare.errors import CollectionError, ReadError
from policycompare.language.dates import iso_date
from policycompare.language.places import place_at_start
from policycompare.messages import message
from policycompare.reading.extracted import Options
from policycompare.reading.formats.archive import open_archive
from policycompare.reading.formats.encoding import decode
from policycompare.reading.formats.registry import load_bytes
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from policycompare.language.places import Place

    Row = Mapping[str, object]

MAPPING = "metadata_columns.toml"
HEAD_ROWS = 15
"""Rows at the start of a table among which its head is looked for: exports have a title above it."""
MOST_ROWS = 200_000
"""Greatest number of rows of a table that is imported."""
_DATES = ("date", "effect_date", "origin_date")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How columns and words of an exported table are called.

    Attributes
    ----------
    columns
        For each column of the list the heads that it may have, the best first.
    levels
        For each level the words in its column that mean it.
    expired
        Words of a status that mean that a document is in force no more.
    """

    columns: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, tuple[str, ...]]
    expired: tuple[str, ...]


def shipped_mapping() -> str:
    """Return the mapping that is shipped, as TOML with its remarks, to be saved and edited."""
    return resources.files("policycompare.resources").joinpath(MAPPING).read_text("utf-8")


def read_mapping(path: str | Path | None = None) -> ColumnMapping:
    """Read a mapping: that of a file, or the one that is shipped.

    Raises
    ------
    CollectionError
        It is no TOML, or has a column or a level that is not known.
    """
    name = MAPPING if path is None else str(path)
    text = shipped_mapping() if path is None else decode(load_bytes(Path(path), Options()), name)
    try:
        data = tomllib.loads(text)
        columns = {key: tuple(map(str, heads)) for key, heads in data["columns"].items()}
        levels = {key: tuple(map(str, words)) for key, words in data.get("levels", {}).items()}
        expired = tuple(map(str, data.get("expired", {}).get("words", ())))
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise CollectionError(
            message("{file}: no mapping of columns: {why}; begin with --show-mapping", file=name, why=error)
        ) from None
    known = tomllib.loads(shipped_mapping())["columns"]
    for key, allowed in ((k, known) for k in columns):
        if key not in allowed:
            raise CollectionError(
                message("{file}: unknown column {key}; known are {known}", file=name, key=key, known=list(allowed))
            )
    for level in levels:
        if level not in LEVELS:
            raise CollectionError(
                message("{file}: unknown level {level}; known are {known}", file=name, level=level, known=LEVELS.keys)
            )
    return ColumnMapping(columns, levels, expired)


@takes(CollectionError, table=(str, Path), texts=(str, Path), mapping=(str, Path))
def import_metadata(
    table: str | Path, *, texts: str | Path | None = None, mapping: str | Path | None = None
) -> pd.DataFrame:
    """Make the list of a collection from an exported table of laws.

    Parameters
    ----------
    table
        A .csv (UTF-8 or GBK; comma, semicolon or tab) or .xlsx file, its heads in one of the first `HEAD_ROWS` rows.
    texts
        Folder with the texts; a row's file is the one that its table names, or whose name is its id or title.
    mapping
        A TOML file like ``resources/metadata_columns.toml``; that one when not given.

    Returns
    -------
    pandas.DataFrame
        One row a document, see `policycompare.cascading.manifest_table.ManifestLine`. Dates are taken as 2003.06.08,
        2003-6-8, 2003年6月8日, 20030608 and as Excel counts them; level and region from the words of the table, else
        from issuer and title.

    Raises
    ------
    CollectionError
        The table has no column of titles, or no row; or the mapping is none.
    ReadError
        The table cannot be read.
    """
    path = Path(table)
    names = read_mapping(mapping)
    rows = _rows(path)
    heads, body = _heads(path, rows, names)
    files = _files(Path(texts)) if texts is not None else {}
    lines = []
    for cells in body:
        row = {key: cells[column] if column < len(cells) else "" for key, column in heads.items()}
        if _text(row.get("title", "")):
            lines.append(_line(row, names, files, has_texts=texts is not None))
    if not lines:
        raise CollectionError(
            message("{file}: no row has a title; see which heads are known: --show-mapping", file=path)
        )
    return manifest_frame(lines)


def _rows(path: Path) -> list[list[object]]:
    """Return the cells of a table, row by row, without blank rows."""
    data = load_bytes(path, Options())
    rows = list(_of_workbook(data, path) if data.startswith(b"PK") else _of_csv(decode(data, str(path))))
    if len(rows) > MOST_ROWS:
        raise CollectionError(message("{file}: more than {most:,} rows; split it", file=path, most=MOST_ROWS))
    return [row for row in rows if any(_text(cell) for cell in row)]


def _of_csv(text: str) -> Iterator[list[object]]:
    lines = text.removeprefix("\ufeff")
    first = lines.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    for row in csv.reader(io.StringIO(lines, newline=None), delimiter=delimiter):
        yield list(row)


def _of_workbook(data: bytes, path: Path) -> Iterator[list[object]]:
    from openpyxl import load_workbook

    open_archive(data, str(path), Options().limits).check_workbook()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            for row in sheet.iter_rows(values_only=True, max_col=200, max_row=MOST_ROWS + 1):
                yield list(row)
            book.close()
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a damaged part makes it trip over
        raise ReadError(
            message(
                "{file}: line 1: a damaged workbook ({error}); save it again from Excel or WPS",
                file=str(path),
                error=f"{type(error).__name__}: {error}",
            )
        ) from None


def _heads(
    path: Path, rows: Sequence[Sequence[object]], names: ColumnMapping
) -> tuple[dict[str, int], Sequence[Sequence[object]]]:
    """Return which column is which by the row of heads, the one that knows most of them, and the rows below it."""
    best: dict[str, int] = {}
    below = 0
    for number, row in enumerate(rows[:HEAD_ROWS], start=1):
        texts = [_text(cell).lower() for cell in row]
        found = {}
        for key, heads in names.columns.items():
            at = next((texts.index(head.lower()) for head in heads if head.lower() in texts), None)
            if at is not None:
                found[key] = at
        if "title" in found and len(found) > len(best):
            best, below = found, number
    if "title" not in best:
        raise CollectionError(
            message(
                "{file}: no column of titles; the first row is {found}, known are {known}: write yours into a mapping "
                "(--show-mapping)",
                file=path,
                found=[_text(cell) for cell in rows[0]][:12] if rows else [],
                known=list(names.columns["title"]) if "title" in names.columns else [],
            )
        )
    return best, rows[below:]


def _line(row: Row, names: ColumnMapping, files: Mapping[str, str], *, has_texts: bool) -> ManifestLine:
    title = _text(row["title"])
    dates = {key: iso_date(row.get(key)) for key in _DATES}
    issuer, status = _text(row.get("issuer")), _text(row.get("status"))
    level, level_sure, place = _level(_text(row.get("level")), issuer, title, names)
    region = _text(row.get("region")) or (place.province if place else "")
    name = usable_id(_text(row.get("id"))) or id_of_title(title, dates["date"])
    file = _file(row, name, title, files)
    remarks = [f"{key}“{_text(row.get(key))}”不是日期" for key in _DATES if _text(row.get(key)) and not dates[key]]
    if not level:
        remarks.append("请填层级")
    if status in names.expired:
        remarks.append(f"时效性：{status}")
    if has_texts and not file:
        remarks.append("没有找到全文")
    return ManifestLine(
        id=name,
        title=title,
        level=level,
        region="" if level == "nation" else region,
        file=file,
        number=_text(row.get("number")),
        issuer=issuer,
        status=status,
        place=place_words(issuer, place) or place_words(title, place),
        title_key=title_key(title),
        title_confidence=SURE,
        level_confidence=level_sure,
        region_confidence=SURE if region or level == "nation" else NOTHING,
        date_confidence=SURE if dates["date"] else NOTHING,
        effect_date_confidence=SURE if dates["effect_date"] else NOTHING,
        number_confidence=SURE if _text(row.get("number")) else NOTHING,
        remark="；".join(remarks),
        **dates,
    )


def _level(said: str, issuer: str, title: str, names: ColumnMapping) -> tuple[str, str, Place | None]:
    """Return the level of a row, how sure it is, and the place that issuer or title name."""
    by_issuer, by_title = place_at_start(issuer) if issuer else None, place_at_start(title)
    place = by_issuer or by_title
    for level, words in names.levels.items():
        if said in words:
            return level, SURE, place
    if said in LEVELS.words:
        return LEVELS.words[said], SURE, place
    if by_issuer is not None:
        return by_issuer.level, SURE if by_issuer.certain else UNSURE, place
    if by_title is not None:
        return by_title.level, UNSURE, place
    return "", NOTHING, None


def _files(folder: Path) -> dict[str, str]:
    """Return the texts of a folder by name, and by name as a title is compared."""
    if not folder.is_dir():
        raise CollectionError(message("{folder}: no folder; name the one with the texts", folder=folder))
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            name = path.relative_to(folder).as_posix()
            for key in (name, path.stem, title_key(path.stem)):
                found.setdefault(key, name)
    return found


def _file(row: Row, name: str, title: str, files: Mapping[str, str]) -> str:
    told = _text(row.get("file"))
    if not files:
        return told
    return next((files[key] for key in (told, name, title, title_key(title)) if key in files), "")


def _text(cell: object) -> str:
    """Return a cell as text on one line; a whole number as such, though a spreadsheet keeps it as 12.0."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())
