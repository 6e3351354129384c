"""The grammar of numbering in Chinese official documents, as one table of styles.

To add a style, add a row to `STYLES`: what opens the number, which numerals it is written in, what closes it. Numerals
of one character each are a row of `policycompare.language.numerals`. Patterns see a line as `plain_marks` gives it: one
kind of bracket, dot and blank for the many that look alike.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from policycompare.language.numerals import (
    FIRM,
    HAN,
    HAN_UNITS,
    NUMERALS,
    ROMAN_CHARACTERS,
    SINGLE,
    characters,
    roman,
    to_int,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UNITS_OF_MEASURE = "万亿千百十元米公里吨个年月日时分秒倍级度升克厘毫平立方折℃%％点小以"
"""Words that follow a figure (3.5万人, 2 个) and never the number of an outline (1.1 落实责任)."""


Numeral = Literal[
    "han", "arabic", "either", "any", "circled", "enclosed", "stem", "branch", "letter", "roman"
]  # fmt: skip


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
    weak
        Whether a line alone proves nothing: such a number counts only in a row with others (A. and then B.).
    """

    name: str
    opens: str
    numeral: Numeral
    closes: str
    role: Literal["division", "article", "list"]
    example: str
    weak: bool = False


_GAP = " {0,4}"
_STEP = r"(?:[1-9][0-9]?[.])"
_TEXT_FOLLOWS = r"(?=[\u4e00-\u9fff“《(\"])"
_NO_FIGURE = rf"(?! {{0,4}}[{_UNITS_OF_MEASURE}])"
_AFTER_DECIMAL = rf"(?:[.、]|(?![.0-9、])){_NO_FIGURE}(?= {{0,4}}[\u4e00-\u9fff“《(Ⅰ-Ⅻ])"
_NO_DIGIT = r"(?:(?![0-9])|(?=(?:19|20)[0-9]{2}年))"
"""A digit behind the dot makes a fraction, but for a year: 2.2024年底前完成."""
_SUB = rf"(?:{_GAP}之{_GAP}(?P<sub>{HAN}{{1,3}}|[0-9]{{1,2}})(?![0-9]))?"

STYLES: tuple[Style, ...] = (
    Style("part", rf"第{_GAP}", "either", rf"{_GAP}[编編]", "division", "第一编　总则"),
    Style("subpart", rf"第{_GAP}", "either", rf"{_GAP}分[编編]", "division", "第一分编　通则"),
    Style("chapter", rf"第{_GAP}", "either", rf"{_GAP}章", "division", "第一章　总则"),
    Style("section", rf"第{_GAP}", "either", rf"{_GAP}[节節]", "division", "第一节　一般规定"),
    Style("article", rf"第{_GAP}", "any", rf"(?:{_GAP}-{_GAP}(?P<dash>[0-9]{{1,3}}))?{_GAP}[条條]{_SUB}", "article",
          "第十七条"),
    Style("block", rf"第{_GAP}", "either", rf"{_GAP}(?:部分|板块|篇(?!章)|单元)", "list", "第一部分　总体要求"),
    Style("task", "(?:任务|措施|举措|行动|工程|专项|项目|重点|要点|步骤|阶段)" + _GAP, "either", rf"{_GAP}(?:[:、.]| )",
          "list", "任务一：", weak=True),
    Style("stem", "", "stem", rf"{_GAP}[、.]", "list", "甲、", weak=True),
    Style("branch", "", "branch", rf"{_GAP}[、.]", "list", "子、", weak=True),
    Style("roman", "", "roman", rf"{_GAP}[、.](?![A-Za-z0-9])", "list", "Ⅱ.", weak=True),
    Style("letter", "", "letter", rf"{_GAP}[、.](?![A-Za-z0-9])", "list", "B.", weak=True),
    Style("han-comma", "", "han", rf"{_GAP}[、,]", "list", "一、"),
    Style("han-comma", "", "han", rf"{_GAP}[.](?![0-9])", "list", "一．"),
    Style("han-comma", "", "han", rf"(?:{_GAP}:| {{1,4}}){_TEXT_FOLLOWS}", "list", "一　", weak=True),
    Style("han-paren", rf"[(\[]{_GAP}", "han", rf"{_GAP}[)\]]", "list", "（一）"),
    Style("han-paren", "", "han", rf"{_GAP}\)", "list", "一）"),
    Style("han-paren", "", "enclosed", r"(?<=[㈠-㈩])", "list", "㈠"),
    Style("arabic-dot", "", "arabic", rf"{_GAP}[.、]{_NO_DIGIT}", "list", "1."),
    Style("arabic-dot", "", "enclosed", r"(?<=[⒈-⒛])", "list", "⒈"),
    Style("arabic-dot", "", "arabic", rf" {{1,4}}{_NO_FIGURE}{_TEXT_FOLLOWS}", "list", "1　", weak=True),
    Style("arabic-paren", rf"\(?{_GAP}", "arabic", rf"{_GAP}\)", "list", "（1）"),
    Style("arabic-paren", "", "enclosed", r"(?<=[⑴-⒇])", "list", "⑴"),
    Style("circled", "", "circled", "", "list", "①"),
    Style("decimal-2", rf"(?P<prefix>{_STEP})", "arabic", _AFTER_DECIMAL, "list", "1.1 "),
    Style("decimal-3", rf"(?P<prefix>{_STEP}{{2}})", "arabic", _AFTER_DECIMAL, "list", "1.1.1 "),
    Style("item", rf"第{_GAP}", "either", rf"{_GAP}项(?!规定|的|所列|至|、)", "list", "第一项", weak=True),
    Style("ordinal", "其", "han", "(?=[\u4e00-\u9fff,、:])", "list", "其一", weak=True),
    Style("is", "", "han", "是(?=[\u4e00-\u9fff])", "list", "一是", weak=True),
    Style("table-row", r"\(?", "either", rf"[.、)]?{_GAP}\|", "list", "1 | "),
)  # fmt: skip
"""A style may have several rows, one for each way of writing it."""
LEAD_IN = "lead-in"
"""The style of measures without a number that start with a few words in bold or a short sentence (段首标题句)."""
PARAGRAPH = "paragraph"
"""The style of measures that are paragraphs without a number, each by itself."""
STYLE_NAMES = (*dict.fromkeys(style.name for style in STYLES), LEAD_IN, PARAGRAPH)
DIVISIONS = tuple(style.name for style in STYLES if style.role == "division")
LIST_STYLES = (*dict.fromkeys(style.name for style in STYLES if style.role == "list"), LEAD_IN, PARAGRAPH)
ROW = "table-row"

RESIDUE = r"\[bookmark:[^\[\]\n]{0,200}\]"
"""Traces of word processors that stand where a number may follow."""


def _look_alikes() -> dict[str, str]:
    """Return what a character is read as in a number, one for one, so that places stay."""
    table = {}
    for first, last in ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFF10, 0xFF19), (0xFF21, 0xFF5A)):
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table[chr(code)] = plain
    blanks = characters(
        (0, 0x1F), (0x7F, 0xA0), (0xAD, 0xAD), (0x1680, 0x1680), (0x180E, 0x180E), (0x2000, 0x200F), (0x2028, 0x202F),
        (0x205F, 0x206F), (0x3000, 0x3000), (0xE000, 0xF8FF), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFC),
    )  # fmt: skip
    marks = {"(": "（﹙︵⟮❨", ")": "）﹚︶⟯❩", "[": "〔［【﹝〖︹︻", "]": "〕］】﹞〗︺︼",
             "、": "﹑､", ".": "．﹒", ":": "：﹕", ",": "，﹐", "|": "｜", "-": "−﹣─‐‑–"}  # fmt: skip
    for plain, alike in ((" ", blanks), *marks.items()):
        table.update(dict.fromkeys(alike, plain))
    table.pop("Ｏ", None)
    return table


_PLAIN = _look_alikes()
_LOOK_ALIKE = re.compile(f"[{re.escape(''.join(_PLAIN))}]")
BLANKS = "".join(char for char, plain in _PLAIN.items() if plain == " ") + " "
"""Every character that is blank or not seen at all."""


_PATTERNS = tuple(
    (style, re.compile(rf"{style.opens}(?P<number>{NUMERALS[style.numeral]}){style.closes}")) for style in STYLES
)
_LEAD = re.compile(rf"(?:[{re.escape(BLANKS)}*#>]+|{RESIDUE})*")
_LEADS = frozenset(f"{BLANKS}*#>[")
"""Characters with one of which everything begins that may stand before a number."""
_SEEN = 32
"""Characters, from its first one on, among which a number and what closes it stand."""


def _by_first(*, weak: bool) -> dict[str, tuple[tuple[Style, re.Pattern[str]], ...]]:
    """Return the patterns by the character that a number opens with: most lines open with none of them."""
    out: dict[str, tuple[tuple[Style, re.Pattern[str]], ...]] = {}
    # No line is an article and something else; articles first, for there are most of them.
    for style, pattern in sorted(_PATTERNS, key=lambda row: row[0].role != "article"):
        if style.weak == weak:
            for first in _firsts(style):
                out[first] = (*out.get(first, ()), (style, pattern))
    out.update({char: out[plain] for char, plain in _PLAIN.items() if plain in out})
    return out


def _firsts(style: Style) -> list[str]:
    """Return the characters that a number of a style may open with."""
    words = {*style.opens}  # signs of the pattern language among them: too many do no harm, one too few hides a style
    digits = {*"0123456789"} if style.numeral in ("arabic", "either") or "prefix" in style.opens else set()
    han = {*FIRM, *HAN_UNITS} if style.numeral in ("han", "either") else set()
    roman = {*ROMAN_CHARACTERS, *"IVXivx"} if style.numeral == "roman" else set()
    own = {*SINGLE.get(style.numeral, ())}
    may_be_bare = re.fullmatch(style.opens, "") or "prefix" in style.opens
    return sorted(words | digits | han | roman | own if may_be_bare else words)


def plain_marks(text: str) -> str:
    """Return `text` with what looks alike in numbers made the same, character for character.

    Examples
    --------
    >>> plain_marks("﹙⼀﹚　1．")
    '(一) 1.'
    """
    # A text has few look-alikes; `str.translate` would look up every character.
    return _LOOK_ALIKE.sub(_plain_mark, text)


def _plain_mark(found: re.Match[str]) -> str:
    return _PLAIN[found[0]]


class Numbering(NamedTuple):
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

    White space, invisible characters and word processors' residues before the number are passed over.

    Examples
    --------
    >>> numbering_of("第一百零三条之二　消防车通道").label
    '103-2'
    >>> numbering_of("[bookmark: _GoBack]59.实行").value
    59
    >>> numbering_of("2022.10") is None
    True
    """
    start = _start(line)
    rows = _STRONG.get(line[start : start + 1])
    return next(_numbers(line, start, rows), None) if rows else None


def weak_numberings(line: str) -> list[Numbering]:
    """Return the numbers that `line` may start with where others of their row stand below or above: A. 甲、 一　.

    Examples
    --------
    >>> [n.style for n in weak_numberings("I、落实责任")], weak_numberings("落实责任")
    (['roman', 'letter'], [])
    """
    start = _start(line)
    rows = _WEAK.get(line[start : start + 1])
    return list(_numbers(line, start, rows)) if rows else []


def _start(line: str) -> int:
    if line[:1] not in _LEADS:
        return 0
    lead = _LEAD.match(line)
    return lead.end() if lead else 0


def _numbers(line: str, start: int, rows: Sequence[tuple[Style, re.Pattern[str]]]) -> Iterator[Numbering]:
    seen = plain_marks(line[start : start + _SEEN])
    for style, pattern in rows:
        match = pattern.match(seen)
        if match is None:
            continue
        value = _value(style, match["number"])
        if value is None:
            continue
        end = start + match.end()
        if pattern.groups == 1:
            yield Numbering(style.name, value, 0, start, end, line[start:end])
            continue
        groups = match.groupdict(default="")
        sub = to_int(groups.get("sub") or groups.get("dash", "")) or 0
        prefix = "".join(f"{int(step)}." for step in re.findall("[0-9]+", groups.get("prefix", "")))
        yield Numbering(style.name, value, sub, start, end, line[start:end], prefix)


def _value(style: Style, numeral: str) -> int | None:
    if style.numeral == "roman" or (style.numeral == "any" and numeral.isascii() and numeral.isalpha()):
        return roman(numeral)
    return to_int(numeral)


_TEXT = "　文"
"""Stands behind a given number while it is read: some styles ask for text behind the number."""


def given_numbering(line: str, length: int) -> Numbering | None:
    """Return the number of `length` characters that a file gives to a line, or ``None`` where it is of no style.

    What follows it belongs to the text, even where it goes on as a number does. A number that the file itself gives
    needs no others to prove it.

    Examples
    --------
    >>> given_numbering("2.2024年底前完成更新。", 2).value, given_numbering("甲、落实责任。", 2).style
    (2, 'stem')
    """
    shown = line[:length].rstrip() + _TEXT
    found = numbering_of(shown)
    if found is None:
        found = next(iter(weak_numberings(shown)), None)
    return found._replace(end=length, printed=line[found.start : length].rstrip()) if found else None


_STRONG, _WEAK = _by_first(weak=False), _by_first(weak=True)
MAY_OPEN = frozenset(_STRONG) | _LEADS
"""Characters with one of which every text begins in which `numbering_of` finds a number."""
