"""What lies on the desk: the documents, comparison and reviews of the projects that were opened last.

Thin over the functions that the command line calls. Everything can be made again from the folder of a project; what is
in memory only saves the time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from policycompare.analysing.provenance import provenance, revision_provenance
from policycompare.analysing.trace import trace
from policycompare.catalog.store import load
from policycompare.checking import check
from policycompare.export.bundle import comparison_files
from policycompare.export.output_folder import write_all
from policycompare.export.revision_bundle import revision_files
from policycompare.messages import message
from policycompare.reading import read
from policycompare.reviewing.session import Session, account
from policycompare.revising import revise
from policycompare.revising.parts import version_rank, without_version
from policycompare.storage.paths import file_name
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from policycompare.aligning.alignment import Alignment
    from policycompare.analysing.trace import Trace
    from policycompare.app.tasks import Task
    from policycompare.app.workplace import ChosenDocument, Project
    from policycompare.checking import Report
    from policycompare.documents import Document
    from policycompare.revising import Revision

OPEN = 4
"""Number of projects whose comparison is kept in memory."""
STEPS = 4
"""Steps of a comparison, of levels or of versions."""
REVISION = "修订对照"
"""Folder of what comes of comparing versions, in the folder of a project."""
_Stamp = tuple[object, ...]


@dataclass
class _Opened:
    """What is in memory of one project."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    documents: dict[ChosenDocument, Document] = field(default_factory=dict)
    chain: Trace | None = None
    chain_of: _Stamp = ()
    sessions: dict[str, Session] = field(default_factory=dict)
    sessions_of: _Stamp = ()
    written_for: _Stamp = ()


class Desk:
    """The projects that were opened last."""

    def __init__(self) -> None:
        self._opened: OrderedDict[str, _Opened] = OrderedDict()
        self._lock = threading.Lock()
        # Eight uploads at once are read one after the other, so that the memory is that of one.
        self._reading = threading.Lock()

    def document(self, project: Project, chosen: ChosenDocument) -> Document:
        """Return a document of a project.

        Raises
        ------
        ReadError
            It cannot be read.
        CatalogError
            It is no longer in the catalog.
        """
        opened = self._open(project)
        with opened.lock, self._reading:
            if chosen not in opened.documents:
                opened.documents[chosen] = _read(project, chosen)
            return opened.documents[chosen]

    def chain(self, project: Project) -> Trace:
        """Return the comparison of a project with everything that was decided so far.

        Raises
        ------
        PolicyCompareError
            As `document`, and where two documents cannot be aligned.
        """
        opened = self._open(project)
        with opened.lock:
            stamp = _stamp(project)
            if opened.chain is None or opened.chain_of != stamp:
                decisions = project.decisions if project.decisions.is_dir() else None
                read = project.assessments if project.assessments.is_dir() else None
                documents = [self.document(project, chosen) for chosen in project.documents]
                opened.chain = trace(documents, decisions=decisions, assessments=read, meaning=project.meaning)
                opened.chain_of = stamp
            return opened.chain

    def compare(self, project: Project, task: Task) -> None:
        """Read, align, and write the files of a project, as ``policycompare compare`` does.

        Raises
        ------
        PolicyCompareError
            As `chain`, and where a file cannot be written.
        """
        opened = self._open(project)
        task.step(message("reading"))
        for chosen in project.documents:
            self.document(project, chosen)
        task.step(message("aligning"))
        # A review brings the decisions up to date with the texts of now; files written before would be old.
        for aligned in self.chain(project).alignments.values():
            self.session(project, pair_name(aligned))
        stamp, chain = _stamp(project), self.chain(project)
        task.step(message("tables and figures"))
        files = comparison_files(chain)
        task.step(message("writing"))
        with opened.lock:
            write_all(project.folder, files, provenance(chain, files))
            opened.written_for = stamp

    def report(self, project: Project, position: int) -> Report:
        """Return what a check of a document finds, against the one above it where there is one.

        Raises
        ------
        PolicyCompareError
            As `document`.
        """
        document = self.document(project, project.documents[position])
        above = self.document(project, project.documents[position - 1]) if position else None
        return check(document, against=above)

    def revisions(self, project: Project) -> list[Revision]:
        """Return what became of each version of a project's text in the next, the first document being the oldest.

        Raises
        ------
        PolicyCompareError
            As `document`.
        """
        documents = [self.document(project, chosen) for chosen in project.documents]
        return [revise(old, new) for old, new in pairwise(documents)]

    def revise(self, project: Project, task: Task) -> None:
        """Read versions, compare them, and write the files, as ``policycompare revise --tracked`` does.

        Raises
        ------
        PolicyCompareError
            As `document`, and where a file cannot be written.
        """
        task.step(message("reading"))
        documents = [self.document(project, chosen) for chosen in project.documents]
        task.step(message("comparing the versions"))
        revisions = self.revisions(project)
        task.step(message("tables and figures"))
        files = revision_files(revisions, tracked=True)
        task.step(message("writing"))
        write_all(project.folder / REVISION, files, revision_provenance(documents, files))

    def is_written(self, project: Project) -> bool:
        """Whether the files in the folder are those of the documents and decisions of now."""
        return self._open(project).written_for == _stamp(project)

    def session(self, project: Project, pair: str) -> Session | None:
        """Return the review of a pair of documents by its name (`pair_name`); ``None`` when there is no such pair.

        All tabs and browsers share it, so that none answers a question that another one has answered.
        """
        opened = self._open(project)
        with opened.lock:
            stamp = _stamp_of(sorted(project.assessments.glob("*.json*")))
            if opened.sessions_of != stamp:  # a language model has read meanwhile, which changes what is asked
                opened.sessions.clear()
                opened.sessions_of = stamp
            if pair not in opened.sessions:
                aligned = self.aligned(project, pair)
                if aligned is None:
                    return None
                opened.sessions[pair] = Session(aligned, project.decisions, who=account(), source="window")
            return opened.sessions[pair]

    def aligned(self, project: Project, pair: str) -> Alignment | None:
        """Return a pair of documents by its name; ``None`` when there is no such pair."""
        pairs = {pair_name(aligned): aligned for aligned in self.chain(project).alignments.values()}
        return pairs.get(pair)

    def lock(self, project: Project) -> threading.RLock:
        """Return what a thread holds while it answers a question of a project."""
        return self._open(project).lock

    def forget(self, project: Project) -> None:
        """Forget the comparison and the reviews of a project whose documents are read in another way now."""
        with self._lock:
            self._opened.pop(project.key, None)

    def _open(self, project: Project) -> _Opened:
        with self._lock:
            opened = self._opened.setdefault(project.key, _Opened())
            self._opened.move_to_end(project.key)
            while len(self._opened) > OPEN:
                self._opened.popitem(last=False)
            return opened


def pair_name(aligned: Alignment) -> str:
    """Return the name of a pair of documents: that of its file of decisions."""
    return file_name(aligned.child.id, aligned.parent.id, joint="__", suffix=".csv")


def proposed_order(documents: Sequence[Document]) -> list[int]:
    """Return the positions of documents from the highest level down, and of one level from the oldest on.

    Versions of one text are put in order by their titles (一稿, 送审稿). Unknown levels and dates leave the order as it
    is.
    """
    if are_versions(documents):
        return sorted(range(len(documents)), key=lambda k: (version_rank(documents[k].title), documents[k].date))
    ranks = {key: rank for rank, key in enumerate(LEVELS.keys)}
    positions = range(len(documents))
    if any(document.level is None for document in documents):
        return list(positions)
    return sorted(positions, key=lambda k: (ranks[str(documents[k].level)], documents[k].date))


def are_versions(documents: Sequence[Document]) -> bool:
    """Whether documents look like versions of one text: of one level, with one title but for 一稿、送审稿."""
    if len(documents) < 2 or len({document.level for document in documents}) > 1:
        return False
    return len({without_version(document.title) for document in documents}) == 1


def _read(project: Project, chosen: ChosenDocument) -> Document:
    if not chosen.path:
        return load(chosen.name)
    return read(
        project.file_of(chosen),
        level=chosen.level or None,
        part=chosen.part or None,
        measure=chosen.measure or None,
        convert=True,
    )


def _stamp(project: Project) -> _Stamp:
    """Return what changes whenever the documents of a project, what was decided, or what a model read, change."""
    files = [project.file_of(chosen) for chosen in project.documents if chosen.path]
    files += [*sorted(project.decisions.glob("*.csv")), *sorted(project.assessments.glob("*.json*"))]
    return (project.documents, project.meaning, *_stamp_of(files))


def _stamp_of(files: Sequence[Path]) -> _Stamp:
    seen = []
    for file in files:
        if file.is_file():
            status = file.stat()
            seen.append((file.name, status.st_size, status.st_mtime_ns))
    return tuple(seen)
