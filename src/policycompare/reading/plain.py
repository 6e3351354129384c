"""Plain text files: every character as it is."""

from __future__ import annotations

from policycompare.reading.encoding import decode
from policycompare.reading.source import Extracted, Options


def extract(data: bytes, name: str, options: Options) -> Extracted:
    """Return the text of a plain text file, see `policycompare.reading.encoding.decode`."""
    return Extracted(decode(data, name, options.encoding))
