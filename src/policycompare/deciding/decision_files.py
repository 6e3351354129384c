"""The file of decisions: csv that people read, edit and merge, written so that no crash and no second writer harms it.

A write goes to a temporary file, is forced to the disk and put in place by one rename, under a lock; what stood there
before stays beside as ``.bak``. Lines that hold no decision are reported and kept.
"""

from __future__ import annotations

import csv
import io
import os
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.deciding.decisions import (
    COLUMNS,
    REQUIRED,
    Decision,
    Decisions,
    UnreadLine,
    decision_of,
    fingerprint,
)
from policycompare.errors import AnswerError, DecisionError
from policycompare.messages import message
from policycompare.storage.locks import locked
from policycompare.storage.paths import beside, file_name, inside
from policycompare.storage.whole_files import write_whole
from policycompare.vocabulary import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    import pandas as pd

    from policycompare.documents import Document

WAIT = 10.0
"""Seconds that a writer waits for another one."""
LONGEST = 200
"""Greatest number of lines of a record: a comment may have line breaks, but not a book's."""
UNREAD = "#"
"""Stands in the column of the child before a line that was not understood, so that it never becomes a decision."""
SAME_DOCUMENTS = 0.5
"""Least share of the texts in a file that are in a document, on either side, for the file to be on these documents."""
# What a spreadsheet takes for a formula; an apostrophe in front is ours, taken off again when the file is read.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t]")
_NAMELESS = "无列名"
"""Name of a column that holds something and has no name in its file."""
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class _Record:
    """A record of a csv file.

    Attributes
    ----------
    line
        Of its beginning, from 1.
    text
        As it stands in the file.
    cells
        ``None`` where its quotation marks do not match.
    """

    line: int
    text: str
    cells: list[str] | None


def pair_file(place: str | Path, child: Document, parent: Document) -> Path:
    """Return the file of decisions on two documents: `place` itself, or in a folder ``CHILDID__PARENTID.csv``."""
    place = Path(place)
    is_file = place.is_file() or (place.suffix.lower() == ".csv" and not place.is_dir())
    return place if is_file else pair_file_of_ids(place, child.id, parent.id)


def pair_file_of_ids(folder: Path, child: str, parent: str) -> Path:
    """Return the file of decisions on two documents in a folder, whatever their ids are."""
    return inside(folder, file_name(child, parent, joint="__", suffix=".csv"))


def read_decisions(source: pd.DataFrame | str | Path, child: Document, parent: Document) -> Decisions:
    """Read people's decisions on two documents.

    Parameters
    ----------
    source
        A frame, a csv file, or a folder in which the file is ``CHILDID__PARENTID.csv``. In a folder without it a
        file is looked for that has decisions on the same texts, as when a document was given another name.
    child, parent
        The documents.

    Raises
    ------
    DecisionError
        The file is missing or no csv, or lacks a column. A line that cannot be understood is no error: it stands in
        ``problems``.
    """
    if not isinstance(source, (str, Path)):
        if not hasattr(source, "columns"):
            raise DecisionError(
                message("{given} is no decisions; give a file, a folder or a frame", given=repr(source)[:80])
            )
        found = _from_frame(source)
        if found.problems:  # a program made it and asks nobody: what is wrong must not go by in silence
            raise DecisionError(message("{problem}; correct the frame", problem=found.problems[0]))
        return found
    place = Path(source)
    if place.is_dir():
        path = pair_file(place, child, parent)
        if path.exists():
            return load(path)
        texts = [{fingerprint(provision) for provision in document.provisions} for document in (child, parent)]
        return decisions_on_texts(path, *texts)
    return load(place)


def decisions_on_texts(path: Path, children: Collection[str], parents: Collection[str]) -> Decisions:
    """Return the decisions of the file beside `path` that are on these texts, for a file that is still missing.

    Parameters
    ----------
    path
        The missing file.
    children, parents
        Fingerprints of the provisions of child and parent.

    Returns
    -------
    Decisions
        Those of the file of which most texts are among these, at least `SAME_DOCUMENTS` of each side; ``found_in``
        names it. None where there is no such file.
    """
    best, found = 0.0, Decisions(source=str(path))
    for other in sorted(path.parent.glob("*__*.csv")):
        try:
            decisions = load(other)
        except DecisionError:
            continue  # It is reported to those whose file it is.
        names, other_names = path.stem.split("__"), other.stem.split("__")
        of_children = {row.child_fingerprint for row in decisions.rows} - {""}
        of_parents = {row.parent_fingerprint for row in decisions.rows} - {""}
        share = min(
            share_on_texts(of_children, children, same_name=names[0] == other_names[0]),
            share_on_texts(of_parents, parents, same_name=names[-1] == other_names[-1]),
        )
        if share >= SAME_DOCUMENTS and share > best:
            best, found = share, replace(decisions, source=str(path), found_in=str(other))
    return found


def share_on_texts(fingerprints: set[str], texts: Collection[str], *, same_name: bool) -> float:
    """Return the share of fingerprints that are among those of a document, 0 to 1.

    Where a file has none, as when it has nothing but additions, the name of the document has to tell.
    """
    if not fingerprints:
        return float(same_name)
    return len(fingerprints.intersection(texts)) / len(fingerprints)


def _from_frame(frame: pd.DataFrame) -> Decisions:
    """Return the decisions in a frame; its rows are numbered like the lines of the file that it would make."""
    words = frame.astype(object).where(frame.notna(), "").astype(str)
    head = [str(name) for name in words.columns]
    _check_head(head, "decisions")
    records = []
    for line, row in enumerate(words.itertuples(index=False), start=2):
        records.append(_Record(line, ",".join(row), list(row)))
    return _decisions("decisions", head, records)


def load(path: str | Path) -> Decisions:
    """Read a file of decisions; raises as `read_decisions` does."""
    path = Path(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DecisionError(message("{file}: there is no such file of decisions; check the path", file=path)) from None
    except OSError as error:
        raise DecisionError(
            message("{file}: cannot be read ({cause}); close it in other programs", file=path, cause=error.strerror)
        ) from None
    return parse(content, str(path))


def parse(content: bytes, source: str = "decisions") -> Decisions:
    r"""Return the decisions in the bytes of a file.

    Raises
    ------
    DecisionError
        The bytes are no text, or a column is missing.

    Examples
    --------
    >>> found = parse("child,parent,verdict\n1,2,confirmed\n3,4,perhaps\n".encode())
    >>> print(*found.rows), str(found.problems[0]).split("；")[0]
    1 ↔ 2 确认
    (None, 'decisions: 第3行：verdict “perhaps” 不认识')
    """
    lines = io.StringIO(_text(content, source), newline="").readlines()
    if not lines:
        raise DecisionError(
            message(
                "{file}: line 1: the file is empty; its first line must be {columns},…",
                file=source,
                columns=",".join(REQUIRED),
            )
        )
    delimiter = max(",;\t", key=lines[0].count)
    head = [name.strip() for name in next(csv.reader(lines[:1], delimiter=delimiter), [])]
    _check_head(head, source)
    return _decisions(source, head, list(_records(lines[1:], head, delimiter)))


def _text(content: bytes, source: str) -> str:
    """Decode a file as a spreadsheet may have saved it: UTF-8, UTF-16 with its mark, or GB18030."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise DecisionError(message("{file}: line 1: neither UTF-8 nor GB18030; save it as csv in UTF-8", file=source))


def _check_head(head: list[str], source: str) -> None:
    if missing := [name for name in REQUIRED if name not in head]:
        raise DecisionError(
            message(
                "{file}: line 1: missing columns {names}; give it the columns {columns}",
                file=source,
                names=missing,
                columns=",".join(REQUIRED),
            )
        )
    if repeated := [name for name in COLUMNS if head.count(name) > 1]:
        raise DecisionError(
            message("{file}: line 1: columns {names} stand twice; keep one of each", file=source, names=repeated)
        )


def _named(head: list[str], records: Sequence[_Record]) -> list[str]:
    """Return the head with a name of its own for every column that holds something, so that none replaces another."""
    used = {place for record in records for place, cell in enumerate(record.cells or ()) if cell.strip()}
    names: list[str] = []
    for place, name in enumerate(head):
        first = name or (_NAMELESS if place in used else "")
        wanted, number = first, 1
        while first and (wanted in names or (wanted != name and wanted in head)):
            number += 1
            wanted = f"{first} {number}"
        names.append(wanted)
    return names


def _records(lines: list[str], head: list[str], delimiter: str) -> Iterator[_Record]:
    """Yield the records of a file after its head; one that does not parse costs one line and no more.

    A quoted cell may hold line breaks. Where a quotation mark is not closed within `LONGEST` lines, or closes where
    the record has too many cells or other records inside, only the line in which it stands is given up.
    """
    start = 0
    while start < len(lines):
        # A reader of its own for each record: after a fault the csv module cannot say where to go on.
        reader = csv.reader(lines[start : start + LONGEST], delimiter=delimiter, strict=True)
        cells: list[str] | None = None
        with suppress(csv.Error):
            cells = next(reader, [])
        end = start + max(reader.line_num, 1)
        if cells is None or (end > start + 1 and _has_swallowed(lines[start + 1 : end], cells, head, delimiter)):
            cells, end = None, start + 1
        if cells is None or any(cell.strip() for cell in cells):
            yield _Record(start + 2, "".join(lines[start:end]), cells)
        start = end


def _has_swallowed(lines: list[str], cells: list[str], head: list[str], delimiter: str) -> bool:
    """Whether a record has too many cells, or its further lines are decisions of their own.

    Two stray quotation marks make one cell of all that stands between them.
    """
    if len(cells) > len(head):
        return True
    for line in lines:
        own: list[str] = []
        with suppress(csv.Error):
            own = next(csv.reader([line], delimiter=delimiter), [])
        if len(own) == len(head) and own[head.index("verdict")].strip().lower() in VERDICTS.words:
            return True
    return False


def _decisions(source: str, head: list[str], records: Sequence[_Record]) -> Decisions:
    head = _named(head, records)
    rows: list[Decision] = []
    unread: list[UnreadLine] = []
    for record in records:
        try:
            row = _row(head, record.cells)
            if row.get("child") == UNREAD:
                unread.append(
                    UnreadLine(
                        record.line,
                        row.get("parent", ""),
                        message("set aside as it was; write it again as a row of its own, and delete this one"),
                    )
                )
                continue
            rows.append(decision_of(row))
        except AnswerError as fault:
            unread.append(UnreadLine(record.line, record.text.rstrip("\r\n"), fault.args[0]))
    unknown = tuple(name for name in head if name and name not in COLUMNS)
    return Decisions(tuple(rows), unknown, tuple(unread), source)


def _row(head: list[str], cells: list[str] | None) -> dict[str, str]:
    """Return the cells of a record by column."""
    if cells is None:
        raise AnswerError(message("a quotation mark is not closed; close it or double it"))
    if any(cell.strip() for cell in cells[len(head) :]):
        raise AnswerError(
            message(
                "{count} cells, but the head has {width}; put cells with commas into quotes",
                count=len(cells),
                width=len(head),
            )
        )
    # A row may be shorter than the head: the cells that it has not are empty.
    pairs = zip_longest(head, cells[: len(head)], fillvalue="")
    return {name: _live(_with_plain_ends(cell)) for name, cell in pairs if name}


def _with_plain_ends(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def _live(cell: str) -> str:
    """Take off the apostrophe that `_inert` puts before text that a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _inert(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def to_bytes(decisions: Decisions) -> bytes:
    """Return decisions as csv in UTF-8 with a byte order mark; `parse` reads them again, whatever they hold."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *decisions.columns])
    for decision in decisions.rows:
        more = dict(decision.more)
        cells = [str(getattr(decision, name)) for name in COLUMNS]
        cells += [more.get(name, "") for name in decisions.columns]
        writer.writerow([_inert(_with_plain_ends(cell)) for cell in cells])
    # A line that was not understood under the head that it had might be under this one: it is kept as a cell.
    for line in decisions.unread:
        writer.writerow([UNREAD, _inert(line.text)])
    return out.getvalue().encode("utf-8-sig")


def update(path: str | Path, change: Callable[[Decisions], Decisions]) -> Decisions:
    """Change a file of decisions whole or not at all; what another writer saved meanwhile is not lost.

    Parameters
    ----------
    path
        The file; it and its folder are made when missing.
    change
        Makes of the decisions in the file now those that it shall hold.

    Returns
    -------
    Decisions
        Those in the file afterwards.

    Raises
    ------
    DecisionError
        The file cannot be read or written, or another writer holds it for more than `WAIT` seconds.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path, WAIT):
            present = load(path) if path.exists() else Decisions(source=str(path))
            changed = replace(change(present), source=str(path), found_in="")
            if changed != present or not path.exists():
                _write(path, to_bytes(changed))
            return changed
    except TimeoutError:
        raise DecisionError(
            message("{file}: another program is writing it; leave the other review, or wait", file=path)
        ) from None
    except OSError as error:
        raise DecisionError(
            message(
                "{file}: cannot be written ({cause}); close it in other programs, or use another folder",
                file=path,
                cause=error.strerror,
            )
        ) from None


def _write(path: Path, content: bytes) -> None:
    """Write a file, and keep what it held."""
    write_whole(path, content, lambda: _keep_backup(path))
    with suppress(OSError):  # Windows cannot open a folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _keep_backup(path: Path) -> None:
    """Keep what a file holds as ``.bak``; the lock makes the fixed names safe."""
    if not path.exists():
        return
    aside = beside(path, f".{path.name}.old")
    aside.unlink(missing_ok=True)
    try:
        aside.hardlink_to(path)
    except OSError:  # a file system without links
        aside.write_bytes(path.read_bytes())
    aside.replace(beside(path, f"{path.name}.bak"))
