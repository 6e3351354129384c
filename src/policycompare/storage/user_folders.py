"""The folders on the disk that belong to the user."""

from __future__ import annotations

import os
from pathlib import Path


def user_folder() -> Path:
    """Return the folder of imported documents: ``$POLICYCOMPARE_DATA``, or the user's data folder."""
    if given := os.environ.get("POLICYCOMPARE_DATA"):
        return Path(given)
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("APPDATA") or "~/.local/share"
    return Path(base).expanduser() / "policycompare"
