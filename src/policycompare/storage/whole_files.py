"""Writing a file whole or not at all, whatever comes between."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# The name says nothing of the file, whose own may be as long as names can be.
_PREFIX, _SUFFIX = ".policycompare-", ".tmp"
_cleared: set[Path] = set()


def write_whole(path: Path, content: bytes, just_before: Callable[[], object] = lambda: None) -> None:
    """Write a file so that its place holds what it held or all of `content`, also after a crash or on a full disk.

    Parameters
    ----------
    path
        The file; its folder is made when missing.
    content
        Written beside the file, forced to the disk, and put in place by one rename.
    just_before
        Called when the content is safe on the disk and the rename is next.

    Raises
    ------
    OSError
        The folder cannot be made or written, the disk is full, or the file is held open elsewhere; nothing is left
        beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear_once(path.parent)
    file, temporary = _temporary(path.parent)
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(0o666 & ~_umask())
            just_before()
            if os.name == "posix":
                # While the file is open its lock tells other processes that it is not left over.
                temporary.replace(path)
        if os.name != "posix":  # an open file cannot be renamed there
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Write several files: all are made beside their places before the first one is put there.

    Raises
    ------
    OSError
        One cannot be made: none was changed; or one cannot be put in place: those before it were.
    """
    made: list[tuple[BinaryIO, Path, Path]] = []
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _clear_once(path.parent)
            file, temporary = _temporary(path.parent)
            made.append((file, temporary, path))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(0o666 & ~_umask())
        for file, temporary, path in made:
            if os.name != "posix":
                file.close()
            temporary.replace(path)
    finally:
        for file, temporary, _ in made:
            with suppress(OSError):  # on a full disk closing fails once more
                file.close()
            temporary.unlink(missing_ok=True)


def _clear_once(folder: Path) -> None:
    if folder not in _cleared:
        _cleared.add(folder)
        clear_left(folder)


def clear_left(folder: Path) -> None:
    """Remove the temporary files that processes which were killed left in a folder; those in use are kept."""
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                _clear(Path(entry.path))


def _clear(path: Path) -> None:
    # Symbolic links and pipes under such a name are nobody's temporary file.
    with suppress(OSError), _opened(path) as file:
        if os.name != "posix" or _lock(file, wait=False):
            path.unlink(missing_ok=True)


def _opened(path: Path) -> BinaryIO:
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return cast("BinaryIO", os.fdopen(os.open(path, flags), "rb+"))


def _temporary(folder: Path) -> tuple[BinaryIO, Path]:
    """Make a temporary file and hold it, so that no other process takes it for one that was left."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_PREFIX, suffix=_SUFFIX)
        file = cast("BinaryIO", os.fdopen(handle, "wb"))
        if os.name != "posix":
            return file, Path(name)
        _lock(file, wait=True)
        if os.fstat(file.fileno()).st_nlink:
            return file, Path(name)
        file.close()  # another process cleared it in the moment before it was held


def _lock(file: BinaryIO, *, wait: bool) -> bool:
    """Hold a file until it is closed; the system gives it back when the process dies. Whether it is held now."""
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return wait  # a file system without locks: nothing is ever cleared there
    return True


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
