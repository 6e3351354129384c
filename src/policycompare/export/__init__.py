"""Renderings of tables and frames; nothing is computed here."""

from __future__ import annotations

from policycompare.export.check_report import findings
from policycompare.export.coding import coding
from policycompare.export.excel import xlsx
from policycompare.export.page import html
from policycompare.export.text import csv, json, markdown
from policycompare.export.tracked import tracked
from policycompare.export.word_tables import docx

__all__ = ["coding", "csv", "docx", "findings", "html", "json", "markdown", "tracked", "xlsx"]
