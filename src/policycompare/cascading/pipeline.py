"""`cascade`: a folder of documents in, a folder of Parquet data sets out, and what they say as a `Cascade`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from policycompare.aligning.model import shipped_model
from policycompare.arguments import takes
from policycompare.cascading.cascade_result import Cascade
from policycompare.cascading.collection_manifest import CollectionProblem, read_manifest
from policycompare.cascading.dataset import RECORD, Store
from policycompare.cascading.dates import dated
from policycompare.cascading.executor import Job, workers_for
from policycompare.cascading.fingerprint import fingerprint, fingerprint_key
from policycompare.cascading.parameters import Parameters, check_same, earlier_runs, run_record
from policycompare.cascading.parents import WAYS, find_parents, read_parents
from policycompare.cascading.peers import families
from policycompare.cascading.records import record_of
from policycompare.cascading.siblings import SIBLINGS, siblings_of
from policycompare.cascading.study_files import study_files
from policycompare.cascading.tasks import align_block, blocks, in_good_order, one_thread, read_part
from policycompare.cascading.times import provision_times
from policycompare.encoding.encoder import installed_encoder
from policycompare.errors import CollectionError
from policycompare.frames import noticed
from policycompare.language.safe_text import inert
from policycompare.messages import message
from policycompare.storage.paths import inside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from policycompare.cascading.collection_manifest import Entry
    from policycompare.cascading.dates import DatedCollection, Dates
    from policycompare.cascading.executor import Workers
    from policycompare.cascading.parents import DocumentPair, FoundParents
    from policycompare.cascading.records import Record
    from policycompare.cascading.tasks import Block

    Progress = Callable[[str, int, int], object]

BATCH_FILES = 32
"""Documents that are read together at most."""
BATCH_BYTES = 4_000_000
"""Their bytes at most."""


@takes(
    CollectionError,
    folder=(str, Path),
    out=(str, Path),
    parents=(str, Path, pd.DataFrame),
    threshold=(int, float),
    siblings=bool,
    meaning=bool,
    workers=int,
    scheduler=str,
    progress="function",
)
def cascade(
    folder: str | Path,
    out: str | Path,
    *,
    parents: str | Path | pd.DataFrame = "cited,subject",
    threshold: float | None = None,
    siblings: bool = False,
    meaning: bool = False,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress = lambda *_: None,
) -> Cascade:
    """Align every document of a collection with all its possible parents, and say how provisions spread.

    A run that was stopped goes on with what is missing when it is started again; the data sets have the same bytes
    however many processes made them.

    Parameters
    ----------
    folder
        Holds ``manifest.csv`` (columns ``id``, ``title``, ``level``, ``region``, ``date``; ``file`` and ``notice`` if
        need be) and the documents, ``ID.txt`` each.
    out
        Folder for the results; a new one, or one that an earlier run has written.
    parents
        How parents are found: ``"cited"`` (named in 《》), ``"subject"`` (about the same), both; or a frame or csv
        file with the columns ``child`` and ``parent`` (ids) that gives them.
    threshold
        Least probability of a link, 0 to 1; the model's own when not given.
    siblings
        Whether documents under the same parent stand beside a pair as third documents (see
        `policycompare.cascading.siblings`); rows then depend on which these are.
    meaning
        Whether the sentence encoder that is installed compares clauses besides, as in `policycompare.align`; results
        made with it and without are never mixed.
    workers
        Processes on this machine; a script that asks for more than one must begin with
        ``if __name__ == "__main__":``, as `multiprocessing` has it.
    scheduler
        Address of a Dask scheduler, whose workers are used instead.
    progress
        Called with the name of the step, what is done and what there is to do, now and then (0 for a message); see
        `progress_bar`.

    Returns
    -------
    Cascade
        Reads the results from `out`; ``problems`` says what was left out.

    Raises
    ------
    AlignmentError
        An encoder is asked for and not installed, or is another than the model's.
    CollectionError
        The extra ``scale`` is not installed, the manifest has no usable line, the given parents are not to be read, no
        worker answers, or a worker has another version.
    ReadError
        There is no manifest.
    ExportError
        `out` holds something else or results of other parameters, or cannot be written to; what is complete is kept.
    """
    folder, store = Path(folder), Store(Path(out))
    if threshold is not None and not 0 <= threshold <= 1:
        raise CollectionError(message("threshold {threshold}: must lie between 0 and 1", threshold=threshold))
    encoder = installed_encoder().ready().id if meaning else ""
    model = shipped_model().for_evidence(beside=False, encoder=encoder)
    threshold = model.threshold if threshold is None else float(threshold)
    entries, problems = read_manifest(folder)
    _ask_for_libraries(with_dask=workers > 1 or scheduler is not None)
    parameters = Parameters.of(threshold, parents, SIBLINGS if siblings else 0, encoder)
    there = store.open(_record({"status": "running"}))
    check_same(store.folder, there, parameters)
    with store.held():
        sha256: dict[Entry, str] = {}
        with workers_for(lambda entry: _fetch(folder, entry, sha256), workers, scheduler) as team:
            if team.dashboard:
                progress(str(message("dashboard: {address}", address=team.dashboard)), 0, 0)
            records, provisions, unread = _read(team, folder, entries, store, progress)
            sha256 |= {record.entry: record.sha256 for record in records}
            progress(str(message("finding parents")), 0, 1)
            known = dated(records)
            found = _pairs(records, known.dates, parents)
            pairs = found.pairs
            by_id = {record.entry.id: record for record in records}
            beside = siblings_of(pairs, by_id) if siblings else {}
            planned = list(blocks(pairs, by_id, threshold, beside, encoder=encoder))
            unaligned = _align(team, planned, records, store, threshold, encoder, progress)
        told = sorted({*problems, *unread, *unaligned, *known.problems, *found.later})
        with one_thread():
            _write(store, records, known, pairs, planned, provisions, told, progress)
        made = run_record(folder, parameters, records)
        counts = {"documents": len(records), "pairs": len(pairs)}
        chosen = {"parents": parameters.parents, "threshold": threshold}
        record = {"status": "complete", **counts, **chosen, **made, "earlier": earlier_runs(there, made)}
        with one_thread():
            _write_study(store, record)
        store.place(_record(record))
    progress(str(message("done")), 4, 4)
    return Cascade(store.folder)


def _ask_for_libraries(*, with_dask: bool) -> None:
    wanted = ("pyarrow", "threadpoolctl", *(("distributed",) if with_dask else ()))
    if missing := [name for name in wanted if find_spec(name) is None]:
        raise CollectionError(
            message(
                "{names} not installed; collections need an extra: pip install 'policycompare[scale]'", names=missing
            )
        )


def _fetch(folder: Path, entry: Entry, sha256: Mapping[Entry, str]) -> bytes:
    """Return the file of a document, which must not change while the collection is worked on."""
    data = inside(folder, entry.file).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256[entry]:
        raise CollectionError(message("{file}: the file changed while it was used; run again", file=entry.file))
    return data


def _read(
    team: Workers, folder: Path, entries: Sequence[Entry], store: Store, progress: Progress
) -> tuple[list[Record], dict[str, list[str]], list[CollectionProblem]]:
    """Read what is not there yet, and keep it as parts, of which those with provisions are returned by region."""
    parts: dict[str, list[str]] = {}
    batches: dict[str, list[Entry]] = {}
    done = 0

    def jobs() -> Iterator[Job]:
        nonlocal done
        for batch in _batches(folder, entries):
            key = _batch_key(batch)
            batches[key] = [entry for entry, _ in batch]
            parts.setdefault(batches[key][0].region, []).append(key)
            # What could not be read is tried again: it may have been for want of memory or time.
            if store.has(key) and not store.part(key, "problems").num_rows:
                done += len(batch)
            else:
                yield Job(key, read_part, (batch,))

    problems: list[CollectionProblem] = []
    lost: set[str] = set()
    for job, result in team.run(jobs()):
        own = batches[job.key]
        if isinstance(result, Exception):
            problems += [CollectionProblem("document", entry.id, entry.file, _killed(result)) for entry in own]
            lost.add(job.key)
        else:
            store.put(job.key, result)
        done += len(own)
        progress(str(message("reading")), done, len(entries))
    progress(str(message("reading")), done, len(entries))
    parts = {region: [key for key in keys if key not in lost] for region, keys in parts.items()}
    records: list[Record] = []
    for key in chain.from_iterable(parts.values()):
        records += [record_of(row) for row in store.part(key, "records").to_pylist()]
        problems += [CollectionProblem(**row) for row in store.part(key, "problems").to_pylist()]
    return sorted(records, key=lambda record: record.entry.id), parts, problems


def _batch_key(batch: Sequence[tuple[Entry, bytes | str]]) -> str:
    """Return the name of everything that the rows of a batch depend on."""
    digest = hashlib.sha256(fingerprint_key().encode())
    for entry, data in batch:
        digest.update(repr(entry).encode())
        digest.update(hashlib.sha256(data if isinstance(data, bytes) else data.encode()).digest())
    return digest.hexdigest()


def _batches(folder: Path, entries: Sequence[Entry]) -> Iterator[list[tuple[Entry, bytes | str]]]:
    """Yield the files in batches of one region, in order, so that no batch is large."""
    batch: list[tuple[Entry, bytes | str]] = []
    size = 0
    region = ""
    for entry in sorted(entries, key=lambda entry: (entry.region, entry.id)):
        try:
            data: bytes | str = inside(folder, entry.file).read_bytes()
        except OSError as error:
            remark = message(
                "{file}: cannot be read: {error}; check the manifest", file=entry.file, error=error.strerror
            )
            data = remark.text("zh")
        is_full = len(batch) >= BATCH_FILES or size + len(data) > BATCH_BYTES
        if batch and (is_full or entry.region != region):
            yield batch
            batch, size = [], 0
        region = entry.region
        batch.append((entry, data))
        size += len(data)
    if batch:
        yield batch


def _pairs(records: Sequence[Record], dates: Mapping[str, Dates], parents: str | Path | pd.DataFrame) -> FoundParents:
    if not isinstance(parents, str) or parents.endswith(".csv"):
        return find_parents(records, dates, (), read_parents(parents, records))
    ways = [way.strip() for way in parents.split(",")]
    if unknown := [way for way in ways if way not in WAYS[1:]]:
        raise CollectionError(
            message(
                "unknown way to find parents: {way}; write cited, subject, both, or a .csv file with child,parent",
                way=unknown[0],
            )
        )
    return find_parents(records, dates, [way for way in WAYS if way in ways])


def _align(
    team: Workers,
    planned: Sequence[Block],
    records: Sequence[Record],
    store: Store,
    threshold: float | None,
    encoder: str,
    progress: Progress,
) -> list[CollectionProblem]:
    """Align what is not there yet, and keep each block's rows as it is done."""
    entries = {record.entry.id: record.entry for record in records}
    missing = {block.key: block for block in planned if not store.has(block.key)}
    ordered = in_good_order(missing.values())
    total = sum(block.cells for block in planned)
    done = total - sum(block.cells for block in ordered)
    progress(str(message("aligning")), done, total)
    jobs = (
        Job(
            block.key,
            align_block,
            (fingerprint(), threshold, block.beside, encoder),
            tuple(entries[d] for d in block.documents),
        )
        for block in ordered
    )
    problems = []
    for job, result in team.run(jobs):
        block = missing[job.key]
        if isinstance(result, Exception):
            problems.append(CollectionProblem("pair", block.child, "、".join(block.parents), _killed(result)))
        else:
            store.put(job.key, result)
        done += block.cells
        progress(str(message("aligning")), done, total)
    return problems


def _killed(error: Exception) -> str:
    remark = message(
        "left out: one worker after the other died of it, most likely for want of memory: {error}; run again with "
        "fewer workers or more memory",
        error=str(error),
    )
    return remark.text("zh")


def _write(
    store: Store,
    records: Sequence[Record],
    known: DatedCollection,
    pairs: Sequence[DocumentPair],
    planned: Sequence[Block],
    provisions: Mapping[str, Sequence[str]],
    problems: Sequence[CollectionProblem],
    progress: Progress,
) -> None:
    """Put the parts together, and write what is known of the whole."""
    notices = notices_of(records)
    whole = [block for block in planned if store.has(block.key)]
    region = {record.entry.id: record.entry.region for record in records}
    parts: dict[str, list[str]] = {}
    for block in whole:
        parts.setdefault(region[block.child], []).append(block.key)
    made: dict[str, Path] = {}
    by_region = {"provisions": provisions, **dict.fromkeys(("links", "shifts", "candidates"), parts)}
    for step, (kind, keys) in enumerate(by_region.items()):
        progress(str(message("combining")), step, 4)
        made[kind] = store.combine(kind, keys, notices)
    of_pairs: list[CollectionProblem] = []
    compared: dict[tuple[str, str], tuple[int, float]] = {}
    for block in whole:
        for row in store.part(block.key, "compared").to_pylist():
            compared[row["child_document"], row["parent_document"]] = row["candidates"], row["unkept"]
        of_pairs += [CollectionProblem(**row) for row in store.part(block.key, "problems").to_pylist()]
    told = sorted({*problems, *of_pairs})
    frames = {
        "documents": pd.DataFrame([_document_row(r, known) for r in records], columns=DOCUMENT_COLUMNS),
        "pairs": pd.DataFrame(
            [(*astuple(pair), *compared.get((pair.child, pair.parent), (0, 0.0))) for pair in pairs],
            columns=PAIR_COLUMNS,
        ),
        "problems": pd.DataFrame(map(astuple, told), columns=["kind", "document", "where", "message"]),
    }
    for name, frame in frames.items():
        store.add(f"{name}.parquet", noticed(frame, notices).to_parquet(index=False))
    store.add("problems.csv", frames["problems"].map(inert).to_csv(index=False).encode("utf-8-sig"))
    progress(str(message("spread sideways")), 3, 4)
    texts = pd.read_parquet(made["provisions"], columns=["document", "label", "position", "normal", "formal"])
    links = pd.read_parquet(made["links"], columns=["child_document", "child"])
    times = provision_times(texts, frames["documents"])
    spread = families(texts, noticed(frames["documents"], notices), links, times)
    store.add("families.parquet", spread.to_parquet(index=False))


def _write_study(store: Store, record: Mapping[str, object]) -> None:
    """Write what is made from the data sets for people and other programs."""
    store.add(RECORD, _record(record))
    for name, content in study_files(Cascade(store.made), record):
        store.add(name, content)


PAIR_COLUMNS = ["child_document", "parent_document", "why", "subject_likeness", "candidates", "unkept"]
DOCUMENT_COLUMNS = [
    "document", "title", "level", "region", "place", "date", "date_from", "origin_date", "origin_from",
    "origin_certain", "effect_date", "effect_from", "latest_date", "replaces_date", "regulation", "doubt", "provisions",
    "file", "sha256", "notice",
]  # fmt: skip


def _document_row(record: Record, known: DatedCollection) -> list[object]:
    e, dates = record.entry, known.dates[record.entry.id]
    row = {
        "document": e.id, "title": e.title, "level": e.level, "region": e.region, "place": record.place,
        "date": dates.version, "date_from": dates.version_from, "origin_date": dates.origin,
        "origin_from": dates.origin_from, "origin_certain": dates.origin_certain, "effect_date": dates.effect,
        "effect_from": dates.effect_from, "latest_date": dates.latest, "replaces_date": record.stated.replaces,
        "regulation": known.regulations[e.id], "doubt": dates.doubt, "provisions": record.provisions, "file": e.file,
        "sha256": record.sha256, "notice": e.notice,
    }  # fmt: skip
    return [row[name] for name in DOCUMENT_COLUMNS]


def notices_of(records: Sequence[Record]) -> tuple[str, ...]:
    """Return the notices of everything made from the collection, each once, with how many documents have it."""
    titles: dict[str, list[str]] = {}
    for record in records:
        if record.entry.notice:
            titles.setdefault(record.entry.notice, []).append(record.entry.title)
    return tuple(
        f"{found[0]}：{notice}" if len(found) == 1 else f"{found[0]}等{len(found)}份文件：{notice}"
        for notice, found in titles.items()
    )


def _record(what: Mapping[str, object]) -> bytes:
    """Return what made the folder."""
    record = {"made_by": fingerprint(), **what}
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()
