"""What commands share: a parser with its function, a document by id or file, a model by file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.errors import AlignmentError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from policycompare.alignment.model import Model
    from policycompare.documents import Document, Level

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], what: str
) -> argparse.ArgumentParser:
    """Add a command: its name, the function that runs it, and what it is for."""
    parser = commands.add_parser(name, help=what, description=what)
    parser.set_defaults(run=run)
    return parser


def document_of(name: str, *, level: Level | None = None, measure: str | None = None) -> Document:
    """Return the document of the catalog with that id, or read the file of that name."""
    from policycompare.catalog import available, load
    from policycompare.reading import read

    is_path = "/" in name or "\\" in name or bool(Path(name).suffix)
    if is_path or (Path(name).is_file() and name not in available()):
        return read(name, level=level, measure=measure)
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
    from policycompare.alignment.model import model_of

    if path is None:
        return None
    try:
        return model_of(Path(path).read_text("utf-8"))
    except OSError as fault:
        raise AlignmentError(f"{path}: 无法读取（cannot be read: {fault.strerror}; check the path）") from None
    except (ValueError, KeyError, TypeError) as fault:
        raise AlignmentError(f"{path}: 不是模型（{fault}; make one with: policycompare fit）") from None
