"""Plain text files: every character as it is."""

from __future__ import annotations

from policycompare.reading.extracted import Extracted, Options, plain_lines
from policycompare.reading.formats.encoding import decode


def extract(data: bytes, name: str, options: Options) -> Extracted:
    """Return the text of a plain text file, see `policycompare.reading.formats.encoding.decode`."""
    return plain_lines(decode(data, name, options.encoding))
