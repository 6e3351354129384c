"""Gold: alignments made by reading, with which others are compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.catalog.store import available, load
from policycompare.errors import AlignmentError
from policycompare.messages import message
from policycompare.reading import read
from policycompare.storage.paths import file_name, inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from policycompare.documents import Document

    Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Gold:
    """Links found by readers, as matrices of shape (children, parents).

    Attributes
    ----------
    linked
        Sure links.
    neutral
        Unsure links, which count neither way.
    relations
        Relation by the labels of child and parent.
    """

    linked: Mask
    neutral: Mask
    relations: dict[tuple[str, str], str]


@dataclass(frozen=True, eq=False)
class GoldPair:
    """Two documents with the gold alignment between them."""

    name: str
    child: Document
    parent: Document
    gold: Gold


def read_gold(source: pd.DataFrame | str | Path, child: Document, parent: Document) -> Gold:
    """Read a gold alignment.

    Parameters
    ----------
    source
        A frame or csv file with the columns ``child``, ``parent`` (labels; empty parent for an addition),
        ``relation``, and optionally ``confidence`` (sure, unsure).
    child, parent
        The documents.

    Raises
    ------
    AlignmentError
        A column is missing, or a row names a provision that its document has not; the message names the line.
    """
    shape = (len(child.provisions), len(parent.provisions))
    linked, neutral = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    relations: dict[tuple[str, str], str] = {}
    for row, i, j in _rows(source, child, parent):
        if j >= 0:
            (neutral if row.get("confidence") == "unsure" else linked)[i, j] = True
            relations[row["child"], row["parent"]] = row.get("relation", "")
    return Gold(linked, neutral & ~linked, relations)


def _rows(
    source: pd.DataFrame | str | Path, child: Document, parent: Document
) -> Iterator[tuple[dict[str, str], int, int]]:
    """Yield the rows with the positions of the provisions that they name, -1 for no parent."""
    name = "gold" if isinstance(source, pd.DataFrame) else str(source)
    frame = source if isinstance(source, pd.DataFrame) else _frame(Path(source))
    if missing := {"child", "parent"} - set(frame.columns):
        raise AlignmentError(
            message(
                "{file}: line 1: no column {columns}; give it the columns child,parent,relation",
                file=name,
                columns=sorted(missing),
            )
        )
    at = child.position_of, parent.position_of
    for line, row in enumerate(frame.astype(str).replace("nan", "").to_dict("records"), start=2):
        for side, known in zip(("child", "parent") if row["parent"] else ("child",), at, strict=False):
            if row[side] not in known:
                labels = list(known)
                raise AlignmentError(
                    message(
                        "{file}: line {line}: {side} “{label}” is no provision of that document; "
                        "labels run from {first} to {last}",
                        file=name,
                        line=line,
                        side=side,
                        label=row[side],
                        first=labels[0],
                        last=labels[-1],
                    )
                )
        yield row, at[0][row["child"]], at[1].get(row["parent"], -1)


def _frame(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        raise AlignmentError(message("{path}: no such gold file; check the path", path=path)) from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as fault:
        raise AlignmentError(
            message("{path}: line 1: not a csv file in UTF-8: {error}; save it so", path=path, error=str(fault))
        ) from None


def load_gold_folder(folder: str | Path) -> list[GoldPair]:
    """Load every gold alignment of a folder.

    A file is called ``CHILD__PARENT.csv``; a document is ``texts/ID.txt`` below the folder, or the catalog's ID,
    or the catalog's document whose id the name starts with (``shanghai_standin``).

    Raises
    ------
    AlignmentError
        The folder has no such file, or a document is not to be found.
    """
    folder = Path(folder)
    files = sorted(folder.glob("*__*.csv"))
    if not files:
        raise AlignmentError(
            message(
                "{folder}: no gold alignments (CHILD__PARENT.csv) in this folder; give the folder that has them",
                folder=folder,
            )
        )
    pairs = []
    for file in files:
        child, parent = (_gold_document(folder, name, file) for name in file.stem.split("__", 1))
        pairs.append(GoldPair(file.stem, child, parent, read_gold(file, child, parent)))
    return pairs


def _gold_document(folder: Path, name: str, file: Path) -> Document:
    text = inside(folder / "texts", file_name(name, suffix=".txt"))
    if text.exists():
        return read(text)
    for known in available():
        if name == known or name.startswith(f"{known}_"):
            return load(known)
    raise AlignmentError(
        message(
            "{file}: no document {name}; put it at {path}, or import it under this id", file=file, name=name, path=text
        )
    )
