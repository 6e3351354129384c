"""What the arguments of a command name: a document of the catalog or a file, and how the file is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.documents import LEVELS

if TYPE_CHECKING:
    import argparse

    from policycompare.documents import Document

_WAYS = ("level", "measure", "encoding", "revisions", "convert")


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a command that reads files."""
    parser.add_argument("--level", choices=LEVELS, help="文件的层级（缺省从标题判断）")
    add_source_options(parser)


def add_source_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how a file is read."""
    parser.add_argument(
        "--measure",
        "--style",
        metavar="STYLE",
        help="“条”的编号样式，如 article、han-comma、arabic-dot、table-row、lead-in（缺省自动）",
    )
    parser.add_argument("--encoding", help="文本或网页的编码，如 big5（缺省从文件判断，从不猜测）")
    parser.add_argument(
        "--revisions", choices=("accepted", "original"), default="accepted", help="有修订痕迹时读哪一文本"
    )
    parser.add_argument("--convert", action="store_true", help="用 LibreOffice 转换 .doc、.wps、.rtf、.odt")


def named_document(name: str, options: argparse.Namespace | None = None) -> Document:
    """Return the document of the catalog with that id, or read the file of that name as the options say."""
    from policycompare.catalog import available, load
    from policycompare.reading import read

    is_path = "/" in name or "\\" in name or bool(Path(name).suffix)
    if is_path or (Path(name).is_file() and name not in available()):
        return read(name, **{way: getattr(options, way) for way in _WAYS} if options else {})
    return load(name)
