"""Renderings of tables and frames; nothing is computed here."""

from __future__ import annotations

from policycompare.export.docx import docx
from policycompare.export.findings import findings
from policycompare.export.text import csv, frame_csv, markdown
from policycompare.export.xlsx import xlsx

__all__ = ["csv", "docx", "findings", "frame_csv", "markdown", "xlsx"]
