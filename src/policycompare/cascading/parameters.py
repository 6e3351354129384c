"""Parameters and inputs of a run, by which its results are told from others and made again."""

from __future__ import annotations

import hashlib
import json
import shlex
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from policycompare.analysing.provenance import versions
from policycompare.cascading.collection_manifest import MANIFEST
from policycompare.cascading.fingerprint import fingerprint
from policycompare.cascading.tasks import KEPT_FROM
from policycompare.errors import ExportError
from policycompare.messages import message
from policycompare.storage.paths import inside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policycompare.cascading.records import Record

GIVEN = "given"
"""What stands for parents that a frame gives."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a user chose for a run.

    Attributes
    ----------
    threshold
        Least probability of a link.
    kept_from
        Least probability of a pair of provisions that is kept.
    parents
        How parents are found, or the name of the file that gives them.
    parents_sha256
        Of the pairs that were given, or ``""``.
    siblings
        How many third documents stand beside a pair.
    encoder
        Id of the sentence encoder that compares clauses besides, or ``""``.
    """

    threshold: float
    parents: str
    parents_sha256: str = ""
    siblings: int = 0
    encoder: str = ""
    kept_from: float = KEPT_FROM

    @classmethod
    def of(cls, threshold: float, parents: str | Path | pd.DataFrame, siblings: int, encoder: str) -> Parameters:
        """Return the parameters of a run; given parents are told by their content."""
        if isinstance(parents, pd.DataFrame):
            content = parents.to_csv(index=False).encode()
        elif Path(parents).suffix == ".csv" and Path(parents).is_file():
            content = Path(parents).read_bytes()
        else:
            return cls(threshold, str(parents), siblings=siblings, encoder=encoder)
        name = GIVEN if isinstance(parents, pd.DataFrame) else Path(parents).name
        return cls(threshold, name, hashlib.sha256(content).hexdigest(), siblings, encoder)


def check_same(folder: Path, there: Mapping[str, object], wanted: Parameters) -> None:
    """Refuse to replace the results of a run with other parameters.

    Raises
    ------
    ExportError
        The folder has the whole results of such a run; the message says in what they differ, and the ways out.
    """
    known = there.get("parameters")
    if there.get("status") != "complete" or not isinstance(known, dict):
        return
    mine = asdict(wanted)
    known = {"encoder": "", **known}  # older folders do not name it
    differing = [name for name in mine if known.get(name) != mine[name]]
    if differing:
        raise ExportError(
            message(
                "{folder}: holds results of other parameters ({differences}); name another folder with --out, or "
                "delete this one; another threshold alone needs no new run: Cascade(…).at(P)",
                folder=folder,
                differences=[f"{name} {known.get(name)} ≠ {mine[name]}" for name in differing],
            )
        )


def run_record(folder: Path, parameters: Parameters, records: Sequence[Record]) -> dict[str, object]:
    """Return what a folder of results says of the run, beside its counts.

    Returns
    -------
    dict
        ``id`` (names parameters, inputs and program: equal ones give equal results), ``parameters``, ``inputs`` (name
        and hash of the manifest, one hash over all documents; that of each stands in ``documents``), ``model`` (its
        hash), ``command`` and ``versions``.
    """
    manifest = hashlib.sha256(inside(folder, MANIFEST).read_bytes()).hexdigest()
    texts = "\n".join(f"{record.entry.id} {record.sha256}" for record in records)
    model = resources.files("policycompare.resources").joinpath("model.json").read_bytes()
    inputs = {
        "folder": folder.resolve().name,
        "manifest_sha256": manifest,
        "documents": len(records),
        "documents_sha256": hashlib.sha256(texts.encode()).hexdigest(),
    }
    chosen = asdict(parameters)
    whole = json.dumps([chosen, inputs, fingerprint()], sort_keys=True)
    return {
        "id": hashlib.sha256(whole.encode()).hexdigest()[:12],
        "parameters": chosen,
        "inputs": inputs,
        "model": {"sha256": hashlib.sha256(model).hexdigest()},
        "command": command(inputs["folder"], parameters),
        "versions": versions(),
    }


def earlier_runs(there: Mapping[str, object], made: Mapping[str, object]) -> list[object]:
    """Return what is known of the runs whose results these replace: other documents, or another program.

    Their parameters are the same (see `check_same`); what they said of themselves is kept, the oldest first.
    """
    before = there.get("earlier")
    earlier: list[object] = list(before) if isinstance(before, list) else []
    if there.get("status") == "complete" and there.get("id") not in (None, made["id"]):
        earlier.append({name: there.get(name) for name in ("id", "inputs", "made_by")})
    return earlier


def command(folder: object, parameters: Parameters) -> str:
    """Return the command that makes the results again, to be run beside the folder of the collection."""
    words = ["policycompare", "cascade", str(folder), "--out", "OUT", "--threshold", f"{parameters.threshold:g}"]
    words += ["--parents", parameters.parents]
    words += ["--siblings"] if parameters.siblings else []
    words += ["--meaning"] if parameters.encoder else []
    return shlex.join(words)
