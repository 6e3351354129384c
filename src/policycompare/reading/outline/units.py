"""The responsible units (责任单位) at the end of a provision: where the list starts, and how it splits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.documents import Span, Unit
from policycompare.language.agencies import is_unit, make_unit
from policycompare.reading.outline.clauses import strip_span

if TYPE_CHECKING:
    from policycompare.vocabulary import Level

_OPEN, _CLOSE = "（(〔[", "）)〕]"
_ROLE = re.compile(
    r"^(?:(?:主要)?(?:责任|責任|牵头|牽頭|配合|主责|主責|协办|協辦|主办|主辦|落实|落實|参与|參與)(?:单位|單位|部门|部門|处室|處室)?|责任主体|責任主體)\s*[:：]\s*"
)
_ROLE_LINE = re.compile(
    r"(?:^|\n)[ 　\t]*(?P<list>(?:责任|責任|牵头|牽頭|配合|主责|主責)(?:单位|單位|部门|部門)\s*[:：][^\n]+)$"
)
_TAIL = re.compile(
    r"(?:等(?:有关|相关)?(?:部门|单位)?|按(?:照)?(?:各自)?职责分工(?:负责|落实)?|分工负责|负责|牵头|配合)$"
)
_ETC = re.compile(r"等(?=[\u4e00-\u9fff]*(?:单位|部门|成员))")
_ENOUGH = 0.6
"""The share of items that must look like units for a bracket to be a list of units."""


def split_units(text: str, provision: Span, level: Level | None) -> tuple[Span, tuple[Unit, ...]]:
    """Split a provision into its body and the units it ends with.

    Parameters
    ----------
    text
        The whole source.
    provision
        From behind the number to the end of the provision.
    level
        Level of the document.

    Returns
    -------
    tuple of (Span, tuple of Unit)
        The body without white space at its ends; the units in order, without repetition.
    """
    body = strip_span(text, provision)
    raw = body.of(text)
    start, inside = _closing_bracket(raw) or _role_line(raw) or (len(raw), "")
    names = unit_names(inside)
    if not names or sum(map(is_unit, names)) < _ENOUGH * len(names):
        return body, ()
    units = dict.fromkeys(make_unit(name, level) for name in names)
    return strip_span(text, Span(body.start, body.start + start)), tuple(units)


def _closing_bracket(raw: str) -> tuple[int, str] | None:
    """Return where the bracket that ends `raw` opens, and what it holds; brackets may nest."""
    end = len(raw.rstrip("。；; 　"))
    if not end or raw[end - 1] not in _CLOSE:
        return None
    depth = 0
    for index in range(end - 1, -1, -1):
        depth += (raw[index] in _CLOSE) - (raw[index] in _OPEN)
        if depth == 0:
            return index, raw[index + 1 : end - 1]
    return None


def _role_line(raw: str) -> tuple[int, str] | None:
    match = _ROLE_LINE.search(raw)
    return (match.start("list"), match["list"]) if match else None


def unit_names(inside: str) -> list[str]:
    """Return the names in a list of units, without the words that say what part each of them has.

    Examples
    --------
    >>> unit_names("牵头单位：区应急局；配合单位：区公安分局")
    ['区应急局', '区公安分局']
    """
    names: list[str] = []
    for piece in _split_outside_brackets(inside):
        name = _ROLE.sub("", piece.strip())
        for part in _ETC.split(name):
            part = _TAIL.sub("", part.strip(" 　。"))  # noqa: PLW2901
            if part:
                names.append(part)
    return names


def _split_outside_brackets(inside: str) -> list[str]:
    pieces, depth, start = [], 0, 0
    for index, char in enumerate(inside):
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth == 0 and char in "、，,；;\n":
            pieces.append(inside[start:index])
            start = index + 1
    return [*pieces, inside[start:]]
