"""Rules about the document of the higher level that a draft implements: how it is cited, and what is not taken up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.aligning.coverage import UNDECIDED
from policycompare.checking.cited_titles import same_title
from policycompare.checking.draft import HAN, Flaw
from policycompare.checking.provisions import COUNT, COUNTED
from policycompare.documents import Span
from policycompare.language.normalise import fold
from policycompare.language.numerals import to_int
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft
    from policycompare.documents import Document
    from policycompare.vocabulary import Level

_COUNTED = re.compile(rf"[“《]?{COUNT}{COUNTED}")
_LEVEL_WORD = re.compile(r"国务院|国家|中央|全国|省|市|区|县")
_LEVEL_OF: dict[str, Level] = {
    "国务院": "nation", "国家": "nation", "中央": "nation", "全国": "nation",
    "省": "province", "市": "city", "区": "district", "县": "district",
}  # fmt: skip
_REACH = 20
"""Characters before a count (78条措施) in which the level that issued them is named."""
_REFERENCE = re.compile(rf"第(?P<number>[0-9]{{1,4}}|[{HAN}]{{1,7}}?)条")
_ALIKE = 0.85
_SHOWN = 24


def uncited(draft: Draft) -> Iterator[Flaw]:
    """Find that title and preamble do not name the document of the higher level."""
    if draft.parent is not None and _claim(draft) is None and not _is_basis(draft, draft.parent):
        front = next((line for line in draft.lines if line.kind in ("preamble", "title")), None)
        if front is not None:
            remark = message("title and preamble do not name the document above,《{title}》", title=draft.parent.title)
            yield Flaw(front.span, remark)


def _is_basis(draft: Draft, parent: Document) -> bool:
    """Whether the first article names the higher document, as regulations do: 根据《某法》，制定本办法."""
    if draft.document.style != "article" or not draft.document.measures:
        return False
    first = draft.document.measures[0].span
    return any(_is_title(title, parent) for title, span in draft.citations if first.start <= span.start < first.end)


def parent_gaps(draft: Draft) -> Iterator[Flaw]:
    """Find provisions of the higher level that the draft claims to implement, and of which nothing corresponds."""
    claim = _claim(draft)
    if claim is None or draft.parent is None or draft.alignment is None:
        return
    for gap in draft.alignment.gaps.itertuples():
        if gap.reason == UNDECIDED:
            shown = gap.text[:_SHOWN] + ("…" if len(gap.text) > _SHOWN else "")
            nearest = draft.document.by_label.get(gap.nearest)
            remark = message(
                "{parent} above,“{text}”, is not taken up; the nearest here is {nearest}",
                parent=draft.parent.by_label[gap.parent].cited,
                text=shown,
                nearest=nearest.cited if nearest else gap.nearest,
            )
            yield Flaw(claim, remark)


def wrong_count(draft: Draft) -> Iterator[Flaw]:
    """Find a number of provisions that the higher document does not have (“78条具体措施”)."""
    if draft.parent is None:
        return
    for span, count in _counted(draft, draft.parent):
        actual = len(draft.parent.measures)
        if to_int(count) != actual:
            remark = message("the document above has {actual} provisions, here are {count}", actual=actual, count=count)
            yield Flaw(span, remark, str(actual) if count.isdecimal() else None)


def wrong_title(draft: Draft) -> Iterator[Flaw]:
    """Find the higher document's title in a slightly different writing."""
    from rapidfuzz import fuzz

    if draft.parent is None or any(_is_title(title, draft.parent) for title, _ in draft.citations):
        return
    wanted = _bare_title(draft.parent)
    for title, span in draft.citations:
        alike = fuzz.ratio(fold(title), fold(wanted)) >= 100 * _ALIKE
        if same_title(fold(title), fold(wanted)) or (alike and _level_before(draft, span.start) == draft.parent.level):
            yield Flaw(span, message("the document above is called《{title}》", title=wanted), wanted)


def wrong_reference(draft: Draft) -> Iterator[Flaw]:
    """Find references to a provision that the higher document does not have."""
    if draft.parent is None:
        return
    numbers = {measure.number for measure in draft.parent.measures}
    for title, span in draft.citations:
        match = _REFERENCE.match(draft.text, span.end + 1)
        if match and _is_title(title, draft.parent) and to_int(match["number"]) not in (None, *numbers):
            remark = message("the document above has no provision {number}", number=match["number"])
            yield Flaw(Span(*match.span()), remark)


def _claim(draft: Draft) -> Span | None:
    """Return where title or preamble name the higher document: by its title, or by its number of measures."""
    if draft.parent is None:
        return None
    front = [part.span for part in draft.document.parts if part.kind in ("title", "preamble")]
    named = [span for title, span in draft.citations if _is_title(title, draft.parent)]
    named += [span for span, count in _counted(draft, draft.parent) if to_int(count) == len(draft.parent.measures)]
    if draft.parent.short_title:
        for match in re.finditer(re.escape(draft.parent.short_title), draft.text):
            named.append(Span(match.start(), match.end()))
    inside = [span for span in named if any(f.start <= span.start < f.end for f in front)]
    return inside[0] if inside else None


def _counted(draft: Draft, parent: Document) -> Iterator[tuple[Span, str]]:
    """Give the places that speak of a number of measures of the higher level, and the number."""
    titles = [part.span for part in draft.document.parts if part.kind == "title"]
    for match in _COUNTED.finditer(draft.text):
        own = any(title.start <= match.start() < title.end for title in titles)
        if not own and _level_before(draft, match.start()) == parent.level:
            yield Span(*match.span("count")), match["count"]


def _level_before(draft: Draft, at: int) -> Level | None:
    """Return the level of government that is named in the same breath before `at` (市安委会“78条…”), or ``None``."""
    before = draft.text[max(0, at - _REACH) : at]
    words = _LEVEL_WORD.findall(re.split(r"[，。；及、和\n]", before)[-1])
    return _LEVEL_OF[words[0]] if words else None


def _is_title(title: str, parent: Document) -> bool:
    """Whether `title` is the higher document's, with or without its issuer."""
    cited, whole = fold(title), fold(parent.title)
    return cited == whole or (cited.startswith("关于") and whole.endswith(cited))


def _bare_title(parent: Document) -> str:
    """Return the title as it is cited behind the issuer's name: from 关于 on."""
    at = parent.title.find("关于")
    return parent.title[at:] if at > 0 else parent.title
