"""The folders on the disk that belong to the user."""

from __future__ import annotations

import os
from pathlib import Path


def user_folder() -> Path:
    """Return the folder of imported documents and of the user's terms.

    ``$POLICYCOMPARE_DATA`` where that is set, else where the system keeps data of programs:
    ``~/.local/share/policycompare`` or ``$XDG_DATA_HOME/policycompare`` on Linux,
    ``~/Library/Application Support/policycompare`` on macOS, ``policycompare`` in ``%APPDATA%`` on Windows.
    """
    if given := os.environ.get("POLICYCOMPARE_DATA"):
        return Path(given)
    import platformdirs

    return platformdirs.user_data_path("policycompare", appauthor=False, roaming=True)
