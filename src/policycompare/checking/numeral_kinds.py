"""Rules about numerals: of one kind of figure most are written in one way, and a few are not (十日, 15日)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.documents import Span
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_HAN = "(?:[二两三四五六七八九十百千]|[〇零一二两三四五六七八九十百千]{2,7})"
_FIGURES = {
    "length": re.compile(
        rf"(?<![0-9一二三四五六七八九十第年月.])(?:(?P<han>{_HAN})|(?P<arabic>[0-9]{{1,3}}))(?:个工作日|工作日|个月|日|天|小时)"
    ),
    "sum": re.compile(rf"(?<![0-9.])(?:(?P<han>{_HAN}[万亿]?)|(?P<arabic>[0-9]{{1,9}}[万亿]?))元(?:以上|以下|的)"),
    "share": re.compile(rf"(?<![0-9.])(?:百分之(?P<han>{_HAN})|(?P<arabic>[0-9]{{1,3}}(?:\.[0-9]+)?[%％]))"),
}
"""Kinds of figures, each of which a text writes in one way: lengths of time, sums, shares."""
_MIXED = re.compile(
    r"(?<![0-9A-Za-z一二三四五六七八九十百千第.])(?:[一二三四五六七八九十百千]+[0-9]+|[0-9]+[零一二三四五六七八九十]+)(?=个工作日|个月|[日天元年月人次倍条项名个户辆家％%])"
)
_MANY, _FEW, _TIMES = 5, 2, 5
"""How many are written in one way at the least, how many otherwise at the most, and how many times as many that are."""


def mixed_numerals(draft: Draft) -> Iterator[Flaw]:
    """Find numbers in two kinds of numerals (二十5日), and a few figures that are written unlike their kind."""
    for match in _MIXED.finditer(draft.text):
        yield Flaw(Span(*match.span()), message("one number in two kinds of numerals"))
    if draft.document.style != "article":
        return
    for pattern in _FIGURES.values():
        found: dict[str, list[Span]] = {"han": [], "arabic": []}
        for body in draft.bodies:
            for match in pattern.finditer(draft.text, max(body.start, 0), max(body.end, 0)):
                found["han" if match["han"] else "arabic"].append(Span(*match.span()))
        few, many = sorted(found.values(), key=len)
        if len(many) >= max(_MANY, _TIMES * len(few)) and len(few) <= _FEW:
            for span in few:
                remark = message(
                    "written in other numerals than the others of its kind ({other})", other=many[0].of(draft.text)
                )
                yield Flaw(span, remark)
