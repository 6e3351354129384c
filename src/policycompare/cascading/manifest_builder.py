"""`manifest`: the documents of a folder with what their texts say of themselves, for a person to put right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policycompare.arguments import takes
from policycompare.cascading.collection_manifest import MANIFEST, in_chinese
from policycompare.cascading.manifest_table import (
    NOTHING,
    SURE,
    UNSURE,
    ManifestLine,
    manifest_frame,
    place_words,
    title_key,
    usable_id,
)
from policycompare.errors import CollectionError, PolicyCompareError
from policycompare.language.agencies import DIRECT_MUNICIPALITIES
from policycompare.language.document_dates import stated_dates
from policycompare.language.places import Place, place_at_start
from policycompare.messages import message
from policycompare.reading import read
from policycompare.storage.paths import shown_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from policycompare.documents import Document

SUFFIXES = frozenset({".txt", ".md", ".docx", ".pdf", ".html", ".htm", ".ofd"})
_TITLE = re.compile(
    r"(?:法|条例|办法|规定|规则|细则|决定|决议|方案|计划|规划|措施|意见|通知|通告|公告|标准|规程|章程|纲要|要点|清单|解释|准则|制度)"
    r"(?:[（(].*[）)])?$"
)
_ADOPTER = re.compile(
    r"(?:[日，\s（(]|^)(?P<who>[\u4e00-\u9fff]{2,24}?)(?:第[〇零一二三四五六七八九十百0-9]+届)?"
    r"(?:人民代表大会|人大常委会|人民政府(?:令|第|办公厅|办公室|常务)|国务院令)"
)
_OWN = {
    "province": re.compile(r"本(?:省|自治区)(?!、)"), "city": re.compile(r"本市|本(?:自治)?州"),
    "district": re.compile(r"本(?:自治)?[区县旗](?![域级])"), "town": re.compile(r"本[镇乡]"),
}  # fmt: skip
"""How a document calls its own territory, by level; 本市 is a municipality's or a county-level city's too."""
_BELOW_A_CITY = re.compile(r"(?:区|(?<!自治)县|(?<!自治)旗)$")
_OF_THE_NATION = re.compile(r"国务院|中华人民共和国境内|中华人民共和国领域|全国|省、自治区、直辖市")


@takes(CollectionError, folder=(str, Path), progress="function")
def manifest(folder: str | Path, progress: Callable[[int, int], object] = lambda *_: None) -> pd.DataFrame:
    """Make a list of the documents of a folder from their texts, for a person to put right and to save.

    Parameters
    ----------
    folder
        Its files and those of its folders: .txt, .md, .docx, .pdf, .html, .ofd.
    progress
        Called with the number of files that are done and that of all.

    Returns
    -------
    pandas.DataFrame
        One row a file, see `policycompare.cascading.manifest_table.ManifestLine`; `write_manifest` writes it. A file
        that cannot be read has a remark and no title.

    Raises
    ------
    CollectionError
        It is no folder, or has no such file.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise CollectionError(message("{folder}: no folder; name the one with the texts", folder=folder))
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file() and p.name != MANIFEST)
    if not paths:
        raise CollectionError(
            message("{folder}: no file to read there; known are {suffixes}", folder=folder, suffixes=sorted(SUFFIXES))
        )
    lines = []
    for done, path in enumerate(paths, start=1):
        name = shown_name(path.relative_to(folder).as_posix())
        try:
            lines.append(line_of(read(path), name))
        except PolicyCompareError as error:
            lines.append(ManifestLine(id=_id(name), title="", file=name, remark=f"读不了：{in_chinese(error)}"))
        progress(done, len(paths))
    return manifest_frame(lines)


def line_of(document: Document, file: str) -> ManifestLine:
    """Return the line of a document with what its text says, each value with how sure it is."""
    found = _place(document)
    dates = stated_dates(document)
    date, date_sure = dates.amended or dates.adopted, SURE
    if not date:
        date, date_sure = dates.notice or dates.signed or document.date, UNSURE
    remarks = []
    if not document.provisions:
        remarks.append("没有读出条文")
    if found.level_confidence != SURE:
        remarks.append("请核对层级" if found.level else "请填层级")
    if not date:
        remarks.append("请填日期")
    elif date_sure != SURE:
        remarks.append("请核对日期")
    named = place_words(document.title, place_at_start(document.title))
    return ManifestLine(
        id=_id(file),
        title=document.title,
        level=found.level,
        region=found.place.province if found.place else "",
        date=date,
        file=file,
        origin_date=dates.adopted if dates.amended else "",
        effect_date=dates.effect,
        number=document.number,
        issuer=document.issuer,
        place=named,
        title_key=title_key(document.title),
        title_confidence=_title_confidence(document.title),
        level_confidence=found.level_confidence,
        region_confidence=found.region_confidence,
        date_confidence=date_sure if date else NOTHING,
        effect_date_confidence=SURE if dates.effect else NOTHING,
        number_confidence=SURE if document.number else NOTHING,
        remark="；".join(remarks),
    )


def _id(file: str) -> str:
    return usable_id(str(Path(file).with_suffix(""))) or "document"


def _title_confidence(title: str) -> str:
    if not title:
        return NOTHING
    return SURE if _TITLE.search(title) and len(title) <= 60 else UNSURE


@dataclass(frozen=True, slots=True)
class _FoundPlace:
    """The place of a document (``None`` where it names none), its level, and how sure level and province are."""

    place: Place | None
    level: str
    level_confidence: str
    region_confidence: str


def _place(document: Document) -> _FoundPlace:
    """Return the place of a document.

    Who adopted it says most: a municipality makes rules for one of its districts. Then the title, which must not
    contradict how the text calls its own territory. A text that names no territory of its own is the nation's.
    """
    adopter = _adopter(document)
    title = place_at_start(document.title)
    if adopter is not None and adopter.certain:
        return _FoundPlace(adopter, adopter.level, SURE, SURE)
    own = {level: len(pattern.findall(document.text)) for level, pattern in _OWN.items()}
    if title is None:
        found = place_at_start(document.issuer) if document.issuer else None
        if found is not None:
            return _FoundPlace(found, found.level, UNSURE, UNSURE)
        if len(_OF_THE_NATION.findall(document.text)) > sum(own.values()):
            return _FoundPlace(Place("nation", "", certain=False), "nation", UNSURE, UNSURE)
        return _FoundPlace(None, "", NOTHING, NOTHING)
    known = SURE if title.province or title.level == "nation" else NOTHING
    is_below = _BELOW_A_CITY.search(place_words(document.title, title)) is not None
    if title.level == "district" and is_below and own["city"] > own["district"]:
        upper = "province" if title.province in DIRECT_MUNICIPALITIES else "city"
        return _FoundPlace(title, upper, UNSURE, known)
    is_told = title.certain and (title.level != "district" or not is_below or own["district"] > 0)
    return _FoundPlace(title, title.level, SURE if is_told else UNSURE, known)


def _adopter(document: Document) -> Place | None:
    """Return the place of who adopted a document, by the bracket below its title."""
    first = document.measures[0].span.start if document.measures else 0
    for match in _ADOPTER.finditer(document.text[:first].replace(document.title, "")):
        place = place_at_start(match["who"])
        if place is not None:
            return place
    return None
