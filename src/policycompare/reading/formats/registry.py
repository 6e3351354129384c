"""From a file to its text: which format it is, by its first bytes and its name, and a way out where it is none of ours.

To add a format, write a module with ``extract(data, name, options) -> Extracted`` and add a row to `FORMATS`.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.errors import ReadError
from policycompare.reading.extracted import Extracted, Options
from policycompare.reading.formats.encoding import BOMS

if TYPE_CHECKING:
    from collections.abc import Callable

_OCR = "run text recognition (OCR) on it and save the text"
_SAVE = "save it as .docx or .txt"
_CONVERTIBLE = "open it in Word, WPS or LibreOffice and save it as .docx, or let LibreOffice do it: --convert"


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
    convertible
        Whether LibreOffice turns it into a .docx.
    """

    name: str
    signatures: tuple[bytes, ...]
    suffixes: tuple[str, ...]
    module: str
    way_out: str = ""
    convertible: bool = False


FORMATS: tuple[Format, ...] = (
    Format("a Word file (docx)", (b"PK\x03\x04", b"PK\x05\x06"), (".docx", ".docm", ".dotx"), "word"),
    Format("a PDF", (b"%PDF",), (".pdf",), "pdf"),
    Format("an old Word or WPS file (.doc)", (b"\xd0\xcf\x11\xe0",), (".doc", ".wps", ".dot", ".wpt"), "",
           _CONVERTIBLE, convertible=True),
    Format("an RTF file", (b"{\\rtf",), (".rtf",), "", _CONVERTIBLE, convertible=True),
    Format("an OpenDocument text", (), (".odt", ".fodt"), "", _CONVERTIBLE, convertible=True),
    Format("a workbook or slides", (), (".xlsx", ".xls", ".et", ".pptx", ".ppt"), "",
           "copy its text into a .docx or .txt file"),
    Format("a picture", (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"),
           (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff"), "", _OCR),
    Format("a book of the Chinese reader CAJ or OFD", (), (".caj", ".ofd"), "", "print it to PDF from its own reader"),
    Format("a packed archive", (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), (".rar", ".7z", ".gz", ".zip"), "",
           "unpack it first"),
    Format("a web archive", (b"MIME-Version:", b"From: <Saved by"), (".mht", ".mhtml"), "web"),
    Format("a web page", (b"<!doctype html", b"<html"), (".html", ".htm", ".shtml", ".xhtml"), "web"),
    Format("Markdown", (), (".md", ".markdown"), "markdown"),
    Format("plain text", (), (), "plain"),
)  # fmt: skip
"""The formats; a signature counts before a name, and the last row is what everything else is taken for."""

_PARTS = (
    (b"word/document.xml", ".docx"),
    (b"xl/workbook.xml", ".xlsx"),
    (b"ppt/presentation.xml", ".pptx"),
    (b"application/vnd.oasis.opendocument", ".odt"),
    (b"OFD.xml", ".ofd"),
)
"""What the directory of an archive tells of its format."""
_TEXT = FORMATS[-1]
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
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            data = stream.read(limit + 1) if size <= limit else b""
    except FileNotFoundError:
        raise ReadError(f"{path}: 没有这个文件。请检查路径（no such file; check the path）") from None
    except IsADirectoryError:
        raise ReadError(f"{path}: 这是文件夹，请给出其中的一个文件（this is a folder; name a file in it）") from None
    except OSError as error:
        raise ReadError(f"{path}: 无法读取（cannot be read: {error.strerror}; check its permissions）") from None
    except ValueError:
        raise ReadError(f"{path!s}: 路径不正确（not a path; check it）") from None
    if size > limit or len(data) > limit:
        raise ReadError(
            f"{path}: 第1行：文件超过 {limit:,} 字节，未读取（larger than Limits.file; split it, or read it with "
            "larger limits）"
        )
    return data


def extract(data: bytes, name: str, options: Options | None = None) -> Extracted:
    """Return the text of a file of any format.

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
    if found.convertible and options.convert:
        from policycompare.reading.formats.conversion import to_docx

        data, found = to_docx(data, name), FORMATS[0]
    if not found.module:
        raise ReadError(f"{name}: 第1行：不是能读取的文件（this is {found.name}; {found.way_out}）")
    reader: Callable[[bytes, str, Options], Extracted] = import_module(f"{__package__}.{found.module}").extract
    extracted = reader(data, name, options)
    length = sum(len(line.text) for line in extracted.lines)
    if found is not _TEXT and found.module != "markdown" and length > options.limits.characters:
        raise ReadError(
            f"{name}: 第1行：文本有 {length:,} 字，超过 {options.limits.characters:,}"
            "（more than Limits.characters; split it, or read it with larger limits）"
        )
    return extracted


def format_of(data: bytes, name: str) -> Format:
    """Return the format of a file; one whose first bytes contradict its name is refused.

    Examples
    --------
    >>> format_of(b"%PDF-1.7", "draft.txt").module, format_of("一、".encode(), "draft.txt").module
    ('pdf', 'plain')
    """
    suffix = Path(name).suffix.lower()
    named = next((f for f in FORMATS if suffix in f.suffixes), _TEXT)
    start = _start(data)
    for found in FORMATS:
        for signature in found.signatures:
            if start[: len(signature)].lower() == signature.lower() and (len(signature) >= _SHORT or found is named):
                return _in_archive(data, name) if found is FORMATS[0] else found
    if named.module in ("word", "pdf") and data.strip():
        if named.module == "pdf" and b"%PDF" in data[:1024]:
            return named
        raise ReadError(
            f"{name}: 第1行：文件名是 {suffix}，内容却不是（named {suffix}, but this is not {named.name}; "
            "fetch or save it again）"
        )
    return named


def _start(data: bytes) -> bytes:
    """Return the first bytes of a file, behind a byte order mark, blanks and an XML declaration or comment."""
    start = data[:4096]
    for bom, encoding in BOMS:
        if start.startswith(bom) and encoding == "utf-8":
            start = start[len(bom) :]
    if start.lstrip()[:1] == b"<":
        start = re.sub(rb"\A(?:\s|<\?xml[^>]{0,200}\?>|<!--[^>]{0,1000}-->)+", b"", start)
    return start


def _in_archive(data: bytes, name: str) -> Format:
    """Return what a zip archive is: office formats are told by the parts they hold."""
    for marker, suffix in _PARTS:
        if marker in data:
            return next(f for f in FORMATS if suffix in f.suffixes)
    return FORMATS[0] if Path(name).suffix.lower() != ".zip" else next(f for f in FORMATS if ".zip" in f.suffixes)
