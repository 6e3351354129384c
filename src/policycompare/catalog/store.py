"""The catalog of documents by id: the three that are shipped, and those that a user imports.

A document is a folder with ``document.toml`` (the manifest) and the source, byte for byte. An imported document
wins over a shipped one of the same id; that is how an official text takes the place of a stand-in.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policycompare.documents import Document, Problem
from policycompare.errors import CatalogError
from policycompare.reading import read
from policycompare.storage.paths import file_name, inside, is_id
from policycompare.storage.user_folders import user_folder
from policycompare.storage.whole_files import write_whole
from policycompare.vocabulary import LEVELS, STATUSES

if TYPE_CHECKING:
    from policycompare.reading.extracted import Revisions
    from policycompare.vocabulary import Level, Status

MANIFEST = "document.toml"
DEFAULT_CHAIN = ("national", "shanghai", "chongming")
"""The three shipped documents, from the top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What ``document.toml`` says; each attribute is a key. The keys with a default may be left out.

    Attributes
    ----------
    id, title, short_title, level, issuer, number, date, status, notice, language, source_url
        See `Document`.
    source_file, sha256
        The source beside the manifest, and the SHA-256 of its bytes.
    measure
        Numbering style of the measures; found from the text when empty.
    citation
        ``measure`` or ``point``, see `Document.provisions`.
    encoding, revisions
        How the source is read, see `policycompare.read`; told by the file, and ``accepted``, when empty.
    convert
        ``yes`` when LibreOffice reads the source.
    expected
        Table with the counts of ``chapters``, ``measures`` and ``points`` that the source must give; points are
        only checked where points are cited.
    """

    id: str
    title: str
    source_file: str
    sha256: str
    short_title: str = ""
    level: str = ""
    issuer: str = ""
    number: str = ""
    date: str = ""
    status: Status = "unknown"
    notice: str = ""
    language: str = "zh-CN"
    source_url: str = ""
    measure: str = ""
    citation: str = "measure"
    encoding: str = ""
    revisions: str = ""
    convert: str = ""
    expected: dict[str, int] = field(default_factory=dict)


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
    if id not in known:
        from rapidfuzz import process

        near = [match[0] for match in process.extract(id, list(known), limit=3, score_cutoff=50)]
        hint = f"；是否指 {'、'.join(near)}？" if near else ""
        raise CatalogError(
            f"没有文件“{id}”{hint}（no such document id; known: {', '.join(known)}; "
            "add one with: policycompare import FILE --id ID --level LEVEL）"
        )
    return load_folder(known[id])


def load_folder(folder: Path) -> Document:
    """Load the document whose manifest is in `folder`; raises as `load` does."""
    path = folder / MANIFEST
    manifest = read_manifest(path)
    document = read(
        inside(folder, manifest.source_file),
        level=manifest.level or None,
        measure=manifest.measure or None,
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
    )
    if found_title != manifest.title:
        document = document.with_warnings(
            Problem(
                1,
                "title-differs",
                f"标题“{found_title}”与清单不同（the title in {path} differs from the text's）",
            )
        )
    return document


def read_manifest(path: Path) -> Manifest:
    """Read ``document.toml``.

    Raises
    ------
    CatalogError
        It is missing or is no TOML, or has a missing or unknown key or a value of the wrong kind; the message
        names the line.
    """
    try:
        source = path.read_text("utf-8")
        data: dict[str, Any] = tomllib.loads(source)
    except FileNotFoundError:
        raise CatalogError(f"{path}: 没有清单文件（no manifest; make it with: policycompare import）") from None
    except UnicodeDecodeError:
        raise CatalogError(f"{path}: 清单不是 UTF-8（the manifest is not UTF-8; save it as UTF-8）") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CatalogError(f"{path}: 清单不是正确的 TOML：{error}（fix the line it names）") from None
    known = {f.name: f for f in fields(Manifest)}
    for key in data:
        if key not in known:
            from rapidfuzz import process

            near = process.extractOne(key, list(known))
            raise CatalogError(
                f"{path}: 第{_line_of_key(source, key)}行：未知的键 {key}，是否指 {near[0]}？"
                f"（unknown key; known: {', '.join(known)}）"
            )
    required = ("id", "title", "source_file", "sha256")
    if missing := [key for key in required if key not in data]:
        raise CatalogError(f'{path}: 第1行：缺少键 {"、".join(missing)}（missing key; add: {missing[0]} = "…"）')
    _check_values(data, source, path)
    return Manifest(**data)


def _check_values(data: dict[str, Any], source: str, path: Path) -> None:
    allowed = {"level": ("", *LEVELS.keys), "status": STATUSES.keys, "citation": ("measure", "point"),
               "revisions": ("", "accepted", "original"), "convert": ("", "yes", "no")}  # fmt: skip
    for key, value in data.items():
        where = f"{path}: 第{_line_of_key(source, key)}行"
        expected = dict if key == "expected" else str
        if not isinstance(value, expected):
            raise CatalogError(
                f"{where}：键 {key} 的值类型不对（must be a {'table' if expected is dict else 'string'}）"
            )
        if key == "id" and not is_id(value):
            raise CatalogError(f"{where}：id = “{value}” 不是编号（not an id: it has a folder or nothing in it）")
        if key == "source_file" and not is_id(value):
            raise CatalogError(
                f"{where}：source_file = “{value}” 不在清单旁（the source must lie beside the manifest）"
            )
        if key in allowed and value not in allowed[key]:
            raise CatalogError(
                f"{where}：{key} = “{value}” 不在 {', '.join(filter(None, allowed[key]))} 之中（not a known value）"
            )
    for key, value in data.get("expected", {}).items():
        if key not in ("chapters", "measures", "points") or not isinstance(value, int):
            raise CatalogError(
                f"{path}: 第{_line_of_key(source, key)}行：[expected] 只有整数 chapters、measures、points"
                f"（found {key} = {value!r}）"
            )


def _line_of_key(source: str, key: str) -> int:
    match = re.search(rf"(?m)^[ \t]*(?:\[\s*)?[\"']?{re.escape(key)}[\"']?\s*[=\]]", source)
    return source.count("\n", 0, match.start()) + 1 if match else 1


def _verify(document: Document, manifest: Manifest, path: Path) -> None:
    differs = []
    if document.sha256 != manifest.sha256:
        differs.append(f"sha256 应为 {manifest.sha256[:12]}…，实为 {document.sha256[:12]}…（the source was changed）")
    found = {"chapters": len(document.chapters), "measures": len(document.measures)}
    if manifest.citation == "point":
        found["points"] = len(document.provisions)
    names = {"chapters": "章", "measures": "条", "points": "要点"}
    differs += [
        f"{names[key]}应为 {wanted}，实为 {found[key]}（{key}: expected {wanted}, found {found[key]}）"
        for key, wanted in manifest.expected.items()
        if key in found and found[key] != wanted
    ]
    if differs:
        raise CatalogError(
            f"{inside(path.parent, manifest.source_file)}: 与清单 {MANIFEST} 不符：{'；'.join(differs)}。"
            f"若是有意更换文本，请用 policycompare import FILE --id {manifest.id} 重新登记（import the changed text）"
        )


def import_document(
    path: str | Path,
    id: str,  # noqa: A002
    *,
    level: Level,
    title: str = "",
    short_title: str = "",
    issuer: str = "",
    date: str = "",
    status: Status | None = None,
    notice: str = "",
    measure: str = "",
    source_url: str = "",
    encoding: str | None = None,
    revisions: Revisions = "accepted",
    convert: bool = False,
    folder: Path | None = None,
) -> Document:
    """Put a file into the catalog under an id, byte for byte, with a manifest.

    Parameters
    ----------
    path
        The file, of any format that `policycompare.read` takes; it is kept as it is.
    id
        Letters, figures, ``-`` and ``_``. An id that is taken by a shipped document now means this file.
    level, title, short_title, issuer, date, status, notice, measure, source_url
        See `Manifest`; what is not given is found in the text. A text that does not say beside its title that it
        is a draft, a restatement or a stand-in is taken as official.
    encoding, revisions, convert
        How it is read, now and whenever it is loaded; see `policycompare.read`.
    folder
        The catalog's folder; `user_folder` when not given.

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
        raise CatalogError(
            f"编号“{id}”只能用字母、数字、- 和 _，至多 100 个（an id is made of up to 100 letters, figures, - and _）"
        )
    document = read(
        path,
        level=level,
        measure=measure or None,
        encoding=encoding,
        revisions=revisions,
        convert=convert,
    )
    if not document.measures:
        raise CatalogError(f"{path}: 第1行：没有找到带编号的条款，未登记（no numbered provision found; try --measure）")
    target = inside(folder or user_folder(), id)
    source = Path(path).read_bytes()
    source_file = file_name(f"source{Path(path).suffix.lower() or '.txt'}")
    if (target / MANIFEST).exists() and _imported(target) != source:
        raise CatalogError(
            f"{target}: 该编号已登记了另一文本，未覆盖（another text is imported under this id; "
            "choose another id, or move that folder away first）"
        )
    told = "official" if document.status == "unknown" else document.status
    values = {
        "id": id, "title": title or document.title, "short_title": short_title, "level": level,
        "issuer": issuer or document.issuer,
        "number": document.number, "date": date or document.date, "status": status or told,
        "notice": notice or document.notice,
        "language": document.language, "source_file": source_file, "sha256": document.sha256,
        "source_url": source_url, "measure": document.style, "citation": "measure",
    }  # fmt: skip
    ways = {
        "encoding": encoding or "",
        "revisions": "" if revisions == "accepted" else revisions,
        "convert": "yes" if convert else "",
    }
    values |= {key: value for key, value in ways.items() if value}
    counts = {"chapters": len(document.chapters), "measures": len(document.measures)}
    lines = [f"{key} = {_toml_string(str(value))}" for key, value in values.items()]
    lines += ["", "[expected]", *(f"{key} = {value}" for key, value in counts.items()), ""]
    try:
        write_whole(inside(target, source_file), source)
        write_whole(target / MANIFEST, "\n".join(lines).encode())
    except OSError as error:
        raise CatalogError(
            f"{target}: 无法写入（cannot be written: {error.strerror}; set POLICYCOMPARE_DATA to another folder）"
        ) from None
    return load_folder(target)


def _imported(folder: Path) -> bytes:
    """Return the source that stands under an id already."""
    try:
        return inside(folder, read_manifest(folder / MANIFEST).source_file).read_bytes()
    except OSError:
        return b""


def _toml_string(value: str) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)
