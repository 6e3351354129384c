"""Dates as official documents write them: 2022年10月9日, 二〇二二年十月九日."""

from __future__ import annotations

import datetime as dt
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


_WRITTEN = re.compile(r"(\d{4})\s*[-./．－年]\s*(\d{1,2})\s*[-./．－月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}.*)?")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_FIRST_SERIAL, _LAST_SERIAL = 7_000, 80_000
"""Excel's numbers of days from 1919 to 2119: a smaller or larger one is no date of a law."""
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)


def iso_date(value: object) -> str:
    """Return a cell of a table as an ISO 8601 date, or ``""`` where it is none.

    Taken are dates, ISO dates, 2003.06.08, 2003/6/8, 2003年6月8日, 20030608, and the days that Excel counts.

    Examples
    --------
    >>> [iso_date(value) for value in ("2003.06.08", "2003年6月8日", "20030608", 37780, "37780", "2003-6-31", "未定")]
    ['2003-06-08', '2003-06-08', '2003-06-08', '2003-06-08', '2003-06-08', '', '']
    """
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str("" if value is None else value).strip().translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    text = re.sub(r"\.0$", "", text)
    if text.isdecimal() and len(text) == len("37780"):
        days = int(text)
        return (_EXCEL_DAY_ZERO + dt.timedelta(days)).isoformat() if _FIRST_SERIAL <= days <= _LAST_SERIAL else ""
    match = _WRITTEN.fullmatch(text) or _PLAIN.fullmatch(text)
    if match:
        try:
            return dt.date(*map(int, match.groups())).isoformat()
        except ValueError:
            return ""
    return date_in(text)
