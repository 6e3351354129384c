"""Provenance of an output: documents with hashes and notices, versions, parameters, files, and the command."""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.documents import notices
from policycompare.language.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.trace import Trace
    from policycompare.documents import Document

PACKAGES = (
    "policycompare",
    "numpy",
    "scipy",
    "pandas",
    "rapidfuzz",
    "rjieba",
    "jieba",
    "matplotlib",
    "python-docx",
    "XlsxWriter",
)
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""The earliest time that a zip archive, and so a Word or Excel file, can hold."""


def provenance(chain: Trace, files: Mapping[str, bytes]) -> dict[str, object]:
    """Return all that is needed to check and to repeat a comparison; the same for the same inputs.

    Parameters
    ----------
    chain
        The comparison.
    files
        Content of every file made from it, by name.

    Returns
    -------
    dict
        ``notices``, ``documents``, ``parameters``, ``decisions`` (how many of each state), ``assessments`` (only
        where a language model read: which, how many provisions, with which prompt), ``beside`` (only where there were
        third documents: id, title and sha256 of each), ``encoder`` (its id, only where one compared clauses),
        ``lexicon``, ``model``, ``versions``, ``command`` (that makes it again), ``stamp`` (see `made`) and ``files``
        (name, bytes, sha256).
    """
    model = chain.alignments[1, 0].model
    terms = lexicon().terms
    return {
        "notices": list(chain.notices),
        "documents": [_document(document) for document in chain.documents],
        "parameters": {
            "thresholds": {f"{a.child.id} → {a.parent.id}": a.threshold for _, a in sorted(chain.alignments.items())}
        },
        "decisions": {f"{a.child.id} → {a.parent.id}": a.anchored.counts for _, a in sorted(chain.alignments.items())},
        **_assessments(chain),
        **_third_documents(chain),
        **({} if chain.encoder is None else {"encoder": chain.encoder.id}),
        "lexicon": {"terms": len(terms), "sha256": hashlib.sha256("\n".join(terms).encode()).hexdigest()},
        "model": {"origin": dict(model.origin), "threshold": model.threshold},
        "versions": versions(),
        "command": recipe(chain),
        "stamp": made(chain.documents).isoformat(timespec="seconds"),
        "files": _files(files),
    }


def revision_provenance(documents: Sequence[Document], files: Mapping[str, bytes]) -> dict[str, object]:
    """Return all that is needed to check and to repeat a comparison of versions, as `provenance` does.

    Parameters
    ----------
    documents
        The versions, the oldest first.
    files
        Content of every file made from them, by name.
    """
    return {
        "notices": list(notices(*documents)),
        "documents": [_document(document) for document in documents],
        "versions": versions(),
        "command": shlex.join(["policycompare", "revise", *map(_name, documents)]),
        "stamp": made(documents).isoformat(timespec="seconds"),
        "files": _files(files),
    }


def _document(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "title": document.title,
        "level": document.level,
        "date": document.date,
        "status": document.status,
        "notice": document.notice,
        "sha256": document.sha256,
        "measures": len(document.measures),
        "provisions": len(document.provisions),
        "warnings": [warning.text("zh") for warning in document.warnings],
    }


def _files(files: Mapping[str, bytes]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, content in sorted(files.items()):
        found[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return found


def _assessments(chain: Trace) -> dict[str, object]:
    """Return which language models read what, where any did."""
    found = {}
    for _, aligned in sorted(chain.alignments.items()):
        readings = aligned.readings
        if readings.of_child:
            rows = readings.of_child.values()
            found[f"{aligned.child.id} → {aligned.parent.id}"] = {
                "models": list(readings.models),
                "read": len(readings.read),
                "left to people": len(readings.left),
                "prompts": sorted({f"{row.prompt_version} {row.prompt}" for row in rows}),
            }
    return {"assessments": found} if found else {}


def _third_documents(chain: Trace) -> dict[str, object]:
    """Return which documents stood beside as evidence, where any did."""
    found = [{"id": d.id, "title": d.title, "sha256": d.sha256} for d in chain.third_documents]
    return {"beside": found} if found else {}


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that have a part in the results."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def recipe(chain: Trace) -> str:
    """Return the command that makes a comparison again, to be run where it was run before.

    Files are named as the user named them, with quotation marks where a shell needs them; the threshold stands there
    where it is not the model's, the folder of decisions where people decided, the third documents where there were any,
    and the folder of records where a language model read.
    """
    words = ["policycompare", "compare", *(_name(document) for document in reversed(chain.documents))]
    alignments = list(chain.alignments.values())
    thresholds = sorted({aligned.threshold for aligned in alignments} - {alignments[0].model.threshold})
    if thresholds:
        words += ["--threshold", f"{thresholds[0]:g}"]
    if any(aligned.anchored.counts for aligned in alignments):
        words += ["--decisions", _folder_of_decisions(alignments)]
    if chain.third_documents:
        words += ["--beside", *(_name(document) for document in chain.third_documents)]
    if chain.encoder is not None:
        words.append("--meaning")
    records = {Path(a.readings.assessments.source).parent.as_posix() for a in alignments if a.readings.of_child}
    if records:
        words += ["--assessments", records.pop() if len(records) == 1 else "ASSESSMENTS"]
    return shlex.join(words)


def _name(document: Document) -> str:
    """Return how `compare` is given a document: its file, or its id in the catalog."""
    if not document.path:
        return document.id
    path = Path(document.path)
    # A bare name could be taken for an id of the catalog or for an option.
    is_bare = path.parent == Path() and (not path.suffix or path.name.startswith("-"))
    return f"./{path}" if is_bare else path.as_posix()


def _folder_of_decisions(alignments: Iterable[Alignment]) -> str:
    """Return the folder of the files of decisions, or a word to be replaced where they came from no file."""
    sources = [Path(aligned.anchored.decisions.source) for aligned in alignments if aligned.anchored.counts]
    folders = {source.parent.as_posix() for source in sources if source.suffix}
    return folders.pop() if len(folders) == 1 else "DECISIONS"


def made(documents: Sequence[Document] = ()) -> datetime:
    """Return the time that outputs carry, in UTC, so that the same inputs give the same bytes.

    ``SOURCE_DATE_EPOCH`` where that is set (see reproducible-builds.org), else the latest date of the documents, else
    the first day that a zip archive can hold. The clock is not asked.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return max(datetime.fromtimestamp(int(epoch), UTC), EARLIEST)
    dates = [d.date for d in documents if len(d.date) == len("2022-10-09")]
    return max([EARLIEST, *(datetime.fromisoformat(date).replace(tzinfo=UTC) for date in dates)])
