"""Front matter, before the first provision: title, document number (文号), date, and the level that the title tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.language.agencies import DIRECT_MUNICIPALITIES, table
from policycompare.language.dates import DATE
from policycompare.language.traditional import simplified
from policycompare.reading.outline import contents
from policycompare.reading.outline.numbering import BLANKS, numbering_of

if TYPE_CHECKING:
    from policycompare.vocabulary import Level, Status

_TITLE_LINE = 60
"""Greatest number of characters of a line of a title."""
_ATTACHMENT = re.compile(r"附[件表]?\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[:：]?")
_ATTACHMENT_HEAD = re.compile(r"附[件表]\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[:：.、]\s*(?=\S)")
_RED_HEAD = re.compile(r"[\u4e00-\u9fff]{4,40}(?:政府|办公[厅室]|委员会|[委局厅办部])文\s*件")
"""The head of a printed notice: its issuer, and 文件."""
_WEB = re.compile(
    r"\W|分享到?[:：]?|字体[:：].*|来源[:：].*|浏览次数[:：].*|索引号[:：].*|发[文布]日期[:：].*|[\d.:：/ -]+"
)
"""Lines of a saved page before the title."""
_BRACKETED = re.compile(r"[（(\[【〔].*[）)\]】〕]")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(]\s*(?:19|20)\d\d\s*[〕\]）)]\s*第?\s*\d{1,4}\s*号")
_CITED = re.compile(r"》\s*[（(]?\s*$")
"""What stands before the number of a document that is cited."""
_SIGNER = re.compile(rf"(?:{_NUMBER.pattern})?\s*签\s*发\s*人\s*[:：].{{0,30}}")
"""Who signs a report to a higher office, mostly in the line of the document number."""
_BESIDE = re.compile(
    "|".join(f"(?:{kind.pattern})" for kind in (_ATTACHMENT, _BRACKETED, _NUMBER, _SIGNER, _RED_HEAD, _WEB))
)
_AROUND = f"{BLANKS}#*"

_SUBPLACES: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"[\u4e00-\u9fff]{2,10}?(?:(?<!城)(?<!乡)镇|街道|(?<!城)乡)(?:人民政府|党委|关于)"), "town"),
    (
        re.compile(
            r"[\u4e00-\u9fff]{2,14}?(?:自治县|自治旗|(?<![各全本])县"
            r"|(?<![各全本发护景能园社地辖易矿牧林水库山油疫灾])区(?![域划级]))"
        ),
        "district",
    ),
    (re.compile(r"(?!城市|都市|农村)[\u4e00-\u9fff]{2,6}?(?:(?<![全本各])市(?![场民容政])|自治州)"), "city"),
)
"""A place below the province at the start of a title; the characters before 区 rule out 开发区, 保护区 and the like."""


def find_title(lines: list[str]) -> tuple[str, int]:
    """Return the title and the number of leading lines that make it up.

    A title may run over several lines; 附件, version notes in brackets and the document number (文号) stand with
    it but are not part of it.

    Examples
    --------
    >>> find_title(["附件", "", "关于进一步", "加强工作的措施", "（送审稿）", "", "为深入贯彻……制定以下措施。"])
    ('关于进一步加强工作的措施', 6)
    """
    title: list[str] = []
    end = 0
    for index, raw in enumerate(lines):
        line = raw.strip(_AROUND)
        follows = end == index  # right behind what is of the title so far
        if not line:
            if title and follows:
                end = index + 1
            continue
        if (not title or follows) and _BESIDE.fullmatch(line):
            end = index + 1
            continue
        is_second_title = title and (not follows or not lines[index - 1].strip())
        if is_second_title or not _may_be_title(line):
            break
        title.append(line if title else _ATTACHMENT_HEAD.sub("", line))
        end = index + 1
    return "".join(title), end


def _may_be_title(line: str) -> bool:
    """Whether a line may be of a title: it is short, and neither numbered, a sentence, a row nor a salutation."""
    if len(line) > _TITLE_LINE or "。" in line or " | " in line or line.endswith(("：", ":")):
        return False
    return not contents.HEAD.fullmatch(line) and not numbering_of(line)


_NOTES: tuple[tuple[re.Pattern[str], Status, bool], ...] = (
    (re.compile(r"替代样本|样本文本"), "stand-in", True),
    (re.compile(r"示例文本"), "example", True),
    (re.compile(r"重述|摘要本|非官方"), "restated", True),
    (re.compile(r"送审稿|征求意见稿|草案|讨论稿|初稿|修订稿"), "draft", False),
)
"""Meaning of a bracketed note beside the title, and whether everything made from the text must carry it."""


def version_note(lines: list[str]) -> tuple[Status, str]:
    """Return the status that a note beside the title tells, and the notice that follows from it.

    Examples
    --------
    >>> version_note(["某某措施", "（送审稿）"]), version_note(["某某措施", "（要点重述本，非官方原文）"])
    (('draft', ''), ('restated', '要点重述本，非官方原文'))
    """
    for raw in lines:
        line = raw.strip()
        if _BRACKETED.fullmatch(line):
            for pattern, status, taints in _NOTES:
                if pattern.search(line):
                    return status, line[1:-1] if taints else ""
    return "unknown", ""


def document_number(front: str) -> str:
    r"""Return the document number (文号, e.g. 沪安委〔2022〕3号) in the front matter, or ``""``.

    Numbers of sentences, and those behind a title (《…》（沪建〔2023〕5号）), are other documents'.

    Examples
    --------
    >>> document_number("关于落实措施的通知\n沪安委〔2022〕3号\n根据《办法》（沪建〔2023〕5号）制定。\n")
    '沪安委〔2022〕3号'
    """
    for line in map(str.strip, front.splitlines()):
        is_sentence = line.endswith(("。", "：", "，")) and not _BRACKETED.fullmatch(line)
        match = None if is_sentence else _NUMBER.search(line)
        if match and not _CITED.search(line[: match.start()]):
            return "".join(match[0].split())
    return ""


_OFFICIAL = re.compile(r"(?:市|省|县|区|镇|乡|州|旗|局|部|厅)长\s|主[任席]\s|主\s*席\s")
"""A person who signs a decree (市长　张三) is no issuer."""


def issuer_in(closing: str) -> str:
    r"""Return the issuer (发文机关) in the closing lines: the line before the date, or ``""``.

    Examples
    --------
    >>> issuer_in("        上海市崇明区安全生产委员会\n2022年10月9日\n")
    '上海市崇明区安全生产委员会'
    """
    lines = [line.strip() for line in closing.splitlines() if line.strip()]
    dated = next((n for n, line in enumerate(lines) if DATE.fullmatch(line)), 0)
    before = lines[dated - 1] if dated else ""
    if re.search(r"[，。；：]", before) or len(before) > _TITLE_LINE or _OFFICIAL.match(before):
        return ""
    return before


def level_of_title(title: str) -> Level | None:
    """Return the level of government that a title names, or ``None``.

    Examples
    --------
    >>> [level_of_title(t) for t in ("上海市崇明区关于…", "济南市大气污染防治条例", "山东省…", "中华人民共和国…")]
    ['district', 'city', 'province', 'nation']
    """
    title = simplified(title)
    if title.startswith(("中华人民共和国", "国务院", "全国", "中共中央", "国家")):
        return "nation"
    title = re.sub(r"^中共|^中国共产党", "", title)
    place = re.match(rf"(?:{'|'.join(table().provinces)})", title)
    rest = title[place.end() :] if place else title
    rest = re.sub(r"^(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)", "", rest) if place else rest
    for pattern, level in _SUBPLACES:
        if pattern.match(rest):
            return level
    if place:
        return "city" if place[0] in DIRECT_MUNICIPALITIES else "province"
    return None
