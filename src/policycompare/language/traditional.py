"""Traditional characters (繁体字) read as simplified ones, for comparing; what people see stays as written."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
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
    # Most texts are told by their characters: GB 2312 has none that is only traditional.
    if _gb2312().issuperset(text):
        return text
    only, convert = _table()
    return convert(text) if only.search(text) else text


@cache
def _gb2312() -> frozenset[str]:
    """Return the characters of GB 2312, and of ASCII."""
    pairs = [bytes((high, low)) for high, low in product(range(0xA1, 0xF8), range(0xA1, 0xFF))]
    return frozenset("".join(pair.decode("gb2312", "ignore") for pair in pairs)) | set(map(chr, range(128)))


@cache
def _table() -> tuple[re.Pattern[str], Callable[[str], str]]:
    """Return what finds a character that is only traditional, and the conversion."""
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    every = [chr(code) for code in range(0x4E00, 0xA000)]
    pairs = zip(every, convert("\n".join(every)).split("\n"), strict=True)
    only = "".join(char for char, simple in pairs if char != simple and char not in _gb2312())
    return re.compile(f"[{only}]"), convert
