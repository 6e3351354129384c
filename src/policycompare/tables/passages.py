"""Passages: the whole clauses that a provision has and others have not, as a note quotes them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from policycompare.documents import Document, Measure

NEW = 0.34
"""Most share of a phrase's bigrams that two neighbouring phrases of the others may have for it to count as new."""
KNOWN = 0.6
"""The same for all that the others say."""
ALIKE = 0.55
"""Least likeness (rapidfuzz) of two phrases that say the same about another office or thing."""
ELSEWHERE = 0.95
"""Least share of a phrase's bigrams that another provision has which says the same."""
USUAL = 0.3
"""Share of a document's provisions whose bigrams are its topic."""
FEW = 6
"""Provisions in which a bigram of a short document has to stand for that."""
_TOPIC = 9
"""Letters below which the first phrase of a sentence only names its topic."""
LEAST = 6
"""Letters of the shortest passage."""
QUOTED = 42
"""Characters after which a quotation ends with the clause."""
_CLOSING = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "「": "」", "【": "】"}
_STOPS = "。！？!?；;，,：:"
"""Marks between phrases, besides the ends of lines and cells."""
_SENTENCE = "。！？!?"
_CONDITION = re.compile(r"(?:的|时|后|前|起|内|下|上|中|外)$|^经.*(?:批准|同意|审核|许可|审查)$")
_ONLY_HOW = re.compile(
    r"(?:根据|按照|依照|依据|结合|会同|通过|以|对|在)[^，。；]*"
    r"(?:要求|原则|情况|需要|标准|规范|规划|方案|方式|形式|途径|单位|部门|机关|实际|条件|目标|计划|职责|分工|基础|方面|环节|领域|手段|特点|特长|指示|通知|设计|可能|的)$|^为了?"
)
"""A phrase with which no quotation ends where a comma follows: a condition, or what only says how."""
_ASKS = re.compile(r"[^，。；]{0,6}(?:应当?|必须|不得|可以|需要|认为)|由|按照|依照|其|要|须|给予|处")
"""The start of a phrase of which the one before it only names the topic."""
_SAYS = re.compile(
    r"应|必须|须|不得|不准|可以|禁止|严禁|鼓励|支持|引导|倡导|实行|推行|负责|有权|有义务|给予|予以|责令|建立|健全|加强|推进|推动|开展|制定"
    r"|编制|完善|落实|强化|组织|提高|提升|保障|纳入|列入|是指|包括|坚持|设立|设置|公布|公开|报告|优化|加快|严格|发挥|统筹"
)
"""What says something: the opening of a sentence without it only names what the rest is about."""
_MARKER = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、|[一二三四五六七八九十]是)\s*"
)
_REFERS = re.compile(
    r"(?:(?:应当)?遵守本.{2,4}|.{0,6}自.{2,14}起施行|(?:应当)?(?:依照|按照)前.{1,3}款.*|(?:违反|依照|按照|根据|依据).{0,12}规定|(?:违反|依照|按照|根据|依据|适用|除)?(?:了)?(?:本|前|《|第).{0,24}(?:规定|第.{1,6}[条款项]).{0,6}"
    r"|.{0,24}(?:有下列|下列).{0,16}|(?:按照|依照|根据|依据)?(?:国家|省|市|本市|法律|有关|相关).{0,12}规定.{0,4}|.{0,6}(?:如下|包括))"
)
"""Phrases that only refer to what stands elsewhere."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stands between two marks of a provision's text.

    Attributes
    ----------
    start, end
        Where it stands in the text, without a marker before it.
    sentence
        Number of its sentence, line or cell, from 0.
    text
        Its words.
    letters
        The letters of its normalised words.
    bigrams
        Neighbouring letters of those.
    """

    start: int
    end: int
    sentence: int
    text: str
    letters: str
    bigrams: frozenset[str]

    @property
    def says_something(self) -> bool:
        """Whether it is more than a reference or a word or two."""
        return len(self.letters) >= LEAST and len(self.bigrams) >= LEAST - 3 and not _REFERS.fullmatch(self.text)

    def share_in(self, bigrams: frozenset[str]) -> float:
        """Return the share of its bigrams that are among others."""
        return len(self.bigrams & bigrams) / max(len(self.bigrams), 1)


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring phrases that others have not.

    Attributes
    ----------
    quote
        Their words, as a note quotes them.
    size
        Number of letters of all of them.
    whole
        ``款`` or ``项`` where they are a whole paragraph or item of a provision that has several, or ``""``.
    is_shortened
        Whether the quotation leaves some of them out.
    """

    quote: str
    size: int
    whole: Literal["", "款", "项"] = ""
    is_shortened: bool = False


def letters_of(text: str) -> str:
    """Return the letters and figures of a text."""
    return "".join(filter(str.isalnum, text))


def bigrams_of(letters: str) -> frozenset[str]:
    """Return each two neighbouring letters."""
    return frozenset(letters[k : k + 2] for k in range(len(letters) - 1))


def _stretches(text: str) -> Iterable[tuple[int, int, int]]:
    """Yield start, end and sentence of what stands between marks; brackets and quotation marks are not cut in two."""
    start = sentence = 0
    waiting: list[str] = []
    for position, character in enumerate(text):
        if waiting and character == waiting[-1]:
            waiting.pop()
        elif character in _CLOSING:
            waiting.append(_CLOSING[character])
        elif character == "\n" or (not waiting and character in _STOPS):
            yield start, position, sentence
            start = position + 1
            if character == "\n":
                waiting.clear()
            if character in f"\n{_SENTENCE}":
                sentence += 1
    yield start, len(text), sentence


@dataclass(frozen=True, eq=False)
class PhrasedDocument:
    """The provisions of a document cut into phrases.

    Attributes
    ----------
    document
        The document.
    normal
        Normalises a text of it.
    """

    document: Document
    normal: Callable[[str], str]

    @cached_property
    def phrases(self) -> dict[str, tuple[Phrase, ...]]:
        """The phrases of each provision, by its label."""
        return {each.label: tuple(self._phrases(each.text)) for each in self.document.provisions}

    def _phrases(self, text: str) -> Iterable[Phrase]:
        for start, end, sentence in _stretches(text):
            marker = _MARKER.match(text, start, end)
            first = marker.end() if marker else start
            words = text[first:end].strip()
            if words:
                first = text.index(words, first)
                letters = letters_of(self.normal(words))
                yield Phrase(first, first + len(words), sentence, words, letters, bigrams_of(letters) - self.usual)

    @cached_property
    def usual(self) -> frozenset[str]:
        """The bigrams of the document's topic, which most provisions have and which tell no two of them apart."""
        counts = Counter(
            bigram for each in self.document.provisions for bigram in bigrams_of(letters_of(self.normal(each.text)))
        )
        least = max(USUAL * len(self.document.provisions), FEW)
        return frozenset(bigram for bigram, count in counts.items() if count > least)

    @cached_property
    def bigrams(self) -> dict[str, frozenset[str]]:
        """The bigrams of each provision, by its label."""
        return {label: frozenset().union(*(p.bigrams for p in some)) for label, some in self.phrases.items()}

    @cached_property
    def _provisions_with(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for label, bigrams in self.bigrams.items():
            for bigram in bigrams:
                found.setdefault(bigram, []).append(label)
        return found

    def says(self, phrase: Phrase) -> bool:
        """Whether one provision of the document says what a phrase of the other document says."""
        counts: dict[str, int] = {}
        for bigram in phrase.bigrams:
            for label in self._provisions_with.get(bigram, ()):
                counts[label] = counts.get(label, 0) + 1
        return max(counts.values(), default=0) >= ELSEWHERE * len(phrase.bigrams)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one provision has and others have not.

    Attributes
    ----------
    passages
        The passages, in order.
    items
        Members of lists that others have without them, in order.
    """

    passages: tuple[Passage, ...]
    items: tuple[str, ...]

    def without(self, quotes: AbstractSet[str]) -> Comparison:
        """Return the same without the passages that are quoted so."""
        return replace(self, passages=tuple(each for each in self.passages if each.quote not in quotes))


def compared(
    provision: Measure, here: PhrasedDocument, others: Sequence[Measure], there: PhrasedDocument
) -> Comparison:
    """Return what a provision says that provisions of another document do not say, nor any other of it.

    Parameters
    ----------
    provision, here
        The provision and its document.
    others, there
        Provisions of the other document, to which it is linked.
    """
    phrases = here.phrases[provision.label]
    known = _Known.of(others, there)
    is_new = known.are_new(phrases)
    passages = [_passage(provision.text, phrases, first, last) for first, last in _groups(phrases, is_new)]
    items = dict.fromkeys(_items(phrases, is_new, known, there))
    return Comparison(tuple(filter(None, passages)), tuple(items))


@dataclass(frozen=True, slots=True)
class _Known:
    """What some provisions say.

    Attributes
    ----------
    texts
        The letters of their phrases.
    windows, whole_windows
        The bigrams of each two neighbouring phrases, without those of the topic and with them.
    bigrams
        The bigrams of all of them, without those of the topic.
    elsewhere
        Their document.
    """

    texts: tuple[str, ...]
    windows: tuple[frozenset[str], ...]
    whole_windows: tuple[frozenset[str], ...]
    bigrams: frozenset[str]
    elsewhere: PhrasedDocument

    @classmethod
    def of(cls, provisions: Sequence[Measure], document: PhrasedDocument) -> _Known:
        """Return what provisions of a document say."""
        texts: list[str] = []
        windows: list[frozenset[str]] = []
        whole: list[frozenset[str]] = []
        for provision in provisions:
            phrases = document.phrases[provision.label]
            texts += [phrase.letters for phrase in phrases]
            for first, second in pairwise((*phrases[:1], *phrases)):
                windows.append(first.bigrams | second.bigrams)
                whole.append(bigrams_of(first.letters) | bigrams_of(second.letters))
        return cls(tuple(texts), tuple(windows), tuple(whole), frozenset().union(*windows), document)

    def are_new(self, phrases: Sequence[Phrase]) -> list[bool]:
        """Return of each phrase whether nothing here says the same."""
        from rapidfuzz.distance import Indel
        from rapidfuzz.process import extractOne

        out = []
        for phrase in phrases:
            new = phrase.says_something and phrase.share_in(self.bigrams) <= KNOWN
            new = new and max(map(phrase.share_in, self.windows), default=0.0) <= NEW
            whole = bigrams_of(phrase.letters)
            new = new and max((len(whole & window) for window in self.whole_windows), default=0) <= KNOWN * len(whole)
            new = new and not extractOne(
                phrase.letters, self.texts, scorer=Indel.normalized_similarity, score_cutoff=ALIKE
            )
            out.append(bool(new and not self.elsewhere.says(phrase)))
        return out


def _groups(phrases: Sequence[Phrase], is_new: Sequence[bool]) -> Iterable[tuple[int, int]]:
    """Yield first and last of new phrases that stand beside each other in one sentence."""
    first = -1
    for k, phrase in enumerate(phrases):
        if first >= 0 and not (is_new[k] and phrase.sentence == phrases[first].sentence):
            yield first, k - 1
            first = -1
        if is_new[k] and first < 0:
            first = k
    if first >= 0:
        yield first, len(phrases) - 1


def _passage(text: str, phrases: Sequence[Phrase], first: int, last: int) -> Passage | None:
    """Return new phrases as they are quoted: whole clauses that end where something is said, or ``None``."""
    if first and phrases[first].text.startswith("是指") and phrases[first - 1].sentence == phrases[first].sentence:
        first -= 1  # a definition is quoted with what it defines
    start, end = phrases[first].start, first
    size = sum(len(phrase.text) for phrase in phrases[first : last + 1])
    while end < last and phrases[end + 1].end - start <= QUOTED:
        end += 1
    ends = [k for k in range(first, last + 1) if _can_end(text, phrases[k])]
    if not ends:
        return None
    end = max((k for k in ends if k <= end), default=ends[0])
    opens = first == 0 or phrases[first - 1].sentence != phrases[first].sentence
    leads_on = end + 1 < len(phrases) and phrases[end + 1].sentence == phrases[end].sentence
    is_topic = opens and end == first and leads_on
    is_topic = is_topic and (
        len(phrases[end].text) < _TOPIC
        or _ASKS.match(phrases[end + 1].text) is not None
        or not _SAYS.search(phrases[end].text)
    )
    later = [k for k in ends if k > end]
    if is_topic and later:
        end, is_topic = later[0], False
    if is_topic or (not opens and phrases[end].text.endswith("的")):
        return None
    quote = text[start : phrases[end].end]
    if len(quote) > 2 * QUOTED:
        if "、" not in quote[:QUOTED]:
            return None
        quote = quote[: quote.rindex("、", 0, QUOTED)]
    return Passage(
        quote, size, _whole(text, start, phrases[last].end), end < last or len(quote) < phrases[end].end - start
    )


def _can_end(text: str, phrase: Phrase) -> bool:
    """Whether a quotation may end with a phrase: something is said, and no comma leads on from a condition."""
    if text[phrase.end : phrase.end + 1] not in ("，", ","):
        return True
    return not _CONDITION.search(phrase.text) and not _ONLY_HOW.search(phrase.text)


def _whole(text: str, start: int, end: int) -> Literal["", "款", "项"]:
    """Return whether a part of a text is a whole paragraph or item of several."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    rest = text[end : line_end if line_end >= 0 else len(text)]
    marker = _MARKER.match(text, line_start)
    opening = text[marker.end() if marker else line_start : start]
    if "\n" not in text or "|" in text or rest.strip("。；;，, ") or opening.strip():
        return ""
    return "项" if marker and marker[0].strip() else "款"


def _items(phrases: Sequence[Phrase], is_new: Sequence[bool], known: _Known, there: PhrasedDocument) -> Iterable[str]:
    """Yield members of lists that others have without them."""
    text = "\n".join(known.texts)
    for phrase, new in zip(phrases, is_new, strict=True):
        members = phrase.text.split("、")
        if new or len(members) < 3 or phrase.share_in(known.bigrams) < KNOWN:
            continue
        for member in members[1:-1]:
            bigrams = bigrams_of(letters_of(there.normal(member)))
            if (
                4 <= len(member) <= 16
                and "（" not in member
                and letters_of(member) not in text
                and not bigrams & known.bigrams
            ):
                yield member
