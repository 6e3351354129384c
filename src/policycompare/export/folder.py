"""Writing files without losing a person's edits: whole or not at all, and beside what somebody changed."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Mapping

PROVENANCE = "provenance.json"


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
        The file that stood in its place and was kept because somebody had changed it, or ``None``.
    """

    path: Path
    size: int
    kept: Path | None = None


def write(path: str | Path, content: bytes) -> Path:
    """Write a file whole or not at all.

    Raises
    ------
    ExportError
        The folder cannot be made or written, or the file is open elsewhere.
    """
    path = Path(path)
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise ExportError(
            f"{path}: 无法写入（cannot be written: {error.strerror}; close the file, or use another folder）"
        ) from None
    return path


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def write_all(folder: str | Path, files: Mapping[str, bytes], provenance: Mapping[str, object]) -> list[Written]:
    """Write the files of a comparison and its ``provenance.json`` into a folder.

    A file that is there already is replaced only when it is as a former run left it (its SHA-256 stands in that
    run's ``provenance.json``). Otherwise somebody changed it or put it there: it is kept, and the new one goes
    beside it as ``NAME.new-1.EXT`` (the first number that is free, or that this program wrote).

    Raises
    ------
    ExportError
        The folder cannot be written.
    """
    folder = Path(folder)
    ours = _recorded(folder / PROVENANCE)
    written: list[Written] = []
    record: dict[str, object] = {}
    for name, content in files.items():
        target, kept = _free_place(folder, name, content, ours)
        write(target, content)
        written.append(Written(target, len(content), kept))
        record[target.name if target.parent == folder else str(target.relative_to(folder))] = hashlib.sha256(
            content
        ).hexdigest()
    content = (json.dumps({**provenance, "written": {**ours, **record}}, ensure_ascii=False, indent=2) + "\n").encode()
    write(folder / PROVENANCE, content)
    return [*written, Written(folder / PROVENANCE, len(content))]


def _recorded(path: Path) -> dict[str, str]:
    try:
        data = json.loads(path.read_text("utf-8"))
        return {str(k): str(v) for k, v in data["written"].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}


def _free_place(folder: Path, name: str, content: bytes, ours: Mapping[str, str]) -> tuple[Path, Path | None]:
    target = folder / name
    if _may_replace(target, name, content, ours):
        return target, None
    stem, suffix = target.stem, target.suffix
    for number in range(1, 10_000):
        beside = target.with_name(f"{stem}.new-{number}{suffix}")
        if _may_replace(beside, str(beside.relative_to(folder)), content, ours):
            return beside, target
    raise ExportError(f"{target}: 旁边的新文件太多（too many .new files beside it; tidy the folder）")


def _may_replace(path: Path, name: str, content: bytes, ours: Mapping[str, str]) -> bool:
    try:
        present = path.read_bytes()
    except FileNotFoundError:
        return True
    except OSError as error:
        raise ExportError(f"{path}: 无法读取（cannot be read: {error.strerror}; move it away or use --out）") from None
    return present == content or hashlib.sha256(present).hexdigest() == ours.get(name)
