"""Traditional characters (繁体字) read as simplified ones, for comparing; what people see stays as written."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def simplified(text: str) -> str:
    """Return `text` with traditional characters made simplified (OpenCC, phrase by phrase); other text as it is.

    Examples
    --------
    >>> simplified("縣級以上人民政府應當落實責任"), simplified("乾隆年间的著作")
    ('县级以上人民政府应当落实责任', '乾隆年间的著作')
    """
    # Most texts are told by their bytes: GB 2312 has no character that is only traditional.
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        only, convert = _table()
        return convert(text) if only.search(text) else text
    return text


@cache
def _table() -> tuple[re.Pattern[str], Callable[[str], str]]:
    """Return what finds a character that is only traditional, and the conversion."""
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    every = [chr(code) for code in range(0x4E00, 0xA000)]
    pairs = zip(every, convert("\n".join(every)).split("\n"), strict=True)
    only = "".join(char for char, simple in pairs if char != simple and not _is_in_gb2312(char))
    return re.compile(f"[{only}]"), convert


def _is_in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
