"""The tables and columns that a Word document holds; a provision stands in them as its own document has it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policycompare.aligning.coverage import UNDECIDED
from policycompare.differing.text_differences import unmarked
from policycompare.differing.text_tables import in_lines
from policycompare.tables.cells import ProvisionNumber, Terms, UnitNames, plain
from policycompare.tables.link_sentences import SILENT
from policycompare.tables.table import ALIGNED_BY_MODEL, Table, bracket_of, numbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.differing.runs import Rich, Run
    from policycompare.tables.cells import Cell
    from policycompare.tables.table import Copy, Paper, Style

_NUMBER_WIDTH = 9
"""Width of the column of numbers, for 第一百零三条 on one line."""
_NOTE_WIDTH = 24
"""Width of the column in which it is written why a provision has no counterpart."""
_LEFT_OUT = {"same": "（文字相同，从略）", "localised": "（仅作本地化调整，从略）"}
"""Words in the place of a higher text that is not shown twice, by kind of revision."""


def printed(tables: Sequence[Table], style: Style, copy: Copy = "filing") -> dict[Paper, tuple[Table, ...]]:
    """Return the Word documents that `tables` make, by name: which tables each holds, with the columns it shows.

    ``comparison`` is the comparison table (对照表), ``by_parent`` what became of each provision of the higher
    documents, ``statement`` the draft of a statement of changes (修改说明).

    Parameters
    ----------
    tables
        From `policycompare.tables.table_list.all_tables`.
    style
        公文 and 屏幕 show texts and what changed; 学术 shows relation and probability in the working copy, too.
    copy
        ``filing``: the table and what the higher documents have besides, with nothing that a model or the program says
        of itself; ``working``: with the kind of each link, the lists, the sources and how it was made.
    """
    by_slug = {table.slug: table for table in tables}
    main = by_slug["comparison"]
    parents = [_with_numbers(table) for table in tables if table.slug.startswith("by_parent")]
    statements = [table.only(("chapter", "kind", "note")) for table in tables if table.slug.startswith("statement")]
    if copy == "filing":
        return {
            "comparison": (_filed(_printed_comparison(main, ("note",))), *_filed_gaps(by_slug["gaps"])),
            "by_parent": tuple(map(_filed, parents)),
            "statement": tuple(_filed(table.only(("chapter", "note"))) for table in statements),
        }
    ends = (by_slug["sources"], by_slug["making"])
    extra = ("relation", "probability") if style == "学术" else ()
    lists = (
        _starting(by_slug["additions"], ("chapter", "text_", "units", "nearest_")),
        by_slug["gaps"].only(("document", "label", "text", "units", "reason", "reached", "nearest")),
        _starting(by_slug["units"], ("unit", "name_", "labels_", "remark")),
        by_slug["summary"],
    )
    return {
        "comparison": (_printed_comparison(main, ("kind", *extra, "note")), *lists, *ends),
        "by_parent": (*parents, *ends),
        "statement": (*statements, *ends),
    }


def _printed_comparison(table: Table, columns: Sequence[str]) -> Table:
    """Return the comparison with its texts and some of its other columns."""
    texts = [column.key for column in table.columns if column.key.startswith("text_")]
    return _folded(table, texts).only(("chapter", *texts, *columns))


def _filed(table: Table) -> Table:
    """Return a table without what is said of the model that made it, and without numbers that no document prints."""
    rows = tuple(tuple(map(_with_printed_numbers, row)) for row in table.rows)
    return replace(table, rows=rows, notes=tuple(note for note in table.notes if note != ALIGNED_BY_MODEL))


def _filed_gaps(table: Table) -> tuple[Table, ...]:
    """Return what the higher documents have without a counterpart, to be filed; nothing where they have none.

    A reason is given where a person gave one or the text asks something of the higher level only; all others are left
    to be written.
    """
    if not table.rows:
        return ()
    label, text, units, reason = map(table.position, ("label", "text", "units", "reason"))
    rows = []
    for row in table.rows:
        cells = list(row)
        cells[label] = _printed_number(row[label])
        cells[text] = _whole("", row[text], row[units])
        if plain(row[reason]) == UNDECIDED:
            cells[reason] = ""
        rows.append(tuple(cells))
    titled = replace(table, rows=tuple(rows), title=table.title.partition("（")[0], notes=())
    filed = titled.only(("document", "label", "text", "reason"))
    *others, numbers, words, last = filed.columns
    numbers, last = replace(numbers, width=_NUMBER_WIDTH), replace(last, head="说明", width=_NOTE_WIDTH)
    filed = replace(filed, columns=(*others, numbers, words, last))
    is_one = len({str(plain(row[0])) for row in filed.rows}) == 1
    return (replace(filed.only(("label", "text", "reason")), grouped="") if is_one else filed,)


def _printed_number(number: Cell) -> Cell:
    """Return the number of a provision as it stands before its text."""
    return numbered(number)[-1].text.strip() if isinstance(number, ProvisionNumber) else number


def _with_printed_numbers(cell: Cell) -> Cell:
    """Return a text without the number of a paragraph (一、第2段), which its document leaves to be counted."""
    if not isinstance(cell, tuple):
        return cell
    return tuple(run for run in cell if not (run.text.endswith("段　") and run in _numbers(cell)))


def _starting(table: Table, starts: Sequence[str]) -> Table:
    """Return a table with the columns whose keys are the given ones, or start as those that end with ``_``."""
    keys = []
    for start in starts:
        if start.endswith("_"):
            keys += [column.key for column in table.columns if column.key.startswith(start)]
        else:
            keys.append(start)
    return table.only(keys)


def _folded(table: Table, texts: Sequence[str]) -> Table:
    """Return the comparison with number and units in the cell of the text.

    A text that is the same, or only localised, is not shown twice: the higher one, where it is one provision, gives
    way to its number.
    """
    label, units, kind, note = (table.position(key) for key in ("label", "units", "kind", "note"))
    *above, own = (table.position(key) for key in texts)
    silent = [f"{sentence}。" for sentence in SILENT.values()]
    rows = []
    for row in table.rows:
        cells = list(row)
        cells[own] = _whole(row[label], row[own], row[units])
        nearest = next((at for at in reversed(above) if _numbers(row[at])), None)
        left_out = _LEFT_OUT.get(_key(row[kind]))
        if left_out and nearest is not None and len(_numbers(row[nearest])) == 1:
            cells[nearest] = (*_numbers(row[nearest]), *unmarked(left_out))
            if row[note] in silent:
                cells[note] = ""
        rows.append(tuple(cells))
    return replace(table, rows=tuple(rows))


def _key(cell: Cell) -> str:
    """Return the key of the one term that a cell holds, or ``""``."""
    return cell.terms[0].key if isinstance(cell, Terms) and len(cell.terms) == 1 else ""


def _numbers(cell: Cell) -> list[Run]:
    """Return the numbers of the provisions that a cell holds, as they stand before the texts."""
    return [run for run in in_lines(cell) if run.mark == "label"] if isinstance(cell, tuple) else []


def _with_numbers(table: Table) -> Table:
    """Return a table by the parent with number and units in the cell of its text."""
    label, units = table.position("label"), table.position("units")
    own = next(k for k, column in enumerate(table.columns) if column.key.startswith("text_"))
    rows = []
    for row in table.rows:
        cells = list(row)
        cells[own] = _whole(row[label], row[own], row[units])
        rows.append(tuple(cells))
    keys = [column.key for column in table.columns if column.key not in ("label", "units")]
    return replace(table, rows=tuple(rows)).only(keys)


def _whole(number: Cell, own: Cell, units: Cell) -> Rich:
    """Return a provision as its document has it: number, text, units."""
    text = own if isinstance(own, tuple) else unmarked(str(plain(own)))
    before = numbered(number) if isinstance(number, ProvisionNumber) else ()
    return (*before, *text, *bracket_of(units.bracket if isinstance(units, UnitNames) else ""))
