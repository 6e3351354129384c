"""Which tables go together: all of a chain, and those that a Word document holds, with the columns it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policycompare.aligning.alignment import Alignment
from policycompare.analysing.provenance import made
from policycompare.analysing.trace import Trace, as_chain
from policycompare.differing.text_differences import unmarked
from policycompare.tables.comparison import by_parent, comparison, statement
from policycompare.tables.decision_sheet import decisions
from policycompare.tables.summaries import additions, gaps, making, sources, summary, units
from policycompare.tables.table import Table, numbered
from policycompare.vocabulary import REVISIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from policycompare.differing.runs import Run
    from policycompare.tables.table import Cell, Paper, Rich, Style


def all_tables(chain: Trace) -> tuple[Table, ...]:
    """Return every table of a chain, in the order of the workbook's sheets."""
    last = len(chain.documents) - 1
    uppers = range(last - 1, -1, -1)
    return (
        summary(chain),
        comparison(chain),
        *(by_parent(chain, k) for k in uppers),
        additions(chain),
        gaps(chain),
        *(statement(chain.alignments[last, k]) for k in uppers),
        units(chain.documents),
        *(decisions(chain.alignments[pair]) for pair in sorted(chain.alignments, reverse=True)),
        sources(chain.documents),
        making(chain),
    )


def tables_of(source: Trace | Alignment | Sequence[Table]) -> Sequence[Table]:
    """Return all tables of a chain or an alignment, and given ones as they are."""
    return all_tables(as_chain(source)) if isinstance(source, (Trace, Alignment)) else source


def stamp_of(source: Trace | Alignment | Sequence[Table]) -> datetime:
    """Return the time that files made of `source` carry, see `policycompare.analysing.provenance.made`."""
    return made(as_chain(source).documents) if isinstance(source, (Trace, Alignment)) else made()


def printed(tables: Sequence[Table], style: Style) -> dict[Paper, tuple[Table, ...]]:
    """Return the Word documents that `tables` make, by name: which tables each holds, with the columns it shows.

    ``comparison`` is the comparison table (对照表) with the lists, ``by_parent`` what became of each provision of the
    higher documents, ``statement`` the draft of a statement of changes (修改说明).

    Parameters
    ----------
    tables
        What `all_tables` returned.
    style
        公文 and 屏幕 show texts, kind and what changed; 学术 shows relation and probability too.
    """
    by_slug = {table.slug: table for table in tables}
    ends = tuple(by_slug[slug] for slug in ("sources", "making"))
    extra = ("relation", "probability") if style == "学术" else ()
    texts = tuple(c.key for c in by_slug["comparison"].columns if c.key.startswith("text_"))
    shown = ("chapter", *texts, "kind", *extra, "note")
    lists_shown = {
        "additions": ("chapter", "text_", "units", "nearest_"),
        "gaps": ("document", "label", "text", "units", "reason", "reached", "nearest"),
    }
    main = (
        _folded(by_slug["comparison"], texts).only(shown),
        *(_starting(by_slug[slug], keys) for slug, keys in lists_shown.items()),
        by_slug["units"],
        by_slug["summary"],
    )
    parents = tuple(
        t.only([c.key for c in t.columns if c.key not in ("label", "units")])
        for t in map(_labelled, _named(tables, "by_parent"))
    )
    return {
        "comparison": (*main, *ends),
        "by_parent": (*parents, *ends),
        "statement": (*(t.only(("chapter", "kind", "note")) for t in _named(tables, "statement")), *ends),
    }


def _named(tables: Sequence[Table], start: str) -> list[Table]:
    return [table for table in tables if table.slug.startswith(start)]


def _starting(table: Table, starts: Sequence[str]) -> Table:
    """Return a table with the columns whose keys are, or start as, the given ones."""
    return table.only(
        [c.key for s in starts for c in table.columns if c.key == s or (s[-1] == "_" and c.key.startswith(s))]
    )


def _folded(table: Table, texts: Sequence[str]) -> Table:
    """Return the comparison with number and units in the cell of the text, as the document has them.

    What is only localised, or the same, is not shown twice: the higher text, where it is one provision, gives way to
    its number.
    """
    label, units, kind, note = (table.position(key) for key in ("label", "units", "kind", "note"))
    *above, own = (table.position(key) for key in texts)
    local = {
        REVISIONS["same"].chinese: "（文字相同，从略）",
        REVISIONS["localised"].chinese: "（仅作本地化调整，从略）",
    }
    silent = ("文字未作改动。", "仅作本地化调整。")
    rows = []
    for row in table.rows:
        cells: list[Cell] = list(row)
        cells[own] = _whole(row[label], row[own], row[units], table.columns[own].numbering)
        cited = [(at, numbers) for at in reversed(above) if (numbers := _numbers(row[at]))]
        if row[kind] in local and cited and len(cited[0][1]) == 1:
            nearest, (number,) = cited[0]
            cells[nearest] = (number, *unmarked(local[str(row[kind])]))
            if str(row[note]) in silent:
                cells[note] = ""
        rows.append(tuple(cells))
    return replace(table, rows=tuple(rows))


def _numbers(cell: Cell) -> list[Run]:
    """Return the numbers of the provisions that a cell holds, as they stand before the texts."""
    return [run for run in cell if run.mark == "label"] if isinstance(cell, tuple) else []


def _labelled(table: Table) -> Table:
    """Return a table by the parent with number and units in the cell of its text."""
    label, units = table.position("label"), table.position("units")
    at = label + 1
    style = table.columns[at].numbering
    rows = ((*row[:at], _whole(row[label], row[at], row[units], style), *row[at + 1 :]) for row in table.rows)
    return replace(table, rows=tuple(rows))


def _whole(label: Cell, own: Cell, units: Cell, numbering: str) -> Rich:
    """Return a provision as its document has it: number, text, units."""
    tail = f"（{units}）" if units else ""
    return (*numbered(str(label), numbering), *(own if isinstance(own, tuple) else unmarked(str(own))), *unmarked(tail))
