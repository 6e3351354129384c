"""Comparison tables: what they hold is decided here, how they look in `policycompare.export`."""

from __future__ import annotations

from policycompare.differing.runs import Rich
from policycompare.tables.cells import Cell, Plain, plain
from policycompare.tables.printed_documents import printed
from policycompare.tables.table import Column, Copy, Paper, Style, Table
from policycompare.tables.table_list import all_tables, comparison_of, stamp_of, tables_of

__all__ = [
    "Cell",
    "Column",
    "Copy",
    "Paper",
    "Plain",
    "Rich",
    "Style",
    "Table",
    "all_tables",
    "comparison_of",
    "plain",
    "printed",
    "stamp_of",
    "tables_of",
]
