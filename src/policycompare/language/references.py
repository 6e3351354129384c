"""References to provisions as official texts write them: 本条例第十四条第二款第（三）项, 前款, 《某法》第十条.

What a text says is read here; which provision of a document that is, `policycompare.analysing.references` tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from policycompare.documents import Span
from policycompare.language.citations import CITATION
from policycompare.language.numerals import HAN, to_int

if TYPE_CHECKING:
    from collections.abc import Iterator

Owner = Literal["own", "title", "near", "bare"]

OWN_NAMES = (
    r"本(?:法|条例|实施条例|暂行条例|办法|实施办法|暂行办法|管理办法|规定|实施细则|细则|规则|章程|措施|意见|方案|规程)"
)
"""How a document names itself."""
_NUMBER = rf"(?:{HAN}{{1,7}}|[0-9]{{1,4}})"
_AND = r"(?:、|和|或者?|以?及|与|[至到])"
_ARTICLE = rf"第(?P<articles>{_NUMBER}(?:{_AND}第?{_NUMBER})*)条(?:之(?P<sub>{HAN}{{1,3}}))?(?!第?{HAN}*[款项]?[例理])"
_PARAGRAPH = rf"第(?P<paragraphs>{_NUMBER}(?:{_AND}第?{_NUMBER})*)款"
_BRACKETED = rf"[（(]?{_NUMBER}[)）]?"
_ITEM = rf"第(?P<items>{_BRACKETED}(?:{_AND}第?{_BRACKETED})*)项"
_NEAR = r"(?P<near>前(?P<near_count>[一两二三四])?(?P<near_kind>[条款项])|本(?:条|款))"
_TOKEN = re.compile(rf"(?P<own>{OWN_NAMES})|(?P<title>{CITATION.pattern})|{_NEAR}|{_ARTICLE}|{_PARAGRAPH}|{_ITEM}")
_JOIN = re.compile(rf"(?:[，,]?{_AND}|[，,])?(?:本条)?$")
_SAME_THING = re.compile(r"(?:[（(][^（）()\n]{1,60}[)）])?(?:中|的)?$")
"""What may stand between a title and an article of it: 《某法》（以下简称某法）第三条."""
_ONE = re.compile(rf"({_AND})?第?[（(]?({_NUMBER})[)）]?")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to one provision, or to a part of one.

    Attributes
    ----------
    span
        Where it is written, what it inherits from the words before it left out: of 第一款、第三款 the second is 第三款.
    owner
        ``own``: 本条例第三条; ``title``: of the document in 《》; ``near``: 前款, 本条; ``bare``: 第三条 with no name.
    title
        The document's, where `owner` is ``title``.
    near
        前款, 本条 and the like as written, or ``""``.
    article, sub, paragraph, item
        Numbers of 条, 之, 款 and 项, or ``None``.
    is_end
        Whether it is the last of a range: 第三条至第五条.
    """

    span: Span
    owner: Owner
    title: str = ""
    near: str = ""
    article: int | None = None
    sub: int | None = None
    paragraph: int | None = None
    item: int | None = None
    is_end: bool = False


def references(text: str) -> Iterator[Reference]:
    """Yield the references of a text in order.

    Examples
    --------
    >>> [(r.owner, r.article, r.paragraph, r.item) for r in references("违反本条例第十条第二款、第三款，第十一条第（二）项")]
    [('own', 10, 2, None), ('own', 10, 3, None), ('own', 11, None, 2)]
    >>> [(r.owner, r.title, r.article) for r in references("依照《水法》第三条、第四条和前款的规定")]
    [('title', '水法', 3), ('title', '水法', 4), ('near', '', None)]
    """
    context: Reference | None = None
    is_told = True
    for match in _TOKEN.finditer(text):
        between = text[context.span.end : match.start()] if context else None
        if match["articles"] or match["paragraphs"] or match["items"]:
            found = list(_numbered(match, context, between))
            is_part = context is not None and between == "" and not (is_told and context.owner == "title")
            if context is not None and is_part:  # 本条例, 第十四条 and 第二款 are one
                found[0] = replace(found[0], span=Span(context.span.start, found[0].span.end))
            elif context is not None and not is_told:
                yield context
            yield from found[:-1]
            context, is_told = found[-1], False
            continue
        if context is not None and not is_told:
            yield context
        span = Span(*match.span())
        if match["own"]:
            context, is_told = Reference(span, "own"), True
        elif match["title"]:
            context, is_told = Reference(span, "title", title=match["title"][1:-1]), True
        else:
            context, is_told = Reference(span, "near", near=match["near"]), False
    if context is not None and not is_told:
        yield context


def _has_number(reference: Reference) -> bool:
    return any(number is not None for number in (reference.article, reference.paragraph, reference.item))


def _numbered(match: re.Match[str], context: Reference | None, between: str | None) -> Iterator[Reference]:
    """Give the references of a 第…条, 第…款 or 第…项, which belong to what stands right before them."""
    kind = next(name for name in ("articles", "paragraphs", "items") if match[name])
    base = _inherited(kind, context, between)
    start = match.start()
    numbers = list(_ONE.finditer(match[kind]))
    for count, one in enumerate(numbers):
        number, is_end = to_int(one[2]), (one[1] or "") in ("至", "到")
        if count == 0:
            is_end = between in ("至", "到")
        first = match.start(kind) + one.start(2) if count else start
        last = match.end() if count == len(numbers) - 1 else match.start(kind) + one.end()
        span = Span(first, last)
        if kind == "articles":
            sub = to_int(match["sub"]) if match["sub"] else None
            yield replace(base, span=span, article=number, sub=sub, is_end=is_end)
        elif kind == "paragraphs":
            yield replace(base, span=span, paragraph=number, is_end=is_end)
        else:
            yield replace(base, span=span, item=number, is_end=is_end)


def _inherited(kind: str, context: Reference | None, between: str | None) -> Reference:
    """Return what a reference takes over from the one before it: its document, and the numbers above its own."""
    fresh = Reference(Span(0, 0), "bare")
    if context is None or between is None:
        return fresh
    if not _has_number(context) and not context.near:
        return replace(context, is_end=False) if _SAME_THING.match(between) else fresh
    if between and not _JOIN.match(between):
        return fresh
    if kind == "articles":
        owner: Owner = "bare" if context.owner == "near" else context.owner
        return replace(fresh, owner=owner, title=context.title)
    if kind == "paragraphs":
        return replace(context, paragraph=None, item=None, is_end=False)
    return replace(context, item=None, is_end=False)
