"""What made an output: the documents with their hashes and notices, versions, parameters, and the files written."""

from __future__ import annotations

import hashlib
import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING

from policycompare.alignment.model import shipped_model
from policycompare.text import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policycompare.chain import Trace

PACKAGES = (
    "policycompare",
    "numpy",
    "scipy",
    "pandas",
    "rapidfuzz",
    "rjieba",
    "jieba",
    "matplotlib",
    "XlsxWriter",
)


def provenance(chain: Trace, command: Sequence[str], files: Mapping[str, bytes]) -> dict[str, object]:
    """Return what a reader needs to check and to repeat a comparison.

    Parameters
    ----------
    chain
        The comparison.
    command
        The command that made it.
    files
        Content of every file made from it, by name.

    Returns
    -------
    dict
        ``notices``, ``documents``, ``parameters``, ``lexicon``, ``model``, ``versions``, ``command``,
        ``made`` (UTC; from ``SOURCE_DATE_EPOCH`` where that is set) and ``files`` (name, bytes, sha256).
    """
    return {
        "notices": list(chain.notices),
        "documents": [
            {
                "id": d.id,
                "title": d.title,
                "level": d.level,
                "date": d.date,
                "status": d.status,
                "notice": d.notice,
                "sha256": d.sha256,
                "measures": len(d.measures),
                "provisions": len(d.provisions),
                "warnings": [str(w) for w in d.warnings],
            }
            for d in chain.documents
        ],
        "parameters": {
            "thresholds": {f"{a.child.id} → {a.parent.id}": a.threshold for _, a in sorted(chain.alignments.items())}
        },
        "lexicon": {"terms": len(lexicon()), "sha256": hashlib.sha256("\n".join(lexicon()).encode()).hexdigest()},
        "model": {"origin": dict(shipped_model().origin), "threshold": shipped_model().threshold},
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
        "command": list(command),
        "made": made().isoformat(timespec="seconds"),
        "files": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        },
    }


def made() -> datetime:
    """Return the time that outputs carry: ``SOURCE_DATE_EPOCH`` where it is set, else now, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch and epoch.isdecimal() else datetime.now(UTC)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
