"""From a file to a `Document`: the formats, the grammar of numbering, the outline, the responsible units."""

from __future__ import annotations

from policycompare.reading.limits import Limits
from policycompare.reading.outline.builder import parse, read
from policycompare.reading.outline.reasons import Reason, reasons

__all__ = ["Limits", "Reason", "parse", "read", "reasons"]
