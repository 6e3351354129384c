"""Choice of the items of the tree that are measures: the level at which duties stand, told by evidence, part by part.

Evidence is where the lists of responsible units stand, where full sentences begin, what counts on across headings, and
how many measures the title promises. Items of one kind below items of one kind are decided together.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from policycompare.language.numerals import HAN, to_int
from policycompare.messages import Message, message
from policycompare.reading.limits import check_time
from policycompare.reading.outline.numbering import DIVISIONS, PARAGRAPH, ROW
from policycompare.reading.outline.tree import ARTICLE, HEADING
from policycompare.reading.outline.units import ends_with_units, is_role_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policycompare.reading.outline.lines import Line
    from policycompare.reading.outline.tree import Item, Tree

Role = Literal["heading", "measure"]

LEAD_SENTENCE = re.compile(r"\s*(?P<lead>[^，,。：:；;！？!?\s]{2,24}[。：:])\s*(?=\S)")
"""A short sentence at the start of a paragraph that names what it is about (强化规划管控。)."""
_CHAPTER_STYLES = frozenset({"han-comma", "block", "stem", "branch", "roman", HEADING, *DIVISIONS})
"""Styles whose items are chapters when they head paragraphs without numbers."""
_COLON_HEADING = 24
"""Greatest number of characters of a heading that ends with a colon."""
_LONG = 30
"""Least characters of a paragraph that is one even without a full stop."""
_CAPTION = re.compile(r"\s*[图表]\s*[0-9０-９一二三四五六七八九十]{1,3}(?:[ 　\-—－].*|[^。]{0,40})")
_PROMISE = re.compile(
    rf"(?<!第)(?P<count>[0-9０-９]{{1,3}}|{HAN}{{1,5}})(?:条|項|项)(?:硬|具体|政策|重点|工作|若干|主要)?"
    r"(?:措施|举措|政策|意见|规定|任务|办法|要求|$|[”》）)])"
)
_FEWEST_PROMISED = 3
"""Least number of measures that a title promises."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Roles of the items of a tree.

    Attributes
    ----------
    roles
        By the item's position among the items: ``heading`` and ``measure``; what has none is inside of a measure.
    paragraphs
        For headings whose paragraphs are the measures: their first lines, by the item's position.
    why
        What spoke for the level of the measures, for a person.
    """

    roles: dict[int, Role]
    paragraphs: dict[int, tuple[Line, ...]]
    why: Message


class _Kind(NamedTuple):
    """Items that are decided together: those of one style, below those of another."""

    style: str
    child_style: str
    headed: bool


def find_levels(tree: Tree, text: str, title: str, forced: str | None = None) -> Levels:
    """Decide for every item whether it is a heading, a measure, or part of one.

    Parameters
    ----------
    tree
        The items.
    text
        The whole source.
    title
        The document's title, which may promise a number of measures.
    forced
        The style whose items are the measures, where a person says so.
    """
    promised = None if forced else _promised_style(tree, title)
    chosen = forced or promised
    evidence = _Evidence(tree, text, chosen)
    why = _why(tree, evidence, forced, promised)
    return Levels(evidence.roles, evidence.paragraphs, why)


def _promised_style(tree: Tree, title: str) -> str | None:
    """Return the style of which there are as many items as the title promises (81条具体措施)."""
    counts = Counter(item.style for item in tree.items)
    for match in _PROMISE.finditer(title):
        promised = to_int(match["count"])
        for style, count in counts.items():
            if promised == count and count >= _FEWEST_PROMISED:
                return style
    return None


class _Evidence:
    """Weighs what speaks for going down from items to what is below them, and walks the tree by it."""

    def __init__(self, tree: Tree, text: str, chosen: str | None) -> None:
        self.tree = tree
        self.text = text
        self.chosen = chosen
        self.places = {id(item): position for position, item in enumerate(tree.items)}
        self.holds_chosen = _holding(tree, chosen)
        self.units_below = False
        self.roles: dict[int, Role] = {}
        self.paragraphs: dict[int, tuple[Line, ...]] = {}
        # A law needs no weighing: its articles are the measures.
        self.goes_down = {} if tree.has_articles else self._votes()
        self.whole = False if tree.has_articles else self._units_stand_once_a_section()
        for item in tree.roots:
            self._walk(item)

    def _walk(self, item: Item) -> None:
        if self._is_heading(item):
            self.roles[self.places[id(item)]] = "heading"
            for child in item.children:
                self._walk(child)
            if not item.children and not self.tree.has_articles and self._has_measures_as_paragraphs(item):
                self.paragraphs[self.places[id(item)]] = tuple(paragraphs_of(item.own))
        else:
            self.roles[self.places[id(item)]] = "measure"

    def _is_heading(self, item: Item) -> bool:
        if item.style == self.chosen:
            return False
        if item.style in DIVISIONS or item.style == HEADING or id(item) in self.holds_chosen:
            return True
        if self.tree.has_articles:
            return item.style != ARTICLE
        if item.children:
            return self.goes_down.get(_kind(item), False)
        if not item.line.is_heading_like:
            return False
        if item.text_below:
            return self._has_measures_as_paragraphs(item)
        return self._stands_among_headings(item)

    def _has_measures_as_paragraphs(self, item: Item) -> bool:
        """Whether the paragraphs below a heading are measures each: below a chapter, where nothing is numbered."""
        if item.style not in _CHAPTER_STYLES or not paragraphs_of(item.own):
            return False
        is_bare = item.style in (HEADING, *DIVISIONS)
        if item.parent is not None and item.parent.style != HEADING and not is_bare:
            return False  # 第一部分 → 一、 with text below it: the lowest number is the measure
        return self.chosen == PARAGRAPH or not self.whole

    def _stands_among_headings(self, item: Item) -> bool:
        """Whether an empty heading-like item (八、附则) is a heading as others of its kind are."""
        if item.parent is not None and item.style not in _CHAPTER_STYLES:
            return False
        return (item.style, item.depth) in self._kinds_of_headings

    @cached_property
    def running(self) -> dict[int, bool]:
        """Whether an item's number counts on across the headings above it; nobody asks for a law."""
        return _running(self.tree)

    @cached_property
    def _kinds_of_headings(self) -> frozenset[tuple[str, int]]:
        """Style and depth of the items that hold more than their own line; found once, for the asking is frequent."""
        return frozenset((item.style, item.depth) for item in self.tree.items if self._holds_more(item))

    def _holds_more(self, other: Item) -> bool:
        if other.children:
            return id(other) in self.holds_chosen or self.goes_down.get(_kind(other), False)
        return bool(other.text_below) and other.line.is_heading_like and self._has_measures_as_paragraphs(other)

    def _votes(self) -> dict[_Kind, bool]:
        votes: dict[_Kind, float] = defaultdict(float)
        for item in self.tree.items:
            check_time()
            if item.children:
                votes[_kind(item)] += self._vote(item)
        return {kind: total > 0 for kind, total in votes.items()}

    def _vote(self, item: Item) -> float:
        """Return what an item says for (above 0) or against its children being the measures.

        Lists of responsible units say most, then numbers that count on from one item's children to the next one's;
        where there is neither, whether the item only heads what its children say in full.
        """
        children = item.children
        with_units = [ends_with_units(self._text(child)) for child in children]
        count = sum(with_units)
        if count > 1 and count >= 0.5 * len(children):
            self.units_below = True
            return 2
        if count == 1 and with_units[-1] and len(children) > 1:
            # One list behind the last child: the item's own, which the children share.
            return -2 if _ends_with_role_line(children[-1]) else -1
        if not count and ends_with_units(self._own_text(item)):
            return -2
        if any(self.running.get(id(child)) for child in children):
            return 2
        announces = self._own_text(item).rstrip().endswith(("：", ":"))  # 重点做好以下工作：
        if _heads(item):
            duties = sum(_holds_duty(child, self._text(child)) for child in children)
            return -1 if announces and duties < 0.5 * len(children) else 1
        titled = sum(bool(LEAD_SENTENCE.match(child.line.rest)) for child in children)
        return 1 if titled >= 0.6 * len(children) and not announces else -1

    def _text(self, item: Item) -> str:
        """Return the text of an item with all that is below it."""
        last = item
        while last.children:
            last = last.children[-1]
        end = last.own[-1].end if last.own else last.line.end
        return self.text[item.line.start : end]

    def _own_text(self, item: Item) -> str:
        end = item.own[-1].end if item.own else item.line.end
        return self.text[item.line.start : end]

    def _units_stand_once_a_section(self) -> bool:
        """Whether sections of several paragraphs have one list of units at their end: then the section is a measure."""
        once = each = 0
        for item in self.tree.roots:
            if item.children or not item.line.is_heading_like or item.style not in _CHAPTER_STYLES:
                continue
            paragraphs = paragraphs_of(item.own)
            if len(paragraphs) > 1:
                count = sum(ends_with_units(line.text) for line in paragraphs)
                each += count > 1
                once += count <= 1 and ends_with_units(self._own_text(item))
        return once > each


def paragraphs_of(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that open a paragraph of their own: sentences, no cells, captions or lists of units."""
    return [line for line in lines if _is_paragraph(line.text) and not line.shown.cells and not line.shown.row]


def _is_paragraph(text: str) -> bool:
    shown = text.strip()
    if not shown or is_role_line(shown) or _CAPTION.fullmatch(shown):
        return False
    return shown[-1] in "。；！？;" or "。" in shown or len(shown) >= _LONG


def _kind(item: Item) -> _Kind:
    return _Kind(item.style, item.children[0].style, _heads(item))


def _heads(item: Item) -> bool:
    """Whether an item's own line is a heading; a short one may end with a colon."""
    rest = item.line.rest
    short = len(rest) <= _COLON_HEADING and rest.endswith(("：", ":")) and not re.search(r"[，。；]", rest)
    return item.line.is_heading_like or short or not rest


def _holds_duty(item: Item, text: str) -> bool:
    """Whether an item says something by itself: it has items of its own, or a full sentence of some length."""
    if item.children:
        return True
    return "。" in text and (len(text) >= _LONG or bool(LEAD_SENTENCE.match(item.line.rest)))


def _ends_with_role_line(item: Item) -> bool:
    last = item
    while last.children:
        last = last.children[-1]
    shown = last.text_below
    return bool(shown) and is_role_line(shown[-1].text)


def _holding(tree: Tree, chosen: str | None) -> set[int]:
    """Return the items that have one of the chosen style below them."""
    held: set[int] = set()
    for item in tree.items if chosen else ():
        if item.style == chosen:
            held.update(id(above) for above in item.ancestors())
    return held


def _running(tree: Tree) -> dict[int, bool]:
    """Return for every item whether its number counts on across the headings above it."""
    out: dict[int, bool] = {}
    for run in runs_of(tree.items):
        is_running = len({id(item.parent) for item in run}) > 1
        out.update((id(item), is_running) for item in run)
    return out


def runs_of(items: Sequence[Item]) -> list[list[Item]]:
    """Return the items of each style in the runs in which they count up; a 1 starts a new run."""
    runs: list[list[Item]] = []
    current: dict[str, list[Item]] = {}
    for item in items:
        run = current.get(item.style)
        if run is None or (item.value == 1 and item.style != ARTICLE):
            run = []
            runs.append(run)
            current[item.style] = run
        run.append(item)
    return runs


def _why(tree: Tree, evidence: _Evidence, forced: str | None, promised: str | None) -> Message:
    measures = [item for position, item in enumerate(tree.items) if evidence.roles.get(position) == "measure"]
    if forced:
        return message("chosen by hand")
    if promised:
        return message("as many as the title promises")
    if tree.has_articles:
        return message("articles go before all other numbers")
    if measures and all(item.style == ROW for item in measures):
        return message("rows of a table of tasks")
    if evidence.units_below:
        return message("the lists of responsible units stand at this level")
    if any(evidence.running.get(id(item)) for item in measures):
        return message("the numbers count on across the headings")
    if evidence.paragraphs and not measures:
        return message("paragraphs below headings, nothing numbered below")
    return message("full sentences begin at this level")
