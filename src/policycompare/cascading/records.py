"""A document of a collection read: the text for aligning, and the little that is known of it without its text."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, field, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from policycompare.cascading.collection_manifest import CollectionProblem, Entry, in_chinese
from policycompare.cascading.dates import version_date
from policycompare.errors import ReadError
from policycompare.language.citations import citations
from policycompare.language.document_dates import StatedDates, stated_dates
from policycompare.language.normalise import normaliser_of, places_of
from policycompare.language.provision_kinds import is_formal
from policycompare.language.subject import stem, subject
from policycompare.messages import message
from policycompare.reading.formats.registry import extract
from policycompare.reading.limits import Limits, timed
from policycompare.reading.outline.builder import parse_extracted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from policycompare.documents import Document

_SUFFIXES = {
    "province": ("省", "自治区", "特别行政区", "市"),
    "city": ("市", "自治州", "盟", "地区"),
    "district": ("区", "县", "自治县", "旗", "市"),
    "town": ("镇", "乡", "街道"),
}


@dataclass(frozen=True, eq=False)
class Record:
    """Data about a document of a collection, without its text.

    Attributes
    ----------
    entry
        The manifest's line.
    sha256
        Of the file.
    place
        Whose document it is: the place of its level in the title, else its region, else the nation.
    provisions
        How many there are.
    cites
        Titles 《…》 in its text, without 中华人民共和国.
    bigrams, weights
        What it is about: codes of its heaviest bigrams in ascending order, and their weights, of length 1 together.
        They depend on the document and the shipped background only.
    stated
        The dates that its text states.
    date_from
        Where the entry's date was read, key of a row of `DATE_SOURCES`.
    """

    entry: Entry
    sha256: str
    place: str
    provisions: int
    cites: frozenset[str]
    bigrams: NDArray[np.uint64]
    weights: NDArray[np.float32]
    stated: StatedDates = field(default_factory=StatedDates)
    date_from: str = "manifest"

    @property
    def key(self) -> str:
        """Name of everything that the document's rows depend on: its file and its line in the manifest."""
        return hashlib.sha256(repr((self.entry, self.sha256)).encode()).hexdigest()


Row = tuple[str, str, str, int, str, str, str, bool]
"""A provision: document, label, number as printed, position, chapter, text, normalised text, whether it is formal."""


def document_of(entry: Entry, data: bytes) -> Document:
    """Read one document; what the manifest says of it stands.

    Raises
    ------
    ReadError
        The file cannot be read (see `policycompare.read`), or has no provision.
    """
    with timed(entry.file, Limits(), len(data)):
        document = parse_extracted(
            extract(data, entry.file),
            id=entry.id,
            level=entry.level,
            source=entry.file,
            sha256=hashlib.sha256(data).hexdigest(),
        )
    if not document.provisions:
        raise ReadError(
            message(
                "{file}: line 1: no numbered provision; see what was found with: policycompare read FILE",
                file=entry.file,
            )
        )
    return replace(
        document,
        title=entry.title,
        level=entry.level,
        date=entry.date or document.date,
        notice=entry.notice or document.notice,
    )


def read_batch(files: Sequence[tuple[Entry, bytes | str]]) -> tuple[list[Record], list[Row], list[CollectionProblem]]:
    """Read some documents.

    Parameters
    ----------
    files
        Entries with the bytes of their files, or what went wrong when they were fetched.

    Returns
    -------
    tuple of (list of Record, list of Row, list of CollectionProblem)
        What is known of the documents, their provisions, and the documents that could not be read.
    """
    records: list[Record] = []
    rows: list[Row] = []
    problems = []
    for entry, data in files:
        if isinstance(data, str):
            problems.append(CollectionProblem("document", entry.id, entry.file, data))
            continue
        try:
            document = document_of(entry, data)
        except ReadError as error:
            problems.append(CollectionProblem("document", entry.id, entry.file, in_chinese(error)))
            continue
        normal = normaliser_of(document)
        texts = [normal(provision.text) for provision in document.provisions]
        rows += [
            (entry.id, p.label, p.cited, k, p.chapter, p.text, text, is_formal(text))
            for k, (p, text) in enumerate(zip(document.provisions, texts, strict=True))
        ]
        records.append(_record(entry, document, texts))
    return records, rows, problems


def _record(entry: Entry, document: Document, texts: Sequence[str]) -> Record:
    bigrams, weights = subject(texts)
    stated = stated_dates(document)
    date, date_from = version_date(entry, stated, document.date)
    return Record(
        entry=replace(entry, date=date, notice=document.notice),
        sha256=document.sha256,
        place=place_of(document) or entry.region,
        provisions=len(document.provisions),
        cites=frozenset(stem(title) for title, _ in citations(document.text)),
        bigrams=bigrams,
        weights=weights,
        stated=stated,
        date_from=date_from,
    )


def record_row(record: Record) -> tuple[object, ...]:
    """Return a record as a row of ``records``, see `policycompare.cascading.dataset.SCHEMAS`."""
    e = record.entry
    found = record.sha256, record.place, record.provisions, sorted(record.cites), record.bigrams, record.weights
    return *astuple(e), *found, record.date_from, *astuple(record.stated)


def record_of(row: Mapping[str, Any]) -> Record:
    """Return the record of a row of ``records``."""
    return Record(
        entry=Entry(**{name.name: row[name.name] for name in fields(Entry)}),
        sha256=row["sha256"],
        place=row["place"],
        provisions=row["provisions"],
        cites=frozenset(row["cites"]),
        bigrams=np.array(row["bigrams"], dtype=np.uint64),
        weights=np.array(row["weights"], dtype=np.float32),
        stated=StatedDates(**{name.name: row[f"stated_{name.name}"] for name in fields(StatedDates)}),
        date_from=row["date_from"],
    )


def place_of(document: Document) -> str:
    r"""Return the place of the document's level that its title names, or ``""``.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> place_of(parse("青岛市商品流通市场条例\n第一条 登记。\n", level="city"))
    '青岛市'
    """
    suffixes = _SUFFIXES.get(document.level or "", ())
    found = [place for place in places_of(document) if suffixes and place.endswith(suffixes)]
    return min(found, key=lambda place: (len(place), -document.title.find(place)), default="")
