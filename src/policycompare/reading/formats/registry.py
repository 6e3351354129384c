"""From a file to its text: which format it is, by its first bytes and its name, and a way out where it is none of ours.

To add a format, write a module with ``extract(data, name, options) -> Extracted`` and add a row to `FORMATS`.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.reading.extracted import Extracted, Options
from policycompare.reading.formats.encoding import BOMS
from policycompare.reading.limits import BYTES_OF_A_LINE, Meter, timed

if TYPE_CHECKING:
    from collections.abc import Callable

    from policycompare.messages import Message


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    Attributes
    ----------
    name
        For messages.
    signatures
        What such a file starts with; none for plain text.
    suffixes
        What its name may end with.
    module
        The module of this package that reads it, or ``""``.
    way_out
        What to do with a file that is not read.
    converts_to
        The format that LibreOffice turns it into, ``"docx"`` or ``"xlsx"``; ``""`` where it is not asked to.
    """

    name: Message
    signatures: tuple[bytes, ...]
    suffixes: tuple[str, ...]
    module: str
    way_out: Message | None = None
    converts_to: Literal["", "docx", "xlsx"] = ""


_OPEN_AND_SAVE = message(
    "open it in Word or WPS and save it as .docx; where LibreOffice is installed, the option --convert does it"
)
_SAVE_AS_XLSX = message(
    "open it in Excel or WPS and save it as .xlsx; where LibreOffice is installed, the option --convert does it"
)

FORMATS: tuple[Format, ...] = (
    Format(message("a Word file (.docx)"), (b"PK\x03\x04", b"PK\x05\x06"), (".docx", ".docm", ".dotx"), "word"),
    Format(message("a PDF"), (b"%PDF",), (".pdf",), "pdf"),
    Format(message("an old Excel or WPS workbook (.xls, .et)"), (), (".xls", ".et", ".ett", ".xlt"), "",
           _SAVE_AS_XLSX, "xlsx"),
    Format(message("an old Word or WPS file (.doc, .wps)"), (b"\xd0\xcf\x11\xe0",),
           (".doc", ".wps", ".dot", ".wpt"), "", _OPEN_AND_SAVE, "docx"),
    Format(message("an RTF file"), (b"{\\rtf",), (".rtf",), "", _OPEN_AND_SAVE, "docx"),
    Format(message("an OpenDocument text"), (), (".odt", ".fodt"), "", _OPEN_AND_SAVE, "docx"),
    Format(message("a workbook (.xlsx)"), (), (".xlsx", ".xlsm"), "sheet"),
    Format(message("slides"), (), (".pptx", ".ppt", ".dps"), "", message("copy its text into a .docx or .txt file")),
    Format(message("a picture"), (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"),
           (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff"), "scan"),
    Format(message("an OFD file (fixed layout)"), (), (".ofd",), "",
           message("open it in its reader or in WPS and save it as .docx, or print it to PDF, and read "
                   "that")),
    Format(message("a CAJ file"), (), (".caj",), "", message("print it to PDF from its own reader, and read that")),
    Format(message("a packed archive"), (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), (".rar", ".7z", ".gz", ".zip"), "",
           message("unpack it first, and name the file inside")),
    Format(message("a web archive"), (b"MIME-Version:", b"From: <Saved by"), (".mht", ".mhtml"), "web"),
    Format(message("a web page"), (b"<!doctype html", b"<html"), (".html", ".htm", ".shtml", ".xhtml"), "web"),
    Format(message("Markdown"), (), (".md", ".markdown"), "markdown"),
    Format(message("plain text"), (), (), "plain"),
)  # fmt: skip
"""The formats; a signature counts before a name, and the last row is what everything else is taken for."""

_PARTS = (
    (b"word/document.xml", ".docx"),
    (b"xl/workbook.xml", ".xlsx"),
    (b"ppt/presentation.xml", ".pptx"),
    (b"application/vnd.oasis.opendocument", ".odt"),
    (b"OFD.xml", ".ofd"),
)
"""Signs of the format in the directory of an archive."""
_TEXT = FORMATS[-1]
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_SUFFIXES = frozenset({".xls", ".et", ".ett", ".xlt", ".ppt", ".dps"})
"""Old office files start alike, whatever they are; these names say that it is no text."""
_SHORT = 3
"""Signatures of so few bytes may begin a text as well: they need the name on their side."""


def load_bytes(path: str | Path, options: Options) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    ReadError
        The file is missing, a folder or no regular file, cannot be read, or is larger than ``Limits.file``.
    """
    path = Path(path)
    limit = options.limits.file
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            # Asked before it is opened: a pipe that nobody writes to would be waited for without end.
            raise ReadError(message("{file}: no regular file; save what it gives to a file first", file=path))
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            data = stream.read(limit + 1) if size <= limit else b""
    except FileNotFoundError:
        raise ReadError(message("{file}: no such file; check the path", file=path)) from None
    except IsADirectoryError:
        raise ReadError(message("{file}: this is a folder; name a file in it", file=path)) from None
    except OSError as error:
        raise ReadError(
            message("{file}: cannot be read ({error}); check its permissions", file=path, error=error.strerror)
        ) from None
    except ValueError:
        raise ReadError(message("{file}: not a path; check it", file=path)) from None
    if size > limit or len(data) > limit:
        raise ReadError(
            message(
                "{file}: line 1: larger than {most:,} bytes (Limits.file); split it, or read it with larger limits",
                file=path,
                most=limit,
            )
        )
    return data


def extract(data: bytes, name: str, options: Options | None = None) -> Extracted:
    """Return the lines of a file of any format.

    Parameters
    ----------
    data
        The file's bytes.
    name
        Its path, for its suffix and for messages.
    options
        How it is read.

    Raises
    ------
    ReadError
        It is of a format that is not read, is damaged or hostile, exceeds a limit, has no text, or its encoding
        is not certain.
    """
    options = options or Options()
    found = format_of(data, name)
    if found.converts_to and options.convert:
        from policycompare.reading.formats.conversion import converted

        data, found = converted(data, name, found.converts_to), _format_of_suffix(f".{found.converts_to}")
    if not found.module:
        raise ReadError(
            message("{file}: line 1: {kind} is not read; {way_out}", file=name, kind=found.name, way_out=found.way_out)
        )
    is_text = found.module in ("plain", "markdown")
    most_lines = max(options.limits.lines, len(data) // BYTES_OF_A_LINE if is_text else 0)
    meter = Meter(name, replace(options.limits, lines=most_lines))
    if is_text:
        meter.count("lines", data.count(b"\n"))
        meter = Meter(name, meter.limits)
    reader: Callable[[bytes, str, Options], Extracted] = import_module(f"{__package__}.{found.module}").extract
    with timed(name, options.limits, len(data)) as clock:
        extracted = reader(data, name, options)
        meter.count("lines", len(extracted.lines))
        clock.add_lines(len(extracted.lines))
        if not is_text:
            meter.count("characters", sum(len(line.text) for line in extracted.lines))
    return extracted


def format_of(data: bytes, name: str) -> Format:
    """Return the format of a file; one whose first bytes contradict its name is refused.

    Examples
    --------
    >>> format_of(b"%PDF-1.7", "draft.txt").module, format_of("一、".encode(), "draft.txt").module
    ('pdf', 'plain')
    """
    suffix = Path(name).suffix.lower()
    named = _format_of_suffix(suffix)
    start = _start(data)
    for found in FORMATS:
        for signature in found.signatures:
            if start[: len(signature)].lower() == signature.lower() and (len(signature) >= _SHORT or found is named):
                return _by_content(found, named, data, suffix)
    if named.module in ("word", "pdf", "sheet") and data.strip():
        if named.module == "pdf" and b"%PDF" in data[:1024]:
            return named
        raise ReadError(
            message(
                "{file}: line 1: named {suffix}, but this is not {kind}; fetch or save it again",
                file=name,
                suffix=suffix,
                kind=named.name,
            )
        )
    return named


def _format_of_suffix(suffix: str) -> Format:
    return next((found for found in FORMATS if suffix in found.suffixes), _TEXT)


def _by_content(found: Format, named: Format, data: bytes, suffix: str) -> Format:
    """Return the format of a file whose first bytes are those of `found`, which several formats may share."""
    if found is FORMATS[0]:
        return _in_archive(data, suffix)
    if found.signatures[0] == _OLE and suffix in _OLE_SUFFIXES:
        return named
    return found


def _start(data: bytes) -> bytes:
    """Return the first bytes of a file, behind a byte order mark, blanks and an XML declaration or comment."""
    start = data[:4096]
    for bom, encoding in BOMS:
        if start.startswith(bom) and encoding == "utf-8":
            start = start[len(bom) :]
    if start.lstrip()[:1] == b"<":
        start = re.sub(rb"\A(?:\s|<\?xml[^>]{0,200}\?>|<!--[^>]{0,1000}-->)+", b"", start)
    return start


def _in_archive(data: bytes, suffix: str) -> Format:
    """Return what a zip archive is: office formats are told by the parts they hold."""
    for marker, its_suffix in _PARTS:
        if marker in data:
            return _format_of_suffix(its_suffix)
    return FORMATS[0] if suffix != ".zip" else _format_of_suffix(".zip")
