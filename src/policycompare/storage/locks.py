"""Locks between processes, so that two writers of one file wait for each other."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from policycompare.storage.paths import beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(path: Path, wait: float) -> Iterator[None]:
    """Hold the lock of a file; the system gives it back when the process ends, however that comes about.

    Parameters
    ----------
    path
        The file; its lock stands beside it as ``.NAME.lock`` and stays there when it is free.
    wait
        Seconds to wait for another holder.

    Raises
    ------
    TimeoutError
        Another process, or another part of this one, holds the lock for longer.
    OSError
        The lock file cannot be made.
    """
    from filelock import FileLock

    # A lock on a file beside: the file itself is replaced by a rename, and a lock would go with the one replaced.
    with FileLock(beside(path, f".{path.name}.lock"), timeout=wait):
        yield
