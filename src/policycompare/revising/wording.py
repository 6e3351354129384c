"""The wording of a provision as two versions are compared by it: text, responsible units and deadline, no number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policycompare.documents import Measure

_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
# A line end behind a whole sentence parts paragraphs; any other one is where a line was full.
_PARAGRAPH_END = re.compile(r"(?<=[。；：！？;:!?])[^\S\n]*\n\s*")
_PARTED = "\n"


def wording(provision: Measure) -> str:
    """Return text, responsible units and deadline of a provision as printed, without its number."""
    out = provision.text
    if provision.units_text:
        joint = "" if provision.units_text.startswith(("（", "(", "【", "[")) else "\n"
        out += joint + provision.units_text
    if provision.deadline and provision.deadline not in out:
        out += f"\n{provision.deadline}"
    return out


def bare(text: str) -> str:
    r"""Return a text as it is compared for being the same: without blanks, and without line ends inside sentences.

    Examples
    --------
    >>> bare("经营 单位应当\n每年检查。\n发现隐患的，\n立即消除。")
    '经营单位应当每年检查。\n发现隐患的，立即消除。'
    """
    paragraphs = _PARAGRAPH_END.split(text)
    return _PARTED.join(_BLANKS.sub("", paragraph) for paragraph in paragraphs).strip()
