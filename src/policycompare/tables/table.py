"""A comparison table (对照表) as data: columns, rows, and runs of text with a meaning. Exports render this, no more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

from policycompare.differing.marks import look_of
from policycompare.differing.runs import Run
from policycompare.differing.text_differences import unmarked
from policycompare.differing.text_tables import in_lines
from policycompare.tables.cells import ProvisionNumber, plain
from policycompare.vocabulary import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from policycompare.documents import Document, Measure
    from policycompare.tables.cells import Cell, Plain

Style = Literal["公文", "学术", "屏幕"]
"""Look of a Word document: as official documents have it, as a paper's appendix, or for reading on a screen."""

Copy = Literal["filing", "working"]
"""What a Word document is for: to be filed, with the table alone; or to be worked with, with all that is known."""

Paper = Literal["comparison", "by_parent", "statement"]
"""Kind of Word document: comparison (对照表), fates of the higher provisions (去向对照表), statement of changes."""

Wording = Literal["levels", "versions"]
"""Words for the two sides of a table: the higher and the lower level, or the earlier and the later version."""

ALIGNED_BY_MODEL = "对应关系由模型判定，概率为校准后的估计，供人工核对；由人核定的另行注明。"
"""Note of every table that shows links."""


def numbered(number: ProvisionNumber, *, first: bool = True) -> tuple[Run, ...]:
    r"""Return the number of a provision as it stands before its text, on a line of its own but for the first.

    Examples
    --------
    >>> printed = ("第十条之二", "3.", "（三）", "一、第2段", "")
    >>> [numbered(ProvisionNumber("3", "", "", each))[0].text for each in printed]
    ['第十条之二　', '3. ', '（三）', '一、第2段　', '3. ']
    """
    shown = number.printed or number.label
    if shown.rstrip(".．") == number.label:
        shown = f"{number.label}. "
    elif shown.endswith((".", "．")):
        shown += " "
    elif "第" in shown:
        shown += "　"
    return (*unmarked("" if first else "\n"), Run(shown, "same", above=number.label, mark="label"))


def bracket_of(units: str) -> tuple[Run, ...]:
    r"""Return the list of units of a provision as its document prints it, for the end of its text.

    Examples
    --------
    >>> [bracket_of(each)[0].text for each in ("（责任单位：区应急局牵头，各镇街）", "牵头单位：区应急局")]
    ['（责任单位：区应急局牵头，各镇街）', '\n牵头单位：区应急局']
    """
    if not units:
        return ()
    return unmarked(units if units[0] in "（([【" else f"\n{units}")


def cited_ranges(document: Document, provisions: Sequence[Measure]) -> str:
    """Return provisions of a document as it numbers them, three or more neighbours as a range (第三条至第七条)."""
    groups: list[list[Measure]] = []
    for provision in sorted(provisions, key=lambda each: document.position_of[each.label]):
        follows = groups and document.position_of[provision.label] == document.position_of[groups[-1][-1].label] + 1
        if follows:
            groups[-1].append(provision)
        else:
            groups.append([provision])
    said: list[str] = []
    for group in groups:
        if len(group) > 2:
            said.append(f"{group[0].cited}至{group[-1].cited}")
        else:
            said += [each.cited for each in group]
    return "、".join(said)


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes
    ----------
    head
        Its heading.
    width
        Its share of the width relative to the others; in a workbook, Latin characters.
    key
        Its name for programs; columns of one meaning have the same in every table.
    about
        Its content in a sentence, for the data dictionary.
    value
        Gives its cell for the object that a row is about, where the table is made of objects.
    choices
        The words that a person may choose from, where a person decides.
    by_hand
        Whether a person writes in it.
    """

    head: str
    width: float
    key: str
    about: str = ""
    value: Callable[[Any], Cell] | None = None
    choices: tuple[str, ...] = ()
    by_hand: bool = False

    def of(self, value: Callable[[Any], Cell]) -> Column:
        """Return the same column for a table whose rows are about other objects."""
        return replace(self, value=value)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that says what it is.

    Attributes
    ----------
    name
        Short, for a sheet or a file: ``三级对照``.
    slug
        The same in Latin letters, for file names.
    title
        Above the table.
    notices
        Of the documents, below the title; every rendering shows them.
    notes
        Help for reading it.
    columns
        From the left.
    rows
        Each as long as ``columns``; numbers stay numbers.
    grouped
        Key of the column whose values head groups of rows where a table is printed, or ``""``.
    wording
        What its marks say of the two sides.
    """

    name: str
    slug: str
    title: str
    notices: tuple[str, ...]
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    grouped: str = ""
    wording: Wording = "levels"

    @property
    def plain_rows(self) -> tuple[tuple[Plain, ...], ...]:
        """The rows without marks."""
        return tuple(tuple(plain(cell) for cell in row) for row in self.rows)

    @property
    def marks(self) -> frozenset[str]:
        """The keys of the looks that its texts have, see `policycompare.differing.marks.LOOKS`."""
        found: set[str] = set()
        for cell in chain.from_iterable(self.rows):
            if isinstance(cell, tuple):
                found.update(look.key for look in map(look_of, in_lines(cell)) if look)
        return frozenset(found)

    def position(self, key: str) -> int:
        """Return where the column of that key stands, or -1."""
        return next((k for k, column in enumerate(self.columns) if column.key == key), -1)

    def only(self, keys: Sequence[str]) -> Table:
        """Return the table with these columns only, in this order; keys that it has not are passed over."""
        at = [k for k in map(self.position, keys) if k >= 0]
        rows = tuple(tuple(row[k] for k in at) for row in self.rows)
        return replace(self, columns=tuple(self.columns[k] for k in at), rows=rows)


def rows_of(objects: Iterable[object], columns: Sequence[Column]) -> tuple[tuple[Cell, ...], ...]:
    """Return one row an object, with the value of each column."""
    values = [column.value for column in columns if column.value is not None]
    if len(values) < len(columns):
        raise ValueError([column.key for column in columns if column.value is None])
    return tuple(tuple(value(each) for value in values) for each in objects)


def short(document: Document) -> str:
    """Return what a document is called in tables."""
    return document.short_title or document.title or document.id


def head(document: Document) -> str:
    """Return what stands above a document's column: its name and, where it taints the table, its status."""
    return f"{short(document)}·{STATUSES[document.status].chinese}" if document.notice else short(document)
