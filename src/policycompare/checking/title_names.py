"""A rule about documents that a draft cites by two names: 《某市数字经济促进条例》 and 《某市促进数字经济发展条例》."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.checking.cited_titles import citation_variants, near_titles
from policycompare.checking.draft import Flaw
from policycompare.language.citations import without_state
from policycompare.language.known_titles import title_table, word_less
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft

_PLACE = re.compile(
    r"^(?:[\u4e00-\u9fff]{1,7}?(?:省|自治区|自治州|自治县|(?<!城)市|(?<!城)区|县|州|旗))+|^(?:国家|全国)"
)
_YEARS = re.compile(r"（[0-9]{4}(?:[—-][0-9]{4})?年?）|[“（]十[一二三四五六]五[”）]|[0-9]{4}(?:[—-][0-9]{4})?年")
_KIND = re.compile(
    r"(?:专项|总体|实施|管理|暂行|若干)*(?P<kind>条例|办法|规定|细则|规则|规划|计划|方案|预案|意见|通知|法)$"
)
_CLASSES = {"条例": "rule", "办法": "rule", "规定": "rule", "细则": "rule", "规则": "rule", "法": "law"}
_STOCK = re.compile(
    "管理|促进|发展|工作|城市|监督|服务|执法|专项|总体|建设|实施|布局|体系|保护|保障|治理|防治|推进|优化|加强|关于|行动|应急|[的和与及、“”]"
)
_MARK = re.compile(r"[（(](?:草案|试行|暂行|修订|征求意见稿|送审稿)[^（）()]*[）)]|若干|暂行|试行")
_SHORTEST, _SHORTEST_OTHER_KIND, _SHORTEST_WORD = 2, 5, 6
_NUMBERS = re.compile("[0-9一二三四五六七八九十]")


@dataclass(frozen=True, slots=True)
class _Name:
    """A title in its parts.

    Attributes
    ----------
    place
        Whose document it is.
    years
        Which years it is for.
    kind
        What it is, its last word.
    subject
        The rest.
    """

    place: str
    years: str
    kind: str
    subject: str

    @property
    def core(self) -> str:
        """The subject without words that titles share."""
        return _STOCK.sub("", self.subject)

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """What it shares with every name that may be another of the same document."""
        subjects = sorted({self.subject, *word_less(self.subject)})
        found = [(self.place, self.years, self.kind, subject) for subject in subjects]
        return [*found, (self.place, self.years, "".join(sorted(self.core)))] if self.core else list(found)


def titles_twice(draft: Draft) -> Iterator[Flaw]:
    """Find a document that the draft mostly cites by another name."""
    written = Counter(title for title, _ in draft.citations)
    known = title_table()
    names = {title: name for title in written if "《" not in title and (name := _name(title))}
    usual: dict[str, str] = {}
    before: dict[tuple[str, ...], str] = {}
    for second, name in names.items():  # in the order of the text
        likely = dict.fromkeys(before[key] for key in name.keys if key in before)
        for key in name.keys:
            before.setdefault(key, second)
        for first in likely:
            if not _is_same(names[first], name) or (known.is_known(first) and known.is_known(second)):
                continue
            # Of two names the rarer one is wrong, the later one where they are as frequent, and never the known one.
            ranks = [(known.is_known(title), written[title]) for title in (first, second)]
            wrong, right = (first, second) if ranks[1] > ranks[0] else (second, first)
            usual.setdefault(wrong, right)
    if not usual:
        return
    told = {flaw.span for teller in (citation_variants, near_titles) for flaw in teller(draft)}
    for title, span in draft.citations:
        if title in usual and span not in told and not _is_explained(draft.text, title, usual[title]):
            yield Flaw(span, message("elsewhere the title is written《{usual}》", usual=usual[title]), usual[title])


def _is_explained(text: str, title: str, other: str) -> bool:
    """Whether the text says that one of two names is short for the other, or took its place."""
    names = f"(?:{re.escape(title)}|{re.escape(other)})"
    return bool(re.search(rf"简称《?{names}|《{names}》[^。\n]{{0,30}}(?:废止|更名|改为|修改|失效|停止执行)", text))


def _name(title: str) -> _Name | None:
    """Return a title in its parts, ``None`` for one that is of no kind."""
    bare = _MARK.sub("", without_state(title))
    years = "".join(sorted(_YEARS.findall(bare)))
    bare = _YEARS.sub("", bare)
    place = match[0] if (match := _PLACE.match(bare)) else ""
    kind = _KIND.search(bare)
    if kind is None or kind.start("kind") <= len(place):
        return None
    return _Name(place, years, kind["kind"], bare[len(place) : kind.start("kind")])


def _is_same(one: _Name, other: _Name) -> bool:
    """Whether two titles are of one document."""
    if one.place != other.place or one.years != other.years or not (one.place or one.years):
        return False
    first, second = one.core, other.core
    if "实施" in one.subject + other.subject and ("实施" in one.subject) != ("实施" in other.subject):
        return False
    same = sorted(first) == sorted(second)
    if one.kind == other.kind:
        return (same and len(first) >= _SHORTEST) or _differs_by_a_word(one, other)
    is_class = _CLASSES.get(one.kind, one.kind) == _CLASSES.get(other.kind, other.kind)
    return is_class and same and len(first) >= _SHORTEST_OTHER_KIND


def _differs_by_a_word(first: _Name, second: _Name) -> bool:
    """Whether two long subjects are one but for a word: any word in plans for the same years, else a stock word."""
    one, other = first.subject, second.subject
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    rest = one[start : len(one) - end], other[start : len(other) - end]
    is_short = max(map(len, rest)) <= 2 and start + end >= _SHORTEST_WORD
    is_stock = bool(first.years) or not _STOCK.sub("", "".join(rest))
    return is_short and is_stock and not _NUMBERS.search("".join(rest))
