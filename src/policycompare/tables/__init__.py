"""Comparison tables: what they hold is decided here, how they look in `policycompare.export`."""

from __future__ import annotations

from policycompare.tables.model import Cell, Column, Paper, Rich, Style, Table, plain
from policycompare.tables.sets import all_tables, printed, stamp_of, tables_of

__all__ = [
    "Cell",
    "Column",
    "Paper",
    "Rich",
    "Style",
    "Table",
    "all_tables",
    "plain",
    "printed",
    "stamp_of",
    "tables_of",
]
