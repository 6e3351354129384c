"""A sample as a file for coders, workbook or csv: nothing in it tells what the program says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.arguments import takes
from policycompare.errors import ExportError
from policycompare.export.excel import xlsx
from policycompare.export.text import csv
from policycompare.tables.coding_sheet import coding_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from policycompare.validating import Sample


@takes(ExportError, sample="Sample", path=(str, "Path"))
def coding(sample: Sample, path: str | Path) -> Path:
    """Write the coding sheet of a sample, as csv where the name ends in ``.csv`` and else as a workbook.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    table = coding_sheet(sample)
    return csv(table, path) if str(path).lower().endswith(".csv") else xlsx([table], path)
