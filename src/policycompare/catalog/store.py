"""The catalog of documents by id: those that are shipped (three real, a made-up example of two), and imported ones.

A document is a folder with its manifest and the source, byte for byte. An imported document wins over a shipped one of
the same id; that is how an official text takes the place of a stand-in.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from policycompare.arguments import takes
from policycompare.catalog.manifest import MANIFEST, Manifest, read_manifest
from policycompare.documents import Document, Problem
from policycompare.errors import CatalogError, PolicyCompareError
from policycompare.language.government_levels import level_named
from policycompare.messages import message
from policycompare.reading import read
from policycompare.storage.paths import file_name, inside
from policycompare.storage.user_folders import user_folder
from policycompare.storage.whole_files import write_whole

if TYPE_CHECKING:
    from typing import Unpack

    from policycompare.reading.extracted import Revisions
    from policycompare.vocabulary import Level, Status

DEFAULT_CHAIN = ("national", "shanghai", "chongming")
"""The three shipped documents, from the top."""


class Said(TypedDict, total=False):
    """Facts that a user gives with an imported document; those not given are found in the text. See `Manifest`."""

    title: str
    short_title: str
    issuer: str
    number: str
    date: str
    status: Status | None
    notice: str
    measure: str
    part: str
    source_url: str
    encoding: str | None
    revisions: Revisions
    convert: bool


def shipped_folder() -> Path:
    """Return the folder of the shipped documents, in a wheel or in a checkout."""
    inside = Path(__file__).parents[1] / "data"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "data"


def available() -> dict[str, Path]:
    """Return the folder of every document in the catalog by id, imported ones first."""
    found: dict[str, Path] = {}
    for folder in (user_folder(), shipped_folder()):
        if folder.is_dir():
            for manifest in sorted(folder.glob(f"*/{MANIFEST}")):
                found.setdefault(manifest.parent.name, manifest.parent)
    return found


def load(id: str) -> Document:  # noqa: A002 - the contract's name
    """Load a document of the catalog, verified against its manifest.

    Parameters
    ----------
    id
        E.g. ``"chongming"``.

    Returns
    -------
    Document

    Raises
    ------
    CatalogError
        There is no such id, the manifest has a missing or unknown key or a wrong value, or the source's SHA-256
        or counts are not those of the manifest.

    Examples
    --------
    >>> doc = load("national")
    >>> len(doc.measures), len(doc.provisions), doc.provisions[0].label
    (15, 71, '1.1')
    """
    known = available()
    if not isinstance(id, str):
        raise CatalogError(
            message("{given} is no id of a document; give one of {known}", given=repr(id), known=list(known))
        )
    if id in known:
        return load_folder(known[id])
    if Path(id).is_file():
        raise CatalogError(message("“{id}” is a file and no id; read it first: pc.read(“{id}”)", id=id))
    raise _no_such_document(id, list(known))


def _no_such_document(id: str, known: list[str]) -> CatalogError:  # noqa: A002
    """Return the error for an id that nobody has, with those that are written like it."""
    from rapidfuzz import process

    near = [match[0] for match in process.extract(id, known, limit=3, score_cutoff=50)]
    if near:
        return CatalogError(
            message(
                "no document “{id}”; did you mean {near}? known are {known}; "
                "add one with: policycompare import FILE --id ID --level LEVEL",
                id=id,
                near=near,
                known=known,
            )
        )
    return CatalogError(
        message(
            "no document “{id}”; known are {known}; add one with: policycompare import FILE --id ID --level LEVEL",
            id=id,
            known=known,
        )
    )


def load_folder(folder: Path) -> Document:
    """Load the document whose manifest is in `folder`; raises as `load` does."""
    path = folder / MANIFEST
    manifest = read_manifest(path)
    document = read(
        inside(folder, manifest.source_file),
        level=manifest.level or None,
        measure=manifest.measure or None,
        part=manifest.part or None,
        citation=manifest.citation,  # type: ignore[arg-type]
        encoding=manifest.encoding or None,
        revisions=manifest.revisions or "accepted",  # type: ignore[arg-type]
        convert=manifest.convert == "yes",
    )
    _verify(document, manifest, path)
    found_title = document.title
    document = replace(
        document,
        id=manifest.id,
        title=manifest.title,
        short_title=manifest.short_title,
        issuer=manifest.issuer or document.issuer,
        number=manifest.number or document.number,
        date=manifest.date or document.date,
        status=manifest.status,
        notice=manifest.notice,
        language=manifest.language,
        path="",
    )
    if found_title != manifest.title:
        differs = message("the title “{title}” of the text differs from that in {file}", title=found_title, file=path)
        document = document.with_warnings(Problem(1, "title-differs", differs))
    return _with_number_checked(document, folder)


_BRACKETS = str.maketrans("（([)）]", "〔〔〔〕〕〕")
"""Brackets around the year of a document number, as typists write them, to those of the standard."""


def _with_number_checked(document: Document, folder: Path) -> Document:
    """Warn where an official text in the place of a shipped document has not the number that it was issued under."""
    shipped = inside(shipped_folder(), file_name(document.id))
    if document.status != "official" or folder == shipped or not (shipped / MANIFEST).is_file():
        return document
    issued = read_manifest(shipped / MANIFEST).issued_number
    if not issued or document.number.translate(_BRACKETS) == issued:
        return document
    if not document.number:
        unstated = message(
            "the official text of {id} was issued as {issued}, this one states no number; is it the right file? "
            "If it is, write number into {file}, or import it with --number {issued}",
            id=document.id,
            issued=issued,
            file=MANIFEST,
        )
        return document.with_warnings(Problem(1, "number-differs", unstated))
    differs = message(
        "the official text of {id} was issued as {issued}, this one says “{number}”; is it the right file? "
        "If it is, correct number in {file}",
        id=document.id,
        issued=issued,
        number=document.number,
        file=MANIFEST,
    )
    return document.with_warnings(Problem(1, "number-differs", differs))


def _verify(document: Document, manifest: Manifest, path: Path) -> None:
    """Raise where the source is not the one that the manifest describes."""
    differences = []
    if document.sha256 != manifest.sha256:
        differences.append(
            message("sha256 is {found}… and not {expected}…", expected=manifest.sha256[:12], found=document.sha256[:12])
        )
    found = {"chapters": len(document.chapters), "measures": len(document.measures)}
    if manifest.citation == "point":
        found["points"] = len(document.provisions)
    wrong = {
        "chapters": message("expected {expected} chapters, found {found}", **_counts(manifest, found, "chapters")),
        "measures": message("expected {expected} measures, found {found}", **_counts(manifest, found, "measures")),
        "points": message("expected {expected} points, found {found}", **_counts(manifest, found, "points")),
    }
    for key, expected in manifest.expected.items():
        if key in found and found[key] != expected:
            differences.append(wrong[key])
    if differences:
        raise CatalogError(
            message(
                "{file}: not what {manifest} says: {differences}. Was the text changed on purpose? Import it again: "
                "policycompare import FILE --id {id}",
                file=inside(path.parent, manifest.source_file),
                manifest=MANIFEST,
                differences=differences,
                id=manifest.id,
            )
        )


def _counts(manifest: Manifest, found: dict[str, int], key: str) -> dict[str, object]:
    return {"expected": manifest.expected.get(key), "found": found.get(key)}


@takes(CatalogError, path=(str, Path), id=str)
def import_document(
    path: str | Path,
    id: str,  # noqa: A002
    *,
    level: Level,
    folder: Path | None = None,
    **said: Unpack[Said],
) -> Document:
    """Put a file into the catalog under an id, byte for byte, with a manifest.

    Parameters
    ----------
    path
        The file, of any format that `policycompare.read` takes; it is kept as it is.
    id
        Letters, figures, ``-`` and ``_``. An id that is taken by a shipped document now means this file.
    level
        Level of government, by key or in Chinese.
    folder
        The catalog's folder; `user_folder` when not given.
    **said
        ``title``, ``short_title``, ``issuer``, ``number``, ``date``, ``status``, ``notice``, ``measure``, ``part``,
        ``source_url``: see `Manifest`; what is not given is found in the text. A text that does not say beside its
        title that it is a draft, a restatement or a stand-in is taken as official. ``encoding``, ``revisions``,
        ``convert``: how it is read, now and whenever it is loaded; see `policycompare.read`.

    Returns
    -------
    Document
        As `load` gives it from now on.

    Raises
    ------
    ReadError
        The file cannot be read.
    CatalogError
        The id is not well formed, is taken by another imported document, no provision was found, or the catalog
        cannot be written.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", id):
        raise CatalogError(message("“{id}” is no id; an id is made of up to 100 letters, figures, - and _", id=id))
    document = read(
        path,
        level=level,
        measure=said.get("measure") or None,
        part=said.get("part") or None,
        encoding=said.get("encoding"),
        revisions=said.get("revisions", "accepted"),
        convert=said.get("convert", False),
    )
    if not document.measures:
        raise CatalogError(
            message(
                "{file}: line 1: no numbered provision found, not imported; give the style with --measure", file=path
            )
        )
    target = inside(folder or user_folder(), id)
    source = Path(path).read_bytes()
    if (target / MANIFEST).exists() and _imported(target) != source:
        raise CatalogError(
            message(
                "{folder}: another text is imported under this id and was kept; choose another id, "
                "or move that folder away first",
                folder=target,
            )
        )
    source_file = file_name(f"source{Path(path).suffix.lower() or '.txt'}")
    manifest = replace(_manifest(document, id, said), source_file=source_file)
    return _put(target, manifest, source)


def _manifest(document: Document, id: str, said: Said) -> Manifest:  # noqa: A002
    """Return what is said of a document, and for the rest what its text tells."""
    told = "official" if document.status == "unknown" else document.status
    revisions = said.get("revisions", "accepted")
    return Manifest(
        id=id,
        title=said.get("title") or document.title,
        short_title=said.get("short_title") or _shipped_short_title(id),
        level=level_named(document.level) or "",
        issuer=said.get("issuer") or document.issuer,
        number=said.get("number") or document.number,
        date=said.get("date") or document.date,
        status=said.get("status") or told,
        notice=said.get("notice") or document.notice,
        language=document.language,
        source_file="",
        sha256=document.sha256,
        source_url=said.get("source_url", ""),
        # Several styles have no one name: they are found again as they were found now.
        measure="" if document.style == "mixed" else document.style,
        part=next((part.name for part in document.file_parts if part.is_chosen), ""),
        encoding=said.get("encoding") or "",
        revisions="" if revisions == "accepted" else revisions,
        convert="yes" if said.get("convert") else "",
        expected={"chapters": len(document.chapters), "measures": len(document.measures)},
    )


def _shipped_short_title(id: str) -> str:  # noqa: A002
    """Return what the shipped document of that id is called: the text that takes its place keeps the name."""
    path = inside(shipped_folder(), file_name(id)) / MANIFEST
    return read_manifest(path).short_title if path.is_file() else ""


def _put(target: Path, manifest: Manifest, source: bytes) -> Document:
    """Write a document's folder and load it; what cannot be loaded leaves no folder behind."""
    is_new = not target.exists()
    try:
        write_whole(inside(target, manifest.source_file), source)
        write_whole(target / MANIFEST, manifest.to_toml())
        return load_folder(target)
    except OSError as error:
        _remove(target, is_new=is_new)
        raise CatalogError(
            message(
                "{folder}: cannot be written: {why}; set POLICYCOMPARE_DATA to another folder",
                folder=target,
                why=error.strerror,
            )
        ) from None
    except PolicyCompareError:
        _remove(target, is_new=is_new)
        raise


def _remove(folder: Path, *, is_new: bool) -> None:
    if is_new:
        shutil.rmtree(folder, ignore_errors=True)


def _imported(folder: Path) -> bytes:
    """Return the source that stands under an id already; ``b""`` where it cannot be read."""
    try:
        return inside(folder, read_manifest(folder / MANIFEST).source_file).read_bytes()
    except (OSError, CatalogError):
        return b""
