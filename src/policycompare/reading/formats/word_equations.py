r"""Equations in Word as text: fields with EQ codes (``\o\ac(○,1)`` is ①), and the elements of Office Math."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.reading.formats.characters import lowered, raised
from policycompare.reading.formats.word_xml import tag_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

_CIRCLED = {str(value): chr(0x2460 + value - 1) for value in range(1, 21)}
_CIRCLED |= {str(value): chr(0x3251 + value - 21) for value in range(21, 36)}
_CIRCLED |= {str(value): chr(0x32B1 + value - 36) for value in range(36, 51)}
_CIRCLED |= {char: chr(0x3280 + place) for place, char in enumerate("一二三四五六七八九十")}

# An innermost code with its switches; its arguments hold no bracket of their own.
_CODE = re.compile(r"\\(?P<name>[A-Za-z])(?P<switches>(?:\\[A-Za-z]{1,3}[0-9]{0,4}|\s){0,12})\((?P<inside>[^()\\]*)\)")
_CIRCLES = frozenset("○〇◯◎Oo□△")
_ROUNDS = 50
"""Times that the innermost parts of an equation are resolved."""


def equation_text(code: str) -> str:
    r"""Return what an EQ field prints, as far as text can show it.

    Examples
    --------
    >>> equation_text(r" eq \o\ac(○,12) "), equation_text(r"EQ \f(1,2)"), equation_text(r"EQ 10\s\up6(4)")
    ('⑫', '1/2', '10⁴')
    """
    text = re.sub(r"\A\s*eq\b\s*", "", code, flags=re.IGNORECASE).rstrip()
    for _ in range(_ROUNDS):
        text, count = _CODE.subn(_printed, text)
        if not count:
            break
    return re.sub(r"\\[A-Za-z]+[0-9]*", "", text).replace("\\", "").strip()


def _printed(code: re.Match[str]) -> str:
    name, switches = code["name"].lower(), code["switches"].lower()
    arguments = [part.strip() for part in re.split("[,;，；]", code["inside"])]
    if name == "o" and len(arguments) > 1 and arguments[0] in _CIRCLES:
        return _CIRCLED.get(arguments[-1], f"〔{arguments[-1]}〕")
    if name == "f" and len(arguments) == 2:
        return "/".join(arguments)
    if name == "r":
        return "√" + arguments[-1]
    if name == "s" and "\\up" in switches:
        return raised(arguments[0]) or arguments[0]
    if name == "s" and "\\do" in switches:
        return lowered(arguments[0]) or arguments[0]
    return " ".join(filter(None, arguments))


def math_text(element: etree._Element) -> str:
    """Return the text of an Office Math element, in one line."""
    tag = tag_of(element)
    if tag == "t":
        return element.text or ""
    if tag in _FORMS:
        return _FORMS[tag](element)
    return "".join(math_text(child) for child in element)


def _child(element: etree._Element, name: str) -> str:
    return "".join(math_text(child) for child in element if tag_of(child) == name)


def _up(element: etree._Element) -> str:
    above = _child(element, "sup")
    return raised(above) or f"^({above})" if above else ""


def _down(element: etree._Element) -> str:
    below = _child(element, "sub")
    return lowered(below) or f"_({below})" if below else ""


_FORMS: dict[str, Callable[[etree._Element], str]] = {
    "sSup": lambda element: _child(element, "e") + _up(element),
    "sSub": lambda element: _child(element, "e") + _down(element),
    "sSubSup": lambda element: _child(element, "e") + _down(element) + _up(element),
    "f": lambda element: f"{_child(element, 'num')}/{_child(element, 'den')}",
    "rad": lambda element: f"{raised(_child(element, 'deg')) or ''}√{_child(element, 'e')}",
    "d": lambda element: f"({_child(element, 'e')})",
}
"""Elements of Office Math whose shape says something; of others the text is enough."""
