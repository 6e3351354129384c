"""The description of a folder of results as a data package (Frictionless Data Package 1.0), to be cited and re-used."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import made, recipe, versions
from policycompare.frames import NOTICE
from policycompare.language.safe_text import inert
from policycompare.storage.paths import file_name
from policycompare.tables import plain
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policycompare.analysing.trace import Trace
    from policycompare.tables import Table


def datapackage(chain: Trace, tables: Sequence[Table], files: Mapping[str, bytes]) -> str:
    """Return ``datapackage.json`` for the csv files of `tables` among `files`, named ``SLUG.csv``.

    It says of every file its size, hash and columns with their meaning, of the whole the documents that it was made
    from, the notices, versions, and the command that makes it again.
    """
    content = {
        "profile": "tabular-data-package",
        "name": _name("-".join(d.id for d in reversed(chain.documents))),
        "title": next(t.title for t in tables if t.slug == "comparison"),
        "description": "；".join(chain.notices),
        "created": f"{made(chain.documents):%Y-%m-%dT%H:%M:%SZ}",
        "sources": [
            {
                "title": d.title,
                "path": d.source,
                "level": LEVELS[d.level].chinese if d.level else "",
                "date": d.date,
                "status": d.status,
                "notice": d.notice,
                "sha256": d.sha256,
            }
            for d in chain.documents
        ],
        "command": recipe(chain),
        "versions": versions(),
        "resources": [_resource(t, files[_file_of(t)]) for t in tables if _file_of(t) in files],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _file_of(table: Table) -> str:
    return file_name(table.slug, suffix=".csv")


def _resource(table: Table, content: bytes) -> dict[str, object]:
    fields = [
        {"name": inert(c.head), "type": _type(table, k), "title": c.key, "description": c.about}
        for k, c in enumerate(table.columns)
    ]
    if table.notices:
        fields.append({"name": NOTICE, "type": "string", "title": NOTICE, "description": "随每行携带的注意事项"})
    return {
        "profile": "tabular-data-resource",
        "name": _name(table.slug),
        "title": table.title,
        "description": "；".join(table.notes),
        "path": _file_of(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _name(words: str) -> str:
    """Return a name as the specification allows it: small Latin letters, figures and ``.-_``; others by their code."""
    return "".join(c if re.fullmatch(r"[a-z0-9._-]", c) else f"u{ord(c):x}" for c in words.lower())


def _type(table: Table, k: int) -> str:
    """Return the type of a column: a number where every cell that is not empty is one."""
    values = [plain(row[k]) for row in table.rows]
    given = [value for value in values if value != ""]
    if given and all(isinstance(value, int) for value in given):
        return "integer"
    return "number" if given and all(isinstance(value, (int, float)) for value in given) else "string"
