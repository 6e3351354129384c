"""The manifest of a document in the catalog, ``document.toml``: read and checked, or made and written."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

import tomli_w

from policycompare.errors import CatalogError
from policycompare.messages import message
from policycompare.storage.paths import is_id
from policycompare.vocabulary import LEVELS, STATUSES

if TYPE_CHECKING:
    from pathlib import Path

    from policycompare.vocabulary import Status

MANIFEST = "document.toml"
"""Name of the file."""
REQUIRED = ("id", "title", "source_file", "sha256")
COUNTS = ("chapters", "measures", "points")
_ALLOWED: dict[str, tuple[str, ...]] = {
    "level": ("", *LEVELS.words),
    "status": STATUSES.keys,
    "citation": ("measure", "point"),
    "revisions": ("", "accepted", "original"),
    "convert": ("", "yes", "no"),
}
# A manifest that is written has these keys only where they say something: files of people stay short.
_WRITTEN_IF_SET = ("issued_number", "issued_date", "part", "encoding", "revisions", "convert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Contents of ``document.toml``; each attribute is a key. The keys with a default may be left out.

    Attributes
    ----------
    id, title, short_title, level, issuer, number, date, status, notice, language, source_url
        See `Document`.
    issued_number, issued_date
        Number and date under which the official text was issued (文号、印发日期) of which this one is a draft, a
        restatement or a stand-in; the text itself has neither.
    source_file, sha256
        The source beside the manifest, and the SHA-256 of its bytes.
    measure
        Numbering style of the measures; found from the text when empty.
    part
        Which part of a file with a notice and attachments is the document; the likeliest when empty.
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
    short_title: str = ""
    level: str = ""
    issuer: str = ""
    number: str = ""
    date: str = ""
    status: Status = "unknown"
    notice: str = ""
    language: str = "zh-CN"
    source_file: str
    sha256: str
    source_url: str = ""
    issued_number: str = ""
    issued_date: str = ""
    measure: str = ""
    part: str = ""
    citation: str = "measure"
    encoding: str = ""
    revisions: str = ""
    convert: str = ""
    expected: dict[str, int] = field(default_factory=dict)

    def to_toml(self) -> bytes:
        """Return the file's bytes; control characters that a title may have are escaped."""
        keys = asdict(self)
        for name in _WRITTEN_IF_SET:
            if not keys[name]:
                del keys[name]
        return tomli_w.dumps(keys).encode()


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
        raise CatalogError(message("{file}: no manifest; make it with: policycompare import", file=path)) from None
    except UnicodeDecodeError:
        raise CatalogError(message("{file}: the manifest is not UTF-8; save it as UTF-8", file=path)) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CatalogError(
            message("{file}: the manifest is no TOML: {why}; fix the line it names", file=path, why=error)
        ) from None
    _check_keys(data, source, path)
    _check_values(data, source, path)
    return Manifest(**data)


def _check_keys(data: dict[str, Any], source: str, path: Path) -> None:
    known = [attribute.name for attribute in fields(Manifest)]
    for key in data:
        if key not in known:
            from rapidfuzz import process

            raise CatalogError(
                message(
                    "{file}: line {line}: unknown key {key}; did you mean {nearest}? known are {known}",
                    file=path,
                    line=_line_of_key(source, key),
                    key=key,
                    nearest=process.extractOne(key, known)[0],
                    known=known,
                )
            )
    missing = [key for key in REQUIRED if key not in data]
    if missing:
        raise CatalogError(
            message('{file}: line 1: missing: {keys}; add {first} = "…"', file=path, keys=missing, first=missing[0])
        )


def _check_values(data: dict[str, Any], source: str, path: Path) -> None:
    for key, value in data.items():
        line = _line_of_key(source, key)
        if key == "expected" and not isinstance(value, dict):
            raise CatalogError(message("{file}: line {line}: {key} must be a table", file=path, line=line, key=key))
        if key != "expected" and not isinstance(value, str):
            raise CatalogError(message("{file}: line {line}: {key} must be a string", file=path, line=line, key=key))
        if key in ("id", "source_file") and not is_id(value):
            raise CatalogError(
                message(
                    "{file}: line {line}: {key} = “{value}” must be the name of a file without a folder",
                    file=path,
                    line=line,
                    key=key,
                    value=value,
                )
            )
        if key in _ALLOWED and value not in _ALLOWED[key]:
            raise CatalogError(
                message(
                    "{file}: line {line}: {key} = “{value}” must be one of {known}",
                    file=path,
                    line=line,
                    key=key,
                    value=value,
                    known=[word for word in _ALLOWED[key] if word],
                )
            )
    for key, value in data.get("expected", {}).items():
        if key not in COUNTS or not isinstance(value, int):
            raise CatalogError(
                message(
                    "{file}: line {line}: [expected] has only whole numbers {known}; found {key} = {value}",
                    file=path,
                    line=_line_of_key(source, key),
                    known=COUNTS,
                    key=key,
                    value=repr(value),
                )
            )


def _line_of_key(source: str, key: str) -> int:
    """Return the 1-based line on which a key or table stands: tomllib does not say."""
    match = re.search(rf"(?m)^[ \t]*(?:\[\s*)?[\"']?{re.escape(key)}[\"']?\s*[=\]]", source)
    return source.count("\n", 0, match.start()) + 1 if match else 1
