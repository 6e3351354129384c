"""Finding the article (正文) in a web page, and leaving out what stands around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.reading.limits import check_time
from policycompare.reading.outline.numbering import numbering_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

    from policycompare.reading.extracted import ExtractedLine

_NEVER = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "canvas", "audio",
     "video", "select", "button", "input", "textarea", "link", "meta", "nav", "map", "head", "title", "rt", "rp"}
)  # fmt: skip
_AROUND_TAGS = frozenset({"header", "footer", "aside"})
_AROUND = re.compile(
    r"(?:nav|navbar|menu|bread-?crumbs?|crumbs?|foot|footer|head|header|top|banner|copy-?right|share|sidebar|related|"
    r"recommend|pagination|pager|toolbar|search|login|qrcode|ewm|print|position|location|dqwz|daohang|fenxiang)"
    r"(?:[-_]?(?:box|wrap|bar|list|con|content|nav|inner|area|\d{1,3}))?|(?:bd)?share[-_]\S{1,30}",
    re.IGNORECASE,
)
"""Names of classes and ids that sites give to what is not the article."""
_NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SENTENCES = re.compile(r"[。；]")
_OF_DOCUMENT = re.compile(r"附[ 　]?件|(?:[12][0-9]{3}|二[〇○零].{2})年.{1,3}月.{1,3}日\Z")
_SITE = re.compile(r"版权|备案|网站标识|技术支持|建议使用|浏览器|主办单位|承办单位|转载|邮政编码|ICP")
_AROUND_SHARE = 0.3
"""Share of the sentences above which an element named like navigation is the article after all."""
_ARTICLE_SHARE = 0.98
"""Least share of a page's sentences that its article holds."""
_OF_TEXT = frozenset({"p", "span", "font", "ol", "ul", "li"})
_OF_TABLE = frozenset({"tbody", "tr", "td"})
_FEWEST_PARAGRAPHS = 3
"""Least number of paragraphs of a cell that holds the article."""
_HIDING = re.compile(
    r"display:none|visibility:hidden|(?:^|[;{])font-size:0(?:px|pt|em|rem|%)?(?:[;}!]|$)|(?:^|[;{])opacity:0(?:\.0*)?(?:[;}!]|$)"
    r"|text-indent:-[0-9]{3,}|(?:left|top):-[0-9]{4,}"
)
"""Declarations that hide an element, without blanks and in lower case."""
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,1000})\}")
_PRINT_ONLY = re.compile(
    r"@media[^{}]{0,80}\bprint\b[^{}]{0,80}\{(?:[^{}]{0,300}\{[^{}]{0,1000}\}){0,200}[^{}]{0,300}\}"
)
_SIMPLE = re.compile(r"[.#][\w-]{1,80}")
_SHEET = 200_000
"""Characters of a style sheet that are looked at."""
_FURNITURE = re.compile(
    r"(?:您?(?:当前|现在|所在)的?位置\s*[:：>].{0,200}|首页\s*[>＞›»/].{0,200}"
    r"|.{0,60}(?:发布|发文|更新|成文)(?:时间|日期)\s*[:：].{0,100}(?:来源|浏览|字[体号]|点击|作者).{0,100}"
    r"|(?:发布|更新)(?:时间|日期)\s*[:：]\s*[0-9年月日:：\s-]{4,30}|来源\s*[:：].{0,40}|(?:浏览|阅读|点击)(?:次数|量|数)?\s*[:：].{0,20}"
    r"|[【\[]?字[体号]\s*[:：]?.{0,30}|(?:[【\[(]?\s*(?:打印(?:本页|文章)?|关闭(?:窗口|本页)?|收藏|返回顶部|返回|纠错|分享)\s*[】\])]?[\s|]{0,4}){1,8}"
    r"|分享到?\s*[:：]?.{0,60}|扫一扫.{0,40}|(?:上|下)一[篇条]\s*[:：].{0,120}|[（(]?责任编辑\s*[:：].{0,30}"
    r"|(?:版权所有|主办单位|承办单位|主办|网站标识码|[^，。]{0,30}ICP备)[^。]{0,160})"
)
"""Lines of the site, not of the document."""
_EDGE = 12
"""Lines at either end of a page among which those of the site are looked for."""


def page_title(root: etree._Element) -> tuple[str, bool]:
    """Return the title that a page gives to its article, and whether the page means the article and not itself.

    The article's is in the metadata or the first heading; the window's title only stands in for it.
    """
    for meta in root.iter("meta"):
        if meta.get("name", "").lower() == "articletitle" and meta.get("content", "").strip():
            return "".join(meta.get("content").split()), True
    for heading in root.iter("h1"):
        text = "".join("".join(heading.itertext()).split())
        if text:
            return text, True
    window = root.find(".//title")
    text = "".join("".join(window.itertext()).split()) if window is not None else ""
    return re.split(r"[-_|–—]", text)[0], False


def article_in(body: etree._Element, hidden: frozenset[str] = frozenset()) -> etree._Element:
    """Return the innermost element that holds nearly all sentences of a page, without what stands around them.

    Only text outside of links counts, and the site's own notices do not; `body` loses its scripts, its navigation and
    what is hidden, by itself or by the classes and ids in `hidden` (see `hidden_names`).
    """
    _remove(body, [e for e in body.iter() if e.tag in _NEVER or _is_hidden(e, hidden)])
    sentences = _sentences(body)
    most_around = _AROUND_SHARE * sentences[body]
    around = []
    for element in body.iter():
        if element is not body and _stands_around(element) and sentences.get(element, 0) <= most_around:
            around.append(element)
    _remove(body, around)
    sentences = _sentences(body)
    article = body
    while sentences[body] and (inner := _inner_article(article, sentences, sentences[body])) is not None:
        article = inner
    return article


def _inner_article(article: etree._Element, sentences: dict[etree._Element, int], total: int) -> etree._Element | None:
    """Return the child that holds nearly all sentences, ``None`` where the article itself is the innermost element."""
    enough = _ARTICLE_SHARE * total
    inner = next((child for child in article if sentences.get(child, 0) >= enough), None)
    if inner is None or inner.tag in _OF_TEXT:
        return None
    if inner.tag in _OF_TABLE and not _lays_out(inner, sentences, total):
        return None
    if any(_belongs_to_document(other) for other in article if other is not inner):
        return None
    if inner.tag == "table" and all(sentences.get(row, 0) < enough for row in inner.iter("tr")):
        return None  # a table of the document, not one that lays out the page
    return inner


def _lays_out(part: etree._Element, sentences: dict[etree._Element, int], total: int) -> bool:
    """Whether a part of a table is there for the page: one cell holds the article, in several paragraphs."""
    for cell in part.iter("td"):
        if sentences.get(cell, 0) >= _ARTICLE_SHARE * total:
            return sum(1 for _ in cell.iter("p", "div", "br", "h1", "h2", "h3", "h4", "li")) >= _FEWEST_PARAGRAPHS
    return False


def hidden_names(root: etree._Element) -> frozenset[str]:
    """Return the classes (``.name``) and ids (``#name``) that the page's own style sheet hides."""
    names: set[str] = set()
    for sheet in root.iter("style"):
        rules = _PRINT_ONLY.sub("", "".join(sheet.itertext())[:_SHEET])
        for selectors, declarations in _RULE.findall(rules):
            if _HIDING.search(declarations.replace(" ", "").lower()):
                names.update(s for s in (part.strip() for part in selectors.split(",")) if _SIMPLE.fullmatch(s))
    return frozenset(names)


def _belongs_to_document(element: etree._Element) -> bool:
    """Whether an element beside the sentences is the document's: a numbered line, an attachment, issuer's date."""
    for inner in element.iter():
        linked = inner.tag == "a"
        for text in (inner.text, inner.tail if inner is not element else None):
            line = (text or "").strip()
            if line and (_OF_DOCUMENT.match(line) or (not linked and numbering_of(line[:60]) is not None)):
                return True
    return False


def remove_furniture(lines: Sequence[ExtractedLine]) -> list[ExtractedLine]:
    """Return the lines without those of the site (当前位置, 打印, 上一篇 …) at the start and the end."""
    last = len(lines) - _EDGE
    return [
        line for n, line in enumerate(lines) if _EDGE <= n < last or not _FURNITURE.fullmatch(line.text[:400].strip())
    ]


def _sentences(body: etree._Element) -> dict[etree._Element, int]:
    """Return for each element how many sentences end in it, outside of links."""
    from lxml import etree

    counts: dict[etree._Element, int] = {}
    links = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            check_time()
            links += element.tag == "a"
            counts[element] = 0 if links else _count(element.text)
        else:
            links -= element.tag == "a"
            parent = element.getparent()
            if element is not body and parent is not None:
                counts[parent] = counts.get(parent, 0) + counts[element] + (0 if links else _count(element.tail))
    return counts


def _count(text: str | None) -> int:
    return len(_SENTENCES.findall(text)) if text and not _SITE.search(text) else 0


def _is_hidden(element: etree._Element, hidden: frozenset[str]) -> bool:
    check_time()
    if not isinstance(element.tag, str):
        return False
    if element.get("hidden") is not None or element.get("aria-hidden", "").lower() == "true":
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    if hidden:
        names = [f".{name}" for name in element.get("class", "").split()[:20]]
        names.append(f"#{element.get('id', '')}")
        if any(name in hidden for name in names):
            return True
    return _HIDING.search(element.get("style", "")[:2000].replace(" ", "").lower()) is not None


def _stands_around(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in ("body", "html"):
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}".split()
    if element.get("title", "").lower() in ("header", "footer"):  # as LibreOffice saves them
        return True
    return element.tag in _AROUND_TAGS or any(_AROUND.fullmatch(name) for name in names[:20])


def _remove(body: etree._Element, elements: Sequence[etree._Element]) -> None:
    """Take elements out of the page; the text behind them stays."""
    for element in elements:
        check_time()
        parent = element.getparent()
        if parent is None or element is body:
            continue
        before = element.getprevious()
        if element.tail:
            kept = ((parent.text if before is None else before.tail) or "") + element.tail
            kept = _NO_CHARACTERS.sub("", kept)  # a page may hold what XML may not
            if before is None:
                parent.text = kept
            else:
                before.tail = kept
        parent.remove(element)
