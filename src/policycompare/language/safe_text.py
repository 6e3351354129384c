"""Text of documents on its way out: it steers no terminal, turns no line round, and is no formula in a spreadsheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Control characters but for tab and line ends, and the marks that turn the direction of writing (Trojan source).
_STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What text may begin with that a spreadsheet takes for a formula; a Chinese one takes full-width signs too.
# Characters that nothing shows may stand before the sign.
_FORMULA = re.compile(r"[\u00ad\u180e\u200b-\u200d\u2060\ufeff]*[=+\-@＝＋－＠\t\r\n]")


def steerless(text: str) -> str:
    r"""Return a text with pictures in the place of control characters, and U+FFFD for marks of direction.

    Examples
    --------
    >>> steerless("检查\x1b[31m"), steerless("一\u202e二") == "一\ufffd二", steerless("甲\t乙\n")
    ('检查␛[31m', True, '甲\t乙\n')
    """
    return _STEERING.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    """Return the character that stands for a control character (U+2400 and following)."""
    control = found[0]
    if control < " ":
        return chr(0x2400 + ord(control))
    return "\u2421" if control == "\x7f" else "\ufffd"


def inert(cell: object) -> object:
    """Return a cell of a csv file: keep a spreadsheet from taking text as a formula, by a leading apostrophe.

    Examples
    --------
    >>> inert("=1+1"), inert("＋1"), inert("1-1"), inert(-1)
    ("'=1+1", "'＋1", '1-1', -1)
    """
    if not isinstance(cell, str):
        return cell
    text = steerless(cell)
    return f"'{text}" if _FORMULA.match(text) else text


class Coloured(str):
    """Text for a terminal whose colours are this program's: every other stream of characters loses its own.

    It is made of pieces here and nowhere else, so that a document cannot make one.
    """

    __slots__ = ()

    @classmethod
    def of(cls, pieces: Iterable[str], joint: str = "") -> Coloured:
        """Return pieces as one text; those that are not coloured themselves lose what steers a terminal."""
        return cls(joint.join(piece if isinstance(piece, Coloured) else steerless(piece) for piece in pieces))

    @classmethod
    def painted(cls, text: str, attributes: str) -> Coloured:
        r"""Return a text with attributes of a terminal, such as ``"1;4"``; with none it stays plain.

        Examples
        --------
        >>> str(Coloured.painted("增\x1b[8m", "1;4"))
        '\x1b[1;4m增␛[8m\x1b[0m'
        """
        return cls(f"\x1b[{attributes}m{steerless(text)}\x1b[0m" if attributes else steerless(text))

    def __str__(self) -> str:
        """Return itself, so that ``print`` hands it to the stream as what it is."""
        return self
