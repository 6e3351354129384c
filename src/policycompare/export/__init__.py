"""Renderings of tables and frames; nothing is computed here."""

from __future__ import annotations

from policycompare.export.docx import docx
from policycompare.export.findings import findings
from policycompare.export.html import html
from policycompare.export.text import csv, frame_csv, json, markdown
from policycompare.export.tracked import tracked
from policycompare.export.xlsx import xlsx

__all__ = ["csv", "docx", "findings", "frame_csv", "html", "json", "markdown", "tracked", "xlsx"]
