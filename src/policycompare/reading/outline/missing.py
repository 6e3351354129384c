"""Explanation of a text without measures: a notice alone, a table of contents, invisible characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.messages import Message, message
from policycompare.reading.outline.contents import HEAD
from policycompare.reading.outline.cover import ATTACHMENT
from policycompare.reading.outline.levels import paragraphs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.reading.outline.lines import Line
    from policycompare.reading.outline.outline import Outline

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffc\ue000-\uf8ff]")
_LETTERS = re.compile(r"[\u4e00-\u9fff]")
_FEW_CHARACTERS = 60
"""Letters below which a file has hardly any text."""
_FORMULAS = re.compile(r"印发|转发|附件")


def why_nothing(lines: Sequence[Line], outline: Outline, cover: Sequence[Line]) -> Message:
    """Return what to tell a person whose text has no measure: what was seen, and what to try."""
    shown = [line for line in lines if not line.is_blank]
    text = "\n".join(line.text for line in shown)
    paragraphs = paragraphs_of(shown)
    if any(HEAD.fullmatch(line.text) for line in shown[:30]) and not paragraphs:
        return message("no measure found: only a table of contents was seen; is the body in another file?")
    if len(_LETTERS.findall(text)) < _FEW_CHARACTERS and not paragraphs:
        return message(
            "no measure found: there is hardly any text; read a scan or a picture with OCR, or find the text"
        )
    is_notice = cover or (_FORMULAS.search(text[:800]) and any(ATTACHMENT.fullmatch(line.text) for line in shown))
    if is_notice and not outline.openings:
        return message(
            "no measure found: this is a notice whose attachment is not in the file; read the attachment itself"
        )
    if unseen := _UNSEEN.findall(text):
        return message(
            "no measure found: there are {count} invisible characters (the first is {code}), which may stand inside "
            "numbers; save the text without them",
            count=len(unseen),
            code=f"U+{ord(unseen[0]):04X}",
        )
    if any(line.numbering for line in shown):
        styles = ", ".join(dict.fromkeys(line.numbering.style for line in shown if line.numbering))
        return message(
            "no measure found: the numbers seen are {styles}; give the level with --measure",
            styles=styles,
        )
    return message(
        "no measure found: no line is numbered; {count} paragraphs were seen, each is one with --measure paragraph",
        count=len(paragraphs),
    )
