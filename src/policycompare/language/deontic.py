"""Deontic words and their strength (力度), words of scope, figures and deadlines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from policycompare.documents import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    Patterns = Sequence[tuple[int, re.Pattern[str]]]

# The lookarounds keep words apart that only look deontic: 应急, 须知, 主要, 要求.
STRENGTH: tuple[tuple[int, str], ...] = (
    (4, r"必须|严禁|禁止|不得|一律|坚决杜绝"),
    (3, r"应当|应(?=[^急用对届付运])|须(?!知)"),
    (2, r"(?<![重主需首必纲概摘扼])要(?![求点素闻件害])|严格"),
    (1, r"可以|可(?=[由按依])|鼓励|支持|引导|推动|探索|提倡|力争|争取|尽量|尽可能"),
)
"""Deontic strength of words, from 4 (必须) to 1 (鼓励)."""
SCOPE: tuple[tuple[int, str], ...] = (
    (2, r"全部|所有|一切|全面|全覆盖|全过程|各类|逐一|一律"),
    (1, r"重点|部分|试点|主要|有条件的?|典型|高危|大型|规模以上"),
)
"""Words of scope: 2 for duties of all, 1 for duties of some."""
STRENGTH_PATTERNS, SCOPE_PATTERNS = (
    tuple((v, re.compile(pattern)) for v, pattern in words) for words in (STRENGTH, SCOPE)
)


FORCES: dict[str, str] = {
    "prohibition": r"不得|严禁|禁止|不准|不应当?",
    "duty": r"必须|应当|(?<![相供响适反对效感呼因顺理])应(?=[^急用对届付运收变税聘激邀诉力酬试征捐申]|征[得求询]|申报)"
            r"|(?<![必无])须(?![知臾])|(?<![重主需首必纲概摘扼紧])要(?![求点素闻件害约塞])|一律",
    "wish": r"可以|可(?=[由按依])|鼓励|提倡|倡导|力争|争取|尽量|尽可能|原则上",
}  # fmt: skip
"""What a deontic word asks for: that something is not done, that it is done, or that it may be or had better be done.

必须, 应当 and 要 ask the same of a duty; a prohibition is no stronger duty but another."""
_VERBS = frozenset({"鼓励", "提倡", "倡导"})
_FORCE = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in FORCES.items()))


@dataclass(frozen=True, slots=True)
class Force:
    """A deontic word in a text.

    Attributes
    ----------
    kind
        A key of `FORCES`.
    span
        Where it stands.
    is_verb
        Whether it may as well be what is to be done: 应当鼓励.
    """

    kind: str
    span: Span
    is_verb: bool


@lru_cache(maxsize=4096)
def forces(text: str) -> tuple[Force, ...]:
    """Return the deontic words of `text` that ask for something, in order.

    Examples
    --------
    >>> [force.kind for force in forces("应当鼓励，不得收费")]
    ['duty', 'wish', 'prohibition']
    """
    found = _FORCE.finditer(text)
    return tuple(Force(match.lastgroup or "", Span(*match.span()), match[0] in _VERBS) for match in found)


_IN_PRINCIPLE = re.compile(r"原则上(?:不得|不准|禁止|不应)|一般不得")


def comparison(before: str, after: str) -> int:
    """Return 1 where `after` asks more strongly than `before` for the same, -1 where less, and 0 for neither.

    Only a duty (应当, 必须, 要) and what may be or had better be done (可以, 鼓励, 力争) are compared, and a
    prohibition with one in principle (原则上不得).

    Examples
    --------
    >>> [comparison(*words) for words in (("可以", "应当"), ("应当", "力争"), ("应当", "不得"), ("应当", "必须"))]
    [1, -1, 0, 0]
    >>> comparison("不得", "原则上不得")
    -1
    """
    softened = [_IN_PRINCIPLE.search(text) is not None for text in (before, after)]
    if any(softened):
        both = all("prohibition" in {force.kind for force in forces(text)} for text in (before, after))
        return softened[0] - softened[1] if both else 0
    turns = {("wish", "duty"): 1, ("duty", "wish"): -1}
    return turns.get((_only_kind(before), _only_kind(after)), 0)


def _only_kind(text: str) -> str:
    kinds = {force.kind for force in forces(text)}
    return kinds.pop() if len(kinds) == 1 else ""


def first_of(table: Patterns, text: str) -> tuple[int, re.Match[str]] | None:
    """Return the first match of the first pattern of `table` that `text` has, with its value, or ``None``."""
    for value, pattern in table:
        if match := pattern.search(text):
            return value, match
    return None


def strongest(text: str) -> tuple[int, str] | None:
    """Return the strongest deontic word of `text` and its strength (4 to 1), or ``None``.

    Examples
    --------
    >>> strongest("企业应当报告，鼓励公开。")
    (3, '应当')
    """
    found = first_of(STRENGTH_PATTERNS, text)
    return (found[0], found[1][0]) if found else None
