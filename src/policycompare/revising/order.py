"""The order of versions as their names tell it: 一稿 before 二稿, 征求意见稿 before 送审稿, and by date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.language.numerals import HAN, to_int

if TYPE_CHECKING:
    from policycompare.documents import Document

STAGES = ("初稿", "讨论稿", "征求意见稿", "草案", "送审稿", "审议稿", "报批稿", "定稿", "公布稿")
"""Words for the stages of a draft, the earliest first."""
_DRAFT = re.compile(rf"(?:第)?({HAN}{{1,3}}|[0-9]{{1,2}})[次]?(?:修改|修订|审议)?稿")
_FULL_DATE = len("2022-10-09")


def is_later(document: Document, other: Document) -> bool:
    r"""Whether titles, file names or dates say that a document is a later version than another one.

    Examples
    --------
    >>> from policycompare.reading import parse
    >>> first, second = (parse(f"某市条例（{name}）\n第一条　略。\n第二条　略。\n") for name in ("一稿", "二稿"))
    >>> is_later(second, first), is_later(first, second)
    (True, False)
    """
    for read in (_number, _stage, _date):
        own, others = read(document), read(other)
        if own and others and own != others:
            return own > others
    return False


def _number(document: Document) -> str:
    """Return the number of a draft, filled up so that it sorts."""
    for name in (document.title, document.id):
        found = _DRAFT.search(name)
        value = to_int(found[1]) if found else None
        if value is not None:
            return f"{value:03}"
    return ""


def _stage(document: Document) -> str:
    """Return the stage of a draft, by the name of its file before its title, which often stays the old one."""
    for name in (document.id, document.title):
        places = [f"{place:03}" for place, stage in enumerate(STAGES, start=1) if stage in name]
        if places:
            return max(places)
    return ""


def _date(document: Document) -> str:
    return document.date if len(document.date) == _FULL_DATE else ""
