"""Automatic numbering in Word: the numbers that stand in no text, from the styles and the numbering part."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policycompare.language.numerals import to_han

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MAX = 9999
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
"""How Word's number formats write a number; those that are not here are written in Arabic figures."""


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
class ParagraphStyle:
    """A paragraph style: what it is called, which it is based on, and the list and outline level it carries."""

    name: str
    based_on: str
    num_id: str
    level: int | None
    outline: int | None


@dataclass(frozen=True, slots=True)
class _List:
    """A list in use (w:num): which definition it counts on, its levels, and where it starts anew."""

    definition: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass
class AutomaticNumbers:
    """Counts the numbered paragraphs of a document, in order."""

    styles: Mapping[str, ParagraphStyle]
    default_style: str
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
        num_id, depth = (_value(direct, "numId"), _number(direct, "ilvl")) if direct is not None else ("", None)
        if not num_id:
            num_id, of_style = self._of_style(style_of(properties) or self.default_style)
            depth = of_style if depth is None else depth
        used = self.lists.get(num_id)
        depth = depth or 0
        return (num_id, depth) if used and depth in used.levels else None

    def _of_style(self, style: str) -> tuple[str, int | None]:
        for name in self.chain(style):
            carried = self.styles[name]
            if carried.num_id:
                levels = self.lists[carried.num_id].levels if carried.num_id in self.lists else {}
                linked = next((depth for depth, level in levels.items() if level.style == style), None)
                return carried.num_id, carried.level if linked is None else linked
        return "", None

    def chain(self, style: str) -> list[str]:
        """Return `style` and the styles it is based on, nearest first."""
        names: list[str] = []
        while style in self.styles and style not in names:
            names.append(style)
            style = self.styles[style].based_on
        return names


def automatic_numbers(styles: etree._Element | None, numbering: etree._Element | None) -> AutomaticNumbers:
    """Read the styles and numbering parts of a document; either may be missing."""
    known: dict[str, ParagraphStyle] = {}
    default = ""
    for style in styles.iterfind(f"{W}style") if styles is not None else ():
        if style.get(f"{W}type", "paragraph") != "paragraph":
            continue
        name = style.get(f"{W}styleId", "")
        properties = style.find(f"{W}pPr")
        listed = properties.find(f"{W}numPr") if properties is not None else None
        known[name] = ParagraphStyle(
            name=_value(style, "name").lower(),
            based_on=_value(style, "basedOn"),
            num_id=_value(listed, "numId") if listed is not None else "",
            level=_number(listed, "ilvl") if listed is not None else None,
            outline=_number(properties, "outlineLvl") if properties is not None else None,
        )
        if style.get(f"{W}default") in ("1", "true", "on"):
            default = name
    return AutomaticNumbers(known, default, _lists(numbering, known) if numbering is not None else {})


def _lists(numbering: etree._Element, styles: Mapping[str, ParagraphStyle]) -> dict[str, _List]:
    definitions = {d.get(f"{W}abstractNumId", ""): d for d in numbering.iterfind(f"{W}abstractNum")}
    nums = {n.get(f"{W}numId", ""): n for n in numbering.iterfind(f"{W}num")}
    lists: dict[str, _List] = {}
    for num_id, num in nums.items():
        identifier = _value(num, "abstractNumId")
        definition = definitions.get(identifier)
        link = _value(definition, "numStyleLink") if definition is not None else ""
        if link and link in styles and (linked := nums.get(styles[link].num_id)) is not None:
            identifier = _value(linked, "abstractNumId")
            definition = definitions.get(identifier)
        if definition is None or num_id == "0":
            continue
        levels = dict(map(_level, definition.iterfind(f"{W}lvl")))
        starts: dict[int, int] = {}
        for override in num.iterfind(f"{W}lvlOverride"):
            depth = _integer(override.get(f"{W}ilvl")) or 0
            if (own := override.find(f"{W}lvl")) is not None:
                levels[depth] = _level(own)[1]
            if (start := _number(override, "startOverride")) is not None:
                starts[depth] = start
        lists[num_id] = _List(identifier, {d: level for d, level in levels.items() if 0 <= d < _DEPTH}, starts)
    return lists


def _level(level: etree._Element) -> tuple[int, Level]:
    legal = level.find(f"{W}isLgl")
    form = next(level.iter(f"{W}numFmt"), None)
    return _integer(level.get(f"{W}ilvl")) or 0, Level(
        start=_number(level, "start") or (0 if _value(level, "start") == "0" else 1),
        form=form.get(f"{W}val", "decimal") if form is not None else "decimal",
        text=_value(level, "lvlText")[:100],
        suffix=_value(level, "suff") or "tab",
        restart=_number(level, "lvlRestart"),
        style=_value(level, "pStyle"),
        legal=legal is not None and is_on(legal),
    )


def style_of(properties: etree._Element | None) -> str:
    """Return the style that a paragraph's properties name, or ``""``."""
    return _value(properties, "pStyle") if properties is not None else ""


def is_on(element: etree._Element) -> bool:
    """Whether a toggle such as bold is on."""
    return element.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def _value(element: etree._Element, child: str) -> str:
    found = element.find(f"{W}{child}")
    value: str = found.get(f"{W}val", "") if found is not None else ""
    return value


def _number(element: etree._Element, child: str) -> int | None:
    return _integer(_value(element, child))


def _integer(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch(r"[0-9]{1,9}", value) else None
