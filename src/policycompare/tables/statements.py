"""Statements: what stands between full stops and semicolons of provisions, and what of it another text says too."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from policycompare.language.citations import citations
from policycompare.language.quantities import quantities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from policycompare.documents import Document
    from policycompare.encoding.encoder import Encoder

    Vector = NDArray[np.float32]

LEAST = 6
"""Letters of the shortest statement of which anything is said."""
USUAL = 0.15
"""Share of a document's provisions whose bigrams do not tell whether one of them says a statement."""
FEW = 4
"""Provisions in which a bigram of a short document has to stand for that."""
LONGEST_MEANT = 400
"""Characters of a statement that the encoder reads."""
_HEADING = 16
"""Characters of the longest first sentence that only heads a paragraph (加强组织领导。)."""
_CLOSING = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "「": "」", "【": "】"}
_STOPS = "。！？!?"
SHORT_SENTENCE = 200
"""Characters of the longest sentence that is one statement; a longer one is cut at its semicolons."""
_MARKER = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、|[一二三四五六七八九十]是)\s*"
)
_MODAL = re.compile(r"应当|必须|不得|不准|可以|禁止|严禁|鼓励|负责|有权|责令")
_REFERENCE = re.compile(
    r"(?:按照|依照|根据|依据|违反|未?按)(?:了)?(?:本市|本省|本区|国家|[省市区]|有关|相关|法律|行政|法规|规章|本?(?:法|条例|办法|规定|细则)|第[^，。；第]{1,6}[条款项]"
    r"|前.{1,2}款|《[^》]+》|和|及|或者|、|的|等){1,12}(?:规定|要求)?的?"
)
"""A reference before or in what is asked: the same is asked with it and without."""
_ITSELF = re.compile("本(?:法|条例|办法|规定|细则|措施|方案|意见|通知|计划)")
"""A document's name for itself."""
LITTLE = frozenset("的和与及或者应当可以不得对由在为并以其他等有关相进行照规定本各级之于将所该是从至向须")
"""Characters of words that stand in every provision."""
_LEADS = re.compile(r"下列|如下|[：:]$")


def letters_of(text: str) -> str:
    """Return the letters and figures of a text."""
    return "".join(filter(str.isalnum, text))


def without_names(text: str) -> str:
    """Return a text in which it calls itself nothing but a text."""
    return _ITSELF.sub("本文", text)


@dataclass(frozen=True, slots=True)
class Said:
    """What words say, for comparing.

    Attributes
    ----------
    characters, bigrams
        The characters and neighbouring characters of their normalised letters, without those of usual words.
    """

    characters: frozenset[str] = frozenset()
    bigrams: frozenset[str] = frozenset()

    def __or__(self, other: Said) -> Said:
        return Said(self.characters | other.characters, self.bigrams | other.bigrams)


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A sentence of a provision, a part of a long one between semicolons, or one between commas.

    Attributes
    ----------
    text
        Its words without the number of an item.
    letters
        Its normalised letters, without references.
    said
        What they say.
    start
        Where a phrase stands in its statement.
    of
        What it is a whole of: ``款`` or ``项`` where that is a whole paragraph or item of several, or ``""``.
    is_item
        Whether it has the number of an item.
    line
        In which line of its provision it stands, from 0.
    phrases
        Its parts between commas.
    items
        The items that it leads to.
    """

    text: str
    letters: str
    said: Said
    start: int = 0
    of: Literal["", "款", "项"] = ""
    is_item: bool = False
    line: int = 0
    phrases: tuple[Statement, ...] = ()
    items: tuple[Statement, ...] = ()

    @property
    def listed(self) -> Said:
        """What it says with the items that it leads to."""
        return self.said | joined(self.items)

    @property
    def whole_text(self) -> str:
        """Its words with those of the items that it leads to."""
        items = "；".join(item.text for item in self.items)
        return f"{self.text.rstrip('：:')}：{items}" if items else self.text

    @property
    def item_count(self) -> int:
        """How many items it leads to."""
        return len({item.line for item in self.items})

    @property
    def leads(self) -> bool:
        """Whether it only leads to a list behind it."""
        return _LEADS.search(self.text) is not None

    @property
    def values(self) -> frozenset[object]:
        """The values of its quantities."""
        return frozenset(each.value for each in quantities(self.text) if not each.vague)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles that it cites, each once."""
        return tuple(dict.fromkeys(title for title, _ in citations(self.text)))

    def words(self, start: int, end: int) -> str:
        """Return the words of some of its phrases, with what stands between them."""
        if start >= end:
            return ""
        last = self.phrases[end - 1]
        return self.text[self.phrases[start].start : last.start + len(last.text)]


@dataclass(frozen=True, eq=False)
class StatedDocument:
    """The provisions of a document cut into statements.

    Attributes
    ----------
    document
        The document.
    normal
        Normalises a text of it.
    encoder
        What compares its statements in meaning; ``None`` where nothing does.
    """

    document: Document
    normal: Callable[[str], str]
    encoder: Encoder | None = None

    @cached_property
    def statements(self) -> dict[str, tuple[Statement, ...]]:
        """The statements of each provision, by its label."""
        return {each.label: _with_items([*self._cut(each.text)]) for each in self.document.provisions}

    @cached_property
    def vectors(self) -> dict[str, Vector]:
        """What each statement means, by its text, without what all of them say; none without an encoder."""
        if self.encoder is None:
            return {}
        stated = [each for some in self.statements.values() for each in some]
        texts = sorted({text for each in stated for text in (each.text, each.whole_text)})
        found = self.encoder.encode([text[:LONGEST_MEANT] for text in texts])
        return dict(zip(texts, found - found.mean(axis=0), strict=True))

    def _cut(self, text: str) -> Iterator[Statement]:
        lines = [line for line in text.split("\n") if line.strip()]
        was_listed = False
        has_numbers = any(map(_MARKER.match, lines))
        for number, line in enumerate(lines):
            marker = _MARKER.match(line)
            # The items of a list without numbers end with semicolons, but for the last.
            is_listed = line.rstrip().endswith(("；", ";")) and len(lines) > 1
            is_item = marker is not None or is_listed or was_listed
            was_listed = is_listed or (not has_numbers and (was_listed or line.rstrip().endswith(("：", ":"))))
            parts = [*_sentences(line[marker.end() :] if marker else line)]
            is_whole = len(parts) == 1 and len(lines) > 1 and "|" not in line
            for k, part in enumerate(parts):
                has_more = len(parts) > 1 or len(lines) > 1
                is_first = not number and not k
                is_heading = is_first and part.mark == "。" and len(part.words) <= _HEADING and has_more
                if is_heading and not _MODAL.search(part.words):
                    continue
                inner = None if marker else _MARKER.match(part.words)
                words = part.words[inner.end() :] if inner else part.words
                if letters_of(words):
                    whole: Literal["款", "项"] = "项" if is_item else "款"
                    stated = self.stated(words)
                    is_numbered = is_item or inner is not None
                    yield replace(stated, of=whole if is_whole else "", is_item=is_numbered, line=number)

    def stated(self, words: str) -> Statement:
        """Return words as a statement."""
        phrases = [self._phrase(part.words, part.start) for part in _parts(words, "，,")]
        return replace(self._phrase(words, 0), phrases=tuple(phrases))

    def _phrase(self, words: str, start: int) -> Statement:
        letters = letters_of(self.normal(without_names(_REFERENCE.sub("", words))))
        return Statement(words, letters, said(letters), start)

    @cached_property
    def counts(self) -> Counter[str]:
        """In how many provisions each character and bigram stands."""
        found: Counter[str] = Counter()
        for statements in self.statements.values():
            whole = joined(statements)
            found.update(whole.characters)
            found.update(whole.bigrams)
        return found

    @cached_property
    def _provisions_with(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for label, statements in self.statements.items():
            for bigram in sorted(joined(statements).bigrams):
                found.setdefault(bigram, []).append(label)
        return found

    def nearest(self, statement: Statement) -> list[str]:
        """Return the labels of the provisions that have most of a statement's bigrams."""
        most = max(USUAL * len(self.statements), FEW)
        shared: Counter[str] = Counter()
        for bigram in sorted(statement.said.bigrams):
            labels = self._provisions_with.get(bigram, [])
            if len(labels) <= most:
                shared.update(labels)
        return [label for label, _ in shared.most_common(3)]


@dataclass(frozen=True, eq=False)
class Weights:
    """How much each character and bigram tells in two documents: the fewer provisions it stands in, the more."""

    documents: tuple[StatedDocument, StatedDocument]

    @cached_property
    def _count(self) -> int:
        return sum(len(each.statements) for each in self.documents) + 1

    @cached_property
    def _of_gram(self) -> dict[str, float]:
        below, above = (each.counts for each in self.documents)
        return {gram: math.log(1 + self._count / (1 + count)) for gram, count in (below + above).items()}

    def of(self, grams: Iterable[str]) -> float:
        """Return how much characters or bigrams tell together."""
        weights = self._of_gram
        rare = math.log(1 + self._count)
        return math.fsum(weights.get(gram, rare) for gram in grams)

    def covered(self, statement: Said, other: Said) -> float:
        """Return the share of a statement that other words say too, 0 to 1, by what it tells."""
        shares = []
        for own, others in ((statement.characters, other.characters), (statement.bigrams, other.bigrams)):
            if own:
                shares.append(self.of(own & others) / self.of(own))
        return sum(shares) / len(shares) if shares else 1.0

    def likeness(self, one: Said, other: Said) -> float:
        """Return how much of two statements is common to both, 0 to 1."""
        shares = []
        for own, others in ((one.characters, other.characters), (one.bigrams, other.bigrams)):
            both = self.of(own) + self.of(others)
            if both:
                shares.append(2 * self.of(own & others) / both)
        return sum(shares) / len(shares) if shares else 0.0


def said(letters: str) -> Said:
    """Return what letters say."""
    bigrams = {first + second for first, second in pairwise(letters) if not {first, second} & LITTLE}
    return Said(frozenset(letters) - LITTLE, frozenset(bigrams))


def joined(statements: Iterable[Statement]) -> Said:
    """Return what statements say together."""
    characters: set[str] = set()
    bigrams: set[str] = set()
    for each in statements:
        characters |= each.said.characters
        bigrams |= each.said.bigrams
    return Said(frozenset(characters), frozenset(bigrams))


def _with_items(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return statements of which those that lead to a list know its items."""
    out: list[Statement] = []
    items: list[Statement] = []
    for statement in reversed(statements):
        if statement.leads:
            out.append(replace(statement, items=tuple(reversed(items))))
        else:
            out.append(statement)
        items = [*items, statement] if statement.is_item else []
    return tuple(reversed(out))


def windows(statements: Sequence[Statement]) -> list[Said]:
    """Return what each two neighbouring statements say together."""
    return [first.said | second.said for first, second in pairwise((*statements[:1], *statements))]


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands between two marks of a text: its words, where they start, and the mark behind them."""

    words: str
    start: int
    mark: str


def _sentences(text: str) -> Iterator[_Part]:
    """Yield the sentences of a line, long ones in parts."""
    for part in _parts(text, _STOPS):
        if len(part.words) <= SHORT_SENTENCE or "|" in part.words:
            yield replace(part, words=part.words.rstrip("；;"))
        else:
            yield from _parts(part.words, "；;")


def _parts(text: str, stops: str) -> Iterator[_Part]:
    """Yield what stands between marks; brackets and quotations are not cut."""
    start = 0
    waiting: list[str] = []
    for position, character in enumerate(f"{text}\n"):
        if waiting and character == waiting[-1]:
            waiting.pop()
        elif character in _CLOSING:
            waiting.append(_CLOSING[character])
        elif position == len(text) or (not waiting and character in stops):
            words = text[start:position]
            if words.strip():
                yield _Part(words.strip(), start + len(words) - len(words.lstrip()), character)
            start = position + 1
