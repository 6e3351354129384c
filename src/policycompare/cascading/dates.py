"""When a document of a collection began, when its text is of and when it commences, each with where that was read.

*Origin* is the first adoption or commencement of the regulation, *version* the last amendment that the text has,
*effect* its commencement. What the manifest says stands; what contradicts it is told.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from policycompare.cascading.collection_manifest import CollectionProblem
from policycompare.language.known_titles import title_table
from policycompare.language.subject import stem
from policycompare.messages import message
from policycompare.vocabulary import DATE_SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from policycompare.cascading.collection_manifest import Entry
    from policycompare.cascading.records import Record
    from policycompare.language.document_dates import StatedDates

APART = 183
"""Days by which two sources of one date may differ: adoption, approval and publication lie weeks or months apart."""
LATEST_EFFECT = 731
"""Days from the date of a version to its commencement at most; of 1,047 real ones the longest was 13 months.

What commences later is another version than the one whose date is given.
"""
KNOWN_ORIGINS = ("manifest", "title", "titles")
"""Sources of an origin that tell a new regulation from a thorough revision of an old one."""


@dataclass(frozen=True, slots=True, order=True)
class Dates:
    """The dates of a document, ISO 8601, ``""`` where none is known.

    Attributes
    ----------
    origin, version, effect
        See the module.
    origin_from, version_from, effect_from
        Key of a row of `DATE_SOURCES`, ``""`` where there is no date.
    origin_certain
        Whether the origin is that of the regulation; otherwise only the date of the version is known, and the
        regulation may be older.
    doubt
        Key of a row of `DOUBTS`, or ``""``.
    """

    origin: str = ""
    origin_from: str = ""
    origin_certain: bool = False
    version: str = ""
    version_from: str = ""
    effect: str = ""
    effect_from: str = ""
    doubt: str = ""

    @property
    def latest(self) -> str:
        """The date at which the text certainly stood as it is here."""
        if self.doubt == "conflict" and self.effect > self.version:
            return self.effect
        return self.version or self.effect or self.origin


@dataclass(frozen=True)
class DatedCollection:
    """The dates of all documents of a collection, and what is wrong with them.

    Attributes
    ----------
    dates
        By id.
    regulations
        Id of the oldest version by id: documents of one title, level and region are versions of one regulation.
    problems
        Of the kinds ``date``, ``undated``, ``anachronism``.
    """

    dates: dict[str, Dates]
    regulations: dict[str, str]
    problems: tuple[CollectionProblem, ...]


def version_date(entry: Entry, stated: StatedDates, read: str) -> tuple[str, str]:
    """Return the date of a version and where it was read.

    Parameters
    ----------
    entry
        Of the manifest.
    stated
        What the text says.
    read
        The date that was read for the document otherwise.
    """
    found = (
        (entry.date, "manifest"), (stated.amended, "title"), (stated.adopted, "title"), (stated.notice, "notice"),
        (stated.signed, "signed"), (read, "text"),
    )  # fmt: skip
    return next(((day, source) for day, source in found if day), ("", ""))


def dated(records: Sequence[Record]) -> DatedCollection:
    """Find the dates of all documents of a collection.

    Parameters
    ----------
    records
        The collection.
    """
    dates: dict[str, Dates] = {}
    problems: list[CollectionProblem] = []
    for record in records:
        name = record.entry.id
        dates[name], conflicts = _dates(record)
        problems += conflicts
        if not dates[name].version:
            said = message(
                "no date of its version (commencement: {effect}): give one in the manifest; it is left out of who was "
                "first",
                effect=dates[name].effect or "–",
            )
            problems.append(CollectionProblem("undated", name, record.entry.file, said.text("zh")))
    anachronisms = _anachronisms(records, dates)
    problems += _anachronism_problems(anachronisms, dates)
    for name in anachronisms.citing:
        dates[name] = replace(dates[name], doubt=dates[name].doubt or "anachronism")
    for name in anachronisms.cited:
        dates[name] = replace(dates[name], origin_certain=False)
    regulations = _regulations(records, dates)
    for name, oldest in regulations.items():
        dates[name] = _with_origin(dates[name], dates[oldest])
    return DatedCollection(dates, regulations, tuple(sorted(problems)))


def _dates(record: Record) -> tuple[Dates, list[CollectionProblem]]:
    """Return the dates of one document, and which of its sources contradict each other."""
    entry, stated = record.entry, record.stated
    version, version_from = entry.date, record.date_from
    effect, effect_from = _effect(record)
    origin, origin_from = _origin(record, effect)
    problems: list[CollectionProblem] = []

    def tell(said: str) -> None:
        problems.append(CollectionProblem("date", entry.id, entry.file, said))

    known = title_table().first.get(stem(entry.title), "")
    for other, source in ((stated.adopted, "title"), (known, "titles")):
        if entry.origin_date and _apart(entry.origin_date, other) > APART:
            tell(_differs("origin_date", entry.origin_date, other, source))
    if version_from == "manifest" and _apart(version, stated.amended or stated.adopted) > APART:
        tell(_differs("date", version, stated.amended or stated.adopted, "title"))
    if entry.effect_date and stated.effect and _days(entry.effect_date, stated.effect) > APART:
        tell(_differs("effect_date", entry.effect_date, stated.effect, "commencement"))
    doubt = "" if version else "undated"
    for said in _contradictions(record, origin, version):
        tell(said)
        doubt = "conflict"
    certain = bool(origin) and origin_from != "version"
    found = Dates(origin, origin_from, certain, version, version_from, effect, effect_from, doubt)
    return found, problems


def _differs(column: str, given: str, other: str, source: str) -> str:
    said = message(
        "the manifest's {column} is {given}, {source} says {other}; the manifest's stands; correct what is wrong",
        column=column,
        given=given,
        source=DATE_SOURCES[source],
        other=other,
    )
    return said.text("zh")


def _contradictions(record: Record, origin: str, version: str) -> list[str]:
    """Return what shows that the date of the version is not that of this text."""
    stated, found = record.stated, []
    if version and stated.effect and _days(version, stated.effect) > LATEST_EFFECT:
        said = message(
            "dated {version}, but the text commences on {effect}: the date seems to be that of an earlier version",
            version=version,
            effect=stated.effect,
        )
        found.append(said.text("zh"))
    elif version and stated.replaces and version <= stated.replaces:
        said = message(
            "dated {version}, but the text repeals one of the same title that was adopted on {other}",
            version=version,
            other=stated.replaces,
        )
        found.append(said.text("zh"))
    if version and record.entry.origin_date and origin > version:
        said = message(
            "its origin {origin} is later than the date of its version {version}", origin=origin, version=version
        )
        found.append(said.text("zh"))
    return found


def _effect(record: Record) -> tuple[str, str]:
    entry, stated = record.entry, record.stated
    if entry.effect_date:
        return entry.effect_date, "manifest"
    if stated.effect:
        return stated.effect, "commencement"
    if stated.on_publication and stated.adopted:
        return stated.adopted, "publication"
    return "", ""


def _origin(record: Record, effect: str) -> tuple[str, str]:
    """Return when the regulation began, as far as its own text, the manifest and the table of titles tell."""
    entry, stated, version = record.entry, record.stated, record.entry.date
    known = title_table().first.get(stem(entry.title), "")
    found = (
        (entry.origin_date, "manifest"),
        (stated.adopted, "title"),
        (known if entry.level == "nation" else "", "titles"),
    )
    for day, source in found:
        if day:
            return day, source
    # A manifest of the database of laws has the effect of the last amendment; the text has that of the first version.
    effect = min((day for day in (effect, stated.effect) if day), default="")
    if effect and (not version or effect < version or _days(version, effect) > LATEST_EFFECT):
        return effect, "commencement"
    if effect:
        return version, "agreed"
    return version, ("version" if version else "")


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _apart(one: str, other: str) -> int:
    return abs(_days(one, other)) if one and other else 0


def _regulations(records: Sequence[Record], dates: Mapping[str, Dates]) -> dict[str, str]:
    """Return the oldest version of each document; undated ones are never the oldest beside a dated one."""
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for record in records:
        entry = record.entry
        groups[stem(entry.title), entry.level, entry.region].append(entry.id)
    found: dict[str, str] = {}
    for names in groups.values():
        oldest = min(names, key=lambda name: (not dates[name].latest, dates[name].latest, name))
        found |= dict.fromkeys(names, oldest)
    return found


def _with_origin(own: Dates, oldest: Dates) -> Dates:
    """Return the dates of a version with the origin of its regulation, where the oldest version has an earlier one."""
    if not oldest.origin or oldest.doubt or (own.origin and own.origin <= oldest.origin):
        return own
    return replace(own, origin=oldest.origin, origin_from=oldest.origin_from, origin_certain=oldest.origin_certain)


class _Anachronisms(NamedTuple):
    """Documents that cite what is younger than themselves, and those that older ones cite.

    Attributes
    ----------
    citing
        What a document cites that is younger, by its id: its own date must be wrong.
    cited
        The ids of older documents that cite a document, by its id: its origin must be earlier.
    """

    citing: dict[str, list[str]]
    cited: dict[str, list[str]]


def _anachronisms(records: Sequence[Record], dates: Mapping[str, Dates]) -> _Anachronisms:
    """Find documents that cite what is younger than themselves.

    Where the origin of what is cited is known, the date of the citing document is wrong; otherwise the origin is.
    """
    table = title_table().first
    known, other = _first_by_title(records, dates)
    citing: dict[str, list[str]] = defaultdict(list)
    cited: dict[str, list[str]] = defaultdict(list)
    for record in records:
        name = record.entry.id
        own = dates[name].latest
        if not dates[name].version or not own:
            continue  # a text without a date of its version may be younger than its commencement
        for title in sorted(record.cites):
            first = table.get(title) or known.get(title, "")
            if first:
                if own < first:
                    citing[name].append(f"《{title}》（{first}）")
            elif title in other and own < min(dates[version].origin for version in other[title]):
                for version in other[title]:
                    cited[version].append(name)
    return _Anachronisms(citing, cited)


def _anachronism_problems(found: _Anachronisms, dates: Mapping[str, Dates]) -> list[CollectionProblem]:
    problems = []
    for name, titles in found.citing.items():
        cited = "、".join(titles)
        said = message(
            "dated {date}, but it cites {titles}: the date is not that of this text; it is left out of who was first",
            date=dates[name].latest,
            titles=cited,
        )
        problems.append(CollectionProblem("anachronism", name, cited, said.text("zh")))
    for name, citing in found.cited.items():
        said = message(
            "{count} documents dated earlier than its origin {origin} cite it: there must be an earlier version; "
            "give its origin in the manifest, or correct their dates",
            count=len(citing),
            origin=dates[name].origin,
        )
        problems.append(CollectionProblem("date", name, "、".join(sorted(citing)), said.text("zh")))
    return problems


def _first_by_title(
    records: Iterable[Record], dates: Mapping[str, Dates]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the origins that are known by title, and documents by title whose origin may be earlier than it seems."""
    known: dict[str, str] = {}
    other: dict[str, list[str]] = defaultdict(list)
    for record in records:
        title, own = stem(record.entry.title), dates[record.entry.id]
        if own.origin and own.origin_from in KNOWN_ORIGINS:
            known[title] = min(own.origin, known.get(title, own.origin))
        elif own.origin:
            other[title].append(record.entry.id)
    return known, {title: names for title, names in other.items() if title not in known}
