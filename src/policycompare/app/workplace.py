"""Projects: folders on the disk, each with the documents of one piece of work, what was decided, and the results.

A project can be opened again, copied, sent and thrown away as any folder can. Its names never come from a request: one
asks for the key of a project, which is looked up among the folders that are there.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from policycompare.errors import ExportError, PolicyCompareError
from policycompare.messages import message
from policycompare.storage.paths import file_name, inside, shown_name
from policycompare.storage.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PROJECT_FILE = "project.json"
DECISIONS = "decisions"
ASSESSMENTS = "assessments"
_DOCUMENTS = "documents"
_KEY = 12
"""Hexadecimal digits by which a comparison is known in an address."""


class ProjectError(PolicyCompareError):
    """A project is not there, or its file is damaged."""


@dataclass(frozen=True, slots=True)
class ChosenDocument:
    """A document of a project, and what a person said about how it is read.

    Attributes
    ----------
    name
        Of the uploaded file, as the person called it, or the id of a document of the catalog.
    path
        Below the folder of the project; ``""`` for a document of the catalog.
    level, part, measure
        As `policycompare.read` takes them; ``""`` where the text is to tell.
    """

    name: str
    path: str = ""
    level: str = ""
    part: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A piece of work.

    Attributes
    ----------
    folder
        Where it is.
    title
        For people.
    made
        Time of its making, ISO 8601.
    documents
        From the highest level down, or from the oldest version on.
    meaning
        Whether the sentence encoder compares clauses besides.
    """

    folder: Path
    title: str
    made: str
    documents: tuple[ChosenDocument, ...]
    meaning: bool = False

    @property
    def key(self) -> str:
        """What stands for it in addresses: a digest of its folder's name."""
        return hashlib.sha256(self.folder.name.encode("utf-8", "surrogateescape")).hexdigest()[:_KEY]

    @property
    def decisions(self) -> Path:
        """The folder of what people decided."""
        return self.folder / DECISIONS

    @property
    def assessments(self) -> Path:
        """The folder of what a language model said, where ``assess`` was told to put it there."""
        return self.folder / ASSESSMENTS

    def file_of(self, document: ChosenDocument) -> Path:
        """Return the file of a document that was uploaded."""
        return inside(self.folder, document.path)

    def reordered(self, order: Sequence[int]) -> Project:
        """Return the project with its documents in another order, as positions; a wrong order changes nothing."""
        if sorted(order) != list(range(len(self.documents))):
            return self
        return replace(self, documents=tuple(self.documents[k] for k in order))


class Workplace:
    """The folder of all projects of a person.

    Parameters
    ----------
    folder
        Made when it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def projects(self) -> list[Project]:
        """Return the projects, the newest first; what is no project, or a damaged one, is left out."""
        found = []
        for file in self.folder.glob(f"*/{PROJECT_FILE}"):
            try:
                found.append(_read(file))
            except ProjectError:
                continue
        return sorted(found, key=lambda project: (project.made, project.folder.name), reverse=True)

    def project(self, key: str) -> Project:
        """Return the project of that key.

        Raises
        ------
        ProjectError
            There is none.
        """
        for project in self.projects():
            if project.key == key:
                return project
        raise ProjectError(message("this project is no longer in {folder}; open the first page", folder=self.folder))

    def new_project(self, title: str, uploads: Sequence[tuple[str, bytes]], shipped: Sequence[str] = ()) -> Project:
        """Make a project of uploaded files and of documents of the catalog.

        Parameters
        ----------
        title
            For people; the folder is named after it.
        uploads
            Name and content of each file.
        shipped
            Ids of documents of the catalog.

        Raises
        ------
        ExportError
            The folder cannot be written.
        """
        made = datetime.now().astimezone().isoformat(timespec="seconds")
        folder = self._free_folder(title)
        documents = [ChosenDocument(id_) for id_ in shipped]
        for number, (name, content) in enumerate(uploads, start=1):
            documents.append(_kept(folder, number, name, content))
        return self.save(Project(folder, title, made, tuple(documents)))

    def with_file(self, project: Project, name: str, content: bytes, place: int) -> Project:
        """Return a project with one more file, at the place of a document of it or behind them all.

        The file of a document that is replaced stays in the folder; what was decided on the same texts goes on.

        Raises
        ------
        ExportError
            The folder cannot be written.
        """
        numbers = [int(each.name) for each in (project.folder / _DOCUMENTS).glob("*") if each.name.isdecimal()]
        chosen = _kept(project.folder, max(numbers, default=0) + 1, name, content)
        documents = list(project.documents)
        if place < len(documents):
            documents[place] = replace(chosen, level=documents[place].level, measure=documents[place].measure)
        else:
            documents.append(chosen)
        return self.save(replace(project, documents=tuple(documents)))

    def save(self, project: Project) -> Project:
        """Write what a person said about a project, and return it."""
        documents = [asdict(document) for document in project.documents]
        data = {"title": project.title, "made": project.made, "documents": documents, "meaning": project.meaning}
        content = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        _write(project.folder / PROJECT_FILE, content.encode())
        return project

    def _free_folder(self, title: str) -> Path:
        for number in range(1, 10_000):
            folder = inside(self.folder, file_name(title if number == 1 else f"{title} {number}"))
            try:
                folder.mkdir(parents=True)
            except FileExistsError:
                continue
            except OSError as error:
                raise ExportError(_not_written(folder, error)) from None
            return folder
        raise ExportError(message("{folder}: too many projects of one name; tidy it", folder=self.folder))


def _kept(folder: Path, number: int, name: str, content: bytes) -> ChosenDocument:
    """Keep a file, and return the document that it is."""
    # A folder each: two files of one name are two documents, and each keeps its name in the tables.
    path = f"{_DOCUMENTS}/{number}/{file_name(shown_name(name))}"
    _write(inside(folder, path), content)
    return ChosenDocument(shown_name(name), path)


def _read(file: Path) -> Project:
    """Return the project of a file; raises `ProjectError` when it is no such file."""
    try:
        data = json.loads(file.read_text("utf-8"))
        documents = tuple(ChosenDocument(**{str(k): str(v) for k, v in entry.items()}) for entry in data["documents"])
        project = Project(file.parent, str(data["title"]), str(data["made"]), documents, data.get("meaning") is True)
        for document in documents:
            project.file_of(document) if document.path else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ProjectError(message("{file}: no project: {why}", file=file, why=fault)) from None
    return project


def _write(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as error:
        raise ExportError(_not_written(path, error)) from None


def _not_written(path: Path, error: OSError) -> object:
    return message(
        "{file}: cannot be written ({cause}); make room, or start the window with another --folder",
        file=path,
        cause=error.strerror,
    )
