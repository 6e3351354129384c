"""Writing a file whole or not at all, whatever comes between."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


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
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        just_before()
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
