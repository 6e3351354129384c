"""Whether the words of a sentence are in the provisions that it cites, or rather in another one."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN

if TYPE_CHECKING:
    from collections.abc import Iterable

UNLIKE, LIKE = 0.2, 0.5
"""Shares of a sentence's weight in the provisions cited, at most, and in another one, at least, to object."""
NEAR, UNLIKE_NEAR, LIKE_NEAR = 3, 0.05, 0.3
"""The same for a provision so few numbers away: that is how far a number slips when provisions come and go."""
MIXED, ALL = 0.55, 0.85
"""The same where the provision cited shares the subject, and one so near says it nearly word for word."""
_FEWEST_BIGRAMS, _LEAST_BIGRAMS, _ALL_OF_SHORT = 5, 8, 0.7
"""Bigrams of a sentence, at least; of one with fewer than the second, another provision must have nearly all."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Bigrams of each provision of a document, and how many provisions have each."""

    bags: tuple[frozenset[str], ...]
    frequency: Counter[str]

    def of(self, found: frozenset[str]) -> float:
        """Return what bigrams weigh together: more, the fewer provisions have them."""
        count = len(self.bags)
        return math.fsum(math.log((count + 1) / (self.frequency[bigram] + 0.5)) for bigram in found)


@lru_cache(maxsize=64)
def weights_of(texts: tuple[str, ...]) -> Weights:
    """Return the bigrams of provisions and their weights."""
    bags = tuple(bigrams(text) for text in texts)
    return Weights(bags, Counter(bigram for bag in bags for bigram in bag))


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of Chinese characters that follow each other in a text."""
    plain = re.sub(rf"[^{HAN}]", "", text)
    return frozenset(plain[k : k + 2] for k in range(len(plain) - 1))


def better_provision(said: frozenset[str], named: set[int], among: Iterable[int], weights: Weights) -> int | None:
    """Return the provision that says what those named do not, or ``None``.

    Parameters
    ----------
    said
        Bigrams of the sentence.
    named
        Positions of the provisions that it cites.
    among
        Positions of the provisions that may be meant.
    weights
        Of the document of these provisions.
    """
    whole = weights.of(said)
    if len(said) < _FEWEST_BIGRAMS or whole <= 0:
        return None
    own: frozenset[str] = frozenset().union(*(weights.bags[k] for k in named))
    share = weights.of(said & own) / whole
    best, most = None, 0.0
    for k in among:
        weight = weights.of(said & weights.bags[k]) if k not in named else 0.0
        is_short = len(said) < _LEAST_BIGRAMS
        is_near = not is_short and min(abs(k - one) for one in named) <= NEAR
        least = _ALL_OF_SHORT if is_short and share < UNLIKE_NEAR else _least(share, is_near=is_near)
        if weight > max(most, least * whole):
            best, most = k, weight
    return best


def _least(share: float, *, is_near: bool) -> float:
    """Return how much of a sentence another provision must say, by how much of it the provision cited says."""
    if share < UNLIKE_NEAR and is_near:
        return LIKE_NEAR
    if share < UNLIKE:
        return LIKE
    return ALL if share < MIXED and is_near else 1.0
