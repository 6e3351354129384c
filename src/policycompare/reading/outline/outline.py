"""The outline of a text in clear steps: contents left out, items in a tree, levels, labels, provisions cut out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from policycompare.documents import Chapter, Measure, Problem, Span
from policycompare.messages import message
from policycompare.reading.formats.characters import without_invisible
from policycompare.reading.limits import check_time
from policycompare.reading.outline import lead_ins
from policycompare.reading.outline.clauses import split_clauses
from policycompare.reading.outline.contents import body_start
from policycompare.reading.outline.front_matter import find_title
from policycompare.reading.outline.labels import Labels
from policycompare.reading.outline.levels import find_levels, paragraphs_of
from policycompare.reading.outline.numbering import LEAD_IN, PARAGRAPH, ROW
from policycompare.reading.outline.task_tables import content_of, task_rows
from policycompare.reading.outline.text_tables import tables_in
from policycompare.reading.outline.tree import ARTICLE, build_tree, closing_start
from policycompare.reading.outline.units import UnitList, for_all_below, made, merged, split_units
from policycompare.reading.outline.unmarked_headings import remark_on, unmarked_headings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.documents import PartKind
    from policycompare.messages import Message
    from policycompare.reading.outline.levels import Levels
    from policycompare.reading.outline.lines import Line
    from policycompare.reading.outline.task_tables import Row
    from policycompare.reading.outline.tree import Item, Tree
    from policycompare.vocabulary import Level

MIXED = "mixed"
"""Style of a document whose measures are of several styles."""


class Opening(NamedTuple):
    """A line that opens a heading or a measure.

    Attributes
    ----------
    line
        The line.
    kind
        ``heading`` or ``measure``.
    item
        The item it opens, or for a paragraph the heading it stands below; ``None`` for a paragraph below none.
    paragraph
        Which paragraph below its heading it is, from 1; 0 for an item.
    """

    line: Line
    kind: PartKind
    item: Item | None
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """Outline of a text, or of a part of a file: the role of each line.

    Attributes
    ----------
    lines
        The lines, from the title to the closing matter.
    title, title_end
        The title and how many lines make it up.
    openings
        The lines that open headings and measures, in order.
    closing
        Position of the first line behind the last measure.
    levels
        Which items are measures, and why.
    tree
        The items.
    problems
        What was odd.
    """

    lines: tuple[Line, ...]
    title: str
    title_end: int
    openings: tuple[Opening, ...]
    closing: int
    levels: Levels
    tree: Tree
    problems: tuple[Problem, ...]

    @property
    def measures(self) -> int:
        """Number of measures."""
        return sum(opening.kind == "measure" for opening in self.openings)

    @property
    def style(self) -> str:
        """The numbering style of the measures; paragraphs count only where nothing is numbered."""
        styles = Counter(
            opening.item.style for opening in self.openings
            if opening.kind == "measure" and opening.item and not opening.paragraph
        )  # fmt: skip
        if not styles:
            return PARAGRAPH if self.measures else ""
        return next(iter(styles)) if len(styles) == 1 else MIXED


def find_outline(lines: Sequence[Line], text: str, forced: str | None = None) -> Outline:
    """Find headings and measures.

    Parameters
    ----------
    lines
        All lines of a document.
    text
        The whole source.
    forced
        The style that makes a measure, where a person says so.
    """
    lines = list(lines)
    problems: list[Problem] = []
    first = body_start(lines)
    body = lines[first:]
    if forced in (None, LEAD_IN) and (led := lead_ins.with_lead_ins(body, forced=forced == LEAD_IN)):
        body, remarks = led
        lines[first:] = body
        problems += remarks
    end = closing_start(body)
    body = body[:end]
    rows = _rows(body, forced)
    headings = _marked_headings(lines)
    if forced is None and not rows and (unmarked := unmarked_headings(body)):
        headings |= {line.position for line in unmarked}
        problems.append(remark_on(unmarked))
    tree = build_tree(body, headings, rows, articles=_articles(forced))
    front_end = first + _position(body, tree.items[0]) if tree.items else len(lines)
    title, title_end = find_title([line.text for line in lines[:front_end]])
    levels = find_levels(tree, text, title, forced)
    openings = _openings(tree, levels)
    if not openings and forced == PARAGRAPH:
        shown = paragraphs_of(lines[max(first, title_end) : first + end])
        openings = [Opening(line, "measure", None, number) for number, line in enumerate(shown, start=1)]
    problems += _odd_numbers(openings)
    # Without a single opening there is no end of the provisions either.
    closing = first + end if openings else len(lines)
    return Outline(tuple(lines), title, title_end, tuple(openings), closing, levels, tree, tuple(problems))


def _articles(forced: str | None) -> bool | None:
    return None if forced is None else forced == ARTICLE


def _position(body: Sequence[Line], item: Item) -> int:
    return item.line.position - body[0].position


def _rows(body: Sequence[Line], forced: str | None) -> list[Row]:
    """Return the rows of tables that are measures: where they name units, or nothing else could be one."""
    if forced not in (None, ROW):
        return []
    rows = task_rows(body)
    if not rows:
        return []
    others = any(line.numbering and not line.shown.cells and not line.is_heading_like for line in body)
    return [row for row in rows if row.columns.units or not others]


def _marked_headings(lines: Sequence[Line]) -> frozenset[int]:
    """Return the lines that the file marks as headings, without those at its start that make up the title."""
    levels = {line.position: line.shown.heading for line in lines if line.shown.heading}
    if not levels:
        return frozenset()
    shown = [line for line in lines if not line.is_blank]
    if shown and shown[0].position in levels and not shown[0].numbering:
        title = levels[shown[0].position]
        for line in shown:
            if levels.get(line.position) != title:
                break
            del levels[line.position]
    return frozenset(levels)


def _openings(tree: Tree, levels: Levels) -> list[Opening]:
    openings: list[Opening] = []
    for position, item in enumerate(tree.items):
        role = levels.roles.get(position)
        if role is not None:
            openings.append(Opening(item.line, role, item))
        for number, line in enumerate(levels.paragraphs.get(position, ()), start=1):
            openings.append(Opening(line, "measure", item, number))
    return openings


def _odd_numbers(openings: Sequence[Opening]) -> list[Problem]:
    """Report jumps and repetitions in the numbers of the measures."""
    problems: list[Problem] = []
    last: dict[tuple[str, str], int] = {}
    headed = True
    for opening in openings:
        numbering = opening.item.numbering if opening.item and not opening.paragraph else None
        headed = headed or opening.kind == "heading"
        if numbering is None or opening.item is None or opening.item.style == LEAD_IN:
            continue
        key = (opening.item.style, numbering.prefix)
        following = last.get(key, 0) + 1
        value = numbering.value
        if opening.kind == "heading":
            last[key] = value  # the measures beside it count on from it
            continue
        starts = value == 1 and (headed or opening.item.style == ROW)
        if value != following and not numbering.sub and not starts:
            problems.append(_odd_number(opening.line.number, numbering.printed.strip(), value, following))
        last[key] = value
        headed = False
    return problems


def _odd_number(line: int, printed: str, value: int, following: int) -> Problem:
    if value < following:
        return Problem(
            line,
            "numbering-repeat",
            message(
                "number {number} again or out of order where {following} should follow; check the source",
                number=printed,
                following=following,
            ),
        )
    missing = str(following) if value == following + 1 else f"{following}–{value - 1}"
    return Problem(
        line,
        "numbering-jump",
        message(
            "the numbers jump from {last} to {value}, {missing} is missing; check the source",
            last=following - 1,
            value=value,
            missing=missing,
        ),
    )


@dataclass(frozen=True, slots=True)
class Provisions:
    """Parts cut out of a text by its outline."""

    chapters: tuple[Chapter, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Facts on which the units of a document depend beside their own list.

    Attributes
    ----------
    level, elsewhere
        Where the document is from.
    of_headings
        The units that a heading gives to everything below it (以下均需…落实), by the position of its line.
    chapters
        What `_chapters_above` found so far, by the identity of the innermost item: many measures stand below one.
    """

    level: Level | None
    elsewhere: bool
    of_headings: dict[int, UnitList]
    chapters: dict[int, str] = field(default_factory=dict)


def _units_of_headings(outline: Outline) -> dict[int, UnitList]:
    found: dict[int, UnitList] = {}
    for opening in outline.openings:
        if opening.kind == "heading" and opening.item:
            text = "\n".join([opening.line.text, *(line.text for line in opening.item.own[:3])])
            if "以下" in text:
                found[opening.line.position] = for_all_below(text)
    return found


def cut(outline: Outline, text: str, level: Level | None, *, elsewhere: bool) -> Provisions:
    """Cut the chapters and measures out of a text.

    Parameters
    ----------
    outline
        Its outline.
    text
        The whole source.
    level
        Level of the document.
    elsewhere
        Whether it is of a place outside of Shanghai.
    """
    labels = Labels(outline.tree)
    titles = lead_ins.lead_titles([o.line for o in outline.openings if o.kind == "measure"])
    place = _Place(level, elsewhere, _units_of_headings(outline))
    chapters: list[Chapter] = []
    measures: list[Measure] = []
    start = outline.lines[0].position if outline.lines else 0
    for position, opening in enumerate(outline.openings):
        check_time()
        if opening.kind == "heading" and opening.item:
            chapters.append(_chapter(opening.item, labels))
            continue
        following = outline.openings[position + 1].line.position if position + 1 < len(outline.openings) else None
        stop = outline.closing if following is None else following - start
        lines = outline.lines[opening.line.position - start : stop]
        measures.append(_measure(opening, lines, text, labels, place, titles.get(opening.line.position, "")))
    return Provisions(tuple(chapters), tuple(measures))


def _chapter(item: Item, labels: Labels) -> Chapter:
    rest = without_invisible(item.line.rest)
    title = rest if item.line.is_heading_like else rest.partition("。")[0]
    return Chapter(labels.path(item), title, _heading(item), Span(item.line.start, item.line.end))


def _heading(item: Item) -> str:
    """Return a heading as printed; of a long line only its first sentence."""
    heading = " ".join(without_invisible(item.line.text).split())
    first, mark, _ = heading.partition("。")
    return heading if item.line.is_heading_like or not mark else first


def _chapters_above(item: Item | None, place: _Place, *, itself: bool) -> str:
    """Return the headings above a measure; sections only where nothing else stands above."""
    innermost = item if item is None or itself else item.parent
    if innermost is None:
        return ""
    if id(innermost) not in place.chapters:
        above = [innermost, *innermost.ancestors()]
        shown = [other for other in above if other.style != "section" or len(above) == 1]
        place.chapters[id(innermost)] = " / ".join(_heading(other) for other in reversed(shown))
    return place.chapters[id(innermost)]


def _measure(opening: Opening, lines: Sequence[Line], text: str, labels: Labels, place: _Place, lead: str) -> Measure:
    """Cut a measure out of the text; `lead` is its title where the clauses show none."""
    item = opening.item
    is_paragraph = bool(opening.paragraph)
    span = Span(lines[0].start, lines[-1].end)
    if item is not None and item.row is not None:
        return _row(item, span, text, labels, place, lead)
    name = _name_of_paragraph(opening, labels) if is_paragraph else _name_of_item(item, labels)
    label = labels.unique(name.label)
    parts = split_units(text, Span(lines[0].start + name.length, span.end))
    by_line = item is not None and item.style == ARTICLE
    title, clauses = split_clauses(text, parts.body, label, by_line=by_line)
    given = _given_from_above(item, place, itself=is_paragraph)
    units = merged([parts.units, *given]) if given else parts.units
    return Measure(
        number=name.number,
        label=label,
        chapter=_chapters_above(item, place, itself=is_paragraph),
        title=title or lead,
        text=parts.body.of(text),
        clauses=clauses,
        units=made(units, place.level, elsewhere=place.elsewhere),
        span=span,
        printed=name.printed,
        units_text=parts.printed,
        deadline=units.deadline,
        tables=tables_in(lines, parts.body),
    )


@dataclass(frozen=True, slots=True)
class _Name:
    """What a measure is called.

    Attributes
    ----------
    number
        Its number as a figure.
    label
        Its label, which other measures may have too.
    printed
        Its number as printed.
    length
        Characters of its first line that the number takes.
    """

    number: int
    label: str
    printed: str
    length: int = 0


def _name_of_paragraph(opening: Opening, labels: Labels) -> _Name:
    """Name a paragraph that is a measure: by the heading above it, and which of its paragraphs it is."""
    above = labels.of(opening.item) if opening.item else ""
    label = f"{above}.p{opening.paragraph}" if above else f"p{opening.paragraph}"
    return _Name(opening.paragraph, label, f"{_printed_above(opening.item, labels)}第{opening.paragraph}段")


def _name_of_item(item: Item | None, labels: Labels) -> _Name:
    if item is None:
        return _Name(0, "", "")
    numbering = item.numbering
    label, printed = labels.of(item), labels.printed(item)
    return _Name(numbering.value, label, printed, numbering.end) if numbering else _Name(0, label, printed)


def _printed_above(item: Item | None, labels: Labels) -> str:
    """Return the number of the heading above a paragraph as printed; its words where it has none."""
    if item is None:
        return ""
    return labels.printed(item) or f"“{_heading(item)}”"


def _row(item: Item, span: Span, text: str, labels: Labels, place: _Place, lead: str) -> Measure:
    row = item.row
    assert row is not None  # noqa: S101 - the caller asked
    label = labels.unique(labels.of(item))
    content = content_of(text, row, label)
    units = merged([content.units, *_given_from_above(item, place, itself=False)])
    return Measure(
        number=row.value,
        label=label,
        chapter=_chapters_above(item, place, itself=False),
        title=lead,
        text=content.text,
        clauses=content.clauses,
        units=made(units, place.level, elsewhere=place.elsewhere),
        span=span,
        printed=labels.printed(item),
        units_text=content.units_text,
        deadline=units.deadline,
        tables=content.tables,
    )


def _given_from_above(item: Item | None, place: _Place, *, itself: bool) -> list[UnitList]:
    """Return the units that the headings above give to everything below them."""
    if item is None or not place.of_headings:
        return []
    above = [*([item] if itself else []), *item.ancestors()]
    return [place.of_headings[other.line.position] for other in above if other.line.position in place.of_headings]


def why(outline: Outline) -> Message | str:
    """Return what spoke for the level of the measures; ``""`` where there are none."""
    return outline.levels.why if outline.openings else ""
