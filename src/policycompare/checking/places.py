"""The numbered places of a plan (二、（三）, 3.1, 第五条), and its references to them (本方案第二部分第（三）项)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.documents import Span
from policycompare.language.numerals import SMALL, to_int
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.checking.draft import Draft

_OWN = (
    "本(?:(?:专项)?行动计划|(?:行动|工作|实施)方案|实施意见|若干措施"
    "|通知|方案|意见|预案|规划|计划|措施|政策|办法|规定|细则)"
)
_PLACE = re.compile(
    rf"(?:(?<![之的]){_OWN}第?|(?:根据|按照|依照|依据|参照|执行|符合|达到)(?=[0-9.]{{3,9}}(?:节|条|款|项)?(?:关于|规定|所列|明确|确定|的|要求|标准)))(?P<section>[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{1,3}})(?![0-9.%％]|[元万亿])[节条款项]?"
    rf"|(?P<whole>{_OWN})?第(?P<part>{SMALL})(?:部分|章)(?:第?[（(]?(?P<item>{SMALL})[）)]?[项条])?(?:第?[（(]?(?P<point>{SMALL})[）)]?[点项])?"
    rf"|本(?P<here>部分)第?[（(]?(?P<own_item>{SMALL})[）)]?[项条]"
    rf"|(?P<own>{_OWN})?第(?:[（(](?P<bracketed>{SMALL})[）)][条项]|(?P<measure>{SMALL})条)(?:[至到]第?[（(]?(?P<last>{SMALL})[）)]?[条项])?"
)
"""References to places of a plan: 本预案3.1, 第二部分第（一）项, 本部分第（三）项, 第（四）条, 本措施第三条至第十条."""
_NOT_OWN = re.compile("[》”附件表该例法]$|规定$|办法$")
"""What stands before a reference to another document."""
_RANKS = {"block": 1, "chapter": 1, "han-comma": 1, "section": 2, "han-paren": 3, "arabic-dot": 4, "arabic-paren": 5}
_SECTION = re.compile(
    r"(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}|[0-9]{1,2}(?=[ 　]))(?![0-9.%％])[ 　]*(?=[\u4e00-\u9fff])"
)
_TITLE = re.compile(r"^[^\u4e00-\u9fff]*(?:[一二三四五六七八九十]{1,3}[、）)][ 　]*)?(?P<title>[^。；：\n]{2,24})")
_SHORT = 12
FEWEST_PLACES = 3
"""So many places show that a plan numbers them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a plan: its number in the outline (``(2, 3)`` of 二、（三）), where it stands, and its text."""

    path: tuple[int, ...]
    start: int
    end: int
    text: str

    @property
    def title(self) -> str:
        """What the place is called: its first words without the number."""
        match = _TITLE.match(self.text)
        return match["title"] if match else self.text[:_SHORT]


def places(draft: Draft) -> tuple[Place, ...]:
    """Return the numbered places of a plan with all that stands below each."""
    open_places: list[tuple[int, tuple[int, ...], int]] = []
    found: list[Place] = []
    end = max((measure.span.end for measure in draft.document.measures), default=0)

    def close(rank: int, at: int) -> None:
        while open_places and open_places[-1][0] >= rank:
            _, path, start = open_places.pop()
            found.append(Place(path, start, at, draft.text[start:at]))

    for line in draft.lines:
        if line.span.start >= end or line.kind in ("title", "cover", "preamble"):
            continue
        section = _SECTION.match(line.text)
        number = line.numbering
        if section:
            path = tuple(int(step) for step in section["number"].split("."))
            close(len(path), line.span.start)
            open_places.append((len(path), path, line.span.start))
        elif number and number.style in _RANKS:
            rank = _RANKS[number.style]
            close(rank, line.span.start)
            above = open_places[-1][1] if open_places else ()
            open_places.append((rank, (*above, number.value), line.span.start))
    close(0, end)
    return tuple(sorted(found, key=lambda one: one.start))


@dataclass(frozen=True, slots=True)
class Cited:
    """A reference of a plan to a place in it: the places of that number, those in a row with them, and all."""

    span: Span
    own: tuple[Place, ...]
    row: tuple[Place, ...]
    everywhere: tuple[Place, ...]


def _rows(among: Sequence[Place]) -> dict[tuple[int, ...], tuple[Place, ...]]:
    """Return the places that stand in one row, by the path of what holds them."""
    rows: dict[tuple[int, ...], list[Place]] = defaultdict(list)
    for one in among:
        rows[one.path[:-1]].append(one)
    return defaultdict(tuple, {path: tuple(row) for path, row in rows.items()})


def cited_places(draft: Draft) -> Iterator[Cited]:
    """Give the references of a plan to its own places, in order."""
    everywhere = places(draft)
    if len(everywhere) < FEWEST_PLACES:
        return
    measures = _measures(draft)
    rows = {id(among): _rows(among) for among in (everywhere, measures)}
    for match in _PLACE.finditer(draft.text, 0, everywhere[-1].end):
        if _NOT_OWN.search(draft.text, max(0, match.start() - 3), match.start()):
            continue
        paths: list[tuple[int, ...]] = []
        among = everywhere
        if number := match["measure"] or match["bracketed"]:
            among = measures
            paths = [(to_int(one) or 0,) for one in (number, match["last"]) if one]
            # A bare 第三条 may be another document's.
            if match["measure"] and not match["own"]:
                continue
        else:
            paths = [_path(match, everywhere)]
        for path in filter(None, paths):
            row = rows[id(among)][path[:-1]]
            own = tuple(one for one in row if one.path == path)
            yield Cited(Span(*match.span()), own, row, among)


def _path(match: re.Match[str], everywhere: Sequence[Place]) -> tuple[int, ...]:
    if match["section"]:
        return tuple(int(step) for step in match["section"].split("."))
    if match["here"]:
        above = [one.path[0] for one in everywhere if one.start <= match.start() < one.end]
        return (above[0] if above else 0, to_int(match["own_item"]) or 0)
    return tuple(to_int(match[name]) or 0 for name in ("part", "item", "point") if match[name])


def _measures(draft: Draft) -> tuple[Place, ...]:
    """Return the measures of a plan that are numbered through, whatever the headings between them."""
    measures = draft.document.measures
    numbers = [measure.number for measure in measures]
    if len(set(numbers)) < FEWEST_PLACES or numbers != sorted(numbers):
        return ()
    return tuple(Place((one.number,), one.span.start, one.span.end, one.text) for one in measures)


def absent_places(draft: Draft) -> Iterator[Flaw]:
    """Find 本部分第（八）项 of a part with five items, and 第（十四）条 of twelve measures."""
    if draft.document.style == "article":
        return
    for cited in cited_places(draft):
        if not cited.own and len(cited.row) >= FEWEST_PLACES:
            yield Flaw(cited.span, message("there is no {cited} in this document", cited=cited.span.of(draft.text)))
