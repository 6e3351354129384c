"""The nouns of the project: a document made of numbered provisions, and what a provision is made of.

Everything here is frozen and hashable, holds offsets into ``Document.text`` instead of copies where it can,
and does no input or output.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar

from policycompare.errors import ReadError
from policycompare.messages import message
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from policycompare.messages import Language, Message
    from policycompare.vocabulary import Level, Status

PartKind = Literal["cover", "title", "preamble", "heading", "measure", "closing"]
Citation = Literal["measure", "point"]
UnitRole = Literal["lead", "support", "none"]
LONGEST_NAME = 24
"""Characters of a title that stands for a document in a figure or sentence."""
_ONE_NUMBER = re.compile(r"[0-9]+(?:-[0-9]+)?(?:#[0-9]+)?")
"""Labels of a single number, which people read as it is (17, 10-1)."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range ``[start, end)`` of character offsets in ``Document.text``."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd that was met while reading; the text was read all the same.

    Attributes
    ----------
    line
        1-based line number in the source.
    kind
        Short stable name, e.g. ``"numbering-jump"``.
    message
        What was found and what it may mean, for a person.
    """

    line: int
    kind: str
    message: Message | str

    def text(self, chosen: Language | None = None) -> str:
        """Return line and message in a language; written files ask for one, so that no locale changes them."""
        return message("line {line}: {what}", line=self.line, what=self.message).text(chosen)

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, slots=True)
class Unit:
    """A responsible unit (责任单位).

    Attributes
    ----------
    name
        As written, e.g. ``"区经委"``.
    canonical
        The name that is comparable across levels, e.g. ``"经济信息化委"``.
    level
        Level of government the name itself tells, or ``None``.
    known
        Whether the table of agencies has it; ``False`` means a rule made the canonical name.
    role
        ``lead`` (牵头), ``support`` (配合), or ``none`` where the text says neither.
    agency
        The name by which an agency is found again in documents of any place; `canonical` is what it is called at the
        document's own.
    """

    name: str
    canonical: str
    level: Level | None = None
    known: bool = True
    role: UnitRole = "none"
    agency: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, paragraph (款), item (项) or numbered point of a provision.

    Attributes
    ----------
    label
        How it is cited: ``"5.3"`` is the third clause of provision 5.
    text
        Without its number.
    span
        Of `text` in ``Document.text``.
    """

    label: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table in a provision.

    Attributes
    ----------
    span
        Where its words stand, as offsets into the provision's text; empty for a cell without words.
    columns, rows
        Columns and rows that it takes.
    tables
        The tables in it.
    """

    span: Span
    columns: int = 1
    rows: int = 1
    tables: tuple[TextTable, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table in a provision.

    Attributes
    ----------
    cells
        The cells that begin in it, from the left; a cell that reaches down belongs to the row where it begins.
    is_head
        Whether the file marks it as the head of its table.
    """

    cells: tuple[TableCell, ...]
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table in a provision: which of the text's lines are its rows, and where in them its cells stand.

    The text has the rows as lines with ``|`` between the cells, and is compared as such; who shows it shows the table.

    Attributes
    ----------
    span
        Its lines, as offsets into the provision's text.
    rows
        From the top.
    """

    span: Span
    rows: tuple[TableRow, ...]

    @property
    def columns(self) -> int:
        """Number of its columns."""
        return sum(cell.columns for cell in self.rows[0].cells)


@dataclass(frozen=True, slots=True)
class Measure:
    """One numbered provision (措施, 条): the unit that is cited and aligned.

    Attributes
    ----------
    number
        Position as printed, as a figure: ``17`` for ``17.`` and for ``第十七条``.
    label
        How people cite it, in Arabic figures: ``"17"``, ``"5.3"``, ``"10-1"`` for 第十条之一. Unique in a document.
    chapter
        Heading of the chapter it stands in as printed, or ``""``.
    title
        Its own heading when it has one (``"严格落实地方党委安全生产责任"``), or ``""``.
    text
        The provision without its number and without the list of units.
    clauses
        Its clauses in order, never empty when `text` is not.
    units
        Responsible units in the order in which they are written.
    span
        The whole provision in ``Document.text``, number and units included.
    printed
        The number as the document prints it, with those above it where the label has them (``"二、（三）2."``); ``""``
        for a paragraph without one.
    units_text
        The list of units as printed, with its brackets.
    deadline
        Until when, as printed, where the list of units or a column says so.
    tables
        The tables in `text`, in order.
    """

    number: int
    label: str
    chapter: str
    title: str
    text: str
    clauses: tuple[Clause, ...]
    units: tuple[Unit, ...]
    span: Span
    printed: str = ""
    units_text: str = ""
    deadline: str = ""
    tables: tuple[TextTable, ...] = ()

    @property
    def called(self) -> str:
        """Its number for people: a single one in figures (17), others as the document prints them (二、（三）2)."""
        return self.label if not self.printed or _ONE_NUMBER.fullmatch(self.label) else self.printed.rstrip(".．、")

    @property
    def cited(self) -> str:
        """Its number in a sentence: 第17条, 第八条, （三）, 二、（三）2, 一、第2段."""
        if self.printed.startswith(("第", "（", "(")):
            return self.printed
        return f"第{self.label}条" if self.called == self.label else self.called

    @property
    def unit_names(self) -> str:
        """The names of its units as written, joined by 、."""
        return "、".join(unit.name for unit in self.units)

    def __str__(self) -> str:
        return f"{self.label}. {self.text}"

    def _repr_html_(self) -> str:
        tail = f"<br><small>（{html.escape(self.unit_names)}）</small>" if self.units else ""
        return f"<div><b>{html.escape(self.label)}</b>　{self.text_html}{tail}</div>"

    @property
    def text_html(self) -> str:
        """Its text as escaped HTML, the tables in it as tables."""
        return self._html(Span(0, len(self.text)), self.tables)

    def _html(self, span: Span, tables: tuple[TextTable, ...]) -> str:
        if not tables:
            return html.escape(span.of(self.text))
        parts = []
        start = span.start
        for table in tables:
            parts += [html.escape(self.text[start : table.span.start].strip("\r\n")), self._table_html(table)]
            start = table.span.end
        parts.append(html.escape(self.text[start : span.end].strip("\r\n")))
        return "".join(parts)

    def _table_html(self, table: TextTable) -> str:
        rows = []
        for row in table.rows:
            name = "th" if row.is_head else "td"
            cells = []
            for cell in row.cells:
                spans = f' colspan="{cell.columns}" rowspan="{cell.rows}" style="text-align:left"'
                cells.append(f"<{name}{spans}>{self._html(cell.span, cell.tables)}</{name}>")
            rows.append(f"<tr>{''.join(cells)}</tr>")
        return f"<table>{''.join(rows)}</table>"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading above the measures (章).

    Attributes
    ----------
    label
        As people cite it, in Arabic figures, with the levels above it: ``"3"``, ``"2.1"``.
    title
        As printed without its number.
    heading
        As printed with its number.
    span
        The heading's line in ``Document.text``.
    """

    label: str
    title: str
    heading: str
    span: Span


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the source and what it is. The parts of a document tile its text without a hole."""

    kind: PartKind
    span: Span


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part of a file that could be the document: a plan, an attachment.

    Attributes
    ----------
    name
        Its title, as ``--part`` takes it.
    span
        Where it stands in ``Document.text``.
    is_chosen
        Whether it is the document.
    """

    name: str
    span: Span
    is_chosen: bool


V = TypeVar("V")


class ByLabel(dict[str, V]):
    """Values by the labels of a document's provisions; a label that is not there is told with those that are."""

    def __init__(self, document: str = "", values: Mapping[str, V] | Iterable[tuple[str, V]] = ()) -> None:
        super().__init__(values)
        self.document = document

    def __missing__(self, label: object) -> V:
        labels = list(self)
        raise ReadError(
            message(
                "{document}: no provision {label}; give one from {first} to {last}",
                document=self.document,
                label=str(label),
                first=labels[0] if labels else "–",
                last=labels[-1] if labels else "–",
            )
        )


@dataclass(frozen=True)
class Document:
    """A document made of numbered provisions.

    Nothing of the source is lost: ``parts`` tile ``text`` from its first to its last character, so
    ``"".join(p.span.of(doc.text) for p in doc.parts) == doc.text``.

    Attributes
    ----------
    id, title, short_title, level, issuer, number, date, status, notice, language, source, sha256
        What the manifest, or failing that the text, says. ``notice`` must ride on everything made from the
        document when it is not empty; ``date`` is ISO 8601 or ``""``; ``number`` is the 文号.
    path
        The file as it was named to `policycompare.read`; ``""`` for a text and for a document of the catalog.
    text
        The source as decoded, to the character.
    parts, chapters, measures
        The outline that was found.
    citation
        Whether ``measure`` or its numbered ``point`` is cited and aligned, see `provisions`.
    style
        Name of the numbering style that the measures have; ``"mixed"`` where it differs from part to part.
    why
        What spoke for the level of the measures, for a person.
    file_parts
        The parts of the file of which this is one, where it has several.
    warnings
        What was odd.
    """

    id: str
    title: str
    text: str
    parts: tuple[Part, ...]
    chapters: tuple[Chapter, ...]
    measures: tuple[Measure, ...]
    short_title: str = ""
    level: Level | None = None
    issuer: str = ""
    number: str = ""
    date: str = ""
    status: Status = "unknown"
    notice: str = ""
    language: str = "zh-CN"
    source: str = ""
    path: str = field(default="", compare=False)
    sha256: str = ""
    citation: Citation = "measure"
    style: str = ""
    why: Message | str = ""
    file_parts: tuple[FilePart, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @cached_property
    def provisions(self) -> tuple[Measure, ...]:
        """The units that are aligned and cited: the measures, or their points where points are cited ("5.3")."""
        if self.citation == "measure":
            return self.measures
        return tuple(
            Measure(
                number=position,
                label=point.label,
                chapter=measure.title or measure.label,
                title="",
                text=point.text,
                clauses=(point,),
                units=measure.units,
                span=point.span,
            )
            for measure in self.measures
            for position, point in enumerate(measure.clauses, start=1)
        )

    @cached_property
    def by_label(self) -> dict[str, Measure]:
        """Provisions by their label; another label raises `ReadError`, which names those that are there."""
        return ByLabel(self.id, {provision.label: provision for provision in self.provisions})

    @cached_property
    def position_of(self) -> dict[str, int]:
        """Position of each provision among the provisions, from 0, by its label, as `by_label`."""
        return ByLabel(self.id, {provision.label: position for position, provision in enumerate(self.provisions)})

    @property
    def called(self) -> str:
        """Name for people: its short title, or else its title, cut where it is long, or else its id."""
        cut = self.title if len(self.title) <= LONGEST_NAME else f"{self.title[: LONGEST_NAME - 1]}…"
        return self.short_title or cut or self.id

    def cite(self, label: str) -> str:
        """Return how a provision is cited among those of other documents: 崇明81条 第17条."""
        return f"{self.called} {self.by_label[label].cited}"

    @property
    def preamble(self) -> str:
        """Text between the title and the first heading or measure."""
        return self._text_of("preamble")

    @property
    def closing(self) -> str:
        """Text after the last measure: issuer, date, appendices."""
        return self._text_of("closing")

    def _text_of(self, kind: PartKind) -> str:
        return "".join(p.span.of(self.text) for p in self.parts if p.kind == kind).strip()

    def line_of(self, offset: int) -> int:
        """Return the 1-based line in which the character at `offset` stands; a label raises `ReadError`."""
        try:
            return bisect_left(self._line_ends, offset) + 1
        except TypeError:
            raise ReadError(
                message(
                    "{value} is no place in the text; the line of a provision is "
                    "doc.line_of(doc.by_label[…].span.start)",
                    value=repr(offset),
                )
            ) from None

    @cached_property
    def _line_ends(self) -> list[int]:
        """Positions of the ends of all lines: counting them anew for each of 100,000 provisions would take minutes."""
        return [found.start() for found in re.finditer("\n", self.text)]

    def with_warnings(self, *problems: Problem) -> Document:
        """Return the same document with further warnings."""
        return replace(self, warnings=(*self.warnings, *problems))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a measure (措施一览).

        Returns
        -------
        pandas.DataFrame
            Columns ``label``, ``chapter``, ``text`` (str), ``units`` (names as written, joined by 、),
            ``start``, ``end`` (offsets of the whole measure in ``text``). ``attrs["notices"]`` holds the notices.
        """
        import pandas as pd

        from policycompare.frames import noticed

        rows = [(m.label, m.chapter, m.text, m.unit_names, m.span.start, m.span.end) for m in self.measures]
        frame = pd.DataFrame(rows, columns=["label", "chapter", "text", "units", "start", "end"])
        return noticed(frame, notices(self))

    def __repr__(self) -> str:
        status = "" if self.status == "unknown" else f", {self.status}"
        return f"<Document {self.id}: {self.title}, {len(self.measures)} measures{status}>"

    def _repr_html_(self) -> str:
        esc = html.escape
        rows = "".join(
            f"<tr><td>{esc(m.label)}</td><td style='text-align:left'>{m.text_html}</td>"
            f"<td style='text-align:left'>{esc(m.unit_names)}</td></tr>"
            for m in self.measures
        )
        notice = f"<p><b>注意：</b>{esc(self.notice)}</p>" if self.notice else ""
        return (
            f"<h4>{esc(self.title)}</h4>{notice}<details><summary>{len(self.chapters)} 章，"
            f"{len(self.measures)} 条</summary><table><tr><th>条</th><th>内容</th><th>责任单位</th></tr>{rows}"
            "</table></details>"
        )


def order_notices(child: Document, parent: Document) -> tuple[str, ...]:
    r"""Return what speaks against the order in which two documents were given: the superior comes second.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from policycompare.reading import parse
    >>> city, district = (parse("措施\n1.检查。\n", id=level, level=level) for level in ("city", "district"))
    >>> order_notices(district, city)
    ()
    >>> order_notices(city, district)[0].split("：")[0]
    '次序可能给反'
    """
    if child == parent:
        return (f"{child.id} 与自身对齐：上级文件和下级文件是同一份；若要找文内相近的条文，请用 similarity",)
    found = []
    levels = LEVELS.keys
    if child.level in levels and parent.level in levels and levels.index(child.level) < levels.index(parent.level):
        names = LEVELS[child.level].chinese, LEVELS[parent.level].chinese
        found.append(
            f"次序可能给反：下级文件 {child.id} 是{names[0]}级，上级文件 {parent.id} 是{names[1]}级；"
            f"对调请给 {parent.id} {child.id}（下级在前）"
        )
    if len(child.date) == len(parent.date) == len("2022-11-15") and child.date < parent.date:
        found.append(
            f"上级文件 {parent.id}（{parent.date}）比下级文件 {child.id}（{child.date}）晚；"
            "若它取代了较早的一份，请用较早的，或把两份对调"
        )
    return tuple(found)


def notices(*documents: Document) -> tuple[str, ...]:
    """Return the notices that anything made from `documents` must carry, without repetition, in order."""
    return tuple(dict.fromkeys(f"{d.short_title or d.title}：{d.notice}" for d in documents if d.notice))
