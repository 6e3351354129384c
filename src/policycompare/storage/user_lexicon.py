"""The user's own terms and tables, files beside the imported documents."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from policycompare.errors import CatalogError
from policycompare.messages import message
from policycompare.storage.user_folders import user_folder


def user_lexicon() -> str:
    """Return the text of ``lexicon.txt`` in the user's folder, as `user_text` does."""
    return user_text(user_folder() / "lexicon.txt")


def user_text(path: Path) -> str:
    """Return the text of a file in the user's folder as it stands on the disk now, ``""`` without one.

    Raises
    ------
    CatalogError
        It is not UTF-8, or cannot be read.
    """
    try:
        found = path.stat()
    except OSError:
        return ""
    return _text(str(path), found.st_mtime_ns, found.st_size)


# Keyed by time and size: asking the disk for both is cheap, reading is not, and a text asks for each of its segments.
@lru_cache(maxsize=4)
def _text(path: str, _changed: int, _size: int) -> str:
    try:
        return Path(path).read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogError(message("{file}: not UTF-8: {why}; save it as UTF-8", file=path, why=error.reason)) from None
    except OSError as error:
        raise CatalogError(
            message("{file}: cannot be read: {why}; check who may read it", file=path, why=error.strerror)
        ) from None
