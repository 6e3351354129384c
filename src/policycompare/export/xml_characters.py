"""Characters that files of Word, Excel, the web and Markdown do not take as they are: controls, and line ends."""

from __future__ import annotations

import re

_NOT_HELD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile(r"\r\n?|\n")


def legible(text: str) -> str:
    r"""Return a text with U+FFFD in the place of characters that XML cannot hold.

    Examples
    --------
    >>> legible("检查\x01\n") == "检查\ufffd\n"
    True
    """
    return _NOT_HELD.sub("\ufffd", text)


def lines_of(text: str) -> list[str]:
    r"""Return the lines of a text, whichever line ends its file has.

    Examples
    --------
    >>> lines_of("一\r\n二\r三\n")
    ['一', '二', '三', '']
    """
    return _LINE_END.split(text)
