"""Automatic numbering in Word: the numbers that stand in no text, from the styles and the numbering part."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policycompare.language.numerals import to_han
from policycompare.reading.formats.characters import as_seen
from policycompare.reading.formats.word_xml import W, integer, is_on, number_of, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml import etree

    from policycompare.reading.formats.word_styles import Styles

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MAX = 9999
"""Greatest value of a number that is written in its form; a larger one is in figures."""
_DEPTH = 9
"""Levels of a list in Word."""


def _digits(value: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))


def _counted(value: int) -> str:
    """Word counts in words up to ninety-nine and writes digits from there on."""
    return to_han(value) if value < 100 else _digits(value)


def _legal(characters: str) -> Callable[[int], str]:
    """Figures as on a cheque, in which ten is 壹拾."""
    table = str.maketrans("一二三四五六七八九十百千", characters)
    return lambda value: (("一" if 10 <= value < 20 else "") + to_han(value)).translate(table)


def _letters(value: int) -> str:
    repeat, index = divmod(value - 1, 26)
    return "abcdefghijklmnopqrstuvwxyz"[index] * min(repeat + 1, 10)


def _roman(value: int) -> str:
    out = ""
    for unit, letters in _ROMAN:
        count, value = divmod(value, unit)
        out += letters * count
    return out


def _one_of(characters: str) -> Callable[[int], str]:
    return lambda value: characters[value - 1] if value <= len(characters) else str(value)


_CIRCLED = "".join(
    [*map(chr, range(0x2460, 0x2474)), *map(chr, range(0x3251, 0x3260)), *map(chr, range(0x32B1, 0x32C0))]
)
_ENCLOSED = _one_of(_CIRCLED)

FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": "{:02}".format,
    "decimalFullWidth": lambda value: str(value).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalFullWidth2": lambda value: str(value).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "chineseCounting": _counted,
    "taiwaneseCounting": _counted,
    "chineseCountingThousand": to_han,
    "taiwaneseCountingThousand": to_han,
    "japaneseCounting": to_han,
    "koreanCounting": to_han,
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "chineseLegalSimplified": _legal("壹贰叁肆伍陆柒捌玖拾佰仟"),
    "ideographLegalTraditional": _legal("壹貳參肆伍陸柒捌玖拾佰仟"),
    "japaneseLegal": _legal("壹貳參肆伍陸柒捌玖拾佰仟"),
    "decimalEnclosedCircle": _ENCLOSED,
    "decimalEnclosedCircleChinese": _ENCLOSED,
    "ideographEnclosedCircle": _one_of("".join(map(chr, range(0x3280, 0x328A)))),
    "decimalEnclosedParen": _one_of("".join(map(chr, range(0x2474, 0x2488)))),
    "decimalEnclosedFullstop": _one_of("".join(map(chr, range(0x2488, 0x249C)))),
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
    "bullet": lambda _value: "",
    "none": lambda _value: "",
}
"""Writing of a number in each of Word's number formats; those that are not here are written in Arabic figures."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list."""

    start: int
    form: str
    text: str
    suffix: str
    restart: int | None
    style: str
    legal: bool


@dataclass(frozen=True, slots=True)
class _List:
    """A list in use (w:num): which definition it counts on, its levels, and where it starts anew."""

    definition: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]
    depth_of_style: Mapping[str, int]


@dataclass
class AutomaticNumbers:
    """Counts the numbered paragraphs of a document, in order."""

    styles: Styles
    lists: Mapping[str, _List]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def next_label(self, properties: etree._Element | None) -> str:
        """Return the number that Word prints before the paragraph with these properties, or ``""``.

        A blank stands behind it where nothing else parts it from the text (第一条, 1.1), as people type it.
        """
        found = self._place(properties)
        if not found:
            return ""
        num_id, depth = found
        used = self.lists[num_id]
        level = used.levels[depth]
        counts = self._counts.setdefault(used.definition, {})
        if depth in used.starts and (num_id, depth) not in self._started:
            self._started.add((num_id, depth))
            counts[depth] = used.starts[depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for below in [d for d in counts if d > depth]:
            after = used.levels[below].restart if below in used.levels else None
            if after is None or depth < after:
                del counts[below]
        if level.form == "bullet":
            return ""
        label = re.sub(r"%([1-9])", lambda m: self._figure(used, counts, int(m[1]) - 1, legal=level.legal), level.text)
        return f"{label} " if level.suffix != "nothing" and label[-1:].isalnum() else label

    def _figure(self, used: _List, counts: Mapping[int, int], depth: int, *, legal: bool) -> str:
        level = used.levels.get(depth)
        value = counts.get(depth, level.start if level else 1)
        form = FORMS.get(level.form, str) if level and not legal else str
        return form(value) if 0 < value <= _MAX else str(value)

    def _place(self, properties: etree._Element | None) -> tuple[str, int] | None:
        """Return list and level of a paragraph: its own, or those of its style or of the styles that is based on."""
        direct = properties.find(f"{W}numPr") if properties is not None else None
        num_id, depth = value_of(direct, "numId"), number_of(direct, "ilvl")
        if not num_id:
            num_id, of_style = self._of_style(value_of(properties, "pStyle") or self.styles.default)
            depth = of_style if depth is None else depth
        used = self.lists.get(num_id)
        depth = depth or 0
        return (num_id, depth) if used and depth in used.levels else None

    def _of_style(self, identifier: str) -> tuple[str, int | None]:
        for style in self.styles.chain(identifier):
            if style.num_id:
                used = self.lists.get(style.num_id)
                linked = used.depth_of_style.get(identifier) if used else None
                return style.num_id, style.level if linked is None else linked
        return "", None


def automatic_numbers(styles: Styles, numbering: etree._Element | None) -> AutomaticNumbers:
    """Read the numbering part of a document, which may be missing."""
    return AutomaticNumbers(styles, _lists(numbering, styles) if numbering is not None else {})


def _lists(numbering: etree._Element, styles: Styles) -> dict[str, _List]:
    definitions = {d.get(f"{W}abstractNumId", ""): d for d in numbering.iterfind(f"{W}abstractNum")}
    nums = {n.get(f"{W}numId", ""): n for n in numbering.iterfind(f"{W}num")}
    read: dict[str, dict[int, Level]] = {}
    lists: dict[str, _List] = {}
    # Asked once a definition: its elements are gone through to find that there is no link.
    links = {identifier: value_of(definition, "numStyleLink") for identifier, definition in definitions.items()}
    for num_id, num in nums.items():
        identifier = _definition_of(num, links, nums, styles)
        if num_id == "0" or identifier not in definitions:
            continue
        if identifier not in read:  # once a definition, however many lists count on it
            read[identifier] = _levels(definitions[identifier])
        levels = read[identifier]
        starts: dict[int, int] = {}
        for override in num.iterfind(f"{W}lvlOverride"):
            depth = integer(override.get(f"{W}ilvl")) or 0
            if (own := override.find(f"{W}lvl")) is not None:
                levels = {**levels, depth: _level(own)}
            if (start := number_of(override, "startOverride")) is not None:
                starts[depth] = start
        used = {depth: level for depth, level in levels.items() if 0 <= depth < _DEPTH}
        linked = {level.style: depth for depth, level in used.items() if level.style}
        lists[num_id] = _List(identifier, used, starts, linked)
    return lists


def _definition_of(
    num: etree._Element,
    links: Mapping[str, str],
    nums: Mapping[str, etree._Element],
    styles: Styles,
) -> str:
    """Return the definition that a list counts on; it may name a list style, whose own list has it (numStyleLink)."""
    identifier = value_of(num, "abstractNumId")
    link = links.get(identifier, "")
    if link in styles.by_id and (linked := nums.get(styles.by_id[link].num_id)) is not None:
        return value_of(linked, "abstractNumId")
    return identifier


def _levels(definition: etree._Element) -> dict[int, Level]:
    """Return the levels of a list; one that does not say which it is, as Feishu writes them, is the next."""
    levels: dict[int, Level] = {}
    for element in definition.iterfind(f"{W}lvl"):
        depth = integer(element.get(f"{W}ilvl"))
        levels[len(levels) if depth is None else depth] = _level(element)
    return levels


def _level(level: etree._Element) -> Level:
    legal = level.find(f"{W}isLgl")
    form = next(level.iter(f"{W}numFmt"), None)
    return Level(
        start=number_of(level, "start") or (0 if value_of(level, "start") == "0" else 1),
        form=form.get(f"{W}val", "decimal") if form is not None else "decimal",
        text=as_seen(value_of(level, "lvlText")[:100]),
        suffix=value_of(level, "suff") or "tab",
        restart=number_of(level, "lvlRestart"),
        style=value_of(level, "pStyle"),
        legal=legal is not None and is_on(legal),
    )
