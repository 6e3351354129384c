"""Plain text files: every line as it is, its characters as they look."""

from __future__ import annotations

from dataclasses import replace

from policycompare.messages import message
from policycompare.reading.extracted import Extracted, Options, Remark, plain_lines
from policycompare.reading.formats.characters import with_common_forms
from policycompare.reading.formats.encoding import decode, mended_lines


def extract(data: bytes, name: str, options: Options) -> Extracted:
    """Return the lines of a plain text file.

    Every character is kept; radicals and other look-alikes become the characters that they look like, see
    `policycompare.reading.formats.characters.with_common_forms`.
    """
    text, mended = mended_lines(decode(data, name, options.encoding))
    return with_mended(plain_lines(with_common_forms(text)), mended)


def with_mended(found: Extracted, mended: list[int]) -> Extracted:
    """Return a file with a remark on the lines that were in another encoding."""
    if not mended:
        return found
    numbers = "、".join(map(str, mended[:10]))
    told = message("lines {lines} were in UTF-8 while the file is in GB18030; read so, check them", lines=numbers)
    return replace(found, remarks=(*found.remarks, Remark("encoding", told)))
