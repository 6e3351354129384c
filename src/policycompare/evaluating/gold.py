"""Gold: alignments made by reading, with which others are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from policycompare.catalog.store import available, load
from policycompare.errors import AlignmentError
from policycompare.evaluating.gold_rows import gold_rows, position_of_label, read_csv
from policycompare.messages import message
from policycompare.reading import read
from policycompare.reading.labelled import SUFFIX, read_labelled
from policycompare.storage.paths import file_name, inside

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from policycompare.documents import Document
    from policycompare.messages import Message

    Mask = NDArray[np.bool_]

LIST = "pairs.csv"
"""File of a folder that says of each pair which texts it has, and of which field they are."""
_READER = re.compile(r"\.[a-z]$")
"""What tells the files of several readers of one pair: ``PAIR.a.csv``, ``PAIR.b.csv``."""


@dataclass(frozen=True, eq=False)
class Gold:
    """Links found by readers, as matrices of shape (children, parents).

    Attributes
    ----------
    linked
        Sure links.
    neutral
        What counts neither way: unsure links, and all of a child that was not read.
    relations
        Relation by the labels of child and parent; ``""`` where the reader named none.
    is_complete
        Whether all children were read: only then it is known which provisions of the parent are gaps.
    """

    linked: Mask
    neutral: Mask
    relations: dict[tuple[str, str], str]
    is_complete: bool = True

    @classmethod
    def common(cls, readings: Sequence[Gold]) -> Gold:
        """Return what several readers of one pair agree on; a link that not all of them are sure of is neutral.

        Where they name another relation, that of the first counts.
        """
        linked = np.logical_and.reduce([reading.linked for reading in readings])
        somewhere = np.logical_or.reduce([reading.linked | reading.neutral for reading in readings])
        relations: dict[tuple[str, str], str] = {}
        for reading in readings:
            relations = {**reading.relations, **relations}
        complete = all(reading.is_complete for reading in readings)
        return cls(linked, somewhere & ~linked, relations, complete)


@dataclass(frozen=True, eq=False)
class GoldPair:
    """Two documents with the gold alignment between them.

    Attributes
    ----------
    name, child, parent
        The pair and its documents.
    gold
        What was read; of several readers, what they agree on, see `Gold.common`.
    field
        What both documents are about (水土保持): pairs of one field are left out together. ``""`` where it is not
        known; then the pair is taken for a field of its own.
    group
        Kind of pairs among which it is counted in a table, such as ``laws``.
    readings
        What each reader found where there are several; figures are the mean over them.
    beside
        Third documents that stand beside as evidence.
    """

    name: str
    child: Document
    parent: Document
    gold: Gold
    field: str = ""
    group: str = ""
    readings: tuple[Gold, ...] = ()
    beside: tuple[Document, ...] = ()

    @property
    def every_reading(self) -> tuple[Gold, ...]:
        """What each reader found, also where there is only one."""
        return self.readings or (self.gold,)


def read_gold(
    source: pd.DataFrame | str | Path,
    child: Document,
    parent: Document,
    children: Collection[str | int] | None = None,
) -> Gold:
    """Read a gold alignment.

    Parameters
    ----------
    source
        A frame or csv file with the columns ``child``, ``parent`` (labels; empty parent for an addition),
        ``relation``, and optionally ``confidence`` (sure, unsure); words in Chinese or English.
    child, parent
        The documents.
    children
        Labels of the child's provisions that were read, where it was not all of them. Nothing is known of the others:
        they count neither way, and rows about them are passed over.

    Raises
    ------
    AlignmentError
        A column is missing, a row or `children` name a provision that its document has not, a word is not known, or an
        addition has a parent; the message names the line.
    """
    shape = (len(child.provisions), len(parent.provisions))
    linked, neutral = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    unread = _unread(children, child)
    relations: dict[tuple[str, str], str] = {}
    for row in gold_rows(source, child, parent):
        if row.parent is None or unread[row.child]:
            continue
        (neutral if row.is_unsure else linked)[row.child, row.parent] = True
        relations[child.provisions[row.child].label, parent.provisions[row.parent].label] = row.relation
    neutral[unread] = True
    return Gold(linked, neutral & ~linked, relations, is_complete=not unread.any())


def _unread(children: Collection[str | int] | None, child: Document) -> Mask:
    """Return which provisions of the child were not read."""
    if children is None:
        return np.zeros(len(child.provisions), dtype=bool)
    unread = np.ones(len(child.provisions), dtype=bool)
    for label in children:
        position = position_of_label(str(label), child.position_of)
        if position is None:
            labels = list(child.position_of)
            raise AlignmentError(
                message(
                    "children: “{label}” is no provision of {document}; labels run from {first} to {last}",
                    label=str(label),
                    document=child.id,
                    first=labels[0],
                    last=labels[-1],
                )
            )
        unread[position] = False
    return unread


@dataclass(frozen=True, slots=True)
class _Side:
    """One document of a pair as the list tells it: names by which its text may be found, the likeliest first."""

    names: tuple[str, ...]
    title: str = ""
    level: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A pair before its texts are read."""

    name: str
    files: tuple[Path, ...]
    child: _Side
    parent: _Side
    field: str = ""
    group: str = ""


def load_gold_folder(
    folder: str | Path,
    texts: Sequence[str | Path] = (),
    left_out: Callable[[Message], object] | None = None,
) -> list[GoldPair]:
    """Load every gold alignment of a folder and of the folders in it.

    A file is called ``CHILD__PARENT.csv``, or after a pair of ``pairs.csv``, a list with the columns ``pair``,
    ``child``, ``parent`` (names of the texts), ``field`` and, where they are known, ``group``, ``child_title``,
    ``child_level``, ``child_date`` and the same of the parent. Two readers of one pair have the files ``PAIR.a.csv``
    and ``PAIR.b.csv``. A document is ``ID.txt``, or with marked measures (see `read_labelled`) ``ID.labels.txt``, in
    one of the folders `texts` or in ``texts`` below the folder; or the catalog's ID, or the catalog's document whose id
    the name starts with (``shanghai_standin``).

    Parameters
    ----------
    folder
        The folder.
    texts
        Folders in which the texts are looked for first.
    left_out
        Called with a message for each pair of which a text, or the gold, is not there; without it that is an error.

    Raises
    ------
    AlignmentError
        The folder has no gold, a document is not to be found, or no document of any pair is.
    """
    folder = Path(folder)
    places = [*map(Path, texts), folder / "texts"]
    pairs: list[GoldPair] = []
    missing: list[Message | str] = []
    for listed in _listed(folder):
        try:
            pairs.append(_pair(listed, places))
        except _LeftOutError as fault:
            if left_out is not None:
                left_out(fault.args[0])
                missing.append(fault.args[0])
            elif listed.parent.names:  # a csv of something else may stand beside the gold
                raise
    if missing and not pairs:
        raise AlignmentError(
            message(
                "{folder}: of none of the {count} pairs both texts are there; name their folder (--texts); "
                "the first: {first}",
                folder=folder,
                count=len(missing),
                first=missing[0],
            )
        )
    if not pairs:
        raise AlignmentError(
            message(
                "{folder}: no gold alignments (CHILD__PARENT.csv) in this folder; give the folder that has them",
                folder=folder,
            )
        )
    return pairs


class _LeftOutError(AlignmentError):
    """A pair that cannot be measured, since a text or its gold is not there."""


def _listed(folder: Path) -> list[_Listed]:
    """Return the pairs of a folder: those of its list, and the files called after two documents, by name."""
    files = _files(folder)
    pairs: dict[str, _Listed] = {}
    if (folder / LIST).is_file():
        for row in read_csv(folder / LIST).to_dict("records"):
            pair = _of_row(row, files, folder)
            pairs[pair.name] = pair
    for name, readings in files.items():
        if name not in pairs:
            group = readings[0].parent.name if readings[0].parent != folder else ""
            child, joint, parent = name.partition("__")
            pairs[name] = _Listed(
                name, tuple(readings), _Side((child,)), _Side((parent,) if joint else ()), group=group
            )
    return [pairs[name] for name in sorted(pairs)]


def _files(folder: Path) -> dict[str, list[Path]]:
    """Return the files of gold by the pair that they are called after."""
    files: dict[str, list[Path]] = {}
    for file in sorted([*folder.glob("*.csv"), *folder.glob("*/*.csv")]):
        if file.name != LIST:
            files.setdefault(_READER.sub("", file.stem), []).append(file)
    for name, readings in files.items():
        if len({file.name for file in readings}) < len(readings):
            raise AlignmentError(
                message(
                    "{first} and {second}: two files for the pair {name}; call those of two readers "
                    "{name}.a.csv and {name}.b.csv",
                    first=readings[0],
                    second=readings[1],
                    name=name,
                )
            )
    return files


def _of_row(row: dict[str, str], files: dict[str, list[Path]], folder: Path) -> _Listed:
    if lacking := {"pair", "child", "parent"} - set(row):
        raise AlignmentError(
            message(
                "{file}: line 1: no column {columns}; give it the columns pair,child,parent,field",
                file=folder / LIST,
                columns=sorted(lacking),
            )
        )
    name = row["pair"]
    sides = []
    for side, part in zip(("child", "parent"), name.split("__", 1) if "__" in name else ("", ""), strict=True):
        names = tuple(dict.fromkeys(known for known in (row[side], part) if known))
        told = (row.get(f"{side}_{what}", "") for what in ("title", "level", "date"))
        sides.append(_Side(names, *told))
    readings = tuple(files.get(name, ()))
    group = row.get("group", "")
    if not group and readings and readings[0].parent != folder:
        group = readings[0].parent.name
    return _Listed(name, readings, sides[0], sides[1], row.get("field", ""), group)


def _pair(listed: _Listed, places: Sequence[Path]) -> GoldPair:
    """Return a pair with its documents; raises `_LeftOutError` for what it lacks."""
    if not listed.parent.names:
        raise _LeftOutError(
            message(
                "{file}: no pair is called so; list it in pairs.csv, or call the file CHILD__PARENT.csv",
                file=listed.files[0],
            )
        )
    if not listed.files:
        raise _LeftOutError(
            message("{pair}: listed in pairs.csv, but there is no {pair}.csv; add it", pair=listed.name)
        )
    documents = []
    for side in (listed.child, listed.parent):
        document = _document(side, places)
        if document is None:
            raise _LeftOutError(
                message(
                    "{file}: no document {name}; put it at {path}, name the folder that has it (--texts), "
                    "or import it under this id",
                    file=listed.files[0],
                    name=side.names[0],
                    path=inside(places[-1], file_name(side.names[0], suffix=".txt")),
                )
            )
        documents.append(document)
    child, parent = documents
    readings = tuple(read_gold(file, child, parent) for file in listed.files)
    several = readings if len(readings) > 1 else ()
    gold = Gold.common(readings) if several else readings[0]
    return GoldPair(listed.name, child, parent, gold, listed.field, listed.group, several)


def _document(side: _Side, places: Sequence[Path]) -> Document | None:
    """Return a document of a pair; what its text does not tell of itself is taken from the list."""
    for name in side.names:
        for place in places:
            labelled = inside(place, file_name(name, suffix=SUFFIX))
            if labelled.is_file():
                return replace(read_labelled(labelled, title=side.title, level=side.level or None), date=side.date)
            text = inside(place, file_name(name, suffix=".txt"))
            if text.is_file():
                return read(text, level=side.level or None)
    for name in side.names:
        for known in available():
            if name == known or name.startswith(f"{known}_"):
                return load(known)
    return None
