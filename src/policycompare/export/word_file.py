"""Properties that say what a Word file is, and its bytes, which depend on nothing but its content."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from policycompare.export.xml_characters import legible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from docx.document import Document as Word

AUTHOR = "policycompare"
"""Author of a file, and of its comments and changes."""
_LONGEST = 255
"""Characters that a property of a Word file may have."""


def describe(word: Word, title: str, notices: Sequence[str], when: datetime, author: str = AUTHOR) -> None:
    """Say in a file's properties what it is, what rides on it, and when it was made."""
    properties = word.core_properties
    properties.title = legible(title)[:_LONGEST]
    properties.comments = legible("；".join(notices))[:_LONGEST]
    properties.author = properties.last_modified_by = author
    properties.language = "zh-CN"
    properties.created = properties.modified = when.replace(tzinfo=None)


def saved(word: Word, when: datetime) -> bytes:
    """Return a document as a zip archive with fixed times, so that the same content gives the same bytes.

    Parameters
    ----------
    word
        The document.
    when
        The time that the archive carries.
    """
    written = io.BytesIO()
    word.save(written)
    out = io.BytesIO()
    # The library gives the entries the time of the clock.
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, when.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(entry))
    return out.getvalue()
