"""Vectors of texts kept on the disk, so that a second run computes none again.

A cache and no more: where its file cannot be read or written, vectors are computed each time.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from policycompare.storage.paths import file_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Vector = NDArray[np.float16]

AT_ONCE = 500
"""Texts that one query asks for."""
PATIENCE = 10.0
"""Seconds for which another process is waited for."""
MOST_BYTES = 1_000_000_000
"""Size from which the file is begun anew, room for about a million clauses."""


class VectorCache:
    """The vectors that some weights made, found by the hash of the text; the texts themselves are not kept.

    Parameters
    ----------
    folder
        Of the files, one for all vectors of the same weights; made when it is missing.
    weights
        Hash of the weights.
    width
        Dimensions of a vector.
    """

    def __init__(self, folder: Path, weights: str, width: int) -> None:
        self._path = folder / file_name("vectors", weights[:16], suffix=".sqlite")
        self._width = width

    def read(self, texts: Sequence[str]) -> dict[str, Vector]:
        """Return the vectors that are kept, by their texts."""
        by_key = {_key(text): text for text in texts}
        keys = list(by_key)
        found: dict[str, Vector] = {}
        if not self._path.is_file():
            return found
        try:
            with closing(sqlite3.connect(self._path, timeout=PATIENCE)) as file:
                for start in range(0, len(keys), AT_ONCE):
                    some = keys[start : start + AT_ONCE]
                    marks = ",".join("?" * len(some))
                    # The marks are made here; what the texts bring goes in as values.
                    query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608
                    for key, vector in file.execute(query, some):
                        if isinstance(vector, bytes) and len(vector) == 2 * self._width:
                            found[by_key[key]] = np.frombuffer(vector, dtype="<f2")
        except sqlite3.Error:
            return {}
        return found

    def write(self, vectors: Mapping[str, Vector]) -> None:
        """Keep vectors by their texts; do nothing where the folder cannot be written."""
        rows = [(_key(text), vector.astype("<f2").tobytes()) for text, vector in vectors.items()]
        for _ in range(2):  # the second time after a damaged file is gone
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                if self._path.is_file() and self._path.stat().st_size > MOST_BYTES:
                    self._path.unlink()
                with closing(sqlite3.connect(self._path, timeout=PATIENCE)) as file, file:
                    file.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
                    file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            except sqlite3.OperationalError:  # locked for long, read-only, disk full
                return
            except sqlite3.DatabaseError:
                self._path.unlink(missing_ok=True)
            except OSError:
                return
            else:
                return


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
