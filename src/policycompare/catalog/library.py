"""A folder of laws and other documents that a draft may cite, each read when somebody first asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from policycompare.errors import PolicyCompareError
from policycompare.language.citations import without_state
from policycompare.language.normalise import fold
from policycompare.reading import read

if TYPE_CHECKING:
    from pathlib import Path

    from policycompare.documents import Document

_SUFFIXES = frozenset({".docx", ".txt", ".md", ".pdf", ".html", ".htm", ".ofd"})
_IN_BRACKETS = re.compile(r"[（(〔_].*$")
_HEAD = 200
"""Characters at the start of a text in which its title stands."""


@dataclass(frozen=True, eq=False)
class Library:
    """A folder of documents, found by their titles.

    Attributes
    ----------
    folder
        Its files are named for their titles; of texts the first line is looked at as well.
    """

    folder: Path
    _read: dict[str, Document | None] = field(default_factory=dict)

    @cached_property
    def files(self) -> dict[str, Path]:
        """Files by folded title without 中华人民共和国."""
        found: dict[str, Path] = {}
        for path in sorted(self.folder.rglob("*")):
            if path.suffix.lower() in _SUFFIXES and path.is_file():
                found.setdefault(_key(path.stem), path)
                if path.suffix.lower() in (".txt", ".md"):
                    found.setdefault(_key(_first_line(path)), path)
        return found

    def find(self, title: str) -> Document | None:
        """Return the document of a title, ``None`` where the folder has none that can be read."""
        key = _key(title)
        if key not in self._read:
            path = self.files.get(key)
            try:
                self._read[key] = read(path) if path else None
            except PolicyCompareError:
                self._read[key] = None
        return self._read[key]


def _key(title: str) -> str:
    return fold(without_state(_IN_BRACKETS.sub("", title.strip().lstrip("#").strip())))


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as stream:
            return stream.read(_HEAD).strip().split("\n")[0]
    except (OSError, UnicodeDecodeError):
        return ""
