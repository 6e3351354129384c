"""The grammar of numbering in Chinese official documents, as one table of styles.

To add a style, add a row to `STYLES`: what opens the number, which numerals it is written in, what closes it. Numerals
of one character each are a row of `_SINGLE`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

HAN_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "○": 0, "Ｏ": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7,
    "捌": 8, "玖": 9, "貳": 2, "參": 3, "陸": 6, "－": 1, "—": 1, "―": 1,
}  # fmt: skip
"""Dashes count as 一: scanned texts have 第三十－条."""
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
_UNITS_OF_MEASURE = "万亿千百十元米公里吨个年月日时分秒倍级度升克厘毫平立方折℃%％点小以"
"""What follows a decimal fraction (3.5万人) and never a decimal number of an outline (1.1 落实责任)."""
_SINGLE = {
    "circled": {chr(0x2460 + i): i + 1 for i in range(20)} | {chr(0x3251 + i): i + 21 for i in range(15)},
    "enclosed": {chr(at + i): i + 1 for at, count in ((0x2474, 20), (0x2488, 20), (0x3220, 10)) for i in range(count)},
}
"""Numerals of one character by kind: ①; and ⑴, ⒈ and ㈠, which hold what closes them."""
_VALUES = {char: value for kind in _SINGLE.values() for char, value in kind.items()}

HAN = rf"[{''.join(HAN_DIGITS)}{''.join(HAN_UNITS)}]"
NUMERALS = {
    "han": rf"{HAN}(?:[ 　]?{HAN}){{0,11}}",
    "arabic": r"[0-9０-９]{1,4}",
    "either": rf"(?:{HAN}{{1,12}}|[0-9０-９]{{1,4}})",
    **{kind: f"[{''.join(characters)}]" for kind, characters in _SINGLE.items()},
}
"""Patterns of the kinds of numerals."""


@dataclass(frozen=True, slots=True)
class Style:
    """One way of numbering.

    Attributes
    ----------
    name
        What manifests and ``--measure`` call it.
    opens, numeral, closes
        The pattern before the number, the kind of numeral, the pattern after it. What `opens` catches as ``prefix``
        is part of the label.
    role
        ``division`` for 编, 章 and 节, which only ever hold provisions; ``article`` for 条; ``list`` for the
        styles whose rank depends on the document.
    example
        For people and tests.
    """

    name: str
    opens: str
    numeral: Literal["han", "arabic", "circled", "enclosed", "either"]
    closes: str
    role: Literal["division", "article", "list"]
    example: str


_STEP = r"(?:[1-9１-９][0-9０-９]?[.．])"
_AFTER_DECIMAL = (
    rf"(?:[.．、]|(?![.．0-9０-９]))(?![ 　\t]{{0,4}}[{_UNITS_OF_MEASURE}])(?=[ 　\t]{{0,4}}[\u4e00-\u9fff“《（(])"
)

STYLES: tuple[Style, ...] = (
    Style("part", r"第[ 　]?", "either", r"[ 　]?[编編]", "division", "第一编　总则"),
    Style("subpart", r"第[ 　]?", "either", r"[ 　]?分[编編]", "division", "第一分编　通则"),
    Style("chapter", r"第[ 　]?", "either", r"[ 　]?章", "division", "第一章　总则"),
    Style("section", r"第[ 　]?", "either", r"[ 　]?[节節]", "division", "第一节　一般规定"),
    Style("article", r"第[ 　]?", "either", rf"[ 　]?[条條](?:之(?P<sub>{HAN}{{1,3}}))?", "article", "第十七条"),
    Style("han-comma", "", "han", r"[、，]", "list", "一、"),
    Style("han-paren", r"[（(]", "han", r"[）)]", "list", "（一）"),
    Style("han-paren", "", "enclosed", r"(?<=[㈠-㈩])", "list", "㈠"),
    Style("arabic-dot", "", "arabic", r"[.．、](?![0-9０-９])", "list", "1."),
    Style("arabic-dot", "", "enclosed", r"(?<=[⒈-⒛])", "list", "⒈"),
    Style("arabic-paren", r"[（(]?", "arabic", r"[）)]", "list", "（1）"),
    Style("arabic-paren", "", "enclosed", r"(?<=[⑴-⒇])", "list", "⑴"),
    Style("circled", "", "circled", "", "list", "①"),
    Style("decimal-2", rf"(?P<prefix>{_STEP})", "arabic", _AFTER_DECIMAL, "list", "1.1 "),
    Style("decimal-3", rf"(?P<prefix>{_STEP}{{2}})", "arabic", _AFTER_DECIMAL, "list", "1.1.1 "),
    Style("table-row", "", "either", r"[ 　]*\|", "list", "1 | "),
)
"""A style may have several rows, one for each way of writing it."""
LEAD_IN = "lead-in"
"""The style of measures without a number that start with a few words in bold or a short sentence (段首标题句)."""
STYLE_NAMES = (*dict.fromkeys(style.name for style in STYLES), LEAD_IN)
DIVISIONS = tuple(style.name for style in STYLES if style.role == "division")

INDENT = " \t　\u00a0\u200b\ufeff"
RESIDUE = r"\[bookmark:[^\[\]\n]{0,200}\]"
"""Traces of word processors that stand where a number may follow."""

_PATTERNS = tuple(
    (style, re.compile(rf"{style.opens}(?P<number>{NUMERALS[style.numeral]}){style.closes}")) for style in STYLES
)
_LEAD = re.compile(rf"(?:[{INDENT}*#>]|{RESIDUE})*")
_OPENING = re.compile(
    "|".join(re.sub(r"\(\?P<\w+>", "(?:", f"{style.opens}{NUMERALS[style.numeral]}") for style in STYLES)
)
"""How any number opens: most lines do not, and are not looked at further."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number at the start of a line.

    Attributes
    ----------
    style
        Name of the style.
    value
        The number as a figure.
    sub
        Figure after 之 (第十条之一), or 0.
    start, end
        Offsets in the line of the number with what opens and closes it.
    printed
        The number as printed.
    prefix
        What a decimal number starts with: ``"1."`` in 1.2.
    """

    style: str
    value: int
    sub: int
    start: int
    end: int
    printed: str
    prefix: str = ""

    @property
    def label(self) -> str:
        """The number as people cite it, in Arabic figures."""
        return f"{self.prefix}{self.value}-{self.sub}" if self.sub else f"{self.prefix}{self.value}"


def numbering_of(line: str) -> Numbering | None:
    """Return the number that `line` starts with, or ``None``.

    White space and word processors' residues before the number are passed over.

    Examples
    --------
    >>> numbering_of("第一百零三条之二　消防车通道").label
    '103-2'
    >>> numbering_of("[bookmark: _GoBack]59.实行").value
    59
    >>> numbering_of("2022.10") is None
    True
    """
    lead = _LEAD.match(line)
    start = lead.end() if lead else 0
    if not _OPENING.match(line, start):
        return None
    for style, pattern in _PATTERNS:
        if match := pattern.match(line, start):
            value = to_int(match["number"])
            if value is None:
                continue
            sub = to_int(match["sub"]) if style.role == "article" and match["sub"] else 0
            prefix = "".join(
                f"{int(step)}." for step in re.findall("[0-9０-９]+", match.groupdict().get("prefix") or "")
            )
            return Numbering(style.name, value, sub or 0, start, match.end(), match[0], prefix)
    return None


_TEXT = "　文"
"""Stands behind a given number while it is read: some styles ask for text behind the number."""


def given_numbering(line: str, length: int) -> Numbering | None:
    """Return the number of `length` characters that a file gives to a line, or ``None`` where it is of no style.

    What follows it belongs to the text, even where it goes on as a number does.

    Examples
    --------
    >>> given_numbering("2.2024年底前完成更新。", 2).value, given_numbering("甲、落实责任。", 2)
    (2, None)
    """
    found = numbering_of(line[:length].rstrip() + _TEXT)
    return replace(found, end=length) if found else None


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
        elif unit in (20, 30):
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
