"""Dates that a regulation states of itself: in the bracket under its title, its commencement article, its end, its notice.

Each date is kept with the place where it stands; nothing is inferred here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.language.dates import DATE, date_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.documents import Document

_QUOTED = re.compile(r"《(?:[^《》]|《[^《》]*》)*》|〈[^〈〉]*〉")
_BRACKET = re.compile(r"[（(]([^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*)[）)]")
_AMENDED = re.compile(r"修正|修订|修改|修定")
_ADOPTED = re.compile(r"通过|批准|公布|发布|颁布|印发|制定|第[0-9零〇一二三四五六七八九十百]+号")
_FROM = rf"(?:自|从|于|在)?\s*(?:公历)?{DATE.pattern}\s*(?:零时|0时|０时)?\s*(?:之日)?(?:起|始|开始)?"
_COMMENCES = re.compile(rf"{_FROM}[，,]?(?:正式|开始|试|生效|起|并)*(?:施行|实施|执行|试行|生效)(?!的|前|后|以前|以后|之前|之后|期间|时)")
_ON_PUBLICATION = re.compile(
    r"[自从](?:公布|发布|颁布|印发|批准|通过|下发|发文|公告|修订发布|修订公布)(?:之日|日|之时)?(?:起)?(?:正式)?(?:施行|实施|执行|试行|生效)"
)
# What commences is the document itself: 本条例, 本法, 本办法; not one article of it, nor another document.
_ITSELF = re.compile(r"本(?:《》|[一-鿿]{1,8}?)(?:[（(][^（）()]*[）)])?[，,]?(?:经[^。]*)?$")
_ONE_ARTICLE = re.compile(r"第[0-9零〇一二三四五六七八九十百]+[条款项][^，。；]*$")
_SENTENCE = re.compile(r"[^。；;\n]+")
_LAST = 400
"""Characters of the end of a text in which a date is that of its making."""


@dataclass(frozen=True, slots=True, order=True)
class StatedDates:
    """Dates as a document states them, ISO 8601, ``""`` where it does not.

    Attributes
    ----------
    adopted
        In the bracket under the title: of the last step (通过, 批准, 公布) before any amendment.
    amended
        In the bracket: of the last amendment (修正, 修订).
    effect
        In the commencement article: 自2003年9月1日起施行.
    on_publication
        Whether that article says 自公布之日起 instead.
    signed
        At the end (成文日期), or of the notice that issues the document.
    """

    adopted: str = ""
    amended: str = ""
    effect: str = ""
    on_publication: bool = False
    signed: str = ""


def stated_dates(document: Document) -> StatedDates:
    """Return the dates that a document states of itself.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> text = '''某市灯会条例
    ... （2003年6月8日某市人大常委会通过　根据2018年3月19日《关于修改〈某市灯会条例〉的决定》第一次修正）
    ... 第一条　灯会应当登记。
    ... 第二条　本条例自2003年9月1日起施行。1999年5月1日起施行的《某市灯会办法》同时废止。
    ... '''
    >>> stated_dates(parse(text, id="a"))
    StatedDates(adopted='2003-06-08', amended='2018-03-19', effect='2003-09-01', on_publication=False, signed='')
    """
    starts = [provision.span.start for provision in document.measures]
    first = min(starts, default=len(document.text))
    adopted, amended = _bracket(document.text[:first])
    effect, on_publication = _commencement(document)
    return StatedDates(adopted, amended, effect, on_publication, _signed(document))


def _bracket(head: str) -> tuple[str, str]:
    """Return when the document was adopted and last amended by the brackets above its first provision."""
    adopted = amended = ""
    for bracket in _BRACKET.findall(_QUOTED.sub("", head)):
        for day, said in _events(bracket):
            if _AMENDED.search(said):
                amended = max(amended, day)
            elif _ADOPTED.search(said) and not amended:
                adopted = day
            elif _ADOPTED.search(said):
                # 修订 by a city, then 批准 by its province: the amendment is law from then on.
                amended = max(amended, day)
    return adopted, amended


def _events(bracket: str) -> Iterator[tuple[str, str]]:
    """Yield each date of a bracket, and what stands between it and the next one."""
    found = list(DATE.finditer(bracket))
    for k, match in enumerate(found):
        end = found[k + 1].start() if k + 1 < len(found) else len(bracket)
        if day := date_in(match[0]):
            yield day, bracket[match.end() : end]


def _commencement(document: Document) -> tuple[str, bool]:
    """Return when the document commences, and whether it says so of the day of its publication."""
    on_publication = False
    # From the end: the article stands last, or before what is attached.
    for provision in reversed(document.measures):
        for sentence in _SENTENCE.findall(_QUOTED.sub("《》", provision.text)):
            match = _COMMENCES.search(sentence)
            if match and _is_own(sentence[: match.start()]) and (day := date_in(match[0])):
                return day, False
            match = _ON_PUBLICATION.search(sentence)
            on_publication |= bool(match and _is_own(sentence[: match.start()]))
    return "", on_publication


def _is_own(before: str) -> bool:
    """Whether what stands before 自…起施行 is the document itself, or nothing."""
    return not before.strip() or bool(_ITSELF.search(before.strip()) and not _ONE_ARTICLE.search(before))


def _signed(document: Document) -> str:
    """Return the date of the notice that issues the document, or the one at its end."""
    for kind in ("cover", "closing"):
        own = "\n".join(part.span.of(document.text) for part in document.parts if part.kind == kind)
        if day := date_in(own[-_LAST:] if kind == "closing" else own):
            return day
    return ""
