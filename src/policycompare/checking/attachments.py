"""Rules about attachments (附件): named and not there, named otherwise than in the list, out of order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN, Flaw
from policycompare.checking.offences import bigrams
from policycompare.documents import Span
from policycompare.language.numerals import HAN as NUMERAL
from policycompare.language.numerals import to_int
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.checking.draft import Draft, Line

_NUMBER = rf"(?:[0-9]{{1,2}}|{NUMERAL}{{1,3}})"
_ATTACHMENT = re.compile(rf"(?<![{HAN}]的)附件[ 　]?(?P<number>{_NUMBER})(?![0-9份个项]|[年月])")
_LIST_HEAD = re.compile(r"附件[：:]")
_LISTED_NAME = re.compile(rf"(?:附件)?(?P<number>{_NUMBER})[ 　]*[.．、：:][ 　]*(?P<name>\S.*)$")
_HEADING = re.compile(rf"附件[ 　]?(?P<number>{_NUMBER})?[ 　]*(?:[：:]?[ 　]*(?P<name>[^。；\n]*))$")
_NAMED_ATTACHMENT = re.compile(
    r"《(?P<name>[^《》\n]{3,40})》[（(](?:见|详见)?附件(?P<number>[0-9]{1,2})?[）)]"
    r"|附件(?P<number2>[0-9]{1,2})[：:]?《(?P<name2>[^《》\n]{3,40})》"
)
_SEE_ATTACHMENT = re.compile(
    rf"(?:详?见|按照?|参照|依照|填写|列入)本?(?:办法|方案|规定|通知|细则|意见)?(?:所附|的)?[“《]?(?P<attachment>附件(?:{_NUMBER})?|附表[0-9一二三四五]?)"
)
_ATTACHMENT_LINE = re.compile(rf"附件[ 　]?(?P<number>{_NUMBER})?[ 　]*(?:[：:、.．]|$|[ 　])")
_INLINE_HEAD = re.compile(rf"(?:^|[。）)；][ 　]*|[ 　])附件[ 　]?(?P<number>{_NUMBER})(?=[ 　：:])", re.MULTILINE)
_LISTED = re.compile(r"(?:附件[：:])?[ 　]*(?P<number>[0-9]{1,2})[.．、][ 　]*\S")
_FORM_OF = re.compile(r"[（(][^（）()]*[）)]|[“”《》\s　.．。；;、，]|样式|式样|样表|模板")
"""What may stand in the name of an attachment at one place and not at the other."""
_CONTEXT = re.compile(r"[^。；：:，\n]*$")
_NEXT_TO = re.compile(r"[^。；：:，\n]*")
_TITLE_LENGTH, _REST = 60, 20
_OF_ANOTHER = 0.2
"""Least share of a heading's bigrams in the listed name: with less it may be no title at all."""
_SEVERAL = 2
_ALIKE, _UNLIKE, _FEWEST = 0.5, 0.2, 3
"""How much of another attachment's own words a sentence has at least, and of those of the one it cites at most."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment in the list or at its head: its number, its name, where that and the number stand."""

    number: int
    name: str
    span: Span
    head: Span


def listed_attachments(draft: Draft) -> tuple[Attachment, ...]:
    """Return the attachments that the first list (附件：1.…) names."""
    found: list[Attachment] = []
    for line in _list_lines(draft):
        text = _LIST_HEAD.sub(lambda head: "　" * len(head[0]), line.text, count=1)
        name = text.strip(" 　")
        at = line.span.start + text.index(name) if name else line.span.start
        match = _LISTED_NAME.match(name)
        if match:
            span = Span(at + match.start("name"), at + match.end("name"))
            found.append(Attachment(to_int(match["number"]) or 0, match["name"], span, span))
        elif name and not found:
            found.append(Attachment(1, name, Span(at, at + len(name)), Span(at, at + len(name))))
    return tuple(found)


def _list_lines(draft: Draft) -> Iterator[Line]:
    """Give the lines of the first list of attachments, its head first."""
    in_list = False
    for line in draft.lines:
        if not in_list:
            in_list = bool(_LIST_HEAD.match(line.text))
        elif not _LISTED_NAME.match(line.text):
            return
        if in_list:
            yield line


def headed_attachments(draft: Draft) -> tuple[Attachment, ...]:
    """Return the attachments that stand in the document, by the lines 附件1 above them and the titles below those."""
    listing = list(_list_lines(draft))
    start = listing[-1].span.end if listing else 0
    listed = listed_attachments(draft)
    found: list[Attachment] = []
    for line in draft.lines:
        match = _HEADING.match(line.text) if line.span.start >= start else None
        if match is None or not (match["number"] or line.text.strip(" 　：:") == "附件"):
            continue
        title, span = match["name"], Span(line.span.end - len(match["name"]), line.span.end)
        below = draft.following.get(line.span.start)
        if not title and below is not None:
            title, span = below.text, below.span
            after = draft.following.get(below.span.start)
            # A long title may go on in the next line.
            goes_on = after is not None and after.numbering is None and len(after.text) <= _REST
            names = {_FORM_OF.sub("", one.name) for one in listed}
            if goes_on and after is not None and _FORM_OF.sub("", title + after.text) in names:
                title += after.text
        if title and len(title) <= _TITLE_LENGTH and not re.search("[。；，]", title):
            found.append(Attachment(to_int(match["number"] or "") or 1, title, span, line.span))
    return tuple(found)


def dangling_attachments(draft: Draft) -> Iterator[Flaw]:
    """Find references to an attachment (附件2) that the document, which has others, does not have."""
    there = _attachments(draft)
    if not there:
        return
    for match in _ATTACHMENT.finditer(draft.text):
        number = to_int(match["number"])
        if number and number not in there:
            remark = message("there is no attachment {number}; there are {count}", number=number, count=len(there))
            yield Flaw(Span(*match.span()), remark)


def attachment_names(draft: Draft) -> Iterator[Flaw]:
    """Find an attachment that the text, or its own heading, calls otherwise than the list of attachments does."""
    listed = {one.number: one.name for one in listed_attachments(draft)}
    for match in _NAMED_ATTACHMENT.finditer(draft.text):
        alone = "1" if match["name"] and set(listed) == {1} else "0"
        number = to_int(match["number"] or match["number2"] or alone) or 0
        if number in listed and not _is_same(match["name"] or match["name2"], listed[number]):
            yield _named_otherwise(Span(*match.span()), number, listed[number])
    for headed in headed_attachments(draft):
        name = listed.get(headed.number, "")
        is_other = name and not _is_same(headed.name, name)
        if is_other and (_share(headed.name, name) >= _OF_ANOTHER or _is_listed(headed, listed)):
            yield _named_otherwise(headed.span, headed.number, name)


def _named_otherwise(span: Span, number: int, name: str) -> Flaw:
    return Flaw(span, message("the list calls attachment {number} {name}", number=number, name=name))


def _is_listed(headed: Attachment, listed: dict[int, str]) -> bool:
    return any(_is_same(headed.name, name) for number, name in listed.items() if number != headed.number)


def _is_same(called: str, name: str) -> bool:
    """Whether two names of an attachment are one: the same but for marks, or one the end or the core of the other."""
    one, other = _FORM_OF.sub("", called), _FORM_OF.sub("", name)
    return one in other or other in one


def _share(one: str, other: str) -> float:
    said = bigrams(one)
    return len(said & bigrams(other)) / len(said) if said else 0.0


def absent_attachments(draft: Draft) -> Iterator[Flaw]:
    """Find an attachment that the list names and that does not stand in the document, where others do."""
    there = headed_attachments(draft)
    headed = {one.number for one in there}
    listed = listed_attachments(draft)
    if len(listed) < _SEVERAL or not headed & {one.number for one in listed}:
        return
    for one in listed:
        if one.number not in headed and not any(_is_same(other.name, one.name) for other in there):
            yield Flaw(one.span, message("attachment {number} is listed and does not follow", number=one.number))


def attachment_numbers(draft: Draft) -> Iterator[Flaw]:
    """Find numbers of attachments that skip, come again or go back, in the list or above the attachments."""
    listed = listed_attachments(draft)
    yield from _out_of_order(listed)
    # One that is absent leaves a hole, which is no wrong number.
    numbers = {one.number for one in listed}
    headed = headed_attachments(draft)
    is_whole = not numbers or len(headed) >= len(numbers)
    yield from _out_of_order(headed if is_whole else [])


def _out_of_order(row: Sequence[Attachment]) -> Iterator[Flaw]:
    for place, one in enumerate(row, start=1):
        if one.number != place:
            remark = message("attachment {number} stands where {place} is due", number=one.number, place=place)
            yield Flaw(one.head, remark)
            return


def other_attachments(draft: Draft) -> Iterator[Flaw]:
    """Find a reference to one attachment in words that are the name of another: 申请表见附件1, which is a list."""
    listed_names = {one.number: one.name for one in listed_attachments(draft)}
    listed = {number: bigrams(name) for number, name in listed_names.items()}
    if len(listed) < _SEVERAL:
        return
    common = frozenset.intersection(*listed.values())
    own = {number: words - common for number, words in listed.items()}
    first = draft.document.measures[0].span.start if draft.document.measures else 0
    end = next(_list_lines(draft)).span.start
    for match in _ATTACHMENT.finditer(draft.text, first, end):
        number = to_int(match["number"]) or 0
        if len(own.get(number, frozenset())) < _FEWEST:
            continue
        before = _CONTEXT.search(draft.text, max(0, match.start() - _TITLE_LENGTH), match.start())
        after = _NEXT_TO.match(draft.text, match.end())
        said = bigrams((before[0] if before else "") + "，" + (after[0] if after else ""))
        named = max(_named_by(words, number, listed_names) for words in (_said_after(after), _said_before(before)))
        if named:
            yield Flaw(Span(*match.span()), message("this is the name of attachment {number}", number=named))
            continue
        shares = {other: len(said & words) / len(words) for other, words in own.items() if len(words) >= _FEWEST}
        best = max(shares, key=lambda other: shares[other])
        if best != number and shares[best] >= _ALIKE and shares[number] <= _UNLIKE:
            yield Flaw(Span(*match.span()), message("this is the name of attachment {number}", number=best))


_SAID_AFTER = re.compile(r"[）)]?(?:中|所)?(?:明确|列明|规定|确定|载明|列|要求)的?(?P<what>[^，。；：\n（）()]{4,20})")
_SAID_BEFORE = re.compile(r"(?P<what>[^，。；：\n（）()《》]{4,20})(?:[（(]?(?:详?见|按照?|参照|附后))$")
_LEAST_WORDS = 4


def _said_after(after: re.Match[str] | None) -> str:
    """Return what a sentence says that an attachment tells: 附件1明确的任务分工."""
    match = _SAID_AFTER.match(after[0]) if after else None
    return match["what"][:_LEAST_WORDS] if match else ""


def _said_before(before: re.Match[str] | None) -> str:
    """Return what a sentence says that an attachment is: 奖补标准见附件1."""
    match = _SAID_BEFORE.search(before[0]) if before else None
    return match["what"][-_LEAST_WORDS:] if match else ""


def _named_by(words: str, number: int, listed: dict[int, str]) -> int:
    """Return the one other attachment whose name has some words that the one cited has nothing of, or 0."""
    own = listed.get(number, "")
    others = [other for other, name in listed.items() if words and words in name]
    is_other = bool(own) and len(others) == 1 and others[0] != number and not bigrams(words) & bigrams(own)
    return others[0] if is_other else 0


def missing_attachments(draft: Draft) -> Iterator[Flaw]:
    """Find references to attachments in a document that has none and lists none (见附件)."""
    if _attachments(draft):
        return
    for match in _SEE_ATTACHMENT.finditer(draft.text):
        yield Flaw(Span(*match.span("attachment")), message("the document has no attachment, and lists none"))


def _attachments(draft: Draft) -> set[int]:
    """Return the numbers of the attachments that are listed or stand in the document."""
    found: set[int] = set()
    in_list = False
    for line in draft.lines:
        match = _ATTACHMENT_LINE.match(line.text)
        if match:
            found.add(to_int(match["number"]) or 1 if match["number"] else 1)
            in_list = line.text.startswith(("附件：", "附件:"))
        listed = _LISTED.match(line.text) if in_list else None
        if in_list and listed:
            found.add(int(listed["number"]))
        elif in_list and not match:
            in_list = False
    # A heading that has become part of a line before it.
    found.update(to_int(match["number"]) or 1 for match in _INLINE_HEAD.finditer(draft.text))
    return found
