"""Rules about references inside a draft: provisions that it names of itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN, Flaw
from policycompare.checking.offences import better_provision, bigrams, weights_of
from policycompare.checking.own_references import is_sure, own_name
from policycompare.checking.places import absent_places
from policycompare.documents import Span
from policycompare.language.numerals import HAN as NUMERAL
from policycompare.language.numerals import to_int
from policycompare.language.references import article_words, paragraphs_of
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.checking.draft import Draft
    from policycompare.checking.own_references import OwnReference
    from policycompare.documents import Measure
    from policycompare.language.references import Paragraph, Place
    from policycompare.messages import Message

_CHAPTER = re.compile(rf"(?P<own>本(?:法|条例|办法|规定|细则))第(?P<number>{NUMERAL}{{1,4}})章")
_CHAPTER_LINE = re.compile(rf"第(?P<number>{NUMERAL}{{1,4}})章[ 　]+(?P<title>\S.*)")
_OWN_MEASURE = re.compile(rf"本(?:措施|意见|方案|政策|举措)第(?P<number>{NUMERAL}{{1,4}})条")
_SECTION_LINE = re.compile(r"^([0-9]{1,2}(?:\.[0-9]{1,2}){1,3})(?=[ 　\u4e00-\u9fff])[ 　]*")
_PART_LINE = re.compile(rf"^((?:{NUMERAL}){{1,3}}(?=、)|[0-9]{{1,2}}(?=[ 　]))[、 　]+(?=[{HAN}]{{2,20}}$)")
_OWN_SECTION = re.compile(
    r"本(?:预案|方案|规划|标准|规范|细则|指南)(?:第)?(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})(?![0-9.])"
)
_PART_NUMBER = re.compile(rf"({NUMERAL}{{1,3}})、")
_PART_ITEM = re.compile(rf"(?:^|[。；：])[（(]({NUMERAL}{{1,3}})[）)]")
_CITED_PART = re.compile(
    rf"本(?:行动计划|工作方案|实施方案|通知|方案|意见|预案|规划|计划|措施)第(?P<part>{NUMERAL}{{1,3}})部分(?:第[（(]?(?P<item>{NUMERAL}{{1,3}})[）)]?[项条])?"
)
_FEWEST_PARTS, _FEWEST_ITEMS = 3, 2
"""So many parts, and items of one, show that a plan numbers them."""
_OWN_PART = re.compile(
    rf"(?P<cited>本(?:通知|方案|意见|预案|规划|措施)(?:第(?P<part>{NUMERAL}{{1,3}})部分|(?P<section>[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{1,3}})))"
    rf"(?:所列|规定|明确|确定|列明|所述|提出)的?(?P<what>[{HAN}]{{2,8}}?)(?=[时的，。；、]|开展|进行|执行|办理|要求)"
)
_OFFENCE = re.compile(
    r"(?:违反|未按照?)(?P<cited>本[^，。；：\n]{2,80}?)(?:的)?(?:规定|要求)(?!的，)(?:[^，。；：\n]{0,6}，|(?![，的条期者程标范义]))"
    r"(?P<conduct>(?:(?!违反|未按照?本|未依照本|本条例第|本办法第)[^。；：\n]){6,200}?)(?:的[，：,；。]|，或者|[；。])"
)
_NO_CONDUCT = re.compile("未按照规定|未按规定|未依法|擅自|拒不|违规|违法|的$")
"""Words of an offence that no duty has."""
_ITEM_UNLIKE, _ITEM_LIKE = 0.15, 0.6
"""Shares of an offence in the item cited, at most, and in another one of the article, at least, to object."""
_VAGUE = re.compile(r"有[前下]列|情节严重|构成|造成|导致|侵害|尚不|前款|由[^，。]{2,16}(?:责令|处(?![理置])|给予)")
"""Conduct that no duty need name."""
_PENALTY = re.compile(
    r"违反本|罚款|处分|制定本|适用本|所称[^，。]{1,20}是指|^[^，。；\n]{0,30}(?:政府|部门|(?:管理|监督|执法|经办)机构|机关)[^，。；\n]{0,12}(?:负责|应当|按照|依法)"
)
"""Articles that are no duty of those who are punished: purpose, scope, terms, penalties, and what authorities do."""
_IN_FORCE, _LAST = re.compile(r"施行|实施|生效|执行"), 2
"""What one of the last articles says of a document that is whole."""
_NEXT_IN_LIST = 6


def dangling_references(draft: Draft) -> Iterator[Flaw]:
    """Find references to an article or a chapter of this very document that it does not have (本条例第九十条)."""
    is_cut = _is_cut(draft)
    for found in draft.references:
        if found.lack == "article" and not is_cut:
            cited = article_words(found.reference.place.article)
            yield Flaw(found.span, message("there is no {cited} in this document", cited=cited))
    yield from _dangling_chapters(draft)
    yield from _dangling_numbers(draft)
    yield from _dangling_plan_parts(draft)
    yield from absent_places(draft)


def _dangling_plan_parts(draft: Draft) -> Iterator[Flaw]:
    """Find 本方案第六部分 of five, and 第二部分第（五）项 where that part has items （一） to （三）."""
    last_item: dict[int, int] = {}
    part = 0
    for line in draft.lines:
        if head := _PART_NUMBER.match(line.text):
            part = to_int(head[1]) or 0
            last_item.setdefault(part, 0)
        for item in _PART_ITEM.finditer(line.text):
            last_item[part] = max(last_item.get(part, 0), to_int(item[1]) or 0)
    last_item.pop(0, None)
    if len(last_item) < _FEWEST_PARTS or max(last_item) != len(last_item):
        return
    for match in _CITED_PART.finditer(draft.text):
        cited_part, cited_item = to_int(match["part"]) or 0, to_int(match["item"] or "") or 0
        has_items = last_item.get(cited_part, 0) >= _FEWEST_ITEMS
        if cited_part > len(last_item) or (has_items and cited_item > last_item[cited_part]):
            cited = match[0][match[0].index("第") :]
            yield Flaw(Span(*match.span()), message("there is no {cited} in this document", cited=cited))


def _dangling_numbers(draft: Draft) -> Iterator[Flaw]:
    """Find 本措施第十三条 where the measures are numbered 一、 to 十二、, and 本预案5.4 where 5 ends with 5.2."""
    document = draft.document
    numbers = [measure.number for measure in document.measures]
    if (
        document.style != "article"
        and numbers
        and all(measure.label.partition("#")[0].isdecimal() for measure in document.measures)
    ):
        for match in _OWN_MEASURE.finditer(draft.text):
            number = to_int(match["number"])
            if number and number > max(len(numbers), *numbers):
                cited = f"第{match['number']}条"
                yield Flaw(Span(*match.span()), message("there is no {cited} in this document", cited=cited))
    sections = {head[1] for line in draft.lines if (head := _SECTION_LINE.match(line.text))}
    for match in _OWN_SECTION.finditer(draft.text):
        above = match["number"].rpartition(".")[0]
        if match["number"] not in sections and (above in sections or f"{above}.1" in sections):
            yield Flaw(Span(*match.span()), message("there is no {cited} in this document", cited=match["number"]))


def other_parts(draft: Draft) -> Iterator[Flaw]:
    """Find 本通知第二部分所列检查内容 where another part has that title, or where the part says nothing of it."""
    parts = _parts_by_number(draft)
    for match in _OWN_PART.finditer(draft.text):
        number = match["section"] or str(to_int(match["part"]) or "")
        own = parts.get(number)
        if own is None:
            continue
        named = [
            other
            for other, text in parts.items()
            if other != number and text.partition("\n")[0].endswith(match["what"])
        ]
        says_nothing = not bigrams(match["what"]) & bigrams(own)
        if (named and not own.partition("\n")[0].endswith(match["what"])) or says_nothing:
            yield Flaw(Span(*match.span("cited")), message("this part does not speak of {what}", what=match["what"]))


def _parts_by_number(draft: Draft) -> dict[str, str]:
    """Return the text of each part 一、 (by 1) or section 4.1 (by 4.1), its title first."""
    found: dict[str, list[str]] = {}
    number = ""
    for line in draft.lines:
        if head := _SECTION_LINE.match(line.text) or _PART_LINE.match(line.text):
            number = head[1] if head[1][0].isascii() else str(to_int(head[1]) or "")
            found.setdefault(number, [])
        if number:
            found[number].append(_SECTION_LINE.sub("", _PART_LINE.sub("", line.text)))
    return {number: "\n".join(lines) for number, lines in found.items()}


def _is_cut(draft: Draft) -> bool:
    """Whether only the beginning of a document is there: it names articles behind its last, and is never in force."""
    measures = draft.document.measures
    named = {found.reference.place.article for found in draft.references if found.lack == "article"}
    return len(named) > 1 and not any(_IN_FORCE.search(measure.text) for measure in measures[-_LAST:])


def _dangling_chapters(draft: Draft) -> Iterator[Flaw]:
    numbers = {
        to_int(match["number"])
        for chapter in draft.document.chapters
        if (match := re.match(rf"第(?P<number>{NUMERAL}{{1,4}})章", chapter.heading))
    }
    if not numbers or max(number or 0 for number in numbers) != len(numbers) or not is_sure(draft.document):
        return
    name = own_name(draft.document)
    for match in _CHAPTER.finditer(draft.text):
        if match["own"] == name and to_int(match["number"]) not in numbers:
            cited = f"第{match['number']}章"
            yield Flaw(Span(*match.span()), message("there is no {cited} in this document", cited=cited))


def dangling_parts(draft: Draft) -> Iterator[Flaw]:
    """Find references to a paragraph (款) or an item (项) that the article does not have."""
    before: OwnReference | None = None
    for found in draft.references:
        if found.lack not in ("paragraph", "item"):
            continue
        # Of 第十六条第（六）、（七）、（九）项 the first is enough.
        is_told = before is not None and before.reference.place.article == found.reference.place.article
        if not (is_told and before is not None and found.span.start - before.span.end <= _NEXT_IN_LIST):
            yield Flaw(found.span, _what_is_there(draft, found))
        before = found


def _what_is_there(draft: Draft, found: OwnReference) -> Message:
    place = found.reference.place
    article = article_words(place.article)
    paragraphs = paragraphs_of(draft.document.by_label[place.article])
    if found.lack == "paragraph" and not place.paragraph:
        return message("there is no paragraph before this one in {article}", article=article)
    if found.lack == "paragraph":
        return message("{article} has {count} paragraphs", article=article, count=len(paragraphs))
    items = sorted({item.number for paragraph in paragraphs for item in paragraph.items})
    if not items:
        return message("{article} has no items", article=article)
    return message("the items of {article} end with {last}", article=article, last=items[-1])


def misplaced_penalties(draft: Draft) -> Iterator[Flaw]:
    """Find penalties that cite an article or an item that does not speak of the offence, while another one does."""
    found = [one for one in draft.references if one.lack != "article"]
    if not found:
        return
    starts = [one.span.start for one in found]
    measures = draft.document.measures
    weights = weights_of(tuple(measure.text for measure in measures))
    duties = [k for k, measure in enumerate(measures) if not _PENALTY.search(measure.text)]
    for match in _OFFENCE.finditer(draft.text):
        if _VAGUE.search(match["conduct"]):
            continue
        first, last = (bisect_left(starts, match.start("cited")), bisect_left(starts, match.end("cited")))
        cited = found[first:last]
        if not cited or any(one.reference.ends_range for one in cited):
            continue
        said = bigrams(_NO_CONDUCT.sub("，", match["conduct"]))
        named = {draft.document.position_of[one.reference.place.article] for one in cited}
        others = [position for position in duties if position != cited[0].source]
        better = better_provision(said, named, others, weights)
        if better is not None:
            remark = message(
                "{cited} says nothing of this; {better} is nearest to it: has the number changed?",
                cited=measures[min(named)].cited,
                better=measures[better].cited,
            )
            yield Flaw(Span(*match.span("cited")), remark)
        elif (duty := _duty_undone(match["conduct"], named, others, measures)) is not None:
            remark = message(
                "{cited} says nothing of this; {better} is nearest to it: has the number changed?",
                cited=measures[min(named)].cited,
                better=measures[duty].cited,
            )
            yield Flaw(Span(*match.span("cited")), remark)
        elif len(cited) == 1 and (item := _better_item(measures[min(named)], cited[0].reference.place, said)):
            remark = message("item {item} of {cited} is nearest to this", item=item, cited=measures[min(named)].cited)
            yield Flaw(cited[0].span, remark)


_UNDONE = re.compile(
    "(?:未|不)[^，。；、]{0,24}?(?P<duty>登记|备案|报告|公示|公告|验收|缴纳|退还|评估|检测|培训|告知|检验|公布|补偿|投保|悬挂|签订|巡查|移交|申报|换证|补办|归档|移送)$"
)
_NEAR = 3


def _duty_undone(conduct: str, named: set[int], others: list[int], measures: Sequence[Measure]) -> int | None:
    """Return the one provision nearby with the duty that an offence leaves undone (未备案), which those cited lack."""
    undone = _UNDONE.search(conduct)
    if undone is None or any(undone["duty"] in measures[k].text for k in named):
        return None
    duty = re.compile(f"应当[^。；]*{undone['duty']}")
    near = [k for k in others if min(abs(k - one) for one in named) <= _NEAR and duty.search(measures[k].text)]
    return near[0] if len(near) == 1 else None


def _better_item(measure: Measure, place: Place, said: frozenset[str]) -> int:
    """Return the number of the item that speaks of an offence where the one cited does not, or 0."""
    if not place.item:
        return 0
    shares = {
        item.number: len(said & bigrams(item.span.of(measure.text))) / len(said)
        for paragraph in paragraphs_of(measure)
        for item in paragraph.items
        if said and place.paragraph in (0, _number_of(measure, paragraph))
    }
    best = max(shares, key=lambda number: shares[number], default=0)
    is_other = shares.get(place.item, 1.0) <= _ITEM_UNLIKE and shares.get(best, 0.0) >= _ITEM_LIKE
    return best if is_other else 0


def _number_of(measure: Measure, paragraph: Paragraph) -> int:
    return paragraphs_of(measure).index(paragraph) + 1


def contents_titles(draft: Draft) -> Iterator[Flaw]:
    """Find a chapter that the table of contents calls otherwise than its heading does."""
    chapters = {
        to_int(match["number"]): re.sub(r"\s", "", match["title"])
        for chapter in draft.document.chapters
        if (match := _CHAPTER_LINE.match(chapter.heading))
    }
    inside = {chapter.span.start for chapter in draft.document.chapters}
    first = min(inside, default=0)
    for line in draft.lines:
        match = _CHAPTER_LINE.match(line.text)
        if line.span.start >= first or match is None:
            continue
        wanted = chapters.get(to_int(match["number"]))
        title = re.sub(r"[\s.…·\d]+", "", match["title"])
        if wanted and title and title != wanted and len(title) <= 30:
            at = line.span.start + match.start("title")
            yield Flaw(
                Span(at, line.span.end), message("the chapter is headed {title} in the text", title=wanted), wanted
            )
