"""Chinese numerals and Arabic figures: their patterns and their values.

To add numerals of one character each, add a row to `SINGLE`.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from functools import lru_cache

HAN_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "○": 0, "Ｏ": 0, "◯": 0, "O": 0, "o": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6,
    "柒": 7, "捌": 8, "玖": 9, "貳": 2, "參": 3, "陸": 6, "－": 1, "—": 1, "―": 1, "-": 1,
}  # fmt: skip
"""Dashes count as 一: scanned texts have 第三十－条. The letter O and circles count as 〇: 第一百O一条."""
HAN_UNITS = {
    "十": 10,
    "拾": 10,
    "廿": 20,
    "卅": 30,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "万": 10000,
}
# Typed or scanned texts have the letter l for the figure 1.
_MISREAD = str.maketrans("lI", "11")
_LARGE = {"亿": 10**8, "万": 10**4, "千": 10**3}

_LOOSE = "Oo-"
"""Digits only between 第 and 条: elsewhere a line may well start with a letter or a hyphen."""


def characters(*ranges: tuple[int, int]) -> str:
    """Return the characters in ranges of codes, first and last included."""
    return "".join(chr(code) for first, last in ranges for code in range(first, last + 1))


SINGLE = {
    "circled": {
        **{char: n for start in (0x2460, 0x24F5, 0x2776, 0x2780, 0x278A, 0x3280)
           for n, char in enumerate(characters((start, start + 9)), 1)},
        **{char: n for n, char in enumerate(characters((0x2469, 0x2473)), 10)},
        **{char: n for n, char in enumerate(characters((0x3251, 0x325F)), 21)},
    },
    "enclosed": {chr(at + i): i + 1 for at, count in ((0x2474, 20), (0x2488, 20), (0x3220, 10)) for i in range(count)},
    "stem": {char: n for n, char in enumerate("甲乙丙丁戊己庚辛壬癸", 1)},
    "branch": {char: n for n, char in enumerate("子丑寅卯辰巳午未申酉戌亥", 1)},
    "letter": {char: n for letters in ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
               for n, char in enumerate(letters, 1)},
}  # fmt: skip
"""Numerals of one character by kind: ①; ⑴, ⒈ and ㈠, which hold what closes them; 甲, 子 and A."""
_ROMAN = {numeral: n for n, numeral in enumerate(
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"), 1
)}  # fmt: skip
ROMAN_CHARACTERS = {chr(at + i): i + 1 for at in (0x2160, 0x2170) for i in range(12)}
_VALUES = {char: value for kind in SINGLE.values() for char, value in kind.items()} | ROMAN_CHARACTERS

FIRM = "".join(char for char in HAN_DIGITS if char not in _LOOSE)
HAN = rf"[{FIRM}{''.join(HAN_UNITS)}]"
SMALL = rf"(?:{HAN}{{1,3}}|[0-9]{{1,2}})"
"""A small number in running text, in either kind of numerals: that of a place, a month, or of things counted."""
AMOUNT = r"(?:[0-9]{1,15}(?:\.[0-9]{1,9})?[十百千]?[万亿]?|[零一二两三四五六七八九十百千万亿]{1,20})"
"""An amount in running text, as `amount` reads it: 1.5万, 三百."""
_ROMAN_PATTERN = rf"(?:[{''.join(ROMAN_CHARACTERS)}]|[IVXivx]{{1,5}})"
NUMERALS = {
    "han": rf"{HAN}(?:[ 　]{{0,2}}{HAN}){{0,11}}",
    "arabic": r"[0-9０-９]{1,4}",
    "either": rf"(?:{HAN}{{1,12}}|[0-9０-９]{{1,4}})",
    "any": rf"(?:{HAN}(?: {{0,2}}(?:{HAN}|[{_LOOSE}])){{0,11}}|[0-9]{{1,4}}|[{''.join(SINGLE['circled'])}]"
           rf"|[{''.join(SINGLE['stem'])}]|{_ROMAN_PATTERN})",
    "roman": _ROMAN_PATTERN,
    **{kind: f"[{''.join(characters)}]" for kind, characters in SINGLE.items()},
}  # fmt: skip
"""Patterns of the kinds of numerals."""


_MOST_DIGITS = 100
"""Python reads no number of some thousand digits, and no document means one."""


@lru_cache(maxsize=4096)
def to_int(numeral: str) -> int | None:
    """Return the value of a Chinese, Arabic (half or full width) or circled numeral, or ``None``.

    Examples
    --------
    >>> [to_int(n) for n in ("廿三", "一百零八", "一千二百", "６３", "⑮", "二〇二二")]
    [23, 108, 1200, 63, 15, 2022]
    """
    numeral = "".join(numeral.split())
    if numeral in _VALUES and numeral not in HAN_DIGITS:
        return _VALUES[numeral]
    if len(numeral) > _MOST_DIGITS or not numeral:
        return None
    if numeral.isdecimal():
        return int(numeral)
    if all(c in HAN_DIGITS for c in numeral):
        return int("".join(str(HAN_DIGITS[c]) for c in numeral)) if len(numeral) > 1 else HAN_DIGITS.get(numeral)
    return _spoken(numeral)


@lru_cache(maxsize=4096)
def amount(numeral: str) -> Fraction | None:
    """Return the value of a number in a sum or a measure, which may have decimals, 万 and 亿, or ``None``.

    Examples
    --------
    >>> [str(amount(n)) for n in ("1.5万", "一万五千", "２０", "三亿", "两千", "万元")]
    ['15000', '15000', '20', '300000000', '2000', 'None']
    """
    numeral = "".join(unicodedata.normalize("NFKC", numeral).split()).translate(_MISREAD)
    for name, unit in _LARGE.items():
        head, found, tail = numeral.partition(name)
        if head and found:
            more, rest = amount(head), amount(tail) if tail else Fraction(0)
            return None if more is None or rest is None else more * unit + rest
    try:
        return Fraction(numeral)
    except ValueError:
        value = to_int(numeral) if numeral else None
        return None if value is None else Fraction(value)


def _spoken(numeral: str) -> int | None:
    """Return the value of a numeral with units (一千二百), or ``None`` where a unit follows a smaller one."""
    total = section = digit = 0
    last_unit = 10**9
    for char in numeral:
        if char in HAN_DIGITS:
            digit = HAN_DIGITS[char]
            continue
        unit = HAN_UNITS.get(char)
        if unit is None or (unit >= last_unit and unit != 10000):
            return None
        if unit == 10000:
            total, section, digit = (total + section + digit) * unit, 0, 0
        elif unit in (20, 30):  # 廿 and 卅 are digit and unit in one
            section += unit
            unit = 10
        else:
            section += (digit or 1) * unit
            digit = 0
        last_unit = unit
    return total + section + digit


def roman(numeral: str) -> int | None:
    """Return the value of a small Roman numeral, in letters or as one character, or ``None``.

    Examples
    --------
    >>> [roman(numeral) for numeral in ("IV", "Ⅳ", "xii", "X1")]
    [4, 4, 12, None]
    """
    return ROMAN_CHARACTERS.get(numeral) or _ROMAN.get(numeral.lower())


def to_han(value: int) -> str:
    """Return `value` (1 to 9999) as a Chinese numeral, the inverse of `to_int`.

    Examples
    --------
    >>> [to_han(n) for n in (10, 17, 20, 103, 110, 1001)]
    ['十', '十七', '二十', '一百零三', '一百一十', '一千零一']
    """
    digits = "零一二三四五六七八九"
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + name
            zero = False
        else:
            zero = True
    return out[1:] if out.startswith("一十") else out
