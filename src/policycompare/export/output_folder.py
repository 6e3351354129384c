"""Writing files without losing a person's edits: whole or not at all, and beside what somebody changed."""

from __future__ import annotations

import errno
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from policycompare.errors import ExportError
from policycompare.messages import message
from policycompare.storage.paths import beside as beside_file
from policycompare.storage.paths import inside
from policycompare.storage.whole_files import write_together, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policycompare.messages import Message

PROVENANCE = "data/provenance.json"
INCOMPLETE = "INCOMPLETE.json"
"""Stands in a folder while its files are put in place, and stays when that was stopped."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_INCOMPLETE = "上一次运行没有写完，文件可能新旧不一；请再运行一次"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written.

    Attributes
    ----------
    path
        Where it is.
    size
        In bytes.
    kept
        The file that stood in its place and was kept, or ``None``.
    why
        Why it was kept: ``changed`` by somebody, or ``open`` in Word, Excel or LibreOffice.
    """

    path: Path
    size: int
    kept: Path | None = None
    why: Literal["", "changed", "open"] = ""


def write(path: str | Path, content: bytes) -> Path:
    """Write a file whole or not at all.

    Raises
    ------
    ExportError
        The folder cannot be made or written, or the file is open elsewhere.
    """
    path = Path(path)
    try:
        write_whole(path, content)
    except OSError as error:
        raise ExportError(_not_written(path, error)) from None
    return path


def append(path: Path, line: str) -> None:
    """Add a line to a file that is only ever added to; raises `ExportError` when that cannot be."""
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(line)
    except OSError as error:
        raise ExportError(_not_written(path, error)) from None


def _not_written(path: Path, error: OSError) -> Message:
    if error.errno in _FULL:
        return message(
            "{file}: cannot be written ({cause}); make room, or use another folder", file=path, cause=error.strerror
        )
    return message(
        "{file}: cannot be written ({cause}); close it in other programs, or use another folder",
        file=path,
        cause=error.strerror,
    )


def write_all(folder: str | Path, files: Mapping[str, bytes], provenance: Mapping[str, object]) -> list[Written]:
    """Write the files of a comparison and its ``data/provenance.json`` into a folder.

    A file that is there already is replaced only when it is as a former run left it (its SHA-256 stands in that
    run's ``provenance.json``) and is not open elsewhere. Otherwise somebody changed it, put it there or is at work on
    it: it is kept, and the new one goes beside it as ``NAME.new-1.EXT`` (the first number that is free, or that this
    program wrote).

    Raises
    ------
    ExportError
        The folder cannot be written.
    """
    folder = Path(folder)
    ours = _recorded(folder / PROVENANCE)
    known = {name: {hash_} for name, hash_ in ours.items()}
    for name, hashes in _unfinished(folder / INCOMPLETE).items():
        known.setdefault(name, set()).update(hashes)
    written: list[Written] = []
    made: dict[Path, bytes] = {}
    record: dict[str, str] = {}
    for name, content in files.items():
        place = _free_place(folder, name, content, known)
        target = place.target
        if not _same(target, content):
            made[target] = content
        written.append(Written(target, len(content), place.kept, place.why))
        record[target.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    content = _json({**provenance, "written": {**ours, **record}})
    if made:
        # Until the last file is in its place the folder says that it is incomplete, and what this run writes: should
        # it be stopped, the next run knows these files for the program's own.
        for name, hash_ in record.items():
            known.setdefault(name, set()).add(hash_)
        unfinished = {"what": _INCOMPLETE, "written": {name: sorted(hashes) for name, hashes in known.items()}}
        write(folder / INCOMPLETE, _json(unfinished))
    try:
        write_together({**made, folder / PROVENANCE: content})
        (folder / INCOMPLETE).unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(_not_written(Path(error.filename or folder), error)) from None
    return [*written, Written(folder / PROVENANCE, len(content))]


def _json(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _unfinished(path: Path) -> dict[str, set[str]]:
    """Return the hashes of the files that a run wrote which did not come to its end."""
    try:
        data = json.loads(path.read_text("utf-8"))
        return {str(name): set(map(str, hashes)) for name, hashes in data["written"].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return {}


def _recorded(path: Path) -> dict[str, str]:
    try:
        data = json.loads(path.read_text("utf-8"))
        return {str(k): str(v) for k, v in data["written"].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return {}


class _FreePlace(NamedTuple):
    """Where a file is written, the file that was kept in its place (or ``None``), and why it was."""

    target: Path
    kept: Path | None
    why: Literal["", "changed", "open"]


def _free_place(folder: Path, name: str, content: bytes, known: Mapping[str, set[str]]) -> _FreePlace:
    """Return the place of a file, or one beside it where a person has changed or opened what is there."""
    target = inside(folder, name)
    why = _hindrance(target, name, content, known)
    if not why:
        return _FreePlace(target, None, "")
    stem, suffix = target.stem, target.suffix
    for number in range(1, 10_000):
        beside = beside_file(target, f"{stem}.new-{number}{suffix}")
        if not _hindrance(beside, beside.relative_to(folder).as_posix(), content, known):
            return _FreePlace(beside, target, why)
    raise ExportError(message("{file}: too many new files beside it; tidy the folder", file=target))


def _hindrance(path: Path, name: str, content: bytes, known: Mapping[str, set[str]]) -> Literal["", "changed", "open"]:
    """Return why a file cannot be replaced, or ``""``."""
    try:
        present = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ExportError(
            message(
                "{file}: cannot be read ({cause}); move it away, or use another folder with --out",
                file=path,
                cause=error.strerror,
            )
        ) from None
    if present == content:
        return ""
    if hashlib.sha256(present).hexdigest() not in known.get(name, ()):
        return "changed"
    return "open" if _is_open(path) else ""


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _is_open(path: Path) -> bool:
    """Whether an office program has the file open: LibreOffice and Word leave a file beside it while it is."""
    locks = (f".~lock.{path.name}#", f"~${path.name}", f"~${path.name[2:]}")
    return any(beside_file(path, lock).exists() for lock in locks)
