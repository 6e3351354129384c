"""From a file to a `Document`: the formats, the grammar of numbering, the outline, the responsible units."""

from __future__ import annotations

from policycompare.reading.outline import parse, read
from policycompare.reading.reasons import Reason, reasons
from policycompare.reading.source import Limits

__all__ = ["Limits", "Reason", "parse", "read", "reasons"]
