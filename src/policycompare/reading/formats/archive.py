"""Archives (zip) of unknown origin: what is in them is checked before anything is unpacked, and counted while it is."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.reading.limits import Meter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

    from policycompare.messages import Message
    from policycompare.reading.limits import Limits

_UNSAFE_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\x00")
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
# Excel itself makes a few hundred of these; openpyxl takes ten times as long over each as over a cell.
_DEAR = r"xl/styles\.xml|xl/workbook\.xml|xl/.{0,80}\.rels|\[Content_Types\]\.xml|docProps/.{1,40}\.xml"
_STRINGS = r"xl/sharedStrings\.xml"
_ROWS = "sheetData"
_DEARER = 20
"""Nodes as which one beside the rows of a sheet counts (merged range, link, rule): openpyxl makes an object of it."""
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, RuntimeError, OSError, ValueError)


@dataclass(frozen=True)
class Archive:
    """An archive in memory whose directory was found in order."""

    name: str
    data: zipfile.ZipFile
    limits: Limits
    meter: Meter

    def __contains__(self, part: str) -> bool:
        return part in self.data.NameToInfo

    def parts(self, pattern: str) -> list[str]:
        """Return the names of the parts that a regular expression matches whole, in order."""
        return sorted(name for name in self.data.NameToInfo if re.fullmatch(pattern, name))

    def read(self, part: str) -> bytes:
        """Return the bytes of `part`; raises `ReadError` when they are damaged or more than `Limits.part`."""
        try:
            with self.data.open(part) as stream:
                data = stream.read(self.limits.part + 1)
        except _DAMAGED as error:
            raise ReadError(
                message(
                    "{file}: line 1: {part} is damaged ({error}); save the file again",
                    file=self.name,
                    part=part,
                    error=error,
                )
            ) from None
        if len(data) > self.limits.part:
            raise ReadError(
                message(
                    "{file}: line 1: {part} unpacks to more than {most:,} bytes (Limits.part), perhaps a zip bomb; if "
                    "you trust the file, read it with larger limits",
                    file=self.name,
                    part=part,
                    most=self.limits.part,
                )
            )
        # Every opening tag is a node, before a parser makes one of it.
        self.meter.count("nodes", data.count(b"<") - data.count(b"</"))
        return data

    def check_workbook(self) -> None:
        """Refuse entities in a workbook, and what unpacks to too much, before openpyxl sees it."""
        for part in self.parts(r"(?s).*\.(?:xml|rels)"):
            root = self.xml(part)
            # openpyxl parses a part anew for each sheet that is said to be made of it.
            sheets = [sheet.get(_RELATION_ID) for sheet in root.iterfind("{*}sheets/{*}sheet")]
            made_of = [
                posixpath.basename(one.get("Target", "")).lower()
                for one in root.iterfind("{*}Relationship")
                if one.get("Type", "").endswith("/worksheet")
            ]
            if len(set(sheets)) < len(sheets) or len(set(made_of)) < len(made_of):
                raise ReadError(
                    message(
                        "{file}: line 1: a damaged workbook ({error}); save it again from Excel or WPS",
                        file=self.name,
                        error=part,
                    )
                )
            if local_name(root) == "worksheet":
                self._count_beside_rows(root)
        for part in self.parts(_DEAR):
            self.meter.count("nodes", 9 * self.read(part).count(b"<"))
        for part in self.parts(_STRINGS):
            # openpyxl takes longer over a shared string than we over a node, so they count three times more.
            data = self.read(part)
            self.meter.count("nodes", 2 * (data.count(b"<") - data.count(b"</")))

    def _count_beside_rows(self, sheet: etree._Element) -> None:
        """Count what a sheet has besides its rows."""
        for part in sheet:
            if local_name(part) != _ROWS:
                self.meter.count("nodes", _DEARER * sum(1 for _ in part.iter()))

    def xml(self, part: str) -> etree._Element:
        """Return the root of the XML in `part`, in which no entity is defined and nothing is fetched."""
        return parse_xml(self.read(part), message("{file}: line 1: {part}", file=self.name, part=part))


def open_archive(data: bytes, name: str, limits: Limits) -> Archive:
    """Open a zip archive; `name` is what messages call it.

    Raises
    ------
    ReadError
        It is damaged, encrypted, too large, or holds unsafe names or macros.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        raise ReadError(
            message("{file}: line 1: a damaged zip archive ({error}); fetch or save it again", file=name, error=error)
        ) from None
    _check_directory(archive.infolist(), name, limits)
    return Archive(name, archive, limits, Meter(name, limits))


def _check_directory(entries: Sequence[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    """Refuse what the directory alone shows to be hostile or too large."""
    if len(entries) > limits.entries:
        raise ReadError(
            message(
                "{file}: line 1: {count} parts in the archive, more than {most} (Limits.entries); save it again from "
                "Word",
                file=name,
                count=len(entries),
                most=limits.entries,
            )
        )
    size = sum(entry.file_size for entry in entries)
    if size > limits.unpacked:
        raise ReadError(
            message(
                "{file}: line 1: it unpacks to {size:,} bytes, more than {most:,} (Limits.unpacked), perhaps a zip "
                "bomb; if you trust the file, read it with larger limits",
                file=name,
                size=size,
                most=limits.unpacked,
            )
        )
    for entry in entries:
        if _UNSAFE_NAME.search(entry.filename):
            raise ReadError(
                message(
                    "{file}: line 1: an unsafe path in the archive, {path}; save it again from Word",
                    file=name,
                    path=repr(entry.filename),
                )
            )
        if entry.flag_bits & 1:
            raise ReadError(
                message("{file}: line 1: the archive is encrypted; remove the password and save it again", file=name)
            )
        if entry.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")):
            raise ReadError(message("{file}: line 1: it holds macros; save it as .docx without macros", file=name))


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace, ``""`` of a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def parse_xml(data: bytes, where: Message) -> etree._Element:
    """Return the root of an XML text; one that defines entities or a document type is refused."""
    from lxml import etree

    refusal = ReadError(
        message(
            "{where} declares a DOCTYPE or entities, which office programs never do; save it again from Word",
            where=where,
        )
    )
    if any(mark in data for mark in _DOCTYPE):
        raise refusal
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(
            message("{where} is not well-formed XML ({error}); save the file again", where=where, error=error)
        ) from None
    if root.getroottree().docinfo.doctype:
        raise refusal
    return root
