"""Rule about references to a place that is there and says nothing of what the sentence says of it, while another does.

Only words decide: the place cited has hardly any of those beside the reference, and another one has them word for word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN, Flaw
from policycompare.checking.offences import bigrams, weights_of
from policycompare.checking.places import cited_places
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from policycompare.checking.draft import Draft
    from policycompare.checking.offences import Weights
    from policycompare.checking.places import Cited
    from policycompare.documents import Span

_SAID_OF = re.compile(
    r"[，]?(?:中|内|所|的)?(?:关于|规定|明确|确定|列明|列|提出|要求|所述|设定|载明|约定|界定|编制|建设|评选|认定|制定|建立|组建)?的?"
    r"(?P<what>[^，。；：\n（）()]{2,40})"
)
_BEFORE = re.compile(
    r"(?P<what>[^，。；：\n（）()]{2,40}?)[，]?(?:应当|可以)?(?:依照|按照|依据|根据|参照|执行|适用|对照|符合|达到|享受|落实|对|依)*$"
)
_VERB = re.compile("^(?:享受|落实|执行|适用|开展|进行|退还|发放|给予|组织|实施|办理|履行|作出|提交|申请|启动)(?:的)?")
_NOTHING = re.compile(
    "规定|要求|标准|执行|办理|按照|依照|依据|根据|有关|相关|进行|开展|实施|工作|情形|条件|内容|应当|可以|予以|给予|组织|落实|享受|申请"
    "|处理|处罚|及时|以上|以下|措施|的|部门|单位"
)
_LEAST, _MOST = 4, 8
"""Characters of a phrase that another place has word for word, at least, and of which its own place is to have some."""
_UNLIKE, _UNLIKE_LONG = 0.2, 0.35
"""How much of such a phrase its own place may have at most: of one so long that it is a name, more."""
_LEAST_TITLE = 3
_SHARED = 0.4
"""How much of all that stands beside a reference its own place may have at most."""


_PENALTY = re.compile("违反本|罚款|处分")
_CHAINED = re.compile(
    "(?:违反|未按照?)[^，。；]*$|第[^，。；]{1,9}(?:[、和及或与至]|以及|或者)(?:本[^，。]{1,4})?$|除[^，。；]{0,8}$|不适用[^，。；]{0,8}$"
)
"""What makes a reference one of several, an exception, or that of a penalty."""
_SAID_OF_ARTICLE = re.compile(
    r"的?(?:(?:规定|明确|确定|要求|列明|所列)的?|(?=申请|办理|取得|提出|组织|开展|缴纳|作出|划定|编制|设置|设立|建立))(?P<what>[^，。；：\n（）()、]{4,40})"
)
_PROCEDURE = re.compile(
    "登记|备案|报告|公示|公告|验收|缴纳|退还|评估|检测|培训|告知|检验|安装|拆除|公布|补偿|投保|清理|悬挂|停放|回收|签订"
)
_GENERIC = re.compile(
    f"{_NOTHING.pattern}|材料|证明|程序|手续|之一|职责|事项|报批|审批|提交|提供|负责|半数|经过|履行|情况|信息|其他|个人|人民政府"
    "|决定|期限|届满|需经|国家|人员|批准|获得|行政部门|范围|行为|致使|引起|解除"
)
_PREPOSITIONS = ("对", "将", "向", "由", "从", "与")
_UNLIKE_ARTICLE, _NEAR, _LEAST_CONTENT = 0.1, 2, 2
"""How much of a phrase the article cited may have; how far a number slips; the bigrams that say something."""
_MOST_PLACES, _MOST_LOOKED_UP, _LEAST_NAME = 6, 30, 6
"""A phrase that more places have is a stock phrase, but for a name that begins with one."""


class _Words:
    """Where each four characters of some texts stand, so that phrases are looked up and not searched for."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.where: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            for gram in dict.fromkeys(text[k : k + _LEAST] for k in range(len(text) - _LEAST + 1)):
                if len(self.where[gram]) <= _MOST_LOOKED_UP:
                    self.where[gram].append(number)

    def beginning_of(self, phrase: str, may_be: Callable[[int], bool]) -> tuple[str, int] | None:
        """Return the longest beginning of a phrase that a text has, and which text; ``None`` for a stock phrase."""
        found = self.where.get(phrase[:_LEAST], ())
        if len(found) > _MOST_LOOKED_UP:
            return None
        best: tuple[str, int] | None = None
        for number in filter(may_be, found):
            length = _LEAST
            while length < min(_MOST, len(phrase)) and phrase[: length + 1] in self.texts[number]:
                length += 1
            if best is None or length > len(best[0]):
                best = phrase[:length], number
        if best is None or len(found) <= _MOST_PLACES:
            return best
        is_rare = sum(best[0] in self.texts[number] for number in found) <= _MOST_PLACES
        return best if is_rare and len(best[0]) >= _LEAST_NAME else None


def other_places(draft: Draft) -> Iterator[Flaw]:
    """Find 本方案第二部分第（一）项规定的奖补标准 where that item says nothing of it, and another one does."""
    if draft.document.style == "article":
        yield from _other_articles(draft)
        return
    known: dict[int, tuple[Weights, _Words, _Words]] = {}
    for cited in cited_places(draft):
        if cited.own:
            all_places = cited.everywhere
            if id(all_places) not in known:
                texts = tuple(one.text for one in all_places)
                known[id(all_places)] = weights_of(texts), _Words(texts), _Words([one.title for one in all_places])
            yield from _told(draft, cited, *known[id(all_places)])


def _told(draft: Draft, cited: Cited, weights: Weights, in_text: _Words, in_title: _Words) -> Iterator[Flaw]:
    """Give the flaw of a reference whose words another place has and its own has not."""
    own, at, everywhere = cited.own, cited.span.start, cited.everywhere

    def may_be(number: int) -> bool:
        one = everywhere[number]
        is_near = any(mine.start <= one.start < mine.end or one.start <= mine.start < one.end for mine in own)
        return not is_near and not one.start <= at < one.end

    texts = [one.text for one in own]
    after, before = _phrases(draft, cited.span)
    own_words = frozenset().union(*(bigrams(text) for text in texts))
    said = bigrams_of(after) | bigrams_of(before)
    if weights.of(said & own_words) > _SHARED * weights.of(said):
        return
    for number, one in enumerate(everywhere):
        # The title of another place, word for word: 第（二）项规定的工作组.
        is_titled = len(one.title) >= _LEAST_TITLE and after.startswith(one.title) and may_be(number)
        if is_titled and not any(one.title in text for text in texts):
            yield Flaw(cited.span, message("“{words}” stands rather under “{title}”", words=one.title, title=one.title))
            return
    looked_up = [in_text.beginning_of(after, may_be) if bigrams_of(after[:_LEAST]) else None]
    for phrase in (after, before):
        looked_up += [in_title.beginning_of(phrase[start:], may_be) for start in range(len(phrase) - _LEAST + 1)]
    for found in filter(None, looked_up):
        words, number = found
        content = bigrams_of(words)
        most = _UNLIKE_LONG if len(words) > _LEAST + 1 else _UNLIKE
        if any(words in text for text in texts) or weights.of(content & own_words) > most * weights.of(content):
            continue
        title = everywhere[number].title
        yield Flaw(cited.span, message("“{words}” stands rather under “{title}”", words=words, title=title))
        return


def _phrases(draft: Draft, span: Span) -> tuple[str, str]:
    """Return what stands behind and before a reference, without the words that lead over to it."""
    after = _SAID_OF.match(draft.text, span.end)
    before = _BEFORE.search(draft.text, max(0, span.start - 40), span.start)
    behind = _VERB.sub("", re.sub(f"[^{HAN}]", "", after["what"])) if after else ""
    return behind, re.sub(f"[^{HAN}]", "", before["what"]) if before else ""


def bigrams_of(text: str) -> frozenset[str]:
    """Return the bigrams of a phrase without words that say nothing of its subject."""
    return frozenset().union(*(bigrams(part) for part in _NOTHING.split(text)))


def _other_articles(draft: Draft) -> Iterator[Flaw]:
    """Find 第九条规定的子女就学待遇 where another article says that, and article nine nothing like it.

    References of penalties (违反…) are those of `policycompare.checking.references.misplaced_penalties`.
    """
    texts = tuple(measure.text for measure in draft.document.measures)
    articles = _Articles(texts)
    for found in draft.references:
        if found.lack or found.reference.ends_range or found.reference.is_relative or found.reference.place.item:
            continue
        is_chained = _CHAINED.search(draft.text, max(0, found.span.start - 12), found.span.start)
        after = _SAID_OF_ARTICLE.match(draft.text, found.span.end)
        if is_chained or after is None or after["what"].startswith(_PREPOSITIONS):
            continue
        position = draft.document.position_of[found.reference.place.article]
        better = articles.better(re.sub(f"[^{HAN}]", "", after["what"]), position, found.source)
        if better is not None:
            words, other = better
            title = draft.document.measures[other].cited
            yield Flaw(found.span, message("“{words}” stands rather under “{title}”", words=words, title=title))


class _Articles:
    """The articles of a regulation, those that are no penalties looked up by their words."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self.texts = texts
        self.weights = weights_of(texts)
        self.duties = [not _PENALTY.search(text) for text in texts]
        self.words = _Words(texts)

    def better(self, phrase: str, position: int, source: int) -> tuple[str, int] | None:
        """Return the words of a phrase that another article has, and its position; ``None`` where its own will do."""
        own = self.texts[position]

        def may_be(number: int) -> bool:
            return self.duties[number] and number not in (position, source)

        found = self.words.beginning_of(phrase, may_be)
        if found is None:
            return self._procedure(phrase[:2], position, source)
        words, other = found
        content = frozenset().union(*(bigrams(part) for part in _GENERIC.split(words)))
        if len(content) < _LEAST_CONTENT or words in own:
            return None
        most = _UNLIKE_ARTICLE if words[:2] in own else _UNLIKE_LONG
        is_unlike = self.weights.of(content & bigrams(own)) <= most * self.weights.of(content)
        return (words, other) if is_unlike else None

    def _procedure(self, verb: str, position: int, source: int) -> tuple[str, int] | None:
        """Return the one article nearby that has a procedure (登记) of which the one cited says nothing."""
        if not _PROCEDURE.match(verb) or verb in self.texts[position]:
            return None
        duty = re.compile(f"(?:应当|申请|办理|不得|按时|及时)[^。；]*{verb}")
        near = [
            number
            for number in range(max(position - _NEAR, 0), min(position + _NEAR + 1, len(self.texts)))
            if number not in (position, source) and self.duties[number] and duty.search(self.texts[number])
        ]
        return (verb, near[0]) if len(near) == 1 else None
