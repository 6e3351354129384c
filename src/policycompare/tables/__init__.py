"""Comparison tables: what they hold is decided here, how they look in `policycompare.export`."""

from __future__ import annotations

from policycompare.tables.registry import all_tables, printed, stamp_of, tables_of
from policycompare.tables.table import Cell, Column, Paper, Rich, Style, Table, plain

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
