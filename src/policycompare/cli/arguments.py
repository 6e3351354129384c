"""What commands share: a parser with its function, a document by id or file, a model by file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.errors import AlignmentError
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import TextIO

    from policycompare.aligning.model import Model
    from policycompare.documents import Document

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_WAYS = ("level", "measure", "encoding", "revisions", "convert")
"""Options that say how a file is read."""
_STEERING = re.compile(r"(\x1b\[[01249;]*m)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What steers a terminal, but for the bold, faint, underlined and struck text of our own."""


class Shown:
    """A stream to a terminal on which text of a document cannot steer the terminal: ESC is shown as ␛."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text with pictures for control characters."""
        return self._stream.write(_STEERING.sub(lambda m: m[1] or _picture(m[0]), text))

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def _picture(control: str) -> str:
    """Return the character that stands for a control character (U+2400 and following)."""
    return chr(0x2400 + ord(control)) if control < " " else "\u2421" if control == "\x7f" else "\ufffd"


def command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], what: str
) -> argparse.ArgumentParser:
    """Add a command: its name, the function that runs it, and what it is for."""
    parser = commands.add_parser(name, help=what, description=what)
    parser.set_defaults(run=run)
    return parser


def reading_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a command that reads one kind of files."""
    parser.add_argument("--level", choices=LEVELS.keys, help="文件的层级（缺省从标题判断）")
    source_options(parser)


def source_options(parser: argparse.ArgumentParser) -> None:
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


def document_of(name: str, options: argparse.Namespace | None = None) -> Document:
    """Return the document of the catalog with that id, or read the file of that name as the options say."""
    from policycompare.catalog.store import available, load
    from policycompare.reading import read

    is_path = "/" in name or "\\" in name or bool(Path(name).suffix)
    if is_path or (Path(name).is_file() and name not in available()):
        return read(name, **{way: getattr(options, way) for way in _WAYS} if options else {})
    return load(name)


def model_option(parser: argparse.ArgumentParser) -> None:
    """Add the option by which another model than the shipped one is used."""
    parser.add_argument("--model", metavar="FILE", help="用 fit 拟合的模型（缺省用所附的）")


def model_at(path: str | None) -> Model | None:
    """Return the model of a file; ``None``, which is the shipped one, for no file.

    Raises
    ------
    AlignmentError
        It is missing or no model.
    """
    from policycompare.aligning.model import model_of

    if path is None:
        return None
    try:
        return model_of(Path(path).read_text("utf-8"))
    except OSError as fault:
        raise AlignmentError(f"{path}: 无法读取（cannot be read: {fault.strerror}; check the path）") from None
    except (ValueError, KeyError, TypeError) as fault:
        raise AlignmentError(f"{path}: 不是模型（{fault}; make one with: policycompare fit）") from None
