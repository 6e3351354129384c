"""From a file to a `Document`: decoding, the grammar of numbering, the outline, the responsible units."""

from __future__ import annotations

from policycompare.reading.outline import parse, read

__all__ = ["parse", "read"]
