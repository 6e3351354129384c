"""Characters that look like others or like nothing, made the ones a reader sees; raised and lowered figures."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

# Unicode's NFKC knows the Kangxi radicals but only two of the supplement, which fonts of the Noto family print for
# everyday characters; these are from its EquivalentUnifiedIdeograph.txt.
_RADICALS = dict(
    zip(
        "⺁⺄⺅⺈⺉⺊⺍⺎⺒⺓⺔⺖⺘⺙⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺮⺯⺰⺱⺲⺶⺷⺸⺹⺺⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙亻刀刂卜小兀巳幺彑忄扌攵日月歺母民氵氺灬爫爫丬牛犭王目示礻竹糹纟罓罒羊羊羋耂肀肉臼艹艹艹虎衤覀西见角讠贝车辶辶辶邑钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_COMPATIBLE = {
    chr(code): form
    for code in chain(range(0x2F00, 0x2FD6), range(0xF900, 0xFB00))
    if len(form := unicodedata.normalize("NFKC", chr(code))) == 1 and form != chr(code)
}
_VERTICAL_AND_SMALL = dict(
    zip(
        "︐︑︒︓︔︕︖︗︘︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹐﹑﹒﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞﹟﹠﹢﹣﹤﹥﹦﹪",
        "，、。：；！？〖〗（）｛｝〔〕【】《》〈〉「」『』，、．；：？！—（）｛｝〔〕＃＆＋－＜＞＝％",
        strict=True,
    )
)
_BLANKS = dict.fromkeys("\u2000\u2001\u2002\u2003", "　") | dict.fromkeys(
    "\u1680\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", " "
)
_INVISIBLE = (
    r"\x01-\x08\x0e-\x1d\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e0fff"
)
_SHOWN = _RADICALS | _COMPATIBLE | _VERTICAL_AND_SMALL | _BLANKS
_MARK_OF_LIST = r"^[ \t\u3000]*[\uf020-\uf0ff]"
_PRINTS_NOTHING = re.compile(f"[{_INVISIBLE}]")
_LIKE_ANOTHER = "".join(map(re.escape, sorted(_SHOWN)))
_LOOK_ALIKE = re.compile(f"[{_LIKE_ANOTHER}]|{_MARK_OF_LIST}", re.MULTILINE)
_ODD = re.compile(f"[{_LIKE_ANOTHER}{_INVISIBLE}]|{_MARK_OF_LIST}", re.MULTILINE)
# One set of characters is searched for much faster than the choices above, and most texts have none of it.
_MAY_LOOK_ALIKE = re.compile(f"[{_LIKE_ANOTHER}\uf020-\uf0ff]")

_RAISED = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def with_common_forms(text: str) -> str:
    r"""Return `text` with the common characters for those that look like them.

    Radicals, compatibility ideographs, vertical and small punctuation become the common characters that they look
    like, blanks of any width an ordinary or a wide blank; the mark of a list from a symbol font at the start of a line
    is left out. What prints nothing stays, so that a check of the draft can name it.

    Examples
    --------
    >>> with_common_forms("\u2f00、\u2f9c\u2ed4\u2003第\u200d\u2f00条")
    '一、足门\u3000第\u200d一条'
    """
    return _LOOK_ALIKE.sub(_seen, text) if _MAY_LOOK_ALIKE.search(text) else text


def as_seen(text: str) -> str:
    r"""Return `text` as a reader sees it: with common forms, and without what prints nothing.

    For formats in which invisible characters come from the layout and not from an author; line ends of all systems
    stay.

    Examples
    --------
    >>> as_seen("\u2f00、\u2f9c\u2ed4\u2003\u200b第\u200d\u2f00条︵\u2f06︶")
    '一、足门\u3000第一条（二）'
    """
    return _ODD.sub(_seen, text) if _ODD.search(text) else text


def without_invisible(text: str) -> str:
    r"""Return `text` without the characters that print nothing.

    Examples
    --------
    >>> without_invisible("\u200b一\u2060、总则")
    '一、总则'
    """
    return _PRINTS_NOTHING.sub("", text)


def _seen(match: re.Match[str]) -> str:
    found = match[0]
    # A mark of a list is matched together with the blanks before it, which stay.
    return _SHOWN.get(found, found[:-1])


def raised(text: str) -> str | None:
    """Return `text` in superscript characters, ``None`` where there are none for it.

    Examples
    --------
    >>> raised("4"), raised("-2"), raised("注")
    ('⁴', '⁻²', None)
    """
    return _mapped(text, _RAISED)


def lowered(text: str) -> str | None:
    """Return `text` in subscript characters, ``None`` where there are none for it."""
    return _mapped(text, _LOWERED)


def _mapped(text: str, table: dict[str, str]) -> str | None:
    inner = text.strip()
    if not inner or any(char not in table for char in inner):
        return None
    return "".join(table[char] for char in inner)


# The upper half of the fonts Symbol and Wingdings; the lower half of Symbol is Greek.
_SYMBOL = {
    0x20: " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
    0x61: "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}~",
    0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪",
    0xF1: "〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
}
_WINGDINGS = {
    0x6C: "●❍■□❐❑❒⬧⧫◆❖⬥",
    0x80: "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿",
    0x9E: "·•▪○⭘⭕◉◎",
    0xA7: "▪◻",
    0xAB: "★",
    0xD8: "➢",
    0xDF: "←→↑↓↖↗↙↘",
    0xE8: "➔",
    0xEF: "⇦⇨⇧⇩⬄",
    0xFB: "✗✓☒☑",
}
_WINGDINGS_2 = {0x4F: "✗✓☒☑☒☒", 0x69: "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿", 0x97: "●", 0x98: "◉", 0xA2: "▪■□"}
_FONTS = {
    font: {start + place: char for start, row in rows.items() for place, char in enumerate(row)}
    for font, rows in (("symbol", _SYMBOL), ("wingdings", _WINGDINGS), ("wingdings 2", _WINGDINGS_2))
}
UNKNOWN_SYMBOL = "□"
"""Stands where a symbol font prints something that no character is known for."""


def is_symbol_font(font: str) -> bool:
    """Whether the characters of a font have a table here."""
    return font.lower() in _FONTS


def symbol(font: str, code: int) -> str | None:
    """Return what a font prints for a code, ``None`` where that is not known.

    Parameters
    ----------
    font
        Name of the font; one without a table is taken for an ordinary one.
    code
        The character's code; symbol fonts have theirs in the private area, F000 to F0FF, or without the F0.

    Examples
    --------
    >>> symbol("Symbol", 0xF0B3), symbol("Wingdings", 0xFC), symbol("Wingdings", 0xF021), symbol("宋体", 0x2265)
    ('≥', '✓', None, '≥')
    """
    table = _FONTS.get(font.lower())
    if table is not None and (code <= 0xFF or 0xF000 <= code <= 0xF0FF):
        return table.get(code & 0xFF)
    if 0x20 <= code < 0xD800 or 0xF900 <= code < 0xFFFE:
        return chr(code)
    return None
