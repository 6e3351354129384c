"""Labels as people type them: in figures, or as a document prints its numbers (第十五条, （三）, 二、（三）2.)."""

from __future__ import annotations

import re

from policycompare.language.normalise import fold
from policycompare.language.numerals import to_int

_HAN = "[〇零一二两三四五六七八九十百千廿卅]+"
_NUMERAL = f"(?:{_HAN}|[0-9]+)"
_ARTICLE = re.compile(rf"第?({_NUMERAL})条(?:之({_NUMERAL}))?")
_STEP = rf"(?:\({_NUMERAL}\)|{_HAN}、|{_NUMERAL}\.)"
_STEPS = re.compile(rf"{_HAN}|{_STEP}+(?:[0-9]+|第(?P<paragraph>{_NUMERAL})段)?")
_LABEL = re.compile(r"第?(p?[0-9][0-9A-Za-z.#-]*?)[.、]?条?")


def typed_label(text: str) -> str | None:
    """Return the label that typed text names; ``""`` for words that name none, ``None`` for what is no label.

    Examples
    --------
    >>> [typed_label(words) for words in ("第十五条", "十五", "（三）", "二、（三）2.", "第十条之一", "一、第2段")]
    ['15', '15', '3', '2.3.2', '10-1', '1.p2']
    >>> typed_label("１０－１"), typed_label("5.P3"), typed_label("新增"), typed_label("3、4")
    ('10-1', '5.p3', '', None)
    """
    text = fold(text).replace("P", "p")
    if found := _LABEL.fullmatch(text):
        return found[1]
    if found := _ARTICLE.fullmatch(text):
        return "-".join(str(to_int(numeral)) for numeral in found.groups() if numeral)
    if found := _STEPS.fullmatch(text):
        numbers = [str(to_int(numeral)) for numeral in re.findall(_NUMERAL, text)]
        if found["paragraph"]:
            numbers[-1] = f"p{numbers[-1]}"
        return ".".join(numbers)
    return None if any(character.isdigit() for character in text) else ""
