"""Dates that a regulation states of itself: under its title, in its commencement article, at its end, in its notice.

Each date is kept with the place where it stands; nothing is inferred here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.language.dates import DATE, date_in
from policycompare.language.subject import stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.documents import Document, PartKind

_QUOTED = re.compile(r"《(?:[^《》]|《[^《》]*》)*》|〈[^〈〉]*〉")
_BRACKET = re.compile(r"[（(]([^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*)[）)]")
_AMENDED = re.compile(r"修正|修订|修改|修定")
_ADOPTED = re.compile(r"通过|批准|公布|发布|颁布|印发|制定|第[0-9零〇一二三四五六七八九十百]+号")
_FROM = rf"(?:自|从|于|在)?\s*(?:公历)?{DATE.pattern}\s*(?:零时|0时|０时)?\s*(?:之日)?(?:起|始|开始)?"
_IN_FORCE = r"(?:施行|实施|执行|试行|生效)"
_COMMENCES = re.compile(
    rf"{_FROM}[，,]?(?:正式|开始|试|生效|起|并)*{_IN_FORCE}(?!的|前|后|以前|以后|之前|之后|期间|时)"
)
_ON_PUBLICATION = re.compile(
    r"[自从](?:修订)?(?:公布|发布|颁布|印发|批准|通过|下发|发文|公告)(?:之日|日|之时)?(?:起)?(?:正式)?" + _IN_FORCE
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
    replaces
        In the commencement article: when the document of the same title was adopted that is repealed with it.
    notice
        Of the notice that issues the document.
    signed
        At the end (成文日期).
    """

    adopted: str = ""
    amended: str = ""
    effect: str = ""
    on_publication: bool = False
    replaces: str = ""
    notice: str = ""
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
    >>> dates = stated_dates(parse(text, id="a"))
    >>> dates.adopted, dates.amended, dates.effect
    ('2003-06-08', '2018-03-19', '2003-09-01')
    """
    starts = [provision.span.start for provision in document.measures]
    first = min(starts, default=len(document.text))
    adopted, amended = _bracket(document.text[:first])
    effect, on_publication = _commencement(document)
    return StatedDates(
        adopted=adopted,
        amended=amended,
        effect=effect,
        on_publication=on_publication,
        replaces=_replaces(document),
        notice=date_in(_part(document, "cover")),
        signed=date_in(_part(document, "closing")[-_LAST:]),
    )


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


def _replaces(document: Document) -> str:
    """Return when the document of the same title was first adopted that this one repeals, or ``""``."""
    own = stem(document.title)
    for provision in reversed(document.measures):
        for sentence in provision.text.split("。"):
            if "废止" not in sentence:
                continue
            start = 0
            for quoted in _QUOTED.finditer(sentence):
                # Titles that stand between are of decisions: 根据《关于修改…的决定》修正的《某条例》.
                if stem(quoted[0][1:-1]) == own and (day := _first_date(sentence[start : quoted.start()])):
                    return day
                if sentence[quoted.end() : quoted.end() + 1] in ("、", "，", "和"):
                    start = quoted.end()
    return ""


def _first_date(text: str) -> str:
    match = DATE.search(text)
    return date_in(match[0]) if match else ""


def _part(document: Document, kind: PartKind) -> str:
    return "\n".join(part.span.of(document.text) for part in document.parts if part.kind == kind)
