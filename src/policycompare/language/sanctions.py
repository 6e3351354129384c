"""Sanctions that penalties name (处罚): one row each, so that 吊销执照 and 吊销许可证件 are one kind.

To add a sanction, add a row to `SANCTIONS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from policycompare.documents import Span

SANCTIONS: dict[str, str] = {
    "警告": r"(?:给予|处以?|予以)?警告(?!标|信|牌|、记)",
    "通报批评": r"通报批评",
    "罚款": r"(?:[并可]{0,2}处以?[^，。；：,;]{0,40}?)?罚款(?!数额|决定|的百分|金额|处罚)",
    "没收": r"没收(?!的)[^，。；：,;]{0,24}",
    "停业": r"(?:责令)?(?:停产停业(?:整顿)?|停业整顿|停产整顿|停止营业|停业|停止执业)",
    "暂扣": r"(?:暂扣|扣留|扣押)[^，。；：,;、]{0,16}",
    "吊销": r"(?:吊销|撤销|取消)[^，。；：,;]{0,16}?(?:许可证?件?|执照|资质(?:证书)?|证书|证照|资格(?:证书)?|证件?)",
    "降级": r"降低其?资质等级",
    "拘留": r"拘留",
    "关闭": r"(?:责令|予以|依法)关闭",
    "处分": r"(?:给予|依法)*(?:政务|行政|纪律)?处分(?![权其财])|依法给予处理",
    "从业禁止": r"(?:不得|禁止)从事[^，。；：,;]{0,20}(?:活动|工作|职业|业务)",
}
"""Kinds of sanctions, and how each is written.

Criminal liability and punishments for public order are not here: they follow from other laws, whether or not a document
mentions them."""
FINE = re.compile(r"罚款|罚金")
"""A phrase with a sum of money to be paid as a sanction."""
_SANCTION = re.compile("|".join(f"(?P<k{k}>{pattern})" for k, pattern in enumerate(SANCTIONS.values())))
_KEYS = tuple(SANCTIONS)


@dataclass(frozen=True, slots=True)
class Sanction:
    """A sanction in a text.

    Attributes
    ----------
    key
        A key of `SANCTIONS`.
    span
        Where it stands.
    """

    key: str
    span: Span


@lru_cache(maxsize=4096)
def sanctions(text: str) -> tuple[Sanction, ...]:
    """Return the sanctions of `text`, in order.

    Examples
    --------
    >>> [sanction.key for sanction in sanctions("责令停业整顿，并处一万元罚款，吊销许可证")]
    ['停业', '罚款', '吊销']
    """
    return tuple(
        Sanction(_KEYS[int((match.lastgroup or "k0")[1:])], Span(*match.span())) for match in _SANCTION.finditer(text)
    )
