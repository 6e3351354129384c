"""What is searched: documents however they are given, as one frame of provisions."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from policycompare.cascading import Cascade
from policycompare.cascading.collection_manifest import MANIFEST, in_chinese, read_manifest
from policycompare.cascading.dataset import RECORD
from policycompare.cascading.records import document_of
from policycompare.catalog.store import available, load
from policycompare.documents import Document, notices
from policycompare.errors import CollectionError, PolicyCompareError
from policycompare.frames import noticed
from policycompare.language.normalise import normaliser_of
from policycompare.language.provision_kinds import is_formal
from policycompare.messages import message
from policycompare.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

Source: TypeAlias = "Document | str | Path | Cascade"
Documents: TypeAlias = "Source | Iterable[Source]"
"""A document, the id of one in the catalog, a file, a folder of files or of a collection, its results, or several."""

_SUFFIXES = frozenset({".txt", ".md", ".docx", ".pdf", ".html", ".htm", ".ofd", ".xlsx"})
COLUMNS = ("document", "title", "label", "printed", "chapter", "text", "normal", "formal")


def provision_frame(documents: Documents) -> pd.DataFrame:
    """Return all provisions of some documents.

    Parameters
    ----------
    documents
        See `Documents`. A folder with ``manifest.csv`` is a collection; of any other all files are read. Files of a
        folder that cannot be read are left out, and named in ``attrs["left_out"]``.

    Returns
    -------
    pandas.DataFrame
        One row a provision, in the order of the documents and provisions: `COLUMNS`.

    Raises
    ------
    CollectionError
        What is given is no document, or there is none in it.
    """
    rows: list[tuple[object, ...]] = []
    left_out: list[str] = []
    found: dict[str, None] = {}
    frames = []
    for source in _each(documents):
        if isinstance(source, Cascade):
            frames.append(_of_cascade(source))
            found |= dict.fromkeys(source.notices)
            continue
        for document in _documents_of(source, left_out):
            rows += _rows(document)
            found |= dict.fromkeys(notices(document))
    if rows:
        frames.append(pd.DataFrame(rows, columns=list(COLUMNS)))
    if not frames:
        raise CollectionError(
            message(
                "no provision to look at; give documents, ids, files, a folder, or the results of cascade: {left_out}",
                left_out="；".join(left_out[:3]),
            )
        )
    frame = pd.concat(frames, ignore_index=True)
    frame.attrs["left_out"] = left_out
    return noticed(frame, found)


def _each(documents: Documents) -> Iterator[Source]:
    if isinstance(documents, Document | str | Path | Cascade):
        yield documents
    elif isinstance(documents, Iterable):
        yield from chain.from_iterable(map(_each, documents))
    else:
        raise CollectionError(
            message(
                "{given} is no document; give documents, ids, files, a folder, or the results of cascade",
                given=repr(documents),
            )
        )


def _documents_of(source: Document | str | Path, left_out: list[str]) -> Iterator[Document]:
    if isinstance(source, Document):
        yield source
        return
    path = Path(source)
    if isinstance(source, str) and source in available():
        yield load(source)
    elif path.is_dir() and (path / MANIFEST).is_file():
        yield from _of_collection(path, left_out)
    elif path.is_dir():
        yield from _of_folder(path, left_out)
    elif path.exists():
        yield read(path)
    else:
        raise CollectionError(
            message(
                "“{given}” is neither a file or folder nor a document of the catalog; known are {known}",
                given=str(source),
                known=list(available()),
            )
        )


def _of_collection(folder: Path, left_out: list[str]) -> Iterator[Document]:
    entries, problems = read_manifest(folder)
    left_out += [f"{problem.place}：{problem.message}" for problem in problems]
    for entry in entries:
        try:
            yield document_of(entry, (folder / entry.file).read_bytes())
        except (PolicyCompareError, OSError) as error:
            left_out.append(f"{entry.file}：{in_chinese(error)}")


def _of_folder(folder: Path, left_out: list[str]) -> Iterator[Document]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _SUFFIXES and path.is_file():
            try:
                yield read(path)
            except PolicyCompareError as error:
                left_out.append(f"{path.name}：{in_chinese(error)}")


def _rows(document: Document) -> list[tuple[object, ...]]:
    normal = normaliser_of(document)
    rows: list[tuple[object, ...]] = []
    for provision in document.provisions:
        text = normal(provision.text)
        told = provision.label, provision.cited, provision.chapter, provision.text
        rows.append((document.id, document.title, *told, text, is_formal(text)))
    return rows


def _of_cascade(done: Cascade) -> pd.DataFrame:
    frame = pd.DataFrame(done.provisions).sort_values(["document", "position"], kind="stable")
    return frame.assign(label=frame["label"].astype(str))[list(COLUMNS)]


def results_or_path(path: str) -> Cascade | str:
    """Return the results of `cascade` that stand in a folder, or the path of anything else."""
    return Cascade(Path(path)) if (Path(path) / RECORD).is_file() else path
