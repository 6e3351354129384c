"""Chinese numerals and Arabic figures: their patterns and their values.

To add numerals of one character each, add a row to `_SINGLE`.
"""

from __future__ import annotations

# Dashes count as 一: scanned texts have 第三十－条.
HAN_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "○": 0, "Ｏ": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7,
    "捌": 8, "玖": 9, "貳": 2, "參": 3, "陸": 6, "－": 1, "—": 1, "―": 1,
}  # fmt: skip
HAN_UNITS = {
    "十": 10, "拾": 10, "廿": 20, "卅": 30, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10000,
}  # fmt: skip
# Numerals of one character: ①; and ⑴, ⒈ and ㈠, which hold the mark that closes them.
_SINGLE = {
    "circled": {chr(0x2460 + i): i + 1 for i in range(20)} | {chr(0x3251 + i): i + 21 for i in range(15)},
    "enclosed": {chr(at + i): i + 1 for at, count in ((0x2474, 20), (0x2488, 20), (0x3220, 10)) for i in range(count)},
}
_VALUES = {char: value for kind in _SINGLE.values() for char, value in kind.items()}

HAN = rf"[{''.join(HAN_DIGITS)}{''.join(HAN_UNITS)}]"
NUMERALS = {
    "han": rf"{HAN}(?:[ 　]?{HAN}){{0,11}}",
    "arabic": r"[0-9０-９]{1,4}",
    "either": rf"(?:{HAN}{{1,12}}|[0-9０-９]{{1,4}})",
    **{kind: f"[{''.join(characters)}]" for kind, characters in _SINGLE.items()},
}
"""Patterns by kind of numeral."""


def to_int(numeral: str) -> int | None:
    """Return the value of a Chinese, Arabic (half or full width) or circled numeral, or ``None``.

    Examples
    --------
    >>> [to_int(n) for n in ("廿三", "一百零八", "一千二百", "６３", "⑮", "二〇二二")]
    [23, 108, 1200, 63, 15, 2022]
    """
    numeral = "".join(numeral.split())
    if numeral in _VALUES:
        return _VALUES[numeral]
    if numeral.isdecimal():
        return int(numeral)
    if all(c in HAN_DIGITS for c in numeral):
        return int("".join(str(HAN_DIGITS[c]) for c in numeral)) if len(numeral) > 1 else HAN_DIGITS.get(numeral)
    return _spoken(numeral)


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
