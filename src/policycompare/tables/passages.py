"""Passages: the whole clauses that a provision has and others have not, as a note quotes them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from policycompare.language.quantities import quantities
from policycompare.language.sanctions import sanctions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from policycompare.documents import Document, Measure
    from policycompare.language.quantities import Value

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
_LISTED = 4
"""Members from which a phrase is a list of which single ones are quoted."""
_HEADING = 16
"""Characters of the longest first sentence that only heads a paragraph (加强组织领导。)."""
_CHAIN = 8
"""Phrases that one condition has at most."""
_TOPIC = 9
"""Letters below which the first phrase of a sentence only names its topic."""
SAME_ASKED = 0.75
"""The same of two phrases that ask for the same, if within a time."""
LEAST = 6
"""Letters of the shortest passage."""
QUOTED = 42
"""Characters after which a quotation ends with the clause."""
_CLOSING = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "「": "」", "【": "】"}
_STOPS = "。！？!?；;，,：:"
"""Marks between phrases, besides the ends of lines and cells."""
_SENTENCE = "。！？!?"
LONGEST = 4 * QUOTED
"""Characters of the longest clause that is quoted whole."""
_CONDITION = re.compile(
    r"(?:的|时|后|前|起|内|下|上|中|外|以来)$|(?:^|未)经.*(?:批准|同意|审核|许可|审查|决定)$|^(?:除|因)"
)
_ONLY_HOW = re.compile(
    r"(?:根据|按照|依照|依据|参照|依托|结合|会同|通过|以|对|在)[^，。；]*"
    r"(?:要求|原则|情况|需要|需求|状况|标准|规范|规划|方案|方式|形式|途径|渠道|单位|部门|机关|实际|条件|目标|计划|职责|权限|分工|基础|方面|环节|领域|手段|特点|特长|指示|通知|设计|程序|时限|活动|规定|可能|的)$|^为了?"
    r"|对[^，。；]*(?:个人|人员|组织|企业|者|公民|学生|行为|项目|资料|设施)$"
    r"|(?:应当?|必须|可以|不得|须|要)(?:根据|按照|依照|依据|参照|依托|结合|会同|通过|以|自|在)[^，。；]*$"
    r"|(?:应当?|必须|可以|^)对(?!外)(?![^，。；]*(?:进行|给予|予以|实施|实行|开展|加以|负责|承担|提出|作出|处以))[^，。；]*$"
    r"|^(?:根据|依据|结合|依托|参照|通过|因)[^，。；]*$|等(?:措施|方式|形式|手段|办法|途径)$"
    r"|组织[^，。；]*(?:单位|个人|部门|人员|企业|群众)$|(?:持|凭)[^，。；]*(?:证件?|证明|材料|文件|图)$|采取[^，。；]*(?:措施|方式|形式|手段|办法)$"
)
"""A phrase with which no quotation ends where a comma follows: a condition, or what only says how."""
_LEADS_ON = re.compile(r"以及|作为|或者|和(?!谐)|及(?!时)")
"""The start of a phrase that goes on with a list of the one before it."""
_GOES_ON = re.compile(rf"是指|即|包括|{_LEADS_ON.pattern}")
_MODAL = re.compile(
    r"应当|(?<![供响反适相回对])应(?![急用对变答聘])|必须|不得|不准|可以|禁止|严禁|鼓励|负责|有权|责令|是指|[^必]须"
)
_BARE = re.compile(r"由|应当?(?!急|用|对)|必须|须|可以|不得|不准|予以|给予|处|责令|按照|依照|承担|先|方可")
"""The start of a phrase that does not say who or when, which the one before it does."""
_ASKS = re.compile(
    r"[^，。；]{0,6}(?:应当?|必须|不得|可以|需要|认为)|由|按照|依照|依据|根据|其|要|须|给予|予以|进行|实现|处|对|在|从|纳入|列入|用于|经|依法|报|责令|适用"
)
"""The start of a phrase of which the one before it only names the topic."""
_SAYS = re.compile(
    r"应当|(?<![供响反适相回对])应(?![急用对变答聘])|促进|维护|保护|规范|必须|须|不得|不准|可以|禁止|严禁|鼓励|支持|引导|倡导|实行|推行|负责|有权|有义务|给予|予以|责令|建立|健全|加强|推进|推动|开展|制定"
    r"|编制|完善|落实|强化|组织|提高|提升|保障|纳入|列入|是指|包括|坚持|设立|设置|公布|公开|报告|优化|加快|严格|发挥|统筹"
)
"""What says something: the opening of a sentence without it only names what the rest is about."""
_MARKER = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、|[一二三四五六七八九十]是)\s*"
)
_REFERENCE = re.compile(
    r"(?:按照|依照|根据|依据|违反|未?按)(?:了)?(?:本市|本省|本区|国家|[省市区]|有关|相关|法律|行政|法规|规章|本?(?:法|条例|办法|规定|细则)|第[^，。；第]{1,6}[条款项]"
    r"|前.{1,2}款|《[^》]+》|和|及|或者|、|的|等){1,12}(?:规定|要求)?的?"
    r"|(?:按照|依照|根据|参照)[^，。；]{0,40}?(?:规定|要求)"
)
"""A reference before or in what is asked: the same is asked with it and without."""
_REFERS = re.compile(
    r"(?:(?:应当|必须)?遵守本.{2,4}|结合.{0,8}实际(?:情况)?|.{0,6}自.{2,14}起施行|(?:应当)?(?:依照|按照)前.{1,3}款.*|(?:违反|依照|按照|根据|依据).{0,12}规定"
    r"|(?:违反|依照|按照|根据|依据|适用|除)?(?:了)?(?:本|前|《|第).{0,24}(?:规定|第.{1,6}[条款项]).{0,6}|除.{0,14}(?:规定|情形)(?:之)?外"
    r"|(?:根据|依据)(?:宪法和|国务院)?《.*》.{0,16}|(?:根据|依据).{0,16}(?:法律|法规)(?:的规定)?|(?:应当)?(?:符合.{0,10}(?:有关|相关)规定|遵守.{0,24}规定)|“[^”]*”"
    r"|(?:应当)?(?:依照|按照|适用|根据|依据).{0,24}(?:规定|条例|法|办法)?(?:执行|办理|予以处罚|处罚|处理|给予处罚)"
    r"|.*下列.{0,24}|(?:按照|依照|根据|依据)?(?:国家|省|市|本市|法律|有关|相关).{0,12}规定.{0,4}|.{0,6}(?:如下|包括)"
    r"|(?:法律|法规|规章|国家|国务院|省|市|人民政府|和|以及|、|行政){0,8}规定的其他.{0,16}|其他(?!.*(?:应当|不得)).{0,40}"
    r"|.{0,30}的其他(?:行为|情形|事项|职责|活动|内容)的?|(?:和|及|以及)?《[^》]*》.{0,3}"
    r"|(?:尚)?[不未]?构成.{0,6}犯罪的|情节.{1,4}的|逾期.{0,6}的|拒不.{0,6}的|造成.{0,10}的)"
)
"""Phrases that only refer to what stands elsewhere."""
_PUNISHED = re.compile(
    r"(?:对)?(?:直接负责的)?主管人员|(?:和|及)?其他|直接责任人员|依法|予以"
    r"|由.{2,14}(?:部门|机关|机构|单位)|责令.{2,6}|[并可以给处]"
)
"""What stands around sanctions: by whom and whom."""
_OFFICES = re.compile(r"(?P<names>[^，。；：]{2,80}?、[^，。；：]{2,80}?)(?:等|行政|主管|有关)+部门")
"""A list of offices (教育、公安等部门)."""
_LEVEL = re.compile(r"^(?:县级以上|市|区|县|省|本级|地方|各级|人民政府|、|的|和)+")
_OFFICE = re.compile(r"[^（）()“”的和及等各]{2,10}")
_FIGURE = re.compile("[0-9０-９一二三四五六七八九十两]")
_FROM = re.compile(r"[自从][^，。；]{1,24}之日起$")
_SCOPE = re.compile(r"适用(?:于|本(?:法|条例|办法|规定|细则|措施|方案|意见))|遵守本(?:法|条例|办法|规定|细则|措施)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stands between two marks of a provision's text.

    Attributes
    ----------
    start, end
        Where it stands in the text, without a marker before it.
    sentence, clause
        Number of its sentence, line or cell, and of what stands between semicolons in it, from 0.
    text
        Its words.
    letters
        The letters of its normalised words, without references.
    bigrams
        Neighbouring letters of those.
    """

    start: int
    end: int
    sentence: int
    clause: int
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
    letters
        The letters of all that is new.
    whole
        ``款`` or ``项`` where they are a whole paragraph or item of a provision that has several, or ``""``.
    is_shortened
        Whether the quotation leaves some of them out.
    """

    quote: str
    letters: str
    whole: Literal["", "款", "项"] = ""
    is_shortened: bool = False

    @property
    def size(self) -> int:
        """Number of letters of all that is new."""
        return len(self.letters)

    @property
    def is_scope(self) -> bool:
        """Whether they say where the document applies."""
        return says_where_it_applies(self.quote)


def letters_of(text: str) -> str:
    """Return the letters and figures of a text."""
    return "".join(filter(str.isalnum, text))


def says_where_it_applies(text: str) -> bool:
    """Return whether a text says where its document applies."""
    return _SCOPE.search(text) is not None


def without_marker(text: str) -> str:
    """Return a text without the number of an item that it begins with."""
    marker = _MARKER.match(text)
    return text[marker.end() :] if marker else text


def refers_only(text: str) -> bool:
    """Return whether each phrase of a text only refers to what stands elsewhere."""
    return all(_REFERS.fullmatch(words) for words in re.split("[，,；;]", text.strip("，,；;。")) if words)


def bigrams_of(letters: str) -> frozenset[str]:
    """Return each two neighbouring letters."""
    return frozenset(letters[k : k + 2] for k in range(len(letters) - 1))


def _stretches(text: str) -> Iterable[tuple[int, int, int, int]]:
    """Yield start, end, sentence and clause of what stands between marks; brackets and quotations are not cut."""
    start = sentence = clause = 0
    waiting: list[str] = []
    for position, character in enumerate(text):
        if waiting and character == waiting[-1]:
            waiting.pop()
        elif character in _CLOSING:
            waiting.append(_CLOSING[character])
        elif character == "\n" or (not waiting and character in _STOPS):
            yield start, position, sentence, clause
            start = position + 1
            if character == "\n":
                waiting.clear()
            if character in f"\n{_SENTENCE}":
                sentence += 1
            if character in f"\n{_SENTENCE}；;":
                clause += 1
    yield start, len(text), sentence, clause


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
        for start, end, sentence, clause in _stretches(text):
            # 甲、乙级企业，一、二级企业: what follows a comma is no number of an item.
            marker = None if text[start - 1 : start] in ("，", ",") else _MARKER.match(text, start, end)
            first = marker.end() if marker else start
            words = text[first:end].strip()
            is_heading = start == 0 and text[end : end + 1] == "。" and len(words) <= _HEADING and end + 1 < len(text)
            if words and not (is_heading and not _MODAL.search(words)):
                first = text.index(words, first)
                letters = letters_of(self.normal(_REFERENCE.sub("", words)))
                bigrams = bigrams_of(letters) - self.usual
                yield Phrase(first, first + len(words), sentence, clause, words, letters, bigrams)

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
    offices
        The same of lists of offices (教育、公安等部门).
    times, figures
        Times within which something is to be done that others ask for without any, and phrases with other figures.
    """

    passages: tuple[Passage, ...]
    items: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

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
    others_of = [phrase for phrase, new in zip(phrases, is_new, strict=True) if not new]
    said = frozenset(quantity.value for each in others for quantity in quantities(each.text))
    return Comparison(
        tuple(filter(None, passages)),
        tuple(dict.fromkeys(_items(others_of, known, there))),
        tuple(dict.fromkeys(_offices(others_of, known, here, there))),
        tuple(dict.fromkeys(_times(phrases, known, said))),
        tuple(dict.fromkeys(_figures(others_of, said))),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What some provisions say.

    Attributes
    ----------
    texts, written
        The letters of their phrases, normalised and as written.
    sanctions
        The kinds of sanctions in them.
    windows, whole_windows
        The bigrams of each two neighbouring phrases, without those of the topic and with them.
    bigrams
        The bigrams of all of them, without those of the topic.
    elsewhere
        Their document.
    """

    texts: tuple[str, ...]
    written: tuple[str, ...]
    sanctions: frozenset[str]
    windows: tuple[frozenset[str], ...]
    whole_windows: tuple[frozenset[str], ...]
    bigrams: frozenset[str]
    elsewhere: PhrasedDocument

    @classmethod
    def of(cls, provisions: Sequence[Measure], document: PhrasedDocument) -> _Known:
        """Return what provisions of a document say."""
        texts: list[str] = []
        written: list[str] = []
        kinds: set[str] = set()
        windows: list[frozenset[str]] = []
        whole: list[frozenset[str]] = []
        for provision in provisions:
            phrases = document.phrases[provision.label]
            texts += [phrase.letters for phrase in phrases]
            written += [letters_of(phrase.text) for phrase in phrases]
            kinds |= {sanction.key for sanction in sanctions(provision.text)}
            for first, second in pairwise((*phrases[:1], *phrases)):
                windows.append(first.bigrams | second.bigrams)
                whole.append(bigrams_of(first.letters) | bigrams_of(second.letters))
        return cls(
            tuple(texts),
            tuple(written),
            frozenset(kinds),
            tuple(windows),
            tuple(whole),
            frozenset().union(*windows),
            document,
        )

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
            # Offices that are called otherwise are alike when normalised, longer and shorter names of one as written.
            for letters, texts in ((phrase.letters, self.texts), (letters_of(phrase.text), self.written)):
                new = new and not extractOne(letters, texts, scorer=Indel.normalized_similarity, score_cutoff=ALIKE)
            new = new and not self._punishes_so(phrase) and not self.elsewhere.says(phrase)
            out.append(bool(new))
        return out

    def _punishes_so(self, phrase: Phrase) -> bool:
        """Whether a phrase only names sanctions that are named here too, in whatever order; sums are compared apart."""
        found = sanctions(phrase.text)
        if not found or not {sanction.key for sanction in found} <= self.sanctions:
            return False
        rest = phrase.text
        for sanction in found:
            rest = rest.replace(sanction.span.of(phrase.text), "")
        return len(_PUNISHED.sub("", rest)) < LEAST


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
    letters = "".join(phrase.letters for phrase in phrases[first : last + 1])
    ends = [k for k in range(first, last + 1) if _can_end(text, phrases, k)]
    if not ends:
        return None
    first = _opening(text, phrases, first)
    start = phrases[first].start
    end = max((k for k in ends if phrases[k].end - start <= QUOTED), default=ends[0])
    quote = text[start : phrases[end].end]
    if len(quote) > LONGEST:
        if "、" not in quote[:QUOTED]:
            return None
        quote = quote[: quote.rindex("、", 0, QUOTED)]
    return Passage(
        quote, letters, _whole(text, start, phrases[last].end), end < last or len(quote) < phrases[end].end - start
    )


def _opening(text: str, phrases: Sequence[Phrase], first: int) -> int:
    """Return where a quotation opens: with the condition or the subject of what is new, or the term that is defined."""
    while first and phrases[first - 1].clause == phrases[first].clause:
        before, own = phrases[first - 1], phrases[first]
        is_led = text[before.end : before.end + 1] in ("：", ":")
        belongs = is_led or before.text.endswith("的") or _GOES_ON.match(own.text) is not None
        is_subject = first == 1 or phrases[first - 2].clause != before.clause
        belongs = belongs or bool(is_subject and _BARE.match(own.text) and not _MODAL.search(before.text))
        if not belongs or "下列" in before.text or own.end - before.start > 2 * QUOTED:
            break
        first -= 1
    return first


def _can_end(text: str, phrases: Sequence[Phrase], k: int) -> bool:
    """Whether a quotation may end with a phrase: something is said, and nothing that belongs to it follows."""
    own = phrases[k]
    if text[own.end : own.end + 1] not in ("，", ",") or k + 1 == len(phrases):
        return True
    following = phrases[k + 1]
    if _CONDITION.search(own.text) or _ONLY_HOW.search(own.text) or _LEADS_ON.match(following.text):
        return False
    return _MODAL.search(own.text) is not None or (_says_already(phrases, k) and not _is_condition(phrases, k))


def _says_already(phrases: Sequence[Phrase], k: int) -> bool:
    """Whether a clause says something by the end of a phrase that asks for nothing itself."""
    own, following = phrases[k], phrases[k + 1]
    before = [phrase for phrase in phrases[max(k - _CHAIN, 0) : k] if phrase.clause == own.clause]
    is_own = _SAYS.search(own.text) is not None
    if not before:
        return is_own and len(own.text) >= _TOPIC and not _ASKS.match(following.text)
    if not is_own and not any(_SAYS.search(each.text) for each in before):
        behind = [each for each in phrases[k + 1 : k + 3] if each.clause == own.clause]
        if _ONLY_HOW.search(before[-1].text) or any(_ASKS.match(each.text) for each in behind):
            return False
    return bool(_SAYS.match(own.text)) or not _ASKS.match(following.text)


def _is_condition(phrases: Sequence[Phrase], k: int) -> bool:
    """Whether a phrase is one of several that are a condition (继续骚扰申请人，威逼申请人撤诉的)."""
    for phrase in phrases[k + 1 : k + 1 + _CHAIN]:
        if phrase.clause != phrases[k].clause or _MODAL.search(phrase.text):
            return False
        if phrase.text.endswith(("的", "时")):
            return True
    return False


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


def _items(phrases: Sequence[Phrase], known: _Known, there: PhrasedDocument) -> Iterable[str]:
    """Yield members of lists that others have without them."""
    text = "\n".join(known.texts)
    for phrase in phrases:
        members = phrase.text.split("、")
        if len(members) < 3 or phrase.share_in(known.bigrams) < NEW:
            continue
        for member in members[1:-1]:
            bigrams = bigrams_of(letters_of(there.normal(member)))
            if (
                4 <= len(member) <= 16
                and len(members) > _LISTED
                and "（" not in member
                and letters_of(member) not in text
                and not bigrams & known.bigrams
            ):
                yield member


def _offices(phrases: Sequence[Phrase], known: _Known, here: PhrasedDocument, there: PhrasedDocument) -> Iterable[str]:
    """Yield offices in lists of them that others have without them."""
    text = "\n".join(known.texts)
    if "部门" not in text:
        return
    for phrase in phrases:
        listed = _OFFICES.match(phrase.text)
        names = [_LEVEL.sub("", name) for name in listed["names"].split("、")] if listed else []
        new = []
        for name in names:
            said = {letters_of(name), letters_of(here.normal(name)), letters_of(there.normal(name))}
            if _OFFICE.fullmatch(name) and not any(each in text for each in said):
                new.append(name)
        if len(new) < len(names):
            yield from new


def _times(phrases: Sequence[Phrase], known: _Known, said: AbstractSet[Value]) -> Iterable[str]:
    """Yield times within which something is to be done that others ask for without any."""
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import extractOne

    for k, phrase in enumerate(phrases):
        for quantity in quantities(phrase.text):
            words = quantity.span.of(phrase.text)
            if quantity.kind != "deadline" or quantity.value in said or not _FIGURE.search(words):
                continue
            beside = [each for each in phrases[max(k - 1, 0) : k + 2] if each.clause == phrase.clause]
            for each in beside if len(beside) == 1 else [other for other in beside if other is not phrase]:
                if extractOne(each.letters, known.texts, scorer=Indel.normalized_similarity, score_cutoff=SAME_ASKED):
                    start = _FROM.search(phrase.text[: quantity.span.start])
                    yield phrase.text[start.start() if start else quantity.span.start : quantity.span.end]
                    break


def _figures(phrases: Sequence[Phrase], said: AbstractSet[Value]) -> Iterable[str]:
    """Yield phrases with a figure or a frequency that others do not have."""
    for phrase in phrases:
        found = [each for each in quantities(phrase.text) if each.kind in ("figures", "frequency")]
        is_new = any(each.value not in said and _FIGURE.search(each.span.of(phrase.text)) for each in found)
        if is_new and len(phrase.text) <= QUOTED:
            yield phrase.text
