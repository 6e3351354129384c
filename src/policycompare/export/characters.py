"""What files of XML, which those of Word, Excel and the web are, can hold of a text."""

from __future__ import annotations

import re

_NOT_HELD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legible(text: str) -> str:
    r"""Return a text with U+FFFD in the place of characters that XML cannot hold.

    Examples
    --------
    >>> legible("检查\x01\n") == "检查\ufffd\n"
    True
    """
    return _NOT_HELD.sub("\ufffd", text)
