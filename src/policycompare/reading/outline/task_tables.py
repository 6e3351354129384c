"""Measures that are rows of a table of tasks (任务清单): its head, its columns, the rows that one number holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policycompare.documents import Clause, Span
from policycompare.language.agencies import is_known, is_unit
from policycompare.language.numerals import to_int
from policycompare.reading.limits import check_time
from policycompare.reading.outline.clauses import strip_span
from policycompare.reading.outline.numbering import plain_marks
from policycompare.reading.outline.text_tables import table_of
from policycompare.reading.outline.units import NamedUnit, UnitList, is_deadline_head, merged, parse_units, role_of_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.documents import TextTable, UnitRole
    from policycompare.reading.extracted import Cell
    from policycompare.reading.outline.lines import Line

_NUMBER_HEAD = re.compile(r"(?:序|编|项)?号|项次|No\.?|NO\.?", re.IGNORECASE)
_NUMBER = re.compile(r"[(\[]?(?P<number>[0-9]{1,4}|[〇零一二三四五六七八九十百]{1,5})[)\]]?[.、]?")
_HEAD_WORDS = re.compile(r"序号|任务|措施|内容|事项|目标|工作|项目|类别|备注|要求|举措|名称")
_HEAD_LENGTH = 16
"""Greatest number of characters of the head of a column."""
CELL_GAP = " | "
_SEVERAL = 2
"""Least number of cells of a row that is shown as one of a table."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Contents of the columns of a table.

    Attributes
    ----------
    number
        The column with the numbers, or ``None``.
    units
        Which part the units in a column have, by column.
    deadlines
        The columns with deadlines.
    """

    number: int | None
    units: dict[int, UnitRole] = field(default_factory=dict)
    deadlines: frozenset[int] = frozenset()


@dataclass(slots=True)
class Row:
    """A task: the line of its number, and further lines below the same number.

    Attributes
    ----------
    lines
        Its lines; the first one opens it.
    value
        Its number as a figure; its position where the table has no numbers.
    printed
        The number as printed.
    columns
        What its cells hold.
    """

    lines: list[Line]
    value: int
    printed: str
    columns: Columns


@dataclass(frozen=True, slots=True)
class RowContent:
    """Content of a row, see `content_of`."""

    text: str
    clauses: tuple[Clause, ...]
    units: UnitList
    units_text: str
    tables: tuple[TextTable, ...] = ()


def task_rows(lines: Sequence[Line]) -> list[Row]:
    """Return the tasks in the tables among `lines`: rows with a number, or below a head with responsible units."""
    rows: list[Row] = []
    if not any(line.shown.cells for line in lines):
        return rows
    for table in _tables(lines):
        rows += _rows_of_table(table)
    return rows


def _tables(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the rows of each table; typed rows belong together when only section heads stand between them."""
    current: list[Line] = []
    for line in lines:
        cells = line.shown.cells
        if cells:
            if current and current[-1].shown.table != line.shown.table:
                yield current
                current = []
            current.append(line)
        elif line.is_blank or line.shown.row == "section" or (line.numbering and line.is_heading_like):
            continue
        elif current:
            yield current
            current = []
    if current:
        yield current


def _rows_of_table(table: Sequence[Line]) -> list[Row]:
    rows: list[Row] = []
    columns = Columns(0)  # without a head, the numbers stand in the first column
    heads: list[Sequence[Cell]] = []
    for line in table:
        check_time()
        cells = line.shown.cells
        if _is_head(line, has_rows=bool(rows), has_head=bool(heads)):
            if rows and rows[-1].columns is columns:
                heads = []  # the head again, on the next page
            heads.append(cells)
            columns = _columns(heads)
            continue
        number = None
        if columns.number is not None and columns.number < len(cells):
            number = cells[columns.number]
        if number is not None and not number.merged and (value := _value(number.text)) is not None:
            rows.append(Row([line], value, number.text.strip(), columns))
        elif columns.number is None and columns.units and any(cell.text.strip() for cell in cells):
            # A table that numbers nothing: each of its rows is a task.
            rows.append(Row([line], len(rows) + 1, "", columns))
        elif rows:
            rows[-1].lines.append(line)
    return rows


def _value(printed: str) -> int | None:
    match = _NUMBER.fullmatch(plain_marks(printed).strip())
    return to_int(match["number"]) if match else None


def _is_head(line: Line, *, has_rows: bool, has_head: bool) -> bool:
    """Whether a row names columns: some of it are known heads, all are short and nothing is numbered."""
    texts = ["".join(cell.text.split()) for cell in line.shown.cells]
    for text in texts:
        if len(text) > _HEAD_LENGTH or "。" in text or _value(text) is not None:
            return False
    if line.shown.row == "head" or any(_NUMBER_HEAD.fullmatch(text) for text in texts):
        return True
    if has_rows:
        return False
    known = sum(role_of_head(text) is not None or is_deadline_head(text) for text in texts if text)
    if known == 1:  # 责任单位 alone may stand in a task as well
        return has_head or any(_HEAD_WORDS.search(text) for text in texts)
    return known > 1


def _columns(heads: Sequence[Sequence[Cell]]) -> Columns:
    """Return what columns hold by the rows of their head; the lower row says it better."""
    number: int | None = None
    units: dict[int, UnitRole] = {}
    deadlines: set[int] = set()
    for cells in heads:
        for column, cell in enumerate(cells):
            name = "".join(cell.text.split())
            if _NUMBER_HEAD.fullmatch(name) and number is None:
                number = column
            role = role_of_head(name) if name else None
            if role is not None:
                units[column] = role
            if is_deadline_head(name):
                deadlines.add(column)
    return Columns(number, units, frozenset(deadlines))


def content_of(text: str, row: Row, label: str) -> RowContent:
    """Return what a row says: its body, its clauses, its units.

    The body is what stands before the units; the clauses are the other cells, those behind the units (a deadline)
    included.

    Parameters
    ----------
    text
        The whole source.
    row
        The row.
    label
        Its label.
    """
    own: list[Span] = []
    bodies: list[list[str]] = []
    lists: list[UnitList] = []
    printed: list[str] = []
    for line in row.lines:
        if not line.shown.cells:
            if not line.is_blank:
                own.append(strip_span(text, Span(line.start, line.end)))
            continue
        columns = _shifted(row.columns, line)
        places = _places(line)
        before: list[Span] = []
        units_seen = False
        for column, cell in enumerate(line.shown.cells):
            place = places[column]
            if column in columns.units:
                units_seen = units_seen or bool(before)
                lists.append(_of_cell(cell, columns.units[column]))
                printed += [cell.text.replace("\n", "、")] if cell.text.strip() else []
                continue
            if column == columns.number or not len(place):
                continue
            own.append(place)
            if column in columns.deadlines:
                lists.append(UnitList((), " ".join(cell.text.split())))
            if not units_seen:
                before.append(place)
        if before:
            bodies.append([place.of(text) for place in before])
    clauses = tuple(Clause(f"{label}.{n}", place.of(text), place) for n, place in enumerate(own, start=1))
    shown = "\n".join(CELL_GAP.join(body) for body in bodies)
    return RowContent(shown, clauses, merged(lists), "；".join(dict.fromkeys(printed)), _tables_of(bodies))


def _tables_of(bodies: Sequence[Sequence[str]]) -> tuple[TextTable, ...]:
    """Return the cells of a task's text as a table, where a line of it has several."""
    if all(len(body) < _SEVERAL for body in bodies):
        return ()
    rows = []
    start = 0
    for body in bodies:
        row = []
        for words in body:
            row.append(Span(start, start + len(words)))
            start += len(words) + len(CELL_GAP)
        start += len("\n") - len(CELL_GAP)
        rows.append(row)
    return (table_of(rows),)


def _places(line: Line) -> list[Span]:
    return [Span(line.start + cell.span.start, line.start + cell.span.end) for cell in line.shown.cells]


def _shifted(columns: Columns, line: Line) -> Columns:
    """Return the columns of a row that starts further right than the head: it has fewer cells, none with a number."""
    if not columns.units:
        return columns
    missing = max(columns.units) + 1 - len(line.shown.cells)
    if missing <= 0 or columns.number is None or _value(line.shown.cells[columns.number].text.strip()) is not None:
        return columns
    return Columns(
        None,
        {column - missing: role for column, role in columns.units.items()},
        frozenset(column - missing for column in columns.deadlines),
    )


def _of_cell(cell: Cell, role: UnitRole) -> UnitList:
    """Return the units in a cell, one a paragraph or many in a line; words in it go before the column's head."""
    lines: list[str] = []
    for line in cell.text.split("\n"):
        # A name may be broken by the width of its column: 区绿化⏎市容局.
        if lines and not is_unit(_names_in(lines[-1])[-1]) and not is_known(_names_in(line)[0]):
            lines[-1] += line.strip()
        else:
            lines.append(line.strip())
    found = parse_units("\n".join(lines))
    parts = [NamedUnit(name, own if own != "none" else role) for name, own in found.names]
    return UnitList(tuple(parts), found.deadline)


def _names_in(line: str) -> list[str]:
    names = re.split(r"[、，,；;]", line.strip())
    return [*names[:-1], names[-1] or "各单位"]  # behind a mark at its end a new name starts
