"""The one place where ids, labels and file names of any input become part of a path.

Everything else in the package joins only names of its own; a test (``tests/storage/test_paths.py``) looks for others.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path, PurePosixPath, PureWindowsPath

LONGEST = 240
"""Most bytes of a file's name: file systems allow 255, and locks, backups and ``.new-1`` need some of them."""

# What some file system forbids or reads as a separator; % is quoted so that two names never become one.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\%:*?"<>|=\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DIGEST = 8
"""Hexadecimal digits by which a name that was cut is told from others."""


class UnsafePathError(ValueError):
    """A name from an input that would lead out of the folder in which it belongs."""


def file_name(*names: str, joint: str = "_", suffix: str = "") -> str:
    """Return the name of a file that is called after ids, labels or regions.

    Parameters
    ----------
    *names
        Of any origin; what no file system takes is written as in addresses (``%2F``), and a name that is too long is
        cut and ends with a hash of the whole, so that different names stay different.
    joint
        What stands between them.
    suffix
        What stands behind them, ``".csv"``.

    Examples
    --------
    >>> file_name("chongming", "national", joint="__", suffix=".csv")
    'chongming__national.csv'
    >>> file_name("../../etc/passwd"), file_name("CON", suffix=".csv")
    ('..%2F..%2Fetc%2Fpasswd', '%43ON.csv')
    """
    parts = [_UNSAFE.sub(_quoted, name) for name in names]
    room = LONGEST - len(suffix.encode()) - len(joint.encode()) * (len(parts) - 1)
    if sum(len(part.encode()) for part in parts) > room:
        parts = [_cut(part, room // len(parts)) for part in parts]
    whole = joint.join(parts)
    if _RESERVED.match(whole):
        whole = f"%{ord(whole[0]):02X}{whole[1:]}"
    whole += suffix
    # Windows drops dots and blanks at the end; "." and ".." are no names anywhere.
    return f"{whole[:-1]}%{ord(whole[-1]):02X}" if whole.endswith((".", " ")) else whole or "%"


def _quoted(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))


def _cut(name: str, room: int) -> str:
    """Return a name of at most `room` bytes; a longer one ends with a hash of all of it."""
    whole = name.encode()
    if len(whole) <= room:
        return name
    digest = hashlib.sha256(whole).hexdigest()[:_DIGEST]
    return f"{whole[: room - _DIGEST - 1].decode('utf-8', 'ignore')}~{digest}"


def inside(folder: str | Path, name: str) -> Path:
    """Return the path of a file in a folder or in a folder of it.

    Parameters
    ----------
    folder
        The folder that a person chose.
    name
        A path relative to it, with ``/`` between its parts, from a manifest or made by `file_name`.

    Raises
    ------
    UnsafePathError
        It leads out of the folder: it is absolute, has ``..`` or a drive, or is no name at all.

    Examples
    --------
    >>> inside("out", "frames/links.csv").as_posix()
    'out/frames/links.csv'
    >>> inside("out", "../links.csv")
    Traceback (most recent call last):
    ...
    policycompare.storage.paths.UnsafePathError: ../links.csv
    """
    parts = PurePosixPath(name).parts
    windows = PureWindowsPath(name)
    leads_out = ".." in windows.parts or bool(windows.drive) or windows.is_absolute() or name.startswith(("/", "\\"))
    if not parts or leads_out or _CONTROL.search(name):
        raise UnsafePathError(name)
    return Path(folder, *parts)


def is_id(text: str) -> bool:
    """Whether text can be the id of a document: the name of a file without folders.

    Examples
    --------
    >>> is_id("崇明区条例（送审稿）"), is_id("../x"), is_id("/etc/passwd"), is_id("..")
    (True, False, False, False)
    """
    return bool(text.strip(". ")) and "/" not in text and "\\" not in text and not _CONTROL.search(text)


def shown_name(name: str) -> str:
    r"""Return a file's name as text that any file can hold: bytes that are no UTF-8 are read as GB18030.

    Archives made by a Chinese Windows give such names when they are unpacked on Linux.

    Examples
    --------
    >>> shown_name("草案.txt"), shown_name("\udcb2\udcdd\udcb0\udcb8.txt")
    ('草案.txt', '草案.txt')
    """
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def beside(path: Path, name: str) -> Path:
    """Return a path in the folder of another one, for locks, backups and temporary files of this program."""
    return path.parent / os.path.basename(name)  # noqa: PTH119 - a name that holds a separator loses it
