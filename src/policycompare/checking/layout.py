"""The layout of a Word file by GB/T 9704—2012: what differs from it, each with the change that puts it right.

A `WordLayout` is what the file has; each rule gives the flaws of one kind in it, see `policycompare.checking.rules`.
Sizes are in points, lengths of the page in millimetres, blanks beside a line in characters of its own size.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from policycompare.language.numerals import HAN, to_int
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.messages import Message

Role = Literal["title", "first", "second", "body"]
Alignment = Literal["left", "centre", "right"]
Repaired = Literal["page", "font", "size", "text", "place", "page-number", ""]
"""What a repair sets: a measure of the page, a look, words, the blank on the right; ``""`` where only a person can."""


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
_HEI = ("黑体", "SimHei", "方正黑体_GBK", "方正黑体简体")
_KAI = ("楷体_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "方正楷体简体")
ROLES: dict[Role, RoleLook] = {
    "title": RoleLook("标题", _SONG, 22, "7.3.1"),
    "first": RoleLook("一级标题", _HEI, 16, "7.3.3"),
    "second": RoleLook("二级标题", _KAI, 16, "7.3.3"),
    "body": RoleLook("正文", _FANGSONG, 16, "5.2.2"),
}
"""Fonts and sizes by role; 一、 is a first heading and （一） a second one where the line is no sentence."""
PAPER: dict[str, tuple[str, float]] = {"page_width": ("纸张宽度", 210), "page_height": ("纸张高度", 297)}
MARGINS: dict[str, tuple[str, float]] = {
    "top_margin": ("天头", 37),
    "left_margin": ("订口", 28),
    "right_margin": ("右白边（版心宽156毫米）", 26),
    "bottom_margin": ("下白边（版心高225毫米）", 35),
}
"""Measures of the page in millimetres, each to one: what people call them and the right one."""
_TOLERANCE = 1
LINES, CHARACTERS = 22, 28
"""Lines of a page and characters of a line."""
_ROUNDING = 0.1
"""Part of a line by which margins and heights in whole numbers may miss it."""
_POINTS = 72 / 25.4
PAGE_NUMBER_FONTS = ("宋体", "SimSun", "NSimSun", "新宋体")
PAGE_NUMBER_SIZE = 14
DATE_BLANKS = (4, 2)
"""Characters on the right of the date: of a sealed document, of one without a seal whose date is longer."""
ISSUER_BLANK = 2
_ADDRESS_LINES = 12
"""Among so many lines whom it is addressed to (主送机关) stands; what is addressed has an issuer."""
_NEAR = 0.6
"""How far off a place may be, in characters."""
_FIRST, _SECOND = re.compile(r"[一二三四五六七八九十]{1,3}、"), re.compile(r"（[一二三四五六七八九十]{1,3}）")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]{1,7}条[ 　]")
_LONGEST_HEADING = 30
_NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,12})(?P<open>[\[［(（【])(?P<year>(?:19|20)[0-9]{2})(?P<close>[\]］)）】])"
    r"第?(?P<serial>0*[1-9][0-9]{0,3})号"
)
_HEAD = re.compile(
    r".*文件|[\u4e00-\u9fff]{2,12}[〔\[［(（【].{4}[〕\]］)）】]第?[0-9]+号|(?:抄送|分送|主送)：.*|.*印发"
)
"""Lines of the red head (版头) and of the last lines (版记), which have looks of their own."""
_SIGNS = ("发", "函", "字", "办", "令")
"""Last characters of an issuer's sign (国办发) in a document number in round brackets."""
_DATE = re.compile(r"(?P<year>(?:19|20)[0-9]{2})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日")
_ISSUER = re.compile(
    r"[\u4e00-\u9fff（）、 　]{2,40}(?:政府|委员会|委|局|厅|部|办公室|办公厅|办|院|会|组|中心|公司|处|署|行|社|团)"
)
_ADDRESSED = re.compile(r"[^。；]{2,200}：")
_MARK = re.compile(rf"附件[ 　]*(?P<number>[0-9]{{1,2}}|{HAN}{{1,3}})?(?P<colon>[：:]?)")
_OPENS = re.compile(r"附件(?P<colon>[：:])[ 　]*(?P<rest>\S.*)?")
_LISTED = re.compile(r"(?P<number>[0-9]{1,2})(?P<dot>[.．、])[ 　]*(?P<name>\S.*)")
_PAGE_NUMBER = re.compile(r"—\s?#\s?—")
"""The form of a page number, # for the number."""


@dataclass(frozen=True, slots=True)
class LaidOutParagraph:
    """A paragraph of a Word file with what its characters have: ``None`` where the file does not say.

    Attributes
    ----------
    text
        As it stands, with the blanks at its ends.
    font, size
        Of most of its Chinese characters.
    alignment
        How its lines stand.
    left_blank, right_blank
        Indents in characters, the first line's too.
    spacing
        Exact height of its lines in points.
    """

    text: str
    font: str | None = None
    size: float | None = None
    alignment: Alignment = "left"
    left_blank: float = 0
    right_blank: float = 0
    spacing: float | None = None

    @property
    def words(self) -> str:
        """The text without the blanks at its ends."""
        return self.text.strip()


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A page number in a footer: the words of its line with # for the number, and how they look."""

    words: str
    font: str | None
    size: float | None
    alignment: Alignment
    is_even: bool = False


@dataclass(frozen=True)
class WordLayout:
    """What a Word file says of its layout.

    Attributes
    ----------
    page
        Measures of the first section in millimetres, by the keys of `PAPER` and `MARGINS`.
    paragraphs
        All, in order, empty ones too.
    page_numbers
        Of all footers.
    has_two_sides
        Whether even pages have footers of their own.
    line_pitch, character_pitch
        Of the grid that the text is set on, in points, ``None`` where there is none.
    """

    page: dict[str, float]
    paragraphs: tuple[LaidOutParagraph, ...]
    page_numbers: tuple[PageNumber, ...] = ()
    has_two_sides: bool = False
    line_pitch: float | None = None
    character_pitch: float | None = None

    @cached_property
    def roles(self) -> dict[int, Role]:
        """The roles of the paragraphs that have one: the title stands first and is centred."""
        filled = [position for position, paragraph in enumerate(self.paragraphs) if paragraph.words]
        has_articles = any(_ARTICLE.match(self.paragraphs[position].words) for position in filled)
        out: dict[int, Role] = {}
        in_title = True
        for position in filled:
            paragraph = self.paragraphs[position]
            is_centred = paragraph.alignment == "centre"
            if _HEAD.fullmatch(paragraph.words):
                continue
            if in_title and is_centred and not paragraph.words.startswith(("（", "(", "第")):
                out[position] = "title"
                continue
            in_title = False
            role = None if is_centred else _role(paragraph.words, has_articles=has_articles)
            if role is not None:
                out[position] = role
        return out

    @cached_property
    def closing(self) -> tuple[int | None, int | None]:
        """Where the issuer (署名) and the date stand that close the text; ``None`` where it has none."""
        marks = [position for position, one in enumerate(self.paragraphs) if _is_mark(one)]
        last = min(marks, default=len(self.paragraphs))
        filled = [position for position in range(last) if self.paragraphs[position].words]
        dates = [position for position in filled if _DATE.fullmatch(self.paragraphs[position].words)]
        if not dates or dates[-1] < filled[len(filled) // 2]:
            return None, None
        before = [position for position in filled if position < dates[-1]]
        above = before[-1] if before else None
        is_issuer = above is not None and _ISSUER.fullmatch(self.paragraphs[above].words)
        return (above if is_issuer else None), dates[-1]

    def blank_behind(self, position: int) -> float | None:
        """Return the blank on the right of a line in its characters, ``None`` where that is not known."""
        paragraph = self.paragraphs[position]
        width = self._characters(paragraph.size)
        if width is None:
            return None
        inner = width_of(paragraph.words)
        if paragraph.alignment == "right":
            return paragraph.right_blank + width_of(paragraph.text) - width_of(paragraph.text.rstrip())
        left = width_of(paragraph.text) - width_of(paragraph.text.lstrip()) + paragraph.left_blank
        if paragraph.alignment == "centre":
            return (width - inner - left + paragraph.right_blank) / 2
        return width - left - inner

    def _characters(self, size: float | None) -> float | None:
        width = self.page["page_width"] - self.page["left_margin"] - self.page["right_margin"]
        return None if size is None or width <= 0 else width * _POINTS / size


def width_of(text: str) -> float:
    """Return how many Chinese characters a text is wide; digits and letters are half of one.

    Examples
    --------
    >>> width_of("2024年3月5日")
    6.0
    """
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _role(words: str, *, has_articles: bool) -> Role | None:
    is_heading = not has_articles and len(words) <= _LONGEST_HEADING and not words.endswith(("。", "；", "："))
    if is_heading and _FIRST.match(words):
        return "first"
    if is_heading and _SECOND.match(words):
        return "second"
    is_body = len(words) > _LONGEST_HEADING and not _SECOND.match(words) and not _FIRST.match(words)
    return "body" if is_body else None


@dataclass(frozen=True, slots=True)
class LayoutFlaw:
    """A difference from the norm.

    Attributes
    ----------
    remark
        For a person.
    clause
        Of GB/T 9704—2012.
    paragraph
        Position of the paragraph from 0, or ``None`` for the page.
    sets
        What a repair sets.
    name
        Which measure of the page it sets.
    value
        To what.
    words
        The words that a repair of ``text`` replaces.
    """

    remark: Message
    clause: str
    paragraph: int | None = None
    sets: Repaired = ""
    name: str = ""
    value: str | float = ""
    words: str = ""


def paper(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find paper that is not A4."""
    yield from _measures(layout, PAPER, "5.1")


def margins(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find margins that do not leave the type area (版心) of 156 by 225 mm where it has to be."""
    yield from _measures(layout, MARGINS, "5.2.1")


def _measures(layout: WordLayout, wanted_of: dict[str, tuple[str, float]], clause: str) -> Iterator[LayoutFlaw]:
    for name, (chinese, wanted) in wanted_of.items():
        actual = layout.page[name]
        if abs(actual - wanted) > _TOLERANCE:
            remark = message("{what} is {actual:.1f} mm, not {wanted} mm", what=chinese, actual=actual, wanted=wanted)
            yield LayoutFlaw(remark, clause, None, "page", name, wanted)


def grid(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find a page of another number of lines, or lines of another number of characters, where the file says either."""
    body = [layout.paragraphs[position] for position, role in layout.roles.items() if role == "body"]
    if not body or layout.page["page_height"] <= 0:
        return
    height = (layout.page["page_height"] - layout.page["top_margin"] - layout.page["bottom_margin"]) * _POINTS
    pitch = Counter(one.spacing for one in body).most_common(1)[0][0]
    size = Counter(one.size for one in body).most_common(1)[0][0]
    if pitch is None and layout.line_pitch and size and layout.line_pitch >= 1.3 * size:
        pitch = layout.line_pitch
    # What is wrong because a margin or a size is, is told there; of a line that has no room, nothing is printed.
    count = int(height / pitch + _ROUNDING) if pitch else LINES
    if count != LINES and not [*margins(layout), *paper(layout)]:
        yield LayoutFlaw(message("a page has {count} lines, not {wanted}", count=count, wanted=LINES), "5.2.3")
    width = (layout.page["page_width"] - layout.page["left_margin"] - layout.page["right_margin"]) * _POINTS
    step = layout.character_pitch or size
    if step and size == ROLES["body"].size and not [*margins(layout), *paper(layout)]:
        count = round(width / step)
        if count != CHARACTERS:
            remark = message("a line has {count} characters, not {wanted}", count=count, wanted=CHARACTERS)
            yield LayoutFlaw(remark, "5.2.3")


def page_numbers_missing(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find a file without page numbers."""
    if not layout.page_numbers:
        yield LayoutFlaw(message("there are no page numbers"), "7.5")


def page_number_form(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find page numbers without a dash on each side, in another font or size, or in the middle of the line."""
    for number in dict.fromkeys(layout.page_numbers):
        if not _PAGE_NUMBER.fullmatch(number.words.strip()):
            shown = number.words.strip().replace("#", "1")
            yield LayoutFlaw(message("the page number is written {shown}, not — 1 —", shown=shown), "7.5")
        if number.font is not None and number.font not in PAGE_NUMBER_FONTS:
            remark = message(
                "{role} is set in {actual}, not in {wanted}",
                role="页码",
                actual=number.font,
                wanted=PAGE_NUMBER_FONTS[0],
            )
            yield LayoutFlaw(remark, "7.5", None, "page-number", "font", PAGE_NUMBER_FONTS[0])
        if number.size is not None and abs(number.size - PAGE_NUMBER_SIZE) > 0.1:
            remark = message(
                "{role} has {actual:g} points, not {wanted:g}", role="页码", actual=number.size, wanted=PAGE_NUMBER_SIZE
            )
            yield LayoutFlaw(remark, "7.5", None, "page-number", "size", PAGE_NUMBER_SIZE)


def page_number_side(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find page numbers that do not stand on the outer side: right on odd pages, left on even ones."""
    if not layout.page_numbers:
        return
    sides = {number.is_even: number.alignment for number in layout.page_numbers}
    is_right = layout.has_two_sides and sides.get(False) == "right" and sides.get(True) == "left"
    if not is_right:
        yield LayoutFlaw(message("page numbers stand on the right of odd pages and on the left of even ones"), "7.5")


def fonts(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find a role in another font, where the file says which."""
    for position, role in layout.roles.items():
        look, paragraph = ROLES[role], layout.paragraphs[position]
        if paragraph.font is not None and paragraph.font not in look.fonts:
            remark = message(
                "{role} is set in {actual}, not in {wanted}",
                role=look.chinese,
                actual=paragraph.font,
                wanted=look.fonts[0],
            )
            yield LayoutFlaw(remark, look.clause, position, "font", "font", look.fonts[0])


def sizes(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find a role in another size."""
    for position, role in layout.roles.items():
        look, paragraph = ROLES[role], layout.paragraphs[position]
        if paragraph.size is not None and abs(paragraph.size - look.size) > 0.1:
            remark = message(
                "{role} has {actual:g} points, not {wanted:g}",
                role=look.chinese,
                actual=paragraph.size,
                wanted=look.size,
            )
            yield LayoutFlaw(remark, look.clause, position, "size", "size", look.size)


def document_numbers(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find document numbers (发文字号) in other brackets than 〔〕, or with zeros or 第 before the number."""
    for position, paragraph in enumerate(layout.paragraphs):
        for match in _NUMBER.finditer(paragraph.text):
            if match["open"] + match["close"] == "（）" and not match["issuer"].endswith(
                ("发", "函", "字", "办", "令")
            ):
                continue
            wanted = f"{match['issuer']}〔{match['year']}〕{match['serial'].lstrip('0')}号"
            remark = message("the number is written {wanted}", wanted=wanted)
            yield LayoutFlaw(remark, "7.2.5", position, "text", "text", wanted, match[0])


def padded_dates(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find months and days with a zero before them."""
    for position, paragraph in enumerate(layout.paragraphs):
        for match in _DATE.finditer(paragraph.text):
            if match["month"].startswith("0") or match["day"].startswith("0"):
                wanted = f"{match['year']}年{int(match['month'])}月{int(match['day'])}日"
                remark = message("month and day have no 0 before them: {wanted}", wanted=wanted)
                yield LayoutFlaw(remark, "7.3.5.4", position, "text", "text", wanted, match[0])


def date_place(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find a date that stands neither four nor two characters from the right, nor two behind the issuer's beginning."""
    issuer, date = layout.closing
    blank = None if date is None else layout.blank_behind(date)
    if date is None or blank is None or _is_date_right(layout, issuer, date):
        return
    remark = message(
        "the date stands {blank:.1f} characters from the right, not {wanted}", blank=blank, wanted=DATE_BLANKS[0]
    )
    yield LayoutFlaw(remark, "7.3.5.1", date, "place", "place", DATE_BLANKS[0])


def _is_date_right(layout: WordLayout, issuer: int | None, date: int) -> bool:
    blank = layout.blank_behind(date)
    if blank is None or _is_near(blank, DATE_BLANKS):
        return True
    above = None if issuer is None else layout.blank_behind(issuer)
    if issuer is None or above is None or not _is_near(above, (ISSUER_BLANK,)):
        return False
    behind = above + width_of(layout.paragraphs[issuer].words) - 2 - width_of(layout.paragraphs[date].words)
    return _is_near(blank, (behind,))


def issuer_place(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find an issuer (署名) that is neither centred over the date nor two characters from the right; or none at all."""
    issuer, date = layout.closing
    if date is None:
        return
    if issuer is None:
        if any(_ADDRESSED.fullmatch(one.words) for one in layout.paragraphs[:date][:_ADDRESS_LINES]):
            yield LayoutFlaw(message("no issuer stands above the date"), "7.3.5", date)
        return
    blank, of_date = layout.blank_behind(issuer), layout.blank_behind(date)
    if blank is None or of_date is None:
        return
    wanted = of_date if _is_date_right(layout, issuer, date) else DATE_BLANKS[0]
    difference = width_of(layout.paragraphs[date].words) - width_of(layout.paragraphs[issuer].words)
    # Of an issuer that is much longer than the date, the middle would lie beyond the margin.
    centred = max(wanted + difference / 2, 0)
    if not _is_near(blank, (centred, ISSUER_BLANK)):
        remark = message("the issuer is not centred over the date, nor two characters from the right")
        yield LayoutFlaw(remark, "7.3.5.1", issuer, "place", "place", centred)


def _is_near(blank: float, wanted: tuple[float, ...]) -> bool:
    return any(abs(blank - one) <= _NEAR for one in wanted)


@dataclass(frozen=True, slots=True)
class _Listed:
    """An attachment in the list below the text: its name and where that stands."""

    name: str
    paragraph: int


def _is_mark(paragraph: LaidOutParagraph) -> bool:
    """Whether a paragraph is the mark above an attachment: 附件, 附件1; with a colon it may open the list."""
    match = _MARK.fullmatch(paragraph.words)
    return match is not None and not match["colon"]


def _listed(layout: WordLayout) -> dict[int, _Listed]:
    """Return the attachments that are listed, by number."""
    found: dict[int, _Listed] = {}
    is_open = False
    for position, paragraph in enumerate(layout.paragraphs):
        words = paragraph.words
        opens = _OPENS.fullmatch(words)
        rest = (opens["rest"] or "") if opens else words
        item = _LISTED.fullmatch(rest) if opens or is_open else None
        is_open = bool(opens or item)
        if item:
            found.setdefault(int(item["number"]), _Listed(item["name"], position))
        elif opens and rest:
            found.setdefault(1, _Listed(rest, position))
    return found


def _marked(layout: WordLayout) -> dict[int, int]:
    """Return where the marks of attachments stand, by number."""
    found: dict[int, int] = {}
    for position, paragraph in enumerate(layout.paragraphs):
        match = _MARK.fullmatch(paragraph.words)
        if match and _is_mark(paragraph):
            found.setdefault(to_int(match["number"] or "1") or 1, position)
    return found


def attachments(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Compare the list of attachments with the attachments below: numbers, and the names with their titles."""
    listed, marked = _listed(layout), _marked(layout)
    if not marked:
        return  # they may be files of their own
    for number, one in listed.items():
        if number not in marked:
            remark = message("attachment {number} is listed and does not stand below", number=number)
            yield LayoutFlaw(remark, "7.3.7", one.paragraph)
            continue
        title = _title_below(layout, marked[number])
        name = re.sub(r"[ 　。；;.]", "", one.name)
        if title and name not in title and title not in name:
            remark = message(
                "attachment {number} is listed as {name} and headed {title}", number=number, name=name, title=title
            )
            yield LayoutFlaw(remark, "7.3.7", one.paragraph)
    for number, position in marked.items():
        if listed and number not in listed:
            remark = message("attachment {number} stands below and is not listed", number=number)
            yield LayoutFlaw(remark, "7.3.7", position)


def _title_below(layout: WordLayout, mark: int) -> str:
    """Return the centred lines that head an attachment, ``""`` where none is."""
    title = ""
    for paragraph in layout.paragraphs[mark + 1 :]:
        if paragraph.words and paragraph.alignment != "centre":
            break
        if title and not paragraph.words:
            break
        title += paragraph.words
    return re.sub(r"[ 　]", "", title)


def attachment_form(layout: WordLayout) -> Iterator[LayoutFlaw]:
    """Find a list of attachments with other marks than the standard has, and heads that are not 黑体 at the left."""
    for position, paragraph in enumerate(layout.paragraphs):
        opens = _OPENS.fullmatch(paragraph.words)
        if opens and opens["colon"] == ":":
            remark = message("a full-width colon follows {word}", word="附件")
            yield LayoutFlaw(remark, "7.3.4", position, "text", "text", "附件：", "附件:")
    for one in _listed(layout).values():
        end = one.name.rstrip()[-1:]
        if end in ("。", "；", ";", "，", "、"):
            remark = message("no mark stands behind the name of an attachment")
            name = one.name.rstrip()
            yield LayoutFlaw(remark, "7.3.4", one.paragraph, "text", "text", name[:-1], name)
    for position in _marked(layout).values():
        paragraph = layout.paragraphs[position]
        if paragraph.font is not None and paragraph.font not in _HEI:
            remark = message(
                "{role} is set in {actual}, not in {wanted}", role="附件标识", actual=paragraph.font, wanted=_HEI[0]
            )
            yield LayoutFlaw(remark, "7.3.7", position, "font", "font", _HEI[0])
        indent = paragraph.left_blank + width_of(paragraph.text) - width_of(paragraph.text.lstrip())
        if paragraph.alignment != "left" or indent > _NEAR:
            yield LayoutFlaw(message("the mark of an attachment stands at the left edge"), "7.3.7", position)
