"""Dates as official documents write them: 2022年10月9日, 二〇二二年十月九日."""

from __future__ import annotations

import re

from policycompare.language.numerals import to_int

_DIGIT = "0-9０-９〇○零一二三四五六七八九十"
DATE = re.compile(rf"([{_DIGIT}]{{4}})\s*年\s*([{_DIGIT}]{{1,3}})\s*月\s*([{_DIGIT}]{{1,3}})\s*日")


def date_in(text: str) -> str:
    """Return the last date in `text` as ISO 8601, or ``""``.

    Examples
    --------
    >>> date_in("2022年10月9日"), date_in("二〇二二年十月九日"), date_in("2022年13月1日")
    ('2022-10-09', '2022-10-09', '')
    """
    for match in reversed(list(DATE.finditer(text))):
        year, month, day = (to_int(group) or 0 for group in match.groups())
        if 1900 <= year <= 2200 and 1 <= month <= 12 and 1 <= day <= 31:
            return f"{year:04}-{month:02}-{day:02}"
    return ""
