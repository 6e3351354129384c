"""The list of a collection before people have checked it: one line a document, how sure each value is, and as csv.

Flat, one value a cell, ids that stay: it can be opened in a spreadsheet or in OpenRefine, put right, and saved as
``manifest.csv``. Columns that `policycompare.cascading.cascade` does not know are passed over by it.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from policycompare.arguments import takes
from policycompare.cascading.collection_manifest import MANIFEST
from policycompare.errors import ExportError
from policycompare.language.citations import without_state
from policycompare.language.normalise import fold
from policycompare.language.places import place_at_start
from policycompare.language.safe_text import inert
from policycompare.language.subject import stem
from policycompare.messages import message
from policycompare.storage.paths import is_id
from policycompare.storage.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policycompare.language.places import Place

SURE, UNSURE, NOTHING = "sure", "unsure", ""
"""How sure a value is: as the text or a table states it; concluded from something else; not found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestLine:
    """A document of a list.

    Attributes
    ----------
    id
        Its name in every frame; made from the file's name or the title, so that it stays the same.
    title, level, region, date, file, origin_date, effect_date
        As in ``manifest.csv``: `policycompare.cascading.collection_manifest.Entry`.
    number, issuer, status
        文号, 发布机关, 时效性; for people, not used by `cascade`.
    place
        Whose document it is, as its title or issuer names it: a column to reconcile with a table of places.
    title_key
        The title without 中华人民共和国, brackets, blanks and half-width signs: versions of one regulation have it in
        common.
    title_confidence, level_confidence, region_confidence, date_confidence, effect_date_confidence, number_confidence
        ``sure``, ``unsure``, or empty where nothing was found.
    remark
        What to look at, in Chinese.
    """

    id: str
    title: str
    level: str = ""
    region: str = ""
    date: str = ""
    file: str = ""
    origin_date: str = ""
    effect_date: str = ""
    number: str = ""
    issuer: str = ""
    status: str = ""
    place: str = ""
    title_key: str = ""
    title_confidence: str = NOTHING
    level_confidence: str = NOTHING
    region_confidence: str = NOTHING
    date_confidence: str = NOTHING
    effect_date_confidence: str = NOTHING
    number_confidence: str = NOTHING
    remark: str = ""


def manifest_frame(lines: Iterable[ManifestLine]) -> pd.DataFrame:
    """Return a list as a frame, one row a document by id; see `ManifestLine` for the columns."""
    names = [field.name for field in fields(ManifestLine)]
    return pd.DataFrame([asdict(line) for line in _unique(lines)], columns=names)


def _unique(lines: Iterable[ManifestLine]) -> list[ManifestLine]:
    """Return lines by id; those that share one get a number behind it, in their order, and a remark."""
    taken: dict[str, int] = {}
    out = []
    for line in lines:
        count = taken[line.id] = taken.get(line.id, 0) + 1
        if count == 1:
            out.append(line)
        else:
            remark = "；".join(filter(None, (line.remark, f"编号{line.id}重复，已加序号")))
            out.append(replace(line, id=f"{line.id}-{count}", remark=remark))
    return sorted(out, key=lambda line: line.id)


@takes(ExportError, frame=pd.DataFrame, path=(str, Path))
def write_manifest(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a list as csv (UTF-8 with a mark, for spreadsheets); a folder gets ``manifest.csv``.

    Raises
    ------
    ExportError
        There is a file of that name: it may have been put right by hand, and is kept.
    """
    path = Path(path)
    target = path / MANIFEST if path.is_dir() else path
    if target.exists():
        raise ExportError(
            message("{file}: is there and was kept, as people may have worked on it; name another file", file=target)
        )
    try:
        write_whole(target, frame.map(inert).to_csv(index=False).encode("utf-8-sig"))
    except OSError as error:
        raise ExportError(
            message(
                "{file}: cannot be written: {why}; close it in other programs, or name another with --out",
                file=target,
                why=error.strerror or error,
            )
        ) from None
    return target


def title_key(title: str) -> str:
    """Return the title by which versions of one regulation are found."""
    return fold(without_state(stem(title.strip())))


def id_of_title(title: str, date: str) -> str:
    """Return an id made from title and date: the same for the same document in every list."""
    return "d" + hashlib.sha256(f"{title_key(title)} {date}".encode()).hexdigest()[:10]


def usable_id(text: str) -> str:
    """Return a text as an id; ``""`` where it can be none."""
    name = text.strip().replace("/", "-").replace("\\", "-")
    return name if name and is_id(name) else ""


def place_words(name: str, place: Place | None) -> str:
    """Return the words of a name that are its place, for a person to reconcile; ``""`` where it names none."""
    if place is None:
        return ""
    for end in range(2, min(len(name), 16) + 1):
        if place_at_start(name[:end]) == place and name[end - 1] in "省市区县旗州盟国院":
            return name[:end]
    return place.province
