"""Rules about characters: residues of editing, invisible characters, blanks, full and half width."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from policycompare.checking.draft import BLANK, HAN, Flaw
from policycompare.documents import Span
from policycompare.messages import message
from policycompare.reading.outline.numbering import DIVISIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_RESIDUES = (
    r"\[bookmark:[^\]\n]*\]|\[(?:if|endif|footnoteRef|hyperlink)[^\]\n]*\]",
    r"错误[!！][ 　]*未(?:找到引用源|定义书签)[。.]?",
    r"Error! (?:Reference source not found|Bookmark not defined)\.?",
    r"HYPERLINK \"[^\"\n]*\"|\\\* MERGEFORMAT",
    r"</?(?:br|p|span|div|font|b|i|u|strong|em|table|tr|td|th|a|img|o:p|w:\w+)(?:\s[^<>\n]*)?/?>",
    r"&(?:nbsp|ensp|emsp|amp|lt|gt|quot|apos|ldquo|rdquo|lsquo|rsquo|middot|hellip|mdash|#[0-9]{2,6}|#x[0-9a-fA-F]{2,6});",
)
"""Fields and bookmarks of word processors, in Chinese and in English editions, and tags and entities of web pages."""
_RESIDUE = re.compile("|".join(_RESIDUES))
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff\ufffd\ufff9-\ufffb]+")
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
_LEGIBLE_LOSS = re.compile("[\ue000-\uf8ff\ufffd]")
_CLOSING = "，。；：、！？”’）》〉】〕"
_OPENING = "“‘（《〈【〔"
_BREAKS = "。；："
"""Marks behind which a blank may be the remains of the end of a paragraph."""
_SPACE = re.compile(
    rf"(?<=[{HAN}{_CLOSING}{_OPENING}])[{BLANK}]+(?=[{HAN}{_CLOSING}{_OPENING}])"
    r"|(?<=[A-Za-z0-9,.;]) {2,}(?=[A-Za-z(])"
)
_ORGAN = re.compile(r"(?:中央|委员会|办公[厅室]|政府|[部委局厅])$")
_JOINT = re.compile(
    rf"[{BLANK}](?:国务院|[{HAN}]{{0,12}}(?:人民政府|办公厅|委员会|[部局厅])(?:关于|办公厅|印发|[{BLANK}]))"
)
"""Organs that issue a document together stand with a blank between them: 中共中央办公厅　国务院办公厅关于."""
_LAID_OUT = re.compile(r"\S[ \u3000\t]{3,}\S.*[ \u3000\t]{3,}\S|\t|\|")
"""A line set out with blanks or bars: a table, or a line of signatures."""
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_HALF_MARK = re.compile(
    rf"(?<=[{HAN}”’）》】〕])[,;:?!](?![A-Za-z/\\])|(?<=[0-9A-Za-z%％])[,;](?=[{HAN}“（《])"
    rf"|(?<=[{HAN}”’）》】〕])\.(?=[{BLANK}]*(?:$|[{HAN}“（《]))",
    re.MULTILINE,
)
_BRACKETS = re.compile(r"[（(]([^（）()\n]*)[）)]")
_STRAIGHT = re.compile(r'"')
_WIDE_ALNUM = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+(?:．[０-９0-9]+)*")

_DOCUMENT_NUMBER = re.compile(
    r"(?<=[发字办函令规通知告备审建])(?P<bracket>[（(\[【［〔《](?P<year>(?:19|20)[0-9]{2})年?[）)\]】］〕》])"
    r"(?P<order>第)?(?P<zeros>0*)(?P<serial>[1-9][0-9]{0,4}) ?(?P<end>号|(?=[）)。，、；\n]|$))"
)
_WITH_ORDER = re.compile("[令告]$")
"""Orders and announcements are numbered so: 令〔2021〕第3号."""
"""GB/T 9704-2012, 7.2.5."""


def residues(draft: Draft) -> Iterator[Flaw]:
    """Find what word processors and web pages left behind."""
    for match in _RESIDUE.finditer(draft.text):
        plain = html.unescape(match[0]) if match[0].startswith("&") else ""
        yield Flaw(
            Span(*match.span()),
            message("left over from editing: {text}", text=match[0]),
            "" if plain.isspace() else plain,
        )


def controls(draft: Draft) -> Iterator[Flaw]:
    """Find control characters, and characters that were lost on the way (U+FFFD, private use)."""
    for match in _CONTROL.finditer(draft.text):
        names = " ".join(f"U+{ord(c):04X}" for c in match[0])
        if _LEGIBLE_LOSS.search(match[0]):
            yield Flaw(Span(*match.span()), message("a lost character, {names}; see the original", names=names))
        else:
            line_end = "\n" if any(c in "\x0b\x0c\u2028\u2029" for c in match[0]) else ""
            yield Flaw(Span(*match.span()), message("a control character, {names}", names=names), line_end)


def zero_width(draft: Draft) -> Iterator[Flaw]:
    """Find characters of no width, which break searching and numbering."""
    for match in _ZERO_WIDTH.finditer(draft.text):
        names = " ".join(f"U+{ord(c):04X}" for c in match[0])
        yield Flaw(Span(*match.span()), message("an invisible character, {names}", names=names), "")


def spaces(draft: Draft) -> Iterator[Flaw]:
    """Find blanks inside running text, where Chinese has none."""
    for line in draft.lines:
        is_division = line.numbering is not None and line.numbering.style in DIVISIONS
        is_text = line.is_running or (line.kind in ("measure", "heading") and line.numbering and not is_division)
        if not is_text or line.kind == "closing" or _LAID_OUT.search(line.text):
            continue
        behind_number = line.numbering.end if line.numbering else 0
        for match in _SPACE.finditer(line.text, behind_number):
            if match.start() == behind_number or line.text[match.start() - 1] in "】":
                continue
            if _JOINT.match(line.text, match.start()) and _ORGAN.search(line.text, 0, match.start()):
                continue
            repair: str | None = " " if match[0].isascii() and line.text[match.end()].isascii() else ""
            if line.text[match.start() - 1] in _BREAKS:
                repair = None
            if len(match[0]) > 1:
                remark = message("{count} blanks in running text", count=len(match[0]))
            else:
                remark = message("a blank in running text")
            start = line.span.start
            yield Flaw(Span(start + match.start(), start + match.end()), remark, repair)


def half_width_marks(draft: Draft) -> Iterator[Flaw]:
    """Find half-width marks in Chinese text."""
    found: dict[str, list[Flaw]] = {}
    for match in _HALF_MARK.finditer(draft.text):
        wide = _WIDE[match[0]]
        remark = message("half-width {mark} in Chinese text; write {wide}", mark=match[0], wide=wide)
        found.setdefault(wide, []).append(Flaw(Span(*match.span()), remark, wide))
    for wide, flaws in found.items():
        yield from _throughout(flaws, draft.text.count(wide))


def half_width_brackets(draft: Draft) -> Iterator[Flaw]:
    """Find half-width brackets around Chinese text, and brackets whose two sides differ in width."""
    half, wide = [], 0
    for match in _BRACKETS.finditer(draft.text):
        sides = match[0][0] + match[0][-1]
        if sides == "（）":
            wide += 1
            continue
        whole = Span(*match.span())
        if sides != "()":
            yield Flaw(whole, message("the two brackets differ in width"), f"（{match[1]}）")
        elif re.search(rf"[{HAN}]", match[1]):
            half.append(Flaw(whole, message("half-width brackets around Chinese"), f"（{match[1]}）"))
    yield from _throughout(half, wide)


def straight_quotes(draft: Draft) -> Iterator[Flaw]:
    """Find straight quotation marks in Chinese text."""
    found = []
    for line in draft.lines:
        if not re.search(rf"[{HAN}]", line.text):
            continue
        marks = list(_STRAIGHT.finditer(line.text))
        for number, match in enumerate(marks):
            repair = ("“", "”")[number % 2] if len(marks) % 2 == 0 else None
            at = line.span.start + match.start()
            remark = message("a straight quotation mark; write “ ” in Chinese")
            found.append(Flaw(Span(at, at + 1), remark, repair))
    yield from _throughout(found, draft.text.count("“") + draft.text.count("”"))


def full_width_characters(draft: Draft) -> Iterator[Flaw]:
    """Find full-width digits and letters."""
    found = []
    for match in _WIDE_ALNUM.finditer(draft.text):
        narrow = unicodedata.normalize("NFKC", match[0])
        remark = message("full-width {text}; write {narrow}", text=match[0], narrow=narrow)
        found.append(Flaw(Span(*match.span()), remark, narrow))
    yield from _throughout(found, len(re.findall(r"[0-9A-Za-z]+", draft.text)))


def mixed_numbers(draft: Draft) -> Iterator[Flaw]:
    """Find numbers that are written unlike the other numbers of their kind: 63． among 62. and 64."""
    by_style: dict[str, list[tuple[str, Span]]] = {}
    for line in draft.lines:
        number = line.numbering
        if number and line.kind in ("measure", "heading") and number.style in _MIXED:
            form = re.sub(r"[0-9０-９]+|[^（）()、，.．]+", "#", number.printed)
            span = Span(line.span.start + number.start, line.span.start + number.end)
            by_style.setdefault(number.style, []).append((form, span))
    for numbers in by_style.values():
        usual, count = Counter(form for form, _ in numbers).most_common(1)[0]
        for form, span in numbers:
            if form != usual and sum(f == form for f, _ in numbers) <= _RARE * count:
                core = re.sub(r"[（）()、，.．]", "", span.of(draft.text))
                shown = usual.replace("#", core)
                remark = message(
                    "the number is written {written}, the others like {usual}", written=span.of(draft.text), usual=shown
                )
                yield Flaw(span, remark, shown)


_MIXED = ("arabic-dot", "han-comma")
_RARE = 0.2
"""The share of the usual form up to which another form is a slip and not a level of its own."""


def _throughout(found: list[Flaw], proper: int) -> Iterator[Flaw]:
    """Give each flaw, or one for the whole text where the wrong form is the usual one."""
    if len(found) > max(1, proper):
        first = found[0]
        yield Flaw(
            first.span, message("{remark}; so throughout, {count} places", remark=first.remark, count=len(found))
        )
    else:
        yield from found


def document_numbers(draft: Draft) -> Iterator[Flaw]:
    """Find a document number whose year stands in other brackets than 〔〕 (安政发[2024]18号)."""
    for match in _DOCUMENT_NUMBER.finditer(draft.text):
        year, serial = f"〔{match['year']}〕", f"{match['serial']}号"
        is_order = bool(match["order"]) and bool(_WITH_ORDER.search(draft.text, match.start() - 1, match.start()))
        if match["bracket"] != year and match["end"]:
            yield Flaw(Span(*match.span("bracket")), message("the year of a document number stands in 〔〕"), year)
        elif match["bracket"] == year and match["zeros"] + match["serial"] + match["end"] != serial:
            remark = message("the number of a document is written {number}", number=serial)
            yield Flaw(Span(match.start("zeros"), match.end()), remark, serial)
        elif match["order"] and not is_order and match["bracket"] == year:
            yield Flaw(Span(*match.span("order")), message("no {word} before the number of a document", word="第"), "")
