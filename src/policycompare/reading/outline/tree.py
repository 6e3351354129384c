"""The tree of numbered items and headings that the lines of a text make up, before anything is called a measure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from policycompare.reading.limits import check_time
from policycompare.reading.outline.cover import DATE_LINE, ISSUER
from policycompare.reading.outline.lines import goes_on, is_reference
from policycompare.reading.outline.numbering import DIVISIONS, LIST_STYLES, ROW, Numbering, plain_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.reading.outline.lines import Line
    from policycompare.reading.outline.task_tables import Row

HEADING = "heading"
"""Style of a heading without a number: the file marks it as one, or it is 附则."""
ARTICLE = "article"
_BARE_DIVISION = re.compile(r"\s*附[\s　]*[则則]\s*")
_APPENDIX = re.compile(
    r"\s*附(?:[件录錄表图圖注][ 　]*[0-9０-９一二三四五六七八九十]{0,3}[:：.、]?|[ 　]*[:：])\s*[^。；]{0,60}"
)
_TAIL = re.compile(
    r"\s*(?:抄[送报][:：].*|.{0,60}[0-9]{1,2}\s*日\s*印发|[（(]此件.{2,12}[）)]|主题词[:：].*"
    r"|(?:手机阅读|下载|打印|关闭|分享|上一篇|下一篇|扫一扫|责任编辑|相关(?:附件|文档|链接|解读)).{0,40})\s*"
)
_NEAR = 40
"""Lines in which the line after a heading is looked for."""
_FEW_ARTICLES = 20
"""Numbered lines for each 第…条 from which a text is a plan that cites articles, not a law."""


@dataclass(eq=False, slots=True)
class Item:
    """A numbered line or heading with what stands below it.

    Attributes
    ----------
    line
        The line that opens it.
    style
        Its numbering style, or `HEADING`.
    parent, children
        The items around it.
    own
        The lines below its own, up to its first child.
    row
        The row of a table that it is.
    numbering
        Its number; ``None`` for a heading without one.
    """

    line: Line
    style: str
    parent: Item | None = None
    children: list[Item] = field(default_factory=list)
    own: list[Line] = field(default_factory=list)
    row: Row | None = None
    numbering: Numbering | None = field(init=False)

    def __post_init__(self) -> None:
        if self.row is not None:
            self.numbering = Numbering(ROW, self.row.value, 0, 0, 0, self.row.printed)
        else:
            self.numbering = self.line.numbering if self.style != HEADING else None

    @property
    def value(self) -> int:
        """Its number as a figure, 0 without one."""
        return self.numbering.value if self.numbering else 0

    @property
    def depth(self) -> int:
        """Number of items above it."""
        return len(list(self.ancestors()))

    def ancestors(self) -> Iterator[Item]:
        """Yield the items above it, innermost first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    @property
    def text_below(self) -> list[Line]:
        """Its own lines that are not blank."""
        return [line for line in self.own if not line.is_blank]


@dataclass(frozen=True, slots=True)
class Tree:
    """The items of a text.

    Attributes
    ----------
    items
        All of them, in order.
    has_articles
        Whether 第…条 are its provisions.
    """

    items: tuple[Item, ...]
    has_articles: bool

    @property
    def roots(self) -> list[Item]:
        """The items with nothing above them."""
        return [item for item in self.items if item.parent is None]


def build_tree(
    lines: Sequence[Line], headings: frozenset[int], rows: Sequence[Row] = (), *, articles: bool | None = None
) -> Tree:
    """Return the tree of the items that `lines` open.

    A line goes below the item above it until a line of a style comes that is open already: that closes everything
    below its sibling.

    Parameters
    ----------
    lines
        The lines of the body.
    headings
        Indices of lines without a number that the file marks as headings.
    rows
        The tasks in tables among the lines, which are items too where the text is no law.
    articles
        Whether 第…条 are the provisions; told by their number when it is not given.
    """
    has_articles = _has_articles(lines) if articles is None else articles
    openers = _law_openers(lines, headings) if has_articles else _plan_openers(lines, headings)
    rows_at = {} if has_articles else {row.lines[0].position - lines[0].position: row for row in rows}
    openers.update(dict.fromkeys(rows_at, ROW))
    items: list[Item] = []
    open_items: list[Item] = []
    for position, following in pairwise([*sorted(openers), len(lines)]):
        check_time()
        own = list(lines[position + 1 : following])
        item = Item(lines[position], openers[position], own=own, row=rows_at.get(position))
        above = _above(open_items, item)
        if above:
            item.parent = above[-1]
            item.parent.children.append(item)
        open_items = [*above, item]
        items.append(item)
    return Tree(tuple(items), has_articles)


def _may_head_articles(style: str) -> bool:
    """Whether articles may stand below an item: not below another article, nor below what counts inside of one."""
    if style == ARTICLE:
        return False
    return style in DIVISIONS or style in _CHAPTER_STYLES or style not in LIST_STYLES


def _above(open_items: list[Item], item: Item) -> list[Item]:
    """Return those of the open items that stay open above a new one."""
    if item.style in DIVISIONS:
        rank = DIVISIONS.index(item.style)
        return [o for o in open_items if o.style in DIVISIONS and DIVISIONS.index(o.style) < rank]
    if item.style == ARTICLE:
        return [other for other in open_items if _may_head_articles(other.style)]
    if item.style == HEADING:
        return _above_heading(open_items, item)
    open_items = [other for other in open_items if other.style != ARTICLE]  # what heads articles stands in none
    for position, other in enumerate(open_items):
        if other.style == item.style:
            return open_items[:position]
    return open_items


_CHAPTER_STYLES = ("han-comma", "block")


def _above_heading(open_items: list[Item], item: Item) -> list[Item]:
    """Headings that the file marks nest by their levels; those without a level go below nothing but divisions."""
    level = item.line.shown.heading
    kept: list[Item] = []
    for other in open_items:
        if level and 0 < other.line.shown.heading < level:
            kept.append(other)
        else:
            break
    return kept


def _has_articles(lines: Sequence[Line]) -> bool:
    counts = Counter(line.numbering.style for line in lines if line.numbering and not line.shown.cells)
    lists = sum(counts[style] for style in LIST_STYLES)
    articles = counts[ARTICLE]
    return (articles > 1 and articles * _FEW_ARTICLES >= lists) or (articles == 1 and not lists)


def _law_openers(lines: Sequence[Line], headings: frozenset[int]) -> dict[int, str]:
    """Return the style of every line that opens an article or a heading above articles, by position."""
    openers: dict[int, str] = {}
    expected = 1
    restarted = True
    divisions: dict[str, int] = {}
    before: Line | None = None  # the last line, once an article stands above: only then a reference can be broken
    for position, line in enumerate(lines):
        check_time()
        style = _law_style(lines, position, headings, divisions)
        if style == HEADING and line.position not in headings and not openers:
            style = None
        if style == ARTICLE and not _opens_article(line, expected, before, restarted=restarted):
            style = None
        if style is not None:
            openers[position] = style
            restarted = style != ARTICLE
            expected = line.numbering.value + 1 if style == ARTICLE and line.numbering else expected
        if not line.is_blank and (before or style == ARTICLE):
            before = line
    return openers


def _law_style(lines: Sequence[Line], position: int, headings: frozenset[int], divisions: dict[str, int]) -> str | None:
    """Return the style of a line of a law that may open something; `divisions` are the numbers that should follow."""
    line = lines[position]
    numbering = line.numbering
    if line.shown.cells:
        return None
    if numbering is None:
        is_marked = line.position in headings and line.is_heading_like
        return HEADING if is_marked or _BARE_DIVISION.fullmatch(line.text) else None
    if numbering.style in DIVISIONS:
        if numbering.value != divisions.get(numbering.style, 1) and not line.is_heading_like:
            return None
        _count_division(divisions, numbering)
        return numbering.style
    if numbering.style == ARTICLE or (numbering.style in _CHAPTER_STYLES and _heads_articles(lines, position)):
        return numbering.style
    return None


def _count_division(divisions: dict[str, int], numbering: Numbering) -> None:
    divisions[numbering.style] = numbering.value + 1
    for below in DIVISIONS[DIVISIONS.index(numbering.style) + 1 :]:
        divisions[below] = 1


def _heads_articles(lines: Sequence[Line], position: int) -> bool:
    """Whether a line like 一、总则 stands right above an article, with no more than blank lines between."""
    if not lines[position].is_heading_like or lines[position].text.rstrip()[-1] in "，、,":
        return False
    following = next((line for line in lines[position + 1 : position + _NEAR] if not line.is_blank), None)
    return bool(following and following.numbering and following.numbering.style == ARTICLE)


def _opens_article(line: Line, expected: int, before: Line | None, *, restarted: bool) -> bool:
    """Tell an article from a line of running text that starts with a reference (第十条规定的…)."""
    numbering = line.numbering
    if numbering is None:
        return False
    if line.shown.number_length:
        return True  # an automatic number is no text that goes on from above
    if is_reference(line, before):
        return False
    if numbering.value == expected or (restarted and numbering.value == 1) or numbering.sub:
        return True
    after = plain_marks(line.text[numbering.end : numbering.end + 1])
    return not after or after in " [("


def _plan_openers(lines: Sequence[Line], headings: frozenset[int]) -> dict[int, str]:
    """Return the style of every line that opens an item or a heading, by position; 第…条 is a reference here."""
    openers: dict[int, str] = {}
    for position, line in enumerate(lines):
        if line.shown.cells:
            continue
        if line.numbering is None:
            is_section = line.shown.row == "section" and not line.is_blank
            if (line.position in headings or is_section) and line.is_heading_like:
                openers[position] = HEADING
        elif line.numbering.style != ARTICLE:
            openers[position] = line.numbering.style
    return openers


def closing_start(lines: Sequence[Line]) -> int:
    """Return the position of the first line that is no provision: an attachment, or issuer, date and distribution."""
    numbered = [position for position, line in enumerate(lines) if line.numbering]
    end = _first_attachment(lines, numbered)
    before_end = bisect_left(numbered, end)
    last_numbered = numbered[before_end - 1] if before_end else 0
    # From the end upwards, as long as the lines are of a signature; an issuer stands above its date or is indented.
    is_dated = False
    for position in range(end - 1, last_numbered, -1):
        line = lines[position]
        if line.is_blank:
            continue
        if DATE_LINE.fullmatch(line.text):
            is_dated = True
        elif not _TAIL.fullmatch(line.text):
            is_indented = line.text.startswith(("    ", "　　　"))
            if not (ISSUER.fullmatch(line.text) and (is_dated or is_indented)):
                break
        end = position
    return end


def _first_attachment(lines: Sequence[Line], numbered: Sequence[int]) -> int:
    """Return where the first attachment behind a numbered line begins; the number of lines where there is none."""
    first = numbered[0] if numbered else 0
    for position in range(first + 1, len(lines)):
        line = lines[position]
        if "附" not in line.text or line.shown.cells or not _APPENDIX.fullmatch(line.text):
            continue
        if not goes_on(lines, numbered, position):
            return position
    return len(lines)
