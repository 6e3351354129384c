"""Archives (zip) of unknown origin: what is in them is checked before anything is unpacked, and counted while it is."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.errors import ReadError

if TYPE_CHECKING:
    from lxml import etree

    from policycompare.reading.extracted import Limits

_UNSAFE_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\x00")
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, RuntimeError, OSError, ValueError)


@dataclass(frozen=True)
class Archive:
    """An archive in memory whose directory was found in order."""

    name: str
    data: zipfile.ZipFile
    limits: Limits

    def __contains__(self, part: str) -> bool:
        return part in self.data.NameToInfo

    def read(self, part: str) -> bytes:
        """Return the bytes of `part`; raises `ReadError` when they are damaged or more than `Limits.part`."""
        try:
            with self.data.open(part) as stream:
                data = stream.read(self.limits.part + 1)
        except _DAMAGED as error:
            raise ReadError(
                f"{self.name}: 第1行：{part} 已损坏（a damaged part: {error}; save the file again）"
            ) from None
        if len(data) > self.limits.part:
            raise ReadError(
                f"{self.name}: 第1行：{part} 解压后超过 {self.limits.part:,} 字节，疑为压缩炸弹，未读取"
                "（a part unpacks to more than Limits.part; if you trust the file, read it with larger limits）"
            )
        return data

    def xml(self, part: str) -> etree._Element:
        """Return the root of the XML in `part`, in which no entity is defined and nothing is fetched."""
        return parse_xml(self.read(part), f"{self.name}: 第1行：{part}")


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
            f"{name}: 第1行：文件已损坏，不是完整的 zip（a damaged zip archive: {error}; fetch or save it again）"
        ) from None
    entries = archive.infolist()
    where = f"{name}: 第1行："
    if len(entries) > limits.entries:
        raise ReadError(
            f"{where}压缩包内有 {len(entries)} 个部件，超过 {limits.entries}"
            "（more parts than Limits.entries; save it again from Word）"
        )
    size = sum(entry.file_size for entry in entries)
    if size > limits.unpacked:
        raise ReadError(
            f"{where}解压后共 {size:,} 字节，超过 {limits.unpacked:,}，疑为压缩炸弹，未读取"
            "（unpacks to more than Limits.unpacked; if you trust the file, read it with larger limits）"
        )
    for entry in entries:
        if _UNSAFE_NAME.search(entry.filename):
            raise ReadError(
                f"{where}压缩包内有不安全的路径 {entry.filename[:80]!r}"
                "（an unsafe path inside; save it again from Word）"
            )
        if entry.flag_bits & 1:
            raise ReadError(f"{where}压缩包已加密（encrypted; remove the password and save it again）")
        if entry.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")):
            raise ReadError(f"{where}含有宏，未读取（it holds macros; save it as .docx without macros）")
    return Archive(name, archive, limits)


def parse_xml(data: bytes, where: str) -> etree._Element:
    """Return the root of an XML text; one that defines entities or a document type is refused."""
    from lxml import etree

    refusal = ReadError(
        f"{where} 含有文档类型或实体定义，未读取"
        "（it declares a DOCTYPE or entities, which Word never does; save it again from Word）"
    )
    if any(mark in data for mark in _DOCTYPE):
        raise refusal
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"{where} 不是正确的 XML（not well-formed: {error}; save the file again）") from None
    if root.getroottree().docinfo.doctype:
        raise refusal
    return root
