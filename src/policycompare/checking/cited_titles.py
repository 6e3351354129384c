"""Rules about citations in 《…》: titles that are misspelt or no more, and provisions of other documents."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.checking.draft import Flaw
from policycompare.checking.offences import better_provision, bigrams, weights_of
from policycompare.documents import Span
from policycompare.language.citations import without_state
from policycompare.language.known_titles import is_law, one_less, title_table, word_less
from policycompare.language.look_alikes import look_alikes
from policycompare.language.normalise import fold
from policycompare.language.numerals import HAN, to_int
from policycompare.language.references import Place, article_words, missing
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft
    from policycompare.documents import Document
    from policycompare.language.known_titles import TitleTable

_LOOSE = frozenset("的和与及之、，,“”\"'‘’《》〈〉（）()")
"""Characters by which two writings of one title differ; others make another title."""
_NUMERAL = re.compile(r"[0-9〇一二三四五六七八九十]")
_STATE = "中华人民共和国"
_LONG = 8
"""A title of so many characters that differs by one is a slip."""
_SHORTEST, _SHORTEST_LESS_ONE = 4, 5
"""A shorter title is no slip that can be told, and one of so many characters may have lost one."""
_SHORTEST_WITH_WORD = 5
_STEM = 6
"""A title of so many characters before its kind is of one kind only."""
_ALIKE = 0.6
"""How much of a law's title must stand in another for it to be meant."""
_STOCK = (
    "管理",
    "安全",
    "保护",
    "保障",
    "促进",
    "防治",
    "治理",
    "监督",
    "污染",
    "应急",
    "应对",
    "服务",
    "实施",
    "环境",
    "生产",
    "公共",
)
"""Words that titles of laws share, so that one comes for another or too many."""
_STATE_KINDS = ("条例", "办法", "规定", "法")
"""办法 before 法, in which it ends."""
_ORDER = re.compile(r"》[（(](?:中华人民共和国)?国务院令")
_TELLING = frozenset("非不无未国省市区县乡镇州东西南北中上下前后内外大小新旧水气土")
"""Characters that tell titles apart: places, sides, subjects."""
_KINDS = {
    "条列": "条例", "条理": "条例", "条利": "条例", "办发": "办法", "规订": "规定", "规顶": "规定", "决订": "决定",
    "细责": "细则", "规责": "规则", "法津": "法律", "章呈": "章程", "通之": "通知", "方按": "方案",
}  # fmt: skip
"""Kinds of documents, misspelt: right at the end of no title."""
_KIND = re.compile(rf"(?:{'|'.join(_KINDS)})(?=$|[（(])")
_PLACE = re.compile(r"^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|自治州|自治县|市|区|县|州|旗))+")
_FORMER = re.compile(r"(?:原|废止|失效|修改后的|旧)$")
_REPEALS = re.compile(r"[^。；\n]{0,60}(?:废止|失效|不再执行)")
_NUMBER = rf"(?:{HAN}{{1,7}}|[0-9]{{1,4}})"
_STEP = re.compile(
    rf"(?P<and>、|和|或者?|以?及|[至到])?第(?P<article>{_NUMBER})条(?:之(?P<sub>{HAN}{{1,3}}))?"
    rf"(?:第(?P<paragraph>{_NUMBER})款)?(?:第[（(]?(?P<item>{_NUMBER})[)）]?项)?"
)
_NAMED = re.compile(r"》(?:[（(][^（）()\n]{1,60}[)）])?")


def citation_variants(draft: Draft) -> Iterator[Flaw]:
    """Find titles that stand elsewhere in the document in a slightly different writing."""
    # Blanks and ends of lines are no writing: a cell of a table breaks a title anywhere.
    cited = [("".join(title.split()), span) for title, span in draft.citations]
    written = Counter(title for title, _ in cited)
    usual: dict[str, str] = {}
    by_key: dict[str, list[int]] = {}
    titles = sorted(written, key=lambda t: (-written[t], t))
    for number, title in enumerate(titles):
        keys = _keys(title)
        before = sorted({other for key in keys for other in by_key.get(key, ())})
        likely = (
            other for other in map(titles.__getitem__, before) if other not in usual and _is_variant(other, title)
        )
        if other := next(likely, None):
            usual[title] = other
        for key in keys:
            by_key.setdefault(key, []).append(number)
    for title, span in cited:
        if title in usual:
            yield Flaw(span, message("elsewhere the title is written《{usual}》", usual=usual[title]), usual[title])


def _is_variant(one: str, other: str) -> bool:
    return same_title(fold(one), fold(other))


def _keys(title: str) -> list[str]:
    """Return what a title shares with every title that may be another writing of it: itself, and less a character."""
    bare = _bare(fold(title))
    keys = [bare]
    for at, char in enumerate(bare if len(bare) >= _LONG else ""):
        # Titles that differ in a number or a telling word are of two documents.
        if not _NUMERAL.match(char) and char not in _TELLING:
            keys.append(bare[:at] + bare[at + 1 :])
    return list(dict.fromkeys(keys))


def _bare(title: str) -> str:
    return "".join(char for char in title.removeprefix(_STATE) if char not in _LOOSE)


def same_title(one: str, other: str) -> bool:
    """Whether two folded titles are writings of one: they differ in loose characters only, or in one of many."""
    from rapidfuzz.distance import Levenshtein

    if abs(len(one) - len(other)) > 4:
        return False
    bare = [_bare(one), _bare(other)]
    if bare[0] == bare[1]:
        return True
    if min(map(len, bare)) < _LONG or Levenshtein.distance(*bare, score_cutoff=1) > 1:
        return False
    changed = _changed(*bare)
    return not _NUMERAL.search(changed) and not set(changed) & _TELLING


def _changed(one: str, other: str) -> str:
    """Return the characters in which two titles differ."""
    from rapidfuzz.distance import Levenshtein

    return "".join(
        one[op.src_start : op.src_end] + other[op.dest_start : op.dest_end]
        for op in Levenshtein.opcodes(one, other)
        if op.tag != "equal"
    )


def misspelt_kinds(draft: Draft) -> Iterator[Flaw]:
    """Find titles that end in a misspelt kind of document (《某市燃气管理条列》)."""
    known = title_table()
    for title, span in draft.citations:
        match = _KIND.search(title)
        if match and not known.is_known(title):
            repair = title[: match.start()] + _KINDS[match[0]] + title[match.end() :]
            yield Flaw(span, message("the title is misspelt:《{title}》", title=repair), repair)


def near_titles(draft: Draft) -> Iterator[Flaw]:
    """Find titles that the table does not know and that are one character from one that it knows."""
    told = {flaw.span for flaw in misspelt_kinds(draft)}
    known = title_table()
    for title, span in draft.citations:
        if _has_state_too_much(title, known):
            yield Flaw(span, message("is《{title}》meant?", title=without_state(title)), without_state(title))
        is_repealed = _REPEALS.match(draft.text, span.end + 1)  # it may well have had another title
        if span in told or is_repealed or known.is_known(title):
            continue
        likely = _likely(title, known, is_of_state=_is_of_state(draft, title, span)) or _like_another(title, known)
        if likely:
            yield Flaw(span, message("is《{title}》meant?", title=likely), likely)
        elif title.startswith(_STATE) and is_law(title) and not draft.document.title.startswith(title):
            yield Flaw(span, message("no law of this name is known"))


def _has_state_too_much(title: str, known: TitleTable) -> bool:
    """Whether a title begins with 中华人民共和国 that does so nowhere (《中华人民共和国城市道路管理条例》)."""
    short = without_state(title)
    return title.startswith(_STATE) and not is_law(title) and short in known.titles and title not in known.titles


def _is_of_state(draft: Draft, title: str, span: Span) -> bool:
    """Whether a title is of a law or a regulation of the state: by its name, or by the order behind it."""
    is_of_state = is_law(title) and not _PLACE.match(title)
    return title.startswith(_STATE) or is_of_state or bool(_ORDER.match(draft.text, span.end))


def _likely(title: str, known: TitleTable, *, is_of_state: bool) -> str:
    """Return the known title that a misspelt one is, with 中华人民共和国 only where that is written, or ``""``."""
    from rapidfuzz.distance import OSA

    short = without_state(title)
    candidates = {found for shorter in one_less(short) for found in known.by_one_less.get(shorter, ())}
    near = [found for found in sorted(candidates) if OSA.distance(short, found) == 1]
    if len(short) >= _LONG:
        near = [found for found in near if _is_slip(short, found, known)]
    else:
        near = [found for found in near if _is_short_slip(short, found, has_state=is_of_state)]
    if not near and is_of_state:
        near = sorted(_with_another_word(short) & known.short.keys())
    if len(near) != 1:
        return ""
    return f"{_STATE}{near[0]}" if title.startswith(_STATE) else near[0]


def _like_another(title: str, known: TitleTable) -> str:
    """Return the known title of whose characters a title is, in another order or less or more a word, or ``""``.

    A law of the state that is not known is the one most like it.
    """
    from rapidfuzz.distance import Levenshtein

    short = without_state(title)
    found = set(known.by_characters.get("".join(sorted(short)), ())) if len(short) >= _SHORTEST_WITH_WORD else set()
    if not found and not _PLACE.match(short) and not _NUMERAL.search(short):
        longer, shorter = known.by_word_less.get(short, ()), word_less(short) & known.short.keys()
        found = {one for one in (*longer, *shorter) if not _PLACE.match(one) and _is_same_kind(short, one)}
    if not found and title.startswith(_STATE) and is_law(title):
        rated = [(Levenshtein.normalized_similarity(short, law), law) for law in known.laws]
        found = {law for share, law in rated if share == max(rated)[0] >= _ALIKE}
    if not found and not _PLACE.match(short):
        stem = next((short.removesuffix(kind) for kind in _STATE_KINDS if short.endswith(kind)), "")
        found = {f"{stem}{kind}" for kind in _STATE_KINDS if len(stem) >= _STEM} & known.short.keys()
    if len(found) != 1:
        return ""
    return f"{_STATE}{found.pop()}" if title.startswith(_STATE) else found.pop()


def _is_same_kind(one: str, other: str) -> bool:
    """Whether two titles end in the same word, so that it is not a regulation beside its rules."""
    return one[-2:] == other[-2:] and ("实施" in one) == ("实施" in other)


def _with_another_word(short: str) -> set[str]:
    """Return what the title of a law is with a stock word less, more or another (道路交通安全〔管理〕法), or as a law.

    The laws of the state are all in the table, so one that is not there is called otherwise.
    """
    if len(short) < _SHORTEST_WITH_WORD:
        return set()
    found = {
        f"{short.removesuffix(kind)}{other}" for kind in _STATE_KINDS if short.endswith(kind) for other in _STATE_KINDS
    }
    for at in range(2, len(short)):
        rest = short[:at] + short[at + 2 :]
        if short[at : at + 2] in _STOCK:
            found |= {rest, *(short[:at] + word + short[at + 2 :] for word in _STOCK)}
        found |= {short[:at] + word + short[at:] for word in _STOCK}
    return found


def _is_short_slip(cited: str, title: str, *, has_state: bool) -> bool:
    """Whether a short title is a slip for another: by a character that looks or sounds like it, or a lost one.

    水法 and 兵法, 海警法 and 海商法 are one character apart and two laws.
    """
    if len(cited) < _SHORTEST or _PLACE.match(cited):
        return False
    if len(cited) == len(title):
        pairs = [(a, b) for a, b in zip(cited, title, strict=True) if a != b]
        return all(look_alikes().may_be(*pair) for pair in pairs) or (len(pairs) == 2 and has_state)
    is_long = has_state or (len(cited) > _STEM and not _PLACE.match(cited) and cited[-2:] == title[-2:])
    return is_long and len(title) >= _SHORTEST_LESS_ONE and not set(_changed(cited, title)) & _TELLING


def _is_slip(cited: str, title: str, known: TitleTable) -> bool:
    """Whether one of two titles that differ by one character is a slip, and not the title of another document."""
    changed = _changed(cited, title)
    places = [match[0] if (match := _PLACE.match(one)) else "" for one in (cited, title)]
    if places[0] != places[1] or _NUMERAL.search(changed) or set(changed) & _TELLING:
        return False
    if set(changed) <= _LOOSE:
        return True
    # Of places the table knows but a part: there a word that is a character longer or another is another document's.
    return not places[0] and (title in known.titles or f"{_STATE}{title}" in known.titles)


def state_names(draft: Draft) -> Iterator[Flaw]:
    """Find a law that a regulation cites both with and without 中华人民共和国."""
    if draft.document.style != "article":
        return
    written = {title for title, _ in draft.citations}
    heads = [part.span for part in draft.document.parts if part.kind in ("title", "cover")]
    for title, span in draft.citations:
        if any(head.start <= span.start < head.end for head in heads):
            continue
        whole = f"{_STATE}{title}"
        before = draft.text[max(0, span.start - 8) : span.start]
        if whole in written and "称" not in before and f"称《{title}》" not in draft.text:
            yield Flaw(span, message("elsewhere the title is written《{usual}》", usual=whole), whole)


def superseded_titles(draft: Draft) -> Iterator[Flaw]:
    """Find titles of documents that were repealed or renamed."""
    known = title_table()
    for title, span in draft.citations:
        row = known.superseded.get(without_state(title))
        if row is None or draft.document.title.startswith(title):
            continue
        is_former = _FORMER.search(draft.text[max(0, span.start - 6) : span.start - 1])
        if is_former or _REPEALS.match(draft.text, span.end + 1) or "" < draft.document.date < row.since:
            continue
        yield Flaw(span, message("was replaced by《{by}》on {since}", by=row.by, since=row.since))


@dataclass(frozen=True, slots=True)
class _Cited:
    """A provision of another document that the draft cites."""

    document: Document
    place: Place
    span: Span


def _cited(draft: Draft) -> Iterator[_Cited]:
    """Give the provisions of documents of the library that the draft cites."""
    for title, span in draft.citations:
        named = _NAMED.match(draft.text, span.end)
        if draft.library is None or named is None or not _STEP.match(draft.text, named.end()):
            continue
        document = draft.library.find(title)
        if document is None or document.style != "article":
            continue
        at = named.end()
        while step := _STEP.match(draft.text, at):
            yield _Cited(document, _place(step), Span(step.start("article") - 1, step.end()))
            at = step.end()


def _place(step: re.Match[str]) -> Place:
    number, sub = to_int(step["article"]), to_int(step["sub"]) if step["sub"] else None
    paragraph, item = (to_int(step[name]) or 0 if step[name] else 0 for name in ("paragraph", "item"))
    return Place(f"{number}-{sub}" if sub else str(number), paragraph, item)


def cited_articles(draft: Draft) -> Iterator[Flaw]:
    """Find references to an article that a document of the library does not have."""
    for cited in _cited(draft):
        if missing(cited.document, cited.place) == "article":
            remark = message("《{title}》has no {article}", title=cited.document.title, article=cited.place.cited)
            yield Flaw(cited.span, remark)


def cited_subjects(draft: Draft) -> Iterator[Flaw]:
    """Find references to an article of the library that is about something else than the sentence, while another is."""
    found = list(_cited(draft))
    for cited in found:
        if missing(cited.document, cited.place):
            continue
        sentence = _sentence(draft.text, cited.span)
        named = {
            one.document.position_of[one.place.article]
            for one in found
            if one.document is cited.document
            and sentence.start <= one.span.start < sentence.end
            and one.place.article in one.document.position_of
        }
        measures = cited.document.measures
        weights = weights_of(tuple(measure.text for measure in measures))
        better = better_provision(
            bigrams(_without_names(sentence.of(draft.text))), named, range(len(measures)), weights
        )
        if better is not None:
            remark = message(
                "{article} of《{title}》speaks of something else; {better} is nearest to this",
                article=article_words(cited.place.article),
                title=cited.document.title,
                better=measures[better].cited,
            )
            yield Flaw(cited.span, remark)


def _sentence(text: str, span: Span) -> Span:
    start = max(text.rfind(mark, 0, span.start) for mark in "。；\n") + 1
    ends = [at for mark in "。；\n" if (at := text.find(mark, span.end)) >= 0]
    return Span(start, min(ends, default=len(text)))


def _without_names(sentence: str) -> str:
    return re.sub(r"《[^》]*》|第[^第，。；]{1,8}[条款项]", "", sentence)
