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
    from docx.opc.part import Part

AUTHOR = "policycompare"
"""Author of a file, and of its comments and changes."""
_NAMES = ("pStyle", "rStyle", "tblStyle")
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
    _forget_unknown_styles(word)
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


def _forget_unknown_styles(word: Word) -> None:
    """Take names of styles that the file has not out of what the library adds: headers, footers, comments.

    The library writes there the names that Word's own files have; a name without a style is not valid.
    """
    from docx.opc.part import XmlPart
    from docx.oxml.ns import qn

    known = {style.style_id for style in word.styles}
    marked = [part.element for part in word.part.package.iter_parts() if _is_added(part) and isinstance(part, XmlPart)]
    marked += [run.getparent() for run in word.element.body.iter(qn("w:commentReference"))]
    for element in marked:
        for named in list(element.iter(*(qn(f"w:{name}") for name in _NAMES))):
            if named.get(qn("w:val")) not in known:
                named.getparent().remove(named)


def _is_added(part: Part) -> bool:
    return str(part.partname).startswith(("/word/header", "/word/footer", "/word/comments"))
