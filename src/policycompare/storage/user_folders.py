"""The folders on the disk that belong to the user."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

_ASKED_FOR_BY_SYSTEMS = ("HOME", "XDG_DATA_HOME", "APPDATA", "USERPROFILE")
"""Variables that say where the system keeps data of programs."""


def user_folder() -> Path:
    """Return the folder of imported documents and of the user's terms.

    ``$POLICYCOMPARE_DATA`` where that is set, else where the system keeps data of programs:
    ``~/.local/share/policycompare`` or ``$XDG_DATA_HOME/policycompare`` on Linux,
    ``~/Library/Application Support/policycompare`` on macOS, ``policycompare`` in ``%APPDATA%`` on Windows.
    """
    if given := os.environ.get("POLICYCOMPARE_DATA"):
        return Path(given)
    return _folder_of_system(tuple(map(os.environ.get, _ASKED_FOR_BY_SYSTEMS)))


# Each piece of text that is cut into words asks for the user's terms, and platformdirs takes its time.
@lru_cache(maxsize=4)
def _folder_of_system(_: tuple[str | None, ...]) -> Path:
    import platformdirs

    return platformdirs.user_data_path("policycompare", appauthor=False, roaming=True)


def cache_folder() -> Path:
    """Return the folder of what can be computed again: ``cache`` in ``$POLICYCOMPARE_DATA``, else the system's."""
    if given := os.environ.get("POLICYCOMPARE_DATA"):
        return Path(given) / "cache"
    import platformdirs

    return platformdirs.user_cache_path("policycompare", appauthor=False)
