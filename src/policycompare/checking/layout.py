"""The layout of a Word file by GB/T 9704—2012: what differs from it, each with the change that puts it right.

A `WordLayout` is what the file has; `layout_flaws` compares it with `PAGE` and `ROLES`. Sizes are in points, lengths in
millimetres.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policycompare.messages import Message

Role = Literal["title", "first", "second", "body"]


@dataclass(frozen=True, slots=True)
class RoleLook:
    """How text of a role looks.

    Attributes
    ----------
    chinese
        What people call the role.
    fonts
        Names of the fonts of Chinese text that are right, the first is what a repair sets.
    size
        In points: 22 is 2号, 16 is 3号.
    clause
        Of GB/T 9704—2012.
    """

    chinese: str
    fonts: tuple[str, ...]
    size: float
    clause: str


_SONG = ("方正小标宋简体", "方正小标宋_GBK", "小标宋", "FZXiaoBiaoSong-B05S", "华文中宋")
_FANGSONG = ("仿宋_GB2312", "仿宋", "FangSong", "FangSong_GB2312", "方正仿宋_GBK", "方正仿宋简体", "华文仿宋")
ROLES: dict[Role, RoleLook] = {
    "title": RoleLook(
        "标题", ("方正小标宋简体", "方正小标宋_GBK", "小标宋", "FZXiaoBiaoSong-B05S", "华文中宋"), 22, "7.3.1"
    ),
    "first": RoleLook("一级标题", ("黑体", "SimHei", "方正黑体_GBK", "方正黑体简体"), 16, "7.3.3"),
    "second": RoleLook("二级标题", ("楷体_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "方正楷体简体"), 16, "7.3.3"),
    "body": RoleLook("正文", _FANGSONG, 16, "5.2.2"),
}
"""Fonts and sizes by role; 一、 is a first heading and （一） a second one where the line is no sentence."""
PAGE: dict[str, tuple[str, float, float, str]] = {
    "page_width": ("纸张宽度", 210, 1, "5.1"),
    "page_height": ("纸张高度", 297, 1, "5.1"),
    "top_margin": ("天头", 37, 1, "5.2.1"),
    "left_margin": ("订口", 28, 1, "5.2.1"),
    "right_margin": ("右白边（版心宽156毫米）", 26, 1, "5.2.1"),
    "bottom_margin": ("下白边（版心高225毫米）", 35, 1, "5.2.1"),
}
"""Measures of the page in millimetres: what people call them, the right one, how far off it may be, the clause."""
_FIRST, _SECOND = re.compile(r"[一二三四五六七八九十]{1,3}、"), re.compile(r"（[一二三四五六七八九十]{1,3}）")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]{1,7}条[ 　]")
_LONGEST_HEADING = 30
_NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,12})(?P<open>[\[［(（【])(?P<year>(?:19|20)[0-9]{2})(?P<close>[\]］)）】])"
    r"第?(?P<serial>0*[1-9][0-9]{0,3})号"
)
_PADDED_DATE = re.compile(r"(?P<year>(?:19|20)[0-9]{2})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日")


@dataclass(frozen=True, slots=True)
class LaidOutParagraph:
    """A paragraph of a Word file with what its characters have: ``None`` where the file does not say."""

    text: str
    font: str | None
    size: float | None
    is_centred: bool


@dataclass(frozen=True, slots=True)
class WordLayout:
    """What a Word file says of its layout.

    Attributes
    ----------
    page
        Measures of the first section in millimetres, by the keys of `PAGE`.
    paragraphs
        All, in order, empty ones too.
    has_page_numbers
        Whether a footer has the field of the page number.
    """

    page: dict[str, float]
    paragraphs: tuple[LaidOutParagraph, ...]
    has_page_numbers: bool


@dataclass(frozen=True, slots=True)
class LayoutFlaw:
    """A difference from the norm.

    Attributes
    ----------
    rule
        Name of the rule: ``layout-page``, ``layout-number``, ``layout-font``, ``layout-size``,
        ``layout-document-number``, ``layout-date``, ``layout-attachment``.
    remark
        For a person.
    clause
        Of GB/T 9704—2012.
    paragraph
        Position of the paragraph from 0, or ``None`` for the page.
    name, value
        What a repair sets (a key of `PAGE`, ``font``, ``size``, ``text``) and to what; ``""`` where only a person can
        tell.
    words
        The words that a repair of ``text`` replaces.
    """

    rule: str
    remark: Message
    clause: str
    paragraph: int | None = None
    name: str = ""
    value: str | float = ""
    words: str = ""


def layout_flaws(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Give what differs from GB/T 9704—2012, the page first, then paragraph by paragraph."""
    yield from _page(layout)
    roles = _roles(layout.paragraphs)
    for position, paragraph in enumerate(layout.paragraphs):
        yield from _characters(position, paragraph, roles.get(position))
        yield from _text(position, paragraph)
    yield from _attachments(layout.paragraphs)


def _page(layout: WordLayout) -> Iterator[LayoutFlaw]:
    for name, (chinese, wanted, tolerance, clause) in PAGE.items():
        actual = layout.page[name]
        if abs(actual - wanted) > tolerance:
            remark = message("{what} is {actual:.1f} mm, not {wanted} mm", what=chinese, actual=actual, wanted=wanted)
            yield LayoutFlaw("layout-page", remark, clause, None, name, wanted)
    if not layout.has_page_numbers:
        yield LayoutFlaw("layout-number", message("there are no page numbers"), "7.5")


def _roles(paragraphs: Sequence[LaidOutParagraph]) -> dict[int, Role]:
    """Return the roles of the paragraphs that have one: the title stands first and is centred."""
    filled = [position for position, paragraph in enumerate(paragraphs) if paragraph.text.strip()]
    out: dict[int, Role] = {}
    in_title = True
    has_articles = any(_ARTICLE.match(paragraphs[position].text.strip()) for position in filled)
    for position in filled:
        text = paragraphs[position].text.strip()
        if in_title and paragraphs[position].is_centred and not text.startswith(("（", "(", "第")):
            out[position] = "title"
            continue
        in_title = False
        if paragraphs[position].is_centred:
            continue
        is_heading = not has_articles and len(text) <= _LONGEST_HEADING and not text.endswith(("。", "；", "："))
        if is_heading and _FIRST.match(text):
            out[position] = "first"
        elif is_heading and _SECOND.match(text):
            out[position] = "second"
        elif len(text) > _LONGEST_HEADING and not _SECOND.match(text) and not _FIRST.match(text):
            out[position] = "body"
    return out


def _characters(position: int, paragraph: LaidOutParagraph, role: Role | None) -> Iterator[LayoutFlaw]:
    if role is None:
        return
    look = ROLES[role]
    if paragraph.font is not None and paragraph.font not in look.fonts:
        remark = message(
            "{role} is set in {actual}, not in {wanted}", role=look.chinese, actual=paragraph.font, wanted=look.fonts[0]
        )
        yield LayoutFlaw("layout-font", remark, look.clause, position, "font", look.fonts[0])
    if paragraph.size is not None and abs(paragraph.size - look.size) > 0.1:
        remark = message(
            "{role} has {actual:g} points, not {wanted:g}", role=look.chinese, actual=paragraph.size, wanted=look.size
        )
        yield LayoutFlaw("layout-size", remark, look.clause, position, "size", look.size)


def _text(position: int, paragraph: LaidOutParagraph) -> Iterator[LayoutFlaw]:
    for match in _NUMBER.finditer(paragraph.text):
        if match["open"] + match["close"] == "（）" and not match["issuer"].endswith(("发", "函", "字", "办", "令")):
            continue
        wanted = f"{match['issuer']}〔{match['year']}〕{match['serial'].lstrip('0')}号"
        remark = message("the number is written {wanted}", wanted=wanted)
        yield LayoutFlaw("layout-document-number", remark, "7.2.5", position, "text", wanted, match[0])
    for match in _PADDED_DATE.finditer(paragraph.text):
        if match["month"].startswith("0") or match["day"].startswith("0"):
            wanted = f"{match['year']}年{int(match['month'])}月{int(match['day'])}日"
            remark = message("month and day have no 0 before them: {wanted}", wanted=wanted)
            yield LayoutFlaw("layout-date", remark, "7.3.5.4", position, "text", wanted, match[0])


def _attachments(paragraphs: Sequence[LaidOutParagraph]) -> Iterator[LayoutFlaw]:
    """Compare the list of attachments with the marks 附件1, 附件2 that stand above them."""
    listed: dict[int, int] = {}
    marked: set[int] = set()
    in_list = False
    for position, paragraph in enumerate(paragraphs):
        text = paragraph.text.strip()
        if re.fullmatch(r"附件[ 　]?[0-9]{0,2}", text):
            marked.add(int(text[2:].strip() or 1))
            in_list = False
        opens = re.match(r"附件[：:]", text)
        item = re.match(r"(?:附件[：:])?[ 　]*(?P<number>[0-9]{1,2})[.．、]", text) if opens or in_list else None
        in_list = bool(opens or item)
        if item:
            listed[int(item["number"])] = position
        elif opens:
            listed[1] = position
    for number, position in listed.items():
        if marked and number not in marked:
            remark = message("attachment {number} is listed and does not stand below", number=number)
            yield LayoutFlaw("layout-attachment", remark, "7.3.7", position)
